#!/usr/bin/env python3
"""Make up the schools of a trust that does not exist, and their results.

    ./make-results.py        writes schools.csv and results.csv beside itself

Every name and every figure is invented; a school that is really called so has
nothing to do with it. The same figures come out each time.
"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
draw = random.Random(2025).random  # a sequence that Python promises to keep

PLACES = ["Alderbrook", "Ashcombe Vale", "Barrow Mere", "Brackenfield",
          "Cobblers Green", "Crossways", "Dunmarsh", "Eastermoor", "Fallowdene",
          "Foxholt", "Gorsehill", "Harbour Street", "Hazelbeck", "Inglewick",
          "Kestrel Rise", "Larkenby", "Lower Thornsea", "Marlpit", "Millrace",
          "Netherclough", "Oatfield", "Pennywell Lane", "Quarrybank", "Rookery",
          "St Brannoc’s", "Saltmarket", "Sedgeley Water", "Tanner’s Row",
          "Thistledown", "Upper Thornsea", "Vinegar Yard", "Wadebrook",
          "Westering", "Whinfell", "Withy Lane", "Yarrowdale"]
HEADS = ["Mrs Hartley", "Mr Okafor", "Ms Lindqvist", "Dr Patel", "Mr Bright",
         "Mrs Ćwikła", "Ms O’Hara", "Mr Ferreira", "Mrs Adeyemi", "Mr Llŷr",
         "Ms Novák", "Mrs Singh"]


def near(middle, spread):
    """Bell-shaped enough."""
    return middle + spread * (sum(draw() for _ in range(12)) - 6)


def whole(low, high):
    return low + int(draw() * (high - low + 1))


def pupils(base, share, spread):
    """How many of `base`, around a share."""
    share = min(max(near(share, spread), 0.05), 0.99)
    return min(base, round(base * share))


def progress(better):
    """A score around 0, in tenths; no -0.0."""
    return round(near(1.3 * better, 1) * 10) / 10 + 0.0


def school(number, place):
    is_primary = number % 3 != 2
    kind = "primary" if is_primary else "secondary"
    size = whole(90, 420) if is_primary else whole(500, 1300)
    cohort = max(size // (7 if is_primary else 5) + whole(-4, 4), 6)
    needy = pupils(cohort, 0.24, 0.12)
    possible = size * 2 * 186
    better = near(0, 1)
    return [f"S{number + 1:02}",
            f"{place} {'Primary School' if is_primary else 'Academy'}",
            kind, HEADS[number % len(HEADS)], size, possible,
            round(possible * min(0.985, 0.938 + 0.012 * better)),
            cohort, pupils(cohort, 0.62 + 0.09 * better, 0.05), needy,
            pupils(needy, 0.46 + 0.09 * better, 0.08) if needy else 0,
            progress(better) if number != 20 else "",
            max(0, round(size * near(0.05 - 0.015 * better, 0.02)))]


def main():
    rows = [school(number, place) for number, place in enumerate(PLACES)]
    rows[6][9], rows[6][10] = 3, 1      # so few that they would be known
    rows[12][9], rows[12][10] = 0, 0    # none at all
    rows[18][8] = rows[18][7]           # all of them
    rows[18][9], rows[18][10] = 12, 12
    tables = {
        "schools.csv": (["Number", "School", "Phase", "Head", "Pupils"],
                        [row[:5] for row in rows]),
        "results.csv": (["Number", "Possible sessions", "Sessions attended",
                         "Year group", "At the standard", "Disadvantaged",
                         "Disadvantaged at the standard", "Progress",
                         "Suspensions"], [row[:1] + row[5:] for row in rows]),
    }
    for name, (header, body) in tables.items():
        with open(HERE / name, "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(header)
            out.writerows(body)


main()
