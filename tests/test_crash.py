"""Whenever the press is stopped, every link in the site leads somewhere; the next run heals it."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest

from broadsheet import press
from broadsheet.amend import accept
from broadsheet.locks import alone
from broadsheet.publish import publish
from broadsheet.write import PLACEHOLDER, UNFINISHED

REPOSITORY = Path(__file__).resolve().parent.parent
KILLED = REPOSITORY / "tests" / "killed.py"
KILLS = 200 if os.environ.get("SOAK") else 12
SEED = 7
FROM = ("-", UNFINISHED, UNFINISHED, UNFINISHED)
"""Where the changes are counted from: mostly from where files take their places."""
Paper = Callable[..., Path]
Tree = Callable[[Path], dict[str, bytes]]


def test_a_build_killed_at_any_change_leaves_no_dead_link_and_the_next_one_heals_it(
    paper: Paper, tree: Tree
) -> None:
    root = paper("weekly")
    publish_all(root)
    clean: dict[str, dict[str, bytes]] = {}
    chance = random.Random(SEED)
    kills = 0
    fronts: set[bytes] = set()
    for name, edit in cycle(EDITS.items()):
        edit(root)
        if name not in clean:
            build(root, root / f"clean-{name}")
            clean[name] = tree(root / f"clean-{name}")
            shutil.rmtree(root / f"clean-{name}")
        fronts.add(clean[name]["index.html"])
        # several times at one change of content: a site left by a kill is killed again
        for _ in range(chance.randrange(1, 4)):
            done = build(
                root, root / "site", kill_at=(chance.randrange(1, 90), chance.choice(FROM))
            )
            if done.returncode == 0:
                break
            assert done.returncode == -signal.SIGKILL, done.stderr
            kills += 1
            assert list(dead_links(root / "site")) == []
            front = root / "site" / "index.html"
            assert not front.exists() or front.read_bytes() in {*fronts, PLACEHOLDER}
        healed = build(root, root / "site")
        assert healed.returncode == 0, healed.stderr
        assert tree(root / "site") == clean[name]
        assert not [p for p in (root / "site").rglob(".*") if p.name != ".broadsheet"]
        if kills >= KILLS:
            break


def test_no_link_is_dead_while_the_folders_of_new_issues_take_their_places(
    paper: Paper, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = paper("base")
    for number, day in enumerate(("2024-04-01", "2024-04-02", "2024-04-03"), 1):
        # the parts of a series lead to each other, from issue to issue
        series = f"column: 渡口行\ndeck: （{number}）\nauthors:\n- {{name: 温百川}}\n"
        put(root / "content" / "editions" / day / "01-01-ferry.md", f"渡口{number}", 1, 1, series)
        put(root / "content" / "editions" / day / "02-01-tea.md", "茶事", 2, 1)
        (root / "content" / "editions" / day / "edition.md").write_text(f"---\ndate: {day}\n---\n")
    folders = list[str]()
    rename = os.rename

    def look(source: str, target: str) -> None:
        rename(source, target)
        if Path(target).is_dir():
            folders.append(Path(target).relative_to(root / "site").as_posix())
            assert list(dead_links(root / "site")) == []

    monkeypatch.setattr(os, "rename", look)
    press.build(root, root / "site", now=now, jobs=1)
    assert folders == ["2024/03/01", "2024/04/01", "2024/04/02", "2024/04/03"]
    assert "../../../../2024/04/03/01-01/" in Links.of(
        root / "site" / "2024/04/02/01-01/index.html"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("room", [0, 40_000, 120_000, 200_000])
def test_a_full_disk_is_told_and_leaves_the_last_good_site(
    paper: Paper, tree: Tree, small_disk: Path, room: int
) -> None:
    root = small_disk / "paper"
    shutil.copytree(paper("weekly"), root)
    assert build(root, root / "site").returncode == 0
    before = tree(root / "site")
    one_more_issue(root)
    another_nameplate(root)
    with (root / "ballast").open("wb") as ballast:
        stat = os.statvfs(root)
        ballast.write(b"x" * max(0, stat.f_bavail * stat.f_frsize - room))
    done = build(root, root / "site")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "unwritable cannot be written" in done.stderr
    assert "Make room or give permission" in done.stderr
    assert tree(root / "site") == before
    assert list(dead_links(root / "site")) == []
    (root / "ballast").unlink()
    assert build(root, root / "site").returncode == 0
    assert list(dead_links(root / "site")) == []


@pytest.mark.parametrize("closed", ["site", "site/2024", ".cache"])
def test_a_folder_that_may_not_be_written_is_told_and_stays(
    paper: Paper, tree: Tree, closed: str
) -> None:
    root = paper("weekly")
    build(root, root / "site")
    before = tree(root / "site")
    one_more_issue(root)
    with read_only(root / closed):
        done = build(root, root / "site")
    assert done.returncode == 1, done.stderr
    assert "unwritable cannot be written" in done.stderr
    assert tree(root / "site") == before
    assert build(root, root / "site").returncode == 0
    assert list(dead_links(root / "site")) == []


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that nobody may write to, not even root."""
    if os.geteuid() == 0:
        bind = ["mount", "--bind", str(folder), str(folder)]
        if shutil.which("mount") is None or subprocess.run(bind, capture_output=True).returncode:
            pytest.skip("root may write anywhere here")
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    else:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)


def test_a_second_build_waits_and_says_for_whom(paper: Paper) -> None:
    root = paper("base")
    cache = root / ".cache"
    with alone(cache, lambda holder: None):
        second = subprocess.Popen(
            command(root, root / "site"), stderr=subprocess.PIPE, text=True, cwd=REPOSITORY
        )
        assert second.stderr is not None
        first_words = second.stderr.readline()
        assert not (root / "site" / "index.html").exists()
    _, rest = second.communicate(timeout=120)
    assert first_words == (
        f"waiting for process {os.getpid()}, which is at work on this newspaper\n"
    )
    assert second.returncode == 0, rest
    assert (root / "site" / "index.html").exists()


def publish_all(root: Path) -> None:
    """Makes every address that will ever go one that readers know."""
    settings = root / "content" / "newspaper.yaml"
    with settings.open("a", encoding="utf-8") as file:
        file.write("publish: {host: {type: by-hand}}\n")
    one_more_issue(root)
    accept(root)
    assert build(root, root / "site").returncode == 0
    publish(root, root / "site")
    shutil.copytree(root / "content", root / "published")
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".cache")


def as_it_was(root: Path) -> None:
    shutil.rmtree(root / "content")
    shutil.copytree(root / "published", root / "content")
    taken_away(root, "2024-03-15")


def one_more_issue(root: Path) -> None:
    folder = root / "content" / "editions" / "2024-03-15"
    shutil.copytree(root / "content" / "editions" / "2024-03-01", folder, dirs_exist_ok=True)
    (folder / "edition.md").write_text("---\ndate: 2024-03-15\n---\n", encoding="utf-8")
    for story in folder.glob("[0-9]*.md"):
        text = story.read_text(encoding="utf-8").replace("title: ", "title: 又", 1)
        story.write_text(text, encoding="utf-8")
    put(folder / "03-01-new.md", "新渡口", 3, 1, "authors:\n- {name: 温百川}\ncolumn: 渡口\n")


def a_story_and_its_author_changed(root: Path) -> None:
    folder = root / "content" / "editions" / "2024-03-15"
    put(folder / "03-01-new.md", "旧渡口", 3, 1, "authors:\n- {name: 沈百川}\ncolumn: 码头\n")


def an_issue_taken_away(root: Path) -> None:
    taken_away(root, "2024-03-01")
    taken_away(root, "2025-01-03")


def taken_away(root: Path, name: str) -> None:
    """The folder goes, and its line among the published addresses says so."""
    shutil.rmtree(root / "content" / "editions" / name)
    book = root / "content" / "addresses" / f"{name[:4]}.txt"
    address = f"{name.replace('-', '/')}/"
    lines = book.read_text(encoding="utf-8").splitlines()
    lines = [f"{address} gone 撤下。" if line == address else line for line in lines]
    book.write_text("\n".join([*lines, ""]), encoding="utf-8")


def dated_anew_and_moved(root: Path) -> None:
    editions = root / "content" / "editions"
    (editions / "2024-03-15").rename(editions / "2024-03-16")
    (editions / "2024-03-16" / "edition.md").write_text(
        "---\ndate: 2024-03-16\n---\n", encoding="utf-8"
    )
    old = editions / "2025-01-03" / "02-01-letter.md"
    text = old.read_text(encoding="utf-8")
    assert "page: 2\norder: 1\n" in text
    moved = text.replace("page: 2\norder: 1\n", "page: 1\norder: 5\n")
    (old.parent / "01-05-letter.md").write_text(moved, encoding="utf-8")
    old.unlink()


def another_nameplate(root: Path) -> None:
    path = root / "content" / "newspaper.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: 澄溪周报", "title: 澄溪晚报", 1), encoding="utf-8")


EDITS: dict[str, Callable[[Path], None]] = {
    "as it was": as_it_was,
    "one more issue": one_more_issue,
    "a story changed": a_story_and_its_author_changed,
    "dated anew and moved": dated_anew_and_moved,
    "an issue taken away": an_issue_taken_away,
    "another nameplate": another_nameplate,
}


def put(path: Path, title: str, page: int, order: int, more: str = "") -> None:
    path.parent.mkdir(exist_ok=True)
    head = f"---\ntitle: {title}\n{more}page: {page}\norder: {order}\n---\n"
    path.write_text(f"{head}\n河水清浅，渡船往来。\n", encoding="utf-8")


def build(
    root: Path,
    output: Path,
    *,
    kill_at: tuple[int, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(root, output, kill_at),
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def command(root: Path, output: Path, kill_at: tuple[int, str] | None = None) -> list[str]:
    start = ["-m", "broadsheet"]
    if kill_at is not None:
        start = [str(KILLED), *map(str, kill_at), "broadsheet"]
    options = ["--root", str(root), "--output", str(output), "--jobs", "1"]
    return [sys.executable, *start, *options]


def dead_links(site: Path) -> Iterator[str]:
    """Every link of every page to a file that is not there."""
    for page in sorted(site.rglob("*.html")):
        path = page.relative_to(site).as_posix()
        if path.startswith("."):
            continue
        for link in Links.of(page):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            target = os.path.normpath(PurePosixPath(path).parent / unquote(parts.path))
            file = site / target
            if file.is_dir():
                file /= "index.html"
            if target.startswith("..") or not file.is_file():
                yield f"{path} -> {link}"


class Links(HTMLParser):
    @classmethod
    def of(cls, page: Path) -> list[str]:
        parser = cls()
        parser.found = []
        parser.feed(page.read_text(encoding="utf-8"))
        return parser.found

    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v for name, v in attrs if name in ("href", "src", "action") and v]
