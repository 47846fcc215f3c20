"""The words of headlines are BudouX's."""

from __future__ import annotations

import budoux
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.splitter import splitter

PARSERS = {
    "zh-Hans": budoux.load_default_simplified_chinese_parser(),
    "zh-Hant": budoux.load_default_traditional_chinese_parser(),
}
KNOWN = {
    language: sorted({text for scores in parser.model.values() for text in scores})
    for language, parser in PARSERS.items()
}


@pytest.mark.parametrize("language", PARSERS)
@given(data=st.data())
def test_any_text_is_split_as_budoux_splits_it(language: str, data: st.DataObject) -> None:
    pieces = st.one_of(st.sampled_from(KNOWN[language]), st.text(max_size=3))
    text = "".join(data.draw(st.lists(pieces, max_size=12)))
    assert splitter(language).parts(text) == PARSERS[language].parse(text)
