"""`explain --json` held against the CSVs: each figure is worked out here anew,
and each cell it names is looked up at its file, line and field. The plain text
must tell the same."""

import csv
import json
import math
import os
import subprocess
from collections import defaultdict
from fractions import Fraction

PROGRAM = os.environ.get("LETTERMILL", "build/release/lettermill")
CONFIG = "config/annual-review-2020.ini"
DATA = "data/annual-review-2020/"
LABELS = {"county": "county councils", "district": "district councils",
          "metropolitan": "metropolitan boroughs",
          "unitary": "unitary councils", "london": "London boroughs"}
FORMULAS = {
    "uphold": ("upheld", "upheld + not_upheld"),
    "compliance": ("in_time + late", "outcomes"),
    "remedies_rate": ("remedies", "upheld"),
}


def check(what, good, told=""):
    print(f"{'ok' if good else 'not ok'} - {what}{'' if good else f': {told}'}")


def equal(what, got, wanted):
    check(what, got == wanted, f"{got!r}, not {wanted!r}")


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def explain(key, *flags):
    done = subprocess.run([PROGRAM, "explain", key, "--config", CONFIG, *flags],
                          capture_output=True, check=True, text=True,
                          encoding="utf-8")
    return done.stdout


def counts():
    """(count, base) by authority and indicator."""
    out = defaultdict(dict)
    for row in rows_of(DATA + "decisions.csv"):
        upheld = int(row["Upheld"])
        out[row["Authority code"]]["uphold"] = (
            upheld, upheld + int(row["Not upheld"]))
    for row in rows_of(DATA + "compliance.csv"):
        out[row["Authority code"]]["compliance"] = (
            int(row["Complied in time"]) + int(row["Complied late"]),
            int(row["Compliance outcomes"]))
    for row in rows_of(DATA + "remedies.csv"):
        code = row["Authority code"]
        out[code]["remedies_rate"] = (int(row["Satisfactory remedies"]),
                                      out[code]["uphold"][0])
    return out


def percent(rate):
    return f"{math.floor(100 * rate + Fraction(1, 2))}%"


def cut(number):
    """As a decimal, cut after nine places."""
    steps = math.floor(number * 10**9)
    whole, part = divmod(steps, 10**9)
    text = f"{whole}.{part:09d}".rstrip("0").rstrip(".")
    return text if Fraction(steps, 10**9) == number else \
        f"{whole}.{part:09d}..."


def division(count, base):
    return f"{count}/{base} = {cut(Fraction(count, base))}"


def rounding(rate):
    return f"{cut(100 * rate)} half up to 0 decimals"


def check_cells(who, figure):
    wrong = []
    for cell in figure["cells"]:
        with open(cell["file"], encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))   # one row a line in these files
        found = lines[cell["line"] - 1][cell["column"] - 1]
        if found != cell["text"] or lines[cell["line"] - 1][0] != who or \
                lines[0][cell["column"] - 1] != cell["header"]:
            wrong.append(cell)
    equal(f"{who} {figure['indicator']}.{figure['field']}: its cells", wrong,
          [])


def wanted_average(key, indicator, numbers, groups):
    group = groups[key]
    if group not in LABELS:
        return None
    peers = [numbers[code][indicator] for code in groups
             if groups[code] == group]
    count = sum(count for count, _ in peers)
    base = sum(base for _, base in peers)
    return {"formula": "sum({}) / sum({})".format(*FORMULAS[indicator]),
            "exactly": division(count, base),
            "rounded": rounding(Fraction(count, base)),
            "printed": percent(Fraction(count, base)),
            "peers": f"{len(peers)} {LABELS[group]}, "
                     f"{sum(base > 0 for _, base in peers)} with a value"}


def check_authority(key, name, numbers, groups):
    answer = json.loads(explain(key, "--json"))
    equal(f"{key}: its name", answer["name"], name)
    figures = {(f["indicator"], f["field"]): f for f in answer["figures"]}
    equal(f"{key}: twelve figures", len(figures), 12)
    for indicator, (count, base) in numbers[key].items():
        what = f"{key} {indicator}"
        told = {field: figures[indicator, field]
                for field in ("count", "base", "value", "average")}
        equal(f"{what}: count", told["count"]["printed"], f"{count:,}")
        equal(f"{what}: base", told["base"]["printed"], f"{base:,}")
        equal(f"{what}: formula", told["value"]["formula"],
              "({}) / ({})".format(*FORMULAS[indicator]))
        if base == 0:
            equal(f"{what}: undefined", (told["value"]["printed"],
                  told["value"]["rounded"], told["value"]["exactly"]),
                  ("", None, "there is no rate where the base is 0"))
        else:
            rate = Fraction(count, base)
            equal(f"{what}: rate", (told["value"]["printed"],
                  told["value"]["rounded"], told["value"]["exactly"]),
                  (percent(rate), rounding(rate), division(count, base)))
        average = wanted_average(key, indicator, numbers, groups)
        if average is None:
            check(f"{what}: no average, and why",
                  told["average"]["rounded"] is None and
                  told["average"]["peers"] is None and
                  told["average"]["exactly"], told["average"])
        else:
            equal(f"{what}: average",
                  {k: told["average"][k] for k in average}, average)
        for figure in told.values():
            check_cells(key, figure)
    check_text(key, answer)


def check_text(key, answer):
    """The same facts, for people."""
    text = explain(key)
    missing = [fact for figure in answer["figures"]
               for fact in (figure["printed"], figure["formula"],
                            figure["exactly"], figure["rounded"],
                            figure["peers"])
               if fact and fact not in text]
    missing += [cell for figure in answer["figures"]
                for cell in figure["cells"]
                if f"{cell['file']}:{cell['line']}:{cell['column']}: "
                   f"{cell['name']} = {cell['text']}" not in text]
    missing += [value for value in answer["values"]
                if (value["printed"] or value["missing"]) not in text]
    equal(f"{key}: the text tells the same", missing, [])
    equal(f"{key}: what is no figure is told, too",
          {"name", "year_end", "job.date"} -
          {value["name"] for value in answer["values"]}, set())


def main():
    authorities = rows_of("data/authorities-2020.csv")
    groups = {row["code"]: row["group"] for row in authorities}
    names = {row["code"]: row["name"] for row in authorities}
    numbers = counts()
    undefined = next(code for code in groups if groups[code] != "other" and
                     any(base == 0 for _, base in numbers[code].values()))
    alone = next(code for code in groups if groups[code] == "other")
    for key in ("STT", undefined, alone):
        check_authority(key, names[key], numbers, groups)


main()
