"""Pure helpers over text that know nothing of newspapers."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

_WHITE = re.compile(r"\s+")
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(data: bytes) -> str:
    """A short stable name for some bytes: 32 hexadecimal digits of BLAKE2b."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def mark(data: bytes) -> str:
    """A stable name for the bytes of a file: 40 hexadecimal digits of SHA-256.

    Every page is marked when it is printed. Processors of the last years have instructions for
    SHA-256, and take a fifth of the time that BLAKE2b takes; others take as long.
    """
    return hashlib.sha256(data, usedforsecurity=False).hexdigest()[:40]


def canonical_json(value: object) -> str:
    """One text for one value: sorted keys, no spaces, readable characters."""
    return _CANONICAL.encode(value)


def one_line(text: str) -> str:
    """The text with every run of white space as one space, and none at its ends."""
    return _WHITE.sub(" ", text).strip()


def is_han(char: str) -> bool:
    """Whether a character is a Chinese ideograph (CJK unified, extensions, compatibility)."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x323AF
        or 0xF900 <= code <= 0xFAFF
        or code == 0x3007  # 〇, which stands in dates
    )


def printable(text: str, limit: int = 40) -> str:
    """The text as it may stand in a message: no control characters, not longer than the limit."""
    clean = "".join(c if unicodedata.category(c)[0] != "C" else "·" for c in one_line(text))
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
