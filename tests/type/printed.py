"""A letter as it is printed, read back from its PDF: where each line of each
paragraph stands.

    letter = printed.read("letter.pdf")
    for paragraph in letter.paragraphs:
        print(paragraph.role, [line.text for line in paragraph.lines])

pikepdf reads the file and its structure; what the operators of a page do with a
line of text is worked out here (ISO 32000-1, 9.4), for as many of them as a page
of ours has, and any other operator that moves text is an error. Points, from the
page's top left.
"""

import re
import sys
from pathlib import Path

import pikepdf

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "judge"))
import structure                                        # noqa: E402

BLOCKS = ("P", "H1", "H2", "H3", "Lbl")


class Font:
    def __init__(self, font):
        self.font, self.text = font, structure.unicode_of(font)
        self.name = str(font.BaseFont).split("+")[-1].lstrip("/")
        if "/Widths" in font:
            self.default, self.widths = 0.0, {
                code: float(width) for code, width
                in enumerate(font.Widths, int(font.FirstChar))}
            return
        descendant = font.DescendantFonts[0]
        self.default = float(descendant.get("/DW", 1000))
        self.widths = {}
        todo = list(descendant.get("/W", []))
        while todo:
            first, second = int(todo.pop(0)), todo.pop(0)
            if isinstance(second, pikepdf.Array):
                for code, width in enumerate(second, first):
                    self.widths[code] = float(width)
            else:
                width = float(todo.pop(0))
                for code in range(first, int(second) + 1):
                    self.widths[code] = width


class Piece:
    """Text shown at once: from x to x2 on the baseline y."""

    def __init__(self, page, mcid, x, y, size, font):
        self.page, self.mcid = page, mcid
        self.x, self.x2, self.y = x, x, y
        self.size, self.font = size, font
        self.text, self.ink = "", x     # ink ends where blanks begin
        self.digits = []                # and their widths, of 1000


class Line:
    def __init__(self, pieces):
        pieces = sorted(pieces, key=lambda piece: piece.x)
        self.page, self.y = pieces[0].page, pieces[0].y
        self.size = max(piece.size for piece in pieces)
        self.x = pieces[0].x
        self.x2 = max(piece.ink for piece in pieces)
        self.text = "".join(piece.text for piece in pieces)
        self.is_hyphenated = self.text.endswith("\u00ad")
        self.digits = [(piece.font.name, *digit) for piece in pieces
                       for digit in piece.digits]

    @property
    def words(self):
        return self.text.replace("\u00a0", " ").split()


class Paragraph:
    def __init__(self, role, lines, in_section, in_item):
        self.role, self.lines = role, lines
        self.in_section, self.in_item = in_section, in_item


class Letter:
    def __init__(self, path):
        self.path = Path(path)
        with pikepdf.open(path) as pdf:
            self.sizes = [[float(side) for side in list(page.MediaBox)[2:]]
                          for page in pdf.pages]
            self.pieces = []
            for number, page in enumerate(pdf.pages):
                self.read_page(number, page)
            self.paragraphs = []
            self.cells = []             # of tables, each its lines
            self.figures = set()
            self.indices = {page.obj.objgen: index
                            for index, page in enumerate(pdf.pages)}
            self.read_tree(pdf.Root.StructTreeRoot, (), None)

    def read_page(self, number, page):
        fonts = {name: Font(font) for name, font
                 in page.Resources.get("/Font", {}).items()}
        height, marks = self.sizes[number][1], []
        x = y = 0.0
        font = size = piece = None
        for operands, operator in pikepdf.parse_content_stream(page):
            word = str(operator)
            if word in ("BDC", "BMC"):
                properties = operands[1] if len(operands) > 1 else {}
                marks.append((str(operands[0]), properties.get("/MCID"),
                              properties.get("/ActualText")))
            elif word == "EMC":
                marks.pop()
            elif word == "BT":
                x = y = 0.0
            elif word == "Td":
                x, y = x + float(operands[0]), y + float(operands[1])
                piece = None
            elif word == "Tf":
                font, size = fonts[str(operands[0])], float(operands[1])
            elif word == "TJ":
                # Arrays after each other go on where the last has ended.
                piece = piece or self.piece_at(number, marks, x, height - y,
                                               size, font)
                self.show(piece, operands[0], marks)
            elif word in ("Tj", "'", '"', "Tm", "TD", "T*", "TL", "Tc", "Tw",
                          "Tz"):
                raise ValueError(f"{word} is not looked for")

    def piece_at(self, number, marks, x, y, size, font):
        mcid = next((int(mark[1]) for mark in marks if mark[1] is not None),
                    None)
        self.pieces.append(Piece(number, mcid, x, y, size, font))
        return self.pieces[-1]

    @staticmethod
    def show(piece, array, marks):
        actual = next((str(mark[2]) for mark in reversed(marks)
                       if mark[2] is not None), None)
        for item in array:
            if not isinstance(item, pikepdf.String):
                piece.x2 -= float(item) * piece.size / 1000
                continue
            for code in structure.codes_of(piece.font.font, bytes(item)):
                text = piece.font.text[code]
                width = piece.font.widths.get(code, piece.font.default)
                piece.x2 += width * piece.size / 1000
                if text.isdigit():
                    piece.digits.append((text, width))
                if actual is None:
                    piece.text += text
                if text.strip():
                    piece.ink = piece.x2
        if actual is not None:
            piece.text += actual

    # -- the tree

    def read_tree(self, element, above, page):
        page = element.get("/Pg", page)
        role = str(element.get("/S", "/Root"))[1:]
        kids = element.get("/K", pikepdf.Array())
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        if role in BLOCKS:
            lines = self.lines_of(self.marks_of(element, page))
            if lines:
                self.paragraphs.append(Paragraph(
                    role, lines, "Sect" in above, "LI" in above))
            return
        if role in ("TH", "TD"):
            self.cells.append(self.lines_of(self.marks_of(element, page)))
            return
        if role == "Figure":
            self.figures |= set(self.marks_of(element, page))
            return
        for kid in kids:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                self.read_tree(kid, above + (role,), page)

    def marks_of(self, element, page):
        page = element.get("/Pg", page)
        kids = element.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                yield self.indices[page.objgen], kid
            elif kid.get("/Type") == "/MCR":
                yield (self.indices[kid.get("/Pg", page).objgen],
                       int(kid.MCID))
            elif "/S" in kid:
                yield from self.marks_of(kid, page)

    def lines_of(self, marks):
        marks = set(marks)
        rows = {}
        for piece in self.pieces:
            if (piece.page, piece.mcid) in marks and piece.text:
                rows.setdefault((piece.page, round(piece.y, 1)),
                                []).append(piece)
        return [Line(rows[key]) for key in sorted(rows)]


def read(path):
    return Letter(path)
