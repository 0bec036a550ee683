"""
The two ways to be told of calls: `sys.monitoring` (Python 3.12 and newer) and `sys.setprofile`. Both only translate
Python's events into calls of a thread's six hook functions (calls.py), which decide what a call is and what is kept.
"""

from __future__ import annotations

import dis
import inspect
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, Protocol

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .closing import Closings
from .ending import hide
from .frames import ThreadHooks
from .functions import begins
from .journal import Clock, RecorderForHooks
from .places import Places
from .raw_threads import RawThreads
from .thread_table import THREADS, ThreadTable

# What our tool of sys.monitoring is called.
TOOL = "calltrace"


class Hook(Protocol):
    name: str

    def prepare(self, recorder: RecorderForHooks) -> Clock:
        """Makes all that `start` then has only to put in place, and the clock of the run."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def watch(self, code: CodeType, program: bool) -> None:
        """Asks for the ends of this code's calls too, because it is let in; `program`: it is the program's own."""

    def changed(self, hooks: ThreadHooks) -> None:
        """Is told that a thread's hook functions have been replaced."""

    def current(self) -> ThreadHooks | None:
        """The hook functions of the running thread; None: nothing of it has been recorded yet."""

    def running_call(self) -> int:
        """The call that runs in this thread; -1: none."""

    def expect_greenlets(self) -> None:
        """Is told that the program is importing greenlet."""


def choose_hook(name: str | None) -> Hook:
    """`monitoring`, `profile`, or (None) the better one that this Python has."""
    if name is None:
        name = "monitoring" if sys.version_info >= (3, 12) else "profile"
    if name == "profile":
        return ProfileHook()
    if name != "monitoring":
        raise ValueError(f"no such hook: {name}")
    if sys.version_info < (3, 12):
        raise ValueError("this Python has no sys.monitoring: it came with 3.12")
    return MonitoringHook()


if sys.version_info >= (3, 12):
    _EVENTS = sys.monitoring.events
    _FUNCTIONS = {
        _EVENTS.PY_START: "started",
        _EVENTS.PY_RESUME: "resumed",
        _EVENTS.PY_THROW: "thrown",
        _EVENTS.PY_RETURN: "returned",
        _EVENTS.PY_YIELD: "yielded",
        _EVENTS.PY_UNWIND: "unwound",
    }
    _PLACES = _EVENTS.LINE | _EVENTS.CALL

    class MonitoringHook:
        """
        Beginnings are asked for globally: code that is left out answers DISABLE at its first and costs nothing from
        then on. Ends are asked for only in code that is let in; Python tells of unwinding and throwing globally only.
        """

        name = "monitoring"

        def prepare(self, recorder: RecorderForHooks) -> Clock:
            monitoring = sys.monitoring
            # The tools that Python has not set aside for debuggers, coverage and cProfile are tried first.
            free = [tool for tool in (3, 4, 5, 1, 0, 2) if monitoring.get_tool(tool) is None]
            if not free:
                raise RuntimeError("all tools of sys.monitoring are in use")
            self._tool = free[0]
            self._recorder = recorder
            self._watched: list[CodeType] = []
            monitoring.use_tool_id(self._tool, TOOL)
            self._threads = ThreadTable(
                recorder, self.watch, self.changed, 2 if THREADS else 1, monitoring.DISABLE
            )
            if THREADS:
                for event, function in _FUNCTIONS.items():
                    monitoring.register_callback(self._tool, event, self._by_thread(function))
                recorder.limit.when_full(self._count)
            else:
                self.changed(self._threads.mine())
            if recorder.place is not None:
                places = Places(recorder, self._threads.clock.now)
                monitoring.register_callback(self._tool, _EVENTS.LINE, places.line)
                monitoring.register_callback(self._tool, _EVENTS.CALL, places.call)
            return self._threads.clock

        def start(self) -> None:
            monitoring = sys.monitoring
            # Code that answered DISABLE in an earlier recording is asked again.
            monitoring.restart_events()
            monitoring.set_events(self._tool, _EVENTS.PY_START | _EVENTS.PY_THROW | _EVENTS.PY_UNWIND)

        def _by_thread(self, function: str) -> Callable[..., Any]:
            lock, mine = self._recorder.lock, self._threads.mine

            def hook(code: CodeType, offset: int, *value: Any) -> Any:
                try:
                    with lock:
                        return getattr(mine(), function)(code, offset, *value)
                except RecursionError:
                    raise
                except BaseException as error:  # a signal of the program's landed here
                    hide(error)
                    raise

            return hook

        def _count(self) -> None:
            """No more calls are recorded: what is only counted needs neither a lock nor the thread's functions."""
            limit, lock, mine, getframe = (
                self._recorder.limit, self._recorder.lock, self._threads.mine, sys._getframe,
            )  # fmt: skip
            only_counted, running = limit.only_counted, limit.running

            def beginning(function: str) -> Callable[..., Any]:
                def hook(code: CodeType, offset: int, id: Callable[[Any], int] = id) -> Any:
                    if id(code) in only_counted:
                        limit.counted += 1
                        return None
                    with lock:
                        return getattr(mine(), function)(code, offset)

                return hook

            def ending(function: str) -> Callable[..., Any]:
                def hook(code: CodeType, offset: int, value: Any, id: Callable[[Any], int] = id) -> Any:
                    if id(getframe(1)) in running:
                        with lock:
                            getattr(mine(), function)(code, offset, value)

                return hook

            register = sys.monitoring.register_callback
            for event in (_EVENTS.PY_START, _EVENTS.PY_RESUME):
                register(self._tool, event, beginning(_FUNCTIONS[event]))
            for event in (_EVENTS.PY_RETURN, _EVENTS.PY_YIELD, _EVENTS.PY_UNWIND):
                register(self._tool, event, ending(_FUNCTIONS[event]))

        def changed(self, hooks: ThreadHooks) -> None:
            if not THREADS:
                for event, function in _FUNCTIONS.items():
                    sys.monitoring.register_callback(self._tool, event, getattr(hooks, function))

        def watch(self, code: CodeType, program: bool) -> None:
            wanted = _EVENTS.PY_RETURN | _EVENTS.PY_YIELD | _EVENTS.PY_RESUME
            if program and self._recorder.place is not None:
                wanted |= _PLACES
            sys.monitoring.set_local_events(self._tool, code, wanted)
            self._watched.append(code)

        def current(self) -> ThreadHooks | None:
            return self._threads.current()

        def running_call(self) -> int:
            return self._threads.running_call()

        def expect_greenlets(self) -> None:
            self._threads.expect_greenlets()

        def stop(self) -> None:
            self._threads.stop()
            monitoring = sys.monitoring
            if monitoring.get_tool(self._tool) != TOOL:
                self._recorder.notes.append(
                    "calls are missing: the program freed the recorder's tool of sys.monitoring"
                )
                return
            monitoring.set_events(self._tool, 0)
            for event in (*_FUNCTIONS, _EVENTS.LINE, _EVENTS.CALL):
                monitoring.register_callback(self._tool, event, None)
            for code in self._watched:
                monitoring.set_local_events(self._tool, code, 0)
            monitoring.free_tool_id(self._tool)
            # Code that answered DISABLE is asked again by whoever uses this tool next.
            monitoring.restart_events()


class ProfileHook:
    """
    `sys.setprofile` says "return" for returning, yielding and unwinding alike; the instruction at which the frame
    stands tells them apart. It cannot say which exception unwinds a frame, so the result of such a call is not kept.
    """

    name = "profile"

    def prepare(self, recorder: RecorderForHooks) -> Clock:
        self._left_out: dict[int, CodeType] = {}
        self._tool: int | None = None
        self._too_deep = False
        self._bytecode: dict[int, bytes] = {}
        # They must not be freed: other code would be given their ids.
        self._watched: list[CodeType] = []
        self._threads = ThreadTable(recorder, self.watch, self.changed, 2, False)
        self._previous = sys.getprofile()
        self._recorder = recorder
        self._profile = self._make(recorder)
        self._raw_threads = RawThreads(self._profile)
        return self._threads.clock

    def start(self) -> None:
        if THREADS:
            threading.setprofile(self._profile)
            self._raw_threads.start()
        else:
            self._follow_tasks()
        sys.setprofile(self._profile)

    def _make(self, recorder: RecorderForHooks) -> Callable[[FrameType, str, Any], None]:
        left_out, bytecode, mine = self._left_out, self._bytecode, self._threads.mine
        # Where generators stood when they were resumed, by their frames.
        resumed_at: dict[int, int] = {}
        lock, limit = recorder.lock, recorder.limit
        only_counted, running = limit.only_counted, limit.running
        # Whether calls are only counted.
        full = False

        def count() -> None:
            nonlocal full
            full = True

        limit.when_full(count)

        # Where there is no sys.monitoring, plugins get their events from this hook, and it finds out what is closed.
        plugins = recorder.plugins if sys.version_info < (3, 12) else None
        closings = Closings() if sys.version_info < (3, 12) else None

        def profile(frame: FrameType, event: str, value: Any) -> None:
            try:
                if plugins is not None and plugins.wants(frame, event, value):
                    plugins.profile(frame, event, value)
                if event == "call":
                    code = frame.f_code
                    if id(code) in left_out:
                        return
                    if full and id(code) in only_counted:
                        limit.counted += 1
                        return
                    # If there is too little room, it must be missing here, where that can still be handled.
                    _need(3)
                    with lock:
                        hooks = mine()
                        offset = frame.f_lasti
                        if not code.co_flags & _STEPS or begins(code, offset):
                            if hooks.started(code, offset) is False:
                                left_out[id(code)] = code
                        else:
                            resumed_at[id(frame)] = offset
                            if closings is not None and id(code) in bytecode and closings.begins(frame):
                                hooks.thrown(code, offset, _CLOSES)
                            else:
                                hooks.resumed(code, offset)
                elif event == "return":
                    code = frame.f_code
                    text = bytecode.get(id(code))
                    if text is None or (full and id(frame) not in running):
                        return
                    with lock:
                        hooks = mine()
                        offset = frame.f_lasti
                        if text[offset] in _RETURNS:
                            hooks.returned(code, offset, value)
                        elif code.co_flags & _STEPS and _yields(
                            text, offset, value, resumed_at.get(id(frame), -1)
                        ):
                            hooks.yielded(code, offset, value)
                        elif closings is not None and closings.ends(
                            frame, text, resumed_at.get(id(frame), -1)
                        ):
                            hooks.unwound(code, offset, _CLOSES)
                        else:
                            hooks.unwound(code, offset, None)
                        if resumed_at:
                            resumed_at.pop(id(frame), None)
                elif closings is not None:
                    # C is called far more often than anything is thrown.
                    if event == "c_call":
                        if value.__name__ == "throw":
                            closings.throws(frame)
                    elif closings.throwing:
                        closings.returns(frame)
            except RecursionError:
                self._too_deep = True
                # There is room for this before the last call; at the last one nothing more is to be done.
                try:
                    if sys.gettrace() is None:
                        sys.settrace(self._shield)
                except RecursionError:
                    pass
            except BaseException as error:  # a signal of the program's landed here
                hide(error)
                raise

        return profile

    def _shield(self, frame: FrameType, event: str, value: Any) -> None:
        """
        Python takes a hook away when there is no room left to call it. Near the recursion limit this one stands in
        front: Python calls the trace function first, takes that away, and the profile hook stays.
        """
        # One call more than the profile hook makes, so that what fails for want of room fails here.
        _need(1)
        try:
            _need(12)
            sys.settrace(None)
        except RecursionError:
            pass

    def _follow_tasks(self) -> None:
        """
        Gives a step of an asyncio task the hook: a step runs on a stack of its own where it waits for the browser, and
        Python would call no hook there.
        """
        if sys.version_info >= (3, 12):
            monitoring = sys.monitoring
            free = [tool for tool in (1, 0, 5) if monitoring.get_tool(tool) is None]
            events = sys.modules.get("asyncio.events")
            if events is None or not free:
                return
            self._tool, self._step = free[0], events.Handle._run.__code__

            def stepped(code: CodeType, offset: int) -> None:
                if sys.getprofile() is None:
                    sys.setprofile(self._profile)

            monitoring.use_tool_id(self._tool, TOOL)
            monitoring.register_callback(self._tool, monitoring.events.PY_START, stepped)
            monitoring.set_local_events(self._tool, self._step, monitoring.events.PY_START)

    def _leave_tasks(self) -> None:
        if sys.version_info >= (3, 12) and self._tool is not None:
            monitoring = sys.monitoring
            if monitoring.get_tool(self._tool) == TOOL:
                monitoring.register_callback(self._tool, monitoring.events.PY_START, None)
                monitoring.set_local_events(self._tool, self._step, 0)
                monitoring.free_tool_id(self._tool)
            threading.setprofile_all_threads(self._previous)

    def changed(self, hooks: ThreadHooks) -> None:
        """Nothing is to be done: hook functions are looked up anew at every event."""

    def watch(self, code: CodeType, program: bool) -> None:
        self._bytecode[id(code)] = code.co_code
        self._watched.append(code)

    def current(self) -> ThreadHooks | None:
        return self._threads.current()

    def running_call(self) -> int:
        return self._threads.running_call()

    def expect_greenlets(self) -> None:
        self._threads.expect_greenlets()

    def stop(self) -> None:
        self._threads.stop()
        # `==` and not `is`, because a method is another object at each look.
        if sys.gettrace() == self._shield:
            sys.settrace(None)
        if self._too_deep:
            self._recorder.notes.append(
                "calls are missing: at the recursion limit there was no room left for noting the deepest ones"
            )
        if sys.getprofile() is not self._profile:
            # Python itself takes it away when there is no room left to call it.
            self._recorder.notes.append(
                "calls are missing: the profile hook was taken away, by the program or at the recursion limit"
            )
        _put_back(self._previous)
        self._leave_tasks()
        if THREADS:
            threading.setprofile(None)
            self._raw_threads.stop()


def _put_back(previous: Any) -> None:
    """Sets the profile function that was there before. That of cProfile is an object in C, which sets itself."""
    if previous is None or callable(previous):
        sys.setprofile(previous)
    else:
        sys.setprofile(None)
        enable = getattr(previous, "enable", None)
        if enable is not None:
            enable()


def _need(calls: int) -> None:
    """Raises RecursionError if there is no room for so many calls."""
    if calls:
        _need(calls - 1)


# What is thrown into a generator that is closed; setprofile does not show it.
_CLOSES = GeneratorExit()
_YIELD = dis.opmap["YIELD_VALUE"]
_RETURNS = frozenset(dis.opmap[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in dis.opmap)
_STEPS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
# In 3.13 a frame that yields has gone on to the next instruction.
_YIELDED_AT = 2 if sys.version_info[:2] == (3, 13) else 0


def _yields(bytecode: bytes, offset: int, value: Any, resumed_at: int) -> bool:
    """
    Whether a frame that "returns" at this instruction yields; else an exception leaves it. A frame also stands at the
    yield when an exception was thrown into it and leaves at once: in 3.11 and 3.12 it then stood there when it was
    resumed too, which a step that goes on never does. (3.13 cannot tell this from a yield of None in a loop.)
    """
    at = offset - _YIELDED_AT
    if at < 0 or bytecode[at] != _YIELD:
        return False
    return _YIELDED_AT > 0 or not (value is None and resumed_at == offset)
