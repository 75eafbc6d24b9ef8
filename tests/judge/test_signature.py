#!/usr/bin/env python3
"""`lettermill verify` of a whole signed job, and of one letter too many.

What outside judges say of a signature, and ours beside them, is in
test_judges.py.
"""

import sys
import tempfile
from pathlib import Path

import judges

LETTERS = ["adur-district-council.pdf", "council-of-the-isles-of-scilly.pdf"]


def verify(out):
    return judges.run(judges.LETTERMILL, "verify", "--out", out, "--config",
                      judges.HOUSE / "config/annual-review-2020.ini")


def main():
    with tempfile.TemporaryDirectory() as out:
        judges.render(judges.HOUSE / "config/annual-review-2020.ini", out)
        one, other = [Path(out, "annual-review-2020/letters", name)
                      for name in LETTERS]
        status, said = verify(out)
        good = status == 0 and "354 letters, 0 not good" in said
        print(("ok" if good else "not ok") + " - verify takes the whole job")
        one.write_bytes(other.read_bytes())
        status, said = verify(out)
        told = status == 1 and "354 letters, 1 not good" in said and \
            one.name in said
        print(("ok" if told else "not ok") +
              " - verify tells the letter that another has replaced")
    return 0 if good and told else 1


if __name__ == "__main__":
    sys.exit(main())
