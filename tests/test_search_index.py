"""The files of the index: what is in them, and that the same stories give the same bytes."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.model import Article, Author, Correction, Edition, EditionKey, Page, Picture
from broadsheet.search import bits, directory, extracts, postings, sorting
from broadsheet.search.documents import FIELDS, SearchDocument, documents
from broadsheet.search.index import PrintedSegment, print_segment
from broadsheet.search.manifest import print_manifest, script
from broadsheet.search.segments import Segment
from broadsheet.text import digest
from tests import search_plain as plain
from tests.search_kit import small_lists_apart, story, today

KEY = EditionKey(today("2025-03-04"))
SEGMENT = Segment("2025-03-04", (KEY,))
STORIES = [
    story(1, "荻水新桥昨日合龙", "主桥长381米，预计明年五月通车。", authors=("傅大川",)),
    story(2, "霜降夜里雨敲窗", "油菜等到了墒情。", column="农事课"),
]


NUMBERS = st.lists(st.integers(0, 10**6), max_size=40)


def packed(codes: bits.Codes) -> str:
    """All bits of some codes, with what fills their last byte."""
    (data,) = bits.pack(codes, np.array([len(codes.sizes)]))
    return "".join(f"{byte:08b}" for byte in data)


def filled(text: str) -> str:
    """Bits to the end of their last byte."""
    return text + "0" * (-len(text) % 8)


@given(NUMBERS)
def test_a_gamma_code_begins_with_as_many_zeros_as_its_number_has_further_bits(
    numbers: list[int],
) -> None:
    text = "".join(plain.gamma(number + 1) for number in numbers)
    assert packed(bits.gamma(np.array(numbers, np.int64) + 1)) == filled(text)


@given(NUMBERS, st.integers(3, 20))
def test_a_rice_code_is_a_row_of_ones_and_the_lowest_bits(numbers: list[int], k: int) -> None:
    numbers = [min(number, 900 << k) for number in numbers]
    text = "".join(plain.rice(number, k) for number in numbers)
    many = np.array(numbers, np.int64)
    assert packed(bits.rice(many, np.full(len(many), k))) == filled(text)


@given(st.lists(NUMBERS, max_size=5))
def test_each_file_begins_with_a_byte_of_its_own(files: list[list[int]]) -> None:
    codes = bits.gamma(np.array([number + 1 for file in files for number in file], np.int64))
    made = bits.pack(codes, np.cumsum([len(file) for file in files]))
    assert made == [plain.to_bytes("".join(plain.gamma(n + 1) for n in file)) for file in files]


@given(st.binary(max_size=300))
def test_a_file_is_a_script_with_all_bytes_in_one_string(data: bytes) -> None:
    file = script(data)
    assert file.startswith(b'broadsheetPart("')
    assert file.endswith(b'")')
    inner = file[16:-2]
    assert b"\n" not in inner
    assert b"\r" not in inner
    for escape, byte in ((rb"\n", b"\n"), (rb"\r", b"\r"), (rb"\"", b'"')):
        inner = inner.replace(rb"\\", b"\x00\x01\x00").replace(escape, byte)
        inner = inner.replace(b"\x00\x01\x00", rb"\\")
    assert len(inner.replace(rb"\\", b"\\")) == len(data) + 4


TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("新桥通车县東5a年０２ａ，。“”《》 ·-\n％ｶﾞé①½㍿〇々𠀀İ\0"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)
WORDS = st.sampled_from(("", "新桥", "新桥通车", "重庆", "a5"))
DOCUMENTS = st.builds(
    lambda head, body, times, kicker, column, authors: story(
        1, head, body * times, kicker=kicker, column=column, authors=authors,
        author="\n".join(authors),
    ),
    TEXTS, TEXTS, st.sampled_from((1, 1, 1, 90)), WORDS, st.sampled_from((None, "一线", "农事课")),
    st.lists(st.sampled_from(("傅大川", "白岚", "A. Lan")), max_size=2).map(tuple),
)  # fmt: skip


def name_of(path: str) -> str:
    """A file's name without its version."""
    return path.rsplit("/", 1)[1].removesuffix(".js").partition("-")[0]


def as_the_page_says(printed: PrintedSegment, stories: list[SearchDocument]) -> None:
    """Asserts that the files of terms and of rows are those that the plain writer makes."""
    files = {name_of(path): data for path, data in printed.outputs}
    expected = plain.term_files(stories, printed.summary["buckets"])
    expected |= plain.row_files(stories, printed.summary["rows"])
    for name, data in expected.items():
        assert files[name] == script(data), name
    assert all(name[0] in "wle" for name in files.keys() - expected.keys())
    lengths = [sum(len(plain.tokens(one.text(name))) for one in stories) for name in FIELDS]
    assert printed.summary["sums"] == lengths


@settings(deadline=None)
@given(st.lists(DOCUMENTS, max_size=8))
def test_the_files_are_those_that_the_page_on_the_format_describes(
    stories: list[SearchDocument],
) -> None:
    as_the_page_says(print_segment(SEGMENT, stories), stories)


@pytest.mark.parametrize("at_once", [1, 300, 1 << 20])
def test_the_files_do_not_depend_on_how_much_is_indexed_at_once(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Frequent words, so that some lists have files of their own and some of these have two."""
    rng = random.Random(4)
    chars = "荻新新桥桥桥桥，"
    stories = [
        story(
            1, "".join(rng.choices(chars, k=9)), "新桥" + "".join(rng.choices(chars, k=160)),
            column=rng.choice(("一线", None)), page_name=rng.choice(("要闻", "副刊")),
        )
        for _ in range(280)
    ]  # fmt: skip
    monkeypatch.setattr(extracts, "AT_ONCE", at_once)
    monkeypatch.setattr(postings, "AT_ONCE", at_once)
    monkeypatch.setattr(postings, "CODED_AT_ONCE", at_once)
    monkeypatch.setattr(sorting, "SORTED_AT_ONCE", 1 << 23 if at_once == 1 else 5 * at_once)
    with small_lists_apart():
        printed = print_segment(SEGMENT, stories)
        kinds = {path.rsplit("/", 1)[1][0] for path, _ in printed.outputs}
        assert kinds >= {"b", "p"}
        as_the_page_says(printed, stories)


KINDS = (("", 1), ("c", 8), ("y", 32))
"""Kinds of buckets, and for how many of pairs there is one."""
NAMES = st.builds(
    lambda count, counts: [
        *(f"{kind}{n}" for kind, by in KINDS for n in range((count + by - 1) // by)),
        *(f"{kind}{n}" for kind, count in zip("lwdb", counts, strict=True) for n in range(count)),
        "e",
    ],
    st.sampled_from((1, 3, 8, 24, 40, 96, 352, 1216)),
    st.lists(st.integers(1, 12), min_size=4, max_size=4),
)  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(st.lists(NAMES, max_size=4), st.integers(0, 4))
def test_the_directory_has_the_versions_as_the_page_on_the_format_says(
    segments: list[list[str]], spread: int
) -> None:
    segments = [random.Random(7).sample(names, len(names)) for names in segments]
    found = [
        {name: digest(f"{number}{name}".encode())[:6] for name in names}
        for number, names in enumerate(segments)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(directory, "SPREAD", spread)
        said, files = directory.print_directory([directory.table(one) for one in found])
    if said is None:
        assert not segments
        return
    expected = plain.directory(found, said["files"])
    assert dict(files) == {f"{said['folder']}/{name}.js": data for name, data in expected.items()}


def test_files_of_several_days_are_named_by_their_bytes() -> None:
    """Those of a list and of its positions by both."""
    march = Segment("2025-q1 weeks", (KEY, EditionKey(today("2025-03-05"))))
    stories = [
        story(number, "新桥" * 9, "新桥荻水，" * number, day=f"2025-03-0{4 + number // 6}")
        for number in range(1, 10)
    ]
    edited = [*stories[:3], replace(stories[3], body=stories[3].body + "桥新"), *stories[4:]]
    with small_lists_apart(30, 40):
        printed = [print_segment(march, some) for some in (stories, stories, edited)]
        as_the_page_says(printed[0], stories)
    first, again, changed = (dict(one.outputs) for one in printed)
    assert first == again
    kept = first.keys() & changed.keys()
    assert kept
    assert all(first[path] == changed[path] for path in kept)
    pairs = {name: {p for p in (*first, *changed) if name_of(p) == name} for name in ("b0", "p0")}
    versions = [{path[-9:] for path in pairs[name]} for name in pairs]
    assert versions[0] == versions[1]
    gone = [path for path in first.keys() - kept if name_of(path)[0] not in "bp"]
    assert all(first[path] not in changed.values() for path in gone)


def test_the_same_stories_give_the_same_bytes_and_names() -> None:
    first, again = (print_segment(SEGMENT, STORIES) for _ in range(2))
    assert first == again
    folders = {path.rsplit("/", 1)[0] for path, _ in first.outputs}
    assert len(folders) == 1


def test_other_stories_never_share_a_path() -> None:
    changed = [STORIES[0], story(2, "霜降夜里雨敲窗", "油菜等来了墒情。", column="农事课")]
    first = {path for path, _ in print_segment(SEGMENT, STORIES).outputs}
    second = {path for path, _ in print_segment(SEGMENT, changed).outputs}
    assert not first & second


def test_the_manifest_says_how_many_stories_and_tokens_there_are() -> None:
    printed = print_segment(SEGMENT, STORIES)
    files = dict(print_manifest([printed.summary]))
    manifest = json.loads(files["search/manifest.json"])
    assert manifest["format"] == 5
    assert manifest["columns"] == ["农事课"]
    assert manifest["pages"] == ["要闻"]
    (segment,) = manifest["segments"]
    assert segment["stories"] == 2
    assert (segment["from"], segment["to"]) == ("2025-03-04", "2025-03-04")
    assert segment["sums"][0] == 15 + 13
    assert script(files["search/manifest.json"]) == files["search/manifest.js"]


def test_an_empty_newspaper_has_an_index_without_segments() -> None:
    printed = print_segment(SEGMENT, [])
    files = dict(print_manifest([printed.summary]))
    assert json.loads(files["search/manifest.json"])["segments"] == []


def test_a_story_is_indexed_with_all_that_readers_see_of_it() -> None:
    article = Article(
        page=1,
        order=2,
        title="新桥合龙",
        kicker="一桥飞架",
        deck="明年通车",
        column="一线",
        dateline="本报讯",
        authors=(Author("傅大川", "记者", "本报"), Author("白岚", "摄影")),
        images=(Picture("bridge.jpg", caption="合龙现场"),),
        corrections=(Correction(today("2025-03-05"), "“三百米”应为“381米”。"),),
        body="## 主桥\n\n主桥长**381米**。\n",
    )
    edition = Edition(KEY, (Page(1, "1", "要闻", articles=(article,)),))
    (document,) = documents(edition)
    assert document.id == "2025-03-04/01-02"
    assert document.address == "2025/03/04/01-02/"
    assert document.authors == ("傅大川", "白岚")
    assert document.author == "本报 傅大川\n白岚"
    assert document.body.split("\n") == [
        "本报讯", "主桥", "主桥长381米。", "合龙现场", "“三百米”应为“381米”。",
    ]  # fmt: skip


def test_the_browser_script_and_the_press_agree_on_their_numbers(repository: Path) -> None:
    engine = (repository / "templates/assets/js/search-engine.js").read_text()
    from broadsheet.search import index, manifest

    assert f"FORMAT = {manifest.FORMAT}," in engine
    assert f"LENGTHS_PER_FILE = {index.LENGTHS_PER_FILE}," in engine


def test_two_segments_without_stories_have_files_of_their_own() -> None:
    march, april = Segment("2024-03", ()), Segment("2024-04", ())
    paths = [{path for path, _ in print_segment(one, ()).outputs} for one in (march, april)]
    assert paths[0]
    assert not paths[0] & paths[1]
