"""Trace files that are too large to be read in the page itself: a worker reads them."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Worker, expect

from .driver import Playground

CALLS = 50_000


def wide_trace() -> dict[str, Any]:
    """One call that made all the others, in turn of three functions: more than 2 MB."""
    known = {"file": "main.py", "module": "__main__", "origin": "program", "package": None, "line": 1}
    names = ["load", "check", "store"]
    functions = [known | {"name": "<module>", "qualname": "<module>", "parameters": [], "kind": "module"}]
    functions += [
        known | {"name": name, "qualname": name, "parameters": ["number"], "kind": "function"}
        for name in names
    ]
    return {
        "format": "call-trace",
        "version": 1,
        "program": {"filename": "main.py", "source": "", "example": None},
        "environment": {"python": "3.14.2", "platform": "linux", "runtime": "cpython", "packages": {}},
        "recording": {
            "started_at": "2026-01-01T00:00:00Z",
            "duration_us": 2.0 * CALLS,
            "hook": "monitoring",
            "include": {"libraries": False, "packages": [], "standard_library": False},
            "calls_seen": CALLS,
            "calls_recorded": CALLS,
            "max_calls": 1_000_000,
            "outcome": "finished",
            "error": None,
        },
        "functions": functions,
        "values": [{"type": "int", "text": "1"}],
        "calls": {
            "function": [0] + [1 + i * i % 3 for i in range(1, CALLS)],
            "parent": [-1] + [0] * (CALLS - 1),
            "start_us": [2.0 * i + 0.123 for i in range(CALLS)],
            "duration_us": [2.0 * CALLS - 0.5] + [1.0625] * (CALLS - 1),
            "call_line": [None] + [1] * (CALLS - 1),
            "arguments": [None] + [[0]] * (CALLS - 1),
            "result": [None] + [0] * (CALLS - 1),
            "outcome": ["returned"] * CALLS,
        },
        "output": [],
    }


@pytest.mark.without_python
def test_a_large_file_is_read_in_a_worker_and_drawn(playground: Playground, tmp_path: Path):
    playground.open()
    playground.wait_for_picture()
    workers: list[Worker] = []
    playground.page.on("worker", lambda worker: workers.append(worker))
    path = tmp_path / "wide.json"
    path.write_text(json.dumps(wide_trace()))
    assert path.stat().st_size > 2_000_000
    playground.open_trace(path)
    expect(playground.status).to_contain_text("50,000 calls")
    # One, which stood before the file was chosen.
    assert len([worker for worker in workers if "read-worker" in worker.url]) == 1
    assert playground.wait_for_picture() >= 3


def test_what_is_wrong_with_a_large_file_is_said_and_what_stood_there_stays(
    playground: Playground, tmp_path: Path
):
    playground.open("#example=hanoi")
    playground.wait_for_picture()
    trace = wide_trace()
    trace["calls"]["parent"][17] = 17
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(trace))
    playground.open_trace(path)
    expect(playground.alert).to_contain_text("calls.parent[17] is 17, but a parent comes before its child.")
    expect(playground.status).to_contain_text("62 calls")
