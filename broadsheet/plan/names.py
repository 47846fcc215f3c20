"""The stories of authors and columns, without asking every issue of decades for them.

What the older issues say changes seldom: how many stories each name has, what its closed sheets
are printed from, and its last stories. The ledger keeps that; what the newest issues add is
counted anew with each build.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from broadsheet.archive import Place, Spot, stamp, stamps
from broadsheet.plan.lists import SHEET, closed
from broadsheet.summaries import Mark, Summary
from broadsheet.text import canonical_json, digest
from broadsheet.values import dataclass

STEP, FRESH = 64, 16
"""The ledger keeps the issues up to a multiple of STEP, and never the FRESH newest, which are still
corrected. So of 64 issues one counts anew."""

KINDS: Mapping[str, Callable[[Mark], Iterable[str]]] = {
    "authors": lambda mark: mark.authors,
    "columns": lambda mark: (mark.column,) if mark.column else (),
}
"""The names of a story."""

Known = Mapping[str, tuple[int, Sequence[str], Sequence[tuple[int, int, str]]]]
"""Of each name: the number of its stories, the stamps of its full sheets, and its last stories, as
(edition, place among its stories, digest of the mark), from the last full sheet but one on; the
oldest first."""


class Memory(Protocol):
    """What is remembered from build to build; the ledger."""

    def recall(self, name: str, source: str) -> str | None:
        """What was worked out from the same source before."""

    def memorise(self, name: str, source: str, value: str) -> None:
        """Keeps what was worked out."""


@dataclass(frozen=True, slots=True)
class Name:
    """An author or a column."""

    name: str
    count: int
    """Listed stories."""
    stamps: tuple[str, ...]
    """What its closed sheets are printed from, oldest first (archive.stamps)."""
    stamp: str
    """The same of its own sheet."""
    newest: tuple[Spot, ...]
    """The stories of that one, newest first."""


@dataclass(frozen=True, slots=True)
class ClosedSheet:
    """The stories of a closed sheet, which are only asked for when it is printed."""

    names: Names
    name: str
    number: int

    def laid(self) -> tuple[Place, ...]:
        """The stories, newest first."""
        return tuple(spot.place() for spot in self.names.sheet(self.name, self.number))


class Names:
    """All authors or all columns; iterated by name."""

    def __init__(self, editions: Sequence[Summary], kind: str, memory: Memory, ground: str) -> None:
        """`editions` oldest first; `kind` of KINDS; `ground` is what summaries are made by."""
        self._editions, self._names_of = editions, KINDS[kind]
        self._rested = max(0, (len(editions) - FRESH) // STEP * STEP)
        told = [ground, *(f"{s.name}{s.listing}" for s in editions[: self._rested])]
        source = digest(" ".join(told).encode())
        kept = memory.recall(f"names {kind}", source)
        if kept is None:
            kept = canonical_json(self._counted())
            memory.memorise(f"names {kind}", source, kept)
        self._known: Known = json.loads(kept)

    def __iter__(self) -> Iterator[Name]:
        for name in self.names:
            _, old, _ = self._known.get(name, (0, (), ()))
            first, recent = self._recent(name)
            count = first + len(recent)
            full = closed(count)
            added = (
                _stamp(recent[number * SHEET - first : (number + 1) * SHEET - first])
                for number in range(len(old), full)
            )
            newest = recent[full * SHEET - first :]
            spots = tuple(spot for spot, _ in reversed(newest))
            yield Name(name, count, (*old[:full], *added), _stamp(newest), spots)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """In order."""
        return tuple(sorted(self._known.keys() | self._new.keys()))

    def sheet(self, name: str, number: int) -> tuple[Spot, ...]:
        """The stories of a closed sheet, newest first; the oldest is number 1."""
        begin = (number - 1) * SHEET
        count, _, last = self._known.get(name, (0, (), ()))
        if begin >= count - len(last):
            # one that closes now, or the one before it
            first, recent = self._recent(name)
            stories = recent[begin - first : begin - first + SHEET]
            return tuple(spot for spot, _ in reversed(stories))
        spots = [*self._old.get(name, ()), *self._new.get(name, ())]
        return tuple(reversed(spots[begin : begin + SHEET]))

    def _recent(self, name: str) -> tuple[int, Sequence[tuple[Spot, str]]]:
        """How many stories go before the last, and those with digests of marks, oldest first."""
        count, _, last = self._known.get(name, (0, (), ()))
        recent = [(Spot(self._editions[edition], at), mark) for edition, at, mark in last]
        new = [(spot, spot.mark.digest) for spot in self._new.get(name, ())]
        return count - len(recent), [*recent, *new]

    def _counted(self) -> Known:
        places = {id(edition): index for index, edition in enumerate(self._editions)}
        known = {}
        for name, spots in self._old.items():
            full = len(spots) // SHEET
            sheets = [spots[at * SHEET : (at + 1) * SHEET] for at in range(full)]
            last = spots[max(0, full - 2) * SHEET :]
            known[name] = (
                len(spots),
                [stamps(reversed(sheet)) for sheet in sheets],
                [(places[id(spot.summary)], spot.at, spot.mark.digest) for spot in last],
            )
        return known

    @cached_property
    def _old(self) -> Mapping[str, Sequence[Spot]]:
        """All stories of the issues that the ledger keeps, oldest first."""
        return self._gathered(self._editions[: self._rested])

    @cached_property
    def _new(self) -> Mapping[str, Sequence[Spot]]:
        return self._gathered(self._editions[self._rested :])

    def _gathered(self, editions: Iterable[Summary]) -> Mapping[str, Sequence[Spot]]:
        found: dict[str, list[Spot]] = {}
        for summary in editions:
            # the first story of an issue is its newest: lists begin with it
            for index in range(len(summary.marks) - 1, -1, -1):
                mark = summary.marks[index]
                if mark.listed:
                    for name in self._names_of(mark):
                        found.setdefault(name, []).append(Spot(summary, index))
        return found


def _stamp(stories: Sequence[tuple[Spot, str]]) -> str:
    """Of a sheet; the stories oldest first."""
    return stamp((spot.summary.name, mark) for spot, mark in reversed(stories))
