"""The last good site: no mistake and no race leaves anything half done (crashes: test_crash)."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.press import build
from broadsheet.problems import NewspaperError

Paper = Callable[..., Path]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/editions/2025-01-03/02-01-letter.md", "---\ntitle: 缺\n---\n"),
        ("content/newspaper.yaml", "title: [\n"),
        ("content/pages/about.md", "no front matter\n"),
        ("templates/article.html", "{{ nobody_gives_this }}\n"),
        ("templates/archive.html", "{% if %}\n"),
        ("templates/feeds/rss.xml", "{% include 'missing.xml' %}\n"),
    ],
)
def test_a_mistake_leaves_the_last_good_site(
    path: str, text: str, paper: Paper, tree: Tree, now: dt.datetime
) -> None:
    root = paper("weekly")
    build(root, root / "site", now=now)
    before = tree(root / "site")
    (root / "content" / "editions" / "2025-01-03" / "01-01-market.md").unlink()
    (root / path).write_text(text)
    with pytest.raises(NewspaperError):
        build(root, root / "site", now=now)
    assert tree(root / "site") == before


def test_two_builds_at_once_wait_for_each_other(
    paper: Paper, tree: Tree, repository: Path, now: dt.datetime
) -> None:
    root = paper("weekly")
    command = [sys.executable, str(repository / "build.py"), "--root", str(root), "--jobs", "2"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        _, said = one.communicate(timeout=120)
        assert one.returncode == 0, said
    build(root, root / "clean", now=now)
    assert tree(root / "site") == tree(root / "clean")
