"""
The recording of one process into a file: what the recorder hands over is on disk at once (part_file.py), and at the
end, or wherever the process leaves it early, a trace is made of it. Leaves to cli.py what is run, to leaving.py how it
learns that the process forks or ends.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import Chunk
from .finishing import module_names, packages, why, write_trace
from .keeper import Keeper
from .part_file import PartFile, part_path
from .quietly import suppress
from .recorder import Recorder
from .survivor import finish_children, start_survivor
from .target import Target

_getpid = os.getpid
Result = TypeVar("Result")
MakeRecorder = Callable[[Callable[[Chunk], None]], Recorder]


class Recording:
    """
    `program` and `environment` are the trace's. With `children`, a child process records into a file of its own beside
    the target; else it records nothing. `parent`: this is itself such a child, of that process. `say` is given the line
    that says what was written.
    """

    def __init__(
        self,
        make_recorder: MakeRecorder,
        target: Target,
        program: dict[str, Any],
        environment: dict[str, Any],
        *,
        children: bool = False,
        parent: int | None = None,
        say: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        """Raises OSError where nothing can be written, ValueError where there is no such hook."""
        if children and not target.replaceable:
            raise OSError("--children writes files beside the trace; choose a file for that with -o")
        self.target = target
        self.children = children
        # How many child processes there were whose calls are recorded, and are not.
        self.recorded_children = self.unrecorded_children = 0
        self._make_recorder, self._program, self._environment = make_recorder, program, environment
        self._root, self._parent, self._say = target, parent, say
        self._muted = self._started = self._ending = False
        if parent is not None:
            self.target = target.of_child(_getpid())
        self._open()

    def _open(self) -> None:
        self._process = _getpid()
        # Chunks that could not be written down.
        self._late: list[Chunk] = []
        self._said: tuple[int, int] = (-1, -1)
        self._awaits_keeper = False
        self.recorder = self._make_recorder(self._take)
        if self._parent is not None:
            self.recorder.notes.append(f"this is process {self._process}, a child of process {self._parent}")
        self._keeper = Keeper(self.recorder.flush)
        start = {
            "program": self._program,
            "environment": self._environment,
            "recording": self.recorder.described(None),
            "process": self._process,
            "target": self.target.path,
        }
        path = part_path(self.target, self._process)
        if not self.target.replaceable:
            import tempfile  # which takes long to import

            path = os.path.join(tempfile.gettempdir(), os.path.basename(path))
        self._part = PartFile(path, start)

    @property
    def notes(self) -> list[str]:
        return self.recorder.notes

    @property
    def here(self) -> bool:
        """Whether this process is recorded; not so in a forked child."""
        return self._process == _getpid()

    # --- life

    def prepare(self) -> None:
        """Starts the process that outlives this one."""
        if self._part.locked:
            start_survivor(self._part.path, self.target)

    def describe(self, program: dict[str, Any]) -> None:
        """Says again what the trace is to say of the program, which is known by now."""
        self._program = program
        with suppress(OSError):
            self._part.add("state", {"state": {"program": program}}, [])

    def discard(self) -> None:
        """There is no program to be recorded."""
        self._part.remove()

    def start(self) -> None:
        self._started = True
        self._keeper.start()
        self.recorder.start()

    def write(self, stream: str, text: str) -> None:
        """Keeps what the program printed."""
        if self.here and not self._muted:
            self.recorder.write(stream, text)

    def without_recording(self, do: Callable[[], Result]) -> Result:
        """Does what is not the program's: neither calls of this thread nor what is printed are kept."""
        if not self._started or not self.here:
            return do()
        self._muted = True
        self.recorder.pause()
        try:
            return do()
        finally:
            self.recorder.go_on()
            self._muted = False

    def _take(self, chunk: Chunk) -> None:
        """The recorder's sink."""
        if not self.here:  # what Python itself does first in a forked child
            return
        if self._awaits_keeper:
            self._awaits_keeper = False
            self._keeper.start()
        if not self._late:
            try:
                self._part.add_chunk(chunk, self._state())
                return
            except OSError as full:
                ending = f"what came after could not be written down: {why(full)}"
                with suppress(OSError):
                    self._part.add("state", {"state": {"ending": ending}}, [])
        self._late.append(chunk)

    def _state(self) -> dict[str, Any]:
        recorder = self.recorder
        state: dict[str, Any] = {
            "calls_seen": recorder.calls_seen, "duration_us": recorder.now(), "ending": None
        }  # fmt: skip
        said = len(sys.modules), len(recorder.notes)
        if said != self._said:
            self._said = said
            state |= {"modules": module_names(), "remarks": list(recorder.notes)}
        return state

    def leaving(self, how: str) -> None:
        """
        Another program is about to take this one's place, unless that fails: the trace is written as it is by now.
        `how` says so in it.
        """
        self.recorder.flush()
        with suppress(OSError):
            self._part.add("state", {"state": {**self._state(), "ending": how}}, [])
            part = self._part.read()
            part.chunks += self._late
            write_trace(part, self.target)

    def die_gracefully(self, before: Callable[[], None]) -> None:
        """
        Has the trace of a child process written when it is told to end, as a pool tells its workers, if the program has
        not said itself what is to be done then.
        """

        def die(number: int, frame: Any) -> None:
            if self._ending:  # the trace is being written, and then the process ends by itself
                return
            signal.signal(number, signal.SIG_DFL)
            if self.here:
                before()
                self.finish(None, "the process was told to end (SIGTERM)")
            os.kill(_getpid(), number)

        with suppress(ValueError):  # another thread than the first
            if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
                signal.signal(signal.SIGTERM, die)

    def finish(
        self, error: dict[str, Any] | None, remark: str | None = None, *, if_nothing: str | None = None
    ) -> bool:
        """
        Stops, writes the trace and says so, and `if_nothing` where no call was recorded. Gives whether it could be
        written.
        """
        self._ending = True
        recorder = self.recorder
        if self._started:
            # Where the process is left at once, no thread runs on.
            recorder.stop(threads_go_on=remark is None)
        self._keeper.stop()
        nothing = None if recorder.calls_seen else if_nothing
        if nothing is not None:
            recorder.notes.append(nothing)
        if remark is not None:
            recorder.notes.append(remark)
        if self.unrecorded_children:
            recorder.notes.append(_of_children(self.unrecorded_children))
        try:
            end = {
                "program": self._program,
                "environment": {**self._environment, "packages": packages(module_names())},
                "recording": recorder.described(error),
            }
            if not self._late:
                with suppress(OSError):
                    self._part.add("end", {"end": end}, [])
            part = self._part.read()
            part.chunks += self._late
            part.end = end
            said = write_trace(part, self.target)
        except Exception as failed:
            self._say(self._not_written(failed))
            return False
        if self._parent is None:
            finish_children(self._root)
            if self.recorded_children:
                before, after = self._root.around_number[0]
                said += f", child processes → {before}.PID{after}"
        self._part.remove()
        self._say(said)
        if nothing is not None:
            self._say(f"calltrace: {nothing}")
        return True

    def _not_written(self, failed: Exception) -> str:
        kept = self._part.keep()
        older = (
            "; the older one is as it was" if self.target.mode is not None and self.target.replaceable else ""
        )
        return (
            f"calltrace: {self.target.name} could not be written: {why(failed)}{older}. What was recorded is in "
            f"{kept}; `calltrace recover` makes a trace of it when that can be written."
        )

    # --- forks

    def before_fork(self) -> None:
        self._keeper.stop()
        self.recorder.lock.acquire()

    def forked(self) -> None:
        """In the parent."""
        self.recorder.lock.release()
        if self.children:
            self.recorded_children += 1
        else:
            self.unrecorded_children += 1
        self._keeper_is_due()

    def _keeper_is_due(self) -> None:
        """After a fork Python counts the threads, so that the keeper has to wait for the next call that begins."""
        self._awaits_keeper = True
        self.recorder.hand_over_soon()

    def begin_child(self) -> bool:
        """In the child. Gives whether it is recorded."""
        self._keeper.forget()
        self.recorder.lock.release()
        self.recorder.abandon()
        self._part.close()
        if not self.children:
            return False
        self._parent, self._say = self._process, lambda sentence: None
        self.recorded_children = self.unrecorded_children = 0
        self.target = self._root.of_child(_getpid())
        try:
            self._open()
            self.recorder.start()
            self._keeper_is_due()
        except (OSError, RuntimeError):
            return False
        return True


def _of_children(count: int) -> str:
    processes = "a child process" if count == 1 else f"{count:,} child processes"
    return f"calls are missing: those of {processes}; --children records them in files beside this one"
