"""What an editor should know of the page on screen, and readers never see.

Drafts, embargoed stories and editions of days to come are printed in the preview and nowhere
else; here is why each of them waits, and what the review flags of the stories on a page are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from broadsheet import frontmatter, read
from broadsheet.manuscript import ARTICLE_NAME, parse_article
from broadsheet.model import Article, EditionKey
from broadsheet.newspaper import Newspaper
from broadsheet.problems import NewspaperError

_ADDRESS = re.compile(r"(\d{4})/(\d\d)/(\d\d)(-\d+)?/(?:(\d\d+)(?:-(\d\d+))?/)?(?:index\.html)?\Z")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know of a page."""

    code: str
    """draft, embargo, future, or a review flag."""
    text: str
    path: str
    """Relative to the newspaper's folder."""
    line: int
    editor: str
    """Opens the file in an editor that takes such links (`vscode://file/…`)."""


def remarks(root: Path, newspaper: Newspaper, address: str, now: dt.datetime) -> tuple[Remark, ...]:
    """What there is to know of the page at an address; nothing for pages across editions."""
    found = _ADDRESS.match(address)
    key = EditionKey.parse(f"{found[1]}-{found[2]}-{found[3]}{found[4] or ''}") if found else None
    if found is None or key is None:
        return ()
    page = int(found[5]) if found[5] else None
    order = int(found[6]) if found[6] else None
    folder = f"{read.EDITIONS}/{key}"
    made: list[Remark] = []
    if key.date > read.today(newspaper, now):
        made.append(_remark(root, f"{folder}/{read.EDITION_FILE}", 1, "future", str(key.date)))
    for path, front_line, article in _stories(root, folder, page, order, newspaper):
        for code, text, line_key in _reasons(article, now):
            made.append(_remark(root, path, front_line(line_key), code, text))
    return tuple(made)


def _reasons(article: Article, now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    if article.draft:
        yield "draft", article.title, "draft"
    if article.publish_at and article.publish_at > now:
        yield "embargo", f"{article.publish_at:%Y-%m-%d %H:%M} {article.title}", "publish_at"
    for flag in article.review:
        yield flag, article.title, "review"


def _stories(
    root: Path, folder: str, page: int | None, order: int | None, newspaper: Newspaper
) -> Iterator[tuple[str, Callable[[str], int], Article]]:
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
            article = parse_article(text, path, newspaper.zone)
            front = frontmatter.parse(text, path)
        except (NewspaperError, OSError):
            continue  # the strip of problems names it already
        yield path, front.line, article


def _remark(root: Path, path: str, line: int, code: str, text: str) -> Remark:
    editor = f"vscode://file{quote((root / path).as_posix())}:{line}"
    return Remark(code, text, path, line, editor)
