"""The name book: every person the archive names, kept so that one issue is compared in no time.

One SQLite file in `.cache/`; deleting it is always safe. Names are found again by patterns with
one character left out, so that the names one character apart are read, not searched for.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from broadsheet.ingest.people import Mention, people
from broadsheet.model import Article
from broadsheet.read import EDITIONS, survey

FILE = ".cache/names.sqlite"
VERSION = 1
"""Of the tables and of how people are found; another one begins the book anew."""

_TABLES = """
create table editions (name text primary key, state text not null) without rowid;
create table mentions (
    edition text not null, file text not null, sentence integer not null,
    name text not null, office text not null
);
create index mentions_of_edition on mentions (edition);
create index mentions_of_name on mentions (name);
create table patterns (
    pattern text not null, name text not null, primary key (pattern, name)
) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Named:
    """Where a person is named."""

    name: str
    office: str | None
    edition: str
    """Key of the edition."""
    file: str
    """The story's file in the edition's folder, or its place where it has no file yet."""
    sentence: int

    @property
    def where(self) -> str:
        """Path of the story, relative to the root."""
        return f"{EDITIONS}/{self.edition}/{self.file}"


class NameBook:
    """All people named in the archive."""

    def __init__(self, root: Path, *, keep: bool = True) -> None:
        """Opens the book of the newspaper below `root`; `keep` is false to write no file."""
        self.root = root
        if keep:
            path = root / FILE
            path.parent.mkdir(parents=True, exist_ok=True)
            self.base = _open(path)
        else:
            self.base = sqlite3.connect(":memory:")
            self.base.executescript(_TABLES)

    def close(self) -> None:
        """Keeps what was written."""
        self.base.commit()
        self.base.close()

    def refresh(self) -> None:
        """Reads the editions that were changed since the book was last open."""
        folders = {folder.name: folder for folder in survey(self.root)[0]}
        known = dict(self.base.execute("select name, state from editions"))
        for name in known.keys() - folders.keys():
            self.forget(name)
        for name, folder in folders.items():
            if known.get(name) != folder.stat:
                self.write(name, _read(self.root, name, folder.files), folder.stat)

    def write(self, edition: str, stories: Mapping[str, Sequence[Mention]], state: str) -> None:
        """Takes down the people of an edition's stories, by file."""
        self.forget(edition)
        rows = [
            (edition, file, mention.sentence, mention.name, mention.office or "")
            for file, mentions in stories.items()
            for mention in mentions
        ]
        self.base.executemany("insert into mentions values (?, ?, ?, ?, ?)", rows)
        patterns = {(pattern, row[3]) for row in rows for pattern in patterns_of(row[3])}
        self.base.executemany("insert or ignore into patterns values (?, ?)", sorted(patterns))
        self.base.execute("insert into editions values (?, ?)", (edition, state))

    def forget(self, edition: str) -> None:
        """Strikes an edition out. Patterns stay; a name without mentions is found nowhere."""
        self.base.execute("delete from mentions where edition = ?", (edition,))
        self.base.execute("delete from editions where name = ?", (edition,))

    def near(self, name: str) -> tuple[str, ...]:
        """Names one character apart from a name."""
        return tuple(
            other
            for pattern in patterns_of(name)
            for (other,) in self.base.execute(
                "select name from patterns where pattern = ? and name <> ? order by name",
                (pattern, name),
            )
        )

    def named(self, name: str, without: str) -> Iterator[Named]:
        """Where somebody is named outside one edition: the newest place for each office, once as
        the writer of a story and once as somebody in it; newest first.
        """
        rows = self.base.execute(
            "select office, edition, file, sentence from ("
            " select office, edition, file, sentence, row_number() over ("
            "  partition by office, sentence < 0 order by edition desc, file, sentence"
            " ) as place from mentions where name = ? and edition <> ?"
            ") where place = 1 order by edition desc, file, sentence",
            (name, without),
        )
        for office, edition, file, sentence in rows:
            yield Named(name, office or None, edition, file, sentence)

    def together(self, one: str, other: str) -> bool:
        """Whether a sentence of the archive names both, so that they are two people."""
        found = self.base.execute(
            "select 1 from mentions a join mentions b"
            " on a.edition = b.edition and a.file = b.file and a.sentence = b.sentence"
            " where a.name = ? and b.name = ? limit 1",
            (one, other),
        ).fetchone()
        return found is not None


def patterns_of(name: str) -> tuple[str, ...]:
    """The name with each of its characters left out in turn: `?BC`, `A?C`, `AB?`."""
    return tuple(f"{name[:at]}?{name[at + 1 :]}" for at in range(len(name)))


def people_of(article: Article) -> tuple[Mention, ...]:
    """The people of a story."""
    bylines = ((a.name, _desk(a.org, a.role)) for a in article.authors)
    return people(bylines, article.body.split("\n\n"))


def _desk(*words: str | None) -> str | None:
    """Org and role of a byline, in an order that does not depend on who wrote them."""
    return " ".join(sorted(word for word in words if word)) or None


def _open(path: Path) -> sqlite3.Connection:
    for attempt in (1, 2):
        base = sqlite3.connect(path)
        try:
            version = base.execute("pragma user_version").fetchone()[0]
            if version == VERSION:
                return base
        except sqlite3.DatabaseError:
            pass
        base.close()
        if attempt == 1:
            path.unlink(missing_ok=True)
            fresh = sqlite3.connect(path)
            fresh.executescript(f"{_TABLES} pragma user_version = {VERSION};")
            fresh.close()
    raise sqlite3.DatabaseError(f"{path.name} cannot be made")


_BYLINE = re.compile(r"^\s*- \{?name: ([^,}\n]+)(.*)$", re.MULTILINE)
_MORE = re.compile(r"\b(?:org|role): ([^,}\n]+)")


def _read(
    root: Path, edition: str, files: Sequence[tuple[str, int, int]]
) -> dict[str, tuple[Mention, ...]]:
    """The people of every story of an edition, without the cost of parsing its YAML."""
    found: dict[str, tuple[Mention, ...]] = {}
    for name, _, _ in files:
        if "/" in name or not name.endswith(".md") or name == "edition.md":
            continue
        text = (root / EDITIONS / edition / name).read_text(encoding="utf-8", errors="replace")
        head, _, body = text.removeprefix("---\n").partition("\n---\n")
        bylines = [
            (match[1].strip(" '\""), _desk(*_MORE.findall(match[2])))
            for match in _BYLINE.finditer(head)
        ]
        found[name] = people(bylines, body.split("\n\n"))
    return found
