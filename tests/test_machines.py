"""What programs read: feeds, sitemaps, OpenSearch, edition.json."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import feedparser
import pytest
from lxml import etree, html

from broadsheet import press as presses
from broadsheet.model import EditionKey
from broadsheet.newspaper import Newspaper
from broadsheet.plan import sitemaps
from broadsheet.plan.desk import Desk
from broadsheet.summaries import Entry, Summary

BASE = "https://example.org/qingping/"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)\Z")


def feeds(site: Path) -> list[Path]:
    return sorted(
        path
        for path in site.rglob("*.xml")
        if path.name in ("feed.xml", "rss.xml") or path.parent.name == "feeds"
    )


def file_of(site: Path, url: str) -> Path:
    path = site / unquote(url.removeprefix(BASE).partition("?")[0])
    return path / "index.html" if url.partition("?")[0].endswith("/") else path


def test_every_feed_reads_without_complaint(sample_site: Path) -> None:
    found = feeds(sample_site)
    assert len(found) > 20
    for path in found:
        parsed = feedparser.parse(path.read_bytes())
        assert not parsed.bozo, path
        assert parsed.entries, path
        assert parsed.version == ("rss20" if path.name == "rss.xml" else "atom10")


def test_atom_keeps_the_rules_of_rfc_4287(sample_site: Path) -> None:
    ids = set()
    for path in feeds(sample_site):
        if path.name == "rss.xml":
            continue
        feed = etree.parse(path).getroot()
        assert [len(feed.findall(f"{ATOM}{n}")) for n in ("id", "title", "updated")] == [1, 1, 1]
        ids.add(feed.findtext(f"{ATOM}id"))
        (own,) = feed.findall(f"{ATOM}link[@rel='self']")
        assert file_of(sample_site, own.get("href", "")) == path
        stamps = []
        for entry in feed.findall(f"{ATOM}entry"):
            for name in ("id", "title", "updated"):
                assert len(entry.findall(f"{ATOM}{name}")) == 1
            assert str(entry.findtext(f"{ATOM}id")).startswith("tag:example.org,")
            (link,) = entry.findall(f"{ATOM}link")
            assert file_of(sample_site, link.get("href", "")).is_file()
            published = entry.findtext(f"{ATOM}published", entry.findtext(f"{ATOM}updated"))
            for stamp in (entry.findtext(f"{ATOM}updated"), published):
                assert RFC3339.match(str(stamp))
            stamps.append(dt.datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))))
        updated = dt.datetime.fromisoformat(str(feed.findtext(f"{ATOM}updated")))
        assert updated == max(stamps)
        assert updated.utcoffset() == dt.timedelta(hours=8)
    assert len(ids) == len(feeds(sample_site)) - 1


def test_rss_keeps_its_dates_and_names(sample_site: Path) -> None:
    channel = etree.parse(sample_site / "rss.xml").getroot().find("channel")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    guids = [item.findtext("guid") for item in channel.findall("item")]
    assert len(set(guids)) == len(guids) > 20
    for item in channel.findall("item"):
        moment = parsedate_to_datetime(str(item.findtext("pubDate")))
        assert moment.utcoffset() == dt.timedelta(hours=8)


def test_json_feed_keeps_its_rules(sample_site: Path) -> None:
    feed = json.loads((sample_site / "feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{BASE}feed.json"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item.get("content_html") or item["content_text"]
        assert RFC3339.match(item["date_published"])
        assert RFC3339.match(item.get("date_modified", item["date_published"]))


def test_the_papers_feeds_hold_whole_stories_in_printed_order(sample_site: Path) -> None:
    atom = feedparser.parse((sample_site / "feed.xml").read_bytes())
    links = [entry.link for entry in atom.entries]
    by_edition: dict[str, list[str]] = {}
    for link in links:
        by_edition.setdefault(link.rsplit("/", 2)[0], []).append(link)
    assert list(by_edition) == sorted(by_edition, reverse=True)
    assert all(stories == sorted(stories) for stories in by_edition.values())
    for entry in atom.entries[:5]:
        page = html.parse(file_of(sample_site, entry.link))
        body = page.xpath("string(//*[@data-body])")
        assert "".join(body.split()) in "".join(
            html.fragment_fromstring(entry.content[0].value, "div").text_content().split()
        )


def test_each_page_name_author_and_column_has_a_feed_that_its_page_names(
    sample_site: Path,
) -> None:
    for kind in ("authors", "columns"):
        for page in sorted((sample_site / kind).glob("*/index.html")):
            tree = html.parse(page)
            (href,) = tree.xpath("//main//a[@type='application/atom+xml']/@href")
            feed = feedparser.parse((page.parent / unquote(href)).read_bytes())
            shown = tree.xpath("//ol[@class='stories']//h2/a/@href")
            newest = {link.rsplit("/", 2)[0] for link in shown[:1]}
            of_one_issue = sum(link.rsplit("/", 2)[0] in newest for link in shown)
            assert len(feed.entries) == min(len(shown), max(3, of_one_issue))
    page = sample_site / "2025/10/21/02/index.html"
    (href,) = html.parse(page).xpath("//main//a[@type='application/atom+xml']/@href")
    feed = feedparser.parse((page.parent / unquote(href)).read_bytes())
    assert {entry.tags[0].term for entry in feed.entries} == {"第2版 综合"}


def test_sitemaps_name_every_sheet_and_nothing_else(sample_site: Path) -> None:
    index = etree.parse(sample_site / "sitemap.xml")
    maps = [file_of(sample_site, str(loc.text)) for loc in index.iter(f"{SITEMAP}loc")]
    assert sample_site / "sitemap-news.xml" in maps
    named = {
        file_of(sample_site, str(loc.text))
        for path in maps
        for loc in etree.parse(path).iter(f"{SITEMAP}loc")
    }
    assert all(path.is_file() for path in named)
    sheets = {
        path
        for path in sample_site.rglob("index.html")
        if 'name="robots" content="noindex"' not in path.read_text("utf-8")
    }
    # older sheets of an author or a column: the newest leads to them
    older = {path for kind in ("authors", "columns") for path in sample_site.glob(f"{kind}/*/*/*")}
    assert sheets - named - older == {sample_site / "search/index.html"}


def test_the_sitemap_of_news_has_the_newest_two_days(sample_site: Path) -> None:
    tree = etree.parse(sample_site / "sitemap-news.xml")
    dates = {str(d.text)[:10] for d in tree.iter(f"{NEWS}publication_date")}
    editions = sorted("-".join(p.parts[-4:-1])[:10] for p in sample_site.glob("*/*/*/edition.json"))
    before = dt.date.fromisoformat(editions[-1]) - dt.timedelta(days=1)
    assert dates == {date for date in editions if date >= before.isoformat()}
    assert {name.text for name in tree.iter(f"{NEWS}language")} == {"zh-cn"}
    assert all(name.text == "青屏日报" for name in tree.iter(f"{NEWS}name"))


def entry(place: int, publish_at: str | None = None, *dates: str) -> Entry:
    return Entry(
        1, place, "题", None, None, None, (), "文", 1, False, publish_at,
        tuple((date, "更正") for date in dates), None, "",
    )  # fmt: skip


def summary(date: str, *entries: Entry) -> Summary:
    key = EditionKey.parse(date)
    assert key is not None
    return Summary(key, None, False, ((1, "1", "要闻"),), entries, "", "")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, Newspaper(title="青屏日报" * 5, base_url=BASE), ())


def test_a_sitemap_of_news_holds_a_thousand_stories_at_most(desk: Desk) -> None:
    one = summary("2023-01-31", *(entry(n) for n in range(1, 1502)))
    (sheet,) = sitemaps.news_sitemap(desk, sitemaps.newest((one,)))
    assert len(sheet.context.entries) == 1000  # type: ignore[attr-defined]
    assert sitemaps.newest(()) == ()


@pytest.mark.parametrize(
    ("publish_at", "corrections", "published", "updated"),
    [
        (None, (), "2023-01-31T06:00:00+08:00", "2023-01-31T06:00:00+08:00"),
        ("2023-01-31T10:00:00+00:00", (), "2023-01-31T18:00:00+08:00", "2023-01-31T18:00:00+08:00"),
        ("2023-01-30T10:00:00+00:00", (), "2023-01-31T06:00:00+08:00", "2023-01-31T06:00:00+08:00"),
        (None, ("2023-02-03",), "2023-01-31T06:00:00+08:00", "2023-02-03T06:00:00+08:00"),
        (None, ("2023-01-31",), "2023-01-31T06:00:00+08:00", "2023-01-31T06:01:00+08:00"),
    ],
    ids=["plain", "held back", "held back until the day before", "corrected", "the same day"],
)  # fmt: skip
def test_a_story_says_when_it_came_and_when_it_changed(
    desk: Desk, publish_at: str | None, corrections: tuple[str, ...], published: str, updated: str
) -> None:
    key = EditionKey(dt.date(2023, 1, 31))
    stamps = desk.stamps(key, entry(1, publish_at, *corrections))
    assert tuple(stamp.isoformat() for stamp in stamps) == (published, updated)


def test_opensearch_keeps_its_lengths(desk: Desk) -> None:
    context: Any = sitemaps.opensearch(desk).context
    assert len(context.short_name) == 16
    assert context.template == f"{BASE}search/?q={{searchTerms}}"


def test_the_front_page_names_the_description_of_the_search(sample_site: Path) -> None:
    (href,) = html.parse(sample_site / "index.html").xpath("//link[@rel='search']/@href")
    assert sample_site / href == sample_site / "opensearch.xml"


NINJS = {
    "uri", "type", "representationType", "version", "firstCreated", "versionCreated", "pubStatus",
    "copyrightHolder", "language", "descriptions", "bodies", "headlines", "infoSources", "subjects",
    "title", "by", "slugline", "located", "renditions", "associations", "altIds", "standard",
}  # fmt: skip
"""Properties of an item by the schema of ninjs 3.0 that the press uses; it allows no others."""


def items(item: dict[str, Any], associated: bool = False) -> Iterator[dict[str, Any]]:
    assert item.keys() <= NINJS | ({"name"} if associated else set())
    assert not associated or item["name"]
    assert item["uri"].startswith(BASE)
    assert item["type"] in ("composite", "text", "picture")
    yield item
    for other in item.get("associations", ()):
        yield from items(other, True)


def test_an_edition_for_programs_is_an_item_of_ninjs_with_all_its_stories(
    sample_site: Path,
) -> None:
    for path in sorted(sample_site.glob("*/*/*/edition.json")):
        found = list(items(json.loads(path.read_bytes())))
        stories = [item for item in found if item["type"] == "text"]
        printed = [
            p.parent.name
            for p in sorted(path.parent.glob("*-*/index.html"))
            if "data-article" in p.read_text("utf-8")
        ]
        assert [item["slugline"].partition("/")[2] for item in stories] == printed
        for item in found:
            for stamp in ("firstCreated", "versionCreated"):
                assert stamp not in item or RFC3339.match(item[stamp])
            for rendition in item.get("renditions", ()):
                assert file_of(sample_site, rendition["href"]).is_file()


def test_a_page_name_that_no_new_edition_has_keeps_its_feed(
    paper: Callable[..., Path], now: dt.datetime
) -> None:
    root = paper("base")
    content = root / "content"
    settings = content / "newspaper.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nfeed: {editions: 1}\n", "utf-8")
    first = content / "editions/2024-03-01/edition.md"
    first.write_text("---\ndate: 2024-03-01\npages:\n- {number: 1, name: 旧版}\n---\n", "utf-8")
    second = content / "editions/2024-04-01"
    second.mkdir()
    (second / "edition.md").write_text(
        "---\ndate: 2024-04-01\npages:\n- {number: 1, name: 新版}\n---\n", "utf-8"
    )
    (second / "01-01.md").write_text("---\ntitle: 新\npage: 1\norder: 1\n---\n\n文。\n", "utf-8")
    presses.build(root, root / "site", now=now)
    old, new = (
        feedparser.parse((root / f"site/feeds/{n}版.xml").read_bytes()) for n in ("旧", "新")
    )
    assert len(old.entries) == 2
    assert "content" not in old.entries[0]
    assert [entry.title for entry in new.entries] == ["新"]
    assert new.entries[0].content[0].value == "<p>文。</p>"
