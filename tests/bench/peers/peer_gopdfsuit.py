#!/usr/bin/env python3
"""gopdfsuit, by its Python package: a template of tables, signed by a P-256 key
(BENCH_KEY, BENCH_CERTIFICATE), its own fonts embedded, PDF/A asked for."""

import base64
import os
from pathlib import Path

from pypdfsuit import generate_pdf_from_dict
from pypdfsuit.builder import make_props

import peer

KEY = Path(os.environ["BENCH_KEY"]).read_text()
CERTIFICATE = Path(os.environ["BENCH_CERTIFICATE"]).read_text()
PICTURE = base64.b64encode(peer.SIGNATURE.read_bytes()).decode()
PLAIN = (0, 0, 0, 0)
PROPS = {role: make_props("Helvetica", size, bold=role in ("H1", "H2"),
                          borders=PLAIN)
         for role, size in peer.SIZES.items()}
SIGNATURE = {"enabled": True, "certificatePem": CERTIFICATE,
             "privateKeyPem": KEY, "visible": False,
             "reason": "Specimen", "location": "Coventry"}


def row(cells):
    return {"row": cells}


def table(rows, widths=(1.0,)):
    return {"maxcolumns": len(widths), "columnwidths": list(widths),
            "rows": rows}


def cells_of(block):
    """A cell holds one style: the first link of a block stands for all."""
    words = "".join(text for text, _, _ in block["runs"])
    link = next((url for _, _, url in block["runs"] if url), None)
    cell = {"props": PROPS[block["role"]], "text": words, "wrap": True}
    return [{**cell, "link": link} if link else cell]


def tables(letter):
    for block in letter["blocks"]:
        if block["role"] == "Signature":
            yield table([row([{"props": PROPS["P"], "image": {
                "imagename": "signature", "imagedata": PICTURE,
                "width": 110, "height": 40}, "height": 40}])])
        elif block["role"] == "Figure":
            own, average = (int(100 * (block[name] or 0)) or 1
                            for name in ("own", "average"))
            yield table([row([{"props": PROPS["P"], "text": "",
                               "bgcolor": peer.ACCENT},
                              {"props": PROPS["P"], "text": ""}])],
                        (own, 101 - own))
            yield table([row([{"props": PROPS["P"], "text": "",
                               "bgcolor": peer.MUTED},
                              {"props": PROPS["P"], "text": ""}])],
                        (average, 101 - average))
        elif block["role"] != "Page":
            yield table([row(cells_of(block))])


for _, letter, path in peer.letters():
    pdf = generate_pdf_from_dict({
        "config": {"page": "A4", "pageAlignment": 1, "pdfTitle": peer.TITLE,
                   "embedFonts": True, "embedStandardFonts": True,
                   "pdfaCompliant": True, "signature": SIGNATURE,
                   "pdfa": {"enabled": True, "conformance": "4",
                            "title": peer.TITLE}},
        "title": {"props": PROPS["H1"], "text": letter["name"]},
        "elements": [{"type": "table", "table": one}
                     for one in tables(letter)],
        "footer": {"font": PROPS["P"], "text": letter["name"]}})
    with open(path, "wb") as file:
        file.write(pdf)
