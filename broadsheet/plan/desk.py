"""The desk that all sheets are planned at: settings, words, and what every page shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from broadsheet import i18n, markdown, pictures, urls
from broadsheet.assets import SCRIPT, STYLESHEET
from broadsheet.contexts import (
    AuthorView,
    EditionView,
    Head,
    Link,
    NavLink,
    PictureView,
    Site,
)
from broadsheet.model import Author, EditionKey, Picture, TextPage
from broadsheet.newspaper import Newspaper
from broadsheet.pictures import Measured
from broadsheet.read import EDITIONS, inside
from broadsheet.summaries import Entry, Summary

if TYPE_CHECKING:
    from broadsheet.placards import Fonts

HEADLINE_INFERRED = "headline-missing"
"""The review flag of a headline that was not printed: readers are told so."""

DESCRIBED = frozenset({"front", "empty", "edition", "page", "archive", "search", "text"})
"""Sheets that are described as the paper is; search engines find nothing of their own in that for
the pages of authors, columns and days."""

MOST_KEPT = 4096
"""Links, and hours, that are kept: of persons and columns an issue has some dozens."""

TEXT_SIZES = "(min-width: 44em) 38rem, 100vw"
"""How wide a picture inside a text stands (templates/assets/css, --measure)."""


@dataclass(frozen=True)
class Desk:
    """What planning needs besides the story itself. It is the same for a whole build."""

    root: Path
    """The newspaper's folder, to measure pictures in."""
    newspaper: Newspaper
    text_pages: tuple[TextPage, ...]
    _sites: dict[str, Site] = field(default_factory=dict, repr=False)
    _views: dict[str, tuple[Summary, EditionView]] = field(default_factory=dict, repr=False)
    """The folio line of the newest edition that was asked for, by the way to the root."""
    _page_titles: dict[tuple[str, str | None], str] = field(default_factory=dict, repr=False)
    _hours: dict[dt.date, dt.datetime] = field(default_factory=dict, repr=False)
    _links: dict[tuple[str | None, ...], Any] = field(default_factory=dict, repr=False)
    """Persons and columns with their links, by the way to the root: some stand in every issue."""

    @property
    def cache(self) -> Path:
        """The folder of what can be made again."""
        return self.root / ".cache"

    @cached_property
    def fonts(self) -> Fonts:
        """What cards and posters are drawn with. Raises NewspaperError where there is none."""
        from broadsheet import placards

        return placards.find_fonts(self.root, self.newspaper.font, self.newspaper.language)

    @cached_property
    def say(self) -> Callable[[str], str]:
        """A text of the interface in the paper's language."""
        return i18n.translations(self.newspaper.language, shelf=self.cache / "words").gettext

    def site(self, address: str) -> Site:
        """What base.html prints alike on all sheets of one depth."""
        return self.site_at(urls.root(address))

    def site_at(self, root: str) -> Site:
        """The same, by the way from the sheets to the root."""
        if root not in self._sites:
            self._sites[root] = self._site(root)
        return self._sites[root]

    def head(
        self,
        address: str,
        kind: str,
        *,
        title: str | None = None,
        description: str | None = None,
        crumbs: tuple[tuple[str, str], ...] = (),
        json_ld: Markup | None = None,
        image: str | None = None,
    ) -> Head:
        """The head of one sheet; `crumbs` are (text, address) pairs below the front page."""
        root, paper = urls.root(address), self.newspaper
        trail = (self.front_link(root),) if title else ()
        return Head(
            title=self.titled(title) if title else paper.title,
            description=description or (paper.description if kind in DESCRIBED else None),
            canonical=self.absolute(address),
            kind=kind,
            crumbs=(*trail, *(Link(text, urls.way(address, to)) for text, to in crumbs)),
            json_ld=json_ld,
            image=image,
        )

    def titled(self, title: str) -> str:
        """The title of a document, with the paper's name."""
        return f"{title} - {self.newspaper.title}"

    def front_link(self, root: str) -> Link:
        """The first of the crumbs."""
        return Link(self.say("Front page"), urls.href(root, urls.FRONT))

    def absolute(self, address: str) -> str:
        """The address with scheme and host."""
        return urls.absolute(self.newspaper.base_url, address)

    def date(self, date: dt.date) -> str:
        """A date in words, without the weekday."""
        return i18n.date_short(date, self.newspaper.language)

    def edition_title(self, key: EditionKey) -> str:
        """`2023年1月31日`, with the ordinal of a second issue."""
        day = self.date(key.date)
        return day if key.ordinal == 1 else f"{day} ({key.ordinal})"

    def page_title(self, label: str, name: str | None) -> str:
        """`第1版 要闻`: a bare number gets the language's words, a printed label stays."""
        title = self._page_titles.get((label, name))
        if title is None:
            shown = self.say("Page %(number)s") % {"number": label} if label.isdigit() else label
            title = self._page_titles[label, name] = f"{shown} {name}" if name else shown
        return title

    def published(self, key: EditionKey, held_until: dt.datetime | None = None) -> dt.datetime:
        """The moment that an edition, or a story that was held back until later, was published."""
        moment = self.hour(key.date)
        return max(moment, held_until.astimezone(self.newspaper.zone)) if held_until else moment

    def modified(self, published: dt.datetime, corrections: Iterable[dt.date]) -> dt.datetime:
        """When a story was last changed: of a correction only the day is known.

        It counts from the paper's hour, and on the day of publication from a minute after, so that
        those who go by the stamp see that something changed.
        """
        stamps = [self.hour(date) for date in corrections]
        after = published + dt.timedelta(minutes=1)
        return max((after, *stamps)) if stamps else published

    def stamps(self, key: EditionKey, entry: Entry) -> tuple[dt.datetime, dt.datetime]:
        """When a story was published, and when it was last changed."""
        if not entry.publish_at and not entry.corrections:
            published = self.hour(key.date)
            return published, published
        held = dt.datetime.fromisoformat(entry.publish_at) if entry.publish_at else None
        published = self.published(key, held)
        corrections = (dt.date.fromisoformat(date) for date, _ in entry.corrections)
        return published, self.modified(published, corrections)

    def hour(self, date: dt.date) -> dt.datetime:
        """The paper's hour of publication on a day."""
        hour = self._hours.get(date)
        if hour is None:
            if len(self._hours) >= MOST_KEPT:
                self._hours.clear()
            hour = dt.datetime.combine(date, self.newspaper.published_at, self.newspaper.zone)
            self._hours[date] = hour
        return hour

    def edition_view(self, summary: Summary, root: str) -> EditionView:
        """The folio line: one object for all sheets of an edition that are as deep."""
        known = self._views.get(root)
        if known is None or known[0] is not summary:
            known = self._views[root] = (summary, self._edition_view(summary, root))
        return known[1]

    def _edition_view(self, summary: Summary, root: str) -> EditionView:
        pages = {mark.place.partition("-")[0] for mark in summary.marks if mark.listed}
        return EditionView(
            key=str(summary.key),
            date=summary.key.date,
            ordinal=summary.key.ordinal,
            number=summary.number,
            date_inferred=summary.date_inferred,
            href=urls.beside(root, summary.key, urls.edition(summary.key)),
            page_count=len(pages),
            story_count=summary.count,
            epub=urls.href(root, urls.epub(summary.key))
            if self.newspaper.epub and summary.count
            else None,
        )

    def picture(self, key: EditionKey, picture: Picture, root: str) -> PictureView:
        """A picture of a story; its caption stands in for a missing description."""
        measured = self.look(key, picture.src)
        return PictureView(
            src=urls.href(root, urls.edition_file(key, picture.src)),
            alt=picture.alt or picture.caption or "",
            caption=picture.caption,
            credit=picture.credit,
            width=measured.width if measured else None,
            height=measured.height if measured else None,
            srcset=_srcset(key, picture.src, measured, root),
        )

    def page_picture(self, key: EditionKey, path: str, alt: str, root: str) -> PictureView:
        """The picture of a print page, with copies in the widths that a page is looked at in."""
        measured = self.look(key, path)
        widths = measured.page_copies if measured else ()
        files = [(pictures.copy_name(path, width), width) for width in widths]
        if measured and measured.webp and measured.width not in widths:
            files.append((path, measured.width))
        copies = [
            f"{urls.href(root, urls.edition_file(key, file))} {width}w" for file, width in files
        ]
        return PictureView(
            src=urls.href(root, urls.edition_file(key, path)),
            alt=alt,
            caption=None,
            credit=None,
            width=measured.width if measured else None,
            height=measured.height if measured else None,
            srcset=", ".join(copies) or None,
        )

    def look(self, key: EditionKey, path: str) -> Measured | None:
        """A picture of an edition, measured. Raises NewspaperError for one that is far too large.

        The name of the edition's folder is its key.
        """
        return pictures.look(self.root, f"{EDITIONS}/{key}/{path}")

    def byline(self, authors: tuple[Author, ...], root: str) -> tuple[AuthorView, ...]:
        """The persons with links to their stories."""
        return tuple([self._author(author, root) for author in authors])

    def _author(self, author: Author, root: str) -> AuthorView:
        # not by the author, whose hash is worked out in Python
        key = (author.name, author.role, author.org, root)
        view: AuthorView | None = self._links.get(key)
        if view is None:
            href = urls.href(root, urls.author(author.name))
            view = AuthorView(author.name, href, author.role, author.org)
            self._keep_link(key, view)
        return view

    def column(self, name: str, root: str) -> Link:
        """A column with the link to its stories."""
        link: Link | None = self._links.get((name, root))
        if link is None:
            link = Link(name, urls.href(root, urls.column(name)))
            self._keep_link((name, root), link)
        return link

    def _keep_link(self, key: tuple[str | None, ...], link: object) -> None:
        if len(self._links) >= MOST_KEPT:
            self._links.clear()
        self._links[key] = link

    def html(self, key: EditionKey, body: str, root: str) -> Markup:
        """A body of an edition as HTML for a sheet, or for a feed where root is absolute."""

        def resolve(path: str) -> str:
            return urls.href(root, urls.edition_file(key, inside(path) or path))

        def describe(path: str) -> dict[str, str | int | float]:
            plain = inside(path)
            measured = self.look(key, plain) if plain else None
            if plain is None or measured is None:
                return {}
            size: dict[str, str | int | float] = {
                "width": measured.width,
                "height": measured.height,
            }
            srcset = _srcset(key, plain, measured, root)
            return size | ({"srcset": srcset, "sizes": TEXT_SIZES} if srcset else {})

        return markdown.html(body, resolve, describe)

    def _site(self, root: str) -> Site:
        paper = self.newspaper
        nav = (
            ("front", urls.FRONT),
            ("archive", urls.ARCHIVE),
            ("columns", urls.COLUMNS),
            ("authors", urls.AUTHORS),
            ("corrections", urls.CORRECTIONS),
            ("search", urls.SEARCH),
        )
        own = ((page.title, urls.text_page(page.name)) for page in self.text_pages)
        return Site(
            title=paper.title,
            subtitle=paper.subtitle,
            description=paper.description,
            language=paper.language,
            root=root,
            front=urls.href(root, urls.FRONT),
            nav=(
                *(NavLink(key, urls.href(root, to)) for key, to in nav),
                *(NavLink("page", urls.href(root, to), title) for title, to in own),
            ),
            stylesheets=(urls.href(root, urls.asset(STYLESHEET)),),
            scripts=(urls.href(root, urls.asset(SCRIPT)),),
            atom=urls.href(root, urls.ATOM),
            rss=urls.href(root, urls.RSS),
            json_feed=urls.href(root, urls.JSON_FEED),
            opensearch=urls.href(root, urls.OPENSEARCH),
            manifest=urls.href(root, urls.MANIFEST),
            icon=urls.href(root, urls.asset("icon-180.png")),
            search=urls.href(root, urls.SEARCH),
            publisher=paper.publisher,
            editors=paper.editors,
            issn=paper.issn,
            icp=paper.icp,
            complaint=paper.complaint,
        )


def _srcset(key: EditionKey, path: str, measured: Measured | None, root: str) -> str | None:
    if measured is None or not measured.copies:
        return None
    files = [(pictures.copy_name(path, width), width) for width in measured.copies]
    if measured.width <= pictures.WIDEST_ORIGINAL:
        files.append((path, measured.width))
    return ", ".join(
        f"{urls.href(root, urls.edition_file(key, file))} {width}w" for file, width in files
    )
