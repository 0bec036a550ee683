"""Values as source: an equal value of the same type comes back, or a sentence says why none is written."""

from __future__ import annotations

import datetime
import json
import math
import pathlib
import re
import types
import uuid
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from calltrace.snapshot import freeze
from calltrace.values import Values
from calltrace_tests.source import CannotWrite, Source, literal
from calltrace_tests.values import Writer
from calltrace_tests.writing import imported_from


def source_of(value: Any, **how: bool) -> Source:
    """What is written for a value, by way of what a trace keeps of it."""
    values = Values()
    number = values.number(freeze(value))
    return Writer([json.loads(text) for text in values.new]).write(number, **how)


def read_back(source: Source) -> Any:
    lines = [
        line
        for one in source.imports
        for line in (imported_from(one.module, [one.name]) if one.name else [f"import {one.module}"])
    ]
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)
    return eval(source.text, names)


def kinds_in(value: Any) -> Any:
    """The types of a value and of all in it."""
    if isinstance(value, dict):
        return type(value), [(kinds_in(key), kinds_in(item)) for key, item in value.items()]
    if isinstance(value, list | tuple | deque):
        return type(value), [kinds_in(item) for item in value]
    if isinstance(value, set | frozenset):
        return type(value), sorted(str(kinds_in(item)) for item in value)
    return type(value)


SCALARS = (
    some.none()
    | some.booleans()
    | some.integers(-(10**30), 10**30)
    | some.floats(allow_nan=False)
    | some.complex_numbers(allow_nan=False, allow_infinity=False)
    | some.text(max_size=20)
    | some.binary(max_size=20)
    | some.dates()
    | some.datetimes()
    | some.datetimes(
        timezones=some.sampled_from([datetime.UTC, datetime.timezone(datetime.timedelta(hours=-3))])
    )
    | some.times()
    | some.timedeltas()
    | some.decimals(allow_nan=False)
    | some.fractions()
    | some.uuids()
    | some.builds(range, some.integers(-9, 9), some.integers(-9, 9), some.sampled_from([-2, 1, 3]))
    | some.sampled_from(
        [..., int, len, Decimal, pathlib.PurePosixPath("a/b"), uuid.UUID(int=7), NotImplemented]
    )
)
HASHABLE = SCALARS | some.tuples(SCALARS, SCALARS) | some.frozensets(SCALARS, max_size=3)
NESTED = some.recursive(
    SCALARS,
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.tuples(inner)
        | some.tuples()
        | some.dictionaries(HASHABLE, inner, max_size=3)
        | some.sets(HASHABLE, max_size=3)
        | some.builds(OrderedDict, some.dictionaries(HASHABLE, inner, max_size=2))
        | some.builds(deque, some.lists(inner, max_size=2))
        | some.builds(Counter, some.text(max_size=5))
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(NESTED)
def test_what_is_written_gives_an_equal_value_of_the_same_type(value: Any) -> None:
    try:
        source = source_of(value)
    except CannotWrite as cannot:
        assert re.search("only the beginning|time zone", str(cannot))
        return
    again = read_back(source)
    assert again == value
    assert kinds_in(again) == kinds_in(value)


WRITTEN = {
    'say "yes"': "'say \"yes\"'",
    "it's": '"it\'s"',
    (1,): "(1,)",
    frozenset({1}): "frozenset({1})",
    math.inf: "math.inf",
    -math.inf: "-math.inf",
    0.5: "0.5",
    datetime.timedelta(days=-1, seconds=3): "datetime.timedelta(days=-1, seconds=3)",
    Fraction(1, 3): "Fraction(1, 3)",
    pathlib.Path("a"): 'Path("a")',
    re.compile(r"\d+"): r're.compile(r"\d+")',
}


@pytest.mark.parametrize(("value", "text"), WRITTEN.items(), ids=list(WRITTEN.values()))
def test_literals_look_as_a_person_writes_them(value: Any, text: str) -> None:
    assert source_of(value).text == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({3, 10, 2}, "{2, 3, 10}"),
        (defaultdict(list, a=[1]), 'defaultdict(list, {"a": [1]})'),
        (array("i", [1, 2]), 'array("i", [1, 2])'),
        (types.SimpleNamespace(a=1), "SimpleNamespace(a=1)"),
        (bytearray(b"ab"), 'bytearray(b"ab")'),
        (slice(1, None), "slice(1, None, None)"),
        (ValueError("x", 2), 'ValueError("x", 2)'),
        (set(), "set()"),
        (Counter(), "Counter()"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_literals_of_things_that_cannot_be_keys(value: Any, text: str) -> None:
    source = source_of(value)
    assert source.text == text
    again = read_back(source)
    assert type(again) is type(value)
    assert again == value or repr(again) == repr(value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (lambda: 1, "a lambda or a local function"),
        (iter([1]), "a list_iterator cannot be written"),
        (object(), "an object cannot be written"),
        (memoryview(b"a"), "a memoryview cannot be written"),
        (list(range(60)), "only the beginning of a list"),
        ("x" * 300, "only the beginning of a str"),
        ([[[[[[1]]]]]], "only the beginning of a list"),
        (defaultdict(list), "what a defaultdict makes of a missing key"),
    ],
    ids=lambda part: part if isinstance(part, str) and len(part) < 60 else "",
)
def test_what_cannot_be_written_says_why(value: Any, why: str) -> None:
    with pytest.raises(CannotWrite, match=why):
        source_of(value)


def test_only_a_float_left_by_a_calculation_is_approximate() -> None:
    assert source_of([0.1, 0.1 * 3], about=True).text == "[0.1, pytest.approx(0.30000000000000004)]"
    assert source_of([0.1, 0.1 * 3]).text == "[0.1, 0.30000000000000004]"


@given(
    some.recursive(
        some.none() | some.integers() | some.text(), lambda inner: some.lists(inner) | some.tuples(inner)
    )
)
def test_a_literal_of_a_variation_is_read_back(value: Any) -> None:
    assert eval(literal(value)) == value
