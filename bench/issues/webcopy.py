"""Issues copied from web pages: a content system's article pages, and a digital edition's."""

from __future__ import annotations

import random
from typing import Any

from layout import Setter
from paper import Page, Paper
from sheet import Style
from stories import Block, Story


class CmsSetter(Setter):
    """One article page after another: title, a line of particulars, body, the page's buttons."""

    def __init__(self, style: Style, paper: Paper, rng: random.Random) -> None:
        super().__init__(style, paper, rng)
        self.form = rng.randrange(3)
        self.neighbours = rng.random() < 0.5
        self.heads: list[str] = []

    def issue(self, pages: list[Page]) -> Any:
        """The pages know the headlines of their neighbours."""
        self.heads = [s.headline for p in pages for s in p.stories]
        if self.form == 0:
            self.sheet.furniture += [{"kind": "label", "text": x} for x in ("标题", "栏目")]
        return super().issue(pages)

    def story(self, s: Story, page: int) -> list[Block]:
        """The particulars carry the byline; the page's foot is no story."""
        rng, paper = self.rng, self.paper
        s.heads, s.join = [s.headline] if s.heads else [], []
        d = paper.date
        time = f"{d.isoformat()} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}"
        meta = {"来源": paper.w.paper, "发布时间": time}
        if s.place in {"own", "tail", "under"} and s.kind in {
            "news",
            "visit",
            "meeting",
            "feature",
        }:
            names = " ".join(p.name for p in s.byline)
            meta["作者"] = names
            for p in s.byline:
                p.role_alt = [*p.role_alt, None, "作者"]
                p.org_alt = [*p.org_alt, None, paper.w.paper]
            s.place = "none"
        if self.form == 0:
            self.meta = "　".join(f"{k}：{v}" for k, v in meta.items())
        elif self.form == 1:
            author = f" 作者：{meta['作者']}" if "作者" in meta else ""
            self.meta = f"{time} 来源：{paper.w.paper}{author} 点击数：{rng.randint(10, 4000)}"
        else:
            author = f" {meta['作者']}" if "作者" in meta else ""
            self.meta = f"{paper.w.paper}{author} {time} 字体：大 中 小"
        rest = super().story(s, page)
        seat = len(self.sheet.lines)
        while seat and not self.sheet.lines[seat - 1].text:
            seat -= 1
        del self.sheet.lines[seat:]
        if self.form != 2:
            self.sheet.folio(
                f"（责任编辑：{paper.editor}）" if self.form == 0 else f"编辑：{paper.editor}",
                "editor",
            )
        if self.neighbours:
            n = self.number
            if n > 1 and self.heads[n - 2]:
                self.sheet.folio(f"上一篇：{self.heads[n - 2]}", "navigation")
            if n < len(self.heads) and self.heads[n]:
                self.sheet.folio(f"下一篇：{self.heads[n]}", "navigation")
        if self.form == 1:
            self.sheet.folio("【打印本页】【关闭窗口】", "navigation")
        self.sheet.blank(2)
        return rest

    def heading(self, s: Story, n: int) -> None:
        """Title, particulars; kicker and deck have lines of their own."""
        put = self.sheet.put
        if s.column:
            put(f"栏目：{s.column}" if self.form == 0 else s.column, n, "column")
        if s.kicker:
            put(s.kicker, n, "kicker")
        if not s.headless:
            put(f"标题：{s.headline}" if self.form == 0 else s.headline, n, "head")
        if s.deck:
            put(s.deck, n, "deck")
        self.sheet.folio(self.meta, "particulars")
        if s.place == "under":
            put(s.byline_text, n, "under")
        self.sheet.blank()


class DigitalSetter(Setter):
    """A digital edition: the list of pages; on each its list of headlines and its stories."""

    def __init__(self, style: Style, paper: Paper, rng: random.Random) -> None:
        super().__init__(style, paper, rng)
        self.bullet = rng.choice(["· ", "■ ", "● ", "- ", ""])
        self.counts = rng.random() < 0.5

    def issue(self, pages: list[Page]) -> Any:
        """The front matter of the digital edition, then its pages."""
        d, sheet = self.paper.date, self.sheet
        week = "星期" + "一二三四五六日"[d.weekday()]
        sheet.folio(f"{self.paper.w.paper}数字报")
        sheet.folio(f"{d.year}年{d.month}月{d.day}日　{week}")
        sheet.folio("版面导航", "navigation")
        for page in pages:
            sheet.folio(f"第{page.number:02d}版：{page.name}", "navigation")
        sheet.blank(2)
        waiting: dict[int, list[tuple[int, Story, list[Block]]]] = {}
        for page in pages:
            sheet.folio(f"第{page.number:02d}版：{page.name}")
            sheet.folio("上一版 下一版", "navigation")
            sheet.folio("本版标题导航" if self.bullet else "标题导航", "navigation")
            for s in page.stories:
                if s.heads:
                    sheet.folio(self.bullet + s.headline, "navigation")
            sheet.blank()
            for s in page.stories:
                self.number += 1
                rest = self.story(s, page.number)
                if rest:
                    waiting.setdefault(s.jump_to, []).append((self.number, s, rest))
            for number, s, rest in waiting.get(page.number, []):
                self.continued(number, s, rest)
        return sheet

    def heading(self, s: Story, n: int) -> None:
        """Headline block, then the date and the count of characters."""
        super().heading(s, n)
        size = sum(len(b.text) for b in s.blocks)
        d = self.paper.date
        line = f"{d.year}年{d.month:02d}月{d.day:02d}日"
        if self.counts:
            line += f"　字数：{size}"
        self.sheet.folio(line, "particulars")
        self.sheet.blank()

    def story(self, s: Story, page: int) -> list[Block]:
        """A story and the links under it."""
        s.heads, s.join = [s.headline] if s.heads else [], []
        rest = super().story(s, page)
        self.sheet.lines.pop()
        self.sheet.folio("上一篇 下一篇 放大 缩小 全文复制", "navigation")
        self.sheet.blank(2)
        return rest
