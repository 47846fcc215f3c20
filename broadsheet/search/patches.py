"""What an edit changes of a printed segment: the buckets of the terms it brings, takes or moves.

A list says where its term stands in each story that has it, and of all others only how many there
are. So an edit that leaves the number of stories and of buckets as they were changes the lists of
few terms, and most buckets keep their bytes: a longer paragraph moves what follows it in its
story; one more behind the last changes next to nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import accumulate

import numpy as np

from broadsheet.search.bits import Numbers
from broadsheet.search.buckets import Part, bucket_count, singles_count, sounds_count
from broadsheet.search.documents import FIELDS
from broadsheet.search.extracts import Extract, Tokens, is_facet
from broadsheet.search.lists import BODY
from broadsheet.search.postings import shuffled, string_bucket
from broadsheet.search.streams import are_wide
from broadsheet.values import dataclass

_Pair = tuple[int, int]
"""Two characters."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What lists say of one text."""

    pairs: frozenset[tuple[_Pair, int, int]]
    """Pairs, whether over a hard gap, and where."""
    singles: Counter[int]
    words: frozenset[tuple[str, int]]
    sounds: frozenset[tuple[str, int]]
    length: int
    heard: int


@dataclass(slots=True)
class _Terms:
    """Terms whose lists change."""

    pairs: set[_Pair] = field(default_factory=set)
    singles: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    sounds: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Patch:
    """What of a segment is to be printed anew."""

    part: Part
    """Buckets."""
    words: frozenset[str]
    """Runs that may be new, or gone."""
    stories: frozenset[int]
    """Numbers of the stories of which the list prints something else."""


def patch(
    before: Mapping[int, Extract], whole: Sequence[Extract], apart: Sequence[int]
) -> Patch | None:
    """What changes where some extracts give way to others; None if all does.

    `before` are the old ones by their number in `whole`, all that there are now; `apart` says of
    each bucket of the printed segment how many lists of it have files of their own.
    """
    if any(len(old.stories) != len(whole[number].stories) for number, old in before.items()):
        return None
    pairs, stories = sum(one.count for one in whole), sum(len(one.stories) for one in whole)
    were = pairs + sum(old.count - whole[number].count for number, old in before.items())
    count = bucket_count(pairs, stories)
    if count != bucket_count(were, stories):
        return None
    terms, changed = _Terms(), set[int]()
    firsts = list(accumulate((len(one.stories) for one in whole), initial=0))
    for number, old in before.items():
        new = whole[number]
        _compare(old, new, terms)
        rows = enumerate(zip(old.stories, new.stories, strict=True), firsts[number])
        changed |= {row for row, (was, now) in rows if was != now}
    singles, sounds = singles_count(count), sounds_count(count)
    first, second = np.array(sorted(terms.pairs), np.int64).reshape(-1, 2).T
    wanted = _chosen(count, (shuffled(first) + second) % count)
    wanted |= _chosen(count, [string_bucket(word, count) for word in terms.words])
    alone = shuffled(np.array(sorted(terms.singles), np.int64)) % singles
    heard = [string_bucket(sound, sounds) for sound in terms.sounds]
    lists = np.array(apart, np.int64)
    part = Part(wanted, _chosen(singles, alone), _chosen(sounds, heard), lists)
    words = frozenset(word for word in terms.words if not is_facet(word))
    return Patch(part, words, frozenset(changed))


def _chosen(count: int, buckets: Numbers | list[int]) -> Numbers:
    chosen = np.zeros(count, bool)
    chosen[np.asarray(buckets, np.int64)] = True
    return chosen


def _compare(old: Extract, new: Extract, terms: _Terms) -> None:
    """Adds the terms whose lists are others in the new extract."""
    for text, (was, now) in enumerate(zip(_texts(old), _texts(new), strict=True)):
        if was == now:
            continue
        if text % len(FIELDS) == BODY:
            pairs, words = was.pairs ^ now.pairs, was.words ^ now.words
            more, fewer = now.singles - was.singles, was.singles - now.singles
            terms.singles |= more.keys() | fewer.keys()
        else:
            # each list says how long the field is
            pairs, words = was.pairs | now.pairs, was.words | now.words
            terms.singles |= was.singles.keys() | now.singles.keys()
            terms.sounds |= {token for token, _ in was.sounds | now.sounds}
        terms.pairs |= {pair for pair, _, _ in pairs}
        terms.words |= {token for token, _ in words}


def _texts(one: Extract) -> Iterator[_Text]:
    places = np.flatnonzero(np.unpackbits(one.pairs, count=len(one.codes)))
    over = np.unpackbits(one.over, count=one.count)
    sizes = one.sizes.astype(np.int64)
    ends = np.cumsum(sizes)
    bounds = np.searchsorted(places, np.concatenate(([0], ends))).tolist()
    words, sounds = (_by_text(tokens, len(sizes)) for tokens in (one.words, one.sounds))
    for text, (start, end) in enumerate(zip((ends - sizes).tolist(), ends.tolist(), strict=True)):
        part = slice(bounds[text], bounds[text + 1])
        at = places[part]
        found = zip(one.codes[at].tolist(), one.codes[at + 1].tolist(), strict=True)
        codes = one.codes[start:end]
        yield _Text(
            frozenset(zip(found, over[part].tolist(), (at - start).tolist(), strict=True)),
            Counter(codes[are_wide(codes)].tolist()),
            frozenset(words[text]),
            frozenset(sounds[text]),
            int(one.lengths[text]),
            int(one.heard[text]),
        )


def _by_text(tokens: Tokens, count: int) -> list[list[tuple[str, int]]]:
    found: list[list[tuple[str, int]]] = [[] for _ in range(count)]
    for number, text, spot in zip(
        tokens.ids.tolist(), tokens.texts.tolist(), tokens.spots.tolist(), strict=True
    ):
        found[text].append((tokens.tokens[number], spot))
    return found
