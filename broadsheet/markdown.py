"""Markdown to HTML and to plain text. Text from an export is not markup, so HTML is escaped.

The js-default preset escapes HTML where the commonmark preset passes it through (markdown-it-py
`markdown_it/presets/default.py`); its link validation refuses `javascript:` and its like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Resolve = Callable[[str], str]
"""Turns the path of a picture, in readable characters, into what a page may link to."""
Describe = Callable[[str], dict[str, str | int | float]]
"""More attributes of a picture, by its path: its size, its smaller copies."""


_BLOCK_START = frozenset("#>-+=|~`*_:0123456789")
"""First characters that may open something else than a paragraph (CommonMark 0.31, 4 and 5)."""
_INLINE = tuple("\\`*_[]<&~!\r\t\0")
"""Characters that may mean something inside a line, and those that are never plain. They are looked
for one by one, which takes a third of the time of a pattern for all."""


_SUBHEAD = "## "


@lru_cache(maxsize=128)
def _simple(body: str) -> tuple[str, ...] | None:
    """The paragraphs and subheads (`## …`) of a body that has nothing else, of one line each.

    Most stories of a newspaper are so, and need no parser. That both ways give the same is held
    by a property test. None where it takes a parser to tell. Those of the last issue are kept: a
    page, its print page and edition.json ask for the same.
    """
    for char in _INLINE:
        if char in body:
            return None
    paragraphs = body.strip("\n").split("\n\n")
    for text in paragraphs:
        if not text or "\n" in text or text != text.strip():
            return None
        if text[0] in _BLOCK_START:
            head = text[len(_SUBHEAD) :]
            if not text.startswith(_SUBHEAD) or not head or "#" in head or head != head.strip():
                return None
    return tuple(paragraphs)


@lru_cache(maxsize=128)
def _simple_html(body: str) -> Markup | None:
    paragraphs = _simple(body)
    if paragraphs is None:
        return None
    # of what HTML escapes, only these two can be left
    if ">" in body or '"' in body:
        paragraphs = tuple(
            [text.replace(">", "&gt;").replace('"', "&quot;") for text in paragraphs]
        )
    cut = len(_SUBHEAD)
    return Markup(  # noqa: S704 - escaped
        "".join(
            [
                f"<h2>{text[cut:]}</h2>\n" if text[0] == "#" else f"<p>{text}</p>\n"
                for text in paragraphs
            ]
        )
    )


def _parser(xhtml: bool = False) -> MarkdownIt:
    # loaded now: most stories need no parser, and a build that prints nothing has no story
    from broadsheet import markdownparser

    return markdownparser.parser(xhtml)


def html(
    body: str, resolve: Resolve, describe: Describe = lambda path: {}, *, xhtml: bool = False
) -> Markup:
    """The body as HTML, or as XHTML for books, safe to print as it is."""
    simple = _simple_html(body)
    if simple is not None:
        return simple
    env = {"resolve": resolve, "describe": describe}
    return Markup(_parser(xhtml).render(body, env))  # noqa: S704 - escaped above


def plain(body: str) -> str:
    """The body as plain text: one line for each paragraph, subhead, verse line or table row."""
    paragraphs = _simple(body)
    if paragraphs is not None:
        return "\n".join([text.removeprefix(_SUBHEAD) for text in paragraphs])
    lines: list[str] = []
    cells: list[str] = []
    row = False
    for token in _parser().parse(body, {}):
        if token.type == "inline":
            text = _plain_inline(token.children or [])
            if text or row:
                (cells if row else lines).append(text)
        elif token.type == "tr_open":
            row = True
        elif token.type in ("fence", "code_block", "html_block"):
            lines += [line for line in token.content.split("\n") if line.strip()]
        elif token.type == "tr_close":
            lines.append(" ".join(cells))
            cells, row = [], False
    return "\n".join(line for line in lines if line)


def pictures(body: str) -> tuple[str, ...]:
    """The paths of the pictures inside a body, in readable characters, each once."""
    if "![" not in body:
        return ()
    from broadsheet.markdownparser import readable

    found = (
        readable(child)
        for token in _parser().parse(body, {})
        for child in token.children or ()
        if child.type == "image"
    )
    return tuple(dict.fromkeys(found))


def _plain_inline(tokens: Sequence[Token]) -> str:
    from broadsheet.markdownparser import joins

    parts: list[str] = []
    for index, token in enumerate(tokens):
        if token.type in ("text", "code_inline", "html_inline"):
            parts.append(token.content)
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "softbreak":
            after = tokens[index + 1].content if index + 1 < len(tokens) else ""
            parts.append("" if joins("".join(parts[-1:]), after) else " ")
        elif token.type == "image":
            parts.append(token.content)
    return "".join(parts).strip()
