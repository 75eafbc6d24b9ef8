#!/usr/bin/env python3
"""Outside judges of the signature: pdfsig, and openssl on the CMS itself.

Both bundled jobs are made with the specimen authority's key. Every judge sees
right letters and wrong ones: a byte changed at many places, bytes appended,
another root. `lettermill verify` must say the same as they do.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = "config/specimen-authority/root.pem"
LETTERS = ["stockton-on-tees-borough-council", "adur-district-council",
           "council-of-the-isles-of-scilly", "city-of-london-corporation"]


def run(*words, **more):
    return subprocess.run([str(w) for w in words], capture_output=True,
                          **more)


def pdfsig(path):
    """pdfsig exits 0 on a wrong digest: its words count."""
    said = run("pdfsig", "-nocert", path).stdout.decode(errors="replace")
    return "Signature is Valid." in said and "Total document signed" in said


def openssl(path, root=ROOT):
    data = Path(path).read_bytes()
    found = re.search(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]", data)
    if not found:
        return False
    first, second, length = map(int, found.groups())
    if second + length != len(data):
        return False
    der = bytes.fromhex(data[first + 1:second - 1].decode(errors="replace"))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "cms").write_bytes(der)
        Path(folder, "content").write_bytes(
            data[:first] + data[second:second + length])
        return run("openssl", "cms", "-verify", "-binary", "-inform", "DER",
                   "-in", Path(folder, "cms"), "-content",
                   Path(folder, "content"), "-CAfile", root, "-purpose",
                   "any", "-out", os.devnull).returncode == 0


def ours(path, root=ROOT):
    return run(os.environ["LETTERMILL"], "verify", "--roots", root,
               path).returncode == 0


def tell(what, good):
    print(("ok - " if good else "not ok - ") + what)
    tell.failed |= not good


tell.failed = False


def spoil(letter, folder):
    """(what, path, judges that must refuse it)"""
    data = Path(letter).read_bytes()
    first = int(re.search(rb"/ByteRange\s*\[\s*0 (\d+)", data).group(1))
    places = {"the first page": len(data) // 4, "the signature": first + 200,
              "the trailer": data.rindex(b"startxref") - 20,
              "the metadata": data.index(b"xpacket") + 3}
    for what, place in places.items():
        wrong = bytearray(data)
        wrong[place] ^= 1
        path = Path(folder, what.replace(" ", "-") + ".pdf")
        path.write_bytes(wrong)
        yield f"a byte of {what} changed", path, (openssl, ours)
    path = Path(folder, "appended.pdf")
    path.write_bytes(data + b"% more\n")
    yield "bytes appended", path, (pdfsig, openssl, ours)
    wrong = bytearray(data)
    wrong[places["the first page"]] ^= 1
    path = Path(folder, "content.pdf")
    path.write_bytes(wrong)
    yield "a byte changed, to pdfsig", path, (pdfsig,)


def other_root(folder):
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
        Path(folder, "key"), "-out", Path(folder, "root.pem"), "-subj",
        "/CN=Somebody else", "-days", "9")
    return Path(folder, "root.pem")


def main():
    with tempfile.TemporaryDirectory() as folder:
        run(os.environ["LETTERMILL"], "render", "--quiet", "--out", folder,
            "--config", "config/annual-review-2020.ini")
        letters = [Path(folder, "annual-review-2020/letters", name + ".pdf")
                   for name in LETTERS]
        for judge in (pdfsig, openssl, ours):
            tell(f"{len(letters)} letters are signed, says {judge.__name__}",
                 all(judge(letter) for letter in letters))
        for what, path, judges in spoil(letters[0], folder):
            for judge in judges:
                tell(f"{judge.__name__} refuses: {what}", not judge(path))
        root = other_root(folder)
        for judge in (openssl, ours):
            tell(f"{judge.__name__} refuses: another's root",
                 not judge(letters[0], root))
        all_good = run(os.environ["LETTERMILL"], "verify", "--out", folder,
                       "--config", "config/annual-review-2020.ini")
        tell("verify takes the whole job", all_good.returncode == 0 and
             b"354 letters, 0 not good" in all_good.stdout)
        letters[1].write_bytes(letters[2].read_bytes())
        one_bad = run(os.environ["LETTERMILL"], "verify", "--out", folder,
                      "--config", "config/annual-review-2020.ini")
        tell("verify tells the letter that another has replaced",
             one_bad.returncode == 1 and b"354 letters, 1 not good" in
             one_bad.stdout and b"adur-district" in one_bad.stdout)
    return 1 if tell.failed else 0


if __name__ == "__main__":
    sys.exit(main())
