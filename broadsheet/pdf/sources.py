"""Where pages come from: a PDF, or pictures of pages (a scan, a photograph, a TIFF of several)."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Protocol

import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from broadsheet.pdf.reader import read_sheet
from broadsheet.pdf.sheet import Sheet, Trouble
from broadsheet.pdf.taken import SCANS

POINTS = 72.0
"""Points an inch."""
SCAN_SIDE = 1300.0
"""Points of the longer side of a page whose picture does not say its size: between a tabloid
(1 106) and a broadsheet (1 545)."""
SMALLEST, LARGEST = 400.0, 3000.0
"""Points between which the longer side of a print page lies; a picture that says otherwise comes
from a camera, which knows no inches."""
TRAILER = 2048
"""Bytes at the end of a PDF in which its trailer lies."""
MOST_PIXELS = 400_000_000
"""Of a scan before it is made smaller: A2 at 600 dots an inch is 139 million."""
LARGE = 9000
"""Pixels of the longer side from which a scan is made smaller as it is opened."""


class UnopenedError(Exception):
    """A file that cannot be opened; the reason is its first argument."""


class Source(Protocol):
    """A file of pages."""

    count: int

    def sheet(self, index: int) -> Sheet:
        """What the file itself says of a page."""
        ...

    def drawn(self, index: int, density: float) -> tuple[Image.Image, float]:
        """The picture of a page with at most `density` pixels a point, and how many it has."""
        ...

    def single(self, index: int) -> bytes | None:
        """The page as a PDF of its own; None where there is none."""
        ...


class PdfSource:
    """Pages of a PDF."""

    def __init__(self, path: Path) -> None:
        try:
            self._document = pdfium.PdfDocument(path)
            self.count = len(self._document)
        except pdfium.PdfiumError as error:
            text = str(error)
            locked = "assword" in text or "ecurity" in text
            # a file that is whole and has no pages fails with success
            text = "empty" if "Success" in text else text[:120]
            raise UnopenedError("password" if locked else text) from error

    def sheet(self, index: int) -> Sheet:
        """What the file says."""
        return read_sheet(self._document[index])

    def drawn(self, index: int, density: float) -> tuple[Image.Image, float]:
        """Drawn by pdfium."""
        return self._document[index].render(scale=density).to_pil().convert("RGB"), density

    def single(self, index: int) -> bytes | None:
        """By importing the page into a new file."""
        try:
            single = pdfium.PdfDocument.new()
            single.import_pages(self._document, [index])
            file = io.BytesIO()
            single.save(file)
            single.close()
        except (pdfium.PdfiumError, MemoryError):
            return None
        return _settled(file.getvalue())


_NAME = re.compile(rb"/ID\s*\[<([0-9A-Fa-f]{32})><([0-9A-Fa-f]{32})>\]")


_MADE = re.compile(rb"(?<=/CreationDate\(D:)\d{14}(?=[^)]*\)/Creator\(PDFium\))")


def _settled(data: bytes) -> bytes:
    """A file of no hour, with the name that its content gives it: pdfium writes down the time,
    and draws lots for a name. The length stays, for the table of places at the end counts on it.
    """
    data = _MADE.sub(b"19700101000000", data, count=1)
    at = max(0, len(data) - TRAILER)
    body, end = data[:at], data[at:]
    plain = _NAME.sub(b"", end)
    name = hashlib.sha256(body + plain).hexdigest()[:32].upper().encode()
    return body + _NAME.sub(b"/ID[<" + name + b"><" + name + b">]", end)


class ScanSource:
    """Pictures of pages in one file."""

    def __init__(self, path: Path) -> None:
        # the limit is ours: a page is larger than what Pillow takes for an attack
        Image.MAX_IMAGE_PIXELS = None
        try:
            self._file = Image.open(path)
            self.count = int(getattr(self._file, "n_frames", 1))
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise UnopenedError("it is no picture that can be read") from error

    def sheet(self, index: int) -> Sheet:
        """Its size alone."""
        picture, density = self._picture(index)
        return Sheet(picture.width / density, picture.height / density, (), trouble=Trouble.PICTURE)

    def drawn(self, index: int, density: float) -> tuple[Image.Image, float]:
        """The scan itself, made smaller where it is finer."""
        picture, own = self._picture(index)
        if own <= density * 1.1:
            return picture, own
        size = (round(picture.width * density / own), round(picture.height * density / own))
        return picture.resize(size, Image.Resampling.LANCZOS), density

    def single(self, index: int) -> bytes | None:
        """A scan has none."""
        return None

    def _picture(self, index: int) -> tuple[Image.Image, float]:
        """The upright picture and its pixels a point."""
        file = self._file
        if self.count > 1:
            file.seek(index)
        if file.width * file.height > MOST_PIXELS:
            raise ValueError(f"it has {file.width} × {file.height} pixels")
        longer = max(file.width, file.height)
        density = self._density(longer)
        if longer > LARGE and file.format == "JPEG":
            file.draft("RGB", (file.width * LARGE // longer, file.height * LARGE // longer))
        picture = ImageOps.exif_transpose(file).convert("RGB")
        density *= max(picture.size) / longer
        if max(picture.size) > LARGE:
            share = LARGE / max(picture.size)
            size = (round(picture.width * share), round(picture.height * share))
            picture, density = picture.resize(size, Image.Resampling.BOX), density * share
        return picture, density

    def _density(self, longer: int) -> float:
        stated = self._file.info.get("dpi", (0, 0))[0]
        density = float(stated) / POINTS if stated else 0.0
        if density and SMALLEST <= longer / density <= LARGEST and stated not in (72, 96):
            return density
        return longer / SCAN_SIDE


def open_source(path: Path) -> Source:
    """The pages of a file. Raises UnopenedError."""
    return ScanSource(path) if path.suffix.lower() in SCANS else PdfSource(path)
