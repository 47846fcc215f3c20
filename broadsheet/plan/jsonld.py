"""What machines read in a page: schema.org in JSON-LD, inside a script element.

Shapes follow schema.org's NewsArticle, PublicationIssue, Newspaper, BreadcrumbList and
CorrectionComment.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup

from broadsheet import urls
from broadsheet.archive import Entry, Summary
from broadsheet.model import Article, Author, Page
from broadsheet.plan.desk import Desk

_ESCAPES = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"))
"""So that no text ends the script element or opens another (HTML Standard, 4.12.1.3)."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


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
    """One story on its print page; `images` are absolute addresses."""
    url = desk.absolute(urls.article(summary.key, article.place))
    published, modified = desk.stamps(summary.key, entry)
    section = desk.page_title(page.label, page.name)
    paper = desk.newspaper
    found: dict[str, object] = {
        "@type": "NewsArticle",
        "@id": url,
        "mainEntityOfPage": url,
        "headline": article.title,
        "inLanguage": paper.language,
        "datePublished": published.isoformat(),
        "dateModified": modified.isoformat(),
        "printPage": page.label,
        "printSection": page.name or section,
        "wordCount": entry.length,
        "isPartOf": issue(desk, summary),
        "author": [_person(author) for author in article.authors]
        or [{"@type": "NewsMediaOrganization", "name": paper.publisher or paper.title}],
        "publisher": {"@type": "NewsMediaOrganization", "name": paper.publisher or paper.title},
    }
    optional: dict[str, object] = {
        "alternativeHeadline": " ".join(t for t in (article.kicker, article.deck) if t),
        "dateline": article.dateline,
        "articleSection": article.column,
        "image": list(images),
        "correction": [
            {"@type": "CorrectionComment", "text": c.text, "datePublished": c.date.isoformat()}
            for c in article.corrections
        ],
    }
    found |= {key: value for key, value in optional.items() if value}
    trail = (
        (desk.edition_title(summary.key), urls.edition(summary.key)),
        (section, urls.page(summary.key, article.page)),
        (article.title, urls.article(summary.key, article.place)),
    )
    return _script([found, breadcrumbs(desk, trail)])


def breadcrumbs(desk: Desk, trail: Sequence[tuple[str, str]]) -> dict[str, object]:
    """(text, address) pairs below the front page."""
    steps = ((desk.newspaper.title, urls.FRONT), *trail)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": n,
                "name": name,
                "item": {"@type": "WebPage", "@id": desk.absolute(address)},
            }
            for n, (name, address) in enumerate(steps, 1)
        ],
    }


def _person(author: Author) -> dict[str, object]:
    person: dict[str, object] = {"@type": "Person", "name": author.name}
    if author.role:
        person["jobTitle"] = author.role
    if author.org:
        person["affiliation"] = {"@type": "Organization", "name": author.org}
    return person


def _script(value: dict[str, object] | list[dict[str, object]]) -> Markup:
    graph = {"@context": "https://schema.org"}
    whole = {**graph, "@graph": value} if isinstance(value, list) else {**graph, **value}
    text = _ENCODER.encode(whole)
    for char, escaped in _ESCAPES:
        text = text.replace(char, escaped)
    return Markup(text)  # noqa: S704 - escaped by the table
