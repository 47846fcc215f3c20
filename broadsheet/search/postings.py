"""Collects what the stories of a segment hold: where its pairs, runs, characters and sounds stand.

The inner loop of indexing. It has no step for each token: a token and its place are one number of
64 bits, and sorting these brings each term's places together, in the order of the files.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from broadsheet.search.bits import Numbers
from broadsheet.search.documents import FIELDS, SearchDocument
from broadsheet.search.lists import BODY, Places
from broadsheet.search.pinyin import Readings
from broadsheet.search.streams import CODES, streams
from broadsheet.search.tokens import COMMA, SPACE, fold

AT_ONCE = 1 << 19
"""Characters that are cut into tokens at once: some 50 MB."""

CODED_AT_ONCE = 1 << 17
"""Places that are coded at once: they fit a processor's cache."""

HEADLINE, AUTHOR = FIELDS.index("headline"), FIELDS.index("author")

_SHUFFLE = 0x9E3779B1
"""2^32 divided by the golden ratio: spreads neighbours (D. Knuth, TAOCP 3, section 6.4)."""


@dataclass(slots=True)
class TokenPlaces:
    """Where tokens stand that are looked up as strings."""

    numbers: dict[str, int] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    spots: list[int] = field(default_factory=list)

    def add(self, tokens: Iterable[str], texts: Iterable[int], spots: Iterable[int]) -> None:
        """Tokens that stand in texts at positions."""
        numbers = self.numbers
        self.ids += [numbers.setdefault(token, len(numbers)) for token in tokens]
        self.texts += texts
        self.spots += spots


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs or single characters of some buckets, and where they stand."""

    buckets: Numbers
    """Of each term."""
    first: Numbers
    """Its first character."""
    quotients: Numbers
    """Its second one, divided by the number of buckets."""
    over: Numbers
    """Whether over a hard gap."""
    places: Places


@dataclass(frozen=True, slots=True)
class Strings:
    """Strings, sorted by bucket and code, and where they stand."""

    buckets: Numbers
    """Of each term."""
    tokens: Sequence[str]
    places: Places
    silent: Numbers
    """Whether it is a facet, of which only the stories are told."""


@dataclass(frozen=True, slots=True)
class Postings:
    """What the stories of a segment hold."""

    lengths: Numbers
    """By text, of which each story has as many as there are fields: tokens."""
    heard: Numbers
    """By text: tokens of sounds."""
    codes: Numbers
    """The streams of all texts, one after the other."""
    owners: Numbers
    """The text of each place."""
    starts: Numbers
    """By text: its first place."""
    wide: Numbers
    """Places of characters written without spaces."""
    pairs: Numbers
    """Places where pairs begin."""
    over: Numbers
    """Of each pair: whether a hard gap divides it."""
    words: TokenPlaces
    """Of runs, and of facets, which stand once in a body."""
    sounds: TokenPlaces


def collect(documents: Iterable[SearchDocument], readings: Readings) -> Postings:
    """All that is indexed of some stories."""

    # names come again and again
    @lru_cache(maxsize=1 << 12)
    def how_it_sounds(stream: str) -> tuple[list[str], list[int]]:
        found = readings.sounds(stream)
        return [token for token, _ in found], [place for _, place in found]

    words, heard = TokenPlaces(), TokenPlaces()
    parts: list[tuple[Numbers, ...]] = []
    lengths: list[Numbers] = []
    told: list[int] = []
    place = text = 0
    for some in _slices(documents):
        found = streams([document.text(name) for document in some for name in FIELDS])
        stream = found.text()
        runs, ends, owners = found.runs.tolist(), found.ends.tolist(), found.owners
        begins = found.starts.tolist()
        words.add(
            [stream[start:end] for start, end in zip(runs, ends, strict=True)],
            (owners[found.runs] + text).tolist(),
            (found.runs - found.starts[owners[found.runs]]).tolist(),
        )
        for number, document in enumerate(some):
            at = number * len(FIELDS)
            told += [0] * len(FIELDS)
            headline = stream[begins[at + HEADLINE] : begins[at + HEADLINE + 1]]
            for name, said in ((HEADLINE, headline), (AUTHOR, _stream(document.authors))):
                tokens, spots = how_it_sounds(said)
                heard.add(tokens, [text + at + name] * len(tokens), spots)
                told[text + at + name] = 2 * len(said)
            keys = facets_of(document)
            words.add(keys, [text + at + BODY] * len(keys), [0] * len(keys))
        pairs = np.flatnonzero(found.pairs)
        wide = np.flatnonzero(found.wide)
        parts.append(
            (
                found.codes,
                owners + text,
                (found.starts[:-1] + place).astype(np.int64),
                (wide + place).astype(np.int32),
                (pairs + place).astype(np.int32),
                found.over[pairs],
            )
        )
        lengths.append(found.lengths)
        place += len(found.codes)
        text += len(found.lengths)
    none = (*(np.zeros(0, np.int32) for _ in range(5)), np.zeros(0, bool))
    codes, of, starts, wide, pairs, over = map(np.concatenate, zip(none, *parts, strict=True))
    sizes = np.concatenate([np.zeros(0, np.int64), *lengths])
    told_all = np.array(told, np.int64)
    return Postings(sizes, told_all, codes, of, starts, wide, pairs, over, words, heard)


def _slices(documents: Iterable[SearchDocument]) -> Iterator[list[SearchDocument]]:
    some, size = list[SearchDocument](), 0
    for document in documents:
        some.append(document)
        size += len(document.body)
        if size > AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


@lru_cache(maxsize=1 << 12)
def _stream(names: tuple[str, ...]) -> str:
    return fold("\n".join(names)).replace(SPACE, "").replace(COMMA, "")


def facets_of(document: SearchDocument) -> tuple[str, ...]:
    """The filters that find a story."""
    values = (("p", document.page_name), ("c", document.column))
    return tuple(f"{key}:{value}" for key, value in values if value)


def is_facet(token: str) -> bool:
    """Whether a token is one of facets_of, and no run: those have no colon."""
    return token[1:2] == ":"


def pairs(postings: Postings, count: int) -> Iterator[Pairs]:
    """The pairs of a segment with so many buckets, some buckets at a time, in the files' order."""
    ranks, characters = _ranks(postings.codes)
    turns = shuffled(characters)
    widths = [
        bits(count - 1), bits(len(characters)), bits(CODES // count), 1, bits(len(postings.codes)),
    ]  # fmt: skip
    keys = np.empty(len(postings.pairs), np.int64)
    for start in range(0, len(keys), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        at = postings.pairs[part]
        first = ranks[postings.codes[at]]
        second = postings.codes[at + 1]
        bucket = (turns[first] + second) % count
        keys[part] = _packed(widths, bucket, first, second // count, postings.over[part], at)
    keys.sort()
    for some in _by_bucket(keys, count, sum(widths[1:])):
        bucket, first, quotient, over, at = _unpacked(widths, some)
        new = _new(some >> widths[-1])
        texts = postings.owners[at]
        places = Places(_numbered(new), texts, (at - postings.starts[texts]).astype(np.int32))
        yield Pairs(bucket[new], characters[first[new]], quotient[new], over[new], places)


def singles(postings: Postings, count: int) -> Iterator[Pairs]:
    """The single characters, likewise; without positions."""
    ranks, characters = _ranks(postings.codes)
    turns = shuffled(characters) % count
    widths = [bits(count - 1), bits(len(characters)), bits(len(postings.starts))]
    keys = np.empty(len(postings.wide), np.int64)
    for start in range(0, len(keys), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        at = postings.wide[part]
        first = ranks[postings.codes[at]]
        keys[part] = _packed(widths, turns[first], first, postings.owners[at])
    keys.sort()
    for some in _by_bucket(keys, count, sum(widths[1:])):
        bucket, first, texts = _unpacked(widths, some)
        new = _new(some >> widths[-1])
        none = np.zeros(int(new.sum()), np.int64)
        places = Places(_numbered(new), texts.astype(np.int32), None)
        yield Pairs(bucket[new], characters[first[new]], none, none, places)


def strings(found: TokenPlaces, count: int) -> Strings:
    """Strings of so many buckets."""
    ordered = sorted((string_bucket(token, count), token) for token in found.numbers)
    ranks = np.zeros(len(ordered), np.int64)
    for rank, (_, token) in enumerate(ordered):
        ranks[found.numbers[token]] = rank
    terms = ranks[np.array(found.ids, np.int64)]
    texts, at = np.array(found.texts, np.int64), np.array(found.spots, np.int64)
    order = np.lexsort((at, texts, terms))
    places = Places(terms[order], texts[order], at[order])
    buckets = np.array([bucket for bucket, _ in ordered], np.int64)
    tokens = [token for _, token in ordered]
    return Strings(buckets, tokens, places, np.array([is_facet(token) for token in tokens], bool))


def shuffled(first: Numbers) -> Numbers:
    """Numbers of 16 bits that neighbours do not share."""
    return (first.astype(np.int64) * _SHUFFLE & 0xFFFFFFFF) >> 16


def string_bucket(token: str, count: int) -> int:
    """The bucket of a run or a facet."""
    return zlib.crc32(token.encode()) % count


def bits(number: int) -> int:
    """Bits that hold a number."""
    return int(number).bit_length()


def _ranks(codes: Numbers) -> tuple[Numbers, Numbers]:
    """The rank of each character that there is, by its code; and the characters."""
    present = np.zeros(CODES, bool)
    present[codes] = True
    characters = np.flatnonzero(present)
    ranks = np.zeros(CODES, np.int64)
    ranks[characters] = np.arange(len(characters))
    return ranks, characters


def _packed(widths: Sequence[int], *numbers: Numbers) -> Numbers:
    """Several numbers in one, the first highest."""
    packed = numbers[0].astype(np.int64)
    for number, width in zip(numbers[1:], widths[1:], strict=True):
        packed <<= width
        packed |= number
    return packed


def _unpacked(widths: Sequence[int], packed: Numbers) -> list[Numbers]:
    numbers = []
    for width in reversed(widths[1:]):
        numbers.append(packed & ((1 << width) - 1))
        packed = packed >> width
    return [packed, *reversed(numbers)]


def _by_bucket(keys: Numbers, count: int, width: int) -> Iterator[Numbers]:
    """Sorted keys in pieces that end where a bucket ends; `width` are bits below the bucket's."""
    stops = np.searchsorted(keys, np.arange(1, count + 1, dtype=np.int64) << width)
    start = 0
    for stop in stops.tolist():
        if stop - start > CODED_AT_ONCE or stop == len(keys):
            if stop > start:
                yield keys[start:stop]
            start = stop


def _numbered(new: Numbers) -> Numbers:
    """Of each, the number of what it belongs to."""
    numbers = np.cumsum(new, dtype=np.int32)
    numbers -= 1
    return numbers


def _new(keys: Numbers) -> Numbers:
    """Where sorted keys are others than before."""
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] != keys[:-1]
    return new
