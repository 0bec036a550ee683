"""
What the recorder hands over now and then while a program runs: columns, and the rest as one text. What stands in which
column is said in playground/web/src/runtime/messages.ts too.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._own import to_json

OUTCOMES = ("returned", "raised", "yielded", "unfinished")
RETURNED, RAISED, YIELDED, UNFINISHED = range(4)


# Characters of sources, and number of events, that are handed over at once; see Chunk.parts.
MAX_SOURCE_CHARACTERS = 500_000
MAX_CHUNK_EVENTS = 2_000


def _ints() -> array[int]:
    return array("i")


def _doubles() -> array[float]:
    return array("d")


def ints(values: tuple[int, ...]) -> array[int]:
    """
    A column. By way of `struct`, which takes half as long as `array` does for a list; of a tuple, because that is
    handed on as it is.
    """
    return array("i", Struct(f"{len(values)}i").pack(*values))


def doubles(values: tuple[float, ...]) -> array[float]:
    return array("d", Struct(f"{len(values)}d").pack(*values))


@dataclass(slots=True)
class Chunk:
    first: int
    function: array[int] = field(default_factory=_ints)
    parent: array[int] = field(default_factory=_ints)
    # Seconds since the start of the recording, as what ended has them too.
    start: array[float] = field(default_factory=_doubles)
    # 0: not known.
    call_line: array[int] = field(default_factory=_ints)
    # Empty: all calls are of the first thread.
    thread: array[int] = field(default_factory=_ints)
    # As many numbers of values as the call's function has parameters, call after call; -1: not kept.
    arguments: array[int] = field(default_factory=_ints)
    ended_call: array[int] = field(default_factory=_ints)
    ended_at: array[float] = field(default_factory=_doubles)
    outcome: array[int] = field(default_factory=lambda: array("B"))
    result: array[int] = field(default_factory=_ints)
    functions: list[dict[str, Any]] = field(default_factory=list)
    # Each a JSON text.
    values: list[str] = field(default_factory=list)
    # Variables that differ from the arguments at the end: call, place of the name in `after_names`, value.
    after_call: array[int] = field(default_factory=_ints)
    after_name: array[int] = field(default_factory=_ints)
    after_value: array[int] = field(default_factory=_ints)
    after_names: list[str] = field(default_factory=list)
    # Call, and two of its variables that are one object when it ends; "return" is what it returns.
    same: list[tuple[int, str, str]] = field(default_factory=list)
    resumes: list[tuple[int, int]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    threads: list[str] = field(default_factory=list)
    output: list[dict[str, Any]] = field(default_factory=list)

    def columns(self) -> list[array[Any]]:
        return [
            self.function, self.parent, self.start, self.call_line, self.thread, self.arguments,
            self.ended_call, self.ended_at, self.outcome, self.result,
            self.after_call, self.after_name, self.after_value,
        ]  # fmt: skip

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
            }
        )
        return f'{rest[:-1]},"values":[{",".join(self.values)}]}}'

    def parts(self) -> Iterator[Chunk]:
        """
        The same in several chunks where it holds many sources or events, each no larger than one can look at in a
        moment: sources before the calls, events after them. Output stays with this chunk.
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
        events, self.events = self.events[MAX_CHUNK_EVENTS:], self.events[:MAX_CHUNK_EVENTS]
        yield self
        for at in range(0, len(events), MAX_CHUNK_EVENTS):
            yield Chunk(calls, events=events[at : at + MAX_CHUNK_EVENTS])

    def empty(self) -> bool:
        """Whether there is nothing here but perhaps output."""
        return not (self.function or self.ended_call or self.sources or self.threads or self.events)
