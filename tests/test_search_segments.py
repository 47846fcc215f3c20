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
        ("2020-12-31", "2020-2021"),
        ("2021-01-01", "2020-2021"),
        ("2023-12-31", "2022-2023"),
        ("2024-12-31", "2024"),
        ("2025-01-01", "2025 quarters"),
        ("2025-06-30", "2025 quarters"),
        ("2025-07-01", "2025-q3 weeks"),
        ("2025-09-07", "2025-q3 weeks"),
        ("2025-09-08", "2025-09-08"),
        ("2025-09-10", "2025-09-10"),
        ("2025-09-10-2", "2025-09-10-2"),
    ],
)
def test_seen_from_a_thursday_in_september(day: str, name: str) -> None:
    found = segments([key(day), key("2025-09-10-2"), key("2025-09-11")])
    assert next(s.name for s in found if key(day) in s.keys) == name


@given(KEYS)
def test_every_edition_is_in_one_segment_and_in_order(keys: set[EditionKey]) -> None:
    found = segments(list(keys))
    assert [key for segment in found for key in segment.keys] == sorted(keys)
    assert len({segment.name for segment in found}) == len(found)


@given(KEYS)
def test_there_are_few_segments_beside_those_of_the_newest_week(keys: set[EditionKey]) -> None:
    found = segments(list(keys))
    if not found:
        return
    newest = max(keys).date
    monday = newest - dt.timedelta(days=newest.weekday())
    years = {key.date.year // 2 for key in keys}
    assert sum(max(segment.keys).date < monday for segment in found) <= len(years) + 2


@given(KEYS, st.integers(1, 3))
def test_a_later_edition_of_the_week_leaves_all_other_segments_alone(
    keys: set[EditionKey], gap: int
) -> None:
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
