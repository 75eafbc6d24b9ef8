#!/usr/bin/env python3
"""Check the data that the bundled jobs are made from.

    test_statistics.py

Prints one line a check, `ok - ...` or `not ok - ...`, and exits 1 when one
failed. It reads the files that are committed; only the first checks run the
generators, into a temporary folder.
"""

import csv
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
JOB_2020 = DATA / "annual-review-2020"
JOB_2024 = DATA / "annual-review-2024"
MADE_FILES = ("decisions.csv", "compliance.csv", "remedies.csv",
              "contacts.csv")
# Generators that write beside themselves, and what each makes.
MADE_BESIDE = {
    "school-results-2025/make-results.py": ["schools.csv", "results.csv"],
    "water-bill-2025/make-accounts.py": ["accounts.csv", "readings.csv",
                                         "years.csv"],
}

# Published in the list that published-figures.csv names for Darlington, but
# not held in that file.
PUBLISHED_TOO = [("STT", "investigated", 10), ("STT", "upheld", 6),
                 ("DUR", "investigated", 36), ("DUR", "upheld", 21),
                 ("MDB", "investigated", 7), ("MDB", "upheld", 4),
                 ("HAE", "upheld", 0)]

failures = 0


def check(passed, text):
    global failures
    print(("ok - " if passed else "not ok - ") + text)
    if not passed:
        failures += 1


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(text):
    return int(text.replace(",", ""))


def percent(part, base):
    return int(Fraction(100 * part, base) + Fraction(1, 2))


def match_key(name):
    return " ".join(name.replace(",", " ").lower().split())


def load_bodies():
    """Every body of 2020 with all its counts, by code."""
    bodies = {row["code"]: {"name": row["name"], "group": row["group"],
                            "abolished": row["abolished"]}
              for row in read_table(DATA / "authorities-2020.csv")}
    for row in read_table(JOB_2020 / "decisions.csv"):
        body = bodies[row["Authority code"]]
        body["upheld"] = whole(row["Upheld"])
        body["investigated"] = body["upheld"] + whole(row["Not upheld"])
        body["total"] = whole(row["Total"])
    for row in read_table(JOB_2020 / "compliance.csv"):
        body = bodies[row["Authority code"]]
        body["outcomes"] = whole(row["Compliance outcomes"])
        body["complied"] = (whole(row["Complied in time"])
                            + whole(row["Complied late"]))
        body["late"] = whole(row["Complied late"])
    for row in read_table(JOB_2020 / "remedies.csv"):
        body = bodies[row["Authority code"]]
        body["remedies"] = whole(row["Satisfactory remedies"])
    return bodies


def check_regenerated():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, JOB_2020 / "make-statistics.py",
                        folder], check=True)
        for name in MADE_FILES:
            check((Path(folder) / name).read_bytes()
                  == (JOB_2020 / name).read_bytes(),
                  f"{name} is what the generator makes")
    for script, names in MADE_BESIDE.items():
        source = DATA / script
        with tempfile.TemporaryDirectory() as folder:
            copy = shutil.copy(source, folder)
            subprocess.run([sys.executable, copy], check=True)
            check(all((Path(folder) / name).read_bytes()
                      == (source.parent / name).read_bytes()
                      for name in names),
                  f"{', '.join(names)} are what {script} makes")


def check_keys():
    codes = [row["code"] for row in read_table(DATA / "authorities-2020.csv")]
    check(len(codes) == len(set(codes)) == 354, "354 authorities, each once")
    for name in MADE_FILES:
        key = "Code" if name == "contacts.csv" else "Authority code"
        check([row[key] for row in read_table(JOB_2020 / name)] == codes,
              f"{name} has one row for each authority, in their order")


def check_sums():
    decisions = read_table(JOB_2020 / "decisions.csv")
    kinds = list(decisions[0])[2:-1]
    check(all(whole(row["Total"]) == sum(whole(row[kind]) for kind in kinds)
              for row in decisions), "every total is the sum of its decisions")
    written = [row[kind] for row in decisions for kind in kinds + ["Total"]]
    check(all(text == f"{whole(text):,}" for text in written),
          "numbers are written with a comma between thousands")
    check(any("," in text for text in written),
          "at least one number needs that comma")
    check(all(whole(row["Compliance outcomes"])
              == whole(row["Complied in time"]) + whole(row["Complied late"])
              + whole(row["Not complied"])
              for row in read_table(JOB_2020 / "compliance.csv")),
          "every compliance outcome is in time, late or not complied")
    upheld = {row["Authority code"]: row["Upheld"] for row in decisions}
    remedies = read_table(JOB_2020 / "remedies.csv")
    check(all(row["Upheld"] == upheld[row["Authority code"]]
              for row in remedies), "remedies.csv repeats the upheld decisions")
    check(all(whole(row["Satisfactory remedies"]) <= whole(row["Upheld"])
              for row in remedies), "no more remedies than upheld decisions")


def rate_of(body, column):
    part, base = {"uphold_rate_pct": ("upheld", "investigated"),
                  "compliance_rate_pct": ("complied", "outcomes"),
                  "remedy_rate_pct": ("remedies", "upheld")}[column]
    return percent(body[part], body[base]) if body[base] else None


def group_rate(bodies, group, column):
    members = [body for body in bodies.values() if body["group"] == group]
    summed = {name: sum(body[name] for body in members)
              for name in ("investigated", "upheld", "outcomes", "complied",
                           "remedies")}
    return rate_of(summed, column)


def check_published(bodies):
    by_name = {match_key(body["name"]): body for body in bodies.values()}
    for row in read_table(DATA / "published-figures.csv"):
        if row["year_ended"] != "2020":
            continue
        body = by_name[match_key(row["council"])]
        for column in ("investigated", "upheld", "remedies"):
            if row[column]:
                check(body[column] == int(row[column]),
                      f"{body['name']}: {column} {row[column]}, as published")
        for column in ("uphold_rate_pct", "compliance_rate_pct",
                       "remedy_rate_pct"):
            if row[column]:
                check(rate_of(body, column) == int(row[column]),
                      f"{body['name']}: {column} {row[column]}, as published")
            average = column.replace("rate", "avg")
            if row[average]:
                check(group_rate(bodies, row["type"], column)
                      == int(row[average]),
                      f"{row['type']}: {average} {row[average]}, as published")
    for code, column, count in PUBLISHED_TOO:
        check(bodies[code][column] == count,
              f"{bodies[code]['name']}: {column} {count}, as published")


def ends_in_half(body, part, base):
    return body[base] > 0 and (Fraction(100 * body[part], body[base])
                               .denominator == 2)


CASES = [
    ("no complaint upheld, some investigated",
     lambda b: b["investigated"] > 0 and b["upheld"] == 0),
    ("no complaint upheld, yet a compliance outcome",
     lambda b: b["investigated"] > 0 and b["upheld"] == 0
     and b["outcomes"] > 0),
    ("upheld, but no compliance outcome",
     lambda b: b["upheld"] > 0 and b["outcomes"] == 0),
    ("nothing investigated, though the body has a group",
     lambda b: b["investigated"] == 0 and b["group"] != "other"),
    ("nothing investigated, yet a compliance outcome",
     lambda b: b["investigated"] == 0 and b["outcomes"] > 0),
    ("no decision at all", lambda b: b["total"] == 0),
    ("upheld, none remedied",
     lambda b: b["upheld"] > 1 and b["remedies"] == 0),
    ("one investigation, not upheld",
     lambda b: b["investigated"] == 1 and b["upheld"] == 0),
    ("one investigation, upheld, complied with and remedied",
     lambda b: b["investigated"] == b["upheld"] == b["outcomes"]
     == b["complied"] == b["remedies"] == 1),
    ("one decision in all", lambda b: b["total"] == 1),
    ("compliance below 100%, also when rounded",
     lambda b: b["outcomes"] > 0
     and percent(b["complied"], b["outcomes"]) < 100),
    ("compliance below 100% that prints 100%: 199 of 200",
     lambda b: (b["complied"], b["outcomes"]) == (199, 200)),
    ("compliance of 133 of 133",
     lambda b: (b["complied"], b["outcomes"]) == (133, 133)),
    ("more compliance outcomes than upheld decisions",
     lambda b: b["outcomes"] > b["upheld"] > 0),
    ("some complied late", lambda b: b["late"] > 0),
    ("7 of 8 upheld", lambda b: (b["upheld"], b["investigated"]) == (7, 8)),
    ("1 of 8 upheld", lambda b: (b["upheld"], b["investigated"]) == (1, 8)),
    ("23 of 40 upheld",
     lambda b: (b["upheld"], b["investigated"]) == (23, 40)),
    ("a remedy rate that ends in a half",
     lambda b: ends_in_half(b, "remedies", "upheld")),
    ("abolished within the year of the letter",
     lambda b: b["abolished"] == "2020-03-31"),
    ("abolished since", lambda b: b["abolished"] > "2020-03-31"),
    ("no group to compare with, though investigated",
     lambda b: b["group"] == "other" and b["investigated"] > 0),
]


def check_cases(bodies):
    for text, holds in CASES:
        shown = [code for code, body in bodies.items() if holds(body)]
        more = f" and {len(shown) - 4} more" if len(shown) > 4 else ""
        check(shown, f"{text}: {', '.join(shown[:4])}{more}")
    # the letter that the look of all the others was sketched with
    sketch = bodies["STT"]
    check([sketch[name] for name in ("investigated", "upheld", "outcomes",
                                     "complied", "remedies")]
          == [10, 6, 5, 5, 1], "STT has the figures of the sketch")


def check_households():
    """The water company's: each case that changes a letter's wording."""
    folder = DATA / "water-bill-2025"
    accounts = read_table(folder / "accounts.csv")
    keys = [row["Account"] for row in accounts]
    check(len(keys) == len(set(keys)) == 1000, "1,000 accounts, each once")
    check(all(int(row["Reference"].replace(" ", "")) % 97 == 1
              and row["Reference"].replace(" ", "")[:-2] == row["Account"]
              for row in accounts),
          "every payment reference is its account's and 1 modulo 97")
    check(all(row["Postcode"].startswith("X") for row in accounts),
          "no postcode is a real one")
    months = {}
    for row in read_table(folder / "readings.csv"):
        months.setdefault(row["Account"], []).append(int(row["No"]))
    check(months.keys() == set(keys) and all(
        list(range(13 - len(found), 13)) == found
        for found in months.values()), "no month is missing after the first")
    for text, shown in {
            "less than 12 months":
                [key for key in keys if len(months[key]) < 12],
            "in Welsh, too": [row for row in accounts
                              if row["Language"] == "cy"],
            "no waste water": [row for row in accounts
                               if row["Waste water price"] == "0.00"],
            "no direct debit": [row for row in accounts
                                if row["Payment"] == "bill"]}.items():
        check(0 < len(shown) < 1000, f"{text}: {len(shown)} accounts")


def check_contacts():
    contacts = read_table(JOB_2020 / "contacts.csv")
    for column in ("Email", "Copy to"):
        addresses = [row[column] for row in contacts]
        check(len(set(addresses)) == len(addresses)
              and all(address.isascii() and address.endswith(".example")
                      and address.count("@") == 1 for address in addresses),
              f"{column}: every address is unique and under .example")
    check([(row["Code"], row["Name"]) for row in contacts if row["Name"]]
          == [("STT", "Mrs Danks")], "no person but one is named")
    notes = [row["Note"] for row in contacts if row["Note"]]
    check(notes and all("specimen" in note for note in notes),
          f"{len(notes)} notes, and each says that it is a specimen")


def check_recipients_2024():
    recipients = read_table(JOB_2024 / "recipients.csv")
    complete = [row for row in read_table(DATA / "published-figures.csv")
                if row["year_ended"] == "2024" and row["investigated"]
                and row["upheld"] and row["compliance_outcomes"]]
    check(sorted(row["published_name"] for row in recipients)
          == sorted(row["council"] for row in complete),
          f"2024: a recipient for each of {len(complete)} complete rows")
    types = {row["council"]: row["type"] for row in complete}
    check(all(types.get(row["published_name"], "").split()[:1]
              == [row["group"]] for row in recipients),
          "2024: every group is the published type")
    check(all("(" not in row["name"] for row in recipients),
          "2024: no name carries a remark")
    for column in ("code", "name", "email"):
        check(len({row[column] for row in recipients}) == len(recipients),
              f"2024: every {column} is unique")
    check(all(row["email"].isascii() and row["email"].endswith(".example")
              for row in recipients), "2024: every address is under .example")


def main():
    check_regenerated()
    check_keys()
    check_sums()
    bodies = load_bodies()
    check_published(bodies)
    check_cases(bodies)
    check_contacts()
    check_recipients_2024()
    check_households()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
