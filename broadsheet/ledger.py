"""What the last build printed, and from what: one SQLite file in `.cache/`, safe to delete.

A forme is the set of sheets that are printed together (printers lock one side of a sheet into
a forme): those of an edition, of a year, of an author … Its fingerprint covers everything they
are printed from, so an equal fingerprint and untouched files mean that nothing is to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from broadsheet.problems import NewspaperError, problem
from broadsheet.stock import Found, Lying
from broadsheet.text import digest
from broadsheet.values import dataclass

FORMAT = 8
"""Raised when the tables change, or how files are marked; another format is thrown away, not
migrated."""

_TABLES = """
CREATE TABLE edition (
    name TEXT PRIMARY KEY, stat TEXT NOT NULL, brief TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE forme (
    name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, note TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE output (
    area TEXT NOT NULL, path TEXT NOT NULL, forme TEXT NOT NULL, digest TEXT NOT NULL,
    size INT NOT NULL, mtime INT NOT NULL, PRIMARY KEY (area, path)
) WITHOUT ROWID;
CREATE TABLE area (
    name TEXT PRIMARY KEY, files INT NOT NULL, folders TEXT NOT NULL, times TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE listing (area TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE memo (
    name TEXT PRIMARY KEY, source TEXT NOT NULL, value TEXT NOT NULL
) WITHOUT ROWID;
"""


class Printed(NamedTuple):
    """A file of the site as it was written."""

    path: str
    forme: str
    digest: str
    size: int
    mtime: int
    """Nanoseconds."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An edition's folder as it was read."""

    stat: str
    brief: str
    """What the plan of every build needs of it, as JSON."""
    marks: str
    """What plans ask of its stories, as JSON; empty where it was not asked for."""
    entries: str
    """What lists print of its stories, as JSON; empty where it was not asked for."""


class Ledger:
    """The tables. Made by `open_ledger`; what is not committed is forgotten."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def editions(self) -> Mapping[str, Remembered]:
        """All editions by folder name, without their marks and entries."""
        rows = self._db.execute("SELECT name, stat, brief FROM edition")
        return {name: Remembered(stat, brief, "", "") for name, stat, brief in rows}

    def marks(self, name: str) -> str:
        """The marks of an edition by its folder name."""
        query = "SELECT value FROM marks WHERE name = ?"
        return str(self._db.execute(query, (name,)).fetchone()[0])

    def entries(self, name: str) -> str:
        """The entries of an edition by its folder name."""
        query = "SELECT value FROM entries WHERE name = ?"
        return str(self._db.execute(query, (name,)).fetchone()[0])

    def remember_editions(self, editions: Mapping[str, Remembered]) -> None:
        """Adds or replaces editions."""
        rows = ((name, e.stat, e.brief) for name, e in editions.items())
        self._db.executemany("REPLACE INTO edition VALUES (?, ?, ?)", rows)
        marks = ((name, e.marks) for name, e in editions.items())
        self._db.executemany("REPLACE INTO marks VALUES (?, ?)", marks)
        values = ((name, e.entries) for name, e in editions.items())
        self._db.executemany("REPLACE INTO entries VALUES (?, ?)", values)

    def forget_editions(self, names: Iterable[str]) -> None:
        """Drops editions whose folders are gone."""
        for name in names:
            self._db.execute("DELETE FROM edition WHERE name = ?", (name,))
            self._db.execute("DELETE FROM marks WHERE name = ?", (name,))
            self._db.execute("DELETE FROM entries WHERE name = ?", (name,))

    def formes(self) -> Mapping[str, tuple[str, str]]:
        """Fingerprint and note of every forme that was printed."""
        rows = self._db.execute("SELECT name, fingerprint, note FROM forme")
        return {name: (fingerprint, note) for name, fingerprint, note in rows}

    def areas(self) -> Mapping[str, Lying]:
        """How the last build left every area of the site, without its files."""
        rows = self._db.execute("SELECT name, files, folders, times FROM area ORDER BY name")
        return {name: Lying(files, folders, times) for name, files, folders, times in rows}

    def listing(self, area: str) -> str:
        """The files that the last build left in an area, as stock.look lists them."""
        row = self._db.execute("SELECT value FROM listing WHERE area = ?", (area,)).fetchone()
        return "" if row is None else str(row[0])

    def outputs(self) -> Iterator[Printed]:
        """Every file that was written."""
        rows = self._db.execute("SELECT path, forme, digest, size, mtime FROM output")
        return map(Printed._make, rows)

    def printed_by(self, forme: str) -> tuple[Printed, ...]:
        """The files of a forme."""
        query = "SELECT path, forme, digest, size, mtime FROM output WHERE forme = ?"
        return tuple(map(Printed._make, self._db.execute(query, (forme,))))

    def paths_by(self, forme: str) -> list[str]:
        """The paths of the files of a forme."""
        rows = self._db.execute("SELECT path FROM output WHERE forme = ?", (forme,))
        return [path for (path,) in rows]

    def owners_in(self, area: str) -> Mapping[str, str]:
        """Paths of the files that were written into an area, and the forme of each."""
        return dict(self._db.execute("SELECT path, forme FROM output WHERE area = ?", (area,)))

    def printed_in(self, area: str) -> tuple[Printed, ...]:
        """The files that were written into an area."""
        query = "SELECT path, forme, digest, size, mtime FROM output WHERE area = ? ORDER BY path"
        return tuple(map(Printed._make, self._db.execute(query, (area,))))

    def remember_formes(
        self,
        formes: Sequence[tuple[str, str, str]],
        outputs: Iterable[tuple[str, Sequence[Printed]]],
        resting: Collection[str] = (),
    ) -> None:
        """Replaces formes, by (name, fingerprint, note), and all their files, by area, but for
        those at paths that are `resting` as they were.
        """
        names = [(name,) for name, _, _ in formes]
        if resting:
            query = "SELECT area, path FROM output WHERE forme = ?"
            were = (row for name in names for row in self._db.execute(query, name))
            gone = [row for row in were if row[1] not in resting]
            self._db.executemany("DELETE FROM output WHERE area = ? AND path = ?", gone)
        else:
            self._db.executemany("DELETE FROM output WHERE forme = ?", names)
        self._db.executemany("REPLACE INTO forme VALUES (?, ?, ?)", formes)
        # in the order of the table, which grows at its end
        rows = ((area, *file) for area, files in sorted(outputs) for file in sorted(files))
        self._db.executemany("REPLACE INTO output VALUES (?, ?, ?, ?, ?, ?)", rows)

    def forget_formes(self, names: Iterable[str]) -> None:
        """Drops formes and their files."""
        for name in names:
            self._db.execute("DELETE FROM forme WHERE name = ?", (name,))
            self._db.execute("DELETE FROM output WHERE forme = ?", (name,))

    def remember_areas(self, areas: Mapping[str, Found | None]) -> None:
        """Replaces what is known of areas; what is gone is forgotten."""
        gone = [(name,) for name, found in areas.items() if found is None]
        self._db.executemany("DELETE FROM area WHERE name = ?", gone)
        self._db.executemany("DELETE FROM listing WHERE area = ?", gone)
        # in the order of the tables
        there = sorted((name, found) for name, found in areas.items() if found is not None)
        rows = [(name, *found.lying) for name, found in there]
        self._db.executemany("REPLACE INTO area VALUES (?, ?, ?, ?)", rows)
        listings = [(name, found.listing) for name, found in there]
        self._db.executemany("REPLACE INTO listing VALUES (?, ?)", listings)

    def recall(self, name: str, source: str) -> str | None:
        """What was worked out from the same source before."""
        query = "SELECT value FROM memo WHERE name = ? AND source = ?"
        row = self._db.execute(query, (name, source)).fetchone()
        return None if row is None else str(row[0])

    def memorise(self, name: str, source: str, value: str) -> None:
        """Keeps what was worked out, in place of what was kept under that name."""
        self._db.execute("REPLACE INTO memo VALUES (?, ?, ?)", (name, source, value))

    def commit(self) -> None:
        """Makes it last."""
        self._db.commit()


@contextmanager
def open_ledger(cache: Path, output: Path) -> Iterator[Ledger]:
    """The ledger of one output folder; a missing, foreign or broken file is begun anew.

    Raises NewspaperError where it cannot be written: a full disk, or no permission.
    """
    cache.mkdir(parents=True, exist_ok=True)
    # The folder's place on disk names the ledger; it is never written into an output.
    file = cache / f"ledger-{digest(str(output.resolve()).encode())[:8]}.sqlite"
    try:
        connection = _connect(file)
        try:
            yield Ledger(connection)
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        raise NewspaperError([problem("unwritable", cache.name, reason=str(error))]) from error


def _connect(file: Path) -> sqlite3.Connection:
    for attempt in (1, 2):
        # entries are read when they are packed for a worker, by the thread that packs them
        connection = sqlite3.connect(file, check_same_thread=False)
        try:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            if found == FORMAT and _sound(connection):
                connection.execute("CREATE INDEX IF NOT EXISTS by_forme ON output (forme)")
                return connection
            if found == 0 and not _tables(connection):
                connection.executescript(_TABLES + f"PRAGMA user_version = {FORMAT};")
                connection.execute("CREATE INDEX IF NOT EXISTS by_forme ON output (forme)")
                return connection
        except sqlite3.DatabaseError:
            if attempt == 2:
                connection.close()
                raise
        connection.close()
        file.unlink(missing_ok=True)
    raise sqlite3.DatabaseError(str(file))


def _sound(connection: sqlite3.Connection) -> bool:
    """Whether a disk's fault left it whole; 10 MB, the ledger of 10 000 stories, take 5 ms."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _tables(connection: sqlite3.Connection) -> bool:
    tables = connection.execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
    return tables != []
