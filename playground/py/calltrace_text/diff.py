"""
What two runs differ in: the first event (a call begins, a call ends) that is not the same, and a summary of how often
functions were called. Times are not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from .lines import call_line, calls_of
from .paths import Paths
from .trace import Trace

# Snapshots are four levels deep (docs/trace-format.md).
_LEVELS = 8
_MAX_FUNCTIONS = 10
_UNORDERED = frozenset({"set", "frozenset"})


@dataclass(frozen=True, slots=True)
class _Event:
    """A call that begins or ends, and what is compared of it."""

    call: int
    ends: bool
    what: tuple[Any, ...]


def difference(a: Trace, b: Trace) -> list[str]:
    """The lines that say it; none where the runs are alike."""
    first = _first(a, b)
    if first is None:
        return []
    return [*first, *_summary(a, b)]


def _first(a: Trace, b: Trace) -> list[str] | None:
    known: dict[tuple[Any, ...], int] = {}
    threads = max((a.thread(call) for call in a.roots), default=0), max(map(b.thread, b.roots), default=0)
    for thread in range(max(threads) + 1):
        pairs = zip_longest(_events(a, thread, known), _events(b, thread, known))
        for one, other in pairs:
            if one is None or other is None or (one.ends, one.what) != (other.ends, other.what):
                return list(_sentences(a, b, one, other))
    return None


def _events(trace: Trace, thread: int, known: dict[tuple[Any, ...], int]) -> Iterator[_Event]:
    values: dict[int, int] = {}

    def identity(value: int | None) -> int:
        return -1 if value is None else _identity(trace, value, values, known, 0)

    waiting = [call for call in reversed(trace.roots) if trace.thread(call) == thread]
    while waiting:
        call = waiting.pop()
        if call < 0:
            end = trace.outcome[~call], identity(trace.result(~call))
            yield _Event(~call, True, end)
            continue
        function = trace.functions[trace.function[call]]
        given = tuple([(name, identity(value)) for name, value in trace.arguments(call)])
        yield _Event(call, False, (_file(trace, function), function["qualname"], given))
        waiting.append(~call)
        waiting += reversed(list(trace.children(call)))


def _identity(
    trace: Trace, value: int, values: dict[int, int], known: dict[tuple[Any, ...], int], level: int
) -> int:
    """One number for equal values, of either run, however their tables are ordered."""
    if value in values:
        return values[value]
    if level > _LEVELS:
        return -2
    found = trace.values[value]

    def inner(place: int) -> int:
        return _identity(trace, place, values, known, level + 1)

    items = [inner(place) for place in found.get("items") or ()]
    whole = not found.get("truncated")
    if found["type"] in _UNORDERED:
        # Python gives them in another order in each run; of one that was cut, other items are known.
        items = sorted(items) if whole else []
    unordered = found["type"] in _UNORDERED
    text = None if unordered or (whole and _tells_all(found)) else found["text"]
    key = (
        found["type"], text, found.get("length"), tuple(items),
        tuple([(inner(key), inner(item)) for key, item in found.get("entries") or ()]),
        tuple([(name, inner(item)) for name, item in (found.get("fields") or {}).items()]),
        repr(found.get("table")),
    )  # fmt: skip
    number = values[value] = known.setdefault(key, len(known))
    return number


def _tells_all(value: dict[str, Any]) -> bool:
    """Whether what lies inside says all that the text does, which may hold a set."""
    if value.get("items") or value.get("entries"):
        return True
    name = value["type"].rpartition(".")[2]
    return bool(value.get("fields")) and value["text"].startswith(f"{name}(")


def _sentences(a: Trace, b: Trace, one: _Event | None, other: _Event | None) -> Iterator[str]:
    """What is told of the first events that differ; None: that run is over."""
    place, trace = (one, a) if one is not None else (other, b)
    assert place is not None
    path = Paths(trace).of(place.call)
    if one and other and one.ends and other.ends:
        yield f"first difference: {path} ends otherwise"
    elif one and other and not one.ends and not other.ends:
        same = a.name(one.call) == b.name(other.call)
        what = (
            "is called with other arguments" if same else "stands where the other run calls another function"
        )
        yield f"first difference: {path} {what}"
    else:
        yield f"first difference: {path}, where one run makes a call that the other does not"
    yield f"  A: {_told(a, one)}"
    yield f"  B: {_told(b, other)}"


def _told(trace: Trace, event: _Event | None) -> str:
    if event is None:
        return "(the run is over)"
    line = call_line(trace, event.call)
    return f"{line}  (ends)" if event.ends else line


def _summary(a: Trace, b: Trace) -> Iterator[str]:
    yield f"A: {calls_of(a.count)}, {_ending(a)}; B: {calls_of(b.count)}, {_ending(b)}"
    before, after = _counts(a), _counts(b)
    changed = sorted(
        (name for name in before.keys() | after.keys() if before[name] != after[name]),
        key=lambda name: (-abs(before[name] - after[name]), name),
    )
    for name in changed[:_MAX_FUNCTIONS]:
        yield f"  {name}: {before[name]:,} → {after[name]:,} calls"
    if len(changed) > _MAX_FUNCTIONS:
        yield f"  … {len(changed) - _MAX_FUNCTIONS:,} more functions were called more or less often"
    if not changed:
        yield "  every function was called as often in both"


def _file(trace: Trace, function: dict[str, str]) -> str:
    """The main file may have another name in the other run."""
    return "" if function["file"] == trace.data["program"]["filename"] else function["file"]


def _counts(trace: Trace) -> Counter[str]:
    names = [
        f"{_file(trace, function)}:{function['qualname']}".removeprefix(":") for function in trace.functions
    ]
    return Counter(names[function] for function in trace.function)


def _ending(trace: Trace) -> str:
    error = trace.data["recording"].get("error")
    return f"ended by {error['type']}" if error else str(trace.data["recording"]["outcome"])
