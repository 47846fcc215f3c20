"""A print page before anybody judged it: glyphs, rules, frames and plates with their places.

A plain value, so that a page read from a picture is segmented by the same functions as one read
from a PDF. Lengths are points from the top left corner of the page as it is seen, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from broadsheet.layouts import Box


class Trouble(StrEnum):
    """Why the text layer of a page cannot be used."""

    EMPTY = "empty"
    """No text at all, and nothing that could be text."""
    OUTLINES = "outlines"
    """The type was turned to outlines."""
    PICTURE = "picture"
    """The page is one picture: a scan."""
    UNMAPPED = "unmapped"
    """The glyphs are there, but the file does not say which characters they are."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, or a word of a picture that was read."""

    text: str
    box: Box
    """Of the em: from the origin over its advance, ascent to descent."""
    size: float
    """Points of the em as it is seen."""
    font: int = 0
    """Index in `Sheet.fonts`."""
    turned: bool = False
    """Lies on its side: Latin letters in vertical lines."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle that is drawn or filled, and larger than a rule."""

    box: Box
    stroked: bool
    filled: bool
    dark: bool = False
    """Filled so dark that type on it is reversed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    """In the order of the file; generated white space is not among them."""
    fonts: tuple[str, ...] = ("",)
    """Names; empty where the file has none."""
    rules: tuple[Box, ...] = ()
    """Lines, as thin boxes: wider than high, or higher than wide."""
    frames: tuple[Frame, ...] = ()
    plates: tuple[Box, ...] = ()
    """Pictures."""
    trouble: Trouble | None = None
