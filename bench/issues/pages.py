"""What an issue holds: the pages and their stories, what was lost on the way, what jumps."""

from __future__ import annotations

import datetime as dt
import random

import genres as st
import service
from grammar import World
from paper import Page, Paper
from stories import Story

PAGE_NAMES = ["要闻", "综合新闻", "民生", "副刊", "经济", "文体", "专版", "镇街", "时事", "视点"]


MENU = [
    # first page
    ["visit", "meeting", "visit|meeting", "news", "feature", "comment|photo", "news?", "brief?"],
    # inside
    ["feature", "news", "news", "brief", "photo", "talk|letter", "notice", "table?"],
    ["series", "news", "comment|sports", "weathers?", "wire", "notice?", "letter?", "correction?"],
    ["essay", "poem", "essay|comment", "poem?", "sports|news", "notice|wire", "table?"],
]


def make_issue(
    rng: random.Random, pages: int, date: dt.date | None = None, house: random.Random | None = None
) -> tuple[World, Paper, list[Page]]:
    """A paper and the pages of one of its issues; the same `house` makes the same paper."""
    if date is None:
        date = dt.date(2020, 6, 1) + dt.timedelta(days=rng.randrange(2300))
    w = World(house or rng, date)
    paper = Paper(w)
    w.rng = rng
    made: list[Page] = []
    names = ["要闻", *rng.sample(PAGE_NAMES[1:], min(pages, len(PAGE_NAMES)) - 1)]
    for number in range(1, pages + 1):
        page = Page(number, names[number - 1])
        for item in MENU[(number - 1) % len(MENU)]:
            if item.endswith("?") and rng.random() < 0.55:
                continue
            kind = rng.choice(item.rstrip("?").split("|"))
            page.stories += _make(w, kind)
        head, rest = page.stories[:1], page.stories[1:]
        rng.shuffle(rest)
        page.stories = head + rest
        _brief_runs(page)
        made.append(page)
    for page in made:
        for s in page.stories:
            paper.sign(s)
    _damage(w, made)
    if pages > 1 and rng.random() < 0.6:
        _jump(w, made)
    return w, paper, made


def _brief_runs(page: Page) -> None:
    """Briefs under one shared column stay together."""
    run = [s for s in page.stories if s.column_shared]
    if not run:
        return
    run.sort(key=lambda s: s.column is None)
    at = next(i for i, s in enumerate(page.stories) if s.column_shared)
    rest = [s for s in page.stories if not s.column_shared]
    page.stories = rest[:at] + run + rest[at:]


def _make(w: World, kind: str) -> list[Story]:
    if kind == "brief":
        return service.briefs(w, w.rng.choice([1, 2, 3, 4]))
    if kind in {"sports", "weathers"}:
        return [service.plain(w, kind)]
    table = {
        "visit": st.visit,
        "meeting": lambda x: st.visit(x, True),
        "news": st.news,
        "feature": st.feature,
        "series": lambda x: st.feature(x, True),
        "comment": st.comment,
        "essay": st.essay,
        "poem": st.poem,
        "letter": st.letter,
        "talk": st.talk,
        "photo": st.photo,
        "notice": service.notice,
        "wire": service.wire,
        "table": service.table,
        "correction": service.correction,
    }
    s = table[kind](w)
    if kind in {"feature", "news", "series"} and w.rng.random() < 0.25:
        st.add_caption(w, s)
    return [s]


def _damage(w: World, pages: list[Page]) -> None:
    """Some issues have lost a headline, or the start of a story."""
    rng = w.rng
    flat = [(p, i) for p in pages for i in range(len(p.stories))]
    if rng.random() < 0.35:
        # Only where the story before shows its end: a byline line or a dateline after it.
        able = [
            (p, i)
            for p, i in flat
            if p.stories[i].dateline
            and i > 0
            and p.stories[i].kind in {"news", "visit", "meeting", "sports"}
            and p.stories[i - 1].place in {"own", "tail"}
            and p.stories[i - 1].blocks[-1].kind == "p"
            and p.stories[i - 1].kind in {"news", "visit", "meeting"}
            and (i + 1 == len(p.stories) or not p.stories[i + 1].headless)
        ]
        if able:
            p, i = rng.choice(able)
            st.behead(w, p.stories[i])
    if rng.random() < 0.25:
        able = [
            (p, i)
            for p, i in flat
            if p.stories[i].kind == "feature" and p.stories[i].place != "dateline"
        ]
        if able:
            p, i = rng.choice(able)
            st.cut_start(w, p.stories[i])


def _jump(w: World, pages: list[Page]) -> None:
    """A story of the first page goes on at the end of a later one."""
    able = [
        s
        for s in pages[0].stories
        if s.kind in {"visit", "meeting", "feature", "news"}
        and len(s.blocks) > 3
        and not s.headless
    ]
    if not able:
        return
    s = w.rng.choice(able)
    plain = [i for i, b in enumerate(s.blocks) if b.kind == "p" and 0 < i < len(s.blocks) - 1]
    if not plain:
        return
    at = w.rng.choice(plain)
    text = s.blocks[at].text
    offset = 0
    if w.rng.random() < 0.5 and len(text) > 40:
        offset = w.rng.randint(12, len(text) - 12)
        while offset < len(text) - 8 and (
            text[offset] in "，。！？；：、”’）》…—%"
            or text[offset - 1] in "“‘（《…—"
            or (text[offset] + text[offset - 1]).isascii()
        ):
            offset += 1
        if text[offset - 1] in "。！？”":
            offset = 0
    s.jump_at = (at, offset)
    s.jump_to = w.rng.choice([p.number for p in pages[1:]])
    s.flags = [*s.flags, "continued"]
