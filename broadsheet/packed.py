"""Values that are made by the thousand, and go to other processes, with less ado."""

from __future__ import annotations

from dataclasses import MISSING, fields
from operator import attrgetter
from typing import Any, TypeVar

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


def swift(cls: type[T]) -> type[T]:
    """Makes the instances of a frozen dataclass with slots in half the time.

    A frozen one is given every field by a call, for it refuses assignments. Here an instance is of
    a class with the same slots until all are assigned, which is before anybody else sees it.
    """
    found = fields(cls)  # type: ignore[arg-type]
    assert not hasattr(cls, "__post_init__")
    assert all(one.default_factory is MISSING and one.init for one in found)
    defaults = {f"_{one.name}": one.default for one in found if one.default is not MISSING}
    names: dict[str, Any] = {
        **defaults,
        "become": object.__dict__["__class__"].__set__,
        "Open": type(cls.__name__, (), {"__slots__": [one.name for one in found]}),
        "Closed": cls,
    }
    taken = [f"{one.name}=_{one.name}" if f"_{one.name}" in defaults else one.name for one in found]
    lines = [
        f"def __init__(self, {', '.join(taken)}):",
        " become(self, Open)",
        *(f" self.{one.name} = {one.name}" for one in found),
        " self.__class__ = Closed",
    ]
    exec("\n".join(lines), names)  # noqa: S102 - as dataclasses does
    made = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__ = made  # type: ignore[method-assign]
    return cls
