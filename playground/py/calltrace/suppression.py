"""
A thread's calls while it is quiet: during imports of libraries, and when there are as many calls as may be kept. Code
of libraries is then only counted, if at all; what lies on the stack stays whole. The hot path is calls.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frames import CodeInfo, Skipped, StackLevel, ThreadHooks

if TYPE_CHECKING:
    from .recorder import Recorder

_Hooks = tuple[Callable[..., Any], ...]


class Suppression:
    """One thread's. `depth` is how many reasons there are to be quiet now."""

    def __init__(
        self, recorder: Recorder, hooks: ThreadHooks, known: dict[int, CodeInfo], active: _Hooks, depth: int
    ) -> None:
        self.depth = 0
        # Code that is let in but has only run while it was quiet.
        self.unrecorded: dict[int, CodeType] = {}
        self._recorder, self._hooks, self._known, self._active = recorder, hooks, known, active
        self._frame_depth = depth

    def connect(
        self,
        top: Callable[[], StackLevel],
        push: Callable[[StackLevel], None],
        first_sight: Callable[[CodeType, FrameType], Any],
        begin: Callable[[FrameType, CodeInfo, bool], None],
        broken_off: Callable[[int, Any], None],
    ) -> None:
        """What lies on the thread's stack, and how the hot path begins and ends calls."""
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
        self._recorder.hook.changed(self._hooks)

    def _leave(self) -> None:
        self.depth -= 1
        if self.depth == 0:
            self._hooks.use(self._active)
            self._recorder.hook.changed(self._hooks)

    def skips(self, info: CodeInfo) -> bool:
        return self._recorder.full or not info.program

    def skip(self, frame: FrameType, wakes: bool = False) -> None:
        if self._recorder.full and not wakes:
            self._recorder.calls_counted += 1
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

    def _end(self, active: Callable[..., Any]) -> Callable[[CodeType, int, Any], Any]:
        depth = self._frame_depth

        def ended(code: CodeType, offset: int, value: Any) -> Any:
            frame = sys._getframe(depth)
            if not self._unskip(frame) and self._top()[1] is frame:
                # One frame further down than `active` is used to; it takes the level from the top.
                active(code, offset, value)

        return ended

    def _unwound(self, code: CodeType, offset: int, error: Any) -> Any:
        frame = sys._getframe(self._frame_depth)
        if self._unskip(frame):
            return
        below, running, call, _, _, _, _ = self._top()
        if running is frame:
            self._push(below)
            self._recorder.note_raised(call, error, frame, below[1])
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
