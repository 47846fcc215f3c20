"""What stands on a mixed page: stories in many dresses, briefs, verse, tables, notices, lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from typeset import Ink, Page, Rect, Tale, block, break_lines, ems, rings

TAGS = (
    "民生直通车",
    "身边的榜样",
    "记者走基层",
    "一线见闻",
    "清风茶座",
    "乡村手记",
    "文明实践",
    "今日聚焦",
)
SUBHEADS = (
    "让土地生出新的活路",
    "一本账记清楚",
    "从等客来到迎客去",
    "把家门口的事办好",
    "路通到院坝",
)
VERSE = (
    "晒谷场把云铺开",
    "风从田埂上走来",
    "母亲弯下腰去",
    "捡起一粒秋天",
    "渡口的灯还亮着",
    "等一条晚归的船",
    "石桥数着流水",
    "数到第三个弯",
    "稻草人站在月光里",
    "替我守着村庄",
    "一声布谷叫过",
    "满坡的麦子就黄了",
)


@dataclass
class Look:
    """How one story is dressed."""

    head: str = "over"
    """over, span, bar, under-picture, vertical, aside."""
    tag: str = ""
    """chip, frame, brackets, dots, plain."""
    sign: str = "under"
    """under, end, none."""
    picture: str = ""
    """head, foot, middle, right."""
    boxed: str = ""
    """line, tint, dark."""
    ragged: bool = False
    subheads: bool = False
    table: bool = False
    jump: str = ""
    """on, from."""
    kicker: bool = False
    deck: bool = False
    initial: bool = False
    """The first character is as high as two lines."""


@dataclass
class Slot:
    """A stretch of a column."""

    x0: float
    x1: float
    top: float
    foot: float


@dataclass
class Made:
    """The truth of a story on its way."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    photos: list[dict[str, Any]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)


class Setter:
    """Sets stories on one page."""

    justified = True
    """Lines are spread over their measure."""
    initial = ""
    """The large first character of the story at hand."""
    jumps = "on"
    """The way in which stories of the page jump: on, from."""

    def __init__(self, page: Page) -> None:
        self.page, self.rng, self.style = page, page.rng, page.style

    # ------------------------------------------------------------------------- stories

    def story(self, frame: Rect, count: int, tale: Tale, look: Look) -> None:
        """A story in a rectangle, in `count` columns."""
        page, style, rng = self.page, self.style, self.rng
        made = Made()
        self.rows: list[str] = []
        x0, y0, x1, y1 = frame
        gray = 0.0
        if look.boxed:
            shade = {"line": None, "tint": 0.92, "dark": 0.28}[look.boxed]
            if shade is not None:
                page.ink.append(Ink("tint", frame, gray=shade))
            else:
                page.ink.append(Ink("box", frame))
            gray = 1.0 if look.boxed == "dark" else 0.0
            x0, y0, x1, y1 = x0 + 9, y0 + 9, x1 - 9, y1 - 9
        self.gray = gray
        wide = (x1 - x0 - (count - 1) * style.gutter) / count
        tag, kicker, deck, byline = None, None, None, None
        if look.kicker:
            kicker = tale.kicker or "深化作风建设年"
        if look.deck:
            deck = tale.deck or "一件小事背后的账本"
        if look.tag:
            tag = rng.choice(TAGS)
        if look.sign == "under":
            byline = tale.byline or "本报记者 温书意"
        top = y0
        if look.head == "under-picture":
            high = min((x1 - x0) * 0.55, (y1 - y0) * 0.42)
            top = self.plate((x0, y0, x1, y0 + high), made) + 8
        tops, feet = [top] * count, [y1] * count
        left = x0
        if look.head == "vertical":
            left, kicker, deck, byline = self.upright(x0, top, y1, tale, kicker, made)
            wide = (x1 - left - (count - 1) * style.gutter) / count
            tag = None
        else:
            span, first = count, 0
            if look.head in ("span", "aside") and count >= 3:
                span = count - 1
                first = 0 if look.head == "span" else 1
            hx0 = x0 + first * (wide + style.gutter)
            hx1 = hx0 + span * wide + (span - 1) * style.gutter
            foot = self.stack(hx0, top, hx1, tag, look, tale, kicker, deck, byline, made)
            for c in range(first, first + span):
                tops[c] = foot
        texts = list(tale.paragraphs)
        if look.picture and y1 - max(tops) > 150:
            self.pictured(left, wide, count, tops, feet, look, made)
        if look.ragged:
            feet = [f - rng.randint(0, 4) * style.lead for f in feet]
        slots = [
            Slot(left + c * (wide + style.gutter), left + c * (wide + style.gutter) + wide, t, f)
            for c, (t, f) in enumerate(zip(tops, feet, strict=True))
        ]
        if look.table and count >= 2:
            self.table(slots, made)
        opening: list[tuple[str, str]] = []
        closing: list[tuple[str, str]] = []
        jump = None
        if look.jump == "from":
            jump = "（上接第1版）"
            opening = [("jump", jump)]
        elif look.jump == "on":
            jump = f"（下转第{rng.randint(2, 4)}版）"
            closing = [("jump", jump)]
        if look.sign == "end":
            byline = f"（本报记者 {rng.choice(['程望舒', '罗青禾', '白岚'])}）"
            byline = None if closing else byline
            closing = closing or [("byline", byline or "")]
        self.pour(slots, texts, opening, closing, look, made)
        self.told("article", frame, tale.headline, kicker, deck, byline, jump, tag, made)

    def told(
        self,
        kind: str,
        frame: Rect,
        headline: str | None,
        kicker: str | None,
        deck: str | None,
        byline: str | None,
        jump: str | None,
        tag: str | None,
        made: Made,
    ) -> None:
        """Writes the truth of a story."""
        self.page.articles.append(
            {
                "id": f"a{len(self.page.articles) + 1}",
                "order": 0,
                "kind": kind,
                "column": tag,
                "kicker": kicker,
                "headline": headline,
                "deck": deck,
                "byline": byline,
                "captions": made.captions,
                "jump": jump,
                "body": made.body,
                "body_roles": made.roles,
                "photos": made.photos,
                "polygon": rings([list(frame)]),
                "rects": [list(frame)],
                "blocks": made.blocks,
            }
        )

    def stack(
        self,
        x0: float,
        top: float,
        x1: float,
        tag: str | None,
        look: Look,
        tale: Tale,
        kicker: str | None,
        deck: str | None,
        byline: str | None,
        made: Made,
    ) -> float:
        """Tag, kicker, headline, deck and byline; gives where the text begins."""
        page, style, rng, gray = self.page, self.style, self.rng, self.gray
        at, wide = top, x1 - x0
        center = rng.random() < 0.4
        if tag:
            at = self.tag(x0, at, tag, look.tag, made)
        most = rng.choice([20.0, 24.0, 28.0, 34.0])
        parts = [tale.headline]
        size = min(most, wide / ems(tale.headline))
        if size < style.body * 1.8:
            half = (len(tale.headline) + 1) // 2
            parts = [tale.headline[:half], tale.headline[half:]]
            size = min(most, wide / max(ems(p) for p in parts))
        size = max(size, style.body * 1.5)
        small = max(style.body * 1.12, size * rng.choice([0.45, 0.5, 0.55]))

        def put(role: str, words: list[str], em: float, face: str, after: float) -> None:
            nonlocal at
            lines = []
            for text in words:
                long = ems(text) * em
                x = (x0 + x1 - long) / 2 if center else x0
                lines.append(page.line(x, at, text, em, face, gray=gray))
                at += em * 1.15
            at += after
            made.blocks.append(block(role, lines))

        if kicker:
            put("kicker", [kicker], min(small, wide / ems(kicker)), "text", 3)
        if look.head == "bar":
            high = len(parts) * size * 1.15 + 6
            page.ink.append(Ink("tint", (x0, at, x1, at + high), gray=0.2))
            gray, at = 1.0, at + 4
            put("headline", parts, size * 0.97, "bold", 6)
            gray = self.gray
        else:
            put("headline", parts, size, "bold", size * 0.2)
        if deck:
            put(
                "deck",
                [deck],
                max(style.body * 1.1, min(small * 0.95, wide / ems(deck))),
                "text",
                3,
            )
        if byline:
            put("byline", [byline], 9.5 if 9.5 * ems(byline) < wide else 8.0, "kai", 3)
        return at + 4

    def tag(self, x0: float, at: float, tag: str, how: str, made: Made) -> float:
        """A column's name over a headline."""
        page, em = self.page, self.style.body * 1.15
        text = {"brackets": f"【{tag}】", "dots": f"●{tag}"}.get(how, tag)
        wide, gray = ems(text) * em, self.gray
        x, y = x0, at
        if how in ("chip", "frame"):
            box = (x0, at, x0 + wide + 10, at + em + 7)
            if how == "chip":
                page.ink.append(Ink("tint", box, gray=0.25 if not self.gray else 0.6))
                gray = 1.0
            else:
                page.ink.append(Ink("box", box))
            x, y = x0 + 5, at + 3.5
        line = page.line(x, y, text, em, "bold", gray=gray)
        made.blocks.append(block("column", [line]))
        return y + em + (9 if how in ("chip", "frame") else 6)

    def upright(
        self, x0: float, top: float, foot: float, tale: Tale, kicker: str | None, made: Made
    ) -> tuple[float, str | None, None, None]:
        """A vertical headline at the left; gives where the columns begin."""
        page = self.page
        size = min(self.rng.choice([22.0, 26.0, 30.0]), (foot - top) / len(tale.headline))
        at = x0
        if kicker:
            small = max(10.0, size * 0.45)
            line = page.down(at + size + 4, top, kicker, small)
            made.blocks.append(block("kicker", [line]))
        made.blocks.append(block("headline", [page.down(at, top, tale.headline, size, "bold")]))
        at += size + (max(10.0, size * 0.45) + 4 if kicker else 0) + 10
        return at, kicker, None, None

    # ------------------------------------------------------------------------ pictures

    def plate(self, box: Rect, made: Made) -> float:
        """A picture with its caption under it; gives the foot."""
        page = self.page
        caption = self.rng.choice(
            [
                "图为晒谷场上的收获现场。本报记者 程望舒 摄",
                "村民在新修的水渠边洗菜。罗青禾 摄",
                "渡口旁的小书屋每天开门到晚上九点。",
            ]
        )
        page.picture(box, made.photos, caption)
        rows = break_lines([caption], (box[2] - box[0]) / 7.5, indent=False)
        lines = [
            page.line(box[0], box[3] + 3 + n * 9.5, text, 7.5, "kai", gray=self.gray)
            for n, (text, _, _) in enumerate(rows)
        ]
        made.blocks.append(block("caption", lines))
        made.captions.append(caption)
        return box[3] + 3 + len(rows) * 9.5

    def pictured(
        self,
        x0: float,
        wide: float,
        count: int,
        tops: list[float],
        feet: list[float],
        look: Look,
        made: Made,
    ) -> None:
        """A picture in the columns."""
        style = self.style
        many = self.rng.randint(1, max(1, count - 1)) if count > 1 else 1
        first = count - many if look.picture == "right" else self.rng.randint(0, count - many)
        left = x0 + first * (wide + style.gutter)
        right = left + many * wide + (many - 1) * style.gutter
        top, foot = max(tops[first : first + many]), min(feet[first : first + many])
        high = min((right - left) * 0.66, (foot - top) * 0.4)
        if look.picture == "foot":
            rows = 3
            low = self.plate(
                (left, foot - high - rows * 9.5 - 3, right, foot - rows * 9.5 - 3), made
            )
            assert low <= foot + 10
            for c in range(first, first + many):
                feet[c] = foot - high - rows * 9.5 - 10
        else:
            low = self.plate((left, top, right, top + high), made)
            for c in range(first, first + many):
                tops[c] = low + 8

    def table(self, slots: list[Slot], made: Made) -> None:
        """A small table at the foot of the last columns."""
        page, style = self.page, self.style
        last = slots[-1]
        rows = [
            ("乡镇", "面积", "产量"),
            ("青石滩", "120亩", "6.2万斤"),
            ("渡口", "86亩", "4.1万斤"),
            ("白岚坡", "240亩", "11万斤"),
        ]
        if last.foot - last.top < 160 or last.x1 - last.x0 < 100:
            return
        top = last.foot - len(rows) * (style.lead + 2)
        step = (last.x1 - last.x0) / 3
        lines = []
        page.ink.append(Ink("rule", (last.x0, top - 3, last.x1, top - 2.4)))
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                x, y = last.x0 + m * step, top + n * (style.lead + 2)
                lines.append(page.line(x, y, cell, style.body * 0.9, gray=self.gray))
        page.ink.append(Ink("rule", (last.x0, last.foot + 1, last.x1, last.foot + 1.6)))
        made.blocks.append(block("table", lines))
        self.rows = ["".join(row) for row in rows]
        last.foot = top - 8

    # ---------------------------------------------------------------------------- text

    def pour(
        self,
        slots: list[Slot],
        texts: list[str],
        opening: list[tuple[str, str]],
        closing: list[tuple[str, str]],
        look: Look,
        made: Made,
    ) -> None:
        """Text into slots, as much as fits."""
        style, rng = self.style, self.rng
        em, lead = style.body, style.lead
        room = [max(0, int((s.foot - s.top - em) // lead) + 1) for s in slots]

        def lay(items: list[tuple[str, str]]) -> list[tuple[int, str, str, bool, bool]] | None:
            found: list[tuple[int, str, str, bool, bool]] = []
            slot, used = 0, 0
            for kind, text in items:
                at, first = 0, True
                while at < len(text):
                    while slot < len(slots) and used >= room[slot]:
                        slot, used = slot + 1, 0
                    # a subhead is never the last line of a column
                    if kind == "sub" and slot < len(slots) and used >= room[slot] - 1:
                        slot, used = slot + 1, 0
                    if slot >= len(slots):
                        return None
                    measure = int((slots[slot].x1 - slots[slot].x0) / em + 1e-6)
                    inset = 2 if kind == "p" and first and style.indent else 0
                    if self.initial and slot == 0 and used < 2:
                        inset = 3
                    line = break_lines([text[at:]], measure - inset, indent=False)[0][0]
                    at += len(line)
                    found.append((slot, kind, line, first, at >= len(text)))
                    used += 1
                    first = False
            return found

        self.initial = ""
        if look.initial and not opening and texts and texts[0][0].isalpha():
            self.initial, texts = texts[0][0], [texts[0][1:], *texts[1:]]
        items = list(opening)
        best = lay([*items, *closing]) or []
        subs = list(SUBHEADS)
        rng.shuffle(subs)
        target = sum(room) - rng.randint(0, 3)
        for n, text in enumerate(texts):
            more: list[tuple[str, str]] = [("p", text)]
            if look.subheads and n in (2, 5) and subs:
                more = [("sub", subs.pop()), *more]
            laid = lay([*items, *more, *closing])
            if laid is not None:
                items += more
                best = laid
                if len(laid) >= target:
                    break
                continue
            cut = text
            while "。" in cut[:-1]:
                cut = cut[: cut[:-1].rindex("。") + 1]
                laid = lay([*items, ("p", cut), *closing])
                if laid is not None:
                    items.append(("p", cut))
                    best = laid
                    break
            break
        if self.initial and items:
            items[0] = (items[0][0], self.initial + items[0][1])
        made.body = [text for kind, text in items if kind in ("p", "sub")] + self.rows
        told = [kind for kind, _ in items if kind in ("p", "sub")]
        made.roles = ["subhead" if kind == "sub" else "body" for kind in told]
        made.roles += ["table"] * len(self.rows)
        self.draw(slots, best, made)

    def draw(
        self, slots: list[Slot], laid: list[tuple[int, str, str, bool, bool]], made: Made
    ) -> None:
        """Lines as ink and truth."""
        page, em, lead = self.page, self.style.body, self.style.lead
        for n, slot in enumerate(slots):
            own = [item for item in laid if item[0] == n]
            group: list[dict[str, Any]] = []
            if self.initial and n == 0:
                size = min(lead + em, 2.8 * em)
                group.append(page.line(slot.x0, slot.top, self.initial, size, gray=self.gray))
            now = "body"
            for k, (_, kind, text, first, last) in enumerate(own):
                role = {"jump": "jump", "byline": "byline"}.get(kind, "body")
                if role != now and group:
                    made.blocks.append(block(now, group))
                    group = []
                now = role
                wide = slot.x1 - slot.x0
                x, spread = slot.x0, 0.0
                if kind == "sub":
                    x = (slot.x0 + slot.x1 - ems(text) * em) / 2
                elif kind in ("jump", "byline"):
                    x = slot.x1 - ems(text) * em
                else:
                    x += 2 * em if first and self.style.indent else 0
                    if self.initial and n == 0 and k < 2:
                        x = slot.x0 + 3 * em
                    spread = 0.0 if last or not self.justified else slot.x1 - x
                assert ems(text) * em <= wide + 1
                line = page.line(
                    x,
                    slot.top + k * lead,
                    text,
                    em,
                    "bold" if kind == "sub" else "text",
                    spread,
                    self.gray,
                )
                if kind == "sub":
                    line["role"] = "subhead"
                group.append(line)
            if group:
                made.blocks.append(block(now, group))

    # ------------------------------------------------------------------ other things

    def briefs(self, frame: Rect, tales: list[Tale]) -> None:
        """A framed column of items of news in brief, each with a small headline."""
        self.initial = ""
        page, style = self.page, self.style
        self.gray = 0.0
        x0, y0, x1, y1 = frame
        boxed = self.rng.random() < 0.6
        if boxed:
            page.ink.append(Ink("box", frame))
            x0, y0, x1, y1 = x0 + 8, y0 + 8, x1 - 8, y1 - 8
        name = self.rng.choice(["简讯", "要闻速览", "短讯", "县域动态"])
        page.ink.append(Ink("tint", (x0, y0, x0 + 14 * len(name) + 10, y0 + 21), gray=0.25))
        line = page.line(x0 + 5, y0 + 3.5, name, 14.0, "bold", gray=1.0)
        page.furniture.append(block("label", [line]))
        at = y0 + 29
        for tale in tales:
            made = Made()
            top = at
            em = min(style.body * 1.35, (x1 - x0) / ems(tale.headline))
            if em < style.body * 1.25:
                half = (len(tale.headline) + 1) // 2
                parts = [tale.headline[:half], tale.headline[half:]]
                em = min(style.body * 1.4, (x1 - x0) / ems(parts[0]))
            else:
                parts = [tale.headline]
            if y1 - at < 8 * style.lead:
                break
            lines = []
            for part in parts:
                lines.append(page.line(x0, at, part, em, "bold"))
                at += em * 1.2
            made.blocks.append(block("headline", lines))
            at += 3
            text = tale.paragraphs[0][:140]
            text = text[: text.rindex("。") + 1] if "。" in text else f"{text}。"
            rows = break_lines([text], int((x1 - x0) / style.body), indent=True)
            room = int((y1 - at - style.body) // style.lead) + 1
            if len(rows) > room:
                page.ink = page.ink[: -len(parts)]
                break
            slot = Slot(x0, x1, at, y1)
            self.draw([slot], [(0, "p", row, first, last) for row, first, last in rows], made)
            made.body, made.roles = [text], ["body"]
            at += len(rows) * style.lead
            foot = at - style.lead + style.body
            self.told(
                "brief", (x0, top, x1, foot), tale.headline, None, None, None, None, None, made
            )
            at += 8

    def poem(self, frame: Rect, headline: str, author: str) -> None:
        """Verse under a headline and a name."""
        page, style = self.page, self.style
        made = Made()
        self.gray = 0.0
        x0, y0, x1, y1 = frame
        count = max(1, int((x1 - x0) // 130))
        step = (x1 - x0) / count
        em = min(24.0, (x1 - x0) / ems(headline))
        made.blocks.append(
            block(
                "headline",
                [page.line((x0 + x1 - em * ems(headline)) / 2, y0, headline, em, "bold")],
            )
        )
        name = f"□{author}"
        made.blocks.append(
            block(
                "byline",
                [page.line((x0 + x1 - 9.5 * ems(name)) / 2, y0 + em * 1.3, name, 9.5, "kai")],
            )
        )
        at = y0 + em * 1.3 + 20
        most = int((y1 - at - style.body) // style.lead) + 1
        verse = [self.rng.choice(VERSE) for _ in range(min(36, count * most))]
        high = -(-len(verse) // count)
        for c in range(count):
            own = verse[c * high : (c + 1) * high]
            if own:
                inset = (step - max(ems(text) for text in own) * style.body) / 2
                lines = [
                    page.line(x0 + c * step + inset, at + k * style.lead, text, style.body)
                    for k, text in enumerate(own)
                ]
                made.blocks.append(block("body", lines))
        made.body, made.roles = ["".join(verse)], ["body"]
        foot = min(y1, at + high * style.lead)
        self.told("article", (x0, y0, x1, foot), headline, None, None, name, None, None, made)

    def standing(self, frame: Rect, tale: Tale) -> None:
        """Vertical prose, from right to left, under a vertical headline; in a frame."""
        page, style, rng = self.page, self.style, self.rng
        made = Made()
        page.ink.append(Ink("box", frame))
        x0, y0, x1, y1 = frame[0] + 9, frame[1] + 9, frame[2] - 9, frame[3] - 9
        size = min(24.0, (y1 - y0) / len(tale.headline))
        made.blocks.append(
            block("headline", [page.down(x1 - size, y0, tale.headline, size, "bold")])
        )
        at = x1 - size - 8
        byline = rng.choice(["温书意", "罗青禾"])
        made.blocks.append(block("byline", [page.down(at - 9.5, y0 + 30, byline, 9.5, "kai")]))
        at -= 9.5 + 8
        rows = 1 if y1 - y0 < 260 else 2
        gap = 14.0
        high = (y1 - y0 - (rows - 1) * gap) / rows
        measure = int(high / style.body)
        count = int((at - x0 - style.body) // style.lead) + 1
        body: list[str] = []
        lines: list[tuple[str, bool, bool]] = []
        for said in tale.paragraphs:
            text = "".join(c for c in said if not c.isascii())
            laid = break_lines([*body, text], measure, indent=True)
            if len(laid) > count * rows:
                cut = text
                while "。" in cut[:-1]:
                    cut = cut[: cut[:-1].rindex("。") + 1]
                    laid = break_lines([*body, cut], measure, indent=True)
                    if len(laid) <= count * rows:
                        body.append(cut)
                        lines = laid
                        break
                break
            body.append(text)
            lines = laid
        for row in range(rows):
            own = lines[row * count : (row + 1) * count]
            drawn = [
                page.down(
                    at - style.body - k * style.lead,
                    y0 + row * (high + gap) + (2 * style.body if first else 0),
                    text,
                    style.body,
                )
                for k, (text, first, _) in enumerate(own)
            ]
            if drawn:
                made.blocks.append(block("body", drawn))
        made.body, made.roles = body, ["body"] * len(body)
        self.told("article", frame, tale.headline, None, None, byline, None, None, made)

    def notice(self, frame: Rect) -> None:
        """An advertisement in a frame."""
        page, rng = self.page, self.rng
        made = Made()
        dark = rng.random() < 0.3
        page.ink.append(Ink("tint", frame, gray=0.3) if dark else Ink("box", frame))
        gray = 1.0 if dark else 0.0
        x0, y0, x1, y1 = frame
        head = rng.choice(["青禾家居开业大酬宾", "秋季招聘公告", "渡口农庄诚邀品鉴", "百货周年庆"])
        em = min(36.0, (x1 - x0 - 20) / ems(head), (y1 - y0) / 4)
        lines = [page.line(x0 + 10, y0 + 12, head, em, "bold", gray=gray)]
        at = y0 + 12 + em * 1.4
        for text, wished in (
            ("全场八折 满百送礼", em * 0.55),
            ("地址：青石路18号一楼大厅", 9.0),
            ("咨询热线：0000-1234567", 11.0),
            ("活动时间：10月1日至7日", 9.0),
        ):
            size = min(wished, (x1 - x0 - 20) / ems(text))
            if at + size > y1 - 6:
                break
            lines.append(page.line(x0 + 10, at, text, size, gray=gray))
            at += size * 1.6
        made.blocks.append(block("ad", lines))
        self.told("ad", frame, None, None, None, None, None, None, made)

    def index(self, frame: Rect, heads: list[str]) -> None:
        """A list that leads to other pages."""
        page = self.page
        made = Made()
        x0, y0, x1, y1 = frame
        page.ink.append(
            Ink("tint", frame, gray=0.94) if self.rng.random() < 0.5 else Ink("box", frame)
        )
        lines = [page.line(x0 + 8, y0 + 8, self.rng.choice(["导读", "今日导读"]), 13.0, "bold")]
        at = y0 + 30
        form = self.rng.choice(["▶{}版", "（{}版）", "……{}", "详见第{}版"])
        for n, head in enumerate(heads):
            end = form.format(n + 2)
            room = int((x1 - x0 - 16) / 9.0 - ems(end))
            if at + 9 > y1 - 6:
                break
            lines.append(page.line(x0 + 8, at, f"{head[:room]}{end}", 9.0))
            at += 15
        made.blocks.append(block("index", lines))
        self.told("index", frame, None, None, None, None, None, None, made)

    def gallery(self, frame: Rect, tale: Tale) -> None:
        """A picture story: pictures with captions, a headline and a few lines."""
        self.initial = ""
        page, style = self.page, self.style
        made = Made()
        self.gray = 0.0
        x0, y0, x1, y1 = frame
        em = min(30.0, (x1 - x0) / ems(tale.headline))
        made.blocks.append(block("headline", [page.line(x0, y0, tale.headline, em, "bold")]))
        at = y0 + em * 1.3
        count = 2 if x1 - x0 > 300 else 1
        wide = (x1 - x0 - (count - 1) * style.gutter) / count
        rows = 2 if y1 - y0 > 500 else 1
        high = (y1 - at - 5 * style.lead - rows * 32) / rows
        for row in range(rows):
            for c in range(count):
                left = x0 + c * (wide + style.gutter)
                top = at + row * (high + 32)
                self.plate((left, top, left + wide, top + high), made)
        top = at + rows * (high + 32)
        text = tale.paragraphs[0]
        rows_ = break_lines([text], int((x1 - x0) / style.body), indent=True)[:4]
        slot = Slot(x0, x0 + int((x1 - x0) / style.body) * style.body, top, y1)
        self.draw(
            [slot], [(0, "p", t, f, n == len(rows_) - 1) for n, (t, f, _) in enumerate(rows_)], made
        )
        made.body, made.roles = ["".join(t for t, _, _ in rows_)], ["body"]
        self.told("photo", frame, tale.headline, None, None, None, None, None, made)
