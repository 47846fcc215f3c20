"""`python -m broadsheet.pdf.worker FILE FIRST LAST SECONDS`: reads pages in a process of its own.

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
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pypdfium2 as pdfium
from PIL import Image

from broadsheet.layouts import Box
from broadsheet.pdf import eyes
from broadsheet.pdf.reading import PageReading
from broadsheet.pdf.segment import read_page
from broadsheet.pdf.sheet import Sheet, Trouble
from broadsheet.pdf.sources import Source, UnopenedError, open_source
from broadsheet.pdf.taken import Looking, Opened, Refused, Shot, TakenPage

MEMORY = 3 << 30
"""Bytes of address space of the process; a page of A2 at 200 dots an inch is drawn in 90 MB."""
LOOK_MEMORY = 10 << 30
"""The same while a page is read from its picture; the models hold 1 to 2 GB of it."""
LOOK_SECONDS = 300.0
"""Processor time of such a page; a full one of A2 takes some 50."""
FAULTS = (pdfium.PdfiumError, MemoryError, ValueError, OSError)
"""What a broken page raises in the libraries that read and draw it."""
DENSITY = 2.0
"""Pixels a point of a page's picture: 144 dots an inch."""
MOST_PIXELS = 4200
"""Of the longer side of a page's picture."""
CUTTING_QUALITY = 85
PICTURE_QUALITY = 80


def main(arguments: list[str]) -> None:
    """Reads pages of FILE from FIRST (0-based) to before LAST, each in so many SECONDS of work."""
    path, first, last = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    seconds = float(arguments[3])
    # nothing that a library prints may get into the stream
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit(MEMORY)
    try:
        source = open_source(path)
    except UnopenedError as error:
        _send(out, Refused(str(error)))
        return
    _send(out, Opened(source.count))
    for index in range(first, min(last, source.count)):
        _clock(seconds)
        _send(out, _taken(source, index, out))


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
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


def _taken(source: Source, index: int, out: BinaryIO) -> TakenPage:
    page = TakenPage(index, PageReading(595.0, 842.0))
    try:
        sheet = source.sheet(index)
        look = _look(source, index, sheet, out)
        if look is not None:
            sheet, page = look.sheet, replace(page, by_eye=True, doubts=look.doubts)
        reading = PageReading(sheet.width, sheet.height, trouble=sheet.trouble)
        if sheet.trouble is None:
            reading = read_page(sheet)
        page = replace(page, reading=reading, pdf=source.single(index))
    except FAULTS as error:
        reason = str(error)[:120] or type(error).__name__
        return replace(page, pdf=source.single(index), failure=reason)
    try:
        wanted = _density(sheet)
        if look is not None:
            drawn, density = look.picture, look.picture.width / sheet.width
        else:
            drawn, density = source.drawn(index, wanted)
        picture = _shot(_smaller(drawn, density, wanted), "WEBP", PICTURE_QUALITY)
        return replace(page, picture=picture, cuttings=_cuttings(drawn, density, reading))
    except FAULTS:
        return page  # it was read, and has no picture


def _look(source: Source, index: int, sheet: Sheet, out: BinaryIO) -> eyes.Look | None:
    """The page read from its picture, where its text is of no use and the press has eyes."""
    if sheet.trouble in (None, Trouble.EMPTY) or not eyes.can_look():
        return None
    _send(out, Looking(index))
    _clock(LOOK_SECONDS)
    _limit(LOOK_MEMORY)
    drawn, density = source.drawn(index, eyes.DENSITY)
    return eyes.look_at(drawn, density, sheet)


def _density(sheet: Sheet) -> float:
    """Pixels a point of the picture that readers see."""
    return min(DENSITY, MOST_PIXELS / max(sheet.width, sheet.height, 1.0))


def _smaller(drawn: Image.Image, density: float, wanted: float) -> Image.Image:
    if density <= wanted * 1.01:
        return drawn
    size = (round(drawn.width * wanted / density), round(drawn.height * wanted / density))
    return drawn.resize(size, Image.Resampling.LANCZOS)


def _shot(picture: Image.Image, kind: str, quality: int) -> Shot:
    file = io.BytesIO()
    if kind == "WEBP":
        picture.save(file, kind, quality=quality, method=2)
        return Shot(file.getvalue(), ".webp")
    picture.save(file, kind, quality=quality)
    return Shot(file.getvalue(), ".jpg")


def _cuttings(
    drawn: Image.Image, density: float, reading: PageReading
) -> tuple[tuple[int, int, Shot], ...]:
    """The pictures of the stories."""
    found = []
    for n, story in enumerate(reading.stories):
        for m, (box, _) in enumerate(story.pictures):
            cut = _cut(drawn, box, density)
            if cut is not None:
                found.append((n, m, _shot(cut, "JPEG", CUTTING_QUALITY)))
    return tuple(found)


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


if __name__ == "__main__":
    main(sys.argv[1:])
