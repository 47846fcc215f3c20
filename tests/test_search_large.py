"""The shipped engine over newspapers with the word frequencies of real text (bench/corpus.py).

A few hundred stories here; ten thousand, and ten thousand questions, in `make soak`.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from broadsheet.model import EditionKey
from broadsheet.search.documents import SearchDocument
from broadsheet.search.segments import Segment
from tests import search_oracle as oracle
from tests.search_kit import ask, open_packed, print_index

pytestmark = pytest.mark.browser

LONG = bool(os.environ.get("SOAK"))
SIZES = [1_000, 10_000] if LONG else [320]
SUBSTRINGS = 10_000 if LONG else 300
QUERIES = 500 if LONG else 60
BENCH = Path(__file__).resolve().parent.parent / "bench"

Serve = Callable[[Path], str]
Newspaper = tuple[list[SearchDocument], Page]


def generated(articles: int) -> list[SearchDocument]:
    """The stories of the newspaper that search is measured on."""
    sys.path[:0] = [str(BENCH / "search"), str(BENCH)]
    try:
        import paper

        return list(paper.stories(articles))
    finally:
        del sys.path[:2]


@pytest.fixture(scope="module", params=SIZES)
def newspaper(
    request: pytest.FixtureRequest,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    serve_folder: Serve,
) -> Iterator[Newspaper]:
    """A newspaper and a page with the engine over its index, which has many segments."""
    stories = generated(request.param)
    folder = tmp_path_factory.mktemp("large")
    print_index(folder, stories)
    tab = browser.new_page()
    tab.set_default_timeout(0)
    open_packed(tab, serve_folder(folder), folder)
    yield stories, tab
    tab.close()


FIND = """(words) => Promise.all(words.map((word) =>
  engine.search({q: '"' + word + '"', count: 40, plain: true})
    .then((answer) => [answer.total, answer.hits.map((hit) => hit.id)])))"""


RANK = """(q) => engine.search({q: q, any: true, count: 1e6, plain: true})
  .then((answer) => answer.hits.map((hit) => hit.id + " " + hit.score).join("\\n"))"""


def ranked(tab: Page, typed: str) -> dict[str, float]:
    """All stories that a query finds in their order, with their scores; as one text, since a page
    hands over many thousand objects slowly.
    """
    lines = (line.split(" ") for line in tab.evaluate(RANK, typed).splitlines())
    return {story: float(score) for story, score in lines}


def test_random_substrings_are_found_in_just_the_stories_that_have_them(
    newspaper: Newspaper,
) -> None:
    """Recall and precision are 1: every total, and every story where they are no more than 40."""
    stories, tab = newspaper
    scan = oracle.Scan(stories)
    quotes = str.maketrans("", "", '"“”＂「」『』')
    words = [word.translate(quotes) for word in oracle.substrings(stories, SUBSTRINGS, 2024)]
    words = [word for word in words if len(oracle.fold(word).replace(" ", "")) > 1]
    assert len(words) > 0.9 * SUBSTRINGS
    for start in range(0, len(words), 100):
        some = words[start : start + 100]
        for word, (total, ids) in zip(some, tab.evaluate(FIND, some), strict=True):
            expected = {stories[number].id for number in scan(word)}
            assert total == len(expected), word
            if total <= 40:
                assert set(ids) == expected, word


def test_scores_and_order_are_those_of_a_monolithic_lunr_index(newspaper: Newspaper) -> None:
    stories, tab = newspaper
    asked = oracle.queries(stories, QUERIES, random.Random(77))
    named = [clause for query in asked for clause in query]
    monolith = oracle.index(stories, named, narrow=True)
    for query in asked:
        typed = " ".join(clause.typed for clause in query)
        expected = oracle.search(monolith, query)
        scores = ranked(tab, typed)
        assert set(scores) == set(expected), typed
        if len(expected) < 2:
            continue  # one story needs no score
        assert scores == pytest.approx(expected, abs=0.004), typed
        assert list(scores.values()) == sorted(scores.values(), reverse=True), typed


def test_the_best_of_many_are_the_same_however_few_are_asked_for(newspaper: Newspaper) -> None:
    _, tab = newspaper
    for typed in ("的", "在 了", "工作 发展 记者", "的 -群众"):
        everything = ask(tab, typed, any=True)
        few = ask(tab, typed, any=True, count=10)
        assert few["total"] == everything["total"] > 10
        assert few["ids"] == everything["ids"][:10]


def test_one_segment_gives_the_same_answers_as_many(
    newspaper: Newspaper, page: Page, tmp_path: Path, serve_folder: Serve
) -> None:
    stories, tab = newspaper
    keys = dict.fromkeys(story.id.partition("/")[0] for story in stories)
    whole = Segment("all", tuple(key for key in map(EditionKey.parse, keys) if key))
    print_index(tmp_path, stories, [whole])
    open_packed(page, serve_folder(tmp_path), tmp_path)
    for query in oracle.queries(stories, QUERIES // 2, random.Random(5)):
        typed = " ".join(clause.typed for clause in query)
        many, one = (list(ranked(at, typed).items()) for at in (tab, page))
        assert many == one, typed


def test_the_oracle_with_one_name_for_other_tokens_is_the_oracle() -> None:
    stories = generated(64)
    asked = oracle.queries(stories, 60, random.Random(3))
    named = [clause for query in asked for clause in query]
    full, narrow = (oracle.index(stories, named, narrow=narrow) for narrow in (False, True))
    for query in asked:
        assert oracle.search(narrow, query) == oracle.search(full, query)
