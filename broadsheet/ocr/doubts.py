"""What was read and should not be trusted; a value that needs no library to be read.

It rests in the edition's folder in a file of its own, so that the editor of areas can show where
to look: hidden, since nobody writes it by hand, and nothing of it is printed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broadsheet.layouts import Box

DOUBTS = ".doubts"
"""Name of that file."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of a line that a person should compare with the picture."""

    text: str
    worth: float
    """0 to 1: that of its worst character."""
    box: Box
    """Of the stretch, in points."""


def pack_doubts(pages: Mapping[int, Sequence[Doubt]]) -> bytes:
    """The doubts of an edition by page, as JSON with a line for each."""
    lines = [
        json.dumps(
            [
                page,
                doubt.text,
                round(doubt.worth, 2),
                *(round(side, 1) for side in (box.x0, box.y0, box.x1, box.y1)),
            ],
            ensure_ascii=False,
        )
        for page, doubts in sorted(pages.items())
        for doubt in doubts
        for box in (doubt.box,)
    ]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def unpack_doubts(data: bytes, page: int) -> tuple[Doubt, ...]:
    """Those of one page. Raises ValueError for what no `pack_doubts` wrote."""
    found = []
    for number, text, worth, *sides in json.loads(data):
        if number == page:
            x0, y0, x1, y1 = map(float, sides)
            found.append(Doubt(str(text), float(worth), Box(x0, y0, x1, y1)))
    return tuple(found)
