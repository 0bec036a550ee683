"""The same object seen twice in one call: among its variables, as its result, inside a value. Equal ones are not."""

from __future__ import annotations

from .trees import Recorded


def same(run: Recorded) -> list[tuple[str, str, str]]:
    names = run.names()
    return [(names[call], one, other) for call, one, other in run.data["same"]]


def inside(run: Recorded) -> dict[str, list[list[str]]]:
    return {value["text"]: value["same"] for value in run.data["values"] if "same" in value}


def test_two_arguments_that_are_one_list(hook: str) -> None:
    run = Recorded(
        """
        def f(a, b): pass
        def g(a, b): pass
        items = [1]
        f(items, items)
        g(items, [1])
        """,
        hook,
    )
    assert same(run) == [("f", "a", "b")]


def test_a_result_that_is_a_variable(hook: str) -> None:
    run = Recorded(
        """
        class Query:
            def __init__(self): self.words = 0
            def where(self):
                self.words += 1
                return self
        def extended(items):
            more = items
            more.append(3)
            return more
        def copied(items):
            return list(items)
        Query().where()
        extended([1]); copied([1])
        """,
        hook,
    )
    assert same(run) == [
        ("Query.where", "self", "return"),
        ("extended", "items", "return"),
        ("extended", "items", "more"),
    ]
    assert run.after()[run.names().index("extended")] == "items=[1, 3], more=[1, 3]"


def test_of_what_cannot_be_changed_it_is_not_said(hook: str) -> None:
    run = Recorded(
        """
        from collections import namedtuple
        Point = namedtuple('Point', 'x y')
        def f(a, b): return a
        for thing in ((1,), 'text', 5, frozenset((1,)), Point(1, 2), None, f, len, range(3)):
            f(thing, thing)
        """,
        hook,
    )
    assert same(run) == []


def test_rows_that_are_one_row(hook: str) -> None:
    run = Recorded(
        """
        def f(grid): pass
        f([[0] * 2] * 3)
        f([[1] * 2 for _ in range(3)])
        """,
        hook,
    )
    assert inside(run) == {"[[0, 0], [0, 0], [0, 0]]": [["[0]", "[1]"], ["[0]", "[2]"]]}


def test_equal_values_of_which_one_shares_are_two(hook: str) -> None:
    run = Recorded(
        """
        def f(grid): pass
        row = [0]
        f([row, row]); f([[0], [0]]); f([row, row])
        """,
        hook,
    )
    shared, apart, again = (values[0] for values in run.column("arguments")[1:])
    assert shared == again != apart
    assert "same" not in run.data["values"][apart]


def test_places_far_inside(hook: str) -> None:
    run = Recorded(
        """
        class Node:
            def __init__(self, items): self.items = items
        def f(data): pass
        items = [1]
        f({'a': items, 'b': [Node(items)], 3: (items, (), ())})
        """,
        hook,
    )
    (found,) = inside(run).values()
    assert found == [["['a']", "['b'][0].items"], ["['a']", "[3][0]"]]


def test_a_list_inside_itself_ends(hook: str) -> None:
    run = Recorded(
        """
        def f(items): pass
        items = [1]
        items.append(items); items.append(items)
        f(items)
        """,
        hook,
    )
    assert inside(run) == {}
    assert run.value(run.column("arguments")[1][0]) == "[1, <list …>, <list …>]"
