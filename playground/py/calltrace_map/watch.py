"""
Notes which lines of the project's own code run in which context: while modules are imported, in a fixture, in a test.

By `sys.monitoring` where Python has it: events of lines are asked for in the project's own code objects alone, a line
answers once and is then silent until the context changes, so that loops cost nothing. Python 3.11 has only
`sys.settrace`, which is told of every line, and slower for it.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import CodeType, FrameType, FunctionType
from typing import Any

from .model import IMPORT

# What starts other processes: their lines are not seen.
_PROCESSES = (
    "subprocess.Popen", "os.posix_spawn", "os.fork", "os.forkpty", "os.exec", "os.system", "os.spawn",
    "os.startfile",
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC

Line = tuple[int, int]


class Seen:
    """
    What happened in one context. `lines`: pairs of a code object's id and a line; line 0: it began. (No event of a line
    tells of code that stands in the line of its `def` or `lambda`.)
    """

    __slots__ = ("lines", "opened", "started")

    def __init__(self) -> None:
        self.lines: set[Line] = set()
        self.opened: set[str] = set()
        self.started = False


class Watch:
    """`local` gives the path below the project's folder of a file that belongs to it; None for all others."""

    def __init__(self, local: Callable[[str], str | None]) -> None:
        self._local = local
        self.contexts: dict[str, Seen] = {}
        self.codes: dict[int, CodeType] = {}
        # Which file made which other file run as a module.
        self.loads: set[tuple[str, str]] = set()
        self._importing: list[FrameType] = []
        self._active = False
        self.context = IMPORT
        self._seen = self.contexts.setdefault(IMPORT, Seen())
        self._arm: Callable[[CodeType], None]
        self._again: Callable[[], None]
        self._end: Callable[[], None]

    def start(self) -> None:
        self._active = True
        if sys.version_info >= (3, 12):
            self._arm, self._again, self._end = _monitor(self._line)
        else:
            self._arm, self._again, self._end = _trace(self._line, self.codes)
        for each in gc.get_objects():
            if type(each) is FunctionType and self._local(each.__code__.co_filename):
                self._take(each.__code__)
        sys.addaudithook(self._audit)

    def stop(self) -> None:
        if self._active:
            self._active = False
            self._end()

    def switch(self, context: str) -> str:
        """What runs from now on belongs to this context; returns the one before."""
        before, self.context = self.context, context
        self._seen = self.contexts.setdefault(context, Seen())
        self._again()
        return before

    @contextmanager
    def within(self, context: str) -> Iterator[None]:
        before = self.switch(context)
        try:
            yield
        finally:
            self.switch(before)

    def _take(self, code: CodeType) -> None:
        """Watches a code object and all in it."""
        if id(code) in self.codes:
            return
        self.codes[id(code)] = code
        self._arm(code)
        for constant in code.co_consts:
            if type(constant) is CodeType:
                self._take(constant)

    def _line(self, code: CodeType, line: int, frame: FrameType) -> bool:
        """Notes a line; says whether it need not be told of again in this context."""
        if self._importing and self._imports(frame):
            self.contexts[IMPORT].lines.add((id(code), line))
            return self.context == IMPORT
        self._seen.lines.add((id(code), line))
        return True

    def _imports(self, frame: FrameType | None) -> bool:
        """Whether the frame runs below one that executes a module; those that have ended are forgotten."""
        callers = set()
        while frame is not None:
            callers.add(frame)
            frame = frame.f_back
        while self._importing and self._importing[-1] not in callers:
            self._importing.pop()
        return bool(self._importing)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._active:
            return
        if event == "exec":
            code = arguments[0]
            if type(code) is CodeType and code.co_name == "<module>":
                file = self._local(code.co_filename)
                if file:
                    self._loading(file, sys._getframe(1))
                    self._take(code)
        elif event == "open":
            path, mode, flags = arguments[:3]
            if type(path) is str and (
                not any(letter in mode for letter in "wax+") if type(mode) is str else not flags & _WRITES
            ):
                with suppress(OSError, ValueError):
                    file = self._local(path)
                    if file:
                        self._seen.opened.add(file)
        elif event in _PROCESSES:
            self._seen.started = True

    def _loading(self, file: str, frame: FrameType) -> None:
        self._importing.append(frame)
        caller: FrameType | None = frame
        while caller is not None:
            if id(caller.f_code) in self.codes:
                loader = self._local(caller.f_code.co_filename)
                if loader and loader != file:
                    self.loads.add((loader, file))
            caller = caller.f_back


Tell = Callable[[CodeType, int, FrameType], bool]
Tool = tuple[Callable[[CodeType], None], Callable[[], None], Callable[[], None]]

if sys.version_info >= (3, 12):

    def _monitor(tell: Tell) -> Tool:
        monitoring = sys.monitoring
        free = [tool for tool in (3, 4, 5, 1, 0, 2) if monitoring.get_tool(tool) is None]
        if not free:
            raise RuntimeError("all tools of sys.monitoring are in use")
        tool, events = free[0], monitoring.events
        monitoring.use_tool_id(tool, "calltrace map")
        wanted = events.LINE | events.PY_START
        armed: list[CodeType] = []
        silent: dict[int, CodeType] = {}
        disable, frame = monitoring.DISABLE, sys._getframe

        def line(code: CodeType, number: int) -> Any:
            if not tell(code, number, frame(1)):
                return None
            silent[id(code)] = code
            return disable

        def begins(code: CodeType, offset: int) -> Any:
            if not tell(code, 0, frame(1)):
                return None
            silent[id(code)] = code
            return disable

        monitoring.register_callback(tool, events.LINE, line)
        monitoring.register_callback(tool, events.PY_START, begins)

        def arm(code: CodeType) -> None:
            monitoring.set_local_events(tool, code, wanted)
            armed.append(code)

        def again() -> None:
            """As `restart_events`, but for our events alone: those of other tools stay silent."""
            for code in silent.values():
                monitoring.set_local_events(tool, code, 0)
                monitoring.set_local_events(tool, code, wanted)
            silent.clear()

        def end() -> None:
            for code in armed:
                monitoring.set_local_events(tool, code, 0)
            monitoring.free_tool_id(tool)

        return arm, again, end


def _trace(tell: Tell, codes: dict[int, CodeType]) -> Tool:
    before = sys.gettrace()

    def called(frame: FrameType, event: str, value: Any) -> Any:
        if id(frame.f_code) not in codes:
            return None
        tell(frame.f_code, 0, frame)
        return line

    def line(frame: FrameType, event: str, value: Any) -> Any:
        if event == "line":
            tell(frame.f_code, frame.f_lineno, frame)
        return line

    sys.settrace(called)
    threading.settrace(called)

    def again() -> None:
        if sys.gettrace() is not called:  # a test has set its own
            sys.settrace(called)

    def end() -> None:
        sys.settrace(before)
        threading.settrace(None)

    return lambda code: None, again, end
