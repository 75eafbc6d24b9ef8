#!/usr/bin/env python3
"""Make up the accounts of a water company that does not exist, and their use.

    ./make-accounts.py    writes accounts.csv, readings.csv and years.csv
                          beside itself

Every name, place and figure is invented; no postcode begins with X. The same
data come out each time.
"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
draw = random.Random(2025).random  # a sequence that Python promises to keep

ACCOUNTS = 1000
FIRST = ["Aled", "Bethan", "Carys", "Dafydd", "Eleri", "Ffion", "Gethin",
         "Huw", "Imogen", "Jarosław", "Keziah", "Llŷr", "Margaret", "Nkechi",
         "Osian", "Priya", "Rhiannon", "Siân", "Tomos", "Ursula", "Vikram",
         "Winifred", "Yusuf", "Zoë"]
MIDDLE = ["", "", "", "A. ", "J. ", "M. "]
LAST = ["Abernethy", "Bevan", "Caradog", "Dancey", "Eluned", "Fenwick-Rees",
        "Gwilt", "Harcastle", "Ifans", "Jory", "Kaczmarek", "Llewelyn",
        "Mortimer", "Nwosu", "O’Dwyer", "Pryce", "Quarrell", "Rao", "Sayce",
        "Tregarth", "Ui Bhriain", "Vaughan", "Wynn", "Ystwyth-Penderyn"]
STREETS = ["Weir Street", "Ffordd y Felin", "Sluice Road", "Heol y Bont",
           "Fountain Row", "Lôn Fach", "Millpond Close", "Reservoir Terrace",
           "Stryd y Ffynnon", "Otter Lane"]
TOWNS = ["Aberfelin Newydd", "Brookhaven Sluice", "Cwm Distyll",
         "Llanddyfrig Isaf", "Pontyrafr", "Trefonnen Uchaf"]
MONTHS = ["April 2024", "May 2024", "June 2024", "July 2024", "August 2024",
          "September 2024", "October 2024", "November 2024", "December 2024",
          "January 2025", "February 2025", "March 2025"]
HOUSEHOLDS = ["one", "two", "three", "four or more"]
YEARS = range(2021, 2026)

HEADERS = {
    "accounts.csv": ["Account", "Customer", "Street", "Town", "Postcode",
                     "Household", "Language", "Payment", "Water price",
                     "Waste water price", "Standing charge", "Paid",
                     "Instalment", "Reference"],
    "readings.csv": ["Account", "No", "Month", "Used", "Charge", "Reading"],
    "years.csv": ["Account", "No", "Year", "Used"],
}

# Prices in pence: of a cubic metre of water and of waste water, and of a month.
STANDARD = (190, 230, 645)
ASSISTED = (100, 120, 320)


def whole(low, high):
    return low + int(draw() * (high - low + 1))


def one_of(choices):
    return choices[int(draw() * len(choices))]


def chance(share):
    return draw() < share


def near(middle, spread):
    """Bell-shaped enough."""
    return middle + spread * (sum(draw() for _ in range(12)) - 6)


def pounds(pence):
    return f"{pence // 100:,}.{pence % 100:02}"


def cubic_metres(tenths):
    return f"{tenths // 10}.{tenths % 10}"


def reference(key):
    """The account in fours, and two digits that make it 1 modulo 97."""
    digits = key + f"{98 - int(key) * 100 % 97:02}"
    return " ".join(digits[at:at + 4] for at in range(0, len(digits), 4))


def use(people, months, leaks):
    """Tenths of a cubic metre in each month: more in summer."""
    base = max(near(14 + 32 * people, 9 + 7 * people), 12)
    found = []
    for month in months:
        season = 1.15 if month in (2, 3, 4) else 1
        drip = 2.4 + month % 3 / 5 if leaks and month > 8 else 1
        found.append(max(round(base * season * drip * near(1, 0.07)), 3))
    return found


def account(number):
    """Its row, its months and its years."""
    key = str(40170000 + 13 * number + whole(0, 12))
    size = one_of([0, 0, 0, 1, 1, 1, 1, 2, 2, 3])
    people = size + 1 + (whole(0, 2) if size == 3 else 0)
    months = list(range(12 if not chance(0.03) else whole(4, 11)))
    months = [month + 12 - len(months) for month in months]
    tenths = use(people, months, chance(0.05))
    water, waste, standing = ASSISTED if chance(0.08) else STANDARD
    if chance(0.06):
        waste = 0
    bill = sum(tenth * (water + waste) // 10 + standing for tenth in tenths)
    paid = bill if chance(0.1) else round(bill * near(0.97, 0.1) / 100) * 100
    by_debit = chance(0.62)
    row = [key, f"{one_of(FIRST)} {one_of(MIDDLE)}{one_of(LAST)}",
           f"{whole(1, 180)} {one_of(STREETS)}", one_of(TOWNS),
           f"X{one_of('ABCD')}{whole(1, 9)} {whole(1, 9)}"
           f"{one_of('ABDEFGHJ')}{one_of('LNPQRSTU')}",
           HOUSEHOLDS[size], "cy" if chance(0.2) else "en",
           "direct debit" if by_debit else "bill", pounds(water),
           pounds(waste), pounds(standing), pounds(paid),
           f"{max(bill * 12 // len(months) + 600, 1200) // 1200}"
           if by_debit else "", reference(key)]
    readings = [[key, month + 1, MONTHS[month], cubic_metres(tenth),
                 pounds(tenth * (water + waste) // 10 + standing),
                 "estimate" if chance(0.06) else "meter"]
                for month, tenth in zip(months, tenths)]
    known = 1 if len(months) < 12 else 5 if chance(0.85) else whole(2, 4)
    years, tenth = [], sum(tenths)
    for year in list(reversed(YEARS))[:known]:
        years.append([key, known - len(years), year, cubic_metres(tenth)])
        tenth = max(round(tenth * near(1.01, 0.06)), 30)
    return row, readings, years[::-1]


def main():
    made = [account(number) for number in range(ACCOUNTS)]
    tables = {
        "accounts.csv": [row for row, _, _ in made],
        "readings.csv": [row for _, rows, _ in made for row in rows],
        "years.csv": [row for _, _, rows in made for row in rows],
    }
    for name, body in tables.items():
        with open(HERE / name, "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(HEADERS[name])
            out.writerows(body)


if __name__ == "__main__":
    main()
