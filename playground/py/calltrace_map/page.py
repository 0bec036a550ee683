"""
Tests of a program in the page: pytest runs them in the interpreter that records, each below a call that stands for it,
and what they ran is watched. The page has neither files nor command line: all that crosses the border is JSON.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Generator
from types import FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from calltrace.functions import TEST

from . import file
from .blocks import MODULE
from .choosing import PASSED, choose
from .model import Map
from .plugin import pytest_addoption as add_options
from .project import Project
from .questions import lines_of, ran_at_import, tests_of_lines
from .session import MapSession

# What a failure says, in pytest's words, at most.
MAX_TEXT = 20_000

Tell = Callable[[str], None]


def run_tests(request: str, tell: Tell) -> None:
    """
    Runs tests in the current folder. `request`: {files, doctests, only?, affected?, map?}; `files`: those with tests,
    `only`: pytest's names of the tests that are wanted. Tells of each test as it ends, and at the end which lines each
    has run.
    """
    wanted = json.loads(request)
    running = _Running(wanted, tell)
    options = [
        "-q",
        "--capture=sys",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:faulthandler",
        "--color=no",
        "--tb=short",
    ]
    options += (
        ["--rootdir", os.getcwd(), "--doctest-modules"]
        if wanted.get("doctests")
        else ["--rootdir", os.getcwd()]
    )
    pytest.main([*options, *(wanted.get("only") or wanted["files"])], plugins=[running])
    running.end()


def affected(known: str, files: str) -> str:
    """
    Which tests edits have touched. `known`: the map; `files`: the texts of the program's files now, by name. Gives
    {tests, again, of, broken}: their names, those of tests that run again because they did not pass, how many there are
    in all, and a file that is no Python.
    """
    found = file.from_text(known)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in json.loads(files).items():
            path = os.path.join(folder, *name.split("/"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as opened:
                opened.write(text)
        found.opened = {}  # data is not among these files
        failed = {name for name, test in found.tests.items() if test.outcome not in PASSED}
        for name in failed:
            found.tests[name].outcome = "passed"
        project = Project(folder)
        choice = choose(found, project, {})
        broken = next((name for name in json.loads(files) if project.read(name) is None), "")
    tests = list(found.tests if choice.everything else choice.tests)
    again = sorted(failed.difference(tests))
    return json.dumps({"tests": tests, "again": again, "of": len(found.tests), "broken": broken})


class _PageSession(MapSession):
    """Watches a run for the page. The map before comes with the request, and the new one goes back with the answer."""

    def __init__(self, config: pytest.Config, wanted: dict[str, Any]) -> None:
        self._text = wanted.get("map")
        self.made = Map()
        super().__init__(config, bool(wanted.get("affected")))

    def _environment(self) -> dict[str, str]:
        return {}

    def _read(self) -> tuple[Map, str]:
        return (file.from_text(self._text), "") if self._text else (Map(), "there is no map yet")

    def _save(self, found: Map) -> None:
        self.made = found


class _Running:
    """The plugin: makes the calls that stand for tests, and tells of results."""

    def __init__(self, wanted: dict[str, Any], tell: Tell) -> None:
        self._wanted = wanted
        self._tell = tell
        self._raised: BaseException | None = None
        self._problems: list[dict[str, str]] = []
        self._session: _PageSession | None = None
        self.pytest_addoption = add_options

    def pytest_configure(self, config: pytest.Config) -> None:
        self._session = _PageSession(config, self._wanted)
        self._session.start()
        config.pluginmanager.register(self._session, "calltrace-map-session")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._problems.append({"file": report.nodeid, "text": report.longreprtext[:MAX_TEXT]})

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        seen = self._session.seen if self._session else 0
        self._tell(json.dumps({"begins": len(session.items), "of": max(seen, len(session.items))}))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        reports: list[pytest.TestReport] = []

        def run() -> str:
            item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            reports.extend(runtestprotocol(item, nextitem=nextitem))
            item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
            if self._raised is not None and any(report.failed for report in reports):
                raise self._raised
            return _outcome(reports)

        self._raised = None
        try:
            _node(item, run)()
        except BaseException as error:
            if error is not self._raised:
                raise
        finally:
            self._raised = None
        self._tell(json.dumps({"test": _described(item, reports)}))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        report: Any = yield
        if call.excinfo is not None and report.failed and self._raised is None:
            self._raised = call.excinfo.value
        return report

    def end(self) -> None:
        found = self._session.made if self._session else Map()
        project = Project(os.getcwd())
        self._tell(
            json.dumps({"problems": self._problems, **_shown(found, project), "map": file.to_text(found)})
        )


run: Callable[[], str]  # is another one for each test


def _template() -> str:
    "calltrace: a test"
    return run()  # noqa: F821


def _node(item: pytest.Item, run: Callable[[], str]) -> Callable[[], str]:
    """A function that stands for a test in the picture: it bears its name, and is where the test is."""
    assert _template.__doc__ == TEST
    name = item.nodeid.rpartition("::")[2]
    code = _template.__code__.replace(
        co_name=name,
        co_qualname=item.nodeid.partition("::")[2].replace("::", "."),
        co_filename=str(item.path),
        co_firstlineno=(item.location[1] or 0) + 1,
    )
    return FunctionType(code, {"__name__": "tests", "__file__": str(item.path), "run": run}, name)


def _outcome(reports: list[pytest.TestReport]) -> str:
    by_stage = {report.when: report for report in reports}
    if any(by_stage[when].failed for when in ("setup", "teardown") if when in by_stage):
        return "error"
    last = by_stage.get("call") or by_stage["setup"]
    if hasattr(last, "wasxfail"):
        return "expected failure" if last.skipped else "unexpected success"
    return last.outcome


def _described(item: pytest.Item, reports: list[pytest.TestReport]) -> dict[str, Any]:
    text = "\n".join(report.longreprtext for report in reports if report.failed)
    failed = next((report for report in reports if report.failed), None)
    crash = getattr(getattr(failed, "longrepr", None), "reprcrash", None)
    skipped = next((report.longrepr for report in reports if report.skipped), None)
    reason = skipped[2].removeprefix("Skipped: ") if isinstance(skipped, tuple) else ""
    return {
        "id": item.nodeid,
        "file": item.nodeid.partition("::")[0],
        "name": item.nodeid.partition("::")[2],
        "line": (item.location[1] or 0) + 1,
        "outcome": _outcome(reports),
        "ms": round(1000 * sum(report.duration for report in reports), 1),
        "message": str(crash.message).partition("\n")[0][:300]
        if crash
        else reason[:300] or text.strip()[-300:],
        "text": text[:MAX_TEXT],
        "printed": "".join(content for report in reports[-1:] for _, content in report.sections)[:MAX_TEXT],
    }


def _shown(found: Map, project: Project) -> dict[str, Any]:
    """`lines`: of each file, the numbers of the tests that ran each line; `functions`: the same for each function."""
    ids = list(found.tests)
    number = {test_id: at for at, test_id in enumerate(ids)}
    lines: dict[str, dict[str, list[int]]] = {}
    functions = []
    for name in sorted(found.files):
        text = project.read(name)
        if text is None:
            continue
        by_line = tests_of_lines(found, project, name)
        for line in ran_at_import(found, project, name):
            by_line.pop(line, None) if not by_line.get(line) else None
        lines[name] = {
            str(line): sorted(number[each] for each in tests) for line, tests in sorted(by_line.items())
        }
        for block in text.blocks.values():
            if block.name != MODULE:
                ran = [
                    number[test_id]
                    for test_id, test in found.tests.items()
                    if any((name, block.name) in each.places for each in found.all_of(test))
                ]
                functions.append({"file": name, "name": block.name, "line": block.head, "tests": ran})
    by_test = {
        test_id: {
            name: sorted({line for each in found.all_of(test) for line in lines_of(each, name, text)})
            for name in found.files
            if (text := project.read(name)) is not None
        }
        for test_id, test in found.tests.items()
    }
    return {"ids": ids, "lines": lines, "functions": functions, "byTest": by_test}
