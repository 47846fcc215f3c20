"""`new` gives a newspaper that prints at once, and never writes over anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from broadsheet import start
from broadsheet.newspaper import load_newspaper
from broadsheet.problems import NewspaperError


def test_a_new_paper_prints_by_its_own_door(tmp_path: Path, repository: Path, press) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "my-paper"
    done = press("new", folder, "--title", "井台报", "--publisher", "井台镇")
    assert done.returncode == 0, done.stderr
    paper = load_newspaper(folder)
    assert (paper.title, paper.language, paper.publisher) == ("井台报", "zh-Hans", "井台镇")
    printed = subprocess.run(
        [sys.executable, "build.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
    )
    assert printed.returncode == 0, printed.stderr
    assert "井台报" in (folder / "site/index.html").read_text(encoding="utf-8")


def test_answers_that_are_not_given_have_their_defaults_away_from_a_terminal(
    tmp_path: Path,
    press,  # type: ignore[no-untyped-def]
) -> None:
    assert press("new", tmp_path / "井台").returncode == 0
    assert load_newspaper(tmp_path / "井台").title == "井台"


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NewspaperError, match="folder-taken"):
        start.start(tmp_path, start.Answers("井台报"))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_wrong_answer_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(NewspaperError, match="wrong-type language"):
        start.start(tmp_path / "x", start.Answers("井台报", language="fr"))
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("language", start.ABOUT)
def test_every_language_has_its_about_page(tmp_path: Path, language: str) -> None:
    start.start(tmp_path / "x", start.Answers("井台报", language=language))
    assert (tmp_path / "x/content/pages/about.md").read_text(encoding="utf-8").startswith("---\n")
    workflow = (tmp_path / "x/.github/workflows/publish.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(workflow)["jobs"]["publish"]["steps"]
