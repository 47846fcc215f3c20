"""The set issue as a value: articles, edition data, every guess, and the account of characters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from broadsheet.model import Article, Author, Page


class Fate(StrEnum):
    """What a stretch of raw text became. The last two groups leave the articles."""

    TITLE = "title"
    KICKER = "kicker"
    DECK = "deck"
    COLUMN = "column"
    DATELINE = "dateline"
    BYLINE = "byline"
    BODY = "body"
    CAPTION = "caption"
    IMAGE = "image"
    JUMP = "jump"
    """下转 / 上接: kept as the article's `jump`."""

    FOLIO = "folio"
    """Edition data, kept word for word in the edition's `folios`."""

    SPACE = "space"
    """White space, line ends, form feeds, invisible characters."""
    GLYPH = "glyph"
    """Indent and ornament glyphs: □ ■ ▲ ●."""
    MARKUP = "markup"
    """Heading marks, emphasis, brackets of a byline, rules."""
    NAVIGATION = "navigation"
    """What a site puts around its stories: 上一篇, 打印本页, lists of headlines."""
    NOTICE = "notice"
    """Advertisements and public notices of a page: they stay on its picture."""
    DUPLICATE = "duplicate"
    """A line that stands elsewhere word for word, such as an orphan byline."""


ARTICLE_FATES = frozenset(
    (
        Fate.TITLE, Fate.KICKER, Fate.DECK, Fate.COLUMN, Fate.DATELINE, Fate.BYLINE, Fate.BODY,
        Fate.CAPTION, Fate.IMAGE, Fate.JUMP,
    )
)  # fmt: skip
"""Fates that name an article."""


class Share(NamedTuple):
    """A stretch of one raw line and what it became; a tuple, as `raw.Line` is."""

    file: str
    line: int
    """1-based."""
    start: int
    """Offset in the line's text."""
    end: int
    fate: Fate
    article: int | None = None
    """Index in `Setting.articles`, for the fates of ARTICLE_FATES."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the account does not close."""

    file: str
    line: int
    wanted: str
    """What the raw text has there."""
    found: str
    """What the setting has."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where every character of the raw text went."""

    shares: tuple[Share, ...]
    """In reading order of the raw text; together they cover every character but line feeds."""
    totals: Mapping[Fate, int]
    """Characters of each fate, line feeds (SPACE) included; their sum is the raw text's length."""
    differences: tuple[Difference, ...] = ()

    @property
    def closes(self) -> bool:
        """Whether nothing is lost, doubled or invented."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Guess:
    """A decision that a person may want to look at."""

    code: str
    """`headline-missing`, `layout`, `kicker-or-column` …"""
    reason: str
    confidence: float
    """0 to 1."""
    article: int | None = None
    """Index in `Setting.articles`; None for the whole issue."""
    lines: tuple[int, int] | None = None
    """First and last raw line, 1-based."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the folio and imprint lines of an issue state; None where they say nothing."""

    date: dt.date | None = None
    weekday: str | None = None
    """As printed: 星期五."""
    lunar: str | None = None
    """As printed: 农历十月初五."""
    number: str | None = None
    """期号 as printed: 第4219期."""
    editors: tuple[Author, ...] = ()
    """责任编辑, 美编 … of the pages, each once."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the raw text was read as a whole."""

    headline: str
    """`before` or `after` the body."""
    wrapped: bool
    """Lines of the print column are lines of the text; else a line is a paragraph."""
    indented: bool
    """Paragraphs open with an indent."""
    blanks: bool
    """Blank lines separate paragraphs."""
    confidence: float
    """Of `headline`: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One issue, set."""

    articles: tuple[Article, ...]
    """By page and order."""
    pages: tuple[Page, ...]
    """Number, label and name; their `articles` are empty, `Setting.articles` has them."""
    folios: tuple[str, ...]
    imprint: Imprint
    guesses: tuple[Guess, ...]
    account: Account
    layout: Layout
