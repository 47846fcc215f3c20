"""What an editor should know of the page on screen, and readers never see.

Drafts, embargoed stories and editions of days to come are printed in the preview and nowhere
else; here is why each of them waits, what the review flags of the stories on a page are, and
which words of them the inspection suspects.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from broadsheet import frontmatter, read, review
from broadsheet.inspection import meter
from broadsheet.manuscript import ARTICLE_NAME, parse_article, parse_edition
from broadsheet.model import Article, EditionKey
from broadsheet.newspaper import Newspaper
from broadsheet.problems import NewspaperError
from broadsheet.review import Doubt
from broadsheet.spellings import load_decisions

_ADDRESS = re.compile(r"(\d{4})/(\d\d)/(\d\d)(-\d+)?/(?:(\d\d+)(?:-(\d\d+))?/)?(?:index\.html)?\Z")


STORY = "story"
"""The remark that only says which file a page is printed from."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know of a page."""

    code: str
    """story, draft, embargo, future, a review flag, or a code of the inspection."""
    text: str
    path: str
    """Relative to the newspaper's folder."""
    line: int
    accept: str | None = None
    """Of a review flag: what the command `accept` knows it by."""


def editor_link(root: Path, path: str, line: int | None) -> str:
    """Opens a file of the newspaper in an editor that takes such links, at a line."""
    return f"vscode://file{_url_path(root / path)}:{line or 1}"


def file_link(root: Path, path: str) -> str:
    """Opens a file of the newspaper by whatever this machine has for it."""
    return f"file://{_url_path(root / path)}"


def _url_path(path: Path) -> str:
    # C:/paper/… of Windows has no slash before it
    return quote(f"/{path.as_posix().lstrip('/')}", safe="/:")


def edition_at(address: str) -> EditionKey | None:
    """The edition whose page stands at an address; None for pages across editions."""
    found = _ADDRESS.match(address)
    return EditionKey.parse(f"{found[1]}-{found[2]}-{found[3]}{found[4] or ''}") if found else None


def remarks(root: Path, newspaper: Newspaper, address: str, now: dt.datetime) -> tuple[Remark, ...]:
    """What there is to know of the page at an address; nothing for pages across editions."""
    found, key = _ADDRESS.match(address), edition_at(address)
    if found is None or key is None:
        return ()
    page = int(found[5]) if found[5] else None
    order = int(found[6]) if found[6] else None
    folder = f"{read.EDITIONS}/{key}"
    made: list[Remark] = []
    edition = f"{folder}/{read.EDITION_FILE}"
    if key.date > read.today(newspaper, now):
        made.append(Remark("future", str(key.date), edition, 1))
    made += _of_edition(root, edition, key)
    accepted, names = _decided(root)
    for path, text, article in _stories(root, folder, page, order, newspaper):
        front = frontmatter.parse(text, path)
        if order is not None:
            # the page of one story leads to its file, even where there is nothing to remark
            made.append(Remark(STORY, article.title, path, 1))
        for code, words, line_key in _reasons(article, now):
            made.append(Remark(code, words, path, front.line(line_key)))
        doubt = review.of_article(key, article, path, text)
        if doubt is not None:
            made += _of_doubt(doubt)
        if not article.withdrawn:
            suspects = meter.inspect_texts([(path, text)], key.date, accepted, names).problems
            made += [Remark(one.code, one.message, path, one.line or 1) for one in suspects]
    return tuple(made)


def _reasons(article: Article, now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    if article.draft:
        yield "draft", article.title, "draft"
    if article.publish_at and article.publish_at > now:
        yield "embargo", f"{article.publish_at:%Y-%m-%d %H:%M} {article.title}", "publish_at"


def _of_edition(root: Path, path: str, key: EditionKey) -> Iterator[Remark]:
    try:
        text = frontmatter.decode((root / path).read_bytes(), path)
        doubt = review.of_edition(parse_edition(text, path, key), path, text)
    except (NewspaperError, OSError):
        return  # the strip of problems names it already
    if doubt is not None:
        yield from _of_doubt(doubt)


def _of_doubt(doubt: Doubt) -> Iterator[Remark]:
    for code in doubt.codes:
        yield Remark(code, doubt.title, doubt.path, doubt.line, doubt.name)


def _decided(root: Path) -> tuple[frozenset[tuple[str, str]], Mapping[str, str]]:
    """What editors let stand, and which spellings of names they decided to be wrong."""
    try:
        return meter.read_accepted(root), load_decisions(root).correct
    except NewspaperError:
        return frozenset(), meter.NO_NAMES  # check says what is wrong there


def _stories(
    root: Path, folder: str, page: int | None, order: int | None, newspaper: Newspaper
) -> Iterator[tuple[str, str, Article]]:
    try:
        names = sorted(path.name for path in (root / folder).iterdir())
    except OSError:
        return
    for name in names:
        place = ARTICLE_NAME.match(name)
        if place is None or (page is not None and int(place[1]) != page):
            continue
        if order is not None and int(place[2]) != order:
            continue
        path = f"{folder}/{name}"
        try:
            text = frontmatter.decode((root / path).read_bytes(), path)
            yield path, text, parse_article(text, path, newspaper.zone)
        except (NewspaperError, OSError):
            continue  # the strip of problems names it already
