"""The newspaper that builds are measured on (bench/corpus.py)."""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadsheet.manuscript import parse_article, print_article
from broadsheet.newspaper import load_newspaper
from broadsheet.read import read_edition, survey

BENCH = Path(__file__).resolve().parent.parent / "bench"


@pytest.fixture(scope="module")
def corpus():
    sys.path.insert(0, str(BENCH))
    try:
        import corpus
    finally:
        sys.path.remove(str(BENCH))
    return corpus


def _make(corpus, root: Path, articles: int, seed: int = 1) -> dict[str, bytes]:
    for _ in corpus.make(root, articles, seed, templates=None):
        pass
    content = root / "content"
    return {
        path.relative_to(content).as_posix(): path.read_bytes()
        for path in sorted(content.rglob("*"))
        if path.is_file()
    }


def test_one_seed_gives_the_same_bytes_twice_and_another_seed_gives_others(corpus, tmp_path):
    first = _make(corpus, tmp_path / "a", 40)
    assert _make(corpus, tmp_path / "b", 40) == first
    assert _make(corpus, tmp_path / "c", 40, seed=2) != first


def test_an_issue_is_the_same_in_a_folder_of_any_size(corpus, tmp_path):
    small, large = _make(corpus, tmp_path / "a", 32), _make(corpus, tmp_path / "b", 70)
    assert small.items() <= large.items()


def test_it_holds_as_many_stories_as_asked_and_the_press_finds_no_fault_in_them(corpus, tmp_path):
    _make(corpus, tmp_path, 40)
    newspaper = load_newspaper(tmp_path)
    folders, problems = survey(tmp_path)
    read = [read_edition(tmp_path, folder, newspaper) for folder in folders]
    assert [problem for one in read for problem in one.problems] == []
    assert problems == ()
    assert sum(len(one.edition.articles) for one in read) == 40


def test_its_stories_are_in_the_form_that_the_press_writes(corpus, tmp_path):
    made = _make(corpus, tmp_path, 40)
    for path, data in made.items():
        if path.startswith("editions/") and not path.endswith("edition.md"):
            text = data.decode()
            assert print_article(parse_article(text, path, ZoneInfo("Asia/Shanghai"))) == text


def test_a_day_is_added_behind_the_newest_and_an_old_story_is_edited(corpus, tmp_path):
    before = _make(corpus, tmp_path, 40)
    folder = corpus.add_one(tmp_path, seed=1)
    assert folder == corpus.editions_below(tmp_path)[-1]
    path = corpus.edit_one(tmp_path, 0)
    old = before[path.relative_to(tmp_path / "content").as_posix()]
    assert path.read_bytes().startswith(old)
    assert path.read_bytes() != old
