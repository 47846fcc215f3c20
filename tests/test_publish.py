"""Publishing, to real servers: all that differs and nothing else, whatever interrupts it."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import brotli
import pytest
import yaml

from broadsheet.newspaper import parse_newspaper
from broadsheet.press import build
from broadsheet.problems import NewspaperError
from broadsheet.publish import publish
from broadsheet.publish.folder import FolderStore
from broadsheet.publish.programs import last_words
from broadsheet.write import UNFINISHED
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


@pytest.fixture
def drive(root: Path, tmp_path: Path) -> Path:
    """A folder as the only target, named host."""
    folder = tmp_path / "drive"
    folder.mkdir()
    name_targets(root, {"host": {"type": "folder", "path": str(folder)}})
    shutil.rmtree(root / ".cache" / "publish", ignore_errors=True)
    return folder


def refusal(root: Path, site: str = "first", target: str | None = None) -> str:
    with pytest.raises(NewspaperError) as error:
        publish(root, root / site, target)
    return str(error.value)


def test_what_others_keep_at_the_target_stays(drive: Path, root: Path) -> None:
    (drive / "2024" / "03").mkdir(parents=True)
    (drive / "2024" / "03" / "theirs.txt").write_text("theirs")
    (drive / "CNAME").write_text("paper.example.org")
    publish(root, root / "changed")
    report = publish(root, root / "fewer")
    assert report.removed
    assert (drive / "2024" / "03" / "theirs.txt").read_text() == "theirs"
    assert (drive / "CNAME").read_text() == "paper.example.org"
    assert not (drive / "2025").exists()


def test_a_branch_keeps_what_others_put_there_and_its_history(
    root: Path, tmp_path: Path, tree: Tree
) -> None:
    with PLACES["git"](tmp_path) as place:
        name_targets(root, {"pages": place.settings})
        publish(root, root / "first")
        clone = tmp_path / "clone"
        git("clone", "-q", "--branch", "gh-pages", place.settings["repository"], clone)
        (clone / "CNAME").write_text("paper.example.org")
        (clone / "docs").mkdir()
        (clone / "docs" / "theirs.md").write_text("theirs")
        git("-C", clone, "add", ".")
        git("-C", clone, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "theirs")
        git("-C", clone, "push", "-q")
        publish(root, root / "changed")
        publish(root, root / "fewer")
        theirs = {"CNAME": b"paper.example.org", "docs/theirs.md": b"theirs"}
        assert place.files() == {**tree(root / "fewer"), **theirs}
        log = ["git", "-C", str(place.settings["repository"]), "log", "--oneline", "gh-pages"]
        assert len(subprocess.check_output(log).splitlines()) == 4
        name_targets(root, {"pages": {**place.settings, "history": False}})
        publish(root, root / "first")
        assert len(subprocess.check_output(log).splitlines()) == 1
        assert place.files() == {**tree(root / "first"), **theirs}


def git(*arguments: object) -> None:
    subprocess.run(["git", *map(str, arguments)], check=True, capture_output=True)


def test_compressed_copies_lie_beside_texts_and_go_with_them(drive: Path, root: Path) -> None:
    name_targets(root, {"host": {"type": "folder", "path": str(drive), "compress": ["gz", "br"]}})
    publish(root, root / "changed")
    page = (drive / "index.html").read_bytes()
    assert gzip.decompress((drive / "index.html.gz").read_bytes()) == page
    assert brotli.decompress((drive / "index.html.br").read_bytes()) == page
    assert not list(drive.rglob("*.epub.gz"))
    publish(root, root / "fewer")
    for path in drive.rglob("*.gz"):
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_another_publisher_is_respected_and_one_that_is_gone_is_not(
    drive: Path, root: Path
) -> None:
    slips = drive / ".broadsheet-sent"
    slips.mkdir()
    slip = slips / "turn-0000000000000000.json"
    since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    slip.write_text(json.dumps({"host": "desk-2", "process": 7, "since": since}))
    said = refusal(root)
    assert said.startswith("target-locked process 7 on desk-2, since ")
    assert said.endswith(
        "UTC, is publishing to host\n    Wait until it is done. If it was stopped, delete "
        ".broadsheet-sent/turn-0000000000000000.json at the target."
    )
    assert [path.name for path in slips.iterdir() if path.is_file()] == [slip.name]
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    slip.write_text(json.dumps({"host": platform.node(), "process": gone.pid, "since": since}))
    assert publish(root, root / "first").sent
    slip.write_text(json.dumps({"host": "desk-2", "process": 7, "since": "2020-01-01T00:00+00:00"}))
    publish(root, root / "first")
    assert list(slips.glob("turn-*")) == []


def test_a_site_that_is_not_whole_is_not_sent(drive: Path, root: Path) -> None:
    (root / "first" / UNFINISHED).touch()
    assert refusal(root) == (
        "first: site-unfinished the last build was stopped before this site was whole\n"
        "    Run the command build; it finishes the site."
    )
    (root / "first" / UNFINISHED).unlink()
    assert refusal(root, "nothing").startswith("nothing: site-missing")
    assert list(drive.iterdir()) == []


def test_the_target_is_named_or_plain(drive: Path, root: Path) -> None:
    assert "unknown-target there is no target hsot\n    Known here: host." in refusal(
        root, target="hsot"
    )
    two = {name: {"type": "folder", "path": str(drive)} for name in ("one", "two")}
    name_targets(root, two)
    assert refusal(root).endswith(
        "which-target there are several targets, and none is the usual one\n"
        "    Name one of them: publish one. Or write default: true in one of one, two."
    )
    name_targets(root, {**two, "two": {**two["two"], "default": True}})
    assert publish(root, root / "first", dry_run=True).target == "two"
    name_targets(root, {})
    assert refusal(root).endswith(
        "no-target nothing says where the site is published\n    Add a target, like this: "
        "publish: {host: {type: folder, path: /media/web/paper}}"
    )


@pytest.mark.parametrize("path", ["first", "first/2024", ".", "content", "content/editions"])
def test_a_folder_of_the_newspaper_itself_is_no_target(root: Path, path: str) -> None:
    name_targets(root, {"host": {"type": "folder", "path": path}})
    assert refusal(root).startswith(
        "content/newspaper.yaml: target-inside the target host lies where the newspaper itself "
        f"is: {path}\n"
    )


def test_a_drive_that_is_not_there_is_not_made(root: Path, tmp_path: Path) -> None:
    name_targets(root, {"host": {"type": "folder", "path": str(tmp_path / "unplugged")}})
    assert refusal(root).startswith("target-failed the target host failed: there is no folder")
    assert not (tmp_path / "unplugged").exists()


def test_a_link_out_of_the_folder_is_not_followed(drive: Path, root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (drive / "2024").symlink_to(outside)
    assert "a link leads out of the folder at 2024/" in refusal(root)
    assert list(outside.iterdir()) == []


def test_bytes_that_come_back_different_are_told_and_sent_again(
    drive: Path, root: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = FolderStore.fetch

    def damaged(self: FolderStore, paths: Collection[str], into: Path) -> None:
        fetch(self, paths, into)
        if "index.html" in paths:
            (drive / "index.html").write_bytes(b"?")
            (into / "index.html").write_bytes(b"?")

    monkeypatch.setattr(FolderStore, "fetch", damaged)
    assert refusal(root) == (
        "target-differs the target host gives back other bytes than were sent: index.html\n"
        "    Run it again: these files are sent once more. If it stays, somebody else writes there."
    )
    monkeypatch.undo()
    assert publish(root, root / "first").sent == ("index.html",)
    assert (drive / "index.html").read_bytes() == tree(root / "first")["index.html"]


def test_a_lost_or_broken_record_costs_sending_and_nothing_else(
    drive: Path, root: Path, tree: Tree
) -> None:
    publish(root, root / "first")
    (drive / ".broadsheet-sent" / "head.json").write_text("{")
    shutil.rmtree(root / ".cache" / "publish")
    assert len(publish(root, root / "first").sent) == len(tree(root / "first"))
    for part in (drive / ".broadsheet-sent").glob("*.txt"):
        part.write_text("?")
    shutil.rmtree(root / ".cache" / "publish")
    assert publish(root, root / "changed").sent
    assert publish(root, root / "changed").sent == ()


SECRET = "kaki-9431-kaki"


def test_a_secret_shows_neither_in_a_message_nor_among_the_processes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PLACES["webdav"](tmp_path) as place:
        name_targets(root, {"webdav": place.settings})
        monkeypatch.delenv("BROADSHEET_WEBDAV_PASSWORD", raising=False)
        assert refusal(root) == (
            "secret-missing the target webdav wants a secret, and none is there\n"
            "    Set BROADSHEET_WEBDAV_PASSWORD in the environment, or keep it in the keychain "
            "under broadsheet, webdav."
        )
        monkeypatch.setenv("BROADSHEET_WEBDAV_PASSWORD", SECRET)
        seen: list[str] = []
        WATCHERS.append(seen.append)
        said = refusal(root)
        WATCHERS.clear()
        assert said.startswith("target-failed the target webdav failed: ")
        assert seen
        assert SECRET not in said + "".join(seen)
        cache = b"".join(p.read_bytes() for p in (root / ".cache").rglob("*") if p.is_file())
        assert SECRET.encode() not in cache


WATCHERS: list[Callable[[str], None]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen":
        for watcher in WATCHERS:
            watcher(str(arguments[:3]))


sys.addaudithook(_watch)


def test_words_of_a_program_lose_their_secrets() -> None:
    assert last_words("fatal: https://me:kaki@host/x\nno kaki\n", ["kaki"]) == (
        "fatal: https://***@host/x / no ***"
    )


def test_a_program_that_is_missing_is_named(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PLACES["git"](tmp_path) as place:
        name_targets(root, {"pages": place.settings})
    monkeypatch.setenv("PATH", "")
    assert refusal(root) == (
        "target-needs the target pages needs git, which is not here\n"
        "    Install it: on Debian and Ubuntu: apt install git; elsewhere from git-scm.com"
    )


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"type": "folder", "path": "/x", "password": "kaki"}, "secret-in-file"),
        ({"type": "s3", "bucket": "abc", "secret_access_key": "kaki"}, "secret-in-file"),
        ({"type": "git", "repository": "https://me:kaki@host/x"}, "secret-in-file"),
        ({"type": "webdav", "url": "https://me:kaki@host/x"}, "secret-in-file"),
        ({"type": "git", "repository": "ext::sh -c true"}, "wrong-type"),
        ({"type": "git", "repository": "--upload-pack=true"}, "wrong-type"),
        ({"type": "git", "repository": "x", "branch": "../x"}, "wrong-type"),
        ({"type": "rsync", "host": "-oProxyCommand=true", "path": "/x"}, "wrong-type"),
        ({"type": "rsync", "host": "a b", "path": "/x"}, "wrong-type"),
        ({"type": "rsync", "host": "a", "path": "/x", "user": "-l"}, "wrong-type"),
        ({"type": "sftp", "host": "a", "path": "/x", "port": 0}, "wrong-type"),
        ({"type": "webdav", "url": "file:///etc"}, "wrong-type"),
        ({"type": "webdav", "url": "http://[x"}, "wrong-type"),
        ({"type": "s3", "bucket": "../x"}, "wrong-type"),
        ({"type": "s3"}, "missing-key"),
        ({"path": "/x"}, "missing-key"),
        ({"type": "ftp"}, "wrong-type"),
        ({"type": "folder", "path": "/x", "pth": "/x"}, "unknown-key"),
        ({"type": "folder", "path": "/x", "compress": ["zip"]}, "wrong-type"),
        ("folder", "wrong-type"),
    ],
)
def test_a_target_is_read_strictly(target: object, code: str) -> None:
    text = yaml.safe_dump({"title": "报", "publish": {"host": target}}, allow_unicode=True)
    with pytest.raises(NewspaperError) as error:
        parse_newspaper(text, "content/newspaper.yaml")
    assert code in {found.code for found in error.value.problems}
    assert "kaki" not in str(error.value)


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
