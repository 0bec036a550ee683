"""
How many calls a recording keeps. Those beyond are only counted; what refers to one of them refers to the call around
it that is kept. Leaves to suppression.py how threads stop recording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import CodeType

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


class CallLimit:
    """`recorded` calls have been handed over, `counted` ones were never noted."""

    def __init__(self, max_calls: int) -> None:
        self.max_calls = max_calls
        self.recorded = 0
        self.counted = 0
        # Whether no more calls are recorded: there are as many as may be kept, or recording ended early.
        self.full = False
        # What hooks need to know when no more calls are recorded: code whose calls are only counted, by its id, and the
        # ids of frames whose calls were running then. The latter are taken out as they end: another frame soon has the
        # same id.
        self.only_counted: dict[int, CodeType | None] = {}
        self.running: set[int] = set()
        # Parents of calls that were noted, and dropped because they are beyond the limit.
        self._dropped: dict[int, int] = {}
        self._when_full: list[Callable[[], None]] = []

    @property
    def seen(self) -> int:
        return self.recorded + len(self._dropped) + self.counted

    @property
    def dropped(self) -> bool:
        """Whether calls that were noted have been dropped."""
        return bool(self._dropped)

    def when_full(self, suppress: Callable[[], None]) -> None:
        """Calls `suppress`, which stops one thread's recording, as soon as no more calls are recorded."""
        self._when_full.append(suppress)
        if self.full:
            suppress()

    def fill_up(self) -> None:
        """From now on no more calls are recorded."""
        if not self.full:
            self.full = True
            for suppress in self._when_full:
                suppress()

    def end_early(self, seen: int) -> None:
        """Recording ends; so many calls were seen, but those that were not handed over are lost."""
        self.counted = seen - self.recorded - len(self._dropped)
        self.fill_up()

    def drop(self, first: int, parents: Iterable[int]) -> None:
        """Drops noted calls from the number `first` on; they have these parents."""
        for offset, parent in enumerate(parents):
            self._dropped[first + offset] = parent

    def kept_call(self, call: int) -> int:
        """The call itself, or the innermost one around it that is kept."""
        while call in self._dropped:
            call = self._dropped[call]
        return call
