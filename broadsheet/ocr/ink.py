"""What is drawn on the picture of a page beside its type: rules, frames, tints, plates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from broadsheet.boxes import common, extent
from broadsheet.layouts import Box

Gray = NDArray[np.uint8]
Mask = NDArray[np.uint8]

CELL = 3.0
"""Points of the side of a cell of the map of tones."""
TONE_REACH = 15.0
"""Points around a place whose median is its tone: type covers less than half of it, a tint all."""
STROKE = 4.0
"""Points of the widest stroke of type that a tint is seen through."""
TINTED = 9
"""Steps of 255 below the paper from which a place is not bare."""
DARK = 128
"""Tone below which type on a ground is reversed."""
LEAST_GROUND = 24.0
"""Points of the shorter side of a tint or plate."""
FULL = 0.8
"""Share of its box that a ground fills: pictures and tints are rectangles."""
TYPED = 0.12
"""Share of a ground that type covers from which it is a tint under a story, not a picture."""
HEAVY = 0.7
"""Share of a ground that one line of type covers from which it is the line's heavy strokes."""
LEAST_RULE = 30.0
"""Points of the shortest rule that is told from the strokes of letters."""
RULE_WIDTH = 4.0
"""Points of the thickest."""
CORNER = 5.0
"""Points by which the ends of two rules that make a corner may miss each other."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A rectangle that is not bare paper."""

    box: Box
    dark: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that is drawn; in points."""

    rules: tuple[Box, ...] = ()
    frames: tuple[Box, ...] = ()
    tints: tuple[Ground, ...] = ()
    plates: tuple[Box, ...] = ()


def drawn_on(gray: Gray, density: float, type_boxes: Sequence[Box]) -> Drawn:
    """What is drawn on a page. `density` is pixels a point, `type_boxes` where type was read."""
    light, plain, paper = _tones(gray, density)
    tints: list[Ground] = []
    plates: list[Box] = []
    for box, tone in _grounds(light, plain, paper):
        shares = [common(box, other) for other in type_boxes]
        if max(shares, default=0.0) > HEAVY * extent(box):
            continue
        dark = tone < DARK
        if sum(shares) >= TYPED * extent(box):
            if not _inside(box, [tint.box for tint in tints if tint.dark == dark]):
                tints.append(Ground(box, dark))
        elif not _inside(box, plates):
            plates.append(box)
    whole = cv2.resize(light, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    ink = (gray < whole.astype(np.int16) - 50).astype(np.uint8)
    # the map of tones is coarse: the edge of a picture lies up to a cell outside of its box
    closed = [*(_wider(plate, 2 * CELL) for plate in plates), *type_boxes]
    across = _rules(ink, density, level=True, closed=closed)
    down = _rules(ink, density, level=False, closed=closed)
    return Drawn((*across, *down), tuple(_frames(across, down)), tuple(tints), tuple(plates))


def _tones(gray: Gray, density: float) -> tuple[Gray, Gray, float]:
    """The tones of the ground, a cell of CELL points each, and that of bare paper.

    Twice: once with dark strokes closed, which shows tints under type, and once as it is, in
    which type reversed out of a dark ground leaves that ground together.
    """
    size = (
        max(1, round(gray.shape[1] / density / CELL)),
        max(1, round(gray.shape[0] / density / CELL)),
    )
    soft = cv2.GaussianBlur(gray, (0, 0), 0.5 * density)
    stroke = np.ones((round(STROKE * density), round(STROKE * density)), np.uint8)
    closed = cv2.morphologyEx(soft, cv2.MORPH_CLOSE, stroke)
    reach = int(TONE_REACH / CELL) | 1
    light = cv2.medianBlur(cv2.resize(closed, size, interpolation=cv2.INTER_AREA), reach)
    plain = cv2.medianBlur(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), reach)
    values, counts = np.unique(light, return_counts=True)
    upper = values >= np.percentile(light, 50)
    paper = float(values[upper][np.argmax(counts[upper])])
    return np.asarray(light, np.uint8), np.asarray(plain, np.uint8), paper


def _grounds(light: Gray, plain: Gray, paper: float) -> list[tuple[Box, float]]:
    """Rectangles that are not bare, with their tone; the largest first, some twice."""
    found: list[tuple[Box, float]] = []
    for tones, mask in ((plain, plain < DARK), (light, light < paper - TINTED)):
        count, labels, stats, _ = cv2.connectedComponentsWithStats(
            mask.astype(np.uint8), connectivity=4
        )
        for n in range(1, count):
            x, y, width, height, area = (int(v) for v in stats[n])
            if min(width, height) * CELL < LEAST_GROUND or area < FULL * width * height:
                continue
            box = Box(x * CELL, y * CELL, (x + width) * CELL, (y + height) * CELL)
            found.append((box, float(np.median(tones[labels == n]))))
    return sorted(found, key=lambda ground: -extent(ground[0]))


def _rules(ink: Mask, density: float, *, level: bool, closed: Sequence[Box]) -> list[Box]:
    """Thin straight lines that are no strokes of letters."""
    length = max(3, round(LEAST_RULE * density))
    gap = max(3, round(1.5 * density)) | 1
    # a thin rule that lies a little askew steps from row to row: thicken, then ask for length
    thick = cv2.dilate(ink, np.ones((3, 1) if level else (1, 3), np.uint8))
    along = (1, gap) if level else (gap, 1)
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones(along, np.uint8))
    kernel = np.ones((1, length) if level else (length, 1), np.uint8)
    opened = cv2.morphologyEx(joined, cv2.MORPH_OPEN, kernel)
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    found = []
    for n in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[n])
        run, across = (width, height) if level else (height, width)
        if across - 2 > RULE_WIDTH * density + run * 0.002 or run < length:
            continue
        box = Box(x / density, y / density, (x + width) / density, (y + height) / density)
        if not any(common(box, other) > 0.4 * extent(box) for other in closed):
            found.append(box)
    return found


def _frames(across: Sequence[Box], down: Sequence[Box]) -> list[Box]:
    """Rectangles whose four sides are rules that meet at their corners."""
    found = []
    for top in across:
        for bottom in across:
            if bottom.y0 - top.y1 < LEAST_GROUND or not (
                abs(top.x0 - bottom.x0) < CORNER and abs(top.x1 - bottom.x1) < CORNER
            ):
                continue
            sides = [
                side
                for side in down
                if abs(side.y0 - top.y0) < CORNER and abs(side.y1 - bottom.y1) < CORNER
            ]
            left = any(abs((side.x0 + side.x1) / 2 - top.x0) < CORNER for side in sides)
            right = any(abs((side.x0 + side.x1) / 2 - top.x1) < CORNER for side in sides)
            if left and right:
                found.append(Box(top.x0, top.y0, top.x1, bottom.y1))
    return found


def _wider(box: Box, by: float) -> Box:
    return Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)


def _inside(box: Box, others: Sequence[Box]) -> bool:
    """Whether most of a box lies in one of others."""
    return any(common(box, other) > 0.5 * extent(box) for other in others)
