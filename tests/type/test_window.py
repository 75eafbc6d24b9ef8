#!/usr/bin/env python3
"""What a window envelope shows of finished letters, measured in millimetres:
every line of the address lies in the window, nothing else does, and what the
sheet is folded by stands where the envelope wants it.

    test_window.py

The sizes are written down here again, from the standards, not from the
program's table.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("LETTERMILL",
                              ROOT / "build/release/lettermill")).resolve()
MM = 72 / 25.4
XHTML = "{http://www.w3.org/1999/xhtml}"

# left, top, right, bottom: where the address stands, and what the window may
# show, whichever way the sheet lies in the envelope; the first line of text;
# the folds.
WINDOWS = {
    "din5008a": ((25, 27 + 17.7, 105, 72), (20, 27, 105, 72), 80.46,
                 (87, 192)),
    "din5008b": ((25, 45 + 17.7, 105, 90), (20, 45, 105, 90), 98.46,
                 (105, 210)),
    "uk-c5": ((24.6, 39.5, 120, 66.3), (24.6, 39.5, 120, 66.3), 95,
              (148.5,)),
    # A sheet of 210 by 99 in an envelope of 220 by 110, the window 20 from
    # its left and 18 from its bottom, 90 by 35.
    "uk-dl": ((20, 110 - 18 - 35, 20 + 90 - 10, 110 - 18 - 11),
              (20 - 10, 110 - 18 - 35 - 11, 20 + 90, 110 - 18), 92,
              (99, 198)),
}
failed = 0


def check(what, faults):
    global failed
    print(f"{'not ok' if faults else 'ok'} - {what}")
    failed += bool(faults)
    for fault in faults[:10]:
        print(f"    {fault}")


def words(letter):
    """(text, left, top, right, bottom) of each on the first page, in mm."""
    out = subprocess.run(["pdftotext", "-bbox", "-l", "1", letter, "-"],
                         check=True, capture_output=True, text=True).stdout
    for word in ET.fromstring(out).iter(XHTML + "word"):
        yield (word.text, *(float(word.get(side)) / MM
                            for side in ("xMin", "yMin", "xMax", "yMax")))


def is_inside(word, box):
    _, left, top, right, bottom = word
    return (left >= box[0] - 0.05 and top >= box[1] - 0.05 and
            right <= box[2] + 0.05 and bottom <= box[3] + 0.05)


def is_apart(word, box):
    _, left, top, right, bottom = word
    return (right <= box[0] or left >= box[2] or bottom <= box[1] or
            top >= box[3])


def faults_of(letter, address, window, sender, letter_text):
    """`sender`: the words that may show above the address."""
    field, shown, text_top, _ = WINDOWS[window]
    wanted = " ".join(address).split()
    seen = [word for word in words(letter) if not is_apart(word, shown)]
    inside = [word[0] for word in seen if is_inside(word, field)]
    if inside != wanted:
        yield f"{letter.name}: {window} shows {inside}, not {wanted}"
    for word in seen:
        if not is_inside(word, field) and word[0] not in sender:
            yield f"{letter.name}: {window} shows '{word[0]}' as well"
    tops = [word[2] for word in words(letter) if word[0] == letter_text]
    if not tops or tops[0] < text_top - 0.05:
        yield f"{letter.name}: the text begins at {tops[:1]} mm"


def folds_of(letter):
    """Heights in mm of the short lines at the sheet's left edge."""
    raw = subprocess.run(["qpdf", "--qdf", "--object-streams=disable",
                          letter, "-"], check=True,
                         capture_output=True).stdout.decode("latin-1")
    lines = re.findall(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", raw)
    return sorted(297 - float(y) / MM for x, y, x2, y2 in lines
                  if float(x2) / MM < 5 and y == y2)


def copy_job(folder, case):
    job = folder / case
    shutil.copytree(ROOT / "tests/golden" / case, job)
    (job / "fonts").symlink_to(ROOT / "fonts")
    return job


def make(job, count, *sets):
    """{recipient's number: its letter}"""
    shutil.rmtree(job / "out", ignore_errors=True)
    flags = [word for pair in ("output.file=l-{{key}}", *sets)
             for word in ("--set", pair)]
    done = subprocess.run([PROGRAM, "render", "--config", "job.ini",
                           "--quiet", *flags], cwd=job, text=True,
                          capture_output=True)
    letters = {int(path.stem[2:]): path
               for path in job.glob("out/*/letters/*.pdf")}
    check(f"{count} letters with {', '.join(sets)}",
          [done.stderr] if done.returncode or done.stderr or
          len(letters) != count else [])
    return letters


# The longest takes nearly all of the window's width.
NAMES = ["Ann", "Gemeinde Au", "Ärztekammer", "W. Wagner & Söhne GmbH",
         "Verein zur Förderung der Gärten e. V.", "Ħ. Żółć", "I" * 40,
         "Grundschule an der Wilhelm-Busch-Str.", "M" * 18]
PARTS = ["Geschäftsstelle", "Dr. Erika Mustermann", "Am Markt 2", "01067",
         "Dresden", "DEUTSCHLAND"]


def din_recipients(job):
    """Every name, with all parts and with one left out; as rows."""
    rows = []
    for i, name in enumerate(NAMES):
        for without in (None, i % len(PARTS)):
            rows.append([name] + ["" if at == without else part
                                  for at, part in enumerate(PARTS)])
    (job / "recipients.csv").write_text(
        "id,Firma,Abteilung,Kontakt,Straße,PLZ,Ort,Land,Bearbeitung\n" +
        "".join(f"{i},{','.join(row)},Nord\n" for i, row in enumerate(rows)))
    return rows


def din_address(row):
    name, unit, contact, street, code, town, country = row
    place = [f"{code} {town}"] if code and town else []
    return [line for line in [name, unit, contact, street] + place + [country]
            if line]


def measure(job, window, addresses, sender, letter_text, *sets):
    letters = make(job, len(addresses), f"letterhead.window={window}", *sets)
    faults = []
    for number, path in letters.items():
        faults += faults_of(path, addresses[number], window, sender,
                            letter_text)
        folds = [round(at, 1) for at in folds_of(path)]
        if folds != [*WINDOWS[window][3]]:
            faults.append(f"{path.name} is folded at {folds}")
    check(f"what shows in the window of {window}", faults)
    return letters


def main():
    with tempfile.TemporaryDirectory() as name:
        job = copy_job(Path(name), "window_din")
        addresses = [din_address(row) for row in din_recipients(job)]
        sender = ("Landesamt für Beispiele \u00b7 Rathausplatz 1 12345 "
                  "Musterstadt").split()
        for window in ("din5008b", "din5008a"):
            letters = measure(job, window, addresses, sender, "Ihr",
                              "page.margin_top=8 mm")
        # Those of form A, held against the window of form B.
        noticed = [number for number, path in letters.items()
                   if any(faults_of(path, addresses[number], "din5008b",
                                    sender, "Ihr"))]
        check("an address outside of the window is noticed",
              sorted(set(letters) - set(noticed)))

        job = copy_job(Path(name), "window_uk")
        rows = [["Ash Lane School", "The Old Bakery", "12 Ash Lane", "ASHTON",
                 "AS1 2LN"],
                ["St Mary-le-Bow", "", "2 The Green", "LONDON", "EC2V 6AU"]]
        (job / "recipients.csv").write_text(
            "id,Name,Line,Street,Town,Postcode\n" +
            "".join(f"{i},{','.join(row)}\n" for i, row in enumerate(rows)))
        addresses = [[line for line in row if line] for row in rows]
        for window in ("uk-c5", "uk-dl"):
            measure(job, window, addresses, [], "Dear",
                    "letterhead.fold_marks=yes")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
