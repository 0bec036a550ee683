"""
Records each test by itself, from the beginning of its setup to the end of its teardown, and keeps what is asked for.
Leaves to spans.py the parts of a test, to files.py the files, to comparing.py how it differs from the last passing run.
"""

from __future__ import annotations

import os
import platform
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from calltrace import Chunk, Include, Recorder, Scope
from calltrace.ending import described
from calltrace.file import Assembler
from calltrace.finishing import mended, module_names, packages, why

from .comparing import first_difference
from .files import Files
from .spans import Span, put_in

# A longer passing run is not kept to be compared with: writing it would take longer than most tests.
MAX_KEPT_CALLS = 50_000
# How a report says which file belongs to its test; it comes so from the workers of pytest-xdist.
REPORTED = "calltrace"


class Recorded:
    """One test while it runs."""

    def __init__(self, item: pytest.Item, recorder: Recorder, chunks: list[Chunk], mode: str) -> None:
        self.name, self.recorder, self.chunks, self.mode = item.nodeid, recorder, chunks, mode
        self.spans: list[Span] = []
        self.failed: dict[str, Any] | None = None
        self.passed = False
        self.over = False


class TestRecorder:
    """The plugin where it was asked for."""

    __test__ = False

    def __init__(self, config: pytest.Config, mode: str) -> None:
        self._mode = mode
        self._root = config.rootpath
        given = config.getoption("calltrace_dir") or config.getini("calltrace_dir")
        self._files = Files(self._root / given)
        self._include = tuple(config.getini("calltrace_include"))
        try:
            self._max_calls = int(config.getini("calltrace_max_calls"))
        except ValueError:
            raise pytest.UsageError("calltrace_max_calls is a number of calls") from None
        # What the summary says: a test, and the file or what stood in its way.
        self._said: list[dict[str, str]] = []
        self._running: Recorded | None = None

    # --- one test

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        outer, self._running = self._running, None
        recorded = self._running = self._begin(item) if outer is None else None
        try:
            return (yield)
        finally:
            self._running = outer
            if recorded is not None and not recorded.over:  # Ctrl+C, or pytest.exit
                self._said.append(self._finish(recorded, "the test was broken off"))

    def _begin(self, item: pytest.Item) -> Recorded | None:
        mark = item.get_closest_marker("calltrace")
        options = {} if mark is None else dict(mark.kwargs)
        mode = options.get("mode") or self._mode
        if mode == "off":
            return None
        include = (*self._include, *_listed(options.get("include", ())))
        scope = Scope(
            Include(bool(include), include, bool(options.get("include_stdlib", False))),
            root=os.fspath(self._root),
            others=(os.getcwd(),),
        )
        chunks: list[Chunk] = []
        recorder = Recorder(scope, chunks.append, max_calls=options.get("max_calls") or self._max_calls)
        try:
            recorder.start()
            recorder.take_time()
        except RuntimeError as error:
            self._said.append({"test": item.nodeid, "error": f"not recorded: {error}"})
            return None
        return Recorded(item, recorder, chunks, mode)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Generator[None, object, object]:
        return (yield from self._part("setup"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        return (yield from self._part("call"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        return (yield from self._part("teardown"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        return (yield from self._part(f"fixture {fixturedef.argname}"))

    def _part(self, name: str) -> Generator[None, object, object]:
        recorded = self._running
        if recorded is None or recorded.over:
            return (yield)
        span = Span(name, recorder_now(recorded), 0.0, raised=True)
        try:
            result = yield
            span.raised = False
        finally:
            span.end_us = recorder_now(recorded)
            recorded.spans.append(span)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        recorded = self._running
        if recorded is None or recorded.over:
            return report
        if report.failed and recorded.failed is None:
            error = None if call.excinfo is None else call.excinfo.value
            recorded.failed = (
                {"type": "Failed", "message": str(report.longrepr), "traceback": "", "call": None}
                if error is None
                else described(error, recorded.recorder.raised_in)
            )
        if report.when == "call":
            recorded.passed = report.passed
        if report.when == "teardown":
            found = self._finish(recorded)
            if found:
                setattr(report, REPORTED, found)
        return report

    # --- what is kept

    def _finish(self, recorded: Recorded, broken_off: str | None = None) -> dict[str, str]:
        """Ends the recording and writes what is asked for. Gives what is to be said of it, if anything."""
        recorded.over = True
        recorder, test = recorded.recorder, recorded.name
        recorder.stop()
        if broken_off is not None:
            recorder.notes.append(broken_off)
        failed = recorded.failed is not None or broken_off is not None
        shown = self._files.shown(test)
        try:
            if not failed and recorded.mode != "on":
                shown.unlink(missing_ok=True)
                if recorded.passed and recorder.calls_recorded <= MAX_KEPT_CALLS:
                    self._files.write(self._trace(recorded), self._files.passed(test))
                return {}
            trace = self._trace(recorded)
            difference = None
            if failed:
                before = self._files.last_passing(test)
                difference = None if before is None else first_difference(before, trace)
                if difference is not None:
                    remark = f"since its last passing run the first different call is {difference}"
                    trace["recording"].setdefault("remarks", []).append(remark)
            self._files.write(trace, shown)
            if not failed and recorded.passed:
                self._files.write(trace, self._files.passed(test))
        except OSError as wrong:
            return {"test": test, "error": f"its trace could not be written: {why(wrong)}"}
        said = {"test": test, "file": os.fspath(shown)}
        return said if difference is None else {**said, "difference": difference}

    def _trace(self, recorded: Recorded) -> dict[str, Any]:
        recorder = recorded.recorder
        assembler = Assembler()
        for chunk in recorded.chunks:
            assembler.add(chunk)
        trace = assembler.assemble(
            program={"filename": recorded.name, "source": "", "example": None},
            environment={
                "python": platform.python_version(),
                "platform": sys.platform,
                "runtime": platform.python_implementation().lower(),
                "packages": packages(module_names()),
            },
            recording=recorder.described(recorded.failed),
        )
        own = threading.current_thread().name
        put_in(trace, recorded.spans, trace["threads"].index(own) if own in trace["threads"] else 0)
        return mended(trace)

    # --- what is said

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = getattr(report, REPORTED, None)
        if found:
            self._said.append(found)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not self._said:
            return
        terminalreporter.section("calltrace")
        for said in self._said:
            terminalreporter.write_line(said["test"])
            if "file" in said:
                terminalreporter.write_line(f"  {_relative(Path(said['file']))}")
            if "difference" in said:
                terminalreporter.write_line(f"  first different call: {said['difference']}")
            if "error" in said:
                terminalreporter.write_line(f"  {said['error']}")


def recorder_now(recorded: Recorded) -> float:
    return round(recorded.recorder.now(), 3)


def _listed(names: Any) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _relative(path: Path) -> str:
    """As a person who stands in the current folder would write it."""
    try:
        return os.fspath(path.relative_to(Path.cwd()))
    except ValueError:
        return os.fspath(path)
