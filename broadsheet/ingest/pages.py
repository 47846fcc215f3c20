"""Print pages: which rows stand on which page, by form feeds, files and folio lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate

from broadsheet.ingest.folios import Folio
from broadsheet.ingest.galley import Row
from broadsheet.ingest.raw import RawIssue
from broadsheet.model import Page


@dataclass(frozen=True, slots=True)
class Pagination:
    """The pages of an issue, and the rows with the index of theirs."""

    pages: tuple[Page, ...]
    rows: tuple[Row, ...]


def paginate(
    raw: RawIssue, rows: Sequence[Row], folios: Mapping[int, Folio], guides: Set[int] = frozenset()
) -> Pagination:
    """Finds the pages. `guides` are rows that lead about a site: no text.

    A folio with a page number other than that of its page begins a page where it stands at the
    top, or ends one where it stands at the foot. Which of the two it is here is seen at both
    ends of the raw text.
    """
    numbered = [index for index in sorted(folios) if folios[index].page is not None]
    foot = bool(numbered) and _at_foot(rows, folios, numbered)
    listed: Set[int] = frozenset() if foot else _listed(folios, guides)
    told = folios.keys() | guides
    texts = [0, *accumulate(index not in told for index in range(len(rows)))]
    """Rows of text before each index."""
    breaks: list[int] = []
    """Indices of the rows that begin a page."""
    current: int | None = None
    begun = -1
    for index, row in enumerate(rows):
        if index and row.page != rows[index - 1].page:
            breaks.append(index)
            begun, current = index, None
        folio = folios.get(index)
        if folio is None or folio.page is None or folio.page == current:
            continue
        if index in listed:
            continue  # a list of the pages: the last number of a run of folios is the page's
        if foot:
            current = None
            if index + 1 < len(rows) and rows[index + 1].page == row.page:
                after = index + 1
                while after in folios and folios[after].page is None:
                    after += 1
                breaks.append(after)
            continue
        start = index
        while start - 1 in folios and folios[start - 1].page is None and start - 1 > begun:
            start -= 1
        has_text = texts[start] > texts[max(begun, 0)]
        if current is not None or has_text:
            breaks.append(start)
            begun = start
        current = folio.page
    starts = sorted({0, *(at for at in breaks if at < len(rows))})
    return _pages(raw, rows, folios, starts, listed)


def _listed(folios: Mapping[int, Folio], guides: Set[int]) -> frozenset[int]:
    """Folios of a list of pages, as digital editions have: all of a run without text between
    that are followed by one of another number. The last one's page is the one that begins.
    """
    listed: set[int] = set()
    below: int | None = None
    """Page number of the nearest folio after, in the same run."""
    for index in sorted(folios.keys() | guides, reverse=True):
        if index + 1 not in folios and index + 1 not in guides:
            below = None
        if index not in folios:
            continue
        page = folios[index].page
        if page is not None and below is not None and page != below:
            listed.add(index)
        below = page if page is not None else below
    return frozenset(listed)


def _at_foot(rows: Sequence[Row], folios: Mapping[int, Folio], numbered: Sequence[int]) -> bool:
    """Whether folios stand at the foot: text before the first, none after the last."""
    above = any(at not in folios for at in range(numbered[0]))
    below = any(at not in folios for at in range(numbered[-1] + 1, len(rows)))
    return above and not below


def _pages(
    raw: RawIssue,
    rows: Sequence[Row],
    folios: Mapping[int, Folio],
    starts: Sequence[int],
    listed: Set[int],
) -> Pagination:
    pages: list[Page] = []
    placed: list[Row] = []
    used: set[int] = set()
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(rows)
        named = [folios[i] for i in range(start, end) if i in folios and i not in listed]
        source = raw.pages[rows[start].page] if rows else None
        number = next((folio.page for folio in named if folio.page), None)
        number = number or (source.number if source else None)
        if number is None or number in used:
            number = (pages[-1].sequence if pages else 0) + 1
            while number in used:
                number += 1
        used.add(number)
        label = next((folio.label for folio in named if folio.label), None)
        name = next((folio.name for folio in named if folio.name), None)
        name = name or (source.name if source else None)
        pages.append(Page(sequence=number, label=label or str(number), name=name))
        placed += [row if row.page == at else replace(row, page=at) for row in rows[start:end]]
    return Pagination(tuple(pages or [Page(1, "1")]), tuple(placed))
