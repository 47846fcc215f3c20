"""Addresses: the scheme of the contract, links under any prefix, names as parts of addresses."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet import urls
from broadsheet.model import EditionKey

KEY = EditionKey(dt.date(2023, 1, 31))
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
keys = st.builds(EditionKey, st.dates(dt.date(1000, 1, 1)), st.integers(1, 99))
addresses = st.one_of(
    st.sampled_from([urls.FRONT, urls.ARCHIVE, urls.NOT_FOUND, urls.ATOM, urls.SEARCH]),
    keys.map(urls.edition),
    st.builds(urls.page, keys, st.integers(1, 999)),
    st.builds(urls.article, keys, st.just("01-03")),
    names.map(urls.author),
    names.map(urls.column),
    names.map(urls.text_page),
)
bases = st.sampled_from(["https://example.org/", "http://localhost:8000/a/b/"])


def test_addresses_are_those_of_the_contract() -> None:
    assert urls.edition(KEY) == "2023/01/31/"
    assert urls.edition(EditionKey(KEY.date, 2)) == "2023/01/31-2/"
    assert urls.page(KEY, 1) == "2023/01/31/01/"
    assert urls.article(KEY, "01-03") == "2023/01/31/01-03/"
    assert urls.article_id(KEY, "01-03") == "2023-01-31/01-03"
    assert urls.epub(KEY) == "2023/01/31/edition.epub"
    assert urls.year(2023) == "2023/"
    assert urls.author("白岚") == "authors/白岚/"
    assert urls.column("走基层") == "columns/走基层/"
    assert (urls.ARCHIVE, urls.SEARCH, urls.CORRECTIONS) == ("archive/", "search/", "corrections/")
    assert (urls.ATOM, urls.RSS, urls.JSON_FEED) == ("feed.xml", "rss.xml", "feed.json")
    assert (urls.SITEMAP, urls.NOT_FOUND) == ("sitemap.xml", "404.html")


@pytest.mark.parametrize(
    ("address", "file"),
    [("", "index.html"), ("archive/", "archive/index.html"), ("404.html", "404.html")],
)
def test_a_file_answers_an_address(address: str, file: str) -> None:
    assert urls.output_path(address) == file


@given(addresses, addresses, bases)
def test_a_link_leads_from_any_page_to_any_address_under_any_prefix(
    here: str, there: str, base: str
) -> None:
    link = urls.href(urls.root(here), there)
    assert urljoin(urls.absolute(base, here), link) == urls.absolute(base, there)
    assert not urlsplit(link).scheme
    assert not urlsplit(link).netloc
    assert not link.startswith("/")
    assert link


@given(keys, st.integers(1, 99), st.integers(1, 99), addresses)
def test_a_short_link_leads_where_the_long_one_leads(
    key: EditionKey, number: int, other: int, away: str
) -> None:
    here, there = urls.article(key, f"01-{number:02d}"), urls.page(key, other)
    root = urls.root(here)
    base = urljoin("http://localhost/a/", here)
    for to in (there, urls.edition(key), urls.article(key, "02-01")):
        long = urljoin(base, urls.href(root, to))
        assert (
            urljoin(base, urls.way(here, to)) == urljoin(base, urls.beside(root, key, to)) == long
        )
        assert urls.way(here, to).count("../") == 1
        top = urls.root(urls.ARCHIVE)
        assert urls.beside(top, key, to) == urls.href(top, to)
    for page in (here, away):
        base = urljoin("http://localhost/a/", page)
        assert urljoin(base, urls.way(page, away)) == urljoin(
            base, urls.href(urls.root(page), away)
        )


def test_sheets_of_one_name_lead_to_each_other_by_the_shortest_way() -> None:
    top = urls.author("白岚")
    second, third = urls.sheet(top, 2), urls.sheet(top, 3)
    assert urls.way(top, third) == "3/"
    assert urls.way(third, second) == "../2/"
    assert urls.way(third, top) == "../"
    assert urls.way(top, urls.feed(top)) == "feed.xml"
    assert urls.way(third, urls.feed(top)) == "../feed.xml"


@given(addresses)
def test_an_absolute_address_can_be_read_back(address: str) -> None:
    found = urls.absolute("https://example.org/paper/", address)
    assert re.fullmatch(r"[!-~]*", found)
    assert unquote(urlsplit(found).path) == f"/paper/{address}"


@given(names)
@example("..")
@example(".")
@example("-")
@example("/")
@example("a/../../b")
@example("C:\\x")
@example("名" * 60)
@example(" 名 ")
@example("a%2Fb")
@example("\u202e反")
def test_a_segment_is_one_safe_part_of_a_path(name: str) -> None:
    segment = urls.segment(name)
    assert PurePosixPath(segment).parts == (segment,)
    assert PureWindowsPath(segment).parts == (segment,)
    assert segment not in (".", "..")
    assert segment[0] not in "-. "
    assert segment[-1] not in ". "
    assert len(segment.encode()) <= 140
    assert not re.search(r'[\x00-\x20\x7f/\\:*?"<>|#%&]', segment)


@given(st.lists(names, min_size=2, max_size=8, unique=True))
@example(["a b", "a/b", "a-b", "a?b", " a b"])
@example(["名" * 60, "名" * 61, "名" * 59 + "x"])
def test_segments_of_different_names_differ(found: list[str]) -> None:
    assert len({urls.segment(name) for name in found}) == len(found)


@pytest.mark.parametrize("name", ["白岚", "O'Neill", "本报评论员", "a-b", "Ünal", "文_图", "3+2"])
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    assert urls.segment(name) == name
