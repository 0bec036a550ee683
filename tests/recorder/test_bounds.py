"""How much a recording may take: values are all kept up to a limit and thinned beyond it, calls stay small."""

from __future__ import annotations

import gc
import sys
import time
from array import array
from typing import Any

import pytest

from calltrace import Chunk, Include, Recorder, Scope, budget

from .trees import Recorded

OFTEN = """
class Counter:
    def __init__(self):
        self.count = 0
        self.names = ["a", "b", "c", "d", "e", "f", "g", "h"]

    def step(self, by):
        self.count += by

counter = Counter()
for _ in range(6000):
    counter.step(1)
"""


def snapshots(recorded: Recorded, name: str) -> list[dict[str, Any]]:
    """Of each call of a function, its first argument."""
    values = recorded.data["values"]
    wanted = [i for i, found in enumerate(recorded.names()) if found == name]
    return [values[recorded.column("arguments")[i][0]] for i in wanted]


# Of the tests' clock, which goes on by 1 µs at each look, a snapshot takes 1 µs.
LIMITS = {
    "time": ("MIN_SECONDS", 0.002, "0.002 seconds and 3 times the program's own time"),
    "room": ("MAX_CHARACTERS", 200_000, "0.2 MB"),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_beyond_a_limit_first_and_some_last_calls_keep_their_values_and_the_trace_says_so(
    limit: str, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, most, words = LIMITS[limit]
    monkeypatch.setattr(budget, name, most)
    recorded = Recorded(OFTEN, hook)
    kept = ["fields" in value for value in snapshots(recorded, "Counter.step")]
    assert len(kept) == 6000
    assert all(kept[:500])
    assert any(kept[-100:])
    assert sum(kept) < 2000
    # Scalars are kept for every call, and of everything else the type.
    by = [arguments[1] for arguments in recorded.column("arguments") if arguments and len(arguments) == 2]
    assert {recorded.value(value) for value in by} == {"1"}
    assert {value["type"] for value in snapshots(recorded, "Counter.step")} == {"__main__.Counter"}
    assert recorded.recorder.remarks() == [
        f"values of {kept.count(False):,} calls left out (Counter.step): all would have taken more than "
        f"{words}; of each function, the first calls and every 64th keep theirs"
    ]


def test_below_the_limits_every_value_is_kept_however_often_a_function_is_called(hook: str) -> None:
    recorded = Recorded(OFTEN, hook)
    assert all("fields" in value for value in snapshots(recorded, "Counter.step"))
    assert recorded.recorder.remarks() == []


def test_a_program_that_takes_long_itself_may_have_more_values(
    hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MIN_SECONDS", 0.002)
    # The clock goes on by a second while the program works.
    work = "\nimport time\ndef work():\n    time.sleep(0)\n"
    seconds = [0.0]

    def clock() -> float:
        seconds[0] += 1e-6
        return seconds[0]

    def slept(_: float) -> None:
        seconds[0] += 1.0

    monkeypatch.setattr(time, "sleep", slept)
    recorded = Recorded(work + OFTEN.replace("step(1)", "step(1)\n    _ or work()"), hook, cost_clock=clock)
    assert all("fields" in value for value in snapshots(recorded, "Counter.step"))
    assert recorded.recorder.remarks() == []


def test_values_of_locals_and_results_are_thinned_too_and_are_compared_with_none(
    hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MIN_SECONDS", 0.0)
    source = """
    def f(n):
        items = [n]
        n = {n}
        return items

    for n in range(100):
        f(n)
    """
    recorded = Recorded(source, hook)
    after = [changed for name, changed in zip(recorded.names(), recorded.after(), strict=True) if name == "f"]
    assert after[5] == "n={5}, items=[5]"
    assert after[99] == "n=<set>, items=<list>"
    results = [
        result
        for name, result in zip(recorded.names(), recorded.column("result"), strict=True)
        if name == "f"
    ]
    assert recorded.value(results[5]) == "[5]"
    assert recorded.value(results[99]) == "<list>"
    (remark,) = recorded.recorder.remarks()
    left_out = [recorded.value(result) for result in results].count("<list>")
    assert remark.startswith(f"values of {left_out} calls left out (f): ")


def test_a_function_called_rarely_keeps_its_values_beside_one_that_is_called_often(
    hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MIN_SECONDS", 0.002)
    recorded = Recorded(OFTEN + "\ndef last(counter):\n    return counter\n\nlast(counter)\n", hook)
    assert "fields" in snapshots(recorded, "last")[0]


FIB = "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n\nfib(18)\n"


def test_a_call_takes_at_most_48_bytes_once_it_is_handed_over(hook: str) -> None:
    columns: list[array[Any]] = []

    def sink(chunk: Chunk) -> None:
        columns.extend(chunk.columns())

    scope = Scope(Include(), program=frozenset({"main.py"}))
    recorder = Recorder(scope, sink, hook=hook, read_source=lambda filename, names: "")
    code = compile(FIB, "main.py", "exec")
    recorder.start()
    exec(code, {"__name__": "__main__"})
    recorder.stop()
    calls = recorder.calls_recorded
    assert calls > 8000
    # Chunks come twice as late each time, each with thirteen columns; what an empty array takes is not a call's.
    taken = sum(sys.getsizeof(column) - sys.getsizeof(array(column.typecode)) for column in columns)
    assert taken / calls <= 48
    # Nothing else grows with the calls.
    journal = recorder.journal
    assert not (journal.began or journal.given or journal.returns or journal.ended or journal.after)


def test_calls_beyond_the_limit_cost_what_counting_costs(hook: str) -> None:
    code = compile(FIB, "main.py", "exec")

    def seconds(max_calls: int) -> float:
        scope = Scope(Include(), program=frozenset({"main.py"}))
        recorder = Recorder(
            scope, lambda chunk: None, hook=hook, max_calls=max_calls, read_source=lambda filename, names: ""
        )
        begun = time.process_time()
        recorder.start()
        exec(code, {"__name__": "__main__"})
        recorder.stop()
        assert recorder.calls_seen == 8362
        return time.process_time() - begun

    kept, counted = [min(seconds(most) for _ in range(5)) for most in (10_000, 10)]
    # A seventh to a quarter was measured; when counted calls still lay on the stack, they took longer than kept ones.
    assert counted < 0.6 * kept


def test_a_recorder_keeps_nothing_of_calls_that_are_handed_over(hook: str) -> None:
    def blocks(n: int) -> int:
        scope = Scope(Include(), program=frozenset({"main.py"}))
        recorder = Recorder(scope, lambda chunk: None, hook=hook, read_source=lambda filename, names: "")
        code = compile(FIB.replace("18", str(n)), "main.py", "exec")
        gc.collect()
        before = sys.getallocatedblocks()
        recorder.start()
        exec(code, {"__name__": "__main__"})
        recorder.stop()
        gc.collect()
        return sys.getallocatedblocks() - before

    blocks(10)
    few, many = blocks(10), blocks(19)
    # 13,352 calls more: not even a block for every tenth of them.
    assert many - few < 1300


@pytest.mark.skipif(sys.platform != "emscripten", reason="what CPython has memory for; takes seconds")
def test_a_million_calls_inside_pyodide() -> None:
    columns: list[array[Any]] = []
    recorder = Recorder(
        Scope(Include(), program=frozenset({"main.py"})),
        lambda chunk: columns.extend(chunk.columns()),
        read_source=lambda filename, names: "",
    )
    code = compile(FIB.replace("18", "29"), "main.py", "exec")
    recorder.start()
    exec(code, {"__name__": "__main__"})
    recorder.stop()
    assert (recorder.calls_recorded, recorder.calls_seen) == (1_000_000, 1_664_080)
    assert sum(len(column) for column in columns[0::13]) == 1_000_000
    assert sum(sys.getsizeof(column) for column in columns) < 50_000_000
    assert recorder.remark is None


def test_a_trace_says_that_the_hook_was_taken_away() -> None:
    recorded = Recorded("import sys\nsys.setprofile(None)\n", "profile")
    assert recorded.recorder.remarks() == [
        "calls are missing: the profile hook was taken away, by the program or at the recursion limit"
    ]


def test_endless_recursion_loses_no_call(hook: str) -> None:
    recorded = Recorded(
        """
        def deep(n):
            return deep(n + 1)

        def after(n):
            return n

        for n in range(3):
            try:
                deep(0)
            except RecursionError:
                print("caught")
            after(n)
        """,
        hook,
    )
    assert recorded.printed == "caught\n" * 3
    if hook == "profile":
        assert recorded.recorder.remarks() == [
            "calls are missing: at the recursion limit there was no room left for noting the deepest ones"
        ]
    assert recorded.names().count("after") == 3
    assert {recorded.column("parent")[i] for i, name in enumerate(recorded.names()) if name == "after"} == {0}
    outcomes = recorded.column("outcome")
    assert "unfinished" not in outcomes
    if hook == "monitoring":
        # So near the limit there was no room to look at it; it is known from callers that it passed.
        raised = [
            result
            for result, outcome in zip(recorded.column("result"), outcomes, strict=True)
            if outcome == "raised"
        ]
        assert {recorded.value(result)[:15] for result in raised} == {"RecursionError("}
