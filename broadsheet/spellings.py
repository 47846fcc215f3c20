"""Decisions about names, kept in content/names.yaml: one person, two persons, which spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from broadsheet import frontmatter
from broadsheet.fields import Fields
from broadsheet.values import dataclass

PATH = "content/names.yaml"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What editors decided about names: content/names.yaml."""

    correct: Mapping[str, str] = field(default_factory=dict)
    """The correct form of each other spelling (`also`)."""
    settled: frozenset[frozenset[str]] = frozenset()
    """Pairs that were decided on, as one person or as two."""


def load_decisions(root: Path) -> Decisions:
    """Reads content/names.yaml. Raises NewspaperError with every problem."""
    if not (root / PATH).exists():
        return Decisions()
    return parse_decisions(frontmatter.decode(frontmatter.read(root, PATH), PATH), PATH)


def parse_decisions(text: str, path: str) -> Decisions:
    """The decisions in a YAML text. Raises NewspaperError with every problem."""
    front = frontmatter.parse_yaml(text, path)
    fields = Fields(front, (), front.values)
    fields.know(("people",))
    entries = fields.tables("people", _entry, "{name: 白岚, also: [白蓝], not: [白岗]}")
    frontmatter.as_error(fields.problems)
    return Decisions(
        correct={other: name for name, also, _ in entries for other in also},
        settled=frozenset(
            frozenset((name, other)) for name, also, others in entries for other in (*also, *others)
        ),
    )


def _entry(fields: Fields) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    fields.know(("name", "also", "not"))
    fields.require("name", "白岚")
    name = fields.text("name", "白岚")
    also, others = fields.texts("also", "白蓝"), fields.texts("not", "白岗")
    return (name, also, others) if name else None
