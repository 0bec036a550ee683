"""
The part of the plugin for pytest that is there only when asked for: it watches a run, leaves out what no edit has
touched, and writes the map. Under pytest-xdist each worker watches its own tests, and the controller writes the map.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from typing import Any

import pytest

from . import file
from .choosing import Choice, choose
from .collecting import Collected, merged
from .model import BETWEEN, Map
from .project import Project
from .watch import Watch

_FIELD = "calltrace_map"


class MapSession:
    """`affected`: only tests that an edit has touched are to run."""

    def __init__(self, config: pytest.Config, affected: bool) -> None:
        self._config = config
        self._affected = affected
        self.project = Project(str(config.rootpath))
        named = getattr(config.option, "calltrace_map_file", None) or config.getini("calltrace_map_file")
        self.path = os.path.join(self.project.root, str(named))
        self.environment = self._environment()
        self.known, self.remark = self._read()
        self.choice = (
            choose(self.known, self.project, self.environment)
            if affected and not self.remark
            else Choice(everything=self.remark or "all tests run")
        )
        self.watch = Watch(self.project.local)
        self.collected = Collected()
        self.left_out = 0
        self.seen = 0
        self._parts: list[Map] = []
        self._written = ""

    def _environment(self) -> dict[str, str]:
        return environment(self._config)

    def _save(self, found: Map) -> None:
        try:
            file.write(self.path, found)
            self._written = f"{os.path.relpath(self.path)}: {len(found.tests)} tests"
        except OSError as error:
            self._written = f"{self.path} could not be written: {error.strerror}"

    def _read(self) -> tuple[Map, str]:
        """The map of the last run, and why there is none."""
        try:
            return file.read(self.path), ""
        except FileNotFoundError:
            return Map(), "there is no map yet"
        except OSError as error:
            return Map(), f"the map cannot be read ({error.strerror})"
        except file.MapError as error:
            return Map(), str(error).rstrip(".")

    def start(self) -> None:
        self.watch.start()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Iterator[None]:
        """Notes all tests that there are; of those that other plugins let through the others are left out."""
        self.collected.whole = not any("::" in argument for argument in self._config.args)
        self.collected.ids.update(item.nodeid for item in items)
        result = yield
        self._leave_out(items)
        return result

    def _leave_out(self, items: list[pytest.Item]) -> None:
        self.seen = len(items)
        if not self._affected or self.choice.everything:
            return
        kept = [item for item in items if self.choice.has(item.nodeid, self.known)]
        others = [item for item in items if not self.choice.has(item.nodeid, self.known)]
        if others:
            self.left_out = len(others)
            self._config.hook.pytest_deselected(items=others)
            items[:] = kept

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Iterator[None]:
        self.watch.switch(BETWEEN)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.collected.begins(item, self.project)
        with self.watch.within(item.nodeid):
            result = yield
        self.collected.ends(item)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        with self.watch.within(Collected.context_of(fixturedef)):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.collected.report(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        output = getattr(node, "workeroutput", {}).get(_FIELD)
        if output:
            self._parts.append(file.from_text(output["map"]))
            self.collected.add(output)
            self.left_out = max(self.left_out, output["left_out"])
            self.seen = max(self.seen, output["seen"])

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        self.watch.stop()
        part = self.collected.to_map(self.watch, self.project, self.known)
        if hasattr(self._config, "workerinput"):
            self._config.workeroutput[_FIELD] = {  # type: ignore[attr-defined]
                "map": file.to_text(part), "left_out": self.left_out, "seen": self.seen,
                **self.collected.to_json(),
            }  # fmt: skip
            return
        if self.left_out and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK
        new = merged(self.known, [part, *self._parts], self.collected, self.project, self.environment)
        if not self._config.option.collectonly:
            self._save(new)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self._affected:
            if self.choice.everything:
                terminalreporter.write_line(f"calltrace: all tests run: {self.choice.everything}.")
            else:
                count = self.seen - self.left_out
                verb = "is" if count == 1 else "are"
                terminalreporter.write_line(f"calltrace: {count} of {self.seen} tests {verb} affected.")
        if self._written:
            terminalreporter.write_line(f"calltrace: {self._written}")


def environment(config: pytest.Config) -> dict[str, str]:
    """What a map is good for: with another Python, or other packages, any test may end differently."""
    import hashlib
    from importlib.metadata import distributions

    packages = sorted({f"{each.name} {each.version}" for each in distributions()})
    ini = ""
    if config.inipath:
        with open(config.inipath, "rb") as opened:
            ini = hashlib.sha256(opened.read()).hexdigest()[:16]
    return {
        "Python": platform.python_version(),
        "the set of installed packages": hashlib.sha256("\n".join(packages).encode()).hexdigest()[:16],
        "pytest's configuration": ini,
    }
