"""Prints the index: the files of a segment, and the manifest that names the segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from broadsheet.search.documents import SearchDocument
from broadsheet.search.segments import Segment
from broadsheet.text import canonical_json, digest

FORMAT = 1
"""Version of the files. The browser refuses another one and asks to load the page again."""
FOLDER = "search/"
MANIFEST = FOLDER + "manifest.json"

OPENING, CLOSING = b'broadsheetPart("', b'")'
ESCAPES = ((b"\\", rb"\\"), (b'"', rb"\""), (b"\n", rb"\n"), (b"\r", rb"\r"))
"""What JavaScript does not let stand in a string."""


@dataclass(frozen=True, slots=True)
class PrintedSegment:
    """The files of one segment."""

    outputs: tuple[tuple[str, bytes], ...]
    """Paths on the site and contents. A path is never used for other contents."""
    summary: Mapping[str, object]
    """What the manifest says of the segment: small, JSON."""


def print_segment(segment: Segment, documents: Iterable[SearchDocument]) -> PrintedSegment:
    """The index of the stories of a segment, given in the order of its editions."""
    stories = [
        [d.id, d.address, d.page, d.page_name, d.headline, d.kicker, d.deck, d.column,
         list(d.authors), d.body]
        for d in documents
    ]  # fmt: skip
    data = canonical_json(stories).encode()
    path = f"{FOLDER}s/{digest(data)[:16]}.json"
    summary = {"name": segment.name, "file": path.removeprefix(FOLDER), "stories": len(stories)}
    return PrintedSegment(((path, data),), summary)


def print_manifest(summaries: Sequence[Mapping[str, object]]) -> tuple[tuple[str, bytes], ...]:
    """The files that change in place: paths and contents. Summaries stand oldest first.

    The second one is the same for pages on `file://`, where only scripts can be read.
    """
    manifest = {"format": FORMAT, "segments": [dict(summary) for summary in summaries]}
    data = canonical_json(manifest).encode()
    return (MANIFEST, data), (MANIFEST.removesuffix("json") + "js", script(data))


def script(data: bytes) -> bytes:
    """Bytes as a script that hands them over as a string, a character each byte (windows-1252's
    relative x-user-defined). The files of the index are all so, and read as bytes by `fetch`.
    """
    for char, escape in ESCAPES:
        data = data.replace(char, escape)
    return OPENING + data + CLOSING
