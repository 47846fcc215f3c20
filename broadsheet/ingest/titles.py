"""Titles made from a lede, for stories that came without a headline; names of files from titles."""

from __future__ import annotations

import re

from broadsheet.ingest import latin

_TIME_CLAUSE = re.compile(
    r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[上下]午|晚|一大早|清晨|傍晚|至\d{1,2}日|当天)?|近日|"
    r"日前|连日来|近年来|昨[日天]|今[日天]|"
    r"最近|近期|眼下|当前|据悉|据了解|据介绍|今年以来|入[春夏秋冬]以来|\d{1,2}日)\Z"
)
LONGEST_INFERRED = 40
"""Characters of the longest title that is made from a lede."""

LONGEST_SLUG = 24
"""Characters of a slug: a file name stays well below 255 bytes, the limit of common disks."""


def slug(title: str) -> str:
    """The part of a file name that says what the story is: letters and digits of its headline."""
    words = re.findall(r"[^\W_]+", title)
    return "-".join(words)[:LONGEST_SLUG].strip("-").lower()


def inferred_title(text: str) -> str:
    """A title from the first sentence: its first clause that is no mere time."""
    if latin.is_latin(text):
        words = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0].rstrip(".!?").split()
        while len(words) > 1 and len(" ".join(words)) > LONGEST_INFERRED:
            words.pop()
        return " ".join(words)[:LONGEST_INFERRED].strip("“”\"' ,")
    sentence = re.split(r"(?<=[。！？!?…])", text.strip(), maxsplit=1)[0].rstrip("。！？!?…")
    clauses = re.split(r"[，,；;]", sentence)
    while len(clauses) > 1 and (_TIME_CLAUSE.search(clauses[0]) or len(clauses[0]) < 2):
        clauses.pop(0)
    title = clauses[0]
    for clause in clauses[1:]:
        if len(title) >= 8:
            break
        title = f"{title}，{clause}"
    return title.strip("“”\"' ")[:LONGEST_INFERRED].rstrip()
