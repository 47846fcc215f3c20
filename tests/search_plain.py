"""The index as docs/search-index.md says it, written without haste: the press is compared with it.

Slow, and as close to the words of the page as can be: one dict of tokens, one story after the
other, numbers as strings of `0` and `1`.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations_with_replacement
from math import gcd
from typing import TypeVar

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

from broadsheet.search.documents import FIELDS, SearchDocument
from broadsheet.search.tokens import fold, is_wide
from broadsheet.text import is_han

BODY = FIELDS.index("body")
APART, WHOLE = 6000, 9000
T = TypeVar("T")

# ---- tokens ----


def stream(text: str) -> tuple[str, list[str]]:
    """The stream of a text, and the gap before each of its characters."""
    chars, gaps, gap = "", [], ""
    for char in fold(text):
        if char in " ,":
            gap = char
        else:
            chars += char
            gaps.append(gap)
            gap = ""
    return chars, gaps


def placed(text: str) -> list[tuple[int, str, str]]:
    """Position, kind and token, in the order of the positions: character, run, pair."""
    chars, gaps = stream(text)
    wide = [is_wide(char) for char in chars]
    runs: dict[int, int] = {}
    inside = [-1] * len(chars)
    for place in range(len(chars)):
        if wide[place]:
            continue
        goes_on = place > 0 and not wide[place - 1] and not gaps[place]
        inside[place] = inside[place - 1] if goes_on else place
        runs[inside[place]] = place + 1
    found = []
    for place, char in enumerate(chars):
        if wide[place]:
            found.append((place, "single", char))
        if place in runs:
            found.append((place, "run", chars[place : runs[place]]))
        if place + 1 == len(chars):
            continue
        second = chars[place + 1]
        over = "," if gaps[place + 1] == "," else ""
        if wide[place] or wide[place + 1]:
            found.append((place, "pair", f"{char}{second}{over}"))
        elif any(c in "0123456789" for c in (char, second)) or (
            inside[place] == inside[place + 1] and _beside(wide, inside[place], runs)
        ):
            found.append((place, "pair", f"{char}+{second}{over}"))
    return found


def _beside(wide: Sequence[bool], start: int, runs: Mapping[int, int]) -> bool:
    end = runs[start]
    return (start > 0 and wide[start - 1]) or (end < len(wide) and wide[end])


def tokens(text: str) -> list[str]:
    """All tokens of a text."""
    return [token for _, _, token in placed(text)]


# ---- numbers ----


def gamma(number: int) -> str:
    """Elias gamma."""
    bits = f"{number:b}"
    return "0" * (len(bits) - 1) + bits


def rice(number: int, k: int) -> str:
    """Golomb-Rice."""
    return "1" * (number >> k) + "0" + fixed(number & ((1 << k) - 1), k)


def fixed(number: int, width: int) -> str:
    """So many bits."""
    return f"{number:0{width}b}" if width else ""


def k_for(mean: int) -> int:
    """The parameter for a mean."""
    return max(0, (mean * 11 // 16).bit_length() - 1)


def to_bytes(bits: str) -> bytes:
    """The first bit highest."""
    size = (len(bits) + 7) // 8
    return int(bits.ljust(size * 8, "0") or "0", 2).to_bytes(size, "big")


# ---- lists ----

Stories = dict[int, dict[int, list[int]]]
"""By story and field: positions."""


def _list(found: Stories, lengths: Sequence[Sequence[int]], *, spots: bool) -> tuple[str, str, str]:
    """A list in one, its heads alone, and its positions alone."""
    whole = heads = gamma(len(found))
    tails, last = "", -1
    k = k_for(len(lengths) // len(found))
    for story, fields in found.items():
        head = rice(story - last - 1, k) + _times(fields, lengths[story])
        tail = ""
        for field, at in sorted(fields.items()):
            usual = 700 if field == BODY else lengths[story][field] // 2
            tail += "".join(
                rice(place - before - 1, k_for(usual // (len(at) + 1)))
                for before, place in zip([-1, *at], at, strict=False)
            )
        last = story
        heads += head
        tails += tail
        whole += head + (tail if spots else "")
    return whole, heads, tails


def _times(fields: Mapping[int, Sequence[int]], lengths: Sequence[int]) -> str:
    if list(fields) == [BODY]:
        count = len(fields[BODY])
        return "0" if count == 1 else "10" + gamma(count - 1)
    bits = "11" + "".join("1" if field in fields else "0" for field in range(len(FIELDS)))
    for field, at in sorted(fields.items()):
        bits += gamma(len(at)) + (gamma(max(1, lengths[field])) if field != BODY else "")
    return bits


# ---- files ----


def term_files(stories: Sequence[SearchDocument], count: int) -> dict[str, bytes]:
    """The files of terms, with so many buckets."""
    found: dict[str, dict[str, Stories]] = {"pair": {}, "run": {}, "single": {}, "sound": {}}
    lengths: list[list[int]] = []
    heard: list[list[int]] = []
    facets: dict[str, list[int]] = {}
    for number, story in enumerate(stories):
        lengths.append([len(tokens(story.text(name))) for name in FIELDS])
        for field, name in enumerate(FIELDS):
            for place, kind, token in placed(story.text(name)):
                _add(found[kind], token, number, field, place)
        told = [0] * len(FIELDS)
        for name, text in (("headline", story.headline), ("author", "\n".join(story.authors))):
            field = FIELDS.index(name)
            told[field] = 2 * len(stream(text)[0])
            for place, token in sounds(text):
                _add(found["sound"], token, number, field, place)
        heard.append(told)
        for key, value in (("p", story.page_name), ("c", story.column)):
            if value:
                facets.setdefault(f"{key}:{value}", []).append(number)
    shelf = _Shelf(lengths, heard)
    for bucket in range(count):
        pairs = {t: f for t, f in found["pair"].items() if pair_bucket(t, count) == bucket}
        strings = {t: f for t, f in found["run"].items() if crc(t) % count == bucket}
        names = {t: f for t, f in facets.items() if crc(t) % count == bucket}
        shelf.bucket(str(bucket), pairs, strings, names, count)
    singles = (count + 7) // 8
    for bucket in range(singles):
        chars = {t: f for t, f in found["single"].items() if turned(ord(t)) % singles == bucket}
        shelf.bucket(f"c{bucket}", chars, {}, {}, 0)
    for bucket in range((count + 31) // 32):
        syllables = {
            t: f for t, f in found["sound"].items() if crc(t) % ((count + 31) // 32) == bucket
        }
        shelf.bucket(f"y{bucket}", {}, syllables, {}, count)
    return shelf.files


def _add(lists: dict[str, Stories], token: str, story: int, field: int, place: int) -> None:
    lists.setdefault(token, {}).setdefault(story, {}).setdefault(field, []).append(place)


def crc(text: str) -> int:
    """CRC-32 of its UTF-8."""
    return zlib.crc32(text.encode())


def turned(code: int) -> int:
    """How far the buckets of a first character are turned."""
    return (code * 0x9E3779B1 % 2**32) // 2**16


def ends(token: str) -> tuple[int, int, bool]:
    """The two characters of a pair, and whether it goes over a hard gap."""
    chars = token[0] + token[1:].removeprefix("+") if len(token) > 2 else token
    return ord(chars[0]), ord(chars[1]) if len(chars) > 1 else 0, len(chars) > 2


def pair_bucket(token: str, count: int) -> int:
    """The bucket of a pair."""
    first, second, _ = ends(token)
    return (turned(first) + second) % count


class _Shelf:
    """Files, as they come."""

    def __init__(self, lengths: list[list[int]], heard: list[list[int]]) -> None:
        self.files: dict[str, bytes] = {}
        self._lengths, self._heard = lengths, heard
        self._limit = max(APART, len(lengths) // 2)
        self._whole = max(WHOLE, len(lengths))
        self._apart = 0

    def bucket(
        self,
        name: str,
        pairs: Mapping[str, Stories],
        strings: Mapping[str, Stories],
        facets: Mapping[str, list[int]],
        count: int,
    ) -> None:
        """A bucket, and the lists of it that are apart; `count` is 0 for single characters."""
        single = not count
        split = {token: ends(token) for token in pairs}
        width = max((second // count for _, second, _ in split.values() if count), default=0)
        width = width.bit_length()
        bits = gamma(len(pairs) + 1) + gamma(len(strings) + len(facets) + 1) + gamma(width + 1)
        apart: dict[str, bytes] = {}
        last, k = 0, k_for(0x9FFF // (len(pairs) + 1))
        for token, (first, second, over) in sorted(split.items(), key=lambda item: item[1]):
            bits += rice(first - last, k)
            bits += fixed(second // count if count else 0, width) + ("1" if over else "0")
            bits += self._term(pairs[token], apart, self._lengths, spots=not single)
            last = first
        for token in sorted({*strings, *facets}):
            data = token.encode()
            bits += gamma(len(data)) + fixed(int.from_bytes(data, "big"), 8 * len(data))
            if token in facets:
                bits += self._facet(facets[token], apart)
            else:
                lengths = self._heard if name[0] == "y" else self._lengths
                bits += self._term(strings[token], apart, lengths, spots=True)
        self.files[name] = to_bytes(bits)
        self.files |= apart

    def _term(
        self, found: Stories, apart: dict[str, bytes], lengths: list[list[int]], *, spots: bool
    ) -> str:
        whole, heads, tails = _list(found, lengths, spots=spots)
        if len(found) == 1 or len(whole) <= (self._limit if spots else 4096) * 8:
            return "0" + whole
        split = spots and len(whole) > self._whole * 8
        apart[f"b{self._apart}"] = to_bytes(heads if split else whole)
        if split:
            apart[f"p{self._apart}"] = to_bytes(tails)
        self._apart += 1
        return f"1{gamma(self._apart)}{'1' if split else '0'}"

    def _facet(self, numbers: list[int], apart: dict[str, bytes]) -> str:
        k = k_for(len(self._lengths) // len(numbers))
        gaps = zip([-1, *numbers], numbers, strict=False)
        bits = gamma(len(numbers)) + "".join(rice(b - a - 1, k) for a, b in gaps)
        if len(bits) <= self._limit * 8:
            return "0" + bits
        apart[f"b{self._apart}"] = to_bytes(bits)
        self._apart += 1
        return f"1{gamma(self._apart)}0"


# ---- the directory ----


def directory(segments: Sequence[Mapping[str, str]], count: int) -> dict[str, bytes]:
    """Its files, with so many for buckets; of each segment the version of each file by name."""

    def named(one: Mapping[str, str], kind: str) -> list[str]:
        names = [name for name in one if name.rstrip("0123456789") == kind]
        return sorted(names, key=lambda name: int(name[len(kind) :] or 0))

    files = {"m": "".join(one[name] for one in segments for k in "elwdb" for name in named(one, k))}
    for number in range(count):
        files[str(number)] = ""
        for one in segments:
            for kind in ("", "c", "y"):
                names = named(one, kind)
                divisor = gcd(count, len(names))
                for place, name in enumerate(names):
                    if place % divisor == number % divisor:
                        files[str(number)] += one[name]
    return {name: bytes.fromhex(digits) for name, digits in files.items()}


# ---- rows ----


def row_files(stories: Sequence[SearchDocument], count: int) -> dict[str, bytes]:
    """The files of rows, with so many stories each."""
    return {
        f"d{start // count}": to_bytes(_rows(stories[start : start + count]))
        for start in range(0, len(stories), count)
    }


def _rows(stories: Sequence[SearchDocument]) -> str:
    editions: list[str] = []
    pages: list[tuple[str, str, str]] = []
    columns: list[str] = []
    authors: list[str] = []
    for story in stories:
        if not editions or story.id.partition("/")[0] != editions[-1]:
            editions.append(story.id.partition("/")[0])
        _note(pages, _page(story))
        for column in filter(None, [story.column]):
            _note(columns, column)
        for author in story.authors:
            _note(authors, author)
    bits = gamma(len(stories)) + gamma(len(editions)) + gamma(len(pages))
    bits += gamma(len(columns) + 1) + gamma(len(authors) + 1)
    edition = editions[0]
    for story in stories:
        bits += "0" if story.id.partition("/")[0] == edition else "1"
        edition = story.id.partition("/")[0]
        bits += fixed(pages.index(_page(story)), (len(pages) - 1).bit_length())
        bits += gamma(int(story.id.rpartition("-")[2]) + 1)
        column = columns.index(story.column) + 1 if story.column else 0
        bits += fixed(column, len(columns).bit_length()) + gamma(len(story.authors) + 1)
        for author in story.authors:
            bits += fixed(authors.index(author), (len(authors) - 1).bit_length())
        bits += gamma(len(story.kicker or "") + 1) + gamma(len(story.deck or "") + 1)
    texts = [*editions, *(text for page in pages for text in page), *columns, *authors]
    return bits + _texts([*texts, *(story.headline for story in stories)])


def _page(story: SearchDocument) -> tuple[str, str, str]:
    return story.id.partition("/")[2].rpartition("-")[0], story.page, story.page_name or ""


def _note(names: list[T], name: T) -> None:
    if name not in names:
        names.append(name)


PREFIXES = ("0", "10", "110", "111")


def _texts(texts: Sequence[str]) -> str:
    """The alphabet in classes, and the texts."""
    line = "".join("".join(" " if c < " " else c for c in text) + "\0" for text in texts)
    counts = Counter(line)
    common = sorted(counts, key=lambda char: (-counts[char], char))
    best: tuple[int, tuple[int, ...], list[list[str]]] | None = None
    for widths in combinations_with_replacement(range(10), 3):
        classes, start = [], 0
        for width in widths:
            classes.append(common[start : start + 2**width])
            start += 2**width
        classes.append(common[start:])
        whole = (*widths, max(0, len(classes[3]) - 1).bit_length())
        size = sum(
            counts[char] * (len(prefix) + width)
            for prefix, width, chars in zip(PREFIXES, whole, classes, strict=True)
            for char in chars
        )
        if best is None or (size, whole) < best[:2]:
            best = size, whole, classes
    assert best is not None
    bits, code = "", {}
    for prefix, width, chars in zip(PREFIXES, best[1], best[2], strict=True):
        bits += fixed(width, 4) + gamma(len(chars) + 1)
        k, last = k_for(0x9FFF // (len(chars) + 1)), 0
        for place, char in enumerate(sorted(chars)):
            bits += rice(ord(char) - last, k)
            last = ord(char)
            code[char] = prefix + fixed(place, width)
    return bits + "".join(code[char] for char in line)


# ---- sounds ----


def sounds(text: str) -> Iterator[tuple[int, str]]:
    """Syllables and initials, with positions."""
    syllables = list(_syllables(stream(text)[0]))
    for place, syllable in enumerate(syllables):
        if syllable:
            yield place, syllable
        if syllable and place + 1 < len(syllables) and syllables[place + 1]:
            yield place, f"{syllable[0]}+{syllables[place + 1][0]}"


def _syllables(chars: str) -> Iterable[str]:
    start = 0
    for end in range(1, len(chars) + 1):
        if end < len(chars) and is_han(chars[end]) == is_han(chars[start]):
            continue
        run, start = chars[start:end], end
        for phrase in seg.cut(run) if is_han(run[0]) else run:
            for char, syllable in zip(phrase, _read(phrase), strict=True):
                yield syllable if is_han(char) and syllable.isascii() else ""


def _read(phrase: str) -> list[str]:
    found = lazy_pinyin(phrase, style=Style.NORMAL)
    if len(found) == len(phrase):
        return found
    return [lazy_pinyin(char, style=Style.NORMAL)[0] for char in phrase]
