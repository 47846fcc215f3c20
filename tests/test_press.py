"""What a build is told of the press that makes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet import kept, press
from broadsheet.ledger import Ledger, open_ledger

LATER = 1 << 62
"""Long after all files were written: what was worked out is kept."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "broadsheet"
    folder.mkdir()
    for name, text in (("press.py", "one = 1\n"), ("words.po", "msgid\n"), ("notes.txt", "no\n")):
        (folder / name).write_text(text)
    monkeypatch.setattr(press, "__file__", str(folder / "press.py"))
    return folder


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / ".cache", tmp_path / "site") as found:
        yield found


def test_the_digest_of_the_press_changes_with_its_files_and_with_nothing_else(
    package: Path, ledger: Ledger
) -> None:
    seen = [press._press_digest(ledger, LATER)]
    (package / "notes.txt").write_text("some\n")
    assert press._press_digest(ledger, LATER) == seen[0]
    (package / "press.py").write_text("one = 12\n")
    seen.append(press._press_digest(ledger, LATER))
    (package / "words.po").rename(package / "other.po")
    seen.append(press._press_digest(ledger, LATER))
    (package / "other.po").unlink()
    seen.append(press._press_digest(ledger, LATER))
    assert len(set(seen)) == len(seen)
    (package / "press.py").write_text("one = 1\n")
    (package / "words.po").write_text("msgid\n")
    assert press._press_digest(ledger, LATER) == seen[0]


def test_code_that_is_as_long_and_as_old_as_it_was_is_other_code(
    package: Path, ledger: Ledger, tmp_path: Path
) -> None:
    code = package / "press.py"
    first, before = press._press_digest(ledger, kept.now(tmp_path)), code.stat()
    code.write_text("one = 2\n")
    os.utime(code, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert press._press_digest(ledger, kept.now(tmp_path)) != first
