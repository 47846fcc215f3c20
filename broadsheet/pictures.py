"""Pictures: their sizes, so that pages keep their place free, and smaller copies for small screens.

The picture that a newsroom put down is published as it is. Copies are WebP, upright, and made once:
they rest in `.cache/pictures/` under the digest of the picture. Drawings (SVG), animated pictures
and formats that are not for the web have none. Pillow is loaded with the first picture: the build
of an issue without one has no use for it.
"""

from __future__ import annotations

import io
import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet import drawings
from broadsheet.kept import kept
from broadsheet.problems import NewspaperError, problem
from broadsheet.text import digest
from broadsheet.values import dataclass

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (480, 960, 1600)
"""Pixels: a phone, a phone with a fine screen or a column of a desk, a page across a fine desk."""
PAGE_WIDTHS = (600, 1200, 2400)
"""Of pictures of print pages: a list's small picture, a phone with a fine screen or a desk, and a
page at twice the size of a desk, where its smallest type has some twenty pixels."""
WIDEST_ORIGINAL = 2000
"""A picture up to this width is offered beside its copies; beyond, nobody's screen gains by it."""
MOST_PIXELS = 150_000_000
"""A page of A2 at 600 dots an inch has 139 million. What claims to have more is a mistake or an
attack: unpacked it takes half a gigabyte of memory, here and in readers' browsers."""
QUALITY = 82
COPIED = frozenset(("JPEG", "PNG", "WEBP"))
_UPRIGHT_BY_TURNING = frozenset((5, 6, 7, 8))
"""Orientations that lie on their side (Exif 2.32, tag 0x0112)."""

_SVG_TAG = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_SVG_LENGTH = re.compile(rb'\b(width|height)\s*=\s*["\']\s*(\d+(?:\.\d+)?)(?:px)?\s*["\']')
_SVG_VIEWBOX = re.compile(rb'\bviewBox\s*=\s*["\']([^"\']+)["\']')
_SVG_HEAD = 4096
"""Bytes of an SVG file that hold its first tag in practice."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a picture file says of itself."""

    width: int
    """Pixels, upright."""
    height: int
    copies: tuple[int, ...]
    """Widths of the smaller copies there are."""
    pixels: bool = True
    """Whether it can be made smaller or cut: no drawing, nothing that moves."""
    webp: bool = False

    @property
    def page_copies(self) -> tuple[int, ...]:
        """Widths of its copies where it is the picture of a print page; the largest is whole.

        A WebP that is not too wide is its own largest.
        """
        largest = min(self.width, PAGE_WIDTHS[-1])
        smaller = tuple(width for width in PAGE_WIDTHS if width < largest)
        whole = () if self.webp and largest == self.width else (largest,)
        return (*smaller, *whole) if self.pixels else ()


def look(root: Path, path: str) -> Measured | None:
    """The picture at `path` below `root`, from its head; None where the file does not tell.

    Raises NewspaperError for a picture with more than MOST_PIXELS, and for a drawing that is a
    program: as a picture in a page it does nothing, but at its own address it would run.
    """
    file = root / path
    try:
        stat = file.stat()
    except OSError:
        return None
    return _look(file, path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=512)
def _look(file: Path, path: str, _mtime: int, _size: int) -> Measured | None:
    from PIL import Image, UnidentifiedImageError

    try:
        if file.suffix.lower() == ".svg":
            data = file.read_bytes()
            if what := drawings.what_runs(data):
                raise NewspaperError([problem("picture-runs", path, None, what=what)])
            return _measure_svg(data[:_SVG_HEAD])
        with quiet(), Image.open(file) as picture:
            width, height = picture.size
            pixels = width * height
            if pixels <= MOST_PIXELS:
                return _measured(picture)
    except Image.DecompressionBombError:
        pixels = 2 * (Image.MAX_IMAGE_PIXELS or MOST_PIXELS)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError):
        return None
    limit = MOST_PIXELS // 1_000_000
    raise NewspaperError(
        [problem("picture-huge", path, None, pixels=pixels // 1_000_000, limit=limit)]
    )


def copy_name(path: str, width: int) -> str:
    """`images/harvest.jpg.960.webp`."""
    return f"{path}.{width}.webp"


def smaller(cache: Path, data: bytes, width: int, *, page: bool = False) -> bytes | None:
    """The picture `data` as WebP of that width, from the cache or made; None where it is damaged.

    Of the picture of a print page the copies are never lossless: what has few colours has many
    once it is smaller, and lossless is then three times as large. `cache` is a folder, made when
    it is needed. The version of the library that packs is part of
    the name there, for another one may pack otherwise.
    """
    from PIL import __version__ as pillow

    kind = "page-" if page else ""
    file = cache / f"{digest(data)}-{width}-{QUALITY}-{kind}{pillow}.webp"
    return kept(file, lambda: _smaller(data, width, page))


def _smaller(data: bytes, width: int, page: bool) -> bytes | None:
    from PIL import Image, ImageOps

    try:
        with quiet(), Image.open(io.BytesIO(data)) as opened:
            # a JPEG is unpacked at about the size that is wanted, on its side or upright
            opened.draft("RGB", (2 * width, 2 * width))
            few_colours = opened.mode in ("1", "L", "P")
            profile = opened.info.get("icc_profile") if opened.mode in ("RGB", "RGBA") else None
            picture = ImageOps.exif_transpose(opened)
            clear = "A" in picture.getbands() or "transparency" in picture.info
            picture = picture.convert("RGBA" if clear else "RGB")
            height = max(1, round(picture.height * width / picture.width))
            picture = picture.resize((width, height), Image.Resampling.LANCZOS)
            buffer = io.BytesIO()
            lossless = few_colours and opened.format == "PNG" and not page
            picture.save(
                buffer, "WEBP", quality=QUALITY, method=4, lossless=lossless, icc_profile=profile
            )
            return buffer.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _measured(picture: Image.Image) -> Measured:
    from PIL import ExifTags

    width, height = picture.size
    if picture.getexif().get(ExifTags.Base.Orientation) in _UPRIGHT_BY_TURNING:
        width, height = height, width
    moving = getattr(picture, "is_animated", False)
    copied = picture.format in COPIED and not moving
    copies = tuple(w for w in WIDTHS if w < width) if copied else ()
    return Measured(width, height, copies, copied, copied and picture.format == "WEBP")


def quiet() -> warnings.catch_warnings[None]:
    """Without the library's warning of large pictures: the limit here is our own."""
    from PIL import Image

    return warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning)


def _measure_svg(head: bytes) -> Measured | None:
    tag = _SVG_TAG.search(head)
    if tag is None:
        return None
    lengths = {name: float(value) for name, value in _SVG_LENGTH.findall(tag[0])}
    if len(lengths) == 2:
        return Measured(round(lengths[b"width"]), round(lengths[b"height"]), (), pixels=False)
    box = _SVG_VIEWBOX.search(tag[0])
    try:
        numbers = [float(n) for n in box[1].replace(b",", b" ").split()] if box else []
    except ValueError:
        return None
    if len(numbers) != 4:
        return None
    return Measured(round(numbers[2]), round(numbers[3]), (), pixels=False)
