"""The preview has what readers do not see yet, and says why; the site has none of it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from broadsheet import press
from broadsheet.amend import accept
from broadsheet.newspaper import load_newspaper
from broadsheet.preview import editor_link, file_link, remarks

NOW = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
STORIES = {
    "2024-03-01/edition.md": "date: 2024-03-01",
    "2024-03-01/01-01-a.md": "title: 今日要闻\npage: 1\norder: 1\nreview: [headline-missing]",
    "2024-03-01/01-02-b.md": "title: 还在写\npage: 1\norder: 2\ndraft: true",
    "2024-03-01/02-01-c.md": "title: 晚些再说\npage: 2\norder: 1\npublish_at: 2024-03-05 06:00",
    "2024-03-02/edition.md": "date: 2024-03-02",
    "2024-03-02/01-01-d.md": "title: 明日要闻\npage: 1\norder: 1",
}


@pytest.fixture
def paper(tmp_path: Path, repository: Path) -> Path:
    """A newspaper with a draft, an embargoed story and tomorrow's edition."""
    for name, front in STORIES.items():
        file = tmp_path / "content/editions" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{front}\n---\n\n正文。\n", encoding="utf-8")
    (tmp_path / "content/newspaper.yaml").write_text("title: 井台报\n", encoding="utf-8")
    shutil.copytree(repository / "templates", tmp_path / "templates")
    return tmp_path


def printed(folder: Path) -> set[str]:
    """Which of the stories a site has, by headline."""
    text = "".join(p.read_text(encoding="utf-8") for p in folder.rglob("*.html"))
    return {word for word in ("今日要闻", "还在写", "晚些再说", "明日要闻") if word in text}


def test_the_preview_has_everything_and_the_site_only_what_is_out(paper: Path) -> None:
    press.build(paper, paper / "preview", now=NOW, preview=True)
    report = press.build(paper, paper / "site", now=NOW)
    assert printed(paper / "preview") == {"今日要闻", "还在写", "晚些再说", "明日要闻"}
    assert printed(paper / "site") == {"今日要闻"}
    assert report.held == ("2024-03-02",)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("2024/03/01/01-02/", [("story", "01-02-b.md", 1), ("draft", "01-02-b.md", 5)]),
        ("2024/03/01/01/", [("headline-missing", "01-01-a.md", 5), ("draft", "01-02-b.md", 5)]),
        (
            "2024/03/01/",
            [
                ("headline-missing", "01-01-a.md", 5),
                ("draft", "01-02-b.md", 5),
                ("embargo", "02-01-c.md", 5),
            ],
        ),
        ("2024/03/02/01-01/index.html", [("future", "edition.md", 1), ("story", "01-01-d.md", 1)]),
        ("2024/03/09/", [("future", "edition.md", 1)]),
        ("archive/", []),
        ("2024/13/40/", []),
    ],
)
def test_a_page_says_why_its_stories_wait(
    paper: Path, address: str, expected: list[tuple[str, str, int]]
) -> None:
    found = remarks(paper, load_newspaper(paper), address, NOW)
    assert [(r.code, r.path.rsplit("/", 1)[1], r.line) for r in found] == expected
    for remark in found:
        link = editor_link(paper, remark.path, remark.line)
        assert link == f"vscode://file{paper / remark.path}:{remark.line}"
        assert file_link(paper, remark.path) == f"file://{paper / remark.path}"


def test_a_page_names_its_suspect_words_and_an_inferred_date_until_they_are_accepted(
    paper: Path,
) -> None:
    folder = paper / "content/editions/2024-03-01"
    (folder / "edition.md").write_text("---\ndate: 2024-03-01\ndate_inferred: true\n---\n")
    with (folder / "02-01-c.md").open("a", encoding="utf-8") as story:
        story.write("\n渡口座落在村东。\n")

    def seen() -> list[tuple[str, int, str | None]]:
        found = remarks(paper, load_newspaper(paper), "2024/03/01/02-01/", NOW)
        return [(remark.code, remark.line, remark.accept) for remark in found]

    story, embargo = ("story", 1, None), ("embargo", 5, None)
    assert seen() == [
        ("date-inferred", 3, "2024-03-01"), story, embargo, ("suspect-word", 10, None),
    ]  # fmt: skip
    accept(paper, "2024-03-01")
    (paper / "content/accepted.yaml").write_text(
        "accepted: [{code: suspect-word, text: 座落}]\n", encoding="utf-8"
    )
    assert seen() == [story, embargo]
