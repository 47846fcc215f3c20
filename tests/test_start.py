"""`new` gives a newspaper that prints at once, and never writes over anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import PathDistribution
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


RAW = """\
石埠桥今晨通车
本报讯（记者 温百川） 3月7日清晨，石埠桥正式通车。桥长六十四米，两岸往来不再等渡。

春茶开采早了六天
本报讯（记者 龙小满） 明前茶园3月6日开采，比去年早了六天。茶农说，头一锅只炒了三两。
"""


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_the_workflow_sets_what_was_dropped_publishes_it_and_gives_it_back(
    tmp_path: Path, repository: Path
) -> None:
    paper, origin = tmp_path / "paper", tmp_path / "origin.git"
    start.start(paper, start.Answers("井台报"))
    git = ["git", "-c", "user.name=editor", "-c", "user.email=editor@localhost"]
    subprocess.run([*git, "init", "-q", "--bare", "-b", "main", origin], check=True)
    subprocess.run([*git, "clone", "-q", origin, tmp_path / "runner"], check=True)
    runner = tmp_path / "runner"
    shutil.copytree(paper, runner, dirs_exist_ok=True)
    (runner / "content/inbox/2024-03-08.txt").write_text(RAW, encoding="utf-8")
    subprocess.run([*git, "checkout", "-q", "-b", "main"], cwd=runner, check=True)
    subprocess.run([*git, "add", "."], cwd=runner, check=True)
    subprocess.run([*git, "commit", "-qm", "A paper and its first issue"], cwd=runner, check=True)
    subprocess.run([*git, "push", "-q", "-u", "origin", "main"], cwd=runner, check=True)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "broadsheet"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m broadsheet "$@"\n')
    command.chmod(0o755)
    environment = {
        **os.environ, "PYTHONPATH": str(repository), "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"
    }  # fmt: skip
    workflow = yaml.safe_load((runner / ".github/workflows/publish.yml").read_text())
    steps = [step["run"] for step in workflow["jobs"]["publish"]["steps"] if "run" in step]
    assert steps[0] == "pip install -r requirements.txt"
    for step in steps[1:]:
        done = subprocess.run(
            ["bash", "-e", "-c", step], cwd=runner, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, (step, done.stderr)
    assert (runner / "site/2024/03/08/01-02/index.html").is_file()
    shown = subprocess.run(
        ["git", "--git-dir", origin, "ls-tree", "-r", "--name-only", "-z", "main"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    kept = set(shown.stdout.split("\0"))
    assert {"content/editions/2024-03-08/raw/2024-03-08.txt", "content/addresses/2024.txt"} <= kept
    assert "content/inbox/2024-03-08.txt" not in kept
    assert not {name for name in kept if name.startswith(("site/", ".cache/"))} - {
        "site/.gitignore"
    }


@pytest.mark.parametrize(
    ("came_from", "line"),
    [
        (None, "broadsheet==1.2"),
        ({"url": "file:///home/editor/press", "dir_info": {}}, "broadsheet==1.2"),
        ({"url": "https://example.org/press.zip"}, "broadsheet @ https://example.org/press.zip"),
        (
            {"url": "https://example.org/press", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "broadsheet @ git+https://example.org/press@abc",
        ),
    ],
)
def test_a_new_paper_says_which_press_prints_it(
    came_from: object, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "broadsheet-1.2.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: broadsheet\nVersion: 1.2\n")
    if came_from is not None:
        (installed / "direct_url.json").write_text(json.dumps(came_from))
    monkeypatch.setattr(start, "distribution", lambda name: PathDistribution(installed))
    start.start(tmp_path / "x", start.Answers("井台报"))
    assert (tmp_path / "x/requirements.txt").read_text() == f"{line}\n"


def test_a_machine_without_the_press_is_told_how_to_get_it(tmp_path: Path) -> None:
    start.start(tmp_path / "x", start.Answers("井台报"))
    done = subprocess.run(
        [sys.executable, "-I", "-S", "build.py"], cwd=tmp_path / "x", capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == (
        "No module named 'broadsheet'. Install the press: "
        "python -m pip install -r requirements.txt\n"
    )


def test_the_places_to_publish_to_are_one_sign_away(tmp_path: Path) -> None:
    start.start(tmp_path / "x", start.Answers("井台报"))
    settings = tmp_path / "x/content/newspaper.yaml"
    assert [target.name for target in load_newspaper(tmp_path / "x").publish] == ["pages"]
    text = settings.read_text(encoding="utf-8")
    for name in ("drive", "branch"):
        settings.write_text(text.replace(f"#  {name}", f"  {name}"), encoding="utf-8")
        usual = [target for target in load_newspaper(tmp_path / "x").publish if target.default]
        assert [target.name for target in usual] == [name]
