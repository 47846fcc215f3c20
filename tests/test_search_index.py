"""The files of the index: what is in them, and that the same stories give the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.model import Article, Author, Correction, Edition, EditionKey, Page, Picture
from broadsheet.search import bits
from broadsheet.search.documents import documents
from broadsheet.search.index import print_manifest, print_segment, script
from broadsheet.search.postings import code, code_apart
from broadsheet.search.segments import Segment
from tests.search_kit import story, today

KEY = EditionKey(today("2025-03-04"))
SEGMENT = Segment("2025-03-04", (KEY,))
STORIES = [
    story(1, "荻水新桥昨日合龙", "主桥长381米，预计明年五月通车。", authors=("傅大川",)),
    story(2, "霜降夜里雨敲窗", "油菜等到了墒情。", column="农事课"),
]


@given(st.integers(1, 10**9))
def test_a_gamma_code_begins_with_as_many_zeros_as_its_number_has_further_bits(number: int) -> None:
    coded = bits.gamma(number)
    zeros = len(coded) - len(coded.lstrip("0"))
    assert int(coded[zeros:], 2) == number
    assert len(coded) == 2 * zeros + 1


@given(st.integers(0, 10**5), st.integers(0, 20))
def test_a_rice_code_is_a_row_of_ones_and_the_lowest_bits(number: int, k: int) -> None:
    if number >> k > 5000:
        return
    ones, _, rest = bits.rice(number, k).partition("0")
    assert set(ones) <= {"1"}
    assert len(rest) == k
    assert (len(ones) << k) + int(rest or "0", 2) == number


@given(st.text(alphabet="01", max_size=100))
def test_bits_fill_their_bytes_from_the_left(text: str) -> None:
    data = bits.to_bytes(text)
    found = "".join(f"{byte:08b}" for byte in data)
    assert found.startswith(text)
    assert set(found[len(text) :]) <= {"0"}
    assert len(found) - len(text) < 8


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


def test_a_term_apart_has_the_same_bits_in_two_files() -> None:
    postings = [0, "0" + bits.rice(3, 7), 5, "10" + bits.gamma(2) + "101" * 3]
    heads, spots = code_apart(list(postings), 9)
    together = code(list(postings), 9)
    assert len(heads) + len(spots) == len(together)


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
    assert manifest["format"] == 1
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
    from broadsheet.search import index

    assert f"FORMAT = {index.FORMAT}," in engine
    assert f"STORIES_PER_FILE = {index.STORIES_PER_FILE}," in engine
    assert f"LENGTHS_PER_FILE = {index.LENGTHS_PER_FILE}," in engine


def test_two_segments_without_stories_have_files_of_their_own() -> None:
    march, april = Segment("2024-03", ()), Segment("2024-04", ())
    paths = [{path for path, _ in print_segment(one, ()).outputs} for one in (march, april)]
    assert paths[0]
    assert not paths[0] & paths[1]
