"""The quick test of a sheet's bytes never lets through what the pattern would take out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment

from broadsheet import contexts, render

ENVIRONMENT = Environment(loader=DictLoader({"x": "{{ package }}"}), autoescape=False)
NASTY = st.text(
    alphabet="报\x00\x08\x0b\x1f\x7f\x80\x9f\xa0\xb7\ud800\udfff\ufffe\uffff\uff0c\ud7a3a"
)


@given(st.one_of(NASTY, st.text()))
def test_what_no_document_may_hold_is_taken_out(text: str) -> None:
    data = render.render(ENVIRONMENT, "x", contexts.BookContainerContext(text))
    assert data == render._UNPRINTABLE.sub("", text).encode()
