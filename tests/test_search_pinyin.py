"""How characters sound: as pypinyin says, without loading it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.seg.mmseg import seg
from pypinyin.style import convert

from broadsheet.search.pinyin import load_readings, toneless
from broadsheet.text import is_han

READINGS = load_readings(None)
PHRASES = sorted(PHRASES_DICT)

parts = st.sampled_from(PHRASES).flatmap(
    lambda phrase: st.integers(1, len(phrase)).map(lambda length: phrase[:length])
)
"""Phrases, and their beginnings: where the cutter has to decide."""
texts = st.lists(parts | st.text(max_size=3), max_size=6).map("".join)


def heard(text: str) -> Iterator[str]:
    """The syllable of each Chinese character as pypinyin gives it, with its own cutter."""
    run = ""
    for char in [*text, ""]:
        if char and is_han(char):
            run += char
            continue
        for phrase in seg.cut(run):
            found = lazy_pinyin(phrase, style=Style.NORMAL)
            if len(found) != len(phrase):
                found = [lazy_pinyin(one, style=Style.NORMAL)[0] for one in phrase]
            yield from (syllable if syllable.isascii() else "" for syllable in found)
        run = ""
        if char:
            yield ""


@given(texts)
def test_any_text_sounds_as_pypinyin_reads_it(text: str) -> None:
    found = zip(*READINGS.sounds(text), strict=True)
    sounds = {place: token for token, place in found if "+" not in token}
    assert [sounds.get(place, "") for place in range(len(text))] == list(heard(text))


def test_every_reading_loses_its_tone_as_pypinyin_takes_it_away() -> None:
    known = {one for said in PINYIN_DICT.values() for one in said.split(",")}
    known |= {one for spoken in PHRASES_DICT.values() for said in spoken for one in said}
    assert len(known) > 1000
    for reading in known:
        found = str(convert(reading, Style.NORMAL, strict=True))
        assert toneless(reading) == (found if found.isascii() else ""), reading


def test_what_is_kept_of_the_readings_is_made_anew_where_it_is_broken(tmp_path: Path) -> None:
    for broken in (None, b"", b"x" * 40, b"{}"):
        for file in (tmp_path / "readings").glob("*"):
            assert broken is not None
            file.write_bytes(broken + file.read_bytes()[: len(broken)])
        load_readings.cache_clear()
        assert load_readings(tmp_path) == READINGS


def test_readings_that_are_kept_are_read_without_the_library(tmp_path: Path) -> None:
    load_readings.cache_clear()
    load_readings(tmp_path)
    code = (
        "import sys; from pathlib import Path; from broadsheet.search.pinyin import load_readings;"
        f"print(load_readings(Path({str(tmp_path)!r})).sounds('青屏'), 'pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(['qing', 'ping', 'q+p'], [0, 1, 0]) False\n"
