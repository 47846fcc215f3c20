"""The account: every character of the raw text, and what it became.

`balance` is told which stretches of the raw text each field was set from, and what was printed.
It asks two things. Do the stretches cover every raw line once, but for white space, glyphs and
markup? And does each printed text have the characters of its stretches, in order, but for the
changes that cleaning may make? Where either fails the account does not close.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadsheet.ingest.cleaners import INVISIBLE, mend, visible
from broadsheet.ingest.conventions import ORNAMENTS, PICTOGRAPHS
from broadsheet.ingest.galley import Run, is_rule
from broadsheet.ingest.labels import LABEL
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Account, Difference, Fate, Share
from broadsheet.text import printable

SPACE, GLYPH, MARKUP, BYLINE, BODY = Fate.SPACE, Fate.GLYPH, Fate.MARKUP, Fate.BYLINE, Fate.BODY
"""By themselves, as in `parts`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field and the stretches of raw text that it was set from."""

    fate: Fate
    article: int | None
    run: Run
    printed: str | None
    """The text as printed; None where it is not printed (jumps, duplicates)."""
    separators: str = ""
    """Characters that only part its pieces: the bars of a table."""


_LOOSE = re.compile(
    rf"(?P<space>[\s{re.escape(''.join(sorted(INVISIBLE)))}]+)"
    rf"|(?P<glyph>[{ORNAMENTS}{PICTOGRAPHS}]+)"
    rf"|(?P<label>(?<![^\s{ORNAMENTS}{PICTOGRAPHS}])"
    rf"{LABEL})"
    r"|(?P<markup>[#*_`>|｜丨│┃∣【】〖〗〔〕\[\]（）()\-=~—–―─━═·•.…+＋－＝＊:：/／、]+)"
    r"|(?P<lost>.)",
    re.DOTALL,
)
"""What may stand outside every field. Brackets and separators are markup of bylines and tags."""


def balance(raw: RawIssue, entries: Sequence[Entry]) -> Account:
    """The account of an issue. `entries` point at lines by their index in the issue."""
    lines = raw.lines
    taken: dict[int, list[tuple[int, int, Fate, int | None]]] = {}
    for entry in entries:
        for piece in entry.run.pieces:
            if piece.text:
                taken.setdefault(piece.line, []).append(
                    (piece.start, piece.end, entry.fate, entry.article)
                )
    shares: list[Share] = []
    differences: list[Difference] = []
    totals = dict.fromkeys(Fate, 0)
    for index, line in enumerate(lines):
        at = 0
        for begin, end, fate, article in sorted(taken.get(index, ()), key=lambda t: t[:2]):
            start = begin
            if start < at:
                differences.append(
                    Difference(line.file, line.number, "", printable(line.text[start:at]))
                )
                start = at
            if start > at:
                shares += _loose(line.file, line.number, line.text, at, start, differences)
            if end > start:
                shares.append(Share(line.file, line.number, start, end, fate, article))
            at = max(at, end)
        if at < len(line.text):
            shares += _loose(line.file, line.number, line.text, at, len(line.text), differences)
    for share in shares:
        totals[share.fate] += share.end - share.start
    totals[SPACE] += max(0, len(lines) - len(raw.files))  # line feeds
    differences += _misprints(raw, entries)
    return Account(tuple(shares), totals, tuple(differences))


def _loose(
    file: str, number: int, text: str, start: int, end: int, differences: list[Difference]
) -> list[Share]:
    """The shares of a stretch that no field took."""
    stretch = text[start:end]
    if start == 0 and end == len(text) and stretch.strip() and is_rule(mend(stretch)):
        return [Share(file, number, start, end, MARKUP)]
    shares: list[Share] = []
    lost = ""
    for match in _LOOSE.finditer(stretch):
        if match["lost"]:
            lost += match[0]
            continue
        fate = SPACE if match["space"] else GLYPH if match["glyph"] else MARKUP
        shares.append(Share(file, number, start + match.start(), start + match.end(), fate))
    if lost:
        differences.append(Difference(file, number, printable(lost), ""))
    return shares


def _misprints(raw: RawIssue, entries: Iterable[Entry]) -> list[Difference]:
    """Fields whose printed text has other characters than the raw text it was set from."""
    found: list[Difference] = []
    lines = raw.lines
    for entry in entries:
        if entry.printed is None or not entry.run.pieces:
            continue
        source = "\n".join(
            lines[piece.line].text[piece.start : piece.end] for piece in entry.run.pieces
        )
        if entry.fate is not BYLINE and _bare(source) == _bare(entry.printed):
            continue  # the same characters, as in most fields: there is nothing to fold
        loose = entry.fate is not BODY
        wanted, printed = essence(source, loose=loose), essence(entry.printed, loose=loose)
        if entry.separators:
            gone = str.maketrans("", "", entry.separators)
            wanted, printed = wanted.translate(gone), printed.translate(gone)
        if entry.fate is BYLINE:
            wanted = essence(_CONNECTIVES.sub(" ", source), loose=True)
            wanted, printed = _unsigned(wanted, entry.printed), ""
        if wanted != printed:
            line = lines[entry.run.pieces[0].line]
            at = next(
                (i for i, (a, b) in enumerate(zip(wanted, printed, strict=False)) if a != b),
                min(len(wanted), len(printed)),
            )
            found.append(
                Difference(line.file, line.number, printable(wanted[at:]), printable(printed[at:]))
            )
    return found


_CONNECTIVES = re.compile(r"(?<![A-Za-z])(?:by|and)(?![A-Za-z])", re.IGNORECASE)
"""Words of an English byline that are no name."""
_REPORTS = "报道"
"""The word of a Chinese byline that is no name: 记者 甲 报道. 摄影报道 is a role."""
_CUT_WORD = re.compile(r"(?<=[A-Za-z])-[^\S\n]*\n\s*(?=[a-z])")
_DASHES = re.compile("[—―─]+|–{2,}")
_EMPHASIS = re.compile(r"\*\*|__")
_LOOSE_MARKS = re.compile(rf"[【】〖〗〔〕《》\[\]()|丨│┃∣·•\-:/、—{ORNAMENTS}{PICTOGRAPHS}]+")


def essence(text: str, *, loose: bool = False) -> str:
    """The characters that printing must keep: compatibility forms folded, no white space, a dash
    of any length as one, no emphasis, no hyphen that a line end put into a word. `loose` is for
    headings, which also lose their brackets and ornaments.
    """
    if "\n" in text:
        text = _CUT_WORD.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", mend(text))
    text = _DASHES.sub("—", _EMPHASIS.sub("", visible(_bare(text))))
    return _LOOSE_MARKS.sub("", text) if loose else text


def _bare(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def is_signed(source: str, signed: str) -> bool:
    """Whether the words of the authors, one a line, have every letter of a byline's raw text."""
    return not _unsigned(essence(_CONNECTIVES.sub(" ", source), loose=True), signed)


def _unsigned(source: str, signed: str) -> str:
    """What remains of a byline's raw text when the words of its authors are taken out."""
    for word in sorted(set(signed.split("\n")), key=len, reverse=True):
        source = source.replace(essence(_CONNECTIVES.sub(" ", word), loose=True), "")
    return re.sub(r"\W+", "", source.replace(_REPORTS, ""))
