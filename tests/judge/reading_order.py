#!/usr/bin/env python3
"""Judge what a reader meets in a letter, in which order.

    reading_order.py LETTER.pdf|TEXT YEAR

The text is pdftotext's. Headings and sentences stand in the letter's order,
and what stands on every page is at its top or its foot, never amid the text.
Exits 0 when all is so.
"""

import re
import subprocess
import sys

PHRASES = [
    "Local Government &", "Social Care Ombudsman", "July {year}", "By email",
    "Dear ", "Annual review letter {year}", "This letter sets out",
    "Complaint statistics", "Complaints upheld.",
    "Compliance with recommendations.", "Satisfactory remedies provided",
    "How we compare", "The figures will be published",
    "Resources to help you get it right", "Our courses", "Yours ",
    "Chair, Commission", "For the period ending", "Complaints upheld",
    "Compliance with our recommendations",
    "Satisfactory remedies by the authority", "halves upwards",
]
BANNER = "Specimen \u2013 not an official letter"


def text_of(path):
    if path.endswith(".pdf"):
        return subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"],
                              check=True, capture_output=True
                              ).stdout.decode("utf-8")
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def body_of(page, number, count, year):
    """The page's text without what stands on every page."""
    lines = [line.strip() for line in page.split("\n") if line.strip()]
    foot = [rf".* \u00b7 Annual review letter {year}",
            rf"Page {number} of {count}"]
    if lines[0] != BANNER:
        sys.exit(f"page {number} begins with {lines[0]!r}")
    for line, wanted in zip(lines[-2:], foot):
        if not re.fullmatch(wanted, line):
            sys.exit(f"page {number} ends with {line!r}")
    body = lines[1:-2]
    for line in body:
        if line == BANNER or re.fullmatch(r"Page \d+ of \d+", line):
            sys.exit(f"page {number} has {line!r} amid its text")
    return " ".join(body)


def main():
    path, year = sys.argv[1:]
    pages = text_of(path).rstrip("\f\n").split("\f")
    text = " ".join(body_of(page, number, len(pages), year)
                    for number, page in enumerate(pages, 1))
    at = 0
    for phrase in PHRASES:
        phrase = phrase.format(year=year)
        found = text.find(phrase, at)
        if found < 0:
            sys.exit(f"{phrase!r} is not there, or too early")
        at = found + len(phrase)


if __name__ == "__main__":
    main()
