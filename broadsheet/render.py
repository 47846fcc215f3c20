"""Contexts into bytes through templates.

A template is given the fields of its context by name, the words and dates of the paper's
language, and nothing else. An undefined name is an error, and every text is escaped.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
    select_autoescape,
)

from broadsheet import contexts, i18n
from broadsheet.jinja import (
    FixedWords,
    QuickEscape,
    Shared,
    Templates,
    escape_plain,
    quick_escape,
    replace,
)
from broadsheet.linked import Linked, print_linked
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.text import digest

CONTEXTS: Mapping[str, type] = {
    "front.html": contexts.FrontContext,
    "edition.html": contexts.EditionContext,
    "empty.html": contexts.EmptyContext,
    "page.html": contexts.PageContext,
    "article.html": contexts.ArticleContext,
    "withdrawn.html": contexts.WithdrawnContext,
    "archive.html": contexts.ArchiveContext,
    "year.html": contexts.YearContext,
    "day.html": contexts.DayContext,
    "authors.html": contexts.NamesContext,
    "author.html": contexts.NameContext,
    "columns.html": contexts.NamesContext,
    "column.html": contexts.NameContext,
    "search.html": contexts.SearchContext,
    "corrections.html": contexts.CorrectionsContext,
    "kept.html": contexts.KeptContext,
    "app.webmanifest": contexts.ManifestContext,
    "text.html": contexts.TextContext,
    "404.html": contexts.NotFoundContext,
    "moved.html": contexts.MovedContext,
    "feeds/atom.xml": contexts.FeedContext,
    "feeds/rss.xml": contexts.FeedContext,
    "feeds/feed.json": contexts.FeedContext,
    "feeds/sitemap.xml": contexts.SitemapContext,
    "feeds/sitemap-index.xml": contexts.SitemapContext,
    "feeds/sitemap-news.xml": contexts.NewsSitemapContext,
    "feeds/opensearch.xml": contexts.OpenSearchContext,
    "feeds/robots.txt": contexts.RobotsContext,
    "epub/container.xml": contexts.BookContainerContext,
    "epub/package.opf": contexts.BookPackageContext,
    "epub/nav.xhtml": contexts.BookNavContext,
    "epub/cover.xhtml": contexts.BookCoverContext,
    "epub/book.css": contexts.BookStyleContext,
    "epub/page.xhtml": contexts.BookPageContext,
}
"""Every template that a sheet may name, and the class of what it is given."""

TEMPLATES: Mapping[type, str] = {cls: name for name, cls in reversed(list(CONTEXTS.items()))}
"""The template of a context class; the first in CONTEXTS where several share the class."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, surrogates and noncharacters, which neither XML 1.0 (production Char) nor
HTML allows in a document: an export may bring them, and one of them breaks a feed."""
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_SECOND, _NO_CONTROL = b"\xc2", 0xA0
"""How U+0080-00BF begin in UTF-8; the byte behind it that is the first of no control character."""


def compiled(cache: Path, press: str, language: str) -> Path:
    """The folder of compiled templates of a press, by its digest, in a language."""
    return cache / "templates" / f"{press}-{language}"


def environment(
    templates: Path,
    language: str,
    cache: Path | None = None,
    digests: Mapping[str, str] = MappingProxyType({}),
) -> Templates:
    """The templates of a folder, in a language.

    `templates` is the newspaper's folder of templates; `language` one of newspaper.LANGUAGES;
    `cache` a folder for compiled templates, of this language and this press alone; `digests` are
    those of `template_digests`, and name the linked templates that are kept there.
    Raises NewspaperError where the folder is missing.
    """
    if not templates.is_dir():
        raise NewspaperError([problem("templates-missing", templates.name)])
    env = Templates(
        loader=FileSystemLoader(templates),
        # a robots.txt knows no entities; JSON goes through tojson, which marks its text as safe
        autoescape=select_autoescape(default=True, disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
        # the folder is read once for each build; serve makes a new environment
        auto_reload=False,
        cache_size=-1,
        # the optimizer works out expressions of nothing but constants, of which there are none;
        # to look for them takes as long as to write the code
        optimized=False,
        bytecode_cache=FileSystemBytecodeCache(str(cache)) if cache else None,
    )
    words = i18n.translations(language, shelf=cache)
    install: Callable[..., None] = getattr(env, "install_gettext_callables")  # noqa: B009
    env.extend(
        say_fixed=words.gettext,
        quick_escape=quick_escape,
        escape_plain=escape_plain,
        linked=Linked(env, digests),
    )
    env.code_generator_class = QuickEscape
    env.add_extension(FixedWords)
    env.add_extension(Shared)
    install(
        words.gettext,
        words.ngettext,
        newstyle=True,
        pgettext=words.pgettext,
        npgettext=words.npgettext,
    )
    for name, function in i18n.LOCAL_FILTERS.items():
        env.filters[name] = _speaking(function, language)
    env.filters.update(i18n.PLAIN_FILTERS)
    env.filters["replace"] = replace
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    return env


def know(env: Templates, digests: Mapping[str, str]) -> None:
    """Gives templates their digests (`template_digests`), by which linked ones are kept."""
    # not by `extend`, which leaves what is there
    setattr(env, "linked", Linked(env, digests))  # noqa: B010 - ours


def load(env: Templates, names: Iterable[str]) -> None:
    """Loads templates with all that they refer to, so that processes that fork have them.

    What is wrong with one is said where it is printed.
    """
    linked: Linked = getattr(env, "linked")  # noqa: B009 - ours
    for name in names:
        if linked.template(name) is None:
            with suppress(TemplateError, NewspaperError):
                for member in family_of(env, name):
                    env.get_template(member)


def render(env: Environment, template: str, context: object) -> bytes:
    """A sheet as UTF-8. `context` is an instance of the template's class in CONTEXTS.

    Raises NewspaperError with `bad-template` for whatever is wrong in a template.
    """
    values: dict[str, object] = context._asdict()  # type: ignore[attr-defined]
    text = _linked(env, template, values)
    try:
        if text is None:
            text = env.get_template(template).render(values)
    except Exception as error:
        # a template may call any method of what it is given, so it may raise anything
        raise _bad_template(env, template, error) from error
    return _printable(text)


def _printable(text: str) -> bytes:
    """The text as UTF-8, without characters that a document may not have."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # surrogates
        return _UNPRINTABLE.sub("", text).encode()
    # the quick test, in bytes: a search by the pattern would take as long as printing
    if "\ufffe" in text or "\uffff" in text or _has_controls(data):
        return _UNPRINTABLE.sub("", text).encode()
    return data


def _has_controls(data: bytes) -> bool:
    if len(data.translate(None, _CONTROLS)) != len(data):
        return True
    at = data.find(_SECOND)
    while at >= 0:
        if data[at + 1] < _NO_CONTROL:
            return True
        at = data.find(_SECOND, at + 2)
    return False


def _linked(env: Environment, template: str, values: dict[str, object]) -> str | None:
    """A sheet printed by the linked template; None where Jinja's own way has to be taken."""
    linked: Linked | None = getattr(env, "linked", None)
    found = linked.template(template) if linked else None
    if linked is None or found is None:
        return None
    try:
        return print_linked(found, values)
    except Exception:  # noqa: BLE001 - whatever it is, Jinja's own way says where
        linked.drop(template)
        return None


def template_digests(env: Environment) -> dict[str, str]:
    """For each template in CONTEXTS a digest of it with all it extends, includes and imports.

    Raises NewspaperError with `bad-template` for syntax errors and missing templates, all at once.
    """
    problems: list[Problem] = []
    digests = {}
    for name in CONTEXTS:
        try:
            family = family_of(env, name)
        except NewspaperError as error:
            problems += error.problems
            continue
        lines = (f"{member} {digest(source.encode())}" for member, source in sorted(family.items()))
        digests[name] = digest("\n".join(lines).encode())
    if problems:
        raise NewspaperError(dict.fromkeys(problems))
    return digests


def family_of(env: Environment, template: str) -> dict[str, str]:
    """Name and source of a template and of all it refers to, directly or not."""
    family: dict[str, str] = {}
    waiting = [template]
    while waiting:
        name = waiting.pop()
        if name in family:
            continue
        try:
            family[name] = _source(env, name)
            waiting += _references(env, name, family[name])
        except TemplateError as error:
            raise _bad_template(env, name, error) from error
    return family


def _source(env: Environment, name: str) -> str:
    assert env.loader is not None
    try:
        return env.loader.get_source(env, name)[0]
    except UnicodeDecodeError:
        raise TemplateSyntaxError("it is not UTF-8 text", 1, name, name) from None


@lru_cache(maxsize=256)
def _references(env: Environment, name: str, source: str) -> tuple[str, ...]:
    """What a template names itself; kept, since most templates share the same parts."""
    found = tuple(meta.find_referenced_templates(env.parse(source, name, name)))
    if None in found:
        raise TemplateSyntaxError(
            "it refers to another template by a name that is worked out", 1, name, name
        )
    return tuple(reference for reference in found if reference is not None)


def _speaking(function: Callable[..., str], language: str) -> Callable[..., str]:
    # headlines and dates stand on many sheets, and what is said of them is the same
    return lru_cache(maxsize=1 << 12)(partial(function, language=language))


def _bad_template(env: Environment, template: str, error: Exception) -> NewspaperError:
    if isinstance(error, TemplateNotFound):
        reason = f"there is no template {error.name}"
        return NewspaperError([problem("bad-template", f"templates/{template}", reason=reason)])
    reason = str(error) or type(error).__name__
    name: str
    line: int | None
    if isinstance(error, TemplateSyntaxError):
        name, line, reason = error.name or template, error.lineno, error.message or reason
    else:
        name, line = _innermost(env, template, error)
    return NewspaperError([problem("bad-template", f"templates/{name}", line, reason=reason)])


def _innermost(env: Environment, template: str, error: Exception) -> tuple[str, int | None]:
    """Name and line of the template that an error comes from.

    Jinja rewrites the traceback so that the frames of templates carry their files and lines.
    """
    assert isinstance(env.loader, FileSystemLoader)
    roots = [Path(path) for path in env.loader.searchpath]
    name, line = template, None
    for frame, number in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        for root in roots:
            if file.is_relative_to(root):
                name, line = file.relative_to(root).as_posix(), number
    return name, line
