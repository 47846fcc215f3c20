"""The genres: each function tells one story of its kind, or several briefs."""

from __future__ import annotations

import re
from typing import Any

from grammar import World, bank
from stories import Block, Story


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
            "小事不小，件件连着门里门外。",
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
