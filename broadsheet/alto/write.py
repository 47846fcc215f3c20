"""ALTO and METS as XML. The same values give the same bytes: no clock is asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from broadsheet.alto.lines import Line
from broadsheet.boxes import holds
from broadsheet.layouts import Area, Block, Box, PageLayout, Role
from broadsheet.outlines import bounds

ALTO = "http://www.loc.gov/standards/alto/ns-v4#"
METS = "http://www.loc.gov/METS/"
MODS = "http://www.loc.gov/mods/v3"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMAS = {
    ALTO: "http://www.loc.gov/standards/alto/v4/alto-4-2.xsd",
    METS: "http://www.loc.gov/standards/mets/mets.xsd",
    MODS: "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd",
}
POINTS_TO_INCH1200 = 1200 / 72
"""Of pages without a picture: ALTO knows pixels, tenths of a millimetre and 1200ths of an inch."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 (production Char) does not allow."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the package."""

    id: str
    path: str
    kind: str
    """Its media type."""


@dataclass(frozen=True, slots=True)
class IssuePage:
    """A print page of the package."""

    sequence: int
    label: str
    title: str
    image: File | None
    alto: File | None
    pdf: File | None


@dataclass(frozen=True, slots=True)
class Story:
    """An article of the package."""

    place: str
    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    address: str
    areas: tuple[tuple[str, str], ...]
    """(id of the ALTO file, id of the block in it)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What METS says of an edition."""

    paper: str
    title: str
    number: str | None
    date: dt.date
    language: str
    publisher: str | None
    address: str
    pages: tuple[IssuePage, ...]
    stories: tuple[Story, ...]


def area_ids(index: int, area: Area) -> tuple[str, ...]:
    """The blocks of a story in its page's ALTO, one for each part of its outline: `A1`, `A1-2`."""
    return tuple(
        f"A{index + 1}-{n}" if n > 1 else f"A{index + 1}" for n in range(1, len(area.rings) + 1)
    )


def print_alto(
    layout: PageLayout,
    areas: Sequence[Area],
    lines: Mapping[str, Sequence[Line]],
    image: tuple[str, int, int] | None,
) -> bytes:
    """The ALTO of a page; `image` is path, width and height in pixels of its picture."""
    scale = (
        (image[1] / layout.width, image[2] / layout.height)
        if image
        else (POINTS_TO_INCH1200, POINTS_TO_INCH1200)
    )
    size = (round(layout.width * scale[0]), round(layout.height * scale[1]))
    root = _root(ALTO, "alto", ALTO)
    root.set("SCHEMAVERSION", "4.2")
    about = _add(root, ALTO, "Description")
    _add(about, ALTO, "MeasurementUnit", text="pixel" if image else "inch1200")
    if image:
        source = _add(about, ALTO, "sourceImageInformation")
        _add(source, ALTO, "fileName", text=image[0])
    blocks = [block for area in areas for block in area.blocks] + list(layout.furniture)
    tags = _add(root, ALTO, "Tags")
    for role in sorted({block.role for block in blocks}):
        _add(tags, ALTO, "LayoutTag", ID=f"R-{role}", LABEL=role)
    if any(block.vertical for block in blocks):
        _add(tags, ALTO, "LayoutTag", ID="R-vertical", LABEL="vertical")
    if not len(tags):
        root.remove(tags)
    page = _add(
        _add(root, ALTO, "Layout"),
        ALTO,
        "Page",
        ID=f"P{layout.page}",
        PHYSICAL_IMG_NR=str(layout.page),
        WIDTH=str(size[0]),
        HEIGHT=str(size[1]),
    )
    space = _add(
        page, ALTO, "PrintSpace", HPOS="0", VPOS="0", WIDTH=str(size[0]), HEIGHT=str(size[1])
    )
    for index, area in enumerate(areas):
        parts = []
        for name, ring in zip(area_ids(index, area), area.rings, strict=True):
            place = _place(bounds((ring,)), scale)
            parts.append(_add(space, ALTO, "ComposedBlock", ID=name, **place, TYPE=area.kind))
            points = " ".join(f"{round(x * scale[0])},{round(y * scale[1])}" for x, y in ring)
            _add(_add(parts[-1], ALTO, "Shape"), ALTO, "Polygon", POINTS=points)
        homes = [bounds((ring,)) for ring in area.rings]
        for block in area.blocks:
            home = next((n for n, box in enumerate(homes) if holds(box, block.box)), 0)
            _block(parts[home], block, lines.get(block.id, ()), scale)
    for block in layout.furniture:
        _block(space, block, lines.get(block.id, ()), scale)
    return _bytes(root)


def print_mets(issue: Issue) -> bytes:
    """The METS of an issue."""
    root = _root(METS, "mets", METS, MODS)
    root.set("OBJID", issue.address)
    root.set("LABEL", _clean(issue.title))
    root.set("TYPE", "Newspaper")
    head = _add(root, METS, "metsHdr", CREATEDATE=f"{issue.date.isoformat()}T00:00:00Z")
    agent = _add(head, METS, "agent", ROLE="CREATOR", TYPE="ORGANIZATION")
    _add(agent, METS, "name", text=issue.publisher or issue.paper)
    _issue_record(root, issue)
    for story in issue.stories:
        _story_record(root, story)
    _files(root, issue.pages)
    _physical(root, issue)
    _logical(root, issue)
    return _bytes(root)


def _block(
    parent: ElementTree.Element, block: Block, lines: Sequence[Line], scale: tuple[float, float]
) -> None:
    tags = f"R-{block.role}" + (" R-vertical" if block.vertical else "")
    place = _place(block.box, scale)
    if block.role is Role.PICTURE:
        _add(parent, ALTO, "Illustration", ID=block.id, **place, TAGREFS=tags)
        return
    text = _add(parent, ALTO, "TextBlock", ID=block.id, **place, TAGREFS=tags)
    for number, line in enumerate(lines, 1):
        where = _place(line.box, scale)
        one = _add(text, ALTO, "TextLine", ID=f"{block.id}-l{number}", **where)
        _add(one, ALTO, "String", CONTENT=line.text, **where)


def _place(box: Box, scale: tuple[float, float]) -> dict[str, str]:
    x0, y0 = round(box.x0 * scale[0]), round(box.y0 * scale[1])
    x1, y1 = round(box.x1 * scale[0]), round(box.y1 * scale[1])
    return {
        "HPOS": str(max(0, x0)),
        "VPOS": str(max(0, y0)),
        "WIDTH": str(max(1, x1 - max(0, x0))),
        "HEIGHT": str(max(1, y1 - max(0, y0))),
    }


def _issue_record(root: ElementTree.Element, issue: Issue) -> None:
    mods = _record(root, "DMD-ISSUE")
    _add(_add(mods, MODS, "titleInfo"), MODS, "title", text=issue.paper)
    origin = _add(mods, MODS, "originInfo")
    if issue.publisher:
        _add(origin, MODS, "publisher", text=issue.publisher)
    _add(origin, MODS, "dateIssued", encoding="iso8601", text=issue.date.isoformat())
    language = _add(mods, MODS, "language")
    _add(language, MODS, "languageTerm", type="code", authority="rfc5646", text=issue.language)
    _add(mods, MODS, "identifier", type="uri", text=issue.address)
    if issue.number:
        detail = _add(_add(mods, MODS, "part"), MODS, "detail", type="issue")
        _add(detail, MODS, "number", text=issue.number)


def _story_record(root: ElementTree.Element, story: Story) -> None:
    mods = _record(root, f"DMD-{story.place}")
    title = _add(mods, MODS, "titleInfo")
    _add(title, MODS, "title", text=story.title)
    if story.subtitle:
        _add(title, MODS, "subTitle", text=story.subtitle)
    for author in story.authors:
        name = _add(mods, MODS, "name", type="personal")
        _add(name, MODS, "namePart", text=author)
    _add(mods, MODS, "identifier", type="uri", text=story.address)


def _record(root: ElementTree.Element, name: str) -> ElementTree.Element:
    wrap = _add(_add(root, METS, "dmdSec", ID=name), METS, "mdWrap", MDTYPE="MODS")
    return _add(_add(wrap, METS, "xmlData"), MODS, "mods", version="3.8")


def _files(root: ElementTree.Element, pages: Sequence[IssuePage]) -> None:
    section = _add(root, METS, "fileSec")
    for use, files in (
        ("IMAGES", [page.image for page in pages]),
        ("ALTO", [page.alto for page in pages]),
        ("PDF", [page.pdf for page in pages]),
    ):
        there = [file for file in files if file]
        group = _add(section, METS, "fileGrp", USE=use) if there else None
        for file in there:
            assert group is not None
            one = _add(group, METS, "file", ID=file.id, MIMETYPE=file.kind)
            where = _add(one, METS, "FLocat", LOCTYPE="URL")
            where.set(f"{{{XLINK}}}type", "simple")
            where.set(f"{{{XLINK}}}href", file.path)


def _physical(root: ElementTree.Element, issue: Issue) -> None:
    structure = _add(root, METS, "structMap", TYPE="PHYSICAL")
    whole = _add(structure, METS, "div", ID="PHYS-ISSUE", TYPE="ISSUE", LABEL=issue.title)
    for page in issue.pages:
        division = _add(
            whole, METS, "div", ID=f"PHYS-{page.sequence}", TYPE="PAGE", ORDER=str(page.sequence),
            ORDERLABEL=page.label, LABEL=page.title,
        )  # fmt: skip
        for file in (page.image, page.alto, page.pdf):
            if file:
                _add(division, METS, "fptr", FILEID=file.id)


def _logical(root: ElementTree.Element, issue: Issue) -> None:
    structure = _add(root, METS, "structMap", TYPE="LOGICAL")
    paper = _add(structure, METS, "div", ID="LOG-PAPER", TYPE="NEWSPAPER", LABEL=issue.paper)
    whole = _add(paper, METS, "div", ID="LOG-ISSUE", TYPE="ISSUE", DMDID="DMD-ISSUE")
    for order, story in enumerate(issue.stories, 1):
        division = _add(
            whole, METS, "div", ID=f"LOG-{story.place}", TYPE="ARTICLE", ORDER=str(order),
            DMDID=f"DMD-{story.place}", LABEL=story.title,
        )  # fmt: skip
        for file, block in story.areas:
            pointer = _add(division, METS, "fptr")
            _add(pointer, METS, "area", FILEID=file, BETYPE="IDREF", BEGIN=block)


def _root(space: str, name: str, *schemas: str) -> ElementTree.Element:
    root = ElementTree.Element(f"{{{space}}}{name}")
    places = " ".join(f"{schema} {SCHEMAS[schema]}" for schema in schemas)
    root.set(f"{{{XSI}}}schemaLocation", places)
    return root


def _add(
    parent: ElementTree.Element, space: str, name: str, text: str | None = None, **values: str
) -> ElementTree.Element:
    one = ElementTree.SubElement(parent, f"{{{space}}}{name}")
    for key, value in values.items():
        one.set(key, _clean(value))
    if text is not None:
        one.text = _clean(text)
    return one


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _bytes(root: ElementTree.Element) -> bytes:
    for prefix, space in (("mods", MODS), ("mets", METS), ("xlink", XLINK), ("xsi", XSI)):
        ElementTree.register_namespace(prefix, space)
    ElementTree.register_namespace("alto", ALTO)
    ElementTree.indent(root)
    data: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return data + b"\n"
