"""Series and days: parts find each other, and so do the issues of a calendar day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html

from broadsheet import press as presses
from broadsheet.archive import Archive
from broadsheet.model import EditionKey
from broadsheet.partnumbers import part_number
from broadsheet.plan.series import series
from broadsheet.summaries import Entry, Summary


def entry(deck: str | None, title: str = "题", column: str | None = "荻水行") -> Entry:
    return Entry(
        1, 1, title, None, deck, column, (), "文", 1, False, None, (), None, ""
    )  # fmt: skip


@pytest.mark.parametrize(
    ("deck", "number"),
    [
        ("——荻水行之一·源头", 1),
        ("系列报道之十二", 12),
        ("——“山乡巨变”系列报道之三", 3),
        ("走村看秋（二十）", 20),
        ("走村看秋(7)", 7),
        ("渡口往事（下）", 3),
        ("水事②", 2),
        ("第八篇 秋收", 8),
        ("The river, Part 4", 4),
        ("百年之十里长堤", None),
        ("总之一句话", None),
        ("三农（一）号文件解读", None),
        ("——柿子节侧记", None),
        (None, None),
    ],
)
def test_a_part_is_told_by_its_number(deck: str | None, number: int | None) -> None:
    assert part_number(deck, None, "题") == number


def archive(*decks: str | None) -> Archive:
    first = dt.date(2023, 1, 31)
    return Archive(
        tuple(
            Summary(
                EditionKey(first + dt.timedelta(days=n)), None, False, (), (entry(deck),), "", ""
            )
            for n, deck in enumerate(decks)
        )
    )


def test_parts_are_beside_each_other_until_the_numbers_begin_anew() -> None:
    found = series(archive("之一", None, "之二", "之三", "之一", "之二"))
    shown = [
        (
            str(key),
            parts["01-01"].number,
            parts["01-01"].previous and str(parts["01-01"].previous.key),
            parts["01-01"].next and str(parts["01-01"].next.key),
        )
        for key, parts in found.items()
    ]
    assert shown == [
        ("2023-01-31", 1, None, "2023-02-02"),
        ("2023-02-02", 2, "2023-01-31", "2023-02-03"),
        ("2023-02-03", 3, "2023-02-02", None),
        ("2023-02-04", 1, None, "2023-02-05"),
        ("2023-02-05", 2, "2023-02-04", None),
    ]


def test_a_lonely_part_is_no_series() -> None:
    assert series(archive("之一")) == {}


Lay = Callable[[str, str], None]


@pytest.fixture
def root(paper: Callable[..., Path]) -> Path:
    return paper("base")


def lay(root: Path, edition: str, **stories: str) -> None:
    folder = root / "content/editions" / edition
    folder.mkdir(exist_ok=True)
    (folder / "edition.md").write_text(f"---\ndate: {edition}\n---\n", "utf-8")
    for place, front in stories.items():
        page, order = map(int, place.removeprefix("s").split("_"))
        text = f"---\n{front}\npage: {page}\norder: {order}\n---\n\n正文。\n"
        (folder / f"{page:02d}-{order:02d}.md").write_text(text, "utf-8")


def test_every_part_leads_to_the_parts_beside_it_and_to_all(root: Path, now: dt.datetime) -> None:
    for n, edition in enumerate(("2024-04-01", "2024-04-02", "2024-04-03"), 1):
        lay(root, edition, s1_1=f"title: 荻水{n}\ncolumn: 荻水行\ndeck: （{n}）")
    presses.build(root, root / "site", now=now)
    middle = html.parse(root / "site/2024/04/02/01-01/index.html")
    assert middle.xpath("//nav[@class='series']//a/@href") == [
        "../../../../columns/%E8%8D%BB%E6%B0%B4%E8%A1%8C/",
        "../../../../2024/04/01/01-01/",
        "../../../../2024/04/03/01-01/",
        "../../../../columns/%E8%8D%BB%E6%B0%B4%E8%A1%8C/",
    ]


def test_a_new_part_prints_the_part_before_it_again_and_no_other(
    root: Path, now: dt.datetime
) -> None:
    for n, edition in enumerate(("2024-04-01", "2024-04-02", "2024-04-10"), 1):
        lay(root, edition, s1_1=f"title: 荻水{n}\ncolumn: 荻水行\ndeck: （{n}）")
    lay(root, "2024-04-11", s1_1="title: 别的")
    presses.build(root, root / "site", now=now)
    lay(root, "2024-04-12", s1_1="title: 荻水4\ncolumn: 荻水行\ndeck: （4）")
    written = presses.build(root, root / "site", now=now).written
    stories = {path for path in written if path.endswith("01-01/index.html")}
    assert stories == {"2024/04/10/01-01/index.html", "2024/04/12/01-01/index.html"}


def test_a_jump_leads_to_the_other_half_or_to_its_page(root: Path, now: dt.datetime) -> None:
    lay(
        root,
        "2024-04-01",
        s1_1="title: 上半\njump: {to: 2}",
        s1_2="title: 不知何处\njump: {to: 3}",
        s1_3="title: 没有的版\njump: {to: 9}",
        s2_1="title: 别的",
        s2_2="title: 下半\njump: {from: 1}",
        s3_1="title: 三版",
    )
    presses.build(root, root / "site", now=now)

    def jump(place: str) -> list[str]:
        tree = html.parse(root / f"site/2024/04/01/{place}/index.html")
        return [str(href) for href in tree.xpath("//p[@class='jump']/a/@href")]

    base = "../"
    assert jump("01-01") == [f"{base}02-02/"]
    assert jump("02-02") == [f"{base}01-01/"]
    assert jump("01-02") == [f"{base}03/"]
    assert jump("01-03") == [base]


def test_a_day_lists_its_issues_of_all_years_and_the_front_page_the_past(
    root: Path, now: dt.datetime
) -> None:
    for edition in ("2022-05-01", "2023-05-01", "2024-02-29", "2024-05-01", "2024-05-01-2"):
        folder = root / "content/editions" / edition
        folder.mkdir()
        (folder / "edition.md").write_text(f"---\ndate: {edition[:10]}\n---\n", "utf-8")
        (folder / "01-01.md").write_text(
            f"---\ntitle: 头条{edition}\npage: 1\norder: 1\n---\n\n文。\n", "utf-8"
        )
    presses.build(root, root / "site", now=now)
    day = html.parse(root / "site/days/05-01/index.html")
    assert day.xpath("//li[@class='day-issue']/h2/a/@href") == [
        "../../2024/05/01-2/", "../../2024/05/01/", "../../2023/05/01/", "../../2022/05/01/",
    ]  # fmt: skip
    assert day.xpath("//a[@rel='prev']/@href") == ["../../days/03-01/"]
    assert day.xpath("//a[@rel='next']/@href") == ["../../days/02-29/"]
    front = html.parse(root / "site/index.html")
    assert front.xpath("//section[contains(@class, 'past')]//ol//a/@href") == [
        "2023/05/01/", "2022/05/01/",
    ]  # fmt: skip
    edition = html.parse(root / "site/2023/05/01/index.html")
    assert edition.xpath("//p[@class='on-this-day']/a/@href") == ["../../../days/05-01/"]
