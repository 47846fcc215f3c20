"""The language in which the press speaks to those who work with it.

Library code is free of languages: it says what it has to say in English, once, with the fields
that belong into it. The edges (command line, report, proof) ask here for the same words in the
editor's language. They stand in broadsheet/locale/<locale>/LC_MESSAGES/desk.po, with the English
text as message id and, for a problem, its code as context; what is not there is said in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from broadsheet.problems import RULES, Problem

DOMAIN = "desk"
"""Of the catalogs."""

OURS = frozenset(("reason", "kind", "why", "one", "other", "actual", "stated"))
"""Fields of problems that hold words of the press; all others hold names, places and numbers."""

Say = Callable[..., str]
"""From an English str.format template and its fields to the words of one language."""


def spoken(environ: Mapping[str, str]) -> str:
    """The language of the terminal: `zh-Hans`, `zh-Hant` or `en`.

    BROADSHEET_LANG names it; else the locale does, by the variables that gettext asks in its
    order. English where none names a language.
    """
    variables = ("BROADSHEET_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    named = next((environ[name] for name in variables if environ.get(name)), "")
    tag = named.partition(":")[0].partition(".")[0].replace("_", "-").lower()
    if tag.partition("-")[0] != "zh":
        return "en"
    return "zh-Hant" if set(tag.split("-")) & {"hant", "tw", "hk", "mo"} else "zh-Hans"


def english(message: str, /, **fields: object) -> str:
    """The words as they stand in the code."""
    return message.format(**fields) if fields else message


def sayer(language: str) -> Say:
    """How the words of the code are said in a language."""
    if language == "en":
        return english
    # Imported where it is used: it takes longer to load than most commands to run.
    from broadsheet.i18n import translations

    found = translations(language, DOMAIN)

    def say(message: str, /, **fields: object) -> str:
        # an empty id names the catalog's head
        words = str(part(message, found.gettext))
        return words.format(**fields) if fields else words

    return say


def part(value: object, gettext: Callable[[str], str]) -> object:
    """A field of a message in a language, where it is words of ours: a reason, a kind of file.

    What stands behind a colon is the editor's own (`the day after the newest event: …`).
    """
    if not isinstance(value, str) or not value:
        return value
    words = gettext(value)
    head, colon, rest = value.partition(": ")
    if words == value and colon and gettext(head) != head:
        return f"{gettext(head)}：{rest}"
    return words


def words_of(problem: Problem, language: str) -> tuple[str, str]:
    """Message and hint of a problem in a language."""
    if language == "en" or problem.fields is None:
        return problem.message, problem.hint
    from broadsheet.i18n import translations

    rule, found = RULES[problem.code], translations(language, DOMAIN)
    fields = {
        name: part(value, found.gettext) if name in OURS else value
        for name, value in problem.fields
    }
    message = found.pgettext(problem.code, rule.message).format(**fields)
    return message, found.pgettext(problem.code, rule.hint).format(**fields)


def told(problem: Problem, language: str) -> str:
    """A problem as it is printed: place and code as ever, words and hint in a language."""
    message, hint = words_of(problem, language)
    head = f"{problem.where}: " if problem.where else ""
    return f"{head}{problem.code} {message}\n    {hint}"
