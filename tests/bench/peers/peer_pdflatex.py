#!/usr/bin/env python3
"""pdfLaTeX: a process a letter, as it can do no other; no charts but rules."""

import re
import subprocess
import tempfile
from pathlib import Path

import peer

HEAD = r"""\documentclass[11pt,a4paper]{article}
\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}
\usepackage[margin=25mm]{geometry}\usepackage{graphicx,hyperref}
\setlength\parindent{0pt}\setlength\parskip{6pt}\raggedright
\hypersetup{pdftitle={Annual review letter 2020}}
\begin{document}
"""


def escape(text):
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def marked(runs):
    return peer.marked(runs, escape, r"\textbf{{{}}}", r"\href{{{}}}{{{}}}")


def tex(letter):
    yield HEAD
    for block in letter["blocks"]:
        role = block["role"]
        if role == "Page":
            yield r"\newpage"
        elif role == "Figure":
            for name in ("own", "average"):
                yield rf"\rule{{{block[name] or 0}\linewidth}}{{8pt}}\par"
        elif role == "Signature":
            yield rf"\includegraphics[width=40mm]{{{peer.SIGNATURE}}}"
        elif role in ("H1", "H2"):
            size = r"\Large" if role == "H1" else r"\large"
            yield rf"{{{size}\bfseries {marked(block['runs'])}\par}}"
        elif role == "Rate":
            yield rf"{{\Huge {marked(block['runs'])}\par}}"
        else:
            yield marked(block["runs"]) + "\n"
    yield r"\end{document}"


for _, letter, path in peer.letters():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "letter.tex").write_text("\n".join(tex(letter)),
                                              encoding="utf-8")
        subprocess.run(["pdflatex", "-interaction=batchmode", "letter.tex"],
                       cwd=folder, stdout=subprocess.DEVNULL, check=True)
        Path(path).write_bytes(Path(folder, "letter.pdf").read_bytes())
