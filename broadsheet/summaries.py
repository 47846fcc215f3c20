"""Summaries of editions: what lists and indexes print of them, and how the ledger keeps it.

A summary never holds a body, so that the archive of decades fits in memory. Everything here is a
value or a function of values.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from broadsheet import markdown
from broadsheet.model import Article, Edition, EditionKey, place_name
from broadsheet.partnumbers import part_number
from broadsheet.text import digest
from broadsheet.values import dataclass

_WIDE_MARKS = "。！？；：，、”’）》…"
_NO_GAP = re.compile(rf" (?<=[{_WIDE_MARKS}] )")
"""A space behind full-width punctuation, which has its own."""

LEDE_LENGTH = 120
"""Characters of a story's beginning that lists print; two lines of a phone, three of a desk."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What lists print of one story."""

    page: int
    order: int
    title: str
    kicker: str | None
    deck: str | None
    column: str | None
    authors: tuple[str, ...]
    """Names, each once, in printed order."""
    lede: str
    length: int
    """Characters of the body without white space."""
    draft: bool
    publish_at: str | None
    """ISO 8601 with offset."""
    corrections: tuple[tuple[str, str], ...]
    """(date in ISO 8601, text)."""
    withdrawn: tuple[str, str] | None
    """(date in ISO 8601, reason)."""
    digest: str
    """Of all the above but the length, and the page's label and name: of what lists print. The
    length is told by the edition's own pages alone."""

    @property
    def place(self) -> str:
        """`01-03`."""
        return place_name(self.page, self.order)

    @property
    def listed(self) -> bool:
        """Whether lists, feeds and indexes name it."""
        return self.withdrawn is None


class Mark(NamedTuple):
    """What the archive asks of a story without reading what lists print of it.

    Of these there are as many in memory as the archive has stories.
    """

    place: str
    digest: str
    """That of its entry."""
    authors: Sequence[str]
    column: str | None
    part: int | None
    """Its number in a series."""
    listed: bool
    corrected: bool
    """It has corrections or was withdrawn."""
    waits: bool
    """It is a draft, or has an hour of publication."""


class Traits(NamedTuple):
    """What marks of an edition are asked for: where none has it, they need not be read."""

    empty: bool
    """There are no stories."""
    waits: bool
    """Some wait for an hour, or are drafts."""
    corrected: bool
    """Some have corrections or were withdrawn."""
    parted: bool
    """Some have a number in a series."""


@dataclass(frozen=True)
class Summary:
    """What lists and indexes print of one edition.

    One that comes from the ledger reads its marks and its entries when they are asked for: of an
    archive of decades a build asks for those of some days.
    """

    key: EditionKey
    number: str | None
    date_inferred: bool
    pages: tuple[tuple[int, str, str | None], ...]
    """(sequence, label, name)."""
    entries: tuple[Entry, ...]
    """In printed order."""
    digest: str
    """Of everything the edition is printed from."""
    listing: str
    """Of what lists print of it: a change inside a story leaves this as it was."""

    def __getattr__(self, name: str) -> Any:
        # only for what is not there yet: the entries of a summary from the ledger
        if name != "entries" or "_read" not in self.__dict__:
            raise AttributeError(name)
        self.__dict__["entries"] = entries = tuple(map(_entry_from, self._rows))
        return entries

    @cached_property
    def _rows(self) -> Sequence[list[Any]]:
        """The entries as the ledger has them."""
        rows: list[list[Any]] = json.loads(self._read())
        return rows

    def entry(self, at: int) -> Entry:
        """One of the entries, by its place among them: the others are not made for it."""
        if "_read" in self.__dict__ and "entries" not in self.__dict__:
            return _entry_from(self._rows[at])
        return self.entries[at]

    def fetch(self, *, entries: bool = True) -> None:
        """Asks the ledger now for the marks, and the entries: a process that forks must not."""
        assert self.marks is not None
        if entries and "_read" in self.__dict__ and "entries" not in self.__dict__:
            assert self._rows is not None

    def __getstate__(self) -> dict[str, object]:
        """What goes to another process: with the entries, without the way to the ledger."""
        assert self.entries is not None
        ways = ("_read", "_told", "_rows")
        return {name: value for name, value in self.__dict__.items() if name not in ways}

    @property
    def listed(self) -> tuple[Entry, ...]:
        """The stories that lists name."""
        return tuple(entry for entry in self.entries if entry.withdrawn is None)

    @cached_property
    def name(self) -> str:
        """The key as text: it stands in the fingerprint of every list that has a story of it."""
        return str(self.key)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """One for each story, in printed order."""
        if "_told" in self.__dict__:
            return tuple(map(Mark._make, json.loads(self.__dict__["_told"]())))
        return tuple(map(_mark, self.entries))

    @cached_property
    def count(self) -> int:
        """How many stories lists name."""
        return sum(mark.listed for mark in self.marks)

    @cached_property
    def traits(self) -> Traits:
        """What its marks are asked for, all together."""
        return Traits(
            empty=not self.marks,
            waits=any(mark.waits for mark in self.marks),
            corrected=any(mark.corrected for mark in self.marks),
            parted=any(mark.part is not None for mark in self.marks),
        )

    @cached_property
    def lead(self) -> str | None:
        """Headline of the first story."""
        return next((entry.title for entry in self.entries if entry.listed), None)


def summarise(edition: Edition, contents: str) -> Summary:
    """The summary of a whole edition; `contents` is the digest of its files."""
    entries = tuple(
        _entry(article, page.label, page.name)
        for page in edition.pages
        for article in page.articles
    )
    return Summary(
        key=edition.key,
        number=edition.number,
        date_inferred=edition.date_inferred,
        pages=tuple((page.sequence, page.label, page.name) for page in edition.pages),
        entries=entries,
        digest=contents,
        listing=_listing(edition.number, entries),
    )


def published(summary: Summary, now: dt.datetime) -> Summary:
    """The summary without drafts and without what is not to be published yet.

    Its digest says which stories those were, so that a story whose hour has come is printed.
    """
    if not summary.traits.waits:
        return summary
    entries = tuple(entry for entry in summary.entries if _is_out(entry, now))
    if len(entries) == len(summary.entries):
        return summary
    places = ",".join(entry.place for entry in entries)
    return replace(
        summary,
        entries=entries,
        digest=digest(f"{summary.digest} {places}".encode()),
        listing=_listing(summary.number, entries),
    )


def lede(plain: str, length: int = LEDE_LENGTH, lines: int = 4) -> str:
    """The beginning of a plain text on one line, cut at so many characters with an ellipsis."""
    told = plain.split("\n", lines)[:lines]
    if " " in plain:
        # of a gap goes one character of two, so that twice as many are enough to cut from
        text = _NO_GAP.sub("", " ".join(filter(None, told))[: 2 * length + 2])
    else:
        text = ""
        for line in told:
            text += f" {line}" if line and text and text[-1] not in _WIDE_MARKS else line
            if len(text) > length:
                break
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def to_json(summary: Summary) -> tuple[str, str, str]:
    """What every plan needs of the summary, its marks and its entries, as JSON for the ledger."""
    brief = [
        str(summary.key), summary.number, summary.date_inferred, summary.pages, summary.digest,
        summary.listing, summary.lead, summary.count, summary.traits,
    ]  # fmt: skip
    entries = [
        [
            entry.page, entry.order, entry.title, entry.kicker, entry.deck, entry.column,
            entry.authors, entry.lede, entry.length, entry.draft, entry.publish_at,
            entry.corrections, entry.withdrawn, entry.digest,
        ]
        for entry in summary.entries
    ]  # fmt: skip
    return _json(brief), _json(summary.marks), _json(entries)


def from_json(brief: str, marks: Callable[[], str], entries: Callable[[], str]) -> Summary:
    """What `to_json` wrote; `marks` and `entries` are called when they are asked for."""
    key, number, date_inferred, pages, contents, listing, lead, count, traits = json.loads(brief)
    parsed = EditionKey.parse(key)
    if parsed is None:
        raise ValueError(key)
    summary = object.__new__(Summary)
    summary.__dict__.update(
        key=parsed,
        name=key,
        number=number,
        date_inferred=date_inferred,
        pages=tuple(map(tuple, pages)),
        digest=contents,
        listing=listing,
        lead=lead,
        count=count,
        traits=Traits._make(traits),
        _told=marks,
        _read=entries,
    )
    return summary


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _entry_from(value: list[Any]) -> Entry:
    (
        page, order, title, kicker, deck, column, authors, story_lede, length, draft, publish_at,
        corrections, withdrawn, contents,
    ) = value  # fmt: skip
    return Entry(
        page, order, title, kicker, deck, column, tuple(authors), story_lede, length, draft,
        publish_at, tuple((date, text) for date, text in corrections),
        (withdrawn[0], withdrawn[1]) if withdrawn else None, contents,
    )  # fmt: skip


def _entry(article: Article, label: str, name: str | None) -> Entry:
    gone = article.withdrawn
    plain = markdown.plain(article.body)
    told = (
        article.page,
        article.order,
        article.title,
        article.kicker,
        article.deck,
        article.column,
        tuple(dict.fromkeys([author.name for author in article.authors])),
        lede(plain),
        len("".join(plain.split())),
        article.draft,
        article.publish_at.isoformat() if article.publish_at else None,
        tuple([(c.date.isoformat(), c.text) for c in article.corrections]),
        (gone.date.isoformat(), gone.reason) if gone else None,
    )
    # all but the length
    listed = (*told[:8], *told[9:], label, name)
    return Entry(*told, digest=digest(repr(listed).encode()))


def _listing(number: str | None, entries: tuple[Entry, ...]) -> str:
    return digest(" ".join((repr(number), *(entry.digest for entry in entries))).encode())


def _is_out(entry: Entry, now: dt.datetime) -> bool:
    if entry.draft:
        return False
    return entry.publish_at is None or dt.datetime.fromisoformat(entry.publish_at) <= now


def _mark(entry: Entry) -> Mark:
    return Mark(
        place=entry.place,
        digest=entry.digest,
        authors=entry.authors,
        column=entry.column,
        part=part_number(entry.deck, entry.kicker, entry.title) if entry.column else None,
        listed=entry.listed,
        corrected=bool(entry.corrections or entry.withdrawn),
        waits=entry.draft or entry.publish_at is not None,
    )
