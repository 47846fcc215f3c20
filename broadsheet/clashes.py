"""Files of a site that cannot stand beside each other: two of one path, or a file and a folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from broadsheet.plan.formes import Forme
from broadsheet.printing import Printed
from broadsheet.problems import NewspaperError, Problem, in_reading_order, problem
from broadsheet.standing import Standing


def clashing(
    printed: Sequence[tuple[Forme, Printed]], standing: Standing, kept: Collection[str]
) -> frozenset[str]:
    """Names of the formes whose files cannot stand beside each other."""
    if not printed:
        return frozenset()
    staged = {item.path for _, result in printed for item in result.staged}
    beside = standing.beside(staged, kept)
    owners = dict(beside)
    clashing: set[str] = set()
    for forme, result in printed:
        for item in result.staged:
            if item.path in owners:
                clashing |= {owners[item.path], forme.name}
            else:
                owners[item.path] = forme.name
    folders: set[str] = set()
    for path in staged:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    folders.update(path.rpartition("/")[0] for path in beside)
    both = [path for path in owners if path in folders]
    within = tuple(f"{path}/" for path in both)
    below = [path for path in owners if within and path.startswith(within)]
    return frozenset(clashing.union(owners[path] for path in (*both, *below)))


def same_outputs(printed: Sequence[tuple[Forme, Printed]]) -> NewspaperError:
    """The clashes of formes that were printed for it, so that every source is known."""
    sources: dict[str, str] = {}
    faults: list[Problem] = []
    items = sorted(
        (item for _, result in printed for item in result.staged),
        # What an editor named comes last and is the one to rename.
        key=lambda item: (item.path, item.source.startswith("content/pages/"), item.source),
    )
    for item in items:
        path = PurePosixPath(item.path)
        other = next((sources[p] for p in map(str, (path, *path.parents)) if p in sources), None)
        if other is None:
            sources[item.path] = item.source
        else:
            faults.append(problem("same-output", item.source, None, output=item.path, other=other))
    return NewspaperError(in_reading_order(faults))
