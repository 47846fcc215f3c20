"""A sheet becomes a reading: lines, furniture, boxes, parts, shares, outlines, order.

Each step is a function of values in a module of its own; this one is their table of contents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from broadsheet.boxes import beside, extent, holds, overlap, union
from broadsheet.layouts import Box, Kind, Role
from broadsheet.pdf import words
from broadsheet.pdf.feet import to_feet
from broadsheet.pdf.flow import Flow, spread
from broadsheet.pdf.frames import containers, frames_of
from broadsheet.pdf.furniture import find_furniture
from broadsheet.pdf.lines import Line, lines_of
from broadsheet.pdf.outlines import Rings, outlines, ring_of
from broadsheet.pdf.parts import DISPLAY, Plate, Stack, Strip, body_size, strips_of
from broadsheet.pdf.reading import PageReading, PageStory, Part
from broadsheet.pdf.shares import Allotment, Ground
from broadsheet.pdf.sheet import Sheet
from broadsheet.pdf.stacks import plates_of, stacks_of, with_subheads, without_bylines

ROW = 2.5
"""Ems by which the tops of stories of one row differ at most."""


@dataclass(slots=True)
class _Draft:
    """A story on its way."""

    stack: Stack | None
    strips: list[Strip]
    plates: list[Plate] = field(default_factory=list)
    loose: list[tuple[Line, Role]] = field(default_factory=list)
    box: Box | None = None
    """The frame around it, where it has one of its own."""
    kind: Kind = Kind.ARTICLE
    unsure: bool = False

    def boxes(self) -> list[Box]:
        boxes = [strip.box for strip in self.strips] + [plate.box for plate in self.plates]
        boxes += [line.box for line, _ in self.loose]
        return boxes + ([self.stack.box] if self.stack else [])


def read_page(sheet: Sheet) -> PageReading:
    """The stories of a page. Any sheet gives some reading, and every line is in it once."""
    lines = [line for line in lines_of(sheet) if line.text.strip()]
    if not lines:
        return PageReading(sheet.width, sheet.height, trouble=sheet.trouble)
    body = body_size(lines)
    frames, rules = frames_of(sheet)
    furniture, labels = find_furniture(lines, sheet, frames, body)
    apart = furniture | labels
    text = [line for line in lines if line.id not in apart]
    boxes = containers(frames, text, body)
    page = Box(0, 0, sheet.width, sheet.height)
    drafts: list[_Draft] = []
    marks = [line for line in lines if line.id in labels]
    # each thing lies in one area: the smallest box that holds it, or else the page
    narrow = sorted(boxes, key=extent)

    def home(box: Box) -> Box:
        return next((area for area in narrow if area is not box and holds(area, box)), page)

    for area in (page, *boxes):
        drafts += _drafts(
            [line for line in text if home(line.box) is area],
            [box for box in sheet.plates if home(box) is area],
            [rule for rule in rules if home(rule) is area],
            [box for box in boxes if box is not area and _within(box, area)],
            body,
            None if area is page else area,
            [mark for mark in marks if home(mark.box) is area],
        )
    ordered = _in_order(drafts, body)
    rings = _rings(ordered, sheet, rules, body)
    stories = tuple(_story(draft, outline) for draft, outline in zip(ordered, rings, strict=True))
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
) -> list[_Draft]:
    """The stories of one part of the page."""
    if not lines and not pictures:
        return []
    level = [rule for rule in rules if rule.x1 - rule.x0 >= rule.y1 - rule.y0]
    if frame is not None:
        special = _special(lines, frame, body)
        if special is not None:
            return [special]
    strips, rest = strips_of(lines, body, [*level, *pictures])
    strips, signed = without_bylines(strips, rest, body)
    rest += signed
    strips, taken = with_subheads(strips, rest, body)
    rest = [line for line in rest if line.id not in taken]
    plates, taken, used = plates_of(pictures, rest, strips, body)
    rest = [line for line in rest if line.id not in taken]
    strips = [strip for strip in strips if strip.id not in used]
    strips = [_renumbered(strip, n) for n, strip in enumerate(strips)]
    heads, left = stacks_of(rest, body)
    flow = Flow(strips)
    shares = Allotment(Ground(strips, heads, plates, rules, boxes, body), flow).choose()
    drafts = [
        _Draft(head, [strips[n] for n in share]) for head, share in zip(heads, shares, strict=True)
    ]
    told = {n for share in shares for n in share}
    for n, strip in enumerate(strips):
        if n not in told:
            _adopt(strip, drafts, frame)
    for plate in plates:
        _hang(plate, drafts, rules, body)
    for line in left:
        _place_loose(line, drafts, body)
    if frame is not None and len(drafts) == 1:
        drafts[0].box = frame
    for draft in drafts:
        draft.kind = _kind(draft, body, marks)
    return drafts


def _renumbered(strip: Strip, n: int) -> Strip:
    return Strip(n, strip.lines, strip.box, strip.size, strip.vertical)


def _special(lines: Sequence[Line], frame: Box, body: float) -> _Draft | None:
    """An advertisement, or a list that leads to other pages; None for anything else."""
    texts = [
        line.text for line in sorted(lines, key=lambda line: (round(line.box.y0), line.box.x0))
    ]
    role = Role.BODY
    if words.is_index(texts):
        draft = _Draft(None, [], loose=[(line, role) for line in lines], box=frame)
        draft.kind = Kind.INDEX
        return draft
    prose = sum(len(line.text) for line in lines if line.size <= DISPLAY * body)
    stops = sum(words.ends(line.text) for line in lines)
    if words.is_ad(texts) and stops <= 1 and prose < 160:
        draft = _Draft(None, [], loose=[(line, role) for line in lines], box=frame)
        draft.kind = Kind.AD
        return draft
    return None


def _adopt(strip: Strip, drafts: list[_Draft], frame: Box | None) -> None:
    """Gives a strip that nobody took to the story that it stands nearest to."""
    best: tuple[float, _Draft] | None = None
    for draft in drafts:
        for box in draft.boxes():
            far = _distance(box, strip.box)
            if best is None or far < best[0]:
                best = (far, draft)
    if best is None or (best[0] > 8 * strip.size and frame is None):
        drafts.append(_Draft(None, [strip], unsure=True))
        return
    draft = best[1]
    draft.unsure = True
    at = next(
        (
            n
            for n, other in enumerate(draft.strips)
            if (strip.box.x1 <= other.box.x0 + 2)
            or (overlap(strip.box, other.box) > 0.3 and strip.box.y0 < other.box.y0)
        ),
        len(draft.strips),
    )
    draft.strips.insert(at, strip)


def _distance(a: Box, b: Box) -> float:
    wide = max(0.0, max(a.x0, b.x0) - min(a.x1, b.x1))
    high = max(0.0, max(a.y0, b.y0) - min(a.y1, b.y1))
    return wide + high


def _hang(plate: Plate, drafts: list[_Draft], rules: Sequence[Box], body: float) -> None:
    """Gives a picture to the story whose parts it touches most, and whose outline it fits."""
    best: tuple[float, int] | None = None
    for n, draft in enumerate(drafts):
        score = 0.0
        for box in draft.boxes():
            touch = _touch(plate.box, box, rules, 3.2 * body)
            score += touch
        if draft.stack is not None and not draft.stack.vertical:
            head = draft.stack.box
            gap = head.y0 - plate.box.y1
            close = -body < gap < 4 * body and overlap(head, plate.box) > 0.9
            if close and _touch(plate.box, head, rules, 4 * body) > 0:
                score += 0.8
        whole = union(draft.boxes()) if draft.boxes() else plate.box
        if holds(whole, plate.box):
            score += 1.5
        grown = union((whole, plate.box))
        size = (plate.box.x1 - plate.box.x0) * (plate.box.y1 - plate.box.y0)
        for other in drafts:
            if other is not draft and other.boxes():
                room = union(other.boxes())
                more = _common(grown, room) - _common(whole, room)
                score -= 0.9 * min(1.5, more / max(size, 1.0))
        if score > 0.05 and (best is None or score > best[0]):
            best = (score, n)
    if best is None:
        drafts.append(_Draft(None, [], [plate], kind=Kind.PHOTO))
    else:
        drafts[best[1]].plates.append(plate)


def _common(a: Box, b: Box) -> float:
    """Area that two boxes share."""
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return wide * high if wide > 0 and high > 0 else 0.0


def _touch(plate: Box, box: Box, rules: Sequence[Box], reach: float) -> float:
    """Share of the picture's sides that a part stands along, with no rule between."""
    across, level = overlap(plate, box), beside(plate, box)
    if across > 0.3:
        gap = max(plate.y0, box.y0) - min(plate.y1, box.y1)
        between = Box(
            max(plate.x0, box.x0),
            min(plate.y1, box.y1),
            min(plate.x1, box.x1),
            max(plate.y0, box.y0),
        )
        share = (between.x1 - between.x0) / (plate.x1 - plate.x0)
    elif level > 0.3:
        gap = max(plate.x0, box.x0) - min(plate.x1, box.x1)
        between = Box(
            min(plate.x1, box.x1),
            max(plate.y0, box.y0),
            max(plate.x0, box.x0),
            min(plate.y1, box.y1),
        )
        share = 0.5 * (between.y1 - between.y0) / (plate.y1 - plate.y0)
    else:
        return 0.0
    if gap > reach:
        return 0.0
    for rule in rules:
        if (
            rule.x0 < between.x1
            and rule.x1 > between.x0
            and rule.y0 < between.y1 + 1
            and rule.y1 > between.y0 - 1
        ):
            return 0.0
    return share * (1.0 if gap < 0.6 * reach else 0.8)


def _place_loose(line: Line, drafts: list[_Draft], body: float) -> None:
    """A line that is neither text nor headline goes to the story that it stands in or by."""
    best: tuple[float, int] | None = None
    for n, draft in enumerate(drafts):
        for box in draft.boxes():
            far = _distance(box, line.box)
            if overlap(box, line.box) < 0.3:
                far += 0.6 * body
            if best is None or far < best[0]:
                best = (far, n)
    role = Role.BODY
    if words.is_jump(line.text):
        role = Role.JUMP
    elif words.is_byline(line.text) or words.is_names(line.text):
        role = Role.BYLINE
    elif words.is_caption(line.text):
        role = Role.CAPTION
    if best is None:
        drafts.append(_Draft(None, [], loose=[(line, role)], unsure=True))
        return
    draft = drafts[best[1]]
    if role is Role.BODY and draft.stack is not None:
        head = draft.stack.box
        if line.box.y1 <= head.y0 + 2 and overlap(line.box, head) > 0.3:
            role = Role.KICKER
        elif line.box.y0 >= head.y1 - 2 and line.box.y0 - head.y1 < 3 * body:
            role = Role.DECK
    draft.loose.append((line, role))


def _kind(draft: _Draft, body: float, marks: Sequence[Line]) -> Kind:
    if draft.kind in (Kind.AD, Kind.INDEX):
        return draft.kind
    length = sum(len(line.text) for strip in draft.strips for line in strip.lines)
    texts = [line.text for line, _ in draft.loose]
    if draft.stack:
        texts += [line.text for line, _ in draft.stack.lines]
    if length == 0 and not draft.plates:
        return Kind.AD if words.is_ad(texts) or draft.stack is None else Kind.ARTICLE
    if draft.plates and length < 260:
        room = sum((p.box.x1 - p.box.x0) * (p.box.y1 - p.box.y0) for p in draft.plates)
        whole = union(draft.boxes())
        if room > 0.5 * (whole.x1 - whole.x0) * (whole.y1 - whole.y0):
            return Kind.PHOTO
    if any(words.is_briefs(mark.text) for mark in marks) and draft.stack is not None:
        near = [mark for mark in marks if words.is_briefs(mark.text)]
        under = any(overlap(mark.box, union(draft.boxes())) > 0.5 for mark in near)
        if under and draft.stack.size < 2.2 * body and length < 400:
            return Kind.BRIEF
    return Kind.ARTICLE


# ----------------------------------------------------------------------- order and outlines


def _in_order(drafts: Sequence[_Draft], body: float) -> list[_Draft]:
    """From top to bottom and left to right; the lead, if it is one, first."""
    tops = {id(draft): union(draft.boxes()) if draft.boxes() else draft.box for draft in drafts}
    rest = sorted(drafts, key=lambda d: (tops[id(d)] or Box(0, 0, 0, 0)).y0)
    ordered: list[_Draft] = []
    while rest:
        first = tops[id(rest[0])] or Box(0, 0, 0, 0)
        row = [d for d in rest if (tops[id(d)] or first).y0 - first.y0 < ROW * body]
        row.sort(key=lambda d: (tops[id(d)] or first).x0)
        ordered += row
        rest = [d for d in rest if d not in row]
    return ordered


def _rings(
    drafts: Sequence[_Draft], sheet: Sheet, rules: Sequence[Box], body: float
) -> list[Rings]:
    parts = [draft.boxes() for draft in drafts]
    frames = [draft.box for draft in drafts]
    areas = [
        [frame] if frame is not None else own
        for frame, own in zip(frames, to_feet(parts, frames, rules, body), strict=True)
    ]
    return outlines(areas)


# --------------------------------------------------------------------------------- parts


def _story(draft: _Draft, rings: Rings) -> PageStory:
    parts: list[Part] = []
    heads: dict[Role, list[Line]] = {}
    if draft.stack is not None:
        for line, role in draft.stack.lines:
            heads.setdefault(role, []).append(line)
    for line, role in draft.loose:
        if role not in (Role.BODY, Role.JUMP):
            heads.setdefault(role, []).append(line)
    for role in (Role.KICKER, Role.HEADLINE, Role.DECK, Role.BYLINE, Role.JUMP):
        parts += [_part(role, [line]) for line in heads.get(role, ())]
    pictures = []
    for plate in draft.plates:
        captions = tuple(_part(Role.CAPTION, group) for group in plate.captions)
        pictures.append((plate.picture, captions))
        parts += captions
    parts += [_part(Role.CAPTION, [line]) for line in heads.get(Role.CAPTION, ())]
    for n, strip in enumerate(draft.strips):
        parts += _strip_parts(strip, first=n == 0)
    loose = [line for line, role in draft.loose if role is Role.BODY]
    if loose:
        loose.sort(key=lambda line: (round(line.box.y0), line.box.x0))
        parts += [_part(Role.BODY, [line]) for line in loose]
    parts += [_part(Role.JUMP, [line]) for line, role in draft.loose if role is Role.JUMP]
    return PageStory(draft.kind, tuple(parts), rings, tuple(pictures), draft.unsure)


def _part(role: Role, lines: Sequence[Line]) -> Part:
    return Part(role, tuple(lines), union([line.box for line in lines]), lines[0].vertical)


def _strip_parts(strip: Strip, *, first: bool) -> list[Part]:
    """A strip as blocks: subheads, bylines and jump lines apart."""
    parts: list[Part] = []
    run: list[Line] = []

    def close() -> None:
        if run:
            box = union([line.box for line in run])
            if strip.vertical:
                box = Box(box.x0, strip.box.y0, box.x1, strip.box.y1)
            else:
                box = Box(strip.box.x0, box.y0, strip.box.x1, box.y1)
            parts.append(Part(Role.BODY, tuple(run), box, strip.vertical))
            run.clear()

    for n, line in enumerate(strip.lines):
        role = Role.BODY
        if first and n == 0 and words.is_byline(line.text):
            role = Role.BYLINE
        elif words.is_jump(line.text):
            role = Role.JUMP
        elif _is_subhead(strip, n):
            role = Role.SUBHEAD
        if role is Role.BODY:
            run.append(line)
        else:
            close()
            parts.append(_part(role, [line]))
    close()
    return parts


def _is_subhead(strip: Strip, n: int) -> bool:
    line = strip.lines[n]
    if words.ends(line.text) or len(words.bare(line.text)) > 24:
        return False
    if abs(line.size - strip.size) > 0.03 * strip.size:
        return True
    before, after = spread(strip, line.box)
    if before < 1.4 or after < 1.4 or before + after < 4:
        return False
    return abs(before - after) < 1.0


__all__ = ["read_page", "ring_of"]
