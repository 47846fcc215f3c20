"""Cuttings: a story as a picture, cut out of the picture of its print page.

They rest in `.cache/cuttings/` under the digest of the page's picture and the outline.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageOps
from PIL import __version__ as pillow

from broadsheet import outlines, pictures
from broadsheet.kept import kept
from broadsheet.layouts import Area, Box, PageLayout
from broadsheet.outlines import Shape
from broadsheet.text import canonical_json, digest

WIDEST = 1600
"""Pixels across. A story wider than that on its page is made smaller."""
PAPER = (255, 255, 255)
"""What is shown of other stories inside the box of an outline that is no box."""
BLANK = (225, 225, 225)
"""Where a story stands that readers do not see."""

_Pixels = tuple[int, int, int, int]
_DAMAGED = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def size(layout: PageLayout, area: Area, width: int, height: int) -> tuple[int, int]:
    """Width and height of the cutting of an area from a page's picture of that size."""
    left, top, right, bottom = _pixels(layout, outlines.bounds(area.rings), width, height)
    across, down = right - left, bottom - top
    if across <= WIDEST:
        return across, down
    return WIDEST, max(1, round(down * WIDEST / across))


def cut(
    cache: Path, data: bytes, layout: PageLayout, areas: Mapping[str, Area]
) -> dict[str, bytes]:
    """The cuttings of areas, by the names they are given with, as WebP.

    `data` is the page's picture. Where it is damaged it stands for every cutting.
    """
    name = digest(data)
    page = _Page(data)
    found: dict[str, bytes] = {}
    for key, area in areas.items():
        whole = canonical_json([layout.width, layout.height, area.rings])
        outline = digest(whole.encode())
        file = cache / f"{name}-{outline}-{pictures.QUALITY}-{pillow}.webp"
        found[key] = kept(file, partial(page.cut, layout, area)) or data
    return found


def blanked(data: bytes, layout: PageLayout, shapes: Sequence[Shape]) -> bytes:
    """A page's picture with nothing left of some outlines.

    A damaged one comes out blank, and what is no picture at all, empty.
    """
    try:
        with pictures.quiet(), Image.open(io.BytesIO(data)) as opened:
            kind, across_down = opened.format or "PNG", opened.size
    except _DAMAGED:
        return b""
    try:
        picture = _opened(data)
    except _DAMAGED:
        picture = Image.new("RGB", across_down, BLANK)
    for shape in shapes:
        picture.paste(BLANK, (0, 0), _mask(layout, shape, picture.size))
    buffer = io.BytesIO()
    picture.save(buffer, kind, quality=pictures.QUALITY)
    return buffer.getvalue()


class _Page:
    """The picture of a page, unpacked when it is first asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._picture: Image.Image | None = None

    def cut(self, layout: PageLayout, area: Area) -> bytes | None:
        try:
            if self._picture is None:
                self._picture = _opened(self._data)
            return _cut(self._picture, layout, area)
        except _DAMAGED:
            return None


def _cut(picture: Image.Image, layout: PageLayout, area: Area) -> bytes:
    box = _pixels(layout, outlines.bounds(area.rings), *picture.size)
    cutting = picture.crop(box)
    mask = _mask(layout, area.rings, picture.size).crop(box)
    cutting.paste(PAPER, (0, 0), ImageChops.invert(mask))
    wanted = size(layout, area, *picture.size)
    if cutting.size != wanted:
        cutting = cutting.resize(wanted, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    cutting.save(buffer, "WEBP", quality=pictures.QUALITY, method=4)
    return buffer.getvalue()


def _opened(data: bytes) -> Image.Image:
    with pictures.quiet(), Image.open(io.BytesIO(data)) as opened:
        return ImageOps.exif_transpose(opened).convert("RGB")


def _mask(layout: PageLayout, shape: Shape, size: tuple[int, int]) -> Image.Image:
    """White inside the outline: a ring inside another one is a hole."""
    across, down = size[0] / layout.width, size[1] / layout.height
    mask = Image.new("1", size)
    for ring in shape:
        one = Image.new("1", size)
        ImageDraw.Draw(one).polygon([(x * across, y * down) for x, y in ring], fill=1)
        mask = ImageChops.logical_xor(mask, one)
    return mask.convert("L")


def _pixels(layout: PageLayout, box: Box, width: int, height: int) -> _Pixels:
    across, down = width / layout.width, height / layout.height
    left = min(max(0, round(box.x0 * across)), width - 1)
    top = min(max(0, round(box.y0 * down)), height - 1)
    right = min(max(left + 1, round(box.x1 * across)), width)
    bottom = min(max(top + 1, round(box.y1 * down)), height)
    return left, top, right, bottom
