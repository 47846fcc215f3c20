"""The ledger: what it remembers, and that it may be lost or broken at any time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from broadsheet.ledger import FORMAT, Printed, Remembered, open_ledger

FILE = Printed("a/index.html", "forme a", "d" * 32, 7, 1_700_000_000_123_456_789)


def fill(folder: Path, *, commit: bool = True) -> None:
    with open_ledger(folder / ".cache", folder / "site") as ledger:
        ledger.remember_editions({"2024-03-01": Remembered("stat", '["春",1]', "[1]", "[]")})
        ledger.remember_formes([("forme a", "fingerprint", "note")], [("a/", [FILE])])
        ledger.memorise("templates", "source", "value")
        if commit:
            ledger.commit()


def is_empty(folder: Path) -> bool:
    with open_ledger(folder / ".cache", folder / "site") as ledger:
        return not (ledger.editions() or ledger.formes() or list(ledger.outputs()))


def test_what_was_committed_is_remembered(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_ledger(tmp_path / ".cache", tmp_path / "site") as ledger:
        assert ledger.editions() == {"2024-03-01": Remembered("stat", '["春",1]', "", "")}
        assert ledger.marks("2024-03-01") == "[1]"
        assert ledger.entries("2024-03-01") == "[]"
        assert ledger.formes() == {"forme a": ("fingerprint", "note")}
        assert list(ledger.outputs()) == [FILE]
        assert ledger.recall("templates", "source") == "value"
        assert ledger.recall("templates", "another source") is None


def test_what_was_not_committed_is_forgotten(tmp_path: Path) -> None:
    fill(tmp_path, commit=False)
    assert is_empty(tmp_path)


def test_a_forme_replaces_all_its_files_and_takes_a_path_over(tmp_path: Path) -> None:
    fill(tmp_path)
    other = Printed("b/index.html", "forme a", "e" * 32, 8, 1)
    taken = Printed("a/index.html", "forme b", "f" * 32, 9, 2)
    with open_ledger(tmp_path / ".cache", tmp_path / "site") as ledger:
        ledger.remember_formes([("forme b", "", "")], [("a/", [taken])])
        ledger.remember_formes([("forme a", "", "")], [("b/", [other])])
        assert sorted(ledger.outputs(), key=lambda file: file.path) == [taken, other]
        ledger.forget_formes(["forme b", "nobody"])
        assert list(ledger.outputs()) == [other]
        assert list(ledger.formes()) == ["forme a"]


def test_editions_are_forgotten_by_name(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_ledger(tmp_path / ".cache", tmp_path / "site") as ledger:
        ledger.forget_editions(["2024-03-01", "nobody"])
        assert ledger.editions() == {}


def test_every_site_has_a_ledger_of_its_own(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_ledger(tmp_path / ".cache", tmp_path / "preview") as ledger:
        assert not ledger.formes()
    assert not is_empty(tmp_path)


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: b"not a database at all",
        lambda data: data[: len(data) // 2],
        lambda data: data[:100],
        lambda data: data[:4096] + bytes(len(data) - 4096),
        lambda data: bytes(len(data)),
    ],
    ids=["empty", "foreign", "cut in half", "cut at its head", "blank pages", "blank"],
)
def test_a_broken_ledger_is_begun_anew(tmp_path: Path, harm) -> None:
    fill(tmp_path)
    (file,) = (tmp_path / ".cache").glob("*.sqlite")
    file.write_bytes(harm(file.read_bytes()))
    assert is_empty(tmp_path)
    fill(tmp_path)
    assert not is_empty(tmp_path)


@pytest.mark.parametrize("number", [FORMAT - 1, FORMAT + 1])
def test_a_ledger_of_another_format_is_begun_anew(tmp_path: Path, number: int) -> None:
    fill(tmp_path)
    (file,) = (tmp_path / ".cache").glob("*.sqlite")
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {number}")
    connection.close()
    assert is_empty(tmp_path)


def test_a_database_of_somebody_else_is_begun_anew(tmp_path: Path) -> None:
    fill(tmp_path)
    (file,) = (tmp_path / ".cache").glob("*.sqlite")
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    assert is_empty(tmp_path)
