"""Glyphs become lines: what stands on one base line of one column, and runs on.

The order of the file is a hint, for programs write line by line; the places decide. Columns may
stand as close as the words of a line, so a gap at which many lines end is a gutter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.boxes import union
from broadsheet.layouts import Box
from broadsheet.pdf.sheet import Glyph, Sheet

RUN_GAP = 1.3
"""Ems between two glyphs, one after the other in the file, of one line: a name set with a gap."""
JOIN_GAP = 0.75
"""Ems between two pieces of one line that the file wrote apart."""
SPACE_GAP = 0.3
"""Ems from which a gap is a space."""
GUTTER = 4.0
"""Points from which a gap may be a gutter, however large the type beside it is."""
SAME_SIZE = 0.12
"""Share by which sizes of one line may differ; Latin letters come from other fonts."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column."""

    id: int
    """Rank in the order of the file."""
    text: str
    box: Box
    size: float
    font: int
    vertical: bool
    glyphs: tuple[int, ...]
    """Indices in `Sheet.glyphs`, in reading order."""
    reversed: bool = False

    @property
    def width(self) -> float:
        """Extent across."""
        return self.box.x1 - self.box.x0


@dataclass(slots=True)
class _Piece:
    at: list[int]
    box: Box
    size: float
    vertical: bool | None
    """None for a single glyph, which may be either."""


def lines_of(sheet: Sheet) -> tuple[Line, ...]:
    """The lines of a sheet; every glyph is in exactly one, those of nothing but space too."""
    pieces = _pieces(sheet.glyphs)
    pieces = _upright(pieces, sheet.glyphs)
    pieces = _joined(pieces, sheet)
    found = []
    for piece in pieces:
        found.append(_line(piece, sheet))
    found.sort(key=lambda line: line.glyphs[0] if line.glyphs else 0)
    return tuple(
        Line(n, o.text, o.box, o.size, o.font, o.vertical, o.glyphs) for n, o in enumerate(found)
    )


def _pieces(glyphs: Sequence[Glyph]) -> list[_Piece]:
    """Runs of glyphs that follow each other in the file and on the page."""
    pieces: list[_Piece] = []
    last: _Piece | None = None
    prior: _Piece | None = None
    for at, glyph in enumerate(glyphs):
        # the library gives the end of a vertical line after the beginning of the next
        # where both stand level
        down = prior is not None and prior.vertical is not False
        if prior is not None and down and _follows(glyphs[prior.at[-1]], glyph, prior):
            _add(prior, at, glyph)
            prior.vertical = True
            continue
        if last is not None:
            way = _follows(glyphs[last.at[-1]], glyph, last)
            if way is not None:
                _add(last, at, glyph)
                last.vertical = way if last.vertical is None else last.vertical
                continue
        prior = last
        last = _Piece([at], glyph.box, glyph.size, True if glyph.turned else None)
        pieces.append(last)
    return pieces


def _add(piece: _Piece, at: int, glyph: Glyph) -> None:
    piece.at.append(at)
    piece.box = union((piece.box, glyph.box))
    if not glyph.text.isspace():
        piece.size = max(piece.size, glyph.size)


def _follows(before: Glyph, after: Glyph, piece: _Piece) -> bool | None:
    """Whether a glyph goes on with a piece: True downwards, False to the right, None not."""
    size = max(before.size, after.size)
    if min(before.size, after.size) < 0.55 * size:
        return None
    a, b = before.box, after.box
    blank = before.text.isspace() or after.text.isspace()
    if piece.vertical is not True and not after.turned:
        gap = b.x0 - a.x1
        level = abs((a.y1 + a.y0) - (b.y1 + b.y0)) / 2
        if level < 0.28 * size and -0.6 * size < gap < (RUN_GAP + blank) * size:
            return False
    if piece.vertical is not False:
        gap = b.y0 - a.y1
        shift = abs((a.x0 + a.x1) - (b.x0 + b.x1)) / 2
        if shift < 0.45 * size and -0.6 * size < gap < 0.8 * size:
            one = piece.vertical is None and not (before.turned or after.turned)
            # Two lines of one character each are no vertical line: leading is wider than that.
            if one and gap > 0.3 * size:
                return None
            return True
    return None


def _upright(pieces: list[_Piece], glyphs: Sequence[Glyph]) -> list[_Piece]:
    """Single glyphs one below the other become vertical lines where no neighbour stands beside."""
    single = [p for p in pieces if p.vertical is None and len(p.at) == 1]
    single = [p for p in single if not glyphs[p.at[0]].text.isspace()]
    if len(single) < 2:
        return pieces
    single.sort(key=lambda p: (round((p.box.x0 + p.box.x1) / 2), p.box.y0))
    gone: set[int] = set()
    run: list[_Piece] = []

    def close() -> None:
        if len(run) >= 3:
            first = run[0]
            for other in run[1:]:
                first.at += other.at
                first.box = union((first.box, other.box))
                gone.add(id(other))
            first.vertical = True

    for piece in single:
        if run:
            last = run[-1]
            size = max(last.size, piece.size)
            shift = abs((last.box.x0 + last.box.x1) - (piece.box.x0 + piece.box.x1)) / 2
            gap = piece.box.y0 - last.box.y1
            if (
                shift < 0.3 * size
                and -0.3 * size < gap < 0.8 * size
                and abs(last.size - piece.size) < 0.2 * size
            ):
                run.append(piece)
                continue
            close()
        run = [piece]
    close()
    return [piece for piece in pieces if id(piece) not in gone]


def _joined(pieces: list[_Piece], sheet: Sheet) -> list[_Piece]:
    """Pieces of one base line that stand close together become one."""
    level: list[_Piece] = [p for p in pieces if p.vertical is not True]
    down: list[_Piece] = [p for p in pieces if p.vertical is True]
    walls = [
        (rule.x0 + rule.x1) / 2 for rule in sheet.rules if rule.y1 - rule.y0 > rule.x1 - rule.x0
    ]
    level.sort(key=lambda p: (p.box.y0 + p.box.y1, p.box.x0))
    edges = _edges(level)
    bands: dict[int, list[_Piece]] = defaultdict(list)
    for piece in level:
        bands[int((piece.box.y0 + piece.box.y1) / 2 // 16)].append(piece)
    result: list[_Piece] = []
    taken: set[int] = set()
    for piece in sorted(level, key=lambda p: p.box.x0):
        if id(piece) in taken:
            continue
        taken.add(id(piece))
        current = piece
        while True:
            middle = (current.box.y0 + current.box.y1) / 2
            near = [
                other
                for key in (-1, 0, 1)
                for other in bands.get(int(middle // 16) + key, ())
                if id(other) not in taken
                and abs((other.box.y0 + other.box.y1) / 2 - middle)
                < 0.2 * min(other.size, current.size)
                and min(other.size, current.size) > 0.7 * max(other.size, current.size)
                and -0.35 * current.size
                < other.box.x0 - current.box.x1
                < JOIN_GAP * max(current.size, other.size)
            ]
            near = [o for o in near if not _gutter(current, o, edges, walls)]
            if not near:
                break
            other = min(near, key=lambda o: o.box.x0)
            taken.add(id(other))
            current.at += other.at
            current.box = union((current.box, other.box))
            current.size = max(current.size, other.size)
            current.vertical = False
        result.append(current)
    return result + down


def _edges(level: list[_Piece]) -> dict[int, int]:
    """How many pieces begin at a place across, in points."""
    count: dict[int, int] = defaultdict(int)
    for piece in level:
        count[round(piece.box.x0)] += 1
    return count


def _gutter(left: _Piece, right: _Piece, edges: dict[int, int], walls: Sequence[float]) -> bool:
    """Whether the gap between two pieces is one between columns."""
    if any(left.box.x1 - 1 <= wall <= right.box.x0 + 1 for wall in walls):
        return True
    gap = right.box.x0 - left.box.x1
    at = round(right.box.x0)
    least = min(0.28 * right.size, GUTTER)
    return gap > least and sum(edges.get(at + d, 0) for d in (-1, 0, 1)) >= 4


def _line(piece: _Piece, sheet: Sheet) -> Line:
    glyphs = sheet.glyphs
    at = piece.at
    vertical = piece.vertical is True
    at = sorted(at, key=lambda i: glyphs[i].box.y0 if vertical else glyphs[i].box.x0)
    ink = [i for i in at if not glyphs[i].text.isspace()]
    sizes = sorted(glyphs[i].size for i in ink) or [glyphs[at[0]].size]
    size = sizes[(len(sizes) - 1) * 3 // 4]
    votes: dict[int, int] = defaultdict(int)
    for i in ink or at:
        votes[glyphs[i].font] += 2 if not glyphs[i].text.isascii() else 1
    text = ""
    for n, i in enumerate(at):
        if n and not vertical and not text.endswith((" ", "\u3000")):
            gap = glyphs[i].box.x0 - glyphs[at[n - 1]].box.x1
            if gap > SPACE_GAP * size and not glyphs[i].text.isspace():
                text += " "
        text += glyphs[i].text
    return Line(
        0,
        text,
        union([glyphs[i].box for i in ink or at]),
        size,
        max(votes, key=lambda f: (votes[f], -f)),
        vertical,
        tuple(at),
    )
