"""No value looks empty: a person sees what a debugger would show, and still nothing of the program runs."""

from __future__ import annotations

import array
import datetime
import enum
import io
import ipaddress
import itertools
import operator
import pathlib
import re
import threading
import time
import types
import typing
import weakref
from collections import Counter, OrderedDict, namedtuple
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest

from .descriptions import text

Point = namedtuple("Point", "x y")


class Color(enum.Enum):
    RED = 1


class Word(str):
    pass


class Raw(bytes):
    pass


class Level(int):
    pass


class Tagged(str):
    tag: int


class Deadline(datetime.datetime):
    pass


class Located(Point):
    pass


class Refused(Exception):
    def __init__(self, why: str, code: int) -> None:
        super().__init__(why)
        self.code = code


def function() -> None:
    pass


def tagged(text: str, tag: int) -> Tagged:
    made = Tagged(text)
    made.tag = tag
    return made


def begun(iterator: Any) -> Any:
    next(iterator)
    return iterator


def raised(function: Any, *arguments: Any) -> BaseException:
    try:
        function(*arguments)
    except Exception as error:
        return error
    raise AssertionError


OSLO = datetime.timezone(datetime.timedelta(hours=1), "CET")
UTC = datetime.UTC
AGES = {"ada": 36, "bob": 41}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (AGES.keys(), "dict_keys(['ada', 'bob'])"),
        (AGES.values(), "dict_values([36, 41])"),
        (AGES.items(), "dict_items([('ada', 36), ('bob', 41)])"),
        (OrderedDict(AGES).keys(), "odict_keys(['ada', 'bob'])"),
        (OrderedDict(AGES).items(), "odict_items([('ada', 36), ('bob', 41)])"),
        ({"password": "hunter2"}.values(), "dict_values([redacted])"),
        ({"password": "hunter2"}.items(), "dict_items([('password', redacted)])"),
        (types.MappingProxyType(AGES), "mappingproxy({'ada': 36, 'bob': 41})"),
        (types.MappingProxyType(Counter("a")), "mappingproxy(Counter({'a': 1}))"),
        (types.SimpleNamespace(a=1), "SimpleNamespace(a=1)"),
        (array.array("i", [1, 2]), "array('i', [1, 2])"),
        (memoryview(b"abc"), "memoryview(b'abc')"),
        (memoryview(array.array("i", [1])), "<memoryview of 4 bytes, 'i'>"),
        (io.StringIO("abc"), "StringIO('abc')"),
        (io.BytesIO(b"abc"), "BytesIO(b'abc')"),
        (Word("a"), "Word('a')"),
        (tagged("a", 3), "Tagged('a', tag=3)"),
        (Raw(b"a"), "Raw(b'a')"),
        (Level(3), "Level(3)"),
        (Located(1, 2), "Located(x=1, y=2)"),
        (time.gmtime(0), re.compile(r"struct_time\(tm_year=1970, tm_mon=1, .*\)")),
        (pathlib.Path(__file__).stat(), re.compile(r"stat_result\(st_mode=\d+, .*\)")),
        (Refused("late", 7), "Refused('late', code=7)"),
        (
            raised(open, "/not/there"),
            re.compile(r"FileNotFoundError\(\d+, 'No such .*', filename='/not/there'\)"),
        ),
        (
            raised(__import__, "not_there"),
            "ModuleNotFoundError(\"No module named 'not_there'\", name='not_there')",
        ),
        (datetime.datetime(2026, 1, 1, tzinfo=OSLO), "2026-01-01 00:00:00+01:00"),
        (datetime.time(3, 4, tzinfo=UTC), "03:04:00+00:00"),
        (Deadline(2026, 1, 1, tzinfo=OSLO), "Deadline(2026-01-01T00:00:00+01:00)"),
        (UTC, "timezone(UTC)"),
        (ipaddress.ip_address("10.0.0.1"), "IPv4Address('10.0.0.1')"),
        (dict[str, list[int]], "dict[str, list[int]]"),
        (int | str | None, "int | str | None"),
        (typing.Optional[int], re.compile(r"Optional\[int\]|int \| None")),  # noqa: UP045
        (begun(iter([1, 2, 3])), "list_iterator([2, 3])"),
        (iter((1,)), "tuple_iterator([1])"),
        (begun(iter("ab")), re.compile(r"str(_ascii)?_iterator\(\['b'\]\)")),
        (begun(iter(range(3))), "range_iterator([1, 2])"),
        (reversed([1, 2]), "list_reverseiterator([2, 1])"),
        (begun(iter({1: 2, 3: 4})), "dict_keyiterator([3])"),
        (iter({1}), "set_iterator([1])"),
        (begun(enumerate([5, 6])), "enumerate(list_iterator([6]), 1)"),
        (zip([1], (2,), strict=True), "zip(list_iterator([1]), tuple_iterator([2]))"),
        (map(len, ["a"]), "map(<built-in function len>, list_iterator(['a']))"),
        (begun(itertools.count(3)), "count(4)"),
        (itertools.islice([1, 2], 1), "islice(list_iterator([1, 2]))"),
        (begun(iter(dict.fromkeys(range(2000)))), "<dict_keyiterator, 1999 to go>"),
        (operator.itemgetter(1), "itemgetter(1)"),
        (threading.Lock(), "<unlocked lock>"),
        (weakref.ref(Color), "<weakref to EnumType>"),
        (function.__code__, re.compile(r"<code function, line \d+>")),
        (str.__len__, "<method __len__>"),
        (int.real, "<attribute real of int>"),
        (Mock(name="clock"), "Mock(name='clock')"),
        (Mock(return_value=3, hours=1), "Mock(return_value=3, hours=1)"),
        (MagicMock(spec=Level), f"MagicMock(spec=<class {__name__}.Level>)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_nothing_looks_empty(value: Any, shown: str | re.Pattern[str]) -> None:
    found = text(value)
    assert found == shown if isinstance(shown, str) else shown.fullmatch(found), found


def test_looking_takes_nothing() -> None:
    """An iterator goes on, a buffer can grow, a dictionary can change while it is gone through."""
    numbers, buffer = iter([1, 2]), io.BytesIO(b"a")
    pairs = zip(iter("ab"), map(str, iter([1, 2])), strict=True)
    ages = dict(AGES)
    keys = iter(ages)
    for value in (numbers, buffer, pairs, keys):
        text(value)
    buffer.write(b"bcd")
    assert (list(numbers), buffer.getvalue(), list(pairs)) == ([1, 2], b"bcd", [("a", "1"), ("b", "2")])
    ages["new"] = 1
    assert text(keys) == "<dict_keyiterator>"
    buffer.close()
    assert text(buffer) == "<closed BytesIO>"


def test_a_mock_says_what_a_test_made_of_it() -> None:
    mock = Mock()
    mock.send("x")
    mock.send("y")
    assert text(mock).startswith("Mock(send=Mock(name='send', call_count=2")


def test_open_files_say_their_name(tmp_path: pathlib.Path) -> None:
    path = str(tmp_path / "notes.txt")
    with pathlib.Path(path).open("w") as words:
        assert text(words) == f"<file {path!r}, mode w>"
    assert text(words) == f"<file {path!r}, closed>"
    with pathlib.Path(path).open("rb") as data:
        assert text(data) == f"<file {path!r}, mode rb>"


def test_rows_of_sqlite3_have_their_columns_names() -> None:
    sqlite3 = pytest.importorskip("sqlite3")
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    row = connection.execute("select 1 as id, 'hunter2' as password").fetchone()
    assert text(row) == "Row(id=1, password=redacted)"
    connection.close()
