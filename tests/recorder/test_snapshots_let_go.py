"""Snapshots keep none of the program's objects, and stay small and quick whatever these are."""

from __future__ import annotations

import gc
import sys
import time
import weakref
from typing import Any

import pytest

from calltrace.snapshot import freeze
from calltrace.values import Values

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
    assert values.new[number]["text"]


@pytest.mark.xfail(
    reason="a class's plan holds the descriptor of its __dict__, and that holds the class", strict=True
)
def test_classes_are_let_go_too() -> None:
    alive = []
    for n in range(3):
        made = type(f"Made{n}", (), {})
        alive.append(weakref.ref(made))
        freeze([made(), made])
        del made
    gc.collect()
    assert [ref() for ref in alive] == [None] * 3


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


def weight(value: Any) -> int:
    if type(value) is tuple:
        return sys.getsizeof(value) + sum(weight(item) for item in value)
    return sys.getsizeof(value) if not isinstance(value, type) else 0


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
    assert weight(kept) < 100_000
    # A thousand times what it needs: only work that grows with the value would take so long.
    assert took < 0.25
