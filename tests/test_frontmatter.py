"""Front matter: YAML between fences, strict, and every key with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import frontmatter
from broadsheet.problems import NewspaperError

words = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)
values = st.recursive(
    words | st.integers() | st.booleans() | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=8,
)
keys = st.from_regex(r"[a-z]{2,8}", fullmatch=True).filter(lambda key: key not in {"null", "true"})
mappings = st.dictionaries(keys, values, max_size=5)


@given(mappings, words)
def test_values_and_body_come_back(values: dict[str, object], body: str) -> None:
    found = frontmatter.parse(frontmatter.join(values, body), "x.md")
    assert found.values == values
    assert found.body == (f"\n{body}" if body else "")


@given(mappings)
def test_keys_keep_their_order(values: dict[str, object]) -> None:
    found = frontmatter.parse_yaml(frontmatter.dump(values), "x.yaml")
    assert list(found.values) == list(values)


@given(mappings)
def test_a_top_key_stands_on_the_line_that_is_named(values: dict[str, object]) -> None:
    text = frontmatter.join(values, "")
    found = frontmatter.parse(text, "x.md")
    for key in values:
        assert (
            text.splitlines()[found.line(key) - 1].startswith((f"{key}:", f"'{key}':"))
            or "\x85" in text
            or (
                # str.splitlines knows more line ends than YAML
                any(mark in text for mark in "\x0b\x0c\x1c\x1d\x1e\u2028\u2029")
            )
        )


def test_a_nested_key_is_found_and_a_missing_one_falls_back_to_what_encloses_it() -> None:
    text = "---\ntitle: a\nauthors:\n- name: b\n  role: c\n- {name: d}\n---\n"
    found = frontmatter.parse(text, "x.md")
    assert found.line("authors", 0, "role") == 5
    assert found.line("authors", 1, "name") == 6
    assert found.line("authors", 1, "role") == 6
    assert found.line("authors", 7) == 3
    assert found.line("nothing") == 2


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "y", "N", "True", "FALSE"])
def test_words_are_words_and_only_true_and_false_are_truths(word: str) -> None:
    assert frontmatter.parse_yaml(f"a: {word}\n", "x").values == {"a": word}
    assert frontmatter.parse_yaml("a: true\nb: false\n", "x").values == {"a": True, "b": False}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("title: a\n", "front-matter-missing", 1),
        ("\n---\ntitle: a\n---\n", "front-matter-missing", 1),
        ("---\ntitle: a\n", "front-matter-missing", 1),
        ("---\ntitle: a\nb: c\ntitle: d\n---\n", "duplicate-key", 4),
        ("---\na:\n  b: 1\n  b: 2\n---\n", "duplicate-key", 4),
        ("---\ntitle: a: b\n---\n", "bad-yaml", 2),
        ("---\ntitle: a\n\tb: c\n---\n", "bad-yaml", 3),
        ("---\n- a\n---\n", "bad-yaml", 2),
        ("---\ntext\n---\n", "bad-yaml", 2),
        ("---\n? [a]\n: b\n---\n", "bad-yaml", 2),
        ("---\na: *b\n---\n", "bad-yaml", 2),
        ("---\na: 2023-02-30\n---\n", "bad-yaml", 2),
        ("---\na: !!python/object:os.system {}\n---\n", "bad-yaml", 2),
        ("---\na: \x01\n---\n", "bad-yaml", 2),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(NewspaperError) as caught:
        frontmatter.parse(text, "x.md")
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.line) == (code, "x.md", line)


def test_empty_front_matter_has_no_values() -> None:
    found = frontmatter.parse("---\n---\nbody\n", "x.md")
    assert (found.values, found.body) == ({}, "body\n")


def test_front_matter_may_end_in_dots_and_with_the_file() -> None:
    assert frontmatter.parse("--- \ntitle: a\n...", "x.md").values == {"title": "a"}


@given(st.binary(max_size=40))
def test_bytes_are_text_or_name_the_first_bad_one(data: bytes) -> None:
    try:
        text = frontmatter.decode(data, "x.md")
    except NewspaperError as error:
        (problem,) = error.problems
        offset = int(problem.message.rpartition("byte ")[2].split()[0])
        data[:offset].decode()
        with pytest.raises(UnicodeDecodeError):
            data[: offset + 4].decode()
        assert f"0x{data[offset]:02X}" in problem.message
        assert problem.line == data[:offset].count(b"\n") + 1
    else:
        assert "\r" not in text


def test_the_offset_counts_the_byte_order_mark() -> None:
    with pytest.raises(NewspaperError, match="2: not-utf8 is not UTF-8 text: byte 8 is 0xFF"):
        frontmatter.decode(b"\xef\xbb\xbfab\ncd\xff", "x.md")


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(NewspaperError, match="folder: unreadable cannot be read: Is a directory"):
        frontmatter.read(tmp_path, "folder")
    with pytest.raises(NewspaperError, match="none: unreadable cannot be read: No such file"):
        frontmatter.read(tmp_path, "none")
