"""What is kept of a value: enough to read, bounded, and without running a line of the program."""

from __future__ import annotations

import datetime
import decimal
import enum
import fractions
import json
import pathlib
import re
import sys
import uuid
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from typing import Any

import pytest

from calltrace.snapshot import MAX_TEXT, freeze
from calltrace.values import Values

from .descriptions import Plain, kept, text


class Color(enum.Enum):
    RED = 1


@dataclass
class Mole:
    row: int
    col: int
    tags: list[str] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Slotted:
    row: int
    secret: str


Point = namedtuple("Point", "x y")


class Numbers(list[int]):
    pass


class Meters(float):
    pass


def function() -> None:
    pass


class Recent(OrderedDict[str, int]):
    pass


def moved(cls: type[OrderedDict[str, int]]) -> OrderedDict[str, int]:
    made = cls(a=1, b=2, c=3)
    made.move_to_end("a")
    made.move_to_end("c", last=False)
    return made


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (None, "None", "None"),
        (True, "bool", "True"),
        (5, "int", "5"),
        (-1.5, "float", "-1.5"),
        (0.0, "float", "0.0"),
        (-0.0, "float", "-0.0"),
        (float("nan"), "float", "nan"),
        (2j, "complex", "2j"),
        ("it's", "str", '"it\'s"'),
        ("\ud800", "str", r"'\ud800'"),
        (b"\x00a", "bytes", r"b'\x00a'"),
        (bytearray(b"ab"), "bytearray", "bytearray(b'ab')"),
        ([1, [2, []]], "list", "[1, [2, []]]"),
        ((1,), "tuple", "(1,)"),
        ((1, 2), "tuple", "(1, 2)"),
        ((), "tuple", "()"),
        ({1}, "set", "{1}"),
        (set(), "set", "set()"),
        (frozenset({1}), "frozenset", "frozenset({1})"),
        ({"a": [1]}, "dict", "{'a': [1]}"),
        (range(3), "range", "range(0, 3)"),
        (range(0, 9, 2), "range", "range(0, 9, 2)"),
        (slice(1, None), "slice", "slice(1, None, None)"),
        (deque([1]), "collections.deque", "deque([1])"),
        (defaultdict(list, a=1), "collections.defaultdict", "defaultdict({'a': 1})"),
        (OrderedDict(a=1), "collections.OrderedDict", "OrderedDict({'a': 1})"),
        (moved(OrderedDict), "collections.OrderedDict", "OrderedDict({'c': 3, 'b': 2, 'a': 1})"),
        (moved(Recent), f"{__name__}.Recent", "Recent({'c': 3, 'b': 2, 'a': 1})"),
        (Counter("a"), "collections.Counter", "Counter({'a': 1})"),
        (Point(1, 2), f"{__name__}.Point", "Point(x=1, y=2)"),
        (Mole(1, 2), f"{__name__}.Mole", "Mole(row=1, col=2, tags=[])"),
        (Slotted(1, "hunter2"), f"{__name__}.Slotted", "Slotted(row=1, secret=redacted)"),
        (Plain(a=1), f"{Plain.__module__}.Plain", "Plain(a=1)"),
        (Plain(), f"{Plain.__module__}.Plain", "Plain()"),
        (object(), "object", "<object>"),
        (Numbers([1]), f"{__name__}.Numbers", "Numbers([1])"),
        (Meters(1.5), f"{__name__}.Meters", "Meters(1.5)"),
        (Color.RED, f"{__name__}.Color", "Color.RED"),
        (Color, "type", f"<class {__name__}.Color>"),
        (int, "type", "<class int>"),
        (function, "function", "<function function>"),
        (len, "builtin_function", "<built-in function len>"),
        ([].append, "builtin_function", "<built-in function list.append>"),
        (Plain(a=1).__init__, "method", "<method Plain.__init__>"),
        (sys, "module", "<module sys>"),
        (ValueError("bad", 1), "ValueError", "ValueError('bad', 1)"),
        (KeyError(), "KeyError", "KeyError()"),
        (..., "ellipsis", "Ellipsis"),
        (datetime.date(2026, 11, 21), "datetime.date", "2026-11-21"),
        (datetime.datetime(2026, 11, 21, 10, 0), "datetime.datetime", "2026-11-21 10:00:00"),
        (datetime.time(10, 30), "datetime.time", "10:30:00"),
        (datetime.timedelta(days=1, seconds=2), "datetime.timedelta", "1 day, 0:00:02"),
        (decimal.Decimal("1.50"), "decimal.Decimal", "Decimal('1.50')"),
        (fractions.Fraction(1, 2), "fractions.Fraction", "Fraction(1, 2)"),
        (uuid.UUID(int=1), "uuid.UUID", "UUID('00000000-0000-0000-0000-000000000001')"),
        (re.compile("a+"), "re.Pattern", "re.compile('a+')"),
        (re.match("a+", "aab"), "re.Match", "<re.Match span=(0, 2) match='aa'>"),
        (pathlib.PurePosixPath("/a/b"), "pathlib.PurePosixPath", "PurePosixPath('/a/b')"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_kind(value: Any, kind: str, shown: str) -> None:
    description, _ = kept(value)
    assert description["text"] == shown
    assert description["type"].replace("pathlib._local", "pathlib") == kind


def test_zero_and_minus_zero_are_two_values() -> None:
    values = Values()
    numbers = values.numbers(
        [freeze(value) for value in (0.0, -0.0, 0.0, [0.0], [-0.0], Plain(a=-0.0), Plain(a=0.0))]
    )
    assert numbers[0] == numbers[2]
    assert len(set(numbers)) == 6


def test_attrs() -> None:
    attr = pytest.importorskip("attr")
    cls = attr.make_class("Made", ["row", "password"])
    slotted = attr.make_class("Slotted", ["row"], slots=True)
    assert text(cls(1, "x")).endswith("Made(row=1, password=redacted)")
    assert text(slotted(2)) == "Slotted(row=2)"


def test_what_a_c_class_gives_its_instances_is_not_theirs() -> None:
    """A connection of sqlite3 has its classes of exceptions as members."""
    sqlite3 = pytest.importorskip("sqlite3")
    connection = sqlite3.connect(":memory:")
    description, values = kept(connection)
    assert "Error" not in description["fields"]
    assert "type" not in [value["type"] for value in values]
    connection.close()


def test_fields_in_another_order_or_under_other_names() -> None:
    """Objects are read by what earlier ones of their class looked like; these do not look so."""
    assert text(Plain(a=1, b=2)) == "Plain(a=1, b=2)"
    assert text(Plain(c=1, d=2)) == "Plain(c=1, d=2)"
    assert text(Plain(password="x", b=2)) == "Plain(password=redacted, b=2)"
    assert text(Plain(x=[1], y="%s")) == "Plain(x=[1], y='%s')"
    odd = Plain(a=1)
    odd.__dict__[1] = 2  # type: ignore[index]
    assert text(odd) == "Plain(a=1)"


def test_values_open_up() -> None:
    description, values = kept({"mole": Mole(1, 2, ["a"]), 3: [True, 1, 1.0]})
    entries = [(values[key]["text"], values[value]) for key, value in description["entries"]]
    assert description["length"] == 2
    (_, mole), (_, numbers) = entries
    assert {name: values[index]["text"] for name, index in mole["fields"].items()} == {
        "row": "1",
        "col": "2",
        "tags": "['a']",
    }
    # Equal, and yet three different values.
    assert [values[index]["text"] for index in numbers["items"]] == ["True", "1", "1.0"]


def test_equal_snapshots_are_one_value() -> None:
    values = Values()
    numbers = list(
        values.numbers([freeze(value) for value in (1, "1", [1, "a"], 1, [1, "a"], True, 1.0, [True, "a"])])
    )
    assert numbers[0] == numbers[3]
    assert numbers[2] == numbers[4]
    assert len({numbers[0], numbers[5], numbers[6]}) == 3
    assert numbers[2] != numbers[7]
    assert [json.loads(value)["text"] for value in values.new] == [
        "1",
        "'1'",
        "'a'",
        "[1, 'a']",
        "True",
        "1.0",
        "[True, 'a']",
    ]


def test_a_snapshot_is_of_its_moment() -> None:
    items = [1]
    before = freeze(items)
    items.append(2)
    values = Values()
    assert json.loads(values.new[values.number(before)])["text"] == "[1]"


@pytest.mark.parametrize(
    "value",
    [
        list(range(100_000)),
        {n: n for n in range(100_000)},
        "x" * 1_000_000,
        ["x" * 10_000] * 1000,
        [[[[[[[[n] * 50] * 50] * 50] * 50] * 50] * 50] for n in range(50)],
        10**100_000,
        [10**5000],
        Plain(**{f"name{n}": n for n in range(1000)}),
        Exception("x" * 100_000),
        {"a" * 5000: "b" * 5000},
    ],
    ids=lambda value: type(value).__name__,
)
def test_big_values_are_cut_and_say_so(value: Any) -> None:
    description, values = kept(value)
    assert len(description["text"]) <= MAX_TEXT + 60
    assert sum(len(value["text"]) for value in values) < 60_000
    assert len(values) < 600
    assert any(value.get("truncated") for value in values)


def test_huge_integers_say_how_huge() -> None:
    assert text(10**400) == "1.000000e+400 (1329 bits)"
    assert text(-(10**400)) == "-1.000000e+400 (1329 bits)"
    assert text(2**600) == str(2**600)


def test_deep_values() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    assert len(text(value)) < 100
    while value:  # taken apart by hand: freeing it in one go would need the C stack
        value = value[0]


def test_cycles() -> None:
    value: list[Any] = [1]
    value.append(value)
    assert text(value) == "[1, <list …>]"
    plain = Plain()
    plain.me = plain  # type: ignore[attr-defined]
    assert text(plain) == "Plain(me=<Plain …>)"


def test_generators_say_their_state() -> None:
    def numbers() -> Any:
        yield 1

    generator = numbers()
    assert text(generator) == f"<generator {numbers.__qualname__}, not started>"
    next(generator)
    assert text(generator).endswith(", suspended>")
    list(generator)
    assert text(generator).endswith(", finished>")
