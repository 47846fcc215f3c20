"""Typed values out of YAML mappings, with every fault named by key and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar

from broadsheet.frontmatter import FrontMatter
from broadsheet.problems import Problem, problem
from broadsheet.text import printable

T = TypeVar("T")


class Fields:
    """Takes typed values out of one mapping and remembers what was wrong with them."""

    def __init__(
        self, front: FrontMatter, at: tuple[str | int, ...], values: Mapping[str, object]
    ) -> None:
        self.front, self.at, self.values = front, at, values
        self.problems: list[Problem] = []

    def know(self, known: Sequence[str]) -> None:
        """Reports every key that is not known."""
        for key in self.values:
            if key not in known:
                self.report("unknown-key", key, key=printable(str(key)), known=", ".join(known))

    def report(self, code: str, *key: str | int, **fields: object) -> None:
        """Remembers a problem at a key below this mapping."""
        line = self.front.line(*self.at, *key)
        self.problems.append(problem(code, self.front.path, line, **fields))

    def wrong(self, key: str | int, expected: str, example: str) -> None:
        """Reports a value of the wrong type, with an example of a right one."""
        name = ".".join(map(str, (*self.at, key)))
        got = _kind(self.values[key] if isinstance(key, str) else None)
        self.report("wrong-type", key, key=name, expected=expected, got=got, example=example)

    def require(self, key: str, example: str) -> None:
        """Reports a key that is missing or empty."""
        if self.values.get(key) is None:
            path = ".".join(map(str, (*self.at, key)))
            self.report("missing-key", key=path, name=key, example=example)

    def text(self, key: str, example: str) -> str | None:
        """A text, stripped; None where it is absent or empty."""
        value = self.values.get(key)
        if value is None:
            return None
        # A headline `2024`, `1:0` or `2024-05-01` is a number or a date to YAML, a text to editors.
        if isinstance(value, int | float | dt.date) and not isinstance(value, bool):
            return self.front.written(*self.at, key)
        if not isinstance(value, str):
            self.wrong(key, "text", f"{key}: {example}")
            return None
        return value.strip() or None

    def number(self, key: str, example: int) -> int | None:
        """A number from 1 to 999."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 999:
            self.wrong(key, "a number from 1 to 999", f"{key}: {example}")
            return None
        return value

    def truth(self, key: str, *, otherwise: bool = False) -> bool:
        """A truth value, or `otherwise` where it is absent."""
        value = self.values.get(key)
        if value is None:
            return otherwise
        if not isinstance(value, bool):
            self.wrong(key, "true or false", f"{key}: true")
            return False
        return value

    def date(self, key: str) -> dt.date | None:
        """A date without a time."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            self.wrong(key, "a date", f"{key}: 2023-01-31")
            return None
        return value

    def moment(self, key: str, zone: dt.tzinfo) -> dt.datetime | None:
        """A date and time; without a zone of its own it is the newspaper's."""
        value = self.values.get(key)
        if value is None:
            return None
        # YAML wants seconds, editors do not write them.
        if isinstance(value, str):
            with suppress(ValueError):
                value = dt.datetime.fromisoformat(value)
        if isinstance(value, dt.datetime):
            return value if value.tzinfo else value.replace(tzinfo=zone)
        if isinstance(value, dt.date):
            return dt.datetime.combine(value, dt.time(), zone)
        self.wrong(key, "a date and time", f"{key}: 2023-01-31 06:00")
        return None

    def table(self, key: str, read: Callable[[Fields], T | None], example: str) -> T | None:
        """A nested mapping, read by `read`."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, "keys and values", f"{key}: {example}")
            return None
        return self._entry((key,), value, read)

    def tables(self, key: str, read: Callable[[Fields], T | None], example: str) -> tuple[T, ...]:
        """A list of nested mappings, each read by `read`; faulty ones are left out."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, "a list of entries with keys", f"{key}: [{example}]")
            return ()
        entries = (self._entry((key, i), item, read) for i, item in enumerate(value))
        return tuple(entry for entry in entries if entry is not None)

    def texts(self, key: str, example: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as one."""
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, "a list of texts", f"{key}: [{example}]")
            return ()
        return tuple(value)

    def _entry(
        self,
        key: tuple[str | int, ...],
        value: Mapping[str, object],
        read: Callable[[Fields], T | None],
    ) -> T | None:
        inner = Fields(self.front, (*self.at, *key), {str(k): v for k, v in value.items()})
        result = read(inner)
        self.problems += inner.problems
        return result if not inner.problems else None


_KINDS: Mapping[type, str] = {
    str: "text", int: "a number", float: "a number", bool: "true or false", dict: "keys and values",
    list: "a list", dt.date: "a date", dt.datetime: "a date and time", type(None): "empty",
}  # fmt: skip


def _kind(value: object) -> str:
    kind = _KINDS.get(type(value), "something else")
    shown = printable(str(value), 24) if isinstance(value, str | int | float | dt.date) else ""
    return f"{kind} ({shown})" if shown else kind
