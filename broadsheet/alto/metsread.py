"""The METS of an issue: its files, its pages, and which blocks are which article.

Profiles differ in words, not in kind: pages are divisions of the physical structure, articles are
divisions of another one that point at blocks of the pages. What a division is called (HEADING,
AUTHOR, CAPTION …) says what its blocks are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from broadsheet.alto.tree import Node
from broadsheet.layouts import Kind, Role

ARTICLES: Mapping[str, Kind] = {
    "article": Kind.ARTICLE, "news": Kind.ARTICLE, "editorial": Kind.ARTICLE,
    "letter": Kind.ARTICLE, "letter_to_editor": Kind.ARTICLE, "feature": Kind.ARTICLE,
    "obituary": Kind.ARTICLE, "poem": Kind.ARTICLE, "item": Kind.BRIEF, "brief": Kind.BRIEF,
    "photo": Kind.PHOTO, "picture_story": Kind.PHOTO, "advertisement": Kind.AD, "advert": Kind.AD,
    "ad": Kind.AD, "advertisements": Kind.AD, "index": Kind.INDEX,
    "illustration": Kind.PHOTO, "photograph": Kind.PHOTO, "cartoon": Kind.PHOTO,
}  # fmt: skip
"""What divisions of the logical structure are called that are stories, in small letters."""

ROLES: Mapping[str, Role] = {
    "heading": Role.HEADLINE, "headline": Role.HEADLINE, "title": Role.HEADLINE,
    "main_title": Role.HEADLINE, "heading_text": Role.HEADLINE, "overline": Role.KICKER,
    "kicker": Role.KICKER, "supertitle": Role.KICKER, "motto": Role.KICKER,
    "subheadline": Role.DECK, "subtitle": Role.DECK, "subheading": Role.DECK, "deck": Role.DECK,
    "author": Role.BYLINE, "byline": Role.BYLINE, "dateline": Role.DATELINE,
    "caption": Role.CAPTION, "crossheading": Role.SUBHEAD, "subhead": Role.SUBHEAD,
    "cross-heading": Role.SUBHEAD, "column": Role.COLUMN, "rubric": Role.COLUMN,
    "jump": Role.JUMP, "furniture": Role.FURNITURE, "page_number": Role.FURNITURE,
    "body": Role.BODY, "text": Role.BODY, "paragraph": Role.BODY, "textblock": Role.BODY,
    "body_content": Role.BODY, "picture": Role.PICTURE,
}  # fmt: skip
"""What blocks are called, there and in the tags of ALTO; our own export uses our own words."""


FURNITURE = frozenset(
    ("masthead", "title_section", "headline_section", "header", "footer", "imprint", "page_number",
     "running_title", "nameplate", "folio")
)  # fmt: skip
"""What divisions are called that belong to a page or to the issue."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A block that a story points at; all of its page where `block` is empty."""

    file: str
    """Path as METS has it."""
    block: str
    role: Role | None
    line: int


@dataclass(frozen=True, slots=True)
class Described:
    """A story of the logical structure."""

    kind: Kind
    title: str
    """Empty where there is none."""
    names: tuple[str, ...]
    """Who signs it, as its record has them."""
    pointers: tuple[Pointer, ...]
    """In reading order."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the physical structure."""

    number: int
    label: str
    """As printed; empty where it does not say."""
    name: str
    files: tuple[str, ...]
    """Paths, the page's ALTO among them."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What METS says."""

    date: dt.date | None
    number: str
    """期号; empty where there is none."""
    files: tuple[tuple[str, int], ...]
    """Every path with the line it is named on."""
    pages: tuple[Leaf, ...]
    """Those of the physical structure, in order."""
    stories: tuple[Described, ...]
    furniture: tuple[Pointer, ...] = ()
    """Blocks that belong to a page or to the issue."""


def read_mets(root: Node) -> Issue:
    """The issue of a file."""
    paths: dict[str, str] = {}
    lines: dict[str, int] = {}
    for file in root.every("file"):
        where = next((one for one in file.children if one.name == "FLocat"), None)
        path = _path(where.get("href")) if where else ""
        if path:
            paths[file.get("ID")] = path
            lines.setdefault(path, file.line)
    records = {one.get("ID"): one for one in root.every("dmdSec")}
    structures = list(root.every("structMap"))
    physical = [one for one in structures if one.get("TYPE").lower() == "physical"]
    logical = [one for one in structures if one not in physical]
    # a structure that does not say what it is may have the pages in it
    physical = physical or logical
    stories = (
        _story(division, records, paths)
        for structure in logical
        for division in _outermost(structure)
    )
    return Issue(
        _date(root, records),
        _number(records),
        tuple(lines.items()),
        tuple(page for structure in physical for page in _pages(structure, paths)),
        tuple(story for story in stories if story.pointers),
        tuple(
            pointer
            for structure in logical
            for division in structure.every("div")
            if _word(division) in FURNITURE
            for pointer in _pointers(division, None, paths)
        ),
    )


def _path(href: str) -> str:
    """The path in the package; empty where it leads elsewhere."""
    plain = unquote(href.removeprefix("file://").removeprefix("./")).replace("\\", "/")
    if ":" in plain or plain.startswith("/") or ".." in PurePosixPath(plain).parts:
        return ""
    return str(PurePosixPath(plain)) if plain else ""


# ----------------------------------------------------------------------------------- pages


def _pages(structure: Node, paths: Mapping[str, str]) -> Iterator[Leaf]:
    divisions = [one for one in structure.every("div") if _word(one).endswith("page")]
    used: set[int] = set()
    for n, division in enumerate(divisions, 1):
        ids = [node.get("FILEID") for node in division.every("fptr", "area")]
        files = tuple(dict.fromkeys(paths[one] for one in ids if one in paths))
        if not files:
            continue
        order = division.get("ORDER")
        number = int(order) if order.isascii() and order.isdigit() and len(order) < 4 else n
        while number in used or number == 0:
            number += 1
        used.add(number)
        label, title = division.get("ORDERLABEL"), division.get("LABEL")
        name = title.removeprefix(label).strip() if label and title.startswith(label) else ""
        yield Leaf(number, label, name, files)


# --------------------------------------------------------------------------------- stories


def _outermost(parent: Node) -> Iterator[Node]:
    """The divisions that are stories, without those inside them."""
    for child in parent.children:
        if child.name != "div":
            continue
        if _word(child) in ARTICLES:
            yield child
        else:
            yield from _outermost(child)


def _word(division: Node) -> str:
    return division.get("TYPE").lower().replace(" ", "_")


def _story(division: Node, records: Mapping[str, Node], paths: Mapping[str, str]) -> Described:
    record = next(
        (records[name] for name in division.get("DMDID").split() if name in records), None
    )
    info = record.first("titleInfo") if record else None
    title = info.said("title") if info else ""
    pointers = dict.fromkeys(_pointers(division, None, paths))
    names = tuple(" ".join(one.text.split()) for one in record.every("namePart")) if record else ()
    kind = ARTICLES[_word(division)]
    return Described(kind, title or division.get("LABEL"), names, tuple(pointers))


def _pointers(parent: Node, role: Role | None, paths: Mapping[str, str]) -> Iterator[Pointer]:
    for child in parent.children:
        if child.name == "div":
            yield from _pointers(child, ROLES.get(_word(child), role), paths)
        elif child.name == "fptr":
            areas = list(child.every("area"))
            for one in areas or [child]:
                if one.get("FILEID") in paths:
                    yield Pointer(paths[one.get("FILEID")], one.get("BEGIN"), role, one.line)


# --------------------------------------------------------------------------------- records


def _date(root: Node, records: Mapping[str, Node]) -> dt.date | None:
    """The day of the issue: that of a record, in the form of ISO 8601."""
    for record in (*records.values(), root):
        for said in record.every("dateIssued", "date"):
            try:
                return dt.date.fromisoformat(" ".join(said.text.split())[:10])
            except ValueError:
                continue
    return None


def _number(records: Mapping[str, Node]) -> str:
    for record in records.values():
        for detail in record.every("detail"):
            if detail.get("type").lower() == "issue" and detail.said("number"):
                return detail.said("number")
    return ""
