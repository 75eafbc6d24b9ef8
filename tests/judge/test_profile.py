#!/usr/bin/env python3
"""The colour profile in a letter is sRGB: worked out anew from its standard.

Primaries and white point (IEC 61966-2-1) become the profile's colorants, by
Bradford's adaptation to D50, and its curve is compared at every 8-bit value.
"""

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LETTERMILL", ROOT / "build/release/lettermill")
CHROMATICITIES = (0.64, 0.33), (0.30, 0.60), (0.15, 0.06)
WHITE = 0.3127, 0.3290
D50 = 0.9642, 1.0, 0.8249
BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367),
            (0.0389, -0.0685, 1.0296))
COLORANT_SLACK = 0.0003
CURVE_SLACK = 0.00002


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def solve(matrix, vector):
    """x where matrix x = vector, by Cramer's rule."""
    def det(m):
        return sum(m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] -
                              m[1][(i + 2) % 3] * m[2][(i + 1) % 3])
                   for i in range(3))
    whole = det(matrix)
    return [det([[vector[r] if c == i else matrix[r][c] for c in range(3)]
                 for r in range(3)]) / whole for i in range(3)]


def xyz(x, y):
    return [x / y, 1, (1 - x - y) / y]


def colorants():
    """XYZ of full red, green and blue, seen under D50."""
    columns = [xyz(*xy) for xy in CHROMATICITIES]
    shares = solve([list(row) for row in zip(*columns)], xyz(*WHITE))
    scale = [new / old for new, old in
             zip(times(BRADFORD, D50), times(BRADFORD, xyz(*WHITE)))]
    for column, share in zip(columns, shares):
        cone = times(BRADFORD, [share * part for part in column])
        yield solve(BRADFORD, [a * b for a, b in zip(cone, scale)])


def srgb(value):
    if value <= 0.04045:
        return value / 12.92
    return ((value + 0.055) / 1.055) ** 2.4


def curve(tag):
    """A tag's curve: a formula of type 3 (ICC.1, 10.18), nothing else."""
    if tag[:4] != b"para" or struct.unpack(">H", tag[8:10])[0] != 3:
        return None
    g, a, b, c, d = (n / 65536 for n in struct.unpack(">5i", tag[12:32]))
    return lambda x: (a * x + b) ** g if x >= d else c * x


def problems(profile):
    tags = {}
    for i in range(struct.unpack(">L", profile[128:132])[0]):
        name, at, size = struct.unpack_from(">4sLL", profile, 132 + 12 * i)
        tags[name.decode()] = profile[at:at + size]
    for name, wanted in zip("rgb", colorants()):
        found = [n / 65536 for n in
                 struct.unpack(">3i", tags[name + "XYZ"][8:20])]
        if max(abs(a - b) for a, b in zip(found, wanted)) > COLORANT_SLACK:
            yield f"{name} is {found}, and should be {wanted}"
        light = curve(tags[name + "TRC"])
        if light is None or max(abs(light(i / 255) - srgb(i / 255))
                                for i in range(256)) > CURVE_SLACK:
            yield f"the curve of {name} is another"


def tell(what, good):
    print(("ok - " if good else "not ok - ") + what)
    return good


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [PROGRAM, "render", "--quiet", "--out", folder, "--only",
             "Surrey", "--config", ROOT / "config/annual-review-2024.ini"],
            check=True)
        with pikepdf.open(next(Path(folder).glob("*/letters/*.pdf"))) as pdf:
            profile = pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()
    found = list(problems(profile))
    good = tell(f"the profile is sRGB: {found}", not found)
    good &= tell("its version is one that PDF 1.7 knows",
                 profile[8:10] == b"\x04\x20")
    for what, tag, at in (("a colorant", b"gXYZ", 9), ("the curve", b"rTRC",
                                                       14)):
        entry = profile.index(tag)
        place = struct.unpack_from(">L", profile, entry + 4)[0] + at
        wrong = bytearray(profile)
        wrong[place] ^= 8
        good &= tell(f"refuses: {what} changed", any(problems(bytes(wrong))))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
