"""
The event loop of `asyncio.run` and `asyncio.Runner` in the page: asyncio's own, which waits for the browser where
others wait for sockets. Tasks, timers, handlers and ends are CPython's code, and a task runs on the stack of who runs
the loop. Imported only in Pyodide, and only where the browser can make Python wait.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from collections.abc import Callable
from typing import Any, NoReturn

from pyodide.webloop import WebLoop  # type: ignore[import-not-found]

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from . import waiting

# While tasks are always ready, the browser gets its turn after so long: what they wait for may come from it.
MAX_TURN_S = 0.02

# What needs sockets, processes or signals; Pyodide's own loop says so in one sentence each.
_NOT_HERE = (
    "add_reader", "add_signal_handler", "add_writer", "connect_accepted_socket", "connect_read_pipe",
    "connect_write_pipe", "create_datagram_endpoint", "create_server", "create_unix_connection", "create_unix_server",
    "remove_reader", "remove_signal_handler", "remove_writer", "sendfile", "sock_accept", "sock_recvfrom",
    "sock_recvfrom_into", "sock_sendfile", "sock_sendto", "start_tls", "subprocess_exec", "subprocess_shell",
)  # fmt: skip
_NO_CONNECTION = (
    "a browser opens no sockets: ask for a web address with "
    "`from pyodide.http import pyfetch` and `await pyfetch(address)`"
)

# The types of its methods say more than this loop can do.
_Base: Any = asyncio.BaseEventLoop
# Counts the program's tasks; asyncio itself has counted those of the page too.
_names = itertools.count(1)


class Loop(_Base):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self._selector = _Selector()

    def create_task(self, coro: Any, **options: Any) -> Any:
        if options.get("name") is None and self.get_task_factory() in (None, asyncio.eager_task_factory):
            options["name"] = f"Task-{next(_names)}"
        return super().create_task(coro, **options)

    def run_until_complete(self, future: Any) -> Any:
        is_new = not asyncio.isfuture(future)
        task = asyncio.ensure_future(future, loop=self)
        if is_new:
            task._log_destroy_pending = False
        try:
            with waiting.running_until(task):
                return super().run_until_complete(task)
        except BaseException:
            # As asyncio itself does with a task of its own making: whoever catches this has seen the exception.
            if is_new and task.done() and not task.cancelled():
                task.exception()
            raise

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        """Calls the function at once: there are no threads."""
        self._check_closed()
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except BaseException as error:
            future.set_exception(error)
        return future

    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> Any:
        handle = super().call_soon(callback, *args, context=context)
        # Something outside, such as an answer of the browser, has made a task ready.
        self._selector.wake()
        return handle

    def _process_events(self, event_list: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        self._selector.wake()

    async def create_connection(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError(_NO_CONNECTION)


for _name in _NOT_HERE:
    setattr(Loop, _name, getattr(WebLoop, _name))


class _Selector:
    """Waits for the time at which the loop has something to do, or until it is woken."""

    def __init__(self) -> None:
        self._waiting: asyncio.Future[None] | None = None
        self._last_turn = time.monotonic()

    def select(self, timeout: float | None) -> list[Any]:
        if timeout == 0 and time.monotonic() - self._last_turn < MAX_TURN_S:
            return []
        if timeout is not None:
            # As elsewhere, a wait has whole milliseconds, so that timers of nearly the same time are due together.
            timeout = math.ceil(timeout * 1000) / 1000
        self._waiting, cancel = waiting.wakeable(timeout)
        try:
            waiting.stand_by(self._waiting)
        finally:
            self._waiting = None
            cancel()
            self._last_turn = time.monotonic()
        return []

    def wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
