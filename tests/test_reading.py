"""Reading the paper as readers do: from the front page to the last story, by mouse and keyboard.

What every page must keep on the way: no error, no request to another host, nothing that its own
policy forbids. Keys, aids, paper and narrow screens are in test_reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from broadsheet.model import EditionKey

pytestmark = pytest.mark.browser

WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  window.violated(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="module", params=["", "deep/under/"], ids=["at the root", "under a prefix"])
def host(
    request: pytest.FixtureRequest,
    sample_site: Path,
    serve_folder: Callable[[Path], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """Where the sample paper is served, with its prefix."""
    folder = tmp_path_factory.mktemp("host")
    place = folder / request.param
    place.parent.mkdir(parents=True, exist_ok=True)
    if request.param:
        place.symlink_to(sample_site)
    else:
        folder = sample_site
    return serve_folder(folder) + request.param


@pytest.fixture
def tab(browser: Browser, host: str) -> Iterator[Page]:
    """A page that stands for no error, no other host and no breach of its policy."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    # playwright wants a function of Python's own
    page.expose_function("violated", lambda what: faults.append(what))  # noqa: PLW0108
    page.add_init_script(WATCH)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on(
        "request",
        lambda asked: (
            faults.append(asked.url) if not asked.url.startswith((host, "data:", "blob:")) else None
        ),
    )
    page.on(
        "response",
        lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 400 else None,
    )
    yield page
    context.close()
    assert faults == []


def editions(site: Path) -> list[str]:
    """Addresses of the editions, oldest first."""
    found = {
        path.parent.relative_to(site).as_posix() for path in site.glob("[0-9]*/*/*/index.html")
    }
    keys = {
        key: address for address in found if (key := EditionKey.parse(address.replace("/", "-")))
    }
    return [f"{keys[key]}/" for key in sorted(keys)]


def follow(link: Locator) -> None:
    """Clicks, and waits for the page that it leads to."""
    with link.page.expect_navigation():
        link.click()


def test_a_reader_clicks_from_the_front_page_through_an_issue(
    tab: Page, host: str, sample_site: Path
) -> None:
    several = [e for e in editions(sample_site) if (sample_site / e / "02").is_dir()]
    issue = several[-1]
    tab.goto(host)
    follow(tab.locator(":is(.day-block a, a.folio-date):visible"))
    while tab.url != host + issue:
        follow(tab.locator("main a[rel=prev]"))
    follow(tab.locator("main a[href='01/']").first)
    expect(tab).to_have_url(f"{host}{issue}01/")
    follow(tab.locator("main h2 a").first)
    expect(tab).to_have_url(re.compile(f"{re.escape(host + issue)}01-\\d\\d/$"))
    read = [tab.locator("[data-article]").get_attribute("data-id")]
    while tab.locator("main a[rel=next]").count():
        follow(tab.locator("main a[rel=next]"))
        expect(tab.locator("[data-headline]")).to_be_visible()
        expect(tab.locator("[data-body]")).not_to_be_empty()
        read.append(tab.locator("[data-article]").get_attribute("data-id"))
    stories = {
        path.parent.name
        for path in (sample_site / issue).glob("*-*/index.html")
        if "data-article" in path.read_text(encoding="utf-8")
    }
    assert [str(name).rpartition("/")[2] for name in read] == sorted(stories)


def test_a_reader_turns_every_page_of_every_issue(tab: Page, host: str, sample_site: Path) -> None:
    issues = editions(sample_site)
    seen = set()
    tab.goto(host + issues[0])
    for issue in issues:
        # each issue leads to the next, and its last page to itself
        assert tab.url == host + issue
        tab.goto(f"{host}{issue}01/")
        while tab.url != host + issue:
            seen.add(tab.url)
            follow(tab.locator("main a[rel=next]"))
        if issue != issues[-1]:
            follow(tab.locator("main a[rel=next]"))
    pages = {
        f"{host}{path.parent.relative_to(sample_site).as_posix()}/"
        for issue in issues
        for path in (sample_site / issue).glob("[0-9][0-9]/index.html")
    }
    assert seen == pages


def test_a_reader_needs_nothing_but_tab_and_enter(tab: Page, host: str, sample_site: Path) -> None:
    newest = editions(sample_site)[-1]
    tab.goto(host)
    tab.keyboard.press("Tab")
    expect(tab.locator(":focus")).to_have_text("跳到正文")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(r"#main$"))
    by_tab(tab, "main h2 a")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(f"{re.escape(host + newest)}01-\\d\\d/$"))
    first = tab.url
    by_tab(tab, "main a[rel=next]")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    expect(tab).not_to_have_url(first)
    expect(tab.locator("[data-headline]")).to_be_visible()


def by_tab(tab: Page, selector: str) -> None:
    """Presses the tabulator until an element of these has the focus, which can be seen."""
    for _ in range(60):
        tab.keyboard.press("Tab")
        if tab.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            style = "getComputedStyle(document.activeElement)"
            assert tab.evaluate(f"{style}.outlineStyle !== 'none' || {style}.boxShadow !== 'none'")
            return
    pytest.fail(f"no way by keyboard to {selector}")


def test_a_reader_finds_an_old_issue_by_the_archive(
    tab: Page, host: str, sample_site: Path
) -> None:
    oldest = editions(sample_site)[0]
    year, month, day = oldest.split("/")[:3]
    tab.goto(host)
    follow(tab.get_by_role("link", name="往期").first)
    follow(tab.locator(f"main a[href='../{year}/']").first)
    expect(tab).to_have_url(re.compile(f"{re.escape(host)}{year}/(#m{month})?$"))
    follow(tab.locator(f"#m{month} a", has_text=str(int(day))).first)
    expect(tab).to_have_url(host + oldest)


def test_a_reader_follows_an_author_and_a_column(tab: Page, host: str) -> None:
    for section, kind in (("作者", "authors"), ("栏目", "columns")):
        tab.goto(host)
        follow(tab.get_by_role("link", name=section, exact=True).first)
        follow(tab.locator("main ul a, main ol a").first)
        expect(tab).to_have_url(re.compile(f"{re.escape(host)}{kind}/[^/]+/$"))
        name = tab.locator("main h1").inner_text()
        follow(tab.locator("main h2 a").first)
        expect(tab.locator("[data-article]")).to_contain_text(name)


def test_every_picture_of_a_page_loads_without_scripts(
    browser: Browser, host: str, sample_site: Path
) -> None:
    pictured = sorted(
        path.parent.relative_to(sample_site).as_posix()
        for path in sample_site.rglob("index.html")
        if "<img" in path.read_text(encoding="utf-8")
    )
    assert len(pictured) > 5
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 900, "height": 4000}
    )
    page = context.new_page()
    for address in pictured[:6]:
        got: list[int] = []
        page.on("response", lambda answer, got=got: got.append(answer.status))
        page.goto(f"{host}{address}/")
        assert max(got) < 400
        for image in page.locator("main img").all():
            box = image.bounding_box()
            assert box is not None
            assert box["width"] > 20
            assert box["height"] > 20
    context.close()
