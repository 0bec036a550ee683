"""
Whose hook functions are called when: each thread has its own, and each greenlet. Leaves to calls.py what they do, to
greenlets.py how it is known which greenlet runs.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import CodeType, SimpleNamespace
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .calls import make_hooks
from .frames import ThreadHooks
from .greenlets import Greenlets, loaded
from .journal import RecorderForHooks

# WebAssembly has one thread, and there a lock and variables of each thread would cost too much.
THREADS = sys.platform not in ("emscripten", "wasi")


class ThreadTable:
    """The hook functions of every thread, and of every greenlet, made when its first event comes."""

    def __init__(
        self,
        recorder: RecorderForHooks,
        watch: Callable[[CodeType, bool], None],
        changed: Callable[[ThreadHooks], None],
        depth: int,
        left_out: Any,
    ) -> None:
        """See calls.make_hooks."""
        self.clock, self._make = make_hooks(recorder, watch, changed, depth, left_out)
        # Pyodide has no threads, but runs what waits for the browser on other stacks, which Python takes for threads.
        self._local: Any = threading.local() if THREADS else SimpleNamespace()
        # The variables of threads until greenlets were expected; None: they are not.
        self._earlier: Any = None
        self._notes = recorder.notes
        self.mine()

    def mine(self) -> ThreadHooks:
        hooks: ThreadHooks | None = getattr(self._local, "hooks", None)
        return self._find() if hooks is None else hooks

    def current(self) -> ThreadHooks | None:
        local = self._local
        hooks: ThreadHooks | None = getattr(local, "hooks", None)
        if hooks is None and not hasattr(local, "greenlets"):
            hooks = getattr(self._earlier, "hooks", None)
        return hooks

    def running_call(self) -> int:
        """The call that runs here; where none does in a greenlet, that of the one that waits for it. -1: none."""
        hooks = self.current()
        call = -1 if hooks is None else hooks.running()
        greenlets = getattr(self._local, "greenlets", None) if call < 0 else None
        return call if greenlets is None else greenlets.call_around()

    def expect_greenlets(self) -> None:
        """
        The library is being imported. From now on every thread looks for it at each event, until it is there. This is
        the only way that costs nothing where a program has no greenlets.
        """
        if THREADS and self._earlier is None:
            self._earlier, self._local = self._local, threading.local()

    def _find(self) -> ThreadHooks:
        """The hook functions of a thread or a greenlet that has none yet, or may have to be given others."""
        local, library = self._local, loaded() if THREADS else None
        hooks: ThreadHooks
        if hasattr(local, "greenlets"):
            hooks = local.hooks = local.greenlets.choose()
            return hooks
        hooks = getattr(self._earlier, "hooks", None) or self._make()
        if library is not None:
            try:
                local.greenlets = Greenlets(library, local, self._make, hooks)
            except Exception:  # another library of that name, or one without tracing
                local.hooks = hooks
            return self.mine()
        if self._earlier is None:
            local.hooks = hooks
        else:
            self._earlier.hooks = hooks
        return hooks

    def stop(self) -> None:
        greenlets = getattr(self._local, "greenlets", None)
        if greenlets is not None and not greenlets.stop():
            self._notes.append(
                "calls of greenlets may stand below others' calls: the program put another trace function of greenlet "
                "in the recorder's place"
            )
