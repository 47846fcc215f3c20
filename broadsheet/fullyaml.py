"""YAML of every kind, through PyYAML: strictly, and with the line of every key.

What is plain is read and written without it (plainyaml.py): to load PyYAML takes as long as to
look at some thousand files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

import yaml

from broadsheet.problems import NewspaperError, problem
from broadsheet.text import printable

DEEPEST = 500
"""Collections inside each other; the contract's deepest key has three."""


class _Loader(yaml.CSafeLoader):
    """A safe loader that takes no key twice and reads words as words (`no` is not False)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: dict[object, int] = {}
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key must be a word", key_node.start_mark
                )
            if key in seen:
                raise _DuplicateKeyError(str(key), key_node.start_mark.line, seen[key])
            seen[key] = key_node.start_mark.line
        return super().construct_mapping(node, deep=deep)


# YAML 1.1 reads `no`, `on` and `y` as booleans; a headline may be just that.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class _DuplicateKeyError(Exception):
    def __init__(self, key: str, line: int, first: int) -> None:
        super().__init__(key)
        self.key, self.line, self.first = key, line, first


class _Dumper(yaml.CSafeDumper):
    """Writes leaf collections on one line and everything else as blocks; no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def serialize(self, node: yaml.Node) -> None:
        # The whole is a block even where it holds no list: one key a line, for editors and diffs.
        if isinstance(node, yaml.CollectionNode):
            node.flow_style = False
        super().serialize(node)


def dump(values: Mapping[str, object]) -> str:
    """The mapping as YAML, keys in the order given."""
    text: str = yaml.dump(
        dict(values),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=1 << 30,
    )
    return text


_UNREADABLE = (
    yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError,
    RecursionError,
)  # fmt: skip
"""What PyYAML raises for a value that is not of its tag: `!!bool x`, `!!int ''`, `+08:05:43`."""


def load(source: str, path: str, first_line: int) -> Mapping[str, object]:
    """The mapping in a YAML text, which begins on a line of a file.

    Raises NewspaperError where it is no mapping in YAML.
    """
    try:
        _not_deep(source)
        values = yaml.load(source, Loader=_Loader)  # noqa: S506 - a safe loader
    except _DuplicateKeyError as error:
        found = problem(
            "duplicate-key",
            path,
            first_line + error.line,
            key=printable(error.key),
            first=first_line + error.first,
        )
        raise NewspaperError([found]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        reason = printable(error.problem or "it is no YAML", 80)
        raise NewspaperError([problem("bad-yaml", path, line, reason=reason)]) from None
    except _UNREADABLE as error:
        reason = printable(str(error).split("\n")[0], 80)
        raise NewspaperError([problem("bad-yaml", path, first_line, reason=reason)]) from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        reason = "it is no list of keys and values"
        raise NewspaperError([problem("bad-yaml", path, first_line, reason=reason)])
    return {str(key): value for key, value in values.items()}


def find(source: str, key: tuple[str | int, ...]) -> tuple[int, str]:
    """0-based line of a key in YAML text that is known to load, and its value as it is written.

    Where it is not there, the line of the nearest enclosing key and nothing.
    """
    place = _composed(source)
    for step in key:
        found = place.children.get(step)
        if found is None:
            return place.line, ""
        place = found
    return place.line, place.node.value if isinstance(place.node, yaml.ScalarNode) else ""


class _Place:
    """A node and where it stands; what is below it is looked at when it is asked for."""

    def __init__(self, line: int, node: yaml.Node | None) -> None:
        self.line, self.node = line, node

    @cached_property
    def children(self) -> Mapping[str | int, _Place]:
        """By key or index; of a key that stands twice, which the press refuses, the first."""
        found: dict[str | int, _Place] = {}
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                if isinstance(key.value, str):
                    found.setdefault(key.value, _Place(key.start_mark.line, value))
        elif isinstance(self.node, yaml.SequenceNode):
            for index, item in enumerate(self.node.value):
                found[index] = _Place(item.start_mark.line, item)
        return found


@lru_cache(maxsize=4)
def _composed(source: str) -> _Place:
    """Kept for the next problem in the same text: a file may have thousands."""
    return _Place(0, yaml.compose(source, Loader=yaml.CSafeLoader))


def _not_deep(source: str) -> None:
    """Refuses what is nested so deep that composing it would overrun the stack of libyaml.

    Raises ValueError. Events come without recursion, and few texts have marks enough to ask.
    """
    if sum(map(source.count, "[{-?:")) <= DEEPEST:
        return
    depth = 0
    for event in yaml.parse(source, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise ValueError("it is nested too deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
