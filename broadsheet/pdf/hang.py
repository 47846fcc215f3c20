"""What no headline took: strips, pictures and single lines go to the story they stand by."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.boxes import beside, common, extent, holds, overlap, union
from broadsheet.layouts import Box, Kind, Role
from broadsheet.pdf import words
from broadsheet.pdf.draft import Draft
from broadsheet.pdf.lines import Line
from broadsheet.pdf.parts import Plate, Strip
from broadsheet.pdf.tables import Table


def adopt(strip: Strip, drafts: list[Draft], frame: Box | None) -> None:
    """Gives a strip that nobody took to the story that it stands nearest to."""
    best: tuple[float, Draft] | None = None
    for draft in drafts:
        for box in draft.boxes():
            far = _distance(box, strip.box)
            if best is None or far < best[0]:
                best = (far, draft)
    if best is None or (best[0] > 8 * strip.size and frame is None):
        drafts.append(Draft(None, [strip], unsure=True))
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


def hang(plate: Plate, drafts: list[Draft], rules: Sequence[Box], body: float) -> None:
    """Gives a picture to the story whose parts it touches most, and whose outline it fits."""
    at = _host(plate.box, drafts, rules, body)
    if at is None:
        drafts.append(Draft(None, [], [plate], kind=Kind.PHOTO))
    else:
        drafts[at].plates.append(plate)


def lay_table(table: Table, drafts: list[Draft], rules: Sequence[Box], body: float) -> None:
    """Gives a table to a story, as if it were a picture; its own rules part it from nothing."""
    box = table.box
    others = [rule for rule in rules if not holds(box, rule)]
    at = _host(box, drafts, others, body)
    if at is None:
        drafts.append(Draft(None, [], tables=[table], unsure=True))
    else:
        drafts[at].tables.append(table)


def _host(box: Box, drafts: Sequence[Draft], rules: Sequence[Box], body: float) -> int | None:
    """The story that a picture belongs to; None where it stands for itself."""
    best: tuple[float, int] | None = None
    for n, draft in enumerate(drafts):
        score = 0.0
        for part in draft.boxes():
            score += _touch(box, part, rules, 3.2 * body)
        if draft.stack is not None and not draft.stack.vertical:
            head = draft.stack.box
            gap = head.y0 - box.y1
            close = -body < gap < 4 * body and overlap(head, box) > 0.9
            if close and _touch(box, head, rules, 4 * body) > 0:
                score += 0.8
        whole = union(draft.boxes()) if draft.boxes() else box
        if holds(whole, box):
            # what bends around a corner holds what it has on two sides only
            score += 1.5 if _surrounds(draft.boxes(), box) else 0.3
        grown = union((whole, box))
        size = extent(box)
        for other in drafts:
            if other is not draft and other.boxes():
                room = union(other.boxes())
                more = common(grown, room) - common(whole, room)
                score -= 0.9 * min(1.5, more / max(size, 1.0))
        if score > 0.05 and (best is None or score > best[0]):
            best = (score, n)
    return best[1] if best is not None else None


def _surrounds(parts: Sequence[Box], box: Box) -> bool:
    """Whether parts of a story stand on opposite sides of a picture."""
    over = any(overlap(part, box) > 0.3 and part.y1 < box.y0 + 4 for part in parts)
    under = any(overlap(part, box) > 0.3 and part.y0 > box.y1 - 4 for part in parts)
    left = any(beside(part, box) > 0.3 and part.x1 < box.x0 + 4 for part in parts)
    right = any(beside(part, box) > 0.3 and part.x0 > box.x1 - 4 for part in parts)
    return (over and under) or (left and right)


def mark_columns(marks: Sequence[Line], drafts: Sequence[Draft], body: float) -> set[int]:
    """Gives chips to the stories whose headlines they stand right over or beside: names of
    columns. Ids of those that were given; the others are labels of a section.
    """
    given: set[int] = set()
    for mark in marks:
        if words.is_briefs(mark.text):
            continue
        under: list[tuple[float, Draft]] = []
        for draft in drafts:
            if draft.stack is None or draft.kind in (Kind.AD, Kind.INDEX):
                continue
            head = draft.stack.box
            gap = head.y0 - mark.box.y1
            aside = max(head.x0 - mark.box.x1, mark.box.x0 - head.x1)
            within = union(draft.boxes())
            across = within.x0 - 2 * body < mark.box.x0 and mark.box.x1 < within.x1 + 2 * body
            if -0.3 * mark.size < gap < 3 * body and across:
                under.append((gap, draft))
            elif beside(mark.box, head) > 0.5 and aside < 3 * body:
                under.append((max(0.0, aside), draft))
        if not under:
            continue
        _, draft = min(under, key=lambda each: each[0])
        if _opens_briefs(draft, drafts, body):
            continue
        draft.loose.append((mark, Role.COLUMN))
        given.add(mark.id)
    return given


def _opens_briefs(first: Draft, drafts: Sequence[Draft], body: float) -> bool:
    """Whether a short story is the first of several of its kind, one below the other."""
    assert first.stack is not None
    own = union(first.boxes())
    if sum(len(line.text) for strip in first.strips for line in strip.lines) > 300:
        return False
    return any(
        other is not first
        and other.stack is not None
        and abs(other.stack.size - first.stack.size) < 0.1 * first.stack.size
        and overlap(union(other.boxes()), own) > 0.8
        and 0 < other.stack.box.y0 - own.y1 < 4 * body
        for other in drafts
    )


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


def place_line(line: Line, drafts: list[Draft], body: float) -> None:
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
        drafts.append(Draft(None, [], loose=[(line, role)], unsure=True))
        return
    draft = drafts[best[1]]
    if role is Role.BODY and draft.stack is not None:
        head = draft.stack.box
        if line.box.y1 <= head.y0 + 2 and overlap(line.box, head) > 0.3:
            role = Role.KICKER
        elif line.box.y0 >= head.y1 - 2 and line.box.y0 - head.y1 < 3 * body:
            role = Role.DECK
    draft.loose.append((line, role))
