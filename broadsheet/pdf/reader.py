"""Reads pages of a PDF as sheets, by pdfium.

Runs in a process of its own (worker.py), because a page may be anything: what it costs is limited
there, and here only by the counts below.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from broadsheet.boxes import extent, union
from broadsheet.layouts import Box
from broadsheet.pdf.sheet import Frame, Glyph, Sheet, Trouble

MOST_GLYPHS = 60_000
"""Of a page; the fullest pages of newspapers have some 15 000."""
MOST_OBJECTS = 400_000
"""Page objects that are looked at."""
RULE_WIDTH = 4.0
"""Points: a thinner rectangle is a rule."""
LEAST_RULE = 18.0
"""Points: a shorter rule is an ornament, or a stroke of a letter."""
LEAST_PLATE = 24.0
"""Points of the shorter side of a picture; smaller ones are ornaments."""
MOST_MARKS = 400
"""Rules, frames and pictures that are kept of each kind, the largest: maps have thousands."""
UNMAPPED = 0.2
"""Share of glyphs without a character from which a text layer is of no use."""
OUTLINED = 250
"""Small paths on a page with next to no text that are taken for type in outlines."""


@dataclass(frozen=True, slots=True)
class _View:
    """From the coordinates of the page to those of the reader: rotation and crop applied."""

    matrix: tuple[float, float, float, float, float, float]
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _view(page: pdfium.PdfPage) -> _View:
    left, bottom, right, top = page.get_cropbox()
    width, height = right - left, top - bottom
    turn = page.get_rotation()
    if turn == 90:
        return _View((0, 1, 1, 0, -bottom, -left), height, width)
    if turn == 180:
        return _View((-1, 0, 0, 1, right, -bottom), width, height)
    if turn == 270:
        return _View((0, -1, -1, 0, top, right), height, width)
    return _View((1, 0, 0, -1, -left, top), width, height)


def read_sheet(page: pdfium.PdfPage) -> Sheet:
    """The sheet of a page."""
    view = _view(page)
    glyphs, fonts, unmapped = _glyphs(page, view)
    rules: list[Box] = []
    frames: list[Frame] = []
    plates: list[Box] = []
    small = _drawings(page, view, rules, frames, plates)
    trouble = _trouble(view, glyphs, unmapped, small, plates)
    return Sheet(
        view.width,
        view.height,
        tuple(glyphs),
        fonts,
        tuple(_largest(rules)),
        tuple(sorted(frames, key=lambda f: -_size(f.box))[:MOST_MARKS]),
        tuple(_largest(plates)),
        trouble,
    )


def _size(box: Box) -> float:
    return (box.x1 - box.x0) + (box.y1 - box.y0)


def _largest(boxes: list[Box]) -> list[Box]:
    """The largest, in the order of the file."""
    if len(boxes) <= MOST_MARKS:
        return boxes
    least = sorted(map(_size, boxes))[-MOST_MARKS]
    return [box for box in boxes if _size(box) >= least][:MOST_MARKS]


def _trouble(
    view: _View, glyphs: list[Glyph], unmapped: int, small: int, plates: list[Box]
) -> Trouble | None:
    strange = unmapped + sum(_is_strange(glyph.text) for glyph in glyphs)
    if len(glyphs) >= 20 and strange > UNMAPPED * len(glyphs):
        return Trouble.UNMAPPED
    if len(glyphs) >= 20 and _is_garbled(glyphs):
        return Trouble.UNMAPPED
    if len(glyphs) < 20:
        if small >= OUTLINED:
            return Trouble.OUTLINES
        covered = sum((p.x1 - p.x0) * (p.y1 - p.y0) for p in plates)
        if covered > 0.5 * view.width * view.height:
            return Trouble.PICTURE
        if not glyphs:
            return Trouble.EMPTY
    return None


def _is_strange(text: str) -> bool:
    """Private use, controls, and the replacement character: no text of a newspaper."""
    code = ord(text[0]) if text else 0
    return code < 0x20 or 0x7F <= code < 0xA0 or 0xE000 <= code < 0xF900 or code == 0xFFFD


COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
)
"""The commonest characters of Chinese text; about one in five of any page is one of them."""


def _is_garbled(glyphs: list[Glyph]) -> bool:
    """Whether ideographs stand there that no text is made of: a map that names wrong characters."""
    han = [g.text for g in glyphs if "\u3400" <= g.text[:1] <= "\u9fff"]
    latin = sum(g.text.isascii() for g in glyphs)
    if len(han) >= 200:
        return sum(char in COMMON for char in han) < 0.04 * len(han)
    strange = sum("\xa0" <= g.text[:1] <= "\u024f" for g in glyphs)
    return strange > 0.3 * len(glyphs) and latin < 0.6 * len(glyphs)


def _glyphs(page: pdfium.PdfPage, view: _View) -> tuple[list[Glyph], tuple[str, ...], int]:
    text = page.get_textpage()
    count = min(raw.FPDFText_CountChars(text), MOST_GLYPHS * 2)
    loose = raw.FS_RECTF()
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    fonts: dict[str, int] = {}
    objects: dict[int, int] = {}
    glyphs: list[Glyph] = []
    unmapped = 0
    for at in range(count):
        if raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        code = raw.FPDFText_GetUnicode(text, at)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if 0xD800 <= code < 0xDC00 and at + 1 < count:
            low = raw.FPDFText_GetUnicode(text, at + 1)
            if 0xDC00 <= low < 0xE000:
                char = chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00))
        if not char:
            if not 0xDC00 <= code < 0xE000:
                unmapped += 1
                char = "\ufffd"
            else:
                continue
        elif raw.FPDFText_HasUnicodeMapError(text, at) == 1:
            unmapped += 1
        raw.FPDFText_GetMatrix(text, at, matrix)
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetLooseCharBox(text, at, loose)
        raw.FPDFText_GetCharBox(text, at, left, right, bottom, top)
        nominal = raw.FPDFText_GetFontSize(text, at)
        size = abs(nominal) * math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        font = _font(text, at, fonts, objects)
        glyph = _glyph(
            view, char, x.value, y.value, size, matrix, loose, (left, right, bottom, top), font
        )
        if glyph is None:
            continue
        if glyphs and _is_ligature(glyphs[-1], glyph):
            # one glyph of the font for several characters: they share its width
            before, both = glyphs[-1], union((glyphs[-1].box, glyph.box))
            middle = (both.x0 + both.x1) / 2
            glyphs[-1] = replace(before, box=Box(both.x0, both.y0, middle, both.y1))
            glyph = replace(glyph, box=Box(middle, both.y0, both.x1, both.y1))
        elif glyphs and _is_upright_ligature(glyphs[-1], glyph):
            # a dash of two ems that stands upright
            before, both = glyphs[-1], union((glyphs[-1].box, glyph.box))
            middle = (both.y0 + both.y1) / 2
            glyphs[-1] = replace(before, box=Box(both.x0, both.y0, both.x1, middle))
            glyph = replace(glyph, box=Box(both.x0, middle, both.x1, both.y1))
        glyphs.append(glyph)
        if len(glyphs) >= MOST_GLYPHS:
            break
    return glyphs, tuple(fonts) or ("",), unmapped


def _is_ligature(before: Glyph, after: Glyph) -> bool:
    """Whether two characters have one origin."""
    a, b = before.box, after.box
    return (
        abs(a.x0 - b.x0) < 0.02 * after.size
        and abs(a.y0 - b.y0) < 0.02 * after.size
        and before.size == after.size
        and not (before.turned or after.turned)
        and not before.text.isspace()
    )


def _is_upright_ligature(before: Glyph, after: Glyph) -> bool:
    """The same in a line that runs downwards."""
    a, b = before.box, after.box
    near = 0.1 * after.size
    return (
        before.turned
        and after.turned
        and before.text == after.text
        and abs(a.y0 - b.y0) < near
        and abs(a.y1 - b.y1) < near
        and abs(a.x0 - b.x0) < near
    )


def _glyph(
    view: _View,
    char: str,
    x: float,
    y: float,
    size: float,
    matrix: raw.FS_MATRIX,
    loose: raw.FS_RECTF,
    tight: tuple[ctypes.c_double, ...],
    font: int,
) -> Glyph | None:
    left, right, bottom, top = (value.value for value in tight)
    left, right = min(left, loose.left), max(right, loose.right)
    bottom, top = min(bottom, loose.bottom), max(top, loose.top)
    high = top - bottom
    if size < 0.5 or high > 4 * size:  # Type 3: the size is in units of the font's own
        size = max(high, right - left)
    if size <= 0.5:
        return None
    # the direction in which the line runs, in the coordinates of the reader
    a, c = (
        view.matrix[0] * matrix.a + view.matrix[2] * matrix.b,
        (view.matrix[1] * matrix.a + view.matrix[3] * matrix.b),
    )
    turned = abs(c) > abs(a)
    ox, oy = view.point(x, y)
    edge = view.box(left, bottom, right, top)
    if turned:
        box = Box(edge.x0, edge.y0, max(edge.x1, edge.x0 + 0.1), max(edge.y1, edge.y0 + 0.1))
    else:
        x0 = min(ox, edge.x0) if a >= 0 else edge.x0
        box = Box(x0, oy - 0.88 * size, max(edge.x1, x0 + 0.1), oy + 0.12 * size)
        if edge.y1 < box.y0 + 0.2 * size or edge.y0 > box.y1 - 0.2 * size:
            box = Box(x0, edge.y0, box.x1, max(edge.y1, edge.y0 + 0.1))  # vertical origin
    if box.x1 < 0 or box.y1 < 0 or box.x0 > view.width or box.y0 > view.height:
        return None
    return Glyph(char, box, size, font, turned)


def _font(text: pdfium.PdfTextPage, at: int, fonts: dict[str, int], objects: dict[int, int]) -> int:
    """Index of the font of a character; asked once for each text object."""
    thing = raw.FPDFText_GetTextObject(text, at)
    key = ctypes.cast(thing, ctypes.c_void_p).value or 0
    if key in objects:
        return objects[key]
    name = ""
    font = raw.FPDFTextObj_GetFont(thing) if key else None
    if font:
        size = raw.FPDFFont_GetBaseFontName(font, None, 0)
        buffer = ctypes.create_string_buffer(max(size, 1))
        raw.FPDFFont_GetBaseFontName(font, buffer, size)
        name = buffer.value.decode(errors="replace").split("+")[-1]
    objects[key] = fonts.setdefault(name, len(fonts))
    return objects[key]


Matrix = tuple[float, float, float, float, float, float]


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[pdfium.PdfObject, Matrix]]:
    """The objects of a page, those in forms too, each with the matrix of what it lies in."""
    count = 0
    stack: list[tuple[object, Matrix, int]] = [(page, (1, 0, 0, 1, 0, 0), 0)]
    while stack:
        holder, outer, depth = stack.pop(0)
        if isinstance(holder, pdfium.PdfPage):
            size = raw.FPDFPage_CountObjects(holder)
            get = raw.FPDFPage_GetObject
        else:
            size = raw.FPDFFormObj_CountObjects(holder)
            get = raw.FPDFFormObj_GetObject
        for at in range(size):
            count += 1
            if count > MOST_OBJECTS:
                return
            thing = get(holder, at)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < 6:
                own = raw.FS_MATRIX()
                raw.FPDFPageObj_GetMatrix(thing, own)
                inner = (own.a, own.b, own.c, own.d, own.e, own.f)
                stack.append((thing, _times(inner, outer), depth + 1))
            else:
                yield thing, outer


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _drawings(
    page: pdfium.PdfPage,
    view: _View,
    rules: list[Box],
    frames: list[Frame],
    plates: list[Box],
) -> int:
    """Collects rules, frames and plates; gives the number of small paths."""
    small = 0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for thing, outer in _objects(page):
        kind = raw.FPDFPageObj_GetType(thing)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        if not raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            continue
        corners = [
            (outer[0] * x + outer[2] * y + outer[4], outer[1] * x + outer[3] * y + outer[5])
            for x in (left.value, right.value)
            for y in (bottom.value, top.value)
        ]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        box = view.box(min(xs), min(ys), max(xs), max(ys))
        wide, high = box.x1 - box.x0, box.y1 - box.y0
        if box.x1 <= 0 or box.y1 <= 0 or box.x0 >= view.width or box.y0 >= view.height:
            continue
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            if min(wide, high) >= LEAST_PLATE:
                plates.append(_clipped(box, view))
            continue
        if max(wide, high) < LEAST_RULE:
            small += 1
            continue
        if min(wide, high) <= RULE_WIDTH:
            if raw.FPDFPath_CountSegments(thing) <= 6 or max(wide, high) >= 60:
                rules.append(box)
            continue
        _frame(thing, box, view, frames, rules)
        small += raw.FPDFPath_CountSegments(thing) > 12
    return small


def _frame(thing: object, box: Box, view: _View, frames: list[Frame], rules: list[Box]) -> None:
    segments = raw.FPDFPath_CountSegments(thing)
    if segments > 16:
        return
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing, mode, stroke)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha)
    light = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
    filled = mode.value != raw.FPDF_FILLMODE_NONE and alpha.value > 8 and light < 0.995
    if not filled and not stroke.value:
        return
    if (box.x1 - box.x0) > 0.97 * view.width and (box.y1 - box.y0) > 0.97 * view.height:
        return  # the paper itself
    if extent(box) < 60:
        return
    frames.append(Frame(_clipped(box, view), bool(stroke.value), filled, filled and light < 0.5))


def _clipped(box: Box, view: _View) -> Box:
    return Box(
        max(0.0, box.x0), max(0.0, box.y0), min(view.width, box.x1), min(view.height, box.y1)
    )
