"""
Waiting as in CPython, though a page may never block: while the program sleeps or waits for input no other task goes on.
It waits by stack switching. asyncio_in_page.py does the same for asyncio.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from calltrace.ending import trim

# Bound here, because a program may put something else in its place.
_getframe = sys._getframe

try:
    from pyodide.ffi import can_run_sync, create_once_callable, run_sync  # type: ignore[import-not-found]
    from pyodide.webloop import WebLoop  # type: ignore[import-not-found]
except ImportError:  # CPython waits by itself
    WebLoop = object
_plain_call_later: Any = getattr(WebLoop, "call_later", None)

# A browser's timer cannot be set to a longer time.
MAX_TIMER_S = 2_147_483

# Pyodide's JavaScript function that calls another one later, and the sleep that it has replaced; see `install`.
_schedule_callback: Any = None
_plain_sleep = time.sleep
# How many waits the program stands still for, how many loops of it stand by, and what has fallen due meanwhile.
_waits = _idle = 0
# What a session wants to know: that the program is about to sleep for so many seconds, and where it stands still.
_before_sleep: Callable[[float], None] | None = None
_standing: Any = None
# What `asyncio.run` and the like wait for: the innermost is last.
_awaited: list[asyncio.Future[Any]] = []
_held: list[tuple[Any, asyncio.Handle]] = []


def install() -> bool:
    """Replaces `time.sleep` of Pyodide. Gives whether the browser can make Python wait."""
    global _schedule_callback, _plain_sleep
    # Not at the top of this file: a snapshot of the interpreter's memory can hold nothing of JavaScript's.
    import js  # type: ignore[import-not-found]
    from pyodide.webloop import _orig_sleep
    from pyodide_js._api import scheduleCallback  # type: ignore[import-not-found]

    _schedule_callback, _plain_sleep = scheduleCallback, _orig_sleep
    if not hasattr(js.WebAssembly, "Suspending"):
        return False
    time.sleep = _sleep  # type: ignore[assignment]
    return True


def stands_still() -> bool:
    """Whether the program waits, and what runs is what goes on meanwhile."""
    return _waits + _idle > 0


def can_wait() -> bool:
    """Whether the program may stand still here."""
    return bool(can_run_sync())


def wakeable(timeout: float | None) -> tuple[asyncio.Future[None], Callable[[], None]]:
    """A future to stand by for, which is done after so many seconds or before, and what takes its timer away."""
    over = passing().create_future()
    if timeout is None:
        return over, lambda: None
    timer = passing().call_later(timeout, lambda: over.done() or over.set_result(None))
    return over, timer.cancel


def stand_by(future: Awaitable[Any]) -> Any:
    """Waits for a future of `passing`, while tasks of the page's own loop go on."""
    global _idle
    _idle += 1
    if _standing is not None:
        _standing.waits(_getframe(1))
    try:
        return run_sync(future)
    finally:
        _idle -= 1
        if _standing is not None:
            _standing.waits(None)


def watched(before_sleep: Callable[[float], None], standing: Any) -> None:
    """From now on, these are told of waiting (see run.py and standing.py)."""
    global _before_sleep, _standing
    _before_sleep, _standing = before_sleep, standing


@contextlib.contextmanager
def running_until(future: asyncio.Future[Any]) -> Iterator[None]:
    """While a loop runs until this is done."""
    _awaited.append(future)
    try:
        yield
    finally:
        _awaited.remove(future)


def awaited() -> object:
    """The coroutine that `asyncio.run` or the like waits for; None: there is none."""
    task = _awaited[-1] if _awaited else None
    return task.get_coro() if isinstance(task, asyncio.Task) else None


def wait(promised: Any) -> Any:
    """The value that `promised.tell` passes on; until then the program stands still. See `can_wait`."""
    answer = passing().create_future()
    promised.tell(create_once_callable(answer.set_result))
    return _stand_still(answer)


def _sleep(seconds: float, /) -> None:
    if not isinstance(seconds, int | float) or not 0 < seconds < math.inf or not can_run_sync():
        return _plain_sleep(seconds)
    loop = passing()
    until = time.monotonic() + seconds
    if _before_sleep is not None:
        _before_sleep(seconds)
    while (left := until - time.monotonic()) > 0:
        over = loop.create_future()
        loop.call_later(left, over.set_result, None)
        _stand_still(over)


def _stand_still(future: Awaitable[Any]) -> Any:
    """Waits for a future of `passing`; nothing else of the program runs meanwhile."""
    global _waits
    _waits += 1
    if _standing is not None:
        _standing.waits(_getframe(1))
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
def passing() -> Any:
    """The event loop that goes on while the program stands still."""
    loop = _Apart()
    loop.call_later = functools.partial(_plain_call_later, loop)
    return loop


def call_later(loop: Any, delay: float, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:
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


class _Apart(WebLoop):  # type: ignore[misc]
    """A WebLoop makes itself the running one; this does not."""

    def __init__(self) -> None:
        running = asyncio._get_running_loop()
        super().__init__()
        asyncio._set_running_loop(running)
