#!/usr/bin/env python3
"""Work out every figure of every letter again, from its attachment alone.

Each letter carries figures.csv. Here, in another language and from that file:
numerator / denominator * scale, rounded half up, with its unit, must be what
is printed; the printed figures must stand in the letter's text; and the digest
of each source row must be that of the line it names in data/. `lettermill
verify --figures` must find the same, and refuse letters made wrong.
"""

import csv
import hashlib
import io
import json
import math
import os
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import pikepdf

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
        if row["in_text"] == "yes" and row["printed"] not in text:
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
        with open(Path(folder, job, "sources.csv"), encoding="utf-8",
                  newline="") as file:
            sources = list(csv.DictReader(file))
        wrong = [row for row in sources if not any(
            row["sha256"] == hashlib.sha256(data).hexdigest() and
            int(row["bytes"]) == len(data)
            for data in (Path(place, row["file"]).read_bytes()
                         for place in folders
                         if Path(place, row["file"]).exists()))]
        tell(f"{job}: sources.csv has the digests of the files",
             len(sources) >= 2 and not wrong, wrong)
        said = ours(*letters)
        tell(f"{job}: verify --figures finds the same of {count} letters",
             said["status"] == 0 and len(said["letters"]) == count and
             all(letter["good"] and len(letter["figures"]) == 12
                 for letter in said["letters"]))
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
    for fault in [] if good else list(faults)[:20]:
        print("   ", fault)
    if not good:
        tell.failed = True


tell.failed = False


def check_negatives():
    row = {"indicator": "a", "figure": "value", "printed": "57%",
           "numerator": "23", "denominator": "40", "scale": "100",
           "decimals": "0", "unit": "%", "source": "x.csv:2:1",
           "row_sha256": "12", "in_text": "yes"}
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


def ours(*letters):
    done = subprocess.run([os.environ["LETTERMILL"], "verify", "--figures",
                           "--json", *letters], capture_output=True)
    return {"status": done.returncode, **json.loads(done.stdout)}


# Each changes a letter in one way that must be refused, with these words.

def stream_of(pdf, name="figures.csv"):
    return pdf.attachments[name].obj.EF.F


def change_csv(pdf, before, after):
    stream = stream_of(pdf)
    data = stream.read_bytes()
    assert data.count(before) == 1, data.count(before)
    stream.write(data.replace(before, after))


VALUE = b"uphold,value,Complaints upheld,60%,yes,6/10 = 0.6,6,10,"


def another_figure(pdf):
    """'61%' is printed, but 6 / 10 comes to '60%'"""
    change_csv(pdf, VALUE, VALUE.replace(b"60%", b"61%"))


def another_numerator(pdf):
    """'60%' is printed, but 7 / 10 comes to '70%'"""
    change_csv(pdf, VALUE, VALUE.replace(b",6,10,", b",7,10,"))


def another_rate(pdf):
    """7 / 10 is not its count by its base"""
    change_csv(pdf, VALUE, VALUE.replace(b"60%", b"70%").replace(
        b",6,10,", b",7,10,"))


def another_sum(pdf):
    """'56%' is printed, but 654 / 987 comes to '66%'"""
    change_csv(pdf, b",554,987,", b",654,987,")


def another_average(pdf):
    """'66%' does not stand in the letter's text"""
    change_csv(pdf, b"56%,yes,554/987 = 0.561296859...,554,987,",
               b"66%,yes,,654,987,")


def another_count(pdf):
    """'2,345' does not stand in the letter's text"""
    change_csv(pdf, b"remedies_rate,count,Satisfactory remedies by the "
               b'authority,1,yes,1,1,1,', b"remedies_rate,count,x,"
               b'"2,345",yes,1,2345,1,')


def another_text(pdf):
    """'60%' does not stand in the letter's text"""
    for page in pdf.pages:
        nines = {}
        for _, font in page.Resources.Font.items():
            codes = codes_of(font)
            nines[codes.get("6")] = codes.get("9")

        def changed(operand):
            if isinstance(operand, pikepdf.Array):
                return pikepdf.Array([changed(item) for item in operand])
            if not isinstance(operand, pikepdf.String):
                return operand
            return pikepdf.String(bytes(nines.get(code, code)
                                        for code in bytes(operand)))

        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(
            [([changed(operand) for operand in operands], operator)
             if str(operator) == "TJ" else (operands, operator)
             for operands, operator in pikepdf.parse_content_stream(page)]))


def codes_of(font):
    """The byte that each character is in the content: '6' -> 25."""
    found = {}
    for line in font.ToUnicode.read_bytes().decode().splitlines():
        parts = line.strip("<>").split("><")
        if len(parts) == 3:
            first, last, means = (int(part, 16) for part in parts)
            for code in range(first, last + 1):
                found[chr(means + code - first)] = code
    return found


def no_figures(pdf):
    """it carries no figures.csv"""
    del pdf.attachments["figures.csv"]


def figures_twice(pdf):
    """it carries two files named figures.csv"""
    names = pdf.Root.Names.EmbeddedFiles.Names
    names.append(pikepdf.String("zzz"))
    names.append(pdf.attachments["figures.csv"].obj)


def other_columns(pdf):
    """not as this edition of lettermill writes it"""
    change_csv(pdf, b"denominator", b"divisor")


def row_cut(pdf):
    """not as this edition of lettermill writes it"""
    stream = stream_of(pdf)
    stream.write(stream.read_bytes()[:-100])


def zero_denominator(pdf):
    """its numbers cannot be read"""
    change_csv(pdf, VALUE, VALUE.replace(b",6,10,", b",6,0,"))


def bomb(pdf):
    """holds more than 64 MB"""
    stream_of(pdf).write(bytes(100 << 20))


def endless_csv(pdf):
    """its figures.csv is larger than a letter's"""
    stream = stream_of(pdf)
    stream.write(stream.read_bytes() + b",,,,,,,,1,9,,,,,,\n" * 1000000)


def endless_words(pdf):
    """it has more text than a letter"""
    pdf.pages[0].contents_add(
        (b"/Span<</ActualText(" + b"x" * 30000 + b")>>BDC EMC\n") * 200)


def font_without_map(pdf):
    """does not say which characters its codes stand for"""
    for page in pdf.pages:
        for _, font in page.Resources.Font.items():
            if "/ToUnicode" in font:
                del font.ToUnicode


def another_row(pdf):
    """the row of decisions.csv that the letter carries is not the one"""
    stream = stream_of(pdf, "decisions.csv")
    stream.write(stream.read_bytes().replace(b",6", b",7"))


WRONG = [another_figure, another_numerator, another_rate, another_sum,
         another_average, another_count, another_text, no_figures,
         figures_twice, other_columns, row_cut, zero_denominator, bomb,
         endless_csv, endless_words, font_without_map, another_row]


def spoil(letter, path, change, **how):
    with pikepdf.open(letter) as pdf:
        change(pdf)
        pdf.save(path, **how)


def check_wrong():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([os.environ["LETTERMILL"], "render", "--quiet",
                        "--out", folder, "--only", "stockton", "--set",
                        "attachments.rows=yes", "--config",
                        "config/annual-review-2020.ini"], check=True)
        letter = next(Path(folder).glob("*/letters/*.pdf"))
        with pikepdf.open(letter) as pdf:
            kinds = {name: str(pdf.attachments[name].obj.AFRelationship)
                     for name in pdf.attachments}
        tell("figures.csv is data, the rows are source", kinds == {
            "figures.csv": "/Data", "decisions.csv": "/Source",
            "compliance.csv": "/Source", "remedies.csv": "/Source"}, kinds)
        tell("verify --figures takes it with its rows",
             ours(letter)["status"] == 0)
        path = Path(folder, "wrong.pdf")
        for how in ({}, {"object_stream_mode":
                         pikepdf.ObjectStreamMode.generate},
                    {"linearize": True}):
            spoil(letter, path, lambda pdf: None, **how)
            said = ours(path)
            tell(f"verify --figures takes it written anew {how}",
                 said["status"] == 0, [str(said)])
        for change in WRONG:
            spoil(letter, path, change)
            said = ours(path)
            words = said["letters"][0]["words"]
            tell(f"verify --figures refuses {change.__name__}",
                 said["status"] == 1 and change.__doc__ in words, [words])


def main():
    check_negatives()
    check_wrong()
    for job, (count, folders) in JOBS.items():
        check_job(job, count, folders)
    return 1 if tell.failed else 0


if __name__ == "__main__":
    sys.exit(main())
