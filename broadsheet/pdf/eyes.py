"""Where a reader of pictures is hooked in: from the picture of a page to the glyphs on it.

A page whose text layer is of no use (sheet.Trouble) is shown to the eyes, if the press has any.
What they give takes the place of the sheet's glyphs, and all that follows is the same.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from broadsheet.pdf.sheet import Sheet

Eyes = Callable[[Image.Image, float, Sheet], Sheet]
"""From a picture of the page, its pixels a point, and its sheet (glyph boxes where the text layer
has them, rules, frames) to a sheet with readable glyphs and `trouble` None."""


def eyes() -> Eyes | None:
    """The reader of pictures; None where the press has none."""
    return None
