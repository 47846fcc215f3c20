"""The preview: it follows every edit by itself, and a mistake keeps the last good pages."""

from __future__ import annotations

import asyncio
import datetime as dt
import http.client
import json
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect
from tornado.websocket import WebSocketClientConnection, websocket_connect

from broadsheet import serve as serving
from broadsheet.model import EditionKey

Paper = Callable[..., Path]
PATIENCE = 60
"""Seconds that a condition is waited for before a test fails; it comes true within two."""

RAW = """\
## 石埠桥今晨通车

本报讯 石埠桥三月八日上午通车。桥长六十四米，两岸往来不再等渡。

守桥人说，头一个过桥的是卖豆腐的老汉。

## 春茶开采早了六天

本报讯 明前茶园三月七日开采，比去年早了六天。

茶农说，头一锅只炒了三两。
"""


class Preview:
    """A running preview, what it says, and where it is."""

    def __init__(self, repository: Path, root: Path, *arguments: str) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [
                sys.executable,
                str(repository / "build.py"),
                "--root",
                str(root),
                "serve",
                *arguments,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr:
            for line in self.process.stderr:
                self._lines.put(line)
        self._lines.put(None)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """The first line from now on that has the pattern."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            assert line is not None, f"it ended without {pattern!r}: {self.said}"
            self.said.append(line)
            if found := re.search(pattern, line):
                return found

    def get(self, path: str) -> tuple[int, str, http.client.HTTPMessage]:
        """Status, text and headers of an address."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, text, answer.headers

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://").rstrip("/")

    @property
    def story(self) -> Path:
        return self.root / "content" / "editions" / "2024-03-01" / "01-01-spring.md"

    def start(self) -> Preview:
        """Waits until it serves."""
        self.url = self.wait_for(r"preview at (http://\S+)")[1]
        return self

    def end(self, by: signal.Signals) -> int:
        """Ends it; its exit code."""
        self.process.send_signal(by)
        self._listener.join(PATIENCE)
        return self.process.wait(PATIENCE)


@pytest.fixture
def serve(paper: Paper, repository: Path) -> Iterator[Callable[..., Preview]]:
    """Starts previews of the base paper on free ports."""
    running: list[Preview] = []

    def start(root: Path | None = None, *arguments: str) -> Preview:
        preview = Preview(repository, root or paper("base"), *(arguments or ("--port", "0")))
        running.append(preview)
        return preview

    yield start
    for preview in running:
        preview.end(signal.SIGKILL)


def test_a_page_is_served_with_the_script_that_reloads_it(serve: Callable[..., Preview]) -> None:
    preview = serve().start()
    status, text, headers = preview.get("/2024/03/01/01-01/")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert int(headers["Content-Length"]) == len(text.encode())
    assert "script-src 'self'" in text
    head = text.partition("</head>")[0]
    asked = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', head)
    assert [re.sub(r".*/|\?v=\w+$", "", path) for path in asked] == [
        "press.css",
        "press.js",
        "strip.css",
        "livereload.js",
    ]
    for path in asked:
        # a reloaded page asks for none of them again, since their versions stand in their addresses
        status, _, headers = preview.get(urljoin("/2024/03/01/01-01/", path))
        assert status == 200
        assert {"css": "text/css", "js": "text/javascript"}[
            path.partition("?")[0].rpartition(".")[2]
        ] in headers["Content-Type"]
        assert re.match(r"max-age=\d{8}", headers["Cache-Control"])
        plain = urljoin("/2024/03/01/01-01/", path.partition("?")[0])
        assert preview.get(plain)[2]["Cache-Control"] == "no-store"
    assert preview.get("/2024/03/01/01-01/?v=1")[2]["Cache-Control"] == "no-store"
    assert not (preview.root / "site").exists()


def test_a_lost_address_and_one_that_leads_out_are_not_found(serve: Callable[..., Preview]) -> None:
    preview = serve().start()
    status, text, _ = preview.get("/2024/03/01/09-09/")
    assert status == 404
    assert 'data-sheet="404"' in text
    for path in ("/../newspaper.yaml", "/%2e%2e/%2e%2e/content/newspaper.yaml", "//etc/passwd"):
        status, text, _ = preview.get(path)
        assert status in (403, 404)
        assert "base_url" not in text
        assert "root:" not in text


@pytest.mark.browser
def test_an_edit_shows_by_itself(serve: Callable[..., Preview], page: Page) -> None:
    preview = serve().start()
    page.goto(f"{preview.url}2024/03/01/01-01/")
    expect(page.locator("h1")).to_have_text("春水漫过旧堰")
    preview.story.write_text(preview.story.read_text().replace("春水漫过旧堰", "春水退了"))
    expect(page.locator("h1")).to_have_text("春水退了", timeout=PATIENCE * 1000)
    # what is seen comes from the preview, and never from what a service worker kept
    kept = "navigator.serviceWorker.ready.then(() => caches.keys())"
    assert page.evaluate(kept) == []


def test_pages_that_show_an_edit_are_told_once_and_others_not(
    serve: Callable[..., Preview],
) -> None:
    preview = serve().start()
    socket_url = preview.url.replace("http", "ws", 1) + "livereload"
    address, archive = "2024/03/01/01-01/", "archive/"

    async def command(client: WebSocketClientConnection) -> str:
        return str(json.loads(await client.read_message() or "{}").get("command"))

    async def greet(client: WebSocketClientConnection) -> str:
        """What the preview says first after a greeting, which it answers with one."""
        await client.write_message(json.dumps({"command": "hello", "protocols": []}))
        return await command(client)

    async def listening(path: str) -> WebSocketClientConnection:
        """A browser whose page has loaded livereload's script."""
        client = await websocket_connect(socket_url)
        assert await greet(client) == "hello"
        told = {"command": "info", "plugins": {}, "url": preview.url + path}
        await client.write_message(json.dumps(told))
        return client

    def edit(words: str) -> None:
        text = preview.story.read_text()
        # at once: half a story would be a problem, of which all pages are told
        waiting = preview.story.with_name(".waiting")
        waiting.write_text(text.replace("\n---\n", f"\n---\n\n{words}\n", 1))
        waiting.replace(preview.story)

    async def edits() -> None:
        # the first may be found as the preview begins to listen, when all are told
        first = await listening(address)
        edit("改过了。")
        assert await command(first) == "reload"
        # the rest of the site waits for a page that calls back
        again = await listening(archive)
        preview.wait_for(r"\d+ files written")
        early, other = await listening(address), await listening(archive)
        for path in (address, archive):
            assert preview.get(f"/{path}")[0] == 200
        edit("又改过了。")
        assert await command(early) == "reload"
        # they were on their way to a browser when the others were told
        late, late_other = await listening(address), await listening(archive)
        assert await command(late) == "reload"
        preview.wait_for(r"\d+ files written")
        # feeds and the index have followed; the pages are as they were
        for client in (early, other, late, late_other):
            assert await greet(client) == "hello"
        for client in (first, again, early, other, late, late_other):
            client.close()
            while await client.read_message() is not None:
                pass

    # beside the loop of the browser's own
    with ThreadPoolExecutor(1) as beside:
        beside.submit(lambda: asyncio.run(asyncio.wait_for(edits(), PATIENCE))).result()


@pytest.mark.parametrize(
    ("address", "path", "concerned"),
    [
        ("2024/03/01/01-01/", "2024/03/01/01-01/index.html", True),
        ("", "index.html", True),
        ("2024/03/01/01-01/index.html", "2024/03/01/01-01/index.html", True),
        ("2024/03/01/01-01/", "2024/03/01/01-02/index.html", False),
        ("2024/03/01/01-01/", "feed.xml", False),
        ("2024/03/01/01-01/", "2024/03/01/edition.epub", False),
        ("2024/03/01/01-01/", "search/manifest.json", False),
        ("search/", "search/manifest.json", True),
        ("2024/03/01/01-01/", "assets/press.css", True),
        ("2024/03/01/01-01/", "2024/03/01/images/bridge.webp", True),
    ],
)
def test_a_page_is_loaded_again_for_what_it_shows(address: str, path: str, concerned: bool) -> None:
    assert serving.Changed((path,)).concerns(address) is concerned
    assert serving.Changed((path,), everything=True).concerns(address)
    edition = EditionKey(dt.date(2024, 3, 1))
    strip = serving.Changed((), frozenset({edition})).concerns(address)
    assert strip is address.startswith("2024")


@pytest.mark.browser
@pytest.mark.parametrize("age", [0, 100_000_000], ids=["written now", "kept for years"])
def test_a_dropped_issue_becomes_the_front_page_by_itself(
    age: int, serve: Callable[..., Preview], page: Page
) -> None:
    preview = serve().start()
    page.goto(preview.url)
    expect(page.get_by_text("春水漫过旧堰").first).to_be_visible()
    inbox = preview.root / "content" / "inbox"
    inbox.mkdir(exist_ok=True)
    raw = preview.root / "2024-03-08.txt"
    raw.write_text(RAW, encoding="utf-8")
    os.utime(raw, (raw.stat().st_mtime - age,) * 2)
    raw.rename(inbox / raw.name)
    expect(page.get_by_text("石埠桥今晨通车").first).to_be_visible(timeout=PATIENCE * 1000)
    assert (preview.root / "content/editions/2024-03-08/raw/2024-03-08.txt").read_text() == RAW
    page.goto(f"{preview.url}2024/03/08/01-02/")
    expect(page.locator("[data-headline]")).to_have_text("春茶开采早了六天")
    # the report of the press: what became of which line
    status, proof, _ = preview.get("/-/proof/2024-03-08.html")
    assert (status, "茶农说，头一锅只炒了三两。" in proof) == (200, True)
    report = page.locator("#preview-strip").get_by_role("link", name="原文与稿件对照")
    expect(report).to_have_attribute("href", "/-/proof/2024-03-08.html")
    assert preview.get("/-/proof/..%2f..%2fcontent%2fnewspaper.yaml")[0] == 404


@pytest.mark.browser
def test_a_broken_edit_shows_what_is_wrong_on_the_last_good_page(
    serve: Callable[..., Preview], page: Page
) -> None:
    preview = serve().start()
    page.goto(f"{preview.url}2024/03/01/01-01/")
    strip = page.locator("#preview-strip")
    expect(strip).to_have_class("quiet")
    own = strip.get_by_role("link")
    expect(own).to_have_text(["01-01-spring.md:1", "file"])
    assert own.first.get_attribute("href") == f"vscode://file{preview.story}:1"
    assert own.last.get_attribute("href") == f"file://{preview.story}"
    good = preview.story.read_text()
    preview.story.write_text(good.replace("order: 1", "order: <eins>"))
    expect(strip).to_contain_text("01-01-spring.md:4 wrong-type", timeout=PATIENCE * 1000)
    expect(strip).to_contain_text("text (<eins>)")
    expect(page.locator("h1")).to_have_text("春水漫过旧堰")
    preview.wait_for(r"01-01-spring\.md:4: wrong-type")
    preview.story.write_text(good.replace("春水", "秋水"))
    expect(page.locator("h1")).to_have_text("秋水漫过旧堰", timeout=PATIENCE * 1000)
    expect(strip).to_have_class("quiet")


@pytest.mark.browser
def test_a_newspaper_that_is_broken_from_the_start_shows_why_and_then_itself(
    serve: Callable[..., Preview], paper: Paper, browser: Browser
) -> None:
    root = paper("base")
    settings = root / "content" / "newspaper.yaml"
    good = settings.read_text()
    settings.write_text("titel: x\n")
    preview = serve(root).start()
    page = browser.new_page()
    page.goto(preview.url)
    expect(page.locator("#preview-strip")).to_contain_text("unknown-key")
    settings.write_text(good)
    expect(page.get_by_text("春水漫过旧堰").first).to_be_visible(timeout=PATIENCE * 1000)
    page.close()


def test_a_template_and_a_style_are_followed_too(serve: Callable[..., Preview]) -> None:
    preview = serve().start()
    with (preview.root / "templates" / "base.html").open("a") as file:
        file.write("<!-- changed -->\n")
    preview.wait_for(r"\d+ files written")
    assert "<!-- changed -->" in preview.get("/2024/03/01/01-01/")[1]
    style = re.compile(r"assets/press\.css\?v=\w+")
    before = style.findall(preview.get("/")[1])
    with (preview.root / "templates" / "assets" / "css" / "shame.css").open("a") as file:
        file.write("/* changed */\n")
    preview.wait_for("1 files written")
    after = style.findall(preview.get("/")[1])
    assert (len(before), len(after)) == (1, 1)
    assert before != after
    assert preview.get(f"/{after[0]}")[1].endswith("/* changed */\n")


def test_what_is_deleted_is_gone(serve: Callable[..., Preview]) -> None:
    preview = serve().start()
    (preview.root / "content" / "editions" / "2024-03-01" / "01-02-ferry.md").unlink()
    preview.wait_for(r"[1-9]\d* removed")
    assert preview.get("/2024/03/01/01-02/")[0] == 404


def test_an_interrupt_ends_it(serve: Callable[..., Preview]) -> None:
    preview = serve().start()
    assert preview.end(signal.SIGINT) in (0, 130)
    assert "Traceback" not in "".join(preview.said)


def test_a_port_that_is_taken_is_said_without_a_traceback(serve: Callable[..., Preview]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        preview = serve(None, "--port", port)
        preview.wait_for(port)
        assert preview.process.wait(PATIENCE) in (1, 2)
    assert "Traceback" not in "".join(preview.said)


def test_others_are_let_in_only_with_a_warning(serve: Callable[..., Preview]) -> None:
    serve(None, "--host", "0.0.0.0", "--port", "0").wait_for("others on your network can read")


def test_the_preview_leaves_the_site_alone(serve: Callable[..., Preview], paper: Paper) -> None:
    root = paper("base")
    shutil.copytree(root / "templates", root / "site")
    (root / "site" / ".broadsheet").touch()
    before = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    preview = serve(root).start()
    preview.story.write_text(preview.story.read_text() + "\n又\n")
    preview.wait_for(r"\d+ files written")
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")} == before


def test_a_print_that_another_edit_overtakes_leaves_all_to_the_next(paper: Paper) -> None:
    root = paper("base")
    said: list[str] = []
    preview = serving.Preview(root, root / "preview", said.append)
    assert not preview.print(lambda: True)
    assert not (root / "preview" / "index.html").exists()
    assert preview.print(lambda: False)
    assert (root / "preview" / "index.html").exists()
    story = root / "content" / "editions" / "2024-03-01" / "01-01-spring.md"
    good = story.read_text("utf-8")
    story.write_text(good.replace("order: 1", "order: eins"), "utf-8")
    assert preview.print()
    wrong = preview.problems
    assert [problem.code for problem in wrong] == ["wrong-type"]
    # nobody knows yet whether the newer edit is right: what was wrong stays on screen
    story.write_text(good, "utf-8")
    assert not preview.print(lambda: True)
    assert preview.problems == wrong
    assert preview.print()
    assert preview.problems == ()
