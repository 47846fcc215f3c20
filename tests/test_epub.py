"""A book is a ZIP file that others read, and the same for the same parts."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from broadsheet import epub

names = st.text(st.characters(codec="utf-8", exclude_characters="\0\\"), min_size=1, max_size=40)


@given(st.dictionaries(names, st.binary(max_size=300), max_size=6), st.sampled_from((0, 20, 40000)))
def test_what_was_bound_is_read_back(found: dict[str, bytes], length: int) -> None:
    bound = {name: data * length for name, data in found.items() if name != "mimetype"}
    data = epub.bind(bound.items())
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        assert book.namelist() == ["mimetype", *bound]
        assert {name: book.read(name) for name in bound} == bound
    assert epub.bind(bound.items()) == data


def test_the_kind_of_the_file_is_told_by_its_first_bytes() -> None:
    data = epub.bind([("a.txt", b"a")])
    # EPUB 3.3, 4.3: the name at 30, the media type at 38, neither packed nor behind anything else
    assert data[30:58] == b"mimetypeapplication/epub+zip"
