"""Corrections and withdrawals change one key of a story's file, and nothing beside it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from broadsheet import amend
from broadsheet.manuscript import parse_article
from broadsheet.problems import NewspaperError

DAY = dt.date(2024, 3, 2)
PATH = "01-01-well.md"
STORY = """\
---
title: "老井新泉"  # 编辑：引号保留
page: 1
order: 1
---

第一段。
"""


def test_the_first_correction_comes_behind_all_other_keys() -> None:
    changed = amend.with_entry(STORY, PATH, "corrections", {"date": DAY, "text": "应为三口井。"})
    head, _, body = STORY.partition("---\n\n")
    added = "corrections:\n- {date: 2024-03-02, text: 应为三口井。}\n"
    assert changed == f"{head}{added}---\n\n{body}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "corrections:\n- date: 2024-01-01  # 电话核实\n  text: 一\n# 下一条待定\n",
            (
                "corrections:\n- date: 2024-01-01  # 电话核实\n  text: 一\n# 下一条待定\n"
                "- {date: 2024-03-02, text: 二}\n"
            ),
        ),
        (
            "corrections:\n  - {date: 2024-01-01, text: 一}\ndraft: false\n",
            (
                "corrections:\n  - {date: 2024-01-01, text: 一}\n  - {date: 2024-03-02, text: 二}\n"
                "draft: false\n"
            ),
        ),
        (
            "corrections: [{date: 2024-01-01, text: 一}]  # 一行\ndraft: false\n",
            (
                "corrections:\n- {date: 2024-01-01, text: 一}\n- {date: 2024-03-02, text: 二}\n"
                "draft: false\n"
            ),
        ),
    ],
)
def test_a_further_correction_leaves_those_before_it_alone(before: str, after: str) -> None:
    source = STORY.replace("order: 1\n", f"order: 1\n{before}")
    changed = amend.with_entry(source, PATH, "corrections", {"date": DAY, "text": "二"})
    assert changed == STORY.replace("order: 1\n", f"order: 1\n{after}")
    article = parse_article(changed, PATH, dt.UTC)
    assert [c.text for c in article.corrections] == ["一", "二"]


def test_a_reason_of_withdrawal_takes_the_place_of_the_old_one() -> None:
    source = STORY.replace("order: 1\n", "withdrawn: {date: 2024-01-01, reason: 甲}\norder: 1\n")
    changed = amend.with_key(source, PATH, "withdrawn", {"date": DAY, "reason": "乙"})
    assert changed == source.replace("2024-01-01, reason: 甲", "2024-03-02, reason: 乙")


@pytest.fixture
def paper(tmp_path: Path, repository: Path) -> Path:
    """A newspaper of one story."""
    edition = tmp_path / "content/editions/2024-03-01"
    edition.mkdir(parents=True)
    (tmp_path / "content/newspaper.yaml").write_text("title: 井台报\n", encoding="utf-8")
    (edition / "edition.md").write_text("---\ndate: 2024-03-01\n---\n", encoding="utf-8")
    (edition / PATH).write_text(STORY, encoding="utf-8")
    shutil.copytree(repository / "templates", tmp_path / "templates")
    return tmp_path


def test_a_story_is_named_as_its_address_names_it(paper: Path) -> None:
    path = amend.correct(paper, "2024-03-01/01-01", "应为\n三口井。", DAY)
    assert path == f"content/editions/2024-03-01/{PATH}"
    assert "text: 应为 三口井。" in (paper / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("story", ["2024-03-01/01-02", "2024-03-02/01-01", "../x/01-01", ""])
def test_a_story_that_is_not_there_is_said(paper: Path, story: str) -> None:
    with pytest.raises(NewspaperError) as caught:
        amend.correct(paper, story, "更正", DAY)
    assert [found.code for found in caught.value.problems] == ["no-such-story"]


def test_a_withdrawn_story_leaves_every_surface_and_a_marker_stays(paper: Path, press) -> None:  # type: ignore[no-untyped-def]
    assert press("--root", paper).returncode == 0
    done = press("--root", paper, "withdraw", "2024-03-01/01-01", "内容失实", "--date", DAY)
    assert done.returncode == 0, done.stderr
    assert press("--root", paper).returncode == 0
    site = paper / "site"
    marker = site / "2024/03/01/01-01/index.html"
    assert "内容失实" in marker.read_text(encoding="utf-8")
    words = ("老井新泉".encode(), "第一段。".encode())
    found = [file for file in site.rglob("*") if file.is_file()]
    assert not [file for file in found if any(word in file.read_bytes() for word in words)]


def test_a_correction_stands_at_the_story_and_in_every_feed(paper: Path, press) -> None:  # type: ignore[no-untyped-def]
    press("--root", paper, "correct", "2024-03-01/01-01", "应为三口井。", "--date", DAY)
    assert press("--root", paper).returncode == 0
    for name in ("2024/03/01/01-01/index.html", "corrections/index.html", "feed.xml", "rss.xml",
                 "feed.json"):  # fmt: skip
        assert "应为三口井。" in (paper / "site" / name).read_text(encoding="utf-8"), name
    assert "2024-03-02T06:00:00+08:00" in (paper / "site/feed.xml").read_text(encoding="utf-8")
