"""Exports that keep the look of the page: two columns side by side, with or without gutter."""

from __future__ import annotations

import random

from measure import cells
from paper import Paper
from sheet import Line, Sheet, Style


def _pages(sheet: Sheet) -> list[list[Line]]:
    pages: list[list[Line]] = [[]]
    for line in sheet.lines:
        if line.kind == "page":
            pages.append([])
        else:
            pages[-1].append(line)
    return pages


def _halves(lines: list[Line], rng: random.Random) -> tuple[list[Line], list[Line]]:
    """The lines of a page as two columns of about the same height."""
    middle = len(lines) // 2
    edges = [
        i for i in range(1, len(lines)) if lines[i].owner != lines[i - 1].owner and lines[i].owner
    ]
    if edges and rng.random() < 0.6:
        at = min(edges, key=lambda i: abs(i - middle))
    else:
        at = middle
        while at < len(lines) and lines[at].kind != "body":
            at += 1
    return lines[:at], lines[at:]


def _weave(sheet: Sheet, rng: random.Random, gutter: int | None) -> None:
    out: list[Line] = []
    for number, page in enumerate(_pages(sheet)):
        if number:
            out.append(Line("\f", 0, "page"))
        head = [x for x in page if x.kind in {"folio", "guide", "ad", "imprint"}]
        body = [x for x in page if x.kind not in {"folio", "guide", "ad", "imprint"}]
        while body and not body[0].text:
            body.pop(0)
        while body and not body[-1].text:
            body.pop()
        top = [x for x in head if x.kind in {"folio", "guide"}]
        foot = [x for x in head if x.kind in {"ad", "imprint"}]
        out += [*top, Line("", 0, "blank")]
        left, right = _halves(body, rng)
        width = max((cells(x.text) for x in left), default=0)
        for i in range(max(len(left), len(right))):
            a = left[i].text if i < len(left) else ""
            b = right[i].text if i < len(right) else ""
            if gutter is None:
                text = f"{a} {b}".strip()
            else:
                text = (a + " " * (width - cells(a) + gutter) + b).rstrip()
            out.append(Line(text, 0, "woven"))
        out += [Line("", 0, "blank"), *foot]
    sheet.lines = out


def layout(sheet: Sheet, style: Style, rng: random.Random, paper: Paper) -> None:
    """Two columns with a gutter of spaces: they can be told apart."""
    _weave(sheet, rng, rng.randint(4, 9))


def woven(sheet: Sheet, style: Style, rng: random.Random, paper: Paper) -> None:
    """Two columns run together line by line: nobody can be sure, so everything is flagged."""
    _weave(sheet, rng, None)
    for _, s, _ in sheet.stories:
        s.flags = [*s.flags, "interleaved"]


def centred(sheet: Sheet, style: Style, rng: random.Random, paper: Paper) -> None:
    """Headline lines in the middle of the text's width, signatures at its right edge."""
    width = (style.measure[1] if style.measure else 40) * 2
    for line in sheet.lines:
        room = width - cells(line.text)
        if line.kind in {"head", "kicker", "deck", "under", "column"}:
            line.text = " " * max(2, room // 2) + line.text
        elif line.kind in {"own", "right"}:
            line.text = " " * max(2, room - 2) + line.text


def trailing(sheet: Sheet, style: Style, rng: random.Random, paper: Paper) -> None:
    """White space at the ends of lines, and a byte order mark."""
    for line in sheet.lines:
        line.text += rng.choice(["", "", " ", "  ", "\t", "　"])
    sheet.lines[0].text = "\ufeff" + sheet.lines[0].text
