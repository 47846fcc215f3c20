"""Measures the preview: from saving a story to the reloaded page that shows it, in Chromium.

    python bench/preview.py --sizes 1000 10000 --saves 10
    python bench/preview.py --root FOLDER

Each save of the press is paired with one of the floor: the same watcher and livereload around one
static page, with nothing to print. CPU seconds are those of the server: *until* the browser shows
the new text, and *behind* it, when the rest of the site has followed. Clock and CPU both suffer on
a machine that does other work; what the press takes more than the floor beside it does so least.
`--root` takes a newspaper that is there; its stories are changed and put back.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright
from process import usual
from run import MEMORY, REPOSITORY, corpus, machine

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TICKS = os.sysconf("SC_CLK_TCK")
QUIET = 2.5
"""Seconds without work after which a server counts as done."""

FLOOR = """\
import asyncio, sys, threading
from pathlib import Path
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler, StaticFileHandler
from tornado import web
from tornado.ioloop import IOLoop
from broadsheet.watching import NewsWatcher

folder = Path(sys.argv[1])
LiveReloadHandler.watcher = watcher = NewsWatcher()
LiveReloadHandler.live_css = True

async def changed(paths):
    LiveReloadHandler.reload_waiters("*")

watcher.watch(str(folder), changed)
application = web.Application([
    (r"/livereload", LiveReloadHandler),
    (r"/livereload\\.js", LiveReloadJSHandler),
    (r"/(.*)", StaticFileHandler, {"path": str(folder), "default_filename": "index.html"}),
])
server = application.listen(0, address="127.0.0.1")
(socket, *_) = server._sockets.values()
print(f"at http://127.0.0.1:{socket.getsockname()[1]}/ ", file=sys.stderr, flush=True)
LiveReloadHandler.start_tasks()
IOLoop.current().start()
"""
"""livereload with our watcher around a folder; what is printed there is somebody else's."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One save."""

    wall: float
    """Seconds until the browser shows it."""
    cpu: float
    """CPU seconds of the server until then."""
    behind: float
    """CPU seconds of the server after that."""


class Server:
    """A server of pages, and a browser's page that looks at one of them."""

    def __init__(self, process: subprocess.Popen[str], page: Page, address: str) -> None:
        self._process, self._page = process, page
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"at (http://\S+)", line):
                break
        else:
            raise SystemExit("the server did not start")
        self._drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        page.goto(found[1] + address)
        self.settle()

    def cpu(self) -> float:
        """CPU seconds of the process with all its threads."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / TICKS

    def settle(self) -> None:
        """Waits until the server has nothing to do."""
        before, since = self.cpu(), time.perf_counter()
        while time.perf_counter() - since < QUIET:
            time.sleep(0.1)
            now = self.cpu()
            # its watchers look around a little
            if now - before > 0.03:
                before, since = now, time.perf_counter()

    def save(self, file: Path, text: str, shown: str) -> Cost:
        """Saves a file as an editor does, and waits for a text on the page."""
        waiting = file.with_name(f".{file.name}.tmp")
        waiting.write_text(text, encoding="utf-8")
        cpu, begun = self.cpu(), time.perf_counter()
        waiting.replace(file)
        self._page.get_by_text(shown).wait_for(timeout=60_000)
        wall, until = time.perf_counter() - begun, self.cpu()
        # meanwhile the reloaded page has its socket again
        self.settle()
        return Cost(wall, until - cpu, self.cpu() - until)


@contextmanager
def served(browser: Browser, command: Sequence[str], address: str) -> Iterator[Server]:
    """A server that runs as long as it is measured."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env=usual(),
    )
    context = browser.new_context()
    try:
        yield Server(process, context.new_page(), address)
    finally:
        context.close()
        process.terminate()
        process.wait()


def measure(browser: Browser, root: Path, saves: int, bare: bool) -> dict[str, list[Cost]]:
    """Saves of a story of the newest issue, of one in the middle, and of the floor, in turn."""
    editions = sorted((root / "content" / "editions").iterdir())
    found: dict[str, list[Cost]] = {}
    for name, folder in (
        ("newest issue", editions[-1]),
        ("old issue", editions[len(editions) // 2]),
    ):
        story = next(file for file in sorted(folder.glob("01-*.md")))
        address = "/".join((*folder.name.split("-"), story.name[:5], ""))
        text = story.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as place:
            page = Path(place) / "index.html"
            page.write_text(STATIC.format(text=""), encoding="utf-8")
            door = ("bench/bare.py", str(REPOSITORY)) if bare else ("build.py",)
            press = (sys.executable, *door, "--root", str(root), "serve", "--port", "0")
            floor = (sys.executable, "-c", FLOOR, place)
            with served(browser, press, address) as ours, served(browser, floor, "") as theirs:
                try:
                    for number in range(saves):
                        mark = f"第{number}次改动{time.time_ns()}"
                        cost = ours.save(story, f"{text}\n{mark}\n", mark)
                        found.setdefault(name, []).append(cost)
                        cost = theirs.save(page, STATIC.format(text=mark), mark)
                        found.setdefault("floor", []).append(cost)
                finally:
                    story.write_text(text, encoding="utf-8")
    return found


STATIC = """\
<!doctype html><html><head><meta charset="utf-8"><title>floor</title>
<script src="/livereload.js"></script></head>
<body><p>{text}</p></body></html>
"""


def show(articles: int, found: dict[str, list[Cost]]) -> None:
    """Prints rows of the Markdown table."""
    for name, costs in found.items():
        walls = sorted(cost.wall * 1000 for cost in costs)
        print(
            f"| {articles:,} | {name} | {median(walls):.0f} | {walls[-1]:.0f} "
            f"| {median(c.cpu for c in costs):.2f} | {median(c.behind for c in costs):.2f} |"
        )
    sys.stdout.flush()


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], metavar="N")
    parser.add_argument("--saves", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--root", type=Path, help="a newspaper that is there")
    parser.add_argument("--bare", action="store_true", help="without the search index")
    parser.add_argument("--setting", action="append", default=[], help="line for newspaper.yaml")
    options = parser.parse_args()
    program = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    print(f"on {machine()}\n")
    print("| articles | save of | ms, median | ms, most | CPU s until | CPU s behind |")
    print("|--:|---|--:|--:|--:|--:|")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]) as browser,
        tempfile.TemporaryDirectory(prefix="broadsheet-bench-", dir=place) as folder,
    ):
        if options.root is not None:
            stories = sum(1 for _ in options.root.glob("content/editions/*/[0-9]*.md"))
            show(stories, measure(browser, options.root.absolute(), options.saves, options.bare))
            return 0
        for articles in options.sizes:
            root = corpus(Path(folder), articles, options.seed)
            shutil.copytree(REPOSITORY / "templates", root / "templates")
            settings = root / "content" / "newspaper.yaml"
            lines = settings.read_text(encoding="utf-8") + "".join(
                f"{s}\n" for s in options.setting
            )
            settings.write_text(lines, encoding="utf-8")
            show(articles, measure(browser, root, options.saves, options.bare))
            shutil.rmtree(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
