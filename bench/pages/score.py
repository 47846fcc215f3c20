"""Scores what the press reads from typeset pages, and the processor time it takes.

    python bench/pages/make.py OUT --seed 301 --count 24 --browser
    python bench/pages/score.py OUT

A folder has NAME.pdf and NAME.truth.json. A story is found when its outline meets the true one at
an intersection over union of 0.5 (0.8); a line is right when its middle lies in a block of the
story that was matched; its role when that block has it (subheads and jumps count as text).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2

from broadsheet.ingest.pasteup import PastedPage, paste_up
from broadsheet.layouts import Kind, Role
from broadsheet.model import Article
from broadsheet.pdf.reader import read_sheet
from broadsheet.pdf.reading import PageReading
from broadsheet.pdf.segment import read_page

FIELDS = ("headline", "kicker", "deck", "column", "byline", "paragraph")
PLAIN = {"jump": "body", "table": "body"}
NEWS = ("article", "brief", "photo")
Rings = Sequence[Sequence[Sequence[float]]]


def _crossings(rings: Rings, y: float) -> list[tuple[float, float]]:
    """The stretches of a level line that lie in a rectilinear outline."""
    at = sorted(
        a[0]
        for ring in rings
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
        if a[0] == b[0] and min(a[1], b[1]) < y < max(a[1], b[1])
    )
    return list(zip(at[::2], at[1::2], strict=False))


def shared(a: Rings, b: Rings) -> tuple[float, float]:
    """Areas of the intersection and of the union."""
    ys = sorted({p[1] for ring in (*a, *b) for p in ring})
    both = either = 0.0
    for low, high in pairwise(ys):
        middle = (low + high) / 2
        one, two = _crossings(a, middle), _crossings(b, middle)
        common = sum(max(0.0, min(x1, u1) - max(x0, u0)) for x0, x1 in one for u0, u1 in two)
        wide = sum(x1 - x0 for x0, x1 in one) + sum(x1 - x0 for x0, x1 in two)
        both += common * (high - low)
        either += (wide - common) * (high - low)
    return both, either


def score(
    truth: dict[str, Any], reading: PageReading, strange: list[str] | None = None
) -> dict[str, float]:
    """The sums of one page; what has the wrong role is added to `strange`."""
    stories = reading.stories
    true = [a for a in truth["articles"] if a["kind"] in NEWS]
    told = [s for s in stories if s.kind not in (Kind.AD, Kind.INDEX)]
    options = []
    for i, article in enumerate(true):
        for j, story in enumerate(told):
            both, either = shared(article["polygon"], story.rings)
            options.append((both / either if either else 0.0, i, j))
    match: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for value, i, j in sorted(options, reverse=True):
        if value >= 0.1 and i not in match and j not in used:
            match[i] = j, value
            used.add(j)
    sums = dict.fromkeys(("true", "told", "hit50", "hit80", "iou", "lines", "right"), 0.0)
    sums |= dict.fromkeys(("roles", "chars", "wrong"), 0.0)
    sums |= {f"{name}{what}": 0.0 for name in FIELDS for what in (" true", " told", " same")}
    sums["true"], sums["told"] = len(true), len(told)
    printed = _articles(reading)
    blocks = [(j, part.role, part.box) for j, story in enumerate(told) for part in story.parts]
    for i, article in enumerate(true):
        j, value = match.get(i, (-1, 0.0))
        sums["iou"] += value
        sums["hit50"] += value >= 0.5
        sums["hit80"] += value >= 0.8
        for block in article["blocks"]:
            for line in block["lines"]:
                x0, y0, x1, y1 = line["bbox"]
                x, y = (x0 + x1) / 2, (y0 + y1) / 2
                inside = [
                    ((b.x1 - b.x0) * (b.y1 - b.y0), k, role)
                    for k, role, b in blocks
                    if b.x0 - 1 <= x <= b.x1 + 1 and b.y0 - 1 <= y <= b.y1 + 1
                ]
                sums["lines"] += 1
                if inside:
                    _, k, role = min(inside)
                    sums["right"] += k == j
                    plain = Role.BODY if role in (Role.SUBHEAD, Role.JUMP) else role
                    right = plain == PLAIN.get(block["role"], block["role"])
                    sums["roles"] += right
                    if not right and strange is not None:
                        strange.append(f"{block['role']} as {role}: {line['text'][:24]}")
                elif strange is not None:
                    strange.append(f"{block['role']} in none: {line['text'][:24]}")
        wanted = "".join("".join(article["body"]).split())
        found = ""
        if j >= 0:
            lines = [*told[j].texts(Role.BODY), *told[j].texts(Role.SUBHEAD)]
            found = "".join("".join(lines).split())
        if j >= 0:
            _fields(article, printed.get(id(told[j])), sums, strange)
        matcher = SequenceMatcher(None, wanted, found, autojunk=False)
        same = sum(m.size for m in matcher.get_matching_blocks())
        sums["chars"] += len(wanted)
        sums["wrong"] += min(len(wanted), max(len(wanted), len(found)) - same)
    return sums


def _articles(reading: PageReading) -> dict[int, Article]:
    """The article that the door sets of each story."""
    pictures = {
        (n, m): f"{n}-{m}.jpg"
        for n, story in enumerate(reading.stories)
        for m in range(len(story.pictures))
    }
    found = paste_up([PastedPage(reading, "page.pdf", pictures=pictures)])
    leads = zip(reading.stories, found.places[0], strict=True)
    return {id(story): found.setting.articles[at[0]] for story, at in leads if at}


def _words(text: str | None) -> str:
    return "".join((text or "").split()).strip("【】●■□（）()")


def _fields(
    true: dict[str, Any], told: Article | None, sums: dict[str, float], strange: list[str] | None
) -> None:
    """Compares the fields of a story, and its paragraphs."""
    names = [a.name for a in told.authors] if told else []
    byline = _words(true["byline"])
    values: dict[str, tuple[list[str], list[str]]] = {
        "byline": (
            [byline] if byline else [],
            [byline if names and all(n in byline for n in names) else "".join(names)]
            if names
            else [],
        ),
        "paragraph": (
            [_words(text) for text in true["body"]],
            [
                _words(text.removeprefix("## "))
                for text in (told.body.split("\n\n") if told else ())
            ],
        ),
    }
    for name in ("headline", "kicker", "deck", "column"):
        own = _words(true.get(name))
        their = _words(getattr(told, "title" if name == "headline" else name) if told else None)
        values[name] = [own] if own else [], [their] if their else []
    for name, (wanted, found) in values.items():
        same = sum((Counter(wanted) & Counter(found)).values())
        sums[f"{name} true"] += len(wanted)
        sums[f"{name} told"] += len(found)
        sums[f"{name} same"] += same
        if name != "paragraph" and wanted != found and strange is not None:
            strange.append(f"{name}: {wanted} told as {found}")


def _f1(total: dict[str, float], name: str) -> float:
    return 2 * total[f"{name} same"] / max(total[f"{name} true"] + total[f"{name} told"], 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", action="store_true", help="the figures of each page too")
    o = parser.parse_args()
    total: dict[str, float] = {}
    pages = 0
    seconds = [0.0, 0.0]
    for path in sorted(o.folder.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        start = time.process_time()
        with pypdfium2.PdfDocument(path.with_name(path.name[:-11] + ".pdf")) as document:
            sheet = read_sheet(document[0])
        read = time.process_time()
        reading = read_page(sheet)
        seconds[0] += read - start
        seconds[1] += time.process_time() - read
        pages += 1
        strange: list[str] = []
        sums = score(truth, reading, strange)
        for key, value in sums.items():
            total[key] = total.get(key, 0.0) + value
        if o.pages:
            print(
                f"{path.name[:-11]} {2 * sums['hit80'] / (sums['true'] + sums['told'] or 1):.2f}"
                f" iou {sums['iou'] / max(sums['true'], 1):.3f}"
                f" lines {sums['right'] / max(sums['lines'], 1):.3f}"
                f" roles {sums['roles'] / max(sums['lines'], 1):.3f}"
                f" wrong {sums['wrong'] / max(sums['chars'], 1):.3f}"
            )
            print(*(f"    {text}" for text in strange), sep="\n")
    hits = total["true"] + total["told"]
    print(f"{pages} pages, {total['true']:.0f} stories")
    for name, figure in (
        ("stories F1, overlap 0.5", 2 * total["hit50"] / hits),
        ("stories F1, overlap 0.8", 2 * total["hit80"] / hits),
        ("overlap, mean", total["iou"] / total["true"]),
        ("lines in their story", total["right"] / total["lines"]),
        ("lines with their role", total["roles"] / total["lines"]),
        ("characters of the text wrong", total["wrong"] / total["chars"]),
        *((f"{name}, F1", _f1(total, name)) for name in FIELDS),
        ("CPU s a page, reading", seconds[0] / pages),
        ("CPU s a page, stories", seconds[1] / pages),
    ):
        print(f"{name:30} {figure:8.4f}")


if __name__ == "__main__":
    main()
