#!/usr/bin/env python3
"""Typst, by its Python package: one compiler, the letter as an input."""

import datetime
from pathlib import Path

import typst

import peer

HERE = Path(__file__).resolve().parent
compiler = typst.Compiler(str(HERE / "letter.typ"), root=str(HERE.parents[2]),
                          font_paths=[str(peer.FONTS)],
                          ignore_system_fonts=True)
day = datetime.datetime.fromisoformat(peer.DATE + "T12:00+00:00")
for line, _, path in peer.letters():
    compiler.compile(output=path, format="pdf", sys_inputs={"letter": line},
                     pdf_standards=["ua-1", "a-3a"], timestamp=day)
