"""On this day: the issues of one calendar day in all years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from broadsheet import i18n, urls
from broadsheet.archive import Archive
from broadsheet.contexts import DayContext, DayIssue, Link, Neighbours
from broadsheet.model import Sheet
from broadsheet.plan import lists
from broadsheet.plan.desk import Desk
from broadsheet.summaries import Entry, Summary

HEADS = 6
"""Headlines of an issue that its day shows."""
PAST = 4
"""Issues of the same day that the front page names."""
LEAP_YEAR = 2000

Day = tuple[int, int]
"""Month and day."""


def by_day(archive: Archive) -> Mapping[Day, tuple[Summary, ...]]:
    """The editions of each calendar day, newest first; days in the order of the year."""
    found: dict[Day, list[Summary]] = {}
    for summary in reversed(archive.editions):
        date = summary.key.date
        found.setdefault((date.month, date.day), []).append(summary)
    return {day: tuple(found[day]) for day in sorted(found)}


def day_sheets(
    desk: Desk, day: Day, editions: Sequence[Summary], previous: Day, following: Day
) -> Iterator[Sheet]:
    """days/01-31/; the days beside it are those that have a paper, around the year."""
    address = urls.day(*day)
    root = urls.root(address)

    def link(other: Day) -> Link | None:
        return Link(name(desk, other), urls.href(root, urls.day(*other))) if other != day else None

    context = DayContext(
        site=desk.site(address),
        head=desk.head(
            address,
            "day",
            title=f"{desk.say('On this day')} {name(desk, day)}",
            crumbs=((desk.say("Archive"), urls.ARCHIVE),),
        ),
        day=name(desk, day),
        issues=tuple(_issue(summary, root) for summary in editions),
        neighbours=Neighbours(link(previous), link(following)),
    )
    yield Sheet(address, "day.html", context, "content/editions")


def name(desk: Desk, day: Day) -> str:
    """`1月31日`, `January 31`."""
    return i18n.month_day(dt.date(LEAP_YEAR, *day), desk.newspaper.language)


def _issue(summary: Summary, root: str) -> DayIssue:
    def link(entry: Entry) -> Link:
        return Link(entry.title, urls.href(root, urls.article(summary.key, entry.place)))

    listed = (at for at, mark in enumerate(summary.marks) if mark.listed)
    stories = tuple(link(summary.entry(at)) for at in islice(listed, HEADS))
    return DayIssue(lists.edition_line(lists.line(summary), root), stories)
