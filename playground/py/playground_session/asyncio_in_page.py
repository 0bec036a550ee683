"""
asyncio as in CPython: `asyncio.run` has an event loop with tasks of its own and an end (loop.py), though in a page one
loop is always running. Where the browser cannot make Python wait, `asyncio.run` says so, and what to write instead.
"""

from __future__ import annotations

import asyncio
import functools
import sys
from collections.abc import Callable
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from . import waiting

try:
    from pyodide.ffi import run_sync  # type: ignore[import-not-found]
    from pyodide.webloop import PyodideFuture, WebLoop, WebLoopPolicy  # type: ignore[import-not-found]

    from .loop import Loop
except ImportError:  # CPython waits by itself
    WebLoop = object

_plain_get_event_loop = asyncio.get_event_loop


def install() -> None:
    """Replaces what waits in Pyodide; elsewhere does nothing."""
    if sys.platform != "emscripten" or asyncio.run.__module__ == __name__:
        return
    if not waiting.install():
        asyncio.run = _cannot_wait
        return
    asyncio.run = _outside(asyncio.runners.run)
    asyncio.Runner.run = _outside(asyncio.Runner.run)
    Loop.run_forever = _outside(Loop.run_forever)
    Loop.run_until_complete = _outside(Loop.run_until_complete)
    WebLoopPolicy.new_event_loop = lambda self: Loop()
    asyncio.EventLoop = asyncio.SelectorEventLoop = Loop
    asyncio.get_event_loop = asyncio.events.get_event_loop = _get_event_loop
    _mend_web_loop()


def _outside(function: Callable[..., Any]) -> Callable[..., Any]:
    """
    A function that calls this one as if no event loop were running, as when a program begins in CPython; in the page
    one always is.
    """

    @functools.wraps(function)
    def called(*args: Any, **options: Any) -> Any:
        running = asyncio._get_running_loop()
        if not isinstance(running, WebLoop):
            return function(*args, **options)
        # The program itself runs in a task of that loop, and Python enters no task inside another one.
        swap: Any = vars(asyncio.tasks)["_swap_current_task"]
        task = swap(running, None)
        asyncio._set_running_loop(None)
        try:
            return function(*args, **options)
        finally:
            asyncio._set_running_loop(running)
            swap(running, task)

    called.__module__ = __name__
    return called


def _mend_web_loop() -> None:
    """
    The page's own loop, in which the program's outermost `await` runs, is always running; beyond that it does what
    asyncio's does.
    """
    WebLoop.call_later = waiting.call_later
    WebLoop.create_task = asyncio.BaseEventLoop.create_task
    WebLoop.create_future = lambda self: PyodideFuture(loop=self)
    WebLoop.default_exception_handler = asyncio.BaseEventLoop.default_exception_handler
    WebLoop.call_exception_handler = asyncio.BaseEventLoop.call_exception_handler
    WebLoop.run_until_complete = _run_until_complete
    WebLoop.left_by = None


def _get_event_loop() -> asyncio.AbstractEventLoop:
    """The running loop; where that is the page's own, the one that the program has set."""
    found = _plain_get_event_loop()
    # Asking for the policy would warn that it is deprecated.
    chosen = vars(asyncio.events)["_event_loop_policy"]._default_loop
    return chosen if isinstance(found, WebLoop) and chosen and not chosen.is_closed() else found


def _run_until_complete(loop: Any, future: Any) -> Any:
    """
    Waits as Pyodide does, but no exception goes through JavaScript on its way: there Pyodide would show it
    (`sys.excepthook`), also one that the program goes on to catch.
    """
    task = asyncio.ensure_future(future, loop=loop)
    ended = waiting.passing().create_future()
    error: BaseException | None = None

    def end(left_by: BaseException | None) -> None:
        nonlocal error
        if not ended.done():
            error = left_by
            ended.set_result(None)

    task.add_done_callback(lambda _: end(None))
    outer, loop.left_by = loop.left_by, end
    # The page's own task waits for this one, so a program that waits for all other tasks must not see it.
    page = asyncio.current_task(loop)
    if page is not None:
        asyncio._unregister_task(page)
    hooks, running = sys.get_asyncgen_hooks(), asyncio._get_running_loop()
    try:
        run_sync(ended)
    finally:
        sys.set_asyncgen_hooks(*hooks)
        asyncio._set_running_loop(running)
        if page is not None:
            asyncio._register_task(page)
        loop.left_by = outer
    if error is not None:
        raise error
    return task.result()


def _cannot_wait(main: Any, **_: Any) -> Any:
    if asyncio.iscoroutine(main):
        main.close()
    raise RuntimeError(
        "asyncio.run() cannot wait in this browser: "
        "write `await main()` in its place, outside of any function"
    )
