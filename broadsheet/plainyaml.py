"""The YAML that the press and careful editors write, read and written without PyYAML.

A story's front matter is a dozen lines of plain words and numbers. PyYAML takes longer over them
than all else that is done to read a story. Whatever is not as plain as the patterns below is left
to PyYAML; that both ways give the same is held by property tests over any text and any values.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache

_WIDE = (
    r"\u00b7\u2010-\u2027\u2030-\u205e\u2190-\u27bf\u3000-\u303f\u3041-\u30ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uff01-\uffee"
)
"""Characters that mean nothing to YAML: marks of Chinese text, ornaments, kana,
ideographs, wide forms."""
_MARKS = "0-9 .%/()+_&;!?'\"~@*=<>|^$\\-"
"""What may stand inside a plain word, and not at its head."""
_INSIDE = f"{_WIDE}a-zA-Z{_MARKS}"
"""What may stand inside a plain word in a block; neither colon nor number sign."""

_KEY = "[a-z]+(?:_[a-z]+)?"
_LINE = re.compile(rf"({_KEY}):(?: (\S.*))?")
# the wide set once: it takes longer to compile than a story's front matter to read
_WORD = re.compile(rf"(?![,{_MARKS}])[{_INSIDE},]+(?<![ ,])")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_FILE = re.compile(r"[0-9][0-9a-zA-Z_-]*\.[a-z]{2,5}")
"""`2023-01-31.txt`: behind the point of a number stand digits."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(r"https?://[a-zA-Z0-9._/-]+")
_QUOTED = re.compile(r'"([a-zA-Z0-9:. -]*)"')
_PAIR = re.compile(rf"({_KEY}|[1-9][0-9]{{0,8}}): (.+)")
_TRUTHS = {"true": True, "false": False}
_NO_WORDS = frozenset(("true", "false", "null", "Null", "NULL"))
"""Letters that are values, or keys, of another type."""


def read(source: str) -> dict[str, object] | None:
    r"""The mapping of a text with `\n` line ends; None where it takes a parser to tell."""
    found: dict[str, object] = {}
    lines = source.split("\n")
    if lines.pop():
        return None
    if "#" in source or "" in lines:
        lines = [line for line in lines if not _is_comment(line)]
    at, end = 0, len(lines)
    while at < end:
        told = _line(lines[at])
        if told is None or told[0] in found:
            return None
        key, value = told
        at += 1
        if value is not None:
            value = _own(value)
        elif at < end and lines[at].startswith("- "):
            items: list[object] = []
            while at < end and lines[at].startswith("- "):
                items.append(_own(_value(lines[at][2:])))
                at += 1
            value = None if None in items else items
        else:
            inner: dict[str, object] = {}
            while at < end and lines[at].startswith("  "):
                told = _line(lines[at][2:])
                if told is None or told[1] is None or told[0] in inner:
                    return None
                inner[told[0]] = _own(told[1])
                at += 1
            value = inner or None
        if value is None:
            return None
        found[key] = value
    return found


def word(text: str) -> str | None:
    """A word as it stands behind its key; None where it is none, or takes a parser."""
    value = _scalar(text)
    return value if isinstance(value, str) else None


def value(text: str) -> object:
    """What stands on a line behind its key or the mark of an item; None for what takes a parser."""
    return _own(_value(text))


def _is_comment(line: str) -> bool:
    return not line or (line[0] == "#" and line.isprintable())


@lru_cache(maxsize=1 << 10)
def _line(line: str) -> tuple[str, object] | None:
    """Key and value of a line, where none stands on it None; None where it takes a parser.

    Most lines of a story's front matter stand in many others: a page, a person, a file.
    """
    match = _LINE.fullmatch(line)
    if match is None or match[1] in _NO_WORDS:
        return None
    value = _value(match[2]) if match[2] is not None else None
    return None if value is None and match[2] is not None else (match[1], value)


def _own(value: object) -> object:
    """A value that nobody else has."""
    return value.copy() if isinstance(value, dict | list) else value


@lru_cache(maxsize=1 << 10)
def _value(text: str) -> object:
    """A word, a number, or a collection of them on one line; None for anything else."""
    first = text[0] if text else " "
    if first == "{":
        return _mapping(text[1:-1]) if text[-1] == "}" else None
    if first == "[":
        if text[-1] != "]":
            return None
        items = [_scalar(item, flow=True) for item in text[1:-1].split(", ")]
        return None if None in items else items
    return _scalar(text)


def _scalar(text: str, *, flow: bool = False) -> object:
    if _is_word(text, flow=flow):
        return _TRUTHS.get(text) if text in _NO_WORDS else text
    if _NUMBER.fullmatch(text):
        return int(text)
    if _FILE.fullmatch(text):
        return text
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:  # the thirtieth of February
            return None
    if flow:
        return None
    if _is_counted(text) or _ADDRESS.fullmatch(text):
        return text
    quoted = _QUOTED.fullmatch(text)
    return quoted[1] if quoted else None


def _is_word(text: str, *, flow: bool) -> bool:
    """A plain word; in a flow commas stand between words."""
    return bool(_WORD.fullmatch(text)) and not (flow and "," in text)


def _is_counted(text: str) -> bool:
    """`2023年的第一场雪`: a figure before words, and with an ideograph, so that it is no date."""
    return (
        "0" <= text[0] <= "9"
        # a pattern of its own would take longer to compile than most builds have of them
        and bool(_WORD.fullmatch(f"a{text}"))
        and any("\u3400" <= c <= "\u4dbf" or "\u4e00" <= c <= "\u9fff" for c in text)
    )


def _mapping(text: str) -> dict[str | int, object] | None:
    found: dict[str | int, object] = {}
    for pair in text.split(", "):
        match = _PAIR.fullmatch(pair)
        if match is None or match[1] in _NO_WORDS:
            return None
        key = int(match[1]) if match[1].isdigit() else match[1]
        value = _scalar(match[2], flow=True)
        if value is None or key in found:
            return None
        found[key] = value
    return found


# --------------------------------------------------------------------------------- writing

_KEY_ALONE = re.compile(_KEY)
_OTHER_TYPES = frozenset(("true", "false", "null", "yes", "no", "on", "off"))
"""Words, in any case, that readers of YAML 1.1 take for a value of another type."""


def write(values: Mapping[str, object]) -> str | None:
    """The text of a mapping, as `frontmatter.dump` has PyYAML write it; None where it takes
    PyYAML to tell. Collections of nothing but words and numbers stand on one line.
    """
    lines: list[str] = []
    for key, value in values.items():
        if not _is_key(key):
            return None
        text = _plain(value)
        if text is not None:
            lines.append(f"{key}: {text}\n")
        elif isinstance(value, list | dict):
            written = _block(key, value)
            if written is None:
                return None
            lines.append(written)
        else:
            return None
    return "".join(lines) or None


def _block(key: str, value: list[object] | dict[str, object]) -> str | None:
    """A collection under its key: on the key's line where it has no other in it."""
    whole = _on_one_line(value)
    if whole is not None:
        return f"{key}: {whole}\n"
    every = value if isinstance(value, list) else value.values()
    if not any(isinstance(item, list | dict) for item in every):
        return None  # it would stand on one line, with quotation marks
    lines = [f"{key}:\n"]
    if isinstance(value, list):
        lines += [f"- {text}\n" for item in value if (text := _on_one_line(item)) is not None]
    else:
        lines += [
            f"  {name}: {text}\n"
            for name, item in value.items()
            if _is_key(name) and (text := _plain(item) or _on_one_line(item))
        ]
    return "".join(lines) if len(lines) == len(value) + 1 else None


def _on_one_line(value: object) -> str | None:
    if isinstance(value, list):
        words = [text for item in value if (text := _plain(item, flow=True)) is not None]
        return f"[{', '.join(words)}]" if words and len(words) == len(value) else None
    if isinstance(value, dict):
        pairs = [
            f"{key}: {text}"
            for key, item in value.items()
            if _is_key(key) and (text := _plain(item, flow=True)) is not None
        ]
        return f"{{{', '.join(pairs)}}}" if pairs and len(pairs) == len(value) else None
    return None


def _is_key(key: object) -> bool:
    return isinstance(key, str) and bool(_KEY_ALONE.fullmatch(key)) and key not in _OTHER_TYPES


def _plain(value: object, *, flow: bool = False) -> str | None:
    """A word, a number or a day as it stands without quotation marks; None for anything else."""
    if type(value) is str:
        if _is_word(value, flow=flow):
            # in a flow a question mark may be the mark of a key, to others
            asks = flow and "?" in value
            return None if asks or value.lower() in _OTHER_TYPES else value
        if _FILE.fullmatch(value):
            return value
        return value if not flow and value and _is_counted(value) else None
    if type(value) is bool:
        return "true" if value else "false"
    return str(value) if type(value) in (int, dt.date) else None
