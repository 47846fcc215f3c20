"""A paper in traditional characters, with its own marks, datelines and bylines."""

from __future__ import annotations

import random

from paper import Page, Paper

MARKS = str.maketrans({"“": "「", "”": "」", "‘": "『", "’": "』"})


def convert(paper: Paper, pages: list[Page], rng: random.Random) -> None:
    """Turn all texts of an issue, and give bylines the form `【記者甲／某鎮報導】`."""
    from opencc import OpenCC

    turn = OpenCC("s2tw").convert

    def t(text: str) -> str:
        return turn(text).translate(MARKS)

    w = paper.w
    paper.turn = t
    w.paper, w.org = t(w.paper), t(w.org)
    paper.editor, paper.designer, paper.reader = map(
        t, (paper.editor, paper.designer, paper.reader)
    )
    reports = rng.random() < 0.7
    for page in pages:
        page.name = t(page.name)
        for s in page.stories:
            names = {p.name: t(p.name) for p in s.byline}
            text = s.byline_text
            for i, name in enumerate(names):
                text = text.replace(name, chr(0xE000 + i))
                if len(name) == 2 and paper.gap:
                    text = text.replace(name[0] + paper.gap + name[1], chr(0xE100 + i))
            text = t(text)
            for i, name in enumerate(names.values()):
                text = text.replace(chr(0xE000 + i), name)
                text = text.replace(chr(0xE100 + i), name[0] + paper.gap + name[-1])
            s.byline_text = text
            for p in s.byline:
                p.name = names[p.name]
                p.role, p.org = p.role and t(p.role), p.org and t(p.org)
                p.role_alt = [x and t(x) for x in p.role_alt]
                p.org_alt = [x and t(x) for x in p.org_alt]
            s.heads = [t(x) for x in s.heads]
            s.column, s.kicker, s.deck = (x and t(x) for x in (s.column, s.kicker, s.deck))
            s.dateline = s.dateline and t(s.dateline)
            s.dateline_printed = t(s.dateline_printed)
            s.dateline_alt = [t(x) for x in s.dateline_alt]
            s.extra = {k: t(v) if isinstance(v, str) else v for k, v in s.extra.items()}
            for b in s.blocks:
                b.text = t(b.text)
            if s.kind in {"news", "visit", "meeting", "sports"} and s.byline and reports:
                place = t(rng.choice(w.towns))
                lead = s.byline[0]
                lead.role, lead.org = "記者", None
                lead.role_alt, lead.org_alt = [None], ["本報", w.org]
                s.byline, s.place = [lead], "dateline"
                s.byline_text = f"【記者{lead.name}／{place}報導】"
                s.dateline, s.dateline_printed = f"{place}報導", ""
                s.dateline_alt = ["", place, f"記者{lead.name}／{place}報導"]
            elif s.dateline and s.kind != "wire":
                s.dateline_printed = f"【{s.dateline}】"
                s.dateline_alt = [s.dateline_printed]
