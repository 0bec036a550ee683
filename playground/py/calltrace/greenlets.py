"""
Greenlets, among which one thread switches: each has a stack of its own, and so hook functions and a tree of its own,
as a thread has. greenlet itself tells of switches. Leaves to threads.py how they are called.

Thousands of short greenlets (one for each request, or each query of SQLAlchemy's asyncio) do not become thousands of
rows: one in which no recorded call is running leaves its row to the next. Greenlets that gevent made of a program's
threads keep theirs, because they have names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frames import ThreadHooks
from .threads import outermost_frame, thread_of

MODULE = "greenlet"


def loaded() -> Any:
    """The library, as far as it has been loaded; None: it has not."""
    return sys.modules.get("greenlet._greenlet")


class Greenlets:
    """
    Those of one thread. `variables` are the thread's: its `hooks` are always those of the greenlet that runs, or None
    where it has not got any yet. `make` makes new ones. `hooks` were made before greenlets were followed: the calls on
    their stack are the main greenlet's if there are any.
    """

    def __init__(
        self, library: Any, variables: Any, make: Callable[[], ThreadHooks], hooks: ThreadHooks
    ) -> None:
        kind = library.greenlet
        # These are asked for as greenlet has them, because a subclass may have put the program's code in their place.
        self._parent, self._dead = kind.parent.__get__, kind.dead.__get__
        self._library, self._variables, self._make = library, variables, make
        # The hook functions of greenlets that do not run, by the greenlets' ids; and those that nobody needs now.
        self._waiting: dict[int, ThreadHooks] = {}
        self._free: list[ThreadHooks] = []
        self._followed = True
        main = current = library.getcurrent()
        while self._parent(main) is not None:
            main = self._parent(main)
        if current is main:
            variables.hooks = hooks
        else:
            self._waiting[id(main)] = hooks
            variables.hooks = None
        self._previous = library.settrace(self._switched)

    def choose(self) -> ThreadHooks:
        """Gives hook functions to the running greenlet, in which a recorded call is about to begin."""
        if self._parent(self._library.getcurrent()) is None:
            return self._make()
        thread = thread_of(outermost_frame())
        if thread is None and self._free:
            return self._free.pop()
        hooks = self._make()
        hooks.greenlet, hooks.shared = True, thread is None
        return hooks

    def call_around(self) -> int:
        """The call that runs in the nearest greenlet that waits for this one to end; -1: none."""
        around = self._parent(self._library.getcurrent())
        while around is not None:
            hooks = self._waiting.get(id(around))
            if hooks is not None and hooks.running() >= 0:
                return hooks.running()
            around = self._parent(around)
        return -1

    def _switched(self, event: str, greenlets: tuple[Any, Any]) -> None:
        try:
            if self._followed:
                origin, target = greenlets
                left = self._variables.hooks
                if left is not None:
                    if left.shared and left.idle():
                        self._free.append(left)
                    elif not self._dead(origin):
                        self._waiting[id(origin)] = left
                self._variables.hooks = self._waiting.pop(id(target), None)
        except Exception:  # greenlet would raise it in the program
            pass
        if self._previous is not None:
            self._previous(event, greenlets)

    def stop(self) -> bool:
        """No longer follows; only its own thread may say so. Gives whether it has been told of switches until now."""
        self._followed = False
        # `==` and not `is`, because a method is another object at each look.
        if self._library.gettrace() != self._switched:
            return False
        self._library.settrace(self._previous)
        return True
