"""Without a network, and without a host: what is kept on the device, and reading from a folder."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import Quiet

pytestmark = pytest.mark.browser


class _Slow(Quiet):
    def __init__(self, held: threading.Event, *arguments: Any, **more: Any) -> None:
        self.held = held
        super().__init__(*arguments, **more)

    def do_GET(self) -> None:  # noqa: N802 - the server's
        self.held.wait()
        super().do_GET()


class _Failing(Quiet):
    def do_GET(self) -> None:  # noqa: N802 - the server's
        self.send_error(502)


class Host:
    """A static host that can be switched off, below a prefix."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.held = folder, threading.Event()
        handler = functools.partial(Quiet, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/paper/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hold(self) -> None:
        """From now on answers wait; `release` lets them go."""
        self.server.RequestHandlerClass = functools.partial(
            _Slow, self.held, directory=str(self.folder)
        )

    def release(self) -> None:
        self.held.set()

    def off(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def folder(tmp_path: Path, sample_site: Path) -> Path:
    shutil.copytree(sample_site, tmp_path / "paper")
    return tmp_path


@pytest.fixture
def host(folder: Path) -> Iterator[Host]:
    one = Host(folder)
    yield one
    one.release()
    one.off()


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def ready(tab: Page) -> None:
    tab.evaluate(
        """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
        || new Promise(done => navigator.serviceWorker.addEventListener("controllerchange", done)))
        .then(() => true)"""
    )


def test_what_was_opened_reads_without_a_network(reader: BrowserContext, host: Host) -> None:
    tab = reader.new_page()
    tab.goto(host.address)
    ready(tab)
    tab.goto(host.address)
    tab.goto(f"{host.address}2025/10/21/01-01/")
    headline = tab.locator("[data-headline]").inner_text()
    host.off()
    tab.goto(host.address)
    assert tab.locator("body[data-sheet=front]").count() == 1
    tab.goto(f"{host.address}2025/10/21/01-01/")
    assert tab.locator("[data-headline]").inner_text() == headline
    assert tab.evaluate("getComputedStyle(document.body).margin") == "0px"
    tab.goto(f"{host.address}2025/10/21/01-02/")
    assert tab.url == f"{host.address}kept/?offline"
    assert tab.locator("[data-kept-offline]").is_visible()
    assert tab.locator("[data-kept-read] a").count() == 2
    tab.locator("[data-kept-read] a", has_text=headline.split("\n")[0][:4]).click()
    expect(tab.locator("[data-headline]")).to_have_text(headline, use_inner_text=True)


def test_a_kept_issue_reads_whole_and_is_forgotten_when_asked(
    reader: BrowserContext, host: Host, folder: Path
) -> None:
    tab = reader.new_page()
    tab.goto(f"{host.address}2025/10/21/")
    ready(tab)
    tab.locator("[data-keep] button").click()
    tab.locator("[data-keep][data-state=kept]").wait_for()
    host.off()
    issue = folder / "paper/2025/10/21"
    sheets = [p for p in sorted(issue.rglob("index.html")) if "data-withdrawn" not in p.read_text()]
    assert len(sheets) > 20
    for sheet in sheets:
        tab.goto(host.address + sheet.parent.relative_to(folder / "paper").as_posix() + "/")
        assert tab.locator("body[data-sheet=kept]").count() == 0, sheet
        broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).length"
        assert tab.evaluate(broken) == 0
    tab.goto(f"{host.address}kept/")
    assert tab.locator("[data-kept-editions] a").inner_text().startswith("2025年10月21日")
    tab.locator("[data-kept-editions] button").click()
    tab.locator("[data-kept-editions] li").wait_for(state="detached")
    tab.goto(f"{host.address}2025/10/21/04-01/")
    # the stories that were walked through are among what was read, as with any other
    assert tab.evaluate("caches.keys().then(k => k.filter(n => n.includes('kept')).length)") == 0


def test_a_front_page_is_never_older_than_the_network_gives(
    reader: BrowserContext, host: Host, folder: Path
) -> None:
    tab = reader.new_page()
    tab.goto(host.address)
    ready(tab)
    tab.goto(host.address)
    front = folder / "paper/index.html"
    front.write_text(front.read_text("utf-8").replace("<title>", "<title>Newer "), "utf-8")
    tab.goto(host.address)
    assert tab.title().startswith("Newer ")
    host.off()
    tab.goto(host.address)
    assert tab.title().startswith("Newer ")


def test_a_copy_stands_in_for_a_network_that_takes_too_long_and_says_so(
    reader: BrowserContext, host: Host
) -> None:
    tab = reader.new_page()
    story = f"{host.address}2025/10/21/01-01/"
    tab.goto(host.address)
    ready(tab)
    tab.goto(story)
    tab.goto(host.address)
    assert tab.locator("[data-old]").count() == 0
    host.hold()
    tab.goto(host.address, wait_until="domcontentloaded")
    assert tab.locator("body[data-sheet=front]").count() == 1
    notice = tab.locator("[data-old]").inner_text()
    assert notice.startswith("网络没有回应")
    assert "年" in notice
    tab.goto(story, wait_until="domcontentloaded")
    assert tab.locator("[data-headline]").count() == 1
    assert tab.locator("[data-old]").count() == 0
    host.release()
    tab.goto(host.address)
    assert tab.locator("[data-old]").count() == 0


def test_a_host_that_fails_is_as_good_as_none(reader: BrowserContext, host: Host) -> None:
    tab = reader.new_page()
    tab.goto(host.address)
    ready(tab)
    tab.goto(host.address)
    host.server.RequestHandlerClass = _Failing
    answer = tab.goto(host.address)
    assert answer is not None
    assert answer.status == 200
    assert tab.locator("[data-old]").is_visible()


def test_what_the_host_takes_away_is_forgotten(
    reader: BrowserContext, host: Host, folder: Path
) -> None:
    tab = reader.new_page()
    story = f"{host.address}2025/10/21/01-01/"
    tab.goto(host.address)
    ready(tab)
    tab.goto(story)
    shutil.rmtree(folder / "paper/2025/10/21/01-01")
    tab.goto(story)
    host.off()
    tab.goto(story)
    assert tab.url.endswith("kept/?offline")


def test_the_manifest_names_icons_of_their_sizes(sample_site: Path) -> None:
    manifest = json.loads((sample_site / "app.webmanifest").read_bytes())
    assert manifest["name"] == "青屏日报"
    for icon in manifest["icons"]:
        with Image.open(sample_site / icon["src"]) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_a_chromium_would_install_the_paper(reader: BrowserContext, host: Host) -> None:
    tab = reader.new_page()
    tab.goto(host.address)
    ready(tab)
    session = reader.new_cdp_session(tab)
    found = session.send("Page.getAppManifest")
    assert found["url"] == f"{host.address}app.webmanifest"
    assert found["errors"] == []
    faults = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [f["errorId"] for f in faults if f["errorId"] != "in-incognito"] == []


def test_the_paper_reads_from_a_folder_from_the_front_to_the_last_page(
    page: Page, sample_site: Path
) -> None:
    def path() -> str:
        return page.url.removeprefix(sample_site.as_uri()).partition("?")[0]

    page.goto((sample_site / "index.html").as_uri())
    page.locator(".lead .headline a").click()
    page.wait_for_url("**/01-01/index.html")
    page.locator(".crumbs a").nth(1).click()
    page.wait_for_selector("body[data-sheet=edition]")
    issue = path()
    with page.expect_navigation():
        page.locator(".contents-title a").first.click()
    read = [path()]
    while page.locator("a[rel~=next]").count():
        with page.expect_navigation():
            page.locator("a[rel~=next]").first.click()
        read.append(path())
    folder = issue.removesuffix("index.html")
    assert read == [*(f"{folder}0{number}/index.html" for number in range(1, 5)), issue]
    with page.expect_navigation():
        page.locator(".sections a").nth(1).click()
    assert path() == "/archive/index.html"
    with page.expect_navigation():
        page.locator(".year-line-months a").first.click()
    page.locator(".calendar td a").first.click()
    page.wait_for_selector("body[data-sheet=edition]")


def test_every_link_of_every_kind_of_sheet_leads_to_a_file_from_a_folder(
    page: Page, sample_site: Path
) -> None:
    kinds: dict[str, Path] = {}
    for file in sorted(sample_site.rglob("index.html")):
        kind = file.read_text("utf-8").partition('data-sheet="')[2].partition('"')[0]
        kinds.setdefault(kind, file)
    for file in kinds.values():
        page.goto(file.as_uri())
        links = page.eval_on_selector_all(
            "a[href], form[action]", "all => all.map(e => e.href || e.action)"
        )
        for link in {str(link).partition("#")[0].partition("?")[0] for link in links}:
            if link.startswith("file:"):
                target = page.evaluate("u => decodeURI(new URL(u).pathname)", link)
                assert Path(target).is_file(), (file, link)


def test_search_works_from_a_folder(page: Page, sample_site: Path) -> None:
    page.goto((sample_site / "index.html").as_uri())
    page.locator(".ears [name=q]").fill("晚稻")
    page.locator(".ears [name=q]").press("Enter")
    page.wait_for_url("**/search/index.html?q=*")
    page.locator("[data-results][data-state=done]").wait_for()
    page.locator("[data-results] li a").first.click()
    expect(page.locator("[data-article]")).to_have_count(1)


def test_the_files_of_the_index_do_not_wake_the_service_worker(
    reader: BrowserContext, host: Host, folder: Path
) -> None:
    # A browser that follows addRoutes for a page need not do so for the worker that searches.
    script = folder / "paper" / "sw.js"
    listen = 'self.asked = []; self.addEventListener("fetch", (e) => asked.push(e.request.url));'
    script.write_text(script.read_text() + listen)
    tab = reader.new_page()
    tab.goto(f"{host.address}search/")
    ready(tab)
    tab.wait_for_function(
        """() => navigator.serviceWorker.getRegistration("../assets/js/search-worker.js")
        .then((found) => found && found.scope.endsWith("search-worker.js") && found.active)"""
    )
    tab.reload()
    tab.locator("[data-search-query]").fill("水")
    expect(tab.locator("[data-results][data-state=done] li").first).to_be_visible()
    paper = next(one for one in reader.service_workers if one.url == f"{host.address}sw.js")
    asked = paper.evaluate("asked")
    assert f"{host.address}search/" in asked
    assert not [url for url in asked if "/search/s/" in url]
