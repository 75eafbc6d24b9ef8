#!/usr/bin/env python3
"""What a blind reader hears of a letter, held against what was written.

    heard.py FILE.pdf           the letter's lines as they are heard
    heard.py CONFIG FOLDER      every letter of a job, in its folder of out/

Walks the structure tree (structure.py reads it, by pikepdf) and tells, in its
order, the role and the text of each element: headings with their level, lists
with labels, the Alt of figures, where links lead, the language of passages.
These lines have to be those of written.py, which knows the job alone. Prints a
line for each letter that is not so, and `N passed, N failed`.
"""

import csv
import functools
import sys
from pathlib import Path

import structure
import written

INLINE = {"Span", "Link"}


class Reader:
    def __init__(self, path):
        self.letter = structure.Letter(path)
        self.lines = []
        root = self.letter.pdf.Root
        self.language = str(root.Lang)
        document, = self.letter.root.children
        self.children(document, 0, None)

    def lang(self, element, language):
        own = element.get("/Lang")
        return language if own is None else \
            None if str(own) == self.language else str(own)

    def children(self, node, depth, language):
        for child in node.children:
            self.element(child, depth, self.lang(child.element, language))

    def element(self, node, depth, language):
        kind = node.role
        if kind == "Figure":
            runs = [(str(node.element.Alt), None, language)]
        elif kind == "Form":
            field, = node.children
            runs = [(str(field.object.TU), None, language)]
        elif node.children and all(
                not isinstance(child, structure.Node)
                or child.role in INLINE for child in node.children):
            runs = list(self.runs(node, None, language))
        else:
            self.lines.append(written.line(depth, kind))
            self.children(node, depth + 1, language)
            return
        self.lines.append(written.line(depth, kind, runs))

    def runs(self, node, link, language):
        for child in node.children:
            if isinstance(child, structure.Content):
                yield self.letter.text_of(child), link, language
            elif isinstance(child, structure.Node):
                yield from self.runs(
                    child, self.address(child) or link,
                    self.lang(child.element, language))

    @staticmethod
    def address(node):
        """Where all of a link's annotations lead."""
        addresses = {str(child.object.A.URI) for child in node.children
                     if isinstance(child, structure.Annotation)}
        return " and ".join(sorted(addresses))


def difference(heard, wanted):
    """The first line that is other, or none."""
    for place, (one, other) in enumerate(zip(heard, wanted), 1):
        if one != other:
            return f"line {place} is {one!r}, and should be {other!r}"
    if len(heard) > len(wanted):
        return f"line {len(wanted) + 1} is too many: {heard[len(wanted)]!r}"
    if len(heard) < len(wanted):
        return f"line {len(heard) + 1} is missing: {wanted[len(heard)]!r}"
    return ""


def judge(path, letter):
    wanted = letter()
    try:
        return difference(Reader(path).lines, wanted)
    except Exception as error:  # whatever a broken file makes it raise
        return f"cannot be read: {type(error).__name__}: {error}"


def letters(job, folder):
    """What each letter of a job's folder has to say, by its path: to be
    called, as that takes time."""
    with open(Path(folder, "manifest.csv"), encoding="utf-8",
              newline="") as file:
        return {str(Path(folder, row["file"])):
                functools.partial(job.lines, row["key"])
                for row in csv.DictReader(file)}


def main():
    if len(sys.argv) == 2:
        print("\n".join(Reader(sys.argv[1]).lines))
        return 0
    said = {path: judge(path, letter) for path, letter
            in letters(written.Job(sys.argv[1]), sys.argv[2]).items()}
    failed = {path: why for path, why in said.items() if why}
    for path, why in failed.items():
        print(f"{path}: {why}")
    print(f"{len(said) - len(failed)} passed, {len(failed)} failed")
    return 0 if said and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
