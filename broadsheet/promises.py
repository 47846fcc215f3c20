"""The promise of a build: no address that readers know dies."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from broadsheet import addresses, summaries
from broadsheet.addresses import Move
from broadsheet.archive import Archive
from broadsheet.ledger import Ledger, open_ledger
from broadsheet.plan.kinds import MOVED
from broadsheet.text import canonical_json

_INDEX = "index.html"


def keep_promises(
    root: Path,
    archive: Archive,
    ledger: Ledger,
    lost: Collection[str],
    staged: Collection[str],
    kept: Callable[[], Collection[str]],
) -> tuple[Move, ...]:
    """What is to stand at published addresses that this build prints no page at.

    `staged` and `kept` are the paths of all files of the site, those that are printed anew and
    those that stay; `lost` are paths that the last build made and this one does not, without those
    of moved pages. Raises NewspaperError where an address would die. What was found is remembered,
    so that a build that loses no page looks at no address.
    """
    stamp = addresses.stamp(root)
    remembered = ledger.recall(MOVED, stamp)
    if remembered is not None and not staged and not lost:
        return tuple(Move(*move) for move in json.loads(remembered))
    if remembered == "[]" and not any(path.endswith(_INDEX) for path in lost):
        return ()
    book = addresses.read_book(root)
    if not book:
        ledger.memorise(MOVED, stamp, "[]")
        return ()
    live = {path.removesuffix(_INDEX) for path in (*kept(), *staged) if path.endswith(_INDEX)}
    dropped = book.keys() - live
    found = addresses.moves(book, dropped, live, archive.editions) if dropped else ()
    moves = [[move.address, move.to, move.gone] for move in found]
    ledger.memorise(MOVED, stamp, canonical_json(moves))
    return found


def record_addresses(root: Path, output: Path, paths: Collection[str]) -> None:
    """Writes the addresses of a site that is being published into content/addresses.

    `paths` are all files of the site in `output`. Where the ledger does not know a file (it was
    deleted since), an address that is known already keeps its line. Raises NewspaperError.
    """
    stamp = addresses.stamp(root)
    book = addresses.read_book(root)
    with open_ledger(root / ".cache", output) as ledger:
        formes = {file.path: file.forme for file in ledger.outputs()}
        remembered = ledger.recall(MOVED, stamp)
        moved = json.loads(remembered or "[]")
        told = [
            summaries.from_json(
                known.brief, partial(ledger.marks, name), partial(ledger.entries, name)
            )
            for name, known in ledger.editions().items()
        ]
        live: list[str] = []
        for path in paths:
            address = path.removesuffix(_INDEX)
            ours = address != path and address and formes.get(path) != MOVED
            if ours and (path in formes or address not in book):
                live.append(address)
        addresses.record(root, live, addresses.marks(told), (Move(*move) for move in moved))
        whole = all(f"{address}{_INDEX}" in formes for address in live)
        if whole and (remembered is not None or not book):
            # what the last build found holds for the new lines too: the next one need not look
            ledger.memorise(MOVED, addresses.stamp(root), canonical_json(moved))
            ledger.commit()
