"""Snapshots keep none of the program's objects, and stay small and quick whatever these are."""

from __future__ import annotations

import collections
import enum
import gc
import json
import sys
import time
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from calltrace.snapshot import freeze, thin
from calltrace.values import Values

from .descriptions import text
from .trees import Recorded


class Thing:
    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)


class Things(list[Any]):
    pass


class Table(dict[str, Any]):
    pass


def holders(thing: Thing) -> list[Any]:
    def closure() -> Thing:
        return thing

    return [
        thing, [thing], (thing,), {"a": thing}, {thing}, frozenset({thing}), Things([thing]), Table(a=thing),
        Thing(inner=thing), ValueError(thing), closure, thing.__init__, slice(thing), {"a": [{"b": (thing,)}]},
    ]  # fmt: skip


@pytest.mark.parametrize("index", range(len(holders(Thing()))))
def test_no_object_outlives_the_program(index: int) -> None:
    thing = Thing()
    alive = weakref.ref(thing)
    values = Values()
    kept = freeze(holders(thing)[index])
    number = values.number(kept)
    del thing
    gc.collect()
    assert alive() is None
    assert json.loads(values.new[number])["text"]


class Meta(type):
    pass


MADE: dict[str, Callable[[], type]] = {
    "plain": lambda: type("Made", (), {}),
    "slots": lambda: type("Made", (), {"__slots__": ("one",)}),
    "derived": lambda: type("Made", (type("Base", (), {"__slots__": ("one",)}),), {}),
    "metaclass": lambda: Meta("Made", (), {}),
    "list": lambda: type("Made", (list,), {}),
    "error": lambda: type("Made", (ValueError,), {}),
    "enum": lambda: enum.Enum("Made", ["A"]),
    "namedtuple": lambda: collections.namedtuple("Made", []),  # type: ignore[misc]
}


@pytest.mark.parametrize("kind", MADE)
def test_classes_are_let_go_too(kind: str) -> None:
    made = MADE[kind]()
    alive = weakref.ref(made)
    thing = next(iter(made)) if kind == "enum" else made()  # type: ignore[call-overload]
    for _ in range(3):
        freeze([thing, made])
        thin(thing)
    del made, thing
    gc.collect()
    assert alive() is None


@pytest.mark.skipif(
    sys.version_info < (3, 13), reason="Python itself keeps variables that somebody has looked at"
)
def test_objects_die_when_the_program_lets_go(hook: str) -> None:
    source = """
    import weakref
    class Thing: pass
    def let_go(thing):
        alive = weakref.ref(thing)
        del thing
        return alive() is None
    print(let_go(Thing()))
    """
    assert Recorded(source, hook).printed == "True\n"


def weight(value: Any, seen: set[int]) -> int:
    """Bytes; what stands there several times counts once, as it does in memory."""
    if isinstance(value, type) or id(value) in seen:
        return 0
    seen.add(id(value))
    inside = value if type(value) is tuple else ()
    return sys.getsizeof(value) + sum(weight(item, seen) for item in inside)


def nested(width: int, depth: int) -> Any:
    return [nested(width, depth - 1)] * width if depth else "x" * 1000


@pytest.mark.parametrize(
    "value",
    [
        list(range(10**6)),
        {n: [n] * 1000 for n in range(10_000)},
        nested(60, 8),
        [Thing(**{f"field{n}": "y" * 10_000 for n in range(200)}) for _ in range(100)],
        ["z" * 10**6] * 100,
        Thing(big=bytearray(10**7), text="t" * 10**7),
    ],
    ids=["list", "dict", "nested", "objects", "texts", "bytes"],
)
def test_bounds_in_bytes_and_time(value: Any) -> None:
    begun = time.perf_counter()
    kept = freeze(value)
    took = time.perf_counter() - begun
    # 400 values, each with a text of 240 characters.
    assert weight(kept, set()) < 200_000
    # A thousand times what it needs: only work that grows with the value would take so long.
    assert took < 0.25


def test_nothing_is_kept_alive() -> None:
    value = Thing(inner=Thing(), items=[Thing()])
    alive = weakref.ref(value)
    values = Values()
    values.number(freeze(value))
    del value
    gc.collect()
    assert alive() is None


def test_classes_made_anew_at_the_same_address() -> None:
    for names in (("a",), ("b",), ("c",)) * 20:
        cls = type("Made", (), {"__slots__": names})
        value = cls()
        setattr(value, names[0], 1)
        assert text(value) == f"Made({names[0]}=1)"
        del cls, value
