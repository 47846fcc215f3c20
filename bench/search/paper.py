"""The generated newspaper of bench/corpus.py as documents and as an index on disk."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import corpus

from broadsheet.model import EditionKey
from broadsheet.search.documents import SearchDocument, documents
from broadsheet.search.index import print_segment
from broadsheet.search.manifest import print_manifest
from broadsheet.search.pinyin import load_readings
from broadsheet.search.segments import segments

SEED = 1


@lru_cache(maxsize=1)
def language() -> corpus.Language:
    """The invented words."""
    return corpus.Language(SEED)


def issue(number: int, stories: int = corpus.STORIES) -> tuple[SearchDocument, ...]:
    """The documents of one issue."""
    value, articles = corpus.edition(language(), SEED, number, stories)
    pages = tuple(
        replace(page, articles=tuple(a for a in articles if a.page == page.sequence))
        for page in value.pages
    )
    return documents(replace(value, pages=pages))


def keys(articles: int) -> dict[EditionKey, tuple[int, int]]:
    """Of a newspaper of so many articles: each edition's number and how many stories it has."""
    result: dict[EditionKey, tuple[int, int]] = {}
    for number, start in enumerate(range(0, articles, corpus.STORIES)):
        key = EditionKey(corpus.FIRST_DAY + corpus.dt.timedelta(days=number))
        result[key] = (number, min(corpus.STORIES, articles - start))
    return result


def stories(articles: int) -> Iterator[SearchDocument]:
    """All documents, oldest first."""
    for number, count in keys(articles).values():
        yield from issue(number, count)


def print_index(articles: int, folder: Path, *, write: bool = True) -> dict[str, float]:
    """Prints the index below a folder; gives CPU seconds of indexing alone, and sizes."""
    editions = keys(articles)
    summaries, seconds, files, size = [], 0.0, 0, 0
    load_readings(None)  # a build has them from its cache
    for segment in segments(list(editions)):
        found = [story for key in segment.keys for story in issue(*editions[key])]
        begun = time.process_time()
        printed = print_segment(segment, found)
        seconds += time.process_time() - begun
        summaries.append(printed.summary)
        for path, data in printed.outputs:
            files, size = files + 1, size + len(data)
            if write:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
    for path, data in print_manifest(summaries):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "files": files, "bytes": size, "peak_mb": peak}


if __name__ == "__main__":
    count = int(sys.argv[1])
    figures = print_index(count, Path(sys.argv[2]))
    print(
        figures,
        f"{count / figures['seconds']:.0f} articles/s",
        f"{figures['bytes'] / count:.0f} B/article",
    )
