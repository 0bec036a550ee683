"""Numbers of calls, function by function, against cProfile: on programs that we did not write."""

from __future__ import annotations

import cProfile
import random
from collections import Counter
from types import CodeType

import pytest

from tests.recorder.counts import by_cprofile, by_recorder

from .programs import FOLDER, SMALL, load


@pytest.mark.parametrize("name", SMALL)
def test_numbers_of_calls_are_those_of_cprofile(name: str, hook: str) -> None:
    files = {str(FOLDER / f"bm_{name}" / "run_benchmark.py")}
    # Loaded outside: cProfile takes code made at the place of code that is gone for the same.
    one, other = load(name), load(name)
    expected = by_cprofile(lambda: SMALL[name](one), files)
    found, data = by_recorder(lambda: SMALL[name](other), files, hook)
    assert sum(expected.values()) >= 5
    assert found == expected
    assert data["recording"]["calls_seen"] == sum(found.values())


@pytest.mark.parametrize("name", ["richards", "generators", "raytrace"])
def test_parents_call_what_they_are_said_to_call(name: str, hook: str) -> None:
    """Numbers of calls by caller and callee, as cProfile counts them."""
    file = str(FOLDER / f"bm_{name}" / "run_benchmark.py")
    profiler = cProfile.Profile()
    random.seed(1)
    module = load(name)
    profiler.enable()
    SMALL[name](module)
    profiler.disable()
    expected: Counter[tuple[str, str]] = Counter()
    for entry in profiler.getstats():
        if isinstance(entry.code, CodeType) and entry.code.co_filename == file:
            for callee in entry.calls or ():
                if isinstance(callee.code, CodeType) and callee.code.co_filename == file:
                    expected[entry.code.co_qualname, callee.code.co_qualname] += callee.callcount
    module = load(name)
    _, data = by_recorder(lambda: SMALL[name](module), {file}, hook)
    names = [data["functions"][function]["qualname"] for function in data["calls"]["function"]]
    found = Counter(
        (names[parent], names[call]) for call, parent in enumerate(data["calls"]["parent"]) if parent >= 0
    )
    # What C code calls back (a sort key, say) is cProfile's C function's call and our nearest recorded caller's.
    assert {pair: count for pair, count in found.items() if pair in expected} == dict(expected)
    assert expected
