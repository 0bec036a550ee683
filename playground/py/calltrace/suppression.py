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

# Bound here, because a program may put something else in its place.
_getframe = sys._getframe

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
        if self._limit.full:  # nothing is recorded afterwards either
            return
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

    def fill_up(self) -> None:
        """
        There are as many calls as may be kept. From now on calls are counted and leave no trace on the stack, where
        only those lie that are running now: their ends are noted.
        """
        self.depth += 1
        level = self._top()
        while level[0] is not None:
            frame = level[1]
            self._limit.running.add(id(frame.frame if type(frame) is Skipped else frame))
            level = level[0]
        self._limit.only_counted.update(self.unrecorded)
        self._limit.only_counted.update(dict.fromkeys(self._known))
        self._hooks.use(self._counting())
        self._changed(self._hooks)

    def _counting(self) -> _Hooks:
        limit, only_counted, running = self._limit, self._limit.only_counted, self._limit.running
        getframe, depth = _getframe, self._frame_depth
        _, _, _, returned, yielded, _ = self._active

        def started(code: CodeType, offset: int) -> Any:
            if id(code) in only_counted:
                limit.counted += 1
                return None
            answer = self._first_sight(code, getframe(depth))
            if id(code) in self.unrecorded:
                only_counted[id(code)] = code
            return answer

        def resumed(code: CodeType, offset: int, error: Any = None) -> None:
            if id(code) in only_counted:
                limit.counted += 1

        def ending(end: Callable[..., Any]) -> Callable[[CodeType, int, Any], None]:
            def ended(code: CodeType, offset: int, value: Any) -> None:
                frame = getframe(depth)
                if id(frame) in running:
                    running.discard(id(frame))
                    self._end_frame(frame, end, code, offset, value)

            return ended

        def unwound(code: CodeType, offset: int, error: Any) -> None:
            frame = getframe(depth)
            if id(frame) in running:
                running.discard(id(frame))
                self._unwind_frame(frame, error)

        return started, resumed, resumed, ending(returned), ending(yielded), unwound

    def _leave(self) -> None:
        self.depth -= 1
        if self.depth == 0:
            self._hooks.use(self._active)
            self._changed(self._hooks)

    def skips(self, info: CodeInfo) -> bool:
        return self._limit.full or not info.program

    def skip(self, frame: FrameType, wakes: bool = False) -> None:
        if self._limit.full:
            if not wakes:
                self._limit.counted += 1
            return
        top = self._top()
        _, caller, call, lines, _, _, _ = top
        offset = -1 if type(lines) is int else caller.f_lasti
        self._push((top, Skipped(frame, offset, wakes), call, lines, frame.f_code, None, None))

    def _started(self, code: CodeType, offset: int) -> Any:
        frame = _getframe(self._frame_depth)
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
                self.skip(_getframe(self._frame_depth))
        elif self.skips(info):
            self.skip(_getframe(self._frame_depth))
        else:
            self._begin(_getframe(self._frame_depth), info, True)

    def _end(self, end: Callable[..., Any]) -> Callable[[CodeType, int, Any], Any]:
        depth = self._frame_depth

        def ended(code: CodeType, offset: int, value: Any) -> Any:
            self._end_frame(_getframe(depth), end, code, offset, value)

        return ended

    def _end_frame(
        self, frame: FrameType, end: Callable[..., Any], code: CodeType, offset: int, value: Any
    ) -> None:
        if not self._unskip(frame) and self._top()[1] is frame:
            # `end` is called further down than usual; it finds the level on top and asks for no frame.
            end(code, offset, value)

    def _unwound(self, code: CodeType, offset: int, error: Any) -> Any:
        self._unwind_frame(_getframe(self._frame_depth), error)

    def _unwind_frame(self, frame: FrameType, error: Any) -> None:
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
