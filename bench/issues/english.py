"""An English-language county weekly: its stories, its habits and its setting."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import Any

from grammar import bank
from layout import Setter
from paper import Page
from sheet import Line, Sheet, Style
from stories import Block, Person, Story

MONTH = [
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SLOT = re.compile(r"\{([a-z]+)(\d*)(?::(\d+)-(\d+))?\}")


class County:
    """A county, its people and its paper."""

    def __init__(self, rng: random.Random, date: dt.date) -> None:
        self.rng, self.date, self.b = rng, date, bank("english")
        self.towns = rng.sample(self.b["towns"], 7)
        self.names: set[str] = set()
        self.staff = [self.person() for _ in range(5)]
        self.paper = f"The {self.towns[0].split()[0]} County {rng.choice(self.b['papers'])}"
        self.scope: dict[str, str] = {}
        self.told: set[str] = set()
        self.event = date
        self.upper = rng.random() < 0.5
        """Bylines in capitals."""
        self.number = rng.randint(3, 52)

    def person(self) -> str:
        """A name not used before."""
        while True:
            name = f"{self.rng.choice(self.b['first'])} {self.rng.choice(self.b['last'])}"
            if name not in self.names:
                self.names.add(name)
                return name

    def begin(self) -> None:
        """Start a story."""
        self.scope = {}
        self.event = self.date - dt.timedelta(days=self.rng.choice([1, 2, 2, 3]))

    def fill(self, text: str) -> str:
        """Slots filled."""
        return SLOT.sub(self._slot, text)

    def _slot(self, m: re.Match[str]) -> str:
        name, key, rng = m[1], m[1] + m[2], self.rng
        if m[3]:
            return str(rng.randint(int(m[3]), int(m[4])))
        if key in self.scope:
            return self.scope[key]
        value = {
            "p": self.person,
            "t": lambda: rng.choice([t for t in self.towns if t not in self.scope.values()]),
            "road": lambda: rng.choice(self.b["roads"]),
            "day": lambda: DAYS[self.event.weekday()],
            "pct": lambda: f"{rng.randint(2, 90)} percent",
            "usd": lambda: f"${rng.randint(2, 9)}.{rng.randint(1, 9)} million",
        }[name]()
        self.scope[key] = value
        return value

    def pick(self, options: list[Any]) -> Any:
        """An option not told before."""
        left = [x for x in options if str(x) not in self.told] or options
        choice = self.rng.choice(left)
        self.told.add(str(choice))
        return choice

    def head(self, text: str) -> tuple[list[str], list[str]]:
        """`a|b`: two lines, joined by a space."""
        lines = self.fill(text).split("|")
        return lines, [" "] * (len(lines) - 1)


def story(c: County) -> Story:
    """Local news."""
    c.begin()
    theme = c.pick(c.b["themes"])
    heads, join = c.head(c.pick(theme["heads"]))
    rng = c.rng
    facts = [
        c.fill(x) for x in rng.sample(theme["facts"], min(len(theme["facts"]), rng.randint(4, 6)))
    ]
    quotes = [c.fill(x) for x in rng.sample(theme["quotes"], min(len(theme["quotes"]), 2))]
    body = [c.fill(c.pick(theme["ledes"]))]
    while facts:
        count = rng.choice([1, 1, 2])
        body.append(" ".join(facts[:count]))
        facts = facts[count:]
        if quotes and rng.random() < 0.5:
            body.append(quotes.pop())
    if rng.random() < 0.7:
        body.append(c.fill(c.pick(theme["closes"])))
    s = Story("news", heads, join, blocks=[Block("p", x) for x in body], events=[c.event])
    if rng.random() < 0.4:
        s.kicker = rng.choice(theme["kickers"])
        s.extra["kicker_or_column"] = True
    if rng.random() < 0.35:
        s.deck = c.fill(c.pick(theme["decks"]))
    if rng.random() < 0.7:
        town = c.scope.get("t1", c.towns[0])
        s.dateline = f"{town.upper()}, {MONTH[c.event.month - 1]} {c.event.day}"
        s.dateline_printed = f"{s.dateline} — "
        s.dateline_alt = [f"{s.dateline} —", town.upper(), f"{town.upper()} —", town]
    sign(c, s)
    return s


def sign(c: County, s: Story, writer: str | None = None) -> None:
    """`By Jane Doe`, with a line for what she is."""
    name = writer or c.rng.choice(c.staff)
    role = c.rng.choice(["Staff Writer", "Of the Staff", "For the paper", None, None])
    shown = name.upper() if c.upper else name
    s.byline = [Person(shown, role, role_alt=[None], org_alt=[role])]
    s.byline_text = ("BY " if c.upper else "By ") + shown
    if role:
        s.byline_text += "\n" + role
    s.place = "under"


def other(c: County, kind: str) -> Story:
    """Opinion, letters, briefs, sport."""
    c.begin()
    rng = c.rng
    made = c.pick(c.b[kind])
    if "heads" in made:
        heads, join = c.head(rng.choice(made["heads"]))
        body = [c.fill(x) for x in made["paras"]]
    else:
        heads, join = c.head(made["head"])
        body = [c.fill(x) for x in made.get("paras") or [made["text"]]]
    s = Story(kind, heads, join, blocks=[Block("p", x) for x in body], events=[])
    if kind == "opinions":
        s.column = rng.choice(["OPINION", "COMMENTARY", "MY VIEW"])
        s.extra["kicker_or_column"] = True
        sign(c, s, c.person())
    elif kind == "sports":
        s.events = [c.event]
        sign(c, s)
    elif kind == "letters":
        name = c.person()
        s.byline, s.byline_text, s.place = [Person(name)], f"— {name}", "own"
    return s


MENU = [
    ["story", "story", "story", "briefs", "story?"],
    ["story", "opinions", "letters", "bilingual", "briefs", "letters?"],
    ["sports", "story", "briefs", "story?"],
    ["story", "opinions", "story", "letters?"],
]


def make_issue(rng: random.Random, pages: int) -> tuple[County, list[Page]]:
    """A paper and the pages of one of its issues."""
    date = dt.date(2019, 1, 3) + dt.timedelta(days=7 * rng.randrange(300))
    c = County(rng, date)
    made = []
    for number in range(1, pages + 1):
        page = Page(number, "")
        for item in MENU[(number - 1) % len(MENU)]:
            if item.endswith("?") and rng.random() < 0.5:
                continue
            kind = item.rstrip("?")
            if kind == "story" or any(str(x) not in c.told for x in c.b[kind]):
                page.stories.append(story(c) if kind == "story" else other(c, kind))
        made.append(page)
    if pages > 2 and rng.random() < 0.7:
        s = made[0].stories[0]
        at = rng.randrange(1, len(s.blocks) - 1)
        words = [m.start() for m in re.finditer(" ", s.blocks[at].text)]
        middle = [x for x in words if 20 < x < len(s.blocks[at].text) - 20]
        s.jump_at, s.jump_to = (at, rng.choice(middle) + 1 if middle else 0), rng.randint(2, pages)
        s.flags = ["continued"]
    return c, made


def hyphenated(text: str, measure: int, first: int, rng: random.Random) -> list[str]:
    """Lines of at most `measure` characters; long words may be hyphenated at a line end."""
    lines, line = [], ""
    room = measure - first
    for word in text.split(" "):
        trial = f"{line} {word}" if line else word
        if len(trial) <= room:
            line = trial
            continue
        left = room - len(line) - 2
        core = re.match(r"[A-Za-z]{8,}", word)
        if core and left >= 4 and rng.random() < 0.6:
            at = min(left, len(core[0]) - 3)
            while at > 3 and (core[0][at - 1] in "aeiou") == (core[0][at] in "aeiou"):
                at -= 1
            if at > 3:
                lines.append(f"{line} {word[:at]}-".strip())
                line, room = word[at:], measure
                continue
        if line:
            lines.append(line)
        line, room = word, measure
    lines.append(line)
    return lines


class EnglishSetter(Setter):
    """Sets English stories."""

    def __init__(self, style: Style, county: County, rng: random.Random) -> None:
        self.style, self.c, self.rng = style, county, rng
        self.sheet = Sheet()
        self.number = 0
        self.indent = rng.choice(["  ", "   ", ""])
        self.space = not self.indent or rng.random() < 0.3
        self.jumps = rng.choice(
            [
                ("Continued on Page {}", "Continued from Page {}"),
                ("(Continued on Page {})", "(Continued from Page {})"),
                ("Please see Page {}", "From Page {}"),
            ]
        )
        self.wide = rng.random() < 0.3

    def issue(self, pages: list[Page]) -> Any:
        """All pages."""
        waiting: dict[int, list[tuple[int, Story, list[Block]]]] = {}
        d, c, sheet = self.c.date, self.c, self.sheet
        long = f"{DAYS[d.weekday()]}, {d.strftime('%B')} {d.day}, {d.year}"
        for page in pages:
            if page.number > 1:
                sheet.lines.append(Line("\f" if self.wide else "", 0, "page"))
                sheet.folio(
                    f"{page.number}    {c.paper}    {long}"
                    if page.number % 2 == 0
                    else f"{long}    {c.paper}    Page {page.number}"
                )
            else:
                sheet.folio(c.paper.upper())
                sheet.folio(f"{long}    Vol. {c.number}, No. {d.isocalendar().week}    75 cents")
            sheet.blank()
            for s in page.stories:
                self.number += 1
                rest = self.story(s, page.number)
                if rest:
                    waiting.setdefault(s.jump_to, []).append((self.number, s, rest))
            for number, s, rest in waiting.get(page.number, []):
                self.rest(number, s, rest)
        return sheet

    def story(self, s: Story, page: int) -> list[Block]:
        """Heading, body, jump."""
        n, put = self.number, self.sheet.put
        blocks, rest = list(s.blocks), []
        if s.jump_at:
            at, offset = s.jump_at
            if offset:
                whole = blocks[at].text
                rest = [Block("p", whole[offset:], "jump"), *blocks[at + 1 :]]
                blocks = [*blocks[:at], Block("p", whole[:offset].rstrip())]
            else:
                blocks, rest = blocks[:at], blocks[at:]
        for text, kind in ((s.column, "column"), (s.kicker, "kicker")):
            if text:
                put(text, n, kind)
        for text in s.heads:
            put(text, n, "head")
        if s.deck:
            put(s.deck, n, "deck")
        if s.place == "under":
            for text in s.byline_text.split("\n"):
                put(text, n, "under")
        self.sheet.blank()
        self.set_body(blocks, n, s.dateline_printed)
        if rest:
            mark = self.jumps[0].format(s.jump_to)
            s.extra["to"] = mark
            put(mark, n, "jump")
            self.sheet.furniture.append({"kind": "jump", "text": mark})
        if s.place == "own":
            put(s.byline_text, n, "own")
        self.sheet.blank(2 if self.space else 1)
        self.sheet.stories.append((page, s, blocks))
        return rest

    def rest(self, n: int, s: Story, rest: list[Block]) -> None:
        """The rest of a story that jumped."""
        mark = self.jumps[1].format(1)
        s.extra["from"] = mark
        self.sheet.put(mark, n, "jump")
        self.sheet.furniture.append({"kind": "jump", "text": mark})
        self.set_body(rest, n, "")
        self.sheet.blank()
        for i, (page, story, blocks) in enumerate(self.sheet.stories):
            if story is s:
                before = blocks[-1]
                joined = Block(
                    "p",
                    f"{before.text} {rest[0].text}",
                    soft=[] if rest[0].align == "jump" else [len(before.text)],
                )
                self.sheet.stories[i] = (page, story, [*blocks[:-1], joined, *rest[1:]])

    def set_body(self, blocks: list[Block], n: int, dateline: str) -> None:
        """Paragraphs in a narrow measure."""
        measure = self.rng.randint(*(self.style.measure or (30, 40)))
        for i, b in enumerate(blocks):
            text = (dateline if i == 0 else "") + b.text
            for k, line in enumerate(hyphenated(text, measure, len(self.indent), self.rng)):
                self.sheet.put((self.indent if k == 0 else "") + line, n)
            if self.space:
                self.sheet.blank()
