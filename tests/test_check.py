"""The check: problems of content, flags of review, and links that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.check import check

Paper = Callable[..., Path]


def site(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root / "site"


def dead(root: Path, files: dict[str, str]) -> list[str]:
    return [
        problem.message.removeprefix("links to ").removesuffix(", which is not there")
        for problem in check(root, site(root, files))
        if problem.code == "dead-link"
    ]


@pytest.mark.parametrize(
    "link",
    [
        "", "#here", "#top%20%E5%A0%B0", "./", "../", "../a/", "../a/#there", "../a/index.html",
        "../图/%E5%A0%B0.svg", "../图/堰.svg", "../feed.xml", "../feed.xml#any", "?q=a", "../?q=a",
        "https://example.com/nowhere", "mailto:a@b.c", "//cdn.example/x.js", "data:text/plain,x",
        "../a/../b/",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_good(link: str, paper: Paper) -> None:
    files = {
        "b/index.html": f'<a href="{link}" id="here"></a><p id="top 堰">',
        "index.html": "",
        "a/index.html": '<a name="there"></a>',
        "图/堰.svg": "<svg/>",
        "feed.xml": "<feed/>",
    }
    assert dead(paper("base"), files) == []


@pytest.mark.parametrize(
    "link",
    ["../c/", "../a", "#nowhere", "../a/#here", "../../", "../../b/", "/b/", "../feed.xml/",
     "../A/", "../a/index.htm", "#q", "#viewport"],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_dead(link: str, paper: Paper) -> None:
    files = {
        "b/index.html": f'<meta name="viewport"><input name="q"><a id="here" href="{link}"></a>',
        "index.html": "",
        "a/index.html": "",
        "feed.xml": "<feed/>",
    }
    assert dead(paper("base"), files) == [link]


def test_pictures_scripts_forms_and_the_index_are_links_too(paper: Paper) -> None:
    page = '<img src="1"><script src="2"></script><form action="3/"></form><ol data-index="4"></ol>'
    assert dead(paper("base"), {"index.html": page}) == ["1", "2", "3/", "4"]


def test_a_dead_link_is_named_once_a_page(paper: Paper) -> None:
    page = '<a href="x"></a><a href="x"></a>'
    found = check(paper("base"), site(paper("base", "two"), {"index.html": page, "a.html": page}))
    assert [problem.path for problem in found] == ["site/a.html", "site/index.html"]


def test_a_newspaper_without_problems_has_none(paper: Paper) -> None:
    assert check(paper("base")) == ()


def test_everything_is_found_at_once(paper: Paper) -> None:
    root = paper("base")
    edition = root / "content" / "editions" / "2024-03-01"
    (edition / "01-01-spring.md").write_text("---\ntitle: 题\npage: 1\norder: 9\n---\n")
    (edition / "01-02-ferry.md").write_text("none")
    (root / "content" / "editions" / "old").mkdir()
    (root / "content" / "pages").mkdir()
    (root / "content" / "pages" / "a.md").write_text("none")
    assert [problem.code for problem in check(root, root / "nowhere")] == [
        "place-mismatch",
        "front-matter-missing",
        "bad-edition-name",
        "front-matter-missing",
        "site-missing",
    ]
