"""
The hook of the process, which all recordings of requests share, and who is told of an event: the request that runs, as
Python's own context says it. A thread, a task and a callback inherit the context of the request that started them, so
that requests which overlap are told apart wherever their parts run.

Each request has a recorder of its own: its own times, limits, values and events, and nothing of one that goes on for
hours stands in the way of the next.
"""

from __future__ import annotations

import os
import sys
import threading
from _thread import get_ident
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from types import CodeType, FrameType
from typing import Any, Protocol

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..catalog import role_of
from ..chunk import Chunk
from ..ending import hide
from ..frames import ThreadHooks
from ..frozen import use_secrets
from ..hooks import TOOL, Hook, ProfileHook
from ..include import Include
from ..journal import Clock, RecorderForHooks
from ..recorder import Recorder
from ..scope import Scope, read_source
from ..secrecy import SECRET_NAMES
from .rows import Rows
from .watchers import RequestWatcher, SharedWatcher


class ProcessHook(Protocol):
    """The way in which this Python tells of calls."""

    def start(self) -> None:
        """Raises RuntimeError where another tool has taken the last place."""

    def of_request(self, scope: Scope) -> RequestHook: ...

    def look_anew(self) -> None:
        """There is one scope more: code that was left out may be let in."""

    def enter(self) -> bool:
        """A part of a request begins in this thread. Gives whether `leave` is to be called when it is over."""

    def leave(self, thread: int) -> None:
        """What was entered in this thread is over; it may be another thread that says so."""


class RequestHook(Hook, Protocol):
    """The hook of one request's recorder."""

    def functions(self) -> ThreadHooks:
        """Those of the thread that runs."""


class Process:
    """What all requests of this process have in common, through whichever door they come."""

    def __init__(self) -> None:
        self.current: ContextVar[RequestRecorder | None] = ContextVar("calltrace_request", default=None)
        self.sources = _Sources()
        self.watcher = SharedWatcher(self._watcher, self.sources.read)
        self.hook: ProcessHook = _Monitoring(self) if sys.version_info >= (3, 12) else _Profile(self)
        # What doors let in; of two that let in the same there is one.
        self.scopes: dict[Any, Scope] = {}
        self._redacted: set[str] = set()
        self._lock = threading.Lock()
        self._started = False

    def scope(self, include: Include, root: str, others: tuple[str, ...]) -> Scope:
        with self._lock:
            key = include, root, others
            if key not in self.scopes:
                self.scopes[key] = Scope(include, root=root, others=others)
                if self._started:
                    self.hook.look_anew()
            return self.scopes[key]

    def start(self, redact: Sequence[str]) -> None:
        """
        `redact`: names that are secret beside the usual ones, in all requests. Raises RuntimeError where nothing can be
        recorded, because others use all tools.
        """
        if self._started and self._redacted.issuperset(redact):
            return
        with self._lock:
            self._redacted.update(redact)
            use_secrets((*SECRET_NAMES, *sorted(self._redacted)))
            if not self._started:
                self.hook.start()
                self.watcher.start()
                self._started = True

    def leaves_out(self, code: CodeType, names: dict[str, Any]) -> bool:
        """Whether no door lets this code in; `names` are the globals that it runs with."""
        scopes = list(self.scopes.values())
        return all(role_of(code, scope.source(code, names), scope) is None for scope in scopes)

    def running(self) -> RequestRecorder | None:
        """The recorder of the request that runs here, unless that is over."""
        recorder = self.current.get()
        return None if recorder is None or recorder.over else recorder

    def _watcher(self) -> RequestWatcher | None:
        recorder = self.current.get()
        return None if recorder is None or recorder.over else recorder.watcher


class RequestRecorder(Recorder):
    """Records one request. `chunks` has what it has handed over."""

    def __init__(self, scope: Scope, max_calls: int) -> None:
        self.chunks: list[Chunk] = []
        process = PROCESS
        super().__init__(
            scope,
            self.chunks.append,
            max_calls=max_calls,
            read_source=process.sources.read,
            read_stack=False,
        )
        self.request_hook = process.hook.of_request(scope)
        self.hook = self.request_hook
        self.watcher = RequestWatcher(self, process.watcher, depth=2)
        self.plugins = self.watcher
        # Whether the request has been answered; what it started may run on.
        self.over = False

    def _enter(self) -> None:
        """What one request was told is secret in the next as well."""

    def _note_threads(self) -> None:
        names = self._threads.others_running()
        if names:
            run = "a thread runs" if len(names) == 1 else f"{len(names)} threads run"
            self.notes.append(f"calls are missing: {run} on after the answer ({', '.join(names[:3])})")


class _Sources:
    """The texts of files, read once for all requests as long as they stay as they are."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, str]] = {}

    def read(self, filename: str, names: dict[str, Any]) -> str:
        try:
            changed = os.stat(filename).st_mtime
        except OSError:
            return read_source(filename, names)
        known = self._known.get(filename)
        if known is None or known[0] != changed:
            known = self._known[filename] = (changed, read_source(filename, names))
        return known[1]


if sys.version_info >= (3, 12):
    _EVENTS = sys.monitoring.events
    _ENDS = _EVENTS.PY_RETURN | _EVENTS.PY_YIELD | _EVENTS.PY_RESUME

    class _Monitoring:
        """
        One tool of `sys.monitoring`. Code that is left out answers DISABLE once, in a request or outside; of what is
        let in, no call is noted where no request runs.
        """

        def __init__(self, process: Process) -> None:
            self._process = process
            self._watched: dict[int, CodeType] = {}
            self._known: dict[int, CodeType] = {}

        def start(self) -> None:
            monitoring = sys.monitoring
            free = [tool for tool in (3, 4, 5, 1, 0, 2) if monitoring.get_tool(tool) is None]
            if not free:
                raise RuntimeError("all tools of sys.monitoring are in use")
            self._tool = free[0]
            monitoring.use_tool_id(self._tool, TOOL)
            for event, name in (
                (_EVENTS.PY_RESUME, "resumed"),
                (_EVENTS.PY_THROW, "thrown"),
                (_EVENTS.PY_RETURN, "returned"),
                (_EVENTS.PY_YIELD, "yielded"),
                (_EVENTS.PY_UNWIND, "unwound"),
            ):
                monitoring.register_callback(self._tool, event, self._passed_on(name))
            monitoring.register_callback(self._tool, _EVENTS.PY_START, self._passed_on_start())
            monitoring.restart_events()
            monitoring.set_events(self._tool, _EVENTS.PY_START | _EVENTS.PY_THROW | _EVENTS.PY_UNWIND)

        def of_request(self, scope: Scope) -> _OfMonitoring:
            return _OfMonitoring(self)

        def look_anew(self) -> None:
            sys.monitoring.restart_events()

        def watch(self, code: CodeType, program: bool) -> None:
            if id(code) not in self._watched:
                self._watched[id(code)] = code
                sys.monitoring.set_local_events(self._tool, code, _ENDS)

        def enter(self) -> bool:
            return False

        def leave(self, thread: int) -> None:
            """There is nothing to be undone."""

        def _passed_on(self, name: str) -> Callable[..., Any]:
            running = self._process.current.get

            def hook(code: CodeType, offset: int, *value: Any) -> Any:
                recorder = running()
                if recorder is None or recorder.over:
                    return None
                try:
                    with recorder.lock:
                        return getattr(recorder.request_hook.functions(), name)(code, offset, *value)
                except RecursionError:
                    raise
                except BaseException as error:  # a signal of the program's landed here
                    hide(error)
                    raise

            return hook

        def _passed_on_start(self) -> Callable[..., Any]:
            running, outside = self._process.current.get, self._outside
            scopes, leaves_out = self._process.scopes, self._process.leaves_out

            def hook(code: CodeType, offset: int) -> Any:
                recorder = running()
                if recorder is None or recorder.over:
                    return outside(code)
                try:
                    with recorder.lock:
                        answer = recorder.request_hook.functions().started(code, offset)
                    if answer is None or len(scopes) == 1:
                        return answer
                    return answer if leaves_out(code, sys._getframe(1).f_globals) else None
                except RecursionError:
                    raise
                except BaseException as error:
                    hide(error)
                    raise

            return hook

        def _outside(self, code: CodeType) -> Any:
            """A call where no request runs: what is let in must be asked again in a request."""
            if id(code) in self._known:
                return None
            try:
                frame = sys._getframe(2)
                for scope in list(self._process.scopes.values()):
                    place = scope.source(code, frame.f_globals).place
                    self._process.watcher.admitted(code, frame, place)
                if self._process.leaves_out(code, frame.f_globals):
                    return sys.monitoring.DISABLE
            except Exception:  # a frame whose globals are not what they should be
                return sys.monitoring.DISABLE
            self._known[id(code)] = code
            return None

    class _OfMonitoring:
        name = "monitoring"

        def __init__(self, shared: _Monitoring) -> None:
            self._shared = shared

        def prepare(self, recorder: RecorderForHooks) -> Clock:
            self._rows = Rows(recorder, self._shared.watch, 2, sys.monitoring.DISABLE)
            self.functions = self._rows.mine
            return self._rows.clock

        def start(self) -> None:
            """The process's hook runs already."""

        def stop(self) -> None:
            """The process's hook runs on."""

        def watch(self, code: CodeType, program: bool) -> None:
            self._shared.watch(code, program)

        def changed(self, hooks: ThreadHooks) -> None:
            """Hook functions are looked up anew at every event."""

        def current(self) -> ThreadHooks | None:
            return self._rows.current()

        def running_call(self) -> int:
            return self._rows.running_call()

        def expect_greenlets(self) -> None:
            """They are looked for at every event."""


class _Profile:
    """
    Python 3.11: one profile hook in each thread while a part of a request runs there, and from the first request on in
    all new threads. Another tool's hook is left in its place.
    """

    def __init__(self, process: Process) -> None:
        running = process.current.get
        # The code that each scope leaves out.
        self._left_out: dict[Scope, dict[int, CodeType]] = {}
        # How many requests and parts of them have been entered in each thread and not been left.
        self._entered: dict[int, int] = {}
        self._lock = threading.Lock()

        def profile(frame: FrameType, event: str, value: Any) -> None:
            recorder = running()
            if recorder is not None and not recorder.over:
                recorder.request_hook.profile(frame, event, value)  # type: ignore[attr-defined]

        self._profile = profile

    def start(self) -> None:
        if threading.getprofile() is None:
            threading.setprofile(self._profile)

    def of_request(self, scope: Scope) -> _OfProfile:
        return _OfProfile(self._left_out.setdefault(scope, {}))

    def look_anew(self) -> None:
        """Each scope knows what it leaves out."""

    def enter(self) -> bool:
        thread, found = get_ident(), sys.getprofile()
        with self._lock:
            count = self._entered.get(thread, 0)
            # A new thread had the hook before any request ran there, and keeps it.
            if found is not None and (found is not self._profile or count == 0):
                return False
            self._entered[thread] = count + 1
        if found is None:
            sys.setprofile(self._profile)
        return True

    def leave(self, thread: int) -> None:
        with self._lock:
            left = self._entered.pop(thread, 1) - 1
            if left > 0:
                self._entered[thread] = left
        if left == 0 and thread == get_ident() and sys.getprofile() is self._profile:
            sys.setprofile(None)


class _OfProfile(ProfileHook):
    def __init__(self, left_out: dict[int, CodeType]) -> None:
        self._left_out = left_out

    def prepare(self, recorder: RecorderForHooks) -> Clock:
        self._recorder = recorder
        self._too_deep = False
        self._bytecode = {}
        # One frame more than usual: the hook of the process passes events on.
        self._threads = self._rows = Rows(recorder, self.watch, 3, False)
        self.functions = self._rows.mine
        self.profile = self._make(recorder)
        return self._rows.clock

    def start(self) -> None:
        """The process's hook is put in place where a part of the request begins."""

    def stop(self) -> None:
        if sys.gettrace() == self._shield:
            sys.settrace(None)
        if self._too_deep:
            self._recorder.notes.append(
                "calls are missing: at the recursion limit there was no room left for noting the deepest ones"
            )


PROCESS = Process()
