"""Lines by `sys.monitoring` (Python 3.12 and newer): local events, so that all other code runs as fast as ever."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..signals import from_handler
from .activation import Activation
from .wanted import Watched

if sys.version_info >= (3, 12):
    _EVENTS = sys.monitoring.events
    _WATCHED = _EVENTS.PY_START
    _RECORDED = (
        _EVENTS.PY_START
        | _EVENTS.LINE
        | _EVENTS.JUMP
        | _EVENTS.PY_RETURN
        | _EVENTS.PY_YIELD
        | _EVENTS.PY_RESUME
    )

    class MonitoringLines:
        """
        `begin` gives what records the call whose first line begins, `step_call` the number of the call that runs,
        `ended` is told that a call has ended.
        """

        def __init__(
            self,
            begin: Callable[[Watched, FrameType], Activation | None],
            step_call: Callable[[], int],
            ended: Callable[[Watched], None],
            notes: list[str],
        ) -> None:
            self._begin, self._step_call, self._ended, self._notes = begin, step_call, ended, notes
            self._tool: int | None = None
            self._watched: dict[int, Watched] = {}
            self._line_of: dict[int, dict[int, int]] = {}

        def start(self) -> None:
            monitoring = sys.monitoring
            # Of several tools Python tells the one with the highest number first: calls come before their lines.
            free = [tool for tool in (2, 1, 0) if monitoring.get_tool(tool) is None]
            if not free:
                self._notes.append("no lines are recorded: all tools of sys.monitoring are in use")
                return
            self._tool = free[0]
            monitoring.use_tool_id(self._tool, "calltrace lines")
            for event, hook in (
                (_EVENTS.PY_START, self._started), (_EVENTS.LINE, self._line), (_EVENTS.JUMP, self._jump),
                (_EVENTS.PY_RESUME, self._resumed), (_EVENTS.PY_THROW, self._resumed),
                (_EVENTS.PY_YIELD, self._suspended), (_EVENTS.PY_RETURN, self._left), (_EVENTS.PY_UNWIND, self._left),
            ):  # fmt: skip
                monitoring.register_callback(self._tool, event, hook)

        def stop(self) -> None:
            if self._tool is None or sys.monitoring.get_tool(self._tool) != "calltrace lines":
                return
            monitoring = sys.monitoring
            monitoring.set_events(self._tool, 0)
            for watched in self._watched.values():
                monitoring.set_local_events(self._tool, watched.code, 0)
            for event in (
                _EVENTS.PY_START, _EVENTS.LINE, _EVENTS.JUMP, _EVENTS.PY_RESUME, _EVENTS.PY_THROW, _EVENTS.PY_YIELD,
                _EVENTS.PY_RETURN, _EVENTS.PY_UNWIND,
            ):  # fmt: skip
                monitoring.register_callback(self._tool, event, None)
            monitoring.free_tool_id(self._tool)
            self._tool = None

        def watch(self, watched: Watched) -> None:
            if self._tool is None:
                return
            self._watched[id(watched.code)] = watched
            if watched.wanted.call is not None or watched.wanted.nth == 1:
                self._await(watched)
            else:
                sys.monitoring.set_local_events(self._tool, watched.code, _WATCHED)

        def _await(self, watched: Watched) -> None:
            assert self._tool is not None
            sys.monitoring.set_local_events(self._tool, watched.code, _RECORDED)
            sys.monitoring.set_events(self._tool, _EVENTS.PY_UNWIND | _EVENTS.PY_THROW)

        def _started(self, code: CodeType, offset: int) -> Any:
            watched = self._watched.get(id(code))
            if watched is None or watched.activation is not None:
                return
            watched.begun += 1
            if watched.begun == watched.wanted.nth and watched.wanted.call is None:
                self._await(watched)

        def _line(self, code: CodeType, number: int) -> Any:
            watched = self._watched.get(id(code))
            if watched is None:
                return
            activation = watched.activation
            frame = sys._getframe(1)
            if activation is None:
                activation = self._begin(watched, frame)
                if activation is None:
                    return
                if len(self._watched) == 1:
                    self._register_quick(activation)
            elif frame is not activation.frame:
                return
            try:
                activation.line(number)
            except Exception as error:
                self._failed(activation, error)

        def _register_quick(self, activation: Activation) -> None:
            """Where one function alone is watched, nothing has to be looked up."""
            getframe, begin_line, failed, watched = (
                sys._getframe,
                activation.line,
                self._failed,
                self._watched,
            )

            def line(code: CodeType, number: int) -> Any:
                if getframe(1) is activation.frame:
                    try:
                        begin_line(number)
                    except Exception as error:
                        failed(activation, error)
                elif len(watched) > 1:
                    sys.monitoring.register_callback(self._tool or 0, _EVENTS.LINE, self._line)
                    self._line(code, number)

            sys.monitoring.register_callback(self._tool or 0, _EVENTS.LINE, line)

        def _failed(self, activation: Activation, error: Exception) -> None:
            if from_handler(error):
                raise error
            if not activation.missed:
                self._notes.append(f"lines are missing: {type(error).__name__} while one was noted")
            activation.missed += 1

        def _jump(self, code: CodeType, offset: int, target: int) -> Any:
            """A loop on one line goes on: Python tells of no new line."""
            watched = self._watched.get(id(code))
            if watched is None or target >= offset:
                return sys.monitoring.DISABLE
            lines = self._line_of.get(id(code))
            if lines is None:
                lines = self._line_of[id(code)] = {
                    at: line for start, end, line in code.co_lines() if line for at in range(start, end, 2)
                }
            line = lines.get(offset)
            if line is None or line != lines.get(target):
                return sys.monitoring.DISABLE
            activation = watched.activation
            if activation is not None and sys._getframe(1) is activation.frame:
                try:
                    activation.line(line)
                except Exception as error:
                    self._failed(activation, error)
            return None

        def _resumed(self, code: CodeType, offset: int, error: Any = None) -> Any:
            watched = self._watched.get(id(code))
            activation = None if watched is None else watched.activation
            if activation is None or activation.ended or activation.frame is not None:
                return
            frame = sys._getframe(1)
            if id(frame) == activation.frame_id:
                activation.begin_step(frame, self._step_call())

        def _suspended(self, code: CodeType, offset: int, value: Any) -> Any:
            activation = self._ends(code, sys._getframe(1))
            if activation is not None:
                activation.end_step()

        def _left(self, code: CodeType, offset: int, value: Any) -> Any:
            activation = self._ends(code, sys._getframe(1))
            if activation is None:
                return
            activation.end_step()
            activation.ended = True
            watched = self._watched[id(code)]
            sys.monitoring.set_local_events(self._tool or 0, code, 0)
            if all(
                other.activation is not None and other.activation.ended for other in self._watched.values()
            ):
                sys.monitoring.set_events(self._tool or 0, 0)
            self._ended(watched)

        def _ends(self, code: CodeType, frame: FrameType) -> Activation | None:
            watched = self._watched.get(id(code))
            activation = None if watched is None else watched.activation
            return activation if activation is not None and activation.frame is frame else None
