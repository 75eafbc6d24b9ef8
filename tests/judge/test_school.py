#!/usr/bin/env python3
"""The school letters: every figure worked out anew, and no small number told.

Shares nothing with the program, its settings or written.py. A figure is
withheld where its count, its base, or the base less the count is 1 to 4: then
none of them may stand in the text, in an Alt or in figures.csv, and no chart has
a dot for it.
"""

import copy
import csv
import io
import math
import os
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import pikepdf

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LETTERMILL", ROOT / "build/release/lettermill")
DATA = ROOT / "data/school-results-2025"
# Its heading, count, base, how much is a whole, decimals, unit, the best,
# whether small numbers are withheld.
FIGURES = {
    "standard": ("Pupils who reached the expected standard",
                 "At the standard", "Year group", 100, 0, "%", max, True),
    "disadvantaged": ("Disadvantaged pupils who reached it",
                      "Disadvantaged at the standard", "Disadvantaged",
                      100, 0, "%", max, True),
    "attendance": ("Attendance", "Sessions attended", "Possible sessions",
                   100, 1, "%", max, False),
    "progress": ("Progress score", "Progress", None, 1, 1, "", max, False),
    "suspensions": ("Suspensions for every 1,000 pupils", "Suspensions",
                    "Pupils", 1000, 0, "", min, True),
}
GROUP = {"primary": "primary schools", "secondary": "academies"}

failures = 0


def check(passed, what):
    global failures
    print(("ok - " if passed else "not ok - ") + what)
    failures += not passed


def read_schools():
    schools = {}
    for name in ("schools.csv", "results.csv"):
        with open(DATA / name, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                schools.setdefault(row["Number"], {}).update(row)
    return schools


def measured(row, name):
    """counted, suppressed, undefined or missing; and the exact figure."""
    _, count, base, scale, _, _, _, guarded = FIGURES[name]
    if row[count] == "":
        return "missing", None
    if base is None:
        return "counted", Fraction(row[count])
    part, whole = int(row[count]), int(row[base])
    if whole == 0:
        return "undefined", None
    if guarded and any(0 < n < 5 for n in (part, whole, whole - part)):
        return "suppressed", None
    return "counted", Fraction(part * scale, whole)


def printed(number, name):
    decimals, unit = FIGURES[name][4:6]
    scaled = math.floor(number * 10 ** decimals + Fraction(1, 2))
    text = f"{abs(scaled) / 10 ** decimals:,.{decimals}f}"
    if decimals:
        text = text.removesuffix("." + "0" * decimals)
    return ("−" if scaled < 0 else "") + text + unit


def standing(schools, row, name):
    """The median of its group, its place, and among how many; None."""
    values = sorted(value for other in schools.values()
                    if other["Phase"] == row["Phase"]
                    and (value := measured(other, name)[1]) is not None)
    own, best = measured(row, name)[1], FIGURES[name][6]
    half = len(values) // 2
    median = None if not values or FIGURES[name][7] and len(values) < 3 \
        else (values[half] + values[~half]) / 2
    rank = None if own is None else 1 + sum(
        value != own and best(value, own) == value for value in values)
    return median, rank, len(values)


def phrases(schools, row):
    group = GROUP[row["Phase"]]
    for name, (heading, count, base, *_) in FIGURES.items():
        state, own = measured(row, name)
        median, rank, of = standing(schools, row, name)
        told = None if median is None else printed(median, name)
        part = row[count] if base is None else f"{int(row[count]):,}"
        whole = base and f"{int(row[base]):,}"
        if state == "counted":
            value = printed(own, name)
            yield {
                "standard": f"{part} of the {whole} pupils in your final year "
                f"group reached the expected standard, which is {value}. The "
                f"median of our {group} is {told}, and your school is number "
                f"{rank} of the {of} whose figures",
                "disadvantaged": f"Of your {whole} disadvantaged pupils {part} "
                f"reached it, {value}"
                + (f" beside a median of {told}." if told else "."),
                "attendance": f"attended {value} of all sessions; the median "
                f"is {told}, and your school is number {rank} of {of}.",
                "progress": f"score is {value}, where 0 is the progress that "
                "pupils with the same start make on average; the median of "
                f"our {group} is {told}. That puts your school in place "
                f"{rank} of {of}.",
                "suspensions": "No pupil was suspended." if part == "0" else
                f"there were {value} suspensions, beside a median of {told}.",
            }[name]
            # A bar to the left of 0 has its label between the two.
            yield ("" if name == "progress" else value + " ") + {
                "standard": f"{part} of {whole} pupils reached it",
                "disadvantaged": f"{part} of {whole} pupils reached it",
                "attendance": f"{part} of {whole} sessions attended",
                "progress": "0 is the average progress",
                "suspensions": f"{part} suspensions, {whole} pupils on roll",
            }[name]
        if told and state != "missing":
            yield f"Median of our {group}: {told}"


def flat(text):
    return " ".join(text.replace("\u00ad", "").split())


def dots_of(page):
    """How many dots each chart of a page has, where one has any. A dot is a path
    of one point with round ends, closed and stroked, or one of the dashes of no
    length of a line; the last is the school's own, and stands on the scale."""
    found, row, dash, saved = [], [], [], []
    for operands, operator in pikepdf.parse_content_stream(page):
        word = str(operator)
        row = (row + [(word, [float(number) for number in operands]
                       if word in "ml" else [])])[-3:]
        words = [word for word, _ in row]
        if word == "BDC" and operands[0] == "/Figure":
            found.append(0)
        if word == "d":
            dash = [float(length) for length in operands[0]]
        if word == "q":
            saved.append(dash)
        if word == "Q":
            dash = saved.pop()
        if not found:
            continue
        if words == ["m", "h", "S"]:
            found[-1] += 1
        elif words == ["m", "l", "S"] and dash[:1] == [0]:
            found[-1] += 1 + int(math.dist(row[0][1], row[1][1]) / dash[1])
    return [each - 1 for each in found if each]


def wrong_dots(schools, row, letter):
    """A dot for each school that has a place, and no other."""
    wanted = [standing(schools, row, name)[2]
              for name in ("standard", "disadvantaged")
              if measured(row, name)[0] == "counted"]
    return "" if letter.dots == wanted else f"{letter.dots}, not {wanted}"


class Letter:
    def __init__(self, path):
        self.text = flat(subprocess.run(
            ["pdftotext", path, "-"], capture_output=True,
            check=True).stdout.decode())
        with pikepdf.open(path) as pdf:
            self.alts = [flat(str(thing["/Alt"])) for thing in pdf.objects
                         if isinstance(thing, pikepdf.Dictionary)
                         and "/Alt" in thing]
            self.dots = [each for page in pdf.pages for each in dots_of(page)]
            data = pdf.attachments["figures.csv"].get_file().read_bytes()
        self.figures = {
            (row["indicator"], row["figure"]): row for row in
            csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}


def wrong_figures(schools, row, letter):
    """The words and the attachment."""
    for phrase in phrases(schools, row):
        if not re.search(r"(?<![\d.,−])" + re.escape(phrase)
                         + r"(?!\d|[.,]\d)", letter.text):
            return f"no '{phrase}'"
    for name in FIGURES:
        state, own = measured(row, name)
        median, rank, of = standing(schools, row, name)
        for figure, value in (
                ("value", None if own is None else printed(own, name)),
                ("average", None if median is None else printed(median, name)),
                ("rank", rank), ("ranked", None if own is None else of)):
            told = letter.figures.get((name, figure))
            if value is not None and (told is None
                                      or told["printed"] != str(value)):
                return f"{name}.{figure} is not {value} in figures.csv"
            if value is None and told and told["numerator"]:
                return f"{name}.{figure} is told in figures.csv"
    return f"not to {row['School']}" \
        if f"Dear {row['Head']} " not in letter.text else ""


def told_small(row, letter):
    """Where a number that is withheld can be worked out."""
    for name, (heading, count, base, *_) in FIGURES.items():
        if measured(row, name)[0] != "suppressed":
            continue
        part, whole = int(row[count]), int(row[base])
        panel = letter.text.split(heading)[-1]
        ends = [panel.find(other[0]) for other in FIGURES.values()
                if other[0] in panel] + [panel.find("The first two figures")]
        panel = panel[:min(end for end in ends if end >= 0)]
        panel = re.sub(r"Median of our [a-z ]+: \S+|1,000", "", panel)
        panel = re.sub(re.escape(row["School"]) + r" · .* Page 2 of 2", "",
                       panel)
        if re.search(r"\d", panel):
            return f"the panel {name}: {panel}"
        said = re.sub(r"Page \d of \d", "", letter.text) \
            + " ".join(letter.alts)
        for words in (f"{part} of {whole}", f"{part} of the {whole}",
                      f"{whole} disadvantaged", f"{part} suspension"):
            if re.search(rf"(?<![\d.,]){words}\b", said):
                return f"the words {words}"
        about = {"standard": "one school.", "disadvantaged": "may be shown",
                 "suspensions": "1,000"}[name]
        if any(heading in alt or alt.endswith(about) for alt in letter.alts):
            return f"the Alt of {name}"
        for figure in ("count", "base", "value", "rank", "ranked"):
            told = letter.figures.get((name, figure))
            # A base alone, that is not small itself, gives no count away.
            public = figure == "base" and whole >= 5
            if told and not public and figure != "ranked" and (
                    told["numerator"] or told["unrounded"] or re.search(
                        r"\d", told["printed"].replace("fewer than 5", ""))):
                return f"{name}.{figure} in figures.csv"
    return ""


def check_negatives(schools, letters):
    keys = list(schools)
    check(all(wrong_figures(schools, schools[key], letters[other])
              for key, other in zip(keys, keys[1:] + keys[:1])),
          "the letter of another school is refused")
    for key, column, value in (("S05", "At the standard", "9"),
                               ("S05", "Sessions attended", "60000"),
                               ("S05", "Progress", "9.9"),
                               ("S05", "Suspensions", "99")):
        changed = copy.deepcopy(schools)
        changed[key][column] = value
        check(wrong_figures(changed, changed[key], letters[key]),
              f"{column} is another in the CSV: refused")
    withheld = copy.deepcopy(schools)
    withheld["S05"]["At the standard"] = "1"
    peer = next(key for key in keys if key != "S05" and letters[key].dots
                and standing(schools, schools[key], "standard")
                != standing(withheld, schools[key], "standard"))
    check(wrong_dots(withheld, schools[peer], letters[peer]),
          "a dot of a school that is withheld is found")
    # One that is told is found where it must not be.
    key, name = next((key, name) for key, row in schools.items()
                     for name in ("standard", "disadvantaged")
                     if measured(row, name)[0] == "suppressed")
    row, (heading, count, base, *_) = schools[key], FIGURES[name]
    for what, spoil in {
            "in its panel": lambda it: setattr(it, "text", it.text.replace(
                heading, f"{heading} {row[count]}")),
            "in words": lambda it: setattr(
                it, "text", f"{row[count]} of the {row[base]} " + it.text),
            "in an Alt": lambda it: it.alts.append(
                f"{row[count]} of {row[base]}"),
            "in figures.csv": lambda it: it.figures[name, "count"].update(
                numerator=row[count])}.items():
        letter = copy.deepcopy(letters[key])
        check(not told_small(row, letter), f"{key} tells no small number")
        spoil(letter)
        check(told_small(row, letter), f"a small number {what} is found")


def main():
    schools = read_schools()
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([PROGRAM, "render", "--quiet", "--out", out, "--config",
                        ROOT / "config/school-results-2025.ini"], check=True,
                       stderr=subprocess.DEVNULL)
        paths = sorted(Path(out, "school-results-2025/letters").glob("*.pdf"))
        letters = {path.name[:3].upper(): Letter(path) for path in paths}
    check(letters.keys() == schools.keys(), f"{len(letters)} letters")
    for what, judge in (
            ("every figure is right", lambda key: wrong_figures(
                schools, schools[key], letters[key])),
            ("each chart has its dots", lambda key: wrong_dots(
                schools, schools[key], letters[key])),
            ("no small number is told", lambda key: told_small(
                schools[key], letters[key]))):
        bad = {key: why for key in schools if (why := judge(key))}
        check(not bad, f"36 letters: {what}" + "".join(
            f"\n    {key}: {why}" for key, why in bad.items()))
    kept = sum(measured(row, name)[0] == "suppressed"
               for row in schools.values() for name in FIGURES)
    check(kept > 10, f"{kept} figures are withheld")
    check_negatives(schools, letters)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
