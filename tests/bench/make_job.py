#!/usr/bin/env python3
"""Make a job of as many letters as are wanted, like a bundled one.

    make_job.py bill   FOLDER COUNT [--seed N] [--unsigned]
    make_job.py review FOLDER COUNT [--seed N] [--unsigned]

bill    water-bill-2025: a table of twelve rows and a chart of five years a
        letter (accounts.csv, readings.csv, years.csv); groups of households
        are a part of all, and grow with them
review  annual-review-2020: three indicators with their averages and charts;
        the 354 authorities again and again, each time with other figures, so
        that a group grows with the job

Writes job.ini, letter.md and the CSV files into FOLDER, row by row; the same
count and seed (1) give the same CSV files. Fonts, key and pictures are those of
the sources' folder, by their whole path. --unsigned leaves out [signature].

    tests/bench/make_job.py bill build/bench/bill-10000 10000
    build/release/lettermill render --config build/bench/bill-10000/job.ini
"""

import argparse
import csv
import importlib.util
import random
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REVIEW = ROOT / "data/annual-review-2020"


class Tables:
    """CSV files that are written side by side."""

    def __init__(self, folder, headers):
        self.files = {name: open(folder / name, "w", encoding="utf-8",
                                 newline="") for name in headers}
        self.writers = {name: csv.writer(file, lineterminator="\n")
                        for name, file in self.files.items()}
        for name, header in headers.items():
            self.writers[name].writerow(header)

    def add(self, name, *rows):
        self.writers[name].writerows(rows)

    def close(self):
        for file in self.files.values():
            file.close()


def load_accounts():
    """data/water-bill-2025/make-accounts.py, which is no module's name."""
    spec = importlib.util.spec_from_file_location(
        "make_accounts", ROOT / "data/water-bill-2025/make-accounts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_bill(folder, count, seed):
    accounts = load_accounts()
    accounts.draw = random.Random(seed).random
    tables = Tables(folder, accounts.HEADERS)
    for number in range(count):
        row, readings, years = accounts.account(number)
        tables.add("accounts.csv", row)
        tables.add("readings.csv", *readings)
        tables.add("years.csv", *years)
    tables.close()


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def vary(draw, number):
    """A count that is near, and mostly another."""
    return max(int(number * (0.7 + 0.6 * draw()) + 2 * draw()), 0)


def make_review(folder, count, seed):
    draw = random.Random(seed).random
    authorities = read_rows(ROOT / "data/authorities-2020.csv")
    names = ["decisions", "compliance", "remedies", "contacts"]
    known = {name: read_rows(REVIEW / f"{name}.csv") for name in names}
    by_key = {name: {row[0]: row for row in rows}
              for name, rows in known.items()}
    headers = {f"{name}.csv": rows[0] for name, rows in known.items()}
    tables = Tables(folder, {"authorities-2020.csv": authorities[0], **headers})
    for number in range(count):
        turn, at = divmod(number, len(authorities) - 1)
        key, name, *rest = authorities[1 + at]
        new, mark = f"{key}{turn or ''}", f" {turn}" if turn else ""
        tables.add("authorities-2020.csv", [new, name + mark, *rest])
        decisions = by_key["decisions"][key][2:-1]
        decisions = [vary(draw, int(figure)) for figure in decisions]
        upheld = decisions[-1]
        tables.add("decisions.csv", [new, name + mark, *decisions,
                                     sum(decisions)])
        parts = [vary(draw, int(figure))
                 for figure in by_key["compliance"][key][3:]]
        tables.add("compliance.csv", [new, name + mark, sum(parts), *parts])
        tables.add("remedies.csv", [new, name + mark, upheld,
                                    int(upheld * draw() ** 2)])
        if key in by_key["contacts"]:
            tables.add("contacts.csv", [new, *by_key["contacts"][key][1:]])
    tables.close()


def write_config(name, folder, is_unsigned):
    """The bundled job's, its data in `folder` and all else where it is."""
    text = (ROOT / f"config/{name}.ini").read_text(encoding="utf-8")
    text = re.sub(rf"\.\./data/({name}/)?", "", text)
    text = text.replace("../", f"{ROOT}/")
    text = re.sub(r"= (specimen-)", rf"= {ROOT}/config/\1", text)
    text = text.replace(f"{name}.md", "letter.md")
    text = re.sub(r"(?m)^name( *)= .*", rf"name\1= {folder.name}", text,
                  count=1)
    if is_unsigned:
        text = re.sub(r"\[signature\]\n([^\[].*\n?)*", "", text)
    (folder / "job.ini").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / f"config/{name}.md", folder / "letter.md")


def main():
    jobs = {"bill": ("water-bill-2025", make_bill),
            "review": ("annual-review-2020", make_review)}
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=jobs)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unsigned", action="store_true")
    call = parser.parse_args()
    name, make = jobs[call.kind]
    call.folder.mkdir(parents=True, exist_ok=True)
    make(call.folder, call.count, call.seed)
    write_config(name, call.folder.resolve(), call.unsigned)


if __name__ == "__main__":
    main()
