"""How far a page lies turned on its scan, and the picture with that undone."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MOST_TURN = 5.0
"""Degrees: paper that lies more askew than this was laid so on purpose."""
LEAST_TURN = 0.03
"""Degrees that are left alone: half a pixel over the width of a page."""
WIDTH = 1400
"""Pixels across that are enough to see the lines by."""
_COARSE = 0.25
_FINE = 0.02
"""Steps of the two searches, degrees."""

Gray = NDArray[np.uint8]


def turn_of(gray: Gray) -> float:
    """Degrees by which the lines of a page rise to the right (negative: fall).

    The angle at which the edges of the type, projected on the side of the page, stand apart most
    (Postl, "Detection of linear oblique structures and skew scan in digitized documents", 1986).
    0.0 for a page without lines.
    """
    step = max(1, gray.shape[1] // WIDTH)
    height, width = gray.shape[0] // step, gray.shape[1] // step
    if height < 8 or width < 8:
        return 0.0
    means = gray[: height * step, : width * step].reshape(height, step, width, step)
    small = means.mean(axis=(1, 3))
    paper = np.percentile(small, 80)
    ink = small < paper - max(24.0, 0.25 * paper)
    # the upper edge of each stroke: a dark picture has few, a line of type has many in a row
    y, x = np.nonzero(ink[1:] & ~ink[:-1])
    if len(x) < 200:
        return 0.0
    centred = x - width / 2

    def sharpness(angle: float) -> float:
        rows = y + centred * math.tan(math.radians(angle))
        counts = np.bincount((rows + width).astype(np.int64))
        return float(np.square(np.diff(counts)).sum())

    best = _sharpest(sharpness, 0.0, MOST_TURN, _COARSE)
    return round(_sharpest(sharpness, best, _COARSE, _FINE), 2)


def _sharpest(
    sharpness: Callable[[float], float], middle: float, reach: float, step: float
) -> float:
    """The angle at which type is sharpest; of several the one nearest to upright."""
    count = round(reach / step)
    angles = [middle + n * step for n in range(-count, count + 1)]
    return max(angles, key=lambda angle: (sharpness(angle), -abs(angle)))


def straightened(picture: Image.Image, turn: float) -> Image.Image:
    """The picture turned back about its centre, of the same size; corners take the paper's tone."""
    if abs(turn) < LEAST_TURN:
        return picture
    paper = _paper(picture)
    return picture.rotate(-turn, resample=Image.Resampling.BICUBIC, fillcolor=paper)


def _paper(picture: Image.Image) -> tuple[int, ...] | int:
    """The tone of most of the page."""
    small = picture.resize((64, 64))
    bands = small.split()
    tones = tuple(int(np.percentile(np.asarray(band), 80)) for band in bands)
    return tones[0] if len(tones) == 1 else tones
