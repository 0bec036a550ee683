"""
Threads that a program starts by `_thread` itself. `threading.setprofile` does not reach them, so they are given the
profile hook as they begin. `sys.monitoring` needs none of this.
"""

from __future__ import annotations

import _thread
import operator
import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import starmap
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

_NAMES = ("start_new_thread", "start_new")


class RawThreads:
    """Gives `profile` to every thread that is started by `_thread` between `start` and `stop`."""

    def __init__(self, profile: Callable[..., Any]) -> None:
        self._originals = {name: getattr(_thread, name) for name in _NAMES}
        start_new_thread = self._originals["start_new_thread"]

        def starting(*given: Any) -> Any:
            # Whatever is not as it should be is for Python itself to refuse.
            if 2 <= len(given) <= 3 and callable(given[0]) and isinstance(given[1], tuple):
                keywords = given[2] if len(given) == 3 else {}
                if isinstance(keywords, dict):
                    return start_new_thread(_Profiled.of(profile, given[0], given[1], keywords), ())
            return start_new_thread(*given)

        self._starting = starting

    def start(self) -> None:
        for name in _NAMES:
            setattr(_thread, name, self._starting)

    def stop(self) -> None:
        for name, original in self._originals.items():
            if getattr(_thread, name, None) is self._starting:
                setattr(_thread, name, original)


class _Profiled(partial):  # type: ignore[type-arg]
    """
    A thread's function with the profile hook set in front of it. Both are called from C, so that the thread has no
    frame of ours; and where Python says that an exception left the thread, it shows the program's own function.
    """

    function: Callable[..., Any]

    @classmethod
    def of(
        cls, profile: Callable[..., Any], function: Callable[..., Any], given: tuple[Any, ...], keywords: Any
    ) -> _Profiled:
        calls = (sys.setprofile, profile), (partial(function, *given, **keywords),)
        made = cls(deque[Any](maxlen=0).extend, starmap(operator.call, calls))
        made.function = function
        return made

    def __repr__(self) -> str:
        return repr(self.function)
