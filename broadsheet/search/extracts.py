"""Extracts: what the index takes from the stories of an edition, once and for all.

Segments change, and an edition goes from a segment of its own to that of its week, its quarter
and its year; what there is to index of it stays the same. So the texts are cut into tokens once,
and a segment is made from extracts. They lie in the cache, some 2 KB a story.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import lru_cache
from itertools import count
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np

from broadsheet.kept import kept_sealed
from broadsheet.search.bits import Numbers
from broadsheet.search.documents import FIELDS, SearchDocument, from_values, values
from broadsheet.search.lists import BODY
from broadsheet.search.pinyin import Readings
from broadsheet.search.streams import streams
from broadsheet.search.tokens import COMMA, SPACE, fold
from broadsheet.text import canonical_json
from broadsheet.values import dataclass

AT_ONCE = 1 << 17
"""Characters that are cut into tokens at once: some 12 MB."""

HEADLINE, AUTHOR = FIELDS.index("headline"), FIELDS.index("author")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Where tokens stand that are looked up as strings."""

    tokens: tuple[str, ...]
    ids: Numbers
    """Of each place: which token stands there …"""
    texts: Numbers
    """… in which text …"""
    spots: Numbers
    """… and where."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What the index takes from some stories."""

    stories: tuple[SearchDocument, ...]
    """What the list prints of them: without the texts that are only indexed."""
    lengths: Numbers
    """By text, of which each story has as many as there are fields: tokens."""
    heard: Numbers
    """By text: tokens of sounds."""
    sizes: Numbers
    """By text: characters of its stream."""
    codes: Numbers
    """The streams of all texts, one after the other."""
    characters: Numbers
    """All that they have, in order."""
    pairs: Numbers
    """Whether a pair begins at each place: bits, packed."""
    over: Numbers
    """Whether a hard gap divides each pair: bits, packed."""
    count: int
    """How many pairs there are."""
    words: Tokens
    """Runs, and facets, which stand once in a body."""
    sounds: Tokens


@dataclass(slots=True)
class _Gathering:
    """Tokens and where they stand, as they come."""

    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(count().__next__))
    ids: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    spots: list[int] = field(default_factory=list)

    def add(self, tokens: Iterable[str], texts: Iterable[int], spots: Iterable[int]) -> None:
        """Tokens that stand in texts at positions."""
        self.ids += map(self.numbers.__getitem__, tokens)
        self.texts += texts
        self.spots += spots

    def done(self) -> Tokens:
        """All of them."""
        arrays = (_small(np.array(some, np.int64)) for some in (self.ids, self.texts, self.spots))
        return Tokens(_shared(self.numbers), *arrays)


def _shared(tokens: Iterable[str]) -> tuple[str, ...]:
    """Tokens that take room once, however many extracts have them."""
    return tuple(map(intern, tokens))


def extracts(documents: Iterable[SearchDocument], readings: Readings) -> Iterator[Extract]:
    """What the index takes from stories, in as many extracts as they are handled at once."""
    some, size = list[SearchDocument](), 0
    for document in documents:
        some.append(document)
        size += len(document.body)
        if size > AT_ONCE:
            yield extract(some, readings)
            some, size = [], 0
    if some:
        yield extract(some, readings)


def extract(documents: Sequence[SearchDocument], readings: Readings) -> Extract:
    """What the index takes from some stories."""
    words, heard = _Gathering(), _Gathering()
    told = [0] * len(documents) * len(FIELDS)
    found = streams([document.text(name) for document in documents for name in FIELDS])
    stream = found.text()
    runs, ends, begins = found.runs.tolist(), found.ends.tolist(), found.starts.tolist()
    words.add(
        [stream[start:end] for start, end in zip(runs, ends, strict=True)],
        found.owners[found.runs].tolist(),
        (found.runs - found.starts[found.owners[found.runs]]).tolist(),
    )
    for number, document in enumerate(documents):
        at = number * len(FIELDS)
        headline = stream[begins[at + HEADLINE] : begins[at + HEADLINE + 1]]
        for name, said in ((HEADLINE, headline), (AUTHOR, _stream(document.authors))):
            tokens, spots = readings.sounds(said)
            heard.add(tokens, [at + name] * len(tokens), spots)
            told[at + name] = 2 * len(said)
        keys = facets_of(document)
        words.add(keys, [at + BODY] * len(keys), [0] * len(keys))
    pairs = np.flatnonzero(found.pairs)
    return Extract(
        tuple(replace(document, body="", author="") for document in documents),
        _small(found.lengths),
        _small(np.array(told, np.int64)),
        _small(np.diff(found.starts)),
        _small(found.codes),
        _small(np.flatnonzero(np.bincount(found.codes))),
        np.packbits(found.pairs),
        np.packbits(found.over[pairs]),
        len(pairs),
        words.done(),
        heard.done(),
    )


@lru_cache(maxsize=1 << 12)
def _stream(names: tuple[str, ...]) -> str:
    return fold("\n".join(names)).replace(SPACE, "").replace(COMMA, "")


def facets_of(document: SearchDocument) -> tuple[str, ...]:
    """The filters that find a story."""
    found = (("p", document.page_name), ("c", document.column))
    return tuple(f"{key}:{value}" for key, value in found if value)


def is_facet(token: str) -> bool:
    """Whether a token is one of facets_of, and no run: those have no colon."""
    return token[1:2] == ":"


def _small(numbers: Numbers) -> Numbers:
    """The same in the fewest bytes that hold all of them."""
    most = int(numbers.max(initial=0))
    return numbers.astype(next(kind for kind in _KINDS if most <= np.iinfo(kind).max))


_KINDS = ("<u1", "<u2", "<u4")


def extract_of(
    file: Path,
    make: Callable[[], Sequence[SearchDocument]],
    readings: Callable[[], Readings],
) -> Extract:
    """What `file` in the cache has, or else the extract of what `make` gives, which is kept there.

    The file's name has to say all that the stories come from.
    """
    made = list[Extract]()

    def pack() -> bytes:
        made.append(extract(make(), readings()))
        return packed(made[0])

    data = kept_sealed(file, pack)
    return made[0] if made else unpacked(data)


def packed(one: Extract) -> bytes:
    """An extract as bytes: the size of a head in JSON, this, and arrays."""
    arrays = [getattr(one, name) for name in _ARRAYS]
    arrays += [getattr(tokens, name) for tokens in (one.words, one.sounds) for name in _PLACES]
    head = canonical_json([
        [values(story) for story in one.stories], one.count,
        one.words.tokens, one.sounds.tokens,
        [(array.dtype.str, len(array)) for array in arrays],
    ]).encode()  # fmt: skip
    return b"".join((len(head).to_bytes(4, "big"), head, *(array.tobytes() for array in arrays)))


_ARRAYS = ("lengths", "heard", "sizes", "codes", "characters", "pairs", "over")
_PLACES = ("ids", "texts", "spots")


def unpacked(data: bytes) -> Extract:
    """What `packed` made bytes of."""
    at = 4 + int.from_bytes(data[:4], "big")
    stories, count, words, sounds, kinds = json.loads(data[4:at])
    arrays = list[Any]()
    for kind, size in kinds:
        array = np.frombuffer(data, kind, size, at)
        arrays.append(array)
        at += array.nbytes
    own, rest = arrays[: len(_ARRAYS)], arrays[len(_ARRAYS) :]
    return Extract(
        stories=tuple(from_values(*story) for story in stories),
        count=count,
        words=Tokens(_shared(words), *rest[: len(_PLACES)]),
        sounds=Tokens(_shared(sounds), *rest[len(_PLACES) :]),
        **dict(zip(_ARRAYS, own, strict=True)),
    )
