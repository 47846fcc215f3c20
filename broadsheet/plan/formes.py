"""Formes: the sheets that are printed together, and the fingerprint of what they come from.

The edition is the unit. Its digest and its neighbours decide for all its sheets at once; sheets
across editions are made from summaries, and their fingerprints from the digests of the editions
they name. So one more issue costs what it touches, whatever the age of the archive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from broadsheet import archive as archives
from broadsheet import assets, urls
from broadsheet.addresses import Move
from broadsheet.archive import Archive, Place, Spot
from broadsheet.plan import days, feeds, lists, series, settings, sitemaps
from broadsheet.plan.desk import Desk
from broadsheet.plan.edition import Around
from broadsheet.plan.kinds import KINDS, MOVED, SEGMENT, Bound
from broadsheet.plan.names import KINDS as NAMES
from broadsheet.plan.names import ClosedSheet, Memory, Names
from broadsheet.plan.series import Beside
from broadsheet.read import Folder
from broadsheet.search.segments import segments
from broadsheet.summaries import Summary
from broadsheet.text import canonical_json, digest
from broadsheet.values import dataclass


@dataclass(frozen=True, slots=True)
class Forme:
    """Sheets that are printed together."""

    name: str
    """`edition 2023-01-31`, `author 白岚` …; the ledger knows it by this."""
    kind: str
    """A key of KINDS."""
    fingerprint: str
    arguments: tuple[object, ...]
    """What KINDS[kind].sheets takes after the desk; stories are only named until it is laid."""

    def laid(self) -> Forme:
        """With the stories themselves: what goes to another process to be printed.

        What the ledger knows of its issues is asked here, for that process has no ledger.
        """
        for argument in self.arguments:
            for one in argument if isinstance(argument, tuple) else (argument,):
                summary = one.summary if isinstance(one, Bound) else one
                if isinstance(summary, Summary):
                    summary.fetch(entries=self._lists(summary))
        return Forme(self.name, self.kind, self.fingerprint, tuple(map(_laid, self.arguments)))

    def _lists(self, summary: Summary) -> bool:
        """Whether it prints what lists say of the stories of an issue."""
        if self.kind == "sitemap":
            return summary.traits.corrected or summary.traits.waits
        return self.kind != SEGMENT


def formes(
    archive: Archive,
    folders: Mapping[str, Folder],
    desk: Desk,
    templates: Mapping[str, str],
    base: str,
    memory: Memory,
) -> Iterator[Forme]:
    """Every forme of the site but those of search and assets.

    `folders` are by edition key; `templates` has the digest of each template; `base` is the
    digest of the press; `memory` keeps what older issues say of names.
    """
    grounds = {
        name: digest(canonical_json([base, *_grounds(name, templates, desk)]).encode())
        for name in KINDS
    }

    def forme(name: str, kind: str, sources: object, *arguments: object) -> Forme:
        told = sources if isinstance(sources, str) else canonical_json(sources)
        return Forme(name, kind, digest(f"{grounds[kind]}{told}".encode()), arguments)

    editions = archive.editions
    bound = tuple(Bound(folders[summary.name], summary) for summary in editions)
    parts = series.series(archive)
    drawn = desk.fonts.mark if desk.newspaper.cards or desk.newspaper.posters else None
    by_day = days.by_day(archive)
    for index, one in enumerate(bound):
        around = Around(
            editions[index - 1].key if index else None,
            editions[index + 1].key if index + 1 < len(editions) else None,
            parts.get(one.summary.key, {}),
        )
        beside = [(where, _parts(part)) for where, part in around.parts.items()]
        keys = (str(around.previous), str(around.next))
        sources = (one.summary.digest, keys, beside)
        name = f"edition {one.summary.name}"
        yield forme(name, "edition", (*sources, drawn), one, around)
        if index + 1 == len(bound):
            date = one.summary.key.date
            same_day = by_day[date.month, date.day]
            past = [s for s in same_day if s.key.date < date][: days.PAST]
            front = replace(around, past=tuple(map(lists.line, past)))
            told = [(summary.name, summary.listing) for summary in past]
            yield forme("front", "front", (sources, told), one, front)
    if not bound:
        yield forme("front", "empty", ())
    newest = tuple(reversed(bound[-desk.newspaper.feed_editions :]))
    named = {name for one in newest for _, _, name in one.summary.pages if name}
    older = archives.by_page_name(archive, feeds.STORIES, without=named)
    whole = feeds.whole_editions([one.summary for one in newest])
    earlier = tuple(one.summary for one in newest[whole:])
    digests = [one.summary.digest for one in newest[:whole]]
    listings = [(summary.name, summary.listing) for summary in earlier]
    named_only = {name: _digests(places) for name, places in older.items()}
    told_of = (digests, listings, named_only)
    yield forme("feeds", "feeds", told_of, newest[:whole], earlier, older)
    recent = sitemaps.newest(editions)
    yield forme("news", "news", [(s.name, s.listing) for s in recent], recent)
    names = {kind: Names(editions, kind, memory, base) for kind in NAMES}
    yield from _years(archive, by_day, names, forme)
    yield from _days(by_day, forme)
    yield from _names(names, forme)
    yield from _segments(bound, grounds[SEGMENT], forme)
    corrected = archives.corrected(archive)
    yield forme("corrections", "corrections", archives.stamps(corrected), corrected)
    yield forme("fixed", "fixed", [(page.title, page.body) for page in desk.text_pages])


def _grounds(kind: str, templates: Mapping[str, str], desk: Desk) -> list[object]:
    """What all formes of a kind are printed from."""
    used = [templates[template] for template in KINDS[kind].templates]
    return [kind, used, settings.stated(desk, KINDS[kind].settings)]


def _parts(part: Beside) -> list[object]:
    beside = [spot for spot in (part.previous, part.next) if isinstance(spot, Spot)]
    return [part.number, part.previous is None, archives.stamps(beside)]


def _laid(argument: object) -> object:
    if isinstance(argument, Around):
        parts = {where: part.laid() for where, part in argument.parts.items()}
        return replace(argument, parts=parts)
    if isinstance(argument, ClosedSheet):
        return argument.laid()
    if isinstance(argument, tuple) and argument and isinstance(argument[0], Spot):
        return tuple(spot.place() for spot in argument)
    return argument


def _days(
    by_day: Mapping[days.Day, tuple[Summary, ...]], forme: Callable[..., Forme]
) -> Iterator[Forme]:
    order = tuple(by_day)
    for index, (day, editions) in enumerate(by_day.items()):
        beside = (order[index - 1], order[(index + 1) % len(order)])
        listings = [(summary.name, summary.listing) for summary in editions]
        name = f"day {day[0]:02d}-{day[1]:02d}"
        yield forme(name, "day", (listings, beside), day, editions, *beside)


def _years(
    archive: Archive,
    by_day: Iterable[days.Day],
    named: Mapping[str, Names],
    forme: Callable[..., Forme],
) -> Iterator[Forme]:
    years = archive.years()
    numbers = sorted(years)
    counts: list[lists.Year] = []
    for index, number in enumerate(numbers):
        summaries = years[number]
        previous = numbers[index - 1] if index else None
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        digests = [summary.listing for summary in summaries]
        lines = tuple(lists.line(summary) for summary in summaries)
        keys = [summary.name for summary in summaries]
        yield forme(
            f"year {number}", "year", (keys, digests, previous, following),
            number, lines, previous, following,
        )  # fmt: skip
        counts.append(lists.year(number, summaries))
    latest = archive.editions[: -lists.LATEST - 1 : -1]
    totals = [(year.number, year.months, year.stories) for year in counts]
    sources = (totals, [(summary.name, summary.listing) for summary in latest])
    yield forme("archive", "archive", sources, tuple(counts), tuple(lists.line(s) for s in latest))
    newest: list[tuple[str, dt.date]] = []
    for month, issues in groupby(archive.editions, sitemaps.part_of(archive.editions)):
        summaries = tuple(issues)
        listings = [(summary.name, summary.listing) for summary in summaries]
        yield forme(f"sitemap {month}", "sitemap", listings, month, summaries)
        newest.append((month, summaries[-1].key.date))
    names = [
        *(urls.year(number) for number in numbers),
        *(urls.day(*day) for day in by_day),
        *(urls.author(name) for name in named["authors"].names),
        *(urls.column(name) for name in named["columns"].names),
    ]
    dates = [(month, date.isoformat()) for month, date in newest]
    yield forme("sitemaps", "sitemaps", (dates, names), tuple(newest), tuple(names))


def _names(named: Mapping[str, Names], forme: Callable[..., Forme]) -> Iterator[Forme]:
    for kind, names in named.items():
        single = kind.removesuffix("s")
        counts: list[tuple[str, int]] = []
        for one in names:
            counts.append((one.name, lists.about(one.count)))
            full = len(one.stamps)
            told = f"{one.stamp} {full}"
            yield forme(f"{single} {one.name}", single, told, kind, one.name, one.newest, full)
            for number, stamps in enumerate(one.stamps, 1):
                sheet, last = ClosedSheet(names, one.name, number), number == full
                yield forme(
                    f"{kind}/{number} {one.name}", f"{single} sheet", f"{stamps} {last}",
                    kind, one.name, sheet, number, last,
                )  # fmt: skip
        most_first = tuple(sorted(counts, key=_most_first))
        yield forme(kind, kind, most_first, kind, most_first)


def _segments(bound: Sequence[Bound], ground: str, forme: Callable[..., Forme]) -> Iterator[Forme]:
    by_key = {one.summary.key: one for one in bound}
    for segment in segments(tuple(by_key)):
        members = tuple(by_key[key] for key in segment.keys)
        digests = [one.summary.digest for one in members]
        yield forme(f"{SEGMENT} {segment.name}", SEGMENT, digests, segment, members, ground)


def manifest_forme(notes: Sequence[str], variants: Mapping[str, str], base: str) -> Forme:
    """The search index's table of contents.

    `notes` are those of its segments, oldest first; `variants` are spellings of names with the
    right ones.
    """
    fingerprint = digest(canonical_json([base, notes, dict(variants)]).encode())
    return Forme("search", "search", fingerprint, (tuple(notes), dict(variants)))


def moved_forme(
    moves: Sequence[Move], desk: Desk, templates: Mapping[str, str], base: str
) -> Forme:
    """The pages at addresses that have none of their own any more, and rules for hosts too."""
    rules = desk.newspaper.host_rules
    told = [(m.address, m.to, m.gone) for m in moves]
    whole = [base, *_grounds(MOVED, templates, desk), rules, told]
    return Forme(MOVED, MOVED, digest(canonical_json(whole).encode()), (tuple(moves), rules))


def _most_first(count: tuple[str, int]) -> tuple[int, str]:
    return -count[1], count[0]


def _digests(places: Iterable[Place]) -> list[str]:
    return [f"{place.key}{place.entry.digest}" for place in places]


def assets_forme(desk: Desk, base: str) -> Forme:
    """Style sheets and scripts."""
    told = assets.assets_digest(desk.root / "templates", desk.say)
    fingerprint = digest(canonical_json([base, told]).encode())
    return Forme("assets", "assets", fingerprint, ())
