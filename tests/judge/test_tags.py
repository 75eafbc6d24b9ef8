#!/usr/bin/env python3
"""Judge the judge of tags: structure.py passes a right letter, and refuses it
with one thing broken on purpose.

    test_tags.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

import structure

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LETTERMILL", ROOT / "build/release/lettermill")

failures = 0


def check(passed, text):
    global failures
    print(("ok - " if passed else "not ok - ") + text)
    failures += not passed


def elements(pdf, role):
    """All elements of a role, in the tree's order."""
    found, todo = [], [pdf.Root.StructTreeRoot]
    while todo:
        element = todo.pop(0)
        if element.get("/S") == "/" + role:
            found.append(element)
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        todo = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)
                and "/S" in kid] + todo
    return found


def change_content(pdf, old, new, page=0):
    contents = pdf.pages[page].Contents
    source = contents.read_bytes()
    assert old in source
    contents.write(source.replace(old, new, 1))


def drop_alt(pdf):
    del elements(pdf, "Figure")[0].Alt


def blank_alt(pdf):
    elements(pdf, "Figure")[0].Alt = " "


def exchange_paragraphs(pdf):
    kids = elements(pdf, "Document")[0].K
    kids[1], kids[3] = kids[3], kids[1]


def orphan_content(pdf):
    kids = elements(pdf, "Document")[0].K
    del kids[2]


def share_content(pdf):
    first, second = elements(pdf, "P")[:2]
    second.K = first.K


def adopt(pdf):
    first, second = elements(pdf, "P")[:2]
    second.P = first


def redirect_parent(pdf):
    root = pdf.Root.StructTreeRoot
    lists = [value for value in root.ParentTree.Nums
             if isinstance(value, pikepdf.Array)]
    lists[0][0], lists[0][1] = lists[0][1], lists[0][0]


def shorten_parents(pdf):
    root = pdf.Root.StructTreeRoot
    lists = [value for value in root.ParentTree.Nums
             if isinstance(value, pikepdf.Array)]
    del lists[-1][-1]


def reuse_next_key(pdf):
    pdf.Root.StructTreeRoot.ParentTreeNextKey = 0


def add_empty(pdf):
    document = elements(pdf, "Document")[0]
    document.K.append(pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, P=document)))


def skip_level(pdf):
    for heading in elements(pdf, "H2"):
        heading.S = pikepdf.Name.H3


def silence_link(pdf):
    del pdf.pages[1].Annots[0].Contents


def unlink(pdf):
    link = elements(pdf, "Link")[0]
    link.K = pikepdf.Array([kid for kid in link.K if isinstance(kid, int)])


def untag(pdf):
    change_content(pdf, b"/Artifact BMC", b"/Span BMC")


def draw_untagged(pdf):
    change_content(pdf, b"/Artifact BMC", b"0 0 9 9 re f /Artifact BMC")


def nest(pdf):
    change_content(pdf, b"/P<</MCID 1>>BDC",
                   b"/P<</MCID 1>>BDC /Artifact BMC EMC")


def mistag(pdf):
    change_content(pdf, b"/H1<</MCID", b"/P<</MCID")


def leave_open(pdf):
    source = pdf.pages[0].Contents.read_bytes()
    assert source.rstrip().endswith(b"EMC")
    pdf.pages[0].Contents.write(source.rstrip()[:-3])


def lose_tree(pdf):
    del pdf.Root.StructTreeRoot


def lose_character(pdf):
    font = pdf.pages[0].Resources.Font["/F1"]
    source = font.ToUnicode.read_bytes()
    at = source.index(b"begin" + b"bf")
    font.ToUnicode.write(source[:at] + b"nothing" + source[at:].replace(
        b"beginbf", b"nothingbf"))


# What is broken, how, and what the judge says of it.
WRONGS = [
    ("a figure without Alt", drop_alt, "Figure without Alt"),
    ("a figure with a blank Alt", blank_alt, "Figure without Alt"),
    ("paragraphs exchanged", exchange_paragraphs, "in its place"),
    ("a paragraph cut out of the tree", orphan_content, "to no element"),
    ("a paragraph read twice", share_content, "two elements"),
    ("an element with another's parent", adopt, "names another parent"),
    ("ParentTree with two exchanged", redirect_parent, "ParentTree gives"),
    ("ParentTree with one missing", shorten_parents, "ParentTree knows"),
    ("ParentTreeNextKey in use", reuse_next_key, "is in use"),
    ("an empty paragraph", add_empty, "P is empty"),
    ("a heading's level skipped", skip_level, "H3 follows H1"),
    ("a link that says nothing", silence_link, "without Contents"),
    ("a link that leads nowhere", unlink, "Link without an annotation"),
    ("text in a tag that nobody has", untag, "outside of any tag"),
    ("a box outside of any tag", draw_untagged, "f outside of any tag"),
    ("an artifact inside of a paragraph", nest, "begins inside of P"),
    ("a heading tagged as a paragraph", mistag, "is tagged P"),
    ("a tag never closed", leave_open, "is not closed"),
    ("no tree at all", lose_tree, "no structure tree"),
    ("glyphs without characters", lose_character, "has no character"),
]


def make_letter(folder):
    subprocess.run(
        [PROGRAM, "render", "--quiet", "--out", folder, "--only", "Surrey",
         "--config", ROOT / "config/annual-review-2024.ini"], check=True)
    return next(Path(folder).glob("*/letters/*.pdf"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        right, wrong = make_letter(folder), Path(folder) / "wrong.pdf"
        problems = structure.judge(right)
        check(not problems, f"a letter as it is made: {problems[:3]}")
        for text, break_it, words in WRONGS:
            with pikepdf.open(right) as pdf:
                break_it(pdf)
                pdf.save(wrong)
            problems = structure.judge(wrong)
            check(any(words in problem for problem in problems),
                  f"{text}: {(problems or ['passes'])[0]}")
        wrong.write_bytes(right.read_bytes()[:2000])
        problems = structure.judge(wrong)
        check(problems, f"half a file: {problems[:1]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
