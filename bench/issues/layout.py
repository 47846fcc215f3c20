"""From stories to the lines of a raw text: the measure, column breaks, marks of the tool."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

from paper import Page, Paper
from stories import Block, Story

CLOSING = set("，。、；：！？）》”’」』…—％%℃,.;:!?)】")
OPENING = set("“‘（《「『(【")
SENTENCE_END = re.compile(r"[。！？…!?][”’」』）)]*$")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/@+\-]*[A-Za-z0-9%℃]|[A-Za-z0-9]%?|——|……|.", re.S)
HALF = str.maketrans({"，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "！": "!", "？": "?"})


@dataclass
class Line:
    """One line of the raw text; `owner` is the story it belongs to, counted from 1 (0: none)."""

    text: str
    owner: int = 0
    kind: str = "body"


def cells(text: str) -> int:
    """Width in half characters."""
    return sum(1 if ord(c) < 0x2000 and c != "·" else 2 for c in text)


def wrap(text: str, measure: int, first: int, rng: random.Random, cut: float = 0.0) -> list[str]:
    """Break a paragraph into lines of `measure` full characters; the first is `first` shorter.

    Closing marks never open a line and opening marks never end one. Numbers are cut by a line end
    with the chance `cut`, Latin words never.
    """
    tokens: list[str] = []
    for token in WORD.findall(text):
        if token.isdigit() and len(token) > 2 and rng.random() < cut:
            at = rng.randint(1, len(token) - 1)
            tokens += [token[:at], token[at:]]
        else:
            tokens.append(token)
    hang = rng.random() < 0.5
    lines: list[str] = []
    line: list[str] = []
    room = (measure - first) * 2
    used = 0
    for token in tokens:
        width = cells(token)
        if used + width > room and line:
            if token[0] in CLOSING and token != "——" and hang and used + width <= room + 2:
                line.append(token)
                used += width
                continue
            carry: list[str] = []
            if token[0] in CLOSING and token != "——":
                while (line and not carry) or carry[0][0] in CLOSING:
                    if len(line) <= 1:
                        break
                    carry.insert(0, line.pop())
            while len(line) > 1 and line[-1][0] in OPENING:
                carry.insert(0, line.pop())
            lines.append("".join(line).strip())
            line = [*carry]
            if token == " " and not line:
                used = 0
                room = measure * 2
                continue
            used = sum(cells(t) for t in line)
            room = measure * 2
        line.append(token)
        used += width
    if line:
        lines.append("".join(line).strip())
    return [x for x in lines if x]


@dataclass
class Style:
    """How one exporting tool lays an issue out. Widths are in full characters."""

    name: str
    measure: tuple[int, int] | None = None
    """None: a paragraph is one line."""
    indent: str = ""
    para_blank: bool = True
    line_blank: bool = False
    story_blank: int = 1
    head_after: bool = False
    head: str = "{}"
    kicker: str = "{}"
    deck: str = "{}"
    under: str = "{}"
    column: tuple[str, ...] = ("{}",)
    subhead: str = "{}"
    own: str = "{}"
    dateline: str = "{}"
    verse: str = "{}"
    right: str = "{}"
    half: bool = False
    justify: float = 0.0
    digit_spaces: bool = False
    column_breaks: float = 0.0
    cut: float = 0.0
    folio: bool = True
    """False: the export has neither folio lines nor page ends."""
    page_end: tuple[str, ...] = ("",)
    imprint: float = 0.5
    change: float = 0.15
    """Chance that the measure changes inside a story."""
    after: str = ""
    """Name of a finishing step in styles.py."""
    newline: str = "\n"
    tabs: str = "  "
    """What stands between the cells of a table."""
    pages_known: bool = True
    spans: bool = True
    """Whether a story stands on consecutive lines."""
    setter: str = ""
    """Name of a setter of its own in styles.py."""
    trad: bool = False


@dataclass
class Sheet:
    """What was printed, with the truth that goes with it."""

    lines: list[Line] = field(default_factory=list)
    furniture: list[dict[str, str]] = field(default_factory=list)
    stories: list[tuple[int, Story, list[Block]]] = field(default_factory=list)
    """Page, story, the blocks as an editor can see them."""

    def put(self, text: str, owner: int = 0, kind: str = "body") -> None:
        """Add a line."""
        self.lines.append(Line(text, owner, kind))

    def blank(self, count: int = 1) -> None:
        """Add empty lines."""
        for _ in range(count):
            self.lines.append(Line("", 0, "blank"))

    def folio(self, text: str, kind: str = "folio") -> None:
        """Add a line that belongs to the edition."""
        self.lines.append(Line(text, 0, kind))
        self.furniture.append({"kind": kind, "text": re.sub(r"\s+", " ", text).strip()})


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
