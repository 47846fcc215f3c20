"""Binds parts into an EPUB: an Open Container (EPUB 3.3, 4) that is the same for the same parts.

The ZIP file is written here. A book is some forty chapters of a few kilobytes, and for each of them
the standard library sets up a compressor for files of any size and an entry with a dozen fields,
which takes as long as compressing the chapter. That library reads what is written, in a test.
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
SMALL = 1 << 14
"""Bytes up to which a window of 16 KB sees the whole part."""
UTF8 = 0x800
"""Flag of an entry whose name is UTF-8."""
FILE_MODE = 0o100644 << 16

# APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16
_LOCAL = struct.Struct("<4s5H3I2H").pack
_CENTRAL = struct.Struct("<4s6H3I5H2I").pack
_END = struct.Struct("<4s4H2IH").pack
_VERSION, _UNIX = 20, 3 << 8
"""What an unpacker must know, and the system that the file modes are of, on every machine."""


def bind(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The book as bytes. `parts` are (name in the container, contents), the media type excluded."""
    book: list[bytes] = []
    contents: list[bytes] = []
    at = 0

    def add(name: str, method: int, data: bytes) -> None:
        nonlocal at
        packed = data if method == STORED else _deflated(data)
        file = name.encode()
        flags = 0 if file.isascii() else UTF8
        told = (flags, method, EPOCH & 0xFFFF, EPOCH >> 16, zlib.crc32(data), len(packed))
        sizes = (*told, len(data), len(file), 0)
        head = _LOCAL(b"PK\3\4", _VERSION, *sizes)
        book.extend((head, file, packed))
        entry = _CENTRAL(b"PK\1\2", _UNIX | _VERSION, _VERSION, *sizes, 0, 0, 0, FILE_MODE, at)
        contents.extend((entry, file))
        at += len(head) + len(file) + len(packed)

    # first, and not compressed, so that the file's kind can be read off its first bytes
    add("mimetype", STORED, MEDIA_TYPE)
    for name, data in parts:
        add(name, DEFLATED, data)
    table = b"".join(contents)
    count = len(contents) // 2
    end = _END(b"PK\5\6", 0, 0, count, count, len(table), at, 0)
    return b"".join((*book, table, end))


def _deflated(data: bytes) -> bytes:
    # a compressor for less memory is set up in half the time, and packs small parts as well
    if len(data) <= SMALL:
        packer = zlib.compressobj(6, zlib.DEFLATED, -14, 6)
    else:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()
