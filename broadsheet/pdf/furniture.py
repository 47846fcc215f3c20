"""What belongs to the page and to no story: nameplate, folio, section labels."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.boxes import holds
from broadsheet.layouts import Box
from broadsheet.pdf import words
from broadsheet.pdf.lines import Line
from broadsheet.pdf.sheet import Frame, Sheet

HEAD = 0.16
"""Share of the height in which a rule over the whole width closes the head of a front page."""
FOLIO = 0.075
"""Share of the height at top and foot in which a folio line stands without a rule."""
LABEL = 1.9
"""Sizes of the body text up to which a chip is a label; larger type in a bar is a headline."""


def find_furniture(
    lines: Sequence[Line], sheet: Sheet, frames: Sequence[Frame], body: float
) -> tuple[set[int], set[int]]:
    """Ids of the lines of nameplate and folio, and of section labels."""
    if not lines:
        return set(), set()
    left = min(line.box.x0 for line in lines)
    right = max(line.box.x1 for line in lines)
    boxed = [frame.box for frame in frames]
    edge = _head_rule(lines, sheet, left, right)
    found = {
        line.id
        for line in lines
        if line.box.y1 <= edge + 1 and not any(holds(box, line.box) for box in boxed)
    }
    found |= _folios(lines, sheet, boxed)
    labels = {line.id for line in lines if line.id not in found and _is_label(line, frames, body)}
    return found, labels


def _head_rule(lines: Sequence[Line], sheet: Sheet, left: float, right: float) -> float:
    """Height of the rule that closes the head of the page; -1 where there is none."""
    best = -1.0
    for rule in sheet.rules:
        if rule.x1 - rule.x0 < 0.8 * (right - left) or rule.y1 - rule.y0 > rule.x1 - rule.x0:
            continue
        at = (rule.y0 + rule.y1) / 2
        above = [line for line in lines if line.box.y1 <= at + 1]
        if not above or at > HEAD * sheet.height:
            continue
        # text of stories is long; what stands over the rule is names, dates and numbers
        told = sum(words.is_folio(line.text) for line in above)
        prose = sum(len(line.text) > 12 and words.ends(line.text) for line in above)
        if (told or at < FOLIO * sheet.height) and prose <= 1:
            best = max(best, at)
    return best


def _folios(lines: Sequence[Line], sheet: Sheet, boxed: Sequence[Box]) -> set[int]:
    """Folio lines at the very top or foot, by their words; their neighbours on one base line."""
    found: set[int] = set()
    for top in (True, False):
        near = [
            line
            for line in lines
            if not line.vertical
            and (
                line.box.y1 < FOLIO * sheet.height
                if top
                else line.box.y0 > (1 - FOLIO) * sheet.height
            )
        ]
        told = [
            line
            for line in near
            if words.is_folio(line.text) and len(line.text) < 60 and not words.is_jump(line.text)
        ]
        if not told:
            continue
        for line in near:
            level = any(
                abs((line.box.y0 + line.box.y1) - (t.box.y0 + t.box.y1)) / 2 < 14 for t in told
            )
            if (
                level
                and not _in_column(line, lines)
                and not words.ends(line.text)
                and not any(holds(box, line.box) for box in boxed)
            ):
                found.add(line.id)
    # a front page without a rule: the largest type at the top is the nameplate
    heads = [line for line in lines if line.box.y1 < HEAD * sheet.height]
    told = [line for line in heads if words.is_folio(line.text)]
    names = [line for line in heads if line.text.strip().endswith(("报", "報", "News", "Times"))]
    if told and names:
        name = max(names, key=lambda line: line.size)
        if name.size >= max(line.size for line in heads) and name.size > 30:
            low = max([name.box.y1, *(t.box.y1 for t in told if t.box.y1 < name.box.y1 + 40)])
            found |= {
                line.id
                for line in heads
                if line.box.y1 <= low + 1 and not any(holds(box, line.box) for box in boxed)
            }
    return found


def _in_column(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line of the same size stands right over or under it: it is running text."""
    size = line.size
    return any(
        other is not line
        and abs(other.size - size) < 0.03 * size
        and abs(other.box.x0 - line.box.x0) < 2.6 * size
        and 0.8 * size < abs(other.box.y0 - line.box.y0) < 1.9 * size
        and len(other.text) > 4
        for other in lines
    )


def _is_label(line: Line, frames: Sequence[Frame], body: float) -> bool:
    """Whether a line is a chip: a few characters in a small filled frame, or on a bar."""
    most = 3.0 if words.is_briefs(line.text) else LABEL
    if len(words.bare(line.text)) > 8 or line.size > most * body:
        return False
    for frame in frames:
        box = frame.box
        snug = (box.x1 - box.x0) < (line.box.x1 - line.box.x0) + 4.5 * line.size and (
            box.y1 - box.y0
        ) < 3.2 * line.size
        if line.vertical:
            snug = (box.y1 - box.y0) < (line.box.y1 - line.box.y0) + 4.5 * line.size and (
                box.x1 - box.x0
            ) < 3.2 * line.size
        if snug and holds(box, line.box):
            return True
    return False
