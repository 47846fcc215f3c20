"""XML that somebody else wrote, as plain values with the line they stand on.

Read with expat itself: what ElementTree drops (the line of an element) is what a message needs,
and what it may do (expand entities that a file declares) is refused with the declaration. ALTO
and METS have no need of one. Nothing is fetched: expat reads no second file unless it is told to.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from broadsheet.problems import NewspaperError, problem

MOST_BYTES = 48 << 20
"""Of one file; a broadsheet page with a box for every character has 20 million."""
MOST_NODES = 600_000
"""Elements of one file; the same page has 40 000 words."""
DEEPEST = 100
"""Elements inside each other; METS of an issue has twenty."""
_SPACE = " "
"""Between namespace and name, in what expat gives."""
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding=["']([A-Za-z0-9._-]{1,40})["']""")


@dataclass(slots=True)
class Node:
    """An element. Names are without their namespace, which differs from version to version."""

    name: str
    values: Mapping[str, str]
    """Attributes."""
    line: int
    """1-based."""
    children: list[Node] = field(default_factory=list)
    text: str = ""
    """Its own characters, without those of its children."""

    def get(self, name: str) -> str:
        """An attribute; nothing where there is none."""
        return self.values.get(name, "").strip()

    def every(self, *names: str) -> Iterator[Node]:
        """The elements of these names below it, in the order of the file."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.every(*names)

    def first(self, name: str) -> Node | None:
        """The first element of a name below it."""
        return next(self.every(name), None)

    def said(self, name: str) -> str:
        """The words of the first element of a name below it."""
        found = self.first(name)
        return " ".join(found.text.split()) if found else ""


class _RefusedError(Exception):
    """Why a file is not read on."""


def read_xml(data: bytes, shown: str) -> Node:
    """The root of a file. Raises NewspaperError `bad-xml` with the line where it goes wrong."""
    if len(data) > MOST_BYTES:
        reason = f"it has {len(data) >> 20} MB, and one page up to {MOST_BYTES >> 20}"
        raise NewspaperError([problem("bad-xml", shown, None, reason=reason)])
    data, encoding = _known(data)
    parser = expat.ParserCreate(encoding, namespace_separator=_SPACE)
    parser.buffer_text = True
    building = _Building(parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise NewspaperError([problem("bad-xml", shown, error.lineno, reason=reason)]) from error
    except (_RefusedError, ValueError, LookupError) as error:
        line = parser.CurrentLineNumber
        raise NewspaperError([problem("bad-xml", shown, line, reason=error)]) from error
    assert building.root is not None
    return building.root


class _Building:
    """Puts the tree together as expat speaks."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.root: Node | None = None
        self._parser = parser
        self._open: list[Node] = []
        self._count = 0
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._say
        parser.StartDoctypeDeclHandler = self._refuse

    def _begin(self, name: str, values: Mapping[str, str]) -> None:
        self._count += 1
        if self._count > MOST_NODES:
            raise _RefusedError(f"it has more than {MOST_NODES} elements")
        if len(self._open) >= DEEPEST:
            raise _RefusedError(f"more than {DEEPEST} elements lie inside each other")
        plain = {key.rpartition(_SPACE)[2]: value for key, value in values.items()}
        node = Node(name.rpartition(_SPACE)[2], plain, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, name: str) -> None:
        self._open.pop()

    def _say(self, text: str) -> None:
        self._open[-1].text += text

    def _refuse(self, *said: object) -> None:
        raise _RefusedError("it declares a document type, which ALTO and METS have no need of")


def _known(data: bytes) -> tuple[bytes, str | None]:
    """The file in an encoding that expat knows, and its name where it is not the declared one."""
    declared = _DECLARED.match(data)
    if declared is None:
        return data, None
    name = declared[1].decode().lower()
    if name in ("utf-8", "utf-16", "us-ascii", "iso-8859-1"):
        return data, None
    try:
        return data.decode(codecs.lookup(name).name).encode(), "utf-8"
    except (LookupError, UnicodeError):
        return data, None  # expat says what is wrong with it
