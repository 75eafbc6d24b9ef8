#!/usr/bin/env python3
"""An archive of `export`, before others: the Library of Congress's validator of
bags, sha256sum, tar and bsdtar. And what each, and `import`, says of one that
was changed."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
import tap                                          # noqa: E402
from program import HOUSE, LETTERMILL, told         # noqa: E402
from tap import check                               # noqa: E402

def bagit(bag):
    return told(HOUSE / "build/bagit/bin/python", "-m", "bagit", "--validate",
               bag)


def sums(bag):
    return told("sha256sum", "--quiet", "-c", "manifest-sha256.txt",
               "tagmanifest-sha256.txt", cwd=bag)


def listed(bag):
    """What sha256sum cannot see: a file that no manifest lists."""
    lines = (bag / "manifest-sha256.txt").read_text().splitlines()
    names = {line[66:] for line in lines}
    there = {str(path.relative_to(bag)) for path in (bag / "data").rglob("*")
             if path.is_file()}
    return there == names


def spoil(bag, how):
    letter = next((bag / "data/out").rglob("*.pdf"))
    if how == "a byte changed":
        data = bytearray(letter.read_bytes())
        data[len(data) // 2] ^= 1
        letter.write_bytes(data)
    elif how == "a file missing":
        letter.unlink()
    else:
        letter.with_name("one-more.pdf").write_bytes(b"%PDF")


def main():
    told(HOUSE / "tests/shared/setup-venv", "bagit",
         HOUSE / "tests/judge/bagit.txt")
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        job = ["--config", HOUSE / "config/annual-review-2024.ini", "--out",
               work / "out"]
        told(LETTERMILL, "render", *job)
        file = work / "job.tar.zst"
        status, said = told(LETTERMILL, "export", *job, file)
        check("a signed job is exported", status == 0, said)
        folders = [work / "by-tar", work / "by-bsdtar"]
        for folder in folders:
            folder.mkdir()
        status, said = told("tar", "--zstd", "-xf", file, "-C", folders[0])
        check("GNU tar unpacks it without a word", status == 0 and not said,
              said)
        status, said = told("bsdtar", "-xf", file, "-C", folders[1])
        check("so does bsdtar", status == 0 and not said, said)
        check("and they give the same files",
              told("diff", "-r", *folders)[0] == 0)
        bag = folders[0] / "annual-review-2024"
        status, said = bagit(bag)
        check("bagit-python takes the bag", status == 0 and "is valid" in said,
              said)
        status, said = sums(bag)
        check("so does sha256sum -c", status == 0 and not said, said)
        for how in ("a byte changed", "a file missing", "a file more"):
            other = work / how.replace(" ", "-")
            shutil.copytree(bag, other / bag.name)
            spoil(other / bag.name, how)
            status, said = bagit(other / bag.name)
            check(f"bagit-python tells {how}", status != 0, said)
            status, said = sums(other / bag.name)
            check(f"so does sha256sum, or the list: {how}",
                  status != 0 or not listed(other / bag.name), said)
            told("tar", "--zstd", "-cf", other / "job.tar.zst", "-C", other,
                bag.name)
            status, said = told(LETTERMILL, "import", "--check",
                               other / "job.tar.zst")
            check(f"and import: {how}", status == 2, said)
        told("tar", "--zstd", "-cf", work / "again.tar.zst", "-C", folders[0],
            bag.name)
        status, said = told(LETTERMILL, "import", "--check",
                           work / "again.tar.zst")
        check("a bag packed by tar is taken", status == 0 and
              "16 letters, 0 not good" in said, said)
    return tap.failed > 0


if __name__ == "__main__":
    sys.exit(main())
