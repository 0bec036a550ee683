"""
A trace as calls that know each other: who made whom, how many lie inside, how long each took. It reads the columns of
a trace file (docs/trace-format.md) and leaves to others what is said of them.
"""

from __future__ import annotations

import ast
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Types whose text is a literal that Python reads again.
_LITERALS = frozenset({"int", "float", "bool", "NoneType", "str", "bytes", "complex"})
# Of a value that was not kept nothing is known.
NOT_KEPT = "?"


@dataclass(frozen=True, slots=True)
class Call:
    """
    One recorded call, or one step of a generator or coroutine.

    `number`: its place in the trace, in the order in which calls began. `path`: its name, which is the same in two runs
    that call the same functions (see `paths.py`). `name`: the function's qualified name. `arguments` as they were when
    the call began, and `result` (what it returned or yielded, or the exception that left it): numbers, texts, True,
    False and None as themselves where the trace holds them whole, anything else as the text that the page shows, and
    "?" for what was not kept. `outcome`: "returned", "raised", "yielded", "closed" or "unfinished". `start_us` and
    `duration_us` (µs): since the start of the recording; a call that had not ended lasts until the recording's end.
    `self_us`: without the time of the recorded calls inside. `parent`: the number of the call that made it; None: none
    that was recorded.
    """

    number: int
    path: str
    name: str
    file: str
    line: int
    arguments: dict[str, Any]
    result: Any
    outcome: str
    start_us: float
    duration_us: float
    self_us: float
    parent: int | None
    thread: str


class Trace:
    """`data` is the checked content of a trace file. `count` is how many calls it holds."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        calls = data["calls"]
        self.functions: list[dict[str, Any]] = data["functions"]
        self.values: list[dict[str, Any]] = data["values"]
        self.function: list[int] = calls["function"]
        self.parent: list[int] = calls["parent"]
        self.outcome: list[str] = calls["outcome"]
        self._arguments: list[list[int | None] | None] = calls["arguments"]
        self._results: list[int | None] = calls["result"]
        self._threads: list[int] | None = calls.get("thread")
        self._counts: list[float] | None = calls.get("count")
        self.count = len(self.function)
        end = data["recording"]["duration_us"]
        starts = self.start_us = calls["start_us"]
        self.duration_us: list[float] = [
            max(0.0, end - start) if took is None else took
            for start, took in zip(starts, calls["duration_us"], strict=True)
        ]
        self.roots: list[int] = []
        self._first, self._next = self._linked()
        self.inside = self._sizes()

    def _linked(self) -> tuple[array[int], array[int]]:
        """The first child and the next sibling of each call; -1: none."""
        first, following = array("i", [-1]) * self.count, array("i", [-1]) * self.count
        last = array("i", [-1]) * self.count
        for call, parent in enumerate(self.parent):
            if parent < 0:
                self.roots.append(call)
            elif last[parent] < 0:
                first[parent] = last[parent] = call
            else:
                following[last[parent]] = last[parent] = call
        return first, following

    def _sizes(self) -> list[int]:
        """How many calls an entry stands for, with those inside."""
        sizes = [1] * self.count if self._counts is None else [round(count) for count in self._counts]
        for call in range(self.count - 1, -1, -1):
            parent = self.parent[call]
            if parent >= 0:
                sizes[parent] += sizes[call]
        return sizes

    # --- who made whom

    def children(self, call: int) -> Iterator[int]:
        """The calls that this one made, in their order; of -1 those that no recorded call made."""
        if call < 0:
            yield from self.roots
            return
        child = self._first[call]
        while child >= 0:
            yield child
            child = self._next[child]

    def has_children(self, call: int) -> bool:
        return self._first[call] >= 0

    def self_us(self) -> list[float]:
        """µs of each call without those of the calls inside."""
        own = list(self.duration_us)
        for call, parent in enumerate(self.parent):
            if parent >= 0:
                own[parent] -= self.duration_us[call]
        return [max(0.0, each) for each in own]

    def calls_of(self, call: int) -> float:
        """How many calls this entry stands for: 1, but in the trace of a profile."""
        return 1 if self._counts is None else self._counts[call]

    @property
    def adds_up(self) -> bool:
        """Whether it was made of a profile: an entry may stand for many calls, of which no values are known."""
        return self._counts is not None

    def thread(self, call: int) -> int:
        return 0 if self._threads is None else self._threads[call]

    # --- what they were given, and gave

    def name(self, call: int) -> str:
        return str(self.functions[self.function[call]]["qualname"])

    def arguments(self, call: int) -> list[tuple[str, int | None]]:
        """Names with places among the values; None: not kept."""
        names = self.functions[self.function[call]]["parameters"]
        return list(zip(names, self._arguments[call] or [None] * len(names), strict=True))

    def result(self, call: int) -> int | None:
        return self._results[call]

    def text(self, value: int | None) -> str:
        return NOT_KEPT if value is None else str(self.values[value]["text"])

    def plain(self, value: int | None) -> Any:
        """A value as itself where it is a whole literal, else as text (see Call)."""
        text = self.text(value)
        if (
            value is None
            or self.values[value]["type"] not in _LITERALS
            or self.values[value].get("truncated")
        ):
            return text
        try:
            return float(text) if self.values[value]["type"] == "float" else ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return text

    def identities(self) -> list[int]:
        """
        One number per call; calls of equal numbers are alike: the same function, arguments, result, outcome, and the
        same of all calls inside.
        """
        known: dict[tuple[Any, ...], int] = {}
        inside: list[list[int] | None] = [None] * self.count
        found = [0] * self.count
        for call in range(self.count - 1, -1, -1):
            below = inside[call]
            inside[call] = None
            given = self._arguments[call]
            key = (
                self.function[call],
                None if given is None else tuple(given),
                self._results[call],
                self.outcome[call],
                None if below is None else tuple(below),
            )
            found[call] = identity = known.setdefault(key, len(known))
            parent = self.parent[call]
            if parent >= 0:
                around = inside[parent]
                if around is None:
                    inside[parent] = [identity]
                else:
                    around.append(identity)
        return found

    def failing(self) -> set[int]:
        """The call in which the exception that ended the program was raised, and those around it."""
        error = self.data["recording"].get("error")
        call = -1 if not error or error.get("call") is None else error["call"]
        found: set[int] = set()
        while call >= 0:
            found.add(call)
            call = self.parent[call]
        return found
