#!/usr/bin/env python3
"""Make the statistics and contacts of the specimen job annual-review-2020.

    make-statistics.py [FOLDER]      default: the folder of this file

Reads authorities-2020.csv and published-figures.csv from the folder above.
A figure that was really published for 2020 is kept; every other is drawn, so
that the whole country can be written to before anyone has real figures at
hand. What is real and what is made is told in ../README.md.

The same bytes come out on every Python 3: the only randomness is
Random(integer).random(), whose sequence Python promises to keep. Each body
draws from a stream of its own, so pinning one body leaves the others alone.
"""

import csv
import itertools
import random
import re
import sys
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEAR = "2020"

# Chosen so that the pooled averages come out as the ones published for 2020:
# metropolitan uphold rate 67%, unitary 56%, unitary remedies 11%.
SEED = 231

# What is typical of each group: investigations for 100,000 residents, how
# busy the desk is beside each investigation, and the chances that a complaint
# is upheld and that an upheld one had been put right already.
GROUPS = {
    #               per 100,000  desk  upheld  remedied
    "county":       (5.5,        1.0,  0.66,   0.06),
    "district":     (2.6,        2.0,  0.47,   0.12),
    "metropolitan": (11.0,       1.0,  0.66,   0.09),
    "unitary":      (8.0,        1.1,  0.56,   0.11),
    "london":       (20.0,       0.9,  0.69,   0.13),
    "other":        (0.0,        1.0,  0.50,   0.10),
}
CHANCE_NOT_COMPLIED = 0.006
CHANCE_LATE = 0.12

# Bodies abolished early have no estimate for 2020.
USUAL_POPULATION = {"county": 650000, "district": 95000}

# A body for other purposes has few complaints whatever its population.
MOST_INVESTIGATED_OF_OTHER = 3

# Published for 2020 in a list of which published-figures.csv holds only a
# part. The source is the one that file names for Darlington.
PUBLISHED_TOO = {
    "STT": {"investigated": 10, "upheld": 6},
    "DUR": {"investigated": 36, "upheld": 21},
    "MDB": {"investigated": 7, "upheld": 4},
    "HAE": {"upheld": 0},
}

NOTHING = {"investigated": 0, "upheld": 0, "outcomes": 0}

# Made figures fixed by hand, so that every case which changes the letter's
# wording or tempts a program to round wrongly has a letter of its own. Cases
# that could look like blame go to bodies that exist no longer, where one fits.
PINNED = {
    # the letter that the design was sketched with
    "STT": {"outcomes": 5, "late": 0, "missed": 0, "remedies": 1},
    # none upheld; yet one outcome of an earlier complaint fell due
    "RIH": {"investigated": 2, "outcomes": 1, "late": 0, "missed": 0},
    # a single investigation, not upheld, and nothing fell due
    "EDN": {"investigated": 1, "upheld": 0, "outcomes": 0},
    # one of everything
    "RYE": {"investigated": 1, "upheld": 1, "outcomes": 1, "late": 0,
            "missed": 0, "remedies": 1},
    # one decision in the whole year
    "LCR": {"investigated": 1, "upheld": 0, "outcomes": 0, "desk": 0},
    # upheld, and no outcome fell due
    "COP": {"investigated": 3, "upheld": 2, "outcomes": 0},
    # upheld, none remedied
    "CAR": {"investigated": 4, "upheld": 3, "outcomes": 2, "late": 0,
            "missed": 0, "remedies": 0},
    # nothing investigated, in a body that has a group
    "IOS": NOTHING,
    # nothing investigated, yet an outcome fell due
    "SBU": {"investigated": 0, "upheld": 0, "outcomes": 1, "late": 1,
            "missed": 0},
    # no decision at all, in a body without a group
    "CPCA": {**NOTHING, "desk": 0},
    # compliance below 100%
    "NTH": {"investigated": 39, "upheld": 26, "outcomes": 20, "late": 1,
            "missed": 2},
    # more outcomes than upheld decisions
    "BKM": {"investigated": 23, "upheld": 14, "outcomes": 19, "missed": 0},
    # rates that end in exactly one half of a percent
    "BAR": {"investigated": 8, "upheld": 7},
    "ALL": {"investigated": 8, "upheld": 1},
    "CMA": {"investigated": 40, "upheld": 23},
    # 100% with nothing missed, and 99.5%, which rounds to 100% as well; the
    # second also has the only total that needs a separator of thousands
    "SRY": {"investigated": 118, "upheld": 83, "outcomes": 133, "missed": 0},
    "BIR": {"outcomes": 200, "missed": 1, "desk": 2.6},
}

CONTACTS = {"STT": ("Mrs Danks", "Interim Managing Director")}

# Hand-written paragraphs. They say nothing about the body: they show where
# such a text stands, and carry signs that must come through unharmed.
NOTES = {
    "AYL": "This specimen paragraph shows where a note written by hand for "
           "one authority stands. It says nothing about the authority.",
    "LDS": "This specimen paragraph shows where a word of thanks could stand, "
           "such as for prompt replies & clear records. It says nothing about "
           "the authority.",
    "LND": "This specimen paragraph shows that a note can hold \u201cquoted "
           "words\u201d, a sum such as \u00a31,250 and a dash \u2013 all "
           "printed as they were typed. It says nothing about the authority.",
    "NTH": "This specimen paragraph shows that a note stays plain text: "
           "*stars*, {{braces}} and <angles> are printed, never obeyed. It "
           "says nothing about the authority.",
}


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def tidy(name):
    """One source doubles a blank inside a name."""
    return " ".join(name.split())


def match_key(name):
    """Two sources disagree on the commas of a name, never on its words."""
    return tidy(name.replace(",", " ")).lower()


def thousands(number):
    return f"{number:,}"


def rounded_percent(part, whole):
    """Half up, on exact numbers: 1 of 8 is 13."""
    return int(Fraction(100 * part, whole) + Fraction(1, 2))


def draw_count(stream, trials, chance):
    return sum(stream.random() < chance for _ in range(trials))


def counts_printing_as(uphold_percent, remedy_percent, about):
    """Investigated, upheld and remedies nearest to the expected size that
    print as two published rates, for which no counts were published."""
    for distance in itertools.count():
        for investigated in (about - distance, about + distance):
            for upheld in range(1, investigated + 1):
                if rounded_percent(upheld, investigated) != uphold_percent:
                    continue
                for remedies in range(upheld + 1):
                    if rounded_percent(remedies, upheld) == remedy_percent:
                        return investigated, upheld, remedies


def expected_investigations(body):
    population = body["population_2020"] or USUAL_POPULATION[body["group"]]
    return int(population) * GROUPS[body["group"]][0] / 100000


def published_of_year(rows, bodies):
    """What published-figures.csv knows of the year, by code of the body."""
    codes = {match_key(body["name"]): body for body in bodies}
    known = {}
    for row in rows:
        if row["year_ended"] != YEAR:
            continue
        body = codes[match_key(row["council"])]
        known[body["code"]] = known_figures(row, body)
    return known


def known_figures(row, body):
    known = {}
    for column in ("investigated", "upheld", "remedies"):
        if row[column]:
            known[column] = int(row[column])
    if row["compliance_rate_pct"] == "100":
        known["missed"] = 0
    if row["remedy_rate_pct"]:
        if "upheld" in known:
            known["remedies"] = next(
                n for n in range(known["upheld"] + 1)
                if rounded_percent(n, known["upheld"])
                == int(row["remedy_rate_pct"]))
        else:
            counts = counts_printing_as(int(row["uphold_rate_pct"]),
                                        int(row["remedy_rate_pct"]),
                                        round(expected_investigations(body)))
            known.update(zip(("investigated", "upheld", "remedies"), counts))
    return known


def draw_investigated(stream, body):
    if body["group"] == "other":
        return int(stream.random() * (MOST_INVESTIGATED_OF_OTHER + 1))
    busy = 0.55 + 0.9 * stream.random()
    return round(expected_investigations(body) * busy)


def draw_desk(stream, investigated, group, pinned_scale):
    """Decisions short of an investigation, by how many there were with one."""
    scale = GROUPS[group][1] if pinned_scale is None else pinned_scale
    base = (investigated + 1.5) * scale
    shares = {"invalid": 0.25, "advice": 0.2, "referred": 1.4, "closed": 1.2}
    return {name: round(base * share * (0.6 + 0.8 * stream.random()))
            for name, share in shares.items()}


def draw_figures(body, known):
    """All counts of one body; what is known is kept, the rest is drawn."""
    stream = random.Random(SEED * 2**64
                           + int.from_bytes(body["code"].encode(), "big"))
    _, _, chance_upheld, chance_remedied = GROUPS[body["group"]]

    def settle(name, draw):
        drawn = draw()
        return known.get(name, drawn)

    figures = {}
    figures["investigated"] = investigated = settle(
        "investigated", lambda: draw_investigated(stream, body))
    chance_upheld += (stream.random() - 0.5) * 0.25
    figures["upheld"] = upheld = settle(
        "upheld", lambda: draw_count(stream, investigated, chance_upheld))
    figures["outcomes"] = outcomes = settle(
        "outcomes",
        lambda: round(upheld * (0.55 + 0.45 * stream.random())))
    figures["missed"] = missed = settle(
        "missed", lambda: draw_count(stream, outcomes, CHANCE_NOT_COMPLIED))
    figures["late"] = settle(
        "late", lambda: draw_count(stream, outcomes - missed, CHANCE_LATE))
    figures["remedies"] = settle(
        "remedies", lambda: draw_count(stream, upheld, chance_remedied))
    figures.update(draw_desk(stream, investigated, body["group"],
                             known.get("desk")))
    return figures


def decisions_row(body, figures):
    counts = [figures["invalid"], figures["advice"], figures["referred"],
              figures["closed"], figures["investigated"] - figures["upheld"],
              figures["upheld"]]
    counts.append(sum(counts))
    return [body["code"], tidy(body["name"]), *map(thousands, counts)]


def compliance_row(body, figures):
    in_time = figures["outcomes"] - figures["late"] - figures["missed"]
    counts = [figures["outcomes"], in_time, figures["late"],
              figures["missed"]]
    return [body["code"], tidy(body["name"]), *map(thousands, counts)]


def remedies_row(body, figures):
    counts = [figures["upheld"], figures["remedies"]]
    return [body["code"], tidy(body["name"]), *map(thousands, counts)]


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("&", "and")
                  ).strip("-")


def short_slug(name):
    """The place alone: stockton-on-tees, not the kind of council it has."""
    place = re.sub(r"^(london borough|royal borough|borough council|"
                   r"city|council) of (the )?", "", name.lower())
    place = re.sub(r"( (metropolitan|county|city|borough|district|and))* "
                   r"(council|corporation)$", "", place)
    return slug(place)


def mail_domains(bodies):
    """A domain for each code, under .example, which can never be reached."""
    shorts = {body["code"]: short_slug(body["name"]) for body in bodies}
    taken = list(shorts.values())
    return {body["code"]:
            (shorts[body["code"]] if taken.count(shorts[body["code"]]) == 1
             else slug(body["name"])) + ".example"
            for body in bodies}


def contacts_row(body, domain):
    name, title = CONTACTS.get(body["code"], ("", ""))
    return [body["code"], name, title,
            f"chief.executive@{domain}", f"link.officer@{domain}",
            NOTES.get(body["code"], "")]


def known_of(code, published):
    """What must not be drawn; a published figure wins over a pinned one."""
    real = {**PUBLISHED_TOO.get(code, {}), **published.get(code, {})}
    # beside real figures, chance must not put a made failure to comply
    return {**({"missed": 0} if real else {}), **PINNED.get(code, {}), **real}


def main(arguments):
    folder = Path(arguments[0]) if arguments else HERE
    bodies = read_table(HERE.parent / "authorities-2020.csv")
    published = published_of_year(
        read_table(HERE.parent / "published-figures.csv"), bodies)

    drawn = [(body, draw_figures(body, known_of(body["code"], published)))
             for body in bodies]
    write_table(folder / "decisions.csv",
                ["Authority code", "Authority", "Invalid or incomplete",
                 "Advice given", "Referred back for local resolution",
                 "Closed after initial enquiries", "Not upheld", "Upheld",
                 "Total"],
                [decisions_row(*pair) for pair in drawn])
    write_table(folder / "compliance.csv",
                ["Authority code", "Authority", "Compliance outcomes",
                 "Complied in time", "Complied late", "Not complied"],
                [compliance_row(*pair) for pair in drawn])
    write_table(folder / "remedies.csv",
                ["Authority code", "Authority", "Upheld",
                 "Satisfactory remedies"],
                [remedies_row(*pair) for pair in drawn])
    domains = mail_domains(bodies)
    write_table(folder / "contacts.csv",
                ["Code", "Name", "Job title", "Email", "Copy to", "Note"],
                [contacts_row(body, domains[body["code"]])
                 for body in bodies])


if __name__ == "__main__":
    main(sys.argv[1:])
