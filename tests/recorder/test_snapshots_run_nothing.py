"""Looking at a value runs no line of the program, whatever its class has to say."""

from __future__ import annotations

import types
from collections import OrderedDict, deque
from typing import Any

import pytest

from calltrace.snapshot import freeze
from calltrace.values import Values

from .descriptions import Plain, text

ran: list[str] = []


class Meta(type):
    def __getattribute__(cls, name: str) -> Any:
        ran.append(f"Meta.__getattribute__ {name}")
        return super().__getattribute__(name)

    def __eq__(cls, other: object) -> bool:
        ran.append("Meta.__eq__")
        return True

    def __hash__(cls) -> int:
        ran.append("Meta.__hash__")
        return 1

    def __instancecheck__(cls, instance: object) -> bool:
        ran.append("Meta.__instancecheck__")
        return True

    def __subclasscheck__(cls, subclass: type) -> bool:
        ran.append("Meta.__subclasscheck__")
        return True

    def __repr__(cls) -> str:
        ran.append("Meta.__repr__")
        return "!"


def spy(name: str) -> Any:
    def method(self: Any, *arguments: Any) -> Any:
        ran.append(name)
        raise RuntimeError(name)

    return method


SPIES = {
    name: spy(name)
    for name in (
        "__repr__", "__str__", "__eq__", "__ne__", "__lt__", "__hash__", "__len__", "__iter__", "__getitem__",
        "__contains__", "__bool__", "__getattr__", "__getattribute__", "__format__", "__int__", "__index__",
        "__float__", "__next__", "__call__", "__enter__", "__del__", "__dir__", "__sizeof__", "__reduce__",
        "__fspath__", "__bytes__", "__reversed__", "__missing__", "items", "keys", "values", "__abs__",
    )
    if name != "__del__"
}  # fmt: skip


def spying(base: type, **more: Any) -> type:
    return Meta(f"Spy{base.__name__}", (base,), {**SPIES, **more})


class Descriptor:
    def __get__(self, instance: Any, owner: Any) -> Any:
        ran.append("descriptor")
        return 1


@pytest.mark.parametrize(
    "base", [object, list, dict, tuple, set, frozenset, int, str, float, deque, Exception, bytes]
)
def test_nothing_of_the_program_runs(base: type) -> None:
    made = spying(
        base, attribute=property(spy("property")), descriptor=Descriptor(), __dict__=property(spy("__dict__"))
    )
    plain = spying(base, attribute=property(spy("property")), descriptor=Descriptor())
    values = []
    for cls in (made, plain):
        value = base.__new__(cls)
        values.append(value)
    object.__setattr__(values[1], "name", 1)
    ran.clear()
    for value in (*values, values, {"key": values[0]}, made, Plain(value=values[1])):
        frozen = freeze(value)
        Values().number(frozen)
    assert ran == []
    assert "Spy" in text(values[0])


def test_classes_with_slots_and_class_attributes_named_like_fields() -> None:
    class Base:
        __slots__ = ("a", "unset")

    class Derived(Base):
        __slots__ = ("__dict__", "b")
        __module__ = property(spy("__module__"))  # type: ignore[assignment]

    value = Derived()
    value.a, value.b, value.c = 1, 2, 3  # type: ignore[attr-defined]
    ran.clear()
    assert text(value) == "Derived(a=1, b=2, c=3)"
    assert ran == []


def test_an_ordered_dictionary_whose_keys_are_hashed_by_the_program() -> None:
    class Key:
        def __hash__(self) -> int:
            ran.append("__hash__")
            return 1

    value = OrderedDict([(Key(), 1), ("a", 2)])
    value.move_to_end("a", last=False)
    ran.clear()
    assert text(value).startswith("OrderedDict({Key(): 1, 'a': 2")
    assert ran == []


def test_modules_that_hide_their_name() -> None:
    class Sly(types.ModuleType):
        def __getattribute__(self, name: str) -> Any:
            ran.append(name)
            return super().__getattribute__(name)

    module = Sly("sly")
    ran.clear()
    assert text(module) == "<module sly>"
    assert ran == []
