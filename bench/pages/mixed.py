"""Mixed pages: all that newspapers put on a page, in many sizes, styles and ways of writing a PDF.

    python bench/pages/mixed.py OUT --seed 1 --count 24 [--browser]

Beside stories there are briefs, verse, tables, vertical prose, notices, lists of contents, picture
stories, jumps, tags, reversed type; pages are turned (/Rotate), or cut out of larger ones.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "issues")]

from draw import with_cid_fonts  # noqa: E402
from kinds import Look, Setter  # noqa: E402
from make import in_browser, rules, tales, write_truth  # noqa: E402
from plan import PLANS, Grid  # noqa: E402
from pypdf import PdfWriter, Transformation  # noqa: E402
from pypdf.generic import RectangleObject  # noqa: E402
from typeset import Ink, Page, Rect, Style, block  # noqa: E402

SIZES = (
    (1105.5, 1544.9),
    (1060.0, 1500.0),
    (960.0, 1420.0),
    (779.5, 1105.5),
    (737.0, 1049.0),
    (595.3, 841.9),
)
"""Broadsheet, tabloid and A4, points."""


def make(seed: int) -> Page:
    """One page."""
    rng = random.Random(seed * 7919 + 11)
    width, height = rng.choice(SIZES)
    big, small = width > 900, width < 650
    body = rng.choice([8.0, 8.5, 9.0, 9.5, 10.0] if big else [7.5, 8.0, 8.5, 9.0])
    tight = rng.random() < 0.3
    style = Style(
        body,
        body * rng.choice([1.3, 1.4, 1.5, 1.6]),
        rng.choice([7.0, 8.0, 9.0]) if tight else rng.choice([10.0, 12.0, 14.0]),
        rng.choice([11.0, 13.0]) if tight else rng.choice([14.0, 18.0, 22.0]),
        "none" if tight else rng.choice(["all", "some", "none"]),
        rng.random() < 0.2,
    )
    page = Page(width, height, style, rng)
    edge = rng.choice([36.0, 48.0]) if not small else 30.0
    top, foot = furniture(page, edge, rng)
    columns = rng.choice([5, 6, 7]) if big else rng.choice([4, 5]) if not small else 3
    rows = 12 if big else 9
    names = ["bands", "bands", "pinwheel", "elbow"] if columns >= 4 else ["bands"]
    plan = PLANS[rng.choice(names)](rng, columns, rows)
    # a lead around a corner is told by the other maker
    plan = [[cell] for group in plan for cell in group]
    grid = Grid(width, edge, top, foot, columns, rows, style)
    source = tales(rng)
    setter = Setter(page)
    setter.justified = rng.random() < 0.85
    setter.jumps = ("on", "from")[seed % 2]
    frames: list[Rect] = []
    cells = [group[0] for group in sorted(plan, key=lambda g: (g[0].top, g[0].left))]
    for n, cell in enumerate(cells):
        frames += place(setter, grid.frame(cell), cell.right - cell.left, source, rng, n)
    rules(page, [(frame, n) for n, frame in enumerate(frames)])
    for n, article in enumerate(page.articles, 1):
        article["order"] = n
    return page


def furniture(page: Page, edge: float, rng: random.Random) -> tuple[float, float]:
    """Folio or nameplate; gives top and foot of what is left."""
    width, height = page.width, page.height
    kind = rng.choice(["top", "top", "bare", "foot", "name"])
    day = "2031年5月12日 星期一"

    def put(role: str, x: float, y: float, text: str, size: float) -> None:
        page.furniture.append(block(role, [page.line(x, y, text, size)]))

    if kind == "name":
        size = width * 0.075
        put("masthead", edge, 40.0, "青石滩日报", size)
        put("masthead", edge, 48.0 + size, "中共青石滩县委主管主办", 9.0)
        put("masthead", edge + 0.5 * width, 44.0, day, 9.0)
        put("masthead", edge + 0.5 * width, 60.0, "农历四月初一 第3081期 今日4版", 9.0)
        at = 48.0 + size + 16
        page.ink.append(Ink("rule", (edge, at, width - edge, at + 1.4)))
        return at + 14, height - 40
    if kind == "foot":
        put("folio", edge, height - 34, f"第{rng.randint(2, 8)}版 综合", 10.0)
        put("folio", width - edge - 180, height - 34, f"{day} 责任编辑：白岚", 8.0)
        return 40.0, height - 50
    put("folio", edge, 40.0, f"第{rng.randint(2, 8)}版", 12.0)
    put("folio", edge + 60, 43.0, day, 8.0)
    put("folio", width / 2 - 14, 38.0, rng.choice(["综合", "要闻", "副刊"]), 15.0)
    put("folio", width - edge - 130, 43.0, "责任编辑：程望舒 校对：白岚", 8.0)
    if kind == "top":
        page.ink.append(Ink("rule", (edge, 58.0, width - edge, 59.0)))
    return 72.0, height - 36


def place(
    setter: Setter, frame: Rect, columns: int, source: Any, rng: random.Random, n: int
) -> list[Rect]:
    """Something in a place; gives the frames that rules may stand between."""
    x0, y0, x1, y1 = frame
    wide, high = x1 - x0, y1 - y0
    roll = rng.random()
    if n and columns <= 2 and roll < 0.2 and high > 180:
        setter.briefs(frame, [next(source) for _ in range(6)])
        return [frame]
    if n and roll < 0.27 and high < 420:
        setter.notice(frame)
        return [frame]
    if n and roll < 0.32 and columns <= 3 and high < 420:
        setter.index(frame, [next(source).headline for _ in range(8)])
        return [frame]
    if n and roll < 0.37 and columns <= 3 and high > 160:
        setter.poem(frame, next(source).headline[:6], rng.choice(["温书意", "罗青禾"]))
        return [frame]
    if roll < 0.43 and high > 200 and wide > 200:
        setter.standing(frame, next(source))
        return [frame]
    if n and roll < 0.48 and high > 280:
        setter.gallery(frame, next(source))
        return [frame]
    if roll < 0.55 and high > 480:
        # two stories one over the other with nothing but their distance between
        middle = (y0 + y1) / 2
        gap = setter.style.between / 2
        upper, lower = (x0, y0, x1, middle - gap), (x0, middle + gap, x1, y1)
        setter.story(upper, columns, next(source), dress(rng, setter.jumps))
        setter.story(lower, columns, next(source), dress(rng, setter.jumps))
        return [upper, lower]
    setter.story(frame, columns, next(source), dress(rng, setter.jumps))
    return [frame]


def dress(rng: random.Random, jumps: str) -> Look:
    """How a story is dressed; `jumps` is the one way in which those of this page do."""
    look = Look(
        head=rng.choice(
            ["over", "over", "over", "over", "span", "bar", "under-picture", "vertical", "aside"]
        ),
        tag=rng.choice(["", "", "", "", "chip", "frame", "brackets", "dots"]),
        sign=rng.choice(["under", "under", "end", "none"]),
        picture=rng.choice(["", "", "", "head", "foot", "right"]),
        boxed=rng.choice(["", "", "", "", "line", "tint", "dark"]),
        ragged=rng.random() < 0.2,
        subheads=rng.random() < 0.25,
        table=rng.random() < 0.12,
        jump=rng.choice(["", "", "", "", "", "on", "from"]),
        kicker=rng.random() < 0.35,
        deck=rng.random() < 0.3,
    )
    look.jump = jumps if look.jump else ""
    look.initial = rng.random() < 0.12
    return look


def turned(data: bytes, turn: int) -> bytes:
    """The page lying on its side in the file, with /Rotate to stand it up again."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    page = writer.pages[0]
    wide, high = float(page.mediabox.width), float(page.mediabox.height)
    way = {
        90: Transformation((0, 1, -1, 0, high, 0)),
        180: Transformation((-1, 0, 0, -1, wide, high)),
        270: Transformation((0, -1, 1, 0, 0, wide)),
    }[turn]
    page.add_transformation(way)
    size = (wide, high) if turn == 180 else (high, wide)
    for name in ("mediabox", "cropbox", "trimbox", "artbox", "bleedbox"):
        setattr(page, name, RectangleObject((0, 0, *size)))
    page.rotate(turn)
    return _saved(writer)


def cropped(data: bytes, margin: float) -> bytes:
    """The page on a larger sheet, with a CropBox around it."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    page = writer.pages[0]
    wide, high = float(page.mediabox.width), float(page.mediabox.height)
    page.add_transformation(Transformation().translate(margin, margin / 2))
    page.mediabox = RectangleObject((0, 0, wide + 2 * margin, high + margin))
    page.cropbox = RectangleObject((margin, margin / 2, wide + margin, high + margin / 2))
    return _saved(writer)


def _saved(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def finished(data: bytes, seed: int) -> bytes:
    """As it comes, turned, or cut out."""
    if seed % 6 == 4:
        return turned(data, (90, 180, 270)[seed // 6 % 3])
    return cropped(data, 28.35) if seed % 6 == 1 else data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--browser", action="store_true")
    o = parser.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    printed: list[tuple[int, Page]] = []
    for seed in range(o.seed, o.seed + o.count):
        page = make(seed)
        write_truth(o.out, f"m{seed:05d}", page)
        if o.browser and seed % 2:
            printed.append((seed, page))
        else:
            (o.out / f"m{seed:05d}.pdf").write_bytes(finished(with_cid_fonts(page), seed))
    for (seed, _), data in zip(printed, in_browser([page for _, page in printed]), strict=True):
        (o.out / f"m{seed:05d}.pdf").write_bytes(finished(data, seed))


if __name__ == "__main__":
    main()
