#!/usr/bin/env python3
"""What takes the room in the bundled letters, and that none takes too much.

    test_size.py            makes all jobs' letters and measures each
    test_size.py FILE...    only prints what takes the room in these

Streams and the signature are measured as they stand in the file. Objects that
are packed into one stream are given their share of it by their length.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pikepdf

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LETTERMILL", ROOT / "build/release/lettermill")
JOBS = {"annual-review-2020": 354, "annual-review-2024": 16,
        "school-results-2025": 36, "water-bill-2025": 1000}
LIMIT = 40000  # bytes of a signed letter of two or three pages


def kind_of_stream(stream, contents):
    kind, subtype = str(stream.get("/Type")), str(stream.get("/Subtype"))
    if stream.objgen in contents:
        return "page content"
    if "/Length1" in stream:
        return "typefaces"
    if kind == "/ObjStm":
        return "packed"
    return {"/Metadata": "XMP", "/EmbeddedFile": "attachments",
            "/XRef": "cross-references", "/Image": "pictures",
            "/Form": "signature's mark"}.get(
                kind if kind != "/XObject" else subtype,
                "colour profile" if "/N" in stream else "characters' map")


def kind_of_object(thing):
    if not isinstance(thing, pikepdf.Dictionary):
        return "other objects"
    kind = str(thing.get("/Type"))
    if "/S" in thing and "/P" in thing or kind == "/StructTreeRoot":
        return "structure"
    if kind in ("/Font", "/FontDescriptor"):
        return "fonts' dictionaries"
    if kind == "/Annot":
        return "links and field"
    if "/Dest" in thing:
        return "bookmarks"
    return "other objects"


def measure(path):
    """Bytes by what takes them; they add up to the file's."""
    data = Path(path).read_bytes()
    room, lengths = Counter(), Counter()
    with pikepdf.open(path) as pdf:
        contents = {page.Contents.objgen for page in pdf.pages}
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                room[kind_of_stream(thing, contents)] += len(
                    thing.read_raw_bytes())
            elif str(thing.get("/Type")) != "/Sig":
                lengths[kind_of_object(thing)] += len(thing.unparse())
    packed = room.pop("packed", 0)
    for kind, length in lengths.items():
        room[kind] += packed * length / sum(lengths.values())
    signed = re.search(rb"/ByteRange\s*\[\s*0 (\d+) (\d+)", data)
    if signed:
        room["signature"] = int(signed.group(2)) - int(signed.group(1))
    room["around streams"] = len(data) - sum(room.values())
    return room


def print_table(rooms):
    whole = sum(sum(room.values()) for room in rooms) / len(rooms)
    total = Counter()
    for room in rooms:
        total.update(room)
    for kind, length in total.most_common():
        print(f"# {length / len(rooms):8.0f}  {kind}")
    print(f"# {whole:8.0f}  on average of {len(rooms)} letters")


def too_large(paths):
    return [f"{path.name}: {path.stat().st_size}" for path in paths
            if path.stat().st_size > LIMIT]


def tell(what, good):
    print(("ok - " if good else "not ok - ") + what)
    return good


def main():
    if len(sys.argv) > 1:
        print_table([measure(path) for path in sys.argv[1:]])
        return 0
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for job, count in JOBS.items():
            subprocess.run([PROGRAM, "render", "--quiet", "--out", folder,
                            "--config", ROOT / f"config/{job}.ini"],
                           check=True)
            letters = sorted(Path(folder, job, "letters").glob("*.pdf"))
            rooms = [measure(letter) for letter
                     in letters[::-(-count // 500)]]
            found = too_large(letters)
            good &= tell(f"{job}: each of {count} letters takes {LIMIT} "
                         f"bytes at most{found[:3] or ''}",
                         len(letters) == count and not found)
            good &= tell(f"{job}: and all its bytes are accounted for",
                         all(min(room.values()) >= 0 for room in rooms) and
                         all(room["around streams"] < 4000 for room in rooms))
            print_table(rooms)
        swollen = Path(folder, "swollen.pdf")
        swollen.write_bytes(letters[0].read_bytes() + bytes(LIMIT))
        good &= tell("a letter with as much again is too large",
                     bool(too_large([swollen])))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
