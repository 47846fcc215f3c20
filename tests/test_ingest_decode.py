"""Bytes of raw issues become text, or a clear no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.ingest.decode import decode
from broadsheet.problems import NewspaperError

SIMPLIFIED = "本报讯 3月2日，青屏县柳塘镇的油菜花开了，游人沿着田埂拍照。"
TRADITIONAL = "本報訊 三月二日，青屏縣柳塘鎮的油菜花開了，遊人沿著田埂拍照。"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SIMPLIFIED.encode(), "UTF-8"),
        (SIMPLIFIED.encode("utf-8-sig"), "UTF-8 with BOM"),
        (SIMPLIFIED.encode("utf-16"), "UTF-16LE"),
        (b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"), "UTF-16BE"),
        (SIMPLIFIED.encode("utf-16-le"), "UTF-16LE"),
        (SIMPLIFIED.encode("utf-16-be"), "UTF-16BE"),
        (SIMPLIFIED.encode("gbk"), "GBK"),
        (SIMPLIFIED.encode("gb18030"), "GBK"),
    ],
)
def test_simplified_text_is_read_in_every_encoding(data: bytes, encoding: str) -> None:
    decoded = decode(data, "a.txt")
    assert (decoded.text, decoded.encoding) == (SIMPLIFIED, encoding)


def test_a_character_that_gbk_has_not_makes_it_gb18030() -> None:
    text = SIMPLIFIED + "㐂和𠮷两字"
    assert decode(text.encode("gb18030"), "a.txt").encoding == "GB18030"
    assert decode(text.encode("gb18030"), "a.txt").text == text


@pytest.mark.parametrize("text", [TRADITIONAL, "縣報社訊", "會議召開", "農曆正月初五", "水利"])
def test_traditional_text_in_big5_is_told_from_gbk_even_when_short(text: str) -> None:
    decoded = decode(text.encode("big5"), "a.txt")
    assert (decoded.text, decoded.encoding) == (text, "Big5")


@pytest.mark.parametrize("text", ["县报", "会议召开", "春耕", "水利工程开工", "1月5日，晴"])
def test_simplified_text_in_gbk_is_told_from_big5_even_when_short(text: str) -> None:
    assert decode(text.encode("gbk"), "a.txt").text == text


def test_curly_quotes_of_an_english_export_are_windows_1252() -> None:
    text = "The café’s owner said, “We open at six.” — and so they did."
    assert decode(text.encode("cp1252"), "a.txt").text == text


def test_line_ends_become_line_feeds() -> None:
    assert decode("甲\r\n乙\r丙\n".encode(), "a.txt").text == "甲\n乙\n丙\n"


def test_a_damaged_utf8_file_names_the_offset_of_the_bad_byte() -> None:
    data = SIMPLIFIED.encode() + b"\n\xff" + SIMPLIFIED.encode()
    with pytest.raises(NewspaperError) as raised:
        decode(data, "content/inbox/a.txt")
    (found,) = raised.value.problems
    assert found.code == "raw-undecodable"
    assert f"byte {len(SIMPLIFIED.encode()) + 1} (0xFF)" in found.message
    assert "UTF-8" in found.message
    assert found.where == "content/inbox/a.txt:2"


def test_a_file_cut_off_in_the_middle_of_a_character_names_the_offset() -> None:
    whole = SIMPLIFIED.encode()
    with pytest.raises(NewspaperError) as raised:
        decode(whole[:-1], "a.txt")
    assert f"byte {len(whole) - 3} " in raised.value.problems[0].message


def test_a_damaged_gbk_file_names_the_offset_in_gb18030() -> None:
    data = SIMPLIFIED.encode("gbk") + b"\xff\n" + SIMPLIFIED.encode("gbk")
    with pytest.raises(NewspaperError) as raised:
        decode(data, "a.txt")
    message = raised.value.problems[0].message
    assert "GB18030" in message
    assert f"byte {len(SIMPLIFIED.encode('gbk'))} " in message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF file"),
        (b"PK\x03\x04rest", "a zip archive"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        ("正文".encode() + b"\0\0\0" + "正文".encode(), "binary data"),
    ],
)
def test_a_file_that_is_no_text_is_refused_by_its_kind(data: bytes, kind: str) -> None:
    with pytest.raises(NewspaperError) as raised:
        decode(data, "a.txt")
    (found,) = raised.value.problems
    assert found.code == "raw-binary"
    assert kind in found.message


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_text_or_a_problem_and_nothing_else(data: bytes) -> None:
    try:
        text = decode(data, "a.txt").text
    except NewspaperError:
        return
    assert "\0" not in text
    assert "\r" not in text


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)


@given(HAN)
def test_utf8_text_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "a.txt").text == text
