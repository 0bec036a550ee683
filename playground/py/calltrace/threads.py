"""
The threads of a recording: their numbers, their names, and which of them run on after the program's end. A greenlet
counts as a thread of its own (greenlets.py).
"""

from __future__ import annotations

import sys
import threading
from _thread import get_ident
from collections.abc import Callable
from types import FrameType
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# Python's own thread functions are kept as they are, because gevent puts others in their place.
_current_frames = sys._current_frames
_bootstrap = threading.Thread._bootstrap.__code__  # type: ignore[attr-defined]


class Threads:
    def __init__(self) -> None:
        self.count = 0
        # Names that have not been handed over.
        self.new: list[str] = []
        # Of each thread its name, its ident, and whether no recorded call of it is running.
        self._known: list[tuple[str, int, Callable[[], bool]]] = []
        # How many threads have no name of their own, by what they are.
        self._nameless: dict[str, int] = {}

    def add(self, idle: Callable[[], bool], greenlet: bool) -> int:
        """The number of the running thread, or of the running `greenlet`, which is new."""
        ident = get_ident()
        name = self._name(ident, greenlet)
        self._known.append((name, ident, idle))
        self.new.append(name)
        self.count += 1
        return self.count - 1

    def _name(self, ident: int, greenlet: bool) -> str:
        outermost = outermost_frame()
        thread = thread_of(outermost)
        if thread is None and not greenlet:
            thread = _active_threads().get(ident)
        name = None if thread is None else object.__getattribute__(thread, "__dict__").get("_name")
        if type(name) is str:
            return name
        kind = "greenlet" if greenlet else "_thread"
        number = self._nameless[kind] = self._nameless.get(kind, 0) + 1
        # A greenlet's row may be another's later, so that only a thread is named after its function.
        return f"{kind}-{number}" if greenlet else f"{kind}-{number} ({outermost.f_code.co_name})"

    def others_running(self) -> list[str]:
        """The names of threads, besides the one that asks, in which recorded calls have not ended."""
        alive = _current_frames().keys() - {get_ident()}
        return [name for name, ident, idle in self._known if ident in alive and not idle()]


def outermost_frame() -> FrameType:
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
    return frame


def thread_of(outermost: FrameType) -> Any:
    """
    The thread object whose outermost frame this is; None: it is not one of `threading`'s. A thread that has only just
    begun can be found in no other way: `threading` does not list it yet.
    """
    return outermost.f_locals.get("self") if outermost.f_code is _bootstrap else None


def _active_threads() -> dict[int, threading.Thread]:
    # Not current_thread(): for a thread that Python did not start it would make a thread object that stays.
    active: dict[int, threading.Thread] = getattr(threading, "_active", {})
    return active.copy()
