"""Blocks of ALTO become what a page of a PDF becomes: a reading with stories, parts and roles.

Where METS says which blocks are one article, that holds; where a page has no article, the lines
go through our own segmentation. Roles come from what divisions and tags are called, then from
sizes of type.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import accumulate
from statistics import median

from broadsheet.alto.metsread import ROLES, Described, Pointer
from broadsheet.alto.pageread import AltoPage, Found, TypeLine
from broadsheet.boxes import union
from broadsheet.ingest.accounts import essence
from broadsheet.ingest.libraryglyphs import segmented
from broadsheet.layoutfile import MOST_POINTS
from broadsheet.layouts import Box, Kind, Point, Role
from broadsheet.outlines import extent
from broadsheet.pdf.lines import Line
from broadsheet.pdf.outlines import outlines
from broadsheet.pdf.reading import PageReading, PageStory, Part
from broadsheet.pdf.words import bare, is_byline

LARGER = 1.25
"""Of the size of the text: from here type is a headline, or stands at one."""
SHORT = 60
"""Characters up to which text that belongs to no article is furniture of the page."""
IN_STORIES = {Role.PICTURE: Role.CAPTION, Role.FURNITURE: Role.BODY}
"""What text of a story is that is called what no text of a story can be."""
SPECK = 1.0
"""Square points that an outline has at least; one with less is drawn anew."""
KINDS: Mapping[str, Kind] = {
    **{kind.value: kind for kind in Kind},
    "advertisement": Kind.AD,
}
"""What a block may be called that is a story by itself."""


@dataclass(slots=True)
class Area:
    """What one story has on one page."""

    page: int
    """Index of the page."""
    kind: Kind
    parts: list[Part] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    rings: tuple[tuple[Point, ...], ...] = ()
    title: str = ""
    """As METS has it."""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """The stories of an issue and what no story has."""

    stories: tuple[tuple[Area, ...], ...]
    """In reading order, each with its areas, of which the first is where it begins."""
    furniture: tuple[tuple[Part, ...], ...]
    """By page."""
    astray: tuple[tuple[Described, Pointer], ...]
    """Pointers that lead to no block."""
    crowded: tuple[int, ...]
    """Pages with too many characters to be segmented, which were not read."""


def gather(
    pages: Sequence[AltoPage],
    index: Mapping[str, int],
    described: Sequence[Described],
    apart: Sequence[Pointer] = (),
) -> Gathered:
    """The stories of an issue; `index` has the page of each ALTO file that METS names.

    `apart` are blocks that it calls furniture.
    """
    blocks = [page.by_id() for page in pages]
    described = described or _told_by_blocks(pages, index)
    taken: list[set[int]] = [set() for _ in pages]
    told = {index[p.file] for story in described for p in story.pointers if p.file in index}
    stories: list[tuple[Area, ...]] = []
    astray: list[tuple[Described, Pointer]] = []
    for story in described:
        areas: dict[int, Area] = {}
        for pointer in story.pointers:
            at = index.get(pointer.file)
            if at is None:
                continue
            found = [blocks[at][pointer.block]] if pointer.block in blocks[at] else []
            found = found if pointer.block else list(pages[at].blocks)
            if not found:
                astray.append((story, pointer))
            area = areas.setdefault(at, Area(at, story.kind, title=story.title))
            for block in found:
                _take(block, pointer.role, area, taken[at])
        own = [area for area in areas.values() if area.parts or area.pictures]
        if own:
            stories.append(tuple(own))
    furniture: list[tuple[Part, ...]] = []
    crowded: list[int] = []
    for at, page in enumerate(pages):
        if at in told:
            rest = _furniture(at, blocks[at], index, apart, taken[at])
            left: list[tuple[Area, ...]]
            left = [(area,) for area in _left_over(at, page, taken[at], rest)]
            stories = _between(at, page, stories, left)
            furniture.append(tuple(rest))
        else:
            reading = segmented(page)
            crowded += [at] if reading is None else []
            reading = reading or PageReading(page.width, page.height)
            stories += [(_area_of(at, story),) for story in reading.stories]
            furniture.append(reading.furniture)
    _settle_roles(stories, pages)
    _draw(stories, len(pages))
    order = sorted(range(len(stories)), key=lambda n: stories[n][0].page)
    return Gathered(
        tuple(stories[n] for n in order), tuple(furniture), tuple(astray), tuple(crowded)
    )


def _told_by_blocks(pages: Sequence[AltoPage], index: Mapping[str, int]) -> list[Described]:
    """Stories where no METS names any, but composed blocks say that they are some."""
    names = {at: name for name, at in index.items()}
    return [
        Described(KINDS[kind], "", (), (Pointer(names[at], block.id, None, 0),))
        for at, page in enumerate(pages)
        for block in page.blocks
        if block.kind == "whole" and at in names
        for kind in sorted(block.labels & KINDS.keys())[:1]
    ]


def _take(block: Found, role: Role | None, area: Area, taken: set[int]) -> None:
    """Adds a block with all inside it to an area, once."""
    rings = (*area.rings, *block.rings)
    if sum(map(len, rings)) <= MOST_POINTS and all(extent((ring,)) > SPECK for ring in block.rings):
        area.rings = rings
    if area.kind is Kind.ARTICLE:
        # what the block itself is called says more, unless it would leave the edition
        own = {KINDS[label] for label in block.labels if label in KINDS} - {Kind.AD, Kind.INDEX}
        area.kind = min(own, default=area.kind)
    for leaf in block.leaves():
        if id(leaf) in taken:
            continue
        taken.add(id(leaf))
        if leaf.kind == "picture" and leaf.box is not None:
            area.pictures.append(leaf.box)
        elif leaf.kind == "text" and leaf.lines:
            told = _role(leaf.labels) or role
            area.parts.append(_part(leaf, IN_STORIES.get(told, told) if told else None))


def _role(labels: Set[str]) -> Role | None:
    return next((ROLES[label] for label in sorted(labels) if label in ROLES), None)


def _part(block: Found, role: Role | None) -> Part:
    """The part of a block. Without a role it is text until sizes have been compared."""
    vertical = sum(line.vertical for line in block.lines) * 2 > len(block.lines)
    vertical = vertical or "vertical" in block.labels
    lines = tuple(_line(line, vertical) for line in block.lines)
    box = block.box or union([line.box for line in lines])
    return Part(role or Role.BODY, lines, box, vertical)


def _line(line: TypeLine, vertical: bool) -> Line:
    return Line(0, line.text, line.box, line.size, 0 if vertical else 1, vertical, ())


def _between(
    at: int, page: AltoPage, stories: list[tuple[Area, ...]], left: list[tuple[Area, ...]]
) -> list[tuple[Area, ...]]:
    """The stories with those of a page that METS does not have where the file of ALTO has them."""
    ranks: dict[Box, int] = {}
    for n, leaf in enumerate(leaf for block in page.blocks for leaf in block.leaves()):
        if leaf.box is not None:
            ranks.setdefault(leaf.box, n)

    def rank(areas: tuple[Area, ...]) -> int:
        own = [part.box for part in areas[0].parts] + areas[0].pictures
        return min((ranks[box] for box in own if box in ranks), default=len(ranks))

    told = [n for n, areas in enumerate(stories) if areas[0].page == at]
    furthest = list(accumulate((rank(stories[n]) for n in told), max))
    before: dict[int, list[tuple[Area, ...]]] = {}
    for one in sorted(left, key=rank):
        first = bisect_right(furthest, rank(one))
        before.setdefault(told[first] if first < len(told) else len(stories), []).append(one)
    found: list[tuple[Area, ...]] = []
    for n in range(len(stories) + 1):
        found += before.get(n, [])
        found += stories[n : n + 1]
    return found


def _furniture(
    at: int,
    blocks: Mapping[str, Found],
    index: Mapping[str, int],
    apart: Sequence[Pointer],
    taken: set[int],
) -> list[Part]:
    """What METS calls furniture of a page."""
    area = Area(at, Kind.ARTICLE)
    for pointer in apart:
        if index.get(pointer.file) == at and pointer.block in blocks:
            _take(blocks[pointer.block], None, area, taken)
    return [replace(part, role=Role.FURNITURE) for part in area.parts]


def _left_over(at: int, page: AltoPage, taken: set[int], furniture: list[Part]) -> Iterator[Area]:
    """Blocks that no story has: advertisements, furniture, and text that wants a home."""
    for block in page.blocks:
        leaves = [leaf for leaf in block.leaves() if id(leaf) not in taken]
        kind = next((KINDS[label] for label in sorted(block.labels) if label in KINDS), None)
        area = Area(at, kind or Kind.ARTICLE, unsure=True)
        for leaf in leaves:
            _take(leaf, None, area, taken)
        said = sum(len(bare(line.text)) for part in area.parts for line in part.lines)
        if kind in (Kind.AD, Kind.INDEX) and leaves:
            area.rings = block.rings if len(leaves) == len(list(block.leaves())) else ()
            yield area
        elif said > SHORT and all(_role(leaf.labels) is not Role.FURNITURE for leaf in leaves):
            yield area
        else:
            furniture += [replace(part, role=Role.FURNITURE) for part in area.parts]


# ----------------------------------------------------------------------------------- roles


def _settle_roles(stories: Sequence[tuple[Area, ...]], pages: Sequence[AltoPage]) -> None:
    """Gives headlines to stories of which nothing says what is one: by the size of their type."""
    sizes = [_body_size(page) for page in pages]
    for areas in stories:
        first = areas[0]
        if first.kind in (Kind.AD, Kind.INDEX):
            continue
        roles = {part.role for area in areas for part in area.parts}
        if roles <= {Role.BODY, Role.CAPTION}:
            first.parts = _headed(first.parts, sizes[first.page])
        heads = [part for part in first.parts if part.role is Role.HEADLINE]
        if not heads and first.title and first.parts:
            _entitle(first)


def _headed(parts: list[Part], body: float) -> list[Part]:
    """The parts with those of larger type at the beginning as kicker, headline and deck."""
    count = 0
    while count < len(parts) and _size(parts[count]) > LARGER * body:
        count += 1
    if not count:
        return parts
    largest = max(range(count), key=lambda n: _size(parts[n]))
    found = [
        replace(part, role=Role.KICKER if n < largest else Role.DECK)
        for n, part in enumerate(parts[:count])
    ]
    found[largest] = replace(found[largest], role=Role.HEADLINE)
    rest = parts[count:]
    if rest and len(rest[0].lines) == 1 and is_byline(rest[0].lines[0].text):
        rest = [replace(rest[0], role=Role.BYLINE), *rest[1:]]
    return [*found, *rest]


def _entitle(area: Area) -> None:
    """The headline that METS has and no block shows, unless the text begins with its words."""
    words = essence("".join(line.text for part in area.parts for line in part.lines))
    if words.startswith(essence(area.title).rstrip("….")):
        return
    box = area.parts[0].box
    flat = Box(box.x0, box.y0, box.x1, box.y0)
    line = Line(0, area.title, flat, 1.0, 0, False, ())
    area.parts.insert(0, Part(Role.HEADLINE, (line,), flat))


def _size(part: Part) -> float:
    return median(line.size for line in part.lines)


def _body_size(page: AltoPage) -> float:
    """Size of the type that most characters of a page are set in."""
    sizes = sorted(
        (line.size, len(line.text))
        for block in page.blocks
        for leaf in block.leaves()
        for line in leaf.lines
    )
    half = sum(count for _, count in sizes) / 2
    for size, count in sizes:
        half -= count
        if half <= 0:
            return size
    return 9.0


# ---------------------------------------------------------------------------------- places


def _draw(stories: Sequence[tuple[Area, ...]], pages: int) -> None:
    """Outlines for areas that have none, around their blocks and beside each other."""
    for at in range(pages):
        areas = [area for story in stories for area in story if area.page == at]
        boxes = [[part.box for part in area.parts] + area.pictures for area in areas]
        boxes = [[box for box in some if box.x0 < box.x1 and box.y0 < box.y1] for some in boxes]
        for area, rings in zip(areas, outlines(boxes), strict=True):
            area.rings = area.rings or rings


def stories_of(areas: Sequence[Area]) -> PageStory:
    """The areas of a story as one: what is read, wherever it stands."""
    parts = [part for area in areas for part in area.parts]
    captions: dict[tuple[int, int], list[Part]] = {}
    for n, area in enumerate(areas):
        for part in area.parts:
            if part.role is Role.CAPTION and area.pictures:
                near = min(range(len(area.pictures)), key=lambda k: _apart(area, k, part))
                captions.setdefault((n, near), []).append(part)
    pictures = tuple(
        (box, tuple(captions.get((n, k), ())))
        for n, area in enumerate(areas)
        for k, box in enumerate(area.pictures)
    )
    first = areas[0]
    return PageStory(first.kind, tuple(parts), first.rings, pictures, first.unsure)


def _apart(area: Area, picture: int, caption: Part) -> float:
    a, b = area.pictures[picture], caption.box
    across = max(a.x0 - b.x1, b.x0 - a.x1, 0.0)
    down = max(a.y0 - b.y1, b.y0 - a.y1, 0.0)
    return across**2 + down**2


def _area_of(at: int, story: PageStory) -> Area:
    """What segmentation found, as an area."""
    pictures = [box for box, _ in story.pictures]
    parts = list(story.parts)
    return Area(at, story.kind, parts, pictures, story.rings, unsure=story.unsure)
