"""The contributors' account follows its stated rules to the character."""

from __future__ import annotations

import csv
import datetime as dt
import io

from broadsheet import stats
from broadsheet.model import Article, Author, Edition, EditionKey, Page

LAN = Author("白岚", "记者", "本报")
YU = Author("余舟", "通讯员")


def edition(*articles: Article) -> Edition:
    pages = (Page(1, "1", articles=articles),)
    return Edition(EditionKey(dt.date(2024, 3, 1)), pages)


def story(order: int, body: str, *authors: Author, page: int = 1) -> Article:
    return Article(page=page, order=order, title="题", authors=authors, body=body)


def test_a_joint_story_is_shared_and_the_first_gets_the_rest() -> None:
    rows = stats.account([edition(story(1, "一二三四五六 七\n", LAN, YU))])
    assert [(row.author, row.characters, row.joint) for row in rows] == [(LAN, 4, 1), (YU, 3, 1)]


def test_characters_page_one_and_stories_add_up() -> None:
    rows = stats.account(
        [edition(story(1, "一二三\n", LAN), story(2, "四五\n\n六\n", LAN, page=2), story(3, "七"))]
    )
    (row,) = rows
    assert (row.characters, row.page_one, row.joint) == (6, 1, 0)
    assert row.stories == ["2024-03-01/01-01", "2024-03-01/02-02"]


def test_another_role_is_another_row() -> None:
    as_photographer = Author("白岚", "摄影", "本报")
    rows = stats.account([edition(story(1, "一二\n", LAN), story(2, "三\n", as_photographer))])
    assert [row.author for row in rows] == [LAN, as_photographer]


def test_every_figure_is_the_sum_of_stories_that_are_named() -> None:
    rows = stats.account(
        [edition(story(1, "一二三四五六 七\n", LAN, YU), story(2, "八九\n", LAN, page=2))]
    )
    assert stats.as_table(rows, credits=True) == [
        "stories    chars page 1 joint  name",
        "      2        6      1     1  本报 记者 白岚",
        "               4              2024-03-01/01-01  题 of 7, 2 names",
        "               2              2024-03-01/02-02  题",
        "      1        3      1     1  通讯员 余舟",
        "               3              2024-03-01/01-01  题 of 7, 2 names",
        *stats.RULES,
    ]
    assert stats.as_table(rows)[3:] == list(stats.RULES)
    text = stats.as_csv(rows, credits=True).removeprefix("\ufeff")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["name"], line["story"], line["characters"]) for line in lines] == [
        ("白岚", "2024-03-01/01-01", "4"),
        ("白岚", "2024-03-01/02-02", "2"),
        ("余舟", "2024-03-01/01-01", "3"),
    ]
    assert [(line["of_characters"], line["byline"], line["page_one"]) for line in lines] == [
        ("7", "2", "1"), ("2", "1", "0"), ("7", "2", "1"),
    ]  # fmt: skip
    assert "shared equally, the first taking the rest" in " ".join(stats.RULES)


def test_the_csv_opens_in_a_spreadsheet_and_runs_no_formula() -> None:
    rows = stats.account([edition(story(1, "一\n", Author("=cmd()", None, None)))])
    text = stats.as_csv(rows)
    head, line = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert text.startswith("\ufeff")
    assert tuple(head) == stats.COLUMNS
    assert line == ["'=cmd()", "", "", "1", "1", "1", "0", "2024-03-01/01-01"]
