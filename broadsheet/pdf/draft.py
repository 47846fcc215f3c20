"""Stories on their way: what was found of each so far, and of which kind it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from broadsheet.boxes import overlap, union
from broadsheet.layouts import Box, Kind, Role
from broadsheet.pdf import words
from broadsheet.pdf.lines import Line
from broadsheet.pdf.parts import Plate, Stack, Strip
from broadsheet.pdf.tables import Table


@dataclass(slots=True)
class Draft:
    """A story on its way."""

    stack: Stack | None
    strips: list[Strip]
    plates: list[Plate] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    loose: list[tuple[Line, Role]] = field(default_factory=list)
    box: Box | None = None
    """The frame around it, where it has one of its own."""
    room: Box | None = None
    """The frame that it stands in with others; None is the page."""
    kind: Kind = Kind.ARTICLE
    unsure: bool = False

    def boxes(self) -> list[Box]:
        """The boxes of all its parts."""
        boxes = [strip.box for strip in self.strips] + [plate.box for plate in self.plates]
        boxes += [table.box for table in self.tables]
        boxes += [line.box for line, _ in self.loose]
        return boxes + ([self.stack.box] if self.stack else [])


def kind_of(draft: Draft, body: float, marks: Sequence[Line]) -> Kind:
    """What a story is; `marks` are the section labels of its part of the page."""
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
