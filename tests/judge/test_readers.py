#!/usr/bin/env python3
"""Readers that share no code read the same letters of a letter: poppler, MuPDF
and pdfminer, which knows only the character maps that everybody has. Programs
that search, copy, read aloud or archive are built on one of them.

    test_readers.py
"""

import collections
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

HOUSE = Path(__file__).resolve().parents[2]
LETTERMILL = os.environ.get("LETTERMILL", HOUSE / "build/release/lettermill")
# With other scripts than Latin among them.
JOBS = {"annual-review-2020": "Adur", "school-results-2025": "S06",
        "water-bill-2025": "40170075"}


def output_of(*words):
    return subprocess.run([str(word) for word in words], check=True,
                          capture_output=True).stdout.decode()


READERS = {
    "MuPDF": lambda path: output_of("mutool", "draw", "-q", "-F", "txt", path),
    "pdfminer": lambda path: output_of(
        sys.executable, "-c", "import sys; from pdfminer.high_level import "
        "extract_text; print(extract_text(sys.argv[1]))", path),
}


def letters_of(text):
    """However a reader parts words, lines and pages."""
    return collections.Counter("".join(text.split()))


def unlike(reader, path):
    """What a reader has otherwise than poppler; "" when nothing."""
    want = letters_of(output_of("pdftotext", path, "-"))
    have = letters_of(READERS[reader](path))
    if sum(want.values()) < 500:
        return f"poppler reads only {sum(want.values())}"
    if want == have:
        return ""
    return f"lacks {sum((want - have).values())} of " \
        f"{sum(want.values())}, has {sum((have - want).values())} others"


def check(passed, text, why=""):
    print(f"{'ok' if passed else 'not ok'} - {text}")
    if not passed:
        print(f"    {why}")
    return passed


def without_characters(path):
    """The letter with fonts that do not say what their glyphs stand for."""
    spoilt = path.with_suffix(".spoilt.pdf")
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                del thing["/ToUnicode"]
        pdf.save(spoilt)
    return spoilt


def main():
    good = True
    with tempfile.TemporaryDirectory() as out:
        for job, one in JOBS.items():
            subprocess.run([LETTERMILL, "render", "--quiet", "--out", out,
                            "--config", HOUSE / f"config/{job}.ini",
                            "--only", one], check=True,
                           stderr=subprocess.DEVNULL)
            letter, = Path(out, job, "letters").glob("*.pdf")
            for reader in READERS:
                why = unlike(reader, letter)
                good &= check(why == "", f"{reader} reads {job} as poppler "
                              "does", why)
        spoilt = without_characters(letter)
        for reader in READERS:
            want = letters_of(output_of("pdftotext", letter, "-"))
            have = letters_of(READERS[reader](spoilt))
            good &= check(want != have, f"{reader} misses what a font does "
                          "not say")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
