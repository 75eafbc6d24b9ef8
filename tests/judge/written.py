"""A letter's words, worked out from its job alone: what the text says to a
recipient, with the figures in it, in the order in which it stands.

    job = Job("config/annual-review-2020.ini")
    for key in job.recipients: job.lines(key)

Shares nothing with the program: the expressions are SQLite's, asked from
Python; the Markdown is read by commonmark.py; the figures are exact fractions
of what stands in the CSVs. Knows of the settings and the placeholders what the
judged jobs use, in English, and stops at others. See heard.py for the lines.
"""

import configparser
import csv
import math
import re
import sqlite3
from fractions import Fraction
from pathlib import Path

import commonmark

MONTHS = ("January February March April May June July August September "
          "October November December").split()
TAG = re.compile(r"\{\{(.*?)\}\}")
# What stands in the Markdown for the tag of that number.
FIRST_MARK = 0xF0000


class Rate(Fraction):
    """A part of one, printed in percent."""


class Date(str):
    """As 2020-07-22."""


def half_up(number, decimals):
    scaled = math.floor(number * 10 ** decimals + Fraction(1, 2))
    text = f"{scaled:0{decimals + 1}}"
    whole, part = text[:len(text) - decimals], text[len(text) - decimals:]
    return f"{int(whole):,}" + ("." + part if part else "")


def printed(value, words):
    """A value by a formatter, such as ["plural", "case", "cases"]."""
    if words[:1] == ["plural"]:
        return words[1] if value == 1 else words[2]
    if isinstance(value, Rate):
        if words[:1] not in ([], ["percent"]):
            raise ValueError(f"{words} of a rate")
        return half_up(value * 100, int(words[1]) if words[1:] else 0) + "%"
    if words:
        raise ValueError(f"{words} is not known here")
    if isinstance(value, Date):
        year, month, day = map(int, value.split("-"))
        return f"{day} {MONTHS[month - 1]} {year}"
    if isinstance(value, Fraction):
        if value.denominator != 1:
            raise ValueError(f"{value} is not whole")
        return half_up(value, 0)
    if value is None:
        raise ValueError("is printed and has no value")
    return value


def answer(expression, values):
    """What SQLite says of an expression over values, by name."""
    row = sqlite3.connect(":memory:")
    row.execute("CREATE TABLE v (" + ", ".join(
        f'"{name}"' for name in values) + ")")
    row.execute(f"INSERT INTO v VALUES ({', '.join('?' * len(values))})", [
        float(v * 100) if isinstance(v, Rate) else
        float(v) if isinstance(v, Fraction) else v for v in values.values()])
    parts = re.split(r"('(?:[^']|'')*')", expression)
    parts[::2] = [re.sub(r"\b([a-z]\w*)\.(\w+)", r'"\1.\2"', part)
                  for part in parts[::2]]
    return row.execute(f"SELECT {''.join(parts)} FROM v").fetchone()[0]


class Job:
    def __init__(self, path, settings=()):
        """With settings as the command line has them, "signature.mark=..."."""
        self.folder = Path(path).parent
        self.ini = configparser.RawConfigParser(delimiters="=")
        self.ini.read(path, encoding="utf-8")
        for setting in settings:
            name, value = setting.split("=", 1)
            section, key = name.rsplit(".", 1)
            if not self.ini.has_section(section):
                self.ini.add_section(section)
            self.ini.set(section, key, value)
        self.text = (self.folder / self.get("letter", "text")).read_text(
            encoding="utf-8")
        self.recipients = self.read_values()
        for name in self.named("indicator"):
            self.add_indicator(name)

    def get(self, section, key, default=None):
        value = self.ini.get(section, key, fallback=default)
        if value is not None and value[:1] == '"':
            value = value[1:-1]
        return value

    def named(self, kind):
        return [section.split()[1] for section in self.ini.sections()
                if section.startswith(kind + " ")]

    # -- values

    def cells(self, section, row):
        """The values that a section gives names to."""
        values = {}
        for key, column in self.ini.items(section):
            kind, _, name = key.partition(".")
            if kind in ("text", "number", "date") and name:
                cell = row[column].strip() if row else ""
                values[name] = None if cell == "" else \
                    Fraction(cell.replace(",", "")) if kind == "number" else \
                    Date(cell) if kind == "date" else cell
        return values

    def rows(self, path):
        with open(self.folder / path, encoding="utf-8-sig",
                  newline="") as file:
            return list(csv.DictReader(file))

    def read_values(self):
        recipients = {}
        constants = dict(self.ini.items("constants"))
        for row in self.rows(self.get("data", "recipients")):
            values = self.cells("data", row)
            values.update({f"group.{key}": self.get(
                f"group {row[self.get('data', 'group')]}", key)
                for key in ("label", "compare")})
            values["job.title"] = self.get("job", "title")
            values["job.date"] = Date(self.get("job", "date"))
            recipients[row[self.get("data", "key")]] = values
        for name in self.named("data"):
            self.join(f"data {name}", recipients)
        for values in recipients.values():
            values.update(self.cells("constants", {
                text: text for text in constants.values()}))
        return recipients

    def join(self, section, recipients):
        where = self.get(section, "where", "1")
        found = {}
        for row in self.rows(self.get(section, "file")):
            values = self.cells(section, row)
            if answer(where, values):
                found[row[self.get(section, "key")]] = values
        match = self.get(section, "match")
        for key, values in recipients.items():
            values.update(found.get(values[match] if match else key)
                          or self.cells(section, None))

    def add_indicator(self, name):
        section = f"indicator {name}"
        for values in self.recipients.values():
            count, base, value = [
                answer_exactly(self.get(section, key), values)
                for key in ("count", "base", "value")]
            if base == 0:
                rate = None
            elif count is not None and base is not None:
                rate = Rate(count / base)
            else:
                rate = None if value is None else Rate(value / 100)
            values.update({f"{name}.count": count, f"{name}.base": base,
                           f"{name}.value": rate})
        for values in self.recipients.values():
            values[f"{name}.average"] = self.average(section, name, values)

    def average(self, section, name, values):
        if values["group.compare"] == "no":
            return None
        if self.get(section, "average") == "supplied":
            rate = values[self.get(section, "average_value")]
            return None if rate is None else Rate(rate / 100)
        count, base = [sum(other[f"{name}.{part}"] for other
                           in self.recipients.values()
                           if other["group.label"] == values["group.label"])
                       for part in ("count", "base")]
        return Rate(count / base) if base else None

    # -- words

    def lines(self, key):
        return Letter(self, self.recipients[key]).lines


def answer_exactly(formula, values):
    """Sums of fields, without SQLite's floating point."""
    if formula is None:
        return None
    fields = [values[field] for field in re.split(r"\s*\+\s*", formula)]
    return None if None in fields else sum(fields, Fraction(0))


class Letter:
    def __init__(self, job, values):
        self.job, self.values = job, values
        self.lines, self.tags = [], []
        self.language, self.small = None, False
        wordmark = job.get("letter", "wordmark")
        if wordmark:
            self.say(0, "P", plain(re.sub(r"\s*\|\s*", " ", wordmark)))
        # A condition alone on its line parts what stands around it.
        text = re.sub(r"(?m)^[ \t]*(\{\{(?:#if .*?|else|/if)\}\})[ \t]*$",
                      r"\n\1\n", job.text)
        text = TAG.sub(self.mark, self.decided(text))
        tree = commonmark.Parser(options={"smart": True}).parse(text)
        self.blocks(tree, 0)
        if job.get("signature", "key") and "signature" not in self.tags:
            self.say(0, "Form", plain("Digital signature"))

    def say(self, depth, role, runs=None):
        self.lines.append(line(depth, role, runs))

    def decided(self, text):
        """Without the conditions, and what stood under those not true."""
        out, open_, at = [], [], 0
        for tag in TAG.finditer(text):
            if all(open_):
                out.append(text[at:tag.start()])
            at, word = tag.end(), tag[1]
            if word.startswith("#if "):
                # In a part that is not printed, nothing is asked.
                open_.append(bool(all(open_) and
                                  answer(word[4:], self.values)))
            elif word == "else":
                open_[-1] = all(open_[:-1]) and not open_[-1]
            elif word == "/if":
                open_.pop()
            elif all(open_):
                out.append(tag[0])
        return "".join(out) + text[at:]

    def mark(self, tag):
        self.tags.append(tag[1])
        return chr(FIRST_MARK + len(self.tags) - 1)

    def tag(self, character):
        number = ord(character) - FIRST_MARK
        return self.tags[number] if 0 <= number < len(self.tags) else None

    def value(self, tag):
        name, _, words = tag.partition("|")
        words = [a or b or c for a, b, c in re.findall(
            r"'([^']*)'|\"([^\"]*)\"|(\S+)", words)]
        return printed(self.values[name], words)

    def filled(self, text):
        return TAG.sub(lambda tag: self.value(tag[1]), text)

    # -- blocks

    def blocks(self, node, depth):
        child = node.first_child
        while child is not None:
            self.block(child, depth)
            child = child.nxt

    def block(self, node, depth):
        if node.t == "heading":
            self.say(depth, f"H{node.level}", self.runs(node))
        elif node.t == "paragraph":
            alone = node.first_child
            tag = self.tag(alone.literal) if alone.nxt is None and \
                alone.t == "text" and len(alone.literal) == 1 else None
            if tag is None or not self.directive(tag):
                runs = self.runs(node)
                if any(text.strip() for text, _, _ in runs):
                    self.say(depth, "P", runs)
        elif node.t == "list":
            self.say(depth, "L")
            self.items(node, depth + 1)
        else:
            raise ValueError(f"{node.t} is not known here")

    def items(self, node, depth):
        item, number = node.first_child, node.list_data["start"]
        while item is not None:
            end = item.list_data["delimiter"]
            place = len(self.lines)
            self.say(depth, "LI")
            self.say(depth + 1, "Lbl", plain(
                "\u2022" if number is None else f"{number}{end}"))
            self.say(depth + 1, "LBody")
            self.blocks(item, depth + 2)
            if len(self.lines) == place + 3:
                del self.lines[place:]
            elif number is not None:
                number += 1
            item = item.nxt

    def directive(self, tag):
        """Whether it is one, and was said."""
        word, _, name = tag.partition(" ")
        if word == "panel":
            self.panel(name)
        elif word == "signature":
            self.signature()
        return word in ("panel", "signature", "pagebreak", "note")

    def panel(self, name):
        section, values = f"indicator {name}", self.values
        count, base, rate, average = [
            values[f"{name}.{part}"]
            for part in ("count", "base", "value", "average")]

        def say(key):
            text = self.job.get(section, key)
            if text is not None:
                self.say(1, "P", plain(self.filled(text)))

        self.say(0, "Sect")
        self.say(1, "H2", plain(self.job.get(section, "label")))
        if rate is None:
            say("undefined")
        else:
            self.say(1, "P", plain(printed(rate, [])))
            say("stated" if count is None or base is None else "counted")
        say("no_average_text" if average is None else "average_text")
        if rate is not None:
            # What has no value is named as in the line of the average.
            alt = TAG.sub(lambda tag: "not applicable" if average is None and
                          tag[1] == f"{name}.average" else self.value(tag[1]),
                          self.job.get(section, "alt"))
            self.say(1, "Figure", plain(alt))
            if base is not None:
                say("base_text")

    def signature(self):
        get = lambda key: self.job.get("signatory", key)
        roles = re.split(r"\s*\|\s*", get("roles"))
        if get("image"):
            self.say(0, "Figure", plain(
                f"Signature of {get('name')}, {roles[0]}"))
        for text in [get("name")] + roles:
            self.say(0, "P", plain(text))
        mark = self.job.get("signature", "mark")
        if mark:
            self.say(0, "P", plain(mark))
            self.say(0, "Form", plain(mark))

    # -- what stands in a line

    def runs(self, node):
        out = []
        self.collect(node, None, out)
        return out

    def collect(self, node, link, out):
        child = node.first_child
        while child is not None:
            if child.t == "text":
                for character in child.literal:
                    self.collect_character(character, link, out)
            elif child.t in ("softbreak", "linebreak"):
                out.append((" ", link, self.language))
            elif child.t in ("emph", "strong"):
                self.collect(child, link, out)
            elif child.t == "link":
                self.collect(child, child.destination, out)
            else:
                raise ValueError(f"{child.t} is not known here")
            child = child.nxt

    def collect_character(self, character, link, out):
        tag = self.tag(character)
        if tag is None:
            out.append((character, link, self.language))
        elif tag.startswith("lang "):
            self.language = tag[5:]
        elif tag == "/lang":
            self.language = None
        else:
            out.append((self.value(tag), link, self.language))


# ---------------------------------------------------------------------------
# A line of what is read: its depth, its role, and its runs of text, each with
# the address that it leads to and the language that it is in.

def plain(text):
    return [(text, None, None)]


def line(depth, role, runs=None):
    if runs is None:
        return "  " * depth + role
    out, state = "", (None, None)
    for text, link, language in runs:
        if (link, language) != state and text.strip():
            state = (link, language)
            out += f"<{link or ''} {language or ''}>"
        out += text
    out = re.sub(r"\s+(<\S* \S*>)", r"\1 ", out)
    return "  " * depth + f"{role}: " + " ".join(out.split())
