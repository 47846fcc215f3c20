"""Issues of many papers: what an editor marked in them, and how much of it comes out.

Each issue of `data/layouts` is set in other habits: a mine's weekly with its headlines under the
stories, a page of essays, a town paper in traditional characters, an evening paper's services.
The marking has the form of the truth files of `bench/issues`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from broadsheet.ingest.compose import set_issue
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Setting
from broadsheet.ingest.txt import read_text
from broadsheet.model import Article

LAYOUTS = Path(__file__).parent / "data" / "layouts"
FLOORS = json.loads((LAYOUTS / "floors.json").read_text("utf-8"))
"""Share of an issue's stories, headlines, authors and paragraphs that comes out, at least."""


def bare(text: str) -> str:
    """Text as it is compared: characters without white space, in one width."""
    return re.sub(r"\s+|  \n", "", unicodedata.normalize("NFKC", text))


def grams(text: str) -> Counter[str]:
    return Counter(text[i : i + 4] for i in range(max(1, len(text) - 3)))


def overlap(one: str, other: str) -> float:
    a, b = grams(one), grams(other)
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def blocks_of(article: Article) -> list[str]:
    plain = re.sub(r"\\(?=[^\w\s])", "", article.body)
    kept = [re.sub(r"^#+ |^\|[ |-]+\|$|\|", "", b, flags=re.MULTILINE) for b in plain.split("\n\n")]
    return [bare(block) for block in kept if block.strip()]


def shares(setting: Setting, truth: dict[str, Any]) -> dict[str, float]:
    """How much of the marking comes out, by kind."""
    hits: Counter[str] = Counter()
    every: Counter[str] = Counter()
    bodies = [(article, blocks_of(article)) for article in setting.articles]
    for wanted in truth["articles"]:
        marked = [b for b in wanted["blocks"] if not b.get("optional")]
        text = bare("".join(b["text"] for b in marked))
        article, blocks = max(bodies, key=lambda one: overlap(text, "".join(one[1])))
        every["stories"] += 1
        hits["stories"] += overlap(text, "".join(blocks)) >= 0.8
        titles = [wanted["headline"] or "", *(wanted.get("alt") or {}).get("headline", [])]
        every["headlines"] += not wanted["headline_missing"]
        hits["headlines"] += not wanted["headline_missing"] and bare(article.title) in map(
            bare, titles
        )
        named = Counter(bare(person["name"]) for person in wanted["byline"])
        found = Counter(bare(author.name) for author in article.authors)
        every["authors"] += max(named.total(), found.total())
        hits["authors"] += (named & found).total()
        paragraphs = [b for b in marked if b["type"] == "p" and not b.get("soft_breaks")]
        every["paragraphs"] += len(paragraphs)
        hits["paragraphs"] += sum(bare(b["text"]) in blocks for b in paragraphs)
    return {kind: hits[kind] / every[kind] for kind in every if every[kind]}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_paper_of_other_habits_comes_out_as_its_editor_marked_it(name: str) -> None:
    raw = (LAYOUTS / f"{name}.txt").read_text("utf-8")
    truth = json.loads((LAYOUTS / f"{name}.truth.json").read_text("utf-8"))
    setting = set_issue(RawIssue(read_text(raw, f"{name}.txt")))
    assert setting.account.closes
    found = shares(setting, truth)
    short = {kind: share for kind, share in found.items() if share < FLOORS[name][kind]}
    assert not short, f"{short} of {FLOORS[name]}"
