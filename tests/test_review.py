"""What the press was not sure of stands between a draft and its readers until a person looked."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from broadsheet.ingest.merge import merge_article
from broadsheet.model import Article

Press = Callable[..., subprocess.CompletedProcess[str]]
EDITION = "content/editions/2024-03-08"
DOUBTFUL = {
    "edition.md": "date: 2024-03-08\ndate_inferred: true",
    "01-01-well.md": "title: 新井出水\npage: 1\norder: 1\nreview: [headline-missing]",
    "01-02-bus.md": "title: 班车改点\npage: 1\norder: 2\nreview: [truncated-end, name-variant]",
    "01-03-tea.md": "title: 茶市开秤\npage: 1\norder: 3",
    "01-04-later.md": "title: 还在写\npage: 1\norder: 4\ndraft: true\nreview: [orphan-text]",
    "01-05-gone.md": "title: 误刊\npage: 1\norder: 5\nreview: [orphan-text]\n"
    "withdrawn: {date: 2024-03-09, reason: 误刊}",
}
TARGET = "publish: {host: {type: folder, path: ../host}}\n"


@pytest.fixture
def root(tmp_path: Path, repository: Path, press: Press) -> Path:
    """A newspaper with a doubtful edition, printed and not published yet."""
    folder = tmp_path / "paper"
    (tmp_path / "host").mkdir()
    (folder / EDITION).mkdir(parents=True)
    for name, front in DOUBTFUL.items():
        body = "" if name == "edition.md" else "\n井水清，班车准。\n"
        (folder / EDITION / name).write_text(f"---\n{front}\n---\n{body}", encoding="utf-8")
    (folder / "content/newspaper.yaml").write_text(f"title: 井台报\n{TARGET}", encoding="utf-8")
    shutil.copytree(repository / "templates", folder / "templates")
    assert press("--root", folder).returncode == 0
    return folder


def refusals(text: str) -> list[str]:
    return [line for line in text.splitlines() if ": not-accepted " in line]


def test_nothing_is_sent_before_every_flag_was_looked_at_and_each_is_named(
    root: Path, press: Press
) -> None:
    done = press("--root", root, "publish")
    assert done.returncode == 1
    assert refusals(done.stderr) == [
        (
            f"{EDITION}/edition.md:3: not-accepted “2024-03-08” was not sent: nobody has looked at "
            "date-inferred"
        ),
        (
            f"{EDITION}/01-01-well.md:5: not-accepted “新井出水” was not sent: nobody has "
            "looked at headline-missing"
        ),
        (
            f"{EDITION}/01-02-bus.md:5: not-accepted “班车改点” was not sent: nobody has looked at "
            "truncated-end, name-variant"
        ),
    ]
    assert "run: accept 2024-03-08/01-02 (accept 2024-03-08 for all of the edition)." in done.stderr
    assert list((root.parent / "host").iterdir()) == []
    assert not (root / "content/addresses").exists()


def test_a_dry_run_shows_the_plan_and_what_stands_in_its_way(root: Path, press: Press) -> None:
    done = press("--root", root, "publish", "--dry-run")
    assert done.returncode == 1
    assert "  would send 2024/03/08/01-03/index.html\n" in done.stderr
    assert len(refusals(done.stderr)) == 3
    told = json.loads(press("--root", root, "publish", "--dry-run", "--json", "-q").stdout)
    assert [found["line"] for found in told["problems"]] == [3, 5, 5]
    assert "index.html" in told["sent"]


def test_one_command_accepts_an_edition_and_the_next_publication_sends_it(
    root: Path, press: Press
) -> None:
    before = {path: path.read_text() for path in (root / EDITION).iterdir()}
    done = press("--root", root, "accept", "2024-03-08")
    assert done.stderr == (
        f"{EDITION}/edition.md:3: accepted date-inferred “2024-03-08”\n"
        f"{EDITION}/01-01-well.md:5: accepted headline-missing “新井出水”\n"
        f"{EDITION}/01-02-bus.md:5: accepted truncated-end, name-variant “班车改点”\n"
        f"{EDITION}/01-04-later.md:6: accepted orphan-text “还在写”\n"
        "4 accepted; the next publication sends them\n"
    )
    bus = root / EDITION / "01-02-bus.md"
    assert bus.read_text() == before[bus].replace(
        "name-variant]\n", "name-variant]\naccepted: [truncated-end, name-variant]\n"
    )
    # what was printed before is what was accepted: no build is needed
    assert press("--root", root, "publish").returncode == 0
    assert (root.parent / "host/2024/03/08/01-01/index.html").is_file()
    assert press("--root", root, "accept", "2024-03-08").stderr == (
        "nothing waits for a person's look\n"
    )


def test_readers_are_still_told_of_what_was_accepted(root: Path, press: Press) -> None:
    story = root / "site/2024/03/08/01-01/index.html"
    before = story.read_text()
    press("--root", root, "accept", "2024-03-08")
    press("--root", root)
    assert story.read_text() == before
    story_file = root / EDITION / "01-01-well.md"
    story_file.write_text(story_file.read_text().replace("review: [headline-missing]\n", ""))
    press("--root", root)
    assert story.read_text() != before


def test_stories_are_accepted_one_by_one_and_the_check_follows(root: Path, press: Press) -> None:
    for arguments in (["2024-03-08/01-02"], ["2024-03-08", "01-01"]):
        assert press("--root", root, "accept", *arguments).returncode == 0
    waiting = press("--root", root, "accept")
    assert waiting.stderr == (
        f"{EDITION}/edition.md:3: waits date-inferred “2024-03-08”\n"
        f"{EDITION}/01-04-later.md:6: waits orphan-text “还在写”\n"
        "2 wait. What you have looked at: accept EDITION, or accept --all\n"
    )
    checked = press("--root", root, "check", "--strict")
    assert (checked.returncode, checked.stderr.count("review-flag")) == (1, 1)
    assert len(refusals(press("--root", root, "publish").stderr)) == 1
    press("--root", root, "accept", "--all")
    assert press("--root", root, "check", "--strict").returncode == 0
    assert press("--root", root, "publish").returncode == 0


def test_a_code_that_comes_later_is_not_accepted_with_the_others(root: Path, press: Press) -> None:
    press("--root", root, "accept", "--all")
    bus = root / EDITION / "01-02-bus.md"
    text = bus.read_text()
    bus.write_text(text.replace("name-variant]", "name-variant, merge-conflict]", 1))
    assert refusals(press("--root", root, "publish").stderr)[0].endswith("looked at merge-conflict")


def test_an_edition_and_a_story_that_are_not_there_are_said(root: Path, press: Press) -> None:
    for arguments, code in (
        (["2024-03-09"], "no-such-edition there is no edition 2024-03-09"),
        (["../editions"], "no-such-edition there is no edition .."),
        (["2024-03-08", "09-09"], "no-such-story there is no story 2024-03-08/09-09"),
    ):
        done = press("--root", root, "accept", *arguments)
        assert (done.returncode, done.stderr.partition("\n")[0]) == (1, code)


def test_a_trial_may_be_looked_at_before_anything_is_accepted(root: Path, press: Press) -> None:
    settings = root / "content/newspaper.yaml"
    settings.write_text(settings.read_text().replace("../host", "../host, public: false"))
    assert press("--root", root, "publish").returncode == 0
    assert (root.parent / "host/index.html").is_file()


def test_a_new_raw_text_of_a_story_must_be_looked_at_again() -> None:
    base = Article(1, 1, "新井出水", review=("truncated-end",), body="井水清。\n")
    ours = replace(base, accepted=("truncated-end",))
    assert merge_article(base, ours, base)[0].accepted == ours.accepted
    better = replace(base, body="井水清，班车准。\n")
    assert merge_article(base, ours, better)[0].accepted == ()
