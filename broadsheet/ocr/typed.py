"""From lines of type in a picture to single characters, each with its place and its worth."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.layouts import Box
from broadsheet.ocr.sizes import Size

Gray = NDArray[np.uint8]

FACE = 0.92
"""Height of the ink of a line of ideographs, in ems: Song and Hei types lie between .88 and .95."""
HIGH = 1.5
"""A box this many times as high as wide, of more than one character, holds a vertical line."""
FIGURE = 0.72
"""Height of figures and capitals, in ems."""
FIRM = 4
"""Ideographs whose advance tells the size better than the height of their ink."""
SPACED = 1.15
"""Times the size by height that letters may stand apart before they count as spaced out."""
WORTH = 0.75
"""Below it a character is shown to a person; of clean type one in a thousand is."""
OPENING = frozenset("“‘（《〈「『【〔")
CLOSING = frozenset("”’）》〉」』】〕，。、；：！？")


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a line."""

    text: str
    worth: float
    """0 to 1: how sure the reader is of it."""


@dataclass(frozen=True, slots=True)
class TypeLine:
    """One line as it was read; the box is in pixels and may be wider than the ink."""

    box: Box
    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """All its characters."""
        return "".join(letter.text for letter in self.letters)

    @property
    def vertical(self) -> bool:
        """Whether it runs from top to bottom."""
        width, height = self.box.x1 - self.box.x0, self.box.y1 - self.box.y0
        return len(self.letters) > 1 and height > HIGH * width


def ink_box(gray: Gray, box: Box) -> Box:
    """The part of a box that has ink on it, in pixels; the box itself where nothing has."""
    x0, y0, ink = _ink(gray, box)
    rows = np.flatnonzero(ink.sum(axis=1) > max(1, 0.004 * ink.shape[1]))
    columns = np.flatnonzero(_inked(ink))
    if not len(rows) or not len(columns):
        return box
    return Box(
        float(x0 + columns[0]),
        float(y0 + rows[0]),
        float(x0 + columns[-1] + 1),
        float(y0 + rows[-1] + 1),
    )


def ink_columns(gray: Gray, box: Box) -> tuple[int, NDArray[np.bool_]]:
    """The first column of pixels of a box, and for each column whether it has ink."""
    x0, _, ink = _ink(gray, box)
    return x0, _inked(ink)


def _inked(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(ink.sum(axis=0) > 0.03 * ink.shape[0])


def _ink(gray: Gray, box: Box) -> tuple[int, int, NDArray[np.bool_]]:
    """Left and upper edge of a box in pixels, and which of its pixels are ink."""
    x0, y0 = max(0, int(box.x0)), max(0, int(box.y0))
    part = gray[y0 : int(box.y1) + 1, x0 : int(box.x1) + 1].astype(np.int16)
    if part.size == 0:
        return x0, y0, np.zeros(part.shape, np.bool_)
    low, high = np.percentile(part, 4), np.percentile(part, 96)
    if high - low < 40:
        return x0, y0, np.zeros(part.shape, np.bool_)
    # the ground is what the rim of the box shows; type may be lighter than it
    rim = np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])
    return x0, y0, np.abs(part - float(np.median(rim))) > (high - low) * 0.45


def width_of(char: str) -> float:
    """Ems that a character takes: 1 for ideographs and wide signs, about a half for others."""
    return 1.0 if unicodedata.east_asian_width(char) in ("W", "F", "A") else 0.55


def placed(line: TypeLine, gray: Gray) -> tuple[Size, list[Box]]:
    """The size of a line's type and the box of each of its characters, in pixels.

    The line is cut by the widths that its characters take in type; the ink of a mark of
    punctuation lies in one half of its em, so that the ends of the line are given back.
    """
    ink = ink_box(gray, line.box)
    letters = [letter.text for letter in line.letters]
    widths = [sum(width_of(char) for char in text) or 1.0 for text in letters]
    han = sum(width == 1.0 for width in widths)
    firm = han >= FIRM and han * 2 >= len(letters)
    tall = ((ink.x1 - ink.x0) if line.vertical else (ink.y1 - ink.y0)) / (FACE if han else FIGURE)
    if line.vertical:
        step = (ink.y1 - ink.y0) / len(letters)
        size = min(tall, step * SPACED)
        middle = (ink.x0 + ink.x1) / 2
        return Size(size, firm, len(letters)), [
            Box(middle - size / 2, ink.y0 + n * step, middle + size / 2, ink.y0 + (n + 1) * step)
            for n in range(len(letters))
        ]
    before = 0.5 if letters[0] in OPENING else 0.0
    after = 0.5 if letters[-1] in CLOSING else 0.0
    advance = (ink.x1 - ink.x0) / max(sum(widths) - before - after, 0.5)
    size = min(advance, tall * SPACED) if firm else tall
    y = (ink.y0 + ink.y1) / 2
    x = ink.x0 - before * advance
    boxes = []
    for width in widths:
        boxes.append(Box(x, y - size / 2, x + width * advance, y + size / 2))
        x += width * advance
    return Size(size, firm, len(letters)), boxes


def doubtful(line: TypeLine, worth: float = WORTH) -> list[tuple[int, int, float]]:
    """Stretches of characters below a worth: first, last and one, and the lowest worth of each.

    A mark of punctuation alone is not worth a person's time: its two widths look the same.
    """
    found: list[tuple[int, int, float]] = []
    begun: int | None = None
    for at, letter in enumerate((*line.letters, Letter("", 1.0))):
        if letter.worth < worth:
            begun = at if begun is None else begun
        elif begun is not None:
            letters = line.letters[begun:at]
            if any(char.isalnum() for one in letters for char in one.text):
                found.append((begun, at, min(one.worth for one in letters)))
            begun = None
    return found
