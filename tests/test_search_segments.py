"""Segments follow the calendar, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model import EditionKey
from broadsheet.search.segments import segments

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))
KEYS = st.sets(st.builds(EditionKey, DAYS, st.integers(1, 2)), max_size=60)


def key(text: str) -> EditionKey:
    found = EditionKey.parse(text)
    assert found is not None
    return found


def test_no_edition_gives_no_segment() -> None:
    assert segments([]) == ()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2023-12-31", "2023"),
        ("2024-01-01", "2024-q1"),
        ("2024-03-31", "2024-q1"),
        ("2024-04-01", "2024-04"),
        ("2024-05-31", "2024-05"),
        ("2024-06-01", "2024-06-w1"),
        ("2024-06-02", "2024-06-w1"),
        ("2024-06-03", "2024-06-w2"),
        ("2024-06-10", "2024-06-10"),
        ("2024-06-12", "2024-06-12"),
        ("2024-06-12-2", "2024-06-12-2"),
    ],
)
def test_seen_from_a_wednesday_in_june(day: str, name: str) -> None:
    found = segments([key(day), key("2024-06-12-2"), key("2024-06-13")])
    assert next(s.name for s in found if key(day) in s.keys) == name


@given(KEYS)
def test_every_edition_is_in_one_segment_and_in_order(keys: set[EditionKey]) -> None:
    found = segments(list(keys))
    assert [key for segment in found for key in segment.keys] == sorted(keys)
    assert len({segment.name for segment in found}) == len(found)
    for segment in found:
        assert len({key.date.year for key in segment.keys}) == 1


@given(KEYS, st.integers(1, 3))
def test_a_later_edition_leaves_closed_segments_alone(keys: set[EditionKey], gap: int) -> None:
    if not keys:
        return
    newest = max(keys).date
    later = EditionKey(newest + dt.timedelta(days=gap))
    if later.date.isocalendar()[:2] != newest.isocalendar()[:2] or later.date.month != newest.month:
        return
    assert segments([*keys, later])[:-1] == segments(list(keys))


@given(KEYS)
def test_the_order_of_the_keys_does_not_matter(keys: set[EditionKey]) -> None:
    assert segments(sorted(keys, key=hash)) == segments(sorted(keys))
