"""Draws a page as a PDF: with CID fonts that are in no file, or by a browser, with its Type 3."""

from __future__ import annotations

import html
import io

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from typeset import Ink, Page


def with_cid_fonts(page: Page) -> bytes:
    """ReportLab: STSong-Light by name, Adobe-GB1, no font embedded."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(page.width, page.height), invariant=1)
    for ink in page.ink:
        x0, y0, x1, y1 = ink.box
        low, high = page.height - y1, y1 - y0
        if ink.kind == "text":
            natural = pdfmetrics.stringWidth(ink.text, "STSong-Light", ink.size)
            gaps = max(len(ink.text) - 1, 1)
            text = canvas.beginText(x0, page.height - y0 - 0.88 * ink.size)
            text.setFont("STSong-Light", ink.size)
            text.setFillGray(ink.gray)
            text.setCharSpace((ink.wide - natural) / gaps if ink.wide else 0)
            text.textOut(ink.text)
            canvas.drawText(text)
        elif ink.kind == "down":
            canvas.setFont("STSong-Light", ink.size)
            for n, char in enumerate(ink.text):
                canvas.drawString(x0, page.height - y0 - n * ink.size - 0.88 * ink.size, char)
        elif ink.kind in ("rule", "tint"):
            canvas.setFillGray(ink.gray)
            canvas.rect(x0, low, x1 - x0, high, stroke=0, fill=1)
            canvas.setFillGray(0)
        elif ink.kind == "box":
            canvas.setLineWidth(0.75)
            canvas.rect(x0, low, x1 - x0, high)
        elif ink.kind == "picture":
            image = ImageReader(Image.linear_gradient("L").resize((96, 96)))
            canvas.drawImage(image, x0, low, x1 - x0, high)
    canvas.save()
    return file.getvalue()


FACES = {
    "text": "'Noto Serif CJK SC'",
    "bold": "'Noto Sans CJK SC'; font-weight:700",
    "kai": "'AR PL UKai CN','Noto Serif CJK SC'",
}


def _html(ink: Ink) -> str:
    x0, y0, x1, y1 = ink.box
    place = f"left:{x0:.2f}pt;top:{y0:.2f}pt;"
    size = f"width:{x1 - x0:.2f}pt;height:{y1 - y0:.2f}pt;"
    face = f"font-family:{FACES.get(ink.face, FACES['text'])};font-size:{ink.size:.2f}pt;"
    text = html.escape(ink.text)
    if ink.kind == "text":
        spread = (
            f"width:{ink.wide:.2f}pt;text-align:justify;text-align-last:justify;"
            "text-justify:inter-character;"
            if ink.wide
            else ""
        )
        shade = f"color:rgb({int(ink.gray * 255)},{int(ink.gray * 255)},{int(ink.gray * 255)});"
        return f'<p style="{place}{face}{spread}{shade}line-height:1">{text}</p>'
    if ink.kind == "down":
        return f'<p style="{place}{face}writing-mode:vertical-rl;line-height:1">{text}</p>'
    if ink.kind in ("rule", "tint"):
        shade = int(ink.gray * 255)
        return f'<i style="{place}{size}background:rgb({shade},{shade},{shade})"></i>'
    if ink.kind == "box":
        return f'<i style="{place}{size}border:.75pt solid #333;box-sizing:border-box"></i>'
    return f'<img style="{place}{size}" src="{PICTURE}">'


PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGNgaGD4DwAD"
    "BAGAQ4cVEQAAAABJRU5ErkJggg=="
)


def as_html(page: Page) -> str:
    """The page for a browser to print."""
    body = "".join(_html(ink) for ink in page.ink)
    return (
        f"<!doctype html><meta charset=utf-8><style>@page{{size:{page.width}pt {page.height}pt;"
        "margin:0}body{margin:0}p,i,img{position:absolute;margin:0;white-space:nowrap}"
        f"</style>{body}"
    )
