"""
Waiting as in CPython, though a page may never block: `asyncio.run` has an event loop with tasks of its own and an end,
and while the program sleeps or waits for input no other task goes on. Both wait by stack switching; where the browser
has none, `asyncio.run` says so, and what to write instead.
"""

from __future__ import annotations

import asyncio
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
    from pyodide.webloop import PyodideFuture, WebLoop, WebLoopPolicy  # type: ignore[import-not-found]
except ImportError:  # CPython waits by itself
    PyodideFuture = WebLoop = WebLoopPolicy = object
_plain_call_later: Any = getattr(WebLoop, "call_later", None)

# A browser's timer cannot be set to a longer time.
MAX_TIMER_S = 2_147_483

# Pyodide's JavaScript function that calls another one later, and the sleep that it has replaced; see `install`.
_schedule_callback: Any = None
_plain_sleep = time.sleep
_plain_get_event_loop = asyncio.get_event_loop
# How many waits the program stands still for, how many loops of it stand by, and what has fallen due meanwhile.
_waits = _idle = 0
_held: list[tuple[Any, asyncio.Handle]] = []


def install() -> None:
    """Replaces what waits in Pyodide; elsewhere does nothing."""
    if sys.platform != "emscripten" or asyncio.run.__module__ == __name__:
        return
    global _schedule_callback, _plain_sleep
    # Not at the top of this file: a snapshot of the interpreter's memory can hold nothing of JavaScript's.
    import js  # type: ignore[import-not-found]
    from pyodide.webloop import _orig_sleep
    from pyodide_js._api import scheduleCallback  # type: ignore[import-not-found]

    _schedule_callback, _plain_sleep = scheduleCallback, _orig_sleep
    if not hasattr(js.WebAssembly, "Suspending"):
        asyncio.run = _cannot_wait
        return
    from .loop import Loop

    asyncio.run = _outside(asyncio.runners.run)
    asyncio.Runner.run = _outside(asyncio.Runner.run)
    Loop.run_forever = _outside(Loop.run_forever)
    Loop.run_until_complete = _outside(Loop.run_until_complete)
    WebLoopPolicy.new_event_loop = lambda self: Loop()
    asyncio.EventLoop = asyncio.SelectorEventLoop = Loop
    asyncio.get_event_loop = asyncio.events.get_event_loop = _get_event_loop
    _mend_web_loop()
    time.sleep = _sleep


def stands_still() -> bool:
    """Whether the program waits, and what runs is what goes on meanwhile."""
    return _waits + _idle > 0


def can_wait() -> bool:
    """Whether the program may stand still here."""
    return bool(can_run_sync())


def wakeable(timeout: float | None) -> tuple[asyncio.Future[None], Callable[[], None]]:
    """A future to stand by for, which is done after so many seconds or before, and what takes its timer away."""
    over = _passing().create_future()
    if timeout is None:
        return over, lambda: None
    timer = _passing().call_later(timeout, lambda: over.done() or over.set_result(None))
    return over, timer.cancel


def stand_by(future: Awaitable[Any]) -> Any:
    """Waits for a future of `_passing`, while tasks of the page's own loop go on."""
    global _idle
    _idle += 1
    try:
        return run_sync(future)
    finally:
        _idle -= 1


def wait(promised: Any) -> Any:
    """The value that `promised.tell` passes on; until then the program stands still. See `can_wait`."""
    answer = _passing().create_future()
    promised.tell(create_once_callable(answer.set_result))
    return _stand_still(answer)


def _sleep(seconds: float, /) -> None:
    if not isinstance(seconds, int | float) or not 0 < seconds < math.inf or not can_run_sync():
        return _plain_sleep(seconds)
    loop = _passing()
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        over = loop.create_future()
        loop.call_later(left, over.set_result, None)
        _stand_still(over)


def _stand_still(future: Awaitable[Any]) -> Any:
    """Waits for a future of `_passing`; nothing else of the program runs meanwhile."""
    global _waits
    _waits += 1
    try:
        return run_sync(future)
    finally:
        _waits -= 1
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
    WebLoop.call_later = _call_later
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


def _call_later(loop: Any, delay: float, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:
    """Does as WebLoop's own method, but what falls due while the program stands still waits too."""
    if delay <= 0:
        handle = asyncio.Handle(callback, args, loop, context=context)
    else:
        handle = asyncio.TimerHandle(loop.time() + delay, callback, args, loop, context=context)
    if delay != math.inf:
        _schedule(loop, handle, max(delay, 0))
    return handle


def _schedule(loop: Any, handle: asyncio.Handle, delay: float) -> None:
    run = create_once_callable(functools.partial(_run_handle, loop, handle), _may_syncify=True)
    _schedule_callback(run, min(delay, MAX_TIMER_S) * 1000)


def _run_handle(loop: Any, handle: asyncio.Handle) -> None:
    if _waits:
        _held.append((loop, handle))
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
    finally:
        # An exception that a task keeps leads to this frame, which must not keep the task.
        del handle


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


class _Apart(WebLoop):  # type: ignore[misc]
    """A WebLoop makes itself the running one; this does not."""

    def __init__(self) -> None:
        running = asyncio._get_running_loop()
        super().__init__()
        asyncio._set_running_loop(running)


def _cannot_wait(main: Any, **_: Any) -> Any:
    if asyncio.iscoroutine(main):
        main.close()
    raise RuntimeError(
        "asyncio.run() cannot wait in this browser, which has no stack switching (JSPI): "
        "write `await main()` in its place, outside of any function"
    )
