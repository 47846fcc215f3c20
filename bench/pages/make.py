"""Typesets fictional print pages with exact truth, in many layouts, for bench/pages/score.py.

    python bench/pages/make.py OUT --seed 1 --count 24 [--browser]

Half of the pages have CID fonts without a file; with --browser the others are printed by Chromium,
whose fonts are Type 3. Texts are those of bench/issues.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "issues")]

import genres  # noqa: E402
from draw import as_html, with_cid_fonts  # noqa: E402
from grammar import World  # noqa: E402
from plan import PLANS, Cell, Grid  # noqa: E402
from typeset import Ink, Page, Rect, Style, Tale, block  # noqa: E402


def tales(rng: random.Random) -> Any:
    """Stories without end."""
    while True:
        world = World(random.Random(rng.random()), dt.date(2024, rng.randint(1, 12), 8))
        for _ in range(6):
            told = rng.choice([genres.news, genres.news, genres.feature, genres.essay])(world)
            texts = [b.text for b in told.blocks if b.kind == "p" and len(b.text) > 10]
            if not texts:
                continue
            for _ in range(14):
                more = rng.choice([genres.feature, genres.news, genres.essay])(world)
                texts += [b.text for b in more.blocks if b.kind == "p" and len(b.text) > 10]
            names = [f"{world.person()}" for _ in range(rng.randint(1, 2))]
            byline = rng.choice(
                [None, f"本报记者 {' '.join(names)}", f"□记者 {names[0]}", names[0]]
            )
            head = told.headline.replace(" ", "")[:18]
            yield Tale(
                head,
                [text.replace(" ", "") for text in texts],
                (told.kicker or rng.choice([None, None, "深化作风建设年"])),
                rng.choice([None, None, "一件小事背后的账本"]) if not told.deck else told.deck[:24],
                byline,
            )


def make(seed: int) -> Page:
    """One page."""
    rng = random.Random(seed)
    big = rng.random() < 0.7
    width, height = (1105.5, 1544.9) if big else (779.5, 1105.5)
    body = rng.choice([8.5, 9.0, 9.2, 9.5, 10.0] if big else [8.0, 8.5, 9.0])
    style = Style(
        body,
        body * rng.choice([1.32, 1.4, 1.5]),
        rng.choice([9.0, 11.0, 12.0, 14.0, 16.0]),
        rng.choice([14.0, 16.0, 20.0]),
        rng.choice(["all", "all", "some", "none"]),
        rng.random() < 0.25,
    )
    page = Page(width, height, style, rng)
    edge = rng.choice([42.0, 56.0])
    folio(page, edge, rng)
    columns = rng.choice([5, 6, 6, 7, 8] if big else [4, 4, 5])
    rows = 12 if big else 10
    top = 72.0
    foot = height - edge
    plan = PLANS[rng.choice(["bands", "bands", "pinwheel", "elbow"])](rng, columns, rows)
    grid = Grid(width, edge, top, foot, columns, rows, style)
    source = tales(rng)
    flat: list[tuple[Rect, int]] = []
    order = sorted(plan, key=lambda group: (group[0].top, group[0].left))
    for n, group in enumerate(order):
        frames = [grid.frame(cell) for cell in group]
        if len(frames) == 2:
            # an elbow: the lower frame begins where the upper one ends
            a, b = frames
            frames[1] = (b[0], a[3], b[2], b[3])
        one(page, group, frames, next(source), rng, lead=n == 0)
        flat += [(f, n) for f in frames]
    rules(page, flat)
    for n, article in enumerate(page.articles, 1):
        article["order"] = n
    return page


def folio(page: Page, edge: float, rng: random.Random) -> None:
    """The line at the head of the page."""
    for x, text, size in (
        (edge, f"第{rng.randint(1, 16)}版", 11.0),
        (edge + 60, "2031年5月12日 星期一", 8.0),
        (page.width / 2 - 14, rng.choice(["综合", "要闻", "副刊", "乡村"]), 14.0),
        (page.width - edge - 110, "责任编辑：程望舒 校对：白岚", 8.0),
    ):
        line = page.line(x, 46.0, text, size)
        page.furniture.append(block("folio", [line]))
    if page.style.rules != "none":
        page.ink.append(Ink("rule", (edge, 63.0, page.width - edge, 64.2)))


def one(
    page: Page, group: list[Cell], frames: list[Rect], tale: Tale, rng: random.Random, *, lead: bool
) -> None:
    """One story, in a look of its own."""
    style = page.style
    counts = [c.right - c.left for c in group]
    x0, y0, x1, y1 = frames[0]
    wide, high = x1 - x0, y1 - y0
    look: dict[str, Any] = {"align": rng.choice(["left", "left", "center"])}
    if rng.random() < 0.2 and counts[0] >= 3 and len(group) == 1:
        counts[0] -= 1
    count = counts[0]
    narrow = (wide - (count - 1) * style.gutter) / count
    most = 48.0 if lead else rng.choice([20.0, 24.0, 28.0, 34.0])
    look["head"] = max(style.body * 1.7, min(most, wide / max(8, len(tale.headline)) * 1.3))
    roll = rng.random()
    if roll < 0.1 and high > 220 and count >= 2 and len(group) == 1:
        look["vertical_head"] = True
        look["head"] = 26.0
        if tale.byline and len(tale.byline) < 4:
            tale.byline = None
    elif roll < 0.3 and count >= 2:
        look["span"] = rng.randint(1, count - 1) if count > 2 else 1
        if narrow * look["span"] < len(tale.headline) * style.body * 1.3:
            look["span"] = min(count, look["span"] + 1)
        free = count - look["span"]
        look["first"] = rng.randint(0, free)
    boxed = len(group) == 1 and rng.random() < 0.22
    if boxed:
        look["box"] = rng.random() < 0.7
        look["tint"] = not look["box"] or rng.random() < 0.3
    if lead and rng.random() < 0.3:
        look["size"], look["lead"] = style.body + 0.8, style.lead + 1.2
    if rng.random() < 0.35 and count >= 2 and high > 260 and not look.get("vertical_head"):
        look["picture"] = rng.randint(1, min(3, count))
        look["where"] = rng.choice(["top", "middle", "foot"])
        look["picture_right"] = rng.random() < 0.7
    look["column_rules"] = style.column_rules and not look.get("vertical_head")
    page.caption = f"图为{tale.headline[:6]}现场。本报记者 程望舒 摄"
    kind = "article"
    if len(group) == 1 and not boxed and high > 240 and rng.random() < 0.08:
        kind, counts = "photo", [1]
        look = {"align": "center", "head": 22.0}
        tale.paragraphs = [tale.paragraphs[0][:120].rsplit("。", 1)[0] + "。"]
        tale.kicker = tale.deck = tale.byline = None
    page.story(frames, counts, tale, look, kind)


def rules(page: Page, flat: list[tuple[Rect, int]]) -> None:
    """Rules between stories, all, some or none."""
    style = page.style
    if style.rules == "none":
        return
    drawn = [i.box for i in page.ink if i.kind in ("box", "tint")]
    for (x0, y0, x1, y1), n in flat:
        if (x0, y0, x1, y1) in drawn:
            continue
        others = [f for f, m in flat if m != n]
        for f in others:
            low, high = max(x0, f[0]), min(x1, f[2])
            below = abs(f[1] - y1 - style.between) < 1 and high - low > 20
            if below and (style.rules == "all" or page.rng.random() < 0.5):
                at = y1 + style.between / 2
                page.ink.append(Ink("rule", (low, at - 0.4, high, at + 0.4)))
            low, high = max(y0, f[1]), min(y1, f[3])
            beside = abs(f[0] - x1 - style.gutter) < 1 and high - low > 20
            if beside and style.rules == "all" and page.rng.random() < 0.6:
                at = x1 + style.gutter / 2
                page.ink.append(Ink("rule", (at - 0.4, low, at + 0.4, high)))


def write_truth(out: Path, name: str, page: Page) -> None:
    """What is on a page, beside its PDF."""
    truth = {
        "format": "newspage-truth/1",
        "page": {"name": name, "width": page.width, "height": page.height},
        "articles": page.articles,
        "furniture": page.furniture,
    }
    text = json.dumps(truth, ensure_ascii=False)
    (out / f"{name}.truth.json").write_text(text, encoding="utf-8")


def in_browser(pages: Sequence[Page]) -> Iterator[bytes]:
    """The pages as Chromium prints them."""
    if not pages:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page()
        for page in pages:
            tab.set_content(as_html(page))
            yield tab.pdf(
                width=f"{page.width / 72}in",
                height=f"{page.height / 72}in",
                print_background=True,
                prefer_css_page_size=True,
            )
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--browser", action="store_true")
    o = parser.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    printed: list[tuple[str, Page]] = []
    for n in range(o.count):
        name = f"p{o.seed + n:05d}"
        page = make(o.seed + n)
        write_truth(o.out, name, page)
        if o.browser and n % 2:
            printed.append((name, page))
        else:
            (o.out / f"{name}.pdf").write_bytes(with_cid_fonts(page))
    for (name, _), data in zip(printed, in_browser([page for _, page in printed]), strict=True):
        (o.out / f"{name}.pdf").write_bytes(data)


if __name__ == "__main__":
    main()
