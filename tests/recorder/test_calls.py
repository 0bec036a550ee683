"""What a call is, in every shape of code: its place, its arguments, its end, the line that made it."""

from __future__ import annotations

import sys

import pytest

from .trees import Recorded, expect


def test_recursion(hook: str) -> None:
    run = Recorded(
        """
        def fibonacci(n):
            return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
        fibonacci(3)
        """,
        hook,
    )
    expect(
        run,
        """
        fibonacci(n=3) → 2
          fibonacci(n=2) → 1
            fibonacci(n=1) → 1
            fibonacci(n=0) → 0
          fibonacci(n=1) → 1
        """,
    )


def test_times_are_of_the_clock_and_children_lie_inside(hook: str) -> None:
    run = Recorded(
        """
        def inner(): pass
        def outer():
            inner()
            inner()
        outer()
        """,
        hook,
    )
    starts, durations = run.column("start_us"), run.column("duration_us")
    assert starts == sorted(starts)
    for call, parent in enumerate(run.column("parent")):
        if parent >= 0:
            assert starts[parent] < starts[call]
            assert starts[call] + durations[call] < starts[parent] + durations[parent]


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("f(1, 2)", "a=1, b=2, c=3, d=4, rest=(), named={}"),
        ("f(1, b=2, d='x')", "a=1, b=2, c=3, d='x', rest=(), named={}"),
        ("f(1, 2, 5, 6, 7, e=8)", "a=1, b=2, c=5, d=4, rest=(6, 7), named={'e': 8}"),
    ],
)
def test_arguments_of_every_kind(hook: str, call: str, shown: str) -> None:
    run = Recorded(f"def f(a, /, b, c=3, *rest, d=4, **named): pass\n{call}", hook)
    expect(run, f"f({shown}) → None")


def test_arguments_are_those_of_the_beginning(hook: str) -> None:
    run = Recorded(
        """
        def rebind(n, items):
            n = n + 1
            items.append(n)
            return items
        rebind(1, [0])
        """,
        hook,
    )
    expect(run, "rebind(n=1, items=[0]) → [0, 2]")


def test_an_argument_that_an_inner_function_uses(hook: str) -> None:
    run = Recorded(
        """
        def outer(n, unused):
            def inner(m):
                return n + m
            return inner(2)
        outer(1, 'u')
        """,
        hook,
    )
    expect(
        run,
        """
        outer(n=1, unused='u') → 3
          outer.inner(m=2) → 3
        """,
    )


def test_lines_of_calls_in_expressions_over_several_lines(hook: str) -> None:
    run = Recorded(
        """
        def f(*x): pass
        class Chain:
            def step(self): return self
        f(
            f(),
            [
                f(
                    1),
            ],
        )
        (Chain()
            .step()
            .step())
        """,
        hook,
    )
    lines = dict(zip(run.names(), run.column("call_line"), strict=True))
    calls = [line for name, line in zip(run.names(), run.column("call_line"), strict=True) if name == "f"]
    assert calls == [6, 8, 5]
    assert lines["<module>"] is None
    steps = [
        line for name, line in zip(run.names(), run.column("call_line"), strict=True) if name == "Chain.step"
    ]
    assert steps == [13, 14]


def test_the_line_is_the_callers_also_when_it_goes_on(hook: str) -> None:
    run = Recorded(
        """
        def f(): pass
        def g():
            f()
            f(); f()
            for _ in 'ab':
                f()
        g()
        """,
        hook,
    )
    expect(
        run,
        """
        g() @8 → None
          f() @4 → None
          f() @5 → None
          f() @5 → None
          f() @7 → None
          f() @7 → None
        """,
        lines=True,
    )


def test_lambdas_class_bodies_methods_and_properties(hook: str) -> None:
    run = Recorded(
        """
        double = lambda x: 2 * x
        class Point:
            def __init__(self, x):
                self.x = x
            @property
            def twice(self):
                return double(self.x)
            @classmethod
            def at(cls, x):
                return cls(x)
            @staticmethod
            def zero():
                return 0
            def __call__(self, more):
                return self.x + more
            def __add__(self, other):
                return self.x + other
        point = Point.at(3)
        point.twice
        Point.zero()
        point(1)
        point + 2
        """,
        hook,
    )
    expect(
        run,
        """
        Point() → None
        Point.at(cls=<class __main__.Point>, x=3) → Point(x=3)
          Point.__init__(self=Point(), x=3) → None
        Point.twice(self=Point(x=3)) → 6
          <lambda>(x=3) → 6
        Point.zero() → 0
        Point.__call__(self=Point(x=3), more=1) → 4
        Point.__add__(self=Point(x=3), other=2) → 5
        """,
    )
    kinds = {function["qualname"]: function["kind"] for function in run.data["functions"]}
    assert kinds["<module>"] == "module"
    assert kinds["Point"] == "class"
    assert kinds["<lambda>"] == "lambda"
    assert kinds["Point.at"] == "function"


def test_comprehensions_where_they_have_a_frame(hook: str) -> None:
    run = Recorded("def f(x): return x\n[f(x) for x in 'ab']\nsum(f(x) for x in (1, 2))\n", hook)
    names = run.names()
    if sys.version_info >= (3, 12):
        assert "<listcomp>" not in names
    else:
        assert names[1:4] == ["<listcomp>", "f", "f"]
    # Two values and the end.
    assert names.count("<genexpr>") == 3
    kinds = {function["name"]: function for function in run.data["functions"]}
    assert kinds["<genexpr>"]["kind"] == "generator"
    assert kinds["<genexpr>"]["parameters"] == []


def test_decorators_closures_and_context_managers(hook: str) -> None:
    run = Recorded(
        """
        from contextlib import contextmanager
        from functools import wraps
        def loud(function):
            @wraps(function)
            def wrapper(*args):
                return function(*args)
            return wrapper
        @loud
        def add(a, b):
            return a + b
        class Block:
            def __enter__(self): return 1
            def __exit__(self, *error): return None
        @contextmanager
        def block():
            yield 2
        add(1, 2)
        with Block(), block():
            pass
        """,
        hook,
    )
    expect(
        run,
        """
        loud(function=<function add>) → <function add>
        Block() → None
        loud.wrapper(args=(1, 2)) → 3
          add(a=1, b=2) → 3
        Block.__enter__(self=Block()) → 1
        block() yielded 2
        ↻ block() → None
        Block.__exit__(self=Block(), error=(None, None, None)) → None
        """,
    )


def test_what_a_library_calls_back_hangs_under_the_program(hook: str) -> None:
    run = Recorded(
        """
        import functools, re
        def key(word):
            return len(word)
        def fold(a, b):
            return a + b
        def sort(words):
            return sorted(words, key=key)
        sort(['bb', 'a'])
        functools.reduce(fold, [1, 2, 3])
        re.sub('a', lambda found: 'b', 'aa')
        """,
        hook,
    )
    expect(
        run,
        """
        sort(words=['bb', 'a']) @9 → ['a', 'bb']
          key(word='bb') @8 → 2
          key(word='a') @8 → 1
        fold(a=1, b=2) @10 → 3
        fold(a=3, b=3) @10 → 6
        <lambda>(found=<re.Match span=(0, 1) match='a'>) @11 → 'b'
        <lambda>(found=<re.Match span=(1, 2) match='a'>) @11 → 'b'
        """,
        lines=True,
    )


def test_metaclasses(hook: str) -> None:
    run = Recorded(
        """
        class Meta(type):
            def __new__(mcs, name, bases, names):
                return super().__new__(mcs, name, bases, {})
            def __call__(cls):
                return super().__call__()
        class Made(metaclass=Meta):
            pass
        Made()
        """,
        hook,
    )
    assert run.names() == ["<module>", "Meta", "Made", "Meta.__new__", "Meta.__call__"]


def test_exec_and_eval(hook: str) -> None:
    run = Recorded(
        """
        def f(n): return n
        exec('def g(n):\\n    return f(n)\\ng(1)')
        eval('f(2)')
        """,
        hook,
    )
    expect(
        run,
        """
        <module>() @3 → None
          g(n=1) @3 → 1
            f(n=1) @2 → 1
        <module>() @4 → 2
          f(n=2) @1 → 2
        """,
        lines=True,
    )


def test_functions_of_the_same_name_are_told_apart(hook: str) -> None:
    run = Recorded("def f(): return 1\nf()\ndef f(): return 2\nf()\nf()\n", hook)
    assert run.column("function") == [0, 1, 2, 2]
    assert [function["line"] for function in run.data["functions"]] == [1, 1, 3]


def test_code_made_again_and_again_stays_one_function(hook: str) -> None:
    run = Recorded("for _ in range(5):\n    exec('def g(): pass\\ng()')", hook)
    assert [function["name"] for function in run.data["functions"]] == ["<module>", "<module>", "g"]
    assert run.names().count("g") == 5


def test_what_dataclasses_and_namedtuples_write_is_not_the_programs(hook: str) -> None:
    run = Recorded(
        """
        from collections import namedtuple
        from dataclasses import dataclass
        @dataclass
        class Mole:
            row: int
            def __post_init__(self): pass
        Point = namedtuple('Point', 'x y')
        Mole(1) == Mole(2)
        Point(1, 2)
        """,
        hook,
    )
    assert [name for name in run.names() if "annotate" not in name] == [
        "<module>",
        "Mole",
        "Mole.__post_init__",
        "Mole.__post_init__",
    ]


def test_the_functions_source_and_place(hook: str) -> None:
    run = Recorded("def f(a, *, b=1):\n    return 1\nf(0)\n", hook)
    assert run.data["functions"][1] == {
        "name": "f", "qualname": "f", "module": "__main__", "file": "main.py", "line": 1, "origin": "program",
        "package": None, "parameters": ["a", "b"], "parameter_kinds": ["positional", "keyword_only"],
        "kind": "function",
    }  # fmt: skip
    assert run.data["sources"]["main.py"] == run.source


@pytest.mark.parametrize(
    ("signature", "call", "kinds"),
    [
        ("a, b=1", "f(0)", None),
        ("a, /, b", "f(0, 1)", None),
        ("*args", "f()", ["var_positional"]),
        ("a, *args, key=1, **rest", "f(0)", ["positional", "keyword_only", "var_positional", "var_keyword"]),
        ("**rest", "f(x=1)", ["var_keyword"]),
    ],
)
def test_how_each_parameter_takes_what_is_given(
    hook: str, signature: str, call: str, kinds: list[str] | None
) -> None:
    run = Recorded(f"def f({signature}):\n    return 1\n{call}\n", hook)
    assert run.data["functions"][1].get("parameter_kinds") == kinds
