"""
What hooks do in a thread while recording is suppressed: while a library is being imported, and when there are as many
calls as may be kept. Calls of library code are then only counted, if at all; the thread's stack stays whole. Leaves the
recording itself to calls.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frames import CodeInfo, Skipped, StackLevel, ThreadHooks
from .journal import RecorderForHooks

_Hooks = tuple[Callable[..., Any], ...]


class Suppression:
    """
    One thread's. `depth` is how many reasons there are now to suppress recording. `active` are the functions that
    record; `changed` is told when the hook has to call others. `frame_depth` is how many frames above a hook function
    the program's frame is.
    """

    def __init__(
        self,
        recorder: RecorderForHooks,
        hooks: ThreadHooks,
        changed: Callable[[ThreadHooks], None],
        known: dict[int, CodeInfo],
        active: _Hooks,
        frame_depth: int,
    ) -> None:
        self.depth = 0
        # Code that is let in but has only run while recording was suppressed.
        self.unrecorded: dict[int, CodeType] = {}
        self._journal, self._limit = recorder.journal, recorder.limit
        self._hooks, self._changed, self._known, self._active = hooks, changed, known, active
        self._frame_depth = frame_depth

    def connect(
        self,
        top: Callable[[], StackLevel],
        push: Callable[[StackLevel], None],
        first_sight: Callable[[CodeType, FrameType], Any],
        begin: Callable[[FrameType, CodeInfo, bool], None],
        broken_off: Callable[[int, Any], None],
    ) -> None:
        """Gives access to the thread's stack, and to how the hot path begins and ends calls."""
        self._top, self._push, self._broken_off = top, push, broken_off
        self._first_sight, self._begin = first_sight, begin

    def enter(self) -> None:
        self.depth += 1
        _, _, _, returned, yielded, _ = self._active
        suppressed = (
            self._started,
            self._resumed,
            self._resumed,
            self._end(returned),
            self._end(yielded),
            self._unwound,
        )
        self._hooks.use(suppressed)
        self._changed(self._hooks)

    def _leave(self) -> None:
        self.depth -= 1
        if self.depth == 0:
            self._hooks.use(self._active)
            self._changed(self._hooks)

    def skips(self, info: CodeInfo) -> bool:
        return self._limit.full or not info.program

    def skip(self, frame: FrameType, wakes: bool = False) -> None:
        if self._limit.full and not wakes:
            self._limit.counted += 1
        top = self._top()
        _, caller, call, lines, _, _, _ = top
        offset = -1 if type(lines) is int else caller.f_lasti
        self._push((top, Skipped(frame, offset, wakes), call, lines, frame.f_code, None, None))

    def _started(self, code: CodeType, offset: int) -> Any:
        frame = sys._getframe(self._frame_depth)
        info = self._known.get(id(code))
        if info is None:
            if id(code) not in self.unrecorded:
                return self._first_sight(code, frame)
            self.skip(frame)
        elif self.skips(info):
            self.skip(frame)
        else:
            self._begin(frame, info, False)
        return None

    def _resumed(self, code: CodeType, offset: int, error: Any = None) -> Any:
        info = self._known.get(id(code))
        if info is None:
            if id(code) in self.unrecorded:
                self.skip(sys._getframe(self._frame_depth))
        elif self.skips(info):
            self.skip(sys._getframe(self._frame_depth))
        else:
            self._begin(sys._getframe(self._frame_depth), info, True)

    def _end(self, end: Callable[..., Any]) -> Callable[[CodeType, int, Any], Any]:
        depth = self._frame_depth

        def ended(code: CodeType, offset: int, value: Any) -> Any:
            frame = sys._getframe(depth)
            if not self._unskip(frame) and self._top()[1] is frame:
                # `end` is called one frame further down than usual; it finds the level on top and asks for no frame.
                end(code, offset, value)

        return ended

    def _unwound(self, code: CodeType, offset: int, error: Any) -> Any:
        frame = sys._getframe(self._frame_depth)
        if self._unskip(frame):
            return
        below, running, call, _, _, _, _ = self._top()
        if running is frame:
            self._push(below)
            self._journal.note_raised(call, error, frame, below[1])
            self._broken_off(call, error)

    def _unskip(self, frame: FrameType) -> bool:
        top = self._top()
        skipped = top[1]
        if type(skipped) is not Skipped:
            return False
        if skipped.frame is frame:
            self._push(top[0])
            if skipped.wakes:
                self._leave()
        return True
