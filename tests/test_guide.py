"""The guide, followed word by word in an empty folder, ends with a published paper."""

from __future__ import annotations

import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.newspaper import load_newspaper
from tests.servers import until

GUIDES = ("guide.md", "guide.zh-CN.md")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)
ANSWERS = "石埠周报\n\n\n石埠镇\n"


def blocks(repository: Path, guide: str) -> list[tuple[str, str]]:
    text = (repository / "docs" / guide).read_text(encoding="utf-8")
    return [(found[1], found[2]) for found in BLOCK.finditer(text)]


def test_both_languages_say_the_same(repository: Path) -> None:
    english, chinese = (blocks(repository, guide) for guide in GUIDES)
    assert english == chinese


class Newcomer:
    """Somebody who does what the guide says, and nothing else."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(repository)}
        self.preview: subprocess.Popen[str] | None = None
        self.address = ""

    def types(self, line: str) -> None:
        """One line of a terminal."""
        words = shlex.split(line)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
        elif words[1:3] == ["-m", "pip"]:
            assert words[3:] == ["install", "broadsheet"]
        elif "serve" in words:
            self.opens_the_preview(words[1:])
        else:
            assert words[0] == "python", line
            main, terminal = pty.openpty()
            os.write(main, ANSWERS.encode())
            done = subprocess.run(
                [sys.executable, *words[1:]], cwd=self.folder, env=self.environment,
                stdin=terminal, capture_output=True, text=True, timeout=300,
            )  # fmt: skip
            os.close(main)
            os.close(terminal)
            assert done.returncode == 0, (line, done.stderr)

    def opens_the_preview(self, words: list[str]) -> None:
        self.preview = subprocess.Popen(
            [sys.executable, *words, "--port", "0"], cwd=self.folder, env=self.environment,
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.preview.stderr is not None
        for line in self.preview.stderr:
            found = re.search(r"preview at (\S+)", line)
            if found:
                self.address = found[1]
                return
        raise AssertionError("the preview ended")

    def sees(self, words: str, page: str = "") -> bool:
        try:
            with urllib.request.urlopen(self.address + page, timeout=60) as answer:
                return words in answer.read().decode()
        except urllib.error.HTTPError:
            return False

    def replaces(self, path: str, two_lines: str) -> None:
        file = self.folder / path
        old, new = two_lines.rstrip("\n").split("\n")
        text = file.read_text(encoding="utf-8")
        assert text.count(f"{old}\n") == 1
        file.write_text(text.replace(f"{old}\n", f"{new}\n"), encoding="utf-8")


@pytest.fixture
def newcomer(repository: Path, tmp_path: Path) -> Iterator[Newcomer]:
    someone = Newcomer(repository, tmp_path)
    yield someone
    if someone.preview is not None:
        someone.preview.send_signal(signal.SIGKILL)
        someone.preview.communicate()


def test_who_follows_the_guide_has_a_published_paper(
    repository: Path, newcomer: Newcomer, tmp_path: Path
) -> None:
    said = iter(blocks(repository, GUIDES[0]))

    def terminal() -> None:
        kind, text = next(said)
        assert kind == "sh"
        for line in text.splitlines():
            newcomer.types(line)

    def text_block() -> str:
        kind, text = next(said)
        assert kind == "text"
        return text

    for _ in range(3):  # installs, begins a paper, opens the preview
        terminal()
    assert newcomer.sees("石埠周报")
    paper = load_newspaper(newcomer.folder)
    assert (paper.title, paper.language, paper.publisher) == ("石埠周报", "zh-Hans", "石埠镇")
    inbox = newcomer.folder / "content/inbox/first.txt"
    inbox.write_text(text_block(), encoding="utf-8")
    until(lambda: newcomer.sees("石埠桥今晨通车"), patience=120)
    assert newcomer.sees("date-inferred", "2024/03/09/")
    newcomer.replaces("content/editions/2024-03-09/01-02-春茶开采早了六天.md", text_block())
    until(lambda: newcomer.sees("春茶早采六天", "2024/03/09/01-02/"), patience=120)
    terminal()  # accepts
    assert not newcomer.sees("date-inferred ", "2024/03/09/")
    terminal()  # prints
    published = tmp_path / "published"
    published.mkdir()
    newcomer.replaces("content/newspaper.yaml", text_block())
    terminal()  # publishes
    story = published / "2024/03/09/01-02/index.html"
    assert "春茶早采六天" in story.read_text(encoding="utf-8")
    settings = (newcomer.folder / "content/newspaper.yaml").read_text(encoding="utf-8")
    assert f"#{text_block()}" in settings
    terminal()  # corrects, withdraws
    assert "桥长应为六十六米。" in (published / "2024/03/09/01-01/index.html").read_text("utf-8")
    assert "作者要求撤下。" in (published / "2024/03/09/02-01/index.html").read_text("utf-8")
    assert next(said, None) is None
