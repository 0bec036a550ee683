"""
The name of a call that holds across runs: its path, which says by which functions it was come to.

    main.py/main/fib~3/fib#2

is, inside the module's body and `main`, the third `fib` down, and of the calls that this one made the second `fib`. A
step is a function's qualified name (without `<locals>` and angle brackets; a module's body by the name of its file);
`#2` says the second call of that name in the same caller, `~3` three steps of the same name on top of each other, each
the first one. What began in another thread than the first stands below `@1`, the thread's number. Two runs that call
the same functions in the same order give their calls the same paths; a call more of another function changes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .trace import Trace

_STEP = re.compile(r"(?P<name>.+?)(?:#(?P<nth>[0-9]+)|~(?P<times>[0-9]+))?\Z")


class NoSuchCall(ValueError):
    """Its text is a sentence that says what to do next."""


class Paths:
    """The paths of one trace. A caller's children are counted when the first of their paths is asked for."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._names = [_step(function) for function in trace.functions]
        self._counted: dict[int, dict[int, int]] = {}

    def of(self, call: int) -> str:
        steps: list[tuple[str, int]] = []
        thread = self._trace.thread(call)
        while call >= 0:
            parent = self._trace.parent[call]
            if parent not in self._counted:
                self._counted[parent] = {child: nth for child, _, nth in self._numbered(parent)}
            steps.append((self._name(call), self._counted[parent][call]))
            call = parent
        text = "/".join(_joined(reversed(steps)))
        return f"@{thread}/{text}" if thread else text

    def find(self, path: str) -> int:
        """The call of this path, or of this number. Raises NoSuchCall."""
        if path.isdecimal():
            if int(path) < self._trace.count:
                return int(path)
            raise NoSuchCall(
                f"there is no call {path}: the trace has {self._trace.count:,}, and the first is call 0"
            )
        thread, steps = _parsed(path)
        call, done = -1, 0
        for done, (name, nth) in enumerate(steps):
            for child, found, number in self._numbered(call, thread):
                if (found, number) == (name, nth):
                    call = child
                    break
            else:
                raise NoSuchCall(self._missing(path, call, thread, name, done))
        if call < 0:
            raise NoSuchCall("a path names at least one function, such as main/load")
        return call

    def _missing(self, path: str, call: int, thread: int, name: str, done: int) -> str:
        there = list(dict.fromkeys(found for _, found, _ in self._numbered(call, thread)))
        where = f"{self.of(call)} made" if call >= 0 else "at the top there are"
        if not there:
            return f"there is no call {path}: {where} no calls"
        listed = ", ".join(there[:5]) + (" …" if len(there) > 5 else "")
        if name in there:
            return f"there is no call {path}: {where} fewer calls of {name}"
        return f"there is no call {path}: {where} calls of {listed}; `calltrace calls NAME` lists a function's paths"

    def _name(self, call: int) -> str:
        return self._names[self._trace.function[call]]

    def _numbered(self, parent: int, thread: int | None = None) -> Iterator[tuple[int, str, int]]:
        """Children with their names and which of that name they are; at the top each thread counts for itself."""
        counts: dict[tuple[int, str], int] = {}
        for child in self._trace.children(parent):
            at = self._trace.thread(child) if parent < 0 else 0
            name = self._name(child)
            nth = counts[at, name] = counts.get((at, name), 0) + 1
            if parent >= 0 or thread is None or at == thread:
                yield child, name, nth


def _step(function: dict[str, str]) -> str:
    if function["kind"] == "module":
        return function["file"].replace("\\", "/").rpartition("/")[2] or function["module"]
    name = function["qualname"].replace("<locals>.", "").replace("<", "").replace(">", "")
    return name.replace("/", "|") or "?"


def _joined(steps: Iterable[tuple[str, int]]) -> Iterator[str]:
    """The steps as text; first calls of one name on top of each other are told once."""
    waiting, times = "", 0
    for name, nth in [*steps, ("", 0)]:
        if times and (name, nth) != (waiting, 1):
            yield waiting if times == 1 else f"{waiting}~{times}"
            times = 0
        if nth == 1:
            waiting, times = name, times + 1
        elif nth:
            yield f"{name}#{nth}"


def _parsed(path: str) -> tuple[int, list[tuple[str, int]]]:
    """The thread, and names with which of that name each is."""
    thread, steps = 0, []
    for place, part in enumerate(path.strip("/").split("/")):
        if place == 0 and part[:1] == "@" and part[1:].isdecimal():
            thread = int(part[1:])
            continue
        found = _STEP.match(part)
        if found is None:
            raise NoSuchCall(f"{path!r} is no path of a call, such as main/fib~3/fib#2")
        steps += [(found["name"], int(found["nth"] or 1))] * min(int(found["times"] or 1), 1_000_000)
    return thread, steps
