"""Formes are printed in turns, so that what processes need does not grow with the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import press, pressrun
from broadsheet.ledger import Ledger
from broadsheet.pressrun import INDEXED, ISSUE, TURN, turns
from broadsheet.printing import Job, Printed, print_forme

FORMES = st.lists(st.one_of(st.just(0), st.integers(1, 30_000)), max_size=60)


@given(FORMES, st.integers(1, 8), st.integers(0, 5000))
def test_each_forme_has_its_turn_once_and_a_turn_indexes_no_more_than_the_largest_segment(
    stories: list[int], width: int, issues: int
) -> None:
    stories = [*stories, *[0] * issues]
    weights = [1 + number % 3 % 2 for number in range(len(stories))]
    found = list(turns(stories, weights, width))
    assert sorted(number for turn in found for number in turn) == list(range(len(stories)))
    most = max([INDEXED, *stories])
    for turn in found:
        indexed = sum(stories[number] for number in turn)
        assert indexed <= most
        others = sum(weights[number] for number in turn if not stories[number])
        assert others <= max(TURN * width, indexed // ISSUE * 2 * (width - 1))
    # no turn but the last leaves room for one more
    for turn in found[:-1]:
        others = sum(weights[number] for number in turn if not stories[number])
        assert others >= TURN * width - 1 or not any(not stories[n] for n in found[-1])


def test_the_formes_of_a_kind_keep_their_order() -> None:
    stories = [5000, 9000, *[0] * 3000, 700]
    in_order = [number for turn in turns(stories, [1] * len(stories), 2) for number in turn]
    assert [n for n in in_order if stories[n]] == [0, 1, 3002]
    assert [n for n in in_order if not stories[n]] == list(range(2, 3002))


def test_nothing_is_asked_of_the_ledger_where_formes_are_printed(
    paper: Callable[..., Path], tree: Callable[[Path], object], now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    root = paper("base")
    for day in ("2024-04-01", "2024-04-02", "2025-04-02"):
        folder = root / "content" / "editions" / day
        folder.mkdir()
        (folder / "edition.md").write_text(f"---\ndate: {day}\n---\n", "utf-8")
        # no names, whose lists would have asked for all that there is
        (folder / "01-01-a.md").write_text(
            "---\ntitle: 渡\npage: 1\norder: 1\n---\n\n文。\n", "utf-8"
        )
        wrong = "corrections:\n- {date: 2025-05-01, text: 更正。}\n"
        (folder / "02-01-b.md").write_text(
            f"---\ntitle: 茶\npage: 2\norder: 1\n{wrong}---\n\n文。\n", "utf-8"
        )
    press.build(root, root / "clean", now=now, jobs=1)

    printing = list[Job]()

    def asked(ask: Callable[[Ledger, str], str]) -> Callable[[Ledger, str], str]:
        def answer(ledger: Ledger, name: str) -> str:
            assert not printing, f"{printing[0].forme.name} asks for {name}"
            return ask(ledger, name)

        return answer

    def away(job: Job) -> Printed:
        printing.append(job)
        printed = print_forme(job)
        printing.clear()
        return printed

    monkeypatch.setattr(Ledger, "marks", asked(Ledger.marks))
    monkeypatch.setattr(Ledger, "entries", asked(Ledger.entries))
    monkeypatch.setattr(pressrun, "print_forme", away)
    press.build(root, root / "site", now=now, jobs=1)
    assert tree(root / "site") == tree(root / "clean")
