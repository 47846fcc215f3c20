"""Which editions are indexed together: by the calendar, as seen from the newest edition.

Closed years in twos, then the closed quarters of the newest year together, the closed weeks of its
quarter together, and each edition of its week alone. So one more edition writes one small segment,
a clean build cuts the same segments, and there are few of them: a browser takes longer to ask for a
file than to read it, and asks each segment for each word. The price is that a week that ends writes
the weeks of its quarter again, a quarter those of its year, and a year the one before it where they
are a two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from broadsheet.model import EditionKey
from broadsheet.values import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """Editions that are indexed together."""

    name: str
    """`2022-2023`, `2024 quarters`, `2024-q2 weeks` or the key of a single edition."""
    keys: tuple[EditionKey, ...]
    """Oldest first."""


def segments(keys: Sequence[EditionKey]) -> tuple[Segment, ...]:
    """The segments of an archive, oldest first; no segment is empty."""
    ordered = sorted(set(keys))
    if not ordered:
        return ()
    newest = ordered[-1].date
    groups = groupby(ordered, lambda key: _name(key, newest))
    return tuple(Segment(name, tuple(members)) for name, members in groups)


def _name(key: EditionKey, newest: dt.date) -> str:
    date = key.date
    if date.year < newest.year:
        even = date.year - date.year % 2
        return f"{even:04d}-{even + 1:04d}" if even + 1 < newest.year else f"{even:04d}"
    if _quarter(date) < _quarter(newest):
        return f"{date.year:04d} quarters"
    if _week(date) < _week(newest):
        return f"{date.year:04d}-q{_quarter(date)} weeks"
    return str(key)


def _quarter(date: dt.date) -> int:
    return (date.month + 2) // 3


def _week(date: dt.date) -> int:
    """The number of its Monday; within a quarter, weeks are told apart by it."""
    return (date.toordinal() - 1) // 7
