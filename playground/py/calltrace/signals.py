"""
Signals wait while the recorder does what must not be broken off. A handler of the program's that raises, to end what
takes too long, would do so in the middle of it: calls would be lost, and the exception might not reach the program.
"""

from __future__ import annotations

# Not signal itself, whose functions are Python and might be recorded.
import _signal  # type: ignore[import-not-found]
import sys
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

if sys.platform in ("emscripten", "wasi", "win32"):  # no signals, or no way to hold them

    def hold() -> Callable[[], None]:
        """Holds signals back in this thread. What it gives lets them go on, and may raise what a handler raises."""
        return _nothing

    def _nothing() -> None:
        pass

    def from_handler(error: BaseException) -> bool:
        """Whether a signal's handler raised this, while the recorder was at work."""
        return False

else:
    # Those that tell of a fault where it happens cannot wait.
    _FAULTS = {
        _signal.SIGSEGV, _signal.SIGBUS, _signal.SIGFPE, _signal.SIGILL, _signal.SIGABRT, _signal.SIGTRAP,
    }  # fmt: skip
    _WAITING = frozenset(set(_signal.valid_signals()) - _FAULTS)

    def hold() -> Callable[[], None]:
        """Holds signals back in this thread. What it gives lets them go on, and may raise what a handler raises."""
        before = _signal.pthread_sigmask(_signal.SIG_BLOCK, _WAITING)

        def release() -> None:
            _signal.pthread_sigmask(_signal.SIG_SETMASK, before)

        return release

    def from_handler(error: BaseException) -> bool:
        """Whether a signal's handler raised this, while the recorder was at work."""
        handlers = [_code(_signal.getsignal(number)) for number in _WAITING]
        found = error.__traceback__
        while found is not None:
            if found.tb_frame.f_code in handlers:
                return True
            found = found.tb_next
        return False

    def _code(handler: Any) -> Any:
        if type(handler) is MethodType:
            handler = handler.__func__
        return handler.__code__ if type(handler) is FunctionType else None
