"""Turns: how the lines of a heading follow each other, and what they are as one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadsheet.ingest.cleaners import print_heading
from broadsheet.ingest.conventions import (
    DANGLING_PARTICLES,
    DANGLING_STARTS,
    DANGLING_VERBS,
    PREDICATES,
)
from broadsheet.ingest.latin import is_latin

TALLEST = 40
"""Rows of a block beyond which it is no headline: nothing in it is told apart, and it is shown."""


def _has_verb(line: str) -> bool:
    return any(verb in line for verb in PREDICATES)


LONG_LINE = 18
"""Characters from which a heading's line is likely one that was full and had to turn."""


def is_parallel(text: str) -> bool:
    """Whether a line is two or three phrases of about one length: it is complete."""
    parts = text.split()
    return (
        2 <= len(parts) <= 4
        and min(map(len, parts)) >= 3
        and max(map(len, parts)) - min(map(len, parts)) <= 1
    )


def is_slogan(text: str) -> bool:
    """Whether parallel phrases are more than a pair of four characters, which is a headline."""
    parts = text.split()
    return is_parallel(text) and (len(parts) > 2 or min(map(len, parts)) >= 5)


TAG = 4
"""Characters up to which a line may be the name of a column, verb and all: 大抓落实."""


def turns_inside(upper: str, lower: str, text: str, *, parallel: bool = False) -> bool:
    """Whether a heading's line ends inside a phrase that the next line goes on with.

    `parallel` says that the upper line is phrases of one length.
    """
    if upper.isascii() and lower.isascii():
        return False
    if upper.endswith(DANGLING_PARTICLES) or lower.startswith(DANGLING_STARTS):
        return True
    waits = len(upper) > TAG or upper[0] in "我全本各县市区镇乡"
    if waits and upper.endswith(DANGLING_VERBS) and not _has_verb(upper[:-2]) and not parallel:
        return True
    if lower.startswith((*PREDICATES, "在")) and len(upper) >= 4 and not _has_verb(upper):
        return True  # a subject, and what it does
    if len(upper) >= 2 and len(lower) >= 2 and upper[-2:] + lower[:2] in text:
        return True
    # Two full lines of a long headline: separate phrases are shorter and differ in length.
    return len(upper) >= LONG_LINE and abs(len(upper) - len(lower)) <= 1


_WIDE_GAP = re.compile(r"[ \t\xa0]{2,}|\u3000+")
_ANY_GAP = re.compile(r"[^\S\n]+")


def spaced(text: str, *, noisy: bool) -> str:
    """A heading with the spaces that part its phrases, and no others.

    A heading set character by character with spaces, or cut into bits by the noise of an
    export (`noisy`), has no phrases: those are three characters or longer.
    """
    parts = _ANY_GAP.split(text.strip())
    if len(parts) == 1:
        return print_heading(parts[0])
    if is_latin(text):
        return print_heading(" ".join(parts))
    if text.isascii() or any(part.isascii() for part in parts):
        return print_heading(" ".join(_beside_latin(parts)))
    if all(len(part) == 1 for part in parts):
        phrases = [_ANY_GAP.sub("", phrase) for phrase in _WIDE_GAP.split(text.strip())]
        if min(map(len, phrases)) < 3:
            return print_heading("".join(phrases))
        return print_heading(" ".join(phrases))
    if noisy and min(map(len, parts)) < 3:
        wide = [_ANY_GAP.sub("", phrase) for phrase in _WIDE_GAP.split(text.strip())]
        return print_heading(" ".join(wide) if min(map(len, wide)) >= 3 else "".join(wide))
    return print_heading(" ".join(_close_singles(parts)))


def _close_singles(parts: Sequence[str]) -> list[str]:
    """Single characters in a row are one word printed with gaps."""
    closed: list[str] = []
    single = False
    for part in parts:
        if single and len(part) == 1:
            closed[-1] += part
        else:
            closed.append(part)
        single = len(part) == 1
    return closed


def _beside_latin(parts: Sequence[str]) -> list[str]:
    """Between a number or Latin word and a Chinese one there is no space in print; there is one
    beside a phrase in the Latin script.
    """
    closed = [parts[0]]
    latin = [part.isascii() for part in parts]
    for at, part in enumerate(parts[1:], 1):
        upper, lower = closed[-1][-1].isascii(), part[0].isascii()
        phrase = (latin[at] and latin[at + 1 : at + 2] == [True]) or (
            at > 1 and latin[at - 1] and latin[at - 2]
        )
        if upper != lower and not phrase and (part.isascii() or closed[-1].isascii()):
            closed[-1] += part
        else:
            closed.append(part)
    return closed


def join(lines: Sequence[str], text: str) -> str:
    """The lines of one element as one: with a space, unless the line turns inside a phrase."""
    if len(lines) > TALLEST:
        return " ".join(lines)
    if not lines:
        return ""
    whole = lines[0]
    for line in lines[1:]:
        bare_upper, bare_lower = re.sub(r"\s", "", whole), re.sub(r"\s", "", line)
        turns = turns_inside(bare_upper, bare_lower, text, parallel=is_parallel(whole))
        whole += line if turns else f" {line}"
    return whole
