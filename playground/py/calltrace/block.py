"""
The recording of one with-block or of one call of a decorated function: who may record, and what becomes of the trace.
Leaves to recorder.py the recording, to run.py what is given out.
"""

from __future__ import annotations

import os
import platform
import sys
import threading
import warnings
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from types import FrameType
from typing import Any

from . import ending
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .cells import name_cells
from .file import Assembler
from .finishing import mended, module_names, packages, why
from .include import Include
from .recorder import Recorder, running
from .run import Run
from .saving import save
from .scope import Scope, read_source
from .streams import Streams
from .target import Target

_NESTED = "this recording lies inside another one, which has its calls: the outermost wins"
_CHILDREN = "calls are missing: those of a child process; `calltrace record --children` records them"
_NOTHING = (
    "no call was recorded: the program is what lies below the current folder and that of the file that records, and is "
    "not installed; include=[…] and include_stdlib=True let other code in"
)

# One recording can go on in a process. The variable holds it in its own context, and in those of tasks begun in it.
_lock = threading.Lock()
_current: Block | None = None
_around: ContextVar[Block | None] = ContextVar("calltrace_block", default=None)


@dataclass(frozen=True, slots=True)
class Settings:
    target: Target | None
    include: Include
    # Keyword arguments of Recorder.
    recorder: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """The code that records: its file, its line, and the globals that it runs with."""

    file: str
    line: int
    names: dict[str, Any]

    @classmethod
    def of_frame(cls, frame: FrameType) -> Origin:
        return cls(frame.f_code.co_filename, frame.f_lineno, frame.f_globals)

    @classmethod
    def of_function(cls, function: Any) -> Origin | None:
        """None: it is no function of Python's."""
        code = getattr(function, "__code__", None)
        if code is None:
            return None
        return cls(code.co_filename, code.co_firstlineno, function.__globals__)

    def __str__(self) -> str:
        return f"{os.path.basename(self.file)}:{self.line}"


Adapt = Callable[[dict[str, Any]], None]


class Unrecorded:
    """A block in whose place nothing is recorded; `run` says why."""

    def __init__(self, why_not: str) -> None:
        self.run = Run(why_not)

    def pause(self) -> None: ...

    def go_on(self) -> None: ...

    def end(self, error: BaseException | None) -> None: ...


class Block:
    """One recording that goes on. `place`: where in the program it was begun."""

    def __init__(self, settings: Settings, origin: Origin, adapt: Adapt) -> None:
        """Raises ValueError where there is no such hook. `adapt` may change the trace before it is written."""
        self._adapt = adapt
        self.place = str(origin)
        self.run = Run()
        self._settings = settings
        self._process = os.getpid()
        scope = _scope(settings.include, origin.file)
        name = scope.name_of(origin.file)
        self._program = {
            "filename": os.path.basename(name) if os.path.isabs(name) else name,
            "source": read_source(origin.file, origin.names),
            "example": None,
        }
        self._assembler = Assembler()
        self._recorder = Recorder(scope, self._assembler.add, **settings.recorder)

    # --- what is printed (see streams.Listener)

    @property
    def notes(self) -> list[str]:
        return self._recorder.notes

    def write(self, stream: str, text: str) -> None:
        if os.getpid() == self._process:
            self._recorder.write(stream, text)

    # --- life

    def start(self) -> None:
        self._streams = Streams(self)
        self._recorder.start()

    def pause(self) -> None:
        self._recorder.pause()

    def go_on(self) -> None:
        self._recorder.go_on()

    def end(self, error: BaseException | None) -> None:
        """Never raises for what is wrong with the recording: the program goes on as without it."""
        global _current
        if (
            os.getpid() != self._process
        ):  # a forked child came to the end of the block: the trace is its parent's
            return
        self._recorder.stop()
        self._streams.stop()
        with _lock:
            _current = None
        if _around.get() is self:
            _around.set(None)
        try:
            self.run._finish(self._trace(error))
        except Exception as failed:
            self.run._why_not = f"no trace could be made: {why(failed)}"
            _warn(f"calltrace: {self.run._why_not}")
            return
        if self._settings.target is not None:
            self._write(self._settings.target)

    def _trace(self, error: BaseException | None) -> dict[str, Any]:
        recorder = self._recorder
        if not recorder.calls_seen:
            recorder.notes.append(_NOTHING)
        environment = {
            "python": platform.python_version(),
            "platform": sys.platform,
            "runtime": platform.python_implementation().lower(),
            "packages": packages(module_names()),
        }
        data = self._assembler.assemble(
            program=self._program,
            environment=environment,
            recording=recorder.described(self._described(error)),
        )
        self._adapt(data)
        return mended(data)

    def _described(self, error: BaseException | None) -> dict[str, Any] | None:
        """What the trace says of the exception that leaves the block."""
        if error is None or isinstance(error, GeneratorExit):
            return None
        if isinstance(error, SystemExit) and not error.code:
            return None
        return ending.described(error, self._recorder.raised_in if self._came_from_inside(error) else None)

    def _came_from_inside(self, error: BaseException) -> bool:
        """Whether a recorded call raised it, and not the block itself or code that is left out."""
        entry = error.__traceback__
        entry = entry and entry.tb_next  # the frame around the block
        scope = self._recorder.scope
        while entry is not None:
            code, names = entry.tb_frame.f_code, entry.tb_frame.f_globals
            if scope.lets_in(scope.source(code, names), module_body=code.co_name == "<module>"):
                return True
            entry = entry.tb_next
        return False

    def _write(self, target: Target) -> None:
        try:
            save(self.run.trace, target)
        except OSError as failed:
            older = "; the older one is as it was" if target.mode is not None and target.replaceable else ""
            _warn(
                f"calltrace: {target.name} could not be written: {why(failed)}{older}. The trace is still there: "
                "run.save(…) writes it elsewhere"
            )

    def forked(self) -> None:
        """In a child process, in which nothing is recorded."""
        self._recorder.abandon()
        self._streams.stop()
        self.run._why_not = "this is a child process: the recording is its parent's"


def begin(settings: Settings, origin: Origin, adapt: Adapt = name_cells) -> Block | Unrecorded:
    """Begins a recording, if none goes on. Raises ValueError, RuntimeError where no hook is to be had."""
    global _current
    with _lock:
        current = _current
        if current is None and not running:
            block = Block(settings, origin, adapt)
            _current = block
    if current is None and not running:
        return _started(block)
    if current is not None and _around.get() is not current:
        _warn(
            f"calltrace: {origin} is not recorded for itself: a recording begun at {current.place} in another "
            "thread or task goes on, and has its calls"
        )
        return Unrecorded(
            f"another recording, begun at {current.place}, went on meanwhile, and has its calls"
        )
    _note_nested(settings, origin)
    return Unrecorded(_NESTED)


def _started(block: Block) -> Block:
    global _current
    _forget_in_children()
    _around.set(block)
    try:
        block.start()
    except BaseException:
        _current = None
        raise
    return block


def _note_nested(settings: Settings, origin: Origin) -> None:
    """The outermost trace says which file was not written, once."""
    target = settings.target
    outermost = running[0] if running else None
    if target is None or outermost is None:
        return
    if _current is not None and _current._settings.target == target:  # a function that calls itself
        return
    note = f"{target.name} was not written: {origin} was recorded inside this recording, which has its calls"
    if note not in outermost.notes:
        outermost.notes.append(note)


def _scope(include: Include, file: str) -> Scope:
    """What lies below the current folder, or the one of the file that records, is the program's."""
    here = os.getcwd()
    if file.startswith("<"):
        return Scope(include, program=frozenset({file}), root=here)
    return Scope(include, root=here, others=(os.path.dirname(os.path.realpath(file)),))


_forgets = False


def _forget_in_children() -> None:
    global _forgets
    if not _forgets and hasattr(os, "register_at_fork"):  # which cannot be taken back
        _forgets = True
        os.register_at_fork(after_in_parent=_in_parent, after_in_child=_in_child)


def _in_parent() -> None:
    if _current is not None and _CHILDREN not in _current.notes:
        _current.notes.append(_CHILDREN)


def _in_child() -> None:
    global _current, _lock
    _lock = threading.Lock()
    block, _current = _current, None
    if block is not None:
        block.forked()


def _warn(sentence: str) -> None:
    """A warning at the program's own line."""
    depth = 2
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__package__") == __package__:
        frame, depth = frame.f_back, depth + 1
    warnings.warn(sentence, RuntimeWarning, stacklevel=depth)
