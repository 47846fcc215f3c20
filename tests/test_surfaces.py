"""A correction and a withdrawal are the same news on every surface, each read as its readers do."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from playwright.sync_api import Page

from broadsheet.placards import Fonts

Press = Callable[..., subprocess.CompletedProcess[str]]
DAY, STAMP = "2025-02-03", "2025-02-03T07:30:00+08:00"
"""The day of the correction; the weekly paper counts as published at half past seven."""
WORDS = "更正词语甲：桥长应为六十六米。"
REASON = "撤稿缘由乙。"
MENDED, GONE = "2025-01-03/01-01", "2025-01-03/02-01"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(scope="module")
def root(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, press: Press, fonts: Fonts | None
) -> Path:
    """The weekly paper, printed; then one story corrected, one withdrawn, and printed again."""
    folder = tmp_path_factory.mktemp("surfaces") / "paper"
    shutil.copytree(repository / "tests" / "data" / "weekly", folder)
    shutil.copytree(repository / "templates", folder / "templates")
    if fonts is not None:
        with (folder / "content/newspaper.yaml").open("a", encoding="utf-8") as settings:
            settings.write("posters: true\n")
    assert press("--root", folder).returncode == 0
    shutil.copytree(folder / "site", folder / "before")
    for verb, story, text in (("correct", MENDED, WORDS), ("withdraw", GONE, REASON)):
        assert press("--root", folder, verb, story, text, "--date", DAY).returncode == 0
    assert press("--root", folder).returncode == 0
    return folder


def address(story: str) -> str:
    return f"{story.partition('/')[0].replace('-', '/')}/{story.partition('/')[2]}/"


def title(root: Path, story: str) -> str:
    """The headline as the page said before."""
    page = (root / "before" / address(story) / "index.html").read_text(encoding="utf-8")
    found = re.search(r"data-headline[^>]*>([^<]+)<", page)
    assert found is not None
    return found[1]


def test_the_two_stories_are_there_before_and_in_the_feeds(root: Path) -> None:
    for story in (MENDED, GONE):
        assert title(root, story) in (root / "before/feed.xml").read_text(encoding="utf-8")


# --- corrected ------------------------------------------------------------------------------


def test_a_correction_stands_in_the_page_its_data_and_the_list_of_corrections(root: Path) -> None:
    page = (root / "site" / address(MENDED) / "index.html").read_text(encoding="utf-8")
    assert f"<dd>{WORDS}\n" in page
    assert STAMP in page
    data = [one for one in json_ld(page) if one["@type"] == "NewsArticle"]
    assert [one["dateModified"] for one in data] == [STAMP]
    (correction,) = data[0]["correction"]
    assert WORDS in json.dumps(correction, ensure_ascii=False)
    listed = (root / "site/corrections/index.html").read_text(encoding="utf-8")
    assert listed.index(title(root, MENDED)) < listed.index(WORDS)
    assert f'href="../{address(MENDED)}"' in listed


def json_ld(page: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    blocks = [json.loads(text) for text in found]
    return [one for block in blocks for one in (block.get("@graph") or [block])]


def test_a_correction_stands_in_every_feed_with_its_hour(root: Path) -> None:
    site = root / "site"
    stories = 0
    for path in sorted({site / "feed.xml", *site.glob("feeds/*.xml"), *site.rglob("*/feed.xml")}):
        for entry in ET.parse(path).getroot().findall("a:entry", ATOM):
            links = [link.get("href", "") for link in entry.findall("a:link", ATOM)]
            if any(link.endswith(address(MENDED)) for link in links):
                stories += 1
                assert entry.findtext("a:updated", namespaces=ATOM) == STAMP, path
                if path.parent in (site, site / "feeds"):
                    assert WORDS in ET.tostring(entry, encoding="unicode"), path
    assert stories >= 3
    (item,) = [
        item
        for item in json.loads((site / "feed.json").read_text(encoding="utf-8"))["items"]
        if item["url"].endswith(address(MENDED))
    ]
    assert item["date_modified"] == STAMP
    assert WORDS in item["content_html"]
    (item,) = [
        item
        for item in feedparser.parse(str(site / "rss.xml")).entries
        if item.link.endswith(address(MENDED))
    ]
    assert WORDS in json.dumps(item, ensure_ascii=False, default=str)


def test_a_correction_changes_the_sitemap_and_the_edition_for_programs(root: Path) -> None:
    assert lastmod(root / "site", address(MENDED)) == [DAY]
    (story,) = [one for one in stories_of(root / "site") if one["slugline"] == MENDED]
    assert story["versionCreated"] == STAMP
    assert WORDS in json.dumps(story, ensure_ascii=False)


def lastmod(site: Path, where: str) -> list[str | None]:
    found: list[str | None] = []
    for path in site.glob("sitemap-[!n]*.xml"):
        for url in ET.parse(path).getroot().findall("s:url", MAP):
            if (url.findtext("s:loc", namespaces=MAP) or "").endswith(f"/{where}"):
                found.append(url.findtext("s:lastmod", namespaces=MAP))
    return found


def stories_of(site: Path) -> Iterator[dict[str, Any]]:
    edition = json.loads((site / "2025/01/03/edition.json").read_text(encoding="utf-8"))
    waiting: list[dict[str, Any]] = [edition]
    while waiting:
        item = waiting.pop()
        if item["type"] == "text":
            yield item
        waiting += item.get("associations", [])


def test_a_correction_is_bound_into_the_book_and_drawn_on_the_poster(
    root: Path, fonts: Fonts | None
) -> None:
    text = book(root / "site")
    assert WORDS in text
    assert "更正 2025年2月3日" in text
    assert "2025-02-02T23:30:00Z" in text
    if fonts is not None:
        posters = [root / s / address(MENDED) / "poster.png" for s in ("before", "site")]
        assert posters[0].read_bytes() != posters[1].read_bytes()


def book(site: Path) -> str:
    with zipfile.ZipFile(io.BytesIO((site / "2025/01/03/edition.epub").read_bytes())) as packed:
        names = [n for n in packed.namelist() if n.endswith((".xhtml", ".opf", ".ncx"))]
        return "\n".join(packed.read(name).decode() for name in names)


@pytest.mark.browser
def test_search_finds_the_correction_and_nothing_of_the_withdrawn_story(
    root: Path, page: Page, serve_folder: Callable[[Path], str]
) -> None:
    base = serve_folder(root / "site")
    for query, wanted in (("更正词语甲", [MENDED]), (title(root, GONE), [])):
        page.goto(f"{base}search/?q={query}")
        page.wait_for_selector('[data-results][data-state="done"]', state="attached")
        hits = page.locator("[data-results] > li")
        found = [hits.nth(n).get_attribute("data-id") for n in range(hits.count())]
        assert [one for one in found if one in (MENDED, GONE)] == wanted


# --- withdrawn ------------------------------------------------------------------------------


def test_a_withdrawn_story_leaves_one_marker_and_no_other_word(root: Path) -> None:
    site = root / "site"
    marker = (site / address(GONE) / "index.html").read_text(encoding="utf-8")
    assert REASON in marker
    assert "noindex" in marker
    words = title(root, GONE)
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.suffix not in (".png", ".epub"):
            assert words.encode() not in path.read_bytes(), path
    assert words not in book(site)
    assert not (site / address(GONE) / "poster.png").exists()
    assert lastmod(site, address(GONE)) == []
    assert GONE not in {story["slugline"] for story in stories_of(site)}
    for name in ("feed.xml", "rss.xml", "feed.json"):
        assert address(GONE) not in (site / name).read_text(encoding="utf-8")
    listed = (site / "corrections/index.html").read_text(encoding="utf-8")
    assert REASON in listed
    assert f'href="../{address(GONE)}"' in listed


def test_both_are_one_line_in_the_content_and_nothing_is_lost(root: Path, repository: Path) -> None:
    for story, key in ((MENDED, "corrections:\n- {date"), (GONE, "withdrawn: {date")):
        day, place = story.split("/")
        (now,) = (root / "content/editions" / day).glob(f"{place}-*.md")
        old = repository / "tests/data/weekly/content/editions" / day / now.name
        text = now.read_text(encoding="utf-8")
        start = text.index(key)
        end = text.index("\n---", start) + 1
        assert text[:start] + text[end:] == old.read_text(encoding="utf-8")
