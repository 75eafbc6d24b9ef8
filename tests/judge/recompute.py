#!/usr/bin/env python3
"""Judge the letters: work out every figure anew and look for it in the PDFs.

    recompute.py --job 2020|2024 DATA_DIR LETTERS_DIR MANIFEST_CSV

Shares no code with the program, nor its settings: the formulas stand here in
Python, on exact fractions, and read the CSVs alone. A letter passes when it
names its authority, its figures page holds each figure in the panel it
belongs to, and no percentage stands in it that the CSVs do not give.

Prints one line for each letter that fails, and at the end `N passed, N
failed`. Exits 0 only when at least one letter was judged and none failed;
2 when the judging could not begin. Needs pdftotext.
"""

import argparse
import csv
import math
import re
import subprocess
import sys
from collections import defaultdict, namedtuple
from fractions import Fraction
from pathlib import Path

# ---------------------------------------------------------------------------
# What the letters say. All of their wording that this judge knows is here.
# Blanks stand for any space or line break; case does not matter.

# The figures page begins at the last of these.
FIGURES_START = "for the period ending"

# Cut out before anything is looked for: "Page 3 of 3" is no figure.
FURNITURE = r"Page\s+\d+\s+of\s+\d+"

NO_AVERAGE = "not applicable"

# In every panel, in this order down the page:
#   heading    what begins the panel
#   count      with {part} and {base}
#   one, many  the base in words, for 1 and for any other {base}
#   average    with {average}
#   undefined  stands in place of the rate when the base is 0
#   below      stands in the letter when the exact rate is under 100%, or None
PANELS = {
    "upheld": {
        "heading": "Complaints upheld",
        "count": "{part} of {base}",
        "one": "1 detailed investigation",
        "many": "{base} detailed investigations",
        "average": "average of similar authorities: {average}",
        "undefined": "no complaint was investigated in detail in the period",
        "below": None,
    },
    "compliance": {
        "heading": "Compliance with our recommendations",
        "count": "{part} of {base}",
        "one": "1 compliance outcome",
        "many": "{base} compliance outcomes",
        "average": "average of similar authorities: {average}",
        "undefined": "no recommendations were due for compliance in the "
                     "period",
        "below": "scrutinise",
    },
    "remedies": {
        "heading": "Satisfactory remedies by the authority",
        "count": "{part} of {base}",
        "one": "1 upheld decision",
        "many": "{base} upheld decisions",
        "average": "average of similar authorities: {average}",
        "undefined": "no complaint was upheld in the period",
        "below": None,
    },
}

# The ends of a chart's axis, in a panel that has a rate to show.
AXIS = {"0%", "100%"}

# Percentages that the text of every letter may hold.
IN_EVERY_LETTER = {"100%"}

# ---------------------------------------------------------------------------
# The figures, from the CSVs alone.

# part and rate are None where they are not known; base is 0 and rate None
# where there is nothing to take a rate of. Rates are exact, in percent.
Figure = namedtuple("Figure", "part base rate average")
Recipient = namedtuple("Recipient", "name figures")


def read_table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def whole(text):
    return int(text.replace(",", ""))


def known(text):
    return whole(text) if text.strip() else None


def exact_percent(part, base):
    return Fraction(100 * part, base) if base else None


def printed_percent(rate):
    """Whole percent, half up."""
    return f"{math.floor(rate + Fraction(1, 2))}%"


def counts_2020(folder):
    """(part, base) of each indicator, by code."""
    counts = defaultdict(dict)
    for row in read_table(folder / "decisions.csv"):
        upheld = whole(row["Upheld"])
        counts[row["Authority code"]]["upheld"] = (
            upheld, upheld + whole(row["Not upheld"]))
    for row in read_table(folder / "compliance.csv"):
        counts[row["Authority code"]]["compliance"] = (
            whole(row["Complied in time"]) + whole(row["Complied late"]),
            whole(row["Compliance outcomes"]))
    for row in read_table(folder / "remedies.csv"):
        counts[row["Authority code"]]["remedies"] = (
            whole(row["Satisfactory remedies"]), whole(row["Upheld"]))
    return counts


def pooled_averages(authorities, counts):
    """Sum over sum of all members of a group, by (group, indicator)."""
    sums = defaultdict(lambda: [0, 0])
    for row in authorities:
        for indicator, (part, base) in counts[row["code"]].items():
            total = sums[row["group"], indicator]
            total[0] += part
            total[1] += base
    return {key: exact_percent(*total) for key, total in sums.items()
            if key[0] != "other"}


def recipients_2020(data):
    authorities = read_table(data / "authorities-2020.csv")
    counts = counts_2020(data / "annual-review-2020")
    averages = pooled_averages(authorities, counts)
    recipients = {}
    for row in authorities:
        figures = {indicator: Figure(part, base, exact_percent(part, base),
                                     averages.get((row["group"], indicator)))
                   for indicator, (part, base) in counts[row["code"]].items()}
        recipients[row["code"]] = Recipient(row["name"], figures)
    return recipients


def published_figure(part, base, rate, average):
    """A rate is worked out from counts where both are known, and taken as
    published where they are not."""
    exact = exact_percent(part, base) if part is not None else None
    if exact is None and rate is not None and base != 0:
        exact = Fraction(rate)
    return Figure(part, base, exact,
                  None if average is None else Fraction(average))


def recipients_2024(data):
    published = {row["council"]: row
                 for row in read_table(data / "published-figures.csv")
                 if row["year_ended"] == "2024"}
    columns = {
        "upheld": ("upheld", "investigated", "uphold_rate_pct",
                   "uphold_avg_pct"),
        "compliance": ("complied", "compliance_outcomes",
                       "compliance_rate_pct", "compliance_avg_pct"),
        "remedies": ("remedies", "upheld", "remedy_rate_pct",
                     "remedy_avg_pct"),
    }
    recipients = {}
    for row in read_table(data / "annual-review-2024" / "recipients.csv"):
        source = published[row["published_name"]]
        recipients[row["code"]] = Recipient(row["name"], {
            indicator: published_figure(*(known(source[name])
                                          for name in names))
            for indicator, names in columns.items()})
    return recipients


# ---------------------------------------------------------------------------
# The letters.

def pattern_of(phrase):
    """A phrase across line breaks, as whole words and whole numbers: "6 of
    10" is found neither in "16 of 10" nor in "6 of 100"."""
    words = [re.escape(word).replace(r"\-", r"-\s*")
             for word in phrase.split()]
    return re.compile(r"(?<!\w)(?<!\d[.,])" + r"\s+".join(words)
                      + r"(?!\w)(?![.,]\d)", re.IGNORECASE)


def percents_in(text):
    return set(re.findall(r"(?<![\d.,])\d[\d.,]*%", text))


def text_of(pdf, *options):
    """The text of a PDF; `-layout` keeps what stands side by side so, and
    without it a paragraph beside a chart comes in one piece."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", *options, str(pdf),
                           "-"], capture_output=True, check=True)
    text = done.stdout.decode("utf-8").replace("\u00ad", "")
    return re.sub(FURNITURE, " ", text)


def last_match(phrase, text):
    found = None
    for found in pattern_of(phrase).finditer(text):
        pass
    return found


def panels_of(text):
    """The text of each panel on the figures page, by indicator. A panel that
    is not there is left out."""
    start = last_match(FIGURES_START, text)
    page = text[start.start():] if start else ""
    begins = []
    for indicator, panel in PANELS.items():
        heading = pattern_of(panel["heading"]).search(page)
        if heading:
            begins.append((heading.start(), indicator))
    begins.sort()
    ends = [begin for begin, _ in begins[1:]] + [len(page)]
    return {indicator: page[begin:end]
            for (begin, indicator), end in zip(begins, ends)}


def expected_phrases(wording, figure):
    """What a panel with a rate must say."""
    phrases = [printed_percent(figure.rate)]
    if figure.part is not None and figure.base is not None:
        phrases.append(wording["count"].format(part=f"{figure.part:,}",
                                               base=f"{figure.base:,}"))
    if figure.base is not None:
        form = wording["one"] if figure.base == 1 else wording["many"]
        phrases.append(form.format(base=f"{figure.base:,}"))
    average = (NO_AVERAGE if figure.average is None
               else printed_percent(figure.average))
    phrases.append(wording["average"].format(average=average))
    return phrases


def panel_problems(indicator, figure, panels, letter):
    """`panels` and `letter` hold the plain text first, then the layout."""
    wording = PANELS[indicator]
    sections = [found.get(indicator, "") for found in panels]
    if figure.rate is None:
        allowed = set()
        expected, where = [wording["undefined"]], letter
    else:
        allowed = AXIS | {printed_percent(figure.rate)}
        expected, where = expected_phrases(wording, figure), sections
    if figure.average is not None:
        allowed.add(printed_percent(figure.average))

    problems = [f"{indicator}: no \"{phrase}\"" for phrase in expected
                if not any(pattern_of(phrase).search(text) for text in where)]
    if wording["below"] and figure.rate is not None and figure.rate < 100:
        if not any(pattern_of(wording["below"]).search(text)
                   for text in letter):
            problems.append(f"{indicator}: no \"{wording['below']}\"")
    # by its layout, for there the panels follow each other down the page
    for stray in sorted(percents_in(sections[-1]) - allowed):
        problems.append(f"{indicator}: {stray} does not belong")
    return problems


def letter_problems(recipient, pdf):
    letter = [text_of(pdf), text_of(pdf, "-layout")]
    panels = [panels_of(text) for text in letter]
    problems = []
    if not any(pattern_of(recipient.name).search(text) for text in letter):
        problems.append("does not name the authority")
    allowed = set(IN_EVERY_LETTER)
    for indicator, figure in recipient.figures.items():
        problems += panel_problems(indicator, figure, panels, letter)
        if figure.rate is not None:
            allowed |= AXIS | {printed_percent(figure.rate)}
        if figure.average is not None:
            allowed.add(printed_percent(figure.average))
    for stray in sorted(percents_in(letter[0]) - allowed):
        problems.append(f"{stray} is no figure of this authority")
    return problems


def pdf_of(row, letters):
    """The manifest may name a file with its folder or without."""
    path = letters / row["file"]
    return path if path.is_file() else letters / Path(row["file"]).name


def judge(recipient, rows, letters):
    """What is wrong with the letter of one recipient: a list, empty when it
    passes."""
    if len(rows) != 1:
        return [f"{len(rows)} rows in the manifest"]
    pdf = pdf_of(rows[0], letters)
    if not rows[0]["file"] or not pdf.is_file():
        return ["no letter"]
    try:
        return letter_problems(recipient, pdf)
    except (subprocess.CalledProcessError, UnicodeDecodeError) as error:
        return [f"cannot be read: {error}"]


def judge_all(recipients, manifest, letters):
    """Print what fails; how many passed and failed."""
    rows = defaultdict(list)
    for row in manifest:
        rows[row["key"]].append(row)
    passed = failed = 0
    for key, recipient in recipients.items():
        problems = judge(recipient, rows.pop(key, []), letters)
        if problems:
            print(f"{key} {recipient.name}: {'; '.join(problems)}")
            failed += 1
        else:
            passed += 1
    for key in rows:
        print(f"{key}: in the manifest, but nobody to write to")
        failed += 1
    return passed, failed


def main():
    parser = argparse.ArgumentParser(
        description="Work out every figure anew and look for it in the PDFs.")
    parser.add_argument("--job", choices=("2020", "2024"), required=True)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("letters", type=Path, metavar="LETTERS_DIR")
    parser.add_argument("manifest", type=Path, metavar="MANIFEST_CSV")
    options = parser.parse_args()
    load = {"2020": recipients_2020, "2024": recipients_2024}[options.job]
    try:
        recipients = load(options.data)
        manifest = read_table(options.manifest)
        passed, failed = judge_all(recipients, manifest, options.letters)
    except (OSError, KeyError, ValueError) as error:
        print(f"recompute.py: {type(error).__name__}: {error}",
              file=sys.stderr)
        return 2
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
