"""What waits for a person's look: the review flags of stories, and dates that were worked out.

A flag says what the press was not sure of. It stands between a draft and the readers until an
editor has looked: either the story is mended and the code taken out of `review`, or it is right
as it is and the code is repeated under `accepted` (docs/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from broadsheet import frontmatter, urls
from broadsheet.manuscript import ARTICLE_NAME, parse_article, parse_edition
from broadsheet.model import Article, Edition, EditionKey
from broadsheet.newspaper import Newspaper
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.read import EDITION_FILE, EDITIONS, Folder
from broadsheet.text import printable

DATE_INFERRED = "date-inferred"
"""The review code of an edition whose date was worked out from the text."""
_SIGNS = (b"review", b"date_inferred")
"""One of these stands in every file that has something to accept; most files have none."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """The flags of one file that nobody has accepted."""

    path: str
    line: int
    """Where the flags stand."""
    key: EditionKey
    place: str | None
    """`01-03`; None for the edition itself."""
    title: str
    """Headline, or the edition's date."""
    codes: tuple[str, ...]
    draft: bool
    """The story is not to be published at all, so nobody is kept waiting."""

    @property
    def name(self) -> str:
        """What `accept` knows it by: `2023-01-31/01-03`, or the edition's `2023-01-31`."""
        return urls.article_id(self.key, self.place) if self.place else str(self.key)

    @property
    def address(self) -> str:
        """Of its page on the site."""
        return urls.article(self.key, self.place) if self.place else urls.edition(self.key)

    def problem(self, code: str = "review-flag") -> Problem:
        """In the words of the check, or of `not-accepted`."""
        fields = {"title": printable(self.title), "flags": ", ".join(self.codes)}
        names = {"name": self.name, "edition": str(self.key)}
        return problem(code, self.path, self.line, **fields, **names)


def doubts(
    root: Path,
    newspaper: Newspaper,
    folders: Iterable[Folder],
    wanted: Callable[[str], bool] = lambda address: True,
) -> Iterator[Doubt]:
    """What waits in these editions, in printed order; withdrawn stories do not.

    `wanted` takes the address of a page and says whether it is asked about: reading stops there
    for the others. Files that cannot be read, or parsed, are left to those who say why.
    """
    for folder in folders:
        names = sorted(name for name, _, _ in folder.files if "/" not in name)
        for name in (EDITION_FILE, *(name for name in names if ARTICLE_NAME.match(name))):
            if wanted(_address(folder.key, name)):
                found = _doubt(root, newspaper, folder, name)
                if found is not None:
                    yield found


def _address(key: EditionKey, name: str) -> str:
    place = ARTICLE_NAME.match(name)
    return urls.article(key, f"{place[1]}-{place[2]}") if place else urls.edition(key)


def _doubt(root: Path, newspaper: Newspaper, folder: Folder, name: str) -> Doubt | None:
    path = f"{EDITIONS}/{folder.name}/{name}"
    try:
        data = frontmatter.read(root, path)
        if not any(sign in data for sign in _SIGNS):
            return None
        text = frontmatter.decode(data, path)
        if name == EDITION_FILE:
            return of_edition(parse_edition(text, path, folder.key), path, text)
        return of_article(folder.key, parse_article(text, path, newspaper.zone), path, text)
    except NewspaperError:
        return None


def of_edition(edition: Edition, path: str, text: str) -> Doubt | None:
    """What waits of an edition itself; `text` is its file."""
    if not edition.date_inferred or DATE_INFERRED in edition.accepted:
        return None
    line = frontmatter.parse(text, path).line("date_inferred")
    codes = (DATE_INFERRED,)
    return Doubt(path, line, edition.key, None, str(edition.key), codes, draft=False)


def of_article(key: EditionKey, article: Article, path: str, text: str) -> Doubt | None:
    """What waits of a story; `text` is its file."""
    if article.withdrawn or not article.waiting:
        return None
    line = frontmatter.parse(text, path).line("review")
    return Doubt(
        path, line, key, article.place, article.title, article.waiting, draft=article.draft
    )
