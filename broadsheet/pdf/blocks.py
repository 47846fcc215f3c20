"""The blocks of a story in reading order, each with its role."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.boxes import union
from broadsheet.layouts import Box, Role
from broadsheet.pdf import words
from broadsheet.pdf.draft import Draft
from broadsheet.pdf.flow import spread
from broadsheet.pdf.lines import Line
from broadsheet.pdf.outlines import Rings
from broadsheet.pdf.parts import Strip
from broadsheet.pdf.reading import PageStory, Part


def story_of(draft: Draft, rings: Rings) -> PageStory:
    """A story with its blocks and its outline."""
    parts: list[Part] = []
    heads: dict[Role, list[Line]] = {}
    if draft.stack is not None:
        for line, role in draft.stack.lines:
            heads.setdefault(role, []).append(line)
    for line, role in draft.loose:
        if role not in (Role.BODY, Role.JUMP):
            heads.setdefault(role, []).append(line)
    for role in (Role.COLUMN, Role.KICKER, Role.HEADLINE, Role.DECK, Role.BYLINE, Role.JUMP):
        parts += [part_of(role, [line]) for line in heads.get(role, ())]
    pictures = []
    for plate in draft.plates:
        captions = tuple(part_of(Role.CAPTION, group) for group in plate.captions)
        pictures.append((plate.picture, captions))
        parts += captions
    parts += [part_of(Role.CAPTION, [line]) for line in heads.get(Role.CAPTION, ())]
    for n, strip in enumerate(draft.strips):
        parts += _strip_parts(strip, first=n == 0, last=n == len(draft.strips) - 1)
    for table in draft.tables:
        parts += [Part(Role.BODY, (row,), row.box, row=True) for row in table.rows]
    loose = [line for line, role in draft.loose if role is Role.BODY]
    if loose:
        loose.sort(key=lambda line: (round(line.box.y0), line.box.x0))
        parts += [part_of(Role.BODY, [line]) for line in loose]
    parts += [part_of(Role.JUMP, [line]) for line, role in draft.loose if role is Role.JUMP]
    return PageStory(draft.kind, tuple(parts), rings, tuple(pictures), draft.unsure)


def part_of(role: Role, lines: Sequence[Line]) -> Part:
    """A block of some lines."""
    return Part(role, tuple(lines), union([line.box for line in lines]), lines[0].vertical)


def _strip_parts(strip: Strip, *, first: bool, last: bool) -> list[Part]:
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
        opens = first and n == 0 and words.is_byline(line.text) and _set_apart(strip, n)
        if opens or (last and line is strip.lines[-1] and words.is_bracketed_byline(line.text)):
            role = Role.BYLINE
        elif words.is_jump(line.text):
            role = Role.JUMP
        elif _is_subhead(strip, n):
            role = Role.SUBHEAD
        if role is Role.BODY:
            run.append(line)
        else:
            close()
            parts.append(part_of(role, [line]))
    close()
    return parts


def _set_apart(strip: Strip, n: int) -> bool:
    """Whether a line stands short of its column, as no first line of a text does."""
    _, after = spread(strip, strip.lines[n].box)
    return after > 1.0 or len(strip.lines) == 1


def _is_subhead(strip: Strip, n: int) -> bool:
    line = strip.lines[n]
    if words.ends(line.text) or len(words.bare(line.text)) > 24:
        return False
    if abs(line.size - strip.size) > 0.03 * strip.size:
        return True
    before, after = spread(strip, line.box)
    if before < 1.4 or after < 1.4 or before + after < 4:
        return False
    # the first line of a paragraph may end short by chance: then its sentence goes on
    if n + 1 < len(strip.lines) and spread(strip, strip.lines[n + 1].box)[0] < 1.2:
        return False
    return abs(before - after) < 1.0
