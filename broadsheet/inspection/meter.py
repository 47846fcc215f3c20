"""The meter: the findings of an edition's texts, what was accepted of them, and the rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from broadsheet import frontmatter
from broadsheet.fields import Fields
from broadsheet.inspection.rules import inspect, misnamed
from broadsheet.problems import Problem, problem

LIMIT = 3.0
"""Errors in 10 000 characters that a newspaper may have (《报纸期刊质量管理规定》, 2020)."""
ACCEPTED = "content/accepted.yaml"
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Inspected:
    """The findings of one edition."""

    problems: tuple[Problem, ...]
    suspects: tuple[str, ...]
    """The words that each problem is about."""
    characters: int

    @property
    def rate(self) -> float:
        """Suspected errors in 10 000 characters."""
        return 10_000 * len(self.problems) / self.characters if self.characters else 0.0


def inspect_texts(
    texts: Iterable[tuple[str, str]],
    date: dt.date,
    accepted: frozenset[tuple[str, str]],
    names: Mapping[str, str] = NO_NAMES,
) -> Inspected:
    """Inspects the stories of an edition of a date.

    `texts` are (path, whole file); `accepted` are (code, words) that a person let stand; `names`
    has the correct form of each spelling of a person that editors decided to be wrong.
    """
    found: list[Problem] = []
    suspects: list[str] = []
    characters = 0
    for path, text in texts:
        for line, words in _lines(text, path):
            characters += sum(not char.isspace() for char in words)
            for one in (*inspect(words, date), *misnamed(words, names)):
                if (one.code, one.text) not in accepted:
                    fields = {"text": one.text, "instead": one.instead}
                    found.append(problem(one.code, path, line, **fields))
                    suspects.append(one.text)
    return Inspected(tuple(found), tuple(suspects), characters)


def read_accepted(root: Path) -> frozenset[tuple[str, str]]:
    """What was accepted, from content/accepted.yaml; nothing where there is no such file.

    Raises NewspaperError with every problem of the file.
    """
    file = root / ACCEPTED
    if not file.is_file():
        return frozenset()
    text = frontmatter.decode(frontmatter.read(root, ACCEPTED), ACCEPTED)
    front = frontmatter.parse_yaml(text, ACCEPTED)
    fields = Fields(front, (), front.values)
    fields.know(("accepted",))
    entries = fields.tables("accepted", _entry, "{code: suspect-word, text: 座落}")
    frontmatter.as_error(fields.problems)
    return frozenset(entries)


def _entry(fields: Fields) -> tuple[str, str] | None:
    fields.know(("code", "text"))
    fields.require("code", "suspect-word")
    fields.require("text", "座落")
    code, text = fields.text("code", "suspect-word"), fields.text("text", "座落")
    return (code, text) if code and text else None


def _lines(text: str, path: str) -> Iterator[tuple[int, str]]:
    """(line, words) of what readers read: headline stack, names of the byline, body."""
    front = frontmatter.parse(text, path)
    for key in ("title", "kicker", "deck"):
        value = front.values.get(key)
        if isinstance(value, str):
            yield front.line(key), value
    authors = front.values.get("authors")
    for index, author in enumerate(authors if isinstance(authors, list) else ()):
        if isinstance(author, dict) and isinstance(author.get("name"), str):
            yield front.line("authors", index, "name"), author["name"]
    first = text.count("\n") - front.body.count("\n") + 1
    for number, line in enumerate(front.body.split("\n"), first):
        if line.strip():
            yield number, line
