"""The desk at which a page's areas are corrected: what the editor in the preview reads and writes.

The value travels in the shape of its file, `page-01.layout.yaml`, and is checked by the reader of
that file. A file that changed since the editor read it is not written over.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from broadsheet import frontmatter, pictures, read, urls
from broadsheet.layoutfile import (
    layout_name,
    misplaced,
    overlaps,
    parse_layout,
    print_layout,
)
from broadsheet.layouts import PageLayout
from broadsheet.manuscript import ARTICLE_NAME, parse_article, parse_edition
from broadsheet.model import Article, EditionKey
from broadsheet.newspaper import load_newspaper
from broadsheet.ocr.doubts import DOUBTS, unpack_doubts
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.text import canonical_json, digest

ADDRESS = re.compile(r"(\d{4})/(\d\d)/(\d\d)(-\d+)?/(\d\d+)/(?:index\.html)?\Z")
"""Of the sheet of a print page."""

_HOLD = ".tmp"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the editor is told."""

    status: int
    """As of HTTP: 200, 400 for a layout that cannot be, 404, 409 where the file has changed."""
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """A print page of a newspaper."""

    root: Path
    key: EditionKey
    page: int

    @property
    def path(self) -> str:
        """Its layout file, from the newspaper's folder."""
        return f"{read.EDITIONS}/{self.key}/{layout_name(self.page)}"


def place_at(root: Path, address: str) -> Place | None:
    """The print page whose sheet has this address in the preview, if it has a picture."""
    found = ADDRESS.match(address)
    if found is None:
        return None
    key = EditionKey.parse(f"{found[1]}-{found[2]}-{found[3]}{found[4] or ''}")
    place = Place(root, key, int(found[5])) if key else None
    return place if place and _image(place) else None


def name(place: Place) -> str:
    """`2023-01-31/01`: what the editor asks for."""
    return f"{place.key}/{place.page:02d}"


def named(root: Path, text: str) -> Place | None:
    """The print page of a name; None where there is no such page with a picture."""
    day, _, number = text.partition("/")
    key = EditionKey.parse(day)
    if key is None or not re.fullmatch(r"\d{2,3}", number, re.ASCII):
        return None
    place = Place(root, key, int(number))
    return place if _image(place) else None


def show(place: Place) -> Answer:
    """The layout of a page with what its areas may lead to."""
    image = _image(place)
    if image is None:
        return Answer(404, {})
    text = _text(place)
    try:
        layout = _empty(place, image) if text is None else parse_layout(text, place.path)
    except NewspaperError as error:
        return Answer(400, _told(error.problems))
    stories = [
        {"place": story.place, "headline": story.title, "review": list(story.waiting)}
        for story in _stories(place)
    ]
    return Answer(
        200,
        {
            "layout": frontmatter.parse_yaml(print_layout(layout), place.path).values,
            "version": _version(text),
            "stories": stories,
            "doubts": _doubts(place),
            "image": f"/{urls.edition_file(place.key, image)}",
            "overlaps": overlaps(layout),
        },
    )


def look(place: Place, value: object) -> Answer:
    """What is wrong with a layout, without writing it."""
    try:
        layout = _checked(place, value)
    except NewspaperError as error:
        return Answer(400, _told(error.problems))
    return Answer(200, {"overlaps": overlaps(layout)})


def save(place: Place, value: object, version: str) -> Answer:
    """Writes a layout, unless the file is another than that of `version`."""
    try:
        layout = _checked(place, value)
    except NewspaperError as error:
        return Answer(400, _told(error.problems))
    if _version(_text(place)) != version:
        return Answer(409, {})
    text = print_layout(layout)
    file = place.root / place.path
    waiting = file.with_name(f".{file.name}{_HOLD}")
    try:
        waiting.write_text(text, encoding="utf-8", newline="\n")
        os.replace(waiting, file)  # noqa: PTH105 - as write.py does
    except OSError as error:
        reason = error.strerror or str(error)
        return Answer(400, _told([problem("unwritable", place.path, reason=reason)]))
    return Answer(200, {"version": _version(text), "overlaps": overlaps(layout)})


def _checked(place: Place, value: object) -> PageLayout:
    """The layout that came. Raises NewspaperError with everything that is wrong with it."""
    # JSON of plain values is YAML, and the reader of the file knows what may be in it
    text = json.dumps(value, ensure_ascii=False, indent=1)
    layout = parse_layout(text, place.path)
    places = {story.place for story in _stories(place)}
    frontmatter.as_error(list(misplaced(layout, text, place.path, places)))
    return layout


def _told(problems: Sequence[Problem]) -> dict[str, object]:
    return {"problems": [{"message": p.message, "hint": p.hint} for p in problems]}


def _version(text: str | None) -> str:
    return "" if text is None else digest(canonical_json(text).encode())


def _text(place: Place) -> str | None:
    try:
        data = (place.root / place.path).read_bytes()
    except OSError:
        return None
    try:
        return frontmatter.decode(data, place.path)
    except NewspaperError:
        return repr(data)  # its version still says whether it changes


def _image(place: Place) -> str | None:
    """The picture of the page, as edition.md names it."""
    path = f"{read.EDITIONS}/{place.key}/{read.EDITION_FILE}"
    try:
        text = frontmatter.decode(frontmatter.read(place.root, path), path)
        edition = parse_edition(text, path, place.key)
    except NewspaperError:
        return None
    images = (page.image for page in edition.pages if page.sequence == place.page)
    image = next(images, None)
    return read.inside(image) if image else None


def _doubts(place: Place) -> list[dict[str, object]]:
    """What was read on the page and should not be trusted: words, how sure, and where."""
    file = place.root / read.EDITIONS / str(place.key) / DOUBTS
    try:
        found = unpack_doubts(file.read_bytes(), place.page)
    except (OSError, ValueError, TypeError):
        return []  # the report of ingest has named them
    return [
        {"text": one.text, "worth": one.worth, "box": [b.x0, b.y0, b.x1, b.y1]}
        for one in found
        for b in (one.box,)
    ]


def _empty(place: Place, image: str) -> PageLayout:
    """A page without areas, as large as its picture."""
    found = pictures.look(place.root, f"{read.EDITIONS}/{place.key}/{image}")
    width, height = (found.width, found.height) if found else (1000, 1400)
    return PageLayout(place.page, float(width), float(height))


def _stories(place: Place) -> list[Article]:
    """Every story of the edition, in printed order."""
    zone = load_newspaper(place.root).zone
    folder = place.root / read.EDITIONS / str(place.key)
    found: list[Article] = []
    for file in sorted(folder.iterdir()):
        if not ARTICLE_NAME.match(file.name):
            continue
        path = f"{read.EDITIONS}/{place.key}/{file.name}"
        try:
            article = parse_article(
                frontmatter.decode(frontmatter.read(place.root, path), path), path, zone
            )
        except NewspaperError:
            continue  # the strip of problems names it
        found.append(article)
    return found
