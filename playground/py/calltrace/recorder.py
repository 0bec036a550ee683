"""
The recorder: notes the beginning and the end of every call that the scope lets in and hands them over in chunks.

Two thin hooks (hooks.py) feed it. What happens per call is in `thread_hooks`: two flat lists grow by five and four
entries a call, and everything else (numbers of values, lines, durations, columns) waits for `flush`, where it runs
over whole columns in C. Scalars are kept by reference until then, everything else is frozen at once (snapshot.py).
"""

from __future__ import annotations

import linecache
import sys
import time
from array import array
from collections.abc import Callable
from itertools import chain
from types import CodeType, FrameType
from typing import Any

from . import functions
from .chunk import RAISED, RETURNED, YIELDED, Chunk
from .hooks import Hook, choose_hook
from .scope import Scope
from .snapshot import REDACTED, Frozen, freeze, is_secret
from .values import Values

Clock = Callable[[], int]

# Columns of the two flat lists.
BEGAN = 5  # function, parent, time, offset of the caller's instruction, arguments
ENDED = 4  # call, time, outcome, result

_NO_DUE = 1 << 62


class _Root:
    """Stands below the first call of a thread: the caller that is not recorded."""

    f_lasti = -1
    f_code = None


class _Lines(dict[tuple[int, int], int]):
    """Line by (function, offset of an instruction)."""

    def __init__(self, codes: list[CodeType]) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, key: tuple[int, int]) -> int:
        function, offset = key
        if offset < 0:
            return 0
        for known, line in functions.lines(self._codes[function]).items():
            self[function, known] = line
        return self.setdefault(key, 0)


class Recorder:
    """
    Records the calls of what runs between `start` and `stop`.

    `sink` gets every chunk. `clock` counts nanoseconds; times in the trace are µs since `start`, less what the
    recorder itself needed to hand over. `interval_ns` is the longest time between two chunks while calls happen.
    """

    def __init__(
        self,
        scope: Scope,
        sink: Callable[[Chunk], None],
        *,
        hook: str | None = None,
        clock: Clock = time.perf_counter_ns,
        max_calls: int = 1_000_000,
        interval_ns: int = 50_000_000,
    ) -> None:
        self.scope = scope
        self.max_calls = max_calls
        self.clock = clock
        self.hook: Hook = choose_hook(hook)
        # How the text of a file is found; the fixtures put their own in.
        self.read_source: Callable[[str, dict[str, Any]], str] = _read_source
        self._sink = sink
        self._interval = interval_ns
        self._began: list[Any] = []
        self._ended: list[Any] = []
        self._resumes: list[tuple[int, int]] = []
        self._output: list[dict[str, Any]] = []
        self._after: list[tuple[int, tuple[str, ...], tuple[Frozen, ...]]] = []
        self._values = Values()
        # What every call needs later: its function (for lines of its children) and its beginning (for its duration).
        self._function_of: array[int] = array("i")
        self._start_of: array[float] = array("d")
        self._codes: list[CodeType] = []
        self._parameters: list[int] = []
        self._numbers: dict[tuple[str, str, CodeType], int] = {}
        self._new_functions: list[dict[str, Any]] = []
        self._new_sources: dict[str, str] = {}
        self._known_files: set[str] = set()
        self._lines = _Lines(self._codes)
        self._new_threads: list[str] = []
        self._base = 0
        self._started = 0
        self._flushing = False
        self._flush_again: list[Callable[[], None]] = []
        self.calls_recorded = 0
        self.duration_us = 0.0
        # Set by the hooks: the earliest time of the next flush at an event.
        self.due = _NO_DUE
        self._stack: list[Any] = []
        # The call in which the exception that unwound last was raised.
        self.raised_in: int | None = None

    # --- life -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._new_threads.append("MainThread")
        self._started = self._base = self.clock()
        self.due = self._base
        self.hook.start(self)

    def stop(self) -> None:
        """Takes the hook away and hands over the rest."""
        self.hook.stop()
        self.duration_us = (self.clock() - self._base) / 1000
        self.due = _NO_DUE
        self.flush()

    # --- asked by the hooks, once per code object ---------------------------------------------------------------

    def admit(self, code: CodeType, frame: FrameType) -> int:
        """The number of a code object's function; -1: it is left out."""
        source = self.scope.source(code, frame.f_globals)
        if not self.scope.lets_in(source, module_body=functions.is_module(code)):
            return -1
        key = (code.co_filename, source.module, code)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._codes)
            self._codes.append(code)
            self._parameters.append(len(functions.parameters(code)))
            self._new_functions.append(functions.describe(code, source))
            self._read_source(source.file, code.co_filename, frame)
        return number

    def _read_source(self, file: str, filename: str, frame: FrameType) -> None:
        if file in self._known_files:
            return
        self._known_files.add(file)
        try:
            text = self.read_source(filename, frame.f_globals)
        except Exception:
            return
        if text:
            self._new_sources[file] = text

    # --- the program's output -----------------------------------------------------------------------------------

    def write(self, stream: str, text: str) -> None:
        """Keeps a piece of output at the call that is running."""
        at = (self.clock() - self._base) / 1000
        call = self._stack[-1][1] if self._stack else -1
        last = self._output[-1] if self._output else None
        if last is not None and last["call"] == call and last["stream"] == stream:
            last["text"] += text
        else:
            self._output.append({"stream": stream, "call": call, "at_us": at, "text": text})

    # --- handing over -------------------------------------------------------------------------------------------

    def flush(self, then: Callable[[], None] | None = None) -> None:
        """
        Hands over everything so far. May be called at any moment, also by a signal that lands inside the hook or
        inside another flush: then the outer one does it, and calls `then` when it is done.
        """
        if self._flushing:
            if then is not None:
                self._flush_again.append(then)
            return
        self._flushing = True
        begun = self.clock()
        try:
            chunk = self._take()
            if chunk is not None:
                self._sink(chunk)
        finally:
            self._flushing = False
            now = self.clock()
            # What handing over took is none of the program's time.
            self._base += now - begun
            if self.due != _NO_DUE:
                # Soon at first, so that a short program that dies leaves its calls; then ever more rarely.
                self.due = now + min(self._interval, now - self._started)
        if then is not None:
            then()
        while self._flush_again:
            waiting = self._flush_again.pop()
            self.flush(waiting)

    def _take(self) -> Chunk | None:
        began, ended = self._began, self._ended
        # One statement each: a signal or another thread may add entries in between, but only whole ones.
        starts = began[:]
        del began[: len(starts)]
        ends = ended[:]
        del ended[: len(ends)]
        first = len(self._function_of)
        chunk = Chunk(first)
        numbers = starts[0::BEGAN]
        base = self._base
        self._function_of.extend(numbers)
        chunk.function = array("i", numbers)
        parents = starts[1::BEGAN]
        chunk.parent = array("i", parents)
        chunk.start_us = array("d", [(at - base) / 1000 for at in starts[2::BEGAN]])
        self._start_of.extend(chunk.start_us)
        functions_of_parents = map(self._function_of.__getitem__, parents)
        chunk.call_line = array("i", map(self._lines.__getitem__, zip(functions_of_parents, starts[3::BEGAN], strict=True)))
        chunk.arguments = array("i", self._values.numbers(list(chain.from_iterable(starts[4::BEGAN]))))
        calls = ends[0::ENDED]
        chunk.ended_call = array("i", calls)
        began_at = map(self._start_of.__getitem__, calls)
        chunk.duration_us = array("d", [(at - base) / 1000 - start for at, start in zip(ends[1::ENDED], began_at, strict=True)])
        chunk.outcome = array("B", ends[2::ENDED])
        chunk.result = array("i", self._values.numbers(ends[3::ENDED]))
        chunk.after = [
            (call, [(name, self._values.number(value)) for name, value in zip(names, values, strict=True)])
            for call, names, values in self._drain(self._after)
        ]
        chunk.resumes = self._drain(self._resumes)
        chunk.functions = self._drain(self._new_functions)
        chunk.values = self._drain(self._values.new)
        chunk.threads = self._drain(self._new_threads)
        chunk.output = self._drain(self._output)
        chunk.sources, self._new_sources = self._new_sources, {}
        self.calls_recorded = len(self._function_of)
        return None if chunk.empty() and not chunk.output else chunk

    @staticmethod
    def _drain(items: list[Any]) -> list[Any]:
        taken = items[:]
        del items[: len(taken)]
        return taken

    @property
    def calls_seen(self) -> int:
        return self.calls_recorded

    # --- the hot path -------------------------------------------------------------------------------------------

    def thread_hooks(self, depth: int, left_out: Any) -> dict[str, Callable[..., Any]]:
        """
        The functions that a hook calls in one thread: started, resumed, thrown, returned, yielded, unwound, each with
        (code, offset[, value]). `depth` is how many frames above them the program's frame is; `left_out` is what
        `started` returns for code that is left out.
        """
        known: dict[int, int] = {}
        parameters = self._parameters
        begin = self._began.extend
        end = self._ended.extend
        clock = self.clock
        getframe = sys._getframe
        stack: list[Any] = [(_Root, -1)]
        push, pop = stack.append, stack.pop
        number = 0
        recorder = self
        steps: dict[int, int] = {}
        self._stack = stack
        keep = _keep

        def started(code: CodeType, offset: int) -> Any:
            nonlocal number
            frame = getframe(depth)
            try:
                function = known[id(code)]
            except KeyError:
                try:
                    function = recorder.admit(code, frame)
                except Exception:
                    return left_out
                if function < 0:
                    return left_out
                known[id(code)] = function
                recorder.hook.watch(code)
            count = parameters[function]
            arguments: Any = ()
            if count:
                try:
                    arguments = keep(frame, code, count)
                except Exception:
                    arguments = (None,) * count
            caller, parent = stack[-1]
            if functions.runs_in_steps(code):
                steps[id(frame)] = number
            at = clock()
            begin((function, parent, at, caller.f_lasti, arguments))
            push((frame, number))
            number += 1
            if at >= recorder.due:
                recorder.flush()
            return None

        def resumed(code: CodeType, offset: int, value: Any = None) -> Any:
            nonlocal number
            function = known.get(id(code), -1)
            if function < 0:
                return left_out
            frame = getframe(depth)
            count = parameters[function]
            arguments = keep(frame, code, count) if count else ()
            caller, parent = stack[-1]
            first = steps.get(id(frame))
            if first is None:
                steps[id(frame)] = number
            else:
                recorder._resumes.append((number, first))
            begin((function, parent, clock(), caller.f_lasti, arguments))
            push((frame, number))
            number += 1
            return None

        def thrown(code: CodeType, offset: int, error: Any) -> Any:
            if id(code) in known:
                resumed(code, offset)

        def returned(code: CodeType, offset: int, value: Any) -> Any:
            at = clock()
            frame, call = pop()
            kind = type(value)
            if not (value is None or kind is int or kind is str or kind is float or kind is bool):
                value = freeze(value)
            end((call, at, RETURNED, value))
            steps.pop(id(frame), None)

        def yielded(code: CodeType, offset: int, value: Any) -> Any:
            at = clock()
            frame, call = pop()
            end((call, at, YIELDED, freeze(value)))

        def unwound(code: CodeType, offset: int, error: Any) -> Any:
            if id(code) not in known:
                return
            at = clock()
            frame, call = pop()
            end((call, at, RAISED, freeze(error)))
            steps.pop(id(frame), None)
            recorder.raised_in = call

        return {
            "started": started, "resumed": resumed, "thrown": thrown,
            "returned": returned, "yielded": yielded, "unwound": unwound,
        }  # fmt: skip


def _keep(frame: FrameType, code: CodeType, count: int) -> tuple[Frozen, ...]:
    found = frame.f_locals
    return tuple(
        REDACTED if is_secret(name) else freeze(found[name]) if name in found else None
        for name in functions.parameters(code)
    )


def _read_source(filename: str, names: dict[str, Any]) -> str:
    return "".join(linecache.getlines(filename, names))
