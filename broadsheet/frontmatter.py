"""Front matter: YAML between two `---` lines, read strictly and with the line of every key."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Mapping
from pathlib import Path

from broadsheet import plainyaml
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.values import dataclass

_FENCE = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_BINARY = getattr(os, "O_BINARY", 0)
"""Windows alone asks whether line ends are to be left as they are."""

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
        from broadsheet import fullyaml

        return self.first_line + fullyaml.find(self.source, key)[0]

    def written(self, *key: str | int) -> str:
        """A plain value as it stands in the file: `1:0`, where YAML 1.1 reads a number (60)."""
        from broadsheet import fullyaml

        return fullyaml.find(self.source, key)[1]


def parse(text: str, path: str) -> FrontMatter:
    r"""The front matter of a Markdown file.

    `text` is the whole file with `\n` line ends; `path` goes into messages.
    Raises NewspaperError where there is none, or where it is no mapping in YAML.
    """
    end = text.find("\n---\n", 3) + 1 if text.startswith("---\n") else 0
    source, behind = text[4:end], end + 4
    # most are so plain; a pattern tries every character
    if not end or "\n---" in (inside := text[3:end]) or "\n..." in inside:
        match = _FENCE.match(text)
        if match is None:
            raise NewspaperError([problem("front-matter-missing", path, 1)])
        source, behind = match[1], match.end()
    return FrontMatter(_load(source, path, 2), text[behind:], source, 2, path)


def parse_yaml(text: str, path: str) -> FrontMatter:
    """A whole YAML file, such as newspaper.yaml, as front matter without a body."""
    return FrontMatter(_load(text, path, 1), "", text, 1, path)


def dump(values: Mapping[str, object]) -> str:
    """The mapping as YAML, keys in the order given, without the fences."""
    plain = plainyaml.write(values)
    if plain is not None:
        return plain
    from broadsheet import fullyaml

    return fullyaml.dump(values)


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
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _load(source: str, path: str, first_line: int) -> Mapping[str, object]:
    plain = plainyaml.read(source)
    if plain is not None:
        return plain
    # loaded where it is needed: most builds meet nothing but plain words
    from broadsheet import fullyaml

    return fullyaml.load(source, path, first_line)


def as_error(found: list[Problem]) -> None:
    """Raises NewspaperError where there are problems."""
    if found:
        raise NewspaperError(found)
