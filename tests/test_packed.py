"""Values that are made with less ado are the values that dataclasses make."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, replace
from typing import Any

import pytest

from broadsheet.packed import packed, swift


@swift
@packed
@dataclass(frozen=True, slots=True)
class Swift:
    one: str
    two: int | None = None
    three: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usual:
    one: str
    two: int | None = None
    three: tuple[str, ...] = ()


@pytest.mark.parametrize("given", [("a",), ("a", 1), ("a", None, ("b",))])
def test_a_swift_value_is_what_a_dataclass_makes(given: tuple[str]) -> None:
    swift_one, usual = Swift(*given), Usual(*given)
    assert repr(swift_one) == repr(usual).replace("Usual", "Swift")
    assert (hash(swift_one), type(swift_one)) == (hash(usual), Swift)
    assert swift_one == Swift(*given) == replace(Swift("b"), one="a", **rest(usual))
    assert pickle.loads(pickle.dumps(swift_one)) == copy.deepcopy(swift_one) == swift_one


def rest(usual: Usual) -> dict[str, Any]:
    return {"two": usual.two, "three": usual.three}


def test_a_swift_value_stays_as_it_is() -> None:
    value = Swift("a", three=("b",))
    with pytest.raises(FrozenInstanceError):
        value.one = "c"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Swift("a", four=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Swift()  # type: ignore[call-arg]
    assert value == Swift("a", None, ("b",))
