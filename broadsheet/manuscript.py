"""Articles and editions as Markdown: the strict reader and the writer of the content format.

The format is the content contract (docs/authoring.md). Reading collects every problem of a
file instead of stopping at the first; writing puts the keys in the contract's order and leaves
out what is absent, so that `parse_article(print_article(a)) == a`.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from broadsheet import frontmatter, plainyaml
from broadsheet.fields import Fields
from broadsheet.model import (
    Article,
    Author,
    Correction,
    Edition,
    EditionKey,
    Jump,
    Page,
    Picture,
    SourceLines,
    TextPage,
    Withdrawal,
)
from broadsheet.problems import NewspaperError, problem

ARTICLE_NAME = re.compile(r"(\d{2}|[1-9]\d{2})-(\d{2}|[1-9]\d{2})(?:-(.+))?\.md\Z", re.ASCII)
"""`01-03-<slug>.md`: page 1, third story; one spelling of each number, so that a place has one."""

ARTICLE_KEYS = (
    "title", "kicker", "deck", "column", "dateline", "authors", "page", "order", "images", "jump",
    "corrections", "withdrawn", "publish_at", "draft", "source", "review",
    "accepted",
)  # fmt: skip
_TEXTS = frozenset(("title", "kicker", "deck", "column", "dateline"))
_PLACE = frozenset(("page", "order"))
_PERSON = frozenset(("name", "role", "org"))
# of few characters: a set of wide ones takes longer to compile than a hundred stories to read
_STORY = re.compile(
    r"---\ntitle: (.+)\n(?:kicker: (.+)\n)?(?:deck: (.+)\n)?(?:column: (.+)\n)?"
    r"(?:dateline: (.+)\n)?(?:authors:\n((?:- .+\n)+))?"
    r"page: ([1-9]\d{0,2})\norder: ([1-9]\d{0,2})\n"
    r"(?:source:\n  file: (.+)\n  lines: \[([1-9]\d{0,8}), ([1-9]\d{0,8})\]\n)?---\n",
    re.ASCII,
)
EDITION_KEYS = ("date", "date_inferred", "number", "pages", "folios", "source", "accepted")


def parse_article(text: str, path: str, zone: dt.tzinfo) -> Article:
    """The article in a Markdown file named `path` (its last part gives page, order and slug).

    Raises NewspaperError with every problem of the file.
    """
    name = ARTICLE_NAME.match(path.rpartition("/")[2])
    plain = _printed(text, name) if name is not None else None
    if plain is not None:
        return plain
    front = frontmatter.parse(text, path)
    plain = _plain(front, name) if name is not None else None
    return plain if plain is not None else _checked(front, name, path, zone)


def _printed(text: str, name: re.Match[str]) -> Article | None:
    """A story with what most have, in the order in which the press writes it: `print_article`.

    It is read with one pattern and without values between. None for any other; a property test
    holds it equal to the longer ways.
    """
    match = _STORY.match(text)
    if match is None:
        return None
    people, page, order, file, first, last = match.groups()[5:]
    if int(page) != int(name[1]) or int(order) != int(name[2]):
        return None
    told: list[str | None] = []
    for given in match.groups()[:5]:
        word = None if given is None else plainyaml.word(given)
        if word is None and given is not None:
            return None
        told.append((word and word.strip()) or None)
    authors = _people(people) if people is not None else ()
    source = (
        _plain_source({"file": plainyaml.word(file), "lines": [int(first), int(last)]})
        if file is not None
        else None
    )
    if authors is None or (source is None and file is not None):
        return None
    title, kicker, deck, column, dateline = told
    return Article(
        int(page), int(order), title or "", kicker, deck, column, dateline, authors,
        source=source, body=_body(text[match.end() :]), slug=name[3] or "",
    )  # fmt: skip


@lru_cache(maxsize=1 << 10)
def _people(lines: str) -> tuple[Author, ...] | None:
    """The authors in some lines of a list: most write often."""
    found = [_plain_author(plainyaml.value(line[2:])) for line in lines[:-1].split("\n")]
    people = tuple([one for one in found if one is not None])
    return people if len(people) == len(found) else None


def _plain(front: frontmatter.FrontMatter, name: re.Match[str]) -> Article | None:
    """A story that has nothing but words, people and its place, each as it should be.

    Most have, and need no questions about lines and types. None for any other; a property test
    holds both ways equal.
    """
    values = front.values
    told: dict[str, Any] = {}
    for key, value in values.items():
        kind = value.__class__
        if kind is str and key in _TEXTS:
            told[key] = value.strip() or None  # type: ignore[attr-defined]
        elif kind is int and key in _PLACE:
            told[key] = value
        elif kind is list and key == "authors":
            people = [_plain_author(one) for one in value]  # type: ignore[attr-defined]
            if None in people:
                return None
            told[key] = tuple(people)
        elif kind is dict and key == "source":
            told[key] = _plain_source(value)  # type: ignore[arg-type]
            if told[key] is None:
                return None
        elif kind is list and key == "review":
            if any(one.__class__ is not str for one in value):  # type: ignore[attr-defined]
                return None
            told[key] = tuple(value)  # type: ignore[arg-type]
        else:
            return None
    place = int(name[1]), int(name[2])
    if (told.get("page"), told.get("order")) != place or "title" not in told or 0 in place:
        return None
    title = told.pop("title") or ""
    return Article(title=title, **told, body=_body(front.body), slug=name[3] or "")


def _plain_author(value: object) -> Author | None:
    if value.__class__ is not dict or not value or not _PERSON.issuperset(value):
        return None
    found: dict[str, str | None] = {}
    for key, text in value.items():
        if text.__class__ is not str:
            return None
        found[key] = text.strip() or None
    named = found.get("name")
    return Author(named, found.get("role"), found.get("org")) if named else None


def _plain_source(value: dict[str, object]) -> SourceLines | None:
    file, lines = value.get("file"), value.get("lines")
    if len(value) != 2 or file.__class__ is not str or lines.__class__ is not list:
        return None
    file = file.strip()
    if not file or [one.__class__ for one in lines] != [int, int]:
        return None
    first, last = lines
    return SourceLines(file, first, last) if 1 <= first <= last else None


def _checked(
    front: frontmatter.FrontMatter, name: re.Match[str] | None, path: str, zone: dt.tzinfo
) -> Article:
    fields = Fields(front, (), front.values)
    fields.know(ARTICLE_KEYS)
    if name is None:
        raise NewspaperError([problem("bad-article-name", path)])
    title = fields.text("title", "秋粮入仓")
    # A withdrawn story keeps its address and gives up everything else.
    fields.require("title", "秋粮入仓")
    page = _placed(fields, "page", int(name[1]))
    order = _placed(fields, "order", int(name[2]))
    article = Article(
        page=page,
        order=order,
        title=title or "",
        kicker=fields.text("kicker", "全县秋收进度过半"),
        deck=fields.text("deck", "——一线走访之二"),
        column=fields.text("column", "走基层"),
        dateline=fields.text("dateline", "本报讯"),
        authors=fields.tables("authors", _author, "{name: 白岚, role: 记者}"),
        images=fields.tables("images", _picture, "{src: images/harvest.jpg, caption: 秋收}"),
        jump=fields.table("jump", _jump, "{to: 3}"),
        corrections=fields.tables("corrections", _correction, "{date: 2023-02-01, text: 更正}"),
        withdrawn=fields.table("withdrawn", _withdrawal, "{date: 2023-02-01, reason: 失实}"),
        publish_at=fields.moment("publish_at", zone),
        draft=fields.truth("draft"),
        source=fields.table("source", _source, "{file: 2023-01-31.txt, lines: [3, 18]}"),
        review=fields.texts("review", "headline-missing"),
        accepted=fields.texts("accepted", "headline-missing"),
        body=_body(front.body),
        slug=name[3] or "",
    )
    frontmatter.as_error(fields.problems)
    return article


def print_article(article: Article) -> str:
    """The article as a Markdown file."""
    jump = article.jump
    source = article.source
    values: dict[str, object] = {
        "title": article.title,
        "kicker": article.kicker,
        "deck": article.deck,
        "column": article.column,
        "dateline": article.dateline,
        "authors": [_present(name=a.name, role=a.role, org=a.org) for a in article.authors],
        "page": article.page,
        "order": article.order,
        "images": [
            _present(src=i.src, caption=i.caption, credit=i.credit, alt=i.alt)
            for i in article.images
        ],
        "jump": jump and _present(**{"to": jump.to, "from": jump.origin}),
        "corrections": [{"date": c.date, "text": c.text} for c in article.corrections],
        "withdrawn": article.withdrawn
        and {"date": article.withdrawn.date, "reason": article.withdrawn.reason},
        "publish_at": article.publish_at,
        "draft": article.draft or None,
        "source": source and {"file": source.file, "lines": [source.first, source.last]},
        "review": list(article.review),
        "accepted": list(article.accepted),
    }
    kept = {key: value for key, value in values.items() if value is not None and value != []}
    return frontmatter.join(kept, article.body)


def article_name(article: Article) -> str:
    """`01-03-<slug>.md`, or `01-03.md` where there is no slug."""
    return f"{article.place}-{article.slug}.md" if article.slug else f"{article.place}.md"


def parse_edition(text: str, path: str, key: EditionKey) -> Edition:
    """The edition in an edition.md, still without articles; `key` is the folder's name.

    Raises NewspaperError with every problem of the file.
    """
    front = frontmatter.parse(text, path)
    fields = Fields(front, (), front.values)
    fields.know(EDITION_KEYS)
    fields.require("date", key.date.isoformat())
    date = fields.date("date")
    if date is not None and date != key.date:
        fields.report("date-mismatch", "date", date=date, folder=key.date)
    pages = fields.tables("pages", _page, "{number: 1, name: 要闻}")
    seen: set[int] = set()
    for index, page in enumerate(pages):
        if page.sequence in seen:
            fields.report("same-page", "pages", index, "number", number=page.sequence)
        seen.add(page.sequence)
    edition = Edition(
        key=key,
        pages=tuple(sorted(pages, key=lambda page: page.sequence)),
        number=fields.text("number", "第1024期"),
        date_inferred=fields.truth("date_inferred"),
        source=fields.texts("source", "2023-01-31.txt"),
        note=_body(front.body),
        folios=fields.texts("folios", "第01版：要闻"),
        accepted=fields.texts("accepted", "date-inferred"),
    )
    frontmatter.as_error(fields.problems)
    return edition


def print_edition(edition: Edition) -> str:
    """The edition as its edition.md."""
    values: dict[str, object] = {
        "date": edition.key.date,
        "date_inferred": edition.date_inferred or None,
        "number": edition.number,
        "pages": [
            _present(
                number=p.sequence,
                label=p.label if p.label != str(p.sequence) else None,
                name=p.name,
                image=p.image,
                pdf=p.pdf,
            )
            for p in edition.pages
        ],
        "folios": list(edition.folios),
        "source": list(edition.source),
        "accepted": list(edition.accepted),
    }
    kept = {key: value for key, value in values.items() if value is not None and value != []}
    return frontmatter.join(kept, edition.note)


def parse_text_page(text: str, path: str) -> TextPage:
    """The page in a file of content/pages. Raises NewspaperError with every problem."""
    front = frontmatter.parse(text, path)
    fields = Fields(front, (), front.values)
    fields.know(("title",))
    fields.require("title", "关于本报")
    title = fields.text("title", "关于本报")
    frontmatter.as_error(fields.problems)
    return TextPage(PurePosixPath(path).stem, title or "", _body(front.body))


def _placed(fields: Fields, key: str, named: int) -> int:
    fields.require(key, str(named))
    value = fields.number(key, named)
    if value is not None and value != named:
        fields.report("place-mismatch", key, key=key, value=value, named=named)
    return value or named


def _body(text: str) -> str:
    stripped = text.strip("\n")
    return f"{stripped}\n" if stripped.strip() else ""


def _present(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}


def _author(fields: Fields) -> Author | None:
    fields.know(("name", "role", "org"))
    fields.require("name", "白岚")
    name = fields.text("name", "白岚")
    role, org = fields.text("role", "记者"), fields.text("org", "融媒体中心")
    return Author(name, role, org) if name else None


def _picture(fields: Fields) -> Picture | None:
    fields.know(("src", "caption", "credit", "alt"))
    fields.require("src", "images/harvest.jpg")
    src = fields.text("src", "images/harvest.jpg")
    texts = [fields.text(key, "秋收现场") for key in ("caption", "credit", "alt")]
    return Picture(src, *texts) if src else None


def _jump(fields: Fields) -> Jump | None:
    fields.know(("to", "from"))
    return Jump(fields.number("to", 3), fields.number("from", 1))


def _correction(fields: Fields) -> Correction | None:
    fields.know(("date", "text"))
    fields.require("date", "2023-02-01")
    fields.require("text", "文中人数应为三十二人。")
    date, text = fields.date("date"), fields.text("text", "文中人数应为三十二人。")
    return Correction(date, text) if date and text else None


def _withdrawal(fields: Fields) -> Withdrawal | None:
    fields.know(("date", "reason"))
    fields.require("date", "2023-02-01")
    fields.require("reason", "内容失实")
    date, reason = fields.date("date"), fields.text("reason", "内容失实")
    return Withdrawal(date, reason) if date and reason else None


def _source(fields: Fields) -> SourceLines | None:
    fields.know(("file", "lines"))
    fields.require("file", "2023-01-31.txt")
    fields.require("lines", "[3, 18]")
    file = fields.text("file", "2023-01-31.txt")
    lines = fields.values.get("lines")
    if lines is None or file is None:
        return None
    if (
        not isinstance(lines, list)
        or len(lines) != 2
        or not all(isinstance(n, int) and not isinstance(n, bool) and n >= 1 for n in lines)
        or lines[0] > lines[1]
    ):
        fields.wrong("lines", "the first and the last line", "lines: [3, 18]")
        return None
    return SourceLines(file, lines[0], lines[1])


def _page(fields: Fields) -> Page | None:
    fields.know(("number", "label", "name", "image", "pdf"))
    fields.require("number", "1")
    number = fields.number("number", 1)
    if number is None:
        return None
    return Page(
        sequence=number,
        label=fields.text("label", "A1") or str(number),
        name=fields.text("name", "要闻"),
        image=fields.text("image", "pages/01.svg"),
        pdf=fields.text("pdf", "pages/01.pdf"),
    )
