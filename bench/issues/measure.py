"""Lines of a measure: what may open or end one, and how wide text is."""

from __future__ import annotations

import random
import re

CLOSING = set("，。、；：！？）》”’」』…—％%℃,.;:!?)】")
OPENING = set("“‘（《「『(【")
SENTENCE_END = re.compile(r"[。！？…!?][”’」』）)]*$")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/@+\-]*[A-Za-z0-9%℃]|[A-Za-z0-9]%?|——|……|.", re.S)


def cells(text: str) -> int:
    """Width in half characters."""
    return sum(1 if ord(c) < 0x2000 and c != "·" else 2 for c in text)


def wrap(text: str, measure: int, first: int, rng: random.Random, cut: float = 0.0) -> list[str]:
    """Break a paragraph into lines of `measure` full characters; the first is `first` shorter.

    Closing marks never open a line and opening marks never end one. Numbers are cut by a line end
    with the chance `cut`, Latin words never.
    """
    tokens: list[str] = []
    for token in WORD.findall(text):
        if token.isdigit() and len(token) > 2 and rng.random() < cut:
            at = rng.randint(1, len(token) - 1)
            tokens += [token[:at], token[at:]]
        else:
            tokens.append(token)
    hang = rng.random() < 0.5
    lines: list[str] = []
    line: list[str] = []
    room = (measure - first) * 2
    used = 0
    for token in tokens:
        width = cells(token)
        if used + width > room and line:
            if token[0] in CLOSING and token != "——" and hang and used + width <= room + 2:
                line.append(token)
                used += width
                continue
            carry: list[str] = []
            if token[0] in CLOSING and token != "——":
                while (line and not carry) or carry[0][0] in CLOSING:
                    if len(line) <= 1:
                        break
                    carry.insert(0, line.pop())
            while len(line) > 1 and line[-1][0] in OPENING:
                carry.insert(0, line.pop())
            lines.append("".join(line).strip())
            line = [*carry]
            if token == " " and not line:
                used = 0
                room = measure * 2
                continue
            used = sum(cells(t) for t in line)
            room = measure * 2
        line.append(token)
        used += width
    if line:
        lines.append("".join(line).strip())
    return [x for x in lines if x]
