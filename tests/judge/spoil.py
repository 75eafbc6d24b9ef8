#!/usr/bin/env python3
"""Make letters wrong on purpose, each in one way, for a judge to refuse.

    spoil.py LETTER.pdf FOLDER

Writes FOLDER/RULE-WHAT.pdf, where RULE is the judge that must refuse it: ua1
(PDF/UA-1) or 3a (PDF/A-3a); and FOLDER/none.pdf, written anew the same way with
nothing wrong, which both must take.
"""

import sys
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name


def elements(pdf, role):
    return [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)
            and o.get("/S") == Name("/" + role) and "/P" in o]


def ua1_no_language(pdf):
    del pdf.Root.Lang


def ua1_no_title_shown(pdf):
    del pdf.Root.ViewerPreferences


def ua1_not_marked(pdf):
    pdf.Root.MarkInfo = Dictionary(Marked=False)


def ua1_no_structure(pdf):
    del pdf.Root.StructTreeRoot


def ua1_figure_without_alt(pdf):
    del elements(pdf, "Figure")[0]["/Alt"]


def ua1_heading_skipped(pdf):
    for element in elements(pdf, "H2"):
        element.S = Name.H4


def ua1_link_without_words(pdf):
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if annotation.Subtype == Name.Link:
                del annotation["/Contents"]


def ua1_no_tab_order(pdf):
    for page in pdf.pages:
        if "/Tabs" in page:
            del page["/Tabs"]


def ua1_untagged_content(pdf):
    page = pdf.pages[0]
    page.contents_add(b"BT /F0 9 Tf 99 99 Td ET 10 10 20 20 re f")


def a3_no_colour_profile(pdf):
    del pdf.Root.OutputIntents


def a3_no_metadata(pdf):
    del pdf.Root.Metadata


def a3_script(pdf):
    pdf.Root.OpenAction = Dictionary(
        S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def a3_font_not_embedded(pdf):
    for o in pdf.objects:
        if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o:
            del o["/FontFile2"]
            return


def a3_attachment_unrelated(pdf):
    for o in pdf.objects:
        if isinstance(o, pikepdf.Dictionary) and "/AFRelationship" in o:
            del o["/AFRelationship"]


def a3_encoding_wrong(pdf):
    for o in pdf.objects:
        if isinstance(o, pikepdf.Dictionary) and \
                o.get("/Subtype") == Name.CIDFontType2:
            o.W = pikepdf.Array([0, pikepdf.Array([1, 2, 3, 4, 5] * 9)])


FAULTS = [f for name, f in sorted(globals().items())
          if name.startswith(("ua1_", "a3_"))]


def main():
    letter, folder = sys.argv[1:]
    with pikepdf.open(letter) as pdf:
        pdf.save(Path(folder, "none.pdf"))
    for fault in FAULTS:
        rule, what = fault.__name__.split("_", 1)
        rule = "3a" if rule == "a3" else rule
        with pikepdf.open(letter) as pdf:
            fault(pdf)
            pdf.save(Path(folder, f"{rule}-{what.replace('_', '-')}.pdf"))


if __name__ == "__main__":
    main()
