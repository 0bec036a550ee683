"""Runs the user's program as `__main__` under the recorder and says how it ended."""

from __future__ import annotations

import ast
import atexit
import builtins
import contextlib
import functools
import linecache
import os
import signal
import sys
import types
from collections.abc import Callable
from types import FrameType
from typing import Any

from calltrace import Chunk, Include, Recorder, Scope
from calltrace._own import from_json, to_json
from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from calltrace.ending import remember, report, trim
from calltrace.lines import LineRecorder, Wanted
from calltrace.scope import read_source

from . import asyncio_in_page, debugger, hidden, impossible, waiting, web_app
from .adapted import Adapt, Adapted
from .devices import Devices
from .errors import describe
from .own_frames import OwnFrames
from .own_modules import OwnModules
from .patches import Patches
from .pictures import adapt as figures_of_pil
from .standing import Standing, awaiting, stack
from .stdin import Keyboard, Stdin
from .streams import Room, Stream

# Matplotlib's own notation for a backend in a module.
FIGURES = "module://playground_session.figures"

# Memory that is held back and freed when the program ends: one that has used up all leaves none for saying so.
RESERVE_BYTES = 4_000_000

# The three streams, and Python's second names for them.
_STREAMS = ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")

BYTE_ORDER_MARK = "\ufeff"

# From so many seconds on, all is handed over before a sleep, however often there is one.
MIN_LONG_SLEEP_S = 0.05

_recorder: Recorder | None = None
_session: _Session | None = None


def flush() -> None:
    """Hands over everything so far; does nothing if no program runs."""
    if _recorder is not None:
        _recorder.flush()


def stop_waiting() -> None:
    """Does as the interrupt, where the program waits for the browser: no signal reaches it there."""
    if _session is not None:
        _session.interrupted()


async def run(request: dict[str, Any], host: Any, *, leave: bool = False) -> str:
    """
    Runs request["source"]; {source, filename, example, include, maxCalls, inputs?, interrupt?, hook?,
    seed?, lines?: {name, call}, tests?}. `tests`: not the program runs but its tests (calltrace_map.page), which the
    host then has `told` of.

    `host` has chunk(columns, text), output(text), flushed(file, line), and may have read_line() and read_secret() (see
    Keyboard), device (see Devices), protect_stack(), standing() (see Standing) and, for apps that go on answering,
    rests(recording, answer) and next_request() (see `_Session.answer_requests`).
    Returns the trace's "recording" as JSON. Never raises for what the program does. `leave`: nothing else is to run in
    this interpreter, so what the program wants to be run when it exits runs now.
    """
    source, filename = str(request["source"]), str(request.get("filename") or "main.py")
    include = Include.from_json(request.get("include") or {})
    scope = Scope(include, program=frozenset({filename, os.path.abspath(filename)}), root=os.getcwd())
    max_calls = int(request.get("maxCalls") or 1_000_000)

    def sink(chunk: Chunk) -> None:
        calls = [] if chunk.empty() else [(part.columns(), part.text()) for part in chunk.parts()]
        output = to_json(chunk.output)
        # All that needs memory has been done by here.
        for part in calls:
            host.chunk(*part)
        if chunk.output:
            host.output(output)

    def text_of(filename: str, names: dict[str, Any]) -> str:
        with session.own.aside():
            return source if filename == session.filename else read_source(filename, names)

    files = [filename, *(str(file["name"]) for file in request.get("files") or ())]
    standing = Standing(host, scope, files)
    wanted = request.get("lines")
    lines = () if wanted is None else LineRecorder([_wanted(wanted)], when_ended=lambda: enough())
    recorder = Recorder(
        scope,
        sink,
        hook=request.get("hook"),
        max_calls=max_calls,
        read_source=text_of,
        place=standing.place if standing.told and not lines else None,
        lines=lines,
    )

    def enough() -> None:
        """The call whose lines are wanted has ended: the rest of the run interests nobody."""
        recorder.flush(lambda: host.flushed(0, 0), inside=True)

    error: dict[str, Any] | None = None
    inputs = [str(line) for line in request.get("inputs") or ()]
    session = _Session(recorder, source, filename, host, standing, bool(request.get("interrupt")), inputs)
    session.tests = str(request.get("tests") or "")
    if request.get("seed") is not None:
        session.seed = int(request["seed"])
    with session:
        raised = await session.execute()
        if hasattr(host, "next_request") and web_app.is_set_up():
            session.rest()
            error = None if raised is None else session.error(raised, scope)
            await session.answer_requests(web_app.WebApp(), error)
        elif raised is not None:
            # This comes first: without that memory there may be no room for the frame of a call.
            session.reserve.clear()
            session.end()
            error = session.error(raised, scope)
        session.end()
        if leave:
            atexit._run_exitfuncs()
            session.end()
    seed = {} if session.seed is None else {"seed": session.seed}
    return to_json({**recorder.described(error), **seed})


def _wanted(request: dict[str, Any]) -> Wanted:
    return Wanted(str(request["name"]), call=int(request["call"]))


class _Session:
    """The parts of the interpreter that a run changes, and that are put back after it."""

    def __init__(
        self,
        recorder: Recorder,
        source: str,
        filename: str,
        host: Any,
        standing: Standing,
        interrupt: bool,
        inputs: list[str],
    ) -> None:
        # What its tests are; empty: the program itself runs.
        self.tests = ""
        self._standing = standing
        self._awaited: types.CoroutineType[Any, Any, Any] | None = None
        self._interrupt = interrupt
        self._recorder = recorder
        self._source = source
        # A text that was copied from elsewhere may begin with a mark of its encoding, which is no part of a program.
        self._text = source.removeprefix(BYTE_ORDER_MARK)
        self.filename = filename
        self._host = host
        self._room = Room(recorder)
        self._keyboard = Keyboard(host, recorder, self._room, inputs)
        self._devices = Devices(host, self._keyboard, self._room)
        self._recording = False
        # What `random` is started with, so that the program can be run again with the same numbers; None: chance.
        self.seed: int | None = None
        self.reserve = bytearray(RESERVE_BYTES)

    def __enter__(self) -> _Session:
        global _recorder, _session
        with open(self.filename, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(self._text)
        # Python shows the lines as they ran, whatever the program makes of the file and of the folder it runs in.
        lines = [line + "\n" for line in self._text.split("\n")]
        linecache.cache[self.filename] = (len(self._text), None, lines, os.path.abspath(self.filename))
        self._excepthook = sys.excepthook
        self._saved = {name: getattr(sys, name) for name in _STREAMS}, sys.argv, sys.modules.get("__main__")
        self._streams = [
            Stdin(self._keyboard),
            Stream("stdout", self._recorder, self._room, "strict"),
            Stream("stderr", self._recorder, self._room, "backslashreplace"),
        ]
        for name, stream in zip(_STREAMS, self._streams * 2, strict=True):
            setattr(sys, name, stream)
        self._devices.install()
        sys.argv = [self.filename]
        os.environ.setdefault("MPLBACKEND", FIGURES)
        # Python runs in the page's event loop here, in which Django else refuses to ask a database.
        os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        self._module = types.ModuleType("__main__")
        self._module.__file__ = os.path.abspath(self.filename)
        self._module.__dict__["__cached__"] = None
        if sys.version_info < (3, 14):
            self._module.__annotations__ = {}
        self._module.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = self._module
        if os.getcwd() not in sys.path and "" not in sys.path:
            sys.path.insert(0, os.getcwd())
        self._frames = OwnFrames(self._recorder.scope, self._module.__dict__)
        self._frames.install()
        self.own = OwnModules(os.getcwd())
        with self.own.aside():
            asyncio_in_page.install()
            if self.seed is not None:
                import random

                random.seed(self.seed)
        self._patches = Patches()
        self._adapted = Adapted(self._table(), self.own.is_file)
        self._adapted.install()
        self.own.install()
        self._kept = vars(builtins).copy(), sys.modules.copy()
        _recorder, _session = self._recorder, self
        waiting.watched(self._before_sleep, self._standing)
        if self._interrupt:
            signal.signal(signal.SIGUSR1, lambda signal, frame: self.interrupted(frame))
        return self

    def __exit__(self, *_: object) -> None:
        global _recorder, _session
        _recorder = _session = None
        if self._interrupt:
            signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        sys.excepthook = self._excepthook
        self.own.remove()
        self._adapted.remove()
        self._patches.undo()
        self._frames.remove()
        self._devices.remove()
        streams, sys.argv, main = self._saved
        for name, stream in streams.items():
            setattr(sys, name, stream)
        if main is not None:
            sys.modules["__main__"] = main

    def _table(self) -> dict[str, Adapt]:
        """What becomes of the modules that the page adapts, by their names."""
        patches = self._patches
        return {
            **(impossible.table(patches) if sys.platform == "emscripten" else {}),
            "bdb": lambda module: debugger.adapt(module, patches, self._frames),
            "getpass": lambda module: hidden.adapt(
                module, patches, self._keyboard, self._room, self._recorder.hide
            ),
            "PIL.ImageShow": lambda module: figures_of_pil(module, self._room.write),
        }

    def interrupted(self, frame: FrameType | None = None) -> None:
        """Hands over everything and tells the host so, and where the program is, which will be stopped now."""
        # A program that waits has no frame on the stack, and Python then hears of the signal in a frame of ours.
        place = self._standing.of([*stack(frame), *awaiting(waiting.awaited() or self._awaited)])
        self._room.give_back()
        self._recorder.flush(functools.partial(self._host.flushed, *place))

    def _before_sleep(self, seconds: float) -> None:
        if seconds >= MIN_LONG_SLEEP_S:
            self._recorder.hand_over()
        else:
            self._recorder.hand_over_before(first=False, calls_c=True, inside=False)

    async def execute(self) -> BaseException | None:
        """What the program raised. It is returned because a StopIteration that leaves a coroutine becomes another."""
        try:
            run_tests = _test_runner() if self.tests else None
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            # pytest says itself what it cannot read.
            text = "" if run_tests else self._text
            code = compile(text, self.filename, "exec", flags, dont_inherit=True)
            protect_stack = getattr(self._host, "protect_stack", None)
            if protect_stack is not None:
                protect_stack()
            self._recording = True
            self._recorder.start()
            if run_tests:
                run_tests(self.tests, self._host.told)
                return None
            running = eval(code, self._module.__dict__)
            if isinstance(running, types.CoroutineType):
                self._awaited = running
                await running
        except BaseException as raised:
            return raised
        return None

    def rest(self) -> None:
        """The program is over, but its app goes on: all is handed over, and nothing is recorded meanwhile."""
        self._recorder.rest()
        self._flush_streams()
        self._room.give_back()
        self._recorder.flush(inside=True)

    async def answer_requests(self, app: web_app.WebApp, error: dict[str, Any] | None) -> None:
        """
        Tells the host that the program is over, and has the app answer what the host then asks for, one request after
        the other, until it asks for none. Each answer comes with the trace's "recording" as it is by then.
        """
        answer: dict[str, Any] | None = None
        while True:
            self.rest()
            self._host.rests(to_json(self._recorder.described(error)), to_json(answer))
            asked = await self._host.next_request()
            if asked is None:
                return
            self._recorder.wake()
            try:
                app.answer(from_json(asked))
            except BaseException as raised:  # such as an exit in a view
                self.rest()
                self.error(raised, self._recorder.scope)
            else:
                self.rest()
            answer = app.described()

    def end(self) -> None:
        """Stops recording; a second call only hands over what was printed since."""
        if self._recording:
            self._recording = False
            self.reserve.clear()
            # What follows is no longer the program, so a debugger that goes on by steps must not show it.
            debugger.leave()
            self._recorder.stop()
            self._come_back()
            self._show_figures()
        self._flush_streams()
        self._room.give_back()
        self._recorder.flush()

    def _come_back(self) -> None:
        """
        Puts back builtins and modules that the program took away: Python still has to tell the page what happened.
        """
        builtin, modules = self._kept
        vars(builtins).update(builtin)
        sys.modules.update({**modules, **sys.modules})

    def _flush_streams(self) -> None:
        """As Python does when it ends: the program may have put text files of its own over its streams."""
        for stream in {id(stream): stream for stream in (sys.stdout, sys.stderr)}.values():
            with contextlib.suppress(Exception):
                if stream not in self._streams:
                    stream.flush()
        with contextlib.suppress(Exception):
            self._devices.flush()

    def _show_figures(self) -> None:
        """Shows the figures that the program drew with Matplotlib and left open."""
        if "matplotlib.pyplot" not in sys.modules:
            return
        try:
            with self.own.aside():
                from .figures import show_open

            show_open(self._room.write)
        except Exception as error:  # a figure whose drawing fails, as plt.show() would have said
            self._room.write("stderr", f"A figure could not be drawn: {type(error).__name__}: {error}\n")

    def error(self, raised: BaseException, scope: Scope) -> dict[str, Any] | None:
        """What the trace says of an exception that left the program, also written to its stderr."""
        with self.own.aside():
            described = describe(raised, scope, self.filename, self._recorder.raised_in)
        if described["line"] == 1 and described["column"] and "file" not in described:
            described["column"] += len(self._source) - len(self._text)
        if isinstance(raised, SystemExit):
            if raised.code is None or raised.code == 0:
                return None
            if isinstance(raised.code, int):
                text = f"The program ended with exit code {raised.code}.\n"
            else:
                text = _text_of(raised.code) + "\n"
        else:
            text = str(described["traceback"])
            trim(raised)
            if getattr(sys, "excepthook", None) not in (self._excepthook, sys.__excepthook__):
                report(raised)
                return described
            remember(raised)
        self._room.write("stderr", text)
        return described


def _test_runner() -> Callable[[str, Callable[[str], None]], None]:
    from calltrace_map.page import run_tests

    return run_tests


def _text_of(code: object) -> str:
    """What Python prints of the object that a program exits with: nothing where its text cannot be made."""
    try:
        return str(code)
    except BaseException:
        return ""
