"""A printed issue as a value: its lines, and the style that they are set in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stories import Block, Story


@dataclass
class Line:
    """One line of the raw text; `owner` is the story it belongs to, counted from 1 (0: none)."""

    text: str
    owner: int = 0
    kind: str = "body"


@dataclass
class Style:
    """How one exporting tool lays an issue out. Widths are in full characters."""

    name: str
    measure: tuple[int, int] | None = None
    """None: a paragraph is one line."""
    indent: str = ""
    para_blank: bool = True
    line_blank: bool = False
    story_blank: int = 1
    head_after: bool = False
    head: str = "{}"
    kicker: str = "{}"
    deck: str = "{}"
    under: str = "{}"
    column: tuple[str, ...] = ("{}",)
    subhead: str = "{}"
    own: str = "{}"
    dateline: str = "{}"
    verse: str = "{}"
    right: str = "{}"
    half: bool = False
    justify: float = 0.0
    digit_spaces: bool = False
    column_breaks: float = 0.0
    cut: float = 0.0
    folio: bool = True
    """False: the export has neither folio lines nor page ends."""
    page_end: tuple[str, ...] = ("",)
    imprint: float = 0.5
    change: float = 0.15
    """Chance that the measure changes inside a story."""
    after: str = ""
    """Name of a finishing step in styles.py."""
    newline: str = "\n"
    tabs: str = "  "
    """What stands between the cells of a table."""
    pages_known: bool = True
    spans: bool = True
    """Whether a story stands on consecutive lines."""
    setter: str = ""
    """Name of a setter of its own in styles.py."""
    trad: bool = False


@dataclass
class Sheet:
    """What was printed, with the truth that goes with it."""

    lines: list[Line] = field(default_factory=list)
    furniture: list[dict[str, str]] = field(default_factory=list)
    stories: list[tuple[int, Story, list[Block]]] = field(default_factory=list)
    """Page, story, the blocks as an editor can see them."""

    def put(self, text: str, owner: int = 0, kind: str = "body") -> None:
        """Add a line."""
        self.lines.append(Line(text, owner, kind))

    def blank(self, count: int = 1) -> None:
        """Add empty lines."""
        for _ in range(count):
            self.lines.append(Line("", 0, "blank"))

    def folio(self, text: str, kind: str = "folio") -> None:
        """Add a line that belongs to the edition."""
        self.lines.append(Line(text, 0, kind))
        self.furniture.append({"kind": kind, "text": re.sub(r"\s+", " ", text).strip()})
