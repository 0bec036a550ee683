"""The functions of a run, or packages, or files: how often they were called, and how long they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from .trace import Trace


@dataclass
class Row:
    """`total_us`: from begin to end, what a call of the same row lies inside is not counted twice. `self_us`: without
    the recorded calls inside."""

    name: str
    calls: float = 0
    self_us: float = 0.0
    total_us: float = 0.0


KEYS: dict[str, Callable[[dict[str, str]], str]] = {
    "function": lambda function: f"{function['file']}:{function['qualname']}",
    "package": lambda function: (
        function["package"] or ("the program" if function["origin"] == "program" else "the standard library")
    ),
    "file": lambda function: function["file"],
}
SORTS: dict[str, Callable[[Row], tuple[float, str]]] = {
    "self": lambda row: (-row.self_us, row.name),
    "total": lambda row: (-row.total_us, row.name),
    "calls": lambda row: (-row.calls, row.name),
}


def rows(trace: Trace, by: str, sort: str) -> list[Row]:
    """`by` is a key of KEYS, `sort` one of SORTS."""
    names = [KEYS[by](function) for function in trace.functions]
    found: dict[str, Row] = {}
    own = trace.self_us()
    resumed = {step for step, _ in trace.data.get("resumes") or ()}
    around: Counter[str] = Counter()
    # Calls that begin, and (as negative numbers) those that end.
    waiting = list(reversed(trace.roots))
    while waiting:
        call = waiting.pop()
        if call < 0:
            around[names[trace.function[~call]]] -= 1
            continue
        name = names[trace.function[call]]
        row = found.setdefault(name, Row(name))
        if call not in resumed:
            row.calls += trace.calls_of(call)
        row.self_us += own[call]
        if not around[name]:
            row.total_us += trace.duration_us[call]
        if trace.has_children(call):
            around[name] += 1
            waiting.append(~call)
            waiting += reversed(list(trace.children(call)))
    return sorted(found.values(), key=SORTS[sort])
