"""Typesets stories into their places: what is drawn, and the truth about it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

NEVER_FIRST = "，。！？、；：”）》…—%"
NEVER_LAST = "“（《"
Rect = tuple[float, float, float, float]


@dataclass
class Ink:
    """One thing that is drawn; places are points from the top left."""

    kind: str
    """text, down, rule, box, tint, picture."""
    box: Rect
    text: str = ""
    size: float = 0.0
    face: str = "text"
    """text, bold, kai."""
    wide: float = 0.0
    """Width that the line is spread over; 0 leaves it as it is."""
    gray: float = 0.0


@dataclass
class Style:
    """How a page is set."""

    body: float
    lead: float
    gutter: float
    between: float
    rules: str
    """all, some, none."""
    column_rules: bool
    indent: bool = True


@dataclass
class Tale:
    """What a story says."""

    headline: str
    paragraphs: list[str]
    kicker: str | None = None
    deck: str | None = None
    byline: str | None = None


@dataclass
class Column:
    """A stretch of one column that text may fill."""

    x0: float
    x1: float
    top: float
    foot: float


def ems(text: str) -> float:
    """Width of a text in ems."""
    return sum(0.55 if char.isascii() else 1.0 for char in text)


def break_lines(
    paragraphs: list[str], measure: float, *, indent: bool
) -> list[tuple[str, bool, bool]]:
    """(text, first of its paragraph, last of its paragraph) for each line of `measure` ems."""
    lines: list[tuple[str, bool, bool]] = []
    for paragraph in paragraphs:
        at, first = 0, True
        while at < len(paragraph):
            room = measure - (2 if first and indent else 0)
            end, used = at, 0.0
            while end < len(paragraph) and used + ems(paragraph[end]) <= room + 1e-6:
                used += ems(paragraph[end])
                end += 1
            while at < end < len(paragraph) and (
                paragraph[end] in NEVER_FIRST
                or paragraph[end - 1] in NEVER_LAST
                or (paragraph[end - 1].isascii() and paragraph[end].isascii() and end - at > 8)
            ):
                end -= 1
            lines.append((paragraph[at:end], first, end >= len(paragraph)))
            at, first = end, False
    return lines


class Page:
    """One page: what is drawn and the truth."""

    def __init__(self, width: float, height: float, style: Style, rng: random.Random) -> None:
        self.width, self.height, self.style, self.rng = width, height, style, rng
        self.ink: list[Ink] = []
        self.articles: list[dict[str, Any]] = []
        self.furniture: list[dict[str, Any]] = []

    def line(
        self,
        x: float,
        top: float,
        text: str,
        size: float,
        face: str = "text",
        wide: float = 0.0,
        gray: float = 0.0,
    ) -> dict[str, Any]:
        """A line of text; `wide` is the width that it is spread over."""
        width = wide or ems(text) * size
        box = (x, top, x + width, top + size)
        self.ink.append(Ink("text", box, text, size, face, wide, gray))
        return {"bbox": list(box), "text": text}

    def down(
        self, x: float, top: float, text: str, size: float, face: str = "text"
    ) -> dict[str, Any]:
        """A vertical line."""
        box = (x, top, x + size, top + len(text) * size)
        self.ink.append(Ink("down", box, text, size, face))
        return {"bbox": list(box), "text": text, "vertical": True}

    # ------------------------------------------------------------------------ stories

    def story(
        self,
        frames: list[Rect],
        columns: list[int],
        tale: Tale,
        look: dict[str, Any],
        kind: str = "article",
    ) -> None:
        """A story in its frames; the first one has the headline. Text fills what is left."""
        style = self.style
        outer = [list(frame) for frame in frames]
        frames = [tuple(frame) for frame in frames]
        pad = 0.0
        if look.get("box") or look.get("tint"):
            pad = 8.0
            x0, y0, x1, y1 = frames[0]
            if look.get("tint"):
                self.ink.append(Ink("tint", frames[0], gray=0.93))
            if look.get("box"):
                self.ink.append(Ink("box", frames[0]))
            frames = [(x0 + pad, y0 + pad, x1 - pad, y1 - pad)]
        blocks: list[dict[str, Any]] = []
        photos: list[dict[str, Any]] = []
        captions: list[str] = []
        size = look.get("size", style.body)
        lead = look.get("lead", style.lead)
        slots: list[Column] = []
        for n, (x0, y0, x1, y1) in enumerate(frames[:1]):
            count = columns[n]
            wide = (x1 - x0 - (count - 1) * style.gutter) / count
            tops = [y0] * count
            feet = [y1] * count
            for other in frames[1:]:
                # an elbow: the columns over the other frame run down into it
                for c in range(count):
                    middle = x0 + c * (wide + style.gutter) + wide / 2
                    if other[0] < middle < other[2]:
                        feet[c] = other[3]
            if n == 0 and kind == "photo":
                high = (y1 - y0) * 0.72
                self.picture((x0, y0, x1, y0 + high), photos, None)
                tops = [y0 + high + 8] * count
            if n == 0:
                self.head(x0, tops[0], x1, y1, wide, count, tops, tale, look, blocks)
            if n == 0 and look.get("picture") and kind != "photo":
                self.plate(x0, x1, y1, wide, count, tops, feet, look, photos, captions, blocks)
            for c in range(count):
                left = x0 + c * (wide + style.gutter)
                if look.get("strip_left") and n == 0:
                    left += look["strip_left"]
                spans = [(tops[c], feet[c])]
                hole = look.get("hole")
                if n == 0 and hole and hole["first"] <= c < hole["last"]:
                    spans = [(tops[c], hole["top"]), (hole["foot"], feet[c])]
                for top, foot in spans:
                    slots.append(Column(left, left + wide, top, foot))
                if c and look.get("column_rules") and n == 0:
                    at = left - style.gutter / 2
                    top = max(tops[c - 1], tops[c])
                    self.ink.append(Ink("rule", (at - 0.3, top, at + 0.3, feet[c])))
        self.fill(slots, tale, size, lead, blocks, look)
        body = self._body
        self.articles.append(
            {
                "id": f"a{len(self.articles) + 1}",
                "order": 0,
                "kind": kind,
                "kicker": tale.kicker,
                "headline": tale.headline,
                "deck": tale.deck,
                "byline": tale.byline,
                "captions": captions,
                "jump": None,
                "body": body,
                "photos": photos,
                "polygon": rings(outer),
                "rects": outer,
                "blocks": blocks,
            }
        )

    def head(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        wide: float,
        count: int,
        tops: list[float],
        tale: Tale,
        look: dict[str, Any],
        blocks: list[dict[str, Any]],
    ) -> None:
        """Headline, kicker, deck and byline; says in `tops` where the columns under them begin."""
        style = self.style
        span = look.get("span", count)
        first = look.get("first", 0)
        left = x0 + first * (wide + style.gutter)
        right = left + span * wide + (span - 1) * style.gutter
        if look.get("vertical_head"):
            size = look["head"]
            size = min(size, (y1 - y0) / max(len(tale.headline), 1))
            at = x0
            blocks.append(block("headline", [self.down(at, y0, tale.headline, size, "bold")]))
            at += size + 5
            if tale.kicker:
                small = 10.5
                blocks.insert(0, block("kicker", [self.down(at, y0, tale.kicker, small)]))
                at += small + 6
            tale.deck = None
            if tale.byline:
                blocks.append(block("byline", [self.line(at + 4, y0, tale.byline, 9.5, "kai")]))
                for c in range(count):
                    tops[c] = y0
                tops[0] = y0 + 16
            look["strip_left"] = 0.0
            look["shift"] = at - x0 + 8
            return
        at = y0
        for role, text, wished, face in (
            ("kicker", tale.kicker, look["head"] * 0.48, "text"),
            ("headline", tale.headline, look["head"], "bold"),
            ("deck", tale.deck, max(style.body * 1.18, look["head"] * 0.42), "text"),
            ("byline", tale.byline, 9.5, "kai"),
        ):
            if not text:
                continue
            size = max(style.body * 1.15, wished) if role == "kicker" else wished
            limit = (right - left) / max(ems(text), 1)
            parts = [text]
            if limit < size and role == "headline" and limit < style.body * 1.9:
                half = (len(text) + 1) // 2
                parts = [text[:half], text[half:]]
                limit = (right - left) / max(ems(part) for part in parts)
            if role == "headline":
                size = min(size, limit)
            elif limit < size:
                size = max(limit, style.body * 0.98) if limit >= style.body * 0.98 else 0
            if size <= 0:
                setattr(tale, role, None)
                continue
            lines = []
            for part in parts:
                long = ems(part) * size
                x = left if look.get("align", "left") == "left" else (left + right - long) / 2
                lines.append(self.line(x, at, part, size, face))
                at += size * 1.12
            at += 4 if role != "headline" else size * 0.2
            blocks.append(block(role, lines))
        at += 5
        for c in range(first, first + span):
            tops[c] = at

    def plate(
        self,
        x0: float,
        x1: float,
        y1: float,
        wide: float,
        count: int,
        tops: list[float],
        feet: list[float],
        look: dict[str, Any],
        photos: list[dict[str, Any]],
        captions: list[str],
        blocks: list[dict[str, Any]],
    ) -> None:
        """A picture over some columns: at their head, foot, or in the middle."""
        style = self.style
        many = min(count, look["picture"])
        last = count if look.get("picture_right", True) else many
        first = last - many
        left = x0 + first * (wide + style.gutter)
        right = left + many * wide + (many - 1) * style.gutter
        top = max(tops[first:last])
        room = y1 - top
        high = min(room * 0.42, (right - left) * 0.66)
        if room < 130:
            return
        caption = self.caption
        small = 7.5
        rows = break_lines([caption], (right - left) / small, indent=False)
        foot = len(rows) * 9.5 + 4
        where = look.get("where", "top")
        if where == "top":
            at = top
        elif where == "foot":
            at = y1 - high - foot - 2
        else:
            at = top + (room - high - foot) * 0.45
        self.picture((left, at, right, at + high), photos, caption)
        lines = [
            self.line(left, at + high + 3 + n * 9.5, text, small, "kai")
            for n, (text, _, _) in enumerate(rows)
        ]
        blocks.append(block("caption", lines))
        captions.append(caption)
        below = at + high + foot + 9
        if where == "top":
            for c in range(first, last):
                tops[c] = below
        elif where == "foot":
            for c in range(first, last):
                feet[c] = at - 5
        else:
            look["hole"] = {"first": first, "last": last, "top": at - 4, "foot": below}

    def picture(self, box: Rect, photos: list[dict[str, Any]], caption: str | None) -> None:
        """A picture."""
        self.ink.append(Ink("picture", box))
        photos.append({"bbox": list(box), "caption": caption})

    caption = "图为采收现场。"

    def fill(
        self,
        slots: list[Column],
        tale: Tale,
        size: float,
        lead: float,
        blocks: list[dict[str, Any]],
        look: dict[str, Any],
    ) -> None:
        """Text into columns, as much as fits; `tale.paragraphs` becomes what was printed."""
        style = self.style
        shift = look.get("shift", 0.0)
        if shift and slots:
            # a vertical headline takes the left edge; the columns share the rest
            edges = sorted({round(s.x0, 2) for s in slots})
            right = max(s.x1 for s in slots)
            left = min(s.x0 for s in slots) + shift
            wide = (right - left - (len(edges) - 1) * style.gutter) / len(edges)
            for slot in slots:
                n = edges.index(round(slot.x0, 2))
                slot.x0 = left + n * (wide + style.gutter)
                slot.x1 = slot.x0 + wide
            for b in blocks:
                if b["role"] == "byline" and look.get("vertical_head"):
                    pass
        counts = [max(0, int((s.foot - s.top - size) // lead) + 1) for s in slots]
        measures = [int((s.x1 - s.x0) / size + 1e-6) for s in slots]
        rest = list(tale.paragraphs)
        printed: list[str] = []
        room = sum(counts)
        spare = self.rng.randint(0, 4)
        # take sentences until the columns are full; measures are equal but for rare frames
        lines: list[tuple[str, bool, bool, int]] = []

        def lay(paragraphs: list[str]) -> list[tuple[str, bool, bool, int]] | None:
            found: list[tuple[str, bool, bool, int]] = []
            slot, used = 0, 0
            for paragraph in paragraphs:
                at, first = 0, True
                while at < len(paragraph):
                    while slot < len(slots) and used >= counts[slot]:
                        slot, used = slot + 1, 0
                    if slot >= len(slots):
                        return None
                    line, _, _ = break_lines(
                        [paragraph[at:]],
                        measures[slot] - (0 if not (first and style.indent) else 2),
                        indent=False,
                    )[0]
                    at += len(line)
                    found.append((line, first, at >= len(paragraph), slot))
                    used += 1
                    first = False
            return found

        best: list[tuple[str, bool, bool, int]] = []
        for paragraph in rest:
            trial = lay([*printed, paragraph])
            if trial is not None:
                printed.append(paragraph)
                best = trial
                if len(trial) >= room - spare:
                    break
                continue
            # as many sentences of it as fit
            cut = paragraph
            while "。" in cut[:-1]:
                cut = cut[: cut[:-1].rindex("。") + 1]
                trial = lay([*printed, cut])
                if trial is not None:
                    printed.append(cut)
                    best = trial
                    break
            break
        lines = best
        self._body = printed
        for n, slot in enumerate(slots):
            own = [line for line in lines if line[3] == n]
            if not own:
                continue
            made = []
            for k, (text, first, last, _) in enumerate(own):
                inset = 2 * size if first and style.indent else 0.0
                width = slot.x1 - slot.x0 - inset
                full = not last
                made.append(
                    self.line(
                        slot.x0 + inset,
                        slot.top + k * lead,
                        text,
                        size,
                        "text",
                        width if full else 0.0,
                    )
                )
            blocks.append(block("body", made))

    _body: list[str]


def block(role: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    boxes = [line["bbox"] for line in lines]
    return {
        "id": "",
        "role": role,
        "bbox": [
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        ],
        "text": "".join(line["text"] for line in lines),
        "lines": lines,
    }


def rings(rects: list[list[float]]) -> list[list[list[float]]]:
    """Each frame as a ring; frames that touch overlap by nothing."""
    return [[[x0, y0], [x1, y0], [x1, y1], [x0, y1]] for x0, y0, x1, y1 in rects]
