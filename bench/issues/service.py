"""What a paper owes its readers: briefs, notices, wire copy, results, tables, corrections."""

from __future__ import annotations

import datetime as dt

from genres import maybe, paragraphs, split_head, theme
from grammar import World, bank
from stories import Block, Story


def briefs(w: World, count: int) -> list[Story]:
    """Short items with headlines of their own under one column or each under it."""
    column = w.rng.choice(bank("civic")["columns_brief"])
    shared = count > 1 and maybe(w, 0.6)
    made = []
    for i in range(count):
        w.begin()
        theme(w)
        item = w.pick(bank("service")["briefs"], "brief")
        text = w.fill(item["text"])
        dated = "{d0}" in item["text"]
        s = Story(
            "brief",
            [w.fill(item["head"])],
            blocks=paragraphs([text]),
            events=[w.event] if dated else [],
        )
        if not shared or i == 0:
            s.column = column
        else:
            s.extra["column_alt"] = column
        s.column_shared = shared
        made.append(s)
    return made


def notice(w: World) -> Story:
    """An announcement with numbered items, a signature and a date."""
    w.begin()
    theme(w)
    made = w.pick(bank("service")["notices"], "notice")
    heads, join = split_head(w, w.rng.choice(made["head"]))
    blocks = paragraphs([w.fill(x) for x in made["lines"]])
    if made["sign"]:
        blocks.append(Block("p", w.fill(made["sign"]), align="right"))
        signed = w.date - dt.timedelta(days=w.rng.randint(1, 4))
        blocks.append(Block("p", f"{signed.year}年{signed.month}月{signed.day}日", align="right"))
        events = []
    else:
        events = []
    s = Story("notice", heads, join, blocks=blocks, events=events)
    if maybe(w, 0.25):
        s.column = w.pick(bank("civic")["columns_notice"])
    return s


def wire(w: World) -> Story:
    """An agency's story."""
    w.begin()
    made = w.pick(bank("service")["wires"], "wire")
    heads, join = split_head(w, w.rng.choice(made["heads"]))
    body = [w.fill(x) for x in made["paras"]]
    agency = w.rng.choice(["新华社", "新华社", "新华社", "中新社"])
    line = f"{agency}{made['city']}{w.day(w.event)}电"
    if maybe(w, 0.15):
        line = "据" + line
    s = Story(
        "wire",
        heads,
        join,
        dateline=line,
        dateline_printed=line,
        blocks=paragraphs(body),
        events=[w.event],
    )
    s.dateline_alt = [f"{agency}{made['city']}", f"{agency}{made['city']}电", agency]
    s.extra["agency"] = agency
    if maybe(w, 0.2):
        s.column = w.pick(bank("civic")["columns_wire"])
        s.column_sure = False
    return s


def plain(w: World, kind: str) -> Story:
    """Sport, weather."""
    w.begin()
    made = w.pick(bank("service")[kind], kind)
    heads, join = split_head(w, w.rng.choice(made["heads"]))
    body = [w.fill(x) for x in made["paras"]]
    dated = "{d0}" in str(made["paras"])
    s = Story(kind, heads, join, blocks=paragraphs(body), events=[w.event] if dated else [])
    if maybe(w, 0.3):
        column = {"sports": "columns_sport", "weathers": "columns_weather"}[kind]
        s.column, s.column_sure = w.pick(bank("civic")[column]), False
    return s


def table(w: World) -> Story:
    """A small table with a sentence before and after."""
    w.begin()
    made = w.pick(bank("service")["tables"], "table")
    rng, rows = w.rng, []
    for i in range(rng.randint(3, 6)):
        if made["rows"] == "price":
            a = rng.randint(12, 180) / 10
            b = a + rng.choice([-0.2, 0.1, 0.3, -0.4, 0.0])
            rows.append(
                [
                    ["大白菜", "西红柿", "鲜鸡蛋", "五花肉", "草鱼", "粳米"][i],
                    f"{a:.1f}",
                    f"{b:.1f}",
                    f"{a - b:+.1f}" if abs(a - b) > 0.05 else "持平",
                ]
            )
        elif made["rows"] == "bus":
            rows.append(
                [
                    f"{rng.randint(1, 39)}路",
                    f"{rng.randint(5, 6)}:{rng.randint(10, 59)}",
                    f"{rng.randint(18, 21)}:{rng.randint(10, 59)}",
                    f"{rng.randint(6, 20)}分钟",
                ]
            )
        else:
            rows.append(
                [
                    w.towns[i],
                    str(rng.randint(28, 110)),
                    str(rng.randint(12, 70)),
                    rng.choice(["优", "良"]),
                ]
            )
    text = "\n".join(" ".join(r) for r in [made["header"], *rows])
    blocks = [
        Block("p", w.fill(made["intro"])),
        Block("table", text),
        Block("p", w.fill(made["outro"])),
    ]
    s = Story(
        "table", [made["head"]], blocks=blocks, events=[w.event] if "{d0}" in made["intro"] else []
    )
    if maybe(w, 0.4):
        s.column = w.pick(bank("civic")["columns_notice"])
    return s


def correction(w: World) -> Story:
    """A correction box."""
    w.begin()
    made = w.pick(bank("service")["corrections"], "correction")
    blocks = paragraphs([w.fill(x) for x in made["paras"]])
    blocks.append(Block("p", w.fill(made["sign"]), align="right"))
    return Story("correction", [w.rng.choice(made["heads"])], blocks=blocks)
