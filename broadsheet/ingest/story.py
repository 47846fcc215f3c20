"""Story: one article on its way, with the raw text that each of its fields came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from broadsheet.ingest.evidence import Evidence
from broadsheet.ingest.galley import Row, Run
from broadsheet.ingest.paragraphs import Block
from broadsheet.ingest.parts import Reading
from broadsheet.ingest.setting import Fate
from broadsheet.model import Author, Picture


@dataclass(frozen=True, slots=True)
class Printed:
    """A field as printed, with its raw text."""

    text: str
    run: Run


@dataclass(frozen=True, slots=True)
class Mark:
    """A jump line of a story."""

    onward: bool
    page: int
    run: Run


@dataclass(frozen=True, slots=True)
class Doubt:
    """A guess about this story."""

    code: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Story:
    """One article on its way."""

    page: int
    """Index of the page."""
    lines: tuple[int, int]
    """Indices of its first and last raw line."""
    places: tuple[int, int]
    """Ranks of its first and last row in reading order."""
    title: Printed | None = None
    kicker: Printed | None = None
    deck: Printed | None = None
    column: Printed | None = None
    dateline: Printed | None = None
    authors: tuple[Author, ...] = ()
    bylines: tuple[Run, ...] = ()
    duplicates: tuple[Run, ...] = ()
    """Bylines that stand twice."""
    desk: tuple[Run, ...] = ()
    """Lines of the desk and of a site about this story: edition data."""
    blocks: tuple[Block, ...] = ()
    pictures: tuple[tuple[Picture, Run, Run], ...] = ()
    """Each with the raw text of its link and of its caption."""
    marks: tuple[Mark, ...] = ()
    review: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def resumed(self) -> Mark | None:
        """The 上接 of a story that goes on from another page."""
        return next((mark for mark in self.marks if not mark.onward), None)

    @property
    def onward(self) -> Mark | None:
        """The 下转 of a story that goes on elsewhere."""
        return next((mark for mark in self.marks if mark.onward), None)


@dataclass(frozen=True, slots=True)
class Desk:
    """What setting a story needs to know of the issue."""

    rows: Sequence[Row]
    evidence: Evidence
    reading: Reading
    known: Set[str]
    """Names of sure bylines."""
    reports: Set[str]
    """Words of datelines that several texts open with."""
    repeated: Mapping[str, int]
    usual_blanks: int
    tight: bool
    """Some display lines stand closer than is usual, and some do not."""
    headline_lead: str | None
    """The white space before headlines that stand alone."""
    centred: bool
    """`headings.Surroundings.centred`."""
    noisy: bool
    """Spaces of justification stand inside words of this issue."""


FIELDS = (
    ("title", Fate.TITLE),
    ("kicker", Fate.KICKER),
    ("deck", Fate.DECK),
    ("column", Fate.COLUMN),
    ("dateline", Fate.DATELINE),
)
"""Printed fields of a story and their fates."""
