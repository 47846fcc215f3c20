"""How headlines and names sound: for readers who type letters instead of characters.

Readings are pypinyin's. To load that library takes longer than to index an issue, so what is asked
of it is kept in a small file of the cache, made anew when the library's own files change.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import groupby, pairwise
from operator import add
from pathlib import Path
from typing import Any

from broadsheet.kept import kept_sealed
from broadsheet.text import canonical_json, digest, is_han

FOLDER = "readings"
"""In the cache."""
FORMAT = 1
_BLOCK = 8
"""Bits of a code point within one line of single readings."""

_STREAMS = 1 << 12
"""Streams whose sounds are remembered."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
"""Runs of the characters that is_han knows, and of others."""

_TONES = dict.fromkeys(map(ord, "\u0304\u0301\u030c\u0300"))
"""Marks of the four tones."""

Sounds = tuple[list[str], list[int]]
"""Tokens and their positions."""


@dataclass(frozen=True)
class Readings:
    """The readings without tones, `v` for ü, of characters and of the phrases that are known."""

    singles: Mapping[str, str]
    """By the higher bits of a code point: the syllables of 256 characters between spaces."""
    phrases: Mapping[str, str]
    """By first character: all phrases that begin with it, each between two line ends."""
    odd: Mapping[str, str]
    """The readings of phrases that sound otherwise than their characters do one by one."""
    _begun: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False, compare=False)
    """By first character that was asked for, and by second: phrases."""
    _heard: dict[str, Sounds] = field(default_factory=dict, repr=False, compare=False)
    """The sounds of streams that were asked for: names come again and again."""

    @cached_property
    def _said(self) -> _Said:
        """The syllables of characters."""
        return _Said(self.singles)

    @cached_property
    def _oddly(self) -> frozenset[str]:
        """How the phrases of `odd` begin: their first two characters."""
        return frozenset(phrase[:2] for phrase in self.odd)

    def sounds(self, stream: str) -> Sounds:
        """Syllables of a stream and initials of neighbours, and their positions.

        `青屏县` gives `qing ping xian q+p p+x` and 0 1 2 0 1.
        """
        if stream not in self._heard:
            if len(self._heard) >= _STREAMS:
                self._heard.clear()
            self._heard[stream] = self._sounds(stream)
        return self._heard[stream]

    def _sounds(self, stream: str) -> Sounds:
        syllables = self._syllables(stream)
        begins = [syllable[:1] for syllable in syllables]
        spots = [place for place, begin in enumerate(begins) if begin]
        pairs = [place for place, (a, b) in enumerate(pairwise(begins)) if a and b]
        tokens = [syllables[place] for place in spots]
        tokens += [f"{begins[place]}+{begins[place + 1]}" for place in pairs]
        return tokens, spots + pairs

    def _syllables(self, stream: str) -> list[str]:
        """One for each character; empty for those without one."""
        found: list[str] = []
        for run in _RUNS.findall(stream):
            if not is_han(run[0]):
                found += [""] * len(run)
                continue
            if self._oddly.isdisjoint(map(add, run, run[1:])):
                # where it is parted into phrases makes no difference
                found += map(self._said.__getitem__, run)
                continue
            at = 0
            while at < len(run):
                first = run[at]
                begun = self._begun.get(first)
                if begun is None:
                    begun = self._beginning(first)
                phrases = begun.get(run[at + 1 : at + 2])
                length = _longest(run[at:], phrases) if phrases else 1
                phrase = run[at : at + length] if length else run[at:]
                odd = self.odd.get(phrase) if length > 1 else None
                found += odd.split(" ") if odd else map(self._said.__getitem__, phrase)
                at += len(phrase)
        return found

    def _beginning(self, first: str) -> dict[str, list[str]]:
        begun = self._begun[first] = dict[str, list[str]]()
        for phrase in self.phrases.get(first, "").split():
            begun.setdefault(phrase[1:2], []).append(phrase)
        return begun


def _longest(run: str, phrases: Sequence[str]) -> int:
    """How long the phrase is that some characters begin with, of all known ones that begin
    with their first two: always the longest, as pypinyin's own cutter takes it, or a character;
    nothing where it looks no further.
    """
    longest = max(map(len, phrases))
    for length in range(min(longest, len(run)), 1, -1):
        if run[:length] in phrases:
            return length
    # the beginning of a phrase whose end is missing
    lost = len(run) < longest and any(phrase.startswith(run) for phrase in phrases)
    return 0 if lost else 1


class _Said(dict[str, str]):
    """The syllables of characters, filled as they are asked for."""

    def __init__(self, singles: Mapping[str, str]) -> None:
        super().__init__()
        self._singles = singles

    def __missing__(self, char: str) -> str:
        number = ord(char) >> _BLOCK
        block = self._singles.get(f"{number:x}")
        chars = map(chr, range(number << _BLOCK, number + 1 << _BLOCK))
        self.update(zip(chars, block.split(" "), strict=True) if block else ())
        return self.setdefault(char, "")


@lru_cache(maxsize=2)
def load_readings(cache: Path | None) -> Readings:
    """The readings, from the newspaper's folder .cache; without one they are worked out anew."""
    if cache is None:
        return Readings(*_made())
    files = sorted(_library().glob("*.*"))
    stats = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    file = cache / FOLDER / digest(canonical_json([FORMAT, stats]).encode())
    return Readings(*json.loads(kept_sealed(file, _packed)))


def _library() -> Path:
    """The folder of pypinyin."""
    spec = find_spec("pypinyin")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _packed() -> bytes:
    return canonical_json(_made()).encode()


def _made() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """What pypinyin knows.

    Only its tables are run: loaded with the rest of it, they would hold 60 MB for as long as the
    process lives.
    """
    readings, spoken = _table("pinyin_dict"), _table("phrases_dict")
    plain = lru_cache(maxsize=1 << 12)(toneless)
    single: dict[str, str] = {}
    blocks: dict[int, list[str]] = defaultdict(lambda: [""] * (1 << _BLOCK))
    for code, said in readings.items():
        char = chr(code)
        if is_han(char):
            single[char] = plain(said.partition(",")[0])
            blocks[code >> _BLOCK][code & (1 << _BLOCK) - 1] = single[char]
    odd = {}
    for phrase, said in spoken.items():
        read = [plain(one[0]) for one in said]
        if read != [single.get(char, "") for char in phrase]:
            odd[phrase] = " ".join(read)
    phrases = {first: "\n" + "".join(f"{w}\n" for w in some)
               for first, some in groupby(sorted(spoken), key=lambda word: word[0])}  # fmt: skip
    return {f"{name:x}": " ".join(block) for name, block in blocks.items()}, phrases, odd


def _table(name: str) -> dict[Any, Any]:
    """One of pypinyin's tables, which nobody else holds."""
    spec = spec_from_file_location(name, _library() / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    table: dict[Any, Any] = vars(module).pop(name)
    return table


def toneless(reading: str) -> str:
    """A syllable without its tone: `lǜ` is `lv`. Nothing for the few that letters cannot say."""
    bare = unicodedata.normalize("NFD", reading).translate(_TONES).replace("u\u0308", "v")
    return bare if bare.isascii() else ""
