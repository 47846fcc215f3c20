"""Bodies as HTML and as plain text."""

from __future__ import annotations

import html as escapes
import re

import lxml.etree
import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet import markdown

MADE = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"href", "src", "alt", "title", "loading", "class", "start"}
marks = st.sampled_from(
    ["<", ">", "</p>", "<script>", "<img src=x onerror=alert(1)>", "&lt;", "&#60;", "<!--", "`",
     "**", "_", "[", "](", "](javascript:alert(1))", "![", "\n", "\n\n", "# ", "- ", "1. ", "    ",
     "|", "---", '"', "'", "\\", "<http://a.b>", "![](x)", "{{ x }}", "\x00"]
)  # fmt: skip
bodies = st.lists(marks | st.text(max_size=8), max_size=24).map("".join)


def render(body: str) -> str:
    return str(markdown.html(body, lambda path: f"https://paper.example/{path}"))


@given(bodies)
@example('<a href="x" onclick="y">')
@example("[a](data:text/html,x)")
@example('[a](x "b\\" onclick=\\"y")')
@example("| a |\n|:-:|\n| <b> |")
@example("```html onload=x\n<b>\n```")
def test_no_text_becomes_markup_of_its_own(body: str) -> None:
    page = lxml.html.fromstring(f"<div>{render(body)}</div>")
    for element in page.iterdescendants():
        assert element.tag in MADE
        assert ATTRIBUTES.issuperset(element.attrib)
        for name in ("href", "src"):
            assert not re.match(r"\s*(javascript|vbscript|file):", element.get(name, ""), re.I)


@given(bodies)
def test_xhtml_is_well_formed(body: str) -> None:
    text = str(markdown.html(body, lambda path: "x.svg", xhtml=True))
    control = "".join(c for c in text if c in "\t\n\r" or " " <= c < "\ufffe")
    lxml.etree.fromstring(f"<div>{control}</div>".encode())


@given(bodies)
def test_plain_text_has_no_empty_lines(body: str) -> None:
    assert "" not in markdown.plain(body).split("\n")[1:]


@given(st.lists(st.text("甲乙丙丁戊，。", min_size=1, max_size=20), min_size=1, max_size=4))
def test_paragraphs_are_paragraphs_in_both(paragraphs: list[str]) -> None:
    body = "\n\n".join(paragraphs)
    assert markdown.plain(body) == "\n".join(paragraphs)
    page = lxml.html.fromstring(f"<div>{render(body)}</div>")
    assert [element.text for element in page.findall("p")] == paragraphs


@pytest.mark.parametrize(
    ("body", "html", "plain"),
    [
        ("一行，\n又一行。", "<p>一行，又一行。</p>\n", "一行，又一行。"),
        ("one\ntwo", "<p>one\ntwo</p>\n", "one two"),
        ("中\ntwo", "<p>中\ntwo</p>\n", "中 two"),
        ("诗句\\\n又句", "<p>诗句<br>\n又句</p>\n", "诗句\n又句"),
        ("## 小标题\n\n文", "<h2>小标题</h2>\n<p>文</p>\n", "小标题\n文"),
        ("3 < 5 & 6", "<p>3 &lt; 5 &amp; 6</p>\n", "3 < 5 & 6"),
        ("<b>粗</b>", "<p>&lt;b&gt;粗&lt;/b&gt;</p>\n", "<b>粗</b>"),
        ("- 甲\n- 乙", "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n", "甲\n乙"),
        ("", "", ""),
    ],
)
def test_a_body_is_set_like_this(body: str, html: str, plain: str) -> None:
    assert render(body) == html
    assert markdown.plain(body) == plain


def test_a_table_has_one_line_of_plain_text_for_each_row() -> None:
    body = "| 闸板 | 水位 |\n|---|--:|\n| 抽前 | 3.4 |\n| 抽后 | |\n"
    assert markdown.plain(body) == "闸板 水位\n抽前 3.4\n抽后 "
    assert 'style="' not in render(body)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("![秋收](images/秋收.jpg)", "images/秋收.jpg"),
        ("![](<images/a b.jpg>)", "images/a b.jpg"),
        ("![](images/a%20b.jpg)", "images/a b.jpg"),
        ('![](images/a.jpg "题")', "images/a.jpg"),
        ("文中[![](images/a.jpg)](b)", "images/a.jpg"),
        ("![a][1]\n\n[1]: images/a.jpg", "images/a.jpg"),
    ],
)
def test_pictures_are_found_and_resolved_by_their_readable_paths(written: str, path: str) -> None:
    asked: list[str] = []

    def resolve(found: str) -> str:
        asked.append(found)
        return "../resolved.jpg"

    assert markdown.pictures(written) == (path,)
    assert 'src="../resolved.jpg"' in str(markdown.html(written, resolve))
    assert asked == [path]


def test_a_picture_of_two_texts_is_named_once_and_in_order() -> None:
    assert markdown.pictures("![](b)\n\n![](a) ![](b)\n\n`![](c)`") == ("b", "a")


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_what_is_resolved_is_escaped(address: str) -> None:
    found = str(markdown.html("![](x)", lambda path: address))
    source = re.search(r'src="([^"]*)"', found)
    assert source is not None
    assert escapes.unescape(source[1]) == address
