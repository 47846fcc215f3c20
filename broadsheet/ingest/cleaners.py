"""Characters: what an export did to them, undone; wording never changes.

Two kinds. `mend` works on raw lines and keeps every offset, so that the account of characters
can point into the raw file. The cleaners of `print_text` work on the text of one field and may
drop or join characters; they are folded in the order of CLEANERS.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, reduce

# Look-alike radicals of the block U+2E80-2EFF that NFKC leaves alone, with the ideographs that
# they look like (Unicode EquivalentUnifiedIdeograph.txt).
_RADICALS_SUPPLEMENT = dict(
    zip(
        "⺁⺄⺅⺇⺈⺉⺊⺋⺌⺍⺎⺏⺑⺒⺓⺔⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻯⻰⻱⻲⻳",
        "厂乙亻几刀刂卜㔾小小兀尣尢巳幺彑忄小扌攵旡月歹母民氵氺灬爪爫丬犭王疋罒示礻竹糸纟罓罒网罒罒羊羊羊老耂聿臼艹艹艹虎衤覀西见角角讠贝车辶辶辶邑钅長镸长门阜阝雨青韦页风飞食食飠饣马骨鬼鱼鸟卤麦黄齐齿竜龙龜亀龟",
        strict=True,
    )
)


def _mendings() -> dict[int, str]:
    """Every single character that stands for another single one."""
    table: dict[int, str] = {}
    for code in (
        *range(0x2F00, 0x2FD6),  # Kangxi radicals
        *range(0xF900, 0xFB00),  # CJK compatibility ideographs
        *range(0x2F800, 0x2FA1E),
        *range(0xFF10, 0xFF1A),  # full-width digits
        *range(0xFF21, 0xFF3B),  # full-width Latin letters
        *range(0xFF41, 0xFF5B),
        *range(0xFF61, 0xFF65),  # half-width ideographic stops and brackets
        *range(0xFE30, 0xFE50),  # vertical forms of punctuation
    ):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            table[code] = folded
    table.update({ord(radical): ideograph for radical, ideograph in _RADICALS_SUPPLEMENT.items()})
    # Vertical forms fold to half-width punctuation; print has the full-width one.
    for vertical, upright in zip("︐︑︒︓︔︕︖︵︶︗︘", "，、。：；！？（）〖〗", strict=True):
        table[ord(vertical)] = upright
    return table


_MEND = _mendings()
_MENDABLE = re.compile(f"[{''.join(chr(code) for code in sorted(_MEND) if code < 0x10000)}]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
"""Apart, because a class of characters that goes beyond U+FFFF is searched many times slower."""
INVISIBLE = frozenset(
    chr(code)
    # what lies between is ideographs, and beyond is nobody's
    for code in (*range(0x20000), *range(0xE0000, 0xE1000))
    if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs") and chr(code) not in "\t\n\r\f\v "
)
"""Control and format characters: soft hyphens, joiners, marks of direction, byte order marks."""
_INVISIBLE_TABLE = {ord(char): None for char in INVISIBLE}

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U000323af“”‘’…—·"
_GAP = re.compile(rf"(?<=[{_WIDE}])[^\S\n]+|[^\S\n]+(?=[{_WIDE}])")
"""White space beside anything that is set on the full em."""
_DASH = re.compile("[—―─–]")
_DASHES = re.compile("[—―─]{2,}|–{2,}")
_DIGIT_GAP = re.compile(r"(?<=\d)[^\S\n]+(?=\d)")
_GROUPS = re.compile(r"(?<!\d)\d{3,}[^\S\n]+(?=\d{3,})")


def mend(text: str) -> str:
    """Look-alike and compatibility characters made right; the length stays."""
    # a line rarely has one, and to look for them is much quicker than to translate it
    return text.translate(_MEND) if _MENDABLE.search(text) or _ASTRAL.search(text) else text


def visible(text: str) -> str:
    """The text without invisible characters."""
    return text if text.isprintable() else text.translate(_INVISIBLE_TABLE)


def join_lines(text: str) -> str:
    """Lines of one paragraph as one line.

    Between Latin words the line end was a space, after a hyphen that cuts a word it was nothing,
    and everywhere else it was nothing too.
    """
    if "\n" not in text:
        return text
    return _LINE_END.sub(_line_end, text)


_LINE_END = re.compile(r"(?P<before>[^\s\n]?)[^\S\n]*\n\s*(?P<after>[^\s]?)")


def _line_end(match: re.Match[str]) -> str:
    before, after = match["before"], match["after"]
    latin = before.isascii() and after.isascii()
    if latin and before and after:
        if before == "-" and after.islower():
            cut = match.string[max(0, match.start() - 1) : match.start()]
            # Only a letter before it makes it a hyphen that the line end put into a word.
            return after if cut.isascii() and cut.isalpha() else before + after
        # a number, or a number and a letter (59B), is one word here
        if not (before.isdigit() and after.isalnum()) and after not in ",.;:!?)%":
            return f"{before} {after}"
    return before + after


def close_gaps(text: str) -> str:
    """Spaces of justification and export removed; those between Latin words stay, single.

    A space between digits stays only where it parts groups of three or more (two telephone
    numbers), for letterspacing and line ends cut numbers anywhere.
    """
    if text.split(maxsplit=1) == [text]:
        return text
    text = _GAP.sub("", text)
    text = _DIGIT_GAP.sub(lambda m: " " if _between_groups(m) else "", text)
    return re.sub(r"[^\S\n]+", " ", text).strip()


def _between_groups(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    return (
        text[max(0, start - 3) : start].isdigit()
        and text[end : end + 3].isdigit()
        and (start >= 3 and end + 3 <= len(text))
    )


def mend_dashes(text: str) -> str:
    """A dash of any length is the Chinese one of two ems."""
    return _DASHES.sub("——", text) if _DASH.search(text) else text


_WIDEN = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "(": "（", ")": "）"}
_HALF = re.compile(r"[,:;!?()]")


def widen(text: str) -> str:
    """Half-width punctuation beside Chinese characters made full-width.

    Never between digits (numbers, times, scores) and never inside Latin text: both neighbours
    are asked, and a bracket is widened with its partner.
    """
    if not _HALF.search(text):
        return text
    chars = list(text)
    opened: list[tuple[int, bool]] = []
    for at, char in enumerate(text):
        if char not in _WIDEN:
            continue
        before = text[at - 1] if at else ""
        after = text[at + 1] if at + 1 < len(text) else ""
        wide_before, wide_after = _is_wide(before), _is_wide(after)
        if char == "(":
            opened.append((at, wide_before or wide_after))
        elif char == ")":
            start, wide = opened.pop() if opened else (-1, False)
            if wide or wide_before or (start >= 0 and wide_after):
                chars[at] = "）"
                if start >= 0:
                    chars[start] = "（"
        elif (
            wide_before
            or (wide_after and not (before.isascii() and before.isalpha()))
            or (wide_after and before.isalpha())
        ):
            chars[at] = _WIDEN[char]
    for start, wide in opened:
        if wide:
            chars[start] = "（"
    return "".join(chars)


def _is_wide(char: str) -> bool:
    return bool(char) and (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char in "“”‘’…—"
        or char >= "\U00020000"
    )


_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1", re.DOTALL)
"""Bounded, so that a text full of stars takes no quadratic time."""


def drop_emphasis(text: str) -> str:
    """Markdown emphasis that an export wrote around words; the words stay."""
    return _EMPHASIS.sub(r"\2", text) if "**" in text or "__" in text else text


Cleaner = Callable[[str], str]
CLEANERS: tuple[Cleaner, ...] = (
    visible,  # first: an invisible character would hide a space or a line end from the others
    drop_emphasis,  # before lines are joined, whose neighbours it would hide
    join_lines,  # before gaps are closed, because Latin words get their space here
    close_gaps,  # before punctuation is widened, which looks at neighbours
    mend_dashes,
    widen,  # last: it needs the neighbours that will be printed
)
HEADING_CLEANERS: tuple[Cleaner, ...] = (visible, drop_emphasis, mend_dashes, widen)
"""For headlines, whose spaces are judged by `headings`."""


_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CUT_WORD = re.compile(r"(?<=[A-Za-z])-[^\S\n]*\n\s*(?=[a-z])")


def _print_latin(text: str) -> str:
    """Lines in the Latin script: a hyphen that cuts a word goes, other line ends are spaces."""
    text = _CUT_WORD.sub("", drop_emphasis(visible(text)))
    text = re.sub(r"([—–])\s*\n\s*", r"\1", text)
    return " ".join(text.split())


@lru_cache(maxsize=1 << 10)  # an issue's paragraphs, printed once for the page and for the account
def print_text(text: str) -> str:
    r"""The printed form of a stretch of body text; `\n` stands for the line ends in it."""
    if not _CJK.search(text):
        return _print_latin(text)
    return reduce(lambda value, cleaner: cleaner(value), CLEANERS, text)


def print_heading(text: str) -> str:
    """The printed form of a heading whose spaces are right already."""
    if not _CJK.search(text):
        return _print_latin(text)
    return reduce(lambda value, cleaner: cleaner(value), HEADING_CLEANERS, text)
