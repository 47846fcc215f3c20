"""The stories of authors and columns, without asking every issue of decades for them.

What the older issues say changes seldom: how many stories each name has, what its closed sheets
are printed from, and its last stories. The ledger keeps that; what the newest issues add is
counted anew with each build. It also keeps the stories of each name by runs of issues: where an
editor was at work in an old one, or a further run is full, that run is counted anew, and no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Protocol, TypeVar

from broadsheet.archive import Place, Spot, stamp
from broadsheet.plan.lists import SHEET, closed
from broadsheet.summaries import Mark, Summary
from broadsheet.text import canonical_json, digest
from broadsheet.values import dataclass

STEP, FRESH = 64, 16
"""The ledger keeps the issues up to a multiple of STEP, and never the FRESH newest, which are still
corrected."""

T = TypeVar("T")

KINDS: Mapping[str, Callable[[Mark], Iterable[str]]] = {
    "authors": lambda mark: mark.authors,
    "columns": lambda mark: (mark.column,) if mark.column else (),
}
"""The names of a story."""

Told = tuple[int, int, str]
"""A story: the number of its edition in the archive, its own in the edition, digest of its mark."""

Known = Mapping[str, tuple[int, Sequence[str], Sequence[Told]]]
"""Of each name: the number of its stories, the stamps of its full sheets, and its last stories,
from the last full sheet but one on; the oldest first."""


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
        self._editions, self._kind = editions, kind
        self._memory, self._ground = memory, ground
        self._rested = max(0, (len(editions) - FRESH) // STEP * STEP)
        self._known: Known = self._kept(f"names {kind}", 0, self._rested, self._counted)

    def __iter__(self) -> Iterator[Name]:
        for name in self.names:
            _, old, _ = self._known.get(name, (0, (), ()))
            first, recent = self._recent(name)
            count = first + len(recent)
            full = closed(count)
            added = (
                self._stamp(recent[number * SHEET - first : (number + 1) * SHEET - first])
                for number in range(len(old), full)
            )
            newest = recent[full * SHEET - first :]
            stamps = (*old[:full], *added)
            yield Name(name, count, stamps, self._stamp(newest), self._spots(newest))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """In order."""
        return tuple(sorted(self._known.keys() | self._new.keys()))

    def sheet(self, name: str, number: int) -> tuple[Spot, ...]:
        """The stories of a closed sheet, newest first; the oldest is number 1."""
        begin = (number - 1) * SHEET
        first, stories = self._recent(name)
        if begin < first:
            # neither one that closes now nor the one before it
            first, stories = 0, [*self._old.get(name, ()), *self._new.get(name, ())]
        return self._spots(stories[begin - first : begin - first + SHEET])

    def _recent(self, name: str) -> tuple[int, Sequence[Told]]:
        """How many stories go before the last, and those, oldest first."""
        count, _, last = self._known.get(name, (0, (), ()))
        return count - len(last), [*last, *self._new.get(name, ())]

    def _spots(self, stories: Sequence[Told]) -> tuple[Spot, ...]:
        """Stories that are given oldest first; newest first."""
        return tuple(Spot(self._editions[edition], at) for edition, at, _ in reversed(stories))

    def _stamp(self, stories: Sequence[Told]) -> str:
        """Of a sheet (archive.stamps); the stories are given oldest first."""
        editions = self._editions
        return stamp([(editions[edition].name, mark) for edition, _, mark in reversed(stories)])

    def _counted(self) -> Known:
        known = {}
        for name, stories in self._old.items():
            full = len(stories) // SHEET
            sheets = (stories[at * SHEET : (at + 1) * SHEET] for at in range(full))
            last = stories[max(0, full - 2) * SHEET :]
            known[name] = (len(stories), list(map(self._stamp, sheets)), last)
        return known

    @cached_property
    def _old(self) -> Mapping[str, Sequence[Told]]:
        """All stories of the issues that the ledger keeps, oldest first."""
        found: dict[str, list[Told]] = {}
        for begin in range(0, self._rested, STEP):
            count = partial(self._gathered, begin, begin + STEP)
            run = self._kept(f"names {self._kind} {begin}", begin, begin + STEP, count)
            for name, stories in run.items():
                found.setdefault(name, []).extend(stories)
        return found

    @cached_property
    def _new(self) -> Mapping[str, Sequence[Told]]:
        return self._gathered(self._rested, len(self._editions))

    def _gathered(self, begin: int, end: int) -> Mapping[str, Sequence[Told]]:
        found: dict[str, list[Told]] = {}
        names_of = KINDS[self._kind]
        for number in range(begin, end):
            marks = self._editions[number].marks
            # the first story of an issue is its newest: lists begin with it
            for at in range(len(marks) - 1, -1, -1):
                mark = marks[at]
                if mark.listed:
                    for name in names_of(mark):
                        found.setdefault(name, []).append((number, at, mark.digest))
        return found

    def _kept(self, name: str, begin: int, end: int, count: Callable[[], T]) -> T:
        """What these issues say, from the ledger while none of them says anything else."""
        issues = [f"{issue.name}{issue.listing}" for issue in self._editions[begin:end]]
        source = digest(" ".join([self._ground, *issues]).encode())
        kept = self._memory.recall(name, source)
        found: T = count() if kept is None else json.loads(kept)
        if kept is None:
            self._memory.memorise(name, source, canonical_json(found))
        return found
