"""An edition for the viewers of libraries: a manifest in the terms of IIIF Presentation API 3.0.

Each print page that has a picture is a canvas, as large as its picture; each story is a range with
its region on it. Identifiers are absolute, as the standard wants them (3.0, section 3.2).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from mimetypes import guess_type

from broadsheet import outlines, urls
from broadsheet.layouts import Area, PageLayout, Point
from broadsheet.model import Article, Edition, EditionKey, Output, Page
from broadsheet.plan.desk import Desk
from broadsheet.plan.printed import listed_areas
from broadsheet.summaries import Summary

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
THUMBNAIL = 0
"""Which of the copies of a page is small enough for a list."""

Thing = dict[str, object]


def shown(desk: Desk, edition: Edition) -> tuple[Page, ...]:
    """The pages that a viewer can show: their pictures say how large they are."""
    return tuple(
        page for page in edition.pages if page.image and desk.look(edition.key, page.image)
    )


def print_manifest(
    desk: Desk, edition: Edition, summary: Summary, joined: bool, source: str
) -> Output | None:
    """manifest.json of an edition with its listed stories; None where no page has a picture."""
    pages = shown(desk, edition)
    if not pages:
        return None
    key = edition.key
    day = desk.edition_title(key)
    manifest = {
        "@context": CONTEXT,
        "id": desk.absolute(urls.iiif(key)),
        "type": "Manifest",
        "label": _words(desk, f"{desk.newspaper.title} {day}"),
        "metadata": [
            {"label": _words(desk, name), "value": _words(desk, value)}
            for name, value in (
                (desk.say("Newspaper"), desk.newspaper.title),
                (desk.say("Date"), key.date.isoformat()),
                (desk.say("Issue number"), edition.number),
                (desk.say("Publisher"), desk.newspaper.publisher),
            )
            if value
        ],
        "navDate": f"{key.date.isoformat()}T00:00:00Z",
        "homepage": [_web(desk, urls.edition(key), day)],
        "seeAlso": [
            {
                "id": desk.absolute(urls.edition_json(key)),
                "type": "Dataset",
                "format": "application/json",
            }
        ],
        "rendering": list(_downloads(desk, key, summary, joined)),
        "items": [_canvas(desk, key, page) for page in pages],
        "structures": [_contents(desk, key, day, pages)],
    }
    kept = {name: value for name, value in manifest.items() if value}
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Output(urls.iiif(key), text.encode(), source)


def _canvas(desk: Desk, key: EditionKey, page: Page) -> Thing:
    name = _canvas_id(desk, key, page)
    width, height = _size(desk, key, page)
    assert page.image is not None
    picture = desk.page_picture(key, page.image, "", "")
    address = desk.absolute(urls.edition_file(key, page.image))
    kind = guess_type(page.image)[0] or "image/png"
    body: Thing = {
        "id": address, "type": "Image", "format": kind, "width": width, "height": height,
    }  # fmt: skip
    canvas: Thing = {
        "id": name,
        "type": "Canvas",
        "label": _words(desk, desk.page_title(page.label, page.name)),
        "width": width,
        "height": height,
        "homepage": [
            _web(desk, urls.page(key, page.sequence), desk.page_title(page.label, page.name))
        ],
        "items": [
            {
                "id": f"{name}.page",
                "type": "AnnotationPage",
                "items": [
                    {
                        "id": f"{name}.image",
                        "type": "Annotation",
                        "motivation": "painting",
                        "body": body,
                        "target": name,
                    }
                ],
            }
        ],
    }
    if picture.srcset:
        small, _, across = picture.srcset.split(", ")[THUMBNAIL].partition(" ")
        across = across.removesuffix("w")
        canvas["thumbnail"] = [
            {
                "id": desk.newspaper.base_url + small,
                "type": "Image",
                "format": "image/webp",
                "width": int(across),
                "height": max(1, round(height * int(across) / width)),
            }
        ]
    if page.pdf:
        canvas["rendering"] = [_pdf(desk, urls.edition_file(key, page.pdf))]
    return canvas


def _contents(desk: Desk, key: EditionKey, day: str, pages: Sequence[Page]) -> Thing:
    return {
        "id": _named(desk, key, "contents"),
        "type": "Range",
        "label": _words(desk, day),
        "items": [
            {
                "id": _named(desk, key, f"page.{page.sequence}"),
                "type": "Range",
                "label": _words(desk, desk.page_title(page.label, page.name)),
                "items": [
                    {"id": _canvas_id(desk, key, page), "type": "Canvas"},
                    *_stories(desk, key, page, pages),
                ],
            }
            for page in pages
        ],
    }


def _stories(desk: Desk, key: EditionKey, page: Page, pages: Sequence[Page]) -> Iterator[Thing]:
    for article, area in listed_areas(page, pages):
        address = urls.article(key, article.place)
        yield {
            "id": _named(desk, key, f"story.{page.sequence}.{article.place}"),
            "type": "Range",
            "label": _words(desk, article.title),
            "homepage": [_web(desk, address, article.title)],
            "items": list(_regions(desk, key, page, article, area)),
        }


def _regions(
    desk: Desk, key: EditionKey, page: Page, article: Article, area: Area
) -> Iterator[Thing]:
    """A box by its sides, which every viewer knows; another outline as a drawing."""
    assert page.layout is not None
    canvas = _canvas_id(desk, key, page)
    size = _size(desk, key, page)
    rings = [_scaled(ring, page.layout, size) for ring in area.rings]
    if all(map(_is_box, rings)):
        for ring in rings:
            box = outlines.bounds((ring,))
            x, y, right, bottom = (round(side) for side in (box.x0, box.y0, box.x1, box.y1))
            sides = f"{x},{y},{max(1, right - x)},{max(1, bottom - y)}"
            yield {"id": f"{canvas}#xywh={sides}", "type": "Canvas"}
        return
    drawn = outlines.path(Area(area.place, area.kind, tuple(rings)))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}">'
        f'<path fill-rule="evenodd" d="{drawn}"/></svg>'
    )
    yield {
        "id": _named(desk, key, f"region.{page.sequence}.{article.place}"),
        "type": "SpecificResource",
        "source": {"id": canvas, "type": "Canvas"},
        "selector": {"type": "SvgSelector", "value": svg},
    }


def _scaled(
    ring: tuple[Point, ...], layout: PageLayout, size: tuple[int, int]
) -> tuple[Point, ...]:
    """The ring in pixels of the canvas, which no region may leave."""
    width, height = size
    across, down = width / layout.width, height / layout.height
    return tuple(
        (min(max(x * across, 0.0), width), min(max(y * down, 0.0), height)) for x, y in ring
    )


def _is_box(ring: tuple[Point, ...]) -> bool:
    box = outlines.bounds((ring,))
    corners = {(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)}
    return len(ring) == 4 and set(ring) == corners


def _downloads(desk: Desk, key: EditionKey, summary: Summary, joined: bool) -> Iterator[Thing]:
    if joined:
        yield _pdf(desk, urls.edition_pdf(key))
    if desk.newspaper.epub and summary.listed:
        yield {
            "id": desk.absolute(urls.epub(key)),
            "type": "Text",
            "label": {"none": ["EPUB"]},
            "format": "application/epub+zip",
        }


def _pdf(desk: Desk, address: str) -> Thing:
    return {
        "id": desk.absolute(address),
        "type": "Text",
        "label": {"none": ["PDF"]},
        "format": "application/pdf",
    }


def _web(desk: Desk, address: str, text: str) -> Thing:
    return {
        "id": desk.absolute(address),
        "type": "Text",
        "label": _words(desk, text),
        "format": "text/html",
        "language": [desk.newspaper.language],
    }


def _words(desk: Desk, text: str) -> dict[str, list[str]]:
    return {desk.newspaper.language: [text]}


def _canvas_id(desk: Desk, key: EditionKey, page: Page) -> str:
    return _named(desk, key, f"canvas.{page.sequence}")


def _named(desk: Desk, key: EditionKey, name: str) -> str:
    """Without a `#`, so that regions can be named (3.0, section 5.3)."""
    return f"{desk.absolute(urls.iiif(key))}?{name}"


def _size(desk: Desk, key: EditionKey, page: Page) -> tuple[int, int]:
    measured = desk.look(key, page.image) if page.image else None
    assert measured is not None
    return measured.width, measured.height
