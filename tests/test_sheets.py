"""Lists that would grow for ever are cut into sheets that close: one more issue writes little."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest
from lxml import html

from broadsheet import press as presses
from broadsheet.plan import feeds, lists

Paper = Callable[..., Path]
NAME = "authors/%E6%B8%A9%E7%99%BE%E5%B7%9D/"


@pytest.fixture
def root(paper: Paper) -> Path:
    return paper("base")


def lay(root: Path, day: int, stories: int) -> None:
    """An issue of April 2024 with so many stories of one author."""
    date = dt.date(2024, 4, day)
    folder = root / "content/editions" / date.isoformat()
    folder.mkdir()
    (folder / "edition.md").write_text(f"---\ndate: {date}\n---\n", "utf-8")
    for order in range(1, stories + 1):
        (folder / f"01-{order:02d}.md").write_text(
            f"---\ntitle: 渡口{day}之{order}\ncolumn: 渡口\nauthors:\n- {{name: 温百川}}\npage: 1\n"
            f"order: {order}\n---\n\n河水清浅。\n",
            "utf-8",
        )


def shown(root: Path, page: str) -> list[str]:
    """The stories on a page of the author, as addresses from the top."""
    found = html.parse(root / "site/authors/温百川" / page / "index.html")
    return [h.lstrip("./") for h in found.xpath("//ol[@class='stories']//h2/a/@href")]


def links(root: Path, page: str) -> dict[str, str]:
    """Where the sheets before and after are, by rel."""
    found = html.parse(root / "site/authors/温百川" / page / "index.html")
    return {a.get("rel"): a.get("href").lstrip("./") for a in found.xpath("//nav//a[@rel]")}


def test_every_story_stands_on_one_sheet_and_the_newest_at_the_name(
    root: Path, now: dt.datetime
) -> None:
    for day in range(1, 6):
        lay(root, day, 10)
    presses.build(root, root / "site", now=now)
    sheets = [shown(root, page) for page in ("", "4", "3", "2", "1")]
    assert [len(sheet) for sheet in sheets] == [10, *[lists.SHEET] * 4]
    every = [story for sheet in sheets for story in sheet]
    assert len(set(every)) == 50
    assert [story[:10] for story in every] == sorted((s[:10] for s in every), reverse=True)
    assert links(root, "") == {"prev": "4/"}
    assert links(root, "4") == {"prev": "3/", "next": ""}
    assert links(root, "1") == {"next": "2/"}
    count = html.parse(root / "site/authors/温百川/index.html").xpath("string(//p[@class='count'])")
    assert "50" in count


def test_a_closed_sheet_rests_when_more_is_printed(root: Path, now: dt.datetime) -> None:
    for day in range(1, 7):
        lay(root, day, 10)
    presses.build(root, root / "site", now=now)
    lay(root, 8, 2)
    written = presses.build(root, root / "site", now=now).written
    mine = [path for path in written if path.startswith("authors/温百川/")]
    assert mine == ["authors/温百川/feed.xml", "authors/温百川/index.html"]


def test_a_few_stories_need_no_sheets(root: Path, now: dt.datetime) -> None:
    lay(root, 1, 8)
    lay(root, 2, 4)
    presses.build(root, root / "site", now=now)
    assert len(shown(root, "")) == lists.SHEET + lists.LEAST - 1
    assert links(root, "") == {}
    assert not (root / "site/authors/温百川/1").exists()


def test_sheets_that_are_no_longer_needed_go(root: Path, now: dt.datetime) -> None:
    for day in range(1, 5):
        lay(root, day, 7)
    presses.build(root, root / "site", now=now)
    assert len(shown(root, "1")) == lists.SHEET
    for story in (root / "content/editions/2024-04-04").glob("01-*.md"):
        story.unlink()
    for number in range(1, 8):
        (root / f"content/editions/2024-04-03/01-{number:02d}.md").unlink()
    for number in (6, 7):
        (root / f"content/editions/2024-04-02/01-{number:02d}.md").unlink()
    presses.build(root, root / "site", now=now)
    assert len(shown(root, "")) == lists.SHEET + lists.LEAST - 1
    assert not (root / "site/authors/温百川/1").exists()


def test_the_feeds_hold_the_newest_issue_whole_however_long(root: Path, now: dt.datetime) -> None:
    lay(root, 1, 30)
    lay(root, 2, 30)
    lay(root, 3, 45)
    presses.build(root, root / "site", now=now)
    atom = feedparser.parse((root / "site/feed.xml").read_bytes())
    assert len(atom.entries) == 45 > feeds.MOST
    whole = [entry for entry in atom.entries if "content" in entry]
    assert len(whole) == 45 > feeds.WHOLE
    assert all("/2024/04/03/" in entry.link for entry in whole)
    rss = feedparser.parse((root / "site/rss.xml").read_bytes())
    assert sum("content" in entry for entry in rss.entries) == 45
    items = json.loads((root / "site/feed.json").read_bytes())["items"]
    assert sum("content_html" in item for item in items) == 45


def test_small_issues_stand_whole_in_the_feeds_while_there_is_room_and_then_beginnings(
    root: Path, now: dt.datetime
) -> None:
    for day, stories in enumerate((12, 30, 6, 9), 1):
        lay(root, day, stories)
    presses.build(root, root / "site", now=now)
    atom = feedparser.parse((root / "site/feed.xml").read_bytes())
    assert sum("content" in entry for entry in atom.entries) == 15
    assert len(atom.entries) == feeds.MOST
    assert all("/2024/04/02/" in entry.link for entry in atom.entries[15:])


def test_a_page_name_that_the_newest_issue_lacks_keeps_its_feed_however_long_that_issue_is(
    root: Path, now: dt.datetime
) -> None:
    lay(root, 1, 2)
    edition = root / "content/editions/2024-04-01/edition.md"
    pages = "pages:\n- {number: 1, name: 周末}\n"
    edition.write_text(f"---\ndate: 2024-04-01\n{pages}---\n", "utf-8")
    lay(root, 2, feeds.WHOLE)
    presses.build(root, root / "site", now=now)
    atom = feedparser.parse((root / "site/feed.xml").read_bytes())
    assert len(atom.entries) == feeds.WHOLE
    assert len(feedparser.parse((root / "site/feeds/周末.xml").read_bytes()).entries) == 2


def test_a_new_issue_writes_the_sitemap_of_its_week_and_a_new_week_that_of_its_month(
    root: Path, now: dt.datetime
) -> None:
    maps: list[list[str]] = []
    for day in (2, 3, 8):  # a Tuesday, the next day, the Monday after
        lay(root, day, 1)
        written = presses.build(root, root / "site", now=now).written
        maps.append([p for p in written if p.startswith(("sitemap-2024-04", "sitemap-latest"))])
    assert maps == [
        ["sitemap-latest.xml"],
        ["sitemap-latest.xml"],
        ["sitemap-2024-04.xml", "sitemap-latest.xml"],
    ]
    named = (root / "site/sitemap.xml").read_text("utf-8")
    assert named.count("sitemap-2024-04.xml") == named.count("sitemap-latest.xml") == 1


@pytest.mark.parametrize(
    ("template", "prints"),
    [
        ("author.html", r"authors/[^/]+/(\d+/)?index\.html"),
        ("column.html", r"columns/[^/]+/(\d+/)?index\.html"),
        ("article.html", r"2024/\d\d/\d\d/\d\d-\d\d/index\.html"),
        ("parts/edition-lines.html", r"archive/index\.html|index\.html"),
        ("feeds/rss.xml", r"rss\.xml"),
        ("assets/css/tokens.css", r"assets/press\.css"),
    ],
)
def test_a_changed_template_prints_anew_what_it_makes_and_nothing_else(
    root: Path, now: dt.datetime, template: str, prints: str
) -> None:
    for day in (1, 2, 3, 4):
        lay(root, day, 10)
    presses.build(root, root / "site", now=now)
    path = root / "templates" / template
    text = path.read_text("utf-8")
    mark = "/* x */\n" if template.endswith("css") else "x"
    changed = text.replace("{% endblock %}", f"{mark}{{% endblock %}}")
    if changed == text:
        changed = text.replace("<ol>", f"<ol data-{mark}>").replace("<channel>", "<channel>\n")
    path.write_text(changed if changed != text else text + mark, "utf-8")
    written = presses.build(root, root / "site", now=now).written
    assert written
    assert [page for page in written if not re.fullmatch(prints, page)] == []


def test_a_list_of_authors_rounds_what_they_wrote_down(root: Path, now: dt.datetime) -> None:
    for stories, told in ((1, 0), (9, 0), (10, 10), (49, 10), (50, 50), (499, 100), (1000, 1000)):
        assert lists.about(stories) == told
    lay(root, 1, 17)
    presses.build(root, root / "site", now=now)
    before = (root / "site/authors/index.html").read_bytes()
    assert "10篇以上" in before.decode()
    lay(root, 2, 2)
    written = presses.build(root, root / "site", now=now).written
    assert "authors/温百川/index.html" in written
    assert "authors/index.html" not in written
