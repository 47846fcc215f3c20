"""The shortcuts for plain front matter give what PyYAML gives, for any text and any values."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadsheet import frontmatter, fullyaml, plainyaml, start
from broadsheet.problems import NewspaperError

NEAR = (
    "秋粮·，。…“”\u3000\u30fb１ａ aefnNrtuxyTZ0179.:#-_,[]{}%/()+&;!?'\"~@*=<>|^$\\`"
    "\t\u2028\x85\ufeff\ue000"
)
words = st.one_of(
    st.text(NEAR, min_size=1, max_size=12),
    st.text("秋粮入仓，。、《》 a1", min_size=1, max_size=12),
    st.sampled_from(
        ["true", "null", "yes", "no", "on", "y", "NULL", "1:30", "0x1F", "1_000", "017", "1e3",
         "2024-01-31", "2023-02-30", "0000-01-01", "2024年", "2024-01-31 雪", "12", "0", "1.5",
         "~", "=", "<<", "a: b", "a #b",
         "a#b", "{a: 1}", "[1, 2]", "[]", "{}", "[1, 二]", "{name: 白岚, role: 记者}", ".inf", "-1",
         "{name: 白岚, name: 白岚}", "2023-01-31.txt", "1.e5", "1.0e+5", "2.ee", "'a'",
         '"a"', '"06:00"', '"a b"', "https://a.b/c/", "https://a.b:80/", "http://a", "false",
         "{1: 秋, 2: 粮}", "{1: 秋, 1: 粮}", "{01: 秋}", "{秋: 1}",
         "|", ">-", "&a", "*a", "!!int 3", "? a", "- a"]
    ),
)  # fmt: skip
keys = st.sampled_from(["title", "kicker", "publish_at", "y", "null", "true", "Title", "秋", "a b"])
lines = st.one_of(
    st.builds("{}: {}".format, keys, words),
    st.builds("{}:".format, keys),
    st.builds("- {}".format, words),
    st.builds("  {}: {}".format, keys, words),
    st.builds("  {}".format, words),
    st.builds("{}: {{{}: {}, {}: {}}}".format, keys, keys, words, keys, words),
    st.builds("- {{{}: {}}}".format, keys, words),
    st.builds("{}: [{}, {}]".format, keys, words, words),
    words,
    st.builds("# {}".format, words),
    st.sampled_from(
        ["", "#", " # a", "a: b # c", "#\x07", "# \x85秋: 1", "# \ud7ff", "#\u2028b: c"]
    ),
)
sources = st.one_of(
    st.lists(lines, max_size=5).map(lambda found: "".join(f"{line}\n" for line in found)),
    st.text(max_size=40),
    st.text(NEAR + "\n", max_size=40),
)


def parsed(source: str) -> object:
    """What PyYAML makes of it, with the types of all values, or that it refuses it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plainyaml, "read", lambda source: None)
        try:
            return typed(frontmatter.parse_yaml(source, "a.md").values)
        except NewspaperError as error:
            return str(error.problems)


def typed(value: object) -> object:
    if isinstance(value, dict):
        return [(typed(key), typed(item)) for key, item in value.items()]
    if isinstance(value, list):
        return list(map(typed, value))
    return type(value), value


@settings(max_examples=1500)
@given(sources)
@example("a: 1\n- b\n")
@example("title: 秋\n  粮\n")
@example("title: 秋\n# 粮\n- a\n")
@example("title:\n- 秋\n# 粮\n\n- 粮\n")
def test_the_shortcut_equals_the_parser(source: str) -> None:
    short = plainyaml.read(source)
    if short is not None:
        assert typed(short) == parsed(source)


@given(st.sampled_from("ab秋。 1-"), st.integers(0x20, 0x10FFFF).map(chr), st.sampled_from("b秋 "))
def test_no_character_means_something_to_one_of_them_alone(a: str, b: str, c: str) -> None:
    for source in (f"k: {a}{b}{c}秋\n", f"k: [{a}{b}, {b}{c}秋]\n", f"k: {{a: {a}{b}{c}秋}}\n"):
        short = plainyaml.read(source)
        assert short is None or typed(short) == parsed(source)


def test_a_story_as_the_press_writes_it_takes_the_shortcut() -> None:
    source = (
        "title: 秋粮入仓，颗粒归仓\ncolumn: 走基层\nauthors:\n- {name: 白岚, role: 记者}\n"
        "- {name: 岑禾, role: 通讯员, org: 县气象台}\npage: 1\norder: 12\nsource:\n"
        "  file: 2023-01-31.txt\n  lines: [3, 18]\nreview:\n- headline-missing\n"
    )
    assert plainyaml.read(source) == {
        "title": "秋粮入仓，颗粒归仓",
        "column": "走基层",
        "authors": [
            {"name": "白岚", "role": "记者"},
            {"name": "岑禾", "role": "通讯员", "org": "县气象台"},
        ],
        "page": 1,
        "order": 12,
        "source": {"file": "2023-01-31.txt", "lines": [3, 18]},
        "review": ["headline-missing"],
    }


def test_settings_as_newspapers_have_them_take_the_shortcut(repository: Path) -> None:
    for text in (
        (repository / "content" / "newspaper.yaml").read_text(encoding="utf-8"),
        "title: 青屏日报\nepub: false\n" + start.TARGETS,
    ):
        short = plainyaml.read(text)
        assert short is not None
        assert typed(short) == parsed(text)


scalars = st.one_of(
    words,
    st.text(max_size=6),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.floats(),
    st.datetimes(),
)
names = st.one_of(keys, st.sampled_from(["on", "no", "a_b_c", "", "date"]))
leaves = st.one_of(st.lists(scalars, max_size=3), st.dictionaries(names, scalars, max_size=3))
values = st.dictionaries(
    names,
    st.one_of(
        scalars,
        leaves,
        st.lists(st.one_of(leaves, scalars), max_size=3),
        st.dictionaries(names, st.one_of(leaves, scalars), max_size=3),
    ),
    max_size=4,
)


@settings(max_examples=400)
@given(values)
@example({"source": {"file": "2023-01-31.txt", "lines": [3, 18]}})
@example({"authors": [{"name": "白岚"}, {}]})
@example({"title": "- 秋"})
@example({"title": "秋 "})
@example({"title": "秋", "folios": ["秋?", "粮"]})
def test_what_is_written_plainly_is_what_pyyaml_writes(value: dict[str, object]) -> None:
    short = plainyaml.write(value)
    if short is not None:
        assert short == fullyaml.dump(value)


@given(st.sampled_from("ab秋。 1-"), st.integers(0x20, 0x10FFFF).map(chr), st.sampled_from("b秋 "))
def test_no_character_is_written_plainly_by_one_of_them_alone(a: str, b: str, c: str) -> None:
    text = f"{a}{b}{c}秋"
    for value in ({"k": text}, {"k": [text]}, {"k": {"a": text}}, {"k": [{"a": text}]}):
        short = plainyaml.write(value)
        assert short is None or short == fullyaml.dump(value)


def test_a_story_is_written_without_pyyaml() -> None:
    story = {
        "title": "秋粮入仓，颗粒归仓",
        "authors": [{"name": "白岚", "role": "记者"}, {"name": "岑禾", "org": "县气象台"}],
        "page": 1,
        "publish_at": dt.date(2023, 1, 31),
        "draft": True,
        "source": {"file": "2023-01-31.txt", "lines": [3, 18]},
        "review": ["headline-missing"],
    }
    assert plainyaml.write(story) == (
        "title: 秋粮入仓，颗粒归仓\nauthors:\n- {name: 白岚, role: 记者}\n"
        "- {name: 岑禾, org: 县气象台}\npage: 1\npublish_at: 2023-01-31\ndraft: true\n"
        "source:\n  file: 2023-01-31.txt\n  lines: [3, 18]\nreview: [headline-missing]\n"
    )


@given(
    st.lists(
        st.sampled_from(["---", "\n", "--- ", "...", "---x", "a: b", " ", "\n---\n", "a"]),
        max_size=9,
    ).map("".join)
)
@example("---\n--- \na: b\n---\n")
@example("---\n---x\n---\nbody")
def test_fences_are_found_where_the_pattern_finds_them(text: str) -> None:
    match = frontmatter._FENCE.match(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frontmatter, "_load", lambda source, path, line: {})
        if match is None:
            with pytest.raises(NewspaperError):
                frontmatter.parse(text, "a.md")
        else:
            found = frontmatter.parse(text, "a.md")
            assert (found.source, found.body) == (match[1], text[match.end() :])


@given(sources)
def test_values_belong_to_one_story_alone(source: str) -> None:
    first, again = plainyaml.read(source), plainyaml.read(source)
    assert first == again
    for value in (first or {}).values():
        if isinstance(value, list | dict):
            value.clear()
    assert plainyaml.read(source) == again
