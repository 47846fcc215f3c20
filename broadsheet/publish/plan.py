"""What is to be sent, and in which order, so that a reader at any instant finds no dead link.

Pure: from what the site has and what is known of the target to the steps of a publication.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

LEAVES = 3
"""Up to this rank files of one step may come in any order: what they link to is there."""
_EDITION = re.compile(r"\d{4}/\d\d/\d\d(?:-\d+)?/")
_LISTS = re.compile(r"(?:\d{4}|archive|authors|columns|corrections)/index\.html\Z")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known to lie at the target."""

    sent: Mapping[str, str]
    """Digest by path, of everything that arrived."""
    sending: frozenset[str] = frozenset()
    """Paths that were on their way when the last publication stopped."""
    removing: frozenset[str] = frozenset()
    """Paths that were being removed then."""

    @property
    def arrived(self) -> Mapping[str, str]:
        """Digests of files that surely lie there as they were sent."""
        doubtful = self.sending | self.removing
        return {path: name for path, name in self.sent.items() if path not in doubtful}


@dataclass(frozen=True, slots=True)
class Plan:
    """One publication: each step is complete before the next begins."""

    steps: tuple[tuple[str, ...], ...]
    """Paths to send."""
    gone: tuple[str, ...]
    """Paths to remove afterwards."""
    kept: int
    """Files that are right already."""

    @property
    def sent(self) -> tuple[str, ...]:
        """Everything to send, in order."""
        return tuple(path for step in self.steps for path in step)


def plan(wanted: Mapping[str, str], known: Known) -> Plan:
    """The way from what lies at the target to what is wanted; both are path to digest.

    What is new comes first, since nothing links to it yet; then the pages that changed, then the
    front page, then feeds and indexes; what is gone is removed last, when no page links to it.
    """
    arrived = known.arrived
    there = known.sent.keys() - known.removing
    changed = sorted(path for path, name in wanted.items() if arrived.get(path) != name)
    steps: dict[tuple[bool, int], list[str]] = {}
    for path in changed:
        steps.setdefault((path in there, max(rank(path), LEAVES)), []).append(path)
    gone = (known.sent.keys() | known.sending | known.removing) - wanted.keys()
    return Plan(
        steps=tuple(tuple(sorted(steps[key], key=rank)) for key in sorted(steps)),
        # an index before the leaves that it links to
        gone=tuple(sorted(gone, key=lambda path: (-rank(path), path))),
        kept=len(wanted) - len(changed),
    )


def rank(path: str) -> int:
    """Where a file stands in the order; addresses are the contract's.

    0 pictures, styles and scripts; 1 pages of editions; 2 authors, columns and pages of the
    paper's own; 3 lists; 4 the front page; 5 feeds, sitemaps and the search index's contents.
    """
    plain = path.removesuffix(".gz").removesuffix(".br")
    if plain in ("index.html", "404.html"):
        return 4
    if plain == "search/manifest.json" or plain == "search/manifest.js" or "/" not in plain:
        return 5
    if not plain.endswith(".html"):
        return 0
    if _EDITION.match(plain):
        return 1
    return 3 if _LISTS.match(plain) else 2


def groups(planned: Plan, size: int) -> Iterator[tuple[tuple[tuple[str, ...], ...], int]]:
    """Steps in groups of about `size` files, after each of which the record is written.

    Yields (steps of the group, how many files they have); a long step is cut.
    """
    group: list[tuple[str, ...]] = []
    count = 0
    for step in planned.steps:
        rest: Collection[str] = step
        while rest:
            part = tuple(rest)[: size - count]
            rest = tuple(rest)[size - count :]
            group.append(part)
            count += len(part)
            if count >= size:
                yield tuple(group), count
                group, count = [], 0
    if group:
        yield tuple(group), count


def sample(sent: Collection[str], size: int) -> tuple[str, ...]:
    """Some of the files that were sent, spread evenly, the front page among them."""
    ordered = sorted(sent)
    step = max(1, len(ordered) // size)
    chosen = ordered[::step][:size]
    if "index.html" in sent and "index.html" not in chosen:
        chosen[-1:] = ["index.html"]
    return tuple(chosen)
