"""The interface in the reader's language: words from message catalogs, dates by locale.

A catalog is broadsheet/locale/<locale>/LC_MESSAGES/broadsheet.po. It is read as it stands, so
that a translator edits one file and nobody compiles anything; what Babel makes of it may be kept.
Message ids are English.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from broadsheet import lunarmonths
from broadsheet.dateforms import written
from broadsheet.kept import keep
from broadsheet.splitter import splitter
from broadsheet.text import digest, is_han
from broadsheet.values import dataclass

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Patterns:
    """How a language writes dates, as CLDR patterns."""

    long: str
    """With the weekday, for folio lines."""
    short: str
    """Without it, for lists."""
    month: str
    """Year and month, for captions of calendars."""
    day: str
    """Month and day, for what happened on a day."""
    name: str = "LLLL"
    """A month alone. CLDR changed its mind on 一月 and 1月 in Traditional Chinese."""
    lunar: str | None = None
    """The day of the Chinese calendar, a str.format template; None where papers print none."""


LOCALES: Mapping[str, str] = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
"""Babel's locale, which also names the catalog's folder, for each language of the interface."""

PATTERNS: Mapping[str, Patterns] = {
    "zh-Hans": Patterns(
        "y年M月d日 EEEE", "y年M月d日", "y年M月", "M月d日", lunar="农历{leap}{month}月{day}"
    ),
    "zh-Hant": Patterns(
        "y年M月d日 EEEE", "y年M月d日", "y年M月", "M月d日", "L月", "農曆{leap}{month}月{day}"
    ),
    "en": Patterns("EEEE, MMMM d, y", "MMMM d, y", "MMMM y", "MMMM d"),
}

_LUNAR_MONTHS = {
    "zh-Hans": ("闰", "正二三四五六七八九十冬腊"),
    "zh-Hant": ("閏", "正二三四五六七八九十冬臘"),
}
"""The mark of a leap month, and the months."""

_PHRASE = re.compile(r"\s+|(?=\S)[^\s，。、：；！？…—]*[，。、：；！？…—]*[”’」』）》〉】]*")
"""White space, or text up to the next mark, with the marks and closing marks that follow."""

_SHORT = 8
"""Characters of a phrase that fits one line of the narrowest column."""

_OPENING = "“‘「『《〈（【"
"""Marks that would stand at the end of a line with the one character after them."""

_A_MONDAY = dt.date(2024, 1, 1)


@lru_cache(maxsize=2 * len(LOCALES))
def catalog(language: str, domain: str = "broadsheet") -> Catalog:
    """The message catalog of a language. Raises KeyError for a language there is none for.

    The domain is `broadsheet` for the pages of the site, `desk` for those who make the paper.
    """
    # loaded where it is used: it takes longer than most sheets
    from babel.messages.pofile import read_po

    text = io.BytesIO(_source(language, domain))
    return read_po(text, locale=LOCALES[language], domain=domain)


@lru_cache(maxsize=4 * len(LOCALES))
def translations(
    language: str, domain: str = "broadsheet", shelf: Path | None = None
) -> GNUTranslations:
    """gettext, ngettext, pgettext and npgettext of a language.

    Plural forms follow the catalog's own header, through the standard library. Babel compiles
    the catalog; the folder `shelf`, where one is given, keeps what it made.
    """
    if shelf is None:
        return GNUTranslations(io.BytesIO(_compiled(language, domain)))
    name = f"{domain}-{language}"
    file = shelf / f"{name}-{digest(_source(language, domain))}.mo"
    try:
        return GNUTranslations(io.BytesIO(file.read_bytes()))
    except (OSError, ValueError, struct.error):
        # not there, or a disk's fault
        made = _compiled(language, domain)
    for old in shelf.glob(f"{name}-*"):
        old.unlink(missing_ok=True)
    keep(file, made)
    return GNUTranslations(io.BytesIO(made))


def _source(language: str, domain: str) -> bytes:
    path = files("broadsheet") / "locale" / LOCALES[language] / "LC_MESSAGES" / f"{domain}.po"
    return path.read_bytes()


def _compiled(language: str, domain: str) -> bytes:
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, catalog(language, domain))
    return compiled.getvalue()


def date_long(date: dt.date, language: str) -> str:
    """`2023年1月31日 星期二`, `Tuesday, January 31, 2023`."""
    return written(date, PATTERNS[language].long, language)


def date_short(date: dt.date, language: str) -> str:
    """`2023年1月31日`, `January 31, 2023`."""
    return written(date, PATTERNS[language].short, language)


def lunar(date: dt.date, language: str) -> str:
    """`农历正月初十`, `農曆閏六月初八`; empty in languages whose papers print no lunar date."""
    pattern = PATTERNS[language].lunar
    if pattern is None:
        return ""
    leap, months = _LUNAR_MONTHS[language]
    day = date.toordinal()
    starts = lunarmonths.months(date.year)
    first, month = starts[bisect_right(starts, (day, 13)) - 1]
    return pattern.format(
        leap=leap if month < 0 else "", month=months[abs(month) - 1], day=_lunar_day(day - first)
    )


def year_month(month: int, language: str, year: int) -> str:
    """`2023年1月`, `January 2023`: the month's number comes first, as filters want it."""
    return written(dt.date(year, month, 1), PATTERNS[language].month, language)


def month_day(date: dt.date, language: str) -> str:
    """`1月31日`, `January 31`."""
    return written(date, PATTERNS[language].day, language)


def month_name(month: int, language: str) -> str:
    """`一月`, `1月`, `January` for 1."""
    return written(dt.date(2024, month, 1), PATTERNS[language].name, language)


def month_short(month: int, language: str) -> str:
    """`1月`, `Jan` for 1."""
    return written(dt.date(2024, month, 1), "LLL", language)


def weekday_name(weekday: int, language: str) -> str:
    """`星期一`, `Monday` for 0."""
    return written(_A_MONDAY + dt.timedelta(days=weekday), "EEEE", language)


def weekday_initial(weekday: int, language: str) -> str:
    """`一`, `M` for 0: heads of calendar columns."""
    return written(_A_MONDAY + dt.timedelta(days=weekday), "ccccc", language)


def number(value: int, language: str) -> str:
    """`12,345`: grouped as all languages of the interface do."""
    return f"{value:,}"


def iso(moment: dt.date) -> str:
    """A date as ISO 8601, an aware moment as RFC 3339. Raises ValueError for a naive moment."""
    if isinstance(moment, dt.datetime) and moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.isoformat()


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc822(moment: dt.datetime) -> str:
    """An aware moment as RSS 2.0 wants it. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    # in English whatever the locale; email.utils, which says the same, loads half of email
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02d} {month} {moment.year:04d} {moment:%H:%M:%S %z}"


@lru_cache(maxsize=64)
def apa(date: dt.date) -> str:
    """`2023, January 31`: dates of the references of APA style, in English."""
    return written(date, "y, MMMM d", "en")


def phrases(headline: str) -> tuple[str, ...]:
    """The parts of a Chinese headline that are kept on one line where they fit.

    Heads are turned by hand at a space or after a mark, never inside a phrase. Joined, the parts
    are the headline; a space is a part of its own. A headline without Han characters is one part,
    for browsers know where its words end.
    """
    if not any(map(is_han, headline)):
        return (headline,)
    return tuple(_PHRASE.findall(headline))


@lru_cache(maxsize=1 << 14)
def turned(headline: str, language: str) -> Markup:
    """A headline as HTML whose lines turn between its phrases, and between words elsewhere.

    Chinese is written without spaces, so a browser turns a line inside a word. Where the words of
    a long phrase end is guessed at (BudouX), and offered with `wbr`; the style sheet forbids
    all other places.
    """
    parts = phrases(headline)
    if len(parts) == 1:
        return Markup(_words(parts[0], language))  # noqa: S704 - escaped
    return Markup(  # noqa: S704 - escaped
        "".join(
            part if part.isspace() else f'<span class="turn">{_words(part, language)}</span>'
            for part in parts
        )
    )


def _words(phrase: str, language: str) -> str:
    escaped = str(escape(phrase))
    if len(phrase) <= _SHORT or not any(map(is_han, phrase)):
        return escaped
    words: list[str] = []
    for word in splitter(language).parts(phrase):
        if words and len(words[-1]) == 2 and words[-1][0] in _OPENING:
            words[-1] += word
        else:
            words.append(word)
    if len(words) > 1 and len(words[-1]) == 1:  # no line of one character at the end
        words[-2:] = [words[-2] + words[-1]]
    # hardly a phrase has anything to escape, and to ask that of each word took most of the time
    return "<wbr>".join(words if escaped == phrase else [str(escape(word)) for word in words])


def cdata(text: str) -> Markup:
    """A text for the inside of a CDATA section (XML 1.0, 2.7), whose end it cannot say."""
    return Markup(str(text).replace("]]>", "]]]]><![CDATA[>"))  # noqa: S704 - nothing else ends it


def plain_json(value: object) -> Markup:
    """A value as JSON for a file of its own, in readable characters.

    `tojson` is for scripts inside a page: it takes six characters for each `<`.
    """
    return Markup(json.dumps(value, ensure_ascii=False))  # noqa: S704 - the file is no markup


LOCAL_FILTERS: Mapping[str, Callable[..., str]] = {
    "date_long": date_long,
    "date_short": date_short,
    "month_day": month_day,
    "year_month": year_month,
    "lunar": lunar,
    "month_name": month_name,
    "month_short": month_short,
    "weekday_name": weekday_name,
    "weekday_initial": weekday_initial,
    "number": number,
    "turned": turned,
}
"""Filters of templates that speak a language: functions of a value and the language."""

PLAIN_FILTERS: Mapping[str, Callable[..., object]] = {
    "iso": iso,
    "rfc822": rfc822,
    "apa": apa,
    "phrases": phrases,
    "cdata": cdata,
    "json": plain_json,
}
"""Filters of templates that speak every language alike."""


def _lunar_day(index: int) -> str:
    """`初一` for 0, `廿四` for 23, `三十` for 29."""
    tens, ones = divmod(index + 1, 10)
    if ones == 0:
        return ("初十", "二十", "三十")[tens - 1]
    return "初十廿"[tens] + "一二三四五六七八九"[ones - 1]
