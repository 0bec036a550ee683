"""Tests of runs of the bundled examples: green, few, and worth something. All examples: benchmarks/written_tests.py."""

from __future__ import annotations

import pytest

from playground.project import ROOT

from .programs import proven

# How many tests at most, and how many mutants in a hundred they kill at least.
EXAMPLES = {"quicksort": (5, 80), "calculator": (16, 95), "exception": (10, 90), "fibonacci_cached": (4, 100)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_tests_of_an_example_are_few_and_kill_mutants(name: str) -> None:
    most, least = EXAMPLES[name]
    source = (ROOT / "examples" / f"{name}.py").read_text("utf-8")
    results, failure = proven(source, mutate=True, style="unittest")
    assert failure is None
    assert results.mutation is not None
    assert 0 < results.count <= most
    assert 100 * results.mutation.killed >= least * results.mutation.tried > 0
