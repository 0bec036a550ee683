"""
The lines of one call as a slow trace function sees them, which shares nothing with the recorder: which lines ran, and
after each the text of every variable of the frame.
"""

from __future__ import annotations

import contextlib
import io
import sys
from types import FrameType
from typing import Any

PLAIN = (int, str, float, bool, type(None), list, dict, tuple, set)


def shown(value: Any) -> str | None:
    """A value's text, where it is of the kinds that are compared; None: of another kind."""
    if type(value) not in PLAIN:
        return None
    inside = value.items() if type(value) is dict else value if type(value) in (list, tuple, set) else ()
    parts = [part for pair in inside for part in (pair if type(value) is dict else (pair,))]
    text = repr(value)
    return text if len(text) < 240 and all(type(part) in PLAIN[:5] for part in parts) else None


class LineOracle:
    """`name` is a function's name, `nth` which of its calls. `steps`: how many lines had run when a step began."""

    def __init__(self, source: str, name: str, nth: int = 1) -> None:
        self.lines: list[int] = []
        # What each variable was after each line: by the line's index.
        self.states: list[dict[str, str | None]] = []
        self.steps: list[int] = []
        self._name, self._nth, self._seen = name, nth, 0
        # Kept as long as this, so that no other frame takes its place.
        self._frame: FrameType | None = None
        code = compile(source, "main.py", "exec", dont_inherit=True)
        before = sys.gettrace()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(BaseException):
            sys.settrace(self._trace)
            try:
                exec(code, {"__name__": "__main__"})
            finally:
                sys.settrace(before)

    def _trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_name != self._name or frame.f_code.co_filename != "main.py":
            return None
        goes_on = frame.f_lineno != frame.f_code.co_firstlineno
        if frame is self._frame:
            self.steps.append(len(self.lines))
            return self._local
        if self._frame is not None or goes_on:
            return None
        self._seen += 1
        if self._seen != self._nth:
            return None
        self._frame = frame
        self.steps.append(0)
        return self._local

    def _local(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame is not self._frame:
            return None
        if event in ("line", "return") and self.lines:
            # A line that yields goes on when the generator does, so its state is that before the next line.
            del self.states[len(self.lines) - 1 :]
            self.states.append({name: shown(value) for name, value in frame.f_locals.items()})
        if event == "line":
            self.lines.append(frame.f_lineno)
        return self._local
