"""Signals of the program's that land while the recorder works."""

from __future__ import annotations

import signal

import pytest

from tests.recorder.trees import Recorded

SOURCE = """
import signal
def late(*_):
    raise TimeoutError("late")
before = signal.signal(signal.SIGUSR1, late)
def f(n):
    return n
done = 0
try:
    for done in range(100):
        f(done)
except TimeoutError as error:
    print(error)
signal.signal(signal.SIGUSR1, before)
f("on")
"""


class Signalled(Recorded):
    """Gets a signal while its third chunk is handed over."""

    def took(self) -> None:
        if len(self.chunks) == 3:
            signal.raise_signal(signal.SIGUSR1)


def test_what_a_handler_raises_while_calls_are_handed_over_reaches_the_program_and_no_call_is_lost(
    hook: str,
) -> None:
    run = Signalled(SOURCE, hook, interval=0)
    assert (run.error, run.printed) == (None, "late\n")
    assert run.recorder.remark is None
    if hook == "monitoring":  # Python takes a profile function away that raises
        assert run.tree().splitlines()[-1].strip() == "f(n='on') → 'on'"
    arguments = [line for line in run.tree().splitlines() if line.strip().startswith("f(n=")]
    numbers = [line.split("=")[1].split(")")[0] for line in arguments if "'on'" not in line]
    assert numbers == [str(n) for n in range(len(numbers))] and len(numbers) > 1


@pytest.mark.parametrize("looks", range(100, 104))
def test_what_a_handler_raises_inside_a_hook_function_reaches_the_program(hook: str, looks: int) -> None:
    """The clock stands for any place in them: a signal comes while it is looked at."""
    seen = 0

    def clock() -> float:
        nonlocal seen
        seen += 1
        if seen == looks:
            signal.raise_signal(signal.SIGUSR1)
        return seen / 1e6

    run = Recorded(SOURCE, hook, interval=1e9, clock=clock)
    assert (run.error, run.printed) == (None, "late\n")
