"""Words and dates in the languages of the interface."""

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import i18n, lunarmonths
from broadsheet.dateforms import written
from broadsheet.newspaper import LANGUAGES

TUESDAY = dt.date(2023, 1, 31)


def test_every_language_of_the_interface_has_a_catalog_and_patterns() -> None:
    assert set(i18n.LOCALES) == set(i18n.PATTERNS) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "long", "short", "month", "name", "weekday", "initial"),
    [
        ("zh-Hans", "2023年1月31日 星期二", "2023年1月31日", "2023年1月", "一月", "星期二", "二"),
        ("zh-Hant", "2023年1月31日 星期二", "2023年1月31日", "2023年1月", "1月", "星期二", "二"),
        ("en", "Tuesday, January 31, 2023", "January 31, 2023", "January 2023", "January",
         "Tuesday", "T"),
    ],
)  # fmt: skip
def test_dates_are_written_as_the_language_does(
    language: str, long: str, short: str, month: str, name: str, weekday: str, initial: str
) -> None:
    assert i18n.date_long(TUESDAY, language) == long
    assert i18n.date_short(TUESDAY, language) == short
    assert i18n.year_month(1, language, 2023) == month
    assert i18n.month_name(1, language) == name
    assert i18n.weekday_name(1, language) == weekday
    assert i18n.weekday_initial(1, language) == initial


@given(st.dates(dt.date(1, 1, 1)), st.sampled_from(LANGUAGES))
def test_dates_are_those_of_babel(date: dt.date, language: str) -> None:
    patterns = i18n.PATTERNS[language]
    for pattern in (
        patterns.long, patterns.short, patterns.month, patterns.day, patterns.name, "LLL", "ccccc",
    ):  # fmt: skip
        expected = format_date(date, pattern, locale=i18n.LOCALES[language])
        assert written(date, pattern, language) == expected
    assert i18n.apa(date) == format_date(date, "y, MMMM d", locale="en")


@given(st.integers(0, 10**20), st.sampled_from(LANGUAGES))  # Babel ends at 25 digits
def test_numbers_are_grouped_as_babel_groups_them(value: int, language: str) -> None:
    assert i18n.number(value, language) == format_decimal(value, locale=i18n.LOCALES[language])


@pytest.mark.parametrize("harm", [b"", b"\xde\x12\x04\x95", b"not a catalog at all, but long"])
def test_compiled_catalogs_are_kept_and_may_be_broken(tmp_path: Path, harm: bytes) -> None:
    for _ in range(3):
        i18n.translations.cache_clear()
        words = i18n.translations("zh-Hans", shelf=tmp_path / "words")
        assert words.gettext("Archive") == "往期"
        (kept,) = (tmp_path / "words").iterdir()
        kept.write_bytes(harm)


@pytest.mark.parametrize(
    ("date", "simplified", "traditional"),
    [
        (dt.date(2023, 1, 31), "农历正月初十", "農曆正月初十"),
        (dt.date(2023, 1, 21), "农历腊月三十", "農曆臘月三十"),
        (dt.date(2023, 3, 22), "农历闰二月初一", "農曆閏二月初一"),
        (dt.date(2020, 6, 10), "农历闰四月十九", "農曆閏四月十九"),
        (dt.date(2000, 2, 5), "农历正月初一", "農曆正月初一"),
        (dt.date(1949, 10, 1), "农历八月初十", "農曆八月初十"),
        (dt.date(1911, 10, 10), "农历八月十九", "農曆八月十九"),
        (dt.date(2033, 12, 31), "农历闰冬月初十", "農曆閏冬月初十"),
    ],
)
def test_the_folio_line_knows_the_day_of_the_chinese_calendar(
    date: dt.date, simplified: str, traditional: str
) -> None:
    assert i18n.lunar(date, "zh-Hans") == simplified
    assert i18n.lunar(date, "zh-Hant") == traditional
    assert i18n.lunar(date, "en") == ""


def test_the_chinese_calendar_is_that_of_the_library() -> None:
    by_library = lunarmonths._by_library
    for year in range(lunarmonths.FIRST + 1, lunarmonths.LAST + 1):
        first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
        here, there = lunarmonths.months(year), by_library(year)
        assert here[0][0] <= first
        assert [m for m in here if first - 29 < m[0] <= last] == [
            m for m in there if first - 29 < m[0] <= last
        ]
    assert i18n.lunar(dt.date(1799, 2, 5), "zh-Hans") == "农历正月初一"


def test_counts_follow_the_plural_of_the_language() -> None:
    english = i18n.translations("en").ngettext
    chinese = i18n.translations("zh-Hans").ngettext
    forms = ("%(num)s story", "%(num)s stories")
    assert [english(*forms, n) for n in (1, 2)] == list(forms)
    assert [chinese(*forms, n) for n in (1, 2)] == ["%(num)s篇", "%(num)s篇"]


def test_moments_are_written_for_machines_with_their_offset() -> None:
    moment = dt.datetime(2023, 1, 31, 6, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert i18n.iso(TUESDAY) == "2023-01-31"
    assert i18n.iso(moment) == "2023-01-31T06:00:00+08:00"
    assert i18n.rfc822(moment) == "Tue, 31 Jan 2023 06:00:00 +0800"


@pytest.mark.parametrize("write", [i18n.iso, i18n.rfc822])
def test_a_moment_without_a_time_zone_is_refused(write: object) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        write(dt.datetime(2023, 1, 31))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("headline", "parts"),
    [
        ("抢在霜降前 晚稻收八成", ["抢在霜降前", " ", "晚稻收八成"]),
        ("管子到了墙根，别停在墙根", ["管子到了墙根，", "别停在墙根"]),
        ("“好！”他说：“走”", ["“好！”", "他说：", "“走”"]),
        ("新桥昨日合龙", ["新桥昨日合龙"]),
        ("A bridge closes, at last", ["A bridge closes, at last"]),
        ("", [""]),
    ],
)
def test_a_headline_turns_at_spaces_and_after_marks(headline: str, parts: list[str]) -> None:
    assert list(i18n.phrases(headline)) == parts


@pytest.mark.parametrize(
    ("headline", "html"),
    [
        ("新桥昨日合龙", "新桥昨日合龙"),
        ("加快推动全县经济高质量发展", "加快<wbr>推动<wbr>全县<wbr>经济<wbr>高质量<wbr>发展"),
        (
            "两天来客 山还是静的",
            '<span class="turn">两天来客</span> <span class="turn">山还是静的</span>',
        ),
        ("县里举办“全媒体时代”讲座", "县<wbr>里<wbr>举办<wbr>“全媒体<wbr>时代”<wbr>讲座"),
        (
            "今年的小麦一共收了八成",
            "今年<wbr>的<wbr>小<wbr>麦<wbr>一<wbr>共<wbr>收<wbr>了<wbr>八成",
        ),
        ("A <b>bridge</b> closes & opens", "A &lt;b&gt;bridge&lt;/b&gt; closes &amp; opens"),
    ],
)
def test_a_long_headline_turns_between_words(headline: str, html: str) -> None:
    assert i18n.turned(headline, "zh-Hans") == html


@given(st.text(alphabet="稻田收割晚稻&<>a ，。”“…—　！"), st.sampled_from(LANGUAGES))
def test_where_a_headline_may_turn_is_all_that_is_added(headline: str, language: str) -> None:
    plain = re.sub("<[^>]*>", "", i18n.turned(headline, language))
    assert unescape(plain) == headline


@given(st.text(alphabet="稻田a ，。”“…—　！"))
def test_the_phrases_of_a_headline_are_the_headline(headline: str) -> None:
    assert "".join(i18n.phrases(headline)) == headline
    assert all(i18n.phrases(headline)) or not headline
