"""Which days named in an issue are events: reported, announced, or neither."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadsheet.ingest.datewords import DayMention, day_mentions
from broadsheet.ingest.setting import Setting


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the issue reports, or announces, for a day."""

    date: dt.date
    article: int
    """Index of the story."""
    lede: bool
    """It stands in the first paragraph or the dateline: the main event of its story."""
    announced: bool
    """It is still to come."""
    quote: str


@dataclass(frozen=True, slots=True)
class Text:
    """The dated parts of one story."""

    dateline: str
    paragraphs: tuple[str, ...]
    notice: bool = False
    """It announces: what it dates is still to come."""


CLUSTER = dt.timedelta(days=31)
"""A paper reports what happened in the last month; other dates are looks back or ahead."""

STRAY = dt.timedelta(days=14)
"""An event further ahead of the issue, and of all others, is no news but a look ahead."""


NOTICE = re.compile(
    r"公\s*告|通\s*告|通\s*知|公\s*示|启\s*事|预\s*告|声\s*明|停[水电气]|招[标聘租]|拍卖|气象|天气|notice",
    re.I,
)
"""In the headline of what announces rather than reports."""


def texts_of(setting: Setting) -> tuple[Text, ...]:
    """The stories of a setting as far as dates go."""
    return tuple(
        Text(
            article.dateline or "",
            tuple(article.body.split("\n\n")),
            NOTICE.search(article.title) is not None,
        )
        for article in setting.articles
    )


_NEVER_BEFORE = re.compile(
    r"(?:去年|前年|上年|当年|同年|次年|每年|往年|历年|明年|翌年|早在|诞生于|生于|成立于|始建于|创办于|"
    r"自|从|至|到|before|until|since|from|through|by)\s*$"
)
"""What stands before a date that is no event of this issue."""

_NEVER_AFTER = re.compile(
    r"(?:起|前|之前|以前|以来|止|截止|是(?!.{0,12}(?:一大早|上午|下午))|为(?:第|世界|国际|全国|中国)|,?是)"
)
_SPEECH = re.compile(r"表示|指出|强调|要求|介绍|获悉|说|称|认为|提出|said|told")
_AHEAD_BEFORE = re.compile(
    r"(?:(?:截止|期|期限|日期|时间)[为到至:]?|将于|定于|拟于|计划于|预计|预计于|将在|将从|定在|拟定于|订于)\s*$"
    r"|\b(?:will|scheduled|set|due)\b[^.]{0,40}$",
    re.I,
)
_CLOCKED = re.compile(r"\s*\d{1,2}[:时点]\d{0,2}分?\s*(?:至|到|[-—~～])")
"""Hours from and to: a timetable, not news."""
_AHEAD_AFTER = re.compile(
    r"即将|将于|将在|将会|将正式|将举|将召|将开|将启|将迎|将有|将出|将对|将继续|将暂停|拟|预计|有望|届时"
    r"|报名|截止|公示|停电|停水|停气|缴费|领取|气温|℃|°C|\bwill\b"
)
"""What follows a day that is still to come, in announcements, notices and forecasts."""


_WILL = re.compile(r"\b(?:will|scheduled|set for|due|deadline)\b")
_NEXT_SENTENCE = re.compile(r"[a-z]{2}[.!?][”\"']?\s+(?=[A-Z])")
"""Where an English sentence ends: not after a.m. and the like."""
LONGEST_SENTENCE = 240
"""Characters before a day that are searched for the verb of its sentence."""


def announced(mention: DayMention, text: Text) -> bool:
    """Whether the day is still to come, so far as its sentence tells.

    The day under a notice is the day it was signed, so a day that ends its sentence is not.
    """
    if text.notice and mention.after:
        return True
    if _CLOCKED.match(mention.after) or _AHEAD_BEFORE.search(mention.before):
        return True
    if mention.words.isascii() and mention.words[0].isalpha():
        sentence = _NEXT_SENTENCE.split(mention.before[-LONGEST_SENTENCE:])[-1]
        if _WILL.search(sentence):
            return True
    speech = _SPEECH.search(mention.after)
    clauses = re.split(r"[,，:：]", mention.after[: speech.start()] if speech else mention.after)
    return _AHEAD_AFTER.search(",".join(clauses[:3])) is not None


def _no_event(mention: DayMention) -> bool:
    return (
        _NEVER_BEFORE.search(mention.before) is not None
        or _NEVER_AFTER.match(mention.after) is not None
    )


def mentions_of(text: Text) -> Iterable[tuple[bool, DayMention]]:
    """The days of a story that may be events; each with whether it stands in the lede."""
    for mention in day_mentions(text.dateline):
        yield True, mention
    for index, paragraph in enumerate(text.paragraphs):
        for mention in day_mentions(paragraph):
            if not _no_event(mention):
                yield index == 0, mention


def events_of(
    mention: DayMention, article: int, lede: bool, announced: bool, anchor: dt.date
) -> Iterable[Event]:
    """The events of a mention: one, or two for the ends of a range."""
    for last, (month, day) in enumerate(filter(None, ((mention.month, mention.day), mention.last))):
        date = nearest(mention.year, month, day, anchor)
        if date is not None:
            # The end of a range may lie ahead although its beginning does not.
            yield Event(date, article, lede and not last, announced, mention.quote)


def nearest(year: int | None, month: int, day: int, anchor: dt.date) -> dt.date | None:
    """The day in its printed year, else in the year that brings it nearest to the anchor."""
    years = (year,) if year else (anchor.year - 1, anchor.year, anchor.year + 1)
    days = [date for y in years if (date := date_of(y, month, day))]
    return min(days, key=lambda date: abs(date - anchor), default=None)


def date_of(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def cluster_of(events: Sequence[Event], anchor: dt.date) -> Sequence[Event]:
    """The reported events that belong together in time, oldest first."""
    happened = sorted((e for e in events if not e.announced), key=lambda e: (e.date, e.lede))
    if not happened:
        return ()
    weight = [
        sum(_weight(e) for e in happened if first.date <= e.date <= first.date + CLUSTER)
        for first in happened
    ]
    best = max(range(len(happened)), key=lambda i: (weight[i], -abs(happened[i].date - anchor)))
    cluster = [e for e in happened if e.date <= happened[best].date + CLUSTER]
    last = cluster[-1].date
    # News of the days next to the cluster belongs to it; a lone date weeks ahead does not.
    cluster += [e for e in happened if last < e.date <= last + STRAY and e.lede]
    return cluster


def _weight(event: Event) -> float:
    return 1.0 if event.lede else 0.25
