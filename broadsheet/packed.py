"""Values that go to other processes by the thousand, pickled with less ado."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TypeVar

T = TypeVar("T")


def packed(cls: type[T]) -> type[T]:
    """Pickles a frozen dataclass of two fields or more as a call of its class.

    The way that dataclasses with slots bring along asks for every field by name, in Python.
    """
    values = attrgetter(*(field.name for field in fields(cls)))  # type: ignore[arg-type]

    def reduce(self: T) -> tuple[type[T], tuple[object, ...]]:
        return cls, values(self)

    cls.__reduce__ = reduce  # type: ignore[assignment]
    return cls
