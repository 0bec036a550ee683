"""Lines by `sys.settrace`, where Python has no `sys.monitoring` (3.11): of the wanted call's frame alone."""

from __future__ import annotations

import dis
import inspect
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..functions import begins
from ..signals import from_handler
from .activation import Activation
from .wanted import Watched

_STEPS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class TracingLines:
    """As MonitoringLines."""

    def __init__(
        self,
        begin: Callable[[Watched, FrameType], Activation | None],
        step_call: Callable[[], int],
        ended: Callable[[Watched], None],
        notes: list[str],
    ) -> None:
        self._begin, self._step_call, self._ended, self._notes = begin, step_call, ended, notes
        self._watched: dict[int, Watched] = {}
        self._running = False

    def start(self) -> None:
        if sys.gettrace() is not None:
            self._notes.append("no lines are recorded: another tool uses sys.settrace")
            return
        self._running = True
        threading.settrace(self._trace)
        sys.settrace(self._trace)

    def stop(self) -> None:
        if self._running and sys.gettrace() == self._trace:
            sys.settrace(None)
            threading.settrace(None)
        self._running = False

    def watch(self, watched: Watched) -> None:
        """The profile hook, which tells of a function's first call, is called after the trace function."""
        self._watched[id(watched.code)] = watched
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code is not watched.code:
            frame = frame.f_back
        if frame is not None and self._running and self._wants(watched):
            frame.f_trace = self._tracer(watched)

    def _wants(self, watched: Watched) -> bool:
        return watched.wanted.call is not None or watched.begun == watched.wanted.nth

    def _trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        watched = self._watched.get(id(frame.f_code))
        if watched is None:
            return None
        activation = watched.activation
        code = frame.f_code
        if code.co_flags & _STEPS and not begins(code, frame.f_lasti):
            if activation is None or activation.ended or id(frame) != activation.frame_id:
                return None
            return self._tracer(watched)
        if activation is not None:
            return None
        watched.begun += 1
        return self._tracer(watched) if self._wants(watched) else None

    def _tracer(self, watched: Watched) -> Callable[[FrameType, str, Any], Any]:
        def trace(frame: FrameType, event: str, argument: Any) -> Any:
            activation = watched.activation
            try:
                if activation is not None and activation.frame is None and id(frame) == activation.frame_id:
                    activation.begin_step(frame, self._step_call())
                if event == "line":
                    if activation is None:
                        activation = self._begin(watched, frame)
                        if activation is None:
                            return None
                    if frame is activation.frame:
                        activation.line(frame.f_lineno)
                elif event == "return" and activation is not None and frame is activation.frame:
                    activation.end_step()
                    if not frame.f_code.co_flags & _STEPS or _is_over(frame):
                        activation.ended = True
                        self._ended(watched)
            except Exception as error:
                if from_handler(error):
                    raise
                if activation is not None:
                    if not activation.missed:
                        self._notes.append(f"lines are missing: {type(error).__name__} while one was noted")
                    activation.missed += 1
            return trace

        return trace


def _is_over(frame: FrameType) -> bool:
    """Whether a generator's or a coroutine's frame that "returns" does not yield."""
    code = frame.f_code.co_code
    return code[frame.f_lasti] != _YIELD


_YIELD = dis.opmap["YIELD_VALUE"]
