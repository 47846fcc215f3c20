"""A raw issue as a value: what came in, line by line, before anybody judged it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """One line of a raw file; a tuple, because thousands of them go from process to process."""

    number: int
    """1-based, as an editor's program counts it: only line feeds end a line."""
    text: str
    """Without the line feed; everything else is there, a form feed or carriage return too."""
    file: str
    """Base name of the raw file."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """What the raw text says is one print page; the whole text where it says nothing."""

    lines: tuple[Line, ...]
    number: int | None = None
    """Where a file name states it: 1 for `01-要闻.txt`."""
    name: str | None = None
    """Where a file name states it: 要闻 for `01-要闻.txt`."""


@dataclass(frozen=True, slots=True)
class RawIssue:
    """One issue as it came."""

    pages: tuple[RawPage, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in order."""
        if len(self.pages) == 1:
            return self.pages[0].lines
        return tuple(line for page in self.pages for line in page.lines)

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the raw files in order, each once."""
        return tuple(dict.fromkeys(line.file for page in self.pages for line in page.lines))
