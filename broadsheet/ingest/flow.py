"""The flow: the rows that readings are made of, and what stands among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from broadsheet.ingest import bylines, datelines, tailbylines
from broadsheet.ingest.floats import Figure, find_figures
from broadsheet.ingest.galley import Row
from broadsheet.ingest.jumps import find_jumps


@dataclass(frozen=True, slots=True)
class Flow:
    """Rows without pictures, captions and jump lines of their own."""

    rows: tuple[Row, ...]
    figures: tuple[Figure, ...]
    onward: Mapping[int, Row]
    """Jump lines of their own (下转), by the index of the row before."""
    resumed: Mapping[int, Row]
    """Jump lines of their own (上接), by the index of the row after."""


def flow_of(text: Sequence[Row], known: Set[str]) -> Flow:
    """Takes out of an issue's text what stands among it."""
    figures = find_figures(text, known)
    floating = {index for figure in figures for index in figure.caption}
    floating |= {figure.image for figure in figures if figure.image is not None}
    rows: list[Row] = []
    onward: dict[int, Row] = {}
    resumed: dict[int, Row] = {}
    pending: Row | None = None
    blanks = 0
    for index, row in enumerate(text):
        if index in floating:
            blanks = max(blanks, row.blanks)
            continue
        jumps = find_jumps(row.text) if len(row.text) < 60 else ()
        if len(jumps) == 1 and not _outside(row.text, jumps[0].start, jumps[0].end):
            if jumps[0].onward and rows and len(rows) - 1 not in onward:
                onward[len(rows) - 1] = row
                continue
            if not jumps[0].onward and index + 1 < len(text) and pending is None:
                pending = row
                continue
        if pending is not None:
            resumed[len(rows)] = pending
            pending = None
        rows.append(replace(row, blanks=max(blanks, row.blanks)) if blanks > row.blanks else row)
        blanks = 0
    if pending is not None:
        rows.append(pending)
    return Flow(tuple(rows), figures, onward, resumed)


def _outside(text: str, start: int, end: int) -> str:
    return (text[:start] + text[end:]).strip()


def sure_reports(rows: Sequence[Row]) -> frozenset[str]:
    """Words with 讯 that open several texts of an issue."""
    counts = Counter(words for row in rows if (words := datelines.report_words(row.text)))
    return frozenset(words for words, count in counts.items() if count >= 2)


def sure_names(rows: Sequence[Row]) -> frozenset[str]:
    """Names of people in bylines that cannot be anything else."""
    names: set[str] = set()
    for row in rows:
        if len(row.text) > 400 and not row.text[:60].count("讯"):
            continue
        found = bylines.parse(row.text) if not row.terminal else None
        if found is None and (closing := tailbylines.at_end(row.text)):
            found = closing[1]
        if found is not None and found.strength >= 0.9:
            names.update(author.name for author in found.authors)
        if "讯" in row.text[:30] or "电" in row.text[:40]:
            opening = datelines.opening(row.text)
            names.update(author.name for author in (opening.authors if opening else ()))
    return frozenset(names)
