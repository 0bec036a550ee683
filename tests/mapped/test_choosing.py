"""Which tests an edit touches: by kinds of edits, and against running everything after random ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calltrace.cli import main
from calltrace_map import blocks, file
from calltrace_map.choosing import choose
from calltrace_map.project import Project
from playground.project import ROOT

from .project import FILES, write

PY = ROOT / "playground" / "py"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": f"{ROOT}{os.pathsep}{PY}",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}
# How many random edits are made here; benchmarks/test_map.py makes 500.
EDITS = 24


def run_pytest(folder: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "calltrace_map.plugin", *options]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}exit code {done.returncode}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    write(folder)
    assert "24 tests" in run_pytest(folder, "--calltrace-map")
    return folder


def chosen(folder: Path, edits: dict[str, str]) -> list[str]:
    known = file.read(str(folder / ".calltrace-map.json"))
    write(folder, edits)
    try:
        choice = choose(known, Project(str(folder)), known.environment)
    finally:
        for name in edits:
            if name in FILES:
                (folder / name).write_text(FILES[name], "utf-8")
            else:
                (folder / name).unlink()
    return ["everything"] if choice.everything else sorted(test.partition("::")[2] for test in choice.tests)


def replaced(name: str, old: str, new: str) -> dict[str, str]:
    assert old in FILES[name]
    return {name: FILES[name].replace(old, new)}


# Whatever imports something of the package runs its `__init__`, which imports prices and tables, as conftest.py does.
ALL = "all"
SHOWN = ["TablesTest::test_order", "TablesTest::test_shown", "TablesTest::test_sizes"]
STOCK = ["test_lazy", "test_read", "test_total", "test_words"]
BIRD = ["test_bird", "test_legs"]

KINDS = {
    "nothing": ({}, []),
    "a comment": (replaced("shop/prices.py", "    if who", "    # who?\n\n    if who"), []),
    "the layout": (replaced("shop/prices.py", "net * rate", "(\n        net*rate)"), []),
    "the body of a function": (
        replaced("shop/prices.py", "value + 0.5", "value + 0.4"), ["test_rounded"],
    ),
    "a function of one line of a test": (replaced("test_prices.py", "rounded(2.6)", "rounded(2.7)"), ["test_rounded"]),
    "a constant": (replaced("shop/prices.py", '"friend": 3', '"friend": 4'), ALL),
    "a signature": (replaced("shop/prices.py", "rate=RATE", "rate=3"), ALL),
    "what ran at import": (replaced("shop/prices.py", "net * rate", "net * rate * 1"), ALL),
    "a cached function": (replaced("shop/prices.py", "n if n < 2", "n if n < 3"), ALL),
    "a method": (replaced("shop/animals.py", '"miaows"', '"purrs"'), ["test_call", "test_speak"]),
    "a shared fixture": (replaced("test_animals.py", '"tweety"', '"Tweety"'), BIRD),
    "what a shared fixture ran": (replaced("shop/animals.py", "name.title()", "name"), BIRD),
    "setUpClass": (
        replaced("test_tables.py", "labelled([1, 2])", "labelled([1, 3])"),
        SHOWN,
    ),
    "an inner function": (replaced("shop/tables.py", 'f"<{value}>"', 'f"[{value}]"'), [*SHOWN, "test_labelled"]),
    "a file that is read": (
        {"shop/stock.txt": "apples 5\npears 4\n"}, ["test_read", "test_words"],
    ),
    "a new function": (
        {"shop/stock.py": FILES["shop/stock.py"] + "\n\ndef brand_new(rows, most=3):\n    return rows\n"}, [],
    ),
    "a new method over an inherited one": (
        replaced("shop/animals.py", "    legs = 2\n", "    legs = 2\n\n    def sound(self):\n        return 'sings'\n"),
        ALL,
    ),
    "a function that is gone": (
        replaced("shop/stock.py", "def total(", "def sum_of("), STOCK,
    ),
    "a generator that is none any more": (
        replaced("shop/stock.py", "yield name", "return"), STOCK,
    ),
    "a new test": ({"test_stock.py": FILES["test_stock.py"] + "\n\ndef test_new():\n    pass\n"}, []),
    "a new module that nobody imports": ({"shop/other.py": "X = 1\n"}, []),
    "a new conftest.py": ({"shop/conftest.py": "raise SystemError\n"}, ALL),
    "no Python any more": ({"shop/stock.py": "def :\n"}, STOCK),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_edit_touches(kind: str, folder: Path) -> None:
    edits, expected = KINDS[kind]
    found = chosen(folder, edits)
    if expected == ALL:
        assert len(found) == 24
        return
    assert found == sorted(expected)


def test_no_failure_is_missed_after_random_edits(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.mapped.edits", str(folder), "0", str(EDITS)]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == EDITS
    assert sum(row["failed"] for row in rows) > EDITS / 2  # the edits do break tests
    assert sum(row["chosen"] for row in rows) < EDITS * 24 / 2  # and not everything is chosen
    assert [row for row in rows if row["missed"]] == []


def test_a_run_of_the_affected_renews_the_map(folder: Path, tmp_path: Path) -> None:
    write(tmp_path)
    assert "all tests run: there is no map yet" in run_pytest(tmp_path, "--calltrace-affected")
    assert "0 of 24 tests are affected" in (said := run_pytest(tmp_path, "--calltrace-affected"))
    assert said.endswith("exit code 0")
    write(tmp_path, replaced("shop/animals.py", '"miaows"', '"purrs"'))
    assert "2 of 24 tests are affected" in run_pytest(tmp_path, "--calltrace-affected")
    # Those that failed run again, until they pass; a run of other tests leaves in the map what is still to be run.
    assert "2 of 24 tests are affected" in run_pytest(tmp_path, "--calltrace-affected")
    write(tmp_path)
    run_pytest(tmp_path, "--calltrace-map", "test_stock.py", "-k", "total")
    assert "2 of 24 tests are affected" in run_pytest(
        tmp_path, "--calltrace-affected", "-p", "xdist", "-n", "2"
    )
    assert "0 of 24 tests are affected" in run_pytest(
        tmp_path, "--calltrace-affected", "-p", "xdist", "-n", "2"
    )
    (tmp_path / ".calltrace-map.json").write_text("[]")
    assert "all tests run: it is not a map of tests" in run_pytest(tmp_path, "--calltrace-affected")


def test_a_map_comes_back_from_its_file(folder: Path) -> None:
    text = (folder / ".calltrace-map.json").read_text("utf-8")
    assert file.to_text(file.from_text(text)) == text
    with pytest.raises(file.MapError, match="another version"):
        file.from_text(text.replace('"version":1', '"version":99'))


BLOCKS = {
    "comments": ("x = 1\ndef f():\n    return 1\n", "# so\nx = 1\n\ndef f():\n    # here\n    return (1)\n", set()),
    "a body": ("def f():\n    return 1\n", "def f():\n    return 2\n", {"f"}),
    "a head": ("def f(a):\n    return 1\n", "def f(a=1):\n    return 1\n", {"<module>"}),
    "an inner body": (
        "def f():\n    def g():\n        return 1\n    return g\n",
        "def f():\n    def g():\n        return 2\n    return g\n", {"f.g"},
    ),
    "a method": ("class A:\n    def f(self): pass\n", "class A:\n    def f(self): return 1\n", {"A.f"}),
    "the second of two": ("def f(): 1\ndef f(): 2\n", "def f(): 1\ndef f(): 3\n", {"f#2"}),
    "a docstring": ("def f():\n    'a'\n", "def f():\n    'b'\n", {"f"}),
}  # fmt: skip


@pytest.mark.parametrize("case", BLOCKS)
def test_the_hash_of_a_block_is_of_its_code(case: str) -> None:
    before, after, expected = BLOCKS[case]
    old, new = blocks.read(before).blocks, blocks.read(after).blocks
    assert {name for name in old if old[name].hash != new[name].hash} == expected


SAID = {
    "shop/prices.py:14": (
        0,
        "test_prices.py::test_discounted[child-3]\ntest_prices.py::test_discounted[friend-5]\n",
    ),
    "shop/prices.py:9": (0, "test_prices.py::test_discounted"),
    "shop/prices.py:4": (0, "runs when the module is imported."),
    "shop/prices.py:1000": (0, "has no code of its own."),
    "shop/animals.py:11": (0, "test_animals.py::test_bird\n"),
    "shop/prices.py": (0, "   14      2          return gross(net) - DISCOUNT[who]\n"),
    "--affected": (0, "0 of 24 tests are affected.\n"),
    "nowhere.py:3": (2, "nowhere.py is no Python file below"),
    "--map=nowhere.json": (2, "nowhere.json: No such file or directory"),
}


@pytest.mark.parametrize("words", SAID)
def test_the_command_says_which_tests_run_a_line(
    words: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    code, expected = SAID[words]
    assert main(["map", words]) == code
    said = capsys.readouterr()
    assert expected in said.out + said.err
