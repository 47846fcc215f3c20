"""Date sense: when an issue must have appeared, from what is printed in it.

A newspaper reports what has happened, so it appeared after the newest event it reports and
not after the first event it announces. The day is taken from the name of the file, else from
the folio lines, else it is worked out: the day after the newest event. The year of an event is
seldom printed; it follows from the other years in the issue (`_best_year`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from broadsheet.ingest.datewords import (
    DayMention,
    FolioDate,
    YearMention,
    day_mentions,
    folio_date,
    year_mentions,
)
from broadsheet.ingest.setting import Setting
from broadsheet.problems import Problem, problem


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
class DateSense:
    """What the issue itself says of the day it appeared."""

    stated: FolioDate | None
    """The day printed in the folio lines."""
    newest: Event | None
    """The newest event that is reported."""
    window: tuple[dt.date, dt.date | None] | None
    """First and last possible day; the last is None where nothing is announced."""
    proposed: dt.date | None
    """The day worked out from the text: stated, or the day after the newest event."""
    reason: str
    confidence: float
    """Of `proposed`, 0 to 1."""
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """The dated parts of one story."""

    dateline: str
    paragraphs: tuple[str, ...]


CLUSTER = dt.timedelta(days=31)
"""A paper reports what happened in the last month; other dates are looks back or ahead."""

STRAY = dt.timedelta(days=14)
"""An event further ahead of the issue, and of all others, is no news but a look ahead."""


def texts_of(setting: Setting) -> tuple[Text, ...]:
    """The stories of a setting as far as dates go."""
    return tuple(
        Text(article.dateline or "", tuple(article.body.split("\n\n")))
        for article in setting.articles
    )


def stated_dates(lines: Iterable[str]) -> tuple[FolioDate, ...]:
    """What the folio and imprint lines say, each different day once.

    A line that says nothing but a day counts only where no other does.
    """
    every = [stated for line in lines if (stated := folio_date(line))]
    folios = [stated for stated in every if not stated.bare] or every
    # Of several lines with one day, the one with a weekday says more.
    folios.sort(key=lambda stated: stated.weekday is None)
    return tuple({stated.date: stated for stated in reversed(folios)}.values())[::-1]


def sense(
    texts: Sequence[Text],
    folios: Sequence[str] = (),
    given: dt.date | None = None,
    near: dt.date | None = None,
) -> DateSense:
    """What the issue says of its day.

    `given` is the day in the file's name, which settles the years of events; `near` is the day
    of the newest edition in the archive, which helps where no year is printed at all.
    """
    stated = next(iter(stated_dates(folios)), None)
    mentions = [
        (index, lede, mention)
        for index, text in enumerate(texts)
        for lede, mention in _mentions(text)
    ]
    years = [
        mention
        for text in texts
        for paragraph in text.paragraphs
        for mention in year_mentions(paragraph)
    ]
    anchor = stated.date if stated else given
    happened = [m for _, _, m in mentions if not _announced(m)]
    confidence = 0.9
    if anchor is None:
        anchor, confidence = _anchor(happened, years, near)
    if anchor is None:
        proposed = stated.date if stated else None
        return DateSense(stated, None, None, proposed, "no dated event", 0.0)
    events = tuple(
        event
        for index, lede, mention in mentions
        for event in _events(mention, index, lede, anchor)
    )
    newest = _newest(events, anchor)
    return _conclude(stated, newest, events, confidence)


def _conclude(
    stated: FolioDate | None, newest: Event | None, events: tuple[Event, ...], confidence: float
) -> DateSense:
    window: tuple[dt.date, dt.date | None] | None = None
    proposed, reason = None, "no dated event"
    if newest is not None:
        ahead = [e.date for e in events if e.announced and e.date >= newest.date]
        last = min(ahead, default=None)
        window = (newest.date, last)
        day_after = newest.date + dt.timedelta(days=1)
        proposed = min(day_after, last) if last and last > newest.date else day_after
        reason = f"the day after the newest event: {newest.quote}"
    if stated is not None and stated.bare and newest is not None and stated.date < newest.date:
        stated = None
    if stated is not None:
        proposed, reason, confidence = stated.date, f"printed: {stated.quote}", 0.99
    return DateSense(
        stated, newest, window, proposed, reason, confidence if proposed else 0.0, events
    )


def conflicts(
    found: DateSense,
    folios: Sequence[str],
    date: dt.date,
    path: str,
    source: str = "name of the file",
) -> tuple[Problem, ...]:
    """Where a day and the text of the issue contradict each other."""
    problems: list[Problem] = []
    for stated in stated_dates(folios):
        if stated.date != date and stated.bare:
            continue
        if stated.date != date:
            problems.append(
                problem(
                    "date-disagrees",
                    path,
                    one=source,
                    date=date,
                    other="line in the text",
                    value=stated.date,
                    quote=stated.quote,
                )
            )
        elif stated.weekday is not None and stated.weekday != date.weekday():
            problems.append(
                problem(
                    "wrong-weekday",
                    path,
                    date=date,
                    actual=WEEKDAYS[date.weekday()],
                    stated=WEEKDAYS[stated.weekday],
                    quote=stated.quote,
                )
            )
        if stated.date == date and stated.lunar is not None:
            problems += _lunar_conflict(date, stated.lunar, path)
    newest = found.newest
    if newest is not None and newest.date > date and newest.lede:
        proposed = newest.date + dt.timedelta(days=1)
        problems.append(
            problem(
                "date-before-events",
                path,
                date=date,
                event=newest.date,
                quote=newest.quote,
                proposed=proposed,
            )
        )
    return tuple(problems)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def lunar_date(date: dt.date) -> tuple[int, int]:
    """Month and day of the lunar calendar; a leap month counts as its number."""
    # Imported where it is used: few issues print a lunar date, and the calendar is large.
    from lunar_python import Solar  # type: ignore[import-untyped]

    lunar = Solar.fromYmd(date.year, date.month, date.day).getLunar()
    return abs(int(lunar.getMonth())), int(lunar.getDay())


def _lunar_conflict(date: dt.date, stated: tuple[int, int], path: str) -> list[Problem]:
    actual = lunar_date(date)
    if actual == stated:
        return []
    say = "month {0[0]}, day {0[1]}".format
    return [problem("wrong-lunar-date", path, date=date, actual=say(actual), stated=say(stated))]


# --- which mentions are events --------------------------------------------------------------


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
    r"(?:截止(?:日期|时间)?[为到至:]?|将于|定于|拟于|计划于|预计|预计于|将在|将从|定在|拟定于|订于)\s*$"
    r"|\b(?:will|scheduled|set|due)\b[^.]{0,40}$",
    re.I,
)
_AHEAD_AFTER = re.compile(
    r"即将|将于|将在|将会|将正式|将举|将召|将开|将启|将迎|将有|将出|将对|将继续|将暂停|拟|预计|有望|届时"
    r"|报名|截止|公示|停电|停水|停气|缴费|领取|气温|℃|°C|\bwill\b"
)
"""What follows a day that is still to come, in announcements, notices and forecasts."""


def _announced(mention: DayMention) -> bool:
    """Whether the day is still to come, so far as its sentence tells."""
    if _AHEAD_BEFORE.search(mention.before):
        return True
    speech = _SPEECH.search(mention.after)
    clauses = re.split(r"[,，:：]", mention.after[: speech.start()] if speech else mention.after)
    return _AHEAD_AFTER.search(",".join(clauses[:3])) is not None


def _no_event(mention: DayMention) -> bool:
    return (
        _NEVER_BEFORE.search(mention.before) is not None
        or _NEVER_AFTER.match(mention.after) is not None
    )


def _mentions(text: Text) -> Iterable[tuple[bool, DayMention]]:
    for mention in day_mentions(text.dateline):
        yield True, mention
    for index, paragraph in enumerate(text.paragraphs):
        for mention in day_mentions(paragraph):
            if not _no_event(mention):
                yield index == 0, mention


def _events(mention: DayMention, article: int, lede: bool, anchor: dt.date) -> Iterable[Event]:
    announced = _announced(mention)
    for last, (month, day) in enumerate(filter(None, ((mention.month, mention.day), mention.last))):
        date = _nearest(mention.year, month, day, anchor)
        if date is not None:
            # The end of a range may lie ahead although its beginning does not.
            yield Event(date, article, lede and not last, announced, mention.quote)


def _nearest(year: int | None, month: int, day: int, anchor: dt.date) -> dt.date | None:
    """The day in its printed year, else in the year that brings it nearest to the anchor."""
    years = (year,) if year else (anchor.year - 1, anchor.year, anchor.year + 1)
    days = [date for y in years if (date := _date(y, month, day))]
    return min(days, key=lambda date: abs(date - anchor), default=None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _newest(events: Sequence[Event], anchor: dt.date) -> Event | None:
    """The newest reported event among those that belong together in time."""
    happened = sorted((e for e in events if not e.announced), key=lambda e: (e.date, e.lede))
    if not happened:
        return None
    weight = [
        sum(_weight(e) for e in happened if first.date <= e.date <= first.date + CLUSTER)
        for first in happened
    ]
    best = max(range(len(happened)), key=lambda i: (weight[i], -abs(happened[i].date - anchor)))
    cluster = [e for e in happened if e.date <= happened[best].date + CLUSTER]
    last = cluster[-1].date
    # News of the days next to the cluster belongs to it; a lone date weeks ahead does not.
    cluster += [e for e in happened if last < e.date <= last + STRAY and e.lede]
    return cluster[-1]


def _weight(event: Event) -> float:
    return 1.0 if event.lede else 0.25


# --- which year ---------------------------------------------------------------------------


_YEAR_WEIGHTS: Mapping[str, Mapping[int, float]] = {
    "plain": {0: 1.0, -1: 0.5, -2: 0.2},
    "report": {0: 0.5, -1: 0.8, -2: 0.2},
    "goal": {0: 0.3, 1: 0.3, 2: 0.2, -1: -1.0},
}
"""How well a printed year fits an issue, by its distance from the issue's year.

Editors' judgement, not measured: an issue names its own year more often than the last one,
annual reports are on the last year, and a plan is not for a year that is over.
"""

_SEASONS: Mapping[int, Mapping[int, float]] = {
    1: {-1: 0.8}, 2: {-1: 0.8}, 11: {-1: 0.2, 1: 0.5}, 12: {-1: 0.2, 1: 0.5},
}  # fmt: skip
"""Other weights of a plain year near the turn of the year: in January and February papers look
back, in November and December they look ahead."""

_YEAR_AHEAD = -0.7
"""For each year that a printed one lies ahead of the issue."""
_NAMED_ITSELF = 2.0
"""What it counts that the issue names its own year at all; half of it late in the year."""
_RECENT = 1.5
"""What a printed full date counts that lies close to the issue."""
_RIGHT_WEEKDAY = 3.0


def _anchor(
    mentions: Sequence[DayMention], years: Sequence[YearMention], near: dt.date | None
) -> tuple[dt.date | None, float]:
    """A day near the issue to count from, and how sure its year is; None where none is known."""
    dated = [d for m in mentions if m.year and (d := _date(m.year, m.month, m.day))]
    loose = [m for m in mentions if not m.year]
    if not loose:
        return (max(dated), 0.7) if dated else (None, 0.0)
    newest = _last_of_busiest(loose)
    candidates = {m.year + step for m in years for step in (-1, 0, 1)}
    candidates |= {date.year for date in dated}
    if not candidates:
        if near is None:
            return None, 0.0
        return _nearest(None, newest.month, newest.day, near), 0.4
    days = [day for year in candidates if (day := _date(year, newest.month, newest.day))]
    scored = sorted(((_fit(day, years, mentions), day) for day in days), reverse=True)
    if not scored:
        return None, 0.0
    lead = scored[0][0] - scored[1][0] if len(scored) > 1 else 1.0
    return scored[0][1], 0.9 if lead >= 1.0 else 0.6


def _last_of_busiest(mentions: Sequence[DayMention]) -> DayMention:
    """The last of the mentions that crowd together, on the circle of the year."""

    def crowd(mention: DayMention) -> list[DayMention]:
        return [other for other in mentions if 0 <= _ahead(other, mention) <= CLUSTER.days]

    first = max(mentions, key=lambda m: (len(crowd(m)), m.month, m.day))
    return max(crowd(first), key=lambda m: _ahead(m, first))


def _ahead(one: DayMention, other: DayMention) -> int:
    """Days, about, from the other to the one: -180 to 179, whatever the years."""
    days = (one.month - other.month) * 30 + one.day - other.day
    return (days + 180) % 360 - 180


def _fit(day: dt.date, years: Sequence[YearMention], mentions: Sequence[DayMention]) -> float:
    """How well the years printed in an issue fit one whose newest event was on this day."""
    score = 0.0
    for mention in years:
        away = mention.year - day.year
        weights = _YEAR_WEIGHTS[mention.kind]
        if mention.kind == "plain":
            weights = {**weights, **_SEASONS.get(day.month, {})}
        score += weights.get(away, _YEAR_AHEAD * max(away, 0))
    if any(m.year == day.year and m.kind == "plain" for m in years):
        score += _NAMED_ITSELF / 2 if day.month >= 11 else _NAMED_ITSELF
    for one in mentions:
        date = _date(one.year or day.year, one.month, one.day)
        if date is None:
            continue
        if one.year and abs(date - day) <= CLUSTER:
            score += _RECENT
        elif one.weekday is not None and not one.year:
            score += _RIGHT_WEEKDAY if date.weekday() == one.weekday else -_RIGHT_WEEKDAY
    return score
