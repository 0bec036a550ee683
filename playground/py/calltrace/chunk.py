"""
What the recorder hands over now and then while a program runs: columns of numbers, and the rest as one JSON text. The
columns and their order are named here; playground/web/src/trace/chunk-columns.ts names them for the page, and a test
(tests/site/test_chunk_columns.py) compares the two.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._own import to_json

# The columns in the order in which they are handed over, by their names in Chunk: six about calls that began, four
# about calls that ended, three about variables that changed.
CHUNK_COLUMNS = (
    "function",
    "parent",
    "start_s",
    "call_line",
    "thread",
    "arguments",
    "ended_call",
    "ended_at_s",
    "outcome",
    "result",
    "after_call",
    "after_name",
    "after_value",
)

OUTCOMES = ("returned", "raised", "yielded", "unfinished", "closed")
RETURNED, RAISED, YIELDED, UNFINISHED, CLOSED = range(5)

# What a chunk holds of sources, of events and of values (characters of JSON); see Chunk.parts.
MAX_SOURCE_CHARACTERS = 500_000
MAX_CHUNK_EVENTS = 2_000
MAX_VALUE_CHARACTERS = 500_000


def _ints() -> array[int]:
    return array("i")


def _doubles() -> array[float]:
    return array("d")


def ints(values: tuple[int, ...]) -> array[int]:
    """
    A column of integers. `struct` packs it, which takes half as long as `array` takes for a list; the values are a
    tuple, because that is passed on as it is.
    """
    return array("i", Struct(f"{len(values)}i").pack(*values))


def doubles(values: tuple[float, ...]) -> array[float]:
    return array("d", Struct(f"{len(values)}d").pack(*values))


@dataclass(slots=True)
class Chunk:
    # The number of the first call in it.
    first: int
    # Of each call that began: the number of its function, the number of the call that made it (-1: none), when it began
    # (seconds since the start of the recording), and the line that made it (0: not known).
    function: array[int] = field(default_factory=_ints)
    parent: array[int] = field(default_factory=_ints)
    start_s: array[float] = field(default_factory=_doubles)
    call_line: array[int] = field(default_factory=_ints)
    # The number of its thread. Empty: all calls are of the first thread.
    thread: array[int] = field(default_factory=_ints)
    # As many numbers of values as the call's function has parameters, call after call; -1: not kept.
    arguments: array[int] = field(default_factory=_ints)
    # Of each call that ended: its number, when it ended (seconds), the place of its outcome in OUTCOMES, and the number
    # of the value that it gave (-1: not kept).
    ended_call: array[int] = field(default_factory=_ints)
    ended_at_s: array[float] = field(default_factory=_doubles)
    outcome: array[int] = field(default_factory=lambda: array("B"))
    result: array[int] = field(default_factory=_ints)
    # Of each variable that differs from the arguments at the end: its call, the place of its name in `after_names`, and
    # the number of its value.
    after_call: array[int] = field(default_factory=_ints)
    after_name: array[int] = field(default_factory=_ints)
    after_value: array[int] = field(default_factory=_ints)
    after_names: list[str] = field(default_factory=list)
    # Entries of the trace file's "functions", and of its "values" as JSON texts.
    functions: list[dict[str, Any]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    # A call, and two of its variables that are one object when it ends; "return" is what it returns.
    same: list[tuple[int, str, str]] = field(default_factory=list)
    resumes: list[tuple[int, int]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    # Parts of entries of the trace's "lines"; see lines/section.py.
    lines: list[dict[str, Any]] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    threads: list[str] = field(default_factory=list)
    output: list[dict[str, Any]] = field(default_factory=list)

    def columns(self) -> list[array[Any]]:
        """Those of CHUNK_COLUMNS, in that order."""
        return [getattr(self, name) for name in CHUNK_COLUMNS]

    def text(self) -> str:
        rest = to_json(
            {
                "first": self.first,
                "functions": self.functions,
                "names": self.after_names,
                "same": self.same,
                "resumes": self.resumes,
                "events": self.events,
                "sources": self.sources,
                "threads": self.threads,
                **({"lines": self.lines} if self.lines else {}),
            }
        )
        return f'{rest[:-1]},"values":[{",".join(self.values)}]}}'

    def parts(self) -> Iterator[Chunk]:
        """
        The same as several chunks, if it holds many sources, events or values: each is small enough for the page to
        read between two frames. Sources and values come before the calls, events after them; a value comes after those
        inside it. Output stays with this chunk.
        """
        calls = self.first + len(self.function)
        if sum(map(len, self.sources.values())) > MAX_SOURCE_CHARACTERS:
            size, group = 0, dict[str, str]()
            for file, text in self.sources.items():
                if group and size + len(text) > MAX_SOURCE_CHARACTERS:
                    yield Chunk(self.first, sources=group)
                    size, group = 0, {}
                group[file] = text
                size += len(text)
            yield Chunk(self.first, sources=group)
            self.sources = {}
        if sum(map(len, self.values)) > MAX_VALUE_CHARACTERS:
            size, first = 0, 0
            for number, text in enumerate(self.values):
                if number > first and size + len(text) > MAX_VALUE_CHARACTERS:
                    yield Chunk(self.first, values=self.values[first:number])
                    size, first = 0, number
                size += len(text)
            self.values = self.values[first:]
        events, self.events = self.events[MAX_CHUNK_EVENTS:], self.events[:MAX_CHUNK_EVENTS]
        yield self
        for at in range(0, len(events), MAX_CHUNK_EVENTS):
            yield Chunk(calls, events=events[at : at + MAX_CHUNK_EVENTS])

    def empty(self) -> bool:
        """Whether there is nothing here but perhaps output."""
        return not (
            self.function or self.ended_call or self.sources or self.threads or self.events or self.lines
        )
