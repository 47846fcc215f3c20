"""Date sense: when an issue must have appeared."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from broadsheet.ingest.dates import Text, conflicts, lunar_date, sense
from broadsheet.ingest.datewords import folio_date, number
from broadsheet.problems import Severity

CASES = yaml.safe_load(
    (Path(__file__).parent / "data" / "ingest" / "dates.yaml").read_text(encoding="utf-8")
)


def stories(case: dict[str, list[list[str]]]) -> tuple[Text, ...]:
    return tuple(Text("", tuple(paragraphs)) for paragraphs in case["stories"])


@pytest.mark.parametrize("case", CASES["proposed"], ids=lambda case: case["title"])
def test_the_day_is_worked_out_from_the_text(case: dict) -> None:
    found = sense(stories(case), case.get("folios", ()))
    assert found.proposed == case["date"]


@pytest.mark.parametrize("case", CASES["conflicts"], ids=lambda case: case["title"])
def test_a_day_that_contradicts_the_text_is_a_problem(case: dict) -> None:
    folios = case.get("folios", ())
    found = sense(stories(case), folios, case["given"])
    problems = conflicts(found, folios, case["given"], "content/inbox/a.txt")
    assert [p.code for p in problems] == case["codes"]


@pytest.mark.parametrize(
    ("line", "date", "weekday", "lunar"),
    [
        ("青屏日报　2024年3月8日　星期五　第4219期", (2024, 3, 8), 4, None),
        ("第01版：要闻　2023-12-29　星期五", (2023, 12, 29), 4, None),
        ("２０２３年１１月１７日 星期五 农历癸卯年十月初五", (2023, 11, 17), 4, (10, 5)),
        ("二〇二四年一月二十日 星期六 农历十二月初十 第88期", (2024, 1, 20), 5, (12, 10)),
        ("2024.2.9 癸卯年腊月三十 周五", (2024, 2, 9), 4, (12, 30)),
        ("The Millbrook Courier, Friday, January 5, 2024, Page 2", (2024, 1, 5), 4, None),
        ("5 January 2024", (2024, 1, 5), None, None),
        ("松溪鎮訊　中華民國一一三年五月三日　星期五", (2024, 5, 3), 4, None),
        ("民國113年5月3日 星期五 第217期", (2024, 5, 3), 4, None),
    ],
)
def test_a_folio_line_tells_its_day(
    line: str, date: tuple[int, int, int], weekday: int | None, lunar: tuple[int, int] | None
) -> None:
    found = folio_date(line)
    assert found is not None
    assert (found.date, found.weekday, found.lunar) == (dt.date(*date), weekday, lunar)


@pytest.mark.parametrize("line", ["第3版 综合新闻", "2023年2月30日", "电话 0000-12345-6", ""])
def test_a_line_without_a_possible_day_tells_none(line: str) -> None:
    assert folio_date(line) is None


def test_chinese_numerals_are_numbers() -> None:
    assert [number(n) for n in ("七", "十", "十七", "二十", "廿一", "三十一", "9")] == [
        7, 10, 17, 20, 21, 31, 9,
    ]  # fmt: skip


def test_the_lunar_calendar_is_the_one_of_the_almanac() -> None:
    assert lunar_date(dt.date(2024, 2, 10)) == (1, 1)
    assert lunar_date(dt.date(2023, 11, 17)) == (10, 5)
    assert lunar_date(dt.date(2023, 4, 1)) == (2, 11)  # in a leap month


def test_an_announcement_closes_the_window_in_which_the_issue_appeared() -> None:
    found = sense(
        (
            Text("", ("2024年3月5日，柳塘镇春播动员会召开。",)),
            Text("", ("第三届风筝节将于3月9日在河滩公园举行。",)),
        )
    )
    assert found.window == (dt.date(2024, 3, 5), dt.date(2024, 3, 9))
    assert found.proposed == dt.date(2024, 3, 6)


def test_without_any_year_the_newest_edition_of_the_archive_helps() -> None:
    texts = (Text("", ("3月5日，柳塘镇春播动员会召开。",)),)
    assert sense(texts).proposed is None
    assert sense(texts, near=dt.date(2025, 2, 27)).proposed == dt.date(2025, 3, 6)


def test_a_day_that_the_folio_line_states_too_is_no_reason_to_refuse_the_issue() -> None:
    texts = (Text("", ("3月8日，菜园开园。",)),)
    folios = ("青屏日报　2025年3月6日　星期四　第3版",)
    given = dt.date(2025, 3, 6)
    (told,) = conflicts(sense(texts, folios, given), folios, given, "a.txt")
    assert (told.code, told.severity) == ("date-before-events", Severity.WARNING)
    (told,) = conflicts(sense(texts, (), given), (), given, "a.txt")
    assert told.severity is Severity.ERROR
