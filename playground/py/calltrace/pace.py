"""
How often a recording hands over: calls in chunks that a page can look at between two frames, output nearly at once, and
neither so often that handing over takes most of the time. Knows only times (µs since the start of the run) and numbers.
"""

from __future__ import annotations

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# So many lines of output go out at once; after that, output may not take more than a fifth of the time.
MAX_PROMPT_LINES = 64
# So many times calls go out because the program comes to a place for the first time, and so many times because it comes
# to a call into C again; after that, they keep to the pace of lines.
MAX_PROMPT_PLACES = 200
MAX_PROMPT_RETURNS = 64
# And output may not go out more often than this, however quick the page is: each time is a message.
MIN_OUTPUT_INTERVAL_US = 5_000
# Calls and values that are handed over at once, about: the page looks at them between two frames.
MAX_CHUNK_ITEMS = 30_000


class Pace:
    """`interval_s` is the longest time between two chunks while calls happen."""

    def __init__(self, interval_s: float) -> None:
        self.interval_us = interval_s * 1e6
        self._last_us = 0.0
        self._lines = 0
        self._places = self._returns = 0
        # The earliest time at which a line goes out at once, when there have been many.
        self._next_line_us = 0.0

    def line_goes_out(self, now_us: float) -> bool:
        """Whether a line that was just printed is handed over at once."""
        self._lines += 1
        # A program that prints and then computes for minutes without a call has no other moment for this.
        return self._lines <= MAX_PROMPT_LINES or now_us >= self._next_line_us

    def place_goes_out(self, now_us: float, *, first: bool, calls_c: bool) -> bool:
        """
        Whether all is handed over before the program goes on from a place. `first`: it was never there before;
        `calls_c`: it calls a function in C there, which may take long.
        """
        self._places += first
        self._returns += calls_c and not first
        if first:
            return self._places <= MAX_PROMPT_PLACES or now_us >= self._next_line_us
        return (calls_c and self._returns <= MAX_PROMPT_RETURNS) or now_us >= self._next_line_us

    def handed_over(self, at_us: float, took_us: float, items: int) -> float:
        """So many calls and values were handed over at this time. Gives the earliest time of the next chunk."""
        self._next_line_us = at_us + max(4 * took_us, MIN_OUTPUT_INTERVAL_US)
        # Soon at first, so that a short program that dies leaves its calls; then ever more rarely,
        wait_us = max(min(self.interval_us, at_us), 4 * took_us)
        # but at this pace no more at once than the page can look at.
        if items > 0:
            wait_us = min(wait_us, (at_us - self._last_us) * MAX_CHUNK_ITEMS / items)
        self._last_us = at_us
        return at_us + wait_us
