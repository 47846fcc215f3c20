"""The rule of tokens: by examples, by its laws, and the same in the browser."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from broadsheet.search.han import SIMPLIFIED, TRADITIONAL
from broadsheet.search.streams import streams
from broadsheet.search.tokens import fold
from tests.search_kit import SCRIPTS
from tests.search_plain import tokens

EXAMPLES = [
    ("新桥", "新 新桥 桥"),
    ("县", "县"),
    ("县城A股", "县 县城 城 城a a a股 股"),
    ("2025年", "2025 2+0 0+2 2+5 5年 年"),
    ("通车。桥", "通 通车 车 车桥, 桥"),
    ("“通 车”了", "通 通车 车 车了 了"),
    ("county fair", "county fair"),
    ("PM2.5", "pm2 m+2 2+5, 5"),
    ("ＧＤＰ增", "gdp g+d d+p p增 增"),
    ("後來", "后 后来 来"),
    ("Café", "cafe"),
    ("cafe\u0301", "cafe"),
    ("①②", "12 1+2"),
    ("covid-19", "covid d+1 19 1+9"),
    ("", ""),
    ("，。！", ""),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_a_text_has_just_these_tokens(text: str, expected: str) -> None:
    assert " ".join(tokens(text)) == expected


def test_traditional_characters_stand_in_code_order_and_fold_to_others() -> None:
    assert list(TRADITIONAL) == sorted(set(TRADITIONAL))
    assert len(TRADITIONAL) == len(SIMPLIFIED)
    assert not set(TRADITIONAL) & set(SIMPLIFIED)


@given(st.text(max_size=60), st.text(max_size=60))
def test_folding_goes_character_by_character(left: str, right: str) -> None:
    streams = [fold(text).replace(" ", "").replace(",", "") for text in (left, right, left + right)]
    assert streams[0] + streams[1] == streams[2]


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


KNOWN = st.characters(
    codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs", "Zl", "Zp", "Cc", "Cf"]
)
TEXTS = st.text(
    alphabet=st.one_of(KNOWN, st.sampled_from("新桥通车縣東5a年０２ａ，。“”《》 ·-\n％ｶﾞé①〇々")),
    max_size=80,
)


def parts(texts: list[str]) -> list[list[str]]:
    """The tokens of texts by the arrays of the press."""
    found = streams(texts)
    stream = found.text()
    runs = dict(zip(found.runs.tolist(), found.ends.tolist(), strict=True))
    result: list[list[str]] = [[] for _ in texts]
    for place, text in enumerate(found.owners.tolist()):
        if found.wide[place]:
            result[text].append(stream[place])
        if place in runs:
            result[text].append(stream[place : runs[place]])
        if found.pairs[place]:
            joint = "" if found.wide[place] or found.wide[place + 1] else "+"
            comma = "," if found.over[place] else ""
            result[text].append(stream[place] + joint + stream[place + 1] + comma)
    assert found.lengths.tolist() == list(map(len, result))
    return result


@given(st.lists(TEXTS, max_size=5))
def test_many_texts_at_once_have_the_tokens_of_each(texts: list[str]) -> None:
    assert parts(texts) == list(map(tokens, texts))


@pytest.mark.browser
def test_the_browser_has_the_same_tokens(page: Page) -> None:
    for name in ("search-tokens.js", "search-han.js"):
        page.add_script_tag(path=SCRIPTS / name)
    texts: list[str] = [text for text, _ in EXAMPLES]

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(TEXTS)
    def grow(text: str) -> None:
        texts.append(text)

    grow()
    # One text of every character that Unicode had when this Python was made.
    known = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code))[0] != "C"]
    texts += ["桥".join(known[start : start + 500]) for start in range(0, len(known), 500)]
    found = page.evaluate("(texts) => texts.map(broadsheetTokens.tokens)", texts)
    for text, theirs in zip(texts, found, strict=True):
        assert theirs == tokens(text)


@pytest.mark.browser
def test_a_browser_learns_traditional_characters_only_when_it_must(page: Page) -> None:
    page.add_script_tag(path=SCRIPTS / "search-tokens.js")
    wants = "(text) => broadsheetTokens.wantsHan(text)"
    assert not page.evaluate(wants, "青屏县 GDP 2025年，后来")
    assert page.evaluate(wants, "青屏縣")
    page.add_script_tag(path=SCRIPTS / "search-han.js")
    assert not page.evaluate(wants, "青屏縣")
    assert page.evaluate("() => broadsheetTokens.tokens('縣')") == ["县"]


OCCURRENCES = [
    ("荻水新桥，新桥通车", "新桥", ["新桥", "新桥"]),
    ("桃李。明天李明来", "李明", ["李明"]),
    ("桃李。明天", "李，明", ["李。明"]),
    ("不忘初心，牢记使命", "初心牢记", ["初心，牢记"]),
    ("打“赢”仗", "打赢仗", ["打“赢”仗"]),
    ("王　刚说", "王刚", ["王　刚"]),
    ("2025年1月", "25年", ["25年"]),
    ("DNA检测", "na检", ["NA检"]),
    ("the county fair", "count", []),
    ("the County-Fair", "county fair", ["County-Fair"]),
    ("縣城", "县城", ["縣城"]),
    ("哈哈哈", "哈哈", ["哈哈"]),
    ("人口𠀀𠀁多", "𠀁多", ["𠀁多"]),
]


@pytest.mark.browser
@pytest.mark.parametrize(("text", "word", "expected"), OCCURRENCES)
def test_just_what_was_typed_is_marked(
    page: Page, text: str, word: str, expected: list[str]
) -> None:
    for name in ("search-tokens.js", "search-han.js"):
        page.add_script_tag(path=SCRIPTS / name)
    spots = page.evaluate(
        "([text, word]) => broadsheetTokens.occurrences(text, word)"
        ".map(([from, to]) => text.slice(from, to))",
        [text, word],
    )
    assert spots == expected
