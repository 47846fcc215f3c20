"""An edited segment has the bytes of one that is printed from nothing, for a part of the work."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.model import EditionKey
from broadsheet.press import build
from broadsheet.search import buckets, lists
from broadsheet.search.documents import SearchDocument
from broadsheet.search.extracts import extract, extract_of, packed
from broadsheet.search.index import PrintedSegment, print_segment
from broadsheet.search.moulds import print_kept
from broadsheet.search.pinyin import load_readings
from broadsheet.search.segments import Segment
from broadsheet.text import digest, mark
from tests.search_kit import story, today

READINGS = load_readings(None)
CHARS = "荻水新桥合龙通车主体结构昨日封顶油菜墒情正好重庆一中运动会开幕5月18日gdp a"
WORDY = "荻水新桥" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2 + " "
STOPS = "，。“”、 "

Issue = list[SearchDocument]
Paper = list[Issue]


def text(rng: random.Random, size: int, chars: str = CHARS) -> str:
    """Words of which some come again and again."""
    return "".join(rng.choices(chars, k=size)) + rng.choice(STOPS) + rng.choice(chars)


def issue(rng: random.Random, day: int, stories: int, size: int, chars: str = CHARS) -> Issue:
    return [
        story(
            number + 1, text(rng, 9, chars), text(rng, size, chars), day=f"2025-03-{day:02d}",
            kicker=rng.choice((None, text(rng, 4, chars))), column=rng.choice(("一线", None)),
            authors=(rng.choice(("傅大川", "白岚")),), page_name=rng.choice(("要闻", "副刊")),
        )
        for number in range(stories)
    ]  # fmt: skip


@dataclass
class Printer:
    """Prints one segment again and again, as builds do with a cache and a site."""

    cache: Path
    site: dict[str, bytes] = field(default_factory=dict)
    ever: dict[str, bytes] = field(default_factory=dict)
    """All files that the site ever had."""

    def print(self, paper: Paper) -> PrintedSegment:
        """Asserts that the site has then what is printed from nothing, and that no address ever had
        other bytes.
        """
        segment = segment_of(paper)
        extracts = self.cache / "stories"
        names = [digest(repr(stories).encode()) for stories in paper]
        parts = [
            extract_of(extracts / name, lambda stories=stories: stories, lambda: READINGS)
            for name, stories in zip(names, paper, strict=True)
        ]
        printed = print_kept(segment, names, parts, self.cache / "moulds" / "name", extracts)
        there = {mark(data): data for data in self.site.values()}
        self.site = dict(printed.outputs) | {path: there[was] for path, was in printed.taken}
        whole = print_segment(segment, [one for stories in paper for one in stories])
        assert self.site == dict(whole.outputs)
        assert printed.summary == whole.summary
        assert all(self.ever.setdefault(path, data) == data for path, data in self.site.items())
        return printed


def segment_of(paper: Paper) -> Segment:
    days = [stories[0].id.partition("/")[0] for stories in paper if stories]
    return Segment("2025-q1 weeks", tuple(EditionKey(today(day)) for day in days))


@cache
def newspaper(chars: str = CHARS, stories: int = 8, size: int = 180) -> tuple[Issue, ...]:
    rng = random.Random(7)
    return tuple(issue(rng, day, stories, size, chars) for day in range(1, 5))


def appended(one: SearchDocument, words: str) -> SearchDocument:
    return replace(one, body=f"{one.body}\n{words}")


def cut_in(one: SearchDocument, words: str) -> SearchDocument:
    middle = len(one.body) // 2
    return replace(one, body=f"{one.body[:middle]}{words}{one.body[middle:]}")


CHANGES: dict[str, Callable[[SearchDocument, str], SearchDocument]] = {
    "nothing": lambda one, words: one,
    "behind": appended,
    "in the midst": cut_in,
    "before": lambda one, words: replace(one, body=words + one.body),
    "less": lambda one, words: replace(one, body=one.body[len(words) :]),
    "empty": lambda one, words: replace(one, body=""),
    "headline": lambda one, words: replace(one, headline=words),
    "kicker": lambda one, words: replace(one, kicker=words or None),
    "authors": lambda one, words: replace(one, authors=("傅大川", "白岚"), author=words),
    "column": lambda one, words: replace(one, column=words or None),
    "page": lambda one, words: replace(one, page_name=words or None, page="2"),
}
EDITS = st.tuples(
    st.sampled_from([*CHANGES, "story gone", "story more", "issue gone", "issue more"]),
    st.integers(0, 3),
    st.integers(0, 7),
    st.text(st.sampled_from(CHARS + STOPS + "通车，新5ａ東é𠀀\n-"), max_size=12),
)


def edited(paper: Sequence[Issue], edit: tuple[str, int, int, str]) -> Paper:
    """The paper after an edit. It has at least one issue, and each issue a story."""
    kind, number, place, words = edit
    after = [list(stories) for stories in paper]
    stories = after[number % len(after)]
    place %= len(stories)
    if kind in CHANGES:
        stories[place] = CHANGES[kind](stories[place], words)
    elif kind == "story gone" and len(stories) > 1:
        del stories[place]
    elif kind == "story more":
        stories.insert(place, replace(stories[place], headline=words))
    elif kind == "issue gone" and len(after) > 1:
        after.remove(stories)
    elif kind == "issue more":
        after.append(issue(random.Random(words), 20 + len(after), 3, 60))
    return after


@settings(deadline=None, max_examples=20)
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_edits_one_after_the_other_give_the_bytes_of_a_clean_print(
    edits: list[tuple[str, int, int, str]],
) -> None:
    with TemporaryDirectory() as folder:
        printer = Printer(Path(folder))
        paper: Paper = list(newspaper())
        printer.print(paper)
        for edit in edits:
            paper = edited(paper, edit)
            printer.print(paper)


@settings(deadline=None, max_examples=20)
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_edits_may_touch_lists_that_have_files_of_their_own(
    edits: list[tuple[str, int, int, str]],
) -> None:
    """All but the shortest lists have here, so that some get one or lose it with each edit. Words
    are many, and have more than one file too.
    """
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(buckets, "_limit", lambda stories: 8 * 12)
        patch.setattr(buckets, "APART_SINGLE", 12)
        patch.setattr(lists, "WHOLE", 30)
        printer = Printer(Path(folder))
        paper: Paper = list(newspaper(WORDY))
        first = printer.print(paper)
        assert "w1" in first.marks
        assert {name[0] for name in first.marks} >= {"b", "p"}
        for edit in edits:
            paper = edited(paper, edit)
            printer.print(paper)


@pytest.mark.parametrize(
    ("change", "share"), [("nothing", 0.9), ("behind", 0.5), ("headline", 0.2), ("page", 0.5)]
)
def test_an_edit_leaves_most_buckets_alone(tmp_path: Path, change: str, share: float) -> None:
    printer = Printer(tmp_path)
    paper: Paper = list(newspaper(size=900))
    first = printer.print(paper)
    assert not first.taken
    paper = edited(paper, (change, 1, 2, "车站通车"))
    again = printer.print(paper)
    assert len(again.taken) >= share * len(first.marks)


@pytest.mark.parametrize("left", [0, 20, 200, -1])
@pytest.mark.parametrize("folder", ["moulds", "stories"])
def test_what_was_cut_off_in_the_cache_is_not_believed(
    tmp_path: Path, folder: str, left: int
) -> None:
    printer = Printer(tmp_path)
    paper: Paper = list(newspaper())
    printer.print(paper)
    for file in (tmp_path / folder).iterdir():
        file.write_bytes(file.read_bytes()[:left])
    assert not printer.print(edited(paper, ("behind", 1, 2, "车站"))).taken
    assert printer.print(edited(paper, ("behind", 1, 2, "车站通车"))).taken


def test_what_an_edit_put_out_of_use_leaves_the_cache(tmp_path: Path) -> None:
    printer = Printer(tmp_path)
    paper: Paper = list(newspaper())
    printer.print(paper)
    kept = {file.name for file in tmp_path.rglob("*") if file.is_file()}
    printer.print(edited(paper, ("behind", 1, 2, "车站")))
    now = {file.name for file in tmp_path.rglob("*") if file.is_file()}
    assert len(kept) == len(now) == len(kept & now) + 1


def test_an_extract_comes_from_the_cache_as_it_went_there(tmp_path: Path) -> None:
    def nobody() -> Issue:
        raise AssertionError("it was kept")

    for stories in ([], *newspaper()):
        file = tmp_path / "stories" / digest(repr(stories).encode())
        made = packed(extract_of(file, lambda stories=stories: stories, lambda: READINGS))
        assert made == packed(extract(stories, READINGS))
        assert packed(extract_of(file, nobody, lambda: READINGS)) == made


def test_a_build_leaves_alone_what_an_edit_left_alone(
    paper: Callable[..., Path], tree: Callable[[Path], dict[str, bytes]], now: dt.datetime
) -> None:
    root = paper("weekly")
    build(root, root / "site", now=now)

    def index() -> dict[str, tuple[int, int]]:
        files = (root / "site" / "search" / "s").rglob("*.js")
        stats = {file.relative_to(root / "site").as_posix(): file.stat() for file in files}
        return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}

    before = index()
    edited = root / "content/editions/2024-03-01/01-01-spring.md"
    edited.write_text(edited.read_text(encoding="utf-8") + "\n又一段。\n", encoding="utf-8")
    report = build(root, root / "site", now=now)
    after = index()
    kept = after.keys() & before.keys()
    assert {path: after[path] for path in kept} == {path: before[path] for path in kept}
    names = {path.rsplit("/", 1)[1].partition("-")[0] for path in kept}
    assert names >= {"y0", "w0", "d0", "e"}
    assert names.isdisjoint({"0", "l0"})
    assert after.keys() - kept == {path for path in report.written if path.startswith("search/s/")}
    assert before.keys() - kept <= set(report.removed)
    # from the same cache, but there is nothing that rests
    build(root, root / "another", now=now)
    assert tree(root / "another") == tree(root / "site")
