#!/usr/bin/env python3
"""Dump a PDF as text for review: lines with their places, then the structure,
then where links lead and what stands for figures.

    dump.py FILE.pdf

Read with other programs than ours (poppler, pikepdf): what stands here is what a
reader's software finds. Places are whole points from the top left.
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pikepdf

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
            print("  " + re.sub(r"Object \d+ \d+", "an annotation",
                                line.rstrip()))


def print_links(path):
    with pikepdf.open(path) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            for link in page.get("/Annots", []):
                print(f"link on page {number}: {link.Contents}: "
                      f"{link.A.URI}")
        for element in pdf.objects:
            if (isinstance(element, pikepdf.Dictionary)
                    and "/S" in element and "/P" in element):
                for key in ("/Alt", "/Lang", "/ActualText"):
                    if key in element:
                        print(f"{key[1:]} of {str(element.S)[1:]}: "
                              f"{element[key]}")


def main():
    print_lines(sys.argv[1])
    print_structure(sys.argv[1])
    print_links(sys.argv[1])


if __name__ == "__main__":
    main()
