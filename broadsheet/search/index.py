"""Prints the index: the files of a segment, and the manifest that names the segments.

docs/search-index.md is the format.
"""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import isqrt
from types import MappingProxyType
from typing import Any

from broadsheet.search.bits import RICE, fixed, gamma, rice_parameter, to_bytes
from broadsheet.search.documents import FIELDS, SearchDocument
from broadsheet.search.postings import Postings, code, code_apart, code_numbers, collect
from broadsheet.search.segments import Segment
from broadsheet.text import canonical_json, digest

FORMAT = 1
"""Version of the files. The browser refuses another one and asks to load the page again."""
FOLDER = "search/"
MANIFEST = FOLDER + "manifest.json"

BOOSTS = {"headline": 8, "kicker": 4, "deck": 4, "author": 6, "column": 3, "body": 1}
"""How much more a word counts in a field than in the body."""

STORIES_PER_FILE = 8
LENGTHS_PER_FILE = 512

LARGEST = 1024
"""Bytes of a large term that are kept in one file with its positions."""

OPENING, CLOSING = b'broadsheetPart("', b'")'
ESCAPES = ((b"\\", rb"\\"), (b'"', rb"\""), (b"\n", rb"\n"), (b"\r", rb"\r"))
"""What JavaScript does not let stand in a string."""

_SHUFFLE = 0x9E3779B1
"""2^32 divided by the golden ratio: spreads neighbours (D. Knuth, TAOCP 3, section 6.4)."""


@dataclass(frozen=True, slots=True)
class PrintedSegment:
    """The files of one segment."""

    outputs: tuple[tuple[str, bytes], ...]
    """Paths on the site and contents. A path is never used for other contents."""
    summary: Mapping[str, Any]
    """What the manifest says of the segment: small, JSON."""


def print_segment(segment: Segment, documents: Iterable[SearchDocument]) -> PrintedSegment:
    """The index of the stories of a segment, given in the order of its editions."""
    postings, stories = Postings(), list[SearchDocument]()
    with _no_collection():
        for document in documents:
            collect(postings, document)
            stories.append(replace(document, body="", author=""))
        files = dict(_term_files(postings))
    words = _shards(postings.words)
    buckets = sum(name.isdigit() for name in files)
    files |= {f"w{number}": shard for number, shard in enumerate(words)}
    files |= _length_files(postings.lengths)
    files |= _story_files(stories)
    dates = [story.id[:10] for story in stories]
    if dates and dates[0] != dates[-1]:
        files["e"] = _days(dates)
    # with the segment's own name: two that have no story yet would share a folder otherwise
    parts = (f"{name} {len(data)} ".encode() + data for name, data in files.items())
    name = digest(b"".join((segment.name.encode(), *parts)))
    summary = {
        "name": segment.name,
        "folder": f"s/{name[:16]}",
        "stories": len(stories),
        "from": dates[0] if dates else None,
        "to": dates[-1] if dates else None,
        "buckets": buckets,
        "words": len(words),
        "sums": postings.sums,
        "pages": sorted({story.page_name for story in stories if story.page_name}),
        "columns": sorted({story.column for story in stories if story.column}),
    }
    outputs = ((f"{FOLDER}s/{name[:16]}/{file}.js", script(data)) for file, data in files.items())
    return PrintedSegment(tuple(outputs), summary)


def print_manifest(
    summaries: Sequence[Mapping[str, Any]], variants: Mapping[str, str] = MappingProxyType({})
) -> tuple[tuple[str, bytes], ...]:
    """The files that change in place: paths and contents. Summaries stand oldest first.

    `variants` are spellings of names and the correct ones, as editors decided: a search for
    one offers the other. The second file is the same for pages on `file://`, where only scripts
    can be read.
    """
    manifest = {
        "format": FORMAT,
        "fields": [[name, BOOSTS[name]] for name in FIELDS],
        "pages": _union(summaries, "pages"),
        "columns": _union(summaries, "columns"),
        "variants": [list(pair) for pair in sorted(variants.items())],
        "segments": [
            {key: value for key, value in summary.items() if key not in ("pages", "columns")}
            for summary in summaries
            if summary["stories"]
        ],
    }
    data = canonical_json(manifest).encode()
    return (MANIFEST, data), (MANIFEST.removesuffix("json") + "js", script(data))


def _union(summaries: Sequence[Mapping[str, Any]], key: str) -> list[str]:
    return sorted({name for summary in summaries for name in summary[key]})


def script(data: bytes) -> bytes:
    """Bytes and their CRC-32 as a script that hands them over as a string, a character each."""
    data += zlib.crc32(data).to_bytes(4, "big")
    for char, escape in ESCAPES:
        data = data.replace(char, escape)
    return OPENING + data + CLOSING


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hundreds of thousands of lists are made here and no cycle: looking for cycles would take a
    third of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _term_files(postings: Postings) -> Iterator[tuple[str, bytes]]:
    """The buckets of pairs and strings, of single characters and of sounds, and large terms.

    A bucket is found from the term alone, so there is no directory to fetch. Of a pair, the first
    character says how far the buckets of its second ones are turned; so a bucket need not
    hold the second character's remainder.
    """
    stories = len(postings.lengths)
    target = _target(stories)
    coder = _Coder(stories, target)
    # A posting of a pair takes some nine quarters of a byte, its share of the terms included.
    positions = sum(len(found) for found in postings.pairs.values()) // 2
    count = max(1, positions * 9 // 4 // target)
    pairs: list[list[_Pair]] = [[] for _ in range(count)]
    for token, found in postings.pairs.items():
        first, second = ord(token[0]), ord(token[2] if token[1] == "+" else token[1])
        bucket = (shuffled(first) + second) % count
        pairs[bucket].append((first, second // count, token[-1] == ",", found))
    strings: list[list[tuple[str, list[Any]]]] = [[] for _ in range(count)]
    for lists in (postings.words, postings.facets):
        for token, found in lists.items():
            strings[string_bucket(token, count)].append((token, found))
    for bucket in range(count):
        yield str(bucket), to_bytes(_bucket(pairs[bucket], strings[bucket], coder))
        pairs[bucket].clear()
        strings[bucket].clear()
        yield from coder.take()
    singles: list[list[_Pair]] = [[] for _ in range(singles_count(count))]
    for token, found in postings.singles.items():
        first = ord(token)
        singles[shuffled(first) % len(singles)].append((first, 0, False, found))
    for bucket, members in enumerate(singles):
        yield f"c{bucket}", to_bytes(_bucket(members, [], coder, single=True))
        yield from coder.take()
    strings = [[] for _ in range(sounds_count(count))]
    for token, found in postings.sounds.items():
        strings[string_bucket(token, len(strings))].append((token, found))
    for bucket, named in enumerate(strings):
        yield f"y{bucket}", to_bytes(_bucket([], named, coder))
        yield from coder.take()


def _target(stories: int) -> int:
    """Bytes of a bucket: fewer in small segments, of which there are many."""
    return isqrt(isqrt(max(1, stories) * 260**4))


def singles_count(count: int) -> int:
    """How many buckets of single characters there are beside so many others."""
    return (count + 7) // 8


def sounds_count(count: int) -> int:
    """How many buckets of syllables and initials there are beside so many others."""
    return (count + 31) // 32


_Pair = tuple[int, int, bool, list[Any]]
"""First character, quotient of the second, whether over a hard gap, postings."""


class _Coder:
    """Codes terms; large ones go to files of their own, numbered as they come."""

    def __init__(self, stories: int, target: int) -> None:
        self._stories, self._large = stories, max(384, target // 6) * 8
        self._once = RICE[rice_parameter(stories)]
        self._count = 0
        self._files: list[tuple[str, bytes]] = []

    def code(self, found: list[Any]) -> str:
        """The bits of a term in its bucket."""
        if len(found) == 2:
            return f"01{self._once[found[0]]}{found[1]}"
        bits = code(found, self._stories)
        return "0" + bits if len(bits) <= self._large else self._apart(bits, found)

    def code_single(self, found: list[Any]) -> str:
        """The bits of a single character in its bucket."""
        bits = code(found, self._stories)
        return "0" + bits if len(bits) <= 4 * LARGEST * 8 else self._apart(bits, [])

    def code_numbers(self, numbers: list[int]) -> str:
        """The bits of a facet in its bucket."""
        bits = code_numbers(numbers, self._stories)
        return "0" + bits if len(bits) <= self._large else self._apart(bits, [])

    def _apart(self, bits: str, found: list[Any]) -> str:
        # Most searches for a frequent pair want no positions: then they are a file by themselves.
        heads, spots = bits, ""
        if found and len(bits) > LARGEST * 8:
            heads, spots = code_apart(found, self._stories)
        self._files.append((f"b{self._count}", to_bytes(heads)))
        if spots:
            self._files.append((f"p{self._count}", to_bytes(spots)))
        self._count += 1
        return f"1{gamma(self._count)}{'1' if spots else '0'}"

    def take(self) -> list[tuple[str, bytes]]:
        """The files since the last call."""
        files, self._files = self._files, []
        return files


def shuffled(first: int) -> int:
    """A number of 16 bits that neighbours do not share."""
    return (first * _SHUFFLE & 0xFFFFFFFF) >> 16


def string_bucket(token: str, count: int) -> int:
    """The bucket of a run or a facet."""
    return zlib.crc32(token.encode()) % count


def _bucket(
    pairs: list[_Pair],
    strings: list[tuple[str, list[Any]]],
    coder: _Coder,
    *,
    single: bool = False,
) -> str:
    pairs.sort()  # no two are alike in their first three
    strings.sort()
    k = rice_parameter(0x9FFF // (len(pairs) + 1))
    width = max((pair[1] for pair in pairs), default=0).bit_length()
    quotients = [fixed(number, width) for number in range(1 << width)]
    bits = [gamma(len(pairs) + 1), gamma(len(strings) + 1), gamma(width + 1)]
    code = coder.code_single if single else coder.code
    steps, last = RICE[k], 0
    for first, quotient, over, found in pairs:
        bits += (steps[first - last], quotients[quotient], "1" if over else "0", code(found))
        last = first
    for token, found in strings:
        data = token.encode()
        bits.append(gamma(len(data)) + fixed(int.from_bytes(data, "big"), 8 * len(data)))
        bits.append(coder.code_numbers(found) if token[1:2] == ":" else coder.code(found))
    return "".join(bits)


def _shards(words: Iterable[str]) -> list[bytes]:
    """All runs of letters and digits, for prefixes and near misses: by first character, sorted.

    In a shard each word is: how many characters it shares with the one before, the rest, a line
    end.
    """
    ordered = sorted(words)
    count = 1 + sum(map(len, ordered)) // 4096
    shards: list[list[str]] = [[] for _ in range(count)]
    for word in ordered:
        shards[string_bucket(word[0], count)].append(word)
    return [_front_coded(shard).encode() for shard in shards]


def _front_coded(words: list[str]) -> str:
    lines, last = [], ""
    for word in words:
        shared = 0
        while shared < min(len(word), len(last), 90) and word[shared] == last[shared]:
            shared += 1
        lines.append(chr(35 + shared) + word[shared:])
        last = word
    return "\n".join(lines)


def _length_files(lengths: list[int]) -> dict[str, bytes]:
    """Tokens of each body, in as many bits as the longest of the file needs."""
    files = {}
    for number, start in enumerate(range(0, len(lengths), LENGTHS_PER_FILE)):
        part = lengths[start : start + LENGTHS_PER_FILE]
        width = max(part).bit_length()
        bits = gamma(width + 1) + "".join([fixed(length, width) for length in part])
        files[f"l{number}"] = to_bytes(bits)
    return files


def _story_files(stories: list[SearchDocument]) -> dict[str, bytes]:
    """What the list prints of each story: fields between U+001F, authors between U+001E."""
    lines = [
        "\x1f".join(
            (d.id, d.page, d.page_name or "", d.headline, d.kicker or "", d.deck or "",
             d.column or "", "\x1e".join(d.authors))
        ).translate(_ONE_LINE)
        for d in stories
    ]  # fmt: skip
    return {
        f"d{start // STORIES_PER_FILE}": "\x1d".join(
            lines[start : start + STORIES_PER_FILE]
        ).encode()
        for start in range(0, len(lines), STORIES_PER_FILE)
    }


_ONE_LINE = {ord("\n"): " ", ord("\r"): " ", 0x1D: " "}


def _days(dates: list[str]) -> bytes:
    """Each day with its number of stories."""
    counts: dict[str, int] = {}
    for date in dates:
        counts[date] = counts.get(date, 0) + 1
    return "\n".join(f"{date} {count}" for date, count in counts.items()).encode()
