"""What is taken from one page of a PDF: its reading, its picture, itself as a file."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.ocr.doubts import Doubt
from broadsheet.pdf.reading import PageReading

SCANS = frozenset((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"))
"""Suffixes of pictures that may be print pages."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the page, or of a picture on it."""

    data: bytes
    suffix: str
    """`.webp`, `.jpg`."""


@dataclass(frozen=True, slots=True)
class TakenPage:
    """One page."""

    index: int
    """From 0."""
    reading: PageReading
    picture: Shot | None = None
    """None where it could not be drawn."""
    pdf: bytes | None = None
    cuttings: tuple[tuple[int, int, Shot], ...] = ()
    """(index of the story, index of the picture in it, picture)."""
    by_eye: bool = False
    """Its text was read from its picture."""
    doubts: tuple[Doubt, ...] = ()
    """What of it nobody should trust."""
    failure: str | None = None
    """Why the page could not be read, for a person; its reading is empty then."""


@dataclass(frozen=True, slots=True)
class Looking:
    """The page is being read from its picture, which takes longer."""

    index: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known of the file before its first page."""

    pages: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the file cannot be opened."""

    reason: str
    """`password`, `empty`, or what the library says."""
