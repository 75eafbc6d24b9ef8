#!/usr/bin/env python3
"""The rules of the house: who may include what, which functions are banned.

Prints `ok - RULE` or `not ok - RULE: FILE:LINE ...`.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SRC, TESTS = Path("src"), Path("tests")

# The stages in the order in which data flows, the headers of other stages
# that each may include, and the libraries that it alone may include.
STAGES = {
    "base": ([], []),
    "language": ([], ["unicode/"]),
    "config": ([], ["iniparser"]),
    "data": ([], ["csv.h", "sqlite3.h", "iconv.h"]),
    "indicators": (["data/tables.h", "language/"], ["sqlite3.h"]),
    "template": (["indicators/values.h", "language/"], ["cmark.h"]),
    "lines": ([], ["hb", "linebreak.h", "hyphen.h"]),
    "pictures": ([], ["png.h", "turbojpeg.h", "librsvg/", "cairo"]),
    "layout": (["lines/", "pictures/image.h", "template/document.h"], ["hb"]),
    "pdf": (["layout/pages.h"], ["hpdf", "libdeflate.h"]),
    "sign": ([], ["openssl/", "libp11.h"]),
    "reading": ([], ["libdeflate.h"]),
    "output": (["sign/digest.h"],
               ["sqlite3.h", "zstd.h", "zdict.h", "libdeflate.h"]),
    "mail": (["template/document.h"], ["gmime/", "glib.h", "idn2.h", "curl/"]),
    "proof": ([], ["png.h"]),
    "serve": ([], ["microhttpd.h"]),
    "archive": (["output/inventory.h", "sign/digest.h"],
                ["archive.h", "archive_entry.h"]),
    "options": (["config/settings.h", "data/tables.h", "indicators/formulas.h",
                 "language/", "layout/layout.h", "sign/signer.h",
                 "template/template.h", "template/words.h"], []),
    "batch": (["config/", "data/", "indicators/", "language/", "layout/",
               "mail/", "options/", "output/", "pdf/", "pictures/load.h",
               "reading/", "sign/", "template/"], []),
    "dispatch": (["archive/", "batch/", "config/", "indicators/rounding.h",
                  "mail/", "output/", "proof/", "serve/", "sign/"], []),
    "start": (["data/csv.h", "data/cell.h"], []),
    "manual": (["template/words.h", "start/starter.h"], []),
    "cli": (["archive/bag.h", "batch/", "config/option.h", "dispatch/",
             "language/phrases.h", "manual/", "start/"], []),
    "late": ([], ["dlfcn.h"]),
    ".": (["cli/"], []),
}

LIBRARIES = sorted({name for _, names in STAGES.values() for name in names})

BANNED = {
    "strcpy": "copies without a bound", "strcat": "appends without a bound",
    "sprintf": "prints without a bound", "vsprintf": "without a bound",
    "gets": "reads without a bound", "strtok": "keeps hidden state",
    "atoi": "tells no error", "atof": "tells no error",
    "system": "runs a shell", "popen": "runs a shell",
    "rand": "is not reproducible", "srand": "is not reproducible",
    "time": "asks the clock", "gettimeofday": "asks the clock",
    "localtime": "asks clock and zone", "gmtime": "asks the clock",
    "clock_gettime": "asks the clock", "ctime": "asks the clock",
    "setlocale": "makes printing depend on the machine",
    "longjmp": "leaks", "alloca": "has no bound",
    "malloc": "can fail: base/memory.h", "calloc": "can fail: base/memory.h",
    "realloc": "can fail: base/memory.h", "strdup": "can fail: base/memory.h",
}
ALLOWED_IN = {"malloc": "base/memory.c", "calloc": "base/memory.c",
              "realloc": "base/memory.c", "clock_gettime": "base/clock.c"}

# Who may know what time it is: nothing that a letter or a list goes through.
CLOCK = ("base/clock.c", "output/history.c", "sign/file_digests.c")

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def stage_of(path):
    return path.relative_to(SRC).parts[0] if path.parent != SRC else "."


def code_lines(path):
    """(number, line) without comments and strings."""
    text = path.read_text(encoding="utf-8")
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)
    return enumerate(text.split("\n"), 1)


def includes(path):
    for number, line in enumerate(path.read_text().split("\n"), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


def stage_faults(path):
    stage = stage_of(path)
    allowed, _ = STAGES[stage]
    for number, ours, name in includes(path):
        if not ours:
            continue
        if name.split("/")[0] in ("base", stage):
            continue
        if any(name.startswith(a) for a in allowed):
            continue
        yield f"{path}:{number} {stage}/ may not include {name}"


def library_faults(path):
    _, allowed = STAGES[stage_of(path)]
    for number, ours, name in includes(path):
        if ours:
            continue
        used = [l for l in LIBRARIES if name == l or
                (not l.endswith(".h") and name.startswith(l))]
        if used and not any(l in allowed for l in used):
            yield f"{path}:{number} {stage_of(path)}/ may not use {name}"


def banned_faults(path):
    for number, line in code_lines(path):
        for name in re.findall(r"(?<![\w.>])(\w+)\s*\(", line):
            if name in BANNED and \
                    ALLOWED_IN.get(name) != str(path.relative_to(SRC)):
                yield f"{path}:{number} {name}() {BANNED[name]}"


def clock_faults(path):
    for number, _, name in includes(path):
        if name == "base/clock.h" and str(path.relative_to(SRC)) not in CLOCK:
            yield f"{path}:{number} may not ask the clock"


def shape_faults(path):
    for number, line in enumerate(path.read_text().split("\n"), 1):
        width = sum(8 - column % 8 if c == "\t" else 1
                    for column, c in columns(line))
        if width > 80:
            yield f"{path}:{number} is {width} columns wide"
        if line != line.rstrip():
            yield f"{path}:{number} ends in blanks"
        if re.match(r"\s*typedef\s+struct\b", line):
            yield f"{path}:{number} typedef of a struct"


def columns(line):
    column = 0
    for c in line:
        yield column, c
        column += 8 - column % 8 if c == "\t" else 1


def function_faults(path):
    start = name = None
    for number, line in enumerate(path.read_text().split("\n"), 1):
        if re.match(r"[A-Za-z_].*\(", line):
            name = line
        if line == "{":
            start = number
        if line == "}" and start:
            if number - start > 80:
                yield f"{path}:{start} {number - start} lines: {name}"
            start = None


def header_faults(path):
    """Each header compiles alone, twice in a row."""
    with tempfile.NamedTemporaryFile("w", suffix=".c", delete=False) as file:
        name = path.relative_to(SRC)
        file.write(f'#include "{name}"\n#include "{name}"\nint only;\n')
    try:
        done = subprocess.run(
            [os.environ.get("CC", "cc"), "-std=c11", "-D_GNU_SOURCE",
             "-I", str(SRC), *os.environ.get("CPPFLAGS", "").split(), "-Wall", "-Wextra", "-Werror",
             "-fsyntax-only", file.name], capture_output=True, text=True)
        if done.returncode != 0:
            yield f"{path}: {done.stderr.splitlines()[0]}"
    finally:
        os.unlink(file.name)


def documented_faults(path):
    first = path.read_text().lstrip()
    if not first.startswith("/*"):
        yield f"{path}:1 does not begin by saying what it is for"


def tell(rule, faults):
    print(f"ok - {rule}" if not faults else f"not ok - {rule}")
    for fault in faults:
        print("   ", fault)
    return not faults


def main():
    sources = sorted(SRC.rglob("*.[ch]"))
    headers = [path for path in sources if path.suffix == ".h"]
    tests = sorted(TESTS.rglob("*.[ch]"))
    rules = [
        ("a stage includes only what it takes in", stage_faults, sources),
        ("a library is included by its stage alone", library_faults, sources),
        ("no banned function", banned_faults, sources),
        ("history and a file's age alone ask the clock", clock_faults, sources),
        ("80 columns, no blanks at line ends", shape_faults,
         sources + tests),
        ("no function over 80 lines", function_faults, sources),
        ("every file says what it is for", documented_faults, sources),
        ("every header compiles alone", header_faults, headers),
    ]
    good = [tell(rule, [f for path in paths for f in check(path)])
            for rule, check, paths in rules]
    good.append(tell("there is code to look at", [] if len(sources) > 40
                     else [f"only {len(sources)} files"]))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
