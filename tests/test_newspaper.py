"""The settings of a newspaper: strict, with defaults in one place."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from broadsheet.newspaper import KEYS, LANGUAGES, Newspaper, load_newspaper, parse_newspaper
from broadsheet.problems import NewspaperError


def read(text: str) -> Newspaper:
    return parse_newspaper(f"title: 澄溪周报\n{text}\n", "content/newspaper.yaml")


def test_a_title_is_all_that_is_needed() -> None:
    assert read("") == Newspaper(title="澄溪周报")


def test_the_weekly_uses_every_setting_or_leaves_it_to_its_default(repository: Path) -> None:
    paper = load_newspaper(repository / "tests" / "data" / "weekly")
    assert paper == Newspaper(
        title="澄溪周报",
        subtitle="Chengxi Weekly",
        description="澄溪镇的周报，为检验排印而写。",
        base_url="https://example.org/chengxi/",
        published_at=dt.time(7, 30),
        page_names=((1, "要闻"), (2, "副刊")),
        publisher="澄溪周报社",
        editors=("主编：龙小满",),
        issn="CN 00-0099",
        icp="溪ICP备00000009号",
        complaint="0000-0000099",
        feed_editions=3,
    )
    assert paper.base_path == "/chengxi/"
    assert (paper.page_name(2), paper.page_name(3)) == ("副刊", None)


def test_every_key_sets_something() -> None:
    fields = {field.name for field in dataclasses.fields(Newspaper)}
    assert {key for key in KEYS if key not in fields} <= {"feed"}


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/paper", "https://example.org/paper/"),
        ("http://localhost:8000/", "http://localhost:8000/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("https://例子.example/报/", "https://例子.example/报/"),
    ],
)
def test_an_address_ends_with_a_slash(written: str, address: str) -> None:
    assert read(f"base_url: '{written}'").base_url == address


@pytest.mark.parametrize(
    "written",
    [
        "example.org",
        "/paper/",
        "ftp://example.org/",
        "javascript:alert(1)",
        "https://",
        "https://:80/",
        "https://[bad/",
        "https://example.org:port/",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https://exa mple.org/",
        "https://example.org/a\\nb",
    ],
)
def test_what_is_no_address_is_a_problem(written: str) -> None:
    with pytest.raises(NewspaperError, match="wrong-type base_url should be an address"):
        read(f'base_url: "{written}"')


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("06:00", dt.time(6)),
        ("6:30", dt.time(6, 30)),
        ('"6:30"', dt.time(6, 30)),
        ("23:59", dt.time(23, 59)),
        ("0:00", dt.time(0)),
    ],
)
def test_a_time_of_day_needs_no_quotation_marks(written: str, time: dt.time) -> None:
    assert read(f"published_at: {written}").published_at == time


@pytest.mark.parametrize("written", ["24:00", "6:60", "6", "6.30", "[6, 30]", "06:00:00", "true"])
def test_what_is_no_time_of_day_is_a_problem(written: str) -> None:
    with pytest.raises(NewspaperError, match="wrong-type published_at should be"):
        read(f"published_at: {written}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_interface_may_be_set(language: str) -> None:
    assert read(f"language: {language}").language == language


@pytest.mark.parametrize("zone", ["Asia/Peking", "../../etc/passwd", "/etc/passwd", "Asia"])
def test_a_zone_that_is_none_is_a_problem(zone: str) -> None:
    with pytest.raises(NewspaperError, match="wrong-type timezone"):
        read(f"timezone: {zone}")


@pytest.mark.parametrize(
    "text", ["editors: [[a]]", "page_names: {a: b}", "page_names: [a]", "feed: 3", "feed: {n: 3}"]
)
def test_other_shapes_are_problems(text: str) -> None:
    with pytest.raises(NewspaperError):
        read(text)


def test_a_missing_file_and_a_missing_folder_are_the_same_problem(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NewspaperError, match="newspaper-missing"):
            load_newspaper(root)
