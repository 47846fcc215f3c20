"""The marking of what was printed, in the scorer's form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from sheet import Sheet, Style
from stories import Block, Person


def person_truth(p: Person) -> dict[str, Any]:
    """One entry of a byline."""
    d: dict[str, Any] = {"org": p.org, "role": p.role, "name": p.name}
    if p.org_alt:
        d["org_alt"] = p.org_alt
    if p.role_alt:
        d["role_alt"] = p.role_alt
    return d


def block_truth(b: Block) -> dict[str, Any]:
    """One block of a body."""
    kind = "p" if b.kind == "caption" else b.kind
    d: dict[str, Any] = {"type": kind, "text": b.text}
    if b.optional:
        d["optional"] = True
    if b.soft:
        d["soft_breaks"] = sorted({x for x in b.soft if 0 < x < len(b.text)})
    return d


def truth(
    sheet: Sheet, style: Style, name: str, d: dt.date, source: str, printed: str
) -> dict[str, Any]:
    """The marking of what was printed, in the scorer's form."""
    rows: dict[int, list[int]] = {}
    for number, line in enumerate(sheet.lines, 1):
        if line.owner and line.text.strip():
            rows.setdefault(line.owner, []).append(number)
    articles = []
    for n, (page, s, blocks) in enumerate(sheet.stories, 1):
        alt: dict[str, list[str]] = {}
        if len(s.heads) > 1 or " " in s.headline:
            alt["headline"] = [s.headline.replace(" ", ""), "".join(s.heads), " ".join(s.heads)]
        if s.deck:
            alt["deck"] = [s.deck.lstrip("—"), s.deck.strip("（）")]
        if s.dateline_alt:
            alt["dateline"] = s.dateline_alt
        if not s.column and s.extra.get("column_alt"):
            alt["column"] = [s.extra["column_alt"]]
        a: dict[str, Any] = {
            "n": n,
            "column": s.column,
            "kicker": s.kicker,
            "headline": "" if s.headless else s.headline,
            "headline_missing": s.headless,
            "deck": re.sub("———+", "——", s.deck) if s.deck else None,
            "dateline": s.dateline,
            "event_dates": sorted({d.isoformat() for d in s.events}),
            "byline": [person_truth(p) for p in s.byline],
            "blocks": [block_truth(b) for b in blocks],
            "flags": s.flags,
            "page": page if style.pages_known else None,
            "span": [rows[n][0], rows[n][-1]]
            if n in rows and not s.jump_at and style.spans
            else None,
            "kind": s.kind,
            "optional_text": [
                x for x in (s.extra.get("to"), s.extra.get("from")) if x and s.jump_at
            ],
        }
        if s.headless:
            a["headline_acceptable"] = []
        if alt:
            a["alt"] = alt
        if s.extra.get("kicker_or_column"):
            word = s.column or s.kicker
            a["alt_readings"] = [{"column": word, "kicker": None}, {"column": None, "kicker": word}]
        elif s.column and not s.column_sure:
            a["alt_readings"] = [{"column": None, "kicker": s.column}] if not s.kicker else []
        plain = style.head == style.deck == "{}" and style.after != "centred"
        if s.deck and plain and not s.headless and s.deck[0] not in "—（":
            # Nothing but its sense tells such a deck from one more line of the headline.
            whole = {"headline": f"{s.headline} {s.deck}", "deck": None}
            a["alt_readings"] = [*a.get("alt_readings", []), whole]
        articles.append(a)
    # The bar of some bylines is a Han character: a scorer that counts letters looks for it.
    bars = [
        {"kind": "byline", "text": s.byline_text}
        for _, s, _ in sheet.stories
        if "丨" in s.byline_text
    ]
    events = [d for _, s, _ in sheet.stories for d in s.events]
    dated = any(
        x in printed
        for x in (
            f"{d.year}年{d.month}月{d.day}日　星期",
            f"{d.year}年{d.month}月{d.day}日 星期",
            d.isoformat(),
            f"{d.strftime('%B')} {d.day}, {d.year}",
            f"{d.year}.{d.month:02d}.{d.day:02d}",
        )
    )
    return {
        "source": source,
        "style": style.name,
        "edition": {
            "date_expected": d.isoformat() if dated else None,
            "latest_event_date": max(events).isoformat() if events else None,
            "newspaper": name if name.lower() in printed.lower() else None,
        },
        "furniture": sheet.furniture + bars,
        "articles": articles,
    }
