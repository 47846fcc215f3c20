"""The paper's icon as PNG: a sheet with a heavy head, as templates/parts/icon.html draws it.

No letter of the nameplate stands on it, for that would need a font. A newspaper puts files of its
own in their place, under the same names in templates/assets/. They lie ready in `drawn/`, where a
test compares them with what is drawn here: to load Pillow and to pack them takes a small paper's
first build a thirtieth of its time.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

ACCENT = "#a3231c"
PAPER = "#fffdf8"
BARS = ((6, 7, 20, 5), (6, 15, 9, 2), (6, 19, 9, 2), (6, 23, 9, 2), (18, 15, 8, 10))
"""Left, top, width and height of what is printed, in a square of 32."""
GRID = 32
CORNER = 3

SIZES: Mapping[str, tuple[int, bool]] = {
    "icon-180.png": (180, True),
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable.png": (512, True),
}
"""File name to pixels, and whether the device cuts its own shape out of it: then the ground goes
to the edge and the drawing stays in the middle four fifths (W3C Web App Manifest, "Icon masks")."""


DRAWN = Path(__file__).parent / "drawn"


def icon(name: str) -> bytes:
    """One of SIZES as PNG."""
    return (DRAWN / name).read_bytes()


def draw_icon(name: str) -> bytes:
    """The same, drawn: what the files in `drawn/` are made by."""
    from PIL import Image, ImageDraw

    pixels, masked = SIZES[name]
    picture = Image.new("RGBA", (pixels, pixels), ACCENT if masked else (0, 0, 0, 0))
    drawing = ImageDraw.Draw(picture)
    inner = pixels * 0.8 if masked else pixels
    unit, margin = inner / GRID, (pixels - inner) / 2
    if not masked:
        drawing.rounded_rectangle((0, 0, pixels - 1, pixels - 1), CORNER * unit, ACCENT)
    for left, top, width, height in BARS:
        corners = (left, top, left + width, top + height)
        first_x, first_y, last_x, last_y = (round(margin + value * unit) for value in corners)
        drawing.rectangle((first_x, first_y, last_x - 1, last_y - 1), PAPER)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
