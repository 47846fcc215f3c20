"""Moulds: what is kept of a printed segment, so that an edit need not print all of it again.

Printers keep a mould of a set page and cast it anew. Here it is what the files of a segment come
from and how they are marked: hardly more than their names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from broadsheet.kept import keep_sealed, sealed
from broadsheet.search.extracts import Extract, unpacked
from broadsheet.search.index import PrintedSegment, print_extracts, print_patch
from broadsheet.search.patches import patch
from broadsheet.search.segments import Segment
from broadsheet.text import canonical_json
from broadsheet.values import dataclass

FOLDER = "moulds"
"""In the cache."""


@dataclass(frozen=True, slots=True)
class Mould:
    """What is kept of a printed segment."""

    extracts: tuple[str, ...]
    """Names of the files in the cache that it was printed from."""
    marks: Mapping[str, str]
    """Of its files by name."""
    apart: tuple[int, ...]
    """Of each bucket: how many lists have files of their own."""


def print_kept(
    segment: Segment,
    names: Sequence[str],
    parts: Sequence[Extract],
    file: Path,
    extracts: Path,
) -> PrintedSegment:
    """The index of a segment, from the extracts of its editions.

    `names` are those of the extracts in their folder of the cache. `file` is where the segment's
    mould is kept; with it, only what an edit changed is printed.
    """
    mould = read_mould(file)
    printed = _patched(segment, names, parts, mould, extracts) if mould else None
    printed = printed or print_extracts(segment, parts)
    write_mould(file, Mould(tuple(names), printed.marks, printed.apart))
    if mould and len(mould.extracts) == len(names):
        # edited: nothing needs what was before
        for name in set(mould.extracts) - set(names):
            with suppress(OSError):
                (extracts / name).unlink()
    return printed


def _patched(
    segment: Segment,
    names: Sequence[str],
    parts: Sequence[Extract],
    mould: Mould,
    folder: Path,
) -> PrintedSegment | None:
    if len(mould.extracts) != len(names):
        return None
    before = dict[int, Extract]()
    for number, (was, name) in enumerate(zip(mould.extracts, names, strict=True)):
        if was != name:
            old = sealed(folder / was)
            if old is None:
                return None
            before[number] = unpacked(old)
    changed = patch(before, parts, mould.apart)
    return print_patch(segment, parts, changed, mould.marks) if changed else None


def read_mould(file: Path) -> Mould | None:
    """The mould in a file; None if there is none, or not all of it."""
    data = sealed(file)
    if data is None:
        return None
    extracts, marks, apart = json.loads(data)
    return Mould(tuple(extracts), marks, tuple(apart))


def write_mould(file: Path, mould: Mould) -> None:
    """Keeps a mould in the place of the one before."""
    keep_sealed(file, canonical_json([mould.extracts, mould.marks, mould.apart]).encode())
