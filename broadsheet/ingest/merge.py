"""Re-drop: a better raw issue for an edition that is there already, merged three ways.

Between the last set text (kept in `.set` of the edition's folder), the newly set text and the
Markdown as editors left it: what only the press changed is taken, what an editor changed stays,
and where both changed the same thing the editor's words stay and both are shown. No story is
taken away, and a story keeps its place, because its place is its address (docs/decisions/0009).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from broadsheet.ingest.diff3 import Clash, merge_text
from broadsheet.model import Article, Edition, Page

CONFLICT = "merge-conflict"
"""Review code of a story with a clash, until a person takes it away."""

SIMILAR = 0.5
"""Likeness of two bodies from which they count as one story."""

SAME_ISSUE = 1 / 3
"""Share of stories that must be found again; below it, the raw text is of another issue."""

_MACHINE = frozenset(("page", "order", "source", "slug", "review", "accepted", "body"))
"""Fields of an article that are not merged as one value."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A clash, and where it is."""

    place: str
    """`01-03`, or `edition` for edition.md."""
    field: str
    """Key of the front matter, or `body`."""
    clash: Clash


@dataclass(frozen=True, slots=True)
class Merged:
    """An edition, merged."""

    articles: tuple[Article, ...]
    conflicts: tuple[Conflict, ...]
    taken: tuple[str, ...]
    """Places of stories in which changes of the new raw text were taken."""
    kept: tuple[str, ...]
    """Places of stories in which an editor's changes stayed."""
    added: tuple[str, ...]
    """Places of stories that only the new raw text has."""
    gone: tuple[str, ...]
    """Places of stories that the new raw text has no more; they stay."""
    left_out: tuple[str, ...]
    """Headlines of stories that an editor had taken away; they stay away."""
    same_issue: bool
    """False where so little is found again that the raw text must be of another issue."""


def merge_articles(
    base: Sequence[Article], ours: Sequence[Article], theirs: Sequence[Article]
) -> Merged:
    """Merges the stories of an edition: as last set, as editors left them, as set anew."""
    to_ours = _pairs(base, ours)
    to_theirs = _pairs(base, theirs)
    # The numbers of stories in `ours` and `theirs`, by that of the same story in the other one.
    theirs_of = {to_ours[b]: to_theirs[b] for b in to_ours if b in to_theirs}
    base_of = {o: b for b, o in to_ours.items()}
    loose_ours = [o for o in range(len(ours)) if o not in base_of]
    known = set(to_theirs.values())
    loose_theirs = [t for t in range(len(theirs)) if t not in known]
    # A story that an editor added by hand and the new raw text has too is one story.
    for o, t in _match([ours[i] for i in loose_ours], [theirs[i] for i in loose_theirs]).items():
        theirs_of[loose_ours[o]] = loose_theirs[t]
    result: list[Article] = []
    conflicts: list[Conflict] = []
    taken, kept, gone = [], [], []
    used = {article.place for article in ours}
    for number, mine in enumerate(ours):
        old = base[base_of[number]] if number in base_of else None
        if number not in theirs_of:
            if old is not None:
                gone.append(mine.place)
            result.append(mine)
            continue
        new = theirs[theirs_of[number]]
        merged, clashes = merge_article(old or _blank(mine), mine, new)
        merged = _placed(merged, mine, old, new, used)
        conflicts += [replace(clash, place=merged.place) for clash in clashes]
        if not same_text(merged, mine):
            taken.append(merged.place)
        if old is not None and not same_text(mine, old):
            kept.append(merged.place)
        result.append(merged)
    taken_away = {to_theirs[b] for b in to_theirs if b not in to_ours}
    added = [t for t in loose_theirs if t not in theirs_of.values()]
    for number in added:
        story = _free(theirs[number], used)
        used.add(story.place)
        result.append(story)
    found = len(to_theirs) + sum(o not in base_of for o in theirs_of)
    return Merged(
        articles=tuple(sorted(result, key=lambda a: (a.page, a.order))),
        conflicts=tuple(conflicts),
        taken=tuple(taken),
        kept=tuple(kept),
        added=tuple(a.place for a in result[len(ours) :]),
        gone=tuple(gone),
        left_out=tuple(theirs[number].title for number in sorted(taken_away)),
        same_issue=not base or found >= SAME_ISSUE * min(len(base), len(theirs)),
    )


def merge_article(
    base: Article, ours: Article, theirs: Article
) -> tuple[Article, tuple[Conflict, ...]]:
    """Merges one story; its place and slug stay those of `ours`."""
    values: dict[str, object] = {}
    conflicts: list[Conflict] = []
    for field in fields(Article):
        name = field.name
        if name in _MACHINE:
            continue
        old, mine, new = (getattr(article, name) for article in (base, ours, theirs))
        values[name] = new if mine == old else mine
        if mine != old and new not in (old, mine):
            conflicts.append(Conflict(ours.place, name, Clash(_say(old), _say(mine), _say(new))))
    body, clashes = merge_text(base.body, ours.body, theirs.body)
    conflicts += [Conflict(ours.place, "body", clash) for clash in clashes]
    values["body"] = body
    values["source"] = theirs.source or ours.source
    # what a person accepted was of the text that they saw
    values["accepted"] = ours.accepted if same_text(base, theirs) and not conflicts else ()
    values["review"] = _merge_review(base.review, ours.review, theirs.review, bool(conflicts))
    return replace(ours, **values), tuple(conflicts)  # type: ignore[arg-type]


def merge_edition(base: Edition, ours: Edition, theirs: Edition) -> tuple[Edition, list[Conflict]]:
    """Merges what edition.md says; pages are merged one by one."""
    values: dict[str, object] = {}
    conflicts: list[Conflict] = []
    for name in ("number", "date_inferred", "folios", "source"):
        old, mine, new = (getattr(edition, name) for edition in (base, ours, theirs))
        values[name] = new if mine == old else mine
        if mine != old and new not in (old, mine):
            conflicts.append(Conflict("edition", name, Clash(_say(old), _say(mine), _say(new))))
    values["source"] = theirs.source
    values["pages"] = tuple(_merge_pages(base.pages, ours.pages, theirs.pages))
    note, clashes = merge_text(base.note, ours.note, theirs.note)
    conflicts += [Conflict("edition", "note", clash) for clash in clashes]
    return replace(ours, note=note, **values), conflicts  # type: ignore[arg-type]


def same_text(one: Article, other: Article) -> bool:
    """Whether two stories say the same; the lines they came from do not count."""
    return replace(one, source=None) == replace(other, source=None)


def _merge_pages(
    base: Sequence[Page], ours: Sequence[Page], theirs: Sequence[Page]
) -> Sequence[Page]:
    olds, mines, news = ({page.sequence: page for page in pages} for pages in (base, ours, theirs))
    merged: dict[int, Page] = dict(mines)
    for sequence, new in news.items():
        # Untouched by an editor, or not there at all before: an editor's removal stays.
        if mines.get(sequence) == olds.get(sequence):
            merged[sequence] = new
    return [merged[sequence] for sequence in sorted(merged)]


def _merge_review(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], clashed: bool
) -> tuple[str, ...]:
    """The codes: those an editor took away stay away, those of the new setting come or go."""
    seen = set(base)
    codes = [code for code in ours if code in theirs or code not in seen]
    codes += [code for code in theirs if code not in seen]
    codes += [CONFLICT] * clashed
    return tuple(dict.fromkeys(codes))


def _placed(
    merged: Article, ours: Article, base: Article | None, theirs: Article, used: set[str]
) -> Article:
    """The story at its place: its own, or on the page that a better raw text shows it on."""
    moved_by_editor = base is None or ours.page != base.page
    if moved_by_editor or base is None or theirs.page == base.page:
        return merged
    used.discard(ours.place)
    placed = _free(replace(merged, page=theirs.page, order=theirs.order), used)
    used.add(placed.place)
    return placed


def _free(article: Article, used: set[str]) -> Article:
    """The story at its place, or behind the last one of its page where that is taken."""
    if article.place not in used:
        return article
    orders = [int(place.split("-")[1]) for place in used if _page(place) == article.page]
    return replace(article, order=max(orders) + 1)


def _page(place: str) -> int:
    return int(place.split("-")[0])


def _blank(article: Article) -> Article:
    """The base of a story that has none: nothing but its place."""
    return Article(article.page, article.order, "")


# --- which story is which -------------------------------------------------------------------


def _pairs(base: Sequence[Article], other: Sequence[Article]) -> dict[int, int]:
    """The number in `other` of each story of `base` that is found there."""
    pairs: dict[int, int] = {}
    # The lines a story was set from are its surest mark; editors have no reason to change them.
    by_source = {a.source: n for n, a in enumerate(other) if a.source is not None}
    for number, article in enumerate(base):
        twin = by_source.get(article.source) if article.source else None
        if twin is not None and _alike(article, other[twin]) >= SIMILAR:
            pairs[number] = twin
    loose_base = [n for n in range(len(base)) if n not in pairs]
    paired = set(pairs.values())
    loose_other = [n for n in range(len(other)) if n not in paired]
    found = _match([base[n] for n in loose_base], [other[n] for n in loose_other])
    pairs |= {loose_base[b]: loose_other[o] for b, o in found.items()}
    return pairs


def _match(some: Sequence[Article], others: Sequence[Article]) -> Mapping[int, int]:
    """The best pairs of alike stories, each story once."""
    scored = sorted(
        (
            (-_alike(one, other), abs(a - b), a, b)
            for a, one in enumerate(some)
            for b, other in enumerate(others)
        ),
    )
    pairs: dict[int, int] = {}
    for unlike, _, a, b in scored:
        if -unlike >= SIMILAR and a not in pairs and b not in pairs.values():
            pairs[a] = b
    return pairs


def _alike(one: Article, other: Article) -> float:
    """Likeness of two stories, 0 to 1: of their character pairs, headline or body."""
    bodies = _overlap(one.body, other.body)
    if one.title and one.title == other.title:
        return max(bodies, (1 + bodies) / 2)
    return bodies


def _overlap(one: str, other: str) -> float:
    """Likeness of two texts by the character pairs they share (cosine, 0 to 1)."""
    pairs, more = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other))
    if not pairs or not more:
        return float(one == other)
    return len(pairs & more) / math.sqrt(len(pairs) * len(more))


def _say(value: object) -> str:
    """A value of the front matter as a person reads it."""
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return "; ".join(_say(item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        parts = (getattr(value, field) for field in value.__dataclass_fields__)
        return " ".join(str(part) for part in parts if part is not None)
    return str(value)
