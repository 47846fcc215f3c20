"""The files of an edition whose raw issue was dropped once more.

The merge itself is in merge.py; here stand the files: what lies in the folder, what it is
merged with, and what the folder holds afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from broadsheet import frontmatter
from broadsheet.ingest.merge import Conflict, Merged, merge_articles, merge_edition
from broadsheet.ingest.shelf import BASE, EDITIONS, RAW, unpack
from broadsheet.layoutfile import LAYOUT_SUFFIX
from broadsheet.manuscript import (
    article_name,
    parse_article,
    parse_edition,
    print_article,
    print_edition,
)
from broadsheet.model import Article, Edition, EditionKey
from broadsheet.ocr.doubts import DOUBTS
from broadsheet.problems import NewspaperError, Problem, in_reading_order, problem
from broadsheet.text import printable

EDITION_FILE = "edition.md"
EARLIER = "earlier"
"""Raw files that a better one has taken the place of: raw/earlier-1/, raw/earlier-2/ …"""


@dataclass(frozen=True, slots=True)
class Redrop:
    """What the folder of the edition holds after the merge."""

    files: Mapping[str, bytes]
    """All of them, by path in the folder."""
    merged: Merged
    problems: tuple[Problem, ...]
    """Conflicts and the like, as warnings."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the three: an edition and its stories as texts."""

    edition: Edition
    articles: tuple[Article, ...]
    names: tuple[str, ...]
    """File of each story."""


def redrop(
    key: EditionKey, folder: Mapping[str, bytes], fresh: Mapping[str, bytes], shown: str
) -> Redrop:
    """Merges a newly set edition (`fresh`) into the `folder` it is for; both are files by path.

    Raises NewspaperError: `edition-exists` where the folder was not set by the press or the raw
    text is of another issue, or the problems of Markdown that cannot be read.
    """
    try:
        base = _side(key, unpack(folder[BASE]))
    except (KeyError, ValueError):
        raise NewspaperError([problem("edition-exists", shown, key=key)]) from None
    ours = _side(key, folder)
    theirs = _side(key, fresh)
    merged = merge_articles(base.articles, ours.articles, theirs.articles)
    if not merged.same_issue:
        raise NewspaperError([problem("edition-exists", shown, key=key)])
    edition, conflicts = merge_edition(base.edition, ours.edition, theirs.edition)
    files = dict(_others(folder, fresh))
    layouts, kept = _layouts(unpack(folder[BASE]), folder, fresh)
    files |= layouts
    files[EDITION_FILE] = (
        folder[EDITION_FILE] if edition == ours.edition else print_edition(edition).encode()
    )
    untouched = dict(zip(ours.articles, ours.names, strict=True))
    for article in merged.articles:
        if article in untouched:
            files[untouched[article]] = folder[untouched[article]]
        else:
            files[article_name(article)] = print_article(article).encode()
    problems = [*_problems(key, merged, conflicts)]
    problems += [problem("layout-kept", f"{EDITIONS}/{key}/{name}") for name in kept]
    return Redrop(files, merged, tuple(problems))


def _layouts(
    base: Mapping[str, bytes], ours: Mapping[str, bytes], theirs: Mapping[str, bytes]
) -> tuple[dict[str, bytes], list[str]]:
    """Where stories stand: new layouts, but those that a person corrected or took away stay so.

    Also the names of those that stay although the new raw issue has others.
    """
    found: dict[str, bytes] = {}
    kept: list[str] = []
    for name in sorted({*ours, *theirs}):
        if not name.endswith(LAYOUT_SUFFIX) or "/" in name:
            continue
        was, mine, new = base.get(name), ours.get(name), theirs.get(name)
        if mine == was:
            if new is not None:
                found[name] = new
            continue
        if mine is not None:
            found[name] = mine
        if new not in (was, mine):
            kept.append(name)
    return found, kept


def _side(key: EditionKey, files: Mapping[str, bytes]) -> _Side:
    """The edition in a folder. Raises NewspaperError with every problem of its Markdown."""
    edition: Edition | None = None
    articles: list[tuple[Article, str]] = []
    problems: list[Problem] = []
    for name in sorted(files):
        if "/" in name or not name.endswith(".md"):
            continue
        path = f"{EDITIONS}/{key}/{name}"
        try:
            text = frontmatter.decode(files[name], path)
            if name == EDITION_FILE:
                edition = parse_edition(text, path, key)
            else:
                # The zone only tells apart moments that are compared with each other here.
                articles.append((parse_article(text, path, dt.UTC), name))
        except NewspaperError as error:
            problems += error.problems
    if edition is None and not problems:
        path = f"{EDITIONS}/{key}"
        problems.append(problem("edition-missing", path, date=key.date))
    if edition is None or problems:
        raise NewspaperError(in_reading_order(problems))
    stories, names = zip(*articles, strict=True) if articles else ((), ())
    return _Side(edition, tuple(stories), tuple(names))


def _others(folder: Mapping[str, bytes], fresh: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Everything but the Markdown of the edition: pictures, raw files, and the new base."""
    taken = {name for name in folder if name.startswith(f"{RAW}/{EARLIER}-")}
    count = len({name.split("/")[1] for name in taken}) + 1
    for name, data in folder.items():
        if name in (BASE, DOUBTS) or ("/" not in name and name.endswith((".md", LAYOUT_SUFFIX))):
            continue
        if name.startswith(f"{RAW}/") and name not in taken and fresh.get(name) != data:
            yield f"{RAW}/{EARLIER}-{count}/{name.removeprefix(f'{RAW}/')}", data
        else:
            yield name, data
    for name, data in fresh.items():
        if "/" in name or name in (BASE, DOUBTS):
            yield name, data


def _problems(key: EditionKey, merged: Merged, edition: list[Conflict]) -> Iterator[Problem]:
    paths = {a.place: f"{EDITIONS}/{key}/{article_name(a)}" for a in merged.articles}
    paths["edition"] = f"{EDITIONS}/{key}/{EDITION_FILE}"
    for conflict in (*merged.conflicts, *edition):
        clash = conflict.clash
        yield problem(
            "merge-conflict",
            paths.get(conflict.place),
            field=conflict.field,
            ours=printable(clash.ours, 60) or "nothing",
            theirs=printable(clash.theirs, 60) or "nothing",
        )
    for place in merged.gone:
        yield problem("story-gone", paths.get(place))
    for place in merged.added:
        yield problem("story-added", paths.get(place))
    for title in merged.left_out:
        path = f"{EDITIONS}/{key}"
        yield problem("story-left-out", path, title=printable(title))
