"""Puts a set issue onto the shelf: content/editions/<date>/, whole or not at all.

The folder is built beside its place and renamed into it; only then does the raw issue leave
the inbox. So at every instant each raw file lies complete in one of the two places, and a run
that was cut short is finished by the next one (`rests`).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from broadsheet import durable
from broadsheet.ingest.dropbox import REPORT_SUFFIX, Drop, RawFile
from broadsheet.model import EditionKey
from broadsheet.problems import NewspaperError, Problem, in_reading_order, problem
from broadsheet.speech import told

EDITIONS = "content/editions"
RAW = "raw"
BASE = ".set"
"""File inside an edition: its Markdown as the press last set it, for the next merge. One file,
because an archive has millions of stories, and not named .md, so that nobody takes it for one."""
PROOFS = ".cache/reports"
"""Where the proofs lie; they may be deleted at any time."""
_NEW = ".new-"
_OLD = ".old-"


def edition_folder(root: Path, key: EditionKey) -> Path:
    """Where an edition lies."""
    return root / EDITIONS / str(key)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """One ingest of a newspaper at a time; the second waits."""
    lock = root / ".cache" / "ingest.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        yield


def recover(root: Path) -> None:
    """Finishes or undoes what a run that was cut short left half done on the shelf."""
    try:
        names = [entry.name for entry in os.scandir(root / EDITIONS)]
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in names:
        half = root / EDITIONS / name
        if name.startswith(_OLD):
            place = half.with_name(name.removeprefix(_OLD))
            if place.exists():
                shutil.rmtree(half, ignore_errors=True)
            else:
                half.rename(place)
        elif name.startswith(_NEW):
            shutil.rmtree(half, ignore_errors=True)


def newest(root: Path) -> dt.date | None:
    """The day of the newest edition; None where there is none."""
    try:
        names = [entry.name for entry in os.scandir(root / EDITIONS)]
    except (FileNotFoundError, NotADirectoryError):
        return None
    return max((key.date for name in names if (key := EditionKey.parse(name))), default=None)


def put(
    root: Path, key: EditionKey, files: Mapping[str, bytes], *, replace: bool = False
) -> tuple[str, ...]:
    """Writes an edition's folder at once; returns the paths written, relative to the root.

    `files` has the content of each file by its path in the folder. With `replace` an edition that
    is there gives way. Raises NewspaperError `edition-exists` otherwise, or `unwritable`.
    """
    place = edition_folder(root, key)
    new, old = (place.with_name(f"{mark}{key}") for mark in (_NEW, _OLD))
    try:
        shutil.rmtree(new, ignore_errors=True)
        for name, data in files.items():
            target = new / name
            target.parent.mkdir(parents=True, exist_ok=True)
            # The raw issue leaves the inbox next, and what editors wrote gives way: what takes
            # their place must be on the disk.
            _write(target, data, sync=replace or name.startswith(f"{RAW}/"))
        if replace and place.exists():
            durable.settle_names(new)
            shutil.rmtree(old, ignore_errors=True)
            place.rename(old)
        elif place.exists() and any(place.iterdir()):
            raise NewspaperError([problem("edition-exists", _shown(key), key=key)])
        new.rename(place)
        if replace:
            durable.settle_names(place.parent)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NewspaperError([problem("unwritable", _shown(key), reason=reason)]) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    return tuple(f"{_shown(key)}/{name}" for name in files)


def pack(texts: Mapping[str, str]) -> bytes:
    """Markdown files, by name, as the one file BASE: JSON with a line for each."""
    return (json.dumps(dict(texts), ensure_ascii=False, indent=0) + "\n").encode()


def unpack(data: bytes) -> dict[str, bytes]:
    """The Markdown files in a BASE. Raises ValueError where it is none."""
    values = json.loads(data)
    if not isinstance(values, dict) or not all(isinstance(text, str) for text in values.values()):
        raise ValueError
    return {name: text.encode() for name, text in values.items()}


def contents(root: Path, key: EditionKey) -> dict[str, bytes]:
    """Every file of an edition's folder by its path in it; empty where there is no folder."""
    place = edition_folder(root, key)
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def rests(lying: Mapping[str, bytes], raw: Mapping[str, bytes]) -> bool:
    """Whether raw files already rest in an edition's folder, byte for byte."""
    return all(data in (lying.get(f"{RAW}/{name}"), lying.get(name)) for name, data in raw.items())


def take_away(drop: Drop) -> None:
    """Removes a set issue from the inbox, with the report that an earlier try left."""
    if not drop.waiting:
        return
    for file in drop.every:
        if unchanged(file):
            file.path.unlink()
    if drop.folder:
        for folder, _, _ in os.walk(drop.path, topdown=False):
            with suppress(OSError):
                Path(folder).rmdir()
    report_path(drop.path).unlink(missing_ok=True)


def unchanged(file: RawFile) -> bool:
    """Whether a file is still the one that was found: by size and time."""
    try:
        stat = file.path.lstat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (file.size, file.modified)


def keep_proof(root: Path, key: EditionKey, page: str) -> str | None:
    """Writes the proof of an edition; its path, or None where it cannot be written."""
    path = f"{PROOFS}/{key}.html"
    try:
        (root / PROOFS).mkdir(parents=True, exist_ok=True)
        (root / path).write_text(page, encoding="utf-8")
    except OSError:
        return None
    return path


def report_path(path: Path) -> Path:
    """Where the report on a raw issue lies: `2023-01-31.txt.report.txt`."""
    return path.with_name(path.name + REPORT_SUFFIX)


def leave_report(path: Path, problems: tuple[Problem, ...], language: str = "en") -> None:
    """Writes why a raw issue could not be set beside it, in a language and in English."""
    tongues = dict.fromkeys((language, "en"))
    found = in_reading_order(problems)
    text = "\n\n".join(told(each, tongue) for tongue in tongues for each in found)
    data = f"{text}\n".encode()
    target = report_path(path)
    with suppress(OSError):
        if not _same(target, data):
            waiting = target.with_name(f".{target.name}.tmp")
            waiting.write_bytes(data)
            waiting.replace(target)


def _write(target: Path, data: bytes, *, sync: bool) -> None:
    with target.open("wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _shown(key: EditionKey) -> str:
    return f"{EDITIONS}/{key}"
