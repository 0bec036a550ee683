"""What recording costs per call, in Pyodide (under Node) and in the CPython that runs this.

    .venv/bin/python benchmarks/recorder.py [ROUNDS]

What is measured stands in recorder_cost.py; this runs it in both places and tells the result.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from common import ROOT, keep

HERE = ROOT / "benchmarks"


def in_cpython(rounds: int) -> dict[str, Any]:
    return told(
        [sys.executable, str(HERE / "recorder_cost.py"), str(rounds)],
        {"PYTHONPATH": str(ROOT / "playground" / "py")},
    )


def in_pyodide(rounds: int) -> dict[str, Any]:
    from playground import bootstrap

    node, environment = bootstrap.node()
    return told(
        [node, str(HERE / "in_pyodide.mjs"), str(HERE / "recorder_cost.py"), str(rounds)], environment
    )


def told(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stderr[-2000:])
    answer: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return answer


def tell(place: str, result: dict[str, Any]) -> None:
    print(f"\n{place}, Python {result['python']}: µs per call over an unwatched call (and times cProfile)")
    for name, program in result["programs"].items():
        print(
            f"  {name}, {program['calls']:,} calls, {program['us_per_call_unwatched']:.2f} µs each unwatched"
        )
        for way, cost in program["us_per_call_over_unwatched"].items():
            print(f"    {way:<20}{cost:7.2f} µs  {program['times_cprofile'][way]:6.2f} ×")


def main(rounds: int) -> None:
    results = {"pyodide": in_pyodide(rounds), "cpython": in_cpython(rounds)}
    for place, result in results.items():
        tell(place, result)
    keep("recorder", results)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
