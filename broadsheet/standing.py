"""Standing matter: what the last build left in ledger and site, and need not be set anew.

The site is looked at area by area (stock.py). Where an area lies as the last build left it,
nothing is asked of its files: of an archive of decades a build thinks about what it touches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from broadsheet import stock, urls
from broadsheet.ledger import Ledger, Printed
from broadsheet.stock import Found, Lying

if TYPE_CHECKING:
    from broadsheet.plan.formes import Forme


TURN = "turn"
"""The ledger's name for the number of builds that looked at the site."""


class Standing:
    """What the last build left: in the ledger, and on disk."""

    def __init__(self, ledger: Ledger, output: Path) -> None:
        self._ledger, self._output = ledger, output
        self.formes = ledger.formes()
        """Fingerprint and note of each."""
        self._known = ledger.areas()
        turn = int(ledger.recall(TURN, "") or 0)
        ledger.memorise(TURN, "", str(turn + 1))
        self._seen = stock.look(output, self._known, stock.watched(self._known, turn))
        self._altered = {
            area
            for area, found in self._seen.items()
            if (found.listing if found is not None else "") != ledger.listing(area)
        }
        self._parsed: dict[str, Mapping[str, tuple[int, int]]] = {}

    @property
    def whole(self) -> bool:
        """Whether every file lies as the last build left it, and no other."""
        return not self._altered

    @property
    def count(self) -> int:
        """How many files the site has."""
        resting = sum(was.files for area, was in self._known.items() if area not in self._seen)
        return resting + sum(found.lying.files for found in self._seen.values() if found)

    def __contains__(self, path: object) -> bool:
        """Whether the site has a file."""
        return str(path) in self._files(urls.area(str(path)))

    def holds(self, forme: Forme) -> bool:
        """Whether all that the forme would print is there already."""
        fingerprint, _ = self.formes.get(forme.name, ("", ""))
        return fingerprint == forme.fingerprint and forme.name not in self._broken

    def known(self, forme: Forme) -> Mapping[str, str]:
        """Digests of the forme's untouched files."""
        if forme.name not in self.formes:
            return {}
        files = self._ledger.printed_by(forme.name)
        return {file.path: file.digest for file in files if self._untouched(file)}

    def note(self, name: str) -> str:
        """What a forme left for the ledger."""
        return self.formes[name][1]

    def printed_by(self, formes: Iterable[str]) -> Iterator[str]:
        """Paths that the last build made of these formes."""
        for name in formes:
            if name in self.formes:
                yield from self._ledger.paths_by(name)

    def kept_by(self, kept: Collection[str]) -> Mapping[str, str]:
        """Paths of the formes that are not printed again, and the forme of each: all there are."""
        return {file.path: file.forme for file in self._ledger.outputs() if file.forme in kept}

    def beside(self, paths: Collection[str], kept: Collection[str]) -> Mapping[str, str]:
        """Paths that may clash with these, of the formes that stay, and the forme of each."""
        if not self.formes:
            return {}
        if not self.folders.isdisjoint(paths):
            return self.kept_by(kept)
        areas = {urls.area(path) for path in paths}
        # a file may lie where a folder is to be
        parents = {str(p) for area in areas for p in PurePosixPath(area).parents if area}
        parents |= {area.rstrip("/") for area in areas}
        areas |= {urls.area(parent) for parent in parents}
        found = (pair for area in areas for pair in self._ledger.owners_in(area).items())
        return {path: forme for path, forme in found if forme in kept}

    @cached_property
    def folders(self) -> frozenset[str]:
        """Folders that the last build made, but for those below editions."""
        found: set[str] = set()
        for area in self._known:
            folder = area.rstrip("/")
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    def strangers(self, kept: Collection[str]) -> Iterator[str]:
        """Files in altered areas that belong to none of the formes that stay."""
        for area in self._altered:
            owners = self._ledger.owners_in(area)
            own = {path for path, forme in owners.items() if forme in kept}
            yield from self._files(area).keys() - own

    def settle(
        self,
        paths: Iterable[str],
        new: Mapping[str, Sequence[Printed]],
        whole: Collection[str],
        before: int,
    ) -> None:
        """Writes down what the areas of these paths, and those that were altered, hold now.

        `new` are the files that were printed, by area; those of areas that came `whole` did so at
        the time `before` or later.
        """
        areas = self._altered.union(new, map(urls.area, paths))
        settled: dict[str, Found | None] = {}
        # the times of folders are of no use where the next build asks for every file
        looks = len(self._known.keys() | areas) > stock.SMALL
        for area in areas:
            files = self._ledger.printed_in(area) if area in self._known else new.get(area, ())
            rows = [(file.path, file.size, file.mtime) for file in files]
            own = stock.listing(rows)
            if not looks:
                lying = Lying(len(files), f"{area}\0", "")
                settled[area] = Found(own, lying) if files else None
                continue
            found = stock.lie(self._output, area, rows if area in whole else (), before)
            # a file that came meanwhile is no part of it: the area is looked at next time
            times = found.lying.times if found is not None and found.listing == own else ""
            folders = found.lying.folders if found is not None else f"{area}\0"
            lying = Lying(len(files), folders, times)
            settled[area] = Found(own, lying) if files or found is not None else None
        self.rest(areas)
        self._ledger.remember_areas(settled)

    def rest(self, without: Collection[str] = ()) -> None:
        """Writes down the times of the areas that were found as they had been left."""
        timed = len(self._known) > stock.SMALL
        self._ledger.remember_areas(
            {
                area: found
                for area, found in self._seen.items()
                if area not in without
                and (found is None or (timed and found.lying != self._known.get(area)))
            }
        )

    @cached_property
    def _broken(self) -> frozenset[str]:
        """Formes with a file that does not lie as it was written."""
        files = (file for area in self._altered for file in self._ledger.printed_in(area))
        return frozenset(file.forme for file in files if not self._untouched(file))

    def _untouched(self, file: Printed) -> bool:
        area = urls.area(file.path)
        return area not in self._altered or (
            self._files(area).get(file.path) == (file.size, file.mtime)
        )

    def _files(self, area: str) -> Mapping[str, tuple[int, int]]:
        if area not in self._parsed:
            self._parsed[area] = stock.listed(self._listing(area))
        return self._parsed[area]

    def _listing(self, area: str) -> str:
        """As it lies now."""
        if area in self._seen:
            found = self._seen[area]
            return found.listing if found is not None else ""
        return self._ledger.listing(area) if area in self._known else ""
