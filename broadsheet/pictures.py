"""Sizes of pictures, so that a page keeps their place free while they load."""

from __future__ import annotations

import re
import struct
import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

_SVG_TAG = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_SVG_LENGTH = re.compile(rb'(?<![\w-])(width|height)\s*=\s*["\']\s*(\d+(?:\.\d+)?)(?:px)?\s*["\']')
_SVG_VIEWBOX = re.compile(rb'\bviewBox\s*=\s*["\']([^"\']+)["\']')
_SVG_HEAD = 4096
"""Bytes of an SVG file that hold its first tag in practice."""

_ORIENTATION, _TURNED = 0x0112, (5, 6, 7, 8)
"""How a camera was held (Exif 2.32, 4.6.4); browsers turn such a picture by a quarter."""

_UNMEASURED = (
    OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError, ArithmeticError,
    SyntaxError, TypeError, LookupError, struct.error,
)  # fmt: skip
"""What Pillow and numbers that are none raise for a damaged file."""


def measure(path: Path) -> tuple[int, int] | None:
    """Width and height in pixels, or None where the file does not tell."""
    try:
        if path.suffix.lower() == ".svg":
            with path.open("rb") as file:
                return _measure_svg(file.read(_SVG_HEAD))
        with warnings.catch_warnings():
            # a huge picture is only measured here, never unpacked
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                width, height = picture.size
                turned = picture.getexif().get(_ORIENTATION) in _TURNED
                return (height, width) if turned else (width, height)
    except _UNMEASURED:
        return None


def _measure_svg(head: bytes) -> tuple[int, int] | None:
    tag = _SVG_TAG.search(head)
    if tag is None:
        return None
    lengths = {name: float(value) for name, value in _SVG_LENGTH.findall(tag[0])}
    if len(lengths) == 2:
        return round(lengths[b"width"]), round(lengths[b"height"])
    box = _SVG_VIEWBOX.search(tag[0])
    numbers = box[1].replace(b",", b" ").split() if box else []
    return (round(float(numbers[2])), round(float(numbers[3]))) if len(numbers) == 4 else None
