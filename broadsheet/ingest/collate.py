"""Collating: a text export and the pages of the same issue become one setting.

The words are those of the export, which a person typed or a system kept; where they stand, which
pictures belong to them and in what order they follow is seen on the pages. What only one of the
two has is kept and flagged, and what they say differently is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from broadsheet.ingest.accounts import essence
from broadsheet.ingest.pasteup import PasteUp
from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Account, Fate, Guess, Setting, Share
from broadsheet.model import Article
from broadsheet.pdf.words import bare
from broadsheet.problems import Problem, problem
from broadsheet.text import printable

ALIKE = 0.35
"""Share of the pairs of characters of the shorter text from which two texts are one story."""
PART = 0.7
"""The same for a second area of a story that is matched already."""
SAME = 0.7
"""Share of the characters of display lines that were read right from which they are the same."""
SAID = 20
"""Characters of each text that a difference shows."""


@dataclass(frozen=True, slots=True)
class Collated:
    """One issue from both."""

    raw: RawIssue
    setting: Setting
    places: tuple[tuple[tuple[int, ...], ...], ...]
    """For each page and each of its areas, the indices in `setting.articles` it leads to."""
    problems: tuple[Problem, ...]


def collate(text: Setting, raw: RawIssue, pages: PasteUp, shown: str) -> Collated:
    """The setting of an export and that of its pages as one."""
    ours, theirs = text.articles, pages.setting.articles
    pairs, parts = _pairs(ours, theirs)
    ordered = list(_ordered(ours, theirs, pairs, parts))
    index_ours = {own: n for n, (_, own, _) in enumerate(ordered) if own is not None}
    index_theirs = {their: n for n, (_, _, their) in enumerate(ordered) if their is not None}
    index_theirs |= {their: index_ours[own] for their, own in parts.items()}
    articles = _numbered([article for article, _, _ in ordered])
    account = _joined(
        _renamed(text.account, index_ours, {}),
        _renamed(pages.setting.account, index_theirs, {**pairs, **parts}),
    )
    folios = tuple(dict.fromkeys((*pages.setting.folios, *text.folios)))
    guesses = tuple(_guesses(text.guesses, index_ours))
    imprint = pages.setting.imprint
    if imprint.date is None:
        imprint = replace(imprint, date=text.imprint.date)
    if imprint.number is None:
        imprint = replace(imprint, number=text.imprint.number)
    setting = Setting(
        articles=articles,
        pages=pages.setting.pages,
        folios=folios,
        imprint=imprint,
        guesses=guesses,
        account=account,
        layout=text.layout,
    )
    places = tuple(
        tuple(tuple(index_theirs[at] for at in leads if at in index_theirs) for leads in page)
        for page in pages.places
    )
    both = RawIssue((*raw.pages, *pages.raw.pages))
    told = {their: articles[n].place for their, n in index_theirs.items()}
    problems = _problems(ours, theirs, pairs, ordered, articles, told, shown)
    return Collated(both, setting, places, tuple(problems))


# ---------------------------------------------------------------------------------- pairs


def _profile(article: Article) -> Counter[str]:
    """The pairs of neighbouring characters of a story."""
    words = essence(f"{article.title}{article.body}", loose=True)
    return Counter(words[n : n + 2] for n in range(len(words) - 1))


def _pairs(
    ours: Sequence[Article], theirs: Sequence[Article]
) -> tuple[dict[int, int], dict[int, int]]:
    """Story of the pages → story of the export: one to one; and further parts of a story."""
    left, right = [_profile(a) for a in ours], [_profile(a) for a in theirs]
    sizes = [sum(p.values()) for p in left], [sum(p.values()) for p in right]
    options = []
    for n, a in enumerate(left):
        for m, b in enumerate(right):
            common = sum((a & b).values())
            least = min(sizes[0][n], sizes[1][m])
            if least and common >= ALIKE * least:
                options.append((-common, n, m, common / least))
    pairs: dict[int, int] = {}
    parts: dict[int, int] = {}
    used: set[int] = set()
    for _, n, m, _ in sorted(options):
        if m not in pairs and n not in used:
            pairs[m] = n
            used.add(n)
    for _, n, m, share in sorted(options):
        if m not in pairs and m not in parts and n in used and share >= PART:
            parts[m] = n
    return pairs, parts


def _ordered(
    ours: Sequence[Article],
    theirs: Sequence[Article],
    pairs: Mapping[int, int],
    parts: Mapping[int, int],
) -> Iterator[tuple[Article, int | None, int | None]]:
    """Stories in the order of the pages: (story, index in ours, index in theirs)."""
    back = {n: m for m, n in pairs.items()}
    after: dict[int | None, list[int]] = {}
    last: int | None = None
    for n in range(len(ours)):
        if n in back:
            last = back[n]
        else:
            after.setdefault(last, []).append(n)

    def alone(at: int | None, page: int) -> Iterator[tuple[Article, int | None, int | None]]:
        for n in after.get(at, ()):
            flagged = replace(ours[n], page=page, review=(*ours[n].review, "place-unsure"))
            yield flagged, n, None

    yield from alone(None, theirs[0].page if theirs else 1)
    for m, article in enumerate(theirs):
        if m in pairs:
            own = _headed(ours[pairs[m]], article)
            yield (
                replace(
                    own,
                    page=article.page,
                    images=own.images or article.images,
                    jump=own.jump or article.jump,
                ),
                pairs[m],
                m,
            )
        elif m not in parts:
            yield replace(article, review=(*article.review, "not-in-export")), None, m
        yield from alone(m, article.page)


def _headed(own: Article, their: Article) -> Article:
    """A story of the export with its display lines told apart as type sizes tell them.

    The words stay those of the export; where they are others than the page's, nothing is cut.
    """
    words = " ".join(filter(None, (own.kicker, own.title, own.deck)))
    sized = [bare(text or "") for text in (their.kicker, their.title, their.deck)]
    sizes = [len(text) for text in sized]
    plain, other = bare(words), "".join(sized)
    if len(plain) != sum(sizes) or not plain:
        return own
    if sum(a == b for a, b in zip(plain, other, strict=True)) < SAME * len(plain):
        return own
    kicker, title, deck = _cut(words, sizes)
    return replace(own, kicker=kicker or None, title=title, deck=deck or None) if title else own


def _cut(words: str, sizes: Sequence[int]) -> Iterator[str]:
    """A text in pieces of so many characters, white space not counted."""
    at = 0
    for size in sizes:
        end, count = at, 0
        while count < size:
            count += not words[end].isspace()
            end += 1
        yield words[at:end].strip()
        at = end


def _numbered(articles: Sequence[Article]) -> tuple[Article, ...]:
    orders: Counter[int] = Counter()
    found = []
    for article in articles:
        orders[article.page] += 1
        found.append(replace(article, order=orders[article.page]))
    return tuple(found)


# -------------------------------------------------------------------------------- account


def _renamed(account: Account, index: Mapping[int, int], doubled: Mapping[int, int]) -> Account:
    """An account with the stories' new indices; those that stand in the export are doubles."""
    shares = []
    totals = dict.fromkeys(Fate, 0)
    for fate, count in account.totals.items():
        totals[fate] += count
    for share in account.shares:
        if share.article is None:
            shares.append(share)
        elif share.article in doubled:
            size = share.end - share.start
            totals[share.fate] -= size
            totals[Fate.DUPLICATE] += size
            shares.append(share._replace(fate=Fate.DUPLICATE, article=None))
        else:
            shares.append(share._replace(article=index.get(share.article)))
    return Account(tuple(shares), totals, account.differences)


def _joined(first: Account, second: Account) -> Account:
    totals = {fate: first.totals.get(fate, 0) + second.totals.get(fate, 0) for fate in Fate}
    shares: tuple[Share, ...] = (*first.shares, *second.shares)
    return Account(shares, totals, (*first.differences, *second.differences))


def _guesses(guesses: Sequence[Guess], index: Mapping[int, int]) -> Iterator[Guess]:
    for guess in guesses:
        if guess.article is None:
            yield guess
        elif guess.article in index:
            yield replace(guess, article=index[guess.article])


# ------------------------------------------------------------------------------- problems


def _problems(
    ours: Sequence[Article],
    theirs: Sequence[Article],
    pairs: Mapping[int, int],
    ordered: Sequence[tuple[Article, int | None, int | None]],
    articles: Sequence[Article],
    told: Mapping[int, str],
    shown: str,
) -> Iterator[Problem]:
    for (_, own, their), article in zip(ordered, articles, strict=True):
        title = printable(article.title, 30)
        if own is None:
            yield problem("not-in-export", shown, place=article.place, title=title)
        elif their is None:
            yield problem("not-on-pages", shown, place=article.place, title=title)
    for m, n in sorted(pairs.items()):
        found = _difference(ours[n], theirs[m])
        if found is not None:
            count, text, page = found
            yield problem("texts-differ", shown, place=told[m], count=count, text=text, page=page)


def _difference(own: Article, their: Article) -> tuple[int, str, str] | None:
    """How many characters differ, and the first difference in the words of both."""
    a, b = essence(own.body, loose=True), essence(their.body, loose=True)
    if a == b:
        return None
    count = 0
    first: tuple[str, str] | None = None
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        count += max(a1 - a0, b1 - b0)
        if first is None:
            ours, page = a[a0:a1][:SAID], b[b0:b1][:SAID]
            first = printable(ours or "nothing"), printable(page or "nothing")
    assert first is not None
    return count, *first
