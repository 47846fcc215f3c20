"""Forms of names: whether a word may be a person or an organisation, by its characters alone."""

from __future__ import annotations

import re
from collections.abc import Set

from broadsheet.ingest.conventions import (
    COLUMN_WORDS,
    COMPOUND_SURNAMES,
    ORG_ENDINGS,
    OWN_ORGS,
    ROLES,
    SURNAMES,
)

HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}\Z")


_NO_NAMES = frozenset((*ORG_ENDINGS, *ROLES))


def is_name(word: str) -> bool:
    """Whether a word has the form of a person's name: a surname and one or two characters."""
    if not 2 <= len(word) <= 4 or word in COLUMN_WORDS or word in _NO_NAMES:
        return False
    if HAN_NAME.match(word):
        if word[:2] in COMPOUND_SURNAMES:
            return len(word) in (3, 4)
        return len(word) <= 3 and word[0] in SURNAMES
    return False


def is_org(word: str) -> bool:
    """Whether a word has the form of an organisation."""
    return 2 <= len(word) <= 24 and (
        word in OWN_ORGS or (len(word) >= 3 and word.endswith(ORG_ENDINGS))
    )


def split_names(word: str, known: Set[str] = frozenset()) -> tuple[str, ...] | None:
    """Names printed without a space: the split with most known names, then with most characters
    a name.
    """
    if not 4 <= len(word) <= 18:
        return None
    best: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(word) + 1)
    best[0] = (0, ())
    for end in range(2, len(word) + 1):
        for size in (3, 2, 4):
            start = end - size
            if start < 0:
                continue
            before = best[start]
            name = word[start:end]
            if before is None or not (name in known or is_name(name)):
                continue
            score = before[0] + (10 if name in known else 3 if size == 3 else 2 if size == 2 else 1)
            here = best[end]
            if here is None or score > here[0]:
                best[end] = (score, (*before[1], name))
    found = best[-1]
    return found[1] if found is not None and len(found[1]) > 1 else None
