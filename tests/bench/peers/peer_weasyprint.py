#!/usr/bin/env python3
"""WeasyPrint: HTML and CSS, one font configuration, PDF/UA-1 asked for (it
writes one variant at a time), charts as SVG."""

from html import escape

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

import peer

CONFIGURATION = FontConfiguration()
STYLE = CSS(string=f"""
@font-face {{ font-family: Lato; src: url({peer.FONTS.as_uri()}/Lato-Regular.ttf) }}
@font-face {{ font-family: Lato; font-weight: bold;
              src: url({peer.FONTS.as_uri()}/Lato-Bold.ttf) }}
@page {{ size: A4; margin: 25mm; @bottom-right {{
         content: "Page " counter(page) " of " counter(pages); font: 9pt Lato }} }}
body {{ font: 11pt/1.3 Lato; color: {peer.INK} }}
h1 {{ font-size: 18pt }} h2 {{ font-size: 13pt }} .rate {{ font-size: 28pt }}
.page {{ break-before: page }} p {{ margin: 0 0 6pt }}
""", font_config=CONFIGURATION)


def svg(figure):
    width, height = 450, 24
    others, own, average = peer.strip(figure, width, height)
    parts = [f'<line x1="0" y1="12" x2="{width}" y2="12" stroke="black"/>']
    parts += [f'<circle cx="{x}" cy="{y:.2f}" r="1.5" fill="{peer.MUTED}"/>'
              for x, y in others]
    if average is not None:
        parts.append(f'<line x1="{average}" y1="0" x2="{average}" '
                     f'y2="{height}" stroke="black"/>')
    if own:
        parts.append(f'<circle cx="{own[0]}" cy="{own[1]}" r="4" '
                     f'fill="{peer.ACCENT}"/>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-label="{escape(figure["alt"])}" width="{width}" '
            f'height="{height}">{"".join(parts)}</svg>')


def marked(runs):
    return peer.marked(runs, escape, "<b>{}</b>",
                       '<a href="{}">{}</a>')


def html(letter):
    yield (f'<!doctype html><html lang="en-GB"><head><title>{peer.TITLE}'
           f'</title></head><body>')
    page = ""
    for block in letter["blocks"]:
        role = block["role"]
        if role == "Page":
            page = ' class="page"'
        elif role == "Figure":
            yield svg(block)
        elif role == "Signature":
            yield (f'<p><img src="{peer.SIGNATURE.as_uri()}" width="150" '
                   f'alt="{escape(block["alt"])}"></p>')
        elif role == "Rate":
            yield f'<p class="rate">{marked(block["runs"])}</p>'
        else:
            yield f'<{role}{page}>{marked(block["runs"])}</{role}>'
            page = ""
    yield "</body></html>"


for _, letter, path in peer.letters():
    HTML(string="".join(html(letter))).write_pdf(
        path, stylesheets=[STYLE], font_config=CONFIGURATION,
        pdf_variant="pdf/ua-1")
