"""Binds parts into an EPUB: an Open Container (EPUB 3.3, 4) that is the same for the same parts."""

from __future__ import annotations

import io
from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MEDIA_TYPE = b"application/epub+zip"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP file can name; a real one would differ from build to build."""


def bind(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The book as bytes. `parts` are (name in the container, contents), the media type excluded."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as book:
        # first, and not compressed, so that the file's kind can be read off its first bytes
        book.writestr(_entry("mimetype", ZIP_STORED), MEDIA_TYPE)
        for name, data in parts:
            book.writestr(_entry(name, ZIP_DEFLATED), data)
    return buffer.getvalue()


def _entry(name: str, method: int) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type = method
    entry.create_system = 3  # Unix on every machine
    entry.external_attr = 0o644 << 16
    return entry
