"""English-language conventions: the data and patterns of papers in the Latin script.

The machinery is the same; a row in the Latin script is measured with its spaces, ends a sentence
with a full stop, and is asked for these forms of byline, dateline, folio and jump.
"""

from __future__ import annotations

import datetime as dt
import re

from broadsheet.model import Author

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LETTERS = re.compile(r"[A-Za-z]{2}|\b[ap]\.")
_END = re.compile(r"[.!?][”’\"')\]]*\Z")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Gov|Sen|Rep|No|Vol|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.\Z"
)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DATE = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY}),?\s+)?(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
VOLUME = re.compile(
    r"Vol(?:ume|\.)?\s*[\dIVXLC]+(?:,?\s*(?:No|Issue|Number)\.?\s*\d+)?|No\.\s*\d+", re.IGNORECASE
)
PRICE = re.compile(r"\$\s?\d+\.\d\d\b|\b\d{1,3}\s+cents\b|\b\d{1,3}\s?¢|\bfree\b", re.IGNORECASE)
PAGE = re.compile(
    r"\bPage\s+(?P<a>[A-Z]?\d{1,3})\b|^(?P<b>[A-Z]?\d{1,2})\s{2,}(?=\S)", re.IGNORECASE
)

_NAME = r"[A-Z][A-Za-z’'.\-]*(?:\s+(?:[A-Z][A-Za-z’'.\-]*|de|van|von|del|la)){1,3}"
_ONLY_NAME = re.compile(r"[A-Z][a-z’']+(?: [A-Z]\.)?(?: [A-Z][A-Za-z’'\-]+){1,2}\Z")
_BYLINE = re.compile(
    rf"(?:By|BY)\s+(?P<names>{_NAME}(?:\s*(?:,|and|AND|&)\s+{_NAME})*)"
    rf"(?:\s*[,|/—–-]\s*(?P<role>[A-Za-z][A-Za-z ’'.]{{2,40}}))?\Z"
)
_SIGNED = re.compile(rf"[—–-]\s*(?P<names>{_NAME})(?:,\s+(?P<place>[A-Z][A-Za-z.’' ]{{2,30}}))?\Z")
_BRACKETED = re.compile(r"\((?P<names>[A-Z][a-z’']+(?: [A-Z]\.)?(?: [A-Z][A-Za-z’'\-]+){1,2})\)\Z")
_ROLE = re.compile(
    r"(?:(?:The\s+)?(?:[A-Z][A-Za-z’'.]+\s+){0,2}Staff(?:\s+(?:Writer|Reporter|Photographer))?|"
    r"(?:Senior |Contributing |Chief )?(?:Staff|News|City|County|Sports|Business|Features|"
    r"Special)\s+"
    r"(?:Writer|Reporter|Editor|Correspondent|Photographer)|Of the Staff|For the (?:paper|"
    r"[A-Z]\w+)|Contributing Writer|"
    r"(?-i:(?:[A-Z][A-Za-z’'.]+\s+){1,2}(?:Editor|Publisher|Reporter|Correspondent|Writer|"
    r"Photographer|Columnist))|"
    r"Correspondent|Special to (?:the|The) [A-Z][\w ]+|Columnist|Editor|Publisher|"
    r"Guest Columnist)\Z",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"\s*(?P<dateline>[A-Z][A-Z.’'\- ]{2,30}(?:,\s+[A-Z][a-z]+\.?)?"
    rf"(?:(?P<day>,\s+(?i:{_MONTH})\s+\d{{1,2}}))?(?:\s*\([A-Z][A-Za-z ]{{1,12}}\))?)"
    r"\s*(?:—|–|--|-|(?(day):|(?!)))\s+(?=\S)"
)
JUMP = re.compile(
    r"[(\[]?\s*(?:(?P<onward>(?:Continued|Cont[’']?d\.?|Please see|See|"
    r"Turn)\b(?:(?:(?!\bfrom\b)[^.\n]){0,24}?)\b(?:on|to)?\s*Page\s+)|"
    r"(?P<back>(?:(?-i:[A-Z][A-Z’'\-]{2,20}(?: [A-Z’'\-]{2,20}){0,2})[,:]?\s+)?"
    r"(?:Continued |Cont[’']?d\.? )?from\s+Page\s+))(?P<page>[A-Z]?\d{1,3})\s*[)\]]?",
    re.IGNORECASE,
)
COLUMNS = frozenset(
    ("briefs", "news briefs", "in brief", "letters", "letters to the editor", "opinion",
     "editorial", "commentary",
     "my view", "our view", "obituaries", "police log", "calendar", "sports briefs",
     "corrections", "weather", "notices",
     "community calendar", "column", "viewpoint", "public notices", "legal notices", "legals",
     "classifieds", "sports", "business", "arts", "religion", "church news", "school news",
     "births", "deaths", "weddings", "engagements", "police blotter", "court news", "local news",
     "lifestyle")
)  # fmt: skip


_COLUMN_ENDINGS = frozenset(
    ("briefs", "notes", "notebook", "digest", "roundup", "calendar", "letters", "obituaries", "log",
     "diary", "corner", "scoreboard", "listings")
)  # fmt: skip
"""Last words of the names of such columns: Campus Briefs."""


def is_latin(text: str) -> bool:
    """Whether a line is in the Latin script; lines without letters are not."""
    return not _CJK.search(text) and bool(_LETTERS.search(text))


def ends_sentence(text: str) -> bool:
    """Whether a line in the Latin script ends a sentence."""
    tail = text[-12:].rstrip()
    return bool(_END.search(tail)) and not _ABBREVIATION.search(tail)


def byline(text: str) -> tuple[Author, ...]:
    """The people of a whole line that is a byline (`By A and B`, `— A`); none where it is not."""
    stripped = text.strip()
    match = _BYLINE.match(stripped) or _SIGNED.match(stripped) or _BRACKETED.match(stripped)
    if match is None or len(stripped) > 90:
        return ()
    place = match.groupdict().get("place")
    role = (match.groupdict().get("role") or "").strip() or None
    names = re.split(r"\s*(?:,|\band\b|\bAND\b|&)\s*", match["names"])
    return tuple(Author(" ".join(name.split()), role, place) for name in names if name.strip())


def role(text: str) -> str | None:
    """The role that a line under a byline names: Staff Writer."""
    stripped = text.strip()
    return stripped if _ROLE.match(stripped) else None


def dateline(text: str) -> tuple[int, int, int] | None:
    """Start and end of a dateline (CITY, Jan. 5), and where the text after it begins."""
    match = _DATELINE.match(text)
    if match is None:
        return None
    return match.start("dateline"), match.end("dateline"), match.end()


def stated_date(text: str) -> dt.date | None:
    """The first full date of a text: December 9, 2021."""
    for match in DATE.finditer(text):
        month = next(
            (
                i
                for i, name in enumerate(MONTHS, 1)
                if name.lower().startswith(match["month"].rstrip(".")[:3].lower())
            ),
            0,
        )
        try:
            return dt.date(int(match["year"]), month, int(match["day"]))
        except ValueError:
            continue
    return None


_ONLY_PAGE = re.compile(r"[\s=*\-–—]*Page\s+[A-Z]?\d{1,3}[\s=*\-–—]*\Z", re.IGNORECASE)
"""The mark of an export tool, or a folio that is only a number."""


def folio_parts(text: str) -> float:
    """How many parts of a folio line a text has; 0 where it has other words than those."""
    rest = text
    if _ONLY_PAGE.match(text):
        return 2.0
    if JUMP.search(text):
        return 0.0
    found = 0.0
    for pattern in (DATE, VOLUME, PRICE, PAGE):
        rest, count = pattern.subn(" ", rest)
        found += min(count, 1)
    day = DATE.search(text)
    if day is not None and day["weekday"] and rest.strip(" ,.|·—–-"):
        found += 1  # weekday and year, with more beside them: no story dates itself so
    return found if len(re.findall(r"[A-Za-z]{2,}", rest)) <= 7 and not _END.search(text) else 0.0


def is_name(text: str) -> bool:
    """Whether a line is two or three words with capitals, as a person's name is."""
    bare = " ".join(text.split())
    return bool(_ONLY_NAME.match(bare)) and not is_column(bare)


def is_officer(text: str) -> bool:
    """Whether a line is a name and what office it signs for: Joan Pettibone, Town Clerk."""
    name, comma, office = " ".join(text.split()).partition(", ")
    words = office.split()
    return (
        bool(comma)
        and is_name(name)
        and 1 <= len(words) <= 4
        and all(word[0].isupper() or word in ("of", "the", "for") for word in words)
        and text.strip()[-1].isalpha()
    )


def is_column(text: str) -> bool:
    """Whether a line is the name of a standing column."""
    words = text.strip(" :").split()
    if " ".join(words).lower() in COLUMNS:
        return True
    capitals = all(word[0].isupper() for word in words)
    return 2 <= len(words) <= 3 and capitals and words[-1].lower() in _COLUMN_ENDINGS


def is_capitals(text: str) -> bool:
    """Whether a short line is all in capitals, as kickers are."""
    return text.isupper() and len(text) <= 32 and bool(_LETTERS.search(text))
