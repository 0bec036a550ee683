"""
Hands over twice a second what has gathered, so that it is on disk also while the program makes no calls. A thread that
`threading` does not list, that takes no signals, and that is gone while the process forks: Python warns of forking
where there are threads.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _thread
import os
import signal
import time
from _thread import LockType
from collections.abc import Callable

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .quietly import suppress

INTERVAL_S = 0.5
# How long a fork waits for the thread at most.
PATIENCE_S = 0.5

# Bound here, because gevent and programs put their own functions in the place of these.
_allocate_lock, _start_new_thread = _thread.allocate_lock, _thread.start_new_thread
_stat, _sleep, _clock = os.stat, time.sleep, time.monotonic
_native_id = _thread.get_native_id
# Python's own `signal.pthread_sigmask` would appear among the program's calls.
_block = getattr(_signal, "pthread_sigmask", None)
_ALL_SIGNALS = signal.valid_signals()


class Keeper:
    def __init__(self, flush: Callable[[], None]) -> None:
        self._flush = flush
        self._running = False
        # Held while the thread is to go on, and while it does; and its number for the operating system.
        self._going, self._ended = _allocate_lock(), _allocate_lock()
        self._number = 0

    def start(self) -> None:
        """May be called by a thread that holds the recorder's lock: the new thread is not waited for."""
        if self._running:
            return
        self._going, self._ended = _allocate_lock(), _allocate_lock()
        self._going.acquire()
        self._ended.acquire()
        with suppress(RuntimeError):  # no more threads may be made
            _start_new_thread(self._keep, (self._going, self._ended))
            self._running = True

    def _keep(self, going: LockType, ended: LockType) -> None:
        self._number = _native_id()
        try:
            if _block is not None:
                _block(signal.SIG_BLOCK, _ALL_SIGNALS)
            while not going.acquire(True, INTERVAL_S):
                self._flush()
        finally:
            ended.release()

    def stop(self) -> None:
        """Waits until the thread is gone."""
        if not self._running:
            return
        self._running = False
        self._going.release()
        until = _clock() + PATIENCE_S
        self._ended.acquire(True, PATIENCE_S)
        # The thread of the operating system ends a little later than what it ran.
        with suppress(OSError):
            while _clock() < until:
                _stat(f"/proc/self/task/{self._number}")
                _sleep(0.0001)

    def forget(self) -> None:
        """In a forked child, in which the thread does not run."""
        self._running = False
