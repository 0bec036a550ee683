"""`pytest --calltrace`: which files there are after a run, what they hold, what the summary says."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calltrace.file import read
from calltrace.validate import validate
from calltrace_pytest.comparing import first_difference
from calltrace_pytest.spans import Span, put_in

from .servers import RECORDER

SHOP = """
def price(item, rates):
    return rates[item] * 2

def total(items, rates):
    return sum([price(item, rates) for item in items])
"""
TESTS = """
import os, sys, unittest
import pytest
from shop import total

B = int(os.environ.get("B", "2"))

@pytest.fixture
def rates(tmp_path):
    yield {"a": 1, "b": B}
    tidy()

def tidy():
    pass

def test_total(rates):
    assert total(["a", "b"], rates) == 6

@pytest.mark.parametrize("word", ["plain", "x/y ::z"])
def test_words(rates, word):
    assert total(["a"], rates) == 2

class TestUnit(unittest.TestCase):
    def setUp(self):
        self.rates = {"a": B}

    def test_unit(self):
        self.assertEqual(total(["a"], self.rates), 4)

@pytest.mark.xfail
def test_expected():
    assert total(["a"], {"a": 1}) == 0

class NoBase(Exception):
    def __str__(self):
        return "no base"

@pytest.fixture
def base():
    if B != 2:
        raise NoBase

def test_setup(base):
    pass

@pytest.mark.calltrace(mode="off")
def test_left_out():
    assert B == 2
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "tests" / "test_shop.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return tmp_path


def run(project: Path, *arguments: str, B: int = 2, plugin: bool = True) -> str:
    """What pytest printed. The plugin is loaded by its name: in a checkout no entry point names it."""
    environment = {**os.environ, "PYTHONPATH": str(RECORDER), "PYTHONDONTWRITEBYTECODE": "1", "B": str(B)}
    environment |= {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    loaded = ["-p", "calltrace_pytest.plugin"] if plugin else []
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *loaded, *arguments]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def files(project: Path, pattern: str) -> list[str]:
    return sorted(path.name for path in (project / ".calltrace").glob(pattern))


def names_and_parents(trace: dict[str, Any]) -> list[tuple[str, str | None]]:
    calls, functions = trace["calls"], trace["functions"]
    names = [functions[function]["name"] for function in calls["function"]]
    return [
        (name, None if parent < 0 else names[parent])
        for name, parent in zip(names, calls["parent"], strict=True)
    ]


def shown(project: Path, name: str) -> dict[str, Any]:
    found = next(path for path in (project / ".calltrace").iterdir() if path.stem == name)
    return read(found)


def test_a_failed_test_has_a_file_and_is_compared_with_its_last_passing_run(project: Path) -> None:
    passing = run(project, "--calltrace", "tests")
    assert "calltrace" not in passing.replace("--calltrace", ""), passing
    assert files(project, "*.json") == files(project, "*.html") == []
    kept = files(project, "passed/*")
    assert [name for name in kept if "test_words" in name] != [] and len(kept) == 5
    assert (project / ".calltrace" / ".gitignore").read_text() == "*\n"

    summary = run(project, "--calltrace", "tests", B=3).partition("calltrace =")[2]
    assert ".calltrace/tests-test_shop.py-test_total." in summary
    assert "first different call: rates" in summary  # what the fixture gave
    assert "TestUnit::test_unit\n" in summary and "test_setup\n" in summary
    assert (
        "test_words" not in summary
        and "test_expected" not in summary
        and "test_left_out" not in summary.partition("short test summary")[0]
    )

    trace = shown(project, "tests-test_shop.py-test_total")
    validate(trace)
    tree = names_and_parents(trace)
    assert (
        ("setup", None) in tree and ("fixture rates", "setup") in tree and ("rates", "fixture rates") in tree
    )
    assert (
        ("fixture tmp_path", "setup") in tree
        and ("test_total", "call") in tree
        and ("total", "test_total") in tree
    )
    assert ("rates", "teardown") in tree and ("tidy", "rates") in tree
    error = trace["recording"]["error"]
    assert error["type"] == "AssertionError" and tree[error["call"]][0] == "test_total"
    assert any("first different call" in remark for remark in trace["recording"]["remarks"])
    broken = shown(project, "tests-test_shop.py-test_setup")
    assert broken["recording"]["error"]["message"] == "no base"
    assert "__str__" not in dict(names_and_parents(broken))  # pytest's own report asked for it

    run(project, "--calltrace", "tests")
    assert files(project, "*.json") == files(project, "*.html") == []  # they pass again


def test_modes_folders_and_wrong_words(project: Path) -> None:
    everything = run(project, "--calltrace=on", "--calltrace-dir", "traces", "tests/test_shop.py::test_total")
    assert "traces/tests-test_shop.py-test_total." in everything
    assert "1 passed" in run(project, "--calltrace=off", "tests/test_shop.py::test_total")
    assert not (project / ".calltrace").exists()
    assert "--calltrace is on, off or retain-on-failure, not sometimes" in run(
        project, "--calltrace=sometimes"
    )
    (project / "pytest.ini").write_text("[pytest]\npythonpath = .\ncalltrace = on\ncalltrace_dir = kept\n")
    run(project, "tests/test_shop.py::test_total")
    assert (project / "kept").is_dir()
    (project / "kept" / "no").write_text("")
    refused = run(project, "--calltrace-dir=kept/no", "tests/test_shop.py::test_total", B=3)
    assert "its trace could not be written" in refused and "1 failed" in refused


@pytest.mark.skipif(importlib.util.find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_with_workers_each_test_has_its_own_file(project: Path) -> None:
    summary = run(project, "--calltrace", "-p", "xdist", "-n", "2", "tests", B=3).partition("calltrace =")[2]
    assert summary.count(".calltrace/") == 3
    assert len(files(project, "*.json") + files(project, "*.html")) == 3


def test_nothing_is_imported_unless_it_is_asked_for(project: Path) -> None:
    (project / "conftest.py").write_text(
        "import sys\ndef pytest_sessionfinish(): print([n for n in sys.modules if n.split('.')[0] == 'calltrace'])\n"
    )
    assert "[]" in run(project, "tests/test_shop.py::test_total")


# --- parts


def trace_of(*rows: tuple[str, int, float, float, str]) -> dict[str, Any]:
    """Calls by name, parent, start, end, and the text of what they gave."""
    names = sorted({row[0] for row in rows})
    texts = sorted({row[4] for row in rows})
    return {
        "functions": [{"name": name, "qualname": name, "parameters": []} for name in names],
        "values": [{"type": "str", "text": text} for text in texts],
        "calls": {
            "function": [names.index(row[0]) for row in rows], "parent": [row[1] for row in rows],
            "start_us": [row[2] for row in rows], "duration_us": [row[3] - row[2] for row in rows],
            "call_line": [None] * len(rows), "arguments": [None] * len(rows),
            "result": [texts.index(row[4]) for row in rows], "outcome": ["returned"] * len(rows),
            "after": [None] * len(rows),
        },
        "resumes": [], "same": [], "output": [], "events": [{"call": len(rows) - 1}],
        "recording": {"calls_recorded": len(rows), "calls_seen": len(rows), "error": {"call": len(rows) - 1}},
    }  # fmt: skip


def test_spans_become_calls_around_what_ran_in_them() -> None:
    trace = trace_of(("a", -1, 1, 2, ""), ("b", -1, 4, 9, ""), ("c", 1, 5, 6, ""), ("d", -1, 20, 21, ""))
    put_in(
        trace,
        [Span("fixture x", 1, 3), Span("setup", 0, 3), Span("call", 4, 10), Span("teardown", 30, 31)],
        0,
    )
    assert names_and_parents(trace) == [
        ("setup", None), ("fixture x", "setup"), ("a", "fixture x"), ("call", None), ("b", "call"), ("c", "b"),
        ("d", None), ("teardown", None),
    ]  # fmt: skip
    assert trace["calls"]["start_us"] == [0, 1, 1, 4, 4, 5, 20, 30]
    assert trace["events"] == [{"call": 6}] and trace["recording"]["error"] == {"call": 6}
    assert trace["recording"]["calls_seen"] == 8


@pytest.mark.parametrize(
    ("passed", "failed", "expected"),
    [
        ([("a", -1, 0, 9, "1")], [("a", -1, 0, 7, "1")], None),
        ([("a", -1, 0, 9, "/pytest-of-me/pytest-3/x")], [("a", -1, 0, 9, "/pytest-of-me/pytest-4/x")], None),
        ([("a", -1, 0, 9, "1")], [("a", -1, 0, 9, "2")], "a() returned 2, in the passing run it returned 1"),
        (
            [("a", -1, 0, 9, "1"), ("b", 0, 1, 2, "1")], [("a", -1, 0, 9, "2"), ("b", 0, 1, 2, "3")],
            "b() returned 3, in the passing run it returned 1",
        ),
        (
            [("a", -1, 0, 9, "1"), ("b", 0, 1, 2, "1")], [("a", -1, 0, 9, "1")],
            "b() of the passing run, which was not made",
        ),
        (
            [("a", -1, 0, 9, "x" * 99 + "1")], [("a", -1, 0, 9, "x" * 99 + "2")],
            f"a() returned …{'x' * 40}2, in the passing run it returned …{'x' * 40}1",
        ),
        ([("a", -1, 0, 9, "1")], [("b", -1, 0, 9, "1")], "b(), in the passing run a()"),
        ([], [("b", -1, 0, 9, "1")], "b(), which was not made in the passing run"),
    ],
)  # fmt: skip
def test_the_first_different_call(passed: list[Any], failed: list[Any], expected: str | None) -> None:
    assert first_difference(trace_of(*passed), trace_of(*failed)) == expected
