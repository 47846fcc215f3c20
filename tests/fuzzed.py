"""What a fuzzer does to the doors of the press, and what must hold whatever comes in.

Each door takes bytes and returns nothing. It may meet problems, which are told; anything else that
is raised is a fault. `make fuzz` drives them with atheris for as long as asked (scripts/fuzz.py),
test_fuzz.py with Hypothesis for as long as a test may take.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import docx

from broadsheet import amend, frontmatter, markdown
from broadsheet.ingest.doors import text_of_docx, text_of_html
from broadsheet.ingest.dropbox import Drop, RawFile
from broadsheet.ingest.prepare import manuscripts, prepare
from broadsheet.inspection.rules import inspect
from broadsheet.layoutfile import parse_layout
from broadsheet.manuscript import (
    parse_article,
    parse_edition,
    parse_text_page,
    print_article,
    print_edition,
)
from broadsheet.model import Correction, EditionKey
from broadsheet.newspaper import parse_newspaper
from broadsheet.problems import NewspaperError, Problem
from broadsheet.spellings import parse_decisions
from tests.library_kit import PAGES, alto

ZONE = ZoneInfo("Asia/Shanghai")
DAY = dt.date(2024, 1, 1)
KEY = EditionKey(DAY)
STORY = "content/editions/2024-01-01/01-02-x.md"
PAGE = alto(PAGES[0], version=3, unit="mm10").encode()
SCHEMES = frozenset(("", "http", "https", "mailto", "tel", "ftp"))
TAGS = frozenset(
    (
        "p", "br", "em", "strong", "s", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul",
        "ol", "li", "blockquote", "hr", "table", "thead", "tbody", "tr", "th", "td", "a", "img",
        "figure", "figcaption",
    )
)  # fmt: skip
"""What a body may become; anything else would be markup of the text's own."""


def raw(data: bytes, suffix: str = ".txt") -> None:
    """A raw issue of one file."""
    issue({f"2024-01-01{suffix}": data})


def library(data: bytes) -> None:
    """A page of ALTO, and a METS file beside a page."""
    raw(data, ".xml")
    issue({"mets.xml": data, "text/p1.xml": PAGE})


def issue(contents: Mapping[str, bytes]) -> None:
    """A raw issue: it is set, and every file of its edition is one that the press reads."""
    files = tuple(
        RawFile(Path("x"), name, f"content/inbox/x/{name}", len(data), 0)
        for name, data in contents.items()
    )
    drop = Drop("x", Path("x"), "content/inbox/x", KEY, files, (), True, len(files) > 1)
    try:
        prepared = prepare(drop, contents, force=True)
    except NewspaperError as error:
        _said(error.problems)
        if any(found.code == "account-open" for found in error.problems):
            raise AssertionError("characters were lost or invented") from error
        return
    for name, text in manuscripts(prepared, contents).items():
        path = PurePosixPath(name)
        assert ".." not in path.parts
        assert not path.is_absolute()
        assert len(path.name.encode()) < 255
        shown = f"content/editions/2024-01-01/{name}"
        if name.endswith(".layout.yaml"):
            parse_layout(text.decode(), shown)
        if len(path.parts) > 1 or path.suffix != ".md":
            continue
        words = frontmatter.decode(text, shown)
        if name == "edition.md":
            parse_edition(words, shown, KEY)
        else:
            _body(parse_article(words, shown, ZONE).body)


def html(data: bytes) -> None:
    """An HTML export."""
    text_of_html(data.decode("utf-8", errors="replace"))
    raw(data, ".html")


def word(data: bytes) -> None:
    """A Word file: of these bytes, and of a real one with them as its text."""
    for packed in (data, _word_file(data)):
        try:
            text_of_docx(packed, "x.docx")
        except NewspaperError as error:
            _said(error.problems)


@lru_cache(maxsize=1)
def _empty_word_file() -> dict[str, bytes]:
    made = io.BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _word_file(document: bytes) -> bytes:
    """The first byte says which part of the file the others are."""
    names = ("word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels")
    files = dict(_empty_word_file())
    name = names[document[0] % len(names)] if document else names[0]
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = document[1:]
    if name == names[0] and not body.startswith(b"<?xml"):
        body = b"<w:document " + space + b"><w:body>" + body + b"</w:body></w:document>"
    files[name] = body
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for path, content in files.items():
            packed.writestr(path, content)
    return made.getvalue()


def story(data: bytes) -> None:
    """A story: what is read can be written, corrected and printed, and is still the same."""
    text = _text(data)
    article = _told(lambda: parse_article(text, STORY, ZONE))
    if article is None:
        return
    again = parse_article(print_article(article), STORY, ZONE)
    assert again == article, (again, article)
    words = "更正：应为三口井。"
    corrected = amend.with_entry(text, STORY, "corrections", {"date": DAY, "text": words})
    wanted = replace(article, corrections=(*article.corrections, Correction(DAY, words)))
    assert parse_article(corrected, STORY, ZONE) == wanted
    accepted = amend.with_key(text, STORY, "accepted", list(article.review))
    wanted = replace(article, accepted=article.review)
    assert parse_article(accepted, STORY, ZONE) == wanted
    _body(article.body)
    for line in article.body.split("\n"):
        list(inspect(line, DAY))


def edition(data: bytes) -> None:
    """An edition.md, and a page of the paper's own."""
    text = _text(data)
    found = _told(lambda: parse_edition(text, "edition.md", KEY))
    if found is not None:
        again = parse_edition(print_edition(found), "edition.md", KEY)
        assert again == found, (again, found)
        _body(found.note)
    _told(lambda: parse_text_page(text, "content/pages/x.md"))


def settings(data: bytes) -> None:
    """newspaper.yaml, names.yaml and the layout of a page: told or read."""
    text = _text(data)
    _told(lambda: parse_newspaper(text, "content/newspaper.yaml"))
    _told(lambda: parse_decisions(text, "content/names.yaml"))
    _told(lambda: parse_layout(text, "page-01.layout.yaml"))


DOORS: Mapping[str, Callable[[bytes], None]] = {
    "raw": raw,
    "html": html,
    "word": word,
    "library": library,
    "story": story,
    "edition": edition,
    "settings": settings,
}
"""By name."""


def _text(data: bytes) -> str:
    try:
        return frontmatter.decode(data, STORY)
    except NewspaperError as error:
        _said(error.problems)
        return frontmatter.decode(data.decode("utf-8", errors="replace").encode(), STORY)


def _told(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except NewspaperError as error:
        _said(error.problems)
        return None


def _said(problems: tuple[Problem, ...]) -> None:
    assert problems
    for found in problems:
        assert str(found)
        assert found.message.isprintable(), found.message


def _body(body: str) -> None:
    """Text is never markup."""
    markdown.plain(body)
    for src in markdown.pictures(body):
        assert isinstance(src, str)
    _Page().feed(str(markdown.html(body, lambda src: src)))


class _Page(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name in ("href", "src"):
                scheme = _scheme(value or "")
                assert scheme in SCHEMES or tag == "img", value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def _scheme(link: str) -> str:
    try:
        return urlsplit(link.strip()).scheme.lower()
    except ValueError:
        return ""
