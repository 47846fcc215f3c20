"""Parts: what each row of an issue is, and the articles that the parts make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Part(IntEnum):
    """The part that a row plays."""

    DISPLAY = 0
    HEAD_BYLINE = 1
    """A byline beside the headline."""
    FIRST = 2
    INNER = 3
    SUBHEAD = 4
    KEPT = 5
    TAIL_BYLINE = 6
    """A byline under the body."""
    OPENING = 7
    """First line of the first paragraph of an article that has no headline before it."""


DISPLAY, HEAD_BYLINE, FIRST, INNER, SUBHEAD, KEPT, TAIL_BYLINE, OPENING = Part
"""The parts by themselves, for loops over rows: to look a member up in its class takes Python 3.11
longer than most of what is done with it.
"""
BODY = (FIRST, INNER, OPENING)


@dataclass(frozen=True, slots=True)
class Reading:
    """One complete reading of an issue."""

    before: bool
    """The headline stands before the body."""
    parts: tuple[Part, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one article, by index."""

    display: tuple[int, ...]
    head_bylines: tuple[int, ...]
    body: tuple[int, ...]
    """FIRST, INNER, OPENING, SUBHEAD and KEPT rows."""
    tail_bylines: tuple[int, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """All of them in order."""
        return tuple(sorted((*self.display, *self.head_bylines, *self.body, *self.tail_bylines)))


def spans(reading: Reading) -> tuple[Span, ...]:
    """The rows of each article of a reading, in order."""
    found: list[Span] = []
    display: list[int] = []
    heads: list[int] = []
    body: list[int] = []
    tails: list[int] = []

    def close() -> None:
        if display or heads or body or tails:
            found.append(Span(tuple(display), tuple(heads), tuple(body), tuple(tails)))
        for part in (display, heads, body, tails):
            part.clear()

    for index, part in enumerate(reading.parts):
        if part is DISPLAY:
            if reading.before and (body or tails or heads):
                close()
            display.append(index)
        elif part is HEAD_BYLINE:
            heads.append(index)
        elif part is TAIL_BYLINE:
            tails.append(index)
        else:
            # A kept line may open the body of a poem, whose headline came before or comes after.
            verse = part is KEPT and not reading.before and (display or heads)
            # A part that goes on from another page may have a headline of its own above it.
            headed = part is OPENING and reading.before and display and not (body or tails)
            if verse or (part is OPENING and not headed):
                close()
            body.append(index)
    close()
    return tuple(found)
