"""The galley: the raw lines that carry text, measured, and stretches of text that know their lines.

A `Row` is one line as the compositor sees it. A `Run` is text taken from rows, piece by piece;
it can be cut anywhere and still says which characters of the raw file it is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from broadsheet.ingest.cleaners import mend, visible
from broadsheet.ingest.columns import Strip, strips
from broadsheet.ingest.conventions import CLOSERS, PICTOGRAPHS, TERMINALS
from broadsheet.ingest.labels import is_empty, label_of
from broadsheet.ingest.latin import ends_sentence as latin_ends_sentence
from broadsheet.ingest.latin import is_latin
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.script import fold

INDENT_GLYPHS = "□"
"""A two-em indent comes out of some layout programs as two of these."""
_HEAD = re.compile(rf"(?P<space>[\s\ufeff{INDENT_GLYPHS}]*)(?P<mark>#{{1,6}}(?=\s)[^\S\n]*)?")
_BOLD_LINE = re.compile(r"(\*{1,3}|_{1,3})(?=[^\s*_])([^*\n]{1,120}?)(?<=[^\s*_])\1\Z")
_NARROW = re.compile(r"[\x21-\x7e]")
_END = re.compile(rf"[{re.escape(TERMINALS)}][{re.escape(CLOSERS)}]*\Z|\.{{3,}}[”’」』]?\Z")
_LATIN_END = re.compile(r"[A-Za-z]{2}[.!?][”’\"']?\Z")
"""How a line in two scripts ends with a sentence in the Latin one."""
_YEAR_END = re.compile(r"\d{4}[.!?][”’\"']?")
"""The last line of an English paragraph that is only a year."""
_HALF_STOP = re.compile(r"[\u4e00-\u9fff]\.[”’\"]?\Z")
_RULE = re.compile(r"[\s\-=_*~—–―─━═·•.…+|＋－＝＊]{3,}\Z")

_PICTOGRAPHS = re.compile(f"[{PICTOGRAPHS}]+")
"""A row of pictures, which parts stories of a web copy as a rule does."""

BOLD = 7
"""`Row.mark` of a line that is bold or italic as a whole: below any heading level."""


@dataclass(frozen=True, slots=True)
class Row:
    """One raw line that has text."""

    line: int
    """Index in the issue's lines."""
    start: int
    """Where its text begins in the raw line, after indent and marks."""
    end: int
    place: int
    """Its rank in reading order; lines of side by side columns do not follow their numbers."""
    text: str
    """The text, mended, spaces kept; as long as the raw text."""
    bare: str
    """The text without any space, for recognition: traditional characters folded."""
    width: float
    """Ems of `bare`: 1 for a Chinese character or mark, 0.5 for a Latin one."""
    indent: float
    """Ems of space before it: 0.5 for a space, 1 for an ideographic space, 2 for a tab."""
    lead: str
    """The white space before it as it stands; papers indent paragraphs with one kind."""
    blanks: int
    """Blank lines right before it."""
    page: int
    """Index of the page."""
    mark: int
    """Level of a Markdown heading (1 for a line labelled 标题), BOLD, or 0."""
    column: bool
    """Labelled as the name of a column (栏目), or known as one from the archive."""
    terminal: bool
    """It ends a sentence."""
    latin: bool
    """It is in the Latin script: spaces part its words and count in its width."""
    label: str = ""
    """What a content system says it is: headline, kicker, deck, column, byline or body."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one raw line."""

    line: int
    start: int
    text: str
    """Mended."""

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Run:
    """Text made of pieces, in order."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        r"""The pieces with `\n` between them."""
        return "\n".join(piece.text for piece in self.pieces)

    def __bool__(self) -> bool:
        return any(piece.text for piece in self.pieces)

    def __add__(self, other: Run) -> Run:
        return Run(self.pieces + other.pieces)

    def cut(self, at: int) -> tuple[Run, Run]:
        r"""The run before and from an offset in `text`. The `\n` at a cut belongs to neither."""
        before: list[Piece] = []
        for index, piece in enumerate(self.pieces):
            size = len(piece.text)
            if at <= size:
                left = Piece(piece.line, piece.start, piece.text[:at])
                right = Piece(piece.line, piece.start + at, piece.text[at:])
                after = self.pieces[index + 1 :]
                return (
                    Run((*before, left) if left.text else tuple(before)),
                    Run((right, *after) if right.text else after),
                )
            before.append(piece)
            at -= size + 1
        return self, Run()

    def take(self, start: int, end: int) -> tuple[Run, Run]:
        """The run between two offsets of `text`, and what remains around it."""
        left, after = self.cut(end)
        before, taken = left.cut(start)
        return taken, before + after


def run_of(rows: Iterable[Row]) -> Run:
    """The text of some rows."""
    return Run(tuple(Piece(row.line, row.start, row.text) for row in rows))


def width(bare: str) -> float:
    """Ems of a text without spaces."""
    if bare.isascii():
        return len(bare) / 2
    return len(bare) - len(_NARROW.findall(bare)) / 2


def ends_sentence(bare: str) -> bool:
    """Whether a text without spaces ends a sentence."""
    tail = bare[-8:]
    return bool(_END.search(tail) or _HALF_STOP.search(tail))


def is_rule(text: str) -> bool:
    """Whether a line is only an ornament: dashes, stars, dots."""
    return bool(_RULE.match(text)) if len(text) < 400 else False


def rows_of(raw: RawIssue, columns: Set[str] = frozenset()) -> tuple[Row, ...]:
    """The rows of an issue in reading order. Blank lines and rules give none.

    `columns` are bare names of standing columns that are known already.
    """
    rows: list[Row] = []
    index = 0
    blanks = 0
    for page_index, page in enumerate(raw.pages):
        texts = [mend(line.text) for line in page.lines]
        found = strips(texts)
        if found is None:
            found = tuple(Strip(at, 0, len(text)) for at, text in enumerate(texts))
        side = False
        for strip in found:
            if (strip.start > 0) != side:
                # The foot of one column says nothing about the head of the next.
                side, blanks = strip.start > 0, 0
            text = texts[strip.line][strip.start : strip.end]
            row = _row(index + strip.line, text, strip.start, blanks, page_index, len(rows))
            if row is None:
                blanks += 1
            else:
                rows.append(replace(row, column=True) if row.bare in columns else row)
                blanks = 0
        index += len(texts)
    return tuple(rows)


def _row(index: int, text: str, offset: int, blanks: int, page: int, place: int) -> Row | None:
    """The row of a stretch of a line that begins at an offset; None where it has no text."""
    stripped = text.rstrip()
    if not stripped or is_rule(stripped):
        return None
    head = _HEAD.match(stripped)
    assert head is not None  # both groups may be empty
    start = head.end()
    body = stripped[start:]
    if not body:
        return None
    mark = len(head["mark"].strip()) if head["mark"] else 0
    label = label_of(body)
    if label is not None and is_empty(label, body):
        return None
    if label is not None and label.end < len(body):
        start += label.end
        body = body[label.end :]
        mark = mark or (1 if label.kind == "headline" else 0)
    else:
        label = None
    end = len(stripped)
    if mark and (closing := re.search(r"\s#+\Z", body)):
        end -= len(closing[0])
        body = stripped[start:end]
    if body[0] in "*_" and (bold := _BOLD_LINE.match(body)):
        start, end = start + len(bold[1]), end - len(bold[1])
        body = bold[2]
        mark = mark or BOLD
    bare = fold("".join(visible(body).split()))
    if not bare or _PICTOGRAPHS.fullmatch(bare):
        return None
    latin = is_latin(body)
    return Row(
        line=index,
        start=offset + start,
        end=offset + end,
        place=place,
        text=body,
        bare=bare,
        width=len(" ".join(body.split())) / 2 if latin else width(bare),
        indent=_indent(head["space"]),
        lead=head["space"].replace("\f", ""),
        blanks=blanks,
        page=page,
        mark=mark,
        column=label is not None and label.kind == "column",
        terminal=latin_ends_sentence(body)
        if latin or _LATIN_END.search(bare) or _YEAR_END.fullmatch(bare)
        else ends_sentence(bare),
        latin=latin,
        label=label.kind if label else "",
    )


def _indent(space: str) -> float:
    if not space:
        return 0.0
    ems = 0.0
    for char in space:
        ems += 0.5 if char == " " or char == "\xa0" else 2.0 if char == "\t" else 1.0
    return ems if "\f" not in space else ems - space.count("\f")
