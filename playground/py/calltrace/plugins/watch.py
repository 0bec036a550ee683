"""
Watches for calls of interesting functions while a recording runs, and makes events of them.

Where Python has `sys.monitoring`, the watcher is a tool of its own beside the recorder's. It asks for beginnings and
ends only in the code of interesting Python functions, and for calls of C functions only in the program's own code,
where a place that calls another function answers DISABLE once and costs nothing from then on. On Python 3.11 everything
comes through the profile hook, which asks the watcher.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterable
from types import BuiltinFunctionType, CodeType, FrameType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..journal import RecorderForPlugins
from ..scope import Place
from . import registry, sanitize
from .arguments import reader
from .bundled import BUNDLED
from .interesting import Interesting, Wanted
from .plugin import Plugin, Seen
from .rows import CursorCall, Statements
from .source_arguments import Arguments, SourceArguments

# Bound here, because a program may put something else in its place.
_getframe = sys._getframe

# An event is a few hundred bytes: beyond so many, none are kept.
MAX_EVENTS = 100_000
# Shorter waits are no events.
MIN_WAIT_US = 1000.0
# What our tool of sys.monitoring is called.
TOOL = "calltrace plugins"

# Where a `for` begins a round and where it ends; one event for both until Python 3.13.
BRANCHES: tuple[int, ...] = ()
if sys.version_info >= (3, 14):
    BRANCHES = sys.monitoring.events.BRANCH_LEFT, sys.monitoring.events.BRANCH_RIGHT
elif sys.version_info >= (3, 12):
    BRANCHES = (sys.monitoring.events.BRANCH,)


_IMPORTLIB = frozenset(
    {"importlib", "importlib._bootstrap", "importlib._bootstrap_external", "_frozen_importlib"}
)


class Watcher:
    """
    `watched`: another watcher, which has the tool and knows which code is of interest; this one only makes events of
    the calls that it is told of. `depth`: how many frames above a callback the program's frame is.
    """

    def __init__(self, recorder: RecorderForPlugins, watched: Watcher | None = None, depth: int = 1) -> None:
        self.events: list[dict[str, Any]] = []
        # The number of events that were left out because there were too many.
        self.dropped = 0
        # The number of those that are left out because no call could be found that they belong to.
        self.homeless = 0
        self._recorder = recorder
        self._depth = depth
        self._watched = watched
        self._interesting: Interesting = Interesting(self._ask) if watched is None else watched._interesting
        self._program: dict[int, CodeType] = {} if watched is None else watched._program
        # Code of libraries that names a function in C which is of interest there.
        self._libraries: dict[int, CodeType] = {} if watched is None else watched._libraries
        self._shared: dict[Any, Any] = {}
        # Calls that have begun: by the id of a Python function's frame, or by minus the id of the frame that calls
        # one in C. No tuples, because rows are looked for among the tuples that were made lately.
        self._open: dict[int, tuple[FrameType, list[tuple[Wanted, Seen]]]] = {}
        # Where steps of coroutines began, by the ids of their frames; on Python 3.11.
        self._resumed_at: dict[int, int] = {}
        # Events in whose threads no call runs yet, by the ids of the frames that they came from.
        self._early: dict[int, Seen] = {}
        self._statements = Statements()
        self._source_arguments: SourceArguments = (
            SourceArguments(recorder.read_source) if watched is None else watched._source_arguments
        )
        # Code that has made a query, so that its loops may go through rows.
        self._asking: set[int] = set() if watched is None else watched._asking
        self.kept = 0
        self._tool: int | None = None
        self._unwinding = False

    # --- life

    def start(self) -> None:
        if self._watched is not None:
            return
        if sys.version_info >= (3, 12):
            monitoring = sys.monitoring
            free = [tool for tool in (4, 3, 5, 1, 0, 2) if monitoring.get_tool(tool) is None]
            if not free:
                return
            self._tool = free[0]
            monitoring.use_tool_id(self._tool, TOOL)
            for event, callback in self._callbacks().items():
                monitoring.register_callback(self._tool, event, callback)
        registry.listeners.append(self.add)
        self.add([*BUNDLED, *registry.registered])

    def stop(self) -> None:
        """Calls that have not ended become events without a duration."""
        if self._watched is not None:
            self._end_open()
        if self.add not in registry.listeners:
            return
        registry.listeners.remove(self.add)
        if sys.version_info >= (3, 12) and self._tool is not None and self._is_ours():
            monitoring = sys.monitoring
            monitoring.set_events(self._tool, 0)
            for event in self._callbacks():
                monitoring.register_callback(self._tool, event, None)
            interesting = [code for code, _ in self._interesting.codes.values()]
            for code in [*self._program.values(), *self._libraries.values(), *interesting]:
                monitoring.set_local_events(self._tool, code, 0)
            monitoring.free_tool_id(self._tool)
            monitoring.restart_events()
        self._tool = None
        self._end_open()

    def _end_open(self) -> None:
        for _, begun in list(self._open.values()):
            for wanted, seen in begun:
                if wanted.function.adds is None:
                    self._note(wanted, seen, None)
        self._open.clear()

    def _is_ours(self) -> bool:
        """Whether the tool is still the watcher's: the program may have freed it and be using it itself."""
        return self._tool is not None and sys.monitoring.get_tool(self._tool) == TOOL  # type: ignore[attr-defined,unused-ignore]

    def add(self, plugins: Iterable[Plugin]) -> None:
        self._interesting.add(plugins)

    # --- which code

    def admitted(self, code: CodeType, frame: FrameType, place: Place) -> None:
        """Is called by the recorder when it first sees a code object, at the beginning of its call."""
        try:
            if place == "program":
                if id(code) not in self._program:
                    self._program[id(code)] = code
                    self._ask(code)
            elif place == "library" and id(code) not in self._libraries:
                names = self._interesting.names_in_libraries
                if not names.isdisjoint(code.co_names):
                    self._libraries[id(code)] = code
                    self._ask(code)
            if self._interesting.outdated():
                codes = self._interesting.codes
                known = id(code) in codes
                self._interesting.look()
                # Python will not tell of this call: it had gathered which tools to tell before the call began.
                if not known and id(code) in codes:
                    self._python_began(frame)
        except Exception:  # the program took away what it needs
            pass

    def _ask(self, code: CodeType) -> None:
        if self._watched is not None:
            self._watched._ask(code)
            return
        if sys.version_info >= (3, 12) and self._tool is not None:
            events = sys.monitoring.events
            calls = id(code) in self._program or id(code) in self._libraries
            wanted = events.CALL if calls else 0
            if id(code) in self._asking:
                wanted |= sum(BRANCHES)
            if id(code) in self._interesting.codes:
                wanted |= events.PY_START | events.PY_RETURN
                if not self._unwinding:
                    # Python tells of unwinding globally only.
                    self._unwinding = True
                    sys.monitoring.set_events(self._tool, events.PY_UNWIND)
            sys.monitoring.set_local_events(self._tool, code, wanted)

    # --- events of Python

    def _callbacks(self) -> dict[int, Any]:
        events = sys.monitoring.events  # type: ignore[attr-defined,unused-ignore]
        return {
            events.CALL: self._on_call,
            events.C_RETURN: self._on_c_return,
            events.C_RAISE: self._on_c_raise,
            events.PY_START: self._on_start,
            events.PY_RETURN: self._on_return,
            events.PY_UNWIND: self._on_unwind,
            **dict.fromkeys(BRANCHES, self._on_branch),
        }

    def _on_call(self, code: CodeType, offset: int, function: Any, first: Any) -> Any:
        monitoring = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        try:
            if first is monitoring.MISSING:
                first = None
            found = self._interesting.c_function(function, first)
            if found is None or not self._may_call(code, found[1]):
                return monitoring.DISABLE
            with self._recorder.lock:
                self._c_began(_getframe(self._depth), offset, function, first, *found)
        except Exception:
            pass
        return None

    def _on_c_return(self, code: CodeType, offset: int, function: Any, first: Any) -> None:
        if self._open:
            self._over(-id(_getframe(self._depth)), True, None)

    def _on_c_raise(self, code: CodeType, offset: int, function: Any, first: Any) -> None:
        if self._open:
            self._over(-id(_getframe(self._depth)), False, None)

    def _on_start(self, code: CodeType, offset: int) -> None:
        try:
            self._python_began(_getframe(self._depth))
        except Exception:
            return

    def _on_return(self, code: CodeType, offset: int, value: Any) -> None:
        if self._open:
            self._over(id(_getframe(self._depth)), True, value)

    def _on_unwind(self, code: CodeType, offset: int, error: Any) -> None:
        if self._open:
            self._over(id(_getframe(self._depth)), False, None)

    def _on_branch(self, code: CodeType, offset: int, target: int) -> Any:
        try:
            with self._recorder.lock:
                if self._statements.round(_getframe(self._depth), offset, target):
                    return None
        except Exception:
            pass
        return sys.monitoring.DISABLE  # type: ignore[attr-defined,unused-ignore]

    # --- events of sys.setprofile, on Python 3.11

    def wants(self, frame: FrameType, event: str, value: Any) -> bool:
        """Whether `profile` has anything to do. This is asked at every call, so it must cost little."""
        if event == "c_call":
            return value.__name__ in self._interesting.names
        return bool(self._open) or (event == "call" and id(frame.f_code) in self._interesting.codes)

    def profile(self, frame: FrameType, event: str, value: Any) -> None:
        try:
            if event == "c_call":
                code = frame.f_code
                if id(code) in self._program or id(code) in self._libraries:
                    found = self._interesting.c_function(value, None)
                    if found is not None and self._may_call(code, found[1]):
                        with self._recorder.lock:
                            self._c_began(frame, frame.f_lasti, value, None, *found)
            elif event == "call":
                if id(frame.f_code) in self._interesting.codes:
                    if id(frame) in self._open:
                        self._resumed_at[id(frame)] = frame.f_lasti
                    else:
                        self._python_began(frame)
            elif self._open:
                if event == "return":
                    if id(frame) in self._open:
                        # The event has the same name when the function unwinds or yields.
                        step = dis.opname[frame.f_code.co_code[frame.f_lasti]]
                        resumed_at = self._resumed_at.pop(id(frame), -1)
                        # An exception that is thrown in at a yield leaves there at once: a step that goes on moves.
                        thrown = value is None and resumed_at == frame.f_lasti
                        if step != "YIELD_VALUE" or thrown:
                            self._over(id(frame), step == "RETURN_VALUE", value)
                else:
                    self._over(-id(frame), event == "c_return", None)
        except Exception:
            pass

    # --- calls

    def _may_call(self, code: CodeType, wanted: Wanted) -> bool:
        """Whether a function in C is of interest where this code calls it."""
        return wanted.function.from_libraries or id(code) in self._program

    def _full(self) -> bool:
        if self.kept < MAX_EVENTS:
            return False
        self.dropped += 1
        return True

    def _python_began(self, frame: FrameType) -> None:
        with self._recorder.lock:
            found = self._interesting.codes.get(id(frame.f_code))
            if found is None:
                return
            begun = [(wanted, seen) for wanted in found[1] if (seen := self._seen(wanted, frame))]
            if begun:
                self._open[id(frame)] = (frame, begun)

    def _seen(self, wanted: Wanted, frame: FrameType) -> Seen | None:
        """A call of an interesting Python function that begins; None: it is no event."""
        call = self._recorder.running_call()
        early = call < 0
        if early and not wanted.function.elsewhere:
            return None
        if not self._is_event(wanted, frame.f_back) or self._full():
            return None
        if early:
            call = self._recorder.first_running_call()
        values = frame.f_locals
        arguments = {name: values[name] for name in wanted.names if name in values}
        place = (id(frame), -1)
        seen = CursorCall(arguments, [], call, self._recorder.now(), self._statements, place, frame)
        if not self._begin(wanted, seen):
            return None
        if early:
            self._early[id(frame)] = seen
            self._recorder.look_anew()
        return seen

    def began(self, frame: FrameType, call: int) -> None:
        """The first call in an event that came before any call of its thread is where the event belongs."""
        below: FrameType | None = frame
        while self._early and below is not None:
            seen = self._early.pop(id(below), None)
            if seen is not None:
                seen.call = call
            below = below.f_back

    def _is_event(self, wanted: Wanted, below: FrameType | None) -> bool:
        """Whether a call of an interesting Python function is one, going by who makes it."""
        if wanted.function.only_from_program:
            maker = self._below_importlib(below)
            if maker is None or id(maker.f_code) not in self._program:
                return False
        return not wanted.is_asked_by_package(below, self._program)

    def _below_importlib(self, frame: FrameType | None) -> FrameType | None:
        """
        The nearest frame that is not importlib's: `import_module` and `from package import module` go through some.
        None: this is part of an import that is an event already, as that of `package` is of `package.module`.
        """
        while frame is not None and dict.get(frame.f_globals, "__name__") in _IMPORTLIB:
            if id(frame) in self._open:
                return None
            frame = frame.f_back
        return frame

    def _c_began(
        self, frame: FrameType, offset: int, function: Any, first: Any, owner: Any, wanted: Wanted
    ) -> None:
        call = self._recorder.running_call()
        if call < 0 or wanted.is_asked_by_package(frame, self._program) or self._full():
            return
        found = self._given(frame, offset, function, first, owner, wanted)
        positional, named = found if found is not None else ([], {})
        if owner is not None:
            positional = [owner, *positional]
        elif not positional and first is not None:
            positional = [first]
        place = (id(frame), offset)
        seen = CursorCall(named, positional, call, self._recorder.now(), self._statements, place)
        if self._begin(wanted, seen):
            self._open[-id(frame)] = (frame, [(wanted, seen)])
        code = frame.f_code
        if wanted.function.noted is not None and BRANCHES and id(code) not in self._asking:
            self._asking.add(id(code))
            if self._statements.has_loops(code):
                self._ask(code)
        if wanted.function.adds is not None:
            seen.mark = []

    def _given(
        self, frame: FrameType, offset: int, function: Any, first: Any, owner: Any, wanted: Wanted
    ) -> Arguments | None:
        """The arguments of a C function: from the frame's memory if that may be read, else from the program's text."""
        read = reader() if self._recorder.read_stack else None
        found = None
        if read is not None:
            found = read.read(frame, offset, function, first)
            if found is None and owner is not None and type(function) is BuiltinFunctionType:
                # The profile hook is given a bound method that Python made for it; another callable is on the stack.
                plain = next(
                    (known for known, other in self._interesting.c.values() if other is wanted), None
                )
                found = read.read(frame, offset, plain, owner)
        return found if found is not None else self._source_arguments.read(frame, offset, function, first)

    def _begin(self, wanted: Wanted, seen: Seen) -> bool:
        seen.shared = self._shared
        unless = wanted.function.unless
        if unless is not None and unless(seen):
            return False
        seen.keep(wanted.function.began)
        return True

    def _over(self, key: int, ended: bool, result: Any) -> None:
        try:
            with self._recorder.lock:
                found = self._open.pop(key, None)
                if found is None:
                    return
                self._early.pop(key, None)
                now = self._recorder.now()
                for wanted, seen in found[1]:
                    seen.result, seen.ended = result, ended
                    if wanted.function.adds is not None:
                        wanted.function.adds(seen)
                        continue
                    took = max(0.0, now - seen.start_us)
                    is_event = wanted.function.is_event
                    if is_event is not None and not is_event(seen, took, self._program_files()):
                        continue
                    seen.keep(wanted.function.ended)
                    self._note(wanted, seen, took)
        except Exception:
            pass

    def note(self, kind: str, call: int, since_us: float, data: dict[str, Any]) -> None:
        """Adds an event that no plugin saw, if it has lasted a while and a call runs."""
        took = self._recorder.now() - since_us
        if call < 0 or took < MIN_WAIT_US or self._full():
            return
        self.kept += 1
        times = {"start_us": round(since_us, 3), "duration_us": round(took, 3)}
        self.events.append({"kind": kind, "call": call, **times, "data": data})

    def _program_files(self) -> set[str]:
        """The files of the program's code that has run, as code objects and modules name them."""
        return {code.co_filename for code in self._program.values()}

    def _note(self, wanted: Wanted, seen: Seen, duration_us: float | None) -> None:
        if seen.call < 0:
            self.homeless += 1
            return
        self.kept += 1
        data = sanitize.data(seen.data)
        self.events.append(
            {
                "kind": wanted.kind,
                "call": seen.call,
                "start_us": round(max(0.0, seen.start_us), 3),
                "duration_us": None if duration_us is None else round(duration_us, 3),
                "data": data,
            }
        )
        if wanted.function.noted is not None:
            wanted.function.noted(seen, data)

    def take(self, everything: bool) -> list[dict[str, Any]]:
        """Takes the events so far. Those whose rows may still be coming are kept back for a while."""
        taken = self.events[:]
        waiting = set() if everything else self._statements.waiting(self._recorder.now())
        back = [event for event in taken if id(event["data"]) in waiting]
        self.events[: len(taken)] = back
        return [event for event in taken if id(event["data"]) not in waiting] if back else taken
