"""Front matter: YAML between two `---` lines, read strictly and with the line of every key."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

from broadsheet import plainyaml
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.text import printable
from broadsheet.values import dataclass

_FENCE = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_BINARY = getattr(os, "O_BINARY", 0)
"""Windows alone asks whether line ends are to be left as they are."""

DEEPEST = 500
"""Collections inside each other; the contract's deepest key has three."""

KeyPath = tuple[str | int, ...]
"""How to reach a value: `("authors", 0, "name")`."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands in one YAML text, with what stands behind it."""

    values: Mapping[str, object]
    body: str
    source: str
    """The YAML text, to look up lines in."""
    first_line: int
    """Line of the file that the YAML text begins on, 1-based."""
    path: str

    def line(self, *key: str | int) -> int:
        """Line of a key in the file; the nearest enclosing one where the key is not there."""
        return self.first_line + _find(self.source, key)[0]

    def written(self, *key: str | int) -> str:
        """A plain value as it stands in the file: `1:0`, where YAML 1.1 reads a number (60)."""
        _, node = _find(self.source, key)
        return node.value if isinstance(node, yaml.ScalarNode) else ""


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


def parse(text: str, path: str) -> FrontMatter:
    r"""The front matter of a Markdown file.

    `text` is the whole file with `\n` line ends; `path` goes into messages.
    Raises NewspaperError where there is none, or where it is no mapping in YAML.
    """
    match = _FENCE.match(text)
    if match is None:
        raise NewspaperError([problem("front-matter-missing", path, 1)])
    source = match[1]
    return FrontMatter(_load(source, path, 2), text[match.end() :], source, 2, path)


def parse_yaml(text: str, path: str) -> FrontMatter:
    """A whole YAML file, such as newspaper.yaml, as front matter without a body."""
    return FrontMatter(_load(text, path, 1), "", text, 1, path)


def dump(values: Mapping[str, object]) -> str:
    """The mapping as YAML, keys in the order given, without the fences."""
    plain = plainyaml.write(values)
    return plain if plain is not None else _dump(values)


def _dump(values: Mapping[str, object]) -> str:
    return yaml.dump(
        dict(values),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=1 << 30,
    )


def join(values: Mapping[str, object], body: str) -> str:
    """A Markdown file of front matter and body."""
    head = f"---\n{dump(values)}---\n"
    return f"{head}\n{body}" if body else head


def read(root: Path, path: str) -> bytes:
    """A file of the newspaper; `path` is relative to the root and goes into messages.

    Raises NewspaperError where it cannot be read.
    """
    try:
        file = os.open(f"{root}/{path}", os.O_RDONLY | _BINARY)
        try:
            # all at once most often; an archive has a hundred thousand of them
            size = os.fstat(file).st_size
            data = os.read(file, size + 1)
            if len(data) != size:
                data += b"".join(iter(lambda: os.read(file, 1 << 20), b""))
            return data
        finally:
            os.close(file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NewspaperError([problem("unreadable", path, reason=reason)]) from error


def decode(data: bytes, path: str) -> str:
    r"""A file's bytes as text with `\n` line ends. Raises NewspaperError with the bad offset."""
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    try:
        text = data[start:].decode()
    except UnicodeDecodeError as error:
        offset = start + error.start
        line = data.count(b"\n", 0, offset) + 1
        byte = f"0x{data[offset]:02X}"
        raise NewspaperError([problem("not-utf8", path, line, offset=offset, byte=byte)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


_UNREADABLE = (
    yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError,
    RecursionError,
)  # fmt: skip
"""What PyYAML raises for a value that is not of its tag: `!!bool x`, `!!int ''`, `+08:05:43`."""


def _load(source: str, path: str, first_line: int) -> Mapping[str, object]:
    plain = plainyaml.read(source)
    if plain is not None:
        return plain
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


def _find(source: str, key: KeyPath) -> tuple[int, yaml.Node | None]:
    """0-based line and node of a key in YAML text that is known to load."""
    place = _composed(source)
    for step in key:
        found = place.children.get(step)
        if found is None:
            return place.line, None
        place = found
    return place.line, place.node


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


def as_error(found: list[Problem]) -> None:
    """Raises NewspaperError where there are problems."""
    if found:
        raise NewspaperError(found)
