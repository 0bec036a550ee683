"""
What plugins see while requests are recorded. Which code is of interest is the same for all of them and is found out
once; the events are each request's own. Leaves to plugins/watch.py how an event is made.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import CodeType, FrameType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..journal import RecorderForPlugins
from ..plugins.interesting import Interesting, Wanted
from ..plugins.plugin import Seen
from ..plugins.watch import Watcher
from ..scope import Place


class RequestWatcher(Watcher):
    """Makes the events of one request. `statements`: the SQL of all of them, also of those that belong to no call."""

    def __init__(self, recorder: RecorderForPlugins, shared: SharedWatcher, depth: int) -> None:
        super().__init__(recorder, shared, depth)
        self.statements: list[str] = []
        self._guard = shared.guard

    def admitted(self, code: CodeType, frame: FrameType, place: Place) -> None:
        with self._guard:
            super().admitted(code, frame, place)

    def _seen(self, wanted: Wanted, frame: FrameType) -> Seen | None:
        found = super()._seen(wanted, frame)
        if found is None and wanted.kind == "sql" and self._recorder.running_call() < 0:
            # A library asks before or after the program's own code runs, as for a session. The trace has no call to
            # which this could belong, but who counts statements wants to know of it.
            if not self._is_event(wanted, frame.f_back):
                return None
            values = frame.f_locals
            arguments = {name: values[name] for name in wanted.names if name in values}
            seen = Seen(arguments, [], frame, -1, self._recorder.now())
            return seen if self._begin(wanted, seen) else None
        return found

    def _note(self, wanted: Wanted, seen: Seen, duration_us: float | None) -> None:
        sql = seen.data.get("sql")
        if wanted.kind == "sql" and type(sql) is str:
            self.statements.append(sql)
        super()._note(wanted, seen, duration_us)


class SharedWatcher(Watcher):
    """
    Has the tool of `sys.monitoring` and passes on what it is told to the watcher of the request that runs (`current`).
    What runs outside every request makes no events.
    """

    def __init__(
        self, current: Callable[[], Watcher | None], read_source: Callable[[str, dict[str, Any]], str]
    ) -> None:
        self.guard = threading.RLock()
        self._current = current
        super().__init__(_Nobody(self.guard, read_source), depth=2)
        self._interesting = _Guarded(self._ask, self.guard)

    def _callbacks(self) -> dict[int, Any]:
        return {event: self._passed_on(callback) for event, callback in super()._callbacks().items()}

    def _passed_on(self, mine: Callable[..., Any]) -> Callable[..., Any]:
        name, current = mine.__name__, self._current

        def callback(*given: Any) -> Any:
            watcher = current()
            return mine(*given) if watcher is None else getattr(watcher, name)(*given)

        return callback

    def admitted(self, code: CodeType, frame: FrameType, place: Place) -> None:
        with self.guard:
            super().admitted(code, frame, place)

    def _python_began(self, frame: FrameType) -> None:
        """No request runs."""

    def _c_began(
        self, frame: FrameType, offset: int, function: Any, first: Any, owner: Any, wanted: Wanted
    ) -> None:
        """No request runs."""


class _Guarded(Interesting):
    """Two requests may be the first to need a module at the same time."""

    def __init__(self, found: Callable[[CodeType], None], guard: AbstractContextManager[Any]) -> None:
        super().__init__(found)
        self._guard = guard

    def add(self, plugins: Any) -> None:
        with self._guard:
            super().add(plugins)

    def look(self) -> None:
        with self._guard:
            super().look()


class _Nobody:
    """Stands for a recorder where no request runs."""

    read_stack = False

    def __init__(
        self, lock: AbstractContextManager[Any], read_source: Callable[[str, dict[str, Any]], str]
    ) -> None:
        self.lock, self.read_source = lock, read_source

    def now(self) -> float:
        return 0.0

    def running_call(self) -> int:
        return -1

    def first_running_call(self) -> int:
        return -1

    def look_anew(self) -> None:
        """There is nothing to look at."""
