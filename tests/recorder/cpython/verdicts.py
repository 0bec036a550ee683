"""
Runs one module of CPython's own tests, recorded or not, and prints its verdicts as JSON: {test: verdict}.

    python verdicts.py MODULE none|profile|monitoring own|everything

`own`: only what stands in the module's file is recorded; `everything`: the standard library too.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import tempfile
import unittest
from typing import Any


class Verdicts(unittest.TestResult):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def _note(self, test: Any, verdict: str) -> None:
        # A test whose subtests fail is told of several times: what went wrong counts.
        known = self.found.get(test.id(), "ok")
        self.found[test.id()] = verdict if known == "ok" else known

    def addSuccess(self, test: Any) -> None:
        self._note(test, "ok")

    def addFailure(self, test: Any, err: Any) -> None:
        self._note(test, f"failed: {last_line(err)}")

    def addError(self, test: Any, err: Any) -> None:
        self._note(test, f"error: {last_line(err)}")

    def addSkip(self, test: Any, reason: str) -> None:
        self._note(test, "skipped")

    def addExpectedFailure(self, test: Any, err: Any) -> None:
        self._note(test, "expected failure")

    def addUnexpectedSuccess(self, test: Any) -> None:
        self._note(test, "unexpected success")

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        if err is not None:
            self._note(test, f"failed: {last_line(err)}")


def last_line(err: Any) -> str:
    try:
        text = f"{err[0].__name__}: {err[1]}"
    except Exception:
        text = err[0].__name__
    return text.splitlines()[0][:200]


def main(name: str, hook: str, what: str) -> None:
    from calltrace import Include, Recorder, Scope

    module = importlib.import_module(name)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = Verdicts()
    recorder = None
    calls = 0
    if hook != "none":
        everything = what == "everything"
        include = Include(libraries=everything, standard_library=everything)
        scope = Scope(include, program=frozenset({module.__file__ or ""}))
        recorder = Recorder(scope, lambda chunk: None, hook=hook, max_calls=300_000)
    out = os.dup(1)
    with contextlib.redirect_stdout(sys.stderr), tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        if recorder is not None:
            recorder.start()
        try:
            suite.run(result)
        finally:
            if recorder is not None:
                recorder.stop()
                calls = recorder.calls_seen
            os.chdir("/")
    text = json.dumps({"calls": calls, "remark": recorder and recorder.remark, "verdicts": result.found})
    os.write(out, text.encode("utf-8", "backslashreplace"))
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
