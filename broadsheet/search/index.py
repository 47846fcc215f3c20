"""Prints the index of a segment.

docs/search-index.md is the format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from broadsheet.search.bits import Numbers, bit_length, fixed, gamma, joined, pack
from broadsheet.search.buckets import bucket_count, term_files
from broadsheet.search.documents import FIELDS, SearchDocument
from broadsheet.search.extracts import Extract, extracts, is_facet
from broadsheet.search.lists import BODY
from broadsheet.search.manifest import FOLDER, script
from broadsheet.search.patches import Patch
from broadsheet.search.pinyin import load_readings
from broadsheet.search.postings import Postings, gathered, string_bucket
from broadsheet.search.rows import per_file, row_files
from broadsheet.search.segments import Segment
from broadsheet.text import canonical_json, digest, mark

LENGTHS_PER_FILE = 2048


@dataclass(frozen=True, slots=True)
class PrintedSegment:
    """The files of one segment."""

    outputs: tuple[tuple[str, bytes], ...]
    """Paths on the site and contents. A path is never used for other contents."""
    taken: tuple[tuple[str, str], ...]
    """Paths and marks (text.mark) of files that are as they were when it was printed before."""
    summary: Mapping[str, Any]
    """What the manifest says of the segment: small, JSON."""
    marks: Mapping[str, str]
    """Marks of all files by name …"""
    apart: tuple[int, ...]
    """… and how many lists of each bucket have files of their own: for the next time."""


def print_segment(
    segment: Segment, documents: Iterable[SearchDocument], cache: Path | None = None
) -> PrintedSegment:
    """The index of the stories of a segment, given in the order of its editions.

    `cache` is the newspaper's folder .cache, where the readings of characters are kept.
    """
    return print_extracts(segment, tuple(extracts(documents, load_readings(cache))))


def print_extracts(segment: Segment, parts: Sequence[Extract]) -> PrintedSegment:
    """The index of stories of which there are extracts, likewise."""
    postings = gathered(parts)
    files, apart = term_files(postings)
    files |= _word_files(postings) | row_files(_stories(parts))
    return _printed(segment, parts, postings, files, {}, apart)


def print_patch(
    segment: Segment, parts: Sequence[Extract], patch: Patch, before: Mapping[str, str]
) -> PrintedSegment:
    """The same where only what an edit changed is printed anew; `before` has the marks of all
    files as they were.
    """
    part = patch.part
    postings = gathered(parts, sounding=bool(part.sounds.any()))
    files, apart = term_files(postings, part)
    if (apart != part.apart).any():
        # a large list came or went: the buckets behind it call theirs by other numbers now
        part = part.moved(apart)
        postings = gathered(parts)
        files, apart = term_files(postings, replace(part, apart=apart))
    gone = part.lists()
    kept = {
        name: was
        for name, was in before.items()
        if name not in gone and not (patch.words and name[0] == "w")
    }
    if patch.words:
        files |= _word_files(postings)
    files |= row_files(_stories(parts), patch.stories)
    return _printed(segment, parts, postings, files, kept, apart)


def _stories(parts: Sequence[Extract]) -> list[SearchDocument]:
    return [story for one in parts for story in one.stories]


def _word_files(postings: Postings) -> dict[str, bytes]:
    shards = _shards(token for token in postings.words.tokens if not is_facet(token))
    return {f"w{number}": shard for number, shard in enumerate(shards)}


def _printed(
    segment: Segment,
    parts: Sequence[Extract],
    postings: Postings,
    files: dict[str, bytes],
    kept: Mapping[str, str],
    apart: Numbers,
) -> PrintedSegment:
    """The segment of which some files are new, and others are kept where they are not."""
    stories = _stories(parts)
    files = files | _length_files(postings.lengths[BODY :: len(FIELDS)])
    dates = [story.id[:10] for story in stories]
    if dates and dates[0] != dates[-1]:
        files["e"] = _days(dates)
    new = {name: script(data) for name, data in files.items()}
    marks = dict(kept) | {name: mark(data) for name, data in new.items()}
    # with the segment's own name: two that have no story yet would share a folder otherwise
    name = digest(canonical_json([segment.name, marks]).encode())[:16]
    summary = {
        "name": segment.name,
        "folder": f"s/{name}",
        "stories": len(stories),
        "from": dates[0] if dates else None,
        "to": dates[-1] if dates else None,
        "years": _years(dates),
        "buckets": bucket_count(len(postings.pairs), len(stories)),
        "words": sum(name[0] == "w" for name in marks),
        "rows": per_file(len(stories)),
        "sums": postings.lengths.reshape(-1, len(FIELDS)).sum(axis=0).tolist(),
        "pages": sorted({story.page_name for story in stories if story.page_name}),
        "columns": sorted({story.column for story in stories if story.column}),
    }
    path = f"{FOLDER}s/{name}/{{}}.js".format
    outputs = tuple((path(file), data) for file, data in new.items())
    taken = tuple((path(file), was) for file, was in kept.items() if file not in new)
    return PrintedSegment(outputs, taken, summary, marks, tuple(apart.tolist()))


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


def _length_files(lengths: Numbers) -> dict[str, bytes]:
    """Tokens of each body, in as many bits as the longest of the file needs."""
    files = {}
    for number, start in enumerate(range(0, len(lengths), LENGTHS_PER_FILE)):
        part = lengths[start : start + LENGTHS_PER_FILE]
        width = bit_length(part.max(keepdims=True))
        codes = joined((gamma(width + 1), fixed(part, width)))
        (files[f"l{number}"],) = pack(codes, np.array([len(codes.sizes)]))
    return files


def _years(dates: list[str]) -> list[list[int]]:
    """Each year with its number of stories."""
    return [[int(year), count] for year, count in Counter(date[:4] for date in dates).items()]


def _days(dates: list[str]) -> bytes:
    """Each day with its number of stories."""
    return "\n".join(f"{date} {count}" for date, count in Counter(dates).items()).encode()
