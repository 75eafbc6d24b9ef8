#!/usr/bin/env python3
"""Do what the manual page says, and hold its examples against the program.

The page marks its examples by comments (src/manual/roff.h): the files of a job,
command lines with their output, and lines of a letter's text with what they
print in the first letter of that job. What --json prints is looked up too.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path(os.environ["LETTERMILL"]).resolve()
ESCAPES = {"\\&": "", "\\e": "\\", "\\-": "-", "\\(ha": "^", "\\(ga": "`",
           "\\(ti": "~", "\\(aq": "'"}
failed = 0


def check(what, good, trouble=""):
    global failed
    print(f"{'ok' if good else 'not ok'} - {what}")
    if not good:
        failed += 1
        print("\n".join("    " + line for line in trouble.split("\n")[:20]))


def plain(roff):
    return re.sub(r"\\(\(..|.)", lambda found: ESCAPES[found[0]], roff)


def examples(page):
    """(kind, lines) of each example, in order."""
    kind, lines = None, None
    for line in page.split("\n"):
        if line.startswith('.\\" '):
            kind = line[4:]
        elif line == ".EX":
            lines = []
        elif line == ".EE":
            yield kind, "".join(plain(line) + "\n" for line in lines)
            lines = None
        elif lines is not None:
            lines.append(line)


def run(folder, *words):
    env = dict(os.environ, PATH=f"{PROGRAM.parent}:{os.environ['PATH']}")
    return subprocess.run(words, cwd=folder, env=env, text=True,
                          capture_output=True, timeout=60,
                          stdin=subprocess.DEVNULL)


def check_commands(folder, lines):
    for step in lines.removeprefix("$ ").split("\n$ "):
        command, expected = step.rstrip("\n").split("\n", 1)
        done = run(folder, "bash", "-c", command)
        got = (done.stdout + done.stderr).rstrip("\n")
        check(command, got == expected, got)


def check_samples(folder, samples):
    """All samples in one letter, each a paragraph with its number."""
    text = "".join(f"{number}: {sample}\n\n"
                   for number, (sample, _) in enumerate(samples))
    Path(folder, "samples.md").write_text(text, encoding="utf-8")
    made = run(folder, PROGRAM, "render", "--config", "gym.ini", "--only",
               "101", "--out", "samples", "--set", "letter.text=samples.md")
    letters = list(Path(folder, "samples").rglob("*.pdf"))
    if len(letters) != 1:
        check("the samples make a letter", False, made.stderr)
        return
    printed = run(folder, "pdftotext", "-layout", letters[0], "-").stdout
    for number, (sample, expected) in enumerate(samples):
        found = re.search(rf"^ *{number}: (.*)$", printed, re.M)
        got = found[1].strip() if found else "nothing"
        check(f"{sample} prints {expected}", got == expected, got)


def names_in(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in(inner)


def check_json(folder, page):
    chapter = page[page.index(".SH JSON"):page.index(".SH EXIT")]
    known = set(re.findall(r"\w+", plain(chapter.replace("\\fB", "")
                                         .replace("\\fR", ""))))
    for words in (["render", "--force"], ["check"], ["list"],
                  ["explain", "101"], ["verify", "--figures"],
                  ["approve", "--all"], ["status"], ["history", "101"],
                  ["unapprove", "--all", "--because", "a trial"]):
        done = run(folder, PROGRAM, *words, "--json", "--config", "gym.ini")
        unknown = set(names_in(json.loads(done.stdout))) - known
        check(f"{words[0]} --json has no members but the manual's",
              not unknown, str(unknown))


def main():
    page = run(".", PROGRAM, "manual").stdout
    samples = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree("fonts", Path(folder, "fonts"))
        shutil.copytree("config/specimen-authority",
                        Path(folder, "specimen-authority"))
        for kind, lines in examples(page):
            if kind.startswith("file "):
                Path(folder, kind[5:]).write_text(lines, encoding="utf-8")
            elif kind.startswith("more "):
                with open(Path(folder, kind[5:]), "a",
                          encoding="utf-8") as file:
                    file.write(lines)
            elif kind == "run":
                check_commands(folder, lines)
            else:
                sample, printed = lines.split("\n    ", 1)
                samples.append((sample, printed.strip()))
        check("the manual has examples", len(samples) > 20)
        check_samples(folder, samples)
        check_json(folder, page)
    check("every line of the page is for man", not run(
        ".", "bash", "-c", f"{PROGRAM} manual | MANROFFSEQ= man --warnings "
        "-E UTF-8 -l - 2>&1 >/dev/null").stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
