"""`python -m broadsheet.pdf.worker FILE FIRST SECONDS`: reads pages in a process of its own.

A page may be anything. What one page costs in time and memory is limited here, by the system:
a page over its limits ends this process, and the workshop goes on behind it with another.
Writes each value with its length before it, pickled, to standard output.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import struct
import sys
from typing import BinaryIO

import pypdfium2 as pdfium
from PIL import Image

from broadsheet.layouts import Box
from broadsheet.pdf.eyes import eyes
from broadsheet.pdf.reader import read_sheet
from broadsheet.pdf.reading import PageReading
from broadsheet.pdf.segment import read_page
from broadsheet.pdf.taken import Opened, Refused, Shot, TakenPage

MEMORY = 3 << 30
"""Bytes of address space of the process; a page of A2 at 200 dots an inch is drawn in 90 MB."""
DENSITY = 2.0
"""Pixels a point of a page's picture: 144 dots an inch."""
MOST_PIXELS = 4200
"""Of the longer side of a page's picture."""
CUTTING_QUALITY = 85
PICTURE_QUALITY = 80


def main(arguments: list[str]) -> None:
    """Reads the pages of FILE from FIRST (0-based) on, each in so many SECONDS of work."""
    path, first, seconds = arguments[0], int(arguments[1]), float(arguments[2])
    # nothing that a library prints may get into the stream
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit()
    try:
        document = pdfium.PdfDocument(path)
        count = len(document)
    except pdfium.PdfiumError as error:
        _send(out, Refused(_reason(error)))
        return
    _send(out, Opened(count))
    for index in range(first, count):
        _clock(seconds)
        _send(out, _taken(document, index))


def _reason(error: pdfium.PdfiumError) -> str:
    text = str(error)
    return "password" if "assword" in text or "ecurity" in text else text[:120]


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _clock(seconds: float) -> None:
    """Ends the process when it has worked so long on a page."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _send(out: BinaryIO, value: object) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    out.write(struct.pack(">Q", len(data)))
    out.write(data)
    out.flush()


def _taken(document: pdfium.PdfDocument, index: int) -> TakenPage:
    failure: str | None = None
    reading = PageReading(595.0, 842.0)
    picture: Shot | None = None
    cuttings: list[tuple[int, int, Shot]] = []
    try:
        page = document[index]
        sheet = read_sheet(page)
        drawn, density = _drawn(page, sheet.width, sheet.height)
        look = eyes()
        if sheet.trouble is not None and look is not None and drawn is not None:
            sheet = look(drawn, density, sheet)
        reading = PageReading(sheet.width, sheet.height, trouble=sheet.trouble)
        if sheet.trouble is None:
            reading = read_page(sheet)
        if drawn is not None:
            picture = _shot(drawn, "WEBP", PICTURE_QUALITY)
            cuttings = _cuttings(drawn, density, reading)
    except (pdfium.PdfiumError, MemoryError, ValueError, OSError) as error:
        failure = str(error)[:120] or type(error).__name__
    return TakenPage(index, reading, picture, _single(document, index), tuple(cuttings), failure)


def _drawn(page: pdfium.PdfPage, width: float, height: float) -> tuple[Image.Image | None, float]:
    density = min(DENSITY, MOST_PIXELS / max(width, height, 1.0))
    try:
        drawn = page.render(scale=density).to_pil().convert("RGB")
    except (pdfium.PdfiumError, MemoryError, ValueError):
        return None, density
    return drawn, density


def _shot(picture: Image.Image, kind: str, quality: int) -> Shot:
    file = io.BytesIO()
    if kind == "WEBP":
        picture.save(file, kind, quality=quality, method=2)
        return Shot(file.getvalue(), ".webp")
    picture.save(file, kind, quality=quality)
    return Shot(file.getvalue(), ".jpg")


def _cuttings(
    drawn: Image.Image, density: float, reading: PageReading
) -> list[tuple[int, int, Shot]]:
    """The pictures of the stories."""
    found = []
    for n, story in enumerate(reading.stories):
        for m, (box, _) in enumerate(story.pictures):
            cut = _cut(drawn, box, density)
            if cut is not None:
                found.append((n, m, _shot(cut, "JPEG", CUTTING_QUALITY)))
    return found


def _cut(drawn: Image.Image, box: Box, density: float) -> Image.Image | None:
    edges = (
        max(0, round(box.x0 * density)),
        max(0, round(box.y0 * density)),
        min(drawn.width, round(box.x1 * density)),
        min(drawn.height, round(box.y1 * density)),
    )
    if edges[2] - edges[0] < 8 or edges[3] - edges[1] < 8:
        return None
    return drawn.crop(edges)


def _single(document: pdfium.PdfDocument, index: int) -> bytes | None:
    """The page as a file of its own."""
    try:
        single = pdfium.PdfDocument.new()
        single.import_pages(document, [index])
        file = io.BytesIO()
        single.save(file)
        single.close()
    except (pdfium.PdfiumError, MemoryError):
        return None
    return file.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
