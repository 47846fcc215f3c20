"""A page whose text layer is of no use is looked at: the sheet with what was read from its picture.

All that the file says exactly is kept: of type in outlines the rules, frames and pictures, of
glyphs without characters their places too. Of a scan it says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

from PIL import Image

from broadsheet.layouts import Box
from broadsheet.ocr.doubts import Doubt
from broadsheet.pdf.sheet import Frame, Glyph, Sheet, Trouble

DENSITY = 200 / 72
"""Pixels a point of a picture to read from: 200 dots an inch, where nine-point type is clear."""
_REACH = 64.0
"""Points of the side of a square of the grid in which near characters are looked up."""
_NEAR = 0.6
"""Ems between the middles of a glyph and of the character that was read there."""


@dataclass(frozen=True, slots=True)
class Look:
    """A sheet that was read from its picture."""

    sheet: Sheet
    picture: Image.Image
    """Straightened where it is a scan."""
    doubts: tuple[Doubt, ...]


def can_look() -> bool:
    """Whether the libraries that read pictures are installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def look_at(picture: Image.Image, density: float, sheet: Sheet) -> Look:
    """The sheet with what its picture shows; `density` is pixels a point."""
    from broadsheet.ocr.seeing import see

    seen = see(picture, density, scan=sheet.trouble is Trouble.PICTURE)
    glyphs: Sequence[Glyph] = [Glyph(one.text, one.box, one.size) for one in seen.characters]
    if sheet.trouble is Trouble.PICTURE:
        frames = [Frame(box, stroked=True, filled=False) for box in seen.drawn.frames]
        frames += [
            Frame(tint.box, stroked=False, filled=True, dark=tint.dark) for tint in seen.drawn.tints
        ]
        sheet = replace(
            sheet, rules=seen.drawn.rules, frames=tuple(frames), plates=seen.drawn.plates
        )
    fonts: tuple[str, ...] = ("",)
    if sheet.trouble is Trouble.UNMAPPED:
        glyphs, fonts = _named(sheet.glyphs, glyphs), sheet.fonts
    read = replace(sheet, glyphs=tuple(glyphs), fonts=fonts, trouble=None)
    return Look(read, seen.picture, seen.doubts)


def _named(known: Sequence[Glyph], read: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs whose places are exact, with the characters that were read there.

    A glyph on which nothing was read was a space, or a mark too faint to see.
    """
    grid: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in read:
        grid.setdefault(_square(glyph.box), []).append(glyph)
    found = []
    for glyph in known:
        column, row = _square(glyph.box)
        near = [
            other
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for other in grid.get((column + across, row + down), ())
        ]
        best = min(near, key=lambda other: _apart(other.box, glyph.box), default=None)
        if best is not None and _apart(best.box, glyph.box) < (_NEAR * glyph.size) ** 2:
            found.append(replace(glyph, text=best.text))
    return found


def _square(box: Box) -> tuple[int, int]:
    return int((box.x0 + box.x1) / 2 // _REACH), int((box.y0 + box.y1) / 2 // _REACH)


def _apart(a: Box, b: Box) -> float:
    """The square of the distance between the middles of two boxes."""
    across, down = (a.x0 + a.x1 - b.x0 - b.x1) / 2, (a.y0 + a.y1 - b.y0 - b.y1) / 2
    return across**2 + down**2
