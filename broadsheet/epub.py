"""Binds parts into an EPUB: an Open Container (EPUB 3.3, 4) that is the same for the same parts.

The ZIP file is written here. A book is some forty chapters of a few kilobytes, and for each of them
the standard library sets up a compressor for files of any size, which takes longer than to
compress the chapter, and cannot be told otherwise. That library reads what is written, in a test.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

MEDIA_TYPE = b"application/epub+zip"
EPOCH = 0x0021 << 16
"""1980-01-01 00:00:00, the earliest time a ZIP file can name (DOS date and time); a real one would
differ from build to build."""
STORED, DEFLATED = 0, 8
UTF8 = 0x800
"""Flag of an entry whose name is UTF-8."""
LEVEL = 6
SMALL = 13
"""A window of as many bits sees the whole of a small part, and is set up in half the time."""

# APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16
_LOCAL = struct.Struct("<4s3H4I2H").pack
_CENTRAL = struct.Struct("<4s4H4I5H2I").pack
_END = struct.Struct("<4s4H2IH").pack
_VERSION, _UNIX, _MODE = 20, 3 << 8, 0o100644 << 16
"""What an unpacker must know, and the system and modes of files, the same on every machine."""


def bind(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The book as bytes. `parts` are (name in the container, contents), the media type excluded."""
    book, contents, at = list[bytes](), list[bytes](), 0
    # first, and not compressed, so that the file's kind can be read off its first bytes
    entries = [("mimetype", MEDIA_TYPE, STORED)]
    entries += [(name, data, DEFLATED) for name, data in parts]
    for name, data, method in entries:
        packed = _deflated(data) if method == DEFLATED else data
        file = name.encode()
        flags = 0 if file.isascii() else UTF8
        sizes = zlib.crc32(data), len(packed), len(data), len(file), 0
        said = _VERSION, flags, method, EPOCH, *sizes
        contents += _CENTRAL(b"PK\1\2", _UNIX | _VERSION, *said, 0, 0, 0, _MODE, at), file
        head = _LOCAL(b"PK\3\4", *said)
        book += head, file, packed
        at += len(head) + len(file) + len(packed)
    table, count = b"".join(contents), len(entries)
    end = _END(b"PK\5\6", 0, 0, count, count, len(table), at, 0)
    return b"".join((*book, table, end))


def _deflated(data: bytes) -> bytes:
    if len(data) <= 1 << SMALL:
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -SMALL, 7)
    else:
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()
