"""The parser of Markdown, and how its pictures, tables and line ends are printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


@lru_cache(maxsize=2)
def parser(xhtml: bool) -> MarkdownIt:
    """For HTML, or for XHTML in books."""
    return MarkdownIt("js-default", {"xhtmlOut": xhtml}, renderer_cls=_Renderer)


def readable(image: Token) -> str:
    """The path of a picture as files are named; the parser quotes it as links are quoted."""
    return unquote(str(image.attrs["src"]))


def joins(before: str, after: str) -> bool:
    """Whether a line end between two texts is only the end of a line: both sides are wide."""
    return bool(before and after) and all(
        unicodedata.east_asian_width(char) in "WF" for char in (before[-1], after[0])
    )


class _Renderer(RendererHTML):
    """Pictures are resolved; a line end between two Chinese characters leaves no gap."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        path = readable(token)
        token.attrs["src"] = env["resolve"](path)
        token.attrs |= env["describe"](path)
        if not options.xhtmlOut:
            token.attrs["loading"] = "lazy"
        return super().image(tokens, idx, options, env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The alignment of a column as a class: the pages' policy lets no style attribute act."""
        token = tokens[idx]
        style = str(token.attrs.pop("style", ""))
        if style:
            token.attrs["class"] = style.replace("text-align:", "align-")
        return self.renderToken(tokens, idx, options, env)

    th_open = td_open

    def softbreak(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        before = tokens[idx - 1].content if idx else ""
        after = tokens[idx + 1].content if idx + 1 < len(tokens) else ""
        return "" if joins(before, after) else "\n"
