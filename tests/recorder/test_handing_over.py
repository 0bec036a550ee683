"""Chunks: whole at any moment, soon at first; too many calls; output at the call that printed it; what changed."""

from __future__ import annotations

import itertools
import weakref
from typing import Any

import pytest

from calltrace import Chunk, Recorder
from calltrace.plugins.watch import Watcher

from .trees import EVERYTHING, PROGRAM_ONLY, Recorded, expect

FIBONACCI = """
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
fibonacci(10)
"""


def test_the_trace_is_the_same_in_however_many_chunks(hook: str) -> None:
    whole = Recorded(FIBONACCI, hook, interval=1e9)
    pieces = Recorded(FIBONACCI, hook, interval=0)
    assert len(pieces.chunks) > 20 > len(whole.chunks)
    assert pieces.tree(lines=True) == whole.tree(lines=True)


def test_the_end_of_a_call_hands_over_as_its_beginning_does(hook: str) -> None:
    run = Recorded("def down(n):\n    return n and down(n - 1)\ndown(100)\n", hook, interval=0)
    assert any(len(chunk.ended_call) and not len(chunk.function) for chunk in run.chunks[:-1])


def test_every_chunk_refers_only_to_what_was_handed_over(hook: str) -> None:
    run = Recorded(FIBONACCI, hook, interval=0)
    calls = functions = values = 0
    for chunk in run.chunks:
        assert chunk.first == calls
        calls += len(chunk.function)
        functions += len(chunk.functions)
        values += len(chunk.values)
        columns = (chunk.function, chunk.parent, chunk.start_s, chunk.call_line)
        assert {len(column) for column in columns} == {len(chunk.function)}
        ends = (chunk.ended_call, chunk.ended_at_s, chunk.outcome, chunk.result)
        assert {len(column) for column in ends} == {len(chunk.ended_call)}
        assert all(function < functions for function in chunk.function)
        assert all(call < calls for call in chunk.ended_call)
        assert all(value < values for value in (*chunk.arguments, *chunk.result))
    assert len(run.chunks[0].function) == 1


def test_flushing_in_the_middle_of_a_program(hook: str) -> None:
    run = Recorded(
        """
        def inner():
            recorder.flush()
            return 1
        def outer():
            return inner()
        outer()
        """,
        hook,
        interval=1e9,
    )
    open_calls = run.chunks[-2]
    assert open_calls.first + len(open_calls.function) == 3
    assert run.column("outcome") == ["returned"] * 3
    expect(
        run,
        """
        outer() → 1
          inner() → 1
        """,
    )


def test_a_flush_inside_a_flush_is_done_by_the_outer_one(hook: str) -> None:
    done: list[str] = []
    run = Recorded("def f(): pass\nf()\n", hook)
    recorder: Any = run.recorder

    def sink(chunk: object) -> None:
        recorder.flush(lambda: done.append("then"))
        done.append("sink")

    recorder._sink = sink
    recorder.write("stdout", "text")
    recorder.flush(lambda: done.append("outer"))
    assert done == ["sink", "outer", "then"]


def test_where_handing_over_fails_recording_ends_and_what_is_printed_is_not_lost(hook: str) -> None:
    run = Recorded(
        """
        def f(n):
            recorder.write("stdout", f"{n}\\n")
        f(1)
        f(2)
        recorder.fails = True
        f(3)
        f(4)
        recorder.fails = False
        f(5)
        """,
        hook,
        recorder_class=Failing,
        interval=1e9,
    )
    printed = run.data["output"]
    assert "".join(piece["text"] for piece in printed) == "1\n2\n3\n4\n5\n"
    assert [piece["call"] for piece in printed][:3] == [1, 2, -1]
    recording = run.data["recording"]
    assert (recording["calls_seen"], recording["calls_recorded"]) == (6, 3)
    assert run.recorder.remarks() == ["recording ended early: MemoryError"]


class Failing(Recorder):
    """Has no memory for a chunk while it `fails`."""

    fails = False

    def _take(self, everything: bool) -> Chunk:
        chunk = super()._take(everything)
        if self.fails:
            raise MemoryError
        return chunk


@pytest.mark.parametrize("interval", [0, 1e9])
@pytest.mark.parametrize("max_calls", [1, 2, 10, 60])
def test_too_many_calls_are_counted(hook: str, max_calls: int, interval: float) -> None:
    full = Recorded(FIBONACCI, hook)
    run = Recorded(FIBONACCI, hook, max_calls=max_calls, interval=interval)
    recording = run.data["recording"]
    assert recording["calls_seen"] == full.data["recording"]["calls_seen"] == 178
    assert recording["calls_recorded"] == max_calls

    def shape(text: str) -> list[str]:
        return text.splitlines()[:max_calls]

    assert run.tree().splitlines() == shape(full.tree())
    assert "unfinished" not in run.column("outcome")


def test_exactly_as_many_calls_as_may_be_kept(hook: str) -> None:
    run = Recorded(FIBONACCI, hook, max_calls=178)
    assert run.data["recording"]["calls_seen"] == run.data["recording"]["calls_recorded"] == 178


def test_generators_and_exceptions_beyond_the_last_call_that_is_kept(hook: str) -> None:
    program = """
    def numbers():
        yield 1
        yield 2
    def failing():
        raise ValueError
    def outer():
        for n in numbers():
            try:
                failing()
            except ValueError:
                pass
        return 'done'
    outer()
    """
    full = Recorded(program, hook)
    for max_calls in range(1, 8):
        run = Recorded(program, hook, max_calls=max_calls)
        assert run.tree().splitlines() == full.tree().splitlines()[:max_calls]
        assert run.data["recording"]["calls_seen"] == full.data["recording"]["calls_seen"]


def test_functions_that_are_first_called_beyond_the_limit_are_counted_too(hook: str) -> None:
    program = """
    import textwrap
    def late(n):
        return textwrap.dedent(f"  {n}")
    def outer():
        for n in range(4):
            exec("def made(): return 1\\nmade()")
            late(n)
    outer()
    """
    for include in (PROGRAM_ONLY, EVERYTHING):
        full = Recorded(program, hook, include)
        for max_calls in (1, 2, 3, 5):
            run = Recorded(program, hook, include, max_calls=max_calls)
            assert run.tree().splitlines() == full.tree().splitlines()[:max_calls]
            assert run.data["recording"]["calls_seen"] == full.data["recording"]["calls_seen"]


def test_output_belongs_to_the_call_that_printed_it(hook: str) -> None:
    run = Recorded(
        """
        def inner():
            recorder.write('stdout', 'inner\\n')
        def outer():
            recorder.write('stdout', 'a')
            recorder.write('stdout', 'b')
            inner()
            recorder.write('stderr', 'c')
        outer()
        """,
        hook,
    )
    pieces = [piece for chunk in run.chunks for piece in chunk.output]
    found = [(piece["stream"], run.names()[piece["call"]], piece["text"]) for piece in pieces]
    assert found == [("stdout", "outer", "ab"), ("stdout", "inner", "inner\n"), ("stderr", "outer", "c")]
    times = [piece["at_us"] for piece in pieces]
    assert times == sorted(times)


def test_a_printed_line_goes_out_before_the_next_call(hook: str) -> None:
    run = Recorded(
        "recorder.write('stdout', 'line\\n')\nassert chunks[-1].output[0]['text'] == 'line\\n'", hook
    )
    assert run.error is None


def test_what_handing_over_takes_is_not_the_programs_time(hook: str) -> None:
    late = 0.0
    ticks = itertools.count(0.0, 1e-6)

    def clock() -> float:
        return next(ticks) + late

    run = Recorded("def f(): pass\nfor _ in range(1000): f()\n", hook, clock=clock, interval=1e9)
    quick = run.column("duration_us")

    class Late(Recorded):
        def took(self) -> None:
            nonlocal late
            late += 1e-4

    run = Late("def f(): pass\nfor _ in range(1000): f()\n", hook, clock=clock, interval=0)
    assert len(run.chunks) > 3
    module, *calls = run.column("duration_us")
    assert max(calls) < 10
    # Of the 100 µs that each chunk took not one is the program's, but for the looks at the clock.
    assert abs(module - quick[0]) < 50


def test_locals_that_differ_when_the_call_ends(hook: str) -> None:
    run = Recorded(
        """
        def sort(items, reverse=False):
            items.sort()
            return None
        def rebind(n):
            n += 1
            half = n / 2
            return half
        def plain(a, b):
            return a + b
        def failing(password):
            step = 'one'
            secret_key = 'k'
            raise ValueError
        sort([2, 1])
        rebind(1)
        plain(1, 2)
        plain([1], [2])
        try:
            failing('p')
        except ValueError:
            pass
        """,
        hook,
    )
    after = [
        None if changed is None else {name: run.value(value) for name, value in changed}
        for changed in run.column("after")[1:]
    ]
    assert after == [
        {"items": "[1, 2]"},
        {"n": "2", "half": "1.0"},
        None,
        None,
        {"step": "'one'", "secret_key": "redacted"},
    ]


def test_calls_while_the_recorder_starts_are_none_of_the_programs(
    hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The garbage collector may call what somebody hung on an object, in the standard library for instance."""
    start = Watcher.start

    def start_slowly(self: Watcher) -> None:
        known: weakref.WeakSet[Thing] = weakref.WeakSet()
        known.add(Thing())
        start(self)

    monkeypatch.setattr(Watcher, "start", start_slowly)
    run = Recorded("def f(): pass\nf()\n", hook, EVERYTHING)
    assert run.names() == ["<module>", "f"]


class Thing:
    pass


def test_long_sources_and_many_events_are_handed_over_in_pieces(hook: str) -> None:
    """The page looks at a piece between two frames, however much came together."""
    chunk = Recorded(FIBONACCI, hook, interval=1e9).chunks[0]
    first, calls = chunk.first, len(chunk.function)
    sources = {f"file{n}.py": "x" * 200_000 for n in range(8)}
    events = [{"kind": "sql", "call": 0, "start_us": n, "duration_us": 1, "data": {}} for n in range(4_500)]
    chunk.sources, chunk.events = dict(sources), list(events)
    parts = list(chunk.parts())
    assert [len(part.sources) for part in parts] == [2, 2, 2, 2, 0, 0, 0]
    assert [len(part.events) for part in parts] == [0, 0, 0, 0, 2_000, 2_000, 500]
    # Calls stand behind their sources and before their events, and the pieces follow one another.
    assert [len(part.function) for part in parts] == [0, 0, 0, 0, calls, 0, 0]
    assert [part.first for part in parts] == [first] * 5 + [first + calls] * 2
    assert {file: text for part in parts for file, text in part.sources.items()} == sources
    assert [event for part in parts for event in part.events] == events


def test_many_values_are_handed_over_in_pieces_that_the_page_accepts(hook: str) -> None:
    source = """
    def f(texts):
        return None

    for n in range(300):
        f([f"{n} {m} " + "x" * 200 for m in range(45)])
    """
    run = Recorded(source, hook, interval=1e9)
    # As if all had come at once.
    values = [text for chunk in run.chunks for text in chunk.values]
    chunk = run.chunks[0]
    chunk.values, calls = list(values), len(chunk.function)
    assert sum(map(len, values)) > 3_000_000
    parts = list(chunk.parts())
    # The page accepts 4,000,000 (MAX_CHUNK_TEXT in runtime/limits.ts) and reads so much between two frames.
    assert all(len(part.text()) < 600_000 for part in parts)
    assert [text for part in parts for text in part.values] == values
    # Calls come with the last values, and no value before those inside it.
    assert [len(part.function) for part in parts] == [0] * (len(parts) - 1) + [calls]
    for number, value in enumerate(run.data["values"]):
        assert all(inner < number for inner in value.get("items", ()))


def test_what_is_handed_over_at_once_is_small_where_values_are_long(hook: str) -> None:
    source = """
    def f(n, texts):
        return None

    for n in range(3000):
        f(n, [f"{n} {m} " + "x" * 200 for m in range(20)])
    """
    run = Recorded(source, hook, interval=1e9, clock=Ticking())
    sizes = [sum(map(len, chunk.values)) for chunk in run.chunks]
    assert sum(sizes) > 10_000_000
    assert max(sizes[1:]) < 4_500_000


def test_a_source_that_nobody_could_read_is_left_out_with_a_remark(hook: str) -> None:
    run = Recorded("def f():\n    pass\n\nf()\n" + "#" * 2_000_001, hook)
    assert [file for chunk in run.chunks for file in chunk.sources] == []
    assert "the source of main.py left out: it is longer than 2,000,000 characters" in run.recorder.remarks()


def test_no_more_is_handed_over_at_once_than_the_page_can_look_at(hook: str) -> None:
    """Handing over takes long here, and the program is quick: without a bound each piece was larger than the last."""
    clock = Ticking()

    class Slow(Recorded):
        def took(self) -> None:
            clock.seconds += 0.5

    run = Slow("def f(n):\n    return n\n\nfor n in range(200_000):\n    f(n)\n", hook, clock=clock)
    amounts = [len(chunk.function) + len(chunk.values) for chunk in run.chunks]
    assert sum(amounts) > 300_000
    assert max(amounts) < 100_000


class Ticking:
    """A clock on which each look takes a microsecond."""

    seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 1e-6
        return self.seconds
