"""What calltrace records of every example, function by function, counted against what cProfile counts.

cProfile is the oracle because it is written in C, by other people, on another mechanism.
"""

import contextlib
import cProfile
import io
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import CodeType

import pytest

from .programs import EXAMPLES, Example, needs_packages

PROJECT = Path(__file__).resolve().parents[2]
Counts = Counter[tuple[str, int]]  # calls by name and first line of the function


def counted_by_cprofile(example: Example) -> Counts:
    code = compile(example.source, str(example.path), "exec")
    profile = cProfile.Profile()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(ZeroDivisionError):
        namespace = {"__name__": "__main__"}
        profile.runctx(code, namespace, namespace)
    counts: Counts = Counter()
    for entry in profile.getstats():
        if isinstance(entry.code, CodeType) and entry.code.co_filename == str(example.path):
            counts[entry.code.co_name, entry.code.co_firstlineno] += entry.callcount
    return counts


def counted_by_calltrace(example: Example, trace_path: Path) -> Counts:
    run = subprocess.run(
        [sys.executable, "-m", "playground", "record", str(example.path), "-o", str(trace_path)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert trace_path.exists(), run.stderr
    assert run.returncode == (1 if example.name == "exception" else 0), run.stderr
    trace = json.loads(trace_path.read_text("utf-8"))
    counts: Counts = Counter()
    for index in trace["calls"]["function"]:
        function = trace["functions"][index]
        assert function["origin"] == "program", f"{function['qualname']} was not asked for"
        counts[function["name"], function["line"]] += 1
    return counts


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_as_many_calls_of_every_function_as_cprofile_counts(example: Example, tmp_path: Path):
    needs_packages(example)
    expected = counted_by_cprofile(example)
    assert sum(expected.values()) >= 20, "there is something to look at"
    assert counted_by_calltrace(example, tmp_path / "trace.json") == expected
