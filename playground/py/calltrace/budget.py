"""
How much the values of one recording may cost. All are kept until they take too much time or too much room; from then
on each function keeps those of its first calls and of one call in many. Leaves to snapshot.py what is kept of a value.

Comparing a container with its last snapshot, part by part, takes as long as taking the snapshot anew (a grid of 9 × 9:
8 and 7 µs in CPython 3.13, 77 and 80 in Pyodide), so this is not done: what has not changed is the same value in the
trace because equal snapshots are one value there, and a grid of which one number changed is that number's row and the
list of the rows.
"""

from __future__ import annotations

from collections.abc import Callable

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# All values are kept while their JSON takes no more than this (characters, which are bytes),
MAX_CHARACTERS = 64_000_000
# and while keeping them has taken no longer than the greater one of these: seconds, and so many times what the program
# itself took.
MIN_SECONDS = 1.0
TIMES_OWN = 3
# What hooks take for a call besides its snapshots is not the program's own time. It is not measured call by call,
# because that takes as long, but supposed to be what a loop of so many rounds takes on this machine. Most calls take a
# quarter of this, steps of generators most of it; where a program's calls are so short that this matters, its own time
# is nothing beside what is spent on values.
HOOKS_ROUNDS = 400
MEASURED_LOOPS = 8
# At least this long (seconds): a browser's clock may be too coarse to measure it.
MIN_HOOKS_SECONDS = 5e-6
# After that each function still keeps the values of this many first calls, and of one call in so many.
FIRST_CALLS = 32
ONE_IN = 64
# Two looks at the clock take as long as a small snapshot. So only one snapshot in so many is timed, and stands for all;
# no longer than this (seconds), because the system may have done something else meanwhile.
TIMED_ONE_IN = 8
MAX_TIMED_SECONDS = 20e-3


# What hooks were found to take, by the clock that said so: a process may record every request or every test.
_hooks_seconds: dict[Callable[[], float], float] = {}


class Spending:
    """What the values of one recording have cost so far. `clock` counts seconds, best those of the processor."""

    __slots__ = (
        "_began",
        "_clock",
        "_full",
        "_hooks",
        "_inside",
        "_limit",
        "_outside",
        "_paused",
        "open",
        "turn",
    )

    def __init__(self, clock: Callable[[], float]) -> None:
        # Whether all values are kept.
        self.open = True
        # How many snapshots are taken before the next one that is timed.
        self.turn = 0
        self._clock = clock
        self._full = False
        self._began = self._hooks = 0.0
        # What was spent on snapshots in hooks, on handing them over, and on handing over anything.
        self._inside = self._outside = self._paused = 0.0
        self._limit = MIN_SECONDS

    def start(self) -> None:
        """The recording starts."""
        measured = _hooks_seconds.get(self._clock)
        if measured is None:
            begun = self._clock()
            for _ in range(MEASURED_LOOPS):
                items: list[int] = []
                for number in range(HOOKS_ROUNDS):
                    items.append(number)
            measured = max((self._clock() - begun) / MEASURED_LOOPS, MIN_HOOKS_SECONDS)
            _hooks_seconds[self._clock] = measured
        self._hooks, self._began = measured, self._clock()

    def begin(self) -> float:
        """A snapshot that is timed begins."""
        self.turn = TIMED_ONE_IN - 1
        return self._clock()

    def end(self, begun: float) -> None:
        took = self._clock() - begun
        self._inside += TIMED_ONE_IN * (took if took < MAX_TIMED_SECONDS else MAX_TIMED_SECONDS)
        if self._inside + self._outside > self._limit:
            self.open = False

    def hand_over(self) -> float:
        """Handing over begins; what this gives is for `handed_over`."""
        return self._clock()

    def handed_over(self, begun: float, characters: int, calls: int, *, values: bool) -> None:
        """So far there are so many characters of JSON, and so many calls were made. `values`: some were handed over."""
        now = self._clock()
        self._paused += now - begun
        if values:
            self._outside += now - begun
        own = now - self._began - self._paused - self._inside - calls * self._hooks
        self._limit = max(MIN_SECONDS, TIMES_OWN * own)
        self._full = characters > MAX_CHARACTERS
        self.open = not self._full and self._inside + self._outside <= self._limit

    def said(self) -> str:
        """Why not all values were kept."""
        if self._full:
            return f"all would have taken more than {MAX_CHARACTERS / 1e6:g} MB"
        seconds = f"{MIN_SECONDS:g} second{'' if MIN_SECONDS == 1 else 's'}"
        return f"all would have taken more than {seconds} and {TIMES_OWN} times the program's own time"


class Budget:
    """Which calls of one function keep their values."""

    __slots__ = ("_asked", "_thinned_ends", "_thinned_starts", "spending")

    def __init__(self, spending: Spending) -> None:
        self.spending = spending
        self._asked = 0
        self._thinned_starts = self._thinned_ends = 0

    def open_at_start(self) -> bool:
        """Whether the call that begins may keep its arguments; asked where there are any to freeze."""
        if self.spending.open or self._chosen():
            return True
        self._thinned_starts += 1
        return False

    def open_at_end(self) -> bool:
        """The same of the call that ends; not asked of one whose arguments were frozen at its beginning."""
        if self.spending.open or self._chosen():
            return True
        self._thinned_ends += 1
        return False

    @property
    def thinned(self) -> int:
        """Of how many calls values were left out: of most that begin without theirs, the ends are without too."""
        return max(self._thinned_starts, self._thinned_ends)

    def _chosen(self) -> bool:
        self._asked += 1
        return self._asked <= FIRST_CALLS or self._asked % ONE_IN == 0
