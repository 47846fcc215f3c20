"""Values: frozen dataclasses with slots, without the ado of making them.

The standard library writes six functions for each such class and compiles them; of the hundred
classes that a build begins with, that is a tenth of what adding one issue takes. And it gives an
instance its fields by a call for each, since a frozen one refuses assignments; and pickles it by
asking for every field by name, in Python. Here one function is compiled for a class, which makes
an instance in half the time, and all others are shared.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any

_become = object.__dict__["__class__"].__set__
_fields = dataclasses.dataclass(init=False, repr=False, eq=False)
"""Gives a class its fields and nothing else."""


@dataclasses.dataclass(frozen=True)
class _Frozen:
    """What a class has that the standard library has frozen, for those that look at it."""


def value(*, frozen: bool = False, slots: bool = False, **options: Any) -> Callable[[type], type]:
    """`dataclasses.dataclass`, done here for plain classes that are frozen and have slots."""

    def made(cls: type) -> type:
        if frozen and slots and not options and cls.__bases__ == (object,):
            return _value(cls)
        usual: type = dataclasses.dataclass(frozen=frozen, slots=slots, **options)(cls)
        return usual

    return made


def _value(cls: type) -> type:
    found: tuple[Field[Any], ...] = dataclasses.fields(_fields(cls))
    assert not hasattr(cls, "__post_init__")
    assert all(one.init and one.hash is None and not one.kw_only for one in found)
    names = tuple(one.name for one in found)
    left = {"__dict__", "__weakref__", *names}
    members = {name: item for name, item in cls.__dict__.items() if name not in left}
    members["__slots__"] = names
    members["__setattr__"], members["__delattr__"] = _refuse, _refuse
    members.setdefault("__repr__", _shown(tuple(one.name for one in found if one.repr)))
    asked = _asked(tuple(one.name for one in found if one.compare))
    whole = asked if all(one.compare for one in found) else _asked(names)

    def same(one: object, other: object) -> bool:
        return asked(one) == asked(other) if other.__class__ is one.__class__ else NotImplemented

    def packed(one: Any) -> tuple[type, tuple[object, ...]]:
        if one.__class__ is closed:
            return closed, whole(one)
        # of a class that was derived from it, with fields of its own
        return one.__class__, _asked(one.__match_args__)(one)

    members["__eq__"], members["__hash__"] = same, lambda one: hash(asked(one))
    members["__reduce__"] = packed
    members["__dataclass_params__"] = getattr(_Frozen, "__dataclass_params__")  # noqa: B009
    closed = type(cls)(cls.__name__, (), members)
    closed.__init__ = _maker(closed, found)  # type: ignore[misc]
    return closed


def _maker(cls: type, found: tuple[Field[Any], ...]) -> Callable[..., None]:
    """`__init__`: an instance is of a class with the same slots until all are assigned, which is
    before anybody else sees it.
    """
    names: dict[str, Any] = {
        "become": _become,
        "MISSING": MISSING,
        "Open": type(cls.__name__, (), {"__slots__": [one.name for one in found]}),
        "Closed": cls,
    }
    taken, lines = ["self"], ["become(self, Open)"]
    for one in found:
        name, given = one.name, one.name
        if one.default is not MISSING:
            names[f"_{name}"] = one.default
            taken.append(f"{name}=_{name}")
        elif one.default_factory is not MISSING:
            names[f"_{name}"] = one.default_factory
            taken.append(f"{name}=MISSING")
            given = f"_{name}() if {name} is MISSING else {name}"
        else:
            taken.append(name)
        lines.append(f"self.{name} = {given}")
    lines.append("self.__class__ = Closed")
    exec(f"def __init__({', '.join(taken)}):\n " + "\n ".join(lines), names)  # noqa: S102 - as dataclasses does
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {**{one.name: one.type for one in found}, "return": None}
    return made


def _asked(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Gives the fields of an instance."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _shown(names: tuple[str, ...]) -> Callable[[Any], str]:
    def shown(one: Any) -> str:
        told = ", ".join(f"{name}={getattr(one, name)!r}" for name in names)
        return f"{one.__class__.__qualname__}({told})"

    return shown


def _refuse(one: object, name: str, *value: object) -> None:
    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # what checkers of types know
else:
    dataclass = value
