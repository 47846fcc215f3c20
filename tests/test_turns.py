"""Formes are printed in turns, so that what processes need does not grow with the archive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.pressrun import INDEXED, ISSUE, TURN, turns

FORMES = st.lists(st.one_of(st.just(0), st.integers(1, 30_000)), max_size=60)


@given(FORMES, st.integers(1, 8), st.integers(0, 5000))
def test_each_forme_has_its_turn_once_and_a_turn_indexes_no_more_than_the_largest_segment(
    stories: list[int], width: int, issues: int
) -> None:
    stories = [*stories, *[0] * issues]
    found = list(turns(stories, width))
    assert sorted(number for turn in found for number in turn) == list(range(len(stories)))
    most = max([INDEXED, *stories])
    for turn in found:
        indexed = sum(stories[number] for number in turn)
        assert indexed <= most
        others = sum(not stories[number] for number in turn)
        assert others <= max(TURN * width, indexed // ISSUE * (width - 1))


def test_the_formes_of_a_kind_keep_their_order() -> None:
    stories = [5000, 9000, *[0] * 3000, 700]
    in_order = [number for turn in turns(stories, 2) for number in turn]
    assert [n for n in in_order if stories[n]] == [0, 1, 3002]
    assert [n for n in in_order if not stories[n]] == list(range(2, 3002))
