"""The manifest, which names the segments and leads to their files; and files as scripts.

docs/search-index.md is the format.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from broadsheet.search.directory import print_directory
from broadsheet.search.documents import FIELDS
from broadsheet.text import canonical_json

FORMAT = 5
"""Version of the files. The browser refuses another one and asks to load the page again."""
FOLDER = "search/"
MANIFEST = FOLDER + "manifest.json"

BOOSTS = {"headline": 8, "kicker": 4, "deck": 4, "author": 6, "column": 3, "body": 1}
"""How much more a word counts in a field than in the body."""

_NOT_TOLD = ("pages", "columns", "versions")
"""What a segment says for all of the index."""

OPENING, CLOSING = b'broadsheetPart("', b'")'
ESCAPES = ((b"\\", rb"\\"), (b'"', rb"\""), (b"\n", rb"\n"), (b"\r", rb"\r"))
"""What JavaScript does not let stand in a string."""


def print_manifest(
    summaries: Sequence[Mapping[str, Any]], variants: Mapping[str, str] = MappingProxyType({})
) -> tuple[tuple[str, bytes], ...]:
    """The manifest, and the directory of versions: paths and contents. Oldest summaries come first.

    `variants` are spellings of names and the correct ones, as editors decided: a search for
    one offers the other. The second file is the same for pages on `file://`, where only scripts
    can be read. What the manifest leads to, the directory, comes before it.
    """
    listed = [summary for summary in summaries if summary["stories"]]
    directory, files = print_directory([one["versions"] for one in listed if "versions" in one])
    manifest = {
        "format": FORMAT,
        "directory": directory,
        "fields": [[name, BOOSTS[name]] for name in FIELDS],
        "pages": _union(summaries, "pages"),
        "columns": _union(summaries, "columns"),
        "variants": [list(pair) for pair in sorted(variants.items())],
        "segments": [
            {key: value for key, value in summary.items() if key not in _NOT_TOLD}
            for summary in listed
        ],
    }
    data = canonical_json(manifest).encode()
    return (
        *((FOLDER + path, script(content)) for path, content in files),
        (MANIFEST, data),
        (MANIFEST.removesuffix("json") + "js", script(data)),
    )


def _union(summaries: Sequence[Mapping[str, Any]], key: str) -> list[str]:
    return sorted({name for summary in summaries for name in summary[key]})


def script(data: bytes) -> bytes:
    """Bytes and their CRC-32 as a script that hands them over as a string, a character each."""
    data += zlib.crc32(data).to_bytes(4, "big")
    for char, escape in ESCAPES:
        data = data.replace(char, escape)
    return OPENING + data + CLOSING
