"""What recording costs per call, in Pyodide (under Node) and in CPython, and what its peers cost.

    .venv/bin/python benchmarks/recorder.py [ROUNDS] [PYTHON]

PYTHON is the interpreter for CPython's side (by default the one that runs this). What is measured stands in
recorder_cost.py; this makes an environment with the peers (recorder_peers.py), runs it in both places and tells the
result.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from common import ROOT, keep

HERE = ROOT / "benchmarks"
PEERS = ("hunter==3.9.0", "MonkeyType==23.3.0", "viztracer==1.1.1", "pandas==3.0.2", "pyperformance==1.14.0")


def peers(python: str) -> Path:
    """An environment of this Python with the peers; made once, kept in .cache."""
    version = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.split()[1]
    folder = ROOT / ".cache" / f"peers-{version}"
    if not (folder / "made").exists():
        subprocess.run([python, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", *PEERS], check=True)
        (folder / "made").touch()
    return folder


def in_cpython(rounds: int, environment: Path) -> dict[str, Any]:
    return told(
        [str(environment / "bin" / "python"), str(HERE / "recorder_cost.py"), str(rounds)],
        {"PYTHONPATH": str(ROOT / "playground" / "py"), "PUREPYTHONHUNTER": "1"},
    )


def in_pyodide(rounds: int, environment: Path) -> dict[str, Any]:
    from playground import bootstrap

    node, variables = bootstrap.node()
    packages = next(environment.glob("lib/python*/site-packages"))
    built = sorted((ROOT / "dist" / "runtime").glob("*/pyodide.mjs"))
    extra = {"PEERS": str(packages), "RUNTIME": str(built[0].parent) if built else ""}
    command = [node, str(HERE / "in_pyodide.mjs"), str(HERE / "recorder_cost.py"), str(rounds)]
    return told(command, {**variables, **extra})


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
            seen = program["calls_seen_by_peers"].get(way)
            note = "" if seen is None else f"  (recorded {seen:,} calls)"
            print(f"    {way:<22}{cost:8.2f} µs  {program['times_cprofile'][way]:7.2f} ×{note}")
    for way, ratio in (result["pandas"] or {}).items():
        print(f"  pandas, {way}: {ratio:.2f} × unwatched")


def main(rounds: int, python: str) -> None:
    environment = peers(python)
    results = {"pyodide": in_pyodide(rounds, environment), "cpython": in_cpython(rounds, environment)}
    for place, result in results.items():
        tell(place, result)
    keep("recorder", results)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 7,
        sys.argv[2] if len(sys.argv) > 2 else sys.executable,
    )
