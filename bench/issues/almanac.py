"""The Chinese calendar, for the lunar dates of folio lines."""

from __future__ import annotations

import datetime as dt

from grammar import CN

# Days of the months of the Chinese calendar, 2020 to 2027, in the usual packed form: the low nibble
# is the leap month, bits 15..4 say which months are long, bit 16 whether the leap month is.
LUNAR = {
    2020: 0x07954,
    2021: 0x06AA0,
    2022: 0x0AD50,
    2023: 0x05B52,
    2024: 0x04B60,
    2025: 0x0A6E6,
    2026: 0x0A4E0,
    2027: 0x0D260,
}
LUNAR_START = dt.date(2020, 1, 25)
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
MONTHS = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def lunar(date: dt.date) -> tuple[str, str]:
    """`甲辰年` and `正月廿五` for a day from 2020-01-25 on."""
    left = (date - LUNAR_START).days
    for year, code in LUNAR.items():
        leap = code & 0xF
        for month in range(1, 13):
            turns = [(False, 30 if code & (0x10000 >> month) else 29)]
            if month == leap:
                turns.append((True, 30 if code & 0x10000 else 29))
            for is_leap, days in turns:
                if left < days:
                    n = left + 1
                    if n <= 10:
                        day = "初" + CN[n]
                    elif n < 20:
                        day = "十" + CN[n - 10]
                    elif n == 20:
                        day = "二十"
                    elif n < 30:
                        day = "廿" + CN[n - 20]
                    else:
                        day = "三十"
                    name = f"{STEMS[(year - 4) % 10]}{BRANCHES[(year - 4) % 12]}年"
                    return name, ("闰" if is_leap else "") + MONTHS[month - 1] + "月" + day
                left -= days
    raise ValueError(f"no calendar for {date}")
