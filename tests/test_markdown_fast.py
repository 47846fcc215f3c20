"""The shortcut for stories of plain paragraphs gives what the parser gives, on any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import markdown

NEAR_MARKUP = st.text(alphabet="中文，。a1 .-#>|=:\"'\u3000\n()+*&\t\x0b\u2028\xa0/@h", max_size=40)
HEADS = st.text(alphabet="#中 a.\u3000\n=", max_size=8).map("## {}".format)
TEXTS = st.one_of(st.text(max_size=60), NEAR_MARKUP, HEADS)


@settings(max_examples=600)
@given(st.lists(TEXTS, max_size=4).map("\n\n".join))
def test_the_shortcut_equals_the_parser(body: str) -> None:
    short = markdown.html(body, str), markdown.plain(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_simple", lambda body: None)
        assert (markdown.html(body, str), markdown.plain(body)) == short


def test_plain_paragraphs_and_subheads_take_the_shortcut() -> None:
    body = "十月的第一场雨落在青石桥上。\n\n## 桥头\n\n桥头的老茶馆开了门，“早！”掌柜说。\n"
    assert markdown._simple(body) == tuple(body.strip().split("\n\n"))
