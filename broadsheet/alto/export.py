"""Packages for libraries: a folder for each published edition, with METS, ALTO and its pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path, PurePosixPath

from broadsheet import pictures, read, urls
from broadsheet.alto.lines import by_block, lines_of_pdf
from broadsheet.alto.write import (
    File,
    Issue,
    IssuePage,
    Story,
    area_ids,
    print_alto,
    print_mets,
)
from broadsheet.cuttings import blanked
from broadsheet.facsimiles import hidden_areas
from broadsheet.gather import editions_out
from broadsheet.layouts import Area
from broadsheet.model import Edition, Page
from broadsheet.newspaper import Newspaper, load_newspaper
from broadsheet.plan.desk import Desk
from broadsheet.problems import NewspaperError, problem

METS_FILE = "mets.xml"


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written."""

    editions: int
    pages: int
    """Those with a file of ALTO."""


def export(root: Path, folder: Path, now: dt.datetime) -> Packed:
    """Writes a package for every published edition that says where its stories stand.

    Raises NewspaperError with every problem of the content, or where the folder cannot be written.
    """
    newspaper = load_newspaper(root)
    desk = Desk(root, newspaper, ())
    editions = [e for e in editions_out(root, now) if any(page.layout for page in e.pages)]
    pages = 0
    for edition in editions:
        for path, data in sorted(package(desk, newspaper, edition).items()):
            pages += path.startswith("alto/")
            _write(folder, f"{edition.key}/{path}", data)
    return Packed(len(editions), pages)


def package(desk: Desk, newspaper: Newspaper, edition: Edition) -> dict[str, bytes]:
    """The files of one edition's package, by their paths in it."""
    files: dict[str, bytes] = {}
    pages: list[IssuePage] = []
    places: dict[str, list[tuple[str, str]]] = {}
    for page in edition.pages:
        made = _page(desk, edition, page, files)
        pages.append(made)
        if made.alto:
            for index, area in enumerate(_areas(page, edition)):
                if area.place:
                    ids = [(made.alto.id, name) for name in area_ids(index, area)]
                    places.setdefault(area.place, []).extend(ids)
    issue = Issue(
        paper=newspaper.title,
        title=f"{newspaper.title} {desk.edition_title(edition.key)}",
        number=edition.number,
        date=edition.key.date,
        language=newspaper.language,
        publisher=newspaper.publisher,
        address=desk.absolute(urls.edition(edition.key)),
        pages=tuple(pages),
        stories=tuple(
            Story(
                article.place,
                article.title,
                article.deck,
                tuple(author.name for author in article.authors),
                desk.absolute(urls.article(edition.key, article.place)),
                tuple(places.get(article.place, ())),
            )
            for article in edition.articles
        ),
    )
    return files | {METS_FILE: print_mets(issue)}


def _page(desk: Desk, edition: Edition, page: Page, files: dict[str, bytes]) -> IssuePage:
    """One page; its files are added to `files`."""
    name = f"{page.sequence:02d}"
    folder = str(edition.key)
    image = alto = pdf = None
    size: tuple[str, int, int] | None = None
    if page.image:
        path = f"pages/{name}{PurePosixPath(page.image).suffix}"
        data = read.read_file(desk.root, folder, page.image)
        hidden = [area.rings for area in _hidden(page, edition)]
        files[path] = blanked(data, page.layout, hidden) if page.layout and hidden else data
        image = File(f"IMG-{name}", path, guess_type(path)[0] or "application/octet-stream")
        measured = pictures.look(desk.root, f"{read.EDITIONS}/{folder}/{page.image}")
        size = (f"../{path}", measured.width, measured.height) if measured else None
    if page.pdf:
        path = f"pages/{name}.pdf"
        files[path] = read.read_file(desk.root, folder, page.pdf)
        pdf = File(f"PDF-{name}", path, "application/pdf")
    if page.layout:
        printed = read.read_file(desk.root, folder, page.pdf) if page.pdf else b""
        lines = lines_of_pdf(printed, page.layout) if printed else ()
        stories = {article.place: article for article in edition.articles}
        found = by_block(page.layout, lines, stories)
        path = f"alto/{name}.xml"
        files[path] = print_alto(page.layout, _areas(page, edition), found, size)
        alto = File(f"ALTO-{name}", path, "application/xml")
    title = desk.page_title(page.label, page.name)
    return IssuePage(page.sequence, page.label, title, image, alto, pdf)


def _areas(page: Page, edition: Edition) -> list[Area]:
    """The areas of a page without those of stories that readers do not see."""
    hidden = _hidden(page, edition)
    return [area for area in (page.layout.areas if page.layout else ()) if area not in hidden]


def _hidden(page: Page, edition: Edition) -> list[Area]:
    """The areas of drafts, of stories that wait, and of withdrawn ones."""
    return list(hidden_areas(page, {article.place for article in edition.articles}))


def _write(folder: Path, path: str, data: bytes) -> None:
    file = folder / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NewspaperError([problem("unwritable", folder.name, reason=reason)]) from error
