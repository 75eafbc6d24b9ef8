#!/usr/bin/env python3
"""Judge the tags of a PDF: is what a screen reader hears what a page shows?

    structure.py FILE.pdf...

Reads the structure tree back with pikepdf, decodes the tagged text by each
font's ToUnicode, and compares it with what pdftotext finds on the pages.
Prints one line for each fault, and at the end `N passed, N failed`. Exits 0
only when at least one file was judged and none failed.
"""

import re
import subprocess
import sys
from collections import Counter, namedtuple

import pikepdf

SHOWS = {"Tj", "TJ", "'", '"'}
PAINTS = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI"}
BLOCKS = {"P", "H1", "H2", "H3", "Lbl", "LBody", "TH", "TD", "Caption"}
ROLES = BLOCKS | {"Document", "Sect", "L", "LI", "Table", "THead", "TBody",
                  "TFoot", "TR", "Span", "Link", "Figure", "Form"}
# Where a table's parts may stand (ISO 32000-1, 14.8.4.3.4).
PARENTS = {"TR": {"THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"},
           "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"},
           "Caption": {"Table"}}

# A node's children are nodes, contents and annotations, in their order.
Node = namedtuple("Node", "role element children")
Content = namedtuple("Content", "page mcid")
Annotation = namedtuple("Annotation", "page object")


def squeezed(text):
    return re.sub(r"\s+", "", text)


def name_of(value):
    return str(value)[1:]


# ---------------------------------------------------------------------------
# What a page shows.

def unicode_of(font):
    """The text of each glyph, from the font's ToUnicode."""
    table = {}
    source = font.ToUnicode.read_bytes().decode("ascii")

    def text(digits):
        return bytes.fromhex(digits).decode("utf-16-be")

    for body in re.findall(r"beginbfchar(.*?)endbfchar", source, re.S):
        for code, value in re.findall(r"<(\w+)>\s*<(\w+)>", body):
            table[int(code, 16)] = text(value)
    for body in re.findall(r"beginbfrange(.*?)endbfrange", source, re.S):
        for first, last, value in re.findall(
                r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", body):
            start = text(value)
            for code in range(int(first, 16), int(last, 16) + 1):
                table[code] = start[:-1] + chr(
                    ord(start[-1]) + code - int(first, 16))
    return table


def codes_of(font, data):
    """Numbers of glyphs: of two bytes in Identity-H, else of one."""
    width = 2 if font.Subtype == pikepdf.Name.Type0 else 1
    return [int.from_bytes(data[i:i + width], "big")
            for i in range(0, len(data), width)]


class Page:
    """The text of each marked content on a page, and of its artifacts."""

    def __init__(self, number, page):
        self.number, self.page = number, page
        self.texts = {}         # by MCID
        self.tags = {}          # by MCID
        self.artifacts = ""
        self.problems = []
        fonts = page.Resources.get("/Font", {})
        self.fonts = {name: (font, unicode_of(font))
                      for name, font in fonts.items()}
        self.read()

    def problem(self, text):
        self.problems.append(f"page {self.number}: {text}")

    def begin(self, stack, operands):
        tag = name_of(operands[0])
        properties = operands[1] if len(operands) > 1 else None
        mcid = None
        if isinstance(properties, pikepdf.Dictionary):
            mcid = properties.get("/MCID")
        marked = [mark for mark in stack if mark[0] == "Artifact"
                  or mark[1] is not None]
        if marked and (tag == "Artifact" or mcid is not None):
            self.problem(f"{tag} begins inside of {marked[-1][0]}")
        if mcid is not None:
            mcid = int(mcid)
            if mcid in self.texts:
                self.problem(f"MCID {mcid} stands twice")
            self.texts[mcid], self.tags[mcid] = "", tag
        actual = None
        if isinstance(properties, pikepdf.Dictionary):
            actual = properties.get("/ActualText")
        if actual is not None:
            self.add(stack + [(tag, mcid, None)], str(actual))
        stack.append((tag, mcid, actual))

    def add(self, stack, text):
        for tag, mcid, _ in reversed(stack):
            if mcid is not None:
                self.texts[mcid] += text
                return
            if tag == "Artifact":
                self.artifacts += text
                return
        self.problem(f"text outside of any tag: {text!r}")

    def shown(self, font, table, operand):
        strings = operand if isinstance(operand, pikepdf.Array) else [operand]
        text = ""
        for string in strings:
            if not isinstance(string, pikepdf.String):
                continue
            for code in codes_of(font, bytes(string)):
                if code == 0:
                    self.problem(".notdef is shown")
                elif code not in table:
                    self.problem(f"glyph {code} has no character")
                text += table.get(code, "\ufffd")
        return text

    def read(self):
        stack, font, table = [], None, {}
        for operands, operator in pikepdf.parse_content_stream(self.page):
            word = str(operator)
            if word in ("BDC", "BMC"):
                self.begin(stack, operands)
            elif word == "EMC":
                if not stack:
                    self.problem("EMC without a beginning")
                else:
                    stack.pop()
            elif word == "Tf":
                font, table = self.fonts[str(operands[0])]
            elif word in SHOWS:
                text = self.shown(font, table, operands[-1])
                if not any(mark[2] is not None for mark in stack):
                    self.add(stack, text)
            elif word in PAINTS and not any(
                    mark[0] == "Artifact" or mark[1] is not None
                    for mark in stack):
                self.problem(f"{word} outside of any tag")
        if stack:
            self.problem("content is not closed")


# ---------------------------------------------------------------------------
# The structure tree.

class Letter:
    def __init__(self, path):
        self.path = path
        self.pdf = pikepdf.open(path)
        self.pages = [Page(number, page.obj) for number, page
                      in enumerate(self.pdf.pages, 1)]
        self.indices = {page.page.objgen: index
                        for index, page in enumerate(self.pages)}
        self.problems = [text for page in self.pages
                         for text in page.problems]
        self.contents = {}      # (page, MCID): the element that has it
        self.annotations = {}   # an annotation's number: likewise
        self.seen = set()
        element = self.pdf.Root.get("/StructTreeRoot")
        if element is None:
            raise ValueError("no structure tree")
        self.root = Node("Root", element, self.read_children(element, 0))

    def problem(self, text):
        self.problems.append(text)

    def read_children(self, element, depth):
        kids = element.get("/K", pikepdf.Array())
        if not isinstance(kids, pikepdf.Array):
            kids = [kids]
        return [self.read_child(kid, element, depth) for kid in kids]

    def read_child(self, kid, parent, depth):
        if isinstance(kid, int) or kid.get("/Type") == "/MCR":
            page = parent.get("/Pg")
            if not isinstance(kid, int):
                page, kid = kid.get("/Pg", page), kid.MCID
            content = Content(self.indices[page.objgen], int(kid))
            if content in self.contents:
                self.problem(f"{content} belongs to two elements")
            self.contents[content] = parent
            return content
        if kid.get("/Type") == "/OBJR":
            if kid.Obj.objgen in self.annotations:
                self.problem("an annotation belongs to two elements")
            self.annotations[kid.Obj.objgen] = parent
            page = kid.get("/Pg", parent.get("/Pg"))
            return Annotation(self.indices[page.objgen], kid.Obj)
        role = name_of(kid.S)
        if kid.objgen in self.seen or depth > 50:
            self.problem(f"{role} stands in the tree twice")
            return Node(role, kid, [])
        self.seen.add(kid.objgen)
        if kid.get("/P") is None or kid.P.objgen != parent.objgen:
            self.problem(f"{role} names another parent than its own")
        return Node(role, kid, self.read_children(kid, depth + 1))

    def nodes(self, node=None):
        for child in (node or self.root).children:
            if isinstance(child, Node):
                yield child
                yield from self.nodes(child)

    def text_of(self, child):
        if isinstance(child, Content):
            return self.pages[child.page].texts.get(child.mcid, "")
        if isinstance(child, Annotation):
            return ""
        return "".join(self.text_of(each) for each in child.children)

    # -- what must hold

    def check_contents(self):
        for number, page in enumerate(self.pages):
            for mcid, text in page.texts.items():
                if Content(number, mcid) not in self.contents:
                    self.problem(f"page {number + 1}: MCID {mcid} belongs to "
                                 f"no element: {text[:30]!r}")
        for (number, mcid), element in self.contents.items():
            tag = self.pages[number].tags.get(mcid)
            if tag != name_of(element.S):
                self.problem(f"page {number + 1}: MCID {mcid} of "
                             f"{name_of(element.S)} is tagged {tag}")

    def parent_tree(self):
        tree, todo = {}, [self.root.element.ParentTree]
        while todo:
            node = todo.pop()
            todo += list(node.get("/Kids", []))
            numbers = list(node.get("/Nums", []))
            for key, value in zip(numbers[::2], numbers[1::2]):
                if int(key) in tree:
                    self.problem(f"ParentTree has {int(key)} twice")
                tree[int(key)] = value
        return tree

    def check_page_parents(self, tree, number, page):
        key = page.page.get("/StructParents")
        parents = tree.pop(int(key), []) if key is not None else []
        if len(parents) != len(page.texts):
            self.problem(f"page {number + 1}: ParentTree knows "
                         f"{len(parents)} of {len(page.texts)} contents")
            return
        for mcid, parent in enumerate(parents):
            owner = self.contents.get(Content(number, mcid))
            if owner is None or owner.objgen != parent.objgen:
                self.problem(f"page {number + 1}: ParentTree gives MCID "
                             f"{mcid} to another element")

    def check_parent_tree(self):
        tree = self.parent_tree()
        last = max(tree, default=-1)
        if int(self.root.element.ParentTreeNextKey) <= last:
            self.problem("ParentTreeNextKey is in use")
        for number, page in enumerate(self.pages):
            self.check_page_parents(tree, number, page)
            for annotation in page.page.get("/Annots", []):
                owner = self.annotations.get(annotation.objgen)
                parent = tree.pop(int(annotation.get("/StructParent", -1)),
                                  None)
                if owner is None or parent is None or \
                        owner.objgen != parent.objgen:
                    self.problem(f"page {number + 1}: an annotation's element "
                                 "is not its parent")
                # ISO 14289-1, 7.18.1: a field tells of itself by TU.
                told = "/TU" if annotation.Subtype == "/Widget" \
                    else "/Contents"
                if not str(annotation.get(told, "")).strip():
                    self.problem(f"page {number + 1}: an annotation without "
                                 f"{told[1:]}")
        if tree:
            self.problem(f"ParentTree has {sorted(tree)} for nothing")

    def check_nodes(self):
        level = 0
        for node in self.nodes():
            if node.role not in ROLES:
                self.problem(f"{node.role} is no role we use")
            for child in node.children:
                if isinstance(child, Node) and node.role not in PARENTS.get(
                        child.role, {node.role}):
                    self.problem(f"{child.role} stands in {node.role}")
            if node.role == "Table":
                self.check_table(node)
            if node.role == "TD" and not node.children:
                continue        # keeps its row whole
            if not node.children:
                self.problem(f"{node.role} is empty")
            elif node.role not in ("Figure", "Form") and \
                    not squeezed(self.text_of(node)):
                self.problem(f"{node.role} has no text")
            if node.role == "Figure" and \
                    not str(node.element.get("/Alt", "")).strip():
                self.problem("Figure without Alt")
            if node.role == "Link" and not any(
                    isinstance(child, Annotation) for child in node.children):
                self.problem("Link without an annotation")
            if re.fullmatch("H[1-6]", node.role):
                if int(node.role[1]) > level + 1:
                    self.problem(f"{node.role} follows H{level}")
                level = int(node.role[1])

    def check_table(self, table):
        """One header row, rows of one length, each with its own header."""
        rows = [(part.role, row) for part in table.children
                for row in part.children
                if isinstance(row, Node) and row.role == "TR"]
        lengths = {len(row.children) for _, row in rows}
        if len(lengths) != 1:
            self.problem(f"a table's rows have {sorted(lengths)} cells")
        if [part for part, _ in rows].count("THead") != 1:
            self.problem("a table without just one row of headers")
        for part, row in rows:
            scopes = [str(cell.element.A.Scope) for cell in row.children
                      if cell.role == "TH"]
            wanted = ["/Column"] * len(row.children) if part == "THead" \
                else ["/Row"]
            if scopes != wanted:
                self.problem(f"headers of a row in {part} are of {scopes}")

    def pieces(self, node=None, figure=False, out=None):
        """[page, text, whether in a figure] of what stands together in one
        block on one page, in the order of reading."""
        out = [] if out is None else out
        for child in (node or self.root).children:
            if isinstance(child, Content):
                text = self.pages[child.page].texts.get(child.mcid, "")
                if out and out[-1][0] == child.page and not figure:
                    out[-1][1] += text
                else:
                    out.append([child.page, text, figure])
            elif isinstance(child, Node):
                apart = child.role in BLOCKS or child.role == "Figure"
                if apart:
                    out.append([None, "", False])
                self.pieces(child, figure or child.role == "Figure", out)
                if apart:
                    out.append([None, "", False])
        return [piece for piece in out if piece[0] is not None] \
            if node is None else out

    def check_order(self):
        """Each piece stands whole in poppler's text of its page, in the
        tree's order, and nothing is left but artifacts and what figures
        draw."""
        pieces = self.pieces()
        numbers = [number for number, _, _ in pieces]
        if numbers != sorted(numbers):
            self.problem("what is read jumps back to an earlier page")
        for number, page in enumerate(self.pages):
            rest, at = squeezed(poppler_text(self.path, number + 1)), 0
            drawn = squeezed(page.artifacts)
            for _, text, figure in [piece for piece in pieces
                                    if piece[0] == number]:
                text = squeezed(text)
                if figure:
                    drawn += text
                elif rest.find(text, at) < 0:
                    self.problem(f"page {number + 1}: pdftotext does not "
                                 f"have, in its place: {text[:40]!r}")
                else:
                    at = rest.find(text, at)
                    rest = rest[:at] + rest[at + len(text):]
            if Counter(rest) != Counter(drawn):
                self.problem(f"page {number + 1}: pdftotext has more or "
                             f"less: {rest[:60]!r}, not {drawn[:60]!r}")

    def check_metadata(self):
        """Both places that tell of the document tell the same."""
        info = self.pdf.docinfo
        with self.pdf.open_metadata(update_docinfo=False) as metadata:
            both = [("/Title", "dc:title"), ("/Author", "dc:creator"),
                    ("/Producer", "pdf:Producer")]
            for key, name in both:
                old, new = str(info.get(key, "")), metadata.get(name, "")
                if old != (new if isinstance(new, str) else ", ".join(new)):
                    self.problem(f"{key[1:]} is {old!r}, and {name} {new!r}")

    def judge(self):
        self.check_metadata()
        self.check_contents()
        self.check_parent_tree()
        self.check_nodes()
        self.check_order()
        return self.problems


def poppler_text(path, page):
    """A page's text in the order in which it is drawn."""
    done = subprocess.run(
        ["pdftotext", "-raw", "-f", str(page), "-l", str(page), "-enc",
         "UTF-8", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def judge(path):
    try:
        return Letter(path).judge()
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError,
            IndexError, subprocess.CalledProcessError) as error:
        return [f"cannot be read: {type(error).__name__}: {error}"]


def main():
    failed = 0
    for path in sys.argv[1:]:
        problems = judge(path)
        for problem in problems:
            print(f"{path}: {problem}")
        failed += bool(problems)
    print(f"{len(sys.argv) - 1 - failed} passed, {failed} failed")
    return 0 if len(sys.argv) > 1 and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
