"""Which year it was: the days of a newspaper are printed without one.

It follows from the years that the issue does print, and from the weekdays beside days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from broadsheet.ingest.datewords import DayMention, YearMention
from broadsheet.ingest.events import CLUSTER, date_of, nearest

_YEAR_WEIGHTS: Mapping[str, Mapping[int, float]] = {
    "plain": {0: 1.0, -1: 0.5, -2: 0.2},
    "report": {0: 0.5, -1: 0.8, -2: 0.2},
    "goal": {0: 0.3, 1: 0.3, 2: 0.2, -1: -1.0},
}
"""How well a printed year fits an issue, by its distance from the issue's year.

Editors' judgement, not measured: an issue names its own year more often than the last one,
annual reports are on the last year, and a plan is not for a year that is over.
"""

_SEASONS: Mapping[tuple[str, int], Mapping[int, float]] = {
    ("plain", 1): {-1: 0.8},
    ("plain", 2): {-1: 0.8},
    ("plain", 11): {-1: 0.2, 1: 0.5},
    ("plain", 12): {-1: 0.2, 1: 0.5},
    **{("report", month): {0: 0.8, -1: 0.5} for month in range(4, 13)},
}
"""Other weights by kind and month: in January and February papers look back, in November and
December they look ahead, and from April on the reports of the last year are done with."""

_YEAR_AHEAD = -0.7
"""For each year that a printed one lies ahead of the issue."""
_NAMED_ITSELF = 2.0
"""What it counts that the issue names its own year at all; half of it late in the year."""
_RECENT = 1.5
"""What a printed full date counts that lies close to the issue."""
_RIGHT_WEEKDAY = 3.0


def anchor_day(
    mentions: Sequence[DayMention], years: Sequence[YearMention], near: dt.date | None
) -> tuple[dt.date | None, float]:
    """A day near the issue to count from, and how sure its year is; None where none is known."""
    dated = [d for m in mentions if m.year and (d := date_of(m.year, m.month, m.day))]
    loose = [m for m in mentions if not m.year]
    if not loose:
        return (max(dated), 0.7) if dated else (None, 0.0)
    newest = _last_of_busiest(loose)
    candidates = {m.year + step for m in years for step in (-1, 0, 1)}
    candidates |= {date.year for date in dated}
    if not candidates:
        if near is None:
            return None, 0.0
        return nearest(None, newest.month, newest.day, near), 0.4
    days = [day for year in candidates if (day := date_of(year, newest.month, newest.day))]
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
        season = _SEASONS.get((mention.kind, day.month), {})
        weights = {**_YEAR_WEIGHTS[mention.kind], **season}
        score += weights.get(away, _YEAR_AHEAD * max(away, 0))
    if any(m.year == day.year and m.kind == "plain" for m in years):
        score += _NAMED_ITSELF / 2 if day.month >= 11 else _NAMED_ITSELF
    for one in mentions:
        date = date_of(one.year or day.year, one.month, one.day)
        if date is None:
            continue
        if one.year and abs(date - day) <= CLUSTER:
            score += _RECENT
        elif one.weekday is not None and not one.year:
            score += _RIGHT_WEEKDAY if date.weekday() == one.weekday else -_RIGHT_WEEKDAY
    return score
