"""
Which lines of the program run, and how many: by sys.monitoring where Python has it, else by settrace. A limit ends what
would run for ever.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

Line = tuple[str, int]

# Beyond that a test is not quick any more, and whoever waits for mutants waits for long.
MAX_LINES = 300_000


class TooManyLines(BaseException):
    """More lines ran than allowed. No `except Exception` of the program catches it."""


class Lines:
    """
    The lines that ran, as pairs of the code's file name and number; `count`: how many, repeated ones too. `path`: those
    of the first activation of one function, which is told by its file name and first line.
    """

    def __init__(self, limit: int, function: Line = ("", 0)) -> None:
        self.path: set[int] = set()
        self._function = function
        self._frame: FrameType | None = None
        self.seen: set[Line] = set()
        self.count = 0
        self.limit = limit

    def begin(self) -> None:
        """What ran until now does not count."""
        self.seen.clear()
        self.path.clear()
        self.count = 0
        self._frame = None

    def met(self, file: str, line: int, frame: FrameType) -> None:
        if self._frame is None and (file, frame.f_code.co_firstlineno) == self._function:
            self._frame = frame
        if self._frame is frame:
            self.path.add(line)
        self.seen.add((file, line))
        self.count += 1
        if self.count > self.limit:
            self.limit += 1_000  # what handles the exception has lines, too
            raise TooManyLines


@contextmanager
def watched(codes: list[CodeType], limit: int, function: Line = ("", 0)) -> Iterator[Lines]:
    """Watches the lines of these code objects while the block runs."""
    lines = Lines(limit, function)
    stop = _monitor(codes, lines) if hasattr(sys, "monitoring") else _trace(codes, lines)
    try:
        yield lines
    finally:
        stop()


if sys.version_info >= (3, 12):

    def _monitor(codes: list[CodeType], lines: Lines) -> Callable[[], None]:
        monitoring = sys.monitoring
        tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
        monitoring.use_tool_id(tool, "calltrace tests")
        events = monitoring.events

        def on_line(code: CodeType, line: int) -> None:
            lines.met(code.co_filename, line, sys._getframe(1))

        def on_jump(code: CodeType, start: int, end: int) -> None:
            if end < start:  # a loop within one line
                lines.count += 1
                if lines.count > lines.limit:
                    lines.limit += 1_000
                    raise TooManyLines

        monitoring.register_callback(tool, events.LINE, on_line)
        monitoring.register_callback(tool, events.JUMP, on_jump)
        for code in codes:
            monitoring.set_local_events(tool, code, events.LINE | events.JUMP)

        def stop() -> None:
            for code in codes:
                monitoring.set_local_events(tool, code, 0)
            monitoring.register_callback(tool, events.LINE, None)
            monitoring.register_callback(tool, events.JUMP, None)
            monitoring.free_tool_id(tool)

        return stop

else:

    def _monitor(codes: list[CodeType], lines: Lines) -> Callable[[], None]:
        raise NotImplementedError("this Python has no sys.monitoring")


def _trace(codes: list[CodeType], lines: Lines) -> Callable[[], None]:
    files = {code.co_filename for code in codes}
    before = sys.gettrace()

    def local(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            lines.met(frame.f_code.co_filename, frame.f_lineno, frame)
        return local

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        return local if frame.f_code.co_filename in files else None

    sys.settrace(trace)
    return lambda: sys.settrace(before)
