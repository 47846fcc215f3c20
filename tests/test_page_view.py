"""The printed page on the screen: its picture leads to the stories, and they lead back to it."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pypdf import PdfReader

from broadsheet.alto.export import export
from broadsheet.amend import withdraw
from broadsheet.facsimiles import cleared
from broadsheet.layoutfile import parse_layout
from broadsheet.layouts import Area, Kind, PageLayout
from broadsheet.model import Article, Edition, EditionKey, Jump
from broadsheet.model import Page as PrintPage
from broadsheet.press import build
from tests.browsing import comes_true
from tests.page_kit import COLOURS, add_print_pages

PHONE: ViewportSize = {"width": 360, "height": 740}
SHEET = "2025/10/22-2/01/"
Serve = Callable[[Path], str]


@pytest.fixture(scope="module")
def layout(repository: Path) -> PageLayout:
    file = repository / "content/editions/2025-10-22-2/page-01.layout.yaml"
    return parse_layout(file.read_text(encoding="utf-8"), file.name)


@pytest.fixture(scope="module")
def site(sample_site: Path, serve_folder: Serve) -> str:
    return serve_folder(sample_site)


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """A tab that runs no scripts."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def size_of(page: Page) -> tuple[float, float]:
    """Width and height of the paper in CSS pixels."""
    box = page.locator("[data-page-paper]").bounding_box()
    assert box
    return box["width"], box["height"]


@pytest.mark.browser
def test_every_point_of_the_picture_leads_to_the_one_story_that_stands_there(
    page: Page, site: str, layout: PageLayout
) -> None:
    page.set_viewport_size({"width": 1280, "height": 2200})
    page.goto(site + SHEET)
    areas = [
        (area.place, min(x for x, _ in ring), min(y for _, y in ring), max(x for x, _ in ring),
         max(y for _, y in ring))
        for area in layout.areas
        for ring in area.rings
    ]  # fmt: skip
    steps = [(i + 0.5) / 20 for i in range(20)]
    points = [(x * layout.width, y * layout.height) for x in steps for y in steps]
    hits = page.evaluate(
        """([points, width, height]) => {
          const box = document.querySelector(".page-spots").getBoundingClientRect();
          return points.map(([x, y]) => {
            const left = box.left + x / width * box.width;
            return document.elementsFromPoint(left, box.top + y / height * box.height)
              .map((e) => e.closest("a[data-spot]")).filter(Boolean)
              .map((a) => [a.dataset.spot, a.href.baseVal]);
          });
        }""",
        [points, layout.width, layout.height],
    )
    for (x, y), hit in zip(points, hits, strict=True):
        there = [p for p, x0, y0, x1, y1 in areas if x0 < x < x1 and y0 < y < y1]
        assert [place for place, _ in hit] == there, (x, y)
        assert all(href.endswith(f"/2025/10/22-2/{place}/") for place, href in hit)
    assert sum(map(bool, hits)) > 250


@pytest.mark.browser
def test_hotspots_announce_their_headlines_in_the_order_of_the_list(page: Page, site: str) -> None:
    page.goto(site + SHEET)
    headlines = page.locator(".page-stories .headline").all_inner_texts()
    spots = page.locator(".page-spots a")
    assert len(headlines) == spots.count() == 4
    for index, headline in enumerate(headlines):
        link = page.locator(".page-sheet").get_by_role("link", name=headline, exact=True)
        assert link.get_attribute("data-spot") == f"01-{index + 1:02d}"
        assert spots.nth(index).get_attribute("data-spot") == f"01-{index + 1:02d}"
    page.locator(".page-spots a").nth(2).click()
    expect(page).to_have_url(f"{site}2025/10/22-2/01-03/")


@pytest.mark.browser
def test_list_and_picture_light_up_together(page: Page, site: str) -> None:
    page.goto(site + SHEET)
    spot = page.locator('[data-spot="01-02"] path')
    story = page.locator('[data-story="01-02"]')
    colour = "e => getComputedStyle(e).fill"
    before = spot.evaluate(colour)
    story.hover()
    assert spot.evaluate(colour) != before
    page.mouse.move(5, 5)
    assert spot.evaluate(colour) == before
    spot.hover()
    assert story.get_attribute("data-lit") is not None
    page.mouse.move(5, 5)
    story.locator("a").focus()
    assert spot.evaluate(colour) != before


@pytest.mark.browser
def test_the_page_grows_by_buttons_keys_wheel_and_stays_sharp(page: Page, site: str) -> None:
    page.goto(site + SHEET)
    whole, _ = size_of(page)
    page.get_by_role("button", name="放大").click()
    assert size_of(page)[0] == pytest.approx(whole * 1.4, rel=0.02)
    page.locator("[data-page-window]").focus()
    page.keyboard.press("+")
    assert size_of(page)[0] == pytest.approx(whole * 1.96, rel=0.02)
    assert page.locator("[data-zoom-shown]").inner_text() == "196%"
    # sharp: the browser has fetched a picture with a pixel for each of the screen's
    comes_true(page, "document.querySelector('.page-paper img').currentSrc.includes('2184')")
    comes_true(
        page,
        """() => { const i = document.querySelector(".page-paper img");
          return i.complete && i.naturalWidth >= i.clientWidth * devicePixelRatio; }""",
    )
    scrolled = "document.querySelector('[data-page-window]').scrollTop"
    before = page.evaluate(scrolled)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    comes_true(page, f"{scrolled} > {before}")
    assert page.url == site + SHEET  # the arrows moved the page and turned none
    page.keyboard.press("0")
    assert size_of(page)[0] == pytest.approx(whole, rel=0.01)
    page.locator("[data-page-window]").hover(position={"x": 200, "y": 300})
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    comes_true(page, "document.querySelector('[data-zoom-shown]').textContent != '100%'")
    assert size_of(page)[0] > whole * 1.3


@pytest.mark.browser
def test_a_dragging_mouse_moves_the_page_and_follows_no_link(page: Page, site: str) -> None:
    page.goto(site + SHEET)
    for _ in range(3):
        page.get_by_role("button", name="放大").click()
    pane = page.locator("[data-page-window]")
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, max(box["y"], 0) + 300
    before = pane.evaluate("p => [p.scrollLeft, p.scrollTop]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y - 90, steps=4)
    page.mouse.up()
    after = pane.evaluate("p => [p.scrollLeft, p.scrollTop]")
    assert after == [pytest.approx(before[0] + 120, abs=2), pytest.approx(before[1] + 90, abs=2)]
    assert page.url == site + SHEET


@pytest.mark.browser
def test_two_fingers_zoom_the_page_around_themselves(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800}, has_touch=True)
    tab = context.new_page()
    tab.goto(site + SHEET)
    pane = tab.locator("[data-page-window]")
    pane.evaluate("p => scrollTo(0, p.getBoundingClientRect().top + scrollY - 50)")
    box = pane.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 200
    fingers = context.new_cdp_session(tab)

    def touch(kind: str, gap: float | None) -> None:
        points = [] if gap is None else [{"x": x - gap, "y": y}, {"x": x + gap, "y": y}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 40)
    touch("touchMove", 60)
    touch("touchMove", 80)
    touch("touchEnd", None)
    comes_true(tab, "document.querySelector('[data-zoom-shown]').textContent == '200%'")
    middle = pane.evaluate("p => (p.scrollLeft + p.clientWidth / 2) / p.scrollWidth")
    assert middle == pytest.approx(0.5, abs=0.02)
    context.close()


@pytest.mark.browser
def test_without_a_script_picture_and_list_lead_to_the_stories(still: Page, site: str) -> None:
    still.goto(site + SHEET)
    assert not still.locator("[data-page-zoom]").is_visible()
    assert still.locator(".page-paper img").is_visible()
    still.locator('[data-spot="01-04"]').click()
    expect(still).to_have_url(f"{site}2025/10/22-2/01-04/")
    still.locator(".page-map").click()
    expect(still).to_have_url(f"{site}{SHEET}#spot-01-04")
    fill = "e => getComputedStyle(e).fill"
    marked = still.locator('[data-spot="01-04"] path').evaluate(fill)
    assert marked != still.locator('[data-spot="01-03"] path').evaluate(fill)


@pytest.mark.browser
def test_on_a_phone_the_list_comes_first_and_nothing_is_wider(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site + SHEET)
    story = page.locator(".page-stories .headline").first.bounding_box()
    paper = page.locator("[data-page-paper]").bounding_box()
    assert story
    assert paper
    assert story["y"] < paper["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.browser
def test_how_to_move_the_page_is_said_for_keys_or_for_fingers(
    browser: Browser, page: Page, site: str
) -> None:
    page.goto(site + SHEET)
    keys, fingers = (page.locator(f'[data-by="{way}"]') for way in ("keys", "fingers"))
    assert (keys.is_visible(), fingers.is_visible()) == (True, False)
    context = browser.new_context(has_touch=True, is_mobile=True, viewport=PHONE)
    phone = context.new_page()
    phone.goto(site + SHEET)
    keys, fingers = (phone.locator(f'[data-by="{way}"]') for way in ("keys", "fingers"))
    assert (keys.is_visible(), fingers.is_visible()) == (False, True)
    context.close()


@pytest.mark.browser
def test_on_paper_the_list_has_a_sheet_and_the_page_another_and_none_is_empty(
    page: Page, site: str
) -> None:
    page.goto(site + SHEET)
    comes_true(page, "document.querySelector('.page-paper img').naturalWidth > 0")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert [bool(sheet.images) for sheet in paper.pages] == [False, True]


@pytest.mark.browser
def test_a_story_shows_its_cutting_when_it_is_asked_for(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}2025/10/22-2/01-03/", wait_until="networkidle")
    assert not any("cutting" in url for url in asked)
    page.locator(".cutting summary").click()
    picture = page.locator(".cutting img")
    picture.scroll_into_view_if_needed()
    comes_true(page, "document.querySelector('.cutting img').naturalWidth > 600")
    told = picture.evaluate("i => [i.naturalWidth, i.naturalHeight, i.width / i.height]")
    assert told[:2] == [int(picture.get_attribute(name) or 0) for name in ("width", "height")]
    assert told[2] == pytest.approx(told[0] / told[1], rel=0.01)


def test_the_script_of_print_pages_is_small_and_loaded_by_them_alone(sample_site: Path) -> None:
    assert len((sample_site / "assets/js/page.js").read_bytes()) < 10_000
    for sheet in sample_site.rglob("index.html"):
        text = sheet.read_text("utf-8")
        assert ("assets/js/page.js" in text) == ("data-page-view" in text), sheet
    assert "data-page-view" in (sample_site / SHEET / "index.html").read_text("utf-8")


def test_the_issue_is_offered_in_one_pdf(sample_site: Path) -> None:
    folder = sample_site / "2025/10/22-2"
    assert '22-2/edition.pdf"' in (folder / "index.html").read_text("utf-8")
    joined = PdfReader(folder / "edition.pdf")
    assert len(joined.pages) == 2
    assert joined.metadata
    assert joined.metadata.title == "青屏日报 2025年10月22日 (2)"
    single = PdfReader(folder / "pages/02.pdf")
    assert joined.pages[1].extract_text() == single.pages[0].extract_text()


@pytest.fixture
def printed(paper: Callable[..., Path]) -> Path:
    """A newspaper with pictures and PDFs of its pages."""
    root = paper("base")
    add_print_pages(root)
    return root


def seen(picture: Path) -> set[str]:
    """Which stories a picture shows."""
    with Image.open(picture) as opened:
        small = opened.convert("RGB").resize((30, 40), Image.Resampling.NEAREST)
    pixels = [small.getpixel((x, y)) for x in range(30) for y in range(40)]
    return {
        name
        for name, colour in COLOURS.items()
        if any(sum(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 40 for pixel in pixels)
    }


def test_a_cutting_shows_its_own_story_and_no_other(printed: Path, now: dt.datetime) -> None:
    site = printed / "site"
    build(printed, site, now=now)
    cuttings = {p.parent.name: p for p in site.rglob("cutting.webp")}
    assert {place: seen(path) for place, path in cuttings.items()} == {
        "01-01": {"01-01"},
        "01-02": {"01-02"},
    }
    with Image.open(cuttings["01-01"]) as cutting:
        assert cutting.size == (840, 1140)  # the box of its outline, 3 pixels a point


def test_the_list_follows_the_order_that_the_layout_gives(printed: Path, now: dt.datetime) -> None:
    build(printed, printed / "site", now=now)
    text = (printed / "site/2024/03/01/01/index.html").read_text("utf-8")
    assert re.findall(r'data-story="(.*?)"', text) == ["01-02", "01-01"]
    assert re.findall(r'data-spot="(.*?)"', text) == ["01-02", "01-01"]


def test_a_withdrawn_story_leaves_the_picture_the_pdf_the_book_and_the_cache(
    printed: Path, now: dt.datetime
) -> None:
    site = printed / "site"
    build(printed, site, now=now)
    day = site / "2024/03/01"
    pictures = [*day.glob("pages/01.png*")]
    assert len(pictures) == 3
    assert all(seen(path) == {"01-01", "01-02"} for path in pictures)
    assert len(PdfReader(day / "edition.pdf").pages) == 2
    withdraw(printed, "2024-03-01/01-02", "失实", dt.date(2024, 3, 2))
    build(printed, site, now=now)
    assert all(seen(path) == {"01-01"} for path in pictures)
    assert not (day / "01-02/cutting.webp").exists()
    assert not (day / "pages/01.pdf").exists()
    assert not (day / "edition.pdf").exists()
    text = (day / "01/index.html").read_text("utf-8")
    assert "01-02" not in text
    for name in ("01/index.html", "index.html", "manifest.json", "edition.json"):
        text = (day / name).read_text("utf-8")
        assert "pages/01.pdf" not in text, name
        assert "edition.pdf" not in text, name
    (cutting,) = (printed / ".cache/cuttings").iterdir()
    assert seen(cutting) == {"01-01"}
    assert not [*(printed / ".cache/joined").iterdir()]


def test_a_page_that_shows_what_readers_do_not_see_is_withheld_until_that_is_back(
    printed: Path, now: dt.datetime, tree: Callable[[Path], dict[str, bytes]]
) -> None:
    edition = printed / "content/editions/2024-03-01"
    (edition / "02-02-sun.md").write_text("---\ntitle: 日头\npage: 2\norder: 2\n---\n\n高。\n")
    site, day = printed / "site", printed / "site/2024/03/01"
    build(printed, site, now=now)
    whole = tree(site)
    kept = {name: (edition / name).read_text() for name in ("01-02-ferry.md", "02-01-moon.md")}
    for name, key in (
        ("01-02-ferry.md", "draft: true"),  # the layout of page 1 has its place
        ("02-01-moon.md", "publish_at: 2099-01-01 08:00"),  # page 2 has no layout
    ):
        (edition / name).write_text(kept[name].replace("\n---\n\n", f"\n{key}\n---\n\n"))
    build(printed, site, now=now)
    assert all(seen(path) == {"01-01"} for path in day.glob("pages/01.png*"))
    assert sorted(path.name for path in day.glob("pages/*.*")) == [
        "01.png", "01.png.600.webp", "01.png.900.webp",
    ]  # fmt: skip
    assert [path.parent.name for path in site.rglob("cutting.webp")] == ["01-01"]
    assert not [*site.rglob("*.pdf")]
    for path, data in tree(site).items():
        for gone in ("pages/02", "pages/01.pdf", "edition.pdf", "渡船", "月亮"):
            assert gone.encode() not in data, (path, gone)
    export(printed, printed / "out", now)
    packed = tree(printed / "out")
    assert not [name for name in packed if name.endswith(".pdf") or "/pages/02" in name]
    assert seen(printed / "out/2024-03-01/pages/01.png") == {"01-01"}
    assert not [name for name, data in packed.items() if "渡船".encode() in data]
    for name, text in kept.items():
        (edition / name).write_text(text)
    build(printed, site, now=now)
    assert tree(site) == whole


def test_the_rest_of_a_story_and_a_drawing_of_its_page_are_withheld_too() -> None:
    story = Article(1, 1, "甲", jump=Jump(to=2))
    other, rest = Article(2, 1, "乙"), Article(2, 2, "甲续", jump=Jump(origin=1))
    area = Area("01-01", Kind.ARTICLE, (((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)),))
    first = PrintPage(1, "1", image="1.svg", articles=(story,), layout=PageLayout(1, 9, 9, (area,)))
    second = PrintPage(2, "2", image="2.png", pdf="all.pdf", articles=(other,))
    third = PrintPage(3, "3", image="3.png", pdf="all.pdf", articles=(Article(3, 1, "丙"),))
    whole = Edition(EditionKey(dt.date(2024, 3, 1)), (first, second, third))

    def left(edition: Edition) -> list[tuple[str | None, str | None]]:
        found = cleared(edition, {"02-01", "02-02", "03-01"})
        return [(page.image, page.pdf) for page in found.pages]

    assert left(whole) == [(None, None), (None, None), ("3.png", None)]
    apart = replace(second, articles=(other, rest))
    assert left(replace(whole, pages=(first, apart, third)))[1:] == [
        ("2.png", "all.pdf"), ("3.png", "all.pdf"),
    ]  # fmt: skip


def test_a_damaged_pdf_or_picture_is_offered_as_it_came(printed: Path, now: dt.datetime) -> None:
    edition = printed / "content/editions/2024-03-01"
    (edition / "pages/02.pdf").write_bytes(b"%PDF-1.7\nnothing of the kind")
    whole = (edition / "pages/01.png").read_bytes()
    (edition / "pages/01.png").write_bytes(whole[: len(whole) // 2])
    site = printed / "site"
    build(printed, site, now=now)
    day = site / "2024/03/01"
    assert not (day / "edition.pdf").exists()
    assert "edition.pdf" not in (day / "index.html").read_text("utf-8")
    assert (day / "pages/02.pdf").read_bytes().startswith(b"%PDF-1.7\nnothing")
    assert (day / "pages/01.png").read_bytes() == whole[: len(whole) // 2]
    assert not list(site.rglob("cutting.webp"))


def test_pictures_and_pdfs_come_out_the_same_without_the_cache(
    printed: Path, now: dt.datetime, tree: Callable[[Path], dict[str, bytes]]
) -> None:
    build(printed, printed / "site", now=now)
    first = tree(printed / "site")
    shutil.rmtree(printed / ".cache")
    build(printed, printed / "again", now=now)
    assert tree(printed / "again") == first


def test_page_pictures_and_pdfs_are_not_bound_into_the_book(
    printed: Path, now: dt.datetime
) -> None:
    import zipfile

    build(printed, printed / "site", now=now)
    with zipfile.ZipFile(io.BytesIO((printed / "site/2024/03/01/edition.epub").read_bytes())) as z:
        assert not [name for name in z.namelist() if "pages/" in name]
