"""
The hook functions of one request: those of every thread and every greenlet in which a part of it runs. Unlike those of
a whole process (thread_table.py) they are looked up by what runs now, so that nothing has to be told of switches and
many requests can be recorded at once.
"""

from __future__ import annotations

import sys
from _thread import get_ident
from collections.abc import Callable
from types import CodeType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..calls import make_hooks
from ..frames import ThreadHooks
from ..greenlets import loaded
from ..journal import RecorderForHooks
from ..thread_table import ThreadTable


class Rows(ThreadTable):
    """See ThreadTable."""

    def __init__(
        self,
        recorder: RecorderForHooks,
        watch: Callable[[CodeType, bool], None],
        depth: int,
        left_out: Any,
    ) -> None:
        self.clock, self._make = make_hooks(recorder, watch, _unchanged, depth, left_out)
        self._hooks: dict[int, ThreadHooks] = {}

    def mine(self) -> ThreadHooks:
        greenlet = _greenlet()
        key = get_ident() if greenlet is None else id(greenlet)
        found = self._hooks.get(key)
        if found is None:
            found = self._hooks[key] = self._make() if greenlet is None else self._of_greenlet()
        return found

    def _of_greenlet(self) -> ThreadHooks:
        """SQLAlchemy makes a greenlet for each query: one in which no call runs leaves its row to the next."""
        for key, hooks in list(self._hooks.items()):
            if hooks.greenlet and hooks.idle():
                del self._hooks[key]
                return hooks
        hooks = self._make()
        hooks.greenlet = True
        return hooks

    def current(self) -> ThreadHooks | None:
        greenlet = _greenlet()
        return self._hooks.get(get_ident() if greenlet is None else id(greenlet))

    def running_call(self) -> int:
        """The call that runs here; where none does in a greenlet, that of the one that waits for it. -1: none."""
        greenlet = _greenlet()
        while greenlet is not None:
            hooks = self._hooks.get(id(greenlet))
            if hooks is not None and hooks.running() >= 0:
                return hooks.running()
            greenlet = _unless_main(greenlet.parent)
        hooks = self._hooks.get(get_ident())
        return -1 if hooks is None else hooks.running()

    def expect_greenlets(self) -> None:
        """They are looked for at every event."""

    def stop(self) -> None:
        """There is nothing to be undone."""


def _greenlet() -> Any:
    """The greenlet that runs; None: the thread's first one, which stands for the thread."""
    library = loaded()
    try:
        return None if library is None else _unless_main(library.getcurrent())
    except Exception:  # another library of that name, or one that is only just being imported
        return None


def _unless_main(greenlet: Any) -> Any:
    return None if greenlet is None or greenlet.parent is None else greenlet


def _unchanged(hooks: ThreadHooks) -> None:
    """Hook functions are looked up anew at every event."""


if sys.platform in ("emscripten", "wasi"):  # no threads, and nothing to serve
    raise ImportError("requests cannot be recorded here: there are no threads")
