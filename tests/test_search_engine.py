"""The shipped engine in a real browser: every occurrence, nothing else, ranked as lunr ranks."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from broadsheet.model import EditionKey
from broadsheet.search import buckets
from broadsheet.search.documents import FIELDS, SearchDocument
from broadsheet.search.segments import Segment
from tests import search_oracle as oracle
from tests.search_kit import ask, open_engine, print_index, small_lists_apart, story, today

pytestmark = pytest.mark.browser

Serve = Callable[[Path], str]

SYLLABLES = (
    "荻水新桥昨日合龙县城街道河湖田粮麦稻果茶村民介绍说今年目前工程建设完成通车学校孩子老人天气"
)
INSERTS = ("2025年", "381米", "GDP", "5G", "3.5%", "DNA检测", "《荻水谣》", "“老桥”", "傅大川", " ")


def generated(count: int, seed: int, days: int) -> list[SearchDocument]:
    """Stories of random text over few characters, so that words come again and again."""
    rng = random.Random(seed)
    stories = []
    for number in range(count):
        day = today("2024-11-25").toordinal() + number * days // count
        body = "".join(
            rng.choice(INSERTS) if rng.random() < 0.06
            else rng.choice("，，。；、\n") if rng.random() < 0.12
            else rng.choice(SYLLABLES)
            for _ in range(rng.randint(40, 240))
        )  # fmt: skip
        head = "".join(rng.choices(SYLLABLES, k=rng.randint(4, 16)))
        stories.append(
            story(
                number % (count // days + 1) + 1,
                head,
                body,
                day=str(today("2024-11-25").fromordinal(day)),
                kicker="".join(rng.choices(SYLLABLES, k=6)) if rng.random() < 0.3 else None,
                column=rng.choice((None, "一线", "农事课")),
                page_name=rng.choice(("要闻", "综合")),
                authors=(rng.choice(("傅大川", "白岚", "安歌")),),
                author=rng.choice(("傅大川", "白岚", "本报 安歌")),
            )
        )
    return stories


STORIES = generated(240, 7, 60)


@pytest.fixture(scope="module")
def engine(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, serve_folder: Serve
) -> Iterator[Page]:
    """The engine over an index of STORIES, cut by the calendar into many segments."""
    folder = tmp_path_factory.mktemp("index")
    with small_lists_apart(25, 50):
        print_index(folder, STORIES)
    assert list(folder.rglob("b0-*.js"))
    assert list(folder.rglob("p0-*.js"))
    assert json.loads((folder / "search/manifest.json").read_bytes())["directory"]["files"] > 2
    tab = browser.new_page()
    open_engine(tab, serve_folder(folder))
    yield tab
    tab.close()


def test_every_substring_of_every_text_is_found_where_a_plain_scan_finds_it(engine: Page) -> None:
    rng = random.Random(3)
    words = set()
    while len(words) < 250:
        chosen = rng.choice(STORIES)
        text = chosen.text(rng.choice(("body", "body", "headline")))
        start, length = rng.randrange(len(text)), rng.randint(2, 8)
        word = text[start : start + length].strip().replace("“", "").replace("”", "")
        stream = oracle.fold(word).replace(" ", "").replace(",", "")
        if len(stream) > 1 and any(map(oracle.is_wide, stream)):
            words.add(word)
    for word in sorted(words):
        expected = {
            found.id for found in STORIES if any(oracle.scan(found.text(f), word) for f in FIELDS)
        }
        answer = ask(engine, f'"{word}"')
        assert set(answer["ids"]) == expected, word
        assert answer["total"] == len(expected)


def test_scores_and_order_are_those_of_a_monolithic_lunr_index(engine: Page) -> None:
    asked = oracle.queries(STORIES, 160, random.Random(11))
    monolith = oracle.index(STORIES, [clause for query in asked for clause in query])
    for query in asked:
        typed = " ".join(clause.typed for clause in query)
        expected = oracle.search(monolith, query)
        answer = ask(engine, typed, any=True)
        assert set(answer["ids"]) == set(expected), typed
        if len(expected) < 2:
            continue  # one story needs no score
        scores = answer["scores"]
        assert scores == pytest.approx(expected, abs=0.004), typed
        assert answer["ids"] == sorted(answer["ids"], key=scores.get, reverse=True), typed


def test_one_segment_gives_the_same_answers_as_many(
    engine: Page, page: Page, tmp_path: Path, serve_folder: Serve
) -> None:
    keys = dict.fromkeys(found.id.partition("/")[0] for found in STORIES)
    found = tuple(key for key in map(EditionKey.parse, keys) if key)
    print_index(tmp_path, STORIES, [Segment("all", found)])
    open_engine(page, serve_folder(tmp_path))
    for query in oracle.queries(STORIES, 40, random.Random(5)):
        typed = " ".join(clause.typed for clause in query)
        many, one = (ask(tab, typed, any=True) for tab in (engine, page))
        assert many["ids"] == one["ids"], typed
        assert many["scores"] == one["scores"], typed


FEW = [
    story(1, "荻水新桥昨日合龙", "主桥长381米。后来通车，王　刚说。", authors=("傅大川",),
          author="傅大川", day="2024-12-30"),
    story(2, "老桥新事", "新桥旁边是老桥。桃李。明天再来，GDP增长5.3%。", column="一线",
          day="2025-03-04"),
    story(3, "霜降夜里雨敲窗", "油菜等到了墒情，新桥没有消息。covid-19 检测", day="2025-03-05",
          page_name="副刊", page="4"),
    story(4, "不忘初心，牢记使命", "縣城的後花園。DNA检测，ＧＤＰ。beijing", day="2025-03-06"),
]  # fmt: skip


@pytest.fixture(scope="module")
def few(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, serve_folder: Serve
) -> Iterator[Page]:
    """The engine over FEW."""
    folder = tmp_path_factory.mktemp("few")
    print_index(folder, FEW)
    tab = browser.new_page()
    open_engine(tab, serve_folder(folder))
    yield tab
    tab.close()


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("新桥", "123"),
        ("桥", "123"),
        ("新桥 老桥", "2"),
        ("新桥 -老桥", "13"),
        ("-新桥", "4"),
        ("标题:新桥", "1"),
        ("headline:新桥 OR", ""),
        ("正文：新桥", "23"),
        ("作者:大川", "1"),
        ("栏目:一线", "2"),
        ("王刚", "1"),
        ("李明", ""),
        ("李，明", "2"),
        ("初心牢记使命", "4"),
        ("“不忘初心 牢记使命”", "4"),
        ("县城的后花园", "4"),
        ("縣城", "4"),
        ("gdp", "24"),
        ("ＧＤＰ", "24"),
        ("gd", ""),
        ("gd*", "24"),
        ("*dp", "24"),
        ("gap~1", "24"),
        ("81米", "1"),
        ("长5.3%", "2"),
        ("5.3", "2"),
        ("covid19", ""),
        ("covid-19", "3"),
        ("NA检测", "4"),
        ("新桥^10 老桥", "2"),
        ("beijing：", "4"),
        ("10:30", ""),
        ("，。", ""),
        ("", ""),
        ("不存在的词", ""),
        ("constructor", ""),
        ("__proto__ toString", ""),
    ],
)
def test_a_query_finds_just_these_stories(few: Page, query: str, numbers: str) -> None:
    answer = ask(few, query)
    assert sorted(found[-1] for found in answer["ids"]) == list(numbers)
    assert answer["total"] == len(numbers)


@pytest.mark.parametrize(
    ("request_", "numbers"),
    [
        ({"from": "2025-03-05"}, "3"),
        ({"to": "2024-12-30"}, "1"),
        ({"from": "2025-01-01", "to": "2025-03-04"}, "2"),
        ({"page": "副刊"}, "3"),
        ({"column": "一线"}, "2"),
        ({"column": "线"}, ""),
        ({"author": "大川"}, "1"),
        ({"author": "新桥"}, ""),
        ({"headlines": True}, "1"),
        ({"sort": "date"}, "321"),
        ({"sort": "oldest"}, "123"),
    ],
)
def test_a_filter_or_an_order_gives_just_these_stories(
    few: Page, request_: dict[str, object], numbers: str
) -> None:
    answer = ask(few, "新桥", **request_)
    found = "".join(found[-1] for found in answer["ids"])
    assert (found if "sort" in request_ else "".join(sorted(found))) == numbers


def test_a_filter_alone_lists_its_stories_newest_first(few: Page) -> None:
    assert [found[-1] for found in ask(few, "", **{"from": "2025-03-01"})["ids"]] == ["4", "3", "2"]


def test_hits_are_counted_by_year_whatever_the_dates_chosen(few: Page) -> None:
    assert ask(few, "新桥")["years"] == [[2024, 1], [2025, 2]]
    assert ask(few, "新桥", **{"from": "2025-01-01"})["years"] == [[2024, 1], [2025, 2]]


def test_nothing_found_suggests_which_word_to_drop(few: Page) -> None:
    hints = ask(few, "新桥 花园")["hints"]
    assert [(hint["kind"], hint["word"], hint["query"], hint["n"]) for hint in hints] == [
        ("drop", "新桥", "花园", 1),
        ("drop", "花园", "新桥", 3),
    ]


@pytest.mark.parametrize(
    ("letters", "numbers", "words"),
    [
        ("fudachuan", "1", ["傅大川"]),
        ("fdc", "1", ["傅大川"]),
        ("xinqiao", "1", ["新桥"]),
        ("dsxqzrhl", "1", ["荻水新桥昨日合龙"]),
        ("shuangjiang", "3", ["霜降"]),
        ("sjyl", "3", ["霜降夜里"]),
        ("xqx", "", []),
        ("beijing", "4", []),
        ("zz", "", []),
    ],
)
def test_letters_find_headlines_and_names_by_their_sound(
    few: Page, letters: str, numbers: str, words: list[str]
) -> None:
    answer = ask(few, letters)
    assert sorted(found[-1] for found in answer["ids"]) == list(numbers)
    assert [word for hit in answer["hits"] for word in hit["words"]] == words


def test_another_spelling_of_a_name_is_offered(
    page: Page, tmp_path: Path, serve_folder: Serve
) -> None:
    print_index(tmp_path, FEW, variants={"傅大穿": "傅大川"})
    open_engine(page, serve_folder(tmp_path))
    (hint,) = ask(page, "傅大穿")["hints"][:1]
    assert (hint["kind"], hint["word"], hint["query"], hint["n"]) == ("also", "傅大川", "傅大川", 1)
    assert ask(page, "傅大川")["hints"] == []


def test_a_long_word_that_is_nowhere_suggests_a_shorter_one(few: Page) -> None:
    hints = ask(few, "荻水新桥梁")["hints"]
    assert [(hint["kind"], hint["word"], hint["n"]) for hint in hints] == [
        ("instead", "荻水新桥", 1)
    ]


def test_any_word_is_enough_when_asked_so(few: Page) -> None:
    assert ask(few, "老桥 花园", any=True)["total"] == 2


def test_entries_are_printed_as_their_stories_have_it(
    browser: Browser, tmp_path: Path, serve_folder: Serve
) -> None:
    """More stories than a file of rows has, of several issues, pages, names and scripts."""
    rng = random.Random(3)
    stories = [
        story(
            number % 7 + 1,
            f"荻水{rng.choice(('新橋', '½ “5G”', '𠮷野家', '🌾', 'Ⅶ naïve'))}{number}",
            "麦",
            day=("2025-03-04", "2025-03-04-2", "2025-03-05")[number // 60],
            page=rng.choice(("1", "A1")),
            page_name=rng.choice((None, "要闻", "副刊")),
            kicker=rng.choice((None, "一桥飞架")),
            deck=rng.choice((None, "明年通车，票价未定")),
            column=rng.choice((None, "农事课", "一线")),
            authors=tuple(rng.sample(("傅大川", "白岚", "A. Lan"), rng.randint(0, 3))),
        )
        for number in range(180)
    ]
    keys = (EditionKey(today("2025-03-04")), EditionKey(today("2025-03-04"), 2))
    print_index(tmp_path, stories, [Segment("all", (*keys, EditionKey(today("2025-03-05"))))])
    tab = browser.new_page()
    open_engine(tab, serve_folder(tmp_path))
    hits = {hit["headline"]: hit for hit in ask(tab, "荻水")["hits"]}
    tab.close()
    assert len(hits) == len(stories)
    for one in stories:
        hit = hits[one.headline]
        assert (hit["id"], hit["address"], hit["date"]) == (one.id, one.address, str(one.date))
        assert (hit["page"], hit["pageName"]) == (one.page, one.page_name or "")
        assert (hit["column"], tuple(hit["authors"])) == (one.column or "", one.authors)
        assert (hit["kicker"], hit["deck"]) == (len(one.kicker or ""), len(one.deck or ""))


def test_a_hit_has_all_that_its_entry_prints(few: Page) -> None:
    (hit,) = ask(few, "墒情", page="副刊")["hits"]
    assert hit["address"] == "2025/03/05/01-03/"
    assert (hit["date"], hit["page"], hit["pageName"]) == ("2025-03-05", "4", "副刊")
    assert hit["headline"] == "霜降夜里雨敲窗"
    assert hit["authors"] == []


def broken(folder: Path, name: str, data: bytes | None) -> None:
    """Spoils a file of the newest segment, or takes it away."""
    manifest = json.loads((folder / "search/manifest.json").read_bytes())
    path = folder / "search" / manifest["segments"][-1]["folder"] / f"{name}.js"
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)


@pytest.mark.parametrize("data", [None, b"", b"<html>", b'broadsheetPart("\x01\x02")'])
def test_a_spoilt_file_spoils_only_its_segment(
    browser: Browser, tmp_path: Path, serve_folder: Serve, data: bytes | None
) -> None:
    print_index(tmp_path, FEW)
    broken(tmp_path, "0", data)
    tab = browser.new_page()
    open_engine(tab, serve_folder(tmp_path))
    answer = ask(tab, "新桥")
    assert answer["partly"]
    assert answer["total"] == 3
    tab.close()


def test_a_changed_byte_is_noticed(browser: Browser, tmp_path: Path, serve_folder: Serve) -> None:
    print_index(tmp_path, FEW)
    for path in tmp_path.glob("search/s/*/0.js"):
        data = bytearray(path.read_bytes())
        data[20] ^= 1
        path.write_bytes(data)
    tab = browser.new_page()
    open_engine(tab, serve_folder(tmp_path))
    error = tab.evaluate("() => engine.search({q: '新桥'}).catch((error) => error.message)")
    assert error == "unreadable"
    tab.close()


def test_another_format_asks_for_a_new_page(
    page: Page, tmp_path: Path, serve_folder: Serve
) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search/manifest.json").write_text('{"format": 99}')
    open_engine(page, serve_folder(tmp_path))
    error = page.evaluate("() => engine.search({q: '新桥'}).catch((error) => error.message)")
    assert error == "outdated"


def reprint(folder: Path, stories: list[SearchDocument]) -> None:
    """Prints another index in place of the one that is there."""
    shutil.rmtree(folder / "search")
    print_index(folder, stories)
    # Servers tell versions apart by the second.
    later = time.time() + 60
    os.utime(folder / "search/manifest.json", (later, later))


def test_a_file_that_went_away_sends_the_engine_to_the_new_manifest(
    browser: Browser, tmp_path: Path, serve_folder: Serve
) -> None:
    print_index(tmp_path, FEW[1:3])
    tab = browser.new_page()
    open_engine(tab, serve_folder(tmp_path))
    assert ask(tab, "老桥")["total"] == 1
    reprint(tmp_path, [FEW[1], story(9, "新桥新事", "一墒好地。", day="2025-03-05")])
    assert ask(tab, "墒")["ids"] == ["2025-03-05/01-09"]
    tab.close()


def test_a_page_left_open_finds_what_an_edit_changed_and_never_mixes_old_and_new(
    browser: Browser, tmp_path: Path, serve_folder: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both words of a question stood in the story, but never at once."""
    monkeypatch.setattr(buckets, "_target", lambda stories: 8)
    before = [story(n, "桥头旧闻", f"荻水{n}日无雨。", day=f"2024-0{n}-05") for n in range(1, 4)]
    newest = story(1, "新桥新事", "一墒好地。", day="2024-11-05")
    print_index(tmp_path, [replace(before[0], body="荻水有船，油菜返青。"), *before[1:], newest])
    tab = browser.new_page()
    open_engine(tab, serve_folder(tmp_path))
    assert ask(tab, "油菜")["total"] == 1
    assert ask(tab, "荻水")["total"] == 3
    reprint(tmp_path, [replace(before[0], body="荻水有船，小麦返青。"), *before[1:], newest])
    assert ask(tab, "油菜 小麦")["total"] == 0
    assert ask(tab, "小麦 荻水")["ids"] == ["2024-01-05/01-01"]
    assert ask(tab, "油菜")["total"] == 0
    tab.close()


@pytest.mark.parametrize("query", ["荻水", "gd*"])
def test_a_page_left_open_reads_the_new_index_whatever_file_it_misses(
    browser: Browser, tmp_path: Path, serve_folder: Serve, query: str
) -> None:
    """The old bucket is there when it asks for a file of rows or words that an edit changed."""
    before = [story(n, "桥头旧闻", f"荻水{n}日 gdp", day=f"2024-0{n}-05") for n in range(1, 4)]
    newest = story(1, "新桥新事", "一墒好地。", day="2024-11-05")
    print_index(tmp_path, [*before, newest])
    tab = browser.new_page()
    open_engine(tab, serve_folder(tmp_path))
    assert ask(tab, "老桥老桥")["total"] == 0
    edited = replace(before[0], headline="桥头新闻", body=before[0].body + " gda")
    reprint(tmp_path, [edited, *before[1:], newest])
    answer = ask(tab, query)
    assert {hit["headline"] for hit in answer["hits"]} == {"桥头新闻", "桥头旧闻"}
    tab.close()


def test_a_page_left_open_finds_the_next_issue(
    browser: Browser, tmp_path: Path, serve_folder: Serve
) -> None:
    print_index(tmp_path, FEW[:2])
    tab = browser.new_page()
    open_engine(tab, serve_folder(tmp_path))
    assert ask(tab, "墒情")["total"] == 0
    reprint(tmp_path, FEW)
    assert ask(tab, "墒情")["total"] == 0
    tab.evaluate("() => { const now = Date.now; Date.now = () => now() + 6 * 60 * 1000; }")
    assert ask(tab, "墒情")["total"] == 1
    tab.close()


AHEAD = """async (goes) => {
  const asked = [];
  const load = (path) => { asked.push(path); return self.load(path); };
  const engine = broadsheetEngine.create(load, false);
  await engine.ahead(() => !goes);
  const ahead = asked.splice(0).filter((path) => path !== "manifest.json").length;
  const answer = await engine.search({q: "荻水", count: 10});
  return {ahead, total: answer.total, kinds: asked.map((path) => path.replace(/.*[/]/, "")[0])};
}"""


def test_what_a_list_asks_for_at_its_end_may_be_there_before(engine: Page) -> None:
    rested, hurried = (engine.evaluate(AHEAD, goes) for goes in (True, False))
    contents = 1  # of the directory, which comes with the manifest
    assert rested["total"] == hurried["total"] > 10
    assert rested["ahead"] > contents
    assert hurried["ahead"] == contents
    assert not {"l", "d"} & set(rested["kinds"])
    assert {"l", "d"} <= set(hurried["kinds"])


def test_an_empty_newspaper_is_searched_without_fault(
    page: Page, tmp_path: Path, serve_folder: Serve
) -> None:
    print_index(tmp_path, [])
    open_engine(page, serve_folder(tmp_path))
    answer = ask(page, "新桥")
    assert (answer["total"], answer["years"]) == (0, [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("开头。10月20日上午10时26分，最后一段钢箱梁落位，荻水新桥合龙。", "10月20日上午10时"),
        ("一" * 40 + "2025年" + "一" * 13 + "新桥" + "一" * 90, "…2025年" + "一" * 13 + "新桥"),
        ("新桥长" + "一" * 55 + "1234567米", "新桥长" + "一" * 55 + "…"),
    ],
)
def test_a_passage_begins_with_its_sentence_and_never_inside_a_number(
    few: Page, text: str, shown: str
) -> None:
    passage = few.evaluate("(text) => broadsheetMarks.passage(text, ['新桥'], 60)", text)
    assert passage["text"].startswith(shown)
