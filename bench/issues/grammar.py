"""The world of one fictional newspaper, and the slots that its sentences are filled from.

A slot is `{name}` or `{name:low-high}`. `{n:3-9}` a number, `{cn:1-9}` a Chinese one, `{pct}` a
percentage, `{p1}` a person, `{t1}` a town, `{v1}` a village, `{c1}` a company (a digit means the
same one throughout a story), `{d0}` the day of the event, `{dm1}` a day before it, `{f1}` a day to
come, `{fm}` a month to come, `{gov}` 县/市/区, `{all}` `{we}` what the paper calls its county.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BANK = Path(__file__).parent / "bank"
SLOT = re.compile(r"\{([a-zA-Z]+)(\d*)(?::(\d+)-(\d+))?\}|\{([a-zA-Z]+\d+)\}")
CN = "零一二三四五六七八九十"


@cache
def bank(name: str) -> Any:
    """One file of the bank, read once."""
    return yaml.safe_load((BANK / f"{name}.yaml").read_text(encoding="utf-8"))


class World:
    """A county, its people and its paper; all choices come from one seeded source."""

    def __init__(self, rng: random.Random, date: dt.date) -> None:
        self.rng, self.date = rng, date
        names = bank("names")
        self.names = names
        self.used: set[str] = set()
        self.gov = rng.choice("县县市区")
        self.short = rng.choice(names["county_first"]) + rng.choice(names["county_second"])
        self.county = self.short + self.gov
        self.towns = self._places("town", 9, ["镇", "镇", "镇", "乡", "街道"])
        self.villages = self._places("village", 14, ["村", "村", "社区"])
        self.companies = self._companies(8)
        self.leaders = [self.person() for _ in range(6)]
        self.leader_gender = "他"
        self.staff = [self.person() for _ in range(8)]
        self.paper = rng.choice(
            [
                f"{self.short}日报",
                f"今日{self.short}",
                f"{self.short}报",
                f"{self.short}新闻",
                f"{self.short}时讯",
                f"{self.short}晚报",
            ]
        )
        self.org = rng.choice(names["orgs"])
        self.told: set[str] = set()
        self.scope: dict[str, str] = {}
        self.event = date
        self.office = ""
        self.topic = ""

    # ---- names
    def _places(self, kind: str, count: int, tails: list[str]) -> list[str]:
        first, second = self.names[f"{kind}_first"], self.names[f"{kind}_second"]
        found: list[str] = []
        while len(found) < count:
            name = self.rng.choice(first) + self.rng.choice(second) + self.rng.choice(tails)
            if all(name[:2] != other[:2] for other in found):
                found.append(name)
        return found

    def _companies(self, count: int) -> list[str]:
        heads = self.rng.sample(self.names["company_first"], count)
        return [
            h
            + self.rng.choice(self.names["company_middle"])
            + self.rng.choice(self.names["company_last"])
            for h in heads
        ]

    def person(self) -> str:
        """A name that nobody in this issue has yet."""
        rng, names = self.rng, self.names
        for _ in range(200):
            if rng.random() < 0.04:
                surname = rng.choice(names["double_surnames"])
            else:
                surname = rng.choice(names["surnames"])
            if rng.random() < 0.25:
                given = rng.choice(names["given_single"])
            else:
                given = rng.choice(names["given_first"]) + rng.choice(names["given_second"])
            if surname + given not in self.used:
                break
        self.used.add(surname + given)
        return surname + given

    # ---- days
    def day(self, when: dt.date) -> str:
        """A day as a sentence names it: `11月16日`."""
        return f"{when.month}月{when.day}日"

    def begin(self, days_ago: int | None = None) -> None:
        """Start a story: forget the people of the last one, choose the day of the event."""
        ago = self.rng.choice([1, 1, 1, 2, 2, 3]) if days_ago is None else days_ago
        self.event = self.date - dt.timedelta(days=ago)
        self.scope = {}

    # ---- slots
    def fill(self, text: str) -> str:
        """The text with its slots filled."""
        return SLOT.sub(self._slot, text)

    def _slot(self, m: re.Match[str]) -> str:
        name, digit = m[1] or m[5], m[2] or ""
        if m[3]:
            low, high = int(m[3]), int(m[4])
            value = self.rng.randint(low, high)
            if name == "cn":
                return CN[value]
            return str(value)
        key = name + digit
        if digit and key in self.scope:
            return self.scope[key]
        value_text = self._value(name, digit)
        if digit or name in {"L", "post"}:
            self.scope[key] = value_text
        return value_text

    def _town_kind(self) -> str:
        town = self.scope.get("t1", "镇")
        return "街道" if town.endswith("街道") else town[-1]

    def _fresh(self, pool: list[str]) -> str:
        left = [x for x in pool if x not in self.scope.values()] or pool
        return self.rng.choice(left)

    def _value(self, name: str, digit: str) -> str:
        rng = self.rng
        ahead = {"1": 2, "2": 9}
        table = {
            "p": self.person,
            "t": lambda: self._fresh(self.towns),
            "v": lambda: self._fresh(self.villages),
            "c": lambda: self._fresh(self.companies),
            "s": lambda: rng.choice("周吴郑王冯陈韩杨朱秦许何吕施张"),
            "o": lambda: self._fresh(self.leaders[2:]),
            "pct": lambda: f"{rng.randint(3, 97)}.{rng.randint(1, 9)}%",
            "gov": lambda: self.gov,
            "all": lambda: "全" + self.gov,
            "we": lambda: "我" + self.gov,
            "year": lambda: str(self.date.year),
            "ny": lambda: str(self.date.year + 2),
            "fm": lambda: f"{self.date.month % 12 + 1}月",
            "office": lambda: self.gov + self.office,
            "topic": lambda: self.topic,
            "L": lambda: self.leaders[1 if digit else 0],
            "post": lambda: f"{self.gov}委副书记、{self.gov}长" if digit else f"{self.gov}委书记",
            "paper": lambda: self.paper,
            "tw": self._town_kind,
            "twh": lambda: {"街道": "主任"}.get(self._town_kind(), self._town_kind() + "长"),
            "orgfull": lambda: f"{self.county}融媒体中心",
        }
        if name == "d":
            return self.day(self.event)
        if name == "dprev":
            return self.day(self.event - dt.timedelta(days=1))
        if name == "dm":
            return self.day(self.event - dt.timedelta(days=int(digit or 1) * 2 - 1))
        if name == "f":
            return self.day(self.date + dt.timedelta(days=ahead.get(digit, 3) + rng.randint(0, 2)))
        made = table.get(name)
        if made is None:
            raise KeyError(f"no slot {name}{digit}")
        return made()

    def pick(self, options: list[Any], key: str = "") -> Any:
        """One of the options, not told before in this issue while others are left."""
        left = [x for x in options if key + str(x) not in self.told] or options
        choice = self.rng.choice(left)
        self.told.add(key + str(choice))
        return choice

    def some(self, options: list[str], low: int, high: int) -> list[str]:
        """Several different ones, unused ones first, filled."""
        count = min(len(options), self.rng.randint(low, high))
        fresh = [x for x in options if x not in self.told]
        self.rng.shuffle(fresh)
        rest = [x for x in options if x in self.told]
        self.rng.shuffle(rest)
        chosen = (fresh + rest)[:count]
        self.told.update(chosen)
        return [self.fill(x) for x in chosen]
