"""
The recorder: starts and stops a hook, decides once per code object whether its calls are let in, and hands over in
chunks what the hot path (calls.py) noted.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import CodeType, FrameType
from typing import Any, Literal

from . import columns, functions
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .calls import AFTER_WIDTH, BEGAN_WIDTH, ENDED_WIDTH, RETURNS_WIDTH
from .chunk import Chunk
from .columns import drain, drained, kept
from .frames import CodeInfo, code_info
from .frozen import SECRET_NAMES, use_secrets
from .hooks import Hook, choose_hook
from .plugins.watch import Watcher
from .scope import Scope, read_source
from .snapshot import made_smaller, start_anew
from .values import Values

Clock = Callable[[], float]

# So many lines of output go out at once; after that, output may not take more than a fifth of the time.
MAX_PROMPT_LINES = 64
# And not more often than this (µs), however quick the page is: each is a message.
MIN_OUTPUT_INTERVAL_US = 5_000
# Calls and values that are handed over at once, about: the page looks at them between two frames.
MAX_CHUNK_ITEMS = 30_000
# Characters of a file's source: nobody reads more.
MAX_SOURCE_CHARACTERS = 2_000_000
# Characters: a longer piece is closed. Joining costs more the longer it is, and a line may never end.
MAX_PIECE_CHARACTERS = 10_000

_traceback_of = BaseException.__dict__["__traceback__"].__get__


class Recorder:
    """
    Records the calls of what runs between `start` and `stop`.

    `sink` gets every chunk. `clock` counts seconds; times in the trace are µs since `start`, less what the recorder
    itself needed to hand over. `interval` (seconds) is the longest time between two chunks while calls happen.
    Beyond `max_calls` calls are only counted. `read_stack`: plugins may read what C functions are given off the memory
    of Python's frames; else off the program's text. `secrets`: what has one of these in its name is kept as "redacted".
    """

    def __init__(
        self,
        scope: Scope,
        sink: Callable[[Chunk], None],
        *,
        hook: str | None = None,
        clock: Clock = time.perf_counter,
        max_calls: int = 1_000_000,
        interval: float = 0.05,
        read_stack: bool = sys.platform == "emscripten",
        secrets: Sequence[str] = SECRET_NAMES,
    ) -> None:
        self.scope = scope
        self.max_calls = max_calls
        self.clock = clock
        self.hook: Hook = choose_hook(hook)
        self.read_stack = read_stack
        self.secrets = tuple(secrets)
        self.plugins = Watcher(self)
        # How the text of a file is found; tests and fixtures put their own in.
        self.read_source: Callable[[str, dict[str, Any]], str] = read_source
        # A signal may land while its own thread holds it.
        self.lock = threading.RLock()
        # What the hot path adds to.
        self.began: list[Any] = []
        self.given: list[Any] = []
        self.returns: list[Any] = []
        self.ended: list[Any] = []
        # Whether there were values besides integers, texts and None: then numbers of different types may be equal.
        self.mixed = False
        # Step and first step of the same generator or coroutine, in turn.
        self.resumes: list[int] = []
        # Call, name and value of variables that differ from the arguments at the end, in turn.
        self.after: list[Any] = []
        self.same: list[tuple[int, str, str]] = []
        self.calls_counted = 0
        # Given by the hot path: µs since the start, less what the recorder took; makes it that time again, so that what
        # happened meanwhile takes none; sets the earliest time of the next handing over.
        self.now: Callable[[], float] = lambda: 0.0
        self.turn_back: Callable[[float], None] = lambda to: None
        self.set_due: Callable[[float], None] = lambda at: None
        # Makes every thread go quiet; the hot path adds one function a thread.
        self.quieten: list[Callable[[], None]] = []
        # Whether there are as many calls as may be kept.
        self.full = False
        # The call in which the exception that unwound last was raised.
        self.raised_in: int | None = None
        self.codes: list[CodeType] = []
        self.duration_us = 0.0
        self._made_at = datetime.now(UTC)
        # Why recording ended before the program did; None: it did not.
        self.remark: str | None = None
        # What else is to be said of the recording.
        self.notes: list[str] = []
        self._raised: tuple[int, int, tuple[int, int]] = (0, -1, (0, 0))
        self._sink = sink
        self._interval = interval * 1e6
        self._values = Values()
        self.calls_recorded = 0
        # How many parameters each function has.
        self._counts: list[int] = []
        self._infos: dict[tuple[str, str, CodeType], CodeInfo] = {}
        self._known_files: set[str] = set()
        self._new_functions: list[dict[str, Any]] = []
        self._new_sources: dict[str, str] = {}
        self._new_threads: list[str] = []
        self._new_output: list[dict[str, Any]] = []
        self._threads = 0
        self._idents: set[int] = set()
        self._dropped: dict[int, int] = {}
        self._running = False
        self._flushing = False
        self._waiting: list[Callable[[], None]] = []
        self._lines_written = 0
        self._next_output = 0.0
        self._handed_over = 0.0

    @property
    def calls_seen(self) -> int:
        return self.calls_recorded + len(self._dropped) + self.calls_counted

    def remarks(self) -> list[str]:
        """What the trace has to say about itself: what is not in it, and why."""
        found = self.notes if self.remark is None else [*self.notes, self.remark]
        if self.plugins.dropped:
            said = f"{self.plugins.dropped:,} events left out: only the first {self.plugins.kept:,} are kept"
            found = [*found, said]
        thinned = [(info.budget.thinned, info.function) for info in self._infos.values()]
        often = sorted({(count, self.codes[function].co_qualname) for count, function in thinned if count})
        if often:
            names = ", ".join(name for _, name in often[:-4:-1])
            names += f" and {len(often) - 3} more" if len(often) > 3 else ""
            found = [
                *found,
                f"values of many calls left out, where functions are called very often: {names}",
            ]
        return found

    def described(self, error: dict[str, Any] | None) -> dict[str, Any]:
        """The trace's "recording"; `error` is what left the program."""
        remarks = self.remarks()
        return {
            "started_at": self._made_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "duration_us": self.duration_us,
            "hook": self.hook.name,
            "include": self.scope.include.as_json(),
            "calls_seen": self.calls_seen,
            "calls_recorded": self.calls_recorded,
            "max_calls": self.max_calls,
            "outcome": "error" if error else "finished",
            "error": error,
            **({"remarks": remarks} if remarks else {}),
        }

    # --- life -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._running = True
        start_anew()
        use_secrets(self.secrets)
        self.hook.prepare(self)
        self.plugins.start()
        # Before the first call and after all else: what the start took is none of the program's time.
        self.turn_back(0.0)
        self.hook.start()

    def stop(self) -> None:
        """Takes the hook away and hands over the rest. Calls that have not ended stay so."""
        self.duration_us = self.now()
        self.hook.stop()
        self.plugins.stop()
        self._note_threads()
        if made_smaller():
            self.notes.append("values are shown smaller the more of them there were")
        self._running = False
        self.flush()

    def _note_threads(self) -> None:
        """Says it of threads whose calls are missing from now on."""
        mine = threading.get_ident()
        names = [
            thread.name for thread in _active_threads().values() if thread.ident in self._idents - {mine}
        ]
        if names:
            run = "a thread runs" if len(names) == 1 else f"{len(names)} threads run"
            self.notes.append(f"calls are missing: {run} on after the program's end ({', '.join(names[:3])})")

    # --- asked by the hot path, rarely --------------------------------------------------------------------------

    def admit(
        self, code: CodeType, frame: FrameType, quiet: bool
    ) -> CodeInfo | Literal["import", "unrecorded"] | None:
        """
        What is to be known of a code object; None: it is left out. "import": it is left out, and so is what it calls
        until it ends but for the program's own code, because it imports a module. "unrecorded": it is let in, but not
        while it is `quiet`.
        """
        source = self.scope.source(code, frame.f_globals)
        self.plugins.admitted(code, frame, source.place == "program")
        module_body = functions.is_module(code)
        if not self.scope.lets_in(source, module_body=module_body):
            include = self.scope.include
            imports = source.place in ("library", "standard_library") and (
                module_body or (code.co_name == "_find_and_load" and source.module == "importlib._bootstrap")
            )
            return "import" if imports and include.libraries and not include.standard_library else None
        if quiet and (self.full or source.place != "program"):
            return "unrecorded"
        key = (code.co_filename, source.module, code)
        known = self._infos.get(key)
        if known is None:
            known = self._infos[key] = code_info(code, len(self.codes), source.place == "program")
            self._new_functions.append(functions.describe(code, source))
            self._remember_source(source.file, code.co_filename, frame)
            self._counts.append(len(known.names))
            self.codes.append(code)
        elif self.codes[known.function] is not code:
            # An equal one that an exec or eval made anew: its id must not be given to another code object later.
            self._infos[code.co_filename, f"{source.module}:{id(code)}", code] = known
        return known

    def _remember_source(self, file: str, filename: str, frame: FrameType) -> None:
        if file in self._known_files:
            return
        self._known_files.add(file)
        try:
            text = self.read_source(filename, frame.f_globals)
        except Exception:  # a loader of the program's, a file that is not text
            return
        if len(text) > MAX_SOURCE_CHARACTERS:
            self.notes.append(
                f"the source of {file} left out: it is longer than {MAX_SOURCE_CHARACTERS:,} characters"
            )
        elif text:
            self._new_sources[file] = text

    def add_thread(self) -> int:
        """The number of the running thread, which is new."""
        thread = _active_threads().get(threading.get_ident())
        self._idents.add(threading.get_ident())
        self._new_threads.append("MainThread" if thread is None else thread.name)
        self._threads += 1
        return self._threads - 1

    def note_raised(self, call: int, error: BaseException | None, frame: FrameType, below: Any) -> None:
        """Keeps which call an exception that goes through several was raised in; `below` is the caller's frame."""
        identity, innermost, place = self._raised
        if error is not None:
            found = _traceback_of(error)
            passes = identity == id(error) and found is not None and found.tb_next is not None
        else:
            # setprofile does not say which exception; one that goes on leaves its caller where that made the call.
            passes = place == (id(frame), frame.f_lasti)
        if not passes:
            innermost = call
        self._raised = (id(error), innermost, (id(below), below.f_lasti))
        self.raised_in = innermost

    # --- the program's output -----------------------------------------------------------------------------------

    def write(self, stream: str, text: str, image: str | None = None) -> None:
        """
        Keeps a piece of output at the call that is running, and hands it over soon. `image`: a picture (PNG in base64)
        of what the text says in words.
        """
        with self.lock:
            now = self.now()
            hooks = self.hook.current() if self._running else None
            call = hooks.running() if hooks is not None else -1
            # What is being handed over stays as it is.
            last = self._new_output[-1] if self._new_output and not self._flushing else None
            joins = last is not None and last["call"] == call and last["stream"] == stream
            long = last is not None and len(last["text"]) > MAX_PIECE_CHARACTERS
            if last is not None and joins and not long and image is None and "image" not in last:
                last["text"] += text
            else:
                piece = {"stream": stream, "call": call, "at_us": max(0.0, now), "text": text}
                self._new_output.append(piece if image is None else {**piece, "image": image})
            if self._running and (long or "\n" in text):
                self._lines_written += 1
                # A program that prints and then computes for minutes without a call has no other moment for this.
                if self._lines_written <= MAX_PROMPT_LINES or now >= self._next_output:
                    self.hand_over()

    # --- handing over -------------------------------------------------------------------------------------------

    def hand_over(self, *, inside: bool = False) -> None:
        """
        As `flush`, where the recorder itself chose the moment: what it takes is none of the program's time. `inside` a
        hook function Python tells of no calls anyway.
        """
        begun = self.now()
        before = self.calls_recorded + self._values.count
        self.flush(inside=inside)
        amount = self.calls_recorded + self._values.count - before
        took = self.now() - begun
        self.turn_back(begun)
        self._next_output = begun + max(4 * took, MIN_OUTPUT_INTERVAL_US)
        # Soon at first, so that a short program that dies leaves its calls; then ever more rarely,
        wait = max(min(self._interval, begun), 4 * took)
        # but at this pace no more at once than the page can look at.
        if amount > 0:
            wait = min(wait, (begun - self._handed_over) * MAX_CHUNK_ITEMS / amount)
        self._handed_over = begun
        self.set_due(begun + wait)

    def flush(self, then: Callable[[], None] | None = None, *, inside: bool = False) -> None:
        """
        Hands over everything so far. May be called at any moment, also by a signal that lands inside the hook or
        inside another flush: then the outer one does it, and calls `then` when it is done.
        """
        with self.lock:
            if self._flushing:
                if then is not None:
                    self._waiting.append(then)
                return
            self._flushing = True
            hooks = self.hook.current() if self._running and not inside else None
            if hooks is not None:
                hooks.pause()
                self.hook.changed(hooks)
            seen = self.calls_seen + len(self.began) // BEGAN_WIDTH
            try:
                self._deliver(everything=then is not None or not self._running)
            except (
                Exception
            ) as error:  # the program took away what handing over needs: memory, a module, room
                if self.remark is None:
                    self.remark = f"recording ended early: {type(error).__name__}"
                    self.calls_counted = seen - self.calls_recorded - len(self._dropped)
                    self._fill_up()
            finally:
                self._flushing = False
                if hooks is not None:
                    hooks.go_on()
                    self.hook.changed(hooks)
            if then is not None:
                then()
            while self._waiting:
                self.flush(self._waiting.pop())

    def _deliver(self, everything: bool) -> None:
        """What was printed goes on being handed over where recording ended early, and is kept until it is."""
        output = self._new_output[:]
        chunk = Chunk(self.calls_recorded) if self.remark is not None else self._take(everything)
        calls = chunk.first + len(chunk.function)
        chunk.output = output
        for piece in output:
            call = self._kept_call(piece["call"])
            piece["call"] = call if call < calls else -1
        if output or not chunk.empty():
            self._sink(chunk)
        self.calls_recorded = calls
        del self._new_output[: len(output)]

    def _take(self, everything: bool) -> Chunk:
        # Before the calls: an event's call stands in the same chunk or in an earlier one.
        events = self.plugins.take(everything)
        starts, given = drained(self.began), drained(self.given)
        if everything:
            # A signal may have landed where an argument stood there and its call did not yet.
            whole = columns.count_arguments(starts, self._counts)
            given, self.given[:0] = given[:whole], given[whole:]
        returns, ends = drained(self.returns), drained(self.ended)
        after, same = drained(self.after), drain(self.same)
        resumes = drain(self.resumes)
        steps = list(zip(resumes[::2], resumes[1::2], strict=True))
        chunk = Chunk(self.calls_recorded)
        room = self.max_calls - chunk.first
        if len(starts) // BEGAN_WIDTH >= room:
            starts, given = self._stop_recording(starts, given, room)
        if self._dropped:
            most = self.max_calls
            returns, ends = kept(returns, RETURNS_WIDTH, most), kept(ends, ENDED_WIDTH, most)
            after = kept(after, AFTER_WIDTH, most)
            same = [item for item in same if item[0] < most]
            steps = [item for item in steps if item[0] < most]
            for event in events:
                event["call"] = self._kept_call(event["call"])
        columns.put_beginnings(chunk, starts, given, self._values, self.mixed, threads=self._threads > 1)
        columns.put_endings(chunk, returns, ends, self._values, self.mixed)
        columns.put_changes(chunk, after, self._values)
        chunk.same = same
        chunk.resumes = steps
        chunk.functions = drain(self._new_functions)
        chunk.values = drain(self._values.new)
        chunk.threads = drain(self._new_threads)
        chunk.events = events
        chunk.sources, self._new_sources = self._new_sources, {}
        return chunk

    def _kept_call(self, call: int) -> int:
        """The call itself, or the innermost one around it that is kept."""
        while call in self._dropped:
            call = self._dropped[call]
        return call

    def _stop_recording(
        self, starts: tuple[Any, ...], given: tuple[Any, ...], room: int
    ) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """There are as many calls as may be kept: those beyond are taken out again, from now on calls are counted."""
        first = self.calls_recorded
        for offset, parent in enumerate(starts[1 + room * BEGAN_WIDTH :: BEGAN_WIDTH]):
            self._dropped[first + room + offset] = parent
        starts = starts[: room * BEGAN_WIDTH]
        self._fill_up()
        return starts, given[: columns.count_arguments(starts, self._counts)]

    def _fill_up(self) -> None:
        if not self.full:
            self.full = True
            for quieten in self.quieten:
                quieten()


def _active_threads() -> dict[int, threading.Thread]:
    # Not current_thread(): for a thread that Python did not start it would make a thread object that stays.
    active: dict[int, threading.Thread] = getattr(threading, "_active", {})
    return active.copy()
