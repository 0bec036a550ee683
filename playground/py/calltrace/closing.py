"""
Whether a generator is being closed, in Python 3.11, where `sys.setprofile` is the only hook: it names no exception, but
what it does tell suffices. A frame into which something is thrown still stands at its yield when it is resumed; and it
is `throw` that throws, which is a call in C that the hook hears of, or else `close` or the generator's end. Coroutines
and async generators are left out, because asyncio throws without such a call.
"""

from __future__ import annotations

import dis
import inspect
from types import FrameType

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

_YIELD, _RERAISE, _RAISE = (dis.opmap[name] for name in ("YIELD_VALUE", "RERAISE", "RAISE_VARARGS"))


class Closings:
    def __init__(self) -> None:
        # The frames that are in a call of `throw`, in all threads.
        self.throwing: list[FrameType] = []
        # The ids of the frames that are being closed.
        self._frames: set[int] = set()

    def throws(self, frame: FrameType) -> None:
        """This frame calls `throw`."""
        self.throwing.append(frame)

    def returns(self, frame: FrameType) -> None:
        """Any call in C that this frame made is over."""
        if self.throwing and self.throwing[-1] is frame:
            self.throwing.pop()

    def begins(self, frame: FrameType) -> bool:
        """Whether a generator that is resumed now is resumed to be closed."""
        code = frame.f_code
        if not code.co_flags & inspect.CO_GENERATOR or not _at_yield(frame):
            return False
        caller = frame.f_back
        # A generator passes on what is thrown into it to the one that it waits for.
        while caller is not None and caller.f_code.co_flags & inspect.CO_GENERATOR and _at_yield(caller):
            caller = caller.f_back
        if caller in self.throwing:
            return False
        self._frames.add(id(frame))
        return True

    def ends(self, frame: FrameType, text: bytes, resumed_at: int) -> bool:
        """Whether the exception that leaves this frame is the one that closes it, and not one that this met with."""
        if id(frame) not in self._frames:
            return False
        self._frames.discard(id(frame))
        offset = frame.f_lasti
        again = text[offset] == _RERAISE or (text[offset] == _RAISE and text[offset + 1] == 0)
        return again or offset == resumed_at


def _at_yield(frame: FrameType) -> bool:
    return frame.f_code.co_code[frame.f_lasti] == _YIELD
