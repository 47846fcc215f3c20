"""The last good site: no mistake, crash, race or full disk leaves anything half done."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
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


KILLED = """
import os, signal, sys
left = int(sys.argv.pop(1))
def count(event, arguments):
    global left
    if event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir") or (
        event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_WRONLY
    ):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
from broadsheet.cli import main
code = main()
print(left)
sys.exit(code)
"""
"""Builds, and dies at the Nth time that the disk is changed."""


def test_a_build_that_was_killed_is_made_good_by_the_next(
    paper: Paper, tree: Tree, repository: Path, now: dt.datetime
) -> None:
    root = paper("weekly")
    build(root, root / "site", now=now)
    change_much(root)
    before = root.rename(root.with_name("before"))

    def killed(after: int) -> subprocess.CompletedProcess[str]:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(before, root)
        return subprocess.run(
            [sys.executable, "-c", KILLED, str(after), "--root", str(root), "--jobs", "1"],
            cwd=repository,
            capture_output=True,
            text=True,
        )

    plenty = 1_000_000
    changes = plenty - int(killed(plenty).stdout)
    whole = tree(root / "site")
    assert changes > 50
    for nth in (1, changes // 2, changes * 3 // 4, changes):
        assert killed(nth).returncode == -signal.SIGKILL
        build(root, root / "site", now=now)
        assert tree(root / "site") == whole, f"killed at change {nth} of {changes}"


def change_much(root: Path) -> None:
    """Writes, removes and adds, so that a build has all to do."""
    editions = root / "content" / "editions"
    shutil.copytree(editions / "2025-01-03", editions / "2025-01-10")
    edition = editions / "2025-01-10" / "edition.md"
    edition.write_text(edition.read_text().replace("2025-01-03", "2025-01-10"))
    shutil.rmtree(editions / "2024-03-08-2")
    with (root / "templates" / "base.html").open("a") as file:
        file.write("<!-- changed -->\n")


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


@pytest.mark.skipif(os.name != "posix", reason="limits of processes are POSIX")
@pytest.mark.parametrize(
    ("room", "said"),
    [
        (150_000, "site: unwritable cannot be written: File too large\n"),
        (20_000, ".cache: unwritable cannot be written: disk I/O error\n"),
    ],
    ids=["for a picture", "for the ledger"],
)
def test_a_disk_without_room_leaves_the_last_good_site(
    room: int, said: str, paper: Paper, tree: Tree, repository: Path, now: dt.datetime
) -> None:
    import resource

    root = paper("weekly")
    build(root, root / "site", now=now)
    before = tree(root / "site")
    change_much(root)
    (root / "content/editions/2024-03-01/images/weir.svg").write_bytes(b" " * 200_000)
    done = subprocess.run(
        [sys.executable, str(repository / "build.py"), "--root", str(root), "--jobs", "1"],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert (done.returncode, done.stdout) == (1, "")
    hint = "Make room or give permission, then run it again; the last good site is untouched."
    assert done.stderr.splitlines()[-2:] == [said.rstrip(), f"    {hint}"]
    assert tree(root / "site") == before
