"""Prints the index of a segment.

docs/search-index.md is the format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from broadsheet.search import directory
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
from broadsheet.values import dataclass

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
    files |= _scripts(_word_files(postings, _word_count(postings)) | row_files(_stories(parts)))
    return _printed(segment, parts, postings, files, {}, apart)


def print_patch(
    segment: Segment, parts: Sequence[Extract], patch: Patch, before: Mapping[str, str]
) -> PrintedSegment:
    """The same where only what an edit changed is printed anew; `before` has the marks of all
    files as they were.
    """
    part = patch.part
    postings = gathered(parts)
    files, apart = term_files(postings, part)
    if (apart != part.apart).any():
        # a large list came or went: the buckets behind it call theirs by other numbers now
        part = part.moved(apart)
        postings = gathered(parts)
        files, apart = term_files(postings, replace(part, apart=apart))
    words = [name for name in before if name[0] == "w"]
    count = _word_count(postings)
    new_words = _word_files(postings, count, patch.words if count == len(words) else None)
    files |= _scripts(new_words | row_files(_stories(parts), patch.stories))
    gone = part.lists() | {name for name in words if int(name[1:]) >= count} | {"e"}
    kept = {name: was for name, was in before.items() if name not in gone}
    return _printed(segment, parts, postings, files, kept, apart)


def _scripts(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: script(data) for name, data in files.items()}


def _stories(parts: Sequence[Extract]) -> list[SearchDocument]:
    return [story for one in parts for story in one.stories]


def _word_count(postings: Postings) -> int:
    """How many files of words there are."""
    return 1 + sum(len(token) for token in postings.words.tokens if not is_facet(token)) // 4096


def _word_files(
    postings: Postings, count: int, changed: Collection[str] | None = None
) -> dict[str, bytes]:
    """All runs of letters and digits, for prefixes and near misses: by first character, sorted;
    only the files of the `changed` ones, where some are said to be.

    In a file each word is: how many characters it shares with the one before, the rest, a line
    end.
    """
    asked = range(count) if changed is None else {string_bucket(w[0], count) for w in changed}
    words: dict[int, list[str]] = {number: [] for number in asked}
    for word in postings.words.tokens:
        if not is_facet(word) and (number := string_bucket(word[0], count)) in words:
            words[number].append(word)
    return {f"w{number}": _front_coded(sorted(some)).encode() for number, some in words.items()}


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
    others = _length_files(postings.lengths[BODY :: len(FIELDS)])
    dates = [story.id[:10] for story in stories]
    if dates and dates[0] != dates[-1]:
        others["e"] = _days(dates)
    new = files | _scripts(others)
    marks = dict(kept) | {name: mark(data) for name, data in new.items()}
    several = "e" in marks
    versions = directory.versions(marks) if several else {}
    # with the segment's own name: two that have no story yet would share a folder otherwise
    own = segment.name if several else digest(canonical_json([segment.name, marks]).encode())[:16]
    folder = f"s/{own.replace(' ', '-')}"
    summary: dict[str, Any] = {
        "name": segment.name,
        "folder": folder,
        "stories": len(stories),
        "from": dates[0] if dates else None,
        "to": dates[-1] if dates else None,
        "years": _years(dates),
        "buckets": bucket_count(postings.pairs, len(stories)),
        "words": sum(name[0] == "w" for name in marks),
        "rows": per_file(len(stories)),
        "sums": postings.lengths.reshape(-1, len(FIELDS)).sum(axis=0).tolist(),
        "pages": sorted({story.page_name for story in stories if story.page_name}),
        "columns": sorted({story.column for story in stories if story.column}),
    }
    if several:
        summary["lists"] = sum(name[0] == "b" for name in marks)
        summary["versions"] = directory.table(versions)

    def path(file: str) -> str:
        return f"{FOLDER}{folder}/{f'{file}-{versions[file]}' if several else file}.js"

    outputs = tuple((path(file), data) for file, data in new.items())
    taken = tuple((path(file), was) for file, was in kept.items() if file not in new)
    return PrintedSegment(outputs, taken, summary, marks, tuple(apart.tolist()))


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
