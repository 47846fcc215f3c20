"""Pictures of pages that came with ALTO: as they are where browsers can show them, else as WebP."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps

from broadsheet import pictures
from broadsheet.alto.pageread import UNITS, AltoPage, Head
from broadsheet.layouts import Box
from broadsheet.pdf.taken import SCANS
from broadsheet.problems import NewspaperError, problem

PICTURES = SCANS | {".jp2", ".jpf", ".jpx", ".bmp"}
"""What may be the picture of a page; Pillow reads JPEG 2000 where it was built with it."""
SHOWN = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
"""What browsers show, and what Pillow calls it."""
MOST_SIDE = 4200
"""Pixels of the longer side of a page's picture, as of those that are drawn from PDFs."""
PAGE_QUALITY = 80
CUT_QUALITY = 85
SPECK = 8
"""Pixels of a side below which nothing is cut out."""
POINTS = 72.0
SCAN_SIDE = 1300.0
"""Points of the longer side where nothing says how large the page was: between a tabloid (1 106)
and a broadsheet (1 545)."""
SMALLEST, LARGEST = 400.0, 3000.0
"""Points between which the longer side of a print page lies; what says otherwise is no resolution
of a scan."""
_DAMAGED = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Plate:
    """The picture of a page."""

    data: bytes
    suffix: str
    width: int
    """Pixels of the picture as it came."""
    height: int
    density: float
    """Dots an inch as it says; 0 where it does not."""
    raw: bytes
    """As it came; unpacked again to be cut, since pages of an issue are many."""


def plate_of(data: bytes, suffix: str, shown: str) -> Plate | None:
    """The picture of a page; None where it cannot be read.

    Raises NewspaperError `picture-huge`.
    """
    try:
        with pictures.quiet(), Image.open(io.BytesIO(data)) as file:
            pixels = file.width * file.height
            if pixels > pictures.MOST_PIXELS:
                told = {"pixels": pixels // 1_000_000, "limit": pictures.MOST_PIXELS // 1_000_000}
                raise NewspaperError([problem("picture-huge", shown, None, **told)])
            density = float(file.info.get("dpi", (0.0, 0.0))[0])
            kind = file.format
            opened = ImageOps.exif_transpose(file).convert("RGB")
            turned = opened.size != file.size
    except _DAMAGED:
        return None
    as_it_is = SHOWN.get(suffix) == kind and max(opened.size) <= MOST_SIDE and not turned
    if as_it_is:
        return Plate(data, suffix, *opened.size, density, data)
    small = opened.copy()
    small.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=PAGE_QUALITY, method=2)
    return Plate(buffer.getvalue(), ".webp", *opened.size, density, data)


def points_of(head: Head, plate: Plate | None, pdf: bytes | None) -> float:
    """Points of one unit of a file of ALTO.

    Pixels have no size of their own: the PDF of the page says it, or the resolution of its picture.
    """
    if head.unit in UNITS:
        return UNITS[head.unit]
    across = head.width or (plate.width if plate else 0.0)
    longer = max(across, head.height or (plate.height if plate else 0.0))
    if pdf and across and (wide := _width(pdf)):
        return wide / across
    if plate and across and plate.density not in (0.0, 72.0, 96.0):
        scale = plate.width / across * POINTS / plate.density
        if SMALLEST <= longer * scale <= LARGEST:
            return scale
    return SCAN_SIDE / longer if longer else 1.0


def cuttings(plate: Plate, boxes: Sequence[Box], page: AltoPage) -> list[bytes | None]:
    """The pictures of a story on its page, cut out of that, as JPEG; None for specks."""
    if not boxes:
        return []
    with pictures.quiet(), Image.open(io.BytesIO(plate.raw)) as file:
        opened = ImageOps.exif_transpose(file).convert("RGB")
    across, down = opened.width / page.width, opened.height / page.height
    found: list[bytes | None] = []
    for box in boxes:
        left, top = max(0, round(box.x0 * across)), max(0, round(box.y0 * down))
        right = min(opened.width, round(box.x1 * across))
        bottom = min(opened.height, round(box.y1 * down))
        if right - left < SPECK or bottom - top < SPECK:
            found.append(None)
            continue
        buffer = io.BytesIO()
        opened.crop((left, top, right, bottom)).save(buffer, "JPEG", quality=CUT_QUALITY)
        found.append(buffer.getvalue())
    return found


def _width(pdf: bytes) -> float | None:
    """Points across of the one page of a PDF, as it is shown."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        page = PdfReader(io.BytesIO(pdf)).pages[0]
        box = page.cropbox
        wide = float(box.height if page.rotation % 180 else box.width)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
            RecursionError, NotImplementedError):  # fmt: skip
        return None
    return wide if wide > 0 else None
