"""What the tests of search share: stories, an index on disk, and the engine in a real browser."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from playwright.sync_api import Page

from broadsheet.model import EditionKey
from broadsheet.search import buckets, directory, lists
from broadsheet.search.documents import SearchDocument
from broadsheet.search.index import print_segment
from broadsheet.search.manifest import print_manifest
from broadsheet.search.segments import Segment, segments
from tests import search_plain

SCRIPTS = Path(__file__).resolve().parent.parent / "templates" / "assets" / "js"
ENGINE = (
    "search-tokens.js",
    "search-han.js",
    "search-query.js",
    "search-read.js",
    "vendor/lunr.min.js",
    "search-engine.js",
    "search-marks.js",
    "search-pinyin.js",
)


def story(
    number: int, headline: str, body: str, *, day: str = "2025-03-04", **more: Any
) -> SearchDocument:
    """A story on page 1 of a day."""
    key = EditionKey.parse(day)
    assert key is not None
    more.setdefault("page", "1")
    more.setdefault("page_name", "要闻")
    return SearchDocument(
        id=f"{day}/01-{number:02d}",
        address=f"{day.replace('-', '/', 2)}/01-{number:02d}/",
        date=key.date,
        headline=headline,
        body=body,
        **more,
    )


@contextmanager
def small_lists_apart(apart: int = 300, whole: int = 700) -> Iterator[None]:
    """Gives lists files of their own, and their positions, where tests have enough for them.

    The directory has several files then.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(directory, "SPREAD", 0)
        for module, name, size in ((buckets, "APART", apart), (lists, "WHOLE", whole)):
            patch.setattr(module, name, size)
            patch.setattr(search_plain, name, size)
        yield


def print_index(
    folder: Path,
    stories: Iterable[SearchDocument],
    cut: Sequence[Segment] | None = None,
    variants: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Prints an index of stories, oldest first; `cut` says another division than the calendar's."""
    editions = {
        key: list(found)
        for key, found in groupby(stories, key=lambda s: _key(s.id.partition("/")[0]))
    }
    summaries = []
    for segment in cut or segments(list(editions)):
        printed = print_segment(segment, (s for key in segment.keys for s in editions[key]))
        summaries.append(printed.summary)
        for path, data in printed.outputs:
            _write(folder / path, data)
    for path, data in print_manifest(summaries, variants):
        _write(folder / path, data)


def _key(text: str) -> EditionKey:
    key = EditionKey.parse(text)
    assert key is not None
    return key


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def open_engine(page: Page, address: str) -> None:
    """Opens an empty page at an address that serves an index, with the shipped engine in it."""
    page.route(
        "**/blank", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    page.goto(f"{address}blank")
    for name in ENGINE:
        page.add_script_tag(path=SCRIPTS / name)
    page.evaluate(
        """() => {
          self.load = (path) => fetch("search/" + path, {
            cache: path === "manifest.json" ? "no-cache" : "default",
          }).then((response) => {
            if (!response.ok) throw new Error(path + ": " + response.status);
            return response.arrayBuffer();
          }).then((buffer) => new Uint8Array(buffer));
          self.engine = broadsheetEngine.create(self.load, false);
        }"""
    )


def open_packed(page: Page, address: str, folder: Path) -> None:
    """Opens the engine over the index below a served folder, all of which the page reads at once.

    For many thousand questions: a request to a server takes longer than to answer one.
    """
    names, data = {}, bytearray()
    for path in sorted((folder / "search").rglob("*.js*")):
        content = path.read_bytes()
        names[path.relative_to(folder / "search").as_posix()] = [len(data), len(content)]
        data += content
    (folder / "pack.json").write_text(json.dumps(names))
    (folder / "pack.bin").write_bytes(data)
    open_engine(page, address)
    page.evaluate(
        """async () => {
          const names = await (await fetch("pack.json")).json();
          const data = new Uint8Array(await (await fetch("pack.bin")).arrayBuffer());
          self.engine = broadsheetEngine.create(async (path) => {
            if (!names[path]) throw new Error(path + ": 404");
            return data.slice(names[path][0], names[path][0] + names[path][1]);
          }, false);
        }"""
    )


def ask(tab: Page, query: str, /, **request: Any) -> dict[str, Any]:
    """The engine's answer; `ids` are those of all stories it found, in order."""
    answer = tab.evaluate(
        "(request) => engine.search(request)", {"q": query, "count": 100_000, **request}
    )
    assert isinstance(answer, dict)
    answer["ids"] = [hit["id"] for hit in answer["hits"]]
    answer["scores"] = {hit["id"]: hit.get("score") for hit in answer["hits"]}
    return answer


def today(text: str) -> dt.date:
    """A date."""
    return dt.date.fromisoformat(text)
