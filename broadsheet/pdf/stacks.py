"""Headline stacks, by size: the largest is the headline, above it the kicker, below it the deck.

Also the lines that stand by pictures, and the small headings inside running text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from broadsheet.boxes import common, extent, holds, overlap, union
from broadsheet.layouts import Box, Role
from broadsheet.pdf import words
from broadsheet.pdf.lines import Line
from broadsheet.pdf.parts import DISPLAY, EXACT, Plate, Stack, Strip, turned

CAPTION_GAP = 2.6
"""Ems between a picture and its caption."""
STACK_GAP = 0.8
"""Of the larger size: between two lines of one stack."""


def groups_of(
    lines: Sequence[Line], *, exact: bool, gap: float = STACK_GAP, edges: Sequence[float] = ()
) -> list[list[Line]]:
    """Lines one below the other (vertical lines: beside), close together; and phrases of one
    line that white parts, unless the second begins at one of the `edges` of columns.
    """
    groups: list[list[Line]] = []
    for vertical in (False, True):
        own = [line for line in lines if line.vertical is vertical]
        boxes = {line.id: turned(line.box) if vertical else line.box for line in own}
        own.sort(key=lambda line: (boxes[line.id].y0, boxes[line.id].x0))
        mine: list[list[Line]] = []
        for line in own:
            box = boxes[line.id]
            fits = []
            for group in mine:
                last = max(group, key=lambda other: boxes[other.id].y1)
                above = union([boxes[other.id] for other in group])
                size = max(last.size, line.size)
                small = min(last.size, line.size)
                if exact and abs(last.size - line.size) > EXACT * size:
                    continue
                if not exact and _goes_on(boxes[last.id], box, last, line, edges):
                    fits.append((0.0, group))
                    continue
                step = box.y0 - boxes[last.id].y1
                reach = max(gap * size, 1.3 * small) if not exact else 0.9 * size
                if -0.5 * size < step < reach and overlap(above, box) > 0.3:
                    fits.append((step, group))
            if fits:
                min(fits, key=lambda fit: fit[0])[1].append(line)
            else:
                mine.append([line])
        groups += mine
    return groups


def _goes_on(before: Box, box: Box, last: Line, line: Line, edges: Sequence[float]) -> bool:
    """Whether a line is a further phrase of the line before: 小菜篮　大民生."""
    size = line.size
    far = box.x0 - before.x1
    level = abs(before.y0 - box.y0) < 0.25 * size and abs(last.size - size) < 0.03 * size
    if not level or not 0 < far < (1.6 if line.vertical else 2.6) * size:
        return False
    return line.vertical or all(abs(edge - box.x0) > 4 for edge in edges)


def plates_of(
    pictures: Sequence[Box], rest: Sequence[Line], strips: Sequence[Strip], body: float
) -> tuple[list[Plate], set[int], set[int]]:
    """Pictures with their captions; ids of the lines, and of the strips, that are captions."""
    pictures = _distinct(pictures)
    display = [line.box for line in rest if line.size >= DISPLAY * body]
    taken: set[int] = set()
    strips_taken: set[int] = set()
    captions: dict[int, list[tuple[Line, ...]]] = {}
    options: list[tuple[float, int, tuple[Line, ...], int | None]] = []
    small = [line for line in rest if line.size < DISPLAY * body]
    for group in groups_of(small, exact=True):
        box = union([line.box for line in group])
        text = "".join(line.text for line in group)
        told = words.is_caption(text)
        if not told and (words.is_byline(group[0].text) or words.is_tag(text)):
            continue
        if not told and group[0].size > 1.02 * body and _over_headline(box, display):
            continue  # a kicker under a picture
        for n, picture in enumerate(pictures):
            far = _by_picture(picture, box, group[0].size, told=told)
            if far is not None and not _parted(picture, box, display):
                options.append((far - 20 * told, n, tuple(group), None))
    for strip in strips:
        if len(strip.lines) > 8:
            continue
        text = "".join(line.text for line in strip.lines)
        told = words.is_caption(text) or words.is_caption(strip.lines[-1].text)
        near = any(-strip.size < strip.box.y0 - p.y1 < 1.2 * strip.size for p in pictures)
        if not told and strip.size > 0.95 * body and not (near and len(strip.lines) < 4):
            continue
        for n, picture in enumerate(pictures):
            far = _by_picture(picture, strip.box, strip.size, told=told)
            if _parted(picture, strip.box, display):
                continue
            if far is not None and (told or far < 1.2 * strip.size):
                options.append((far, n, strip.lines, strip.id))
    for _, n, told_lines, strip_id in sorted(options, key=lambda o: (o[0], o[1])):
        if any(line.id in taken for line in told_lines):
            continue
        captions.setdefault(n, []).append(told_lines)
        taken |= {line.id for line in told_lines}
        if strip_id is not None:
            strips_taken.add(strip_id)
    plates = []
    for n, picture in enumerate(pictures):
        groups = tuple(sorted(captions.get(n, ()), key=lambda g: (g[0].box.y0, g[0].box.x0)))
        box = union([picture, *(line.box for group in groups for line in group)])
        plates.append(Plate(n, picture, groups, box))
    return plates, taken, strips_taken


def _over_headline(box: Box, display: Sequence[Box]) -> bool:
    """Whether a headline stands right under a text."""
    return any(
        -2 < line.y0 - box.y1 < 0.8 * (line.y1 - line.y0) and overlap(line, box) > 0.3
        for line in display
    )


def _parted(picture: Box, box: Box, display: Sequence[Box]) -> bool:
    """Whether a headline stands between a picture and a text."""
    top, foot = min(picture.y1, box.y1), max(picture.y0, box.y0)
    return any(
        top - 2 < (line.y0 + line.y1) / 2 < foot + 2 and overlap(line, box) > 0.3
        for line in display
    )


def _distinct(pictures: Sequence[Box]) -> list[Box]:
    """Pictures, those that lie on each other once; slices of one picture are put together."""
    found: list[Box] = []
    for box in sorted(pictures, key=extent, reverse=True):
        for n, other in enumerate(found):
            if common(box, other) > 0.6 * extent(box):
                break
            high = min(box.y1, other.y1) - max(box.y0, other.y0)
            same = abs(box.x0 - other.x0) < 1 and abs(box.x1 - other.x1) < 1
            if same and -1.5 < high <= 1.5:
                found[n] = union((box, other))
                break
        else:
            found.append(box)
    return sorted(found, key=lambda b: (b.y0, b.x0))


def _by_picture(picture: Box, box: Box, size: float, *, told: bool) -> float | None:
    """Points between a picture and the caption at its foot, head or side; None where it is none."""
    slack = 1.5 * size
    within = box.x0 > picture.x0 - slack and box.x1 < picture.x1 + slack
    reach = CAPTION_GAP * size * (1.5 if told else 1.0)
    if within:
        below = box.y0 - picture.y1
        if -size < below < reach:
            return max(0.0, below)
        above = picture.y0 - box.y1
        if told and -size < above < reach:
            return max(0.0, above) + 8
    level = box.y0 > picture.y0 - slack and box.y1 < picture.y1 + slack
    if told and level:
        beside = min(abs(box.x0 - picture.x1), abs(picture.x0 - box.x1))
        if beside < reach:
            return beside + 8
    if told and box.y0 > picture.y0 and box.y1 < picture.y1 and within:
        return 4.0
    return None


def with_subheads(
    strips: list[Strip], rest: list[Line], body: float
) -> tuple[list[Strip], set[int]]:
    """Small headings between two strips of one column join them; ids of the lines taken."""
    taken: set[int] = set()
    minor = [line for line in rest if line.size < DISPLAY * body and not line.vertical]
    for group in groups_of(minor, exact=True):
        text = "".join(line.text for line in group)
        if words.ends(text) or words.is_byline(text) or len(text) > 40:
            continue
        box = union([line.box for line in group])
        size = group[0].size
        above = _touching(strips, box, size, up=True)
        below = _touching(strips, box, size, up=False)
        if above is None or below is None or above is below:
            continue
        same = (
            abs(above.box.x0 - below.box.x0) < size and abs(above.box.x1 - below.box.x1) < 2 * size
        )
        if not same or abs(above.size - below.size) > EXACT * above.size:
            continue
        # after an unfinished line a new story cannot have begun below
        joined = Strip(
            above.id,
            (*above.lines, *sorted(group, key=lambda line: line.box.y0), *below.lines),
            union((above.box, box, below.box)),
            above.size,
        )
        strips = [joined if s is above else s for s in strips if s is not below]
        taken |= {line.id for line in group}
    return strips, taken


def without_bylines(
    strips: list[Strip], rest: Sequence[Line], body: float
) -> tuple[list[Strip], list[Line]]:
    """Bylines that are as large as the text and stand right under a headline leave their strip."""
    signed: list[Line] = []
    kept: list[Strip] = []
    for strip in strips:
        first = strip.lines[0]
        size = first.size
        whole = turned(strip.box) if strip.vertical else strip.box
        boxes = [turned(line.box) if strip.vertical else line.box for line in strip.lines[:2]]
        box = boxes[0]
        alone = len(boxes) == 1
        short = alone or box.x1 - box.x0 < 0.7 * (whole.x1 - whole.x0)
        signs = words.is_byline(first.text) and (short or not strip.vertical)
        signs = signs or (
            words.is_names(first.text)
            and short
            and (alone or boxes[1].x0 > whole.x0 + 1.2 * size or box.x0 > whole.x0 + 1.5 * size)
        )
        near = [
            turned(line.box) if strip.vertical else line.box
            for line in rest
            if line.vertical is strip.vertical
        ]
        under = any(
            -0.5 * size < box.y0 - line.y1 < 1.6 * size and overlap(line, box) > 0.3
            for line in near
        )
        if not signs or not under:
            kept.append(strip)
            continue
        signed.append(first)
        if len(strip.lines) > 1:
            lines = strip.lines[1:]
            if strip.vertical:
                edge = max(line.box.x1 for line in lines)
                left = Box(strip.box.x0, strip.box.y0, edge, strip.box.y1)
            else:
                top = min(line.box.y0 for line in lines)
                left = Box(strip.box.x0, top, strip.box.x1, strip.box.y1)
            kept.append(replace(strip, lines=lines, box=left))
    return kept, signed


def _touching(strips: Sequence[Strip], box: Box, size: float, *, up: bool) -> Strip | None:
    found = None
    best = 1.6 * size
    for strip in strips:
        if strip.vertical or strip.box.x0 > box.x0 + 1 or strip.box.x1 < box.x1 - 1:
            continue
        gap = box.y0 - strip.box.y1 if up else strip.box.y0 - box.y1
        if -0.4 * size < gap < best:
            found, best = strip, gap
    return found


def stacks_of(
    rest: Sequence[Line], body: float, edges: Sequence[float] = ()
) -> tuple[list[Stack], list[Line]]:
    """Headline stacks of lines that are in no strip; and what is neither. `edges` are where
    columns begin.
    """
    stacks: list[Stack] = []
    left: list[Line] = []
    for group in groups_of(rest, exact=False, edges=edges):
        top = max(line.size for line in group)
        if top < DISPLAY * body or all(words.is_byline(line.text) for line in group):
            left += group
            continue
        stacks.append(_stack(group, body))
    return [replace(stack, id=n) for n, stack in enumerate(stacks)], left


def on_bar(head: Stack, bars: Sequence[Box]) -> Stack:
    """A headline with the bar that it is reversed out of: the bar is as wide as its story."""
    for bar in bars:
        snug = bar.y1 - bar.y0 < (head.box.y1 - head.box.y0) + 1.2 * head.size
        if not head.vertical and snug and holds(bar, head.box):
            return replace(head, box=union((head.box, bar)))
    return head


def without_captions(strips: Sequence[Strip], pictures: Sequence[Box]) -> list[Strip]:
    """Captions as large as the text under them leave it: their face is another, or they stand
    off from it.
    """
    found: list[Strip] = []
    for strip in strips:
        count = 0 if strip.vertical else _caption_lines(strip, pictures)
        if not count:
            found.append(strip)
            continue
        for lines in (strip.lines[:count], strip.lines[count:]):
            top, foot = min(line.box.y0 for line in lines), max(line.box.y1 for line in lines)
            box = Box(strip.box.x0, top, strip.box.x1, foot)
            found.append(replace(strip, lines=lines, box=box))
    return [replace(strip, id=n) for n, strip in enumerate(found)]


def _caption_lines(strip: Strip, pictures: Sequence[Box]) -> int:
    """Lines at the head of a strip that are the caption of a picture right above it."""
    first = strip.lines[0]
    under = any(
        -strip.size < first.box.y0 - picture.y1 < 1.2 * strip.size
        and overlap(picture, first.box) > 0.8
        for picture in pictures
    )
    if not under or len(strip.lines) < 2:
        return 0
    tops = [line.box.y0 for line in strip.lines]
    steps = [below - above for above, below in pairwise(tops)]
    lead = sorted(steps[1:] or steps)[(len(steps) - 1) // 2]
    face = Counter(line.font for line in strip.lines).most_common(1)[0][0]
    for n in range(1, min(4, len(strip.lines))):
        other = all(line.font != face for line in strip.lines[:n])
        if (other and strip.lines[n].font == face) or steps[n - 1] > 1.2 * lead:
            return n
    return 0


def _stack(part: list[Line], body: float) -> Stack:
    vertical = part[0].vertical
    order = (
        sorted(part, key=lambda line: (-line.box.x0, line.box.y0))
        if vertical
        else sorted(part, key=lambda line: (round(line.box.y0 / 3), line.box.x0))
    )
    top = max(line.size for line in order)
    heads = [n for n, line in enumerate(order) if line.size >= 0.9 * top]
    first, last = heads[0], heads[-1]
    roles: list[tuple[Line, Role]] = []
    for n, line in enumerate(order):
        if line.size >= 0.9 * top:
            role = Role.HEADLINE
        elif words.is_jump(line.text):
            role = Role.JUMP
        elif words.is_byline(line.text) or (
            n > last and words.is_names(line.text) and line.size < max(1.4 * body, 0.55 * top)
        ):
            role = Role.BYLINE
        elif n < first and words.is_tag(line.text):
            role = Role.COLUMN
        elif n < first:
            role = Role.KICKER
        else:
            role = Role.DECK if n > last else Role.KICKER
        roles.append((line, role))
    return Stack(0, tuple(roles), union([line.box for line in order]), top, vertical)
