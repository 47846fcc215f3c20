"""Series: stories of one column whose headlines are numbered, and the parts beside each.

The parts of a column belong together until the numbers begin anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from broadsheet.archive import Archive, Place, Spot
from broadsheet.model import EditionKey
from broadsheet.values import dataclass


@dataclass(frozen=True, slots=True)
class Beside:
    """The parts of a series before and after a story."""

    number: int
    previous: Spot | Place | None
    next: Spot | Place | None

    def laid(self) -> Beside:
        """With the parts themselves, for another process."""
        return Beside(self.number, _place(self.previous), _place(self.next))


def series(archive: Archive) -> Mapping[EditionKey, Mapping[str, Beside]]:
    """For each edition the places of its parts, and what stands beside them in their series."""
    runs: dict[str, list[list[tuple[int, Spot]]]] = {}
    for summary in archive.editions:
        if not summary.traits.parted:
            continue
        for index, mark in enumerate(summary.marks):
            if mark.part is None or not mark.listed:
                continue
            column = runs.setdefault(str(mark.column), [])
            if not column or mark.part <= column[-1][-1][0]:
                column.append([])
            column[-1].append((mark.part, Spot(summary, index)))
    found: dict[EditionKey, dict[str, Beside]] = {}
    for run in (run for column in runs.values() for run in column if len(run) > 1):
        for index, (number, spot) in enumerate(run):
            before = run[index - 1][1] if index else None
            after = run[index + 1][1] if index + 1 < len(run) else None
            beside = Beside(number, before, after)
            found.setdefault(spot.key, {})[spot.mark.place] = beside
    return found


def _place(spot: Spot | Place | None) -> Place | None:
    return spot.place() if isinstance(spot, Spot) else spot
