"""A page of ALTO, versions 1 to 4, as blocks with lines and words. Lengths become points."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from broadsheet.alto.tree import Node
from broadsheet.boxes import union
from broadsheet.layouts import Box, Point

UNITS: Mapping[str, float] = {"mm10": 72 / 254, "inch1200": 72 / 1200}
"""Points of one unit; how large a pixel is, ALTO does not say."""
MOST = 1_000_000.0
"""A length beyond it is a mistake."""
UNSURE = 0.75
"""Word confidence (WC) below which a word is in doubt; as with what we read ourselves."""
_WORD_GAP = 0.25
"""Ems between two strings from which a space is meant where the file marks none at all."""
_TALL = 2.2
"""A line so many times higher than wide runs downwards, if it has several characters."""
_LATIN = re.compile(r"[0-9A-Za-zÀ-ɏΑ-ωА-я]")


@dataclass(frozen=True, slots=True)
class Word:
    """A string."""

    text: str
    box: Box | None
    worth: float
    """0 to 1; 1 where the file does not say."""


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A line of type."""

    text: str
    """Words that the line end cuts stand whole in the first of two lines."""
    box: Box
    size: float
    """Points of the em."""
    vertical: bool
    words: tuple[Word, ...]


@dataclass(slots=True)
class Found:
    """A block: text, a picture, or others together."""

    id: str
    kind: str
    """`text`, `picture`, `rule` or `whole`."""
    labels: frozenset[str]
    """What its tags and its type call it, in small letters."""
    box: Box | None
    rings: tuple[tuple[Point, ...], ...]
    lines: tuple[TypeLine, ...] = ()
    inner: list[Found] = field(default_factory=list)

    def leaves(self) -> Iterator[Found]:
        """The blocks in it that have no others inside; itself, where it is one."""
        if self.kind == "whole":
            for one in self.inner:
                yield from one.leaves()
        else:
            yield self


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself."""

    unit: str
    width: float
    """In units of the file; 0 where it does not say."""
    height: float
    image: str
    """Name of the picture; empty where it does not say."""
    by_machine: bool
    """It says that characters were recognised."""


@dataclass(frozen=True, slots=True)
class AltoPage:
    """One page."""

    width: float
    height: float
    blocks: tuple[Found, ...]
    """The outermost, in the order of the file."""

    def by_id(self) -> dict[str, Found]:
        """Every block by its id."""
        found: dict[str, Found] = {}
        waiting = list(self.blocks)
        while waiting:
            one = waiting.pop()
            found[one.id] = one
            waiting += one.inner
        return found


def head_of(root: Node) -> Head:
    """What the file says before its text."""
    page = root.first("Page")
    unit = root.said("MeasurementUnit") or "pixel"
    steps = ("OCRProcessing", "Processing", "ocrProcessingStep")
    return Head(
        unit,
        _length(page.get("WIDTH"), 1.0) or 0.0 if page else 0.0,
        _length(page.get("HEIGHT"), 1.0) or 0.0 if page else 0.0,
        root.said("fileName"),
        next(root.every(*steps), None) is not None
        or any(string.get("WC") for string in root.every("String")),
    )


def read_page(root: Node, scale: float) -> AltoPage:
    """The page of a file; `scale` is the points of one of its units."""
    page = root.first("Page") or root
    reader = _Reader(root, scale)
    blocks = [
        found
        for space in page.children
        for found in reader.blocks(space if _is_space(space) else Node("", {}, 0, [space]))
    ]
    boxes = [block.box for block in blocks if block.box]
    around = union(boxes) if boxes else Box(0, 0, 595, 842)
    return AltoPage(
        _length(page.get("WIDTH"), scale) or around.x1,
        _length(page.get("HEIGHT"), scale) or around.y1,
        tuple(blocks),
    )


def _is_space(node: Node) -> bool:
    return node.name in ("PrintSpace", "TopMargin", "LeftMargin", "RightMargin", "BottomMargin")


KINDS = {
    "TextBlock": "text",
    "Illustration": "picture",
    "GraphicalElement": "rule",
    "ComposedBlock": "whole",
}


class _Reader:
    """One file."""

    def __init__(self, root: Node, scale: float) -> None:
        self._scale = scale
        self._labels = {
            tag.get("ID"): (tag.get("LABEL") or tag.get("TYPE")).lower()
            for tags in root.every("Tags")
            for tag in tags.children
        }
        self._sizes = {
            style.get("ID"): size
            for style in root.every("TextStyle")
            if (size := _length(style.get("FONTSIZE"), 1.0))
        }
        strings = list(root.every("String"))
        self._spaced = root.first("SP") is not None
        self._begun = Counter(
            one.get("SUBS_CONTENT") for one in strings if one.get("SUBS_TYPE") == "HypPart1"
        )

    def blocks(self, parent: Node) -> Iterator[Found]:
        """The blocks right below an element."""
        for node in parent.children:
            kind = KINDS.get(node.name)
            if kind is None:
                continue
            inner = list(self.blocks(node)) if kind == "whole" else []
            lines = tuple(self._lines(node)) if kind == "text" else ()
            box = self._box(node)
            boxes = [one.box for one in inner if one.box] + [line.box for line in lines]
            if box is None and boxes:
                box = union(boxes)
            labels = {self._labels.get(name, "") for name in node.get("TAGREFS").split()}
            labels.add(node.get("TYPE").lower())
            rings = tuple(self._rings(node))
            yield Found(node.get("ID"), kind, frozenset(labels - {""}), box, rings, lines, inner)

    def _lines(self, block: Node) -> Iterator[TypeLine]:
        nodes = [node for node in block.children if node.name == "TextLine"]
        carried = ""
        for n, node in enumerate(nodes):
            words: list[Word] = []
            text = carried
            carried = ""
            before: Word | None = None
            space = False
            for piece in node.children:
                if piece.name == "SP":
                    space = True
                elif piece.name == "HYP" and text and not self._whole(node):
                    # the cut word goes on at the beginning of the next line, if there is one
                    if n + 1 < len(nodes):
                        text, _, carried = text.rpartition(" ")
                    else:
                        text += piece.get("CONTENT") or "-"
                elif piece.name == "String":
                    word = self._word(piece)
                    if word is None:
                        continue
                    words.append(word)
                    between = " " if text and self._gap(before, word, space) else ""
                    text, before, space = f"{text}{between}{word.text}", word, False
            boxes = [word.box for word in words if word.box]
            box = self._box(node) or (union(boxes) if boxes else None)
            if box is None or not text.strip():
                continue
            tall = box.y1 - box.y0 > _TALL * (box.x1 - box.x0)
            vertical = tall and len(text) > 2
            yield TypeLine(text, box, self._size(node, box, vertical), vertical, tuple(words))

    def _whole(self, line: Node) -> bool:
        """Whether the file gives the whole of the word that ends a line."""
        return any(one.get("SUBS_TYPE") == "HypPart1" for one in line.every("String"))

    def _word(self, node: Node) -> Word | None:
        text, whole = node.get("CONTENT"), node.get("SUBS_CONTENT")
        if whole and node.get("SUBS_TYPE") == "HypPart1":
            text = whole
        elif whole and node.get("SUBS_TYPE") == "HypPart2" and self._begun[whole] > 0:
            self._begun[whole] -= 1
            return None
        worth = _length(node.get("WC"), 1.0)
        sure = 1.0 if worth is None else min(worth, 1.0)
        # a mark of direction alone is nothing that anybody reads
        seen = any(char.isprintable() and not char.isspace() for char in text)
        return Word(text, self._box(node), sure) if seen else None

    def _gap(self, before: Word | None, word: Word, marked: bool) -> bool:
        """Whether a space stands before a word."""
        if marked or before is None or self._spaced:
            return marked
        if _LATIN.match(before.text[-1]) and _LATIN.match(word.text[0]):
            return True
        if before.box is None or word.box is None:
            return False
        high = word.box.y1 - word.box.y0
        return word.box.x0 - before.box.x1 > _WORD_GAP * high

    def _size(self, line: Node, box: Box, vertical: bool) -> float:
        """Points of the em: from the style, else as high as the line."""
        names = line.get("STYLEREFS").split()
        names += [n for string in line.every("String") for n in string.get("STYLEREFS").split()]
        stated = [self._sizes[name] for name in names if name in self._sizes]
        if stated:
            return max(stated)
        return max(0.1, box.x1 - box.x0 if vertical else box.y1 - box.y0)

    def _box(self, node: Node) -> Box | None:
        left, top, wide, high = (
            _length(node.get(name), self._scale) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
        )
        if left is None or top is None or not wide or not high:
            return None
        return Box(left, top, left + wide, top + high)

    def _rings(self, node: Node) -> Iterator[tuple[Point, ...]]:
        """Its outline: `x,y x,y`, or all numbers by spaces, as both are written."""
        for shape in node.children:
            if shape.name != "Shape":
                continue
            for polygon in shape.every("Polygon"):
                numbers = [
                    _length(number, self._scale)
                    for number in polygon.get("POINTS").replace(",", " ").split()
                ]
                known = [number for number in numbers if number is not None]
                if len(known) == len(numbers) >= 6 and len(known) % 2 == 0:
                    yield tuple(zip(known[::2], known[1::2], strict=True))


def _length(text: str, scale: float) -> float | None:
    """A number of the file in points; None for what is none, or beyond the page."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number * scale if math.isfinite(number) and 0 <= number <= MOST else None
