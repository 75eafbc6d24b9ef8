#!/usr/bin/env python3
"""Every number of the water bills, worked out anew from the CSVs.

    test_water.py           60 letters, drawn with a fixed seed
    test_water.py --all     all 1,000

Shares nothing with the program, its settings or written.py: the sentences
stand here, the sums are exact. What is left of a letter when they are taken
away may hold no digit but those of the address, and the chart's scales.
"""

import csv
import math
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LETTERMILL", ROOT / "build/release/lettermill")
DATA = ROOT / "data/water-bill-2025"
GROUP = {"one": "one person", "two": "two people", "three": "three people",
         "four or more": "four people or more"}

failures = 0


def check(passed, what):
    global failures
    print(("ok - " if passed else "not ok - ") + what)
    failures += not passed


def table(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exact(cell):
    return Fraction(cell.replace(",", ""))


def fixed(number, decimals):
    scaled = math.floor(number * 10 ** decimals + Fraction(1, 2))
    whole, part = divmod(scaled, 10 ** decimals)
    return f"{whole:,}.{part:0{decimals}}"


def short(number):
    """To one decimal, without a 0 in its place."""
    return fixed(number, 1).removesuffix(".0")


class Accounts:
    def __init__(self, folder=DATA):
        self.rows = {row["Account"]: row
                     for row in table(folder, "accounts.csv")}
        self.months, self.years = defaultdict(list), defaultdict(list)
        for row in table(folder, "readings.csv"):
            self.months[row["Account"]].append(row)
        for row in table(folder, "years.csv"):
            self.years[row["Account"]].append(row)
        groups = defaultdict(list)
        for key, row in self.rows.items():
            groups[row["Household"]].append(self.monthly(key))
        self.medians = {}
        for group, uses in groups.items():
            uses.sort()
            half = len(uses) // 2
            self.medians[group] = (uses[half] + uses[~half]) / 2

    def used(self, key):
        return sum(exact(row["Used"]) for row in self.months[key])

    def monthly(self, key):
        return self.used(key) / len(self.months[key])

    def bill(self, key):
        return sum(exact(row["Charge"]) for row in self.months[key])

    def leak(self, key):
        """The means of the last three months, and of those before."""
        parts = [], []
        for row in self.months[key]:
            parts[int(row["No"]) <= 9].append(exact(row["Used"]))
        late, early = [sum(part) / len(part) if part else None
                       for part in parts]
        return (late, early) if early is not None and late > early * 3 / 2 \
            else None

    def phrases(self, key):
        """All that has digits in it, in the order of the letter."""
        row, months = self.rows[key], self.months[key]
        used, bill = fixed(self.used(key), 1), self.bill(key)
        paid, count = exact(row["Paid"]), len(months)
        rest = fixed(abs(bill - paid), 2)
        water, waste, standing = [exact(row[name]) for name in (
            "Water price", "Waste water price", "Standing charge")]
        by_debit = row["Payment"] == "direct debit"
        yield "14 April 2025"
        yield (f"From April 2024 to March 2025 you used {used} cubic metres "
               f"of water, and your bill is £{fixed(bill, 2)}.")
        if paid == bill:
            yield "You have paid all of it."
        else:
            yield f"You have paid £{fixed(paid, 2)}, " + (
                f"which is £{rest} too much" if paid > bill
                else f"so £{rest} is left to pay.")
        if count < 12:
            yield f"We have supplied you for {count} of these 12 months."
        if row["Language"] == "cy":
            yield (f"O Ebrill 2024 i Fawrth 2025 defnyddioch {used} metr "
                   f"ciwbig o ddŵr. Cyfanswm eich bil yw £{fixed(bill, 2)}.")
            if paid == bill:
                yield "Rydych wedi talu’r cyfan."
            else:
                yield f"Rydych wedi talu £{fixed(paid, 2)}. " + (
                    f"Mae hynny £{rest} yn ormod" if paid > bill else
                    f"Mae £{rest} ar ôl i’w dalu"
                    + (" erbyn 9 Mai 2025." if not by_debit else "."))
        if self.leak(key):
            late, early = self.leak(key)
            yield (f"In the last three months you used {fixed(late, 1)} cubic "
                   f"metres a month, after {fixed(early, 1)} a month until "
                   "December.")
            yield "call us on 01632 960 417."
        yield (f"Water: {used} cubic metres at £{fixed(water, 2)} come to "
               f"£{fixed(self.used(key) * water, 2)}.")
        yield (f"Waste water: the same at £{fixed(waste, 2)} comes to "
               f"£{fixed(self.used(key) * waste, 2)}." if waste else
               "Waste water: nothing")
        yield (f"Standing charge: {count} {'month' if count == 1 else 'months'}"
               f" at £{fixed(standing, 2)} come to "
               f"£{fixed(count * standing, 2)}.")
        if by_debit:
            yield (f"From 1 May 2025 we take £{row['Instalment']} on the "
                   "first of each month" + (
                       ", and with the first of these payments the "
                       f"£{rest} that is left." if paid < bill else "."))
        else:
            yield (f"Please pay £{rest} by 9 May 2025, at your bank or on "
                   "01632 960 417." if paid < bill else
                   "You have nothing to pay now.")
        check = 98 - int(key) * 100 % 97
        yield f"{key[:4]} {key[4:]} {check:02}"
        for month in months:
            yield " ".join((month["Month"], month["Reading"],
                            fixed(exact(month["Used"]), 1),
                            fixed(exact(month["Charge"]), 2)))
        yield f"Total {used} {fixed(bill, 2)}"
        guessed = sum(month["Reading"] == "estimate" for month in months)
        if guessed:
            yield (f"We could not read the meter in {guessed} "
                   f"{'month' if guessed == 1 else 'months'}.")
        years = self.years[key]
        if len(years) > 1:
            uses = [exact(year["Used"]) for year in years]
            yield "Your use in each year to 31 March, in cubic metres"
            yield (f"Over these {len(years)} years your use went from "
                   f"{fixed(uses[0], 1)} to {used} cubic metres; the most was "
                   f"{fixed(max(uses), 1)}.")
        own, median = short(self.monthly(key)), short(
            self.medians[row["Household"]])
        group = f"households of {GROUP[row['Household']]}"
        yield (f"You used {own} cubic metres a month. The median of {group} "
               f"is {median}:")
        yield "Your use in a month, in cubic metres"
        yield f"Median of {group}: {median}"

    def loose(self, key):
        """What stands about the charts, and where the letter goes."""
        row, years = self.rows[key], self.years[key]
        found = set(re.findall(r"\d+(?:\.\d+)?",
                               f"{row['Street']} {row['Postcode']}"))
        found |= {short(self.monthly(key)),
                  short(self.medians[row["Household"]]), "0"}
        if len(years) > 1:
            found |= {year["Year"] for year in years} | {"0.0"} | {
                fixed(exact(year["Used"]), 1) for year in years}
        return found


def flat(text):
    return " ".join(text.split())


def text_of(path):
    """Page 1 as it is read, page 2 also by its lines, for the table."""
    def text(*options):
        done = subprocess.run(["pdftotext", *options, path, "-"],
                              capture_output=True, check=True)
        return done.stdout.decode().replace("\u00ad", "")
    return flat(text()), flat(text("-layout"))


def wrong(accounts, key, texts):
    plain, by_line = texts
    for phrase in accounts.phrases(key):
        found = re.compile(r"(?<![\d.,])" + re.escape(phrase)
                           + r"(?![\d]|[.,]\d)")
        if not any(found.search(text) for text in texts):
            return f"no '{phrase}'"
        plain, by_line = found.sub(" ", plain), found.sub(" ", by_line)
    row = accounts.rows[key]
    if f"Dear {row['Customer']} " not in texts[0]:
        return "to another"
    if ("You may have a leak" in texts[0]) != bool(accounts.leak(key)):
        return "the warning of a leak"
    if ("assisted tariff" in texts[0]) != (row["Water price"] == "1.00"):
        return "the tariff"
    left = re.sub(r"Page \d of \d|April 2024 to March 2025|XA1 1CW"
                  rf"|Account {key}", " ", by_line)
    stray = set(re.findall(r"\d[\d,]*(?:\.\d+)?", left)) \
        - accounts.loose(key)
    # The round end of a bar's scale, and no other.
    ends = {number for number in stray if re.fullmatch("[125]0*|[1-9]0+",
                                                       number)}
    if stray - ends or len(ends) > 1:
        return f"what is {sorted(stray)}?"
    return ""


def chosen(accounts):
    """Sixty, some of each kind."""
    draw = random.Random(60)
    kinds = [
        lambda key: accounts.rows[key]["Language"] == "cy",
        accounts.leak,
        lambda key: accounts.rows[key]["Payment"] == "bill",
        lambda key: accounts.rows[key]["Payment"] == "direct debit",
        lambda key: len(accounts.months[key]) < 12,
        lambda key: exact(accounts.rows[key]["Paid"]) == accounts.bill(key)]
    found = {}
    for kind in kinds:
        found.update(dict.fromkeys(
            draw.sample([key for key in accounts.rows if kind(key)], 8)))
    others = [key for key in accounts.rows if key not in found]
    return [*found, *draw.sample(others, 60 - len(found))]


def check_negatives(accounts, texts, keys):
    """The same texts against other data, and one with another figure."""
    check(all(wrong(accounts, key, texts[other])
              for key, other in zip(keys, keys[1:] + keys[:1])),
          "the letter of another household is refused")
    missed, count = [], 0
    key = keys[0]
    for number in set(re.findall(r"\d[\d,]*\.\d+", texts[key][0])):
        count += 1
        other = number[:-1] + str((int(number[-1]) + 1) % 10)
        spoilt = [re.sub(rf"(?<![\d.,]){re.escape(number)}(?!\d)", other,
                         text) for text in texts[key]]
        if not wrong(accounts, key, spoilt):
            missed.append(number)
    check(count > 20 and not missed,
          f"each of {count} figures is missed when it is another {missed}")
    for place, column in ((0, "Used"), (-1, "Charge")):
        row = accounts.months[key][place]
        before = row[column]
        row[column] = str(float(exact(before)) + 0.1)
        check(wrong(accounts, key, texts[key]),
              f"{column} is another in the CSV: refused")
        row[column] = before
    row = accounts.rows[key]
    paid, row["Paid"] = row["Paid"], "1.23"
    check(wrong(accounts, key, texts[key]), "another sum paid: refused")
    row["Paid"] = paid
    check(not wrong(accounts, key, texts[key]), "and else it is right")


def main():
    accounts = Accounts()
    keys = list(accounts.rows) if "--all" in sys.argv else chosen(accounts)
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([PROGRAM, "render", "--quiet", "--out", out, "--config",
                        ROOT / "config/water-bill-2025.ini"], check=True)
        letters = Path(out, "water-bill-2025/letters")
        check(len(list(letters.glob("*.pdf"))) == 1000, "1,000 letters")
        texts = {key: text_of(letters / f"{key}.pdf") for key in keys}
    bad = {key: why for key in keys
           if (why := wrong(accounts, key, texts[key]))}
    check(not bad, f"every number of {len(keys)} letters is right"
          + "".join(f"\n    {key}: {why}" for key, why in
                    list(bad.items())[:10]))
    check_negatives(accounts, texts, keys)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
