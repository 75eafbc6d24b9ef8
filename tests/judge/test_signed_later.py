#!/usr/bin/env python3
"""What the outside judges say of letters that were made on a machine without a
key and signed afterwards: all that they say of others, and not before.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import judges

KINDS = ["rsa", "p256", "p384"]

failures = 0


def check(passed, what, said=""):
    global failures
    print(("ok - " if passed else "not ok - ") + what)
    if not passed:
        print("   ", said)
    failures += not passed


def make_keys(folder):
    folder.mkdir()
    subprocess.run(["bash", judges.HOUSE / "tests/unit/sign/make_keys.sh"],
                   cwd=folder, check=True, capture_output=True)
    return folder


def settings(keys, kind, *more):
    pairs = [f"signature.key={keys}/{kind}.key", "signature.certificates="
             f"{keys}/{kind}.pem, {keys}/middle.pem",
             f"signature.roots={keys}/root.pem", *more]
    return [word for pair in pairs for word in ("--set", pair)]


def ask(names, paths, root):
    """By judge, what is refused."""
    said = {name: judges.JUDGES[name](paths, root) for name in names}
    return {name: {f"{path.parents[3].name}/{path.name}": words.get(str(path), "says nothing")
                   for path in paths if words.get(str(path), "-")}
            for name, words in said.items()}


def make(work, keys, kind):
    job = shutil.copytree(judges.HOUSE / "tests/jobs/tiny", work / kind)
    (job / "fonts").symlink_to(judges.HOUSE / "fonts")
    return job, judges.render("job.ini", "out", *settings(keys, kind,
                              "signature.sign=later"), folder=job)


def main():
    judges.set_up()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        keys = make_keys(work / "keys")
        root = keys / "root.pem"
        made = {kind: make(work, keys, kind) for kind in KINDS}
        paths = [path for _, more in made.values() for path in more]
        names = ["veraPDF PDF/UA-1", "veraPDF PDF/A-3a", "qpdf",
                 *judges.OF_SIGNATURES]
        for judge, refused in ask(names, paths, root).items():
            # A signature that is none is none of PDF/A's, either.
            wanted = 0 if judge in ("veraPDF PDF/UA-1", "qpdf") else len(paths)
            check(len(refused) == wanted, f"{judge}: before they are signed "
                  f"it refuses {wanted} of {len(paths)}", refused)
        for kind, (job, _) in made.items():
            status, said = judges.run(
                judges.LETTERMILL, "sign", "--config", "job.ini",
                *settings(keys, kind), cwd=job)
            check(status == 0 and "4 signed" in said, f"{kind}: all are "
                  "signed", said)
        for judge, refused in ask(names, paths, root).items():
            check(not refused, f"{judge}: then it takes all", refused)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
