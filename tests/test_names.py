"""Authors and columns: what is kept of older issues gives what all issues together give."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import archive, summaries
from broadsheet.archive import Spot
from broadsheet.model import Article, Author, Edition, EditionKey, Page, Withdrawal
from broadsheet.plan import names
from broadsheet.plan.lists import SHEET, closed
from broadsheet.plan.names import Names
from broadsheet.summaries import Summary

DAY = dt.date(2024, 3, 1)
Told = tuple[list[str], bool, bool]
"""Of a story its authors, whether it has a column, and whether it was withdrawn."""

stories = st.lists(
    st.tuples(
        st.lists(st.sampled_from(("白岚", "秦川", "柳溪")), max_size=2),
        st.booleans(),
        st.sampled_from([False, False, True]),
    ),
    max_size=9,
)
issues = st.lists(stories, min_size=1, max_size=12)


class Memory(dict[str, tuple[str, str]]):
    """What a ledger remembers."""

    def recall(self, name: str, source: str) -> str | None:
        kept = self.get(name)
        return kept[1] if kept is not None and kept[0] == source else None

    def memorise(self, name: str, source: str, value: str) -> None:
        self[name] = (source, value)


def summary(number: int, told: list[Told]) -> Summary:
    articles = tuple(
        Article(
            page=1,
            order=order,
            title=f"第{number}期之{order}",
            authors=tuple(map(Author, people)),
            column="渡口" if column else None,
            withdrawn=Withdrawal(DAY, "误") if gone else None,
        )
        for order, (people, column, gone) in enumerate(told, 1)
    )
    key = EditionKey(DAY + dt.timedelta(days=number))
    return summaries.summarise(Edition(key, (Page(1, "1", articles=articles),)), str(number))


def expected(editions: list[Summary], kind: str) -> dict[str, list[tuple[str, str]]]:
    """The listed stories of each name, newest first, counted without any help."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in reversed(editions):
        for entry in one.listed:
            columns = [entry.column] if entry.column else []
            for name in entry.authors if kind == "authors" else columns:
                found.setdefault(name, []).append((one.name, entry.place))
    return found


def plain(spots: tuple[Spot, ...]) -> list[tuple[str, str]]:
    return [(spot.summary.name, spot.mark.place) for spot in spots]


def check(editions: list[Summary], memory: Memory) -> None:
    for kind in names.KINDS:
        whole = expected(editions, kind)
        found = Names(editions, kind, memory, "press")
        assert list(found.names) == sorted(whole) == [one.name for one in found]
        for one in found:
            every = whole[one.name]
            full = closed(len(every))
            assert (one.count, len(one.stamps)) == (len(every), full)
            assert archive.stamps(one.newest) == one.stamp
            assert plain(one.newest) == every[: len(every) - full * SHEET]
            for number, stamp in enumerate(one.stamps, 1):
                sheet = found.sheet(one.name, number)
                first = len(every) - number * SHEET
                assert plain(sheet) == every[first : first + SHEET]
                assert archive.stamps(sheet) == stamp


@given(issues, stories)
def test_what_is_kept_of_older_issues_gives_what_all_issues_give(
    told: list[list[Told]], other: list[Told]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "STEP", 4)
        patch.setattr(names, "FRESH", 1)
        memory = Memory()
        editions: list[Summary] = []
        for number, issue in enumerate(told):
            editions.append(summary(number, issue))
            check(editions, memory)
        # an issue of years ago is corrected
        editions[0] = summary(0, other)
        check(editions, memory)
        check(editions, memory)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Summary], Memory]:
    """Nine issues with nine stories of one author each, and what is remembered of them."""
    monkeypatch.setattr(names, "STEP", 4)
    monkeypatch.setattr(names, "FRESH", 1)
    whole = [summary(number, [(["白岚"], True, False)] * 9) for number in range(9)]
    memory = Memory()
    check(whole, memory)
    return whole, memory


def asked() -> str:
    raise AssertionError("read")


def unread(editions: list[Summary]) -> list[Summary]:
    """The same as the ledger gives them; whoever asks for their stories fails."""
    return [summaries.from_json(summaries.to_json(one)[0], asked, asked) for one in editions]


def test_a_day_asks_nothing_of_the_older_issues(counted: tuple[list[Summary], Memory]) -> None:
    whole, memory = counted
    found = Names([*unread(whole[:8]), whole[8]], "authors", memory, "press")
    (one,) = found
    assert one.count == 81
    # the sheet that closes, and the one that leads to it now
    full = closed(81)
    assert all(len(found.sheet("白岚", number)) == SHEET for number in (full - 1, full))


def test_a_correction_in_an_old_issue_asks_for_its_run_of_issues_alone(
    counted: tuple[list[Summary], Memory],
) -> None:
    whole, memory = counted
    corrected = summary(5, [(["秦川"], True, False), (["白岚"], True, False)])
    found = Names([*unread(whole[:4]), whole[4], corrected, *whole[6:]], "authors", memory, "press")
    assert [(one.name, one.count) for one in found] == [("白岚", 73), ("秦川", 1)]
    # one that stands before the correction, and one that has it
    first, fifth = (
        [(spot.summary.name, spot.at) for spot in found.sheet("白岚", number)] for number in (1, 5)
    )
    assert first[-1] == ("2024-03-01", 8)
    assert ("2024-03-06", 1) in fifth
