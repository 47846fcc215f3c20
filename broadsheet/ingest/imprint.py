"""The imprint: what folio lines say of the whole issue, its day, its number and its editors."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from broadsheet.ingest import bylines, latin
from broadsheet.ingest.datewords import western
from broadsheet.ingest.foliowords import EDITOR, HAN_YMD, LUNAR, NUMBER, WEEKDAY, YMD
from broadsheet.ingest.jumps import page_number
from broadsheet.ingest.script import fold
from broadsheet.ingest.setting import Imprint
from broadsheet.model import Author

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "○零Ｏ", "0"
)


def imprint_of(texts: Sequence[str]) -> Imprint:
    """What folio lines state about the issue; the first statement of each kind counts."""
    date: dt.date | None = None
    weekday = lunar = number = None
    editors: dict[Author, None] = {}
    for text in map(fold, texts):
        if date is None:
            date = stated_date(text)
        if english := latin.DATE.search(text):
            weekday = weekday or english["weekday"]
        weekday = weekday or _first(WEEKDAY, text)
        if number is None and (volume := latin.VOLUME.search(text)) and latin.is_latin(text):
            number = volume[0]
        number = number or _first(NUMBER, text)
        if lunar is None and (found := LUNAR.search(text)) and ("农历" in text or weekday):
            lunar = found[0]
        for match in EDITOR.finditer(text):
            parsed = bylines.parse(f"{match['role']} {match['names']}")
            for author in parsed.authors if parsed else ():
                editors.setdefault(author)
    return Imprint(date, weekday, lunar, number, tuple(editors))


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return re.sub(r"\s", "", match[0]) if match else None


def stated_date(text: str) -> dt.date | None:
    """The first full date in a text that is a day of the calendar."""
    text = western(text)
    for match in YMD.finditer(text):
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    written = HAN_YMD.search(text)
    if written is None:
        return latin.stated_date(text)
    year = "".join(_DIGITS.get(char, char) for char in written[1])
    try:
        return dt.date(int(year), page_number(written[2]), page_number(written[3]))
    except ValueError:
        return None
