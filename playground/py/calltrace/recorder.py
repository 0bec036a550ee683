"""
The recorder: starts and stops a hook, and hands over in chunks what the hot path (calls.py) noted in the journal.
Leaves to catalog.py what is known of functions, to limit.py how many calls are kept, to
pace.py how often chunks are handed over.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import CodeType, FrameType
from typing import Any, Literal

from . import columns
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .budget import Spending
from .catalog import Catalog
from .chunk import Chunk
from .columns import drain, drained, kept
from .frames import CodeInfo, ThreadHooks
from .frozen import use_secrets
from .greenlets import MODULE as GREENLET
from .hooks import Hook, choose_hook
from .journal import AFTER_WIDTH, BEGAN_WIDTH, ENDED_WIDTH, RETURNS_WIDTH, Clock, Journal
from .limit import CallLimit
from .lines import LineRecorder, Wanted
from .output import Output
from .pace import Pace
from .plugins.watch import Watcher
from .resolution import resolution_us
from .scope import Scope, read_source
from .secrecy import SECRET_NAMES
from .signals import hold
from .threads import Threads
from .values import Values

# So many calls through C have to fit on the stack where a hook hands over.
ROOM_CALLS = 25
# If they do not, the next try is so much later.
NO_ROOM_WAIT_US = 5_000

# WebAssembly knows no time of the processor.
COST_CLOCK = time.perf_counter if sys.platform in ("emscripten", "wasi") else time.process_time

# The recorders of this process that are recording, the outermost first.
running: list[Recorder] = []


class Recorder:
    """
    Records the calls of what runs between `start` and `stop`.

    `sink` gets every chunk. `clock` counts seconds; times in the trace are µs since `start`, less what the recorder
    itself needed to hand over. `cost_clock` counts what values cost (seconds; see budget.py). `interval` (seconds) is
    the longest time between two chunks while calls happen.
    Beyond `max_calls` calls are only counted. `read_stack`: plugins may read what C functions are given off the memory
    of Python's frames; else off the program's text. `secrets`: the names whose values are kept as "redacted"; what
    the default ones mean, and others, is said in secrecy.py.
    `read_source` gives the text of a file, from its name and the globals that its code has. `place` is told of the
    program's lines as it comes to them, unless that is very often; then all is handed over before what may take long.
    `lines`: the calls that are recorded line by line.
    """

    def __init__(
        self,
        scope: Scope,
        sink: Callable[[Chunk], None],
        *,
        hook: str | None = None,
        clock: Callable[[], float] = time.perf_counter,
        cost_clock: Callable[[], float] = COST_CLOCK,
        max_calls: int = 1_000_000,
        interval: float = 0.05,
        read_stack: bool = sys.platform == "emscripten",
        secrets: Sequence[str] = SECRET_NAMES,
        read_source: Callable[[str, dict[str, Any]], str] = read_source,
        place: Callable[[CodeType, int], None] | None = None,
        lines: LineRecorder | Sequence[Wanted] = (),
    ) -> None:
        self.scope = scope
        self.seconds = clock
        self.read_stack = read_stack
        self.read_source = read_source
        self.secrets = tuple(secrets)
        self.place = place
        # It can be taken twice, because a signal may land while its own thread holds it.
        self.lock = threading.RLock()
        self.hook: Hook = choose_hook(hook)
        # What the trace has to say about the recording, and why that ended before the program did; None: it did not.
        self.notes: list[str] = []
        self.remark: str | None = None
        self.duration_us = 0.0
        self.journal = Journal()
        self.limit = CallLimit(max_calls)
        self.plugins = Watcher(self)
        self._lines: LineRecorder | None = None
        if lines:
            self._lines = lines if isinstance(lines, LineRecorder) else LineRecorder(lines)
            self._lines.connect(
                self.journal, self.limit, self.running_call, self.notes, lambda: self.hand_over(inside=True)
            )
        self._spending = Spending(cost_clock)
        self._catalog = Catalog(scope, read_source, self.notes, self._spending)
        self._output = Output()
        self._pace = Pace(interval)
        self._threads = Threads()
        self._values = Values()
        self._made_at = datetime.now(UTC)
        self._resolution_us = resolution_us(clock)
        # None: nothing has been recorded yet.
        self._clock: Clock | None = None
        self._running = False
        self._rested_at = 0.0
        # The hook functions of the thread that started the recording.
        self._first: ThreadHooks | None = None
        self._sink = sink
        self._flushing = False
        # Functions to be called when the flush that is going on is done.
        self._waiting: list[Callable[[], None]] = []

    @property
    def calls_seen(self) -> int:
        return self.limit.seen

    @property
    def calls_recorded(self) -> int:
        return self.limit.recorded

    @property
    def max_calls(self) -> int:
        return self.limit.max_calls

    @property
    def raised_in(self) -> int | None:
        """The call in which the exception that unwound last was raised."""
        return self.journal.raised_in

    def now(self) -> float:
        """µs since the start, less what the recorder itself took; 0 before it."""
        return 0.0 if self._clock is None else self._clock.now()

    def running_call(self) -> int:
        """The call that runs in this thread; -1: none."""
        return self.hook.running_call()

    def first_running_call(self) -> int:
        """The call that runs in the thread that started the recording; -1: none."""
        return -1 if self._first is None else self._first.running()

    def look_anew(self) -> None:
        """See RecorderForPlugins."""
        hooks = self.hook.current()
        if hooks is not None:
            hooks.look_anew()

    def remarks(self) -> list[str]:
        """What the trace has to say about itself: what is not in it, and why."""
        found = self.notes if self.remark is None else [*self.notes, self.remark]
        if self.plugins.dropped:
            said = f"{self.plugins.dropped:,} events left out: only the first {self.plugins.kept:,} are kept"
            found = [*found, said]
        if self.plugins.homeless:
            found = [
                *found,
                f"events left out in which no call of the program ran: {self.plugins.homeless:,}",
            ]
        thinned = self._catalog.thinned()
        if thinned is not None:
            found = [*found, thinned]
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
            **({} if self._resolution_us is None else {"clock_resolution_us": self._resolution_us}),
            "outcome": "error" if error else "finished",
            "error": error,
            **({"remarks": remarks} if remarks else {}),
        }

    # --- life -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._running = True
        self._enter()
        self._clock = self.hook.prepare(self)
        self._first = self.hook.current()
        self.plugins.start()
        if self._lines is not None:
            self._lines.start()
        self._spending.start()
        # Before the first call and after all else, so that what the start took is not counted.
        self._clock.rewind(0.0)
        self.hook.start()

    def take_time(self) -> None:
        """Nobody looks on: nothing is handed over at first, where a recording that may be cut off does so often."""
        if self._clock is not None:
            self._clock.set_due(self._pace.interval_us)

    def _enter(self) -> None:
        """The recording begins. The secrets of earlier ones are none of its."""
        running.append(self)
        use_secrets(self.secrets)

    def stop(self, *, threads_go_on: bool = True) -> None:
        """Takes the hook away and hands over the rest. Calls that have not ended stay unfinished."""
        self.duration_us = self.now()
        if self._lines is not None:
            self._lines.stop()
        self.hook.stop()
        self.plugins.stop()
        if threads_go_on:
            self._note_threads()
        self._leave()
        self.flush()

    def rest(self) -> None:
        """Hands over everything. Until `wake` no calls of this thread are recorded, and no time passes."""
        self.pause()
        self._rested_at = self.duration_us = self.now()
        self.flush(inside=True)

    def wake(self) -> None:
        if self._clock is not None:
            self._clock.rewind(self._rested_at)
        self.go_on()

    def abandon(self) -> None:
        """Takes the hook away in a forked child, in which nothing is recorded any more, and keeps nothing."""
        self._leave()
        if self._lines is not None:
            self._lines.stop()
        self.hook.stop()
        self.plugins.stop()

    def _leave(self) -> None:
        self._running = False
        if self in running:
            running.remove(self)

    def _note_threads(self) -> None:
        """Adds a note if threads run on, whose calls are missing from now on."""
        names = self._threads.others_running()
        if names:
            run = "a thread runs" if len(names) == 1 else f"{len(names)} threads run"
            self.notes.append(f"calls are missing: {run} on after the program's end ({', '.join(names[:3])})")

    def pause(self) -> None:
        """No calls of this thread are recorded until `go_on`."""
        hooks = self.hook.current()
        if hooks is not None:
            hooks.pause()
            self.hook.changed(hooks)

    def go_on(self) -> None:
        hooks = self.hook.current()
        if hooks is not None:
            hooks.go_on()
            self.hook.changed(hooks)

    # --- asked by the hot path, rarely --------------------------------------------------------------------------

    def admit(
        self, code: CodeType, frame: FrameType, suppressed: bool
    ) -> CodeInfo | Literal["import", "unrecorded"] | None:
        """See RecorderForHooks."""
        source = self.scope.source(code, frame.f_globals)
        program = source.place == "program"
        self.plugins.admitted(code, frame, source.place)
        if source.module == GREENLET:
            self.hook.expect_greenlets()
        recorded = not suppressed or (program and not self.limit.full)
        found = self._catalog.admit(code, frame, source, recorded=recorded)
        if self._lines is not None and isinstance(found, CodeInfo):
            self._lines.offer(code, lambda: self.read_source(code.co_filename, frame.f_globals))
        return found

    def add_thread(self, idle: Callable[[], bool], greenlet: bool) -> int:
        return self._threads.add(idle, greenlet)

    def hide(self, text: str) -> None:
        """Has a text that was typed unseen kept as "redacted", wherever it is a value or inside one."""
        self._values.hide(text)

    # --- the program's output -----------------------------------------------------------------------------------

    def write(self, stream: str, text: str, image: str | None = None) -> None:
        """
        Keeps a piece of output at the call that is running, and hands it over soon. `image`: a picture (PNG in base64)
        of what the text says in words.
        """
        with self.lock:
            now = self.now()
            call = self.running_call() if self._running else -1
            # A piece that is being handed over must stay as it is.
            soon = self._output.add(stream, call, now, text, image, joins=not self._flushing)
            if self._running and soon and self._pace.line_goes_out(now):
                self.hand_over()

    def note_wait(self, since_us: float, what: str) -> None:
        """Keeps as an event that the running call has waited for `what` since then: it is nobody's own time."""
        with self.lock:
            self.plugins.note("wait", self.running_call(), since_us, {"for": what})

    # --- handing over -------------------------------------------------------------------------------------------

    def hand_over(self, *, inside: bool = False) -> None:
        """
        Does as `flush`, where the recorder itself chose the moment: the clock is rewound, so that what this takes is
        not counted. `inside` a hook function no hooks need to be paused, because Python tells of no calls there.
        """
        clock = self._clock
        if clock is None:  # nothing has been recorded, but perhaps something was printed
            self.flush(inside=inside)
            return
        begun = clock.now()
        if inside:
            try:
                _need_room(ROOM_CALLS)
            except RecursionError:
                # What is handed over would be lost: it waits until the program has come back.
                clock.set_due(begun + NO_ROOM_WAIT_US)
                return
        limit, values, spending = self.limit, self._values, self._spending
        spent = spending.hand_over()
        calls, size = limit.recorded, values.size
        self.flush(inside=inside)
        took = clock.now() - begun
        clock.rewind(begun)
        calls, size = limit.recorded - calls, values.size - size
        clock.set_due(self._pace.handed_over(begun, took, calls + size))
        spending.handed_over(spent, values.characters, limit.recorded, values=self.journal.mixed)

    def hand_over_soon(self) -> None:
        """The next call that begins hands over."""
        if self._clock is not None:
            self._clock.set_due(0.0)

    def hand_over_before(self, *, first: bool, calls_c: bool, inside: bool = True) -> None:
        """See RecorderForHooks."""
        journal = self.journal
        if not (journal.began or journal.returns or journal.ended or self._output.pieces):
            return
        with self.lock:
            if not self._flushing and self._pace.place_goes_out(self.now(), first=first, calls_c=calls_c):
                self.hand_over(inside=inside)

    def flush(self, then: Callable[[], None] | None = None, *, inside: bool = False) -> None:
        """
        Hands over everything so far. May be called at any moment, also by a signal that lands inside the hook or
        inside another flush: then the outer one does it, and calls `then` when it is done.
        """
        let_signals_go = hold()
        try:
            self._flush(then, inside)
        finally:
            let_signals_go()

    def _flush(self, then: Callable[[], None] | None, inside: bool) -> None:
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
            seen = self.calls_seen + len(self.journal.began) // BEGAN_WIDTH
            try:
                self._deliver(everything=then is not None or not self._running)
            except Exception as error:  # the program took away memory, a module or room that this needs
                if self.remark is None:
                    self.remark = f"recording ended early: {type(error).__name__}"
                    self.limit.end_early(seen)
            finally:
                self._flushing = False
                if hooks is not None:
                    hooks.go_on()
                    self.hook.changed(hooks)
            if then is not None:
                then()
            while self._waiting:
                self._flush(self._waiting.pop(), False)

    def _deliver(self, everything: bool) -> None:
        """Where recording ended early, what is printed is still handed over. It is kept until the sink has taken it."""
        output = self._output.pieces[:]
        chunk = Chunk(self.limit.recorded) if self.remark is not None else self._take(everything)
        calls = chunk.first + len(chunk.function)
        chunk.output = output
        for piece in output:
            call = self.limit.kept_call(piece["call"])
            piece["call"] = call if call < calls else -1
        if output or not chunk.empty():
            self._sink(chunk)
        self.limit.recorded = calls
        self._output.drop(len(output))

    def _take(self, everything: bool) -> Chunk:
        # Events are taken before the calls, so that an event's call is in the same chunk or in an earlier one.
        events = self.plugins.take(everything)
        journal, limit, catalog = self.journal, self.limit, self._catalog
        starts, given = drained(journal.began), drained(journal.given)
        if everything:
            # A signal may have landed where an argument was noted and its call was not yet.
            whole = columns.count_arguments(starts, catalog.parameter_counts)
            given, journal.given[:0] = given[:whole], given[whole:]
        returns, ends = drained(journal.returns), drained(journal.ended)
        after, same = drained(journal.after), drain(journal.same)
        resumes = drain(journal.resumes)
        steps = list(zip(resumes[::2], resumes[1::2], strict=True))
        chunk = Chunk(limit.recorded)
        room = limit.max_calls - chunk.first
        if len(starts) // BEGAN_WIDTH >= room:
            # There are as many calls as may be kept. Those beyond are taken out; from now on calls are only counted.
            limit.drop(chunk.first + room, starts[1 + room * BEGAN_WIDTH :: BEGAN_WIDTH])
            starts = starts[: room * BEGAN_WIDTH]
            limit.fill_up()
            given = given[: columns.count_arguments(starts, catalog.parameter_counts)]
        if limit.dropped:
            most = limit.max_calls
            returns, ends = kept(returns, RETURNS_WIDTH, most), kept(ends, ENDED_WIDTH, most)
            after = kept(after, AFTER_WIDTH, most)
            same = [item for item in same if item[0] < most]
            steps = [item for item in steps if item[0] < most]
            for event in events:
                event["call"] = limit.kept_call(event["call"])
        if catalog.guarded:
            given = columns.without_tokens(starts, given, catalog.parameter_counts, catalog.guarded)
        mixed = journal.mixed
        columns.put_beginnings(chunk, starts, given, self._values, mixed, threads=self._threads.count > 1)
        columns.put_endings(chunk, returns, ends, self._values, mixed)
        columns.put_changes(chunk, after, self._values)
        chunk.same = same
        chunk.resumes = steps
        if self._lines is not None:
            chunk.lines = self._lines.take(self._values)
        chunk.functions = drain(catalog.new_functions)
        chunk.values = drain(self._values.new)
        chunk.threads = drain(self._threads.new)
        chunk.events = events
        chunk.sources, catalog.new_sources = catalog.new_sources, {}
        return chunk


def _need_room(calls: int) -> Any:
    """Raises RecursionError if there is no room for so many calls through C."""
    return calls and max((calls - 1,), key=_need_room)
