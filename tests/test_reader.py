"""The printed paper in a real browser: keys, aids, voice, and what works with nothing."""

from __future__ import annotations

import mimetypes
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, Route, expect

from tests.browsing import comes_true

pytestmark = pytest.mark.browser

STAND_IN_VOICE = """
(() => {
  const said = [];
  window.said = said;
  class Utterance { constructor(text) { this.text = text; } }
  const voice = { lang: "zh-CN", name: "stand-in" };
  let current = null;
  const synthesis = {
    getVoices: () => [voice],
    speak: (utterance) => { said.push(utterance.text); current = utterance; },
    cancel: () => { const last = current; current = null; if (last) last.onend(); },
    addEventListener: () => {},
  };
  window.finish = () => { const last = current; current = null; last.onend(); };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  window.SpeechSynthesisUtterance = Utterance;
})();
"""
"""Headless browsers have no voices; this one says a sentence until `finish()` is called."""


@pytest.fixture
def site(sample_site: Path, serve_folder: Callable[[Path], str]) -> str:
    return serve_folder(sample_site)


def addresses(folder: Path, hook: str) -> list[str]:
    """Addresses of the sheets that hold some text, sorted."""
    return sorted(
        f"{path.parent.relative_to(folder).as_posix()}/"
        for path in folder.rglob("index.html")
        if hook in path.read_text("utf-8")
    )


@pytest.fixture
def stories(sample_site: Path) -> list[str]:
    return addresses(sample_site, '<article class="story" data-article')


def one_of_each(folder: Path) -> list[str]:
    """One address of every kind of sheet."""
    kinds: dict[str, str] = {"404": "404.html"}
    for path in sorted(folder.rglob("index.html")):
        kind = path.read_text("utf-8").partition('data-sheet="')[2].partition('"')[0]
        address = path.parent.relative_to(folder).as_posix()
        kinds.setdefault(kind, "" if address == "." else f"{address}/")
    return list(kinds.values())


def test_the_right_arrow_reads_an_issue_from_its_first_story_to_the_next_issue(
    page: Page, site: str, stories: list[str]
) -> None:
    issues = Counter(story[: -len("01-01/")] for story in stories)
    newest = max(issues)
    issue = min(issues.keys() - {newest}, key=lambda issue: issues[issue])
    page.goto(site + next(story for story in stories if story.startswith(issue)))
    seen = [page.url]
    while page.url.startswith(site + issue) and page.locator("a[rel~=next]").count():
        with page.expect_navigation():
            page.keyboard.press("ArrowRight")
        assert page.url not in seen
        seen.append(page.url)
    read = {url.removeprefix(site) for url in seen}
    assert {story for story in stories if story.startswith(issue)} <= read


def test_k_and_j_go_back_and_on_but_not_while_writing(
    page: Page, site: str, stories: list[str]
) -> None:
    page.goto(site + stories[1])
    page.locator("[name=q]").focus()
    page.keyboard.press("j")
    assert page.url == site + stories[1]
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.url == site + stories[1]


def test_keys_that_turn_pages_can_be_turned_off(page: Page, site: str, stories: list[str]) -> None:
    page.add_init_script("localStorage.setItem('broadsheet.aids', '{\"keys\":\"off\"}')")
    page.goto(site + stories[1])
    page.keyboard.press("j")
    page.keyboard.press("ArrowLeft")
    page.wait_for_load_state()
    assert page.url == site + stories[1]


def test_a_choice_of_type_size_lasts_from_page_to_page(
    page: Page, site: str, stories: list[str]
) -> None:
    page.goto(site)
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    before = page.evaluate(size)
    page.locator(".aids summary").click()
    page.locator(".aids label", has=page.locator("[name=size][value=xl]")).click()
    assert page.evaluate(size) > before * 1.3
    page.goto(site + stories[0])
    assert page.evaluate(size) > before * 1.3
    page.locator(".aids summary").click()
    assert page.locator("[name=size][value=xl]").is_checked()
    page.keyboard.press("Escape")
    assert page.locator(".aids").get_attribute("open") is None


def test_elder_mode_keeps_the_national_rule_for_lines_and_paragraphs(
    page: Page, site: str, stories: list[str]
) -> None:
    page.add_init_script("localStorage.setItem('broadsheet.aids', '{\"mode\":\"elder\"}')")
    page.goto(site + stories[0])
    measures = page.evaluate(
        """() => {
          const body = getComputedStyle(document.querySelector("[data-body]"));
          const second = getComputedStyle(document.querySelector("[data-body] > p + p"));
          return {
            size: parseFloat(body.fontSize),
            line: parseFloat(body.lineHeight),
            gap: parseFloat(second.marginTop),
          };
        }"""
    )
    assert measures["size"] >= 24
    assert measures["line"] / measures["size"] >= 1.3
    # the space between paragraphs is the line's height and the margin
    assert measures["gap"] + measures["line"] >= 1.3 * measures["line"]


def test_what_is_kept_on_the_device_cannot_break_the_page(page: Page, site: str) -> None:
    page.add_init_script("localStorage.setItem('broadsheet.aids', '[1, {')")
    page.goto(site)
    assert page.locator(".aids summary").is_visible()


@pytest.mark.parametrize("width", [360, 768, 1280, 2560])
def test_no_sheet_is_wider_than_its_window(
    browser: Browser, sample_site: Path, site: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    wide = []
    for address in one_of_each(sample_site):
        tab.goto(site + address)
        excess = tab.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if excess > 0:
            wide.append((address, excess))
    context.close()
    assert wide == []


def test_every_sheet_reads_without_scripts(browser: Browser, sample_site: Path, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    for address in one_of_each(sample_site):
        tab.goto(site + address)
        assert tab.locator("main").inner_text().strip()
        assert tab.locator(".aids summary").count() == 0
    context.close()


def test_a_reader_without_scripts_gets_everywhere(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site)
    walk = [
        ("article", ".lead .headline a"),
        ("article", "a[rel~=next]"),
        ("page", ".siblings h2 a"),
        ("page", "a[rel~=next]"),
        ("edition", ".crumbs li:last-child a"),
        ("edition", "a[rel~=prev]"),
        ("day", ".on-this-day a"),
        ("archive", ".sections a[href*=archive]"),
        ("year", ".year-line-title a"),
        ("edition", ".calendar td a"),
        ("columns", ".sections a[href*=columns]"),
        ("column", ".names a"),
        ("article", ".stories h2 a"),
        ("authors", ".sections a[href*=authors]"),
        ("author", ".names a"),
        ("corrections", ".sections a[href*=corrections]"),
        ("search", ".sections a[href*=search]"),
        ("front", ".nameplate a"),
    ]
    for kind, way in walk:
        tab.locator(way).first.click()
        expect(tab.locator("body"), way).to_have_attribute("data-sheet", kind)
    context.close()


def test_every_sheet_is_walked_through_by_tabs(page: Page, sample_site: Path, site: str) -> None:
    reachable = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
      .filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0)
      .filter((e) => e.type !== "radio" || e.checked)
      .map((e, i) => { e.dataset.stop = i; return String(i); })"""
    here = """() => {
      const e = document.activeElement;
      const box = e.getBoundingClientRect();
      const seen = getComputedStyle(e).outlineStyle !== "none" && box.bottom > 0
        && box.top < innerHeight;
      return [e.dataset.stop || "", seen];
    }"""
    page.emulate_media(reduced_motion="reduce")  # the sheet is where it scrolls to at once
    for address in one_of_each(sample_site):
        page.goto(site + address)
        # what scripts show when the device has answered
        for late in page.locator("[data-keep], [data-kept-lists]").all():
            late.wait_for()
        wanted = set(page.evaluate(reachable))
        stops: list[str] = []
        while len(stops) <= len(wanted):
            page.keyboard.press("Tab")
            stop, seen = page.evaluate(here)
            if not stop or stop in stops:
                break
            assert seen, (address, stop)
            stops.append(stop)
        # the search page begins in its field
        first = int(stops[0])
        assert first == 0 or address == "search/"
        assert set(stops) == {stop for stop in wanted if int(stop) >= first}, address
        # as they stand in the document, so that reading and tabbing agree
        assert stops == sorted(stops, key=int)


@pytest.mark.parametrize("width", [360, 1280])
def test_no_headline_ends_in_a_line_of_one_character(
    browser: Browser, sample_site: Path, site: str, width: int
) -> None:
    last_lines = """() => [...document.querySelectorAll("main .headline, [data-turns] a")]
      .filter((e) => e.checkVisibility())
      .map((e) => {
        const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), tops = [];
        const range = document.createRange();
        for (let node; (node = walker.nextNode());) {
          for (let i = 0; i < node.length; i++) {
            range.setStart(node, i);
            range.setEnd(node, i + 1);
            if (node.data[i].trim()) tops.push(Math.round(range.getBoundingClientRect().bottom));
          }
        }
        const last = tops.filter((top) => top > tops[tops.length - 1] - 4).length;
        return [e.textContent.trim(), new Set(tops).size, last];
      })
      .filter(([text, lines, last]) => lines > 1 && last === 1)"""
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    for address in (*one_of_each(sample_site), "2025/10/21/", "2025/10/22/03/"):
        tab.goto(site + address)
        assert tab.evaluate(last_lines) == [], address
    context.close()


def test_a_story_opens_from_a_folder_with_its_styles(
    page: Page, sample_site: Path, stories: list[str]
) -> None:
    page.goto((sample_site / stories[0] / "index.html").as_uri())
    assert page.locator(".aids summary").is_visible()
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"


def test_the_sheet_for_lost_readers_mends_its_links_at_any_depth(
    browser: Browser, sample_site: Path
) -> None:
    def answer(route: Route) -> None:
        address = unquote(urlsplit(route.request.url).path).removeprefix("/qingping/")
        file = sample_site / address
        if file.is_dir():
            file = file / "index.html"
        found = file.is_file()
        file = file if found else sample_site / "404.html"
        kind = mimetypes.guess_type(file.name)[0] or "text/html"
        route.fulfill(status=200 if found else 404, body=file.read_bytes(), content_type=kind)

    context = browser.new_context()
    context.route("**/*", answer)
    tab = context.new_page()
    tab.goto("https://paper.test/qingping/2019/13/99/01-01/")
    assert tab.evaluate("getComputedStyle(document.body).margin") == "0px"
    links = tab.eval_on_selector_all("main a", "all => all.map(link => link.href)")
    assert links == ["https://paper.test/qingping/", "https://paper.test/qingping/search/"]
    tab.goto("https://paper.test/qingping/404.html")
    assert tab.locator("base").count() == 0
    context.close()


def test_a_story_is_said_sentence_by_sentence_to_its_end(
    page: Page, site: str, stories: list[str]
) -> None:
    page.add_init_script(STAND_IN_VOICE)
    page.goto(site + stories[0])
    page.locator("[data-aloud-play]").click()
    assert page.locator("[data-aloud-label]").is_visible()
    while page.locator("[data-aloud-stop]").is_visible():
        page.evaluate("finish()")
    said = page.evaluate("said")
    body = page.locator("[data-body]").inner_text()
    assert max(map(len, said)) <= 60
    flat = "".join("".join(said).split())
    assert flat.endswith("".join(body.split()))


def test_a_voice_that_falls_silent_does_not_stop_the_story(
    page: Page, site: str, stories: list[str]
) -> None:
    page.clock.install()
    page.add_init_script(STAND_IN_VOICE)
    page.goto(site + stories[0])
    page.locator("[data-aloud-play]").click()
    page.clock.run_for(5000)
    assert len(page.evaluate("said")) == 1
    page.clock.run_for(60 * 600)
    assert len(page.evaluate("said")) > 1
    page.locator("[data-aloud-play]").click()
    said = len(page.evaluate("said"))
    page.clock.run_for(600_000)
    assert len(page.evaluate("said")) == said


def test_the_voice_pauses_goes_back_and_goes_on(page: Page, site: str, stories: list[str]) -> None:
    page.add_init_script(STAND_IN_VOICE)
    page.goto(site + stories[0])
    play = page.locator("[data-aloud-play]")
    play.click()
    page.evaluate("finish()")
    page.evaluate("finish()")
    play.click()
    play.click()
    page.locator("[data-aloud-back]").click()
    page.locator("[data-aloud-on]").click()
    first, second, third, *rest = page.evaluate("said")
    assert len({first, second, third}) == 3
    assert rest == [third, second, third]
    assert page.evaluate("CSS.highlights.get('aloud').size") == 1
    page.locator("[data-aloud-stop]").click()
    assert page.evaluate("CSS.highlights.has('aloud')") is False


def test_where_there_is_no_voice_nothing_offers_one(
    page: Page, site: str, stories: list[str]
) -> None:
    page.add_init_script(STAND_IN_VOICE.replace("[voice]", "[]"))
    page.goto(site + stories[0])
    assert not page.locator("[data-aloud]").is_visible()


def test_a_citation_is_copied_with_paper_date_and_page(
    browser: Browser, site: str, stories: list[str]
) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(site + stories[0])
    tab.locator(".cite summary").click()
    tab.locator("[data-copy]").first.click()
    comes_true(tab, "document.querySelector('[data-copy]').textContent.includes('已')")
    copied = tab.evaluate("navigator.clipboard.readText()")
    headline = tab.locator("[data-headline]").inner_text().replace("\n", "")
    date = stories[0][:10].replace("/", "-")
    assert f"{headline}[N/OL]. 青屏日报, {date}(1). https://example.org/qingping/" in copied
    context.close()


def test_a_story_can_be_cited_in_three_styles(page: Page, site: str) -> None:
    story = "2025/10/21/01-01/"
    page.goto(site + story)
    styles = page.locator(".cite dt").all_text_contents()
    national, apa, bibtex = page.locator("[data-cite-text]").all_text_contents()
    assert national == page.locator("[data-cited]").inner_text()
    title = page.locator("meta[name=citation_title]").get_attribute("content")
    assert styles == ["GB/T 7714", "APA", "BibTeX"]
    assert f"(2025, October 21). {title}. 青屏日报, 1. https://example.org/qingping/{story}" in apa
    assert bibtex.startswith("@article{2025-10-21-01-01,\n  title = {{")
    assert "  year = {2025},\n  month = 10,\n  day = 21,\n" in bibtex
    assert bibtex.endswith(f"  url = {{https://example.org/qingping/{story}}}\n}}")
    assert page.locator(".cite [data-copy]").count() == 3


def test_on_paper_stands_the_story_alone(page: Page, site: str, stories: list[str]) -> None:
    page.goto(site + stories[0])
    page.emulate_media(media="print")
    for gone in (".sections", ".page-turner", ".crumbs", ".ears", ".cite summary"):
        assert not page.locator(gone).first.is_visible()
    for there in ("[data-headline]", "[data-body]", "[data-cited]"):
        assert page.locator(there).is_visible()


def test_every_printed_sheet_says_at_its_foot_where_it_is_from(
    page: Page, sample_site: Path, site: str
) -> None:
    page.emulate_media(media="print")
    for address in one_of_each(sample_site):
        page.goto(site + address)
        foot = page.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--foot')"
        )
        assert foot.startswith('"青屏日报')
        assert foot.endswith(page.locator("link[rel=canonical]").get_attribute("href") + '"')
    page.goto(f"{site}2025/10/21/03-01/")
    foot = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--foot')")
    assert foot.startswith('"青屏日报 2025年10月21日 第3版 民生 https://')


def test_a_sheet_printed_without_scripts_says_its_address(
    browser: Browser, site: str, stories: list[str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site + stories[0])
    address = tab.locator("link[rel=canonical]")
    assert not address.is_visible()
    tab.emulate_media(media="print")
    assert address.is_visible()
    context.close()


def test_a_story_offers_the_whole_paper_for_search_and_to_install(
    page: Page, sample_site: Path, site: str, stories: list[str]
) -> None:
    page.goto(site + stories[0])
    for rel in ("search", "manifest", "apple-touch-icon"):
        href = page.locator(f"link[rel={rel}]").evaluate("link => link.href")
        assert (sample_site / href.removeprefix(site)).is_file()


def test_the_bars_of_the_browser_have_the_colour_of_the_paper(
    page: Page, site: str, stories: list[str]
) -> None:
    page.goto(site + stories[0])
    bars = page.locator("meta[name=theme-color]")
    assert bars.get_attribute("content") == "#fdfbf6"
    page.locator(".aids summary").click()
    page.locator(".aids label", has=page.locator("[name=theme][value=sepia]")).click()
    assert bars.get_attribute("content") == "#f3e7cf"


def test_headlines_in_the_list_of_an_author_turn_between_words_and_say_the_same(
    browser: Browser, sample_site: Path, site: str
) -> None:
    address = "columns/" + sorted(p.name for p in (sample_site / "columns").glob("*/"))[0] + "/"
    printed = html.parse(sample_site / address / "index.html").xpath("//main//h2/a/text()")
    tab = browser.new_page()
    tab.goto(site + address)
    assert tab.locator("main h2 a").all_text_contents() == printed
    assert tab.locator("main h2 wbr").count() > 0
    tab.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    yield context.new_page()
    context.close()


def test_a_swipe_turns_the_page(phone: Page, site: str, stories: list[str]) -> None:
    phone.goto(site + stories[1])
    following = phone.locator("a[rel~=next]").get_attribute("href")
    expected = phone.evaluate("href => new URL(href, location.href).href", following)
    finger = phone.context.new_cdp_session(phone)
    for kind, points in (
        ("touchStart", [{"x": 320, "y": 500}]),
        ("touchMove", [{"x": 200, "y": 505}]),
        ("touchMove", [{"x": 90, "y": 510}]),
    ):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    with phone.expect_navigation():
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert phone.url == expected
