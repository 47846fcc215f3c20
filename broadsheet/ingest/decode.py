"""Bytes of a raw issue as text: which encoding they are in, or a clear no.

The order is: byte order mark, strict UTF-8, UTF-16 without a mark, then GB18030, Big5 or
Windows-1252 by plausibility. The last step does not ask a detector: on headlines of four to
twenty characters charset-normalizer takes Big5 for Johab and Windows-1252 for CP1125, whereas
the standards themselves tell the two Chinese encodings apart (docs/decisions/0008).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from broadsheet.problems import NewspaperError, problem


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a raw file, and what its bytes turned out to be."""

    text: str
    """With `\\n` line ends and without a byte order mark."""
    encoding: str
    """UTF-8, UTF-8 with BOM, UTF-16LE, UTF-16BE, GB18030, GBK, Big5 or Windows-1252."""


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (docx, xlsx, epub …)"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (doc, xls, wps)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
"""First bytes of files that often lie beside raw issues and are no text."""

_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with BOM"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32LE"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32BE"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16BE"),
)
"""Byte order marks; UTF-32LE begins with UTF-16LE's and so stands before it."""

_SAMPLE = 1 << 18
"""Bytes that are looked at to choose an encoding; all bytes are decoded strictly afterwards."""

_MOSTLY_UTF8 = 0.8
"""Share of non-ASCII bytes in whole UTF-8 sequences from which a text counts as damaged UTF-8."""

_PLAUSIBLE = 0.6
"""Share of common characters from which a reading in GB18030 or Big5 is believed.

Running Chinese text has over 0.97 of its characters in level 1 of its own standard; the same
bytes read in the other one have under 0.75, and Latin text with curly quotes under 0.3.
"""


def decode(data: bytes, path: str) -> Decoded:
    """The text in the bytes of a raw file; `path` goes into messages.

    Raises NewspaperError: `raw-binary` for a file that is no text, `raw-undecodable` with the
    offset of the first byte that does not belong to the encoding that the others are in.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise NewspaperError([problem("raw-binary", path, kind=kind, offset=0)])
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, len(mark), codec, name, path)
    if b"\0" in data:
        wide = _utf16(data)
        if wide is None:
            offset = data.index(0)
            raise NewspaperError([problem("raw-binary", path, kind="binary data", offset=offset)])
        return _strict(data, 0, *wide, path)
    try:
        return Decoded(_line_ends(data.decode("utf-8")), "UTF-8")
    except UnicodeDecodeError:
        pass
    wide = _utf16(data)
    if wide is not None:
        return _strict(data, 0, *wide, path)
    codec, name = _legacy(data)
    return _strict(data, 0, codec, name, path)


def _strict(data: bytes, skip: int, codec: str, name: str, path: str) -> Decoded:
    try:
        text = data[skip:].decode(codec)
    except UnicodeDecodeError as error:
        offset = skip + error.start
        line = data.count(b"\n", 0, offset) + 1
        byte = f"0x{data[offset]:02X}"
        raise NewspaperError(
            [problem("raw-undecodable", path, line, offset=offset, byte=byte, encoding=name)]
        ) from None
    if "\0" in text:
        offset = data.index(0)
        raise NewspaperError([problem("raw-binary", path, kind="binary data", offset=offset)])
    if name == "GB18030" and _is_gbk(text):
        name = "GBK"
    return Decoded(_line_ends(text), name)


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_gbk(text: str) -> bool:
    """Whether GBK, the older part of GB18030, suffices: the name most editors show."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _utf16(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark, told by its line ends and its Chinese characters.

    In either order a text of a newspaper is nearly all ASCII, CJK and general punctuation,
    while the wrong order scatters it over the whole plane.
    """
    sample = data[: _SAMPLE & ~1]
    if len(sample) < 4 or len(data) % 2:
        return None
    for codec, name in (("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE")):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        good = sum(_in_newspapers(char) for char in text)
        # A raw issue has lines; bytes of GBK read as UTF-16 hardly ever hold a line end.
        lines = "\n" in text or "\r" in text or " " in text or "\u3000" in text
        if good >= 0.95 * len(text) and (lines or b"\0" in sample):
            return codec, name
    return None


def _in_newspapers(char: str) -> bool:
    code = ord(char)
    return (
        0x20 <= code < 0x7F
        or 0x4E00 <= code <= 0x9FFF
        or 0x3000 <= code <= 0x303F
        or 0xFF00 <= code <= 0xFFEF
        or 0x2010 <= code <= 0x2027
        or char in "\t\n\r\f·×"
    )


_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _legacy(data: bytes) -> tuple[str, str]:
    """Codec and name of the encoding that bytes which are no UTF-8 are most likely in."""
    sample = data[:_SAMPLE]
    high = sum(byte >= 0x80 for byte in sample)
    whole = sum(len(match) for match in _UTF8_SEQUENCE.findall(sample))
    gb = _plausibility(sample, _GB_COMMON)
    big5 = _plausibility(sample, _BIG5_COMMON)
    best = max(gb, big5)
    if whole >= _MOSTLY_UTF8 * high and whole / max(high, 1) > best:
        return "utf-8", "UTF-8"
    if best < _PLAUSIBLE and _is_latin(sample):
        return "cp1252", "Windows-1252"
    return ("gb18030", "GB18030") if gb >= big5 else ("big5hkscs", "Big5")


_GB_COMMON = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
"""GB/T 2312: punctuation, digits, and level 1, the 3755 common characters (rows 16 to 55)."""

_BIG5_COMMON = re.compile(rb"[\xa1-\xa3][\x40-\x7e\xa1-\xfe]|[\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
"""Big5: symbols, and level 1, the 5401 common characters (0xA440 to 0xC67E)."""

_PAIR = re.compile(
    rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]"
    rb"|[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]"
    rb"|[\x80-\xff]"
)
"""A character of GB18030 or Big5 above ASCII, or a byte that is none."""


def _plausibility(sample: bytes, common: re.Pattern[bytes]) -> float:
    """Share of two-byte characters that are common ones, 0 to 1."""
    pairs = _PAIR.findall(sample)
    return sum(common.fullmatch(pair) is not None for pair in pairs) / max(len(pairs), 1)


def _is_latin(sample: bytes) -> bool:
    """Whether bytes above ASCII stand alone among letters, as quotes and accents do."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    return bool(runs) and sum(len(run) for run in runs) <= 1.5 * len(runs)
