"""The name guard: people whose name is spelt in two ways, in one issue or across the archive.

A guess for a person to look at; nothing is changed. What was decided once is kept in
content/names.yaml and not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from broadsheet.ingest.likeness import same_shape, same_sound
from broadsheet.ingest.namebook import NameBook, Named, people_of
from broadsheet.ingest.people import Mention
from broadsheet.ingest.peoplewords import OFFICES
from broadsheet.ingest.results import Prepared
from broadsheet.manuscript import article_name
from broadsheet.model import Article, EditionKey
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.read import EDITIONS
from broadsheet.spellings import Decisions, load_decisions

REVIEW = "name-variant"
"""Review code of a story that names somebody in a doubtful spelling."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A name in a story, and another one like it."""

    article: int
    """Index of the story."""
    name: str
    other: str
    where: str
    """Path of the story that has the other one."""
    why: str
    """`sound`, `shape`, `sound and shape`, `office`."""


Stories = Mapping[str, Sequence[Mention]]
"""The people of each story, by its file."""


@dataclass(frozen=True, slots=True)
class NameGuard:
    """The guard of one run of ingest."""

    book: NameBook | None
    """None where nobody is guarded: nothing to set, or names.yaml cannot be read."""
    decisions: Decisions
    problems: tuple[Problem, ...] = ()
    asked: set[frozenset[str]] = field(default_factory=set)
    """Pairs of names that are settled, or were asked about in this run."""

    def check(self, prepared: Prepared) -> tuple[Prepared, Stories]:
        """The issue with its doubtful names flagged, and the people of each story."""
        if self.book is None:
            return prepared, {}
        setting = prepared.setting
        mentions = [people_of(article) for article in setting.articles]
        articles, said = guard(
            setting.articles, mentions, prepared.key, self.book, self.decisions, self.asked
        )
        checked = replace(
            prepared,
            setting=replace(setting, articles=articles),
            problems=(*prepared.problems, *said),
        )
        files = map(article_name, setting.articles)
        return checked, dict(zip(files, mentions, strict=True))

    def take_down(self, key: EditionKey, stories: Stories) -> None:
        """Writes the people of an issue that was set into the book."""
        if self.book is not None:
            # Without a state it is read again from the disk the next time.
            self.book.write(str(key), stories, "")


@contextmanager
def name_guard(root: Path, *, keep: bool, wanted: bool) -> Iterator[NameGuard]:
    """The guard over the archive below `root`; with `keep` false it leaves nothing on the disk."""
    if not wanted:
        yield NameGuard(None, Decisions())
        return
    try:
        decisions = load_decisions(root)
    except NewspaperError as error:
        yield NameGuard(None, Decisions(), error.problems)
        return
    book = NameBook(root, keep=keep)
    try:
        book.refresh()
        yield NameGuard(book, decisions, asked=set(decisions.settled))
    finally:
        book.close()


def guard(
    articles: Sequence[Article],
    mentions: Sequence[Sequence[Mention]],
    key: EditionKey,
    book: NameBook,
    decisions: Decisions,
    asked: set[frozenset[str]],
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The stories with the review code where a name is doubtful, and a warning for each pair.

    `mentions` are the people of each story (`people_of`); `asked` holds the pairs that are settled
    or were asked about in this run, and grows.
    """
    found = tuple(_variants(articles, mentions, key, book, asked))
    misspelt = tuple(_misspelt(mentions, decisions))
    doubtful = {variant.article for variant in found} | {index for index, _ in misspelt}
    flagged = tuple(
        replace(article, review=tuple(dict.fromkeys((*article.review, REVIEW))))
        if index in doubtful
        else article
        for index, article in enumerate(articles)
    )
    paths = [f"{EDITIONS}/{key}/{article_name(article)}" for article in articles]
    warnings = [
        problem(REVIEW, paths[v.article], name=v.name, other=v.other, where=v.where, why=v.why)
        for v in found
    ]
    warnings += [
        problem("name-misspelt", paths[index], name=name, correct=decisions.correct[name])
        for index, name in misspelt
    ]
    return flagged, tuple(warnings)


def _misspelt(
    mentions: Sequence[Sequence[Mention]], decisions: Decisions
) -> Iterator[tuple[int, str]]:
    for index, story in enumerate(mentions):
        names = dict.fromkeys(m.name for m in story if m.name in decisions.correct)
        yield from ((index, name) for name in names)


def _variants(
    articles: Sequence[Article],
    mentions: Sequence[Sequence[Mention]],
    key: EditionKey,
    book: NameBook,
    seen: set[frozenset[str]],
) -> Iterator[Variant]:
    """One variant for each pair of names: the first place of each where they are most alike."""
    files = list(map(article_name, articles))
    here = [
        (index, Named(m.name, m.office, str(key), files[index], m.sentence))
        for index, story in enumerate(mentions)
        for m in story
    ]
    by_pattern: dict[str, list[Named]] = {}
    for _, named in here:
        for at in range(len(named.name)):
            pattern = f"{named.name[:at]}?{named.name[at + 1 :]}"
            by_pattern.setdefault(pattern, []).append(named)
    archive: dict[str, tuple[Named, ...]] = {}
    for index, named in here:
        if named.name not in archive:
            archive[named.name] = tuple(
                place
                for other in book.near(named.name)
                if frozenset((named.name, other)) not in seen and closeness(named.name, other)
                for place in book.named(other, str(key))
            )
        inside = (
            other
            for at in range(len(named.name))
            for other in by_pattern[f"{named.name[:at]}?{named.name[at + 1 :]}"]
            if other.name != named.name
        )
        for other in (*inside, *archive[named.name]):
            pair = frozenset((named.name, other.name))
            if pair in seen:
                continue
            why = alike(named, other)
            if why is None:
                continue
            if _two_people(pair, mentions) or book.together(named.name, other.name):
                seen.add(pair)
                continue
            seen.add(pair)
            yield Variant(index, named.name, other.name, other.where, why)


def _two_people(pair: Iterable[str], mentions: Sequence[Sequence[Mention]]) -> bool:
    """Whether a sentence of the issue names both: nobody stands beside himself."""
    one, other = pair
    for story in mentions:
        sentences = {m.sentence for m in story if m.name == one}
        if any(m.sentence in sentences for m in story if m.name == other):
            return True
    return False


def alike(one: Named, other: Named) -> str | None:
    """Why two names may be one person's, or None.

    A name of three characters is rare enough that one like character will do. Of two characters
    more is asked, and so it is of a differing surname, the part that people get right. Where only
    one person can hold the office that both are named with, any one character may differ.
    """
    close = closeness(one.name, other.name)
    if close is None or (close.asks is not None and not close.asks(one, other)):
        return None
    return close.why


@dataclass(frozen=True, slots=True)
class Closeness:
    """Why two names may be one person's, whoever bears them."""

    why: str
    asks: Callable[[Named, Named], bool] | None = None
    """What must also hold for those who bear them."""


@lru_cache(maxsize=1 << 16)  # an archive names the same people every day
def closeness(one: str, other: str) -> Closeness | None:
    """How close two names are, or None where they are two people's in any case."""
    if len(one) != len(other) or len(one) < 2:
        return None
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) != 1:
        return None
    at = places[0]
    sound, shape = same_sound(one[at], other[at]), same_shape(one[at], other[at])
    why = " and ".join(word for word, holds in (("sound", sound), ("shape", shape)) if holds)
    doubtful = len(one) == 2 or at == 0
    if not why:
        return None if doubtful else Closeness("office", only_one_holds)
    return Closeness(why, same_desk if doubtful and not (sound and shape) else None)


def same_desk(one: Named, other: Named) -> bool:
    """Whether two people sign for the same desk, printed long or short, or hold one office."""
    if not one.office or not other.office:
        return False
    shorter, longer = sorted((one.office, other.office), key=len)
    sign = one.sentence < 0 and other.sentence < 0
    return (sign and longer.startswith(shorter)) or only_one_holds(one, other)


def only_one_holds(one: Named, other: Named) -> bool:
    """Whether both are named with the same office, and a deputy's or a trade it is not."""
    if not one.office or not other.office or one.sentence < 0 or other.sentence < 0:
        return False
    title = next((title for title in _SINGLE if one.office.endswith(title)), None)
    if title is None or not other.office.endswith(title):
        return False
    ends = [office.removesuffix(title)[-2:] for office in (one.office, other.office)]
    return len(ends[0]) == 2 and ends[0] == ends[1] and "副" not in ends[0]


_SINGLE = tuple(
    sorted(
        (title for title in OFFICES if title.endswith(("长", "书记", "主席", "总经理"))), key=len
    )
)[::-1]
"""Offices of which a house has one, the longest first."""
