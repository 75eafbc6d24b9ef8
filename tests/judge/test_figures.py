#!/usr/bin/env python3
"""Work out every figure of every letter again, from its attachment alone.

Each letter carries figures.csv. Here, in another language and from that file:
numerator / denominator * scale, rounded half up, with its unit, must be what
is printed; the printed figures must stand in the letter's text; and the digest
of each source row must be that of the line it names in data/.
"""

import csv
import hashlib
import io
import math
import os
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

JOBS = {"annual-review-2020": (354, ["data", "data/annual-review-2020"]),
        "annual-review-2024": (16, ["data", "data/annual-review-2024"])}


def printed_again(row):
    """As figures.h says it; None where there is no number."""
    if not row["numerator"]:
        return None
    number = (Fraction(row["numerator"]) / Fraction(row["denominator"])
              * int(row["scale"]))
    decimals = int(row["decimals"])
    whole = math.floor(number * 10 ** decimals + Fraction(1, 2))
    digits = str(whole).zfill(decimals + 1)
    left, right = digits[:len(digits) - decimals], digits[len(digits) -
                                                          decimals:]
    right = right.rstrip("0")
    left = f"{int(left):,}"
    return left + ("." + right if right else "") + row["unit"]


def source_lines(folders):
    """Digest of every line of every source, by (file, line number)."""
    found = {}
    for folder in folders:
        for path in Path(folder).glob("*.csv"):
            data = path.read_bytes().decode("utf-8-sig")
            for number, line in enumerate(data.splitlines(), 1):
                digest = hashlib.sha256(line.encode()).hexdigest()
                found[path.name, number] = digest
    return found


def attached(letter, name, folder):
    target = Path(folder, name)
    subprocess.run(["pdfdetach", "-savefile", name, "-o", target, letter],
                   check=True)
    return target.read_text(encoding="utf-8")


def faults_of(rows, text, lines):
    for row in rows:
        what = f"{row['indicator']}.{row['figure']}"
        again = printed_again(row)
        if again is not None and again != row["printed"]:
            yield f"{what}: {row['printed']} is {again} when worked out again"
        if again is not None and row["printed"] not in text:
            yield f"{what}: {row['printed']} is not in the letter"
        places = [place.split(":")[:2] for place in row["source"].split()]
        wanted = []
        for file, number in places:
            digest = lines.get((file, int(number)))
            if digest is None:
                yield f"{what}: there is no {file}:{number}"
            elif digest not in wanted:
                wanted.append(digest)
        if wanted != row["row_sha256"].split():
            yield f"{what}: the source rows have other digests"


def check_job(job, count, folders):
    lines = source_lines(folders)
    bad = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([os.environ["LETTERMILL"], "render", "--quiet",
                        "--out", folder, "--config", f"config/{job}.ini"],
                       check=True)
        letters = sorted(Path(folder, job, "letters").glob("*.pdf"))
        for letter in letters:
            rows = list(csv.DictReader(io.StringIO(
                attached(letter, "figures.csv", folder))))
            text = subprocess.run(["pdftotext", letter, "-"], check=True,
                                  capture_output=True, text=True).stdout
            faults = list(faults_of(rows, text, lines))
            if len(rows) != 12:
                faults.append(f"{len(rows)} figures are attached, not 12")
            bad += [f"{letter.name}: {fault}" for fault in faults]
    tell(f"{job}: every figure of {count} letters again from its attachment",
         not bad and len(letters) == count, bad)


def tell(what, good, faults=()):
    print(("ok - " if good else "not ok - ") + what)
    for fault in list(faults)[:20]:
        print("   ", fault)
    if not good:
        tell.failed = True


tell.failed = False


def check_negatives():
    row = {"indicator": "a", "figure": "value", "printed": "57%",
           "numerator": "23", "denominator": "40", "scale": "100",
           "decimals": "0", "unit": "%", "source": "x.csv:2:1",
           "row_sha256": "12"}
    lines = {("x.csv", 2): "12"}
    tell("57% for 23 of 40 is refused", any(
        "worked out again" in f for f in faults_of([row], "57%", lines)))
    row["printed"] = "58%"
    tell("58% for 23 of 40 is taken",
         not list(faults_of([row], "58%", lines)))
    tell("a figure that is not in the letter is refused",
         bool(list(faults_of([row], "57%", lines))))
    lines["x.csv", 2] = "13"
    tell("another source row is refused",
         bool(list(faults_of([row], "58%", lines))))


def main():
    check_negatives()
    for job, (count, folders) in JOBS.items():
        check_job(job, count, folders)
    return 1 if tell.failed else 0


if __name__ == "__main__":
    sys.exit(main())
