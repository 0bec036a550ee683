"""
Puts calls into a trace that Python did not make: the parts of a test (setup, call, teardown, and each fixture), so that
what ran in them hangs under them. Knows nothing of pytest.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Span:
    """µs since the start of the recording, in the first thread. Of two spans one holds the other, or they are apart."""

    name: str
    start_us: float
    end_us: float
    raised: bool = False


def put_in(trace: dict[str, Any], spans: list[Span], thread: int) -> None:
    """Changes the trace: each span is a call, and the calls of this thread that had no caller hang under it."""
    calls = trace["calls"]
    starts: list[float] = calls["start_us"]
    order = sorted(spans, key=lambda span: (span.start_us, -span.end_us))
    before = [bisect_left(starts, span.start_us) for span in order]
    # The new number of each call, and of each span.
    moved: list[int] = []
    numbers: list[int] = []
    placed = 0
    for old in range(len(starts) + 1):
        while placed < len(order) and before[placed] <= old:
            numbers.append(old + placed)
            placed += 1
        moved.append(old + placed)
    _renumber(trace, moved)
    functions = trace["functions"]
    known: dict[str, int] = {}
    for span, number in zip(order, numbers, strict=True):
        if span.name not in known:
            known[span.name] = len(functions)
            functions.append(_function(span.name))
        columns = {
            "function": known[span.name], "parent": -1, "start_us": span.start_us,
            "duration_us": max(0.0, span.end_us - span.start_us), "call_line": None, "arguments": None,
            "result": None, "outcome": "raised" if span.raised else "returned", "after": None,
            "thread": thread, "count": 1,
        }  # fmt: skip
        for name, column in calls.items():
            column.insert(number, columns[name])
    _hang(calls, list(zip(order, numbers, strict=True)), thread)
    recording = trace["recording"]
    for name in ("calls_recorded", "calls_seen"):
        recording[name] += len(order)


def _renumber(trace: dict[str, Any], moved: list[int]) -> None:
    calls, recording = trace["calls"], trace["recording"]
    calls["parent"] = [parent if parent < 0 else moved[parent] for parent in calls["parent"]]
    trace["resumes"] = [[moved[call], moved[first]] for call, first in trace["resumes"]]
    trace["same"] = [[moved[call], one, other] for call, one, other in trace["same"]]
    for listed in (trace["events"], trace["output"]):
        for entry in listed:
            if entry["call"] >= 0:
                entry["call"] = moved[entry["call"]]
    error = recording.get("error")
    if error is not None and error.get("call") is not None:
        error["call"] = moved[error["call"]]


def _hang(calls: dict[str, Any], spans: list[tuple[Span, int]], thread: int) -> None:
    """Gives a caller to what has none and lies inside a span, the innermost one."""
    parents, starts, durations = calls["parent"], calls["start_us"], calls["duration_us"]
    threads = calls.get("thread")
    own = {number for _, number in spans}
    around: list[tuple[float, int]] = []
    ends = {number: span.end_us for span, number in spans}
    for call, start in enumerate(starts):
        if threads is not None and threads[call] != thread:
            continue
        while around and start > around[-1][0]:
            around.pop()
        if parents[call] < 0 and around and durations[call] is not None:
            end, number = around[-1]
            if start + durations[call] <= end + 0.005:
                parents[call] = number
        if call in own:
            around.append((ends[call], call))


def _function(name: str) -> dict[str, Any]:
    return {
        "name": name, "qualname": name, "module": "pytest", "file": "<pytest>", "line": 1, "origin": "library",
        "package": "pytest", "parameters": [], "kind": "function",
    }  # fmt: skip
