"""Which editions are indexed together: by the calendar, as seen from the newest edition.

Closed years, then closed quarters of the newest year, closed months of its quarter, closed weeks of
its month, and each edition of its week alone. So one more edition writes one small segment, a
clean build cuts the same segments, and what is closed is never written again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from broadsheet.model import EditionKey


@dataclass(frozen=True, slots=True)
class Segment:
    """Editions that are indexed together."""

    name: str
    """`2023`, `2024-q1`, `2024-05`, `2024-06-w2` or the key of a single edition."""
    keys: tuple[EditionKey, ...]
    """Oldest first."""


def segments(keys: Sequence[EditionKey]) -> tuple[Segment, ...]:
    """The segments of an archive, oldest first; no segment is empty or crosses a year."""
    ordered = sorted(set(keys))
    if not ordered:
        return ()
    newest = ordered[-1].date
    groups = groupby(ordered, lambda key: _name(key, newest))
    return tuple(Segment(name, tuple(members)) for name, members in groups)


def _name(key: EditionKey, newest: dt.date) -> str:
    date = key.date
    if date.year < newest.year:
        return f"{date.year:04d}"
    if _quarter(date) < _quarter(newest):
        return f"{date.year:04d}-q{_quarter(date)}"
    if date.month < newest.month:
        return f"{date.year:04d}-{date.month:02d}"
    if _week(date) < _week(newest):
        return f"{date.year:04d}-{date.month:02d}-w{_week(date)}"
    return str(key)


def _quarter(date: dt.date) -> int:
    return (date.month + 2) // 3


def _week(date: dt.date) -> int:
    """The week of the month, 1 first; weeks begin on Monday and are cut at the month's ends."""
    return (date.day - 1 + date.replace(day=1).weekday()) // 7 + 1
