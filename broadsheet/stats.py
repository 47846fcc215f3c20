"""The contributors' account: who wrote how much, by rules that are stated.

- A story counts once for every person in its byline; `joint` counts those with more than one.
- Characters are those of the body without white space; of a joint story each person is
  credited an equal share, rounded down, and the first gets the rest.
- `page_one` counts stories on print page 1.
- A person is a name with its role and organisation as printed: a change of either is a new row.
- Drafts and stories not published yet do not count; withdrawn ones neither.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet import markdown, urls
from broadsheet.gather import editions_out
from broadsheet.model import Article, Author, Edition

COLUMNS = ("name", "role", "org", "stories", "characters", "page_one", "joint", "story_ids")


@dataclass(slots=True)
class Row:
    """The account of one person."""

    author: Author
    characters: int = 0
    page_one: int = 0
    joint: int = 0
    stories: list[str] = field(default_factory=list)
    """Ids of the stories, oldest first, so that every figure leads to its stories."""


def stats(root: Path, now: dt.datetime, month: str | None = None) -> tuple[Row, ...]:
    """The account of an archive, or of a month `2024-01`; most characters first.

    Raises NewspaperError with every problem of the editions that count.
    """
    return account(
        editions_out(root, now, lambda folder: not month or folder.name.startswith(f"{month}-"))
    )


def account(editions: Iterable[Edition]) -> tuple[Row, ...]:
    """The account of editions that have published stories only."""
    rows: dict[Author, Row] = {}
    for edition in editions:
        for article in edition.articles:
            story = urls.article_id(edition.key, article.place)
            for author, share in _shares(article):
                row = rows.setdefault(author, Row(author))
                row.characters += share
                row.page_one += article.page == 1
                row.joint += len(article.authors) > 1
                row.stories.append(story)
    return tuple(sorted(rows.values(), key=lambda row: (-row.characters, _name(row.author))))


def as_csv(rows: Sequence[Row]) -> str:
    """The account for a spreadsheet, with a byte order mark so that Excel reads the characters."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(_cells(row))
    return "\ufeff" + text.getvalue()


def as_table(rows: Sequence[Row]) -> list[str]:
    """The account as lines for a terminal."""
    lines = [f"{'stories':>7} {'chars':>8} {'page 1':>6} {'joint':>5}  name"]
    for row in rows:
        who = " ".join(t for t in (row.author.org, row.author.role, row.author.name) if t)
        lines.append(
            f"{len(row.stories):7} {row.characters:8} {row.page_one:6} {row.joint:5}  {who}"
        )
    return lines


def _cells(row: Row) -> tuple[str | int, ...]:
    texts = (row.author.name, row.author.role or "", row.author.org or "")
    safe = (f"'{text}" if text[:1] in "=+-@\t" and text else text for text in texts)
    return (
        *safe, len(row.stories), row.characters, row.page_one, row.joint, " ".join(row.stories),
    )  # fmt: skip


def _shares(article: Article) -> Iterable[tuple[Author, int]]:
    authors = tuple(dict.fromkeys(article.authors))
    if not authors:
        return ()
    length = len("".join(markdown.plain(article.body).split()))
    share, rest = divmod(length, len(authors))
    return [(author, share + (rest if n == 0 else 0)) for n, author in enumerate(authors)]


def _name(author: Author) -> tuple[str, str, str]:
    return author.name, author.role or "", author.org or ""
