"""
Waiting as in CPython, though a page may never block: `asyncio.run` has an event loop with tasks of its own and an end,
and while the program sleeps or waits for input no other task goes on. Both wait by stack switching; where the browser
has none, `asyncio.run` says so, and what to write instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from calltrace.ending import trim

try:
    from pyodide.ffi import can_run_sync, create_once_callable, run_sync  # type: ignore[import-not-found]
    from pyodide.webloop import WebLoop, WebLoopPolicy  # type: ignore[import-not-found]
except ImportError:  # CPython waits by itself
    WebLoop = WebLoopPolicy = object
_plain_call_later: Any = getattr(WebLoop, "call_later", None)

# A browser's timer cannot be set to a longer time.
MAX_TIMER_S = 2_147_483

_plain_sleep = time.sleep
# What a session wants to know: that the program is about to sleep for so many seconds, and where it stands still.
_before_sleep: Callable[[float], None] | None = None
_standing: Any = None
# How many waits the program stands still for, and what has fallen due meanwhile.
_waits = 0
# What `asyncio.run` and the like wait for: the innermost is last.
_awaited: list[asyncio.Task[Any]] = []
_held: list[tuple[Any, asyncio.Handle]] = []


def install() -> None:
    """Replaces what waits in Pyodide; elsewhere does nothing."""
    if sys.platform != "emscripten" or asyncio.run.__module__ == __name__:
        return
    import js  # type: ignore[import-not-found]

    if not hasattr(js.WebAssembly, "Suspending"):
        asyncio.run = _cannot_wait
        return
    asyncio.run = _outside(asyncio.runners.run)
    asyncio.Runner.run = _outside(asyncio.Runner.run)
    WebLoopPolicy.new_event_loop = lambda self: Loop()
    WebLoop.call_later = _call_later
    WebLoop.run_until_complete = _run_until_complete
    # The page's own loop is always running, so these do nothing to it.
    WebLoop.pause = WebLoop.go_on = lambda self: None
    WebLoop.held = WebLoop.left_by = None
    # WebLoop would show every exception of a task at once; asyncio itself shows those that nobody looked at.
    WebLoop._decrement_in_progress = lambda self, future=None: None
    time.sleep = _sleep


def watched(before_sleep: Callable[[float], None], standing: Any) -> None:
    """From now on, these are told of waiting (see run.py and standing.py)."""
    global _before_sleep, _standing
    _before_sleep, _standing = before_sleep, standing


def awaited() -> object:
    """The coroutine that `asyncio.run` or the like waits for; None: there is none."""
    return _awaited[-1].get_coro() if _awaited else None


def wait(promised: Any) -> Any:
    """The value that `promised.tell` passes on; until then the program stands still. See `can_run_sync`."""
    answer = _passing().create_future()
    promised.tell(create_once_callable(answer.set_result))
    return _stand_still(answer)


def _sleep(seconds: float, /) -> None:
    if not isinstance(seconds, int | float) or not 0 < seconds < math.inf or not can_run_sync():
        return _plain_sleep(seconds)
    loop = _passing()
    until = time.monotonic() + seconds
    if _before_sleep is not None:
        _before_sleep(seconds)
    while (left := until - time.monotonic()) > 0:
        over = loop.create_future()
        loop.call_later(left, over.set_result, None)
        _stand_still(over)


def _stand_still(future: Awaitable[Any]) -> Any:
    """Waits for a future of `_passing`; nothing else of the program runs meanwhile."""
    global _waits
    _waits += 1
    if _standing is not None:
        _standing.waits(sys._getframe(1))
    try:
        return run_sync(future)
    finally:
        _waits -= 1
        if _standing is not None:
            _standing.waits(None)
        if _waits == 0:
            _release(_held)


def _release(held: list[tuple[Any, asyncio.Handle]]) -> None:
    for loop, handle in held:
        _schedule(loop, handle, 0)
    held.clear()


@functools.cache
def _passing() -> Any:
    """The event loop that goes on while the program stands still."""
    loop = _Apart()
    loop.call_later = functools.partial(_plain_call_later, loop)
    return loop


def _outside(function: Callable[..., Any]) -> Callable[..., Any]:
    """
    A function that calls this one as if no event loop were running, as when a program begins in CPython; in the page
    one always is.
    """

    @functools.wraps(function)
    def called(*args: Any, **options: Any) -> Any:
        running = asyncio._get_running_loop()
        if isinstance(running, Loop):
            return function(*args, **options)
        asyncio._set_running_loop(None)
        try:
            return function(*args, **options)
        finally:
            asyncio._set_running_loop(running)

    called.__module__ = __name__
    return called


def _call_later(loop: Any, delay: float, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:
    """Does as WebLoop's own method, but what falls due while the program stands still waits too."""
    if delay < 0:
        raise ValueError("Can't schedule in the past")
    handle = asyncio.Handle(callback, args, loop, context=context)
    if delay != math.inf:
        _schedule(loop, handle, delay)
    return handle


def _schedule(loop: Any, handle: asyncio.Handle, delay: float) -> None:
    from pyodide_js._api import scheduleCallback  # type: ignore[import-not-found]

    run = create_once_callable(functools.partial(_run_handle, loop, handle), _may_syncify=True)
    scheduleCallback(run, min(delay, MAX_TIMER_S) * 1000)


def _run_handle(loop: Any, handle: asyncio.Handle) -> None:
    held = _held if _waits else loop.held
    if held is not None:
        held.append((loop, handle))
        return
    loop._install_running_loop()
    loop._install_asyncgen_hooks()
    if handle.cancelled():
        return
    try:
        handle._run()
    except (SystemExit, KeyboardInterrupt) as error:
        if loop.left_by is None:
            raise
        trim(error)
        loop.left_by(error)


def _run_until_complete(loop: Any, future: Any) -> Any:
    """
    Waits as Pyodide does, but no exception goes through JavaScript on its way: there Pyodide would show it
    (`sys.excepthook`), also one that the program goes on to catch.
    """
    task = asyncio.ensure_future(future, loop=loop)
    ended = _passing().create_future()
    error: BaseException | None = None

    def end(left_by: BaseException | None) -> None:
        nonlocal error
        if not ended.done():
            error = left_by
            ended.set_result(None)
            loop.pause()

    task.add_done_callback(lambda _: end(None))
    outer, loop.left_by = loop.left_by, end
    # The page's own task waits for this one, so a program that waits for all other tasks must not see it.
    page = asyncio.current_task(loop)
    if page is not None:
        asyncio._unregister_task(page)
    hooks, running = sys.get_asyncgen_hooks(), asyncio._get_running_loop()
    _awaited.append(task)
    loop.go_on()
    try:
        run_sync(ended)
    finally:
        _awaited.remove(task)
        sys.set_asyncgen_hooks(*hooks)
        asyncio._set_running_loop(running)
        if page is not None:
            asyncio._register_task(page)
        loop.left_by = outer
        loop.pause()
    if error is not None:
        raise error
    return task.result()


class _Apart(WebLoop):  # type: ignore[misc]
    """A WebLoop makes itself the running one; this does not."""

    def __init__(self) -> None:
        running = asyncio._get_running_loop()
        super().__init__()
        asyncio._set_running_loop(running)


class Loop(_Apart):
    """An event loop as `asyncio.Runner` makes them: with tasks of its own, and an end."""

    def __init__(self) -> None:
        super().__init__()
        self._closed = False
        # What has fallen due while the loop was paused; None: it is not paused.
        self.held: list[tuple[Any, asyncio.Handle]] | None = []

    def pause(self) -> None:
        if self.held is None:
            self.held = []

    def go_on(self) -> None:
        held, self.held = self.held or [], None
        _release(held)

    def run_forever(self) -> None:
        self._check_closed()
        with contextlib.suppress(_Stopped):
            self.run_until_complete(self.create_future())

    def stop(self) -> None:
        if self.held is None:
            self.left_by(_Stopped("Event loop stopped before Future completed."))

    def close(self) -> None:
        self._closed = True

    def is_closed(self) -> bool:
        return self._closed

    def _check_closed(self) -> None:
        if self._closed:
            raise RuntimeError("Event loop is closed")


class _Stopped(RuntimeError):
    pass


def _cannot_wait(main: Any, **_: Any) -> Any:
    if asyncio.iscoroutine(main):
        main.close()
    raise RuntimeError(
        "asyncio.run() cannot wait in this browser, which has no stack switching (JSPI): "
        "write `await main()` in its place, outside of any function"
    )
