"""What every template is given, says and escapes."""

import base64
import datetime as dt
import hashlib
import json
import re
import types
import typing
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment, meta, nodes
from lxml import etree, html
from markupsafe import Markup

from broadsheet import contexts, i18n, linked, render
from broadsheet.jinja import Templates

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
SOURCES = {p.relative_to(TEMPLATES).as_posix(): p for p in sorted(TEMPLATES.rglob("*"))}
SHEETS = {
    name
    for name, path in SOURCES.items()
    if path.is_file() and not name.startswith(("parts/", "assets/"))
} - {"base.html", "macros.html"}
LANGUAGES = sorted(i18n.LOCALES)
ATTACK = "<script>alert(1)</script>\"'&]]>\x0b\ud800{{ 7 }}--><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module", params=LANGUAGES)
def env(request: pytest.FixtureRequest) -> Environment:
    return render.environment(TEMPLATES, request.param)


def sample(kind: object, text: str = "文 & text", full: bool = True) -> typing.Any:
    """A value of a type: with everything that may be there, or with nothing that need not."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        present = [a for a in arguments if a is not types.NoneType]
        return sample(present[0], text, full) if full else None
    if origin is tuple and arguments[-1] is Ellipsis:
        return (sample(arguments[0], text, full),) * (2 if full else 0)
    if origin is tuple:
        return tuple(sample(a, text, full) for a in arguments)
    if isinstance(kind, type) and issubclass(kind, tuple):
        hints = typing.get_type_hints(kind)
        return kind(**{name: sample(hint, text, full) for name, hint in hints.items()})
    plain = {
        str: text,
        Markup: Markup("<p>set</p>"),
        int: 2,
        float: 2.5,
        bool: full,
        dt.date: dt.date(2023, 1, 31),
        dt.datetime: dt.datetime(2023, 1, 31, 6, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    }
    return plain[kind]  # type: ignore[index]


def test_every_template_of_a_sheet_has_a_context_and_every_context_a_template() -> None:
    assert set(render.CONTEXTS) == SHEETS


def names_of(env: Environment, template: str) -> tuple[set[str], set[str]]:
    """Names that a template and its parts take from outside, and those that they make."""
    wanted: set[str] = set()
    made: set[str] = set(env.globals)
    for name, source in render.family_of(env, template).items():
        tree = env.parse(source)
        made |= {n.name for n in tree.find_all(nodes.Name) if n.ctx != "load"}
        for imported in tree.find_all(nodes.FromImport):
            made |= {n if isinstance(n, str) else n[1] for n in imported.names}
        undeclared = meta.find_undeclared_variables(tree) - set(env.globals)
        if name == "macros.html":
            assert undeclared == set(), "a macro is given its arguments and nothing else"
        wanted |= undeclared
    return wanted, made


@pytest.mark.parametrize("template", sorted(SHEETS))
def test_a_template_uses_names_of_its_context_only(template: str) -> None:
    env = render.environment(TEMPLATES, "en")
    wanted, made = names_of(env, template)
    fields = set(render.CONTEXTS[template]._fields)
    assert wanted - made <= fields


@pytest.mark.parametrize("cls", sorted(render.TEMPLATES, key=lambda cls: cls.__name__))
def test_a_context_holds_nothing_that_no_template_prints(cls: type) -> None:
    env = render.environment(TEMPLATES, "en")
    templates = [name for name, given in render.CONTEXTS.items() if given is cls]
    wanted = {name for template in templates for name in names_of(env, template)[0]}
    assert set(cls._fields) <= wanted


@pytest.mark.parametrize("template", sorted(SHEETS))
@pytest.mark.parametrize("full", [True, False], ids=["full", "bare"])
def test_a_template_prints_the_fullest_and_the_barest_context(
    env: Environment, template: str, full: bool
) -> None:
    context = sample(render.CONTEXTS[template], full=full)
    assert render.render(env, template, context)


@pytest.mark.parametrize("template", sorted(SHEETS))
def test_a_linked_template_prints_what_jinja_prints(env: Environment, template: str) -> None:
    whole = linked.link(env, template)
    for text, full in (("文 & text", True), ("x", False), (ATTACK, True)):
        context = sample(render.CONTEXTS[template], text, full)
        values = context._asdict()
        printed = linked.print_linked(whole, values)
        assert printed == env.get_template(template).render(values)


@pytest.mark.parametrize("template", sorted(n for n in SHEETS if n.endswith(".html")))
def test_no_text_becomes_markup(template: str) -> None:
    env = render.environment(TEMPLATES, "zh-Hans")
    harmless = sample(render.CONTEXTS[template], "text")
    hostile = sample(render.CONTEXTS[template], ATTACK)
    expected, printed = (
        html.document_fromstring(render.render(env, template, context).decode())
        for context in (harmless, hostile)
    )
    assert [e.tag for e in printed.iter()] == [e.tag for e in expected.iter()]
    handlers = [a for e in printed.iter() for a in e.attrib if a.startswith("on")]
    assert handlers == []


@pytest.mark.parametrize("template", sorted(n for n in SHEETS if n.endswith(".xml")))
def test_a_hostile_text_leaves_a_feed_well_formed(template: str) -> None:
    env = render.environment(TEMPLATES, "zh-Hans")
    printed = render.render(env, template, sample(render.CONTEXTS[template], ATTACK))
    tree = etree.fromstring(printed)
    assert not [e for e in tree.iter() if etree.QName(e).localname in ("script", "img")]


@pytest.mark.parametrize("full", [True, False], ids=["full", "bare"])
def test_a_json_feed_says_what_it_was_given(full: bool) -> None:
    env = render.environment(TEMPLATES, "zh-Hans")
    text = ATTACK.replace("\ud800", "").replace("\x0b", "")
    feed = json.loads(
        render.render(env, "feeds/feed.json", sample(contexts.FeedContext, text, full))
    )
    assert feed["title"] == text
    assert [item["content_html"] for item in feed["items"]] == [text] * (2 if full else 0)


@pytest.mark.parametrize("template", sorted(n for n in SHEETS if n.endswith(".html")))
@pytest.mark.parametrize("text", ["文", "文" * 400])
def test_the_encoding_is_declared_before_any_character_that_needs_it(
    template: str, text: str
) -> None:
    env = render.environment(TEMPLATES, "zh-Hans")
    printed = render.render(env, template, sample(render.CONTEXTS[template], text))
    # what stands before is the name of the language, which is a tag
    assert re.match(
        rb'<!doctype html>\n<html lang="[^"]*">\n<head>\n<meta charset="utf-8">', printed
    )


def test_robots_txt_is_plain_text() -> None:
    env = render.environment(TEMPLATES, "zh-Hans")
    context = contexts.RobotsContext(sitemap="https://example.org/a&b/sitemap.xml")
    printed = render.render(env, "feeds/robots.txt", context).decode()
    assert printed.endswith("Sitemap: https://example.org/a&b/sitemap.xml\n")


@given(text=st.text(alphabet="]><[&稻", max_size=12))
@example(text="]]>")
def test_feeds_hand_the_html_of_a_story_on_as_it_is(text: str) -> None:
    env = feeds_in_chinese()
    feed = sample(contexts.FeedContext)
    story = f"<p>{text}</p>"
    for whole in (story, Markup(story)):  # marked as safe or not
        one = feed._replace(entries=(feed.entries[0]._replace(html=whole),))
        atom = etree.fromstring(render.render(env, "feeds/atom.xml", one))
        assert atom.findtext(".//{*}content") == story
        rss = etree.fromstring(render.render(env, "feeds/rss.xml", one))
        assert rss.findtext(".//{*}encoded") == story
        items = json.loads(render.render(env, "feeds/feed.json", one))["items"]
        assert [item["content_html"] for item in items] == [story]


@cache
def feeds_in_chinese() -> Templates:
    """Templates, made once."""
    return render.environment(TEMPLATES, "zh-Hans")


def test_the_story_carries_the_hooks_of_the_contract() -> None:
    env = render.environment(TEMPLATES, "zh-Hans")
    printed = render.render(env, "article.html", sample(contexts.ArticleContext, "文"))
    (story,) = html.document_fromstring(printed.decode()).xpath("//article[@data-article]")
    assert story.get("data-id") == "文"
    texts = {
        hook: " ".join(story.xpath(f".//*[@data-{hook}]")[0].text_content().split())
        for hook in ("kicker", "headline", "deck", "dateline", "body")
    }
    assert texts == {
        "kicker": "文", "headline": "文", "deck": "文", "dateline": "文", "body": "set",
    }  # fmt: skip
    assert len(story.xpath(".//*[@data-byline]//a")) == 2


def test_search_begins_idle_with_a_form_that_needs_no_script() -> None:
    env = render.environment(TEMPLATES, "zh-Hans")
    page = html.document_fromstring(
        render.render(env, "search.html", sample(contexts.SearchContext, "x")).decode()
    )
    (results,) = page.xpath("//ol[@data-results]")
    assert (results.get("data-state"), results.get("data-total")) == ("idle", "0")
    assert page.xpath("//noscript//a[@href='x']")
    assert page.xpath("//form[@method='get']//input[@name='q']")


def policy_of(printed: bytes) -> str:
    (found,) = html.document_fromstring(printed.decode()).xpath(
        "//meta[@http-equiv='Content-Security-Policy']"
    )
    return str(found.get("content"))


@pytest.mark.parametrize("template", sorted(n for n in SHEETS if n.endswith(".html")))
def test_the_policy_allows_no_script_or_style_in_the_document(template: str) -> None:
    env = render.environment(TEMPLATES, "zh-Hans")
    printed = render.render(env, template, sample(render.CONTEXTS[template]))
    policy = policy_of(printed)
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    page = html.document_fromstring(printed.decode())
    assert page.xpath("//style | //*[@style]") == []
    inline = [
        e.text or ""
        for e in page.xpath("//script[not(@src)]")
        if e.get("type") != "application/ld+json"
    ]
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline]
    assert [f"'sha256-{d}'" for d in digests] == re.findall(r"'sha256-[^']+'", policy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_stands_in_every_catalog(language: str) -> None:
    catalog = i18n.catalog(language)
    missing = [
        (message, context)
        for message, context in messages()
        if not (found := catalog.get(message, context=context)) or not found.string or found.fuzzy
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalog_holds_what_nobody_says(language: str) -> None:
    wanted = messages()
    held = {
        (m.id[0] if isinstance(m.id, tuple) else m.id, m.context)
        for m in i18n.catalog(language)
        if m.id
    }
    assert held - wanted == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    for message in i18n.catalog(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings if message.id else ():
            assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", ids[-1]))


def messages() -> set[tuple[str, str | None]]:
    """(message id, context) of everything that templates, scripts and plans say."""
    # a plain environment: the press's own puts translations in before anything can be extracted
    env = Environment(extensions=["jinja2.ext.i18n"])
    found: set[tuple[str, str | None]] = set()
    for path in (path for name, path in SOURCES.items() if path.suffix in (".html", ".xml")):
        text = re.sub(r"\{% (shared .*|endshared) %\}", "", path.read_text("utf-8"))
        for _, function, message in env.extract_translations(text):
            parts = message if isinstance(message, tuple) else (message,)
            if "pgettext" in function:
                found.add((str(parts[1]), parts[0]))
            else:
                found.add((str(parts[0]), None))
    for path in sorted((TEMPLATES / "assets" / "js").glob("*.js")):
        found |= {
            (text, None) for text in re.findall(r"\b_\(\"([^\"]+)\"\)", path.read_text("utf-8"))
        }
    for path in sorted((ROOT / "broadsheet" / "plan").rglob("*.py")):
        said = re.findall(r"\bsay\(\s*\"([^\"]+)\"", path.read_text("utf-8"))
        found |= {(text, None) for text in said}
    return found
