"""From stories to the lines of a raw text: headings, bodies, jumps, marks of the tool."""

from __future__ import annotations

import random
import re
from typing import Any

from measure import CLOSING, OPENING, SENTENCE_END, cells, wrap
from paper import Page, Paper
from sheet import Line, Sheet, Style
from stories import Block, Story

HALF = str.maketrans({"，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "！": "!", "？": "?"})


class Setter:
    """Sets one issue in one style."""

    def __init__(self, style: Style, paper: Paper, rng: random.Random) -> None:
        self.style, self.paper, self.rng = style, paper, rng
        self.sheet = Sheet()
        self.column = rng.choice(style.column)
        self.number = 0

    def issue(self, pages: list[Page]) -> Any:
        """All pages."""
        waiting: dict[int, list[tuple[int, Story, list[Block]]]] = {}
        for page in pages:
            if page.number > 1:
                for text in self.style.page_end:
                    self.sheet.lines.append(Line(text, 0, "page"))
            if self.style.folio:
                for text in self.paper.folio(page, len(pages)):
                    self.sheet.folio(text)
                self.sheet.blank()
                if page.number == 1 and len(pages) > 1 and self.rng.random() < 0.2:
                    self.digest(pages)
            for s in page.stories:
                self.number += 1
                rest = self.story(s, page.number)
                if rest:
                    waiting.setdefault(s.jump_to, []).append((self.number, s, rest))
            for number, s, rest in waiting.get(page.number, []):
                self.continued(number, s, rest)
            if self.style.folio and self.rng.random() < 0.12:
                self.sheet.folio(self.paper.advertisement(), "ad")
                self.sheet.blank()
        if self.style.folio and self.rng.random() < self.style.imprint:
            for text in self.paper.imprint():
                self.sheet.folio(text, "imprint")
        return self.sheet

    def digest(self, pages: list[Page]) -> None:
        """The box on the first page that points to stories inside."""
        self.sheet.folio(
            self.paper.turn(self.rng.choice(["导读", "今日导读", "内页导读"])), "guide"
        )
        form = self.rng.choice(["▶{}　{}版", "{} ……{}版", "● {}（详见{}版）"])
        for page in self.rng.sample(pages[1:], min(len(pages) - 1, self.rng.randint(2, 3))):
            named = [s.headline for s in page.stories if s.headline]
            text = form.format(self.rng.choice(named), page.number)
            self.sheet.folio(self.paper.turn(text), "guide")
        self.sheet.blank()

    # ---- one story
    def story(self, s: Story, page: int) -> list[Block]:
        """One story; gives back what goes on another page."""
        style, n = self.style, self.number
        blocks = [Block(b.kind, b.text, b.align, b.optional) for b in s.blocks]
        rest: list[Block] = []
        if s.jump_at and style.folio:
            at, offset = s.jump_at
            if offset:
                b = blocks[at]
                rest = [Block("p", b.text[offset:], extra_jump(True)), *blocks[at + 1 :]]
                blocks = [*blocks[:at], Block("p", b.text[:offset])]
            else:
                rest, blocks = blocks[at:], blocks[:at]
        else:
            s.jump_at = None
            s.flags = [f for f in s.flags if f != "continued"]
        if style.head_after and s.column_shared:
            s.column = s.column or s.extra.get("column_alt")
        before = len(self.sheet.lines)
        if not style.head_after:
            self.heading(s, n)
        seen = self.body(s, n, blocks, bool(rest))
        if style.head_after:
            self.gap_before_heading(before)
            self.heading(s, n)
        self.sheet.blank(style.story_blank)
        self.sheet.stories.append((page, s, seen))
        return rest

    def gap_before_heading(self, before: int) -> None:
        """A blank line between the body and the headline that follows it."""
        if self.sheet.lines and self.sheet.lines[-1].text and len(self.sheet.lines) > before:
            self.sheet.blank()

    def heading(self, s: Story, n: int) -> None:
        """Column, kicker, headline, deck and a byline under it."""
        style, put = self.style, self.sheet.put
        if s.headless:
            return
        space = style.para_blank and not style.head_after

        def line(text: str, kind: str) -> None:
            put(self.marks(text), n, kind)
            if space:
                self.sheet.blank()

        if s.column:
            line(self.column.format(s.column), "column")
        if s.kicker:
            line(style.kicker.format(s.kicker), "kicker")
        if style.head.startswith("#"):
            # A mark opens one line only: the headline is printed as it is joined.
            joined = " ".join(s.heads) if s.join == [" "] else "".join(s.heads)
            s.heads, s.join = [joined], []
        for text in s.heads:
            put(style.head.format(self.marks(text)), n, "head")
        if space:
            self.sheet.blank()
        if s.deck:
            line(style.deck.format(s.deck), "deck")
        if s.place == "under":
            line(style.under.format(s.byline_text), "under")

    def marks(self, text: str) -> str:
        """Punctuation in the tool's width."""
        return text.translate(HALF) if self.style.half else text

    def continued(self, n: int, s: Story, rest: list[Block]) -> None:
        """The rest of a story on its other page."""
        mark = self.paper.jump("上接", 1)
        s.extra["from"] = mark
        seen = self.body(s, n, rest, False, opening=mark)
        for i, (page, story, before) in enumerate(self.sheet.stories):
            if story is s:
                blocks = before
                cut = rest[0].align == "jump"
                if seen and seen[0].kind == blocks[-1].kind == "p":
                    # A jump between two paragraphs does not show that it is one.
                    at = len(blocks[-1].text)
                    here = [] if cut else [at]
                    joined = Block(
                        "p",
                        blocks[-1].text + seen[0].text,
                        soft=[*blocks[-1].soft, *here, *[at + x for x in seen[0].soft]],
                    )
                    seen = [joined, *seen[1:]]
                    blocks = blocks[:-1]
                self.sheet.stories[i] = (page, story, [*blocks, *seen])
        self.sheet.blank(self.style.story_blank)

    def body(
        self, s: Story, n: int, blocks: list[Block], jumps: bool, opening: str = ""
    ) -> list[Block]:
        """The body; gives the blocks back as the layout shows them."""
        style, rng, sheet = self.style, self.rng, self.sheet
        measure = rng.randint(*style.measure) if style.measure else 0
        if s.kind in {"photo", "brief"} and measure:
            measure = max(style.measure[0], measure - rng.randint(0, 4)) if style.measure else 0
        change_at = (
            rng.randrange(1, len(blocks))
            if measure and len(blocks) > 3 and rng.random() < style.change
            else 0
        )
        prefix = ""
        dated = False
        if not opening:
            if s.dateline:
                gap = self.paper.dateline_gap
                prefix = style.dateline.format(s.dateline_printed)
                dated = True
                if s.place == "dateline":
                    prefix += s.byline_text
                    gap = gap if rng.random() < 0.7 else ""
                prefix += gap if not style.half else " "
            elif s.place == "dateline":
                prefix = s.byline_text
        last = max((i for i, b in enumerate(blocks) if b.kind in {"p", "verse"}), default=-1)
        seen: list[Block] = []
        texts = [b for b in blocks if b.kind != "caption"]
        captions = [b for b in blocks if b.kind == "caption"]
        first_line: list[tuple[int, int, int]] = []
        for i, b in enumerate(texts):
            if i == change_at and change_at and style.measure:
                measure = max(
                    style.measure[0], min(style.measure[1], measure + rng.choice([-6, -4, 5, 7]))
                )
            if b.kind == "h":
                sheet.put(style.subhead.format(self.marks(b.text)), n, "subhead")
                if style.para_blank:
                    sheet.blank()
                seen.append(b)
                continue
            if b.kind == "verse":
                for row in b.text.split("\n"):
                    sheet.put(style.verse.format(self.marks(row)), n, "verse")
                if style.para_blank:
                    sheet.blank()
                seen.append(b)
                continue
            if b.kind == "table":
                for row in b.text.split("\n"):
                    sheet.put(style.indent + style.tabs.join(row.split(" ")), n, "table")
                if style.para_blank:
                    sheet.blank()
                seen.append(b)
                continue
            text = b.text
            printed = (prefix if i == 0 else "") + text
            if opening and i == 0:
                printed = opening + printed
            printed = self.marks(printed)
            if i == last and s.place == "tail" and not jumps:
                printed += rng.choice([" ", "　"] if not style.half else [" "]) + self.marks(
                    s.byline_text
                )
            if i == last and jumps:
                printed += self.paper.jump("下转", s.jump_to)
                s.extra["to"] = self.paper.jump("下转", s.jump_to)
            if b.align == "right":
                sheet.put(style.right.format(printed), n, "right")
                if style.para_blank:
                    sheet.blank()
                seen.append(b)
                continue
            start = len(sheet.lines)
            self.paragraph(printed, n, measure)
            first_line.append((len(seen), start, measure))
            seen.append(b)
            if style.para_blank:
                sheet.blank()
        if s.place == "own" and not jumps:
            sheet.put(style.own.format(self.marks(s.byline_text)), n, "own")
            if style.para_blank:
                sheet.blank()
        for b in captions:
            if not jumps:
                sheet.put(style.indent + self.marks(b.text), n, "caption")
                if style.para_blank:
                    sheet.blank()
                seen.append(b)
            else:
                blocks.remove(b)
        del dated
        if style.measure and not style.indent and not style.para_blank:
            seen = self.unsure(seen, first_line, n)
        return seen

    def paragraph(self, text: str, n: int, measure: int) -> None:
        """One paragraph in the style's measure."""
        style, rng = self.style, self.rng
        if not measure:
            parts = self.column_broken(text) if style.column_breaks else [text]
            for i, part in enumerate(parts):
                if i:
                    self.sheet.blank()
                self.sheet.put((style.indent if i == 0 else "") + part, n)
            return
        for i, line in enumerate(wrap(text, measure, 2, rng, style.cut)):
            self.sheet.put((style.indent if i == 0 else "") + line, n)

    def column_broken(self, text: str) -> list[str]:
        """Now and then a print column ends inside a paragraph: the export has a blank line."""
        parts, rng = [text], self.rng
        while len(parts[-1]) > 70 and rng.random() < self.style.column_breaks:
            t = parts[-1]
            at = rng.randint(25, len(t) - 25)
            while at < len(t) - 10 and (
                t[at] in CLOSING
                or t[at - 1] in OPENING
                or t[at - 1] in "。！？”"
                or ((t[at - 1] + t[at]).isascii() and not t[at - 1 : at + 1].isdigit())
            ):
                at += 1
            if at >= len(t) - 10:
                break
            parts[-1:] = [t[:at], t[at:]]
        return parts

    # ---- what a reader cannot know
    def unsure(self, seen: list[Block], starts: list[tuple[int, int, int]], n: int) -> list[Block]:
        """Without indents or blank lines some paragraph edges cannot be seen: they become soft.

        An edge shows where a line ends a sentence and is shorter than the measure (annotation rules
        16 and 19). A first line is two characters shorter, having lost its indent.
        """
        lines = self.sheet.lines
        spans = []
        for k, (index, start, measure) in enumerate(starts):
            end = starts[k + 1][1] if k + 1 < len(starts) else len(lines)
            own = [ln for ln in lines[start:end] if ln.kind == "body" and ln.owner == n]
            spans.append((index, [ln.text for ln in own], measure))
        drop: list[int] = []
        for k, (index, own, measure) in enumerate(spans):
            full, offset = measure * 2, 0
            block = seen[index]
            for i, text in enumerate(own):
                offset += len(re.sub(r"\s", "", text))
                room = full - 4 if i == 0 else full
                ends = bool(SENTENCE_END.search(text))
                if i + 1 < len(own):
                    follow = own[i + 1]
                    last = i + 2 == len(own)
                    wrong = ends and (cells(text) < full - 1) and (last or cells(follow) < full - 1)
                    if wrong:
                        block.soft.append(self.offset_in(block.text, "".join(own[: i + 1])))
                elif k + 1 < len(spans) and spans[k + 1][0] == index + 1:
                    nxt = spans[k + 1][1]
                    shows = ends and (
                        cells(text) < room - 3
                        or (len(nxt) > 1 and cells(text) >= room - 3 and cells(nxt[0]) <= full - 3)
                    )
                    if not shows:
                        drop.append(index)
        out: list[Block] = []
        for i, b in enumerate(seen):
            if out and i - 1 in drop and b.kind == "p" and out[-1].kind == "p":
                prev = out[-1]
                at = len(prev.text)
                out[-1] = Block(
                    "p", prev.text + b.text, soft=[*prev.soft, at, *[at + x for x in b.soft]]
                )
            else:
                out.append(b)
        return out

    @staticmethod
    def offset_in(text: str, printed: str) -> int:
        """Where the printed beginning of a paragraph ends in its text, which has no dateline."""
        tail = re.sub(r"\s", "", printed)[-8:]
        bare = re.sub(r"\s", "", text)
        at = bare.find(tail)
        return at + len(tail) if at >= 0 else 0


def extra_jump(cut: bool) -> str:
    """The mark of a block that goes on in the middle of a sentence."""
    return "jump" if cut else ""
