"""`calltrace record` as people call it: from a shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calltrace.file import read
from tests.recorder.cpython.shell import calltrace
from tests.recorder.trees import tree

FIBONACCI = """import sys

def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

if __name__ == "__main__":
    print(fibonacci(int(sys.argv[1])), sys.argv, __file__)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fib.py").write_text(FIBONACCI)
    return tmp_path


def test_a_script_with_arguments(folder: Path) -> None:
    done = calltrace(folder, "record", "fib.py", "5")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"5 ['fib.py', '5'] {folder / 'fib.py'}\n"
    line = done.stderr.splitlines()[-1]
    assert line.startswith("16 calls in ") and line.endswith(" → fib.trace.json")
    data = read(folder / "fib.trace.json")
    assert "  fibonacci(n=5) → 5" in tree(data)
    assert data["program"] == {"filename": "fib.py", "source": FIBONACCI, "example": None}
    assert data["sources"] == {"fib.py": FIBONACCI}
    assert data["output"] == [
        {"stream": "stdout", "call": 0, "at_us": data["output"][0]["at_us"], "text": done.stdout}
    ]
    assert data["environment"]["runtime"] == "cpython"


def test_where_the_trace_goes(folder: Path) -> None:
    done = calltrace(folder, "record", "-o", "out.json.gz", "fib.py", "1")
    assert done.returncode == 0, done.stderr
    assert read(folder / "out.json.gz")["recording"]["calls_seen"] == 2


def test_a_program_that_fails(folder: Path) -> None:
    (folder / "bad.py").write_text("def f():\n    raise ValueError('no')\nprint('before')\nf()\n")
    done = calltrace(folder, "record", "bad.py")
    assert done.returncode == 1
    assert done.stdout == "before\n"
    trace = read(folder / "bad.trace.json")
    error = trace["recording"]["error"]
    assert (trace["recording"]["outcome"], error["type"], error["message"], error["call"]) == (
        "error",
        "ValueError",
        "no",
        1,
    )
    assert "calltrace" not in error["traceback"]
    assert error["traceback"] in done.stderr
    plain = subprocess.run([sys.executable, "bad.py"], cwd=folder, capture_output=True, text=True)
    assert error["traceback"].replace(str(folder) + os.sep, "") == plain.stderr.replace(
        str(folder) + os.sep, ""
    )


@pytest.mark.parametrize(("code", "exit_code"), [("3", 3), ("0", 0), ("'why'", 1), ("None", 0)])
def test_the_programs_own_exit_code(folder: Path, code: str, exit_code: int) -> None:
    (folder / "leave.py").write_text(f"import sys\nsys.exit({code})\n")
    done = calltrace(folder, "record", "leave.py")
    assert done.returncode == exit_code
    assert ("why" in done.stderr) == (code == "'why'")
    assert read(folder / "leave.trace.json")["recording"]["outcome"] == ("error" if exit_code else "finished")


def test_a_syntax_error(folder: Path) -> None:
    (folder / "bad.py").write_text("x = = 1\n")
    done = calltrace(folder, "record", "bad.py")
    assert done.returncode == 1
    assert "SyntaxError" in done.stderr
    assert read(folder / "bad.trace.json")["recording"]["calls_seen"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("record",),
        ("record", "missing.py"),
        ("record", "-m", "no.such"),
        ("rekord", "fib.py"),
        ("record", "-m", "json.no_such"),
        ("record", "-m"),
        ("record", "--no-such-option", "fib.py"),
        ("record", "."),
        ("record", "-o", "no/such/folder.json", "fib.py", "1"),
    ],
)
def test_wrong_use(folder: Path, arguments: tuple[str, ...]) -> None:
    done = calltrace(folder, *arguments)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_package_as_module(folder: Path) -> None:
    package = folder / "tool"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "inner.py").write_text("def help(n):\n    return n\n")
    (package / "__main__.py").write_text("import sys\nfrom .inner import help\nprint(help(len(sys.argv)))\n")
    done = calltrace(folder, "record", "-m", "tool", "a", "b")
    assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr
    data = read(folder / "tool.trace.json")
    assert {function["file"] for function in data["functions"]} >= {"tool/__main__.py", "tool/inner.py"}
    assert {function["origin"] for function in data["functions"]} == {"program"}


def test_what_is_included(folder: Path) -> None:
    (folder / "use.py").write_text("import textwrap\ntextwrap.dedent('a')\n")

    def names(*options: str) -> list[Any]:
        done = calltrace(folder, "record", *options, "use.py")
        assert done.returncode == 0, done.stderr
        data = read(folder / "use.trace.json")
        return [data["functions"][function]["name"] for function in data["calls"]["function"]]

    assert names() == ["<module>"]
    assert names("--include", "textwrap") == ["<module>"]
    assert "dedent" in names("--include-stdlib")


SECRETS = """import sqlite3
def f(password, badge_code, plain): return {"api_token": plain}
f("hunter2", "1234", "bees")
sqlite3.connect(":memory:").execute("SELECT 'x' AS a WHERE 'badge' = '5678' AND a = 'hunter3'")
"""


@pytest.mark.parametrize(
    ("options", "kept", "redacted"),
    [
        ((), {"1234", "5678"}, {"hunter2"}),
        (("--redact", "BADGE"), set(), {"hunter2", "1234"}),
        (("--no-redact",), {"hunter2", "1234"}, set()),
        (("--no-redact", "--redact", "badge"), {"hunter2"}, {"1234"}),
    ],
)
def test_what_is_kept_secret_is_a_setting(
    folder: Path, options: tuple[str, ...], kept: set[str], redacted: set[str]
) -> None:
    (folder / "keep.py").write_text(SECRETS)
    done = calltrace(folder, "record", *options, "keep.py")
    assert done.returncode == 0, done.stderr
    data = read(folder / "keep.trace.json")
    found = json.dumps([data["values"], data["events"]])
    assert {secret for secret in kept if secret in found} == kept
    assert {secret for secret in redacted if secret in found} == set()
    assert "bees" in found or "--no-redact" not in options


def test_a_file_that_the_recorder_wrote_is_plain_json(folder: Path) -> None:
    (folder / "odd.py").write_text(
        "def f(x): return x\nf('\\ud800'); f(float('inf')); f({'a': float('nan')}); f(chr(0))\n"
    )
    assert calltrace(folder, "record", "odd.py").returncode == 0
    text = (folder / "odd.trace.json").read_text("ascii")
    json.loads(text, parse_constant=lambda name: pytest.fail(name))


def test_threads_that_outlive_the_program_are_waited_for(folder: Path, hook: str) -> None:
    (folder / "late.py").write_text(
        "import threading\n"
        "main = threading.main_thread()\n"
        "over = threading.Event()\n"
        "def late(): return 'late'\n"
        "def work():\n"
        "    while not over.wait(0.01): pass\n"
        "    print(late())\n"
        "threading.Thread(target=work).start()\n"
        "threading._register_atexit(over.set)\n"
        "print('early')\n"
    )
    done = calltrace(folder, "record", "--hook", hook, "late.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "early\nlate\n"
    data = read(folder / "late.trace.json")
    assert "late() → 'late'" in tree(data)
    assert "remarks" not in data["recording"]


def test_an_interrupt_of_the_waiting_ends_as_in_python(folder: Path) -> None:
    (folder / "late.py").write_text(
        "import threading\n"
        "over = threading.Event()\n"
        "threading.Thread(target=over.wait).start()\n"
        "def interrupted():\n"
        "    over.set()\n"
        "    raise KeyboardInterrupt\n"
        "threading._register_atexit(interrupted)\n"
    )
    plain = subprocess.run(
        [sys.executable, "late.py"], cwd=folder, capture_output=True, text=True, timeout=60
    )
    done = calltrace(folder, "record", "late.py")
    said = [line for line in done.stderr.splitlines() if "→" not in line]
    assert (said, done.returncode) == (plain.stderr.splitlines(), plain.returncode)
    assert read(folder / "late.trace.json")["recording"]["outcome"] == "finished"
