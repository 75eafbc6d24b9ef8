#!/usr/bin/env python3
"""ReportLab: Platypus flowables, TrueType faces registered once."""

from html import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (Flowable, Image, PageBreak, Paragraph,
                                SimpleDocTemplate)

import peer

pdfmetrics.registerFont(TTFont("Lato", str(peer.FONTS / "Lato-Regular.ttf")))
pdfmetrics.registerFont(TTFont("Lato-Bold", str(peer.FONTS / "Lato-Bold.ttf")))
pdfmetrics.registerFontFamily("Lato", normal="Lato", bold="Lato-Bold",
                              italic="Lato", boldItalic="Lato-Bold")
STYLES = {role: ParagraphStyle(
    role, fontName="Lato-Bold" if role in ("H1", "H2") else "Lato",
    fontSize=size, leading=1.3 * size, spaceAfter=6, textColor=peer.INK)
    for role, size in peer.SIZES.items()}


class Strip(Flowable):
    def __init__(self, figure):
        super().__init__()
        self.figure, self.width, self.height = figure, 160 * mm, 24

    def draw(self):
        canvas = self.canv
        others, own, average = peer.strip(self.figure, self.width, self.height)
        canvas.line(0, 12, self.width, 12)
        canvas.setFillColor(HexColor(peer.MUTED))
        for x, y in others:
            canvas.circle(x, y, 1.5, stroke=0, fill=1)
        if average is not None:
            canvas.line(average, 0, average, self.height)
        if own:
            canvas.setFillColor(HexColor(peer.ACCENT))
            canvas.circle(*own, 4, stroke=0, fill=1)


def marked(runs):
    return peer.marked(runs, escape, "<b>{}</b>",
                       '<link href="{}"><u>{}</u></link>')


def story(letter):
    for block in letter["blocks"]:
        role = block["role"]
        if role == "Page":
            yield PageBreak()
        elif role == "Figure":
            yield Strip(block)
        elif role == "Signature":
            yield Image(str(peer.SIGNATURE), 40 * mm, 14 * mm)
        else:
            yield Paragraph(marked(block["runs"]), STYLES[role])


def foot(name):
    def draw(canvas, document):
        canvas.setFont("Lato", 9)
        canvas.drawString(25 * mm, 12 * mm, name)
        canvas.drawRightString(185 * mm, 12 * mm, f"Page {document.page}")
    return draw


for _, letter, path in peer.letters():
    document = SimpleDocTemplate(
        path, pagesize=A4, leftMargin=25 * mm, rightMargin=25 * mm,
        topMargin=25 * mm, bottomMargin=25 * mm, title=peer.TITLE, lang="en",
        invariant=1)
    draw = foot(letter["name"])
    document.build(list(story(letter)), onFirstPage=draw, onLaterPages=draw)
