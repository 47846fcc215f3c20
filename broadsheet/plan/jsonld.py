"""What machines read in a page: schema.org in JSON-LD, inside a script element.

Shapes follow schema.org's NewsArticle, PublicationIssue, Newspaper, BreadcrumbList and
CorrectionComment.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from functools import lru_cache

from markupsafe import Markup

from broadsheet import urls
from broadsheet.model import Article, Page
from broadsheet.plan.desk import Desk
from broadsheet.summaries import Entry, Summary

_ESCAPES = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"))
"""So that no text ends the script element or opens another (HTML Standard, 4.12.1.3)."""

_CONTEXT = '"https://schema.org"'
_TEXT: Callable[[str], str] = json.encoder.encode_basestring
"""A text as JSON, in readable characters."""
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def newspaper(desk: Desk) -> dict[str, object]:
    """The paper itself."""
    paper = desk.newspaper
    found: dict[str, object] = {
        "@type": "Newspaper",
        "name": paper.title,
        "url": paper.base_url,
        "inLanguage": paper.language,
    }
    if paper.issn:
        found["issn"] = paper.issn
    if paper.publisher:
        found["publisher"] = _publisher(desk)
    return found


def _publisher(desk: Desk) -> dict[str, object]:
    paper = desk.newspaper
    return {"@type": "NewsMediaOrganization", "name": paper.publisher or paper.title}


def issue(desk: Desk, summary: Summary) -> dict[str, object]:
    """One edition."""
    found: dict[str, object] = {
        "@type": "PublicationIssue",
        "@id": desk.absolute(urls.edition(summary.key)),
        "name": f"{desk.newspaper.title} {desk.edition_title(summary.key)}",
        "datePublished": desk.published(summary.key).isoformat(),
        "isPartOf": newspaper(desk),
    }
    if summary.number:
        found["issueNumber"] = summary.number
    return found


def edition(desk: Desk, summary: Summary) -> Markup:
    """An edition for its own page and the front; its stories say themselves that they are parts."""
    return _script(issue(desk, summary))


class Stories:
    """What the sheets of an issue's stories say, each of its story on its print page.

    There are as many as stories, so that they are written from parts, of which those of the issue
    and its pages are encoded once.
    """

    def __init__(self, desk: Desk, summary: Summary) -> None:
        self._desk, self._summary = desk, summary
        hour = desk.hour(summary.key.date)
        self._hour = _told(hour, hour)
        self._publisher = _safe(_json(_publisher(desk)))
        self._issue = _safe(_json(_issue_of(desk, summary)))
        self._pages: dict[int, tuple[str, str]] = {}

    def story(
        self, article: Article, entry: Entry, page: Page, url: str, images: Sequence[str]
    ) -> Markup:
        """One story; `url` is its absolute address, `images` are those of its pictures."""
        printed, trail = self._pages.get(page.sequence) or self._page(page)
        stamps = self._hour
        if entry.publish_at or entry.corrections:
            stamps = _told(*self._desk.stamps(self._summary.key, entry))
        own = _safe(f'"@id":{_TEXT(url)},"headline":{_TEXT(article.title)}')
        people = ",".join([_person(a.name, a.role, a.org) for a in article.authors])
        return Markup(  # noqa: S704 - every part is safe
            f'{{"@context":{_CONTEXT},"@graph":[{{"@type":"NewsArticle",'
            f"{own},"
            f'{stamps},{printed},"wordCount":{entry.length},'
            f'"isPartOf":{self._issue},"author":[{people or self._publisher}]'
            f"{_safe(_rest(article, images))}}},{trail}]}}"
        )

    def _page(self, page: Page) -> tuple[str, str]:
        """Which page of print it is, and the way to the stories on it."""
        desk, key = self._desk, self._summary.key
        section = desk.page_title(page.label, page.name)
        steps = (
            (desk.edition_title(key), urls.edition(key)),
            (section, urls.page(key, page.sequence)),
        )
        way = ",".join([_step(desk, number, *step) for number, step in enumerate(steps, 1)])
        printed = f'"printPage":{_TEXT(page.label)},"printSection":{_TEXT(page.name or section)}'
        trail = f'{{"@type":"BreadcrumbList","itemListElement":[{way}]}}'
        found = self._pages[page.sequence] = (_safe(printed), _safe(trail))
        return found


def _issue_of(desk: Desk, summary: Summary) -> dict[str, object]:
    """The edition that a story is a part of; what else there is to say stands on its own page."""
    paper: dict[str, object] = {"@type": "Newspaper", "name": desk.newspaper.title}
    if desk.newspaper.issn:
        paper["issn"] = desk.newspaper.issn
    found = {"@type": "PublicationIssue", "@id": desk.absolute(urls.edition(summary.key))}
    number = {"issueNumber": summary.number} if summary.number else {}
    return {**found, **number, "isPartOf": paper}


def _told(published: dt.datetime, modified: dt.datetime) -> str:
    changed = f',"dateModified":"{modified.isoformat()}"' if modified != published else ""
    return f'"datePublished":"{published.isoformat()}"{changed}'


def _rest(article: Article, images: Sequence[str]) -> str:
    """What few stories have."""
    found = ""
    if article.kicker or article.deck:
        alternative = " ".join(t for t in (article.kicker, article.deck) if t)
        found += f',"alternativeHeadline":{_TEXT(alternative)}'
    if article.dateline:
        found += f',"dateline":{_TEXT(article.dateline)}'
    if article.column:
        found += f',"articleSection":{_TEXT(article.column)}'
    if images:
        found += f',"image":{_json(list(images))}'
    if article.corrections:
        corrections = [
            {"@type": "CorrectionComment", "text": c.text, "datePublished": c.date.isoformat()}
            for c in article.corrections
        ]
        found += f',"correction":{_json(corrections)}'
    return found


def _step(desk: Desk, number: int, name: str, address: str) -> str:
    page = f'{{"@type":"WebPage","@id":{_TEXT(desk.absolute(address))}}}'
    return f'{{"@type":"ListItem","position":{number},"name":{_TEXT(name)},"item":{page}}}'


@lru_cache(maxsize=1 << 10)
def _person(name: str, role: str | None, org: str | None) -> str:
    person = f'{{"@type":"Person","name":{_TEXT(name)}'
    if role:
        person += f',"jobTitle":{_TEXT(role)}'
    if org:
        person += f',"affiliation":{{"@type":"Organization","name":{_TEXT(org)}}}'
    return f"{_safe(person)}}}"


def _script(value: dict[str, object]) -> Markup:
    return Markup(_safe(_json({"@context": "https://schema.org", **value})))  # noqa: S704 - safe


def _safe(text: str) -> str:
    """JSON as it may stand in a script element."""
    for char, escaped in _ESCAPES:
        text = text.replace(char, escaped)
    return text
