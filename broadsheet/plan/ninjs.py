"""An edition for other newsrooms' programs: edition.json in the terms of IPTC ninjs 3.0.

The edition is a composite item, its pages and stories are its associations
(iptc/newsinjson `specification/ninjs-schema_3.0.json`). Of a story's headlines the roles are those
of the press: kicker, main, deck.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from mimetypes import guess_type
from typing import NamedTuple

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

_PLACE = "00-00"
"""Stands for a place; no story has it."""

_text: Callable[[str], str] = json.encoder.encode_basestring
"""A text as JSON, in readable characters."""


def print_edition(desk: Desk, edition: Edition, summary: Summary, source: str) -> Output:
    """edition.json of an edition with its listed stories."""
    key = edition.key
    entries = {entry.place: entry for entry in summary.entries}
    listed = {article.place for article in edition.articles}
    changed = [
        desk.stamps(key, entry)[1]
        for entry in summary.entries
        if (entry.publish_at or entry.corrections) and entry.place in listed
    ]
    published = desk.published(key)
    title = _text(f"{desk.newspaper.title} {desk.edition_title(key)}")
    stories = _Stories(
        desk,
        key,
        _stamps(published, published),
        _object(_item(desk, urls.article(key, _PLACE), "text"))[1:-1].split(_PLACE),
        urls.article_id(key, ""),
    )
    item = _item(desk, urls.edition(key), "composite") | {
        "pubStatus": '"usable"',
        "standard": STANDARD,
        "representationType": '"full"',
        "title": title,
        "headlines": f'[{{"role":"main","value":{title}}}]',
        "firstCreated": f'"{published.isoformat()}"',
        "versionCreated": f'"{max((published, *changed)).isoformat()}"',
        "associations": _list([_page(stories, page, entries) for page in edition.pages]),
    }
    if desk.newspaper.publisher:
        item["copyrightHolder"] = _text(desk.newspaper.publisher)
    if edition.number:
        item["altIds"] = f'[{{"role":"issue","value":{_text(edition.number)}}}]'
    if edition.note:
        note = _text(markdown.plain(edition.note))
        item["descriptions"] = f'[{{"role":"note","value":{note}}}]'
    return Output(urls.edition_json(key), f"{_object(item)}\n".encode(), source)


def _item(desk: Desk, address: str, kind: str) -> Item:
    return {
        "uri": _text(desk.absolute(address)),
        "type": f'"{kind}"',
        "language": _text(desk.newspaper.language),
    }


class _Stories(NamedTuple):
    """What the stories of an edition have in common, and where they are."""

    desk: Desk
    key: EditionKey
    stamps: str
    """Of a story that came with the edition and was never changed."""
    item: Sequence[str]
    """Members of every item, before and behind the place in the address."""
    slug: str


def _page(stories: _Stories, page: Page, entries: Mapping[str, Entry]) -> str:
    desk, key = stories.desk, stories.key
    title = _text(desk.page_title(page.label, page.name))
    item = _item(desk, urls.page(key, page.sequence), "composite") | {
        "name": title,
        "title": title,
        "altIds": f'[{{"role":"page","value":{_text(page.label)}}}]',
        "associations": _list([_story(stories, page, a, entries[a.place]) for a in page.articles]),
    }
    if page.image or page.pdf:
        item["renditions"] = _list(_page_renditions(desk, key, page))
    return _object(item)


def _page_renditions(desk: Desk, key: EditionKey, page: Page) -> Iterator[str]:
    for name, path in (("image", page.image), ("pdf", page.pdf)):
        if path:
            yield _rendition(desk, name, urls.edition_file(key, path))


def _rendition(desk: Desk, name: str, address: str) -> str:
    kind, _ = guess_type(address)
    typed = f',"contentType":{_text(kind)}' if kind else ""
    return f'{{"name":"{name}","href":{_text(desk.absolute(address))}{typed}}}'


def _story(stories: _Stories, page: Page, article: Article, entry: Entry) -> str:
    desk, key, place = stories.desk, stories.key, article.place
    stamps, title = stories.stamps, _text(article.title)
    if entry.publish_at or entry.corrections:
        stamps = _stamps(*desk.stamps(key, entry))
    headlines = (("kicker", article.kicker), ("main", article.title), ("deck", article.deck))
    body = desk.html(key, article.body, desk.newspaper.base_url)
    before, behind = stories.item
    found = (
        f'{before}{place}{behind},"name":{title},"slugline":{_text(stories.slug + place)},{stamps},'
        f'"headlines":{_roles(headlines)},'
        '"bodies":[{"role":"main","contentType":"text/html",'
        f'"charCount":{entry.length},"value":{_text(body)}}}],'
        f'"altIds":[{{"role":"page","value":{_text(page.label)}}},'
        f'{{"role":"place","value":"{article.order}"}}]'
    )
    if article.authors:
        by = [" ".join([t for t in (a.org, a.role, a.name) if t]) for a in article.authors]
        found += f',"by":{_text(" ".join(by))}'
    if article.dateline:
        found += f',"located":{_text(article.dateline)}'
    if article.authors:
        sources = [
            f'{{"name":{_text(author.name)},"literal":{_text(author.role or "author")}}}'
            for author in article.authors
        ]
        found += f',"infoSources":{_list(sources)}'
    if article.column:
        found += f',"subjects":[{{"name":{_text(article.column)},"rel":"column"}}]'
    if article.corrections:
        told = [("correction", f"{c.date.isoformat()} {c.text}") for c in article.corrections]
        found += f',"descriptions":{_roles(told)}'
    if article.images:
        pictures = [_picture(desk, key, picture) for picture in article.images]
        found += f',"associations":{_list(pictures)}'
    return f"{{{found}}}"


def _stamps(published: dt.datetime, modified: dt.datetime) -> str:
    created = f'"firstCreated":"{published.isoformat()}",' if modified != published else ""
    return f'{created}"versionCreated":"{modified.isoformat()}"'


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
