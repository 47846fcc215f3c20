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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet import markdown, urls
from broadsheet.gather import editions_out
from broadsheet.model import Article, Author, Edition

COLUMNS = ("name", "role", "org", "stories", "characters", "page_one", "joint", "story_ids")
CREDIT_COLUMNS = (
    "name", "role", "org", "story", "title", "characters", "of_characters", "byline", "page_one",
)  # fmt: skip
RULES = (
    "A story counts once for each person of its byline. Its characters (body, no white space)",
    "are shared equally, the first taking the rest; joint counts stories with several names.",
    "Withdrawn stories, drafts and what is not published yet do not count.",
)
"""What stands under the table: newsrooms pay by it."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What one person is credited of one story."""

    story: str
    """Its id."""
    title: str
    characters: int
    """The person's share."""
    whole: int
    """The story's characters."""
    names: int
    """People in its byline."""
    page_one: bool


@dataclass(slots=True)
class Row:
    """The account of one person."""

    author: Author
    credits: list[Credit] = field(default_factory=list)
    """Oldest first: every figure is a sum of them, and so leads to its stories."""

    @property
    def stories(self) -> list[str]:
        """Ids of the stories."""
        return [credit.story for credit in self.credits]

    @property
    def characters(self) -> int:
        """All shares together."""
        return sum(credit.characters for credit in self.credits)

    @property
    def page_one(self) -> int:
        """Stories on print page 1."""
        return sum(credit.page_one for credit in self.credits)

    @property
    def joint(self) -> int:
        """Stories with several names."""
        return sum(credit.names > 1 for credit in self.credits)


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
            for author, share, whole in _shares(article):
                row = rows.setdefault(author, Row(author))
                names = len(dict.fromkeys(article.authors))
                first = article.page == 1
                row.credits.append(Credit(story, article.title, share, whole, names, first))
    return tuple(sorted(rows.values(), key=lambda row: (-row.characters, _name(row.author))))


def as_csv(rows: Sequence[Row], *, credits: bool = False) -> str:
    """The account for a spreadsheet, or with `credits` a line for each person of each story.

    It has a byte order mark, so that Excel reads the characters.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CREDIT_COLUMNS if credits else COLUMNS)
    for row in rows:
        writer.writerows(_credits(row) if credits else [_cells(row)])
    return "\ufeff" + text.getvalue()


def as_table(rows: Sequence[Row], *, credits: bool = False) -> list[str]:
    """The account as lines for a terminal, with `credits` each person's stories; then the rules."""
    lines = [f"{'stories':>7} {'chars':>8} {'page 1':>6} {'joint':>5}  name"]
    for row in rows:
        who = " ".join(t for t in (row.author.org, row.author.role, row.author.name) if t)
        lines.append(
            f"{len(row.stories):7} {row.characters:8} {row.page_one:6} {row.joint:5}  {who}"
        )
        for one in row.credits if credits else ():
            shared = f" of {one.whole}, {one.names} names" if one.names > 1 else ""
            lines.append(f"{one.characters:16}{'':14}{one.story}  {one.title}{shared}")
    return [*lines, *RULES]


def _cells(row: Row) -> tuple[str | int, ...]:
    return (
        *_person(row.author), len(row.stories), row.characters, row.page_one, row.joint,
        " ".join(row.stories),
    )  # fmt: skip


def _credits(row: Row) -> Iterator[tuple[str | int, ...]]:
    for one in row.credits:
        yield (
            *_person(row.author), one.story, _safe(one.title), one.characters, one.whole,
            one.names, int(one.page_one),
        )  # fmt: skip


def _person(author: Author) -> tuple[str, str, str]:
    return _safe(author.name), _safe(author.role or ""), _safe(author.org or "")


def _safe(text: str) -> str:
    """The text as a spreadsheet takes it for text, and for no formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _shares(article: Article) -> Iterable[tuple[Author, int, int]]:
    authors = tuple(dict.fromkeys(article.authors))
    if not authors:
        return ()
    length = len("".join(markdown.plain(article.body).split()))
    share, rest = divmod(length, len(authors))
    return [(author, share + (rest if n == 0 else 0), length) for n, author in enumerate(authors)]


def _name(author: Author) -> tuple[str, str, str]:
    return author.name, author.role or "", author.org or ""
