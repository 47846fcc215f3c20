"""The oracle of search: one monolithic index by lunr.py over the same tokens.

A reader's word of more than one token is a term for lunr too: it is put into the builder with its
true frequencies, counted by a plain scan of each text that knows nothing of positions.
"""

from __future__ import annotations

import bisect
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lunr.builder import Builder
from lunr.index import Index
from lunr.query import QueryPresence

from broadsheet.search.documents import FIELDS, SearchDocument
from broadsheet.search.manifest import BOOSTS
from broadsheet.search.tokens import fold, is_wide
from tests.search_plain import tokens


@dataclass(frozen=True)
class Clause:
    """One clause, as typed and as lunr sees it."""

    word: str
    presence: QueryPresence = QueryPresence.REQUIRED
    fields: tuple[str, ...] = FIELDS
    boost: int = 1
    fuzzy: int = 0

    @property
    def typed(self) -> str:
        sign = {1: "", 2: "+", 3: "-"}[self.presence.value]
        field = f"{self.fields[0]}:" if len(self.fields) == 1 else ""
        word = f'"{self.word}"' if " " in self.word else self.word
        boost = f"^{self.boost}" if self.boost != 1 else ""
        return f"{sign}{field}{word}{boost}{f'~{self.fuzzy}' if self.fuzzy else ''}"

    @property
    def is_pattern(self) -> bool:
        return "*" in self.word or self.fuzzy > 0

    @property
    def term(self) -> str:
        """Its name for lunr: a plain token as it is, any other word between signs of its own."""
        if self.is_pattern:
            return self.word.lower()
        folded = fold(self.word)
        stream = folded.replace(" ", "").replace(",", "")
        plain = len(stream) <= 2 if any(map(is_wide, stream)) else folded == stream
        return stream if plain and "," not in folded else f"<{folded}>"


def scan(text: str, word: str) -> int:
    """How often a word stands in a text, by the rule that readers are told."""
    return len(pattern(word).findall(fold(text)))


def pattern(word: str) -> re.Pattern[str]:
    """What finds a word in a folded text, also where it overlaps itself."""
    folded = fold(word)
    stream = [char for char in folded if char not in " ,"]
    if not any(map(is_wide, stream)):
        runs = re.split("[ ,]+", folded)
        letter = "[a-z0-9]"
        before, after = f"(?<!{letter})", f"(?!{letter})"
        return re.compile(f"{before}(?={'[ ,]+'.join(map(re.escape, runs))}{after})")
    strict = len(stream) == 2 and "," not in folded
    return re.compile(f"(?={(' *' if strict else '[ ,]*').join(map(re.escape, stream))})")


class Scan:
    """A plain scan of all texts, by the rule that readers are told."""

    def __init__(self, found: Iterable[SearchDocument]) -> None:
        self.starts: list[int] = []
        self.loose_starts: list[int] = []
        parts, loose, at, loose_at = [], [], 0, 0
        for document in found:
            text = "\n".join(fold(document.text(f)).replace(" ", "") for f in FIELDS)
            bare = text.replace(",", "")
            self.starts.append(at)
            self.loose_starts.append(loose_at)
            parts.append(text)
            loose.append(bare)
            at += len(text) + 1
            loose_at += len(bare) + 1
        self.text, self.loose = "\v".join(parts), "\v".join(loose)

    def __call__(self, word: str) -> set[int]:
        """Numbers of the stories that have the word, two characters or more."""
        folded = fold(word).replace(" ", "")
        strict = len(folded) == 2
        text, starts = (self.text, self.starts) if strict else (self.loose, self.loose_starts)
        wanted = folded if strict else folded.replace(",", "")
        result: set[int] = set()
        at = text.find(wanted)
        while at >= 0:
            number = bisect.bisect_right(starts, at) - 1
            result.add(number)
            after = starts[number + 1] if number + 1 < len(starts) else len(text)
            at = text.find(wanted, after)
        return result


def substrings(found: list[SearchDocument], count: int, seed: int) -> list[str]:
    """Random substrings of 2 to 8 characters of bodies, with a Chinese character each."""
    rng, words = random.Random(seed), []
    while len(words) < count:
        text = rng.choice(found).body
        start, length = rng.randrange(max(1, len(text) - 8)), rng.randint(2, 8)
        word = text[start : start + length].strip()
        stream = fold(word).replace(" ", "").replace(",", "")
        if len(stream) > 1 and any(map(is_wide, stream)) and "\n" not in word:
            words.append(word)
    return words


def index(
    stories: Iterable[SearchDocument], clauses: Iterable[Clause], *, narrow: bool = False
) -> Index:
    """The monolithic index, with the clauses' words as terms.

    A `narrow` one has a single name for all tokens that no clause names or may stand for: it gives
    the same answers and scores, and ten thousand stories fit in memory.
    """
    builder = Builder()
    builder.ref("id")
    for field in FIELDS:
        builder.field(field, boost=BOOSTS[field])
    kept = list(stories)
    clauses = list(clauses)
    named = {clause.term for clause in clauses}
    for story in kept:
        found = {field: tokens(story.text(field)) for field in FIELDS}
        if narrow:
            found = {
                field: [t if t in named or (t.isascii() and t.isalnum()) else "·" for t in of]
                for field, of in found.items()
            }
        builder.add({"id": story.id, **found})
    words = {c.term: c.word for c in clauses if not c.is_pattern and c.term.startswith("<")}
    scans = {term: (pattern(word), _stream(word)[:2]) for term, word in words.items()}
    for story in kept:
        for field in FIELDS:
            folded = fold(story.text(field))
            stream = _stream(folded)
            for term, (found, start) in scans.items():
                count = start in stream and len(found.findall(folded))
                if count:
                    _insert(builder, term, field, story.id, count)
    return builder.build()


def _stream(text: str) -> str:
    return fold(text).replace(" ", "").replace(",", "")


def _insert(builder: Builder, term: str, field: str, story: str, count: int) -> None:
    if term not in builder.inverted_index:
        posting = {name: {} for name in FIELDS}
        posting["_index"] = builder.term_index
        builder.term_index += 1
        builder.inverted_index[term] = posting
    builder.inverted_index[term][field][story] = defaultdict(list)
    builder.field_term_frequencies[f"{field}/{story}"][term] = count


def search(oracle: Index, clauses: Sequence[Clause]) -> dict[str, float]:
    """What the oracle finds: scores by story."""
    query = oracle.create_query()
    for clause in clauses:
        query.term(
            clause.term,
            fields=list(clause.fields),
            boost=clause.boost,
            edit_distance=clause.fuzzy,
            use_pipeline=False,
            presence=clause.presence,
        )
    return {result["ref"]: result["score"] for result in oracle.query(query)}


def queries(
    stories: Sequence[SearchDocument], count: int, rng: random.Random
) -> list[tuple[Clause, ...]]:
    """Queries with all operators, of words that stand in the stories."""
    return [tuple(_clauses(stories, rng)) for _ in range(count)]


def _clauses(stories: Sequence[SearchDocument], rng: random.Random) -> Iterable[Clause]:
    kind = rng.randrange(9)
    story = rng.choice(stories)
    required, optional, prohibited = (
        QueryPresence.REQUIRED,
        QueryPresence.OPTIONAL,
        QueryPresence.PROHIBITED,
    )
    if kind <= 2:
        yield Clause(_substring(story, rng), required)
    elif kind == 3:
        yield Clause(_substring(story, rng, 2, 3), required)
        yield Clause(_substring(story, rng, 2, 4), required)
    elif kind == 4:
        for _ in range(rng.randint(2, 4)):
            yield Clause(_substring(rng.choice(stories), rng, 2, 3), optional)
    elif kind == 5:
        yield Clause(_substring(story, rng, 2, 2), required)
        yield Clause(_substring(rng.choice(stories), rng, 2, 2), prohibited)
    elif kind == 6:
        field = rng.choice([f for f in FIELDS if len(story.text(f)) > 1])
        word = _substring(story, rng, 2, 3, field)
        yield Clause(word, rng.choice((required, optional)), fields=(field,))
        yield Clause(_substring(story, rng, 2, 3), optional)
    elif kind == 7:
        yield Clause(_substring(story, rng, 2, 3), optional, boost=rng.choice((2, 5, 10)))
        yield Clause(_substring(rng.choice(stories), rng, 2, 3), optional)
    else:
        words = [token for token in tokens(story.body) if token.isascii() and token.isalnum()]
        word = rng.choice(words or ["gdp"])
        kinds = [Clause(word, required)]
        if len(word) > 2:
            # Of one or two characters the pattern would find the oracle's pairs too.
            kinds.append(Clause(f"{word[:-1]}*", required))
            kinds.append(Clause(word[:-1] + "x", optional, fuzzy=1))
        yield rng.choice(kinds)


def _substring(
    story: SearchDocument, rng: random.Random, low: int = 2, high: int = 8, field: str = "body"
) -> str:
    text = story.text(field)
    while True:
        length = rng.randint(low, high)
        start = rng.randrange(max(1, len(text) - length))
        word = text[start : start + length].strip()
        stream = fold(word).replace(" ", "").replace(",", "")
        clean = not re.search(r'[\s"“”「」『』:：*~^+＋−－-]', word)
        if len(stream) >= 2 and clean and any(map(is_wide, stream)):
            return word
