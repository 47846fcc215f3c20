"""Which settings of newspaper.yaml each kind of forme is printed with.

A kind is given a newspaper that knows the settings named here and no other: to ask for another is
an error. So what a kind's fingerprint is made of is what its sheets can print, and a change of a
setting prints anew only the kinds that name it.
"""

from __future__ import annotations

from collections.abc import Collection

from broadsheet.plan.desk import Desk
from broadsheet.text import canonical_json

OWN_PAGES = "own pages"
"""Not a setting, but as good as one: the names and titles of the paper's own pages."""

PAGE = (
    "title", "subtitle", "description", "base_url", "language", "publisher", "editors", "issn",
    "icp", "complaint", OWN_PAGES,
)  # fmt: skip
"""What every page for readers has: its nameplate, imprint, navigation and head."""
STORIES = ("timezone", "page_names")
"""How stories are read from their files."""
HOURS = ("timezone", "published_at")
"""When an edition counts as published."""
FEED = ("title", "description", "base_url", "language", *HOURS)


def limited(desk: Desk, names: Collection[str]) -> Desk:
    """The desk of a kind that is printed with these settings."""
    pages = desk.text_pages if OWN_PAGES in names else ()
    return Desk(desk.root, desk.newspaper.limited(_of_the_paper(names)), pages)


def stated(desk: Desk, names: Collection[str]) -> str:
    """Changes when one of these settings does."""
    values = [(name, repr(getattr(desk.newspaper, name))) for name in _of_the_paper(names)]
    pages = [(page.name, page.title) for page in desk.text_pages] if OWN_PAGES in names else None
    return canonical_json([values, pages])


def _of_the_paper(names: Collection[str]) -> list[str]:
    return sorted(set(names) - {OWN_PAGES})
