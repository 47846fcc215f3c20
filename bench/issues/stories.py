"""Stories as values, before any layout: what an editor would mark, genre by genre."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from grammar import CN, World, bank


@dataclass
class Person:
    """One entry of a byline, with the other readings that are right too."""

    name: str
    role: str | None = None
    org: str | None = None
    role_alt: list[str | None] = field(default_factory=list)
    org_alt: list[str | None] = field(default_factory=list)


@dataclass
class Block:
    """A piece of the body: p, h, verse, table (rows split by newlines) or caption."""

    kind: str
    text: str
    align: str = ""
    optional: bool = False
    soft: list[int] = field(default_factory=list)


@dataclass
class Story:
    """One article. `heads` are the printed lines of the headline, `join` what stands between."""

    kind: str
    heads: list[str]
    join: list[str] = field(default_factory=list)
    column: str | None = None
    kicker: str | None = None
    deck: str | None = None
    dateline: str | None = None
    dateline_printed: str = ""
    dateline_alt: list[str] = field(default_factory=list)
    byline: list[Person] = field(default_factory=list)
    place: str = "none"
    """Where the byline stands: dateline, under (the headline), own (line), tail, none."""
    byline_text: str = ""
    blocks: list[Block] = field(default_factory=list)
    events: list[dt.date] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    headless: bool = False
    column_sure: bool = True
    column_shared: bool = False
    """The column stands once above several briefs."""
    jump_at: tuple[int, int] | None = None
    """Block and offset where the rest goes to another page."""
    jump_to: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def headline(self) -> str:
        """The headline as an editor writes it: lines joined."""
        text = self.heads[0] if self.heads else ""
        for gap, line in zip(self.join, self.heads[1:], strict=False):
            text += gap + line
        return text


def split_head(w: World, text: str, turn: bool = True) -> tuple[list[str], list[str]]:
    """`a|b` two phrases on two lines or on one with a space; `a~b` may turn inside the phrase."""
    text = w.fill(text)
    if "|" in text:
        a, b = text.split("|", 1)
        if w.rng.random() < 0.45:
            return [a, b], [" "]
        return [a + " " + b], []
    if "~" in text:
        a, b = text.split("~", 1)
        if turn and min(len(a), len(b)) >= 5 and w.rng.random() < 0.6:
            return [a, b], [""]
        return [a + b], []
    return [text], []


def paragraphs(texts: list[str]) -> list[Block]:
    """Plain paragraphs."""
    return [Block("p", t) for t in texts]


def maybe(w: World, chance: float) -> bool:
    """True with this chance."""
    return w.rng.random() < chance


def theme(w: World) -> dict[str, Any]:
    """A subject, with its office and its topic set in the world."""
    subject = w.pick(bank("themes"), "theme")
    w.office = subject["office"]
    w.topic = w.rng.choice(subject["topic"])
    return dict(subject)


def visit(w: World, meeting: bool = False) -> Story:
    """A leader visits, or a meeting is held."""
    w.begin()
    theme(w)
    c = bank("civic")
    kind = "meet" if meeting else "visit"
    if (meeting and maybe(w, 0.3)) or (not meeting and maybe(w, 0.2)):
        w.scope["L"], w.scope["post"] = w.leaders[1], f"{w.gov}委副书记、{w.gov}长"
        w.scope["L2"], w.scope["post2"] = w.leaders[2], f"{w.gov}委常委、常务副{w.gov}长"
    lede = w.fill(w.pick(c[f"{kind}_ledes"]))
    kicker = w.fill(w.rng.choice(c[f"{kind}_kickers"])) if maybe(w, 0.4) else None
    heads, join = split_head(w, w.pick(c[f"{kind}_heads"]))
    if kicker and w.fill("{L}") in "".join(heads):
        kicker = None
    leader = w.scope["L"]
    body = [lede]
    if meeting:
        facts = w.some(c["meet_facts"], 2, 5)
        while facts:
            n = min(len(facts), w.rng.choice([1, 1, 2]))
            body.append("".join(facts[:n]))
            facts = facts[n:]
    else:
        sites = w.some(c["visit_sites"], 2, 5)
        while sites:
            n = min(len(sites), w.rng.choice([1, 1, 2]))
            body.append("".join(sites[:n]))
            sites = sites[n:]
    points = w.some(c["visit_points"], 2, 6)
    lead = w.rng.choice(
        [
            f"{leader}指出，",
            f"{leader}强调，",
            f"{leader}要求，",
            f"就做好下一步工作，{leader}指出，",
        ]
    )
    lead += w.rng.choice(
        [
            "",
            "民生无小事，枝叶总关情。",
            f"{w.topic}事关长远，来不得半点含糊。",
            "思想上要再重视，行动上要再加力。",
        ]
    )
    if maybe(w, 0.3):
        body.append(lead + "；".join(points) + "。")
    else:
        body.append(lead + "。".join(points) + "。")
    if maybe(w, 0.75):
        body.append(w.fill(w.pick(c[f"{kind}_closes"])))
    return Story(
        "visit" if not meeting else "meeting",
        heads,
        join,
        kicker=kicker,
        blocks=paragraphs(body),
        events=[w.event],
    )


def _echoed_kicker(w: World, subject: dict[str, Any], chance: float) -> tuple[str | None, str]:
    """A kicker and the lede that repeats it, or none and a plain lede."""
    if maybe(w, chance):
        kicker, lede = w.pick(subject["kickers"])
        return kicker, w.fill(lede)
    return None, w.fill(w.pick(subject["ledes"]))


def news(w: World) -> Story:
    """A local story of three to seven paragraphs."""
    w.begin()
    subject = theme(w)
    kicker, lede = _echoed_kicker(w, subject, 0.22)
    heads, join = split_head(w, w.pick(subject["heads"]))
    parts = w.some(subject["facts"], 2, 4) + w.some(subject["nums"], 1, 2)
    quotes = w.some(subject["quotes"], 1, 3)
    w.rng.shuffle(parts)
    body = [lede]
    while parts:
        n = min(len(parts), w.rng.choice([1, 1, 2, 3]))
        text = "".join(parts[:n])
        parts = parts[n:]
        if quotes and maybe(w, 0.4):
            text += quotes.pop()
        body.append(text)
        if quotes and maybe(w, 0.4):
            body.append(quotes.pop())
    if maybe(w, 0.7):
        body.append(w.fill(w.pick(subject["closes"])))
    deck = w.fill(w.pick(subject["decks"])) if maybe(w, 0.2) else None
    if deck and "|" in deck:
        deck = deck.replace("|", " ")
    s = Story(
        "news", heads, join, kicker=kicker, deck=deck, blocks=paragraphs(body), events=[w.event]
    )
    if kicker is None and maybe(w, 0.2):
        s.column, s.column_sure = w.pick(bank("civic")["columns_news"]), False
    return s


def feature(w: World, series: bool = False) -> Story:
    """A long story with subheads, perhaps of a numbered series."""
    w.begin()
    subject = theme(w)
    heads, join = split_head(w, w.pick(subject["heads"]))
    facts, nums = w.some(subject["facts"], 6, 9), w.some(subject["nums"], 1, 3)
    quotes = w.some(subject["quotes"], 3, 5)
    subheads = w.some(subject["subheads"], 2, 4)
    blocks = [Block("p", w.fill(w.pick(subject["ledes"])))]
    if maybe(w, 0.6):
        blocks.append(Block("p", facts.pop() + (nums.pop() if maybe(w, 0.4) and nums else "")))
    per = max(1, len(facts) // len(subheads))
    for i, head in enumerate(subheads):
        blocks.append(Block("h", head))
        share = facts[i * per : (i + 1) * per] or [w.fill(w.pick(subject["facts"]))]
        text = share[0]
        for more in share[1:]:
            if maybe(w, 0.5):
                text += more
            else:
                blocks.append(Block("p", text))
                text = more
        blocks.append(Block("p", text + (nums.pop() if nums and maybe(w, 0.5) else "")))
        if quotes:
            blocks.append(Block("p", quotes.pop()))
    if quotes and maybe(w, 0.5):
        blocks.append(Block("p", quotes.pop()))
    blocks.append(Block("p", w.fill(w.pick(subject["closes"]))))
    s = Story("feature", heads, join, blocks=blocks, events=[w.event])
    if series:
        s.deck = w.fill(w.rng.choice(bank("service")["series_decks"]))
    elif maybe(w, 0.5):
        s.deck = w.fill(w.pick(subject["decks"])).replace("|", " ")
    if maybe(w, 0.35):
        s.column, s.column_sure = w.pick(bank("civic")["columns_news"]), False
    return s


def comment(w: World) -> Story:
    """An opinion piece under a standing title."""
    w.begin()
    made = w.pick(bank("prose")["comments"], "comment")
    heads, join = split_head(w, w.rng.choice(made["heads"]))
    body = ["".join(w.fill(x) for x in p) for p in made["paras"]]
    return Story(
        "comment",
        heads,
        join,
        column=w.pick(bank("civic")["columns_comment"]),
        blocks=paragraphs(body),
    )


def essay(w: World) -> Story:
    """A piece of the literary page."""
    w.begin()
    made = w.pick(bank("prose")["essays"], "essay")
    heads, join = split_head(w, w.rng.choice(made["heads"]))
    body = ["".join(w.fill(x) for x in p) for p in made["paras"]]
    column = w.pick(bank("civic")["columns_essay"]) if maybe(w, 0.5) else None
    return Story("essay", heads, join, column=column, column_sure=False, blocks=paragraphs(body))


def poem(w: World) -> Story:
    """Verse, whose lines stay."""
    w.begin()
    made = w.pick(bank("prose")["verses"], "verse")
    blocks = [Block("verse", "\n".join(w.fill(x) for x in stanza)) for stanza in made["stanzas"]]
    column = w.pick(bank("civic")["columns_poem"]) if maybe(w, 0.5) else None
    return Story("poem", [w.fill(made["head"])], column=column, column_sure=False, blocks=blocks)


def letter(w: World) -> Story:
    """A reader's letter."""
    w.begin()
    made = w.pick(bank("prose")["letters"], "letter")
    body = ["".join(w.fill(x) for x in p) for p in made["paras"]]
    events = [w.event] if "{d0}" in str(made) else []
    return Story(
        "letter",
        [made["head"]],
        column=w.pick(bank("civic")["columns_letter"]),
        blocks=paragraphs(body),
        events=events,
    )


def talk(w: World) -> Story:
    """Questions and answers."""
    w.begin()
    made = w.pick(bank("prose")["talks"], "talk")
    w.office = made["office"]
    heads, join = split_head(w, w.rng.choice(made["head"]))
    who = w.fill("{p1}")
    ask, answer = w.rng.choice([("记者：", f"{who}："), ("问：", "答："), ("记者：", "答：")])
    body = [
        f"{w.day(w.event)}，记者就群众关心的问题，专访了{w.gov}{made['office']}主要负责人{who}。"
    ]
    for question, reply in made["pairs"]:
        body += [ask + w.fill(question), answer + w.fill(reply)]
    return Story(
        "talk",
        heads,
        join,
        column=w.pick(bank("civic")["columns_talk"]),
        column_sure=False,
        blocks=paragraphs(body),
        events=[w.event],
    )


def photo(w: World) -> Story:
    """A picture with its text."""
    w.begin()
    made = w.pick(bank("prose")["photos"], "photo")
    heads, join = split_head(w, made["head"], turn=False)
    return Story(
        "photo",
        heads,
        join,
        column=w.pick(bank("civic")["columns_photo"]),
        blocks=paragraphs([w.fill(made["text"])]),
        events=[w.event],
    )


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


def behead(w: World, s: Story) -> Story:
    """Take the headline away: the export lost it."""
    s.heads, s.join, s.kicker, s.deck, s.column = [], [], None, None, None
    s.headless, s.flags = True, [*s.flags, "headline-missing"]
    return s


def cut_start(w: World, s: Story) -> Story:
    """Lose the beginning of the text: the first paragraph opens in the middle of a sentence."""
    first = s.blocks[0].text
    commas = [m.end() for m in re.finditer("，", first) if 10 < m.end() < len(first) - 8]
    if not commas:
        return s
    s.blocks[0].text = first[w.rng.choice(commas) + w.rng.randint(1, 3) :]
    s.dateline, s.dateline_printed = None, ""
    s.kicker = None
    s.events = [] if w.day(w.event) not in "".join(b.text for b in s.blocks) else s.events
    s.flags = [*s.flags, "truncated-start"]
    return s


def add_caption(w: World, s: Story) -> None:
    """A picture's caption after the body; it may or may not be set in it."""
    text = w.fill(w.rng.choice(bank("prose")["captions"]))
    credit = w.rng.choice([f" {w.rng.choice(w.staff)} 摄", f" {w.rng.choice(w.staff)} 摄", ""])
    # A caption next to a short body would be as much of the story as its text.
    if sum(len(b.text) for b in s.blocks) > 14 * len(text + credit):
        s.blocks.append(Block("caption", text + credit, optional=True))


__all__ = ["CN", "Block", "Person", "Story"]
