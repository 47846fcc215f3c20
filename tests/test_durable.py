"""What a power failure may not take: bytes are on the disk before anything relies on them.

No test can cut the power. Here the system's calls are written down in their order (audit events,
and flushes by way of the one module that makes them): what is renamed, linked or removed before
the flush that must come first is what a power failure would lose.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadsheet import durable
from broadsheet.addresses import record
from broadsheet.amend import correct
from broadsheet.ingest.shelf import put
from broadsheet.model import EditionKey
from broadsheet.press import build
from broadsheet.problems import NewspaperError
from broadsheet.publish import publish
from broadsheet.write import UNFINISHED

DAY = dt.date(2024, 3, 2)
STORY = "content/editions/2024-03-01/01-01-spring.md"
Paper = Callable[..., Path]
Event = tuple[str, str]
"""What was done, to which file: ("rename", source), ("remove", path), ("settle", folder) …"""

_listeners: list[list[Event]] = []
_NAMES = {"os.rename": "rename", "os.remove": "remove", "os.link": "link"}


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    for listener in _listeners:
        if event in _NAMES:
            listener.append((_NAMES[event], os.fspath(arguments[0])))  # type: ignore[call-overload]


sys.addaudithook(_hear)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """A block whose calls are written down: `with heard() as events`."""
    settle, fsync = durable.settle, os.fsync

    @contextmanager
    def listen() -> Iterator[list[Event]]:
        events: list[Event] = []

        def settled(folder: Path, files: object) -> None:
            events.append(("settle", str(folder)))
            settle(folder, files)  # type: ignore[arg-type]

        def flushed(descriptor: int) -> None:
            events.append(("flush", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
            fsync(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(durable, "settle", settled)
            if Path("/proc/self/fd").is_dir():
                patch.setattr(os, "fsync", flushed)
            _listeners.append(events)
            try:
                yield events
            finally:
                _listeners.remove(events)

    return listen


def test_a_site_takes_its_places_after_its_bytes_are_on_the_disk(
    paper: Paper, now: dt.datetime, heard
) -> None:  # type: ignore[no-untyped-def]
    root = paper("weekly")
    for edit in (lambda: None, lambda: change(root / STORY), (root / STORY).unlink):
        edit()
        with heard() as events:
            build(root, root / "site", now=now)
        done = [kind for kind, path in events if "/site" in path and "/.cache/" not in path]
        mark = events.index(("remove", str(root / "site" / UNFINISHED)))
        first = min(n for n, (kind, path) in enumerate(events) if "/.staging" in path)
        assert events[first][0] == "settle", events[: first + 1]
        moved = [n for n, e in enumerate(events[:mark]) if e[0] in ("rename", "link", "remove")]
        last = max(n for n, e in enumerate(events[:mark]) if e == ("settle", str(root / "site")))
        assert max(moved) < last < mark
        assert "rename" in done


def test_a_build_that_changes_nothing_waits_for_no_disk(
    paper: Paper, now: dt.datetime, heard
) -> None:  # type: ignore[no-untyped-def]
    root = paper("base")
    build(root, root / "site", now=now)
    with heard() as events:
        build(root, root / "site", now=now)
    assert "settle" not in {kind for kind, _ in events}
    change(root / STORY)
    with heard() as events:
        build(root, root / "preview", now=now, preview=True)
    assert "settle" not in {kind for kind, _ in events}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="nothing names open files here")
def test_what_people_wrote_is_flushed_before_it_takes_the_place_of_what_was_there(
    paper: Paper, heard
) -> None:  # type: ignore[no-untyped-def]
    root = paper("base")
    with heard() as events:
        correct(root, "2024-03-01/01-01", "应为三口井。", DAY)
    waiting = str((root / STORY).with_name(".01-01-spring.md.tmp"))
    assert events == [
        ("remove", waiting), ("flush", waiting), ("rename", waiting),
        ("flush", str((root / STORY).parent)),
    ]  # fmt: skip
    with heard() as events:
        record(root, ["2024/03/01/01-01/"], {}, ())
    waiting = str(root / "content/addresses/.2024.txt.tmp")
    assert events[1:3] == [("flush", waiting), ("rename", waiting)]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="nothing names open files here")
def test_a_better_raw_issue_takes_the_place_of_an_edition_when_all_its_files_are_on_the_disk(
    paper: Paper, heard
) -> None:  # type: ignore[no-untyped-def]
    root = paper("base")
    files = {"edition.md": b"a", "01-01.md": b"b", "raw/2024-03-01.txt": b"c"}
    with heard() as events:
        put(root, EditionKey(dt.date(2024, 3, 1)), files, replace=True)
    flushed = [Path(path).name for kind, path in events if kind == "flush"]
    moved = [number for number, (kind, _) in enumerate(events) if kind == "rename"]
    assert {"edition.md", "01-01.md", "2024-03-01.txt"} <= set(flushed)
    last = max(n for n, (kind, path) in enumerate(events) if path.endswith((".md", ".txt")))
    assert moved
    assert last < min(moved) or events[last][0] == "remove"


def test_a_drive_has_what_the_record_says_that_it_has(
    paper: Paper, now: dt.datetime, tmp_path: Path, heard
) -> None:  # type: ignore[no-untyped-def]
    root, drive = paper("base"), tmp_path / "drive"
    drive.mkdir()
    settings = root / "content/newspaper.yaml"
    with settings.open("a", encoding="utf-8") as file:
        file.write(f"publish: {{host: {{type: folder, path: {drive}, public: false}}}}\n")
    build(root, root / "site", now=now)
    with heard() as events:
        publish(root, root / "site")
    kinds = [(k, path) for k, path in events if path.startswith(str(drive))]
    waiting = 0
    for kind, _ in kinds:
        waiting = 0 if kind == "settle" else waiting + (kind == "rename")
    assert waiting == 0
    assert [kind for kind, _ in kinds].count("settle") > 3


def test_a_disk_that_cannot_keep_the_bytes_is_told_and_the_site_stays(
    paper: Paper, now: dt.datetime, tree: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = paper("base")
    build(root, root / "site", now=now)
    before = tree(root / "site")
    change(root / STORY)

    def full(folder: Path, files: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "settle", full)
    with pytest.raises(NewspaperError, match="unwritable cannot be written: No space left"):
        build(root, root / "site", now=now)
    assert tree(root / "site") == before


def test_a_system_that_flushes_files_only_is_asked_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "_sync_file_system", None)
    names = [tmp_path / "a", tmp_path / "b"]
    for path in names:
        path.write_bytes(b"x")
    asked: list[int] = []
    monkeypatch.setattr(os, "fsync", asked.append)
    durable.settle(tmp_path, names)
    assert len(asked) == len(names)
    durable.settle(tmp_path, [tmp_path / "none"] * (durable.FEW + 1))
    assert len(asked) == len(names)


def test_a_system_that_cannot_be_asked_is_asked_for_each_file_and_a_lost_byte_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"x")
    asked: list[int] = []
    monkeypatch.setattr(os, "fsync", asked.append)

    def refuse(number: int) -> Callable[[int], int]:
        def call(descriptor: int) -> int:
            ctypes.set_errno(number)
            return -1

        return call

    monkeypatch.setattr(durable, "_sync_file_system", refuse(errno.ENOSYS))
    durable.settle(tmp_path, [tmp_path / "a"])
    assert len(asked) == 1
    monkeypatch.setattr(durable, "_sync_file_system", refuse(errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        durable.settle(tmp_path, [tmp_path / "a"])


def test_nobodys_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("theirs")
    (tmp_path / ".story.md.tmp").symlink_to(tmp_path / "outside")
    durable.replace(tmp_path / "story.md", b"ours")
    assert (tmp_path / "outside").read_text() == "theirs"
    assert (tmp_path / "story.md").read_bytes() == b"ours"
    assert not (tmp_path / ".story.md.tmp").is_symlink()


def change(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\n又一段。\n", encoding="utf-8")
