"""A sheet becomes a reading: lines, furniture, boxes, parts, shares, outlines, order.

Each step is a function of values in a module of its own; this one is their table of contents.
"""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.boxes import common, extent, holds, union
from broadsheet.layouts import Box, Kind, Role
from broadsheet.pdf import words
from broadsheet.pdf.blocks import story_of
from broadsheet.pdf.draft import Draft, kind_of
from broadsheet.pdf.feet import to_feet
from broadsheet.pdf.flow import Flow, is_verse, spread
from broadsheet.pdf.frames import containers, frames_of
from broadsheet.pdf.furniture import find_furniture
from broadsheet.pdf.hang import adopt, hang, lay_table, mark_columns, place_line
from broadsheet.pdf.initials import with_initials
from broadsheet.pdf.lines import Line, lines_of
from broadsheet.pdf.outlines import Rings, outlines, ring_of
from broadsheet.pdf.parts import DISPLAY, Plate, Strip, body_size, strips_of
from broadsheet.pdf.reading import PageReading, Part
from broadsheet.pdf.shares import Allotment, Ground
from broadsheet.pdf.sheet import Sheet
from broadsheet.pdf.sides import to_sides
from broadsheet.pdf.stacks import (
    on_bar,
    plates_of,
    stacks_of,
    with_subheads,
    without_bylines,
    without_captions,
)
from broadsheet.pdf.tables import tables_of

ROW = 2.5
"""Ems by which the tops of stories of one row differ at most."""


def read_page(sheet: Sheet) -> PageReading:
    """The stories of a page. Any sheet gives some reading, and every line is in it once."""
    lines = [line for line in lines_of(sheet) if line.text.strip()]
    if not lines:
        return PageReading(sheet.width, sheet.height, trouble=sheet.trouble)
    body = body_size(lines)
    lines = with_initials(lines, body)
    frames, rules = frames_of(sheet)
    furniture, labels = find_furniture(lines, sheet, frames, body)
    apart = furniture | labels
    text = [line for line in lines if line.id not in apart]
    boxes = containers(frames, text, body)
    page = Box(0, 0, sheet.width, sheet.height)
    drafts: list[Draft] = []
    marks = [line for line in lines if line.id in labels]
    # each thing lies in one area: the smallest box that holds it, or else the page
    narrow = sorted(boxes, key=extent)

    def home(box: Box) -> Box:
        return next((area for area in narrow if area is not box and holds(area, box)), page)

    bars = [frame.box for frame in frames if frame.filled and frame.box not in boxes]
    for area in (page, *boxes):
        found = _drafts(
            [line for line in text if home(line.box) is area],
            [box for box in sheet.plates if home(box) is area],
            [rule for rule in rules if home(rule) is area],
            [box for box in boxes if box is not area and _within(box, area)],
            body,
            None if area is page else area,
            [mark for mark in marks if home(mark.box) is area],
            [bar for bar in bars if home(bar) is area],
        )
        for draft in found:
            draft.room = None if area is page else area
        drafts += found
    ordered = _in_order(drafts, body)
    rings = _rings(ordered, boxes, rules, body)
    stories = tuple(story_of(draft, outline) for draft, outline in zip(ordered, rings, strict=True))
    apart -= {line.id for draft in drafts for line, _ in draft.loose}
    rest = tuple(
        Part(Role.FURNITURE, (line,), line.box, line.vertical) for line in lines if line.id in apart
    )
    return PageReading(sheet.width, sheet.height, stories, rest, body, sheet.trouble)


def _within(inner: Box, outer: Box) -> bool:
    return holds(outer, inner) and extent(inner) < extent(outer)


# -------------------------------------------------------------------- stories of one ground


def _drafts(
    lines: Sequence[Line],
    pictures: Sequence[Box],
    rules: Sequence[Box],
    boxes: Sequence[Box],
    body: float,
    frame: Box | None,
    marks: Sequence[Line],
    bars: Sequence[Box],
) -> list[Draft]:
    """The stories of one part of the page."""
    if not lines and not pictures:
        return []
    if frame is not None:
        special = _special(lines, frame, body)
        if special is not None:
            return [special]
    tables, lines = tables_of(lines, rules, body)
    own = {id(rule) for rule in rules for table in tables if holds(table.box, rule)}
    rules = [rule for rule in rules if id(rule) not in own]
    level = [rule for rule in rules if rule.x1 - rule.x0 >= rule.y1 - rule.y0]
    walls = [*level, *pictures, *(table.box for table in tables)]
    strips, rest = strips_of(lines, body, walls)
    strips, signed = without_bylines(strips, rest, body)
    rest += signed
    strips = without_captions(strips, pictures)
    strips, taken = with_subheads(strips, rest, body)
    rest = [line for line in rest if line.id not in taken]
    plates, taken, used = plates_of(pictures, rest, strips, body)
    rest = [line for line in rest if line.id not in taken]
    strips = [strip for strip in strips if strip.id not in used]
    strips = [_renumbered(strip, n) for n, strip in enumerate(strips)]
    heads, left = stacks_of(rest, body, [strip.box.x0 for strip in strips])
    heads = [on_bar(head, bars) for head in heads]
    flow = Flow(strips)
    solid = [*plates, *(Plate(-1, table.box, (), table.box) for table in tables)]
    shares = Allotment(Ground(strips, heads, solid, rules, boxes, body), flow).choose()
    drafts = [
        Draft(head, [strips[n] for n in share]) for head, share in zip(heads, shares, strict=True)
    ]
    told = {n for share in shares for n in share}
    for n, strip in enumerate(strips):
        if n not in told:
            adopt(strip, drafts, frame)
    tags = [line for line in left if words.is_tag(line.text)]
    named = mark_columns([*marks, *tags], drafts, body)
    alone = drafts[0] if frame is not None and len(drafts) == 1 else None
    for plate in plates:
        if alone is not None:  # a frame with one headline holds one story
            alone.plates.append(plate)
        else:
            hang(plate, drafts, rules, body)
    for table in tables:
        lay_table(table, drafts, rules, body)
    left = [line for line in left if line.id not in named]
    for line in left:
        place_line(line, drafts, body)
    if frame is not None and len(drafts) == 1:
        drafts[0].box = frame
    for draft in drafts:
        draft.kind = kind_of(draft, body, marks)
    mark_columns([mark for mark in marks if mark.id not in named], drafts, body)
    return drafts


def _renumbered(strip: Strip, n: int) -> Strip:
    return Strip(n, strip.lines, strip.box, strip.size, strip.vertical)


def _special(lines: Sequence[Line], frame: Box, body: float) -> Draft | None:
    """An advertisement, or a list that leads to other pages; None for anything else."""
    texts = [
        line.text for line in sorted(lines, key=lambda line: (round(line.box.y0), line.box.x0))
    ]
    role = Role.BODY
    if words.is_index(texts):
        draft = Draft(None, [], loose=[(line, role) for line in lines], box=frame)
        draft.kind = Kind.INDEX
        return draft
    prose = sum(len(line.text) for line in lines if line.size <= DISPLAY * body)
    stops = sum(words.ends(line.text) for line in lines)
    if words.is_ad(texts) and stops <= 1 and prose < 160:
        draft = Draft(None, [], loose=[(line, role) for line in lines], box=frame)
        draft.kind = Kind.AD
        return draft
    return None


# ----------------------------------------------------------------------- order and outlines


def _in_order(drafts: Sequence[Draft], body: float) -> list[Draft]:
    """From top to bottom and left to right; the lead, if it is one, first."""
    tops = {id(draft): union(draft.boxes()) if draft.boxes() else draft.box for draft in drafts}
    rest = sorted(drafts, key=lambda d: (tops[id(d)] or Box(0, 0, 0, 0)).y0)
    ordered: list[Draft] = []
    while rest:
        first = tops[id(rest[0])] or Box(0, 0, 0, 0)
        row = [d for d in rest if (tops[id(d)] or first).y0 - first.y0 < ROW * body]
        row.sort(key=lambda d: (tops[id(d)] or first).x0)
        ordered += row
        rest = [d for d in rest if d not in row]
    return ordered


def _is_measured(draft: Draft) -> bool:
    """Whether the column at the right of a story has lines that wrap."""
    if not draft.strips or draft.stack is None:
        return False
    last = max(draft.strips, key=lambda strip: strip.box.x1)
    return (
        not last.vertical
        and not is_verse(last)
        and any(spread(last, line.box)[1] < 1.0 for line in last.lines[:-1])
        and last.box.x1 > max(box.x1 for box in draft.boxes()) - 2 * last.size
    )


def _brow(draft: Draft, others: Sequence[Box], body: float) -> list[Box]:
    """The white beside a headline that is narrower than the text under it: it is the story's."""
    if draft.stack is None or draft.stack.vertical:
        return []
    head = draft.stack.box
    under = [
        box
        for box in (*(s.box for s in draft.strips), *(p.box for p in draft.plates))
        if head.y1 - 2 < box.y0 < head.y1 + 4 * body
    ]
    if not under:
        return []
    edges = union([*under, head])
    brow = Box(edges.x0, head.y0, edges.x1, head.y1)
    return [] if any(common(brow, other) > 1 for other in others) else [brow]


def _rings(
    drafts: Sequence[Draft], boxes: Sequence[Box], rules: Sequence[Box], body: float
) -> list[Rings]:
    own = [draft.boxes() for draft in drafts]
    parts = [
        [*mine, *_brow(draft, [box for other in own if other is not mine for box in other], body)]
        for draft, mine in zip(drafts, own, strict=True)
    ]
    columns = [s.box for d in drafts for s in d.strips if len(s.lines) >= 4 and not is_verse(s)]
    heads = [d.stack.box if d.stack and not d.stack.vertical else None for d in drafts]
    rooms = [draft.room for draft in drafts]
    measured = [_is_measured(draft) for draft in drafts]
    parts = to_sides(parts, heads, rooms, boxes, rules, columns, measured, body)
    frames = [draft.box for draft in drafts]
    areas = [
        [frame] if frame is not None else own
        for frame, own in zip(frames, to_feet(parts, frames, rules, body), strict=True)
    ]
    return outlines(areas)


__all__ = ["read_page", "ring_of"]
