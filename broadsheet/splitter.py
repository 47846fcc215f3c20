"""Where the words of a Chinese headline end: BudouX's model, weighed quickly.

BudouX asks thirteen tables about every place between two characters; with tables by character, by
pair and by three in a row it is three questions. A property test holds that the parts are BudouX's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import budoux

_Scores = list[int]


class Splitter:
    """One model of BudouX."""

    def __init__(self, model: Mapping[str, Mapping[str, int]]) -> None:
        self._by_one = _table([model.get(f"UW{n}", {}) for n in range(1, 7)])
        by_two = _table([model.get(f"BW{n}", {}) for n in range(1, 4)])
        self._by_three = _table([model.get(f"TW{n}", {}) for n in range(1, 5)])
        begins = {text[:2] for text in self._by_three}
        self._by_two = {
            pair: (*by_two.get(pair, (0, 0, 0)), pair in begins) for pair in by_two.keys() | begins
        }
        """With whether one of the few three in a row begins so: others need not be looked for."""
        total = sum(sum(scores.values()) for scores in model.values())
        self._enough = total * 0.5
        """A word ends where the scores are above it."""

    def parts(self, text: str) -> list[str]:
        """The words, with what belongs to them; joined, they are the text."""
        if not text:
            return []
        # scores[i] is of the place before character i; those past the end, which places before
        # the first character fall on too, are not looked at
        scores = [0] * (len(text) + 3)
        one, two, three = self._by_one, self._by_two, self._by_three
        for i, char in enumerate(text):
            if char in one:
                u1, u2, u3, u4, u5, u6 = one[char]
                scores[i + 3] += u1
                scores[i + 2] += u2
                scores[i + 1] += u3
                scores[i] += u4
                scores[i - 1] += u5
                scores[i - 2] += u6
            pair = text[i : i + 2]
            if pair in two:
                b1, b2, b3, begins = two[pair]
                scores[i + 2] += b1
                scores[i + 1] += b2
                scores[i] += b3
                if begins and (triple := text[i : i + 3]) in three:
                    t1, t2, t3, t4 = three[triple]
                    scores[i + 3] += t1
                    scores[i + 2] += t2
                    scores[i + 1] += t3
                    scores[i] += t4
        enough, start = self._enough, 0
        parts: list[str] = []
        for i in range(1, len(text)):
            if scores[i] > enough:
                parts.append(text[start:i])
                start = i
        return [*parts, text[start:]]


@lru_cache(maxsize=2)
def splitter(language: str) -> Splitter:
    """That of a language; the simplified one where it has none."""
    if language == "zh-Hant":
        return Splitter(budoux.load_default_traditional_chinese_parser().model)
    return Splitter(budoux.load_default_simplified_chinese_parser().model)


def _table(columns: Sequence[Mapping[str, int]]) -> Mapping[str, _Scores]:
    """The scores of each text in all columns."""
    found: dict[str, list[int]] = {}
    for number, column in enumerate(columns):
        for text, score in column.items():
            if text not in found:
                found[text] = [0] * len(columns)
            found[text][number] = score
    return found
