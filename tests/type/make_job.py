#!/usr/bin/env python3
"""Make a job of letters that nobody would write: names from 3 to 90 characters,
paragraphs from 1 word to 3,000.

    make_job.py FOLDER COUNT SEED [SECTION.KEY=VALUE...]

Writes job.ini, letter.md and recipients.csv. The same seed makes the same job;
fonts/ is looked for in the working folder.
"""

import csv
import random
import sys
from pathlib import Path

WORDS = """a about after again all also an and are as at be been before between
both but by can change come could day did each early even every find first for
from full give good great had has have help here how if in into is it its just
keep kind know large last learn less letter like line little long look made make
many may more most much must near need never new next no not now of off often old
on once one only open or other our out over own part people place plan point put
question reach reason right same say see service set should show side small so
some still such take tell than that the their them then there these they thing
this those though time to together too under until up use very want was way we
well were what when where which while who why will with without word work would
year you your authority consideration improvements recommendation investigation
responsibilities understanding correspondence straightforward administration
communities opportunities particularly circumstances acknowledgement""".split()
TIED = """on 31 March 2024|from Mrs Quinn|by Dr Hart|1,400 people|about 12 km|
under § 5|see page 3|J. R. Hart|in section 12|£ 5 each|60 % of them|
at 20 °C|5 July|Professor Oyelaran|17 complaints|no. 9|some 3.5 million""" \
    .replace("\n", "").split("|")
NAMES = """Ash Elm Oakfield Stoke Wold Thornbury Llanfairpwll Hexham Great Little
Upper St~Mary's Market Abbots Newton Kings-upon-Tyne Bishopsworth Primary Academy
Community College Trust of and the for Water Cottage Grange Priory""".split()
PARTS = 6


def sentence(rng):
    words = [rng.choice(TIED) if rng.random() < 0.06 else rng.choice(WORDS)
             for _ in range(rng.randint(4, 24))]
    for index in range(3, len(words) - 1):
        if rng.random() < 0.06:
            words[index] += ","
    words[0] = words[0][0].upper() + words[0][1:]
    return " ".join(words) + "."


def prose(rng, count):
    """Of `count` words, as near as a sentence's full stop lets it."""
    words = []
    while len(words) < count:
        words += sentence(rng).split()
    return " ".join(words[:count]).rstrip(".,") + "."


def name(rng, length):
    words = []
    while len(" ".join(words)) < length:
        words.append(rng.choice(NAMES).replace("~", " "))
    return " ".join(words)[:length].strip().ljust(length, "e")


def row(rng, index, count):
    share = index / max(1, count - 1)
    words = max(1, round(3000 ** share))    # 1 to 3,000, evenly in the log
    parts = rng.randint(1, PARTS)
    cuts = sorted(rng.randint(0, words) for _ in range(parts - 1))
    counts = [b - a for a, b in zip([0] + cuts, cuts + [words])]
    if index == count - 1:
        counts = [words]
    texts = [prose(rng, each) if each else "" for each in counts]
    rng.shuffle(texts)
    base = rng.randint(1, 400)
    return [f"r{index:03}", name(rng, 3 + rng.randint(0, 87) if index % 10
                                 else (3 if index % 20 else 90)) +
            f" {index}", rng.choice(("", prose(rng, 3).rstrip("."))), base,
            rng.randint(0, base), *texts, *[""] * (PARTS - len(texts))]


INI = """[job]
name  = made-up
title = A letter nobody would write
date  = 2024-03-31
[data]
recipients = recipients.csv
key  = id
name = name
text.name = name
text.contact = contact
number.base = base
number.part = part
{columns}
[indicator done]
label = Done
count = part
base  = base
counted = {{{{done.count}}}} of {{{{done.base}}}} letters done
undefined = None was begun.
base_text = Based on {{{{done.base}}}} letters.
chart_label = {{{{name}}}}
alt = {{{{name}}}} stands at {{{{done.value}}}}.
[letter]
text = letter.md
footer = {{{{name}}}}
wordmark = A Sender | Of Letters
[signatory]
name = A. Person
roles = Chair
[fonts]
regular = fonts/Lato-Regular.ttf
bold = fonts/Lato-Bold.ttf
italic = fonts/Lato-Italic.ttf
fallback = fonts/DejaVuSans.ttf
profile = fonts/sRGB.icc
[output]
file = {{{{name}}}}
"""

LETTER = """{{job.date}}

{{#if contact IS NOT NULL}}
{{contact}}\\
{{name}}
{{else}}
{{name}}
{{/if}}

# {{job.title}}

{{#if p1 IS NOT NULL}}
{{p1}}
{{/if}}

## What we looked at

{{#if p2 IS NOT NULL}}
**{{name}}.** {{p2}}
{{/if}}

{{#if p3 IS NOT NULL}}
{{p3}}
{{/if}}

There are two things to remember:

- the first of them, which is short, and
- the second, which is long enough to need another line of this letter, as
  recommendations of some consequence usually do.

1. Begin here.
2. End [on the page about letters that nobody would write](https://example.org).

### And what came of it

{{#if p4 IS NOT NULL}}
*{{p4}}*
{{/if}}

{{#if part > 3}}
{{panel done}}
{{/if}}

{{#if p5 IS NOT NULL}}
{{p5}}
{{/if}}

{{#if p6 IS NOT NULL}}
{{note}}

{{p6}}
{{/if}}

Yours sincerely

{{signature}}
"""


def settings(text, words):
    """The configuration with its words SECTION.KEY=VALUE at their sections."""
    for word in words:
        key, value = word.split("=", 1)
        section, key = key.split(".")
        line = f"[{section}]\n{key} = {value}\n"
        if f"[{section}]\n" in text:
            text = text.replace(f"[{section}]\n", line)
        else:
            text += line
    return text


def make(folder, count, seed, words=()):
    folder, rng = Path(folder), random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    columns = [f"p{i + 1}" for i in range(PARTS)]
    (folder / "letter.md").write_text(LETTER, encoding="utf-8")
    (folder / "job.ini").write_text(settings(INI.format(columns="\n".join(
        f"text.{column} = {column}" for column in columns)), words),
        encoding="utf-8")
    with open(folder / "recipients.csv", "w", newline="",
              encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "name", "contact", "base", "part", *columns])
        out.writerows(row(rng, index, count) for index in range(count))


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
