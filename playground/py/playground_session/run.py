"""Runs the user's program as `__main__` under the recorder and says how it ended."""

from __future__ import annotations

import ast
import atexit
import builtins
import functools
import os
import signal
import sys
import types
from types import FrameType
from typing import Any

from calltrace import Chunk, Include, Recorder, Scope
from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from calltrace._own import to_json
from calltrace.ending import remember, report, trim

from . import waiting
from .errors import describe
from .standing import Standing, awaiting, stack
from .stdin import Stdin
from .streams import Room, Stream

# Matplotlib's own notation for a backend in a module.
FIGURES = "module://playground_session.figures"

# Memory that is held back and freed when the program ends: one that has used up all leaves none for saying so.
RESERVE_BYTES = 4_000_000

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
    Runs request["source"]; {source, filename, example, include, maxCalls, inputs?, interrupt?, hook?}.

    `host` has chunk(columns, text), output(text), flushed(file, line), and may have read_line() (see Stdin),
    protect_stack() and standing() (see Standing).
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

    files = [filename, *(str(file["name"]) for file in request.get("files") or ())]
    standing = Standing(host, scope, files)
    recorder = Recorder(
        scope,
        sink,
        hook=request.get("hook"),
        max_calls=max_calls,
        place=standing.place if standing.told else None,
    )
    error: dict[str, Any] | None = None
    inputs = [str(line) for line in request.get("inputs") or ()]
    interrupt = bool(request.get("interrupt"))
    with _Session(recorder, source, filename, host, standing, interrupt, inputs) as session:
        raised = await session.execute()
        if raised is not None:
            # This comes first: without that memory there may be no room for the frame of a call.
            session.reserve.clear()
            session.end()
            error = session.error(raised, scope)
        session.end()
        if leave:
            atexit._run_exitfuncs()
            session.end()
    return to_json(recorder.described(error))


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
        self._inputs = inputs
        self._standing = standing
        self._awaited: types.CoroutineType[Any, Any, Any] | None = None
        self._interrupt = interrupt
        self._recorder = recorder
        self._source = source
        self._filename = filename
        self._host = host
        self._recording = False
        self.reserve = bytearray(RESERVE_BYTES)

    def __enter__(self) -> _Session:
        global _recorder, _session
        with open(self._filename, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(self._source)
        self._kept = vars(builtins).copy(), sys.modules.copy()
        self._excepthook = sys.excepthook
        self._saved = (sys.stdin, sys.stdout, sys.stderr, sys.argv, sys.modules.get("__main__"))
        self._room = Room(self._recorder)
        self._stdout = Stream("stdout", self._recorder, self._room)
        self._stderr = Stream("stderr", self._recorder, self._room)
        stdin = Stdin(self._host, self._recorder, self._room, self._inputs)
        sys.stdin, sys.stdout, sys.stderr = stdin, self._stdout, self._stderr
        sys.argv = [self._filename]
        os.environ.setdefault("MPLBACKEND", FIGURES)
        self._module = types.ModuleType("__main__")
        self._module.__file__ = os.path.abspath(self._filename)
        self._module.__dict__["__cached__"] = None
        if sys.version_info < (3, 14):
            self._module.__annotations__ = {}
        self._module.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = self._module
        if os.getcwd() not in sys.path and "" not in sys.path:
            sys.path.insert(0, os.getcwd())
        _recorder, _session = self._recorder, self
        waiting.install()
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
        sys.stdin, sys.stdout, sys.stderr, sys.argv, main = self._saved
        if main is not None:
            sys.modules["__main__"] = main

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
            code = compile(
                self._source, self._filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True
            )
            protect_stack = getattr(self._host, "protect_stack", None)
            if protect_stack is not None:
                protect_stack()
            self._recording = True
            self._recorder.start()
            running = eval(code, self._module.__dict__)
            if isinstance(running, types.CoroutineType):
                self._awaited = running
                await running
        except BaseException as raised:
            return raised
        return None

    def end(self) -> None:
        """Stops recording; a second call only hands over what was printed since."""
        if self._recording:
            self._recording = False
            self.reserve.clear()
            self._recorder.stop()
            self._come_back()
            self._show_figures()
        self._room.give_back()
        self._recorder.flush()

    def _come_back(self) -> None:
        """
        Puts back builtins and modules that the program took away: Python still has to tell the page what happened.
        """
        builtin, modules = self._kept
        vars(builtins).update(builtin)
        sys.modules.update({**modules, **sys.modules})

    def _show_figures(self) -> None:
        """Shows the figures that the program drew with Matplotlib and left open."""
        if "matplotlib.pyplot" not in sys.modules:
            return
        try:
            from .figures import show_open

            show_open(self._stdout.show)
        except Exception as error:  # a figure whose drawing fails, as plt.show() would have said
            self._stderr.write(f"A figure could not be drawn: {type(error).__name__}: {error}\n")

    def error(self, raised: BaseException, scope: Scope) -> dict[str, Any] | None:
        """What the trace says of an exception that left the program, also written to its stderr."""
        if isinstance(raised, SystemExit):
            if raised.code is None or raised.code == 0:
                return None
            if isinstance(raised.code, int):
                text = f"The program ended with exit code {raised.code}.\n"
            else:
                text = f"{raised.code}\n"
            described = describe(raised, scope, self._filename, self._recorder.raised_in)
        else:
            described = describe(raised, scope, self._filename, self._recorder.raised_in)
            text = str(described["traceback"])
            trim(raised)
            if getattr(sys, "excepthook", None) not in (self._excepthook, sys.__excepthook__):
                report(raised)
                return described
            remember(raised)
        self._stderr.write(text)
        return described
