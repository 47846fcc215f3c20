"""The check: everything that is wrong with content and the built site, in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from broadsheet import facsimiles, frontmatter, manuscript, pictures, read, review
from broadsheet.inspection import meter
from broadsheet.layoutfile import layout_name, overlapping, overlaps
from broadsheet.model import Edition
from broadsheet.newspaper import load_newspaper
from broadsheet.problems import NewspaperError, Problem, in_reading_order, problem
from broadsheet.spellings import load_decisions
from broadsheet.write import present

LINKING = frozenset(("href", "src", "action", "data-index"))
"""Attributes that lead to another file."""


def check(root: Path, site: Path | None = None) -> tuple[Problem, ...]:
    """Every problem of the newspaper below `root`; with `site`, dead links of that folder too."""
    found: list[Problem] = []
    try:
        newspaper = load_newspaper(root)
    except NewspaperError as error:
        return error.problems
    try:
        read.read_text_pages(root)
    except NewspaperError as error:
        found += error.problems
    folders, problems = read.survey(root)
    found += problems
    try:
        accepted = meter.read_accepted(root)
    except NewspaperError as error:
        found += error.problems
        accepted = frozenset()
    try:
        names = load_decisions(root).correct
    except NewspaperError as error:
        found += error.problems
        names = meter.NO_NAMES
    for folder in folders:
        one = read.read_edition(root, folder, newspaper)
        found += one.problems
        if one.edition is not None:
            found += _pictures(root, one.edition)
            found += _overlaps(root, one.edition)
            found += _withheld(one.edition)
            found += _inspect(root, one.edition, accepted, names)
    # a draft keeps nobody waiting; the preview shows its flags
    found += [one.problem() for one in review.doubts(root, newspaper, folders) if not one.draft]
    if site is not None:
        found += _links(site)
    return in_reading_order(found)


def _inspect(
    root: Path,
    edition: Edition,
    accepted: frozenset[tuple[str, str]],
    names: Mapping[str, str],
) -> Iterator[Problem]:
    """Suspected errors of the stories that readers see, how many, and whether too many."""
    folder = f"{read.EDITIONS}/{edition.key}"
    shown = (a for a in edition.articles if not a.withdrawn)
    paths = [f"{folder}/{manuscript.article_name(article)}" for article in shown]
    texts = ((p, frontmatter.decode(frontmatter.read(root, p), p)) for p in paths)
    inspected = meter.inspect_texts(texts, edition.key.date, accepted, names)
    yield from inspected.problems
    if inspected.problems:
        code = "over-limit" if inspected.rate > meter.LIMIT else "under-limit"
        rate = f"{inspected.rate:.1f}"
        yield problem(code, f"{folder}/{read.EDITION_FILE}", 1, rate=rate)


def _pictures(root: Path, edition: Edition) -> Iterator[Problem]:
    for path in read.files_of(edition):
        try:
            pictures.look(root, f"{read.EDITIONS}/{edition.key}/{path}")
        except NewspaperError as error:
            yield from error.problems


def _overlaps(root: Path, edition: Edition) -> Iterator[Problem]:
    for page in edition.pages:
        if page.layout and overlaps(page.layout):
            path = f"{read.EDITIONS}/{edition.key}/{layout_name(page.sequence)}"
            text = frontmatter.decode(frontmatter.read(root, path), path)
            yield from overlapping(page.layout, text, path)


def _withheld(edition: Edition) -> Iterator[Problem]:
    """Print pages that readers do not see whole because of withdrawn stories and drafts."""
    shown = {a.place for a in edition.articles if not a.withdrawn and not a.draft}
    for one in facsimiles.withheld(edition, shown):
        page = next(page for page in edition.pages if page.sequence == one.page)
        path = f"{read.EDITIONS}/{edition.key}/{read.EDITION_FILE}"
        told = {"page": one.page, "places": ", ".join(one.places)}
        if one.picture:
            yield problem("picture-withheld", path, 1, layout=layout_name(one.page), **told)
        elif page.pdf:
            yield problem("pdf-withheld", path, 1, **told)


def _links(site: Path) -> Iterator[Problem]:
    if not site.is_dir():
        yield problem("site-missing", site.name)
        return
    files = present(site)
    pages = {path: _Links.of(site / path) for path in files if path.endswith(".html")}
    for path, page in pages.items():
        for target in dict.fromkeys(page.targets):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = _file(path, unquote(parts.path))
            good = file in files and (
                not parts.fragment
                or file not in pages
                or unquote(parts.fragment) in pages[file].anchors
            )
            if not good:
                yield problem("dead-link", f"{site.name}/{path}", None, target=target)


def _file(page: str, link: str) -> str | None:
    """The file that a relative link leads to; None where it leaves the site."""
    if not link:
        return page
    if link.startswith("/"):
        return None
    steps: list[str] = list(PurePosixPath(page).parent.parts)
    for step in link.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    last = link.rsplit("/", 1)[-1]
    if last in ("", ".", ".."):
        steps.append("index.html")
    return "/".join(steps)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()

    @classmethod
    def of(cls, path: Path) -> _Links:
        parser = cls()
        parser.feed(path.read_text(encoding="utf-8"))
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in LINKING and value is not None:
                self.targets.append(value)
            elif value and (name == "id" or (name == "name" and tag == "a")):
                self.anchors.add(value)
