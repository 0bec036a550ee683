"""
Where the program is, and what has been handed over when it comes to something that may take very long. What takes long
here is `len(chunks)`, which is over at once: it says how much was handed over before it began.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from calltrace.places import MIN_OFTEN

from .sessions import run
from .trees import Recorded

pytestmark = pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with 3.12")

CALLS = """
def f(n):
    return n
for n in range(50):
    f(n)
"""


def recorded(source: str, **options: Any) -> tuple[Recorded, list[tuple[str, int]]]:
    places: list[tuple[str, int]] = []

    def place(code: CodeType, line: int) -> None:
        places.append((code.co_name, line))

    return Recorded(source, "monitoring", place=place, **{"interval": 1e9, **options}), places


def ended(run: Recorded, chunks: int) -> int:
    """How many calls had ended in the first chunks."""
    return sum(len(chunk.ended_call) for chunk in run.chunks[:chunks])


@pytest.mark.parametrize(
    "hangs",
    [
        "handed = len(chunks)",
        "handed = [f(50), len(chunks)][1] - 1 + 1",
        "from functools import partial\nf(50)\nhanded = partial(len, chunks)()",
        "def g():\n    f(50)\n    return len(chunks)\nhanded = g()",
        "handed = max(range(50), key=lambda n: f(n)) and len(chunks)",
        "handed = chunks.__len__()",
        "class Sized:\n    def __init__(self): self.n = len(chunks)\nf(50)\nhanded = Sized().n",
        "handed = (chunks * 1).__len__()",
    ],
)
def test_all_is_handed_over_before_the_program_goes_into_c_for_the_first_time(hangs: str) -> None:
    run, _ = recorded(f"{CALLS}{hangs}\nrecorder.handed = handed\n")
    assert run.error is None
    assert ended(run, run.recorder.handed) >= 50  # type: ignore[attr-defined]


@pytest.mark.parametrize(("times", "apart_s"), [(100, 0.02), (60, 0.0)], ids=["rare", "new"])
def test_and_before_every_time_where_that_is_rare_or_new(times: int, apart_s: float) -> None:
    seconds = [0.0]
    run, _ = recorded(
        f"""
        def f(n):
            return n
        handed = recorder.handed = []
        for n in range({times}):
            f(n)
            recorder.seconds.func.__self__[0] += {apart_s}
            handed.append(len(chunks))
        """,
        clock=functools.partial(seconds.__getitem__, 0),
    )
    assert run.error is None
    assert [ended(run, chunks) for chunks in run.recorder.handed] == list(range(1, times + 1))  # type: ignore[attr-defined]


def test_the_lines_that_the_program_comes_to_are_told_until_it_comes_there_very_often() -> None:
    _, places = recorded("""
        def f(n):
            x = n * 2
            return abs(x)
        for n in range(1000):
            f(n)
        y = 3
        """)
    assert ("f", 3) in places
    assert places[-1] == ("<module>", 7)
    assert places.count(("<module>", 5)) <= MIN_OFTEN + 1


def test_nothing_is_lost_and_the_program_sees_nothing_of_it_near_the_recursion_limit() -> None:
    run, _ = recorded("""
        def down(n):
            if n == 0:
                return abs(-1)
            return down(n - 1)
        for depth in range(900, 1100):
            try:
                down(depth)
            except RecursionError:
                pass
        """, interval=0.001)  # fmt: skip
    assert run.error is None
    assert [said for said in run.recorder.remarks() if "early" in said or "missing" in said] == []


@pytest.mark.usefixtures("folder")
def test_where_a_program_stands_is_told_by_the_number_of_its_file() -> None:
    source = "import shapes\nshapes.area(2)\nabs(-1)\n"
    Path("shapes.py").write_text("def area(r):\n    return pow(r, 2)\n")
    try:
        _, host = run(source, "monitoring", files=[{"name": "data.csv"}, {"name": "shapes.py"}])
    finally:
        sys.modules.pop("shapes", None)
    assert (2, 2, False) in host.places
    assert host.places[-1] == (0, 3, False)
