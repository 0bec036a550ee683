"""How small a difference of two times the clock can tell is measured, and said in the trace."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable

import pytest

from calltrace import Include, Recorder, Scope
from calltrace.resolution import resolution_us


def stepping(step: float, look: float) -> Callable[[], float]:
    """A clock that takes `look` seconds for each look and tells only whole steps."""
    seconds = itertools.count(1000.0, look)
    return lambda: math.floor(next(seconds) / step) * step


@pytest.mark.parametrize(
    ("step", "look", "expected"),
    [(5e-6, 2e-7, 5.0), (1e-4, 2e-7, 100.0), (1e-3, 2e-7, 1000.0), (1e-9, 6e-8, 0.06)],
    ids=["isolated", "not isolated", "coarse", "finer than a look takes"],
)
def test_the_resolution_of_a_clock_is_what_it_moves_on_by(step: float, look: float, expected: float) -> None:
    assert resolution_us(stepping(step, look)) == pytest.approx(expected, rel=0.1)


def test_a_clock_that_stands_has_none() -> None:
    assert resolution_us(lambda: 7.0) is None


@pytest.mark.parametrize(
    ("clock", "expected"), [(stepping(5e-6, 2e-7), 5.0), (lambda: 7.0, None)], ids=["moves", "stands"]
)
def test_the_trace_says_it_where_it_is_known(clock: Callable[[], float], expected: float | None) -> None:
    recorder = Recorder(Scope(Include()), lambda chunk: None, clock=clock)
    assert recorder.described(None).get("clock_resolution_us") == expected


def test_the_clock_of_this_machine_has_one() -> None:
    found = resolution_us(time.perf_counter)
    assert found is not None
    assert 0 < found <= 1000
