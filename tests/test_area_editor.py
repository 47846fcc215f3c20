"""The editor of a page's areas in the preview: a real browser, a real file."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from broadsheet.layoutfile import parse_layout, print_layout
from broadsheet.layouts import Box, PageLayout
from broadsheet.ocr.doubts import DOUBTS, Doubt, pack_doubts
from tests import pdf_kit
from tests.browsing import comes_true
from tests.page_kit import add_print_pages
from tests.pdf_kit import HARVEST
from tests.test_serve import PATIENCE, Preview

SHEET = "2024/03/01/01/"
FILE = "content/editions/2024-03-01/page-01.layout.yaml"
AREAS = "/-/areas/2024-03-01/01"


@pytest.fixture(scope="module")
def preview(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for all tests: each lays the file anew."""
    root = tmp_path_factory.mktemp("areas") / "paper"
    shutil.copytree(repository / "tests/data/base", root)
    shutil.copytree(repository / "templates", root / "templates")
    add_print_pages(root)
    shutil.copy(root / FILE, root.parent / "layout.yaml")
    running = Preview(repository, root, "--port", "0").start()
    yield running
    running.end(signal.SIGKILL)


@pytest.fixture
def file(preview: Preview) -> Path:
    """The layout file, as it was."""
    path = preview.root / FILE
    shutil.copy(preview.root.parent / "layout.yaml", path)
    return path


def opened(page: Page, way: Callable[[], None]) -> None:
    """Opens the editor; again, where the preview had the page loaded anew under the hand."""
    areas = page.locator(".areas-list button")
    for _ in range(5):
        way()
        try:
            expect(areas).to_have_count(2, timeout=PATIENCE * 200)
        except AssertionError:
            continue
        return
    expect(areas).to_have_count(2)


@pytest.fixture
def editor(page: Page, preview: Preview, file: Path) -> Page:
    """The editor, open and loaded."""
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(preview.url + SHEET)
    opened(page, lambda: page.get_by_role("button", name="编辑版面区域").click())
    comes_true(page, "document.querySelector('.areas-paper img').naturalWidth > 0")
    return page


def layout(file: Path) -> PageLayout:
    text = file.read_text(encoding="utf-8")
    read = parse_layout(text, file.name)
    assert print_layout(read) == text
    return read


def save(editor: Page) -> None:
    editor.keyboard.press("Control+s")
    expect(editor.locator(".areas-status")).to_have_text("已保存。", timeout=PATIENCE * 1000)


@pytest.mark.browser
def test_a_corner_is_dragged_and_the_file_says_so(editor: Page, file: Path) -> None:
    before = layout(file)
    corner = editor.locator('[data-focus="corner 0 2"]')
    corner.scroll_into_view_if_needed()
    box = corner.bounding_box()
    paper = editor.locator(".areas-paper svg").bounding_box()
    assert box
    assert paper
    scale = paper["width"] / 300
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    editor.mouse.move(x, y)
    editor.mouse.down()
    editor.mouse.move(x - 30 * scale, y - 20 * scale, steps=3)
    editor.mouse.up()
    save(editor)
    after = layout(file)
    assert after.areas[1] == before.areas[1]
    ring, was = after.areas[0].rings[0], before.areas[0].rings[0]
    assert (*ring[:2], ring[3]) == (*was[:2], was[3])
    assert ring[2] == (pytest.approx(was[2][0] - 30, abs=1), pytest.approx(was[2][1] - 20, abs=1))


@pytest.mark.browser
def test_everything_goes_by_keys(page: Page, preview: Preview, file: Path) -> None:
    page.goto(preview.url + SHEET)

    def enter() -> None:
        page.locator("[data-areas-open]").focus()
        page.keyboard.press("Enter")

    opened(page, enter)
    before = layout(file).areas
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.focus") == "corner 0 1":
            break
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.dataset.focus") == "corner 0 2"
    page.keyboard.press("Delete")
    page.keyboard.press("a")
    save(page)
    (ring,) = layout(file).areas[0].rings
    (was,) = before[0].rings
    moved = (was[1][0] - 1, was[1][1] + 10)
    assert ring[:2] == (was[0], moved)
    assert len(ring) == 5
    page.keyboard.press("Escape")
    expect(page.locator("#areas")).to_have_count(0)


@pytest.mark.browser
def test_order_story_kind_role_and_home_of_a_block_are_chosen(editor: Page, file: Path) -> None:
    editor.get_by_role("button", name="后移").click()
    editor.get_by_label("类别").select_option("photo")
    editor.locator('[data-focus="place"]').select_option("")
    editor.locator('[data-focus="role b1"]').select_option("deck")
    editor.locator('[data-focus="home b2"]').select_option("-1")
    save(editor)
    after = layout(file)
    assert [(area.place, area.kind) for area in after.areas] == [
        ("01-01", "article"),
        (None, "photo"),
    ]
    assert [(block.id, block.role) for block in after.areas[1].blocks] == [("b1", "deck")]
    assert [block.id for block in after.furniture] == ["b2"]


@pytest.mark.browser
def test_words_in_doubt_are_marked_on_the_picture_until_their_story_is_accepted(
    page: Page, preview: Preview, file: Path
) -> None:
    story = file.parent / "01-02-ferry.md"
    plain = story.read_text(encoding="utf-8")
    doubts = {
        1: [
            Doubt("渡", 0.41, Box(30.0, 265.0, 39.0, 274.0)),
            Doubt("旧堰", 0.6, Box(200.0, 100.0, 218.0, 109.0)),  # in a story that nobody doubts
        ],
        2: [Doubt("月", 0.3, Box(30.0, 265.0, 39.0, 274.0))],
    }
    (file.parent / DOUBTS).write_bytes(pack_doubts(doubts))
    try:
        story.write_text(plain.replace("order: 2\n", "order: 2\nreview: [ocr]\n"), encoding="utf-8")
        page.goto(f"{preview.url}{SHEET}#edit-areas")
        expect(page.locator(".areas-list button").first).to_contain_text("⚑ ocr")
        marks = page.locator(".areas-paper .doubt:not([display])")
        expect(marks).to_have_count(1)
        where, paper = marks.bounding_box(), page.locator(".areas-paper svg").bounding_box()
        assert where
        assert paper
        scale = paper["width"] / 300
        assert where["x"] - paper["x"] == pytest.approx(30 * scale, abs=5)
        assert where["width"] == pytest.approx(9 * scale, abs=10)
        page.get_by_role("group", name="存疑").get_by_role("button", name="渡 41%").click()
        expect(page.locator(".areas-paper .doubt[data-found]")).to_have_count(1)
        accepted = "order: 2\nreview: [ocr]\naccepted: [ocr]\n"
        story.write_text(plain.replace("order: 2\n", accepted), encoding="utf-8")
        page.reload()
        expect(page.locator(".areas-list button")).to_have_count(2)
        expect(marks).to_have_count(0)
    finally:
        story.write_text(plain, encoding="utf-8")
        (file.parent / DOUBTS).unlink()


@pytest.mark.browser
def test_stories_are_split_by_their_blocks_and_merged_again(editor: Page, file: Path) -> None:
    before = layout(file).areas
    editor.get_by_label("拆出 b2").check()
    editor.get_by_role("button", name="拆分").click()
    expect(editor.locator(".areas-list button")).to_have_count(3)
    save(editor)
    first, second, third = layout(file).areas
    assert [block.id for block in first.blocks] == ["b1"]
    assert [block.id for block in second.blocks] == ["b2"]
    assert (first.place, second.place, third) == ("01-02", None, before[1])
    assert first.rings[0][2][1] < second.rings[0][0][1]  # one above the other
    editor.locator('[data-focus="area 0"]').click()
    editor.get_by_label("并入").select_option("1")
    save(editor)
    merged, rest = layout(file).areas
    assert merged.rings == (*first.rings, *second.rings)
    assert merged.blocks == before[0].blocks
    assert rest == before[1]
    for _ in range(2):
        editor.keyboard.press("Control+z")
    save(editor)
    assert layout(file).areas == before


@pytest.mark.browser
def test_an_overlap_is_shown_before_anything_is_written(editor: Page, file: Path) -> None:
    text = file.read_text()
    handle = editor.locator('[data-focus="corner 0 0"]')
    handle.focus()
    for _ in range(6):
        editor.keyboard.press("Shift+ArrowUp")
    expect(editor.locator(".areas-list [data-overlaps]")).to_have_count(2)
    expect(editor.locator(".areas-list button").first).to_contain_text("重叠")
    assert file.read_text() == text


@pytest.mark.browser
def test_a_story_that_waits_for_a_look_is_marked_on_the_page(
    browser: Browser, preview: Preview, file: Path
) -> None:
    story = preview.root / "content/editions/2024-03-01/01-02-ferry.md"
    text = story.read_text()
    story.write_text(text.replace("order: 2\n", "order: 2\nreview: [truncated-end]\n"))
    tab = browser.new_context(locale="zh-CN").new_page()
    tab.goto(f"{preview.url}{SHEET}#edit-areas")
    first = tab.locator(".areas-list button").first
    expect(first).to_contain_text("⚑ truncated-end", timeout=PATIENCE * 1000)
    assert tab.locator(".area[data-review]").count() == 1
    story.write_text(text)
    tab.context.close()


@pytest.mark.browser
def test_a_file_that_changed_meanwhile_is_not_written_over(
    browser: Browser, preview: Preview, file: Path
) -> None:
    # a tab of its own, for the browser says of the refusal that it is an error
    tab = browser.new_context(locale="zh-CN").new_page()
    tab.goto(f"{preview.url}{SHEET}#edit-areas")
    expect(tab.locator(".areas-list button")).to_have_count(2, timeout=PATIENCE * 1000)
    other = file.read_text().replace("kind: article", "kind: brief", 1)
    tab.locator('[data-focus="corner 0 0"]').focus()
    tab.keyboard.press("ArrowLeft")
    file.write_text(other)
    tab.keyboard.press("Control+s")
    status = tab.locator(".areas-status")
    expect(status).to_contain_text("文件已被他人改动", timeout=PATIENCE * 1000)
    assert file.read_text() == other
    tab.get_by_role("button", name="重新载入").click()
    expect(status).to_have_text("")
    expect(tab.locator('[data-focus="kind"]')).to_have_value("brief")
    tab.context.close()


@pytest.mark.browser
def test_what_is_not_saved_outlives_a_reload(editor: Page, file: Path) -> None:
    editor.locator('[data-focus="corner 0 0"]').focus()
    editor.keyboard.press("Shift+ArrowRight")
    moved = editor.locator('[data-focus="corner 0 0"]').get_attribute("cx")
    editor.reload()
    expect(editor.locator(".areas-list button")).to_have_count(2, timeout=PATIENCE * 1000)
    assert editor.locator('[data-focus="corner 0 0"]').get_attribute("cx") == moved == "20"
    save(editor)
    assert layout(file).areas[0].rings[0][0] == (20.0, 210.0)


class Desk:
    """Speaks to the address behind the editor."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        _, text, _ = preview.get(f"/{SHEET}")
        found = re.search(r'data-token="([\w-]{20,})"', text)
        assert found
        self.token = found[1]

    def ask(
        self, method: str, path: str = AREAS, body: object = None, **headers: str
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.preview.host, timeout=PATIENCE)
        sent = {"X-Press-Token": self.token, "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, str | None) else json.dumps(body)
        connection.request(method, path, data, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text


def test_nobody_writes_without_the_token_or_from_another_site(preview: Preview, file: Path) -> None:
    desk = Desk(preview)
    text = file.read_text()
    status, answer = desk.ask("GET")
    assert status == 200
    told = json.loads(answer)
    body = {"version": told["version"], "layout": {**told["layout"], "stories": []}}
    for wrong in (
        {"X_Press_Token": ""},
        {"X_Press_Token": "x" * len(desk.token)},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
    ):
        assert desk.ask("POST", body=body, **wrong)[0] == 403, wrong
        assert desk.ask("GET", **wrong)[0] == 403, wrong
    assert desk.ask("POST", body=body, Content_Type="text/plain")[0] == 415
    for broken in ("", "[]", "{", '{"layout": 7}', "null", "[" * 5000):
        assert desk.ask("POST", body=broken)[0] == 400, broken
    for path in ("/-/areas/..%2f..%2f/01", "/-/areas/2024-03-01/09", "/-/areas/2024-13-01/01"):
        assert desk.ask("POST", path, body)[0] in (403, 404), path
    assert file.read_text() == text
    assert desk.ask("POST", body=body)[0] == 200
    assert layout(file).areas == ()


def test_a_page_for_another_name_of_this_machine_has_no_token(preview: Preview) -> None:
    desk = Desk(preview)
    status, text = desk.ask("GET", f"/{SHEET}", Host="evil.example")
    assert status == 200
    assert desk.token not in text
    status, text = desk.ask("GET", "/2024/03/01/01-01/")
    assert "data-token" not in text  # a story has no areas to edit


def test_a_layout_that_cannot_be_is_refused_with_the_words_of_its_reader(
    preview: Preview, file: Path
) -> None:
    desk = Desk(preview)
    told = json.loads(desk.ask("GET")[1])
    text = file.read_text()
    stories = told["layout"]["stories"]
    for story, words in (
        ({**stories[0], "place": "01-09"}, "no such story"),
        ({**stories[0], "polygon": [[[0, 0], [900, 0], [0, 900]]]}, "beyond the page"),
        ({**stories[0], "kind": "\x01\u2028"}, "should be one of article"),
        ({**stories[0], "secret": "x"}, "unknown key"),
    ):
        body = {"version": told["version"], "layout": {**told["layout"], "stories": [story]}}
        status, answer = desk.ask("POST", body=body)
        assert (status, words in answer) == (400, True), answer
    assert file.read_text() == text


@pytest.mark.browser
def test_places_saved_in_the_preview_survive_a_better_file_and_readers_see_them(
    page: Page, preview: Preview
) -> None:
    pytest.importorskip("pypdfium2")
    inbox, sheet = preview.root / "content/inbox", "2024/03/08/02/"
    inbox.mkdir(exist_ok=True)
    spot = page.locator('[data-spot="02-01"] path')

    def drop(data: bytes) -> None:
        waiting = preview.root / "2024-03-08.pdf"
        waiting.write_bytes(data)
        waiting.rename(inbox / waiting.name)

    # a page comes in, and the front page is its edition
    page.goto(preview.url)
    drop(pdf_kit.simple_page())
    expect(page.get_by_text(HARVEST.headline).first).to_be_visible(timeout=PATIENCE * 1000)
    # somebody draws the outline of its first story anew
    desk, address = Desk(preview), "/-/areas/2024-03-08/02"
    told = json.loads(desk.ask("GET", address)[1])
    mine = [[[33.0, 51.0], [527.0, 51.0], [527.0, 240.0], [33.0, 240.0]]]
    told["layout"]["stories"][0]["polygon"] = mine
    status, answer = desk.ask(
        "POST", address, {"version": told["version"], "layout": told["layout"]}
    )
    assert status == 200, answer
    drawn = "M33 51L527 51L527 240L33 240Z"
    page.goto(preview.url + sheet)
    expect(spot).to_have_attribute("d", drawn, timeout=PATIENCE * 1000)
    # a better file comes: other words and other places
    better = pdf_kit.Sheet()
    better.folio(2)
    paragraphs = [*HARVEST.paragraphs, "夜里起了风，帆布一角被掀开，值夜的人又压上两块砖。"]
    foot = better.story(replace(HARVEST, paragraphs=paragraphs), 44, 64, 17, 3)
    better.rule(40, 520, foot + 8)
    better.story(pdf_kit.LIBRARY, 50, foot + 30, 24, 2)
    drop(better.data())
    page.goto(f"{preview.url}2024/03/08/02-01/")
    expect(page.locator("[data-body]")).to_contain_text("值夜的人", timeout=PATIENCE * 1000)
    file = preview.root / "content/editions/2024-03-08/page-02.layout.yaml"
    assert [list(map(list, ring)) for ring in layout(file).areas[0].rings] == mine
    page.goto(preview.url + sheet)
    expect(spot).to_have_attribute("d", drawn, timeout=PATIENCE * 1000)
