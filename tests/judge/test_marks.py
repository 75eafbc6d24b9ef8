#!/usr/bin/env python3
"""What `lettermill verify` says of the marks, on letters that pikepdf has
written again: with object streams, and with one mark after the other gone."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

BOTH = "; marked as accessible (PDF/UA-1) and archival (PDF/A-3A)"
NO_UA = "; not marked as accessible (PDF/UA-1): "
NO_A = "not marked as archival (PDF/A-3A): "


def said_of(path):
    return subprocess.run([os.environ["LETTERMILL"], "verify", path],
                          capture_output=True, text=True).stdout


def make_letter(folder):
    """Not signed: a signed one that is changed is not looked at."""
    job = Path(folder, "job")
    shutil.copytree("tests/jobs/tiny", job)
    Path(job, "fonts").symlink_to(Path("fonts").resolve())
    subprocess.run([os.environ["LETTERMILL"], "render", "--quiet", "--only",
                    "ash", "--out", folder, "--config", job / "job.ini"],
                   check=True)
    return next(Path(folder).glob("*/letters/*.pdf"))


def metadata(pdf, old, new):
    xmp = pdf.Root.Metadata.read_bytes()
    assert old in xmp
    pdf.Root.Metadata.write(xmp.replace(old, new))


def drop(*keys):
    def change(pdf):
        thing = pdf.Root
        for key in keys[:-1]:
            thing = thing[key]
        del thing[keys[-1]]
    return change


CASES = [
    ("no language", drop("/Lang"), [NO_UA, NO_A, "(Lang)"]),
    ("no MarkInfo", drop("/MarkInfo"), [NO_UA, NO_A, "no tags"]),
    ("no structure", drop("/StructTreeRoot"), [NO_UA, NO_A, "no tags"]),
    ("no colour profile", drop("/OutputIntents"),
     ["; marked as accessible (PDF/UA-1); " + NO_A, "colour profile"]),
    ("no metadata", drop("/Metadata"), [NO_UA, NO_A]),
    ("no title shown", drop("/ViewerPreferences"),
     [NO_UA, "marked as archival (PDF/A-3A)"]),
    ("no pdfuaid", lambda pdf: metadata(
        pdf, b"<pdfuaid:part>1<", b"<pdfuaid:part>2<"),
     [NO_UA, "; marked as archival"]),
    ("conformance B", lambda pdf: metadata(
        pdf, b"conformance>A<", b"conformance>B<"),
     ["; marked as accessible (PDF/UA-1); " + NO_A]),
    ("another title", lambda pdf: pdf.docinfo.__setitem__(
        "/Title", "Gr\u00fc\u00dfe & \U0001d538"),
     ["not archival (PDF/A-3A), though marked so: Title differs"]),
    ("another date", lambda pdf: pdf.docinfo.__setitem__(
        "/ModDate", "D:20200723120000Z"), ["ModDate differs"]),
    ("the same title in both", lambda pdf: (
        pdf.docinfo.__setitem__("/Title", "Gr\u00fc\u00dfe & \U0001d538"),
        metadata(pdf, b"Yearly letter",
                 "Gr\u00fc\u00dfe &amp; \U0001d538".encode())), [BOTH]),
]


def tell(what, good, said):
    print(("ok - " if good else "not ok - ") + what)
    if not good:
        print("   ", said)
    tell.failed |= not good


tell.failed = False


def main():
    with tempfile.TemporaryDirectory() as folder:
        letter, other = make_letter(folder), Path(folder, "other.pdf")
        tell("marks are found", BOTH in said_of(letter), said_of(letter))
        for mode in pikepdf.ObjectStreamMode.__members__.values():
            for plain in (True, False):
                with pikepdf.open(letter) as pdf:
                    pdf.save(other, object_stream_mode=mode,
                             compress_streams=not plain)
                said = said_of(other)
                tell(f"marks are found: objects {mode.name}, "
                     f"{'plain' if plain else 'compressed'}", BOTH in said,
                     said)
        for what, change, words in CASES:
            with pikepdf.open(letter) as pdf:
                change(pdf)
                pdf.save(other, object_stream_mode=pikepdf.
                         ObjectStreamMode.generate)
            said = said_of(other)
            tell(what, all(word in said for word in words), said)
    return 1 if tell.failed else 0


if __name__ == "__main__":
    sys.exit(main())
