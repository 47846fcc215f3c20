"""Publishing, to real servers: all that differs and nothing else, whatever interrupts it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from broadsheet.press import build
from broadsheet.problems import NewspaperError
from broadsheet.publish import publish
from tests.servers import PLACES, Place

REPOSITORY = Path(__file__).resolve().parent.parent
KILLED = REPOSITORY / "tests" / "killed.py"
KILLS = 20 if os.environ.get("SOAK") else 2
Tree = Callable[[Path], dict[str, bytes]]
Sites = dict[str, Path]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, now: object) -> Path:
    """A newspaper with three states of its site: `first`, `changed` and `fewer`."""
    folder = tmp_path_factory.mktemp("newsroom") / "paper"
    shutil.copytree(REPOSITORY / "tests" / "data" / "weekly", folder)
    shutil.copytree(REPOSITORY / "templates", folder / "templates")
    editions = folder / "content" / "editions"
    shutil.move(editions / "2024-03-01", folder / "kept")
    build(folder, folder / "first", now=now)  # type: ignore[arg-type]
    shutil.move(folder / "kept", editions / "2024-03-01")
    build(folder, folder / "changed", now=now)  # type: ignore[arg-type]
    shutil.rmtree(editions / "2025-01-03")
    build(folder, folder / "fewer", now=now)  # type: ignore[arg-type]
    return folder


@pytest.fixture(params=PLACES)
def place(
    request: pytest.FixtureRequest, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """Each kind of target in turn, named in newspaper.yaml by its kind."""
    with PLACES[request.param](tmp_path) as found:
        for name, value in found.variables.items():
            monkeypatch.setenv(name, value)
        name_targets(root, {request.param: found.settings})
        shutil.rmtree(root / ".cache" / "publish", ignore_errors=True)
        yield found


def test_a_target_gets_all_then_what_differs_then_nothing(
    place: Place, root: Path, tree: Tree
) -> None:
    first, changed, fewer = (tree(root / name) for name in ("first", "changed", "fewer"))
    plan = publish(root, root / "first", dry_run=True)
    assert place.files() == {}
    report = publish(root, root / "first")
    assert (plan.sent, plan.removed) == (report.sent, report.removed)
    assert sorted(report.sent) == sorted(first)
    assert place.files() == first
    again = publish(root, root / "first")
    assert (again.sent, again.removed, again.kept) == ((), (), len(first))
    for before, after, name in ((first, changed, "changed"), (changed, fewer, "fewer")):
        report = publish(root, root / name)
        assert set(report.sent) == {path for path in after if after[path] != before.get(path)}
        assert set(report.removed) == before.keys() - after.keys()
        assert place.files() == after


def test_a_publication_killed_anywhere_shows_no_dead_link_and_the_next_one_finishes(
    place: Place, root: Path, tree: Tree
) -> None:
    chance = random.Random(place.settings["type"])
    kills = 0
    publish(root, root / "first")
    for name in cycle(("changed", "fewer", "first")):
        for _ in range(chance.randrange(1, 3)):
            kills += killed(root, root / name, place, chance) != 0
            assert list(dead_ends(place.files())) == [], name
        publish(root, root / name)
        assert place.files() == tree(root / name)
        if kills >= KILLS:
            break


def killed(root: Path, site: Path, place: Place, chance: random.Random) -> int:
    """A publication that is killed: at one of its steps, or with its programs after a while."""
    command = ["broadsheet", "publish", "--root", str(root), "--output", str(site), "-q"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    start = [sys.executable, str(KILLED), str(chance.randrange(1, 60)), "-"]
    moment: float = 60
    if place.settings["type"] not in ("folder", "git") and chance.random() < 0.5:
        start, moment = [sys.executable, "-m"], 0.5 + chance.random() * 2
    process = subprocess.Popen(
        [*start, *command], cwd=REPOSITORY, env=environment, start_new_session=True,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        process.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode


def dead_ends(files: Mapping[str, bytes]) -> Iterator[str]:
    """What a reader who begins at the front page, or anywhere that it leads to, finds missing."""
    waiting = ["index.html"] if "index.html" in files else []
    seen = set(waiting)
    while waiting:
        page = waiting.pop()
        for link in Links.of(files[page].decode()):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            target = os.path.normpath(PurePosixPath(page).parent / unquote(parts.path))
            if parts.path.endswith(("/", "..", ".")) or target == ".":
                target = os.path.normpath(f"{target}/index.html")
            if target not in files:
                yield f"{page} -> {link}"
            elif target not in seen:
                seen.add(target)
                waiting += [target] if target.endswith(".html") else []


class Links(HTMLParser):
    found: list[str]

    @classmethod
    def of(cls, text: str) -> list[str]:
        parser = cls()
        parser.found = []
        parser.feed(text)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v for name, v in attrs if name in ("href", "src") and v]


def name_targets(root: Path, targets: Mapping[str, Mapping[str, object]]) -> None:
    """Writes the targets into newspaper.yaml; trials, so that no address is recorded."""
    path = root / "content" / "newspaper.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values["publish"] = {name: {"public": False, **t} for name, t in targets.items()}
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


def code_of(error: pytest.ExceptionInfo[NewspaperError]) -> list[str]:
    return [found.code for found in error.value.problems]
