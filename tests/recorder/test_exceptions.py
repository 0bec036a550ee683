"""How calls end that an exception leaves, and that the recorder's own trouble stays its own."""

from __future__ import annotations

import pytest

from .trees import Recorded, expect


def test_an_exception_that_travels(hook: str) -> None:
    run = Recorded(
        """
        def c(n):
            raise ValueError('bad', n)
        def b(n):
            c(n)
        def a(n):
            try:
                b(n)
            except ValueError:
                return 'caught'
        a(1)
        """,
        hook,
    )
    expect(
        run,
        """
        a(n=1) → 'caught'
          b(n=1) raised ValueError('bad', 1)
            c(n=1) raised ValueError('bad', 1)
        """,
    )


def test_where_the_last_exception_was_raised(hook: str) -> None:
    run = Recorded(
        """
        def first():
            raise KeyError('first')
        def last():
            try:
                first()
            except KeyError:
                pass
            raise ValueError('last')
        def outer():
            last()
        outer()
        """,
        hook,
    )
    assert isinstance(run.error, ValueError)
    assert run.recorder.raised_in is not None
    assert run.names()[run.recorder.raised_in] == "last"


def test_where_an_exception_was_raised_that_a_library_passed_on(hook: str) -> None:
    run = Recorded(
        """
        def key(word):
            raise ValueError(word)
        def sort():
            return sorted(['a'], key=key)
        sort()
        """,
        hook,
    )
    assert run.recorder.raised_in is not None
    assert run.names()[run.recorder.raised_in] == "key"


def test_replaced_chained_and_finally(hook: str) -> None:
    run = Recorded(
        """
        def raising(): raise KeyError('k')
        def replacing():
            try:
                raising()
            except KeyError as error:
                raise ValueError('v') from error
        def swallowing():
            try:
                replacing()
            except BaseException:
                return 1
        swallowing()
        """,
        hook,
    )
    expect(
        run,
        """
        swallowing() → 1
          replacing() raised ValueError('v')
            raising() raised KeyError('k')
        """,
    )


@pytest.mark.parametrize(
    "error", ["SystemExit(3)", "KeyboardInterrupt()", "GeneratorExit()", "StopIteration(1)"]
)
def test_exceptions_that_are_not_errors(hook: str, error: str) -> None:
    run = Recorded(f"def f():\n    raise {error}\nf()", hook)
    assert repr(run.error) == error
    assert run.tree() == (
        f"<module>() raised {error}\n  f() raised {error}"
        if hook == "monitoring"
        else "<module>() raised\n  f() raised"
    )


def test_an_exception_raised_in_c_ends_only_the_callers(hook: str) -> None:
    run = Recorded(
        "def f(x):\n    return 1 // x\ntry:\n    f(0)\nexcept ZeroDivisionError:\n    f(1)\n", hook
    )
    assert run.column("outcome") == ["returned", "raised", "returned"]


def test_recursion_without_end(hook: str) -> None:
    run = Recorded(
        """
        import sys
        def down(n):
            return down(n + 1)
        def after(): return 1
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(150)
        try:
            down(0)
        except RecursionError:
            pass
        sys.setrecursionlimit(before)
        after()
        """,
        hook,
    )
    if hook == "profile":
        # Python takes a profile function away when there is no room left to call it; nothing is hurt.
        assert run.error is None
        return
    outcomes = run.column("outcome")
    names = run.names()
    assert names[-1] == "after"
    assert run.column("parent")[-1] == 0
    assert set(outcomes[1:-1]) == {"raised"}
    assert run.column("parent")[1:-1] == list(range(len(names) - 2))


def test_a_program_that_breaks_what_the_recorder_stands_on(hook: str) -> None:
    run = Recorded(
        """
        import builtins
        def f(x): return x
        kept = {name: getattr(builtins, name) for name in ('len', 'type', 'tuple', 'isinstance', 'print', 'map', 'zip')}
        for name in kept:
            setattr(builtins, name, None)
        f([1])
        for name, value in kept.items():
            setattr(builtins, name, value)
        f([2])
        """,
        hook,
    )
    assert run.error is None
    calls = [result for name, result in zip(run.names(), run.column("result"), strict=True) if name == "f"]
    assert [run.value(result) for result in calls] == ["[1]", "[2]"]


def test_globals_without_a_name(hook: str) -> None:
    run = Recorded("exec(compile('def g(): return 1\\ng()', 'main.py', 'exec'), {'__name__': 3})", hook)
    assert run.names() == ["<module>", "<module>", "g"]
