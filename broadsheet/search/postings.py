"""Collects the postings of a segment and codes them (docs/search-index.md, Postings).

This is the inner loop of indexing. What a story says of a token is a string of bits that mostly
lies ready in a table, and moves from dict to dict without a line of Python for each: so plain
Python is fast enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from operator import add, sub
from typing import Any

from broadsheet.search.bits import RICE, gamma, rice, rice_parameter
from broadsheet.search.documents import FIELDS, SearchDocument
from broadsheet.search.pinyin import sounds
from broadsheet.search.tokens import analyse, is_wide

BODY = len(FIELDS) - 1
"""The body is the last field: nearly all postings have no other."""

USUAL = 700
"""Characters of a body's stream: it decides how positions in bodies are coded."""

Lists = defaultdict[str, list[Any]]
"""By token: story, what is in it, story, …; the latter as bits."""


def _lists() -> Lists:
    return defaultdict(list)


@dataclass(slots=True)
class Postings:
    """What the stories of a segment hold, by token; grows by `collect`."""

    pairs: Lists = field(default_factory=_lists)
    words: Lists = field(default_factory=_lists)
    """Runs of letters and digits."""
    singles: Lists = field(default_factory=_lists)
    """Single characters: frequencies without positions."""
    sounds: Lists = field(default_factory=_lists)
    """Syllables and initials of headlines and names."""
    facets: Lists = field(default_factory=_lists)
    """`p:要闻`, `c:一线`: only the stories of a page name, of a column."""
    lengths: list[int] = field(default_factory=list)
    """Tokens of each body."""
    sums: list[int] = field(default_factory=lambda: [0] * len(FIELDS))
    """Tokens of each field in all stories."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of a story."""

    number: int
    pairs: list[str]
    """By position; empty where there is none."""
    words: tuple[tuple[str, int], ...]
    singles: Counter[str]
    length: int
    """Tokens."""

    @classmethod
    def of(cls, number: int, text: str) -> _Part:
        found = analyse(text)
        singles = Counter(found.stream)
        if found.words:
            for char in [char for char in singles if not is_wide(char)]:
                del singles[char]
        length = len(found.pairs) - found.pairs.count("") + len(found.words) + singles.total()
        return cls(number, found.pairs, found.words, singles, length)


def collect(postings: Postings, document: SearchDocument) -> None:
    """Adds the next story; the first one is number 0."""
    story = len(postings.lengths)
    body = _Part.of(BODY, document.body)
    texts = [(number, document.text(name)) for number, name in enumerate(FIELDS[:BODY])]
    others = [_Part.of(number, text) for number, text in texts if text]
    for part in (*others, body):
        postings.sums[part.number] += part.length
    postings.lengths.append(body.length)

    pairs = _once(body.pairs)
    repeated = {pair for pair, count in Counter(body.pairs).items() if count > 1}
    elsewhere = {pair for part in others for pair in part.pairs}
    places = _places(enumerate(body.pairs), repeated | elsewhere)
    pairs.update({pair: _coded(places[pair]) for pair in repeated})
    found = [(part, _places(enumerate(part.pairs), elsewhere)) for part in others]
    pairs.update({pair: _with_others(pair, found, places) for pair in elsewhere})
    pairs.pop("", None)
    _add(postings.pairs, story, pairs)

    if body.words or any(part.words for part in others):
        elsewhere = {word for part in others for word, _ in part.words}
        places = _places([(place, word) for word, place in body.words], None)
        words = {word: _coded(spots) for word, spots in places.items()}
        found = [
            (part, _places([(place, word) for word, place in part.words], None)) for part in others
        ]
        words.update({word: _with_others(word, found, places) for word in elsewhere})
        _add(postings.words, story, words)

    singles = dict(zip(body.singles, map(_count, body.singles.values()), strict=True))
    elsewhere = {char for part in others for char in part.singles}
    singles.update({char: _count_with_others(char, others, body) for char in elsewhere})
    _add(postings.singles, story, singles)
    _add(postings.sounds, story, _coded_sounds(document))
    for key in facets_of(document):
        postings.facets[key].append(story)


def _coded_sounds(document: SearchDocument) -> dict[str, str]:
    """How the headline and the authors' names sound; a line each author."""
    headline = _heard(document.headline)
    author = _heard("\n".join(document.authors)) if document.authors else {}
    codes = {
        token: f"{_mask((0,), False)}{bits}{spots}" for token, (bits, spots) in headline.items()
    }
    for token, (bits, spots) in author.items():
        if token in headline:
            before, ahead = headline[token]
            codes[token] = f"{_mask((0, 3), False)}{before}{bits}{ahead}{spots}"
        else:
            codes[token] = f"{_mask((3,), False)}{bits}{spots}"
    return codes


@lru_cache(maxsize=1024)
def _heard(text: str) -> Mapping[str, tuple[str, str]]:
    """By syllable or initials: frequencies and positions, coded. Names come again and again."""
    found, length = sounds(text)
    places = _places((place, token) for token, place in found)
    told = gamma(max(1, 2 * length))
    return {token: (gamma(len(at)) + told, _spots(at, length)) for token, at in places.items()}


def facets_of(document: SearchDocument) -> tuple[str, ...]:
    """The filters that find a story."""
    values = (("p", document.page_name), ("c", document.column))
    return tuple(f"{key}:{value}" for key, value in values if value)


def _places(
    items: Iterable[tuple[int, str]], wanted: Container[str] | None = None
) -> dict[str, list[int]]:
    """The positions of the tokens, or of the wanted ones."""
    places: dict[str, list[int]] = {}
    for position, token in items:
        if wanted is None or token in wanted:
            places.setdefault(token, []).append(position)
    return places


def _add(lists: Lists, story: int, codes: Mapping[str, str]) -> None:
    """Appends the story and its code to each token's list, in C alone."""
    found = map(lists.__getitem__, codes)
    deque(map(list.extend, found, zip(repeat(story), codes.values())), maxlen=0)


@lru_cache(maxsize=1)
def _ready(size: int) -> list[str]:
    """What a body says of a token that stands once, by its position."""
    k = rice_parameter(USUAL // 2)
    return ["0" + rice(position, k) for position in range(size)]


def _once(pairs: Sequence[str]) -> dict[str, str]:
    """All pairs of a body, each coded as if it stood there once."""
    size = 1 << max(12, len(pairs).bit_length())
    return dict(zip(pairs, _ready(size), strict=False))


def _coded(positions: Sequence[int]) -> str:
    """A token of the body alone."""
    if len(positions) == 1:
        return "0" + _spots(positions, USUAL)
    return "10" + gamma(len(positions) - 1) + _spots(positions, USUAL)


def _with_others(
    token: str,
    others: Sequence[tuple[_Part, Mapping[str, Sequence[int]]]],
    body: Mapping[str, Sequence[int]],
) -> str:
    """A token of other fields than the body, and perhaps of the body."""
    found = [(part, places[token]) for part, places in others if token in places]
    bits = _mask(tuple(part.number for part, _ in found), token in body)
    spots = ""
    for part, positions in found:
        bits += gamma(len(positions)) + gamma(part.length)
        spots += _spots(positions, part.length // 2)
    if token in body:
        bits += gamma(len(body[token]))
        spots += _spots(body[token], USUAL)
    return bits + spots


def _count(count: int) -> str:
    return "0" if count == 1 else "10" + gamma(count - 1)


def _count_with_others(char: str, others: Sequence[_Part], body: _Part) -> str:
    found = [part for part in others if char in part.singles]
    bits = _mask(tuple(part.number for part in found), char in body.singles)
    for part in found:
        bits += gamma(part.singles[char]) + gamma(part.length)
    return bits + (gamma(body.singles[char]) if char in body.singles else "")


@lru_cache(maxsize=64)
def _mask(fields: tuple[int, ...], body: bool) -> str:
    bits = "".join("1" if number in fields else "0" for number in range(BODY))
    return f"11{bits}{'1' if body else '0'}"


def _spots(positions: Sequence[int], length: int) -> str:
    """The positions of a token in a field: the first, then the gaps, each less one."""
    k = rice_parameter(length // (len(positions) + 1))
    ready = RICE[k]
    if len(positions) == 1:
        return ready[positions[0]]
    return "".join([ready[gap - 1] for gap in map(sub, positions, [-1, *positions])])


def code(postings: Sequence[Any], stories: int) -> str:
    """The bits of a term: how many stories, then of each its gap and what is in it."""
    count = len(postings) // 2
    ready = RICE[rice_parameter(stories // count)]
    if count == 1:
        return f"1{ready[postings[0]]}{postings[1]}"
    if count == 2:
        first, said, second, again = postings
        return f"010{ready[first]}{said}{ready[second - first - 1]}{again}"
    return gamma(count) + "".join(map(add, _gaps(postings[::2], stories), postings[1::2]))


def code_apart(postings: Sequence[Any], stories: int) -> tuple[str, str]:
    """The bits of a term as those with frequencies and those with positions."""
    numbers, codes = postings[::2], postings[1::2]
    ends = [_head(bits) for bits in codes]
    heads = [bits[:end] for bits, end in zip(codes, ends, strict=True)]
    spots = [bits[end:] for bits, end in zip(codes, ends, strict=True)]
    gaps = _gaps(numbers, stories)
    return gamma(len(numbers)) + "".join(map(add, gaps, heads)), "".join(spots)


def code_numbers(numbers: Sequence[int], stories: int) -> str:
    """The bits of a facet: how many stories, and their gaps."""
    return gamma(len(numbers)) + "".join(_gaps(numbers, stories))


def _gaps(numbers: Sequence[int], stories: int) -> Iterator[str]:
    ready = RICE[rice_parameter(stories // len(numbers))]
    # Each number less the one before and one more: those before are 1 too large.
    return map(ready.__getitem__, map(sub, numbers, [0, *[number + 1 for number in numbers]]))


def _head(bits: str) -> int:
    """Where the frequencies of a posting end and its positions begin."""
    if bits[0] == "0":
        return 1
    if bits[1] == "0":
        return _after_gamma(bits, 2)
    end = 2 + BODY + 1
    for _ in range(2 * bits.count("1", 2, 2 + BODY) + int(bits[2 + BODY])):
        end = _after_gamma(bits, end)
    return end


def _after_gamma(bits: str, start: int) -> int:
    return 2 * bits.index("1", start) - start + 1
