"""Standing matter: what the last build left in ledger and site, and need not be set anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from broadsheet.ledger import Ledger, Printed
from broadsheet.plan.formes import Forme


@dataclass(frozen=True, slots=True)
class Standing:
    """What the last build left: in the ledger, and on disk."""

    formes: Mapping[str, tuple[str, str]]
    files: Mapping[str, list[Printed]]
    """By forme."""
    present: Mapping[str, tuple[int, int]]
    untouched: Mapping[str, str] = field(default_factory=dict)
    """Digests of files that lie as they were written."""

    @classmethod
    def of(cls, ledger: Ledger, present: Mapping[str, tuple[int, int]]) -> Standing:
        """What the ledger knows, held against the files that are there."""
        files: dict[str, list[Printed]] = {}
        untouched: dict[str, str] = {}
        for file in ledger.outputs():
            files.setdefault(file.forme, []).append(file)
            if present.get(file.path) == (file.size, file.mtime):
                untouched[file.path] = file.digest
        return cls(ledger.formes(), files, present, untouched)

    def holds(self, forme: Forme) -> bool:
        """Whether all that the forme would print is there already."""
        fingerprint, _ = self.formes.get(forme.name, ("", ""))
        return fingerprint == forme.fingerprint and all(
            file.path in self.untouched for file in self.files.get(forme.name, ())
        )

    def known(self, forme: Forme) -> Mapping[str, str]:
        """Digests of the forme's untouched files."""
        return {
            file.path: self.untouched[file.path]
            for file in self.files.get(forme.name, ())
            if file.path in self.untouched
        }

    def kept_by(self, planned: Sequence[Forme], stale: Sequence[Forme]) -> Mapping[str, str]:
        """Paths of the formes that are not printed again, and the forme of each."""
        again = {forme.name for forme in stale}
        kept = (forme.name for forme in planned if forme.name not in again)
        return {file.path: name for name in kept for file in self.files.get(name, ())}

    def lost(self, kept: Collection[str], staged: Collection[str]) -> frozenset[str]:
        """Paths that the last build made and this one does not."""
        before = (file.path for files in self.files.values() for file in files)
        return frozenset(path for path in before if path not in kept and path not in staged)
