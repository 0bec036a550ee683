"""
The threads of a recording: their numbers, their names, and which of them run on after the program's end.
"""

from __future__ import annotations

import threading

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


class Threads:
    def __init__(self) -> None:
        self.count = 0
        # Names that have not been handed over.
        self.new: list[str] = []
        self._idents: set[int] = set()

    def add(self) -> int:
        """The number of the running thread, which is new."""
        thread = _active_threads().get(threading.get_ident())
        self._idents.add(threading.get_ident())
        self.new.append("MainThread" if thread is None else thread.name)
        self.count += 1
        return self.count - 1

    def others_running(self) -> list[str]:
        """The names of recorded threads, besides the one that asks, that have not ended."""
        others = self._idents - {threading.get_ident()}
        return [thread.name for thread in _active_threads().values() if thread.ident in others]


def _active_threads() -> dict[int, threading.Thread]:
    # Not current_thread(): for a thread that Python did not start it would make a thread object that stays.
    active: dict[int, threading.Thread] = getattr(threading, "_active", {})
    return active.copy()
