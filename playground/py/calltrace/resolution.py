"""
How small a difference of two times a clock can tell. In a browser this is 5 to 1,000 µs, depending on the browser and
on whether the page is isolated, so what took less has no known time; a trace says so.
"""

from __future__ import annotations

from collections.abc import Callable

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# The smallest of so many differences is taken: the process may lose the processor during one of them.
DIFFERENCES = 3
# A clock that shows the same at so many looks stands still. The coarsest known one moves on after some 5,000.
MAX_LOOKS = 50_000


def resolution_us(clock: Callable[[], float]) -> float | None:
    """µs, with two significant digits; None: the clock, which counts seconds, does not move."""
    smallest: float | None = None
    for _ in range(DIFFERENCES):
        difference = _next_difference(clock)
        if difference is None:
            return None
        smallest = difference if smallest is None else min(smallest, difference)
    return None if smallest is None else float(f"{smallest * 1e6:.2g}")


def _next_difference(clock: Callable[[], float]) -> float | None:
    """Seconds by which the clock moves on, the next time it does."""
    begun = clock()
    for _ in range(MAX_LOOKS):
        difference = clock() - begun
        if difference > 0:
            return difference
    return None
