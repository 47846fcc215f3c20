"""From the picture of a page to what is on it: characters, rules, frames, tints, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from broadsheet.boxes import union
from broadsheet.layouts import Box
from broadsheet.ocr.doubts import Doubt
from broadsheet.ocr.engine import read_lines
from broadsheet.ocr.gutters import parted
from broadsheet.ocr.ink import Drawn, drawn_on
from broadsheet.ocr.sizes import Size, settled
from broadsheet.ocr.straighten import straightened, turn_of
from broadsheet.ocr.typed import TypeLine, doubtful, placed


@dataclass(frozen=True, slots=True)
class Character:
    """One character with its place; in points of the straightened picture."""

    text: str
    box: Box
    size: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, read by eye."""

    characters: tuple[Character, ...]
    """Line by line, and no line is followed by its neighbour to the right."""
    drawn: Drawn
    picture: Image.Image
    """Straightened, of the size of the one that was looked at; the places are on this one."""
    doubts: tuple[Doubt, ...]


def see(picture: Image.Image, density: float, *, scan: bool) -> Seen:
    """Reads a page from its picture; `density` is pixels a point.

    A `scan` may lie askew, and what is drawn on it is not known; of a picture that was drawn from
    a file both are.
    """
    drawn = Drawn()
    if scan:
        picture = straightened(picture, turn_of(np.asarray(picture.convert("L"))))
    gray = np.asarray(picture.convert("L"))
    lines = parted(read_lines(np.asarray(picture.convert("RGB"))), gray)
    if scan:
        drawn = drawn_on(gray, density, [_points(line.box, density) for line in lines])
    measured = [placed(line, gray) for line in lines]
    doubts = [
        Doubt(
            "".join(letter.text for letter in line.letters[first:end]),
            worth,
            _points(union(boxes[first:end]), density),
        )
        for line, (_, boxes) in zip(lines, measured, strict=True)
        for first, end, worth in doubtful(line)
    ]
    return Seen(tuple(_characters(lines, measured, density)), drawn, picture, tuple(doubts))


def _characters(
    lines: Sequence[TypeLine], measured: Sequence[tuple[Size, list[Box]]], density: float
) -> list[Character]:
    places = [union(boxes) for _, boxes in measured]
    sizes = settled([size for size, _ in measured], places)
    rows = [
        (line, boxes, size) for line, (_, boxes), size in zip(lines, measured, sizes, strict=True)
    ]
    rows.sort(key=lambda row: (round(row[1][0].x0 / (4 * row[2])), row[1][0].y0))
    return [
        Character(letter.text, _points(_of_size(box, size), density), size / density)
        for line, boxes, size in rows
        for letter, box in zip(line.letters, boxes, strict=True)
    ]


def _of_size(box: Box, size: float) -> Box:
    """The box with the height of its type."""
    middle = (box.y0 + box.y1) / 2
    return Box(box.x0, middle - size / 2, box.x1, middle + size / 2)


def _points(box: Box, density: float) -> Box:
    return Box(box.x0 / density, box.y0 / density, box.x1 / density, box.y1 / density)
