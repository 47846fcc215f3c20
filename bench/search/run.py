"""Measures search: bytes, recall, latency and indexing, beside Pagefind on the same stories.

    python bench/search/run.py --sizes 1000 10000 80000 --queries 300

Prints a table; writes below --work only. Latency and indexing depend on the machine and on what
else it does; bytes and recall do not. Bytes are bodies of answers as they lie on the host, without
compression on the way. *later* is a query after others, from asking to the ten first entries,
with what it has to fetch; where the machine has other work, --sessions 7 asks all queries as seven
readers with nothing in their browsers and takes the best time of each query; *CPU* is the part of
it that the page's main thread spends, most of it on fetching. *typed* is the whole search page,
from a word that comes after a pause of a fifth of a second to the list; *painted* from Enter,
without a pause, to the frame that shows it. Pagefind comes from PyPI (`pagefind[extended]`) and is
left out where it is not installed or above --pagefind articles.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from host import SENT, serve
from paper import corpus, issue, keys, print_index, stories
from playwright.sync_api import Browser, CDPSession, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))

from broadsheet.search.documents import SearchDocument  # noqa: E402 - path first
from broadsheet.search.index import print_segment  # noqa: E402
from broadsheet.search.segments import segments  # noqa: E402
from tests.search_kit import ENGINE, SCRIPTS, open_engine  # noqa: E402
from tests.search_oracle import Scan, substrings  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def percentile(values: list[float], share: float) -> float:
    """The value that so much of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


OURS = """async ([query, cold]) => {
  const plain = (path) => fetch("search/" + path, {cache: cold ? "reload" : "default"})
    .then((r) => r.arrayBuffer()).then((b) => {
      self.bytes += b.byteLength; self.requests += 1; return new Uint8Array(b); });
  if (cold || !self.kept) self.kept = broadsheetEngine.create(plain, false);
  self.bytes = self.requests = 0;
  const begun = performance.now();
  const answer = await self.kept.search({q: query, count: 10});
  const ms = performance.now() - begun;
  return {ms, bytes: self.bytes, requests: self.requests, total: answer.total};
}"""
IDS = """async (query) => (await self.kept.search({q: query, count: 1e6})).hits.map((h) => h.id)"""

PAGEFIND = """async ([query, shown]) => {
  if (!self.pf) self.pf = await import("/pagefind/pagefind.js");
  const begun = performance.now();
  const answer = await self.pf.search(query);
  const found = await Promise.all(answer.results.slice(0, shown).map((r) => r.data()));
  return {ms: performance.now() - begun, urls: found.map((f) => f.url)};
}"""


def measure_ours(
    browser: Browser, address: str, words: list[str], scan: Scan, recall: int, sessions: int
) -> dict[str, Any]:
    """Cold and later queries, and recall, of the index at an address."""
    quoted = [f'"{word.replace(chr(34), "")}"' for word in words]
    page = browser.new_page()
    open_engine(page, address)
    cold = [page.evaluate(OURS, [query, True]) for query in quoted]
    page.close()
    taken = [_session(browser, address, quoted) for _ in range(sessions)]
    later = taken[0]
    warm = range(len(quoted) // 5, len(quoted))
    found = expected = wrong = 0
    for answer, word in list(zip(later, words, strict=True))[:recall]:
        wanted = scan(word)
        expected += len(wanted)
        found += min(answer["total"], len(wanted))
        wrong += answer["total"] != len(wanted)
    figures: dict[str, Any] = {
        "cold query, KB, p50 / p95": _pair([c["bytes"] / 1024 for c in cold]),
        "cold query, requests": _pair([c["requests"] for c in cold]),
        "later query, ms": _pair([min(one[i]["ms"] for one in taken) for i in warm]),
        "later query, CPU ms": _pair([min(one[i]["cpu"] for one in taken) for i in warm]),
        "later query, requests": _pair([later[i]["requests"] for i in warm]),
    }
    if recall:
        figures |= {"recall": found / expected if expected else 1.0, "wrong totals": wrong}
    return figures


def _session(browser: Browser, address: str, quoted: list[str]) -> list[dict[str, Any]]:
    """The answers to all queries of a reader who has nothing of the index yet."""
    context = browser.new_context()
    page = context.new_page()
    open_engine(page, address)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    later: list[dict[str, Any]] = []
    for query in quoted:
        before = _computed(session)
        later.append(page.evaluate(OURS, [query, False]))
        later[-1]["cpu"] = 1000 * (_computed(session) - before)
    context.close()
    return later


def _computed(session: CDPSession) -> float:
    """CPU seconds of the page's main thread."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


PAGE = """async ([query, painted]) => {
  const box = document.querySelector("[data-search-query]");
  const list = document.querySelector("[data-results]");
  await new Promise((rested) => setTimeout(rested, painted ? 0 : 200));
  box.value = query;
  const begun = performance.now();
  if (painted) box.form.requestSubmit();
  else box.dispatchEvent(new InputEvent("input"));
  await new Promise((shown) => new MutationObserver((_, watcher) => {
    if (list.dataset.state !== "done") return;
    watcher.disconnect();
    if (painted) requestAnimationFrame(() => setTimeout(shown));
    else shown();
  }).observe(list, {attributes: true, attributeFilter: ["data-state"]}));
  return performance.now() - begun;
}"""


def some_of(articles: int) -> list[SearchDocument]:
    """The stories of some issues, from which words are taken."""
    editions = list(keys(articles).values())
    chosen = random.Random(5).sample(editions, min(len(editions), 25))
    return [story for number, count in chosen for story in issue(number, count)]


def search_page(index: Path, work: Path) -> Path:
    """The site of a small newspaper, whose search page has the index of a large one."""
    small, site = work / "small", work / f"page-{index.name}"
    if not small.exists():
        for _ in corpus.make(small, corpus.STORIES, 1, REPOSITORY / "templates"):
            pass
        command = [sys.executable, str(REPOSITORY / "build.py"), "--root", str(small), "-q"]
        subprocess.run(command, check=True)
    if not site.exists():
        shutil.copytree(small / "site", site)
        for name in ("s", "manifest.json", "manifest.js"):
            old, new = site / "search" / name, index / "search" / name
            shutil.rmtree(old) if old.is_dir() else old.unlink()
            old.symlink_to(new.resolve(), target_is_directory=new.is_dir())
    return site


def measure_page(browser: Browser, address: str, words: list[str], sessions: int) -> dict[str, Any]:
    """From what is typed to the list, and from Enter to the frame that shows it; in its worker."""
    figures: dict[str, Any] = {}
    for name, painted in (("typed", False), ("painted", True)):
        asked = [[f'"{word.replace(chr(34), "")}"', painted] for word in words]
        taken = [_read(browser, address, asked) for _ in range(sessions)]
        best = [min(times) for times in zip(*taken, strict=True)]
        figures[f"later query, {name}, ms"] = _pair(best[len(best) // 5 :])
    return figures


def _read(browser: Browser, address: str, asked: list[list[Any]]) -> list[float]:
    """Milliseconds of each query of a reader who comes to the search page for the first time."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}search/")
    page.set_default_timeout(120_000)
    times = [page.evaluate(PAGE, query) for query in asked]
    context.close()
    return times


def measure_pagefind(
    browser: Browser, address: str, found: list[SearchDocument], words: list[str], scan: Scan
) -> dict[str, Any]:
    """The same of Pagefind: a cold query is a new reader's first, with engine and ten entries."""
    cold, requests = [], []
    for word in words[:30]:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        SENT.clear()
        page.evaluate(PAGEFIND, [word, 10])
        cold.append(sum(SENT) / 1024)
        requests.append(len(SENT))
        context.close()
    page = browser.new_page()
    page.goto(address)
    later = [page.evaluate(PAGEFIND, [word, 10])["ms"] for word in words]
    hits = expected = 0
    for word in words:
        wanted = {f"/{found[number].address}" for number in scan(word)}
        if len(wanted) > 20:
            continue
        urls = set(page.evaluate(PAGEFIND, [word, 50])["urls"])
        expected += len(wanted)
        hits += len(wanted & urls)
    page.close()
    return {
        "cold query, KB, p50 / p95": _pair(cold),
        "cold query, requests": _pair(requests),
        "later query, ms": _pair(later[len(later) // 5 :]),
        "recall": f"{hits / expected:.2f} in its first 50",
    }


def _pair(values: list[float]) -> str:
    return f"{percentile(values, 0.5):.0f} / {percentile(values, 0.95):.0f}"


def changed(articles: int) -> dict[str, Any]:
    """What adding one issue of 32 stories writes: a midweek day closes nothing."""
    days = len(keys(articles))
    # The newspaper begins on a Saturday; go on to the next Thursday.
    days += (5 - days % 7) % 7
    editions = keys((days + 1) * 32)
    before = set(segments(list(editions)[:-1]))
    fresh: list[bytes] = []
    for segment in segments(list(editions)):
        if segment not in before:
            found = (story for key in segment.keys for story in issue(*editions[key]))
            fresh += [data for _, data in print_segment(segment, found).outputs]
    return {
        "one issue more, files": len(fresh),
        "one issue more, KB gz": sum(len(gzip.compress(data)) for data in fresh) / 1024,
    }


def pagefind(found: Iterator[SearchDocument], folder: Path) -> dict[str, Any]:
    """Indexes the stories as pages with Pagefind."""
    for story in found:
        path = folder / story.address / "index.html"
        path.parent.mkdir(parents=True)
        texts = "".join(f"<p>{escape(line)}</p>" for line in story.body.split("\n"))
        path.write_text(
            f'<!doctype html><html lang="zh"><title>{escape(story.headline)}</title>'
            f"<body><h1>{escape(story.headline)}</h1><p>{escape(story.kicker or '')}</p>"
            f"<p>{escape(story.deck or '')}</p><p>{escape(story.author)}</p>{texts}"
        )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "pagefind", "--site", str(folder)], check=True, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    files = [path for path in (folder / "pagefind").rglob("*") if path.is_file()]
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    count = sum(1 for path in folder.rglob("index.html"))
    return {
        "articles / CPU s": count / seconds,
        "files": len(files),
        "MB": sum(path.stat().st_size for path in files) / 1e6,
    }


def show(columns: dict[str, dict[str, Any]]) -> None:
    """Prints the figures as a table."""
    names = dict.fromkeys(name for figures in columns.values() for name in figures)
    print("\n| | " + " | ".join(columns) + " |\n|---|" + "--:|" * len(columns))
    for name in names:
        cells = [_cell(figures.get(name, "")) for figures in columns.values()]
        print(f"| {name} | " + " | ".join(cells) + " |")
    sys.stdout.flush()


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return value if isinstance(value, str) else f"{value:,.4g}"


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument(
        "--recall", type=int, default=200, help="queries compared with a scan; 0: none"
    )
    parser.add_argument("--pagefind", type=int, default=10_000, help="largest size for Pagefind")
    parser.add_argument("--sessions", type=int, default=1, help="best time of so many sessions")
    parser.add_argument("--no-add", action="store_true", help="leave out adding one issue")
    parser.add_argument("--work", type=Path, default=None)
    options = parser.parse_args()
    work = options.work or Path(tempfile.mkdtemp(prefix="search-bench-"))
    chromium = next(
        (found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        print(f"Chromium {browser.version}, Python {sys.version.split()[0]}")
        scripts = [(SCRIPTS / name).read_bytes() for name in ENGINE if "han" not in name]
        packed = sum(len(gzip.compress(data)) for data in scripts)
        print(f"scripts, once: {sum(map(len, scripts)) / 1024:.0f} KB, {packed / 1024:.0f} KB gz")
        columns: dict[str, dict[str, Any]] = {}
        for size in options.sizes:
            folder = work / f"ours-{size}"
            if folder.exists():
                figures: dict[str, Any] = {}
            else:
                built = print_index(size, folder)
                figures = {
                    "articles / CPU s": size / built["seconds"],
                    "files": built["files"],
                    "MB": built["bytes"] / 1e6,
                    "peak MB": built["peak_mb"],
                }
            with_pagefind = size <= options.pagefind and importlib.util.find_spec("pagefind")
            found = list(stories(size)) if options.recall or with_pagefind else []
            words, scan = substrings(some_of(size), options.queries, 9), Scan(found)
            figures |= measure_ours(
                browser, serve(folder), words, scan, options.recall, options.sessions
            )
            address = serve(search_page(folder, work))
            figures |= measure_page(browser, address, words, options.sessions)
            if not options.no_add:
                figures |= changed(size)
            columns[f"{size:,}"] = figures
            if with_pagefind:
                theirs = work / f"pagefind-{size}"
                figures = pagefind(iter(found), theirs) if not theirs.exists() else {}
                address = serve(theirs) + issue(0, 1)[0].address
                figures |= measure_pagefind(browser, address, found, words, scan)
                columns[f"Pagefind, {size:,}"] = figures
            show(columns)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
