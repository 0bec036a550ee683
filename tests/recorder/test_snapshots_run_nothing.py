"""Looking at a value runs no line of the program, whatever its class has to say."""

from __future__ import annotations

import datetime
import fractions
import importlib
import io
import itertools
import re
import sys
import types
import uuid
from collections import OrderedDict, deque
from typing import Any

import pytest

from calltrace.plugins.plugin import attribute
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


@pytest.mark.skipif(sys.platform == "emscripten", reason="makes a class in C through Python's own functions")
def test_what_a_class_in_c_brings_is_not_asked() -> None:
    """Its `__dict__` may be that of the object behind it, which only running code could tell."""
    from .c_proxy import proxy_class

    def load(name: str) -> Any:
        return lambda: ran.append(name) or {}

    proxy = proxy_class(
        "Proxy", {"__dict__": load("__dict__"), "__class__": load("__class__"), "name": load("name")}
    )

    class Program:
        pass

    class Below(proxy):  # type: ignore[misc]
        pass

    class Beside(Program, proxy):  # type: ignore[misc]
        pass

    class Slotted(proxy):  # type: ignore[misc]
        __slots__ = ("kept",)

    values = [proxy(), Below(), Beside(), Slotted()]
    values[3].kept = 1
    ran.clear()
    for value in (*values, values, Plain(value=values[0])):
        Values().number(freeze(value))
        attribute(value, "name")
    assert ran == []
    assert text(values[0]) == "<Proxy>"


def test_proxies_of_libraries_stay_asleep() -> None:
    """As many of these as are here; what a proxy holds is shown, if it is loaded."""

    class Target:
        def __init__(self) -> None:
            self.x = 1

        def __getattribute__(self, name: str) -> Any:
            ran.append(name)
            return object.__getattribute__(self, name)

    def load() -> Target:
        ran.append("loaded")
        return Target()

    makers: list[tuple[str, str, str]] = [
        ("wrapt", "ObjectProxy(Target())", "ObjectProxy(Target(x=1))"),
        ("wrapt", "LazyObjectProxy(load)", "LazyObjectProxy("),
        ("lazy_object_proxy", "Proxy(load)", "<Proxy>"),
        ("lazy_object_proxy.slots", "Proxy(load)", "Proxy(__factory__=<function "),
        ("zope.proxy", "ProxyBase(Target())", "ProxyBase(Target(x=1))"),
        ("werkzeug.local", "LocalProxy(load)", "LocalProxy("),
        ("django.utils.functional", "SimpleLazyObject(load)", "SimpleLazyObject(_setupfunc=<function "),
    ]
    for module, made, shown in makers:
        try:
            names = vars(importlib.import_module(module))
        except ImportError:
            continue
        if made.partition("(")[0] not in names:
            continue
        value = eval(made, {**names, "Target": Target, "load": load})
        ran.clear()
        assert text(value).startswith(shown)
        assert ran == [], made


def test_values_behind_python_s_own_classes_are_not_asked() -> None:
    """A zone, a number, a pattern, a file of the program's own, inside what Python made."""

    class Zone(datetime.tzinfo):
        utcoffset = tzname = dst = spy("zone")

    class Number(int, metaclass=Meta):
        __format__ = __str__ = __repr__ = spy("number")  # type: ignore[assignment]

    class Pattern(str, metaclass=Meta):
        __repr__ = __str__ = spy("pattern")  # type: ignore[assignment]

        def __getitem__(self, at: Any) -> str:
            ran.append("pattern")
            return super().__getitem__(at)

    class Raw(io.RawIOBase, metaclass=type("RawMeta", (Meta, type(io.RawIOBase)), {})):
        name = property(spy("name"))

        def writable(self) -> bool:
            return True

    class Moment(datetime.datetime):
        __str__ = isoformat = spy("moment")  # type: ignore[assignment]

    class Mapped(dict[Any, Any]):
        __iter__ = __len__ = __getitem__ = keys = items = values = spy("mapped")  # type: ignore[assignment]

    fraction = fractions.Fraction(1, 2)
    fraction._numerator = Number(1)  # type: ignore[attr-defined]
    raw = Raw()
    zone = Zone()
    values = [
        datetime.datetime(2026, 1, 1, tzinfo=zone), datetime.time(1, tzinfo=zone), Moment(2026, 1, 1, tzinfo=zone),
        Moment(2026, 1, 1), fraction, uuid.UUID(int=5), re.compile(Pattern("a")), io.BufferedWriter(raw),
        io.TextIOWrapper(io.BufferedWriter(raw)), types.MappingProxyType(Mapped(a=1)), iter([Number(1)]),
        enumerate([Number(2)]), {Number(1): 2}.items(), list[Number], Number | None, itertools.count(Number(3)),
        OSError(Number(2), Pattern("no"), Pattern("file")), dict.items(Mapped(a=1)),
        OrderedDict({Number(7): 1}).items(),
    ]  # fmt: skip
    for value in values:
        ran.clear()
        freeze(value)
        assert ran == [], type(value)
