"""Date sense: when an issue must have appeared, from what is printed in it.

A newspaper reports what has happened, so it appeared after the newest event it reports and
not after the first event it announces. The day is taken from the name of the file, else from
the folio lines, else it is worked out: the day after the newest event. The year of an event is
seldom printed; it follows from the other years in the issue (years.py).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from broadsheet.ingest.datewords import FolioDate, folio_date, folio_words, year_mentions
from broadsheet.ingest.events import (
    Event,
    Text,
    announced,
    cluster_of,
    events_of,
    mentions_of,
    texts_of,
)
from broadsheet.ingest.years import anchor_day
from broadsheet.problems import Problem, Severity, problem

__all__ = ["DateSense", "Text", "conflicts", "lunar_date", "sense", "stated_dates", "texts_of"]


@dataclass(frozen=True, slots=True)
class DateSense:
    """What the issue itself says of the day it appeared."""

    stated: FolioDate | None
    """The day printed in the folio lines."""
    newest: Event | None
    """The newest event that is reported."""
    surest: Event | None
    """The newest that is the main event of its story: no issue appears before it."""
    window: tuple[dt.date, dt.date | None] | None
    """First and last possible day; the last is None where nothing is announced."""
    proposed: dt.date | None
    """The day worked out from the text: stated, or the day after the newest event."""
    reason: str
    confidence: float
    """Of `proposed`, 0 to 1."""
    events: tuple[Event, ...] = ()


def stated_dates(lines: Iterable[str]) -> tuple[FolioDate, ...]:
    """What the folio and imprint lines say, each different day once.

    A line that says nothing but a day counts only where no other does.
    """
    every = [stated for line in lines if (stated := folio_date(line))]
    folios = [stated for stated in every if not stated.bare] or every
    # The day that most pages print; of several lines with one day, one with a weekday says more.
    often = Counter(stated.date for stated in folios)
    folios.sort(key=lambda stated: (-often[stated.date], stated.weekday is None))
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
    if stated is None:
        # A folio line that was not told from the text it stands in.
        words = (w for text in texts for part in text.paragraphs for w in folio_words(part))
        stated = next(iter(stated_dates(words)), None)
    mentions = [
        (index, lede, mention, announced(mention, text))
        for index, text in enumerate(texts)
        for lede, mention in mentions_of(text)
    ]
    years = [
        mention
        for text in texts
        for paragraph in text.paragraphs
        for mention in year_mentions(paragraph)
    ]
    anchor = stated.date if stated else given
    happened = [mention for _, _, mention, ahead in mentions if not ahead]
    confidence = 0.9
    if anchor is None:
        anchor, confidence = anchor_day(happened, years, near)
    if anchor is None:
        proposed = stated.date if stated else None
        return DateSense(stated, None, None, None, proposed, "no dated event", 0.0)
    events = tuple(
        event
        for index, lede, mention, ahead in mentions
        for event in events_of(mention, index, lede, ahead, anchor)
    )
    cluster = cluster_of(events, anchor)
    return _conclude(stated, cluster, events, confidence)


def _conclude(
    stated: FolioDate | None,
    cluster: Sequence[Event],
    events: tuple[Event, ...],
    confidence: float,
) -> DateSense:
    newest = cluster[-1] if cluster else None
    surest = next((event for event in reversed(cluster) if event.lede), None)
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
        stated,
        newest,
        surest,
        window,
        proposed,
        reason,
        confidence if proposed else 0.0,
        events,
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
    newest = found.surest
    if newest is not None and newest.date > date:
        proposed = newest.date + dt.timedelta(days=1)
        before = problem(
            "date-before-events",
            path,
            date=date,
            event=newest.date,
            quote=newest.quote,
            proposed=proposed,
        )
        # A folio line that states the day outweighs how a date in the text was understood.
        printed = any(stated.date == date and not stated.bare for stated in stated_dates(folios))
        problems.append(replace(before, severity=Severity.WARNING) if printed else before)
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
