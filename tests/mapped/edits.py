"""
Whether the tests that random edits break are among those that are chosen: `python edits.py FOLDER FIRST LAST`, in a
folder with the project and its map. Each edit is made, all tests run, in a process that is forked for it, and it is
taken back. Writes one line of JSON for each: the kind, how many tests are chosen, which of those that fail are not.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from calltrace_map import file
from calltrace_map.choosing import choose
from calltrace_map.project import Project

from .project import FILES, random_edit, write

MAX_SECONDS = 10


class _Outcomes:
    def __init__(self) -> None:
        self.failed: set[str] = set()
        self.passed: set[str] = set()
        self.whole = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)
        elif report.when == "call":
            self.passed.add(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        # Nobody can run a test of a file that cannot be imported; it is enough that one of it is chosen.
        if report.failed:
            self.failed.add(report.nodeid)


def failing(folder: Path) -> dict[str, list[str]]:
    """What fails, as a process of its own finds out."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(MAX_SECONDS)
            outcomes = _Outcomes()
            sys.path.insert(0, str(folder))
            sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
            options = [
                "-q",
                "-p",
                "no:cacheprovider",
                "--continue-on-collection-errors",
                "--rootdir",
                str(folder),
            ]
            pytest.main([*options, str(folder)], plugins=[outcomes])
            with os.fdopen(writing, "w") as pipe:
                json.dump({"failed": sorted(outcomes.failed), "passed": sorted(outcomes.passed)}, pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    found: dict[str, list[str]] = json.loads(text) if text else {"failed": [], "passed": []}
    return found


def look_at(folder: Path, known: Any, seed: int) -> dict[str, Any]:
    name, text, kind = random_edit(seed)
    write(folder, {name: text})
    try:
        choice = choose(known, Project(str(folder)), known.environment)
        ids = set(known.tests)
        chosen = ids if choice.everything else set(choice.tests)
        found = failing(folder)
        missed = [
            test
            for test in found["failed"]
            if test not in chosen
            and (test in ids or not ("::" in test or any(each.startswith(f"{test}::") for each in chosen)))
        ]
        return {
            "seed": seed, "kind": kind, "file": name, "chosen": len(chosen), "failed": len(found["failed"]),
            "missed": missed, "everything": choice.everything,
        }  # fmt: skip
    finally:
        write(folder, {name: FILES[name]})


def main() -> None:
    folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    os.chdir(folder)
    sys.dont_write_bytecode = True
    known = file.read(str(folder / ".calltrace-map.json"))
    for seed in range(first, last):
        print(json.dumps(look_at(folder, known, seed)), flush=True)


if __name__ == "__main__":
    main()
