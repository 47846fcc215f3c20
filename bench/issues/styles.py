"""The exporting tools: how each lays an issue out, its finishing steps, the truth of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import columns
import english
import traditional
import webcopy
from grammar import World
from layout import Setter
from paper import Page, Paper
from sheet import Line, Sheet, Style
from truth import truth

WIDE = "　"

STYLES: dict[str, Style] = {
    s.name: s
    for s in [
        Style("seed000", head="## {}", dateline="**{}**", half=True, column_breaks=0.45),
        Style(
            "seed004",
            measure=(15, 30),
            para_blank=False,
            line_blank=True,
            head_after=True,
            justify=0.25,
            digit_spaces=True,
            cut=0.04,
            folio=False,
            imprint=0,
            after="spaced",
            pages_known=False,
            deck="{}",
        ),
        Style(
            "indent",
            measure=(13, 34),
            indent=WIDE * 2,
            para_blank=False,
            head="        {}",
            kicker="      {}",
            deck="          {}",
            under="              {}",
            column=("{}", "【{}】"),
            subhead=WIDE * 2 + "{}",
            own=WIDE * 8 + "{}",
            verse=WIDE * 2 + "{}",
            right=WIDE * 6 + "{}",
        ),
        Style(
            "mupdf",
            measure=(14, 32),
            para_blank=False,
            line_blank=True,
            head_after=True,
            folio=False,
            imprint=0,
            cut=0.03,
            pages_known=False,
        ),
        Style(
            "rawtext",
            measure=(13, 28),
            para_blank=False,
            story_blank=0,
            page_end=("\f",),
            column=("{}", "■ {}"),
            cut=0.03,
        ),
        Style(
            "word",
            para_blank=False,
            story_blank=1,
            indent=WIDE * 2,
            own="\t\t\t{}",
            tabs="\t",
            right="\t\t\t\t{}",
            page_end=("",),
            column=("{}", "【{}】", "[{}]"),
        ),
        Style(
            "markdown",
            head="# {}",
            dateline="{}",
            column=("**{}**", "*{}*"),
            subhead="**{}**",
            kicker="*{}*",
            deck="### {}",
            page_end=("---", ""),
        ),
        Style(
            "ocr",
            measure=(15, 26),
            para_blank=False,
            indent="  ",
            story_blank=1,
            half=True,
            after="ocr",
            column=("{}", "●{}"),
            cut=0.05,
        ),
        Style(
            "layout2",
            measure=(15, 19),
            indent=WIDE * 2,
            para_blank=False,
            change=0,
            own=WIDE * 4 + "{}",
            page_end=("\f",),
            after="layout",
            spans=False,
        ),
        Style(
            "woven",
            measure=(16, 20),
            indent=WIDE * 2,
            para_blank=False,
            change=0,
            own=WIDE * 4 + "{}",
            page_end=("\f",),
            after="woven",
            spans=False,
        ),
        Style(
            "cms",
            indent=WIDE * 2,
            folio=False,
            imprint=0,
            pages_known=False,
            setter="cms",
            column=("{}",),
        ),
        Style("szb", setter="szb", column=("{}", "【{}】")),
        Style(
            "centred", measure=(30, 40), indent="    ", para_blank=False, after="centred", change=0
        ),
        Style(
            "flush",
            indent=WIDE * 2,
            para_blank=False,
            story_blank=0,
            own=WIDE * 2 + "{}",
            subhead=WIDE * 2 + "{}",
            verse=WIDE * 2 + "{}",
            right=WIDE * 2 + "{}",
            page_end=(),
        ),
        Style("trad", indent=WIDE * 2, para_blank=True, trad=True, column=("{}", "【{}】", "■{}")),
        Style(
            "crlf",
            measure=(18, 30),
            indent="\t",
            para_blank=False,
            newline="\r\n",
            after="trailing",
            tabs="\t",
            own="\t\t{}",
            right="\t\t{}",
        ),
        Style(
            "formfeed",
            measure=(14, 30),
            indent=WIDE * 2,
            para_blank=False,
            folio=False,
            imprint=0,
            page_end=("\f",),
            column=("{}", "□ {}"),
        ),
        Style("english", measure=(30, 44), setter="english"),
    ]
}


# ---------------------------------------------------------------- finishing steps
def spaced(sheet: Sheet, style: Style, rng: random.Random, paper: Paper) -> None:
    """Justification turned to spaces; spaces around digits."""
    for line in sheet.lines:
        if line.kind not in {"body", "subhead"} or not line.text:
            continue
        if style.digit_spaces:
            line.text = re.sub(
                r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=[\d%])(?=[\u4e00-\u9fff])", " ", line.text
            )
        if rng.random() >= style.justify:
            continue
        share = rng.choice([0.15, 0.3, 1.0])
        out = ""
        for i, c in enumerate(line.text):
            out += c
            nxt = line.text[i + 1 : i + 2]
            if nxt and not (c + nxt).isascii() and c != " " != nxt and rng.random() < share:
                out += " "
        line.text = out


def ocr(sheet: Sheet, style: Style, rng: random.Random, paper: Paper) -> None:
    """A scanner's habits: stray spaces, specks on lines of their own, page heads inside stories."""
    out: list[Line] = []
    head = f"{paper.w.paper} {paper.date.year}年{paper.date.month}月{paper.date.day}日"
    since = 0
    for line in sheet.lines:
        since += 1
        if line.kind == "body" and line.text and rng.random() < 0.12:
            at = rng.randrange(1, max(2, len(line.text)))
            if not line.text[at - 1 : at + 1].isascii():
                line.text = line.text[:at] + " " + line.text[at:]
        if line.kind == "body" and rng.random() < 0.01:
            out.append(Line(rng.choice([". ·", "—", "|", "· ·", "~"]), 0, "noise"))
        if (
            line.kind == "body"
            and since > 60
            and rng.random() < 0.03
            and not line.text.startswith(" ")
        ):
            out.append(Line(head, 0, "folio"))
            sheet.furniture.append({"kind": "folio", "text": head})
            since = 0
        out.append(line)
    sheet.lines = out


AFTER: dict[str, Callable[[Sheet, Style, random.Random, Paper], None]] = {
    "layout": columns.layout,
    "woven": columns.woven,
    "centred": columns.centred,
    "trailing": columns.trailing,
    "spaced": spaced,
    "ocr": ocr,
}


def blank_lines(sheet: Sheet) -> None:
    """A blank line after every line, save inside headings and after subheads (as some tools do)."""
    out: list[Line] = []
    body = [x for x in sheet.lines if x.text or x.kind == "page"]
    for i, line in enumerate(body):
        out.append(line)
        nxt = body[i + 1] if i + 1 < len(body) else None
        if nxt and nxt.owner == line.owner and line.kind == "head" and nxt.kind in {"head", "deck"}:
            continue
        out.append(Line("", 0, "blank"))
    sheet.lines = out


SETTERS: dict[str, type[Setter]] = {
    "": Setter,
    "cms": webcopy.CmsSetter,
    "szb": webcopy.DigitalSetter,
}


def render(
    style: Style, w: World, paper: Paper, pages: list[Page], source: str
) -> tuple[str, dict[str, Any]]:
    """The raw text of an issue in a style, and its truth."""
    rng = random.Random(w.rng.random())
    if style.trad:
        traditional.convert(paper, pages, rng)
    sheet = SETTERS[style.setter](style, paper, rng).issue(pages)
    if style.line_blank:
        blank_lines(sheet)
    if style.after:
        AFTER[style.after](sheet, style, rng, paper)
    text = finished(sheet)
    made = truth(sheet, style, paper.w.paper, paper.date, source, text)
    return text.replace("\n", style.newline), made


def render_english(
    style: Style, rng: random.Random, pages: int, source: str
) -> tuple[str, dict[str, Any]]:
    """An issue of an English-language paper, and its truth."""
    county, made = english.make_issue(rng, pages)
    sheet = english.EnglishSetter(style, county, rng).issue(made)
    text = finished(sheet)
    return text, truth(sheet, style, county.paper, county.date, source, text)


def finished(sheet: Sheet) -> str:
    """The text; a form feed stands before the first character of its page."""
    lines = sheet.lines
    while lines and not lines[-1].text.strip():
        lines.pop()
    kept: list[Line] = []
    pending = ""
    for line in lines:
        if line.text == "\f":
            pending = "\f"
            continue
        line.text = pending + line.text
        pending = ""
        kept.append(line)
    sheet.lines = kept
    return "\n".join(line.text for line in kept) + "\n"
