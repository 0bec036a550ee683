"""
The recursion limit of a recorded program: what the recorder needs of it is added, and is not seen by the program, so
that it can go as deep as without the recorder.
"""

from __future__ import annotations

import sys
from types import FrameType

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# The calls that a hook function makes at the beginning of the deepest call.
_HOOK_CALLS = {"monitoring": 2, "profile": 5 if sys.version_info < (3, 12) else 3}


class RecursionLimit:
    """Between `start`, which is called in the frame that runs the program, and `stop`."""

    def __init__(self, hook: str) -> None:
        self._set, self._get = sys.setrecursionlimit, sys.getrecursionlimit
        self._ours = {"setrecursionlimit": self._set_for_program, "getrecursionlimit": self._get_for_program}
        self._extra = _HOOK_CALLS[hook]

    def start(self) -> None:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            self._extra += 1
            frame = frame.f_back
        self._set(self._get() + self._extra)
        for name, function in self._ours.items():
            setattr(sys, name, function)

    def stop(self) -> None:
        for name, original in (("setrecursionlimit", self._set), ("getrecursionlimit", self._get)):
            if getattr(sys, name, None) == self._ours[name]:
                setattr(sys, name, original)

    def _set_for_program(self, limit: int, /) -> None:
        # What is not a limit is for Python itself to refuse.
        self._set(limit + self._extra if type(limit) is int and limit > 0 else limit)

    def _get_for_program(self) -> int:
        return self._get() - self._extra
