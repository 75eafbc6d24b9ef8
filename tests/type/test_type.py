#!/usr/bin/env python3
"""Measure the type of a spread of letters; and the measures themselves, by pages
that are made wrong on purpose.

    test_type.py [--all]

With --all: every letter of the four bundled jobs, and 200 made-up ones.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

import make_job
import measure
import printed

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LETTERMILL", ROOT / "build/release/lettermill")
SPREAD = ["Stockton", "Adur", "Westminster", "Scilly", "Norfolk County",
          "Lynn", "Sheffield City", "North Somerset"]
ACCOUNTS = ["40170007", "40170763", "40170028"]

# Four ways to set the made-up letters.
WAYS = [
    [],
    ["type.body_size=12 pt", "type.leading=16 pt", "page.margin_left=35 mm",
     "page.size=Letter", "type.grid=whole"],
    ["type.body_size=11 pt", "type.leading=13 pt", "type.paragraph_gap=7 pt",
     "page.margin_top=30 mm"],
    ["page.margin_left=45 mm", "page.margin_right=40 mm",
     "type.hyphenation=/usr/share/hyphen/hyph_en_GB.dic"],
]

failures = 0


def check(passed, text):
    global failures
    print(("ok - " if passed else "not ok - ") + text)
    failures += not passed


def render(config, out, *words):
    done = subprocess.run([PROGRAM, "render", "--quiet", "--config", config,
                           "--out", out, *words], cwd=ROOT)
    check(done.returncode == 0, f"letters of {Path(config).name} are made")
    return sorted(Path(out).glob("*/letters/*.pdf"))


def measure_letters(what, config, letters):
    print(f"# {what}: {len(letters)} letters")
    check(bool(letters) and measure.tell(measure.measure_all(
        letters, measure.read_job(config))), f"{what} are within all bounds")


def measure_bundled(job, folder, names):
    config = ROOT / f"config/{job}.ini"
    letters = render(config, folder / job, *(
        word for name in names for word in ("--only", name)))
    measure_letters(f"letters of {job}", config, letters)


def measure_made_up(folder, count):
    for number, words in enumerate(WAYS):
        job = folder / f"way-{number}"
        make_job.make(job, count, number, words)
        (job / "fonts").symlink_to(ROOT / "fonts")
        measure_letters(f"made-up letters, way {number}", job / "job.ini",
                        render(job / "job.ini", job / "out"))


# ---------------------------------------------------------------------------
# Pages made wrong, and the measure that has to say so.

def shift(pdf, index, x, y):
    """Moves the text after the index-th Td of page 1 that goes a line down."""
    page, operators, down = pdf.pages[0], [], 0
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Td" and -20 < float(operands[1]) < -12:
            down += 1
            if down == index:
                operands = [float(operands[0]) + x, float(operands[1]) + y]
        operators.append((operands, operator))
    assert down >= index
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(operators))


MOVES = [
    ("overlap", "a line upon the one above it", 12, 0, 13),
    ("outside", "lines moved past the margin", 12, -9, 0),
    ("outside", "lines moved into the foot", 12, 0, -300),
    ("grid", "lines a point too low", 12, 0, -1),
]


def longest(letter):
    return max(letter.paragraphs, key=lambda each: len(each.lines))


def shorten(letter):
    longest(letter).lines[1].x2 -= 200


def spread_out(letter):
    for line in longest(letter).lines[::2]:
        line.x2 = line.x + 300


def widow(letter):
    longest(letter).lines[-1].page += 1


def orphan(letter):
    for line in longest(letter).lines[1:]:
        line.page += 1


def leave_heading(letter):
    index = next(i for i, each in enumerate(letter.paragraphs)
                 if each.role == "H2")
    for paragraph in letter.paragraphs[index + 1:]:
        for line in paragraph.lines:
            line.page += 1


def move_heading(points):
    def spoil(letter):
        for paragraph in letter.paragraphs:
            for line in paragraph.lines if paragraph.role == "H2" else ():
                line.y += points
    return spoil


def leave_word(letter):
    line = longest(letter).lines[-1]
    line.text, line.x2 = "it.", line.x + 12


def part(before, after):
    def spoil(letter):
        lines = longest(letter).lines
        lines[0].text, lines[1].text = f"as of {before} ", f"{after} so"
    return spoil


def crowd(letter):
    for paragraph in letter.paragraphs:
        for line in paragraph.lines:
            line.y *= 0.9


def empty_page(letter):
    rest = longest(letter)
    page = rest.lines[0].page
    rest.lines = rest.lines[:3]
    letter.paragraphs = [each for each in letter.paragraphs
                         if each is rest or each.lines[0].page != page]


def double(letter):
    longest(letter).lines[0].text = "two  blanks"


def loosen_comma(letter):
    longest(letter).lines[0].text = "a comma , alone"


def even_out(letter):
    for paragraph in letter.paragraphs:
        for line in paragraph.lines:
            line.digits = [(font, digit, 580) for font, digit, _
                           in line.digits]


def narrow_one(letter):
    for cell in letter.cells:
        for line in cell:
            line.digits = [(font, digit, 400 if digit == "1" else width)
                           for font, digit, width in line.digits]


def stack(letter):
    for line in longest(letter).lines[:2]:
        line.is_hyphenated = True


def hyphenate_last(letter):
    lines = longest(letter).lines
    lines[-2].is_hyphenated, lines[-1].text = True, "ter."


WRONGS = [
    ("short_line", "a short line", shorten),
    ("spread", "uneven lines", spread_out),
    ("parted", "a widow", widow), ("parted", "an orphan", orphan),
    ("heading_at_foot", "a heading that ends a page", leave_heading),
    ("heading_apart", "a heading too high", move_heading(-5)),
    ("heading_close", "a heading too low", move_heading(2)),
    ("lonely_word", "a last line of one word", leave_word),
    ("leading", "lines that are crowded", crowd),
    ("few_lines", "a page of three lines", empty_page),
    ("blank", "two blanks", double), ("blank", "a blank before a comma",
                                      loosen_comma),
    ("hyphen", "two hyphens in a row", stack),
    ("hyphen", "a hyphen before a last word's end", hyphenate_last),
    ("figures", "figures of one width in text", even_out),
    ("columns", "a narrow 1 in a column", narrow_one),
] + [("tie", f"{before} parted from {after}", part(before, after))
     for before, after in (
         ("31", "March"), ("March", "31,"), ("Mrs", "Danks"), ("12", "km"),
         ("1,400", "people"), ("§", "5"), ("£", "5"), ("page", "3"),
         ("J.", "Hart"), ("60", "%"))]


def judge_measures(right, bill, folder):
    job = measure.read_job(ROOT / "config/annual-review-2024.ini")
    bounds = {each.function.__name__: each for each in measure.MEASURES}

    def is_told(name, letter):
        each = bounds[name]
        return any(found.value > each.bound
                   for found in each.function(letter, job))

    for name, what, index, x, y in MOVES:
        with pikepdf.open(right) as pdf:
            shift(pdf, index, x, y)
            pdf.save(folder / "wrong.pdf")
        check(is_told(name, printed.read(folder / "wrong.pdf")),
              f"told: {what}")
    for name, what, spoil in WRONGS:
        letter = printed.read(bill if name == "columns" else right)
        check(not is_told(name, letter), f"{name} is right before {what}")
        spoil(letter)
        check(is_told(name, letter), f"told: {what}")
    [tabular] = render(ROOT / "config/annual-review-2024.ini",
                       folder / "tabular", "--only", "Surrey",
                       "--set", "type.figures=tabular")
    check(is_told("figures", printed.read(tabular)),
          "told: a letter set with figures = tabular")
    check(not any(found.value for found in measure.figures(
        printed.read(tabular), job._replace(figures="tabular"))),
          "which is right where that is asked for")
    told = {name for name, *_ in MOVES + WRONGS}
    check(told == set(bounds), f"every measure was put to the test: "
          f"{set(bounds) - told}")


def main():
    everything = "--all" in sys.argv
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_bundled("annual-review-2020", folder,
                        [] if everything else SPREAD)
        measure_bundled("annual-review-2024", folder, [])
        measure_bundled("school-results-2025", folder, [])
        measure_bundled("water-bill-2025", folder,
                        [] if everything else ACCOUNTS)
        measure_made_up(folder, 50 if everything else 6)
        judge_measures(
            next(folder.glob("annual-review-2024/*/letters/surrey*.pdf")),
            next(folder.glob("water-bill-2025/*/letters/*.pdf")), folder)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
