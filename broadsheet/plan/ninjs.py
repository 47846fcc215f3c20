"""An edition for other newsrooms' programs: edition.json in the terms of IPTC ninjs 3.0.

The edition is a composite item, its pages and stories are its associations
(iptc/newsinjson `specification/ninjs-schema_3.0.json`). Of a story's headlines the roles are those
of the press: kicker, main, deck.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from mimetypes import guess_type

from broadsheet import markdown, urls
from broadsheet.archive import Entry, Summary
from broadsheet.model import Article, Edition, EditionKey, Output, Page, Picture
from broadsheet.plan.desk import Desk

STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
Item = dict[str, object]


def print_edition(desk: Desk, edition: Edition, summary: Summary, source: str) -> Output:
    """edition.json of an edition with its listed stories."""
    key = edition.key
    stamps = {entry.place: entry for entry in summary.entries}
    changed = [desk.stamps(key, stamps[article.place])[1] for article in edition.articles]
    published = desk.published(key)
    title = f"{desk.newspaper.title} {desk.edition_title(key)}"
    item = _item(desk, urls.edition(key), "composite") | {
        "pubStatus": "usable",
        "standard": STANDARD,
        "representationType": "full",
        "title": title,
        "headlines": [{"role": "main", "value": title}],
        "firstCreated": published.isoformat(),
        "versionCreated": max((published, *changed)).isoformat(),
        "associations": [_page(desk, key, page, stamps) for page in edition.pages],
    }
    if edition.number:
        item["altIds"] = [{"role": "issue", "value": edition.number}]
    if edition.note:
        item["descriptions"] = [{"role": "note", "value": markdown.plain(edition.note)}]
    text = json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Output(urls.edition_json(key), text.encode(), source)


def _item(desk: Desk, address: str, kind: str) -> Item:
    paper = desk.newspaper
    item: Item = {
        "uri": desk.absolute(address),
        "type": kind,
        "language": paper.language,
    }
    if paper.publisher:
        item["copyrightHolder"] = paper.publisher
    return item


def _page(desk: Desk, key: EditionKey, page: Page, entries: dict[str, Entry]) -> Item:
    title = desk.page_title(page.label, page.name)
    return _item(desk, urls.page(key, page.sequence), "composite") | {
        "name": title,
        "title": title,
        "altIds": [{"role": "page", "value": page.label}],
        "renditions": list(_page_renditions(desk, key, page)),
        "associations": [_story(desk, key, page, a, entries[a.place]) for a in page.articles],
    }


def _page_renditions(desk: Desk, key: EditionKey, page: Page) -> Iterator[Item]:
    for name, path in (("image", page.image), ("pdf", page.pdf)):
        if path:
            yield _rendition(desk, name, urls.edition_file(key, path))


def _rendition(desk: Desk, name: str, address: str) -> Item:
    rendition: Item = {"name": name, "href": desk.absolute(address)}
    kind, _ = guess_type(address)
    return rendition | ({"contentType": kind} if kind else {})


def _story(desk: Desk, key: EditionKey, page: Page, article: Article, entry: Entry) -> Item:
    address = urls.article(key, article.place)
    published, modified = desk.stamps(key, entry)
    headlines = (("kicker", article.kicker), ("main", article.title), ("deck", article.deck))
    body = desk.html(key, article.body, desk.newspaper.base_url)
    item = _item(desk, address, "text") | {
        "name": article.title,
        "slugline": urls.article_id(key, article.place),
        "firstCreated": published.isoformat(),
        "versionCreated": modified.isoformat(),
        "headlines": [{"role": role, "value": text} for role, text in headlines if text],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "charCount": entry.length,
                "value": str(body),
            }
        ],
        "altIds": [
            {"role": "page", "value": page.label},
            {"role": "place", "value": str(article.order)},
        ],
    }
    optional: Item = {
        "by": " ".join(
            " ".join(text for text in (a.org, a.role, a.name) if text) for a in article.authors
        ),
        "located": article.dateline,
        "infoSources": [
            {"name": author.name, "literal": author.role or "author"} for author in article.authors
        ],
        "subjects": [{"name": article.column, "rel": "column"}] if article.column else [],
        "descriptions": [
            {"role": "correction", "value": f"{c.date.isoformat()} {c.text}"}
            for c in article.corrections
        ],
        "associations": [_picture(desk, key, picture) for picture in article.images],
    }
    return item | {name: value for name, value in optional.items() if value}


def _picture(desk: Desk, key: EditionKey, picture: Picture) -> Item:
    address = urls.edition_file(key, picture.src)
    item = _item(desk, address, "picture") | {
        "name": picture.caption or picture.alt or picture.src,
        "renditions": [_rendition(desk, "main", address)],
    }
    if picture.credit:
        item["by"] = picture.credit
    texts = (("caption", picture.caption), ("alternative", picture.alt))
    if described := [{"role": role, "value": text} for role, text in texts if text]:
        item["descriptions"] = described
    return item
