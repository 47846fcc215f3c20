"""Stories as values, before any layout: what an editor would mark."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Person:
    """One entry of a byline, with the other readings that are right too."""

    name: str
    role: str | None = None
    org: str | None = None
    role_alt: list[str | None] = field(default_factory=list)
    org_alt: list[str | None] = field(default_factory=list)


@dataclass
class Block:
    """A piece of the body: p, h, verse, table (rows split by newlines) or caption."""

    kind: str
    text: str
    align: str = ""
    optional: bool = False
    soft: list[int] = field(default_factory=list)


@dataclass
class Story:
    """One article. `heads` are the printed lines of the headline, `join` what stands between."""

    kind: str
    heads: list[str]
    join: list[str] = field(default_factory=list)
    column: str | None = None
    kicker: str | None = None
    deck: str | None = None
    dateline: str | None = None
    dateline_printed: str = ""
    dateline_alt: list[str] = field(default_factory=list)
    byline: list[Person] = field(default_factory=list)
    place: str = "none"
    """Where the byline stands: dateline, under (the headline), own (line), tail, none."""
    byline_text: str = ""
    blocks: list[Block] = field(default_factory=list)
    events: list[dt.date] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    headless: bool = False
    column_sure: bool = True
    column_shared: bool = False
    """The column stands once above several briefs."""
    jump_at: tuple[int, int] | None = None
    """Block and offset where the rest goes to another page."""
    jump_to: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def headline(self) -> str:
        """The headline as an editor writes it: lines joined."""
        text = self.heads[0] if self.heads else ""
        for gap, line in zip(self.join, self.heads[1:], strict=False):
            text += gap + line
        return text
