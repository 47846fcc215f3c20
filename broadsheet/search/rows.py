"""What the list of results prints of each story: the rows, packed so that a file has many.

docs/search-index.md, Rows. What takes time in a browser is to ask for a file, so a file of rows is
as large as a cold query bears and holds as many stories as can be packed into it: names that recur
stand once, characters in fewer bits the commoner they are in the file, and of kicker and deck just
how long they are, since their words come with the passage, from the story's own page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, groupby
from typing import TypeVar

import numpy as np

from broadsheet.search.bits import (
    Codes,
    Numbers,
    bit_length,
    fixed,
    joined,
    pack,
    rice,
    rice_parameter,
)
from broadsheet.search.documents import SearchDocument

LARGE = 16_000
"""Stories of a segment in which a query's ten entries stand in ten files."""

END = "\0"
"""Behind each text of a file."""

WIDEST = 9
"""Bits of a character in one of the first three classes, at most."""

_T = TypeVar("_T")

_PREFIXES = np.array([0b0, 0b10, 0b110, 0b111], np.uint64)
_PREFIX_SIZES = np.array([1, 2, 3, 3])
_ONE_LINE = dict.fromkeys(range(0x20), " ")

_WIDTHS = np.array(list(combinations_with_replacement(range(WIDEST + 1), 3)))
"""Widths of the first three classes to choose from; the fourth has what is left."""


def row_files(
    stories: Sequence[SearchDocument], changed: Collection[int] | None = None
) -> dict[str, bytes]:
    """The files of rows of a segment's stories; only those of the `changed` ones, where some are
    said to be.
    """
    count = per_file(len(stories))
    files: Iterable[int] = range(-(-len(stories) // count))
    if changed is not None:
        files = sorted({number // count for number in changed})
    return {f"d{file}": _file(stories[file * count : (file + 1) * count]) for file in files}


def per_file(stories: int) -> int:
    """How many stories of a segment share a file: some 4 KB."""
    return 80 if stories > LARGE else 104


def _file(stories: Sequence[SearchDocument]) -> bytes:
    editions = [key for key, _ in groupby(_edition(story) for story in stories)]
    pages = _first_seen(_page(story) for story in stories)
    columns = _first_seen(story.column for story in stories if story.column)
    authors = _first_seen(name for story in stories for name in story.authors)
    names = (*editions, *(text for page in pages for text in page), *columns, *authors)
    texts = (*names, *(story.headline for story in stories))
    plain = (text if text.isprintable() else text.translate(_ONE_LINE) for text in texts)
    line = "".join(text + END for text in plain)
    rows = _Row()
    for count in (len(stories), len(editions), len(pages), len(columns) + 1, len(authors) + 1):
        rows.gamma(count)
    widths = len(pages) - 1, len(columns), max(0, len(authors) - 1)
    page_width, column_width, author_width = (number.bit_length() for number in widths)
    edition = _edition(stories[0])
    for story in stories:
        rows.fixed(int(_edition(story) != edition), 1)
        edition = _edition(story)
        rows.fixed(pages[_page(story)], page_width)
        rows.gamma(int(story.id.rpartition("-")[2]) + 1)
        rows.fixed(columns[story.column] + 1 if story.column else 0, column_width)
        rows.gamma(len(story.authors) + 1)
        for name in story.authors:
            rows.fixed(authors[name], author_width)
        rows.gamma(len(story.kicker or "") + 1)
        rows.gamma(len(story.deck or "") + 1)
    codes = joined((rows.codes(), *_characters(line)))
    (data,) = pack(codes, np.array([len(codes.sizes)]))
    return data


def _edition(story: SearchDocument) -> str:
    return story.id.partition("/")[0]


def _page(story: SearchDocument) -> tuple[str, str, str]:
    """A print page: its number as in addresses, what is printed on it, and its name."""
    number = story.id.partition("/")[2].rpartition("-")[0]
    return number, story.page, story.page_name or ""


def _first_seen(values: Iterable[_T]) -> dict[_T, int]:
    """Different values in the order in which they come, each with its number."""
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


class _Row:
    """Numbers of the rows, as they come."""

    def __init__(self) -> None:
        self._values: list[int] = []
        self._sizes: list[int] = []

    def gamma(self, number: int) -> None:
        self.fixed(number, 2 * number.bit_length() - 1)

    def fixed(self, number: int, width: int) -> None:
        self._values.append(number)
        self._sizes.append(width)

    def codes(self) -> Codes:
        return fixed(np.array(self._values, np.int64), np.array(self._sizes, np.int32))


def _characters(text: str) -> Iterator[Codes]:
    """The alphabet of a text in four classes, the commonest characters first; then the text."""
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)
    times = np.bincount(points)
    alphabet = np.flatnonzero(times)
    counts = times[alphabet]
    order = np.lexsort((alphabet, -counts))
    widths, bounds = _classes(counts[order])
    which = np.empty(len(alphabet), np.int64)
    within = np.empty(len(alphabet), np.int64)
    for number, (width, start, stop) in enumerate(
        zip(widths, bounds[:-1], bounds[1:], strict=True)
    ):
        members = np.sort(order[start:stop])
        which[members] = number
        within[members] = np.arange(len(members))
        size = len(members)
        k = np.full(size, rice_parameter(np.array([0x9FFF // (size + 1)]))[0])
        head = np.array([width, size + 1])
        yield fixed(head, np.array([4, 2 * (size + 1).bit_length() - 1]))
        yield rice(np.diff(alphabet[members], prepend=0), k)
    wide = np.array(widths)[which]
    codes = fixed((_PREFIXES[which] << wide.astype(np.uint64)) | within.astype(np.uint64), 0)
    codes.sizes[:] = _PREFIX_SIZES[which] + wide
    times[alphabet] = np.arange(len(alphabet))
    yield codes.take(times[points])


def _classes(counts: Numbers) -> tuple[list[int], list[int]]:
    """Widths of the four classes, and the bounds between them in the order of the counts.

    Of all widths those that make the text shortest, the smallest of these.
    """
    before = np.concatenate(([0], np.cumsum(counts)))
    ends = np.minimum(np.cumsum(1 << _WIDTHS, axis=1), len(counts))
    left = len(counts) - ends[:, 2]
    last = np.where(left > 0, bit_length(np.maximum(0, left - 1)), 0)
    widths = np.column_stack((_WIDTHS, last))
    bounds = np.column_stack((np.zeros(len(ends), np.int64), ends, np.full(len(ends), len(counts))))
    sizes = np.diff(before[bounds], axis=1)
    best = int(np.argmin((sizes * (widths + _PREFIX_SIZES)).sum(axis=1)))
    return widths[best].tolist(), bounds[best].tolist()
