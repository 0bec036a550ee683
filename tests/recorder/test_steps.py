"""Generators, coroutines and async generators: every step is a call in its place in time, joined to the first."""

from __future__ import annotations

import sys
import textwrap

import pytest

from .trees import Recorded, expect


def test_steps_of_a_generator(hook: str) -> None:
    run = Recorded(
        """
        def numbers(limit):
            for number in range(limit):
                yield number
        def use():
            return list(numbers(2))
        use()
        """,
        hook,
    )
    expect(
        run,
        """
        use() → [0, 1]
          numbers(limit=2) yielded 0
          ↻ numbers(limit=2) yielded 1
          ↻ numbers(limit=2) → None
        """,
    )
    assert run.data["resumes"] == [[3, 2], [4, 2]]


def test_two_generators_of_one_function_side_by_side(hook: str) -> None:
    run = Recorded(
        """
        def numbers(start):
            while True:
                yield start
        a, b = numbers(1), numbers(2)
        next(a); next(b); next(b); next(a)
        """,
        hook,
    )
    joined = dict(run.data["resumes"])
    assert (joined[3], joined[4]) == (2, 1)
    assert run.column("outcome")[1:5] == ["yielded"] * 4


def test_send_and_the_end(hook: str) -> None:
    run = Recorded(
        """
        def echo():
            got = None
            while got != 'stop':
                got = yield got
            return 'done'
        e = echo()
        next(e)
        e.send('a')
        try:
            e.send('stop')
        except StopIteration as end:
            result = end.value
        """,
        hook,
    )
    expect(
        run,
        """
        echo() yielded None
        ↻ echo() yielded 'a'
        ↻ echo() → 'done'
        """,
    )


def test_throwing_into_a_generator(hook: str) -> None:
    run = Recorded(
        """
        def careful():
            try:
                yield 1
            except KeyError:
                yield 2
        def careless():
            yield 1
        c = careful()
        next(c)
        c.throw(KeyError('k'))
        d = careless()
        next(d)
        try:
            d.throw(ValueError('v'))
        except ValueError:
            pass
        list(c)
        """,
        hook,
    )
    if hook == "profile" and sys.version_info[:2] == (3, 13):
        pytest.skip("setprofile of 3.13 cannot tell a throw that leaves at once from a yield of None")
    expect(
        run,
        """
        careful() yielded 1
        ↻ careful() yielded 2
        careless() yielded 1
        ↻ careless() raised ValueError('v')
        ↻ careful() → None
        """,
    )


TIDIES = "try:\n    while True: yield 1\nfinally: tidy()"
# What a generator does, how the program leaves it after a step, and how its last step ends.
LEFT = {
    "closed": (TIDIES, "n.close()", "closed"),
    "dropped": (TIDIES, "del n", "closed"),
    "left in a loop": (TIDIES, "for _ in n: break\ndel n, _", "closed"),
    "closed by with": (TIDIES, "with contextlib.closing(n): pass", "closed"),
    "in a with of its own": ("with contextlib.suppress(KeyError): yield 1", "n.close()", "closed"),
    "raises it again": ("try: yield 1\nexcept GeneratorExit: raise", "n.close()", "closed"),
    "goes on by another": ("yield from inner()", "n.close()", "closed"),
    "returns": ("try: yield 1\nexcept GeneratorExit: return 5", "n.close()", "→ 5"),
    "fails": ("try: yield 1\nfinally: 1 // 0", "n.close()", "raised ZeroDivisionError"),
    "is thrown at": (TIDIES, "n.throw(ValueError('v'))", "raised ValueError"),
    "is thrown at by way of another": ("yield from inner()", "n.throw(ValueError('v'))", "raised ValueError"),
}


@pytest.mark.parametrize(("body", "leave", "outcome"), LEFT.values(), ids=LEFT)
def test_a_generator_that_is_closed_or_dropped_has_not_failed(
    hook: str, body: str, leave: str, outcome: str
) -> None:
    if hook == "profile" and sys.version_info >= (3, 12):
        pytest.skip("setprofile tells so in 3.11 alone; from 3.12 on sys.monitoring is there")
    source = f"""
import contextlib
def tidy(): pass
def inner():
{textwrap.indent(TIDIES, "    ")}
def numbers():
{textwrap.indent(body, "    ")}
n = numbers()
next(n)
try:
{textwrap.indent(leave, "    ")}
except (ValueError, ZeroDivisionError): pass
"""
    run = Recorded(source, hook)
    assert run.error is None
    steps = [line.strip() for line in run.tree().splitlines() if "numbers()" in line]
    if hook == "profile":  # it does not say which exception leaves a call
        outcome = outcome.partition(" ")[0] if outcome.startswith("raised") else outcome
    assert steps[-1].startswith(f"↻ numbers() {outcome}"), run.tree()
    assert (run.recorder.raised_in is None) == ("raised" not in outcome)
    assert ("raised" in run.tree()) == ("raised" in outcome)


def test_an_exception_of_that_name_that_the_generator_raises_itself_is_one(hook: str) -> None:
    run = Recorded(
        """
        def numbers():
            yield 1
            raise GeneratorExit
        try: list(numbers())
        except GeneratorExit: pass
        """,
        hook,
    )
    expect(
        run,
        """
        numbers() yielded 1
        ↻ numbers() raised GeneratorExit()
        """,
    )


def test_what_a_step_changes(hook: str) -> None:
    run = Recorded(
        """
        def sums(items):
            total = 0
            while items:
                total += items.pop()
                yield total
            items = None
        list(sums([1, 2]))
        """,
        hook,
    )
    expect(
        run,
        """
        sums(items=[1, 2]) yielded 2
        ↻ sums(items=[1]) yielded 3
        ↻ sums(items=[]) → None
        """,
    )
    assert run.after()[1:] == ["items=[1], total=2", "items=[], total=3", "items=None, total=3"]


def test_yield_from(hook: str) -> None:
    run = Recorded(
        """
        def inner():
            yield 1
            return 'r'
        def outer():
            got = yield from inner()
            yield got
        list(outer())
        """,
        hook,
    )
    expect(
        run,
        """
        outer() yielded 1
          inner() yielded 1
        ↻ outer() yielded 'r'
          ↻ inner() → 'r'
        ↻ outer() → None
        """,
    )


COROUTINES = """
class Later:
    def __await__(self):
        yield 'wait'
        return 7
async def leaf(n):
    return n + await Later()
async def root():
    return await leaf(1)
def drive(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as end:
        return end.value
"""


def test_coroutines_step_by_step(hook: str) -> None:
    run = Recorded(COROUTINES + "drive(root())", hook)
    expect(
        run,
        """
        Later() → None
        drive(coroutine=<coroutine root, not started>) → 8
          root() yielded 'wait'
            leaf(n=1) yielded 'wait'
              Later.__await__(self=Later()) yielded 'wait'
          ↻ root() → 8
            ↻ leaf(n=1) → 8
              ↻ Later.__await__(self=Later()) → 7
        """,
    )
    assert {f["name"]: f["kind"] for f in run.data["functions"]}["root"] == "coroutine"


def test_coroutines_that_take_turns(hook: str) -> None:
    run = Recorded(
        COROUTINES
        + """
a, b = leaf(1), leaf(2)
a.send(None); b.send(None)
for coroutine in (a, b):
    try:
        coroutine.send(None)
    except StopIteration:
        pass
""",
        hook,
    )
    leaves = [i for i, name in enumerate(run.names()) if name == "leaf"]
    joined = dict(run.data["resumes"])
    assert [joined.get(i) for i in leaves] == [None, None, leaves[0], leaves[1]]
    assert [run.value(run.column("result")[i]) for i in leaves] == ["'wait'", "'wait'", "8", "9"]


def test_async_generators(hook: str) -> None:
    run = Recorded(
        COROUTINES
        + """
async def ticks():
    yield 1
    await Later()
    yield 2
async def main():
    return [tick async for tick in ticks()]
drive(main())
""",
        hook,
    )
    steps = [
        (o, run.value(r))
        for n, o, r in zip(run.names(), run.column("outcome"), run.column("result"), strict=True)
        if n == "ticks"
    ]
    assert steps == [("yielded", "1"), ("yielded", "'wait'"), ("yielded", "2"), ("returned", "None")]
    assert {f["name"]: f["kind"] for f in run.data["functions"]}["ticks"] == "async_generator"
    first = run.names().index("ticks")
    assert [first_step for step, first_step in run.data["resumes"] if run.names()[step] == "ticks"] == [
        first
    ] * 3


def test_asyncio_tasks_take_turns(hook: str) -> None:
    run = Recorded(
        """
        import asyncio
        async def fetch(name, times):
            for _ in range(times):
                await asyncio.sleep(0)
            return name
        async def main():
            return await asyncio.gather(fetch('a', 1), fetch('b', 2))
        asyncio.run(main())
        """,
        hook,
    )
    expect(
        run,
        """
        main() yielded *
        fetch(name='a', times=1) yielded None
        fetch(name='b', times=2) yielded None
        ↻ fetch(name='a', times=1) → 'a'
        ↻ fetch(name='b', times=2) yielded None
        ↻ fetch(name='b', times=2) → 'b'
        ↻ main() → ['a', 'b']
        """.replace("*", run.value(run.column("result")[1])),
    )


def test_a_generator_of_before_the_recording(hook: str) -> None:
    run = Recorded("import string\nit = iter(string.Formatter().parse('a{b}'))\nlist(it)", hook)
    assert run.names() == ["<module>"]
