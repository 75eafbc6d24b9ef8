#!/usr/bin/env python3
"""Do what the README's tour says, and hold its output against the real one.

A line `    $ COMMAND` is run in a copy of the bundled jobs; the indented lines
below it are what it must print, where `...` alone on a line stands for any
lines. The tour must not be longer than the patience of its readers.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def steps(text):
    """(command, expected lines) of each `$` line, in order."""
    found, blanks = [], None
    for line in text.split("\n"):
        if line.startswith("    $ "):
            found.append((line[6:], []))
            blanks = 0
        elif line.startswith("    ") and blanks is not None:
            found[-1][1].extend([""] * blanks + [line[4:]])
            blanks = 0
        elif not line and blanks is not None:
            blanks += 1
        else:
            blanks = None
    return found


def matches(expected, got):
    pattern = "\n".join(
        r"(?:.*\n)*?.*" if line.strip() == "..." else re.escape(line)
        for line in expected)
    return re.fullmatch(pattern, got.rstrip("\n")) is not None


def main():
    readme = Path("README.md").read_text(encoding="utf-8")
    program = Path(os.environ["LETTERMILL"]).resolve()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in ("config", "data", "fonts"):
            shutil.copytree(name, Path(folder, name))
        env = dict(os.environ, PATH=f"{program.parent}:{os.environ['PATH']}")
        for command, expected in steps(readme):
            done = subprocess.run(["bash", "-c", command], cwd=folder,
                                  env=env, text=True, capture_output=True)
            got = done.stdout + done.stderr
            if matches(expected, got):
                print(f"ok - {command}")
                continue
            failed += 1
            print(f"not ok - {command}")
            print("\n".join("    " + line for line in got.split("\n")[:40]))
    if not steps(readme):
        print("not ok - the README has no tour")
        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
