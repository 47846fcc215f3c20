"""The search page as a reader has it: typed, clicked, shared, and opened from a stick."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser

Serve = Callable[[Path], str]


@pytest.fixture(scope="module")
def address(
    sample_site: Path, tmp_path_factory: pytest.TempPathFactory, serve_folder: Serve
) -> str:
    """The sample paper below a prefix, on a plain static host."""
    host = tmp_path_factory.mktemp("host")
    (host / "paper").symlink_to(sample_site)
    return f"{serve_folder(host)}paper/"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A page whose scripts may not fault and may not be refused by the policy."""
    context = browser.new_context(viewport={"width": 360, "height": 720}, locale="zh-CN")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    yield opened
    context.close()
    assert faults == []


def settled(tab: Page, total: int | None = None) -> None:
    """Waits until the list is done, with so many stories."""
    more = f'[data-total="{total}"]' if total is not None else ""
    expect(tab.locator(f'[data-results][data-state="done"]{more}')).to_be_attached()


def ids(tab: Page) -> list[str | None]:
    return [entry.get_attribute("data-id") for entry in tab.locator("[data-results] > li").all()]


def test_a_word_is_found_as_it_is_typed_and_marked_there_and_in_the_story(
    tab: Page, address: str
) -> None:
    tab.goto(f"{address}search/")
    expect(tab.locator("[data-results]")).to_have_attribute("data-state", "idle")
    tab.locator("[data-search-query]").press_sequentially("荻水新桥", delay=20)
    settled(tab)
    expect(
        tab.locator("[data-results] > li").first.locator(".result-passage mark").first
    ).to_have_text("荻水新桥")
    expect(tab).to_have_url(re.compile("q=%E8%8D%BB"))
    assert tab.locator("[data-search-status]").inner_text()
    tab.locator("[data-results] > li a").first.click()
    tab.wait_for_selector("[data-article] mark")
    for mark in tab.locator("[data-article] mark").all_inner_texts():
        assert mark == "荻水新桥"


def test_a_traditional_word_and_letters_find_and_mark_what_is_printed(
    tab: Page, address: str
) -> None:
    for query in ("荻水新橋", "dishuixinqiao", "dsxq"):
        tab.goto(f"{address}search/?q={quote(query)}")
        settled(tab)
        expect(tab.locator("[data-results] > li h2 mark").first).to_have_text("荻水新桥")


def test_a_shared_address_gives_the_search_and_back_goes_on_at_the_same_story(
    tab: Page, address: str
) -> None:
    tab.goto(f"{address}search/?q={quote('荻水')}&sort=date")
    settled(tab)
    found = ids(tab)
    assert found == sorted(found, key=lambda name: str(name)[:10], reverse=True)
    tab.locator("[data-results] > li h2 a").nth(2).press("Enter")
    tab.wait_for_selector("[data-article]")
    tab.go_back()
    settled(tab)
    assert ids(tab) == found
    expect(tab.locator("[data-results] > li h2 a").nth(2)).to_be_focused(timeout=30_000)


@pytest.mark.parametrize("width", [360, 1280])
def test_kickers_and_decks_come_with_the_passages_into_the_room_that_was_kept_for_them(
    tab: Page, address: str, width: int
) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    held: list[Route] = []
    come = False

    def story(route: Route) -> None:
        route.continue_() if come else held.append(route)

    tab.route("**/2025/10/22/01-01/", story)
    tab.goto(f"{address}search/?q={quote('柿子节今天开幕')}")
    settled(tab)
    entry = tab.locator('[data-results] > li[data-id="2025-10-22/01-01"]')
    expect(entry.locator(".kicker")).to_be_hidden()
    height = "(stack) => stack.offsetHeight"
    before = entry.locator(".stack").evaluate(height)
    come = True
    for route in held:
        route.continue_()
    expect(entry.locator(".kicker")).to_be_visible()
    expect(entry.locator(".kicker")).to_have_text("3万株柿树进入最佳采摘期")
    assert entry.locator(".stack").evaluate(height) == before


def test_a_word_is_searched_for_at_once_after_a_pause(tab: Page, address: str) -> None:
    """It is on its way before the reader could have typed on."""
    tab.goto(f"{address}search/")
    state = tab.evaluate(
        """() => {
          const box = document.querySelector("[data-search-query]");
          box.value = "荻水";
          box.dispatchEvent(new InputEvent("input"));
          return document.querySelector("[data-results]").dataset.state;
        }"""
    )
    assert state == "loading"
    settled(tab)


def test_rows_of_the_list_come_while_the_reader_rests(tab: Page, address: str) -> None:
    with tab.expect_request("**/search/s/*/d0.js"):
        tab.goto(f"{address}search/?q={quote('不存在的词')}")
        settled(tab, 0)


def test_the_form_of_every_page_leads_here(tab: Page, address: str) -> None:
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(address)
    field = tab.locator("header input[name=q]").first
    field.fill("荻水")
    field.press("Enter")
    settled(tab)
    expect(tab.locator("[data-search-query]")).to_have_value("荻水")


def test_filters_narrow_the_list_and_stand_in_the_address(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/?q={quote('荻水')}")
    settled(tab)
    all_of_them = int(tab.locator("[data-results]").get_attribute("data-total") or 0)
    tab.locator("[data-search-filters] summary").click()
    tab.get_by_label("起始日期").fill("2025-01-01")
    tab.get_by_label("起始日期").dispatch_event("change")
    expect(
        tab.locator(f'[data-results][data-state="done"]:not([data-total="{all_of_them}"])')
    ).to_be_attached()
    expect(tab).to_have_url(re.compile("from=2025-01-01"))
    assert all(str(name) >= "2025" for name in ids(tab))
    tab.go_back()
    settled(tab, all_of_them)


def test_a_bar_of_the_chart_chooses_its_year(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/?q={quote('荻水')}")
    settled(tab)
    bar = tab.locator("[data-search-years] button").first
    year = bar.inner_text().strip()
    bar.click()
    tab.wait_for_url(f"**from={year}-01-01**")
    settled(tab)
    assert {str(name)[:4] for name in ids(tab)} == {year}


def test_keys_lead_to_the_field_and_through_the_list(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/?q={quote('荻水')}")
    settled(tab)
    tab.locator("body").press("/")
    expect(tab.locator("[data-search-query]")).to_be_focused()
    tab.keyboard.press("ArrowDown")
    links = tab.locator("[data-results] > li h2 a")
    expect(links.first).to_be_focused()
    tab.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    expect(tab.locator("[data-search-query]")).to_be_focused()


def test_words_that_never_meet_suggest_what_to_drop(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/?q={quote('荻水 不存在的词')}")
    settled(tab, 0)
    hint = tab.locator("[data-search-hints] button").first
    hint.click()
    settled(tab)
    expect(tab.locator("[data-search-query]")).to_have_value("荻水")
    assert ids(tab)


def test_filters_that_leave_nothing_are_offered_to_be_dropped(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/?q={quote('荻水')}&from=2030-01-01&in=headline")
    settled(tab, 0)
    tab.locator("[data-search-hints] button").click()
    expect(tab.locator('[data-results][data-state="done"]:not([data-total="0"])')).to_be_attached()
    expect(tab).not_to_have_url(re.compile("from=|in="))


def test_a_filter_by_itself_lists_its_stories(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/?page={quote('要闻')}")
    settled(tab)
    assert ids(tab)
    for folio in tab.locator(".result-folio").all_inner_texts():
        assert "要闻" in folio


def test_the_chosen_year_is_told_to_everyone(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/?q={quote('荻水')}&from=2025-01-01&to=2025-12-31")
    settled(tab)
    bars = tab.locator("[data-search-years] button")
    pressed = {bar.inner_text().strip(): bar.get_attribute("aria-pressed") for bar in bars.all()}
    assert pressed.pop("2025") == "true"
    assert set(pressed.values()) == {"false"}


def test_a_stroke_leads_to_the_field_from_any_page(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.keyboard.press("/")
    tab.wait_for_url("**/search/**")
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(f"{address}archive/")
    tab.keyboard.press("/")
    expect(tab.locator("header input[name=q]").first).to_be_focused()
    tab.keyboard.type("荻水/")
    assert tab.locator("header input[name=q]").first.input_value() == "荻水/"


def test_elder_readers_can_search_too(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/")
    tab.evaluate("() => { document.documentElement.dataset.mode = 'elder'; }")
    tab.locator("[data-search-query]").fill("荻水")
    settled(tab)
    assert ids(tab)
    assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_damaged_index_is_told_and_the_rest_is_found(tab: Page, address: str) -> None:
    def damaged(route: Route) -> None:
        route.fulfill(body=b'broadsheetPart("nonsense")', content_type="text/javascript")

    tab.goto(f"{address}search/?q={quote('荻水')}")
    settled(tab)
    whole = int(tab.locator("[data-results]").get_attribute("data-total") or 0)
    manifest = tab.evaluate("() => fetch('manifest.json').then((answer) => answer.json())")
    newest = manifest["segments"][-1]["folder"]
    tab.context.route(f"**/{newest}/*.js", damaged)
    tab.goto(f"{address}search/?q={quote('荻水桥')}")
    tab.goto(f"{address}search/?q={quote('荻水')}")
    settled(tab)
    assert 0 < int(tab.locator("[data-results]").get_attribute("data-total") or 0) < whole
    assert "可能不全" in tab.locator("[data-search-status]").inner_text()


def test_the_page_does_not_scroll_sideways_on_a_small_phone(tab: Page, address: str) -> None:
    tab.goto(f"{address}search/?q={quote('荻水')}")
    settled(tab)
    tab.locator("[data-search-filters] summary").click()
    assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_it_works_from_a_stick_in_the_village_reading_room(tab: Page, sample_site: Path) -> None:
    tab.goto(f"{(sample_site / 'search/index.html').as_uri()}?q={quote('荻水新橋')}")
    settled(tab)
    assert ids(tab)
    passage = tab.locator("[data-results] > li .result-passage mark").first
    expect(passage).to_have_text("荻水新桥", timeout=30_000)
    expect(tab.locator("iframe")).to_have_count(0, timeout=30_000)
    tab.locator("[data-results] > li a").first.click()
    tab.wait_for_selector("[data-article] mark")


def test_without_a_script_the_page_offers_the_archive(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}search/")
    assert tab.locator("noscript a").get_attribute("href") == "../archive/"
    context.close()


def test_offline_the_page_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.route("**/search/manifest.json", lambda route: route.abort())
    tab.goto(f"{address}search/")
    tab.locator("[data-search-query]").fill("荻水")
    expect(tab.locator('[data-results][data-state="error"]')).to_be_attached()
    assert tab.locator("[data-search-status]").inner_text()
    tab.unroute("**/search/manifest.json")
    tab.locator("[data-search-query]").fill("荻水新")
    settled(tab)
    context.close()


HELD = {
    "draft": "draft: true\n",
    "embargoed": "publish_at: 2999-01-01T06:00:00+08:00\n",
    "withdrawn": "withdrawn: {date: 2025-01-04, reason: 失实}\n",
}


def test_what_is_held_back_leaves_no_trace_in_the_index(
    paper: Callable[..., Path], press: Callable[..., object]
) -> None:
    """The index has the bytes of a newspaper in which those stories were never written."""
    with_them, without = paper("weekly", "with"), paper("weekly", "without")
    folder = with_them / "content/editions/2025-01-03"
    for order, (name, front) in enumerate(HELD.items(), start=7):
        head = f"---\ntitle: 密讯{name}\npage: 1\norder: {order}\ncolumn: 密栏\n{front}---\n"
        (folder / f"01-0{order}-{name}.md").write_text(f"{head}\n绝密的正文{name}。\n")
    shutil.copytree(folder, with_them / "content/editions/2998-01-03")
    edition = with_them / "content/editions/2998-01-03/edition.md"
    edition.write_text(edition.read_text().replace("2025-01-03", "2998-01-03"))
    press("--root", with_them)
    press("--root", without)
    indexes = [
        {path.relative_to(root): path.read_bytes() for path in sorted(root.rglob("*.js*"))}
        for root in (with_them / "site/search", without / "site/search")
    ]
    assert len(indexes[0]) > 5
    assert indexes[0] == indexes[1]
