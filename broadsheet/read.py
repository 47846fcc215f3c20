"""Reads the publication: folders of editions, their articles, and the paper's own pages."""

from __future__ import annotations

import datetime as dt
import os
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from broadsheet import frontmatter, markdown
from broadsheet.layoutfile import LAYOUT_SUFFIX, misplaced, parse_layout
from broadsheet.layouts import PageLayout
from broadsheet.manuscript import parse_article, parse_edition, parse_text_page
from broadsheet.model import Article, Edition, EditionKey, Page, TextPage
from broadsheet.newspaper import Newspaper
from broadsheet.problems import NewspaperError, Problem, in_reading_order, problem
from broadsheet.text import canonical_json, digest, mark, printable
from broadsheet.values import dataclass

EDITIONS = "content/editions"
PAGES = "content/pages"
EDITION_FILE = "edition.md"
RAW = "raw"
"""The folder inside an edition where its raw issue rests; nothing in it is printed."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of an edition as it lies on disk, not read yet."""

    name: str
    key: EditionKey
    files: tuple[tuple[str, int, int], ...]
    """(path in the folder, size in bytes, modification time in nanoseconds), sorted."""
    links: tuple[str, ...]
    """Symbolic links, which are refused."""

    @property
    def newest(self) -> int:
        """The newest modification time, in nanoseconds."""
        return max((mtime for _, _, mtime in self.files), default=0)

    @property
    def stat(self) -> str:
        """Changes when a file comes, goes, or is written: the quick test of an edition."""
        names, sizes, mtimes = zip(*self.files, strict=True) if self.files else ((), (), ())
        told = "\0".join((*names, "", *self.links)).encode("utf-8", "surrogatepass")
        # the numbers as they are: to write them out takes twice as long
        return digest(told + array("q", (*sizes, *mtimes)).tobytes())


@dataclass(frozen=True, slots=True)
class Read:
    """An edition's folder, read."""

    edition: Edition | None
    """None where there are problems."""
    digest: str
    """Of the contents of all files."""
    problems: tuple[Problem, ...]


def survey(root: Path) -> tuple[tuple[Folder, ...], tuple[Problem, ...]]:
    """All edition folders, oldest first, and what cannot be one."""
    folders: list[Folder] = []
    problems: list[Problem] = []
    for entry in _entries(root / EDITIONS):
        path = f"{EDITIONS}/{entry.name}"
        key = EditionKey.parse(entry.name)
        if entry.is_symlink():
            problems.append(problem("symbolic-link", path))
        elif not entry.is_dir():
            continue
        elif key is None:
            problems.append(problem("bad-edition-name", path))
        else:
            files: list[tuple[str, int, int]] = []
            links: list[str] = []
            _walk(entry.path, "", files, links)
            if files or links:
                folders.append(Folder(entry.name, key, tuple(sorted(files)), tuple(sorted(links))))
    return tuple(sorted(folders, key=lambda folder: folder.key)), tuple(problems)


def find_folder(root: Path, name: str) -> Folder:
    """The folder of one edition; without files where it is not there."""
    key = EditionKey.parse(name)
    assert key is not None
    files: list[tuple[str, int, int]] = []
    links: list[str] = []
    with suppress(OSError):
        _walk(str(root / EDITIONS / name), "", files, links)
    return Folder(name, key, tuple(sorted(files)), tuple(sorted(links)))


def read_edition(root: Path, folder: Folder, newspaper: Newspaper) -> Read:
    """The edition of a folder, with every problem of its files."""
    base = f"{EDITIONS}/{folder.name}"
    problems = [problem("symbolic-link", f"{base}/{link}") for link in folder.links]
    contents: list[tuple[str, str]] = []
    articles: list[tuple[Article, str, str]] = []
    layouts: list[tuple[PageLayout, str, str]] = []
    edition: Edition | None = None
    for name, _, _ in folder.files:
        path = f"{base}/{name}"
        try:
            data = frontmatter.read(root, path)
            contents.append((name, mark(data)))
            if "/" in name or not name.endswith((".md", LAYOUT_SUFFIX)):
                continue
            text = frontmatter.decode(data, path)
            if name.endswith(LAYOUT_SUFFIX):
                layouts.append((parse_layout(text, path), path, text))
            elif name == EDITION_FILE:
                edition = parse_edition(text, path, folder.key)
            else:
                articles.append((parse_article(text, path, newspaper.zone), path, text))
        except NewspaperError as error:
            problems += error.problems
    names = {name for name, _, _ in folder.files}
    if EDITION_FILE not in names:
        problems.append(problem("edition-missing", base, date=folder.key.date))
    problems += _same_places(articles)
    for article, path, text in articles:
        if article.images or "![" in article.body:
            problems += _article_files(article, path, text, names)
    if edition is not None:
        problems += _edition_files(edition, f"{base}/{EDITION_FILE}", names)
        problems += _layouts(layouts, articles, edition)
    whole = digest(canonical_json(contents).encode())
    if problems or edition is None:
        return Read(None, whole, in_reading_order(problems))
    stories = [article for article, _, _ in articles]
    laid = {layout.page: layout for layout, _, _ in layouts}
    return Read(_with_articles(edition, stories, laid, newspaper), whole, ())


def files_of(edition: Edition) -> tuple[str, ...]:
    """The pictures and PDFs that are printed with an edition, as paths in its folder.

    Those of withdrawn stories are not.
    """
    stories = [article for article in edition.articles if not article.withdrawn]
    paths = [
        *(path for page in edition.pages for path in (page.image, page.pdf) if path),
        *(picture.src for article in stories for picture in article.images),
        *markdown.pictures(edition.note),
        *(path for article in stories for path in markdown.pictures(article.body)),
    ]
    return tuple(sorted({_plain(path) for path in paths}))


def story_files(edition: Edition) -> frozenset[str]:
    """Those of `files_of` that stories and the note show: no pictures and PDFs of pages."""
    bare = (replace(page, image=None, pdf=None) for page in edition.pages)
    return frozenset(files_of(replace(edition, pages=tuple(bare))))


def read_file(root: Path, folder: str, path: str) -> bytes:
    """A picture or PDF of an edition."""
    return frontmatter.read(root, f"{EDITIONS}/{folder}/{path}")


def read_text_pages(root: Path) -> tuple[TextPage, ...]:
    """The pages that belong to no edition, by name. Raises NewspaperError with all problems."""
    pages: list[TextPage] = []
    problems: list[Problem] = []
    for entry in _entries(root / PAGES):
        path = f"{PAGES}/{entry.name}"
        if entry.is_symlink():
            problems.append(problem("symbolic-link", path))
        elif entry.is_file() and entry.name.endswith(".md"):
            try:
                text = frontmatter.decode(frontmatter.read(root, path), path)
                pages.append(parse_text_page(text, path))
            except NewspaperError as error:
                problems += error.problems
    frontmatter.as_error(problems)
    return tuple(sorted(pages, key=lambda page: page.name))


def is_own(name: str) -> bool:
    """Whether a file is the newspaper's, not a hidden, backup or half-written one."""
    return name[0] not in _HIDDEN and not name.endswith(_BACKUPS)


_HIDDEN, _BACKUPS = ".~#", ("~", ".tmp", ".swp")


def inside(path: str) -> str | None:
    """The path in its plain form, or None where it leads out of its folder or to another host."""
    if "\\" in path or ":" in path or "\0" in path:
        return None
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        return None
    return str(pure)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    yield from (entry for entry in entries if is_own(entry.name))


_BY_FOLDER = os.scandir in os.supports_fd


def _walk(folder: str, prefix: str, files: list[tuple[str, int, int]], links: list[str]) -> None:
    # by the folder itself: otherwise the system looks for its whole path with each of its files
    opened = os.open(folder, os.O_RDONLY) if _BY_FOLDER else None
    try:
        with os.scandir(folder if opened is None else opened) as entries:
            # as many as stories: files come first, and no question is asked twice
            for entry in entries:
                name = entry.name
                if name[0] in _HIDDEN or name.endswith(_BACKUPS):
                    continue
                path = prefix + name
                if entry.is_symlink():
                    links.append(path)
                elif entry.is_file():
                    stat = entry.stat()
                    files.append((path, stat.st_size, stat.st_mtime_ns))
                elif entry.is_dir() and path != RAW:
                    _walk(f"{folder}/{name}", f"{path}/", files, links)
    finally:
        if opened is not None:
            os.close(opened)


def _same_places(articles: list[tuple[Article, str, str]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for article, path, _ in articles:
        other = first.setdefault(article.place, path)
        if other != path:
            fields = {"page": article.page, "order": article.order, "other": other}
            yield problem("same-place", path, 1, **fields)


def _article_files(article: Article, path: str, text: str, names: set[str]) -> Iterator[Problem]:
    for key, value in (
        *(("images", picture.src) for picture in article.images),
        *(("The picture", src) for src in markdown.pictures(article.body)),
    ):
        yield from _file_problems(key, value, path, _line_with(text, value), names)


def _edition_files(edition: Edition, path: str, names: set[str]) -> Iterator[Problem]:
    for page in edition.pages:
        for key, value in (("image", page.image), ("pdf", page.pdf)):
            if value is not None:
                yield from _file_problems(key, value, path, 1, names)
    for value in markdown.pictures(edition.note):
        yield from _file_problems("The picture", value, path, 1, names)


def _layouts(
    layouts: list[tuple[PageLayout, str, str]],
    articles: list[tuple[Article, str, str]],
    edition: Edition,
) -> Iterator[Problem]:
    places = {article.place for article, _, _ in articles}
    pages = {article.page for article, _, _ in articles}
    pages |= {page.sequence for page in edition.pages}
    for layout, path, text in layouts:
        if layout.page not in pages:
            yield problem("layout-no-page", path, 1, page=layout.page)
        yield from misplaced(layout, text, path, places)


def _file_problems(
    key: str, value: str, path: str, line: int, names: set[str]
) -> Iterator[Problem]:
    plain = inside(value)
    if plain is None or plain.split("/")[0] == RAW:
        yield problem("path-escapes", path, line, key=key, value=printable(value))
    elif plain not in names:
        yield problem("file-missing", path, line, key=key, value=printable(value))


def _line_with(text: str, value: str) -> int:
    at = text.find(value)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _with_articles(
    edition: Edition,
    articles: list[Article],
    layouts: Mapping[int, PageLayout],
    newspaper: Newspaper,
) -> Edition:
    described = {page.sequence: page for page in edition.pages}
    used = {article.page for article in articles}
    pages: list[Page] = []
    for sequence in sorted(used | described.keys()):
        page = described.get(sequence) or Page(sequence, str(sequence))
        stories = sorted((a for a in articles if a.page == sequence), key=lambda a: a.order)
        name = page.name or newspaper.page_name(sequence)
        pages.append(
            replace(
                page,
                name=name,
                image=page.image and _plain(page.image),
                pdf=page.pdf and _plain(page.pdf),
                articles=tuple(_with_plain_paths(article) for article in stories),
                layout=layouts.get(sequence),
            )
        )
    return replace(edition, pages=tuple(pages))


def _with_plain_paths(article: Article) -> Article:
    if not article.images:
        return article
    images = (replace(picture, src=_plain(picture.src)) for picture in article.images)
    return replace(article, images=tuple(images))


def _plain(path: str) -> str:
    """`images/a.jpg` for `./images//a.jpg`, so that one file has one address."""
    return inside(path) or path


def today(newspaper: Newspaper, now: dt.datetime) -> dt.date:
    """The newspaper's date at a moment."""
    return now.astimezone(newspaper.zone).date()
