"""
Where the program is: its lines and call sites are watched, as it comes to them, so that all is handed over before
something that may take very long. A program that hangs in C says nothing more, and is stopped there.

A place that is passed rarely is watched for as long as the program runs. One that is passed often would cost too much:
it is no longer told of, and what happens there is handed over by elapsed time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .journal import RecorderForHooks

# Bound here, because a program may put something else in its place.
_getframe = sys._getframe

# A place is passed often if it has been passed so many times, and more often than once in this time.
MIN_OFTEN = 64
OFTEN_US = 10_000


class Places:
    """`now` gives the time of the run in µs."""

    def __init__(self, recorder: RecorderForHooks, now: Callable[[], float]) -> None:
        self._recorder, self._now = recorder, now
        # By the id of a code object and a line, or -1 less the offset of an instruction: how often, and since when.
        self._passed: dict[tuple[int, int], tuple[int, float]] = {}

    def line(self, code: CodeType, line: int) -> Any:
        return self._come_to(code, line, line)

    def call(self, code: CodeType, offset: int, function: Any, first: Any) -> Any:
        # The call of a function in Python is told of by itself, and here only counted.
        line = -1 if type(function) is FunctionType else _getframe(1).f_lineno
        return self._come_to(code, -1 - offset, line)

    def _come_to(self, code: CodeType, place: int, line: int) -> Any:
        try:
            now = self._now()
            times, since = self._passed.get((id(code), place), (0, now))
            if times >= MIN_OFTEN and (now - since) < times * OFTEN_US:
                return sys.monitoring.DISABLE  # type: ignore[attr-defined,unused-ignore]
            self._passed[id(code), place] = times + 1, since
            if line < 0:
                return None
            with self._recorder.lock:
                self._recorder.hand_over_before(first=times == 0, calls_c=place < 0)
                if self._recorder.place is not None:
                    self._recorder.place(code, line)
        except Exception:  # no room left on the stack, or the program took away what this needs
            pass
        return None
