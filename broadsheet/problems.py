"""Problems in a newspaper: what is wrong, where, and what to do about it.

All words that an editor reads when something is wrong stand in RULES, so that they can be
read together, translated, documented (docs/problems.md) and tested by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: an error stops the command, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """The wording of one code. Both texts are str.format templates over the same fields."""

    severity: Severity
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    code: str
    message: str
    hint: str
    severity: Severity = Severity.ERROR
    path: str | None = None
    """Relative to the root, with forward slashes."""
    line: int | None = None
    """1-based."""

    @property
    def where(self) -> str:
        """`path:line`, `path`, or nothing."""
        if self.path is None:
            return ""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        head = f"{self.where}: " if self.where else ""
        return f"{head}{self.code} {self.message}\n    {self.hint}"


class NewspaperError(Exception):
    """Problems that stop a command; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def problem(
    code: str, path: str | None = None, line: int | None = None, /, **fields: object
) -> Problem:
    """A problem in the words of its rule. Raises KeyError for a code or field the rule has not."""
    rule = RULES[code]
    message = rule.message.format(**fields)
    return Problem(code, message, rule.hint.format(**fields), rule.severity, path, line)


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file, then line, then code, each once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.path or "", p.line or 0, p.code, p.message)))


def _error(message: str, hint: str) -> Rule:
    return Rule(Severity.ERROR, message, hint)


def _warning(message: str, hint: str) -> Rule:
    return Rule(Severity.WARNING, message, hint)


RULES: Mapping[str, Rule] = {
    # the newspaper itself
    "newspaper-missing": _error(
        "there is no newspaper here",
        "Run the command in a folder with content/newspaper.yaml, or name one with --root.",
    ),
    "templates-missing": _error(
        "there are no templates here",
        "Copy the folder templates/ of a working newspaper beside content/.",
    ),
    # any YAML
    "not-utf8": _error(
        "is not UTF-8 text: byte {offset} is {byte}",
        "Open it in a text editor and save it again with the encoding UTF-8.",
    ),
    "bad-yaml": _error(
        "the front matter cannot be read: {reason}",
        "Put values with a colon, quotation marks or a leading symbol between 'single quotes'.",
    ),
    "duplicate-key": _error(
        "the key {key} stands here twice (first on line {first})",
        "Keep one of the two.",
    ),
    "front-matter-missing": _error(
        "has no front matter",
        "Begin the file with a line ---, then title, page and order, then a line ---.",
    ),
    "unknown-key": _error(
        "unknown key {key}",
        "Known here: {known}.",
    ),
    "missing-key": _error(
        "the key {key} is missing",
        "Add a line: {key}: {example}",
    ),
    "wrong-type": _error(
        "{key} should be {expected}, but is {got}",
        "Write it like this: {example}",
    ),
    # editions and articles
    "bad-edition-name": _error(
        "this folder is not named by a date",
        "Name it YYYY-MM-DD, or YYYY-MM-DD-2 for the second issue of that day.",
    ),
    "edition-missing": _error(
        "the folder has no edition.md",
        "Add edition.md with the line: date: {date}",
    ),
    "date-mismatch": _error(
        "the date {date} differs from the folder's, {folder}",
        "Correct the date, or rename the folder.",
    ),
    "bad-article-name": _error(
        "the file name does not begin with page and order",
        "Name it like 01-03-harvest.md: page 1, third story.",
    ),
    "place-mismatch": _error(
        "{key} is {value}, but the file name says {named}",
        "Correct the front matter, or rename the file.",
    ),
    "same-place": _error(
        "stands on page {page}, place {order}, where {other} stands too",
        "Give one of the two another place: rename the file and correct its page and order.",
    ),
    "same-page": _error(
        "page {number} is described twice",
        "Keep one entry for each page number.",
    ),
    "path-escapes": _error(
        "{key} points out of the edition's folder: {value}",
        "Put the file into the edition's folder and write its path from there, like images/harvest.jpg.",
    ),
    "file-missing": _error(
        "{key} names a file that is not there: {value}",
        "Put the file there, or correct the path.",
    ),
    "symbolic-link": _error(
        "is a symbolic link",
        "Put the file itself in its place; the press does not follow links.",
    ),
    # the site
    "same-output": _error(
        "would be printed to {output}, where {other} is printed too",
        "Rename one of the two.",
    ),
    "bad-template": _error(
        "the template cannot be used: {reason}",
        "Correct the template; the last good site is untouched.",
    ),
    "unwritable": _error(
        "cannot be written: {reason}",
        "Make room or give permission, then run the command again; the last good site is untouched.",
    ),
}
"""Every code of the press, by name."""
