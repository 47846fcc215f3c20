"""The editor's report: every raw line beside what it became, and nothing that could run."""

from __future__ import annotations

import datetime as dt
import html.parser
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from broadsheet.ingest import proof, report
from broadsheet.ingest.compose import set_issue
from broadsheet.ingest.inbox import IngestReport, ingest
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.results import Prepared
from broadsheet.ingest.txt import read_text
from broadsheet.model import EditionKey

RAW = """青屏日报　2025年3月6日　星期四　第1208期

## 柳塘春灌开闸放水

**本报讯** 3月4日，春灌启动仪式举行。清水流向田间，农户沿渠站成一排，等着自家的那一股水。

(记者 白岚)

## <script>alert(1)</script>与“&amp;”

**本报讯** 3月5日，县第二小学的孩子们走进菜园，<img src=x onerror=alert(2)>种下了第一批小白菜。

(记者 陆小禾)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "inbox").mkdir(parents=True)
    return tmp_path


def run(root: Path, text: str = RAW, **options: bool) -> IngestReport:
    (root / "content/inbox/2025-03-06.txt").write_text(text, encoding="utf-8")
    return ingest(root, quiet=lambda drops: frozenset(d.path for d in drops), **options)


class Tags(html.parser.HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(root: Path, said: IngestReport) -> str:
    path = said.set[0].report
    assert path == ".cache/reports/2025-03-06.html"
    return (root / path).read_text(encoding="utf-8")


def test_the_proof_shows_every_raw_line_and_every_story(root: Path) -> None:
    text = "".join(Tags(page(root, run(root))).text)
    for line in RAW.splitlines():
        assert line in text
    for words in ("柳塘春灌开闸放水", "白岚", "01-02", "dateline", "UTF-8"):
        assert words in text


def test_nothing_in_the_proof_can_run_or_load(root: Path) -> None:
    found = Tags(page(root, run(root)))
    assert not {"script", "img", "iframe", "object", "link"} & {tag for tag, _ in found.tags}
    assert not [a for _, attrs in found.tags for a in attrs if a.startswith("on") or a == "style"]
    links = [attrs["href"] for tag, attrs in found.tags if tag == "a"]
    assert all(str(link).startswith("#") for link in links)
    policy = next(a["content"] for t, a in found.tags if a.get("http-equiv"))
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")


def test_every_link_of_the_proof_leads_to_a_place_in_it(root: Path) -> None:
    found = Tags(page(root, run(root)))
    ids = {str(attrs["id"]) for _, attrs in found.tags if "id" in attrs}
    targets = {str(attrs["href"])[1:] for tag, attrs in found.tags if tag == "a"}
    assert targets <= ids


@pytest.mark.browser
def test_a_browser_shows_the_proof_in_colour_under_its_own_policy(
    root: Path, browser: Browser
) -> None:
    path = root / str(run(root).set[0].report)
    tab = browser.new_page()
    told: list[str] = []
    tab.on("console", lambda message: told.append(message.text))
    tab.on("dialog", lambda dialog: told.append(dialog.message))
    tab.goto(path.as_uri())
    title = tab.locator(".raw .title").first
    colour = title.evaluate("node => getComputedStyle(node).backgroundColor")
    tab.close()
    assert colour == "rgb(255, 217, 209)"
    assert told == []


def test_the_same_issue_gives_the_same_proof(root: Path, tmp_path: Path) -> None:
    first = page(root, run(root))
    second = page(root, run(root, force=True))
    assert first == second


ROUGH = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)


@settings(max_examples=40)
@given(st.lists(ROUGH, min_size=1, max_size=12))
def test_whatever_the_raw_text_is_the_proof_is_made(lines: list[str]) -> None:
    raw = RawIssue(read_text("\n".join(lines), "a.txt"))
    prepared = Prepared(
        key=EditionKey(dt.date(2025, 3, 6)),
        inferred=False,
        reason="name",
        setting=set_issue(raw),
        raw=raw,
        encoding="UTF-8",
        pictures=(),
        problems=(),
    )
    made = Tags(proof.page(prepared, "a.txt"))
    assert "script" not in {tag for tag, _ in made.tags}
    shown = "".join(made.text)
    assert all(line in shown for line in lines)


def test_the_terminal_tells_edition_encoding_layout_stories_and_the_account(root: Path) -> None:
    told = report.text(run(root))
    assert told.startswith("2025-03-06 is set from content/inbox/2025-03-06.txt (UTF-8)\n")
    assert "read as: headlines before their stories" in told
    assert re.search(r"01-01  柳塘春灌开闸放水 +白岚 +\d+ chars", told)
    assert "every character accounted for: " in told
    assert told.endswith("raw text beside the stories: .cache/reports/2025-03-06.html\n")


def test_many_issues_have_a_line_each(root: Path) -> None:
    for day in range(6, 12):
        text = RAW.replace("3月6日　星期四", f"3月{day}日")
        (root / f"content/inbox/2025-03-{day:02}.txt").write_text(text, encoding="utf-8")
    said = ingest(root, quiet=lambda drops: frozenset(d.path for d in drops))
    lines = report.text(said).splitlines()
    assert len(lines) == 6
    assert lines[1] == ("2025-03-07 is set from content/inbox/2025-03-07.txt (UTF-8): 2 stories")


def test_control_characters_of_a_raw_text_do_not_reach_the_terminal(root: Path) -> None:
    told = report.text(run(root, RAW.replace("柳塘春灌", "柳塘\x1b[31m春灌")))
    assert "\x1b" not in told


def test_the_account_adds_up_to_the_raw_text(root: Path) -> None:
    (issue,) = run(root).set
    assert sum(issue.totals.values()) == len(RAW)


def test_programs_get_the_report_as_json(root: Path) -> None:
    values = json.loads(json.dumps(report.as_values(run(root))))
    assert values["failed"] is False
    (issue,) = values["set"]
    assert issue["edition"] == "2025-03-06"
    assert issue["stories"][0]["title"] == "柳塘春灌开闸放水"
    assert sum(issue["account"].values()) == len(RAW)


def test_an_issue_that_could_not_be_set_is_listed(root: Path) -> None:
    told = report.text(run(root, ""))
    assert told == (
        "left in the inbox, each with a report beside it:\n  content/inbox/2025-03-06.txt\n"
    )
