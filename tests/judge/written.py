"""A letter's words, worked out from its job alone: what the text says to a
recipient, with the figures in it, in the order in which it stands.

    job = Job("config/annual-review-2020.ini")
    for key in job.recipients: job.lines(key)

Shares nothing with the program: the expressions are SQLite's, asked from
Python; the Markdown is read by commonmark.py; the figures are exact fractions
of what stands in the CSVs. Knows of the settings and the placeholders what the
judged jobs use, in English and a little Welsh, and stops at others. See
heard.py for the lines.
"""

import configparser
import csv
import math
import re
import sqlite3
from fractions import Fraction
from pathlib import Path

import commonmark

MONTHS = {
    None: ("January February March April May June July August September "
           "October November December").split(),
    "cy": ("Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi "
           "Hydref Tachwedd Rhagfyr").split(),
}
TAG = re.compile(r"\{\{(.*?)\}\}")
# What stands in the Markdown for the tag of that number.
FIRST_MARK = 0xF0000


class Rate(Fraction):
    """A ratio, and how it is printed: by default in percent."""
    scale, decimals, unit = 100, 0, "%"

    def like(self, other):
        self.scale, self.decimals, self.unit = \
            other.scale, other.decimals, other.unit
        return self


class Date(str):
    """As 2020-07-22."""


def half_up(number, decimals, trimmed=False):
    scaled = math.floor(number * 10 ** decimals + Fraction(1, 2))
    text = f"{abs(scaled):0{decimals + 1}}"
    whole, part = text[:len(text) - decimals], text[len(text) - decimals:]
    if trimmed:
        part = part.rstrip("0")
    return ("\u2212" if scaled < 0 else "") + f"{int(whole):,}" \
        + ("." + part if part else "")


def printed(value, words, language=None):
    """A value by a formatter, such as ["plural", "case", "cases"]."""
    if value is None:
        raise ValueError("is printed and has no value")
    if words[:1] == ["plural"] and language is None:
        return words[1] if value == 1 else words[2]
    if words[:1] == ["number"] and isinstance(value, Fraction):
        return half_up(value, int(words[1]))
    if isinstance(value, Rate):
        if words[:1] == ["percent"]:
            return half_up(value * 100, int(words[1]) if words[1:] else 0) \
                + "%"
        if words:
            raise ValueError(f"{words} of a rate")
        return half_up(value * value.scale, value.decimals, True) + value.unit
    if words:
        raise ValueError(f"{words} is not known here")
    if isinstance(value, Date):
        year, month, day = map(int, value.split("-"))
        return f"{day} {MONTHS[language][month - 1]} {year}"
    if isinstance(value, Fraction):
        return half_up(value, 9, True)
    return value


def table_of(rows):
    """Values by name, where SQLite can be asked of them."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE v (" + ", ".join(
        f'"{name}"' for name in rows[0]) + ")")
    table.executemany(f"INSERT INTO v VALUES ({', '.join('?' * len(rows[0]))})",
                      [[float(v * v.scale) if isinstance(v, Rate) else
                        float(v) if isinstance(v, Fraction) else v
                        for v in row.values()] for row in rows])
    return table


def answer(expression, table):
    """What SQLite says of an expression over a recipient's values."""
    parts = re.split(r"('(?:[^']|'')*')", expression)
    parts[::2] = [re.sub(r"\b([a-z]\w*)\.(\w+)", r'"\1.\2"', part)
                  for part in parts[::2]]
    return table.execute(f"SELECT {''.join(parts)} FROM v").fetchone()[0]


def answer_exactly(formula, values):
    """What a formula of fields, + - * /, abs() and round() comes to, without
    SQLite's floating point."""
    if formula is None:
        return None
    code = compile(formula, formula, "eval")
    known = {"abs": abs, "round": lambda number, decimals: Fraction(
        math.floor(number * 10 ** decimals + Fraction(1, 2)), 10 ** decimals)}
    fields = {name: values[name] for name in code.co_names
              if name not in known}
    if None in fields.values():
        return None
    return Fraction(eval(code, {"__builtins__": {}}, {**fields, **known}))


def aggregated(formulas, rows):
    """What SQLite says of all the rows, to 12 digits."""
    if not rows or not formulas:
        return dict.fromkeys(formulas)
    found = table_of(rows).execute(
        f"SELECT {', '.join(formulas.values())} FROM v").fetchone()
    return {name: None if number is None else Fraction(f"{number:.12g}")
            for name, number in zip(formulas, found)}


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
        self.many = {}  # (section, recipient): its rows
        self.recipients = self.read_values()
        for name in self.named("indicator"):
            self.add_indicator(name)

    def get(self, section, key, default=None):
        value = self.ini.get(section, key, fallback=default)
        if value is not None and value[:1] == '"':
            value = value[1:-1]
        return value

    def named(self, kind):
        return [section.split(" ", 1)[1] for section in self.ini.sections()
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
            group = values[self.get("data", "group")]
            values.update({f"group.{key}": self.get(f"group {group}", key)
                           for key in ("label", "compare")})
            values["job.title"] = self.get("job", "title")
            values["key"] = row[self.get("data", "key")]
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
            if answer(where, table_of([values])):
                found[row[self.get(section, "key")]] = values
        match = self.get(section, "match")
        if self.get(section, "rows") == "many":
            self.join_many(section, recipients)
            return
        for key, values in recipients.items():
            values.update(found.get(values[match] if match else key)
                          or self.cells(section, None))

    def join_many(self, section, recipients):
        """No condition is known; of no rows every aggregate is NULL."""
        found = {key: [] for key in recipients}
        for row in self.rows(self.get(section, "file")):
            found[row[self.get(section, "key")]].append(
                self.cells(section, row))
        order = self.get(section, "order")
        formulas = {option.partition(".")[2]: formula
                    for option, formula in self.ini.items(section)
                    if option.startswith("aggregate.")}
        for key, rows in found.items():
            if order:
                rows.sort(key=lambda row: row[order])
            recipients[key].update(aggregated(formulas, rows))
            self.many[section, key] = rows

    def add_indicator(self, name):
        section = f"indicator {name}"
        form = Rate()
        form.scale = int(self.get(section, "scale", "100"))
        form.decimals = int(self.get(section, "decimals", "0"))
        form.unit = self.get(section, "unit", "%")
        for values in self.recipients.values():
            values.update({f"{name}.{part}": found for part, found
                           in self.measured(section, form, values).items()})
        averages = {}  # by group, as they are many
        for values in self.recipients.values():
            group = values["group.label"]
            if self.get(section, "average") == "supplied" or \
                    group not in averages:
                averages[group] = self.average(section, name, values)
            average = averages[group]
            values[f"{name}.average"] = \
                None if average is None else Rate(average).like(form)
            values.update(self.place(section, name, values))

    def measured(self, section, form, values):
        """What is withheld has no value here: to print it is a fault."""
        count, base, value = [
            answer_exactly(self.get(section, key), values)
            for key in ("count", "base", "value")]
        least = int(self.get(section, "suppress_below", "0"))
        rate, state = None, "missing"
        if base == 0:
            state = "undefined"
        elif count is not None and base is not None:
            rate, state = count / base, "counted"
            if any(0 < number < least
                   for number in (count, base, base - count)):
                count = base = rate = None
                state = "suppressed"
        elif value is not None:
            rate, state = value / form.scale, "stated"
        return {"count": count, "base": base, "state": state,
                "value": None if rate is None else Rate(rate).like(form)}

    def group_of(self, name, values):
        """Those of its group who have a value that may be told."""
        return [other for other in self.recipients.values()
                if other["group.label"] == values["group.label"]
                and other[f"{name}.value"] is not None]

    def average(self, section, name, values):
        how = self.get(section, "average", "pooled")
        if values["group.compare"] == "no" or how == "none":
            return None
        if how == "supplied":
            rate = values[self.get(section, "average_value")]
            return None if rate is None else Rate(rate / 100)
        members = self.group_of(name, values)
        if how == "median":
            rates = sorted(other[f"{name}.value"] for other in members)
            if not rates or (len(rates) < 3 and
                             self.get(section, "suppress_below")):
                return None
            half = len(rates) // 2
            return (rates[half] + rates[-half - 1]) / 2
        if how != "pooled" or self.get(section, "suppress_below"):
            raise ValueError(f"the average {how} is not known here")
        count, base = [sum(other[f"{name}.{part}"] or 0 for other in members)
                       for part in ("count", "base")]
        return count / base if base else None

    def place(self, section, name, values):
        """The place is one more than how many are better."""
        order, own = self.get(section, "rank"), values[f"{name}.value"]
        if order is None:
            return {}
        members = self.group_of(name, values)
        if own is None:
            return {f"{name}.rank": None, f"{name}.ranked": None}
        better = [other for other in members if (
            other[f"{name}.value"] > own if order == "highest"
            else other[f"{name}.value"] < own)]
        return {f"{name}.rank": Fraction(len(better) + 1),
                f"{name}.ranked": Fraction(len(members))}

    # -- words

    def lines(self, key):
        return Letter(self, key).lines


class Letter:
    def __init__(self, job, key):
        self.job, self.key, self.values = job, key, job.recipients[key]
        self.table = table_of([self.values])
        self.lines, self.tags = [], []
        self.language, self.small = None, False
        wordmark = job.get("letter", "wordmark")
        if wordmark:
            self.say(0, "P", plain(re.sub(r"\s*\|\s*", " ", wordmark)))
        for part in ("return_address", "address", "reference"):
            lines = job.get("letterhead", part)
            if lines:
                self.say(0, "P", plain(self.filled(
                    re.sub(r"\s*\|\s*", " ", lines))))
        # A condition alone on its line parts what stands around it, and
        # so does a language's tag.
        text = re.sub(r"(?m)^[ \t]*(\{\{(?:#if .*?|else|/if|lang \w+|/lang)"
                      r"\}\})[ \t]*$",
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
                                  answer(word[4:], self.table)))
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
        return printed(self.values[name], words, self.language)

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
        elif word == "table":
            self.rows_table(name)
        elif word == "chart":
            self.trend(name)
        elif word in ("lang", "/lang"):
            self.language = name or None
        elif word == "signature":
            self.signature()
        return word in ("panel", "table", "chart", "signature", "pagebreak",
                        "note", "lang", "/lang")

    def panel(self, name):
        section, values = f"indicator {name}", self.values
        count, base, rate, average, state = [
            values[f"{name}.{part}"]
            for part in ("count", "base", "value", "average", "state")]

        def say(key):
            text = self.job.get(section, key)
            if text is not None:
                self.say(1, "P", plain(self.filled(text)))

        self.say(0, "Sect")
        self.say(1, "H2", plain(self.job.get(section, "label")))
        if rate is None:
            say(state)
        else:
            self.say(1, "P", plain(printed(rate, [])))
            say("stated" if count is None or base is None else "counted")
        say("no_average_text" if average is None else "average_text")
        if rate is not None:
            # What has no average says nothing of it.
            alt = re.sub(r"\{\{#if \w+\.average IS NOT NULL\}\}(.*?)"
                         r"\{\{/if\}\}", "" if average is None else r"\1",
                         self.job.get(section, "alt"))
            alt = TAG.sub(lambda tag: self.value(tag[1]), alt)
            self.say(1, "Figure", plain(alt))
            if base is not None:
                say("base_text")

    def rows(self, source):
        return self.job.many[f"data {source}", self.key]

    def rows_table(self, name):
        section = f"table {name}"
        columns = re.split(r"\s*\|\s*", self.job.get(section, "columns"))
        header = self.job.get(section, "header_column", columns[0])
        rows = self.rows(self.job.get(section, "rows"))

        def cell(row, column):
            form = self.job.get(section, f"format.{column}", "").split()
            if row[column] is None:
                return self.job.get(section, "missing")
            return printed(row[column], form)

        def say_row(kinds, cells):
            self.say(2, "TR")
            for kind, words in zip(kinds, cells):
                self.say(3, kind, plain(words) if words else None)

        kinds = ["TH" if column == header else "TD" for column in columns]
        self.say(0, "Table")
        if self.job.get(section, "caption"):
            self.say(1, "Caption",
                     plain(self.filled(self.job.get(section, "caption"))))
        self.say(1, "THead")
        say_row(["TH"] * len(columns), [
            self.job.get(section, f"label.{column}") for column in columns])
        self.say(1, "TBody")
        for row in rows:
            say_row(kinds, [cell(row, column) for column in columns])
        totals = {column: sum(row[column] or 0 for row in rows)
                  for column in columns
                  if self.job.get(section, f"total.{column}") == "sum"}
        self.say(1, "TFoot")
        say_row(kinds, [
            self.job.get(section, "total_label", "Total")
            if column == columns[0] else
            cell(totals, column) if column in totals else ""
            for column in columns])

    def trend(self, name):
        get = lambda key: self.job.get(f"chart {name}", key)
        if get("kind") != "trend" or get("average") or get("alt"):
            raise ValueError(f"chart {name} is not known here")
        points = [(row[get("x")], row[get("y")])
                  for row in self.rows(get("rows"))]
        label = self.filled(get("label"))

        def told(point):
            value = TAG.sub(lambda tag: printed(
                point[1], tag[1].partition("|")[2].split()), get("format"))
            return f"{value} in {point[0]}"

        words = f"{label}: from {told(points[0])} to {told(points[-1])}"
        high = max(points, key=lambda point: point[1])
        low = min(points, key=lambda point: point[1])
        ends = points[0][1], points[-1][1]
        if high[1] > max(ends):
            words += f", highest {told(high)}"
        if low[1] < min(ends):
            words += f", lowest {told(low)}"
        self.say(0, "P", plain(label))
        self.say(0, "Figure", plain(words + "."))
        if get("caption"):
            self.say(0, "P", plain(self.filled(get("caption"))))

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
