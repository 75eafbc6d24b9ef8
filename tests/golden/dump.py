#!/usr/bin/env python3
"""Dump a PDF as text for review: lines with their places, then the structure.

    dump.py FILE.pdf

Read with other programs than ours (poppler): what stands here is what a
reader's software finds. Places are whole points from the top left.
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

XHTML = "{http://www.w3.org/1999/xhtml}"


def poppler(*words):
    return subprocess.run(words, check=True, capture_output=True,
                          text=True).stdout


def print_lines(path):
    root = ET.fromstring(poppler("pdftotext", "-bbox-layout", path, "-"))
    for number, page in enumerate(root.iter(XHTML + "page"), 1):
        print(f"page {number}: {float(page.get('width')):.0f} x "
              f"{float(page.get('height')):.0f}")
        for line in page.iter(XHTML + "line"):
            words = " ".join(word.text for word in line.iter(XHTML + "word"))
            print(f"  {float(line.get('xMin')):4.0f}"
                  f" {float(line.get('yMax')):4.0f}  {words}")


def print_structure(path):
    print("structure:")
    text = poppler("pdfinfo", "-struct-text", path)
    for line in text.split("\n"):
        if line.strip():
            print("  " + re.sub(r"\s+$", "", line))


def main():
    print_lines(sys.argv[1])
    print_structure(sys.argv[1])


if __name__ == "__main__":
    main()
