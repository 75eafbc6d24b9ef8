#!/usr/bin/env python3
"""Measure the type of finished letters, and print the worst of each.

    measure.py CONFIG.ini LETTER.pdf...

CONFIG is the job's: its margins and its leading are what the pages have to keep.
Exits 0 when letters were measured and nothing is beyond its bound.
"""

import configparser
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter, namedtuple
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import printed

XHTML = "{http://www.w3.org/1999/xhtml}"
POINTS = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72, "pt": 1}

Job = namedtuple("Job", "top right bottom left size leading change grid "
                 "figures")
Finding = namedtuple("Finding", "value page words")


def read_job(path):
    ini = configparser.ConfigParser(interpolation=None, strict=False)
    ini.read(path, encoding="utf-8")

    def length(section, key, preset):
        number, unit = re.fullmatch(
            r"([\d.]+)\s*(\w+)", ini.get(section, key, fallback=preset)
        ).groups()
        return float(number) * POINTS[unit]

    def change(key):
        return ini.getfloat("type", key, fallback=4) / 100

    steps = {"half": 0.5, "whole": 1, "off": 0}
    return Job(*(length("page", "margin_" + side, "25 mm")
                 for side in ("top", "right", "bottom", "left")),
               length("type", "body_size", "11 pt"),
               length("type", "leading", "15 pt"),
               (change("tighten"), change("loosen")),
               steps[ini.get("type", "grid", fallback="half")],
               ini.get("type", "figures", fallback="proportional"))


# ---------------------------------------------------------------------------
# What is measured: each yields findings, the larger the worse.

def edge(letter, job, line):
    return letter.sizes[line.page][0] - job.right


def from_title(letter):
    """The paragraphs that the page's own leading holds for: above the title an
    envelope's window may say where lines stand."""
    roles = [paragraph.role for paragraph in letter.paragraphs]
    return letter.paragraphs[roles.index("H1") if "H1" in roles else 0:]


def texts(letter, job, least):
    """Paragraphs of running text: what stands before the title, or is shorter,
    may be an address."""
    for paragraph in from_title(letter):
        lines = paragraph.lines
        if paragraph.role == "P" and not paragraph.in_section and \
                len(lines) >= least and any(
                    line.x2 - line.x > 0.66 * (edge(letter, job, line) - line.x)
                    for line in lines[:-1]):
            yield paragraph


def overlap(letter, job):
    """Points by which words cover each other, in the middle of their height:
    letters reach a line above and below where no ink is."""
    done = subprocess.run(["pdftotext", "-bbox", letter.path, "-"],
                          check=True, capture_output=True)
    root = ET.fromstring(done.stdout)
    for number, page in enumerate(root.iter(XHTML + "page")):
        boxes = []
        for word in page.iter(XHTML + "word"):
            x, y, x2, y2 = (float(word.get(key)) for key
                            in ("xMin", "yMin", "xMax", "yMax"))
            high = y2 - y
            boxes.append((y + 0.3 * high, y2 - 0.25 * high, x, x2, word.text))
        boxes.sort()
        for index, (top, bottom, left, right, text) in enumerate(boxes):
            for top2, bottom2, left2, right2, text2 in boxes[index + 1:]:
                if top2 >= bottom:
                    break
                both = min(min(bottom, bottom2) - top2,
                           min(right, right2) - max(left, left2))
                yield Finding(both, number, f"{text} / {text2}")


def outside(letter, job):
    """Points beyond the margins; rounding in the file may move a glyph by a
    hundredth of its size."""
    for paragraph in letter.paragraphs:
        for line in paragraph.lines:
            width, height = letter.sizes[line.page]
            yield Finding(max(
                job.left - line.x, line.x2 - (width - job.right),
                job.top - (line.y - 0.72 * line.size),
                line.y + 0.2 * line.size - (height - job.bottom)),
                line.page, line.text)


def short_line(letter, job):
    """How much a line leaves empty, as part of its column."""
    for paragraph in texts(letter, job, 3):
        for line in paragraph.lines[:-1]:
            right = edge(letter, job, line)
            yield Finding((right - line.x2) / (right - line.x), line.page,
                          line.text)


def spread(letter, job):
    """Standard deviation of a paragraph's lines, as part of their column."""
    for paragraph in texts(letter, job, 4):
        lines = paragraph.lines[:-1]
        mean = sum(line.x2 for line in lines) / len(lines)
        right = edge(letter, job, lines[0])
        yield Finding((sum((line.x2 - mean) ** 2 for line in lines)
                       / len(lines)) ** 0.5 / (right - lines[0].x),
                      lines[0].page, lines[0].text)


def parted(letter, job):
    """A single line of a paragraph at a page's foot or top."""
    for paragraph in letter.paragraphs:
        pages = Counter(line.page for line in paragraph.lines)
        if len(pages) < 2:
            continue
        for line in (paragraph.lines[0], paragraph.lines[-1]):
            yield Finding(int(pages[line.page] == 1), line.page, line.text)


def heading_at_foot(letter, job):
    """A heading that ends its page."""
    for paragraph, following in zip(letter.paragraphs, letter.paragraphs[1:]):
        if paragraph.role[0] == "H":
            line = paragraph.lines[-1]
            yield Finding(following.lines[0].page - line.page, line.page,
                          line.text)


def around_headings(letter, job):
    """Headings between texts of a page, larger than these, with the distances
    of baselines above and below. A table or a chart may stand there, too."""
    for before, heading, after in zip(letter.paragraphs, letter.paragraphs[1:],
                                      letter.paragraphs[2:]):
        line = heading.lines[-1]
        if heading.role == "H2" and not heading.in_section and \
                before.role[0] != "H" and before.lines[-1].page == line.page \
                and after.role[0] != "H" and after.lines[0].page == line.page:
            below = after.lines[0].y - line.y
            if below < 3 * job.leading:
                yield line, heading.lines[0].y - before.lines[-1].y, below


def heading_apart(letter, job):
    """How far a heading is from its text, as part of how far it is from what
    stands before it."""
    for line, above, below in around_headings(letter, job):
        yield Finding(below / above, line.page, line.text)


def heading_close(letter, job):
    """Parts of a line that a heading is too near to its text."""
    for line, _, below in around_headings(letter, job):
        yield Finding(1.2 - below / leading_of(letter, job), line.page,
                      line.text)


def lonely_word(letter, job):
    """A last line of one short word: what of a sixth of the column it lacks."""
    for paragraph in texts(letter, job, 2):
        line = paragraph.lines[-1]
        filled = (line.x2 - line.x) / (edge(letter, job, line) - line.x)
        if len(line.words) == 1:
            yield Finding(1 / 6 - filled, line.page, line.text)


MONTH = (r"(?:January|February|March|April|May|June|July|August|September|"
         r"October|November|December)")
UNIT = r"(?:%|°C|km|kg|cm|mm|m|g|pt|MB|GB|kWh|MW|hours|days|years|million)"
TIES = [(re.compile(before + "$"), re.compile(after)) for before, after in (
    (r"(?:^|\W)(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame)\.?", r"[A-Z]"),
    (r"(?:^|\W)\d{1,2}(?:st|nd|rd|th)?", MONTH + r"\b"),
    (r"(?:^|\W)" + MONTH, r"\d{1,2}(?!\d)"),
    (r"(?:^|\s)\d[\d,.]*\d|(?:^|\s)\d", UNIT + r"(?!\w)"),
    (r"(?:^|\s)\d{1,3}(?:,\d{3})+", r"[a-z]{4}"),
    (r"(?:^|\s)\d{1,3}", r"(?:people|complaints|cases|letters|pupils|days)\b"),
    (r"[§£€$№]", r"\d"),
    (r"(?:^|\W)(?:[Pp]age|[Ss]ection|[Cc]hapter|[Tt]able|[Ff]igure|No\.)",
     r"\d"),
    (r"(?:^|\s)[A-Z]\.", r"[A-Z]"))]


def tie(letter, job):
    """What belongs together and is parted by a line's end."""
    for paragraph in letter.paragraphs:
        for line, below in zip(paragraph.lines, paragraph.lines[1:]):
            column = edge(letter, job, line) - line.x
            if column < 150 or paragraph.in_section:
                continue
            yield Finding(int(any(before.search(line.text.rstrip())
                                  and after.match(below.text)
                                  for before, after in TIES)), line.page,
                          f"{line.text[-24:]}| {below.text[:16]}")


def leading_of(letter, job):
    """The most common distance of two lines of a text of the body's size."""
    steps = Counter(
        round(below.y - line.y, 2) for paragraph in from_title(letter)
        for line, below in zip(paragraph.lines, paragraph.lines[1:])
        if line.page == below.page and line.size == job.size)
    if not steps:
        return job.leading
    # As exact as the sum of many lines lets it be.
    near = [(step, count) for step, count in steps.items()
            if abs(step - steps.most_common(1)[0][0]) < 0.11]
    return (sum(step * count for step, count in near)
            / sum(count for _, count in near))


def leading(letter, job):
    """How far the lines are nearer or further than the configuration lets."""
    found, (tighten, loosen) = leading_of(letter, job), job.change
    yield Finding(max(job.leading * (1 - tighten) - found,
                      found - job.leading * (1 + loosen)), 0, f"{found:.2f}")


def grid(letter, job):
    """Points by which baselines of the body are off the letter's grid."""
    lines = [line for paragraph in from_title(letter)
             for line in paragraph.lines if line.size == job.size]
    if not job.grid or not lines:
        return
    # As exact as two decimals of the file let it be.
    steps = [(below.y - line.y) for paragraph in from_title(letter)
             for line, below in zip(paragraph.lines, paragraph.lines[1:])
             if line.page == below.page and line.size == job.size
             and abs(below.y - line.y - leading_of(letter, job)) < 0.1]
    step = (sum(steps) / len(steps) if steps else job.leading) * job.grid
    for line in lines:
        off = (line.y - lines[0].y) % step
        yield Finding(min(off, step - off), line.page, line.text)


def unlike(digits, wanted):
    """Whether a 1 is as wide as the other digits beside it, or narrower."""
    for font in {digit[0] for digit in digits}:
        ones, others = ({width for name, digit, width in digits
                         if name == font and (digit == "1") == is_one}
                        for is_one in (True, False))
        if ones and others and (ones == others) != (wanted == "tabular"):
            return 1
    return 0


def figures(letter, job):
    """Digits of running text that are of one width, or against the setting."""
    for paragraph in letter.paragraphs:
        for line in paragraph.lines:
            if line.digits:
                yield Finding(unlike(line.digits, job.figures), line.page,
                              line.text)


def columns(letter, job):
    """A number in a table whose digits are not of one width."""
    for line in (line for cell in letter.cells for line in cell):
        if re.fullmatch(r"\W*\d[\d,.]*\W*", line.text):
            yield Finding(unlike(line.digits, "tabular"), line.page, line.text)


def few_lines(letter, job):
    """How many of four lines a page lacks."""
    counts = Counter(line.page for paragraph in letter.paragraphs
                     for line in paragraph.lines)
    for page in range(len(letter.sizes)) if len(letter.sizes) > 1 else ():
        yield Finding(4 - counts[page], page, f"{counts[page]} lines")


def blank(letter, job):
    """Two blanks together, or one before a mark."""
    for paragraph in letter.paragraphs:
        for line in paragraph.lines:
            yield Finding(len(re.findall(r"\s\s|\s[.,;:!?](?:\s|$)",
                                         line.text.rstrip())), line.page,
                          line.text)


def hyphen(letter, job):
    """Two parted words in a row, one at a page's end or a paragraph's."""
    for paragraph in letter.paragraphs:
        lines = paragraph.lines
        for index, line in enumerate(lines):
            if line.is_hyphenated:
                below = lines[index + 1]
                faults = lines[index - 1].is_hyphenated if index else 0
                faults += below.page != line.page
                faults += len(below.words) == 1 and below is lines[-1]
                yield Finding(faults, line.page, line.text)


Measure = namedtuple("Measure", "function bound format")
MEASURES = (
    Measure(overlap, 0.3, "{:.2f} pt"), Measure(outside, 0.12, "{:.2f} pt"),
    Measure(short_line, 0.3, "{:.1%}"), Measure(spread, 0.11, "{:.1%}"),
    Measure(parted, 0, "{:d}"), Measure(heading_at_foot, 0, "{:d}"),
    Measure(heading_apart, 0.75, "{:.1%}"),
    Measure(heading_close, 0, "{:.2f} lines"),
    Measure(lonely_word, 0, "{:.1%}"), Measure(tie, 0, "{:d}"),
    Measure(leading, 0.05, "{:.2f} pt"), Measure(grid, 0.1, "{:.2f} pt"),
    Measure(figures, 0, "{:d}"), Measure(columns, 0, "{:d}"),
    Measure(few_lines, 0, "{:d}"), Measure(blank, 0, "{:d}"),
    Measure(hyphen, 0, "{:d}"))


def measure(path, job):
    """By measure: how many findings, how many beyond the bound, the worst."""
    letter, results = printed.read(path), {}
    for each in MEASURES:
        findings = list(each.function(letter, job))
        results[each.function.__name__] = (
            len(findings), sum(f.value > each.bound for f in findings),
            max(findings, default=None))
    return results


def measure_all(paths, job):
    """The same of all letters together; the worst with its letter."""
    total = {each.function.__name__: (0, 0, None, None) for each in MEASURES}
    with ProcessPoolExecutor(2) as pool:
        for path, results in zip(paths, pool.map(
                measure, paths, [job] * len(paths), chunksize=4)):
            for name, (count, beyond, worst) in results.items():
                old = total[name]
                better = worst is None or (
                    old[2] is not None and old[2].value >= worst.value)
                total[name] = (old[0] + count, old[1] + beyond,
                               *(old[2:] if better else (worst, path)))
    return total


def tell(total):
    """A line for each measure; whether all are within their bounds."""
    good = True
    for each in MEASURES:
        name = each.function.__name__
        count, beyond, worst, path = total[name]
        words = "" if worst is None else (
            f"worst {each.format.format(worst.value)}, "
            f"{Path(path).stem} page {worst.page + 1}: "
            f"{worst.words.strip()[:60]}")
        print(f"{'ok' if not beyond else 'not ok'} - "
              f"{name.replace('_', ' ')}: {beyond} of {count} beyond "
              f"{each.format.format(each.bound)}; {words}")
        good = good and not beyond
    return good


def main():
    paths = sys.argv[2:]
    good = tell(measure_all(paths, read_job(sys.argv[1])))
    return 0 if paths and good else 1


if __name__ == "__main__":
    sys.exit(main())
