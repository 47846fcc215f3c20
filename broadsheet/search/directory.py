"""The directory of the index: the versions of all files of segments that have several days.

Such a segment keeps its folder whatever is edited in it, and a file's name says which version of
it that is: so an edit writes the files whose bytes it changes, and a host is sent no others. A
reader learns the versions from here. Files are listed by what the numbers of their buckets leave
when they are divided, so that one small file tells where a token is in all segments.

docs/search-index.md is the format.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from math import gcd
from typing import Any

from broadsheet.text import digest

SIZE = 3
"""Bytes of a version: of two states of a file one in 16 million has the same."""
BUCKETS = ("", "c", "y")
"""Kinds of files that are found by a token, in the order of the directory …"""
OTHERS = "elwdb"
"""… and of the others. A list's positions (p) have the version of its file b."""
CONTENTS = "m"
"""Name of the file that lists the others."""
SPREAD = 3
"""The directory has 2^(2n/3 − this) files where n bits say how many buckets there are: of 10 000
stories 32 of some 600 bytes, of 80 000 128 of 1 400. So few that a reader has soon read all, and so
small that a first question may have two or three.
"""


def versions(marks: Mapping[str, str]) -> dict[str, str]:
    """The version of each file of a segment, in hexadecimal digits; `marks` are those of text.mark.

    A list's file and that of its positions go together: their version is another if either is.
    """
    digits = 2 * SIZE
    found = {name: mark[:digits] for name, mark in marks.items()}
    for name in marks:
        if name[0] == "p":
            list_file = f"b{name[1:]}"
            both = int(found[name], 16) ^ int(found[list_file], 16)
            found[name] = found[list_file] = f"{both:0{digits}x}"
    return found


def table(versions: Mapping[str, str]) -> Mapping[str, str]:
    """The versions of a segment by kind, in the order of the directory: base64, for its summary."""
    kinds: dict[str, dict[int, str]] = {kind: {} for kind in (*BUCKETS, *OTHERS)}
    for name, version in versions.items():
        kind = "" if name[0].isdigit() else name[0]
        if kind != "p":
            kinds[kind][int(name[len(kind) :] or 0)] = version
    rows = {kind: "".join(of[number] for number in range(len(of))) for kind, of in kinds.items()}
    rows[CONTENTS] = "".join(rows[kind] for kind in OTHERS)
    return {kind: _packed(rows[kind]) for kind in (*BUCKETS, CONTENTS)}


def print_directory(
    tables: Sequence[Mapping[str, str]],
) -> tuple[Mapping[str, Any] | None, tuple[tuple[str, bytes], ...]]:
    """What the manifest says of the directory, and its files: paths below search/ and contents.

    `tables` are those of the segments that have several days, oldest first.
    """
    if not tables:
        return None, ()
    found = [{kind: _split(b64decode(text)) for kind, text in one.items()} for one in tables]
    total = sum(len(one[kind]) for one in found for kind in BUCKETS)
    count = 1 << max(0, 2 * total.bit_length() // 3 - SPREAD)
    files = {str(number): b"".join(_row(found, number, count)) for number in range(count)}
    files[CONTENTS] = b"".join(version for one in found for version in one[CONTENTS])
    folder = f"s/{digest(b''.join(files.values()))[:16]}"
    return {"folder": folder, "files": count}, tuple(
        (f"{folder}/{name}.js", data) for name, data in files.items()
    )


def _row(found: Sequence[Mapping[str, list[bytes]]], number: int, count: int) -> Iterator[bytes]:
    """The versions in one of so many files."""
    for one in found:
        for kind in BUCKETS:
            step = gcd(count, len(one[kind]))
            yield from one[kind][number % step :: step]


def _packed(digits: str) -> str:
    return b64encode(bytes.fromhex(digits)).decode()


def _split(data: bytes) -> list[bytes]:
    return [data[start : start + SIZE] for start in range(0, len(data), SIZE)]
