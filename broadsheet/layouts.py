"""Where things stand on a print page: a value that PDF and scan readers make, people correct in
`page-01.layout.yaml`, and the page view, the page editor and exports for libraries print.

Lengths are PDF points (1/72 inch) from the top left corner of the page, y downwards; of a scan
they are those of the deskewed picture at its resolution.
"""

from __future__ import annotations

from enum import StrEnum

from broadsheet.values import dataclass

Point = tuple[float, float]


class Role(StrEnum):
    """What a block is on its page."""

    KICKER = "kicker"
    HEADLINE = "headline"
    DECK = "deck"
    COLUMN = "column"
    DATELINE = "dateline"
    BYLINE = "byline"
    BODY = "body"
    SUBHEAD = "subhead"
    CAPTION = "caption"
    PICTURE = "picture"
    JUMP = "jump"
    """下转 / 上接."""
    FURNITURE = "furniture"
    """Nameplate, folio, section label: belongs to the page, to no story."""


class Kind(StrEnum):
    """What an area of the page holds."""

    ARTICLE = "article"
    BRIEF = "brief"
    """One item of a column of briefs."""
    PHOTO = "photo"
    """A picture story."""
    AD = "ad"
    INDEX = "index"
    """导读: leads to other pages."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle; x0 < x1 and y0 < y1."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of one column of one story, or a piece of furniture."""

    id: str
    """`b12`: stable for the same page, so that an editor's file can name it."""
    role: Role
    box: Box
    vertical: bool = False
    """Its lines run from top to bottom, the first at the right."""


@dataclass(frozen=True, slots=True)
class Area:
    """The place of one story on the page."""

    place: str | None
    """`01-03`: the story it leads to; None for what is no story of ours (an advertisement)."""
    kind: Kind
    rings: tuple[tuple[Point, ...], ...]
    """Its outline; each ring is closed by its first point, several rings are several parts."""
    blocks: tuple[Block, ...] = ()
    """In reading order."""


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One print page."""

    page: int
    """Its sequence, 1 first."""
    width: float
    height: float
    areas: tuple[Area, ...] = ()
    """In the order in which an editor would list them; they do not overlap."""
    furniture: tuple[Block, ...] = ()
