"""What the peers share: a peer is called

    peer_NAME.py LETTERS.jsonl FOLDER COUNT

and sets the first COUNT letters of letters.py, each into FOLDER/FILE.pdf, in
one process, as the manual of its library advises. None makes its files durable.
"""

import itertools
import json
import sys
from pathlib import Path

FONTS = Path(__file__).resolve().parents[3] / "fonts"
SIGNATURE = FONTS.parent / "config/specimen-signature.png"
INK, ACCENT, MUTED = "#1a1a1a", "#0b5563", "#5a6670"
SIZES = {"H1": 18, "H2": 13, "Rate": 28, "P": 11}  # points
TITLE, DATE = "Annual review letter 2020", "2020-07-22"


def letters():
    """(line of JSON, letter, path) of each."""
    lines, folder, count = sys.argv[1:4]
    with open(lines, encoding="utf-8") as file:
        for line in itertools.islice(file, int(count)):
            letter = json.loads(line)
            yield line, letter, f"{folder}/{letter['file']}.pdf"


def marked(runs, escape, bold, link):
    """The runs as markup: `bold` of a text, `link` of an address and it."""
    out = ""
    for text, style, url in runs:
        text = escape(text)
        if style:
            text = bold.format(text)
        out += link.format(escape(url), text) if url else text
    return out


def strip(figure, width, height):
    """Of a figure: the dots of all, the own one, the average; as x and y."""
    def x(value):
        return round(value * width, 2)

    return ([(x(value), height * (0.3 + 0.1 * (i % 5)))
             for i, value in enumerate(figure["others"])],
            None if figure["own"] is None else (x(figure["own"]), height / 2),
            None if figure["average"] is None else x(figure["average"]))
