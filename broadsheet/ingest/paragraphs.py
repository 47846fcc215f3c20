"""The body: paragraphs, subheads, verse and tables, and their Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from broadsheet.ingest.cleaners import print_text
from broadsheet.ingest.floats import split_credit
from broadsheet.ingest.galley import Row, Run, run_of
from broadsheet.ingest.passages import numeric_tables
from broadsheet.ingest.turns import spaced


class Kind(StrEnum):
    """What a block of the body is."""

    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    """Of a picture that the export lost."""
    SUBHEAD = "subhead"
    VERSE = "verse"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body."""

    kind: Kind
    run: Run
    """Verse and tables have one piece a line."""


LEAST_VERSE = 3
"""Kept lines in a row that make a poem; fewer are a signature or an address."""


def kept_blocks(rows: Sequence[Row], usual_blanks: int) -> tuple[Block, ...]:
    """Kept lines in a row: tables, verse by stanza, or a paragraph each."""
    blocks: list[Block] = []
    figures = frozenset(rows[at].line for at in numeric_tables(rows))
    for tabular, group in groupby(
        rows, lambda row: row.line in figures or len(cells(row.text)) >= 2
    ):
        found = tuple(group)
        if tabular and len(found) >= 2:
            blocks.append(Block(Kind.TABLE, run_of(found)))
        elif len(found) >= LEAST_VERSE and _is_verse(found):
            blocks += _stanzas(found, usual_blanks)
        else:
            blocks += [Block(Kind.PARAGRAPH, run_of([row])) for row in found]
    return tuple(blocks)


def _stanzas(rows: Sequence[Row], usual_blanks: int) -> list[Block]:
    stanzas: list[list[Row]] = [[]]
    for row in rows:
        if stanzas[-1] and row.blanks > usual_blanks:
            stanzas.append([])
        stanzas[-1].append(row)
    return [Block(Kind.VERSE, run_of(stanza)) for stanza in stanzas]


def _is_verse(rows: Sequence[Row]) -> bool:
    prose = sum(bool(re.search(r"[:：@\d]{3}|电话|地址", row.bare)) for row in rows)
    return prose * 4 <= len(rows)


_CELL_GAP = re.compile(r"[ \u3000\xa0]{2,}|\t+|\u3000|\s*[|｜]\s*")


def cells(text: str) -> list[str]:
    """The cells of a table row."""
    return [cell for cell in (part.strip() for part in _CELL_GAP.split(text.strip())) if cell]


def markdown(blocks: Sequence[Block], *, noisy: bool) -> str:
    """The body as Markdown; ends with a newline unless it is empty."""
    parts = [text for block in blocks if (text := _markdown(block, noisy))]
    return "\n\n".join(parts) + "\n" if parts else ""


def printed(block: Block, *, noisy: bool) -> str:
    r"""The text of a block as it will be read, without Markdown; `\n` between kept lines."""
    if block.kind is Kind.SUBHEAD:
        return spaced(block.run.text.replace("\n", " "), noisy=noisy)
    if block.kind is Kind.PARAGRAPH:
        return print_text(block.run.text)
    if block.kind is Kind.CAPTION:
        words, credit = block.run.cut(split_credit(block.run.text))
        return " ".join(filter(None, (print_text(words.text), *credit.text.split())))
    if block.kind is Kind.VERSE:
        return "\n".join(print_text(piece.text) for piece in block.run.pieces)
    return "\n".join(map(" ".join, _table_rows(block)))


def _table_rows(block: Block) -> list[list[str]]:
    """The cells of a table; in one of figures a single space parts them."""
    texts = [piece.text for piece in block.run.pieces]
    rows = [cells(text) for text in texts]
    if max(map(len, rows)) == 1:
        rows = [text.split() for text in texts]
    return [[print_text(cell) for cell in row] for row in rows]


def _markdown(block: Block, noisy: bool) -> str:
    if block.kind is Kind.TABLE:
        return _table(block)
    text = printed(block, noisy=noisy)
    if block.kind is Kind.SUBHEAD:
        return f"## {escape(text)}" if text else ""
    return "  \n".join(escape(line) for line in text.split("\n") if line)


def _table(block: Block) -> str:
    rows = _table_rows(block)
    columns = max(map(len, rows))
    if min(map(len, rows)) != columns:
        return "  \n".join(escape(" ".join(row)) for row in rows)
    lines = [
        "| " + " | ".join(escape(cell).replace("|", "\\|") for cell in row) + " |" for row in rows
    ]
    lines.insert(1, "|" + " --- |" * columns)
    return "\n".join(lines)


_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w{1,31};)")
_LINE_START = re.compile(r"(?:(?P<sign>#{1,6}|[-+=>|])|(?P<number>\d{1,9})[.)])(?=\s|\Z|[-=>|#+])")


def escape(text: str) -> str:
    """A line of text as Markdown that shows exactly this text."""
    escaped = _SPECIAL.sub(lambda match: "\\" + match[0], text)
    start = _LINE_START.match(escaped)
    if start is None:
        return escaped
    if start["sign"]:
        return f"\\{escaped}"
    return f"{start['number']}\\{escaped[len(start['number']) :]}"
