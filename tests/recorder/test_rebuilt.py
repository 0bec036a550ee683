"""
How many calls of teaching programs can be rebuilt from the trace. The programs (tests/fixtures/teaching) are as courses
have them: what they work on, a grid, a table, a memo, a graph, a board, an account, is handed around or kept in `self`.

A call is rebuilt if the trace gives back, as literal values, each of its arguments as it was on entry, and its result
as it was on return (of a call that raised, only the arguments). They are compared with deep copies that a wrapper
around each function of the program takes, in a second run without the recorder. A value that was cut, or of which only
the type was kept, is not given back.
"""

from __future__ import annotations

import ast
import copy
import inspect
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .trees import Recorded

PROGRAMS = {
    path.stem: path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[1] / "fixtures" / "teaching").glob("*.py"))
}

# Of each call: the function's name, its arguments, its result; RAISED in its place.
Call = tuple[str, tuple[Any, ...], Any]
RAISED = ("raised",)
CUT = ("cut",)


def watched(source: str) -> list[Call]:
    """Runs a program whose functions are wrapped, and gives deep copies of what its calls were given and gave."""
    calls: list[Any] = []

    def watch(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)

        def wrapper(*given: Any, **named: Any) -> Any:
            bound = signature.bind(*given, **named)
            bound.apply_defaults()
            place = len(calls)
            entry = (function.__qualname__, copy.deepcopy(tuple(bound.arguments.values())))
            calls.append((*entry, RAISED))
            result = function(*given, **named)
            calls[place] = (*entry, copy.deepcopy(result))
            return result

        wrapper.__name__, wrapper.__qualname__ = function.__name__, function.__qualname__
        return wrapper

    class Wrap(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
            self.generic_visit(node)
            node.decorator_list.append(ast.Name("_watch", ast.Load()))
            return node

    module = ast.fix_missing_locations(Wrap().visit(ast.parse(source)))
    exec(compile(module, "main.py", "exec"), {"__name__": "__main__", "_watch": watch})
    return [(name, tuple(map(plain, given)), plain(result)) for name, given, result in calls]


def plain(value: Any) -> Any:
    """A value as nested tuples, in which values of different types are different."""
    name = type(value).__name__
    if value is RAISED or value is None or isinstance(value, int | float | str):
        return value if value is RAISED else (name, repr(value))
    if isinstance(value, dict):
        return (name, *[(plain(key), plain(item)) for key, item in value.items()])
    if isinstance(value, set | frozenset):
        return (name, *sorted(map(plain, value)))
    if isinstance(value, list | tuple | deque):
        return (name, *map(plain, value))
    return (name, *[(field, plain(item)) for field, item in vars(value).items()])


def rebuilt(recorded: Recorded) -> list[Call]:
    """The same, from the trace alone."""
    data, values = recorded.data, recorded.data["values"]

    def value(index: int | None) -> Any:
        if index is None:
            return CUT
        found = values[index]
        name = found["type"].rpartition(".")[2]
        if found.get("truncated"):
            return CUT
        if "items" in found:
            items = [value(item) for item in found["items"]]
            return (name, *(sorted(items, key=repr) if name in ("set", "frozenset") else items))
        if "entries" in found:
            return (name, *[(value(key), value(item)) for key, item in found["entries"]])
        if "fields" in found:
            return (name, *[(field, value(item)) for field, item in found["fields"].items()])
        return ("NoneType" if name == "None" else name, found["text"])

    calls, functions = data["calls"], data["functions"]
    found: list[Call] = []
    for at, number in enumerate(calls["function"]):
        function = functions[number]
        # Python 3.14 makes a function of a class's annotations, which `dataclass` calls.
        if function["kind"] != "function" or function["name"] == "__annotate__":
            continue
        given = calls["arguments"][at] or [None] * len(function["parameters"])
        result = RAISED if calls["outcome"][at] == "raised" else value(calls["result"][at])
        found.append((function["qualname"], tuple(map(value, given)), result))
    return found


def count(source: str, hook: str) -> tuple[int, int, list[str]]:
    """How many of a program's calls can be rebuilt, how many there are, and what the trace remarks."""
    wanted, recorded = watched(source), Recorded(source, hook)
    assert recorded.error is None
    found = rebuilt(recorded)
    assert [name for name, _, _ in found] == [name for name, _, _ in wanted]
    same = sum(one == other for one, other in zip(found, wanted, strict=True))
    return same, len(wanted), recorded.recorder.remarks()


def test_of_teaching_programs_nearly_every_call_can_be_rebuilt(hook: str) -> None:
    counts = {name: count(source, hook) for name, source in PROGRAMS.items()}
    rebuilt_calls = sum(same for same, _, _ in counts.values())
    calls = sum(calls for _, calls, _ in counts.values())
    assert rebuilt_calls >= 0.95 * calls, counts
    assert not any(remarks for _, _, remarks in counts.values())


@pytest.mark.parametrize("rows", [9, 12, 16, 19])
def test_a_board_is_shown_whole_alone_and_in_an_object(rows: int, hook: str) -> None:
    source = f"""
class Board:
    def __init__(self):
        self.squares = [[row * column % 7 for column in range({rows})] for row in range({rows})]

    def set(self, row, column):
        self.squares[row][column] = "x"
        return self.squares

def look(squares):
    return squares

board = Board()
for n in range({rows}):
    look(board.set(n, n))
"""
    same, calls, _ = count(source, hook)
    assert same == calls
