"""
What the tests are worth that `calltrace tests` writes: of every example a run is recorded, tests are written of it and
held against mutants, and the file is run again by every Python that is named.

    .venv/bin/python benchmarks/written_tests.py [--python python3.13]… [example …]

Without names of examples, the table in docs/tests.md is made again.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from common import ROOT, keep

from calltrace.file import read
from calltrace_tests.interpreters import Subprocesses
from calltrace_tests.session import Options, write_tests

EXAMPLES = ROOT / "examples"
DOCS = ROOT / "docs" / "tests.md"
# What these need is not in every Python, or they show a window.
WITHOUT = ("mandelbrot", "pandas_groupby", "predators")
TABLE = re.compile(r"(<!-- made by benchmarks/written_tests.py -->\n).*?(\n<!-- end -->)", re.DOTALL)


@dataclass
class Row:
    name: str
    functions: int
    tests: int
    killed: int
    tried: int
    equivalent_or_alive: list[str]
    seconds: float
    green: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return 100 * self.killed / self.tried if self.tried else 0.0


def measure(name: str, pythons: list[str]) -> Row:
    program = EXAMPLES / f"{name}.py"
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "run.json"
        command = [sys.executable, "-m", "calltrace", "record", "-o", trace, program]
        subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=False)
        began = time.monotonic()
        results = write_tests(read(trace), Subprocesses(), Options(style="unittest"))
        seconds = time.monotonic() - began
        mutation = results.mutation
        assert mutation is not None
        (Path(folder) / program.name).write_text(program.read_text("utf-8"), "utf-8")
        (Path(folder) / f"test_{program.name}").write_text(results.file, "utf-8")
        tested = {case.function.info.name for test in results.tests for case in test.cases}
        row = Row(
            name, len(tested), results.count, mutation.killed, mutation.tried,
            [str(mutant) for mutant in mutation.alive], seconds,
        )  # fmt: skip
        for python in pythons if results.tests else ():
            run = [python, "-m", "unittest", "-q", f"test_{name}"]
            done = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                print(done.stderr, file=sys.stderr)
            else:
                row.green.append(python)
    return row


def environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT / "playground" / "py")}


def table(rows: list[Row], pythons: list[str]) -> str:
    lines = ["| example | functions | tests | mutants killed | |", "|---|---|---|---|---|"]
    for row in rows:
        figure = f"{row.killed} of {row.tried}" if row.tests else "–"
        rate = f"{row.rate:.0f} %" if row.tests else "no test can be written"
        lines.append(f"| {row.name.replace('_', ' ')} | {row.functions} | {row.tests} | {figure} | {rate} |")
    median = statistics.median(row.rate for row in rows if row.tests)
    versions = ", ".join(sorted({version(python) for python in pythons}))
    lines.append("")
    lines.append(f"Median {median:.0f} %. Every test passes with Python {versions}.")
    return "\n".join(lines)


def version(python: str) -> str:
    command = [python, "-c", "import platform; print('.'.join(platform.python_version_tuple()[:2]))"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--python", action="append", default=[], help="another Python that the tests must pass with"
    )
    parser.add_argument("example", nargs="*")
    options = parser.parse_args()
    pythons = [sys.executable, *options.python]
    names = options.example or [
        path.stem for path in sorted(EXAMPLES.glob("*.py")) if path.stem not in WITHOUT
    ]
    rows = []
    for name in names:
        row = measure(name, pythons)
        rows.append(row)
        print(
            f"{name:20} {row.tests:3} tests, {row.killed} of {row.tried} killed, {row.seconds:.1f} s",
            flush=True,
        )
        for mutant in row.equivalent_or_alive:
            print(f"    alive: {mutant}")
    failed = [row.name for row in rows if row.tests and len(row.green) < len(pythons)]
    if failed:
        print(f"not green with every Python: {', '.join(failed)}")
    elif not options.example:
        text = DOCS.read_text("utf-8")
        DOCS.write_text(
            TABLE.sub(lambda found: f"{found[1]}\n{table(rows, pythons)}\n{found[2]}", text), "utf-8"
        )
    keep("written_tests", {row.name: [row.tests, row.killed, row.tried] for row in rows})
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
