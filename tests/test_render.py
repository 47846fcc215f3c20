"""Contexts into bytes, and what is said about broken templates."""

from pathlib import Path

import pytest

from broadsheet import contexts, render
from broadsheet.problems import NewspaperError

ROBOTS = contexts.RobotsContext(sitemap="https://example.org/sitemap.xml")


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / name).write_text(text, "utf-8")
    return path


def words(error: pytest.ExceptionInfo[NewspaperError]) -> str:
    return str(error.value)


def test_a_missing_folder_of_templates_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(NewspaperError) as error:
        render.environment(tmp_path / "templates", "en")
    assert words(error) == (
        "templates: templates-missing there are no templates here\n"
        "    Copy the folder templates/ of a working newspaper beside content/."
    )


def test_an_undefined_name_in_a_part_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    templates = folder(
        tmp_path, **{"page.html": "<p>\n{% include 'part.html' %}", "part.html": "\n\n{{ nmae }}"}
    )
    env = render.environment(templates, "en")
    with pytest.raises(NewspaperError) as error:
        render.render(env, "page.html", ROBOTS)
    assert words(error) == (
        "templates/part.html:3: bad-template the template cannot be used: 'nmae' is undefined\n"
        "    Correct the template; the last good site is untouched."
    )


def test_a_mistake_of_syntax_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    env = render.environment(folder(tmp_path, **{"page.html": "\n{% if sitemap %}"}), "en")
    with pytest.raises(NewspaperError) as error:
        render.render(env, "page.html", ROBOTS)
    assert words(error).startswith("templates/page.html:2: bad-template the template cannot be")


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    env = render.environment(folder(tmp_path, **{"page.html": "{% include 'gone.html' %}"}), "en")
    with pytest.raises(NewspaperError) as error:
        render.render(env, "page.html", ROBOTS)
    assert "templates/page.html: bad-template" in words(error)
    assert "there is no template gone.html" in words(error)


def test_any_error_inside_a_template_is_a_problem_of_the_template(tmp_path: Path) -> None:
    env = render.environment(folder(tmp_path, **{"page.html": "{{ sitemap | iso }}"}), "en")
    with pytest.raises(NewspaperError) as error:
        render.render(env, "page.html", ROBOTS)
    assert words(error).startswith("templates/page.html:1: bad-template")


def test_characters_that_no_document_may_hold_are_left_out(tmp_path: Path) -> None:
    env = render.environment(folder(tmp_path, **{"page.html": "{{ sitemap }}"}), "en")
    context = contexts.RobotsContext("a\x00\x0b\x1f\x85\ud800\ufffeb\tc\nd")
    assert render.render(env, "page.html", context) == b"ab\tc\nd"


def test_a_change_in_a_part_changes_the_digest_of_those_that_use_it(tmp_path: Path) -> None:
    for name in render.CONTEXTS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("plain", "utf-8")
    folder(
        tmp_path,
        **{
            "front.html": "{% extends 'base.html' %}",
            "page.html": "{% from 'macros.html' import x %}",
            "base.html": "{% include 'part.html' %}",
            "part.html": "one",
            "macros.html": "{% macro x() %}{% endmacro %}",
        },
    )
    before = render.template_digests(render.environment(tmp_path, "en"))
    folder(tmp_path, **{"part.html": "two"})
    between = render.template_digests(render.environment(tmp_path, "en"))
    folder(tmp_path, **{"macros.html": "{% macro x() %}x{% endmacro %}"})
    after = render.template_digests(render.environment(tmp_path, "en"))
    assert {name for name in before if before[name] != between[name]} == {"front.html"}
    assert {name for name in after if between[name] != after[name]} == {"page.html"}
    assert set(after) == set(render.CONTEXTS)


def test_all_broken_templates_are_named_at_once(tmp_path: Path) -> None:
    env = render.environment(folder(tmp_path, **{"front.html": "{{", "page.html": "{%"}), "en")
    with pytest.raises(NewspaperError) as error:
        render.template_digests(env)
    paths = {problem.path for problem in error.value.problems}
    assert {"templates/front.html", "templates/page.html", "templates/year.html"} <= paths


def test_a_part_whose_name_is_worked_out_is_refused(tmp_path: Path) -> None:
    env = render.environment(folder(tmp_path, **{"page.html": "{% include sitemap %}"}), "en")
    with pytest.raises(NewspaperError) as error:
        render.family_of(env, "page.html")
    assert "by a name that is worked out" in words(error)


def test_what_is_shared_is_rendered_once_for_each_of_its_values(tmp_path: Path) -> None:
    parts = {
        "page.html": "{% for word in sitemap %}{% shared word %}<{{ word }}>{% endshared %}"
        "{% endfor %}{{ sitemap | length }}",
    }
    env = render.environment(folder(tmp_path, **parts), "en")
    context = contexts.RobotsContext(("a&", "b", "a&"))  # type: ignore[arg-type]
    assert render.render(env, "page.html", context) == b"<a&amp;><b><a&amp;>3"
    assert render.render(env, "page.html", context) == b"<a&amp;><b><a&amp;>3"


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("{{ sitemap }} {{ other }}", "other"),
        ("{{ sitemap }}{% if deeper.down %}{% endif %}", "deeper.down"),
        ("{% include 'part.html' %}", "unsaid"),
    ],
)
def test_what_is_shared_may_depend_on_nothing_else(tmp_path: Path, inside: str, name: str) -> None:
    text = f"\n{{% shared sitemap %}}{inside}{{% endshared %}}"
    files = {"page.html": text, "part.html": "{% set own = 1 %}{{ own }}{{ sitemap }}{{ unsaid }}"}
    env = render.environment(folder(tmp_path, **files), "en")
    with pytest.raises(NewspaperError) as caught:
        render.render(env, "page.html", contexts.RobotsContext("x"))
    assert f"what is shared depends on {name}, which is not named there" in words(caught)
