"""What was read and should not be trusted; a value that needs no library to be read."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.layouts import Box


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of a line that a person should compare with the picture."""

    text: str
    worth: float
    """0 to 1: that of its worst character."""
    box: Box
    """Of the line it stands in, in points."""
