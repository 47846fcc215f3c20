"""An edition for other newsrooms' programs: edition.json in the terms of IPTC ninjs 3.0.

The edition is a composite item, its pages and stories are its associations
(iptc/newsinjson `specification/ninjs-schema_3.0.json`). Of a story's headlines the roles are those
of the press: kicker, main, deck.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from mimetypes import guess_type

from broadsheet import markdown, urls
from broadsheet.model import Article, Edition, EditionKey, Output, Page, Picture
from broadsheet.plan.desk import Desk
from broadsheet.summaries import Entry, Summary

STANDARD = (
    '{"name":"ninjs","version":"3.0",'
    '"schema":"https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json"}'
)
Item = dict[str, str]
"""Members of an object, their values JSON already: a story's texts are turned into JSON once, and
not looked for in what stands around them."""

_text: Callable[[str], str] = json.encoder.encode_basestring
"""A text as JSON, in readable characters."""


def print_edition(desk: Desk, edition: Edition, summary: Summary, source: str) -> Output:
    """edition.json of an edition with its listed stories."""
    key = edition.key
    stamps = {entry.place: entry for entry in summary.entries}
    changed = [desk.stamps(key, stamps[article.place])[1] for article in edition.articles]
    published = desk.published(key)
    title = _text(f"{desk.newspaper.title} {desk.edition_title(key)}")
    item = _item(desk, urls.edition(key), "composite") | {
        "pubStatus": '"usable"',
        "standard": STANDARD,
        "representationType": '"full"',
        "title": title,
        "headlines": f'[{{"role":"main","value":{title}}}]',
        "firstCreated": f'"{published.isoformat()}"',
        "versionCreated": f'"{max((published, *changed)).isoformat()}"',
        "associations": _list(_page(desk, key, page, stamps) for page in edition.pages),
    }
    if edition.number:
        item["altIds"] = f'[{{"role":"issue","value":{_text(edition.number)}}}]'
    if edition.note:
        note = _text(markdown.plain(edition.note))
        item["descriptions"] = f'[{{"role":"note","value":{note}}}]'
    return Output(urls.edition_json(key), f"{_object(item)}\n".encode(), source)


def _item(desk: Desk, address: str, kind: str) -> Item:
    paper = desk.newspaper
    item = {
        "uri": _text(desk.absolute(address)),
        "type": f'"{kind}"',
        "language": _text(paper.language),
    }
    if paper.publisher:
        item["copyrightHolder"] = _text(paper.publisher)
    return item


def _page(desk: Desk, key: EditionKey, page: Page, entries: dict[str, Entry]) -> str:
    title = _text(desk.page_title(page.label, page.name))
    item = _item(desk, urls.page(key, page.sequence), "composite") | {
        "name": title,
        "title": title,
        "altIds": f'[{{"role":"page","value":{_text(page.label)}}}]',
        "renditions": _list(_page_renditions(desk, key, page)),
        "associations": _list(_story(desk, key, page, a, entries[a.place]) for a in page.articles),
    }
    return _object(item)


def _page_renditions(desk: Desk, key: EditionKey, page: Page) -> Iterator[str]:
    for name, path in (("image", page.image), ("pdf", page.pdf)):
        if path:
            yield _rendition(desk, name, urls.edition_file(key, path))


def _rendition(desk: Desk, name: str, address: str) -> str:
    kind, _ = guess_type(address)
    typed = f',"contentType":{_text(kind)}' if kind else ""
    return f'{{"name":"{name}","href":{_text(desk.absolute(address))}{typed}}}'


def _story(desk: Desk, key: EditionKey, page: Page, article: Article, entry: Entry) -> str:
    address = urls.article(key, article.place)
    published, modified = desk.stamps(key, entry)
    headlines = (("kicker", article.kicker), ("main", article.title), ("deck", article.deck))
    body = desk.html(key, article.body, desk.newspaper.base_url)
    item = _item(desk, address, "text")
    item |= {
        "name": _text(article.title),
        "slugline": _text(urls.article_id(key, article.place)),
        "firstCreated": f'"{published.isoformat()}"',
        "versionCreated": f'"{modified.isoformat()}"',
        "headlines": _roles(headlines),
        "bodies": '[{"role":"main","contentType":"text/html",'
        f'"charCount":{entry.length},"value":{_text(body)}}}]',
        "altIds": _roles((("page", page.label), ("place", str(article.order)))),
    }
    if article.authors:
        by = (" ".join(t for t in (a.org, a.role, a.name) if t) for a in article.authors)
        item["by"] = _text(" ".join(by))
    if article.dateline:
        item["located"] = _text(article.dateline)
    if article.authors:
        item["infoSources"] = _list(
            f'{{"name":{_text(author.name)},"literal":{_text(author.role or "author")}}}'
            for author in article.authors
        )
    if article.column:
        item["subjects"] = f'[{{"name":{_text(article.column)},"rel":"column"}}]'
    if article.corrections:
        told = [("correction", f"{c.date.isoformat()} {c.text}") for c in article.corrections]
        item["descriptions"] = _roles(told)
    if article.images:
        item["associations"] = _list(_picture(desk, key, picture) for picture in article.images)
    return _object(item)


def _picture(desk: Desk, key: EditionKey, picture: Picture) -> str:
    address = urls.edition_file(key, picture.src)
    item = _item(desk, address, "picture") | {
        "name": _text(picture.caption or picture.alt or picture.src),
        "renditions": f"[{_rendition(desk, 'main', address)}]",
    }
    if picture.credit:
        item["by"] = _text(picture.credit)
    texts = (("caption", picture.caption), ("alternative", picture.alt))
    if any(text for _, text in texts):
        item["descriptions"] = _roles(texts)
    return _object(item)


def _roles(texts: Iterable[tuple[str, str | None]]) -> str:
    """The texts that are there, each with what it is."""
    return _list(f'{{"role":"{role}","value":{_text(text)}}}' for role, text in texts if text)


def _list(items: Iterable[str]) -> str:
    return f"[{','.join(items)}]"


def _object(members: Item) -> str:
    inside = ",".join([f'"{name}":{value}' for name, value in members.items()])
    return f"{{{inside}}}"
