"""People named in a story: in its byline, behind an office, in a list, before a verb of speech.

No dictionary of names is needed: the places where newspapers name people are few, and a name is
a surname of the Hundred Family Surnames with one or two characters behind it. Where a name ends
is decided for the whole story: whether the name also stands there without its last character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from broadsheet.ingest.conventions import COMPOUND_SURNAMES, SURNAMES
from broadsheet.ingest.peoplewords import (
    GOES_ON,
    NEVER_FIRST,
    NEVER_LAST,
    NO_NAMES,
    OFFICES,
    TRADES,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at one place."""

    name: str
    office: str | None
    """What stands before the name: 县农业农村局局长; for a byline the org and role."""
    sentence: int
    """Number of the sentence in the story; bylines are -1. People of one sentence are several."""


_SPEECH = (
    "(?:说|表示|介绍|告诉|指出|强调|要求|认为|坦言|回忆|解释|提醒|笑着说|补充|感慨|主持|带队|参加"
    "|出席|宣布)"
)
"""What people do right behind their names."""

_HAN = "\u4e00-\u9fff"
_SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(sorted(SURNAMES))}])"
_NAME = rf"{_SURNAME}[{_HAN}]{{1,2}}"

_TITLES = sorted({*OFFICES, *TRADES}, key=len, reverse=True)
_TITLED = re.compile(rf"({'|'.join(_TITLES)})(?=({_NAME}))")
_BEFORE = re.compile(rf"[{_HAN}]{{0,12}}$")
_SAID = re.compile(rf"(?:^|[，。；：！？”、,;:])({_NAME})(?={_SPEECH})")
_NEXT = re.compile(rf"、({_NAME})(?=[、，。；等参出列一及和,;]|$)")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")


def people(
    bylines: Iterable[tuple[str, str | None]], paragraphs: Sequence[str]
) -> tuple[Mention, ...]:
    """The people of one story; `bylines` are (name, org and role), `paragraphs` its body."""
    sentences = [s for paragraph in paragraphs for s in _SENTENCE.findall(_plain(paragraph))]
    found = [Mention(name, office, -1) for name, office in bylines if _is_name(name)]
    certain = {mention.name for mention in found}
    raw = [
        (number, name, office)
        for number, sentence in enumerate(sentences)
        for name, office in _candidates(sentence)
    ]
    ends = _ends("\n".join(sentences), {name for _, name, _ in raw}, certain)
    found += [Mention(ends[name], office, number) for number, name, office in raw if name in ends]
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    return text.replace(" ", "").replace("\u3000", "").replace(",", "，")


def _is_name(text: str) -> bool:
    return re.fullmatch(_NAME, text) is not None


def _candidates(sentence: str) -> Iterator[tuple[str, str | None]]:
    """Longest possible names in a sentence, each with its office where one is printed."""
    for match in _TITLED.finditer(sentence):
        if match[2][0] in NEVER_FIRST:
            continue
        before = _BEFORE.search(sentence, max(0, match.start() - 12), match.start())
        yield match[2], f"{before[0] if before else ''}{match[1]}"
        yield from ((name, None) for name in _listed(sentence, match.end(), match[2]))
    for match in _SAID.finditer(sentence):
        if match[1][0] not in NEVER_FIRST:
            yield match[1], None


def _listed(sentence: str, start: int, first: str) -> Iterator[str]:
    """The names that stand in a row behind a first one: 甲、乙、丙."""
    for length in (len(first), len(first) - 1):
        at = start + length
        found = _NEXT.match(sentence, at)
        while found is not None:
            yield found[1]
            at = found.end()
            found = _NEXT.match(sentence, at)


def _ends(text: str, candidates: Iterable[str], certain: set[str]) -> Mapping[str, str]:
    """The name in each candidate: all of it, or without its last character; none for a word."""
    ends: dict[str, str] = {}
    for name in candidates:
        family = 2 if name[:2] in COMPOUND_SURNAMES else 1
        if name[:2] in NO_NAMES or name[family] in NEVER_LAST:
            continue
        short = name[: family + 1]
        if len(name) == len(short) or name in certain:
            ends[name] = name
        elif short in certain or name[-1] in NEVER_LAST or _goes_on(text, name):
            ends[name] = short
        else:
            ends[name] = short if _ends_short(text, name, short) else name
    return ends


def _goes_on(text: str, name: str) -> bool:
    """Whether the last character of a name is the first of a word that goes on behind it."""
    at = text.find(name)
    while at >= 0:
        if text[at + len(name) - 1 : at + len(name) + 1] in GOES_ON:
            return True
        at = text.find(name, at + 1)
    return False


def _ends_short(text: str, name: str, short: str) -> bool:
    """Whether the story has the name without its last character too, followed by a mark."""
    followers = (text[at.end() : at.end() + 1] for at in re.finditer(re.escape(short), text))
    return any(not ("\u4e00" <= char <= "\u9fff") for char in followers)
