"""The text of one area of a page: its lines as paragraphs, subheads, rows of tables and verse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.ingest.galley import Piece, Run
from broadsheet.ingest.paragraphs import Block, Kind
from broadsheet.layouts import Role
from broadsheet.pdf.reading import Part as PagePart
from broadsheet.pdf.words import bare, ends

FULL = 1.25
"""Ems by which a full line may end before its column does."""
INDENT = 1.2
"""Ems from which a line is indented."""
LEAST_VERSE = 4
"""Short lines without a full stop, one after the other, that make a poem."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a page with its index in the issue's lines."""

    at: int
    part: PagePart
    text: str
    """Mended."""
    inset: float
    """Ems from the edge of the column."""
    short: float
    """Ems that it ends before the column does."""

    @property
    def piece(self) -> Piece:
        """Its characters in the raw issue, without white space around them."""
        lead = len(self.text) - len(self.text.lstrip())
        return Piece(self.at, lead, self.text.strip())


def indents(text: Sequence[Placed]) -> bool:
    """Whether the paragraphs of a text open with an indent."""
    return any(p.inset > INDENT and p.part.role is Role.BODY for p in text)


def blocks_of(text: Sequence[Placed], *, indented: bool) -> tuple[Block, ...]:
    """Paragraphs, subheads and verse."""
    blocks: list[Block] = []
    run: list[Piece] = []
    before: Placed | None = None

    def close() -> None:
        if run:
            blocks.append(Block(Kind.PARAGRAPH, Run(tuple(run))))
            run.clear()

    verse = _verse(text)
    if verse:
        return (Block(Kind.VERSE, Run(tuple(p.piece for p in text))),)
    for placed in text:
        role = placed.part.role
        if role is Role.SUBHEAD:
            close()
            blocks.append(Block(Kind.SUBHEAD, Run((placed.piece,))))
            before = None
            continue
        if placed.part.row:
            close()
            blocks.append(Block(Kind.PARAGRAPH, Run((placed.piece,))))
            before = None
            continue
        if role is Role.JUMP:
            # a line of its own: it parts no paragraph, and is taken out of this one
            run.append(placed.piece)
            continue
        fresh = before is None or placed.inset > INDENT
        if before is not None and not fresh and ends(before.text) and before.short > FULL:
            fresh = not indented or before.short > 2 * FULL
        if fresh and before is not None:
            close()
        run.append(placed.piece)
        before = placed
    close()
    return tuple(blocks)


def _verse(text: Sequence[Placed]) -> bool:
    """Whether lines are those of a poem: short of the measure, and few end a sentence."""
    lines = [p for p in text if p.part.role is Role.BODY]
    if len(lines) < LEAST_VERSE or len(lines) != len(text):
        return False
    cut = sum(p.short > FULL and not ends(p.text) for p in lines)
    full = sum(p.short <= FULL for p in lines)
    wide = max(len(bare(p.text)) for p in lines)
    return wide <= 24 and cut >= 0.5 * len(lines) and full <= 0.4 * len(lines)
