"""
The recorded requests: what is known of each from its beginning to its end, and the last ones, which are kept in memory.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
import sys
import threading
import time
from _thread import get_ident
from collections import Counter
from typing import Any

from .._own import from_json
from ..chunk import RAISED, Chunk
from ..ending import described
from ..file import Assembler
from ..finishing import mended, module_names, packages
from ..plugins import sanitize
from .process import PROCESS, RequestRecorder
from .steps import Part

# All that is kept takes no more than this (bytes, as estimated); the oldest go first.
MAX_BYTES = 100_000_000
# What an event takes, about.
_EVENT_BYTES = 500
# Numbers and texts in a statement of SQL: statements that differ in nothing else are repeats.
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|(?<=\()(?:\s*%s\s*,)*\s*%s\s*(?=\))")
# Nothing else is needed of an error on a list.
_MAX_ERROR = 200


class Request:
    """
    One request, and its `recorder`. Made when it begins; `part` is what its pieces run in; `end` when it has been
    answered. Times: seconds since the epoch and milliseconds.
    """

    def __init__(self, recorder: RequestRecorder, method: str, path: str, query: str) -> None:
        self.id = secrets.token_urlsafe(9)
        self.method = method[:20]
        self.path = (sanitize.url(f"{path}?{query}" if query else path) or path)[:2000]
        self.status: int | None = None
        self.error: str | None = None
        self.started = time.time()
        self.took_ms: float | None = None
        self.bytes = 0
        self._error: BaseException | None = None
        self._lock = threading.Lock()
        self._begun = time.perf_counter()
        self.recorder = recorder
        recorder.start()
        recorder.take_time()
        # Tasks that it starts run beside its own steps, in the same thread.
        self._thread = get_ident()
        self._entered = PROCESS.hook.enter()

    def part(self) -> Part:
        return Part(self.recorder)

    def failed(self, error: BaseException) -> None:
        """An exception of the program's has left it, or a framework has made an answer of it."""
        self._error = error

    def end(self) -> None:
        """May be called more than once: an answer that is streamed ends by its last piece, or is closed."""
        with self._lock:
            if self.recorder.over:
                return
            self.recorder.over = True
        if self._entered:
            PROCESS.hook.leave(self._thread)
        self.recorder.stop()
        self.took_ms = (time.perf_counter() - self._begun) * 1000
        if self._error is not None:
            # What stands around the door makes an answer of it.
            self.status = self.status or 500
            self.error = f"{type(self._error).__name__}: {_text(self._error)}"[:_MAX_ERROR]
            # The trace keeps what is said of it; the exception would keep its frames, and all that they hold.
            self._said = described(self._error, self.recorder.raised_in)
            self._error = None
        elif self.status is not None and self.status >= 500:
            self.error = _raised(self.recorder.chunks)
        self.bytes = _bytes(self.recorder.chunks)

    _said: dict[str, Any] | None = None

    # --- what is shown of it

    @property
    def is_over(self) -> bool:
        return self.took_ms is not None

    @property
    def calls(self) -> int:
        return self.recorder.calls_seen

    @property
    def statements(self) -> list[tuple[str, int]]:
        """The statements of SQL, those that differ only in numbers and texts as one, the most frequent first."""
        found = list(self.recorder.watcher.statements)
        first: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for sql in found:
            shape = _LITERAL.sub("?", sql)
            first.setdefault(shape, sql)
            counts[shape] += 1
        return [(first[shape], count) for shape, count in counts.most_common()]

    def as_json(self) -> dict[str, Any]:
        statements = self.statements
        return {
            "id": self.id,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "started": self.started,
            "took_ms": None if self.took_ms is None else round(self.took_ms, 3),
            "calls": self.calls,
            "sql": sum(count for _, count in statements),
            "sql_repeats": [{"sql": sql, "count": count} for sql, count in statements if count > 1],
            "error": self.error,
        }

    def trace(self) -> dict[str, Any]:
        """The content of its trace file; of a request that runs, what there is by now."""
        recorder = self.recorder
        if not recorder.over:
            recorder.flush()
        assembler = Assembler()
        for chunk in list(recorder.chunks):
            assembler.add(chunk)
        recording = recorder.described(self._said)
        if not recorder.over:
            recording |= {"outcome": "stopped", "duration_us": recorder.now()}
            recording["remarks"] = [*recording.get("remarks", ()), "the request was not answered yet"]
        recording["request"] = {"method": self.method, "path": self.path, "status": self.status}
        recording["calls_recorded"] = sum(len(chunk.function) for chunk in recorder.chunks)
        recording["calls_seen"] = max(recording["calls_seen"], recording["calls_recorded"])
        return mended(
            assembler.assemble(
                program={"filename": f"{self.method} {self.path}", "source": "", "example": None},
                environment={
                    "python": platform.python_version(),
                    "platform": sys.platform,
                    "runtime": platform.python_implementation().lower(),
                    "packages": packages(module_names()),
                },
                recording=recording,
            )
        )


class Requests:
    """The last requests, `keep` of them and no more than MAX_BYTES, the newest last."""

    def __init__(self, keep: int) -> None:
        self.keep = keep
        # How many were dropped although there was a place for them, because they took too much memory.
        self.dropped = 0
        self.number = os.getpid()
        self._all: list[Request] = []
        self._lock = threading.Lock()

    def add(self, request: Request) -> None:
        with self._lock:
            if self.number != os.getpid():  # a forked worker: what its parent was asked is not its own
                self.number, self._all = os.getpid(), []
            self._all.append(request)
            # One that is being answered is not dropped before others: there are never many of them.
            del self._all[: max(0, len(self._all) - self.keep)]

    def ended(self) -> None:
        """A request has ended, and its size is known."""
        with self._lock:
            while len(self._all) > 1 and sum(request.bytes for request in self._all) > MAX_BYTES:
                del self._all[0]
                self.dropped += 1

    def newest_first(self) -> list[Request]:
        with self._lock:
            return self._all[::-1]

    def find(self, id: str) -> Request | None:
        return next((request for request in self.newest_first() if request.id == id), None)


def _bytes(chunks: list[Chunk]) -> int:
    """About what they take in memory; sources are shared among requests."""
    return sum(
        sum(len(column) * column.itemsize for column in chunk.columns())
        + sum(map(len, chunk.values))
        + _EVENT_BYTES * len(chunk.events)
        for chunk in chunks
    )


def _raised(chunks: list[Chunk]) -> str | None:
    """The exception that left the outermost call last, where the framework made an answer of it and told nobody."""
    parents: dict[int, int] = {}
    values: list[str] = []
    found: int | None = None
    for chunk in chunks:
        values += chunk.values
        parents |= {chunk.first + at: parent for at, parent in enumerate(chunk.parent)}
        for call, outcome, result in zip(chunk.ended_call, chunk.outcome, chunk.result, strict=True):
            if outcome == RAISED and parents.get(call) == -1:
                found = result
    if found is None:
        return None
    if not 0 <= found < len(values):
        return "an exception"
    text: str = from_json(values[found])["text"]
    return text[:_MAX_ERROR]


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""
