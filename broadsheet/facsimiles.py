"""Facsimiles: the picture and the PDF of a print page show all that stands on it, so that they
are published as far as its stories are.

What the layout of a page places is blanked in its picture (cuttings.py). What no layout places may
stand anywhere: the picture is withheld, until the story is back or somebody draws where it stood.
A PDF is never redacted, since text stays in it under whatever is laid over it: it is withheld.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from broadsheet.layouts import Area
from broadsheet.model import Article, Edition, Page
from broadsheet.values import dataclass

BLANKED = frozenset((".png", ".jpg", ".jpeg", ".webp"))
"""Pictures of which a part can be blanked; a drawing keeps its text."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What of a print page readers may not see, and because of which stories."""

    page: int
    places: tuple[str, ...]
    """`01-02`: stories that readers do not see and the page shows."""
    picture: bool
    """Its picture is withheld too, not only the PDF."""


def hidden_areas(page: Page, shown: Collection[str]) -> tuple[Area, ...]:
    """Where stories stand on a page that are not among those `shown`, by their places."""
    areas = page.layout.areas if page.layout else ()
    return tuple(area for area in areas if area.place is not None and area.place not in shown)


def withheld(edition: Edition, shown: Collection[str]) -> Iterator[Withheld]:
    """The pages of which something is withheld; `shown` are the stories that readers see."""
    hidden = [article for article in edition.articles if article.place not in shown]
    for page in edition.pages:
        placed = [area.place for area in hidden_areas(page, shown) if area.place]
        standing = [article.place for article in hidden if _stands_on(article, page)]
        places = tuple(dict.fromkeys((*standing, *placed)))
        if places:
            unplaced = any(place not in placed for place in standing)
            drawn = PurePosixPath(page.image or "").suffix.lower() not in BLANKED
            yield Withheld(page.sequence, places, bool(page.image) and (unplaced or drawn))


def cleared(edition: Edition, shown: Collection[str]) -> Edition:
    """The edition without the pictures and PDFs that are withheld.

    One PDF of several pages goes with the first of them that does.
    """
    found = {one.page: one for one in withheld(edition, shown)}
    if not found:
        return edition
    of_pages = [page for page in edition.pages if page.sequence in found]
    pdfs = {page.pdf for page in of_pages}
    pictures = {page.image for page in of_pages if found[page.sequence].picture}
    pages = (
        replace(
            page,
            image=None if page.image in pictures else page.image,
            pdf=None if page.pdf in pdfs else page.pdf,
        )
        for page in edition.pages
    )
    return replace(edition, pages=tuple(pages))


def _stands_on(article: Article, page: Page) -> bool:
    """Whether a page prints a story, or the rest of one that jumps to it.

    The rest may be a story of its own there, which then says for itself whether it is shown.
    """
    if article.page == page.sequence:
        return True
    if article.jump is None or article.jump.to != page.sequence:
        return False
    return not any(one.jump and one.jump.origin == article.page for one in page.articles)
