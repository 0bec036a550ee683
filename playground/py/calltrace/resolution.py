"""
How small a difference of two times a clock can tell. In a browser this is 5 to 1,000 µs, depending on the browser and
on whether the page is isolated, so what took less has no known time; a trace says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# The smallest of some differences is taken, because the process may lose the processor during one: of so many, or, once
# so many seconds are over, of so few.
MAX_DIFFERENCES, MIN_DIFFERENCES = 30, 3
ENOUGH_S = 0.0005
# A clock that shows the same at so many looks stands still. The coarsest known one moves on after some 5,000.
MAX_LOOKS = 50_000


def resolution_us(clock: Callable[[], float]) -> float | None:
    """
    µs, roughly (one significant digit); None: the clock, which counts seconds, does not move. Of a clock that is finer
    than a look at it takes, it is what a look takes.
    """
    smallest, spent = math.inf, 0.0
    for number in range(MAX_DIFFERENCES):
        difference = _next_difference(clock)
        if difference is None:
            return None
        smallest, spent = min(smallest, difference), spent + difference
        if spent > ENOUGH_S and number + 1 >= MIN_DIFFERENCES:
            break
    return float(f"{smallest * 1e6:.1g}")


def _next_difference(clock: Callable[[], float]) -> float | None:
    """Seconds by which the clock moves on, the next time it does."""
    begun = clock()
    for _ in range(MAX_LOOKS):
        difference = clock() - begun
        if difference > 0:
            return difference
    return None
