"""What machines read in a page: schema.org in JSON-LD, inside a script element.

Shapes follow schema.org's NewsArticle, PublicationIssue, Newspaper, BreadcrumbList and
CorrectionComment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from broadsheet import urls
from broadsheet.model import Article, Author, Page
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
        found["publisher"] = {"@type": "NewsMediaOrganization", "name": paper.publisher}
    return found


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


def _issue_of(desk: Desk, summary: Summary) -> dict[str, object]:
    """The edition that a story is a part of; what else there is to say stands on its own page."""
    paper: dict[str, object] = {"@type": "Newspaper", "name": desk.newspaper.title}
    if desk.newspaper.issn:
        paper["issn"] = desk.newspaper.issn
    found = {"@type": "PublicationIssue", "@id": desk.absolute(urls.edition(summary.key))}
    number = {"issueNumber": summary.number} if summary.number else {}
    return {**found, **number, "isPartOf": paper}


def front(desk: Desk, summary: Summary) -> Markup:
    """A whole issue with its stories."""
    parts = [
        {
            "@type": "NewsArticle",
            "headline": entry.title,
            "url": desk.absolute(urls.article(summary.key, entry.place)),
        }
        for entry in summary.listed
    ]
    return _script({**issue(desk, summary), "hasPart": parts})


def story(
    desk: Desk, summary: Summary, article: Article, entry: Entry, page: Page, images: Sequence[str]
) -> Markup:
    """One story on its print page; `images` are absolute addresses.

    There are as many as stories, so that they are written from parts of which those of the issue
    and its pages are encoded once.
    """
    url = _TEXT(desk.absolute(urls.article(summary.key, article.place)))
    published, modified = desk.stamps(summary.key, entry)
    section = desk.page_title(page.label, page.name)
    paper = desk.newspaper
    publisher = desk.kept(
        "publisher",
        summary,
        lambda: _json({"@type": "NewsMediaOrganization", "name": paper.publisher or paper.title}),
    )
    found = {
        "@type": '"NewsArticle"',
        "@id": url,
        "headline": _TEXT(article.title),
        "inLanguage": _TEXT(paper.language),
        "datePublished": _TEXT(published.isoformat()),
        "dateModified": _TEXT(modified.isoformat()),
        "printPage": _TEXT(page.label),
        "printSection": _TEXT(page.name or section),
        "wordCount": str(entry.length),
        "isPartOf": desk.kept("issue", summary, lambda: _json(_issue_of(desk, summary))),
        "author": f"[{','.join(map(_person, article.authors)) or publisher}]",
        "publisher": publisher,
    }
    if article.kicker or article.deck:
        alternative = " ".join(t for t in (article.kicker, article.deck) if t)
        found["alternativeHeadline"] = _TEXT(alternative)
    if article.dateline:
        found["dateline"] = _TEXT(article.dateline)
    if article.column:
        found["articleSection"] = _TEXT(article.column)
    if images:
        found["image"] = _json(list(images))
    if article.corrections:
        found["correction"] = _json(
            [
                {"@type": "CorrectionComment", "text": c.text, "datePublished": c.date.isoformat()}
                for c in article.corrections
            ]
        )
    above = desk.kept(
        f"trail {article.page}",
        summary,
        lambda: ",".join(
            _step(desk, number, name, address)
            for number, (name, address) in enumerate(
                (
                    (paper.title, urls.FRONT),
                    (desk.edition_title(summary.key), urls.edition(summary.key)),
                    (section, urls.page(summary.key, article.page)),
                ),
                1,
            )
        ),
    )
    trail = f'{{"@type":"BreadcrumbList","itemListElement":[{above}]}}'
    return _escaped(f'{{"@context":{_CONTEXT},"@graph":[{_object(found)},{trail}]}}')


def _step(desk: Desk, number: int, name: str, address: str) -> str:
    url = _TEXT(desk.absolute(address))
    return f'{{"@type":"ListItem","position":{number},"name":{_TEXT(name)},"item":{url}}}'


def _person(author: Author) -> str:
    person = {"@type": '"Person"', "name": _TEXT(author.name)}
    if author.role:
        person["jobTitle"] = _TEXT(author.role)
    if author.org:
        person["affiliation"] = f'{{"@type":"Organization","name":{_TEXT(author.org)}}}'
    return _object(person)


def _object(members: Mapping[str, str]) -> str:
    """Members whose values are JSON already."""
    inside = ",".join([f'"{name}":{value}' for name, value in members.items()])
    return f"{{{inside}}}"


def _script(value: dict[str, object]) -> Markup:
    return _escaped(_json({"@context": "https://schema.org", **value}))


def _escaped(text: str) -> Markup:
    for char, escaped in _ESCAPES:
        text = text.replace(char, escaped)
    return Markup(text)  # noqa: S704 - escaped by the table
