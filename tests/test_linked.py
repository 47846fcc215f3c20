"""What may be linked prints the same, and what might not is left to Jinja."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError

from broadsheet import contexts, linked, render
from broadsheet.problems import NewspaperError

BASE = "<{% block a %}base {{ x }}{% endblock %}|{% block b %}{% endblock %}>"
MACROS = """\
{% macro say(word, times=2) %}{% for n in range(times) %}{{ word }}{{ loop.index }}{% endfor %}\
{% endmacro %}
{% macro twice(word) %}{{ say(word) }}{{ say(word, times=1) }}{% endmacro %}
{% macro leaks() %}{{ x }}{% endmacro %}
"""
SAME = {
    "blocks": "{% extends 'base' %}{% block b %}{{ x }}{% endblock %}",
    "above": "{% extends 'base' %}{% block a %}[{{ super() }}]{% endblock %}",
    "twice above": "{% extends 'above' %}{% block a %}({{ super() }}){% endblock %}",
    "set before": "{% extends 'base' %}{% set x = 'own' %}{% block b %}{{ x }}{% endblock %}",
    "set inside": "{% extends 'base' %}{% block a %}{% set x = 'in' %}{{ x }}{% endblock %}\
{% block b %}{{ x }}{% endblock %}",
    "include": "{% include 'part' %}{{ x }}",
    "include in a loop": "{% for x in xs %}{% include 'part' %}{% endfor %}{{ x }}",
    "loop in an include": "{% for y in xs %}{% include 'looped' %}{% endfor %}",
    "macro": "{% from 'macros' import say %}{{ say(x) }}{{ say('<', 1) }}\
{{ say(times=3, word=x) }}",
    "macro of a macro": "{% from 'macros' import twice as double %}{{ double('&') }}{{ x }}",
    "macro as a value": "{% from 'macros' import say %}{{ say(x) | upper }}{{ say(x) ~ say(x) }}",
    "argument with a parameter's name": "{% from 'macros' import say %}{% set word = 'w' %}\
{{ say(word ~ x) }}{{ word }}",
    "name of a macro taken": "{% from 'macros' import say %}{% for say in xs %}{{ say }}\
{% endfor %}",
    "words with a value": "{{ _('Also on %(page)s', page=x) }}",
    "words with two": "{{ _('%(page)s of %(n)s', n=1, page=x) }}",
    "words with a sign": "{{ _('%(page)s is 5%% of it', page=x) }}{{ _('no value', page=x) }}",
    "nothing else": "{{ x if xs }}{{ x if not xs }}{{ (x if not xs) is defined }}",
    "filter around a block": "{% filter upper %}{% block a %}{{ x }}{% endblock %}{% endfilter %}",
    "call": "{% macro frame() %}[{{ caller() }}]{% endmacro %}{% call frame() %}{{ x }}\
{% endcall %}",
}
"""Templates that print the same linked."""
PARTS = {
    "base": BASE,
    "macros": MACROS,
    "part": "{% set y = x ~ '!' %}{{ y }}",
    "looped": "{% for z in xs %}{{ loop.index }}{{ z }}{% endfor %}",
    "loopless": "{{ loop.index }}",
}
LEFT = {
    "block in a loop": "{% for x in xs %}{% block a %}{{ x }}{% endblock %}{% endfor %}",
    "scoped block": "{% for x in xs %}{% block a scoped %}{{ x }}{% endblock %}{% endfor %}",
    "itself": "{% block a %}{{ x }}{% endblock %}{{ self.a() }}",
    "a base by a name that is worked out": "{% extends which %}",
    "what is above, in an expression": "{% extends 'base' %}{% block a %}{{ super() | upper }}\
{% endblock %}",
    "a base in a condition": "{% if x %}{% extends 'base' %}{% endif %}",
}
"""Templates that linking might change."""
VALUES = {"x": "<x>", "xs": ["1", "2"], "which": "base"}


@pytest.fixture(scope="module")
def env() -> Environment:
    sources = DictLoader(SAME | LEFT | PARTS)
    made = render.environment(Path(__file__).parent.parent / "templates", "en")
    return made.overlay(loader=sources, undefined=StrictUndefined, cache_size=0)


@pytest.mark.parametrize("name", SAME)
def test_a_linked_template_prints_the_same(env: Environment, name: str) -> None:
    printed = linked.print_linked(linked.link(env, name), VALUES)
    assert printed == env.get_template(name).render(VALUES)


@pytest.mark.parametrize("name", LEFT)
def test_what_linking_might_change_is_refused(env: Environment, name: str) -> None:
    with pytest.raises(linked.Unlinkable):
        linked.link(env, name)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{% from 'macros' import leaks %}{{ leaks() }}", "x"),
        ("{% for y in xs %}{% include 'loopless' %}{% endfor %}", "loop"),
    ],
)
def test_a_piece_does_not_see_more_than_jinja_shows_it(
    env: Environment, source: str, name: str
) -> None:
    own = env.overlay(loader=DictLoader(PARTS | {"top": source}))
    with pytest.raises(UndefinedError, match=f"'{name}' is undefined"):
        linked.print_linked(linked.link(own, "top"), VALUES)


def test_a_mistake_is_told_by_its_file_and_line_though_it_was_linked(tmp_path: Path) -> None:
    folder, cache = tmp_path / "templates", tmp_path / "compiled"
    (folder / "epub").mkdir(parents=True)
    cache.mkdir()
    (folder / "epub/container.xml").write_text("{% include 'part.xml' %}", "utf-8")
    (folder / "part.xml").write_text("\n{{ package.missing }}", "utf-8")
    env = render.environment(folder, "en", cache, {"epub/container.xml": "1"})
    keeps = linked.Linked(env, {"epub/container.xml": "1"})
    keeps.link("epub/container.xml")
    assert keeps.template("epub/container.xml") is not None
    with pytest.raises(NewspaperError) as caught:
        render.render(env, "epub/container.xml", contexts.BookContainerContext("x"))
    (found,) = caught.value.problems
    assert (found.path, found.line) == ("templates/part.xml", 2)


def test_a_template_is_linked_again_when_it_changes(tmp_path: Path) -> None:
    folder, cache = tmp_path / "templates", tmp_path / "compiled"
    (folder / "epub").mkdir(parents=True)
    cache.mkdir()
    for version in "12":
        (folder / "epub/container.xml").write_text(f"{version} {{{{ package }}}}", "utf-8")
        env = render.environment(folder, "en", cache, {"epub/container.xml": version})
        linked.Linked(env, {"epub/container.xml": version}).link("epub/container.xml")
        printed = render.render(env, "epub/container.xml", contexts.BookContainerContext("x"))
        assert printed == f"{version} x".encode()


def test_templates_that_get_their_digests_later_are_linked_too(tmp_path: Path) -> None:
    folder, cache = tmp_path / "templates", tmp_path / "compiled"
    (folder / "epub").mkdir(parents=True)
    cache.mkdir()
    (folder / "epub/container.xml").write_text("{{ package }}", "utf-8")
    env = render.environment(folder, "en", cache)
    render.know(env, {"epub/container.xml": "1"})
    env.linked.link("epub/container.xml")  # type: ignore[attr-defined]
    assert env.linked.template("epub/container.xml") is not None  # type: ignore[attr-defined]
    # and so are those that another build left
    again = render.environment(folder, "en", cache)
    render.know(again, {"epub/container.xml": "1"})
    assert again.linked.template("epub/container.xml") is not None  # type: ignore[attr-defined]
