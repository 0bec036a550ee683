"""
What the map of tests misses and what it costs: 500 random edits against running everything, and the time of a suite
plain, with the map, and with coverage.py's contexts and testmon where they are installed.

    python benchmarks/test_map.py [PYTHON]

PYTHON: an interpreter with pytest; default: this one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.mapped.project import write  # noqa: E402

EDITS = 500
ROUNDS = 7
# A suite that works mostly in its own code: calls, loops, and one hundred tests of them.
SUITE = {
    "work.py": """\
def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def total(count):
    found = 0
    for n in range(count):
        found += n * n
    return found
""",
    "test_work.py": """\
import pytest
from work import collatz, fib, total


@pytest.mark.parametrize("n", range(1, 101))
def test_work(n):
    assert collatz(n) >= 0
    assert fib(14) == 377
    assert total(3000) > n
""",
}
WAYS = {
    "plain": [],
    "--calltrace-map": ["-p", "calltrace_map.plugin", "--calltrace-map"],
    "coverage.py, contexts": ["-p", "pytest_cov", "--cov=.", "--cov-context=test", "--cov-report="],
    "testmon": ["-p", "testmon.pytest_testmon", "--testmon", "--testmon-noselect"],
}


def main() -> None:
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    with tempfile.TemporaryDirectory() as folder:
        _edits(python, Path(folder).resolve())
    with tempfile.TemporaryDirectory() as folder:
        _costs(python, Path(folder))


def _environment() -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "playground" / "py")])
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


def _edits(python: str, folder: Path) -> None:
    write(folder)
    words = [python, "-m", "pytest", "-q", *WAYS["--calltrace-map"]]
    subprocess.run(words, cwd=folder, env=_environment(), check=True, capture_output=True)
    words = [python, "-m", "tests.mapped.edits", str(folder), "1000", str(1000 + EDITS)]
    done = subprocess.run(words, cwd=ROOT, env=_environment(), check=True, capture_output=True, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for row in rows:
        if row["missed"]:
            print(row)
    failed, chosen = (sum(row[key] for row in rows) for key in ("failed", "chosen"))
    missed = sum(len(row["missed"]) for row in rows)
    print(f"{len(rows)} edits, {failed} failures, {missed} missed; {chosen} of {24 * len(rows)} tests chosen")


def _costs(python: str, folder: Path) -> None:
    write(folder, SUITE)
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way, options in WAYS.items():
            began = time.perf_counter()
            done = subprocess.run(
                [python, "-m", "pytest", "-q", *options], cwd=folder, env=_environment(), capture_output=True
            )
            if done.returncode == 0:
                seconds[way].append(time.perf_counter() - began)
    plain = min(seconds["plain"])
    for way, times in seconds.items():
        if times:
            print(f"{way:24}{1000 * min(times):8.0f} ms  × {min(times) / plain:.2f}")
        else:
            print(f"{way:24}is not installed")


if __name__ == "__main__":
    main()
