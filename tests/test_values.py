"""Values that are made with less ado are the values that dataclasses make."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, replace
from typing import Any

import pytest

from broadsheet import values


@values.dataclass(frozen=True, slots=True)
class Ours:
    one: str
    two: int | None = None
    three: tuple[str, ...] = ()
    four: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def first(self) -> str:
        return self.one[:1]


@dataclasses.dataclass(frozen=True, slots=True)
class Usual:
    one: str
    two: int | None = None
    three: tuple[str, ...] = ()
    four: dict[str, int] = field(default_factory=dict, repr=False, compare=False)


@values.dataclass(frozen=True, slots=True)
class Alone:
    one: str


@values.dataclass(frozen=True, slots=True)
class Nothing:
    pass


@pytest.mark.parametrize("given", [("a",), ("a", 1), ("a", None, ("b",)), ("a", 1, (), {"c": 2})])
def test_a_value_is_what_a_dataclass_makes(given: tuple[Any, ...]) -> None:
    ours, usual = Ours(*given), Usual(*given)
    assert repr(ours) == repr(usual).replace("Usual", "Ours")
    assert (hash(ours), type(ours), ours.first) == (hash(usual), Ours, "a")
    assert ours == Ours(*given) == replace(Ours("b"), one="a", **rest(usual))
    assert ours != Ours("b", *given[1:])
    assert ours != usual
    for other in (pickle.loads(pickle.dumps(ours)), copy.deepcopy(ours), copy.copy(ours)):
        assert (other, other.four, type(other)) == (ours, usual.four, Ours)


def rest(usual: Usual) -> dict[str, Any]:
    return {"two": usual.two, "three": usual.three, "four": usual.four}


def test_a_value_of_one_field_and_of_none_too() -> None:
    assert Alone("a") == pickle.loads(pickle.dumps(Alone("a")))
    assert Alone("a") != Alone("b")
    assert (repr(Alone("a")), hash(Alone("a"))) == ("Alone(one='a')", hash(("a",)))
    assert Nothing() == pickle.loads(pickle.dumps(Nothing()))
    assert (repr(Nothing()), hash(Nothing())) == ("Nothing()", hash(()))


def test_each_value_has_a_default_of_its_own() -> None:
    first, second = Ours("a"), Ours("a")
    first.four["b"] = 1
    assert second.four == {}


def test_a_value_stays_as_it_is() -> None:
    value = Ours("a", three=("b",))
    for change in (lambda: setattr(value, "one", "c"), lambda: delattr(value, "one")):
        with pytest.raises(FrozenInstanceError):
            change()
    with pytest.raises(FrozenInstanceError):
        value.five = 1  # type: ignore[attr-defined]
    for wrong in ({"one": "a", "five": 1}, {}):
        with pytest.raises(TypeError):
            Ours(**wrong)  # type: ignore[arg-type]
    assert value == Ours("a", None, ("b",))
    assert not hasattr(value, "__dict__")


def test_who_looks_at_the_class_sees_a_dataclass() -> None:
    def seen(cls: Callable[..., object]) -> object:
        fields = [(one.name, one.type, one.default) for one in dataclasses.fields(cls)]  # type: ignore[arg-type]
        names = list(inspect.signature(cls).parameters)
        return fields, names, cls.__match_args__, cls.__slots__  # type: ignore[attr-defined]

    assert seen(Ours) == seen(Usual)
    assert dataclasses.asdict(Ours("a")) == dataclasses.asdict(Usual("a"))


@values.dataclass(frozen=True, slots=True)
class Further(Ours):
    five: int = 5


def test_a_value_of_a_derived_class_stays_one() -> None:
    further = Further("a", five=6)
    for other in (pickle.loads(pickle.dumps(further)), copy.deepcopy(further)):
        assert (other, other.five, type(other)) == (further, 6, Further)
    assert further != Ours("a")
    assert replace(further, one="b") == Further("b", five=6)


def test_what_is_no_plain_value_is_left_to_the_standard_library() -> None:
    @values.dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        one: int

    @values.dataclass(slots=True)
    class Open:
        one: int

    assert Ordered(1) < Ordered(2)
    changed = Open(1)
    changed.one = 2
    assert changed == Open(2)
