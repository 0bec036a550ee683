"""Tests from a run as a page makes them: the work goes out as JSON, and what was found comes in as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from calltrace_tests.interpreters import Subprocesses
from calltrace_tests.page import Writing
from playground.project import PY

from .programs import recorded

PROGRAM = """
def limited(n):
    if n > 10:
        return 10
    return n
limited(3)
limited(25)
"""


def drive(writing: Writing) -> tuple[list[str], dict[str, Any]]:
    """The stages, and what came of them, each job in a process of its own."""
    stages: list[str] = []
    step = json.loads(writing.step())
    while "work" in step:
        stages.append(step["work"]["stage"])
        told = []
        for job in step["work"]["jobs"]:
            found: list[dict[str, Any]] = []
            Subprocesses().run(json.loads(job["job"]), found.append, hash_seed=job["seed"])
            assert [one["number"] for one in found] == job["places"]
            told.append(found)
        step = json.loads(writing.step(json.dumps(told)))
    return stages, step


def test_the_page_is_told_of_tests_calls_and_what_is_alive() -> None:
    trace = recorded(PROGRAM)
    writing = Writing(json.dumps(trace), "{}")
    stages, step = drive(writing)
    assert stages[:3] == ["choosing calls", "checking", "mutating"]
    written = step["written"]
    assert written["name"] == "test_main.py"
    assert written["figure"] == "2 tests, 4 of 6 mutants killed"
    (test,) = written["tests"]
    assert [trace["functions"][trace["calls"]["function"][call]]["name"] for call in test["calls"]] == [
        "limited"
    ] * 2
    for style, text in written["files"].items():
        assert text.split("\n")[test["lines"][style] - 1].lstrip().startswith("def test_limited(")
    offers = [mutant["offer"]["call"] for mutant in written["mutation"]["alive"] if mutant["offer"]]
    more = json.loads(writing.add(offers[0]))["written"]
    assert more["count"] == 3
    assert more["mutation"]["killed"] > written["mutation"]["killed"]
    assert f"{offers[0].partition('(')[2].rstrip(')')}" in more["files"]["pytest"]


def test_a_trace_of_which_nothing_can_be_written_is_refused_in_one_sentence() -> None:
    trace = recorded(PROGRAM)
    trace["sources"], trace["program"]["source"] = {}, ""
    assert "has no source" in json.loads(Writing(json.dumps(trace), "{}").step())["cannot"]


SERVING = """
import json, sys
from calltrace_tests.page import serve
job = {"kind": "check", "sources": {"main.py": "x = 1"}, "names": {"main.py": "main"}, "definitions": {},
       "imports": ["import main"], "order": [0], "cases": [{"lines": ["assert main.x == 1"], "count": 1}]}
for x in (1, 2):
    job["sources"]["main.py"] = f"x = {x}"
    serve(json.dumps(job), sys.argv[1], 0, print)
print("main" in sys.modules, any(type(finder).__name__ == "Program" for finder in sys.meta_path))
"""


def test_an_interpreter_that_is_kept_knows_nothing_of_the_job_before(tmp_path: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVING, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PY)},
    )
    *told, last = done.stdout.splitlines()
    assert [json.loads(one).get("failed") for one in told if '"failed"' in one] == [None, "AssertionError"]
    assert last == "False False"
