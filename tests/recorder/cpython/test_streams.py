"""Stdout and stderr under `calltrace record`: real streams, and what goes through them is in the trace."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest

from calltrace.ending import trim
from calltrace.file import read
from tests.recorder.cpython.shell import PACKAGES, calltrace, python
from tests.recorder.trees import Recorded, tree

LOOKS = """import io, sys
out, err = sys.stdout, sys.stderr
print(type(out), type(err), out is sys.__stdout__, err is sys.__stderr__, repr(out), repr(err))
print(isinstance(out.buffer, io.BufferedWriter), isinstance(out.buffer.raw, io.FileIO), out.buffer.raw.name)
print(out.mode, out.encoding, out.errors, out.line_buffering, out.isatty(), out.fileno(), out.newlines)
"""
WRITES = """import io, sys
print("text ✓")
sys.stdout.buffer.write("bytes ✓\\n".encode())
sys.stdout.buffer.write(b"\\xc3")
sys.stdout.buffer.write(memoryview(b"\\xa9 in two\\n"))
sys.stdout.reconfigure(encoding="latin-1", errors="replace")
print("latin é ✓")
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.writelines(["one\\n", "two\\n"])
other = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
other.write("by another stream ✓\\n")
other.detach()
print("no new line", end="", file=sys.stderr)
"""
WRITTEN = (
    "text ✓\nbytes ✓\né in two\nlatin é ✓\none\ntwo\nby another stream ✓\n", "no new line",
)  # fmt: skip
REFUSES = """import sys, traceback
for wrong in (lambda: sys.stdout.write(3), lambda: sys.stdout.buffer.write("x"), lambda: sys.stdout.read()):
    try:
        wrong()
    except Exception:
        traceback.print_exc(file=sys.stdout)
with sys.stdout:
    print("last")
try:
    print("after")
except ValueError:
    traceback.print_exc()
sys.stderr.close()
sys.exit(3)
"""
TAKES_AWAY = "import sys\nsys.stdout = sys.stdout.detach()\nsys.stdout.write(b'x')\n"


@pytest.mark.parametrize("text", [LOOKS, WRITES, REFUSES, TAKES_AWAY])
def test_streams_are_what_they_are_without_a_recorder(tmp_path: Path, text: str) -> None:
    (tmp_path / "program.py").write_text(text, "utf-8")
    plain = python(tmp_path, "program.py")
    done = calltrace(tmp_path, "record", "program.py")
    assert (done.stdout, done.returncode) == (plain.stdout, plain.returncode)
    assert done.stderr.startswith(plain.stderr) and done.stderr.count("\n") <= plain.stderr.count("\n") + 1


@pytest.mark.parametrize("options", [(), ("-u",)])
def test_all_that_goes_through_the_streams_is_in_the_trace(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "program.py").write_text(WRITES, "utf-8")
    assert python(tmp_path, *options, "-m", "calltrace", "record", "program.py").returncode == 0
    data = read(tmp_path / "program.trace.json")
    for stream, text in zip(("stdout", "stderr"), WRITTEN, strict=True):
        assert "".join(piece["text"] for piece in data["output"] if piece["stream"] == stream) == text


def test_snapshots_of_the_streams_do_not_show_what_watches_them(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import sys\ndef f(out, buffer): return buffer\nf(sys.stdout, sys.stdout.buffer)\n"
        "f(sys.stderr, sys.stderr.buffer)\n"
    )
    assert calltrace(tmp_path, "record", "program.py").returncode == 0
    shown = tree(read(tmp_path / "program.trace.json"))
    assert "<file '<stdout>', mode w>" in shown and "write=" not in shown and "function" not in shown


def test_a_stream_that_is_not_pythons_own_is_left_alone_and_named(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Other:\n"
        "    __slots__ = ()\n"
        "    def write(self, text): sys.stderr.write(text)\n"
        "    def flush(self): pass\n"
        "sys.stdout = Other()\n"
    )
    (tmp_path / "program.py").write_text("print(3)\n")
    start = "import sitecustomize; from calltrace.cli import main; main()"
    done = python(tmp_path, "-c", start, "record", "program.py")
    assert done.stderr.startswith("3\n")
    remarks = read(tmp_path / "program.trace.json")["recording"]["remarks"]
    said = "sys.stdout is a sitecustomize.Other, which cannot be watched"
    assert remarks == [f"what the program prints is not in the trace: {said}"]


def piped_to_nobody(folder: Path, *words: str) -> str:
    """What a Python says on stderr whose stdout is read by nobody after the first line."""
    with subprocess.Popen(
        [sys.executable, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env={**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONUNBUFFERED": ""},
    ) as running:  # fmt: skip
        assert running.stdout is not None and running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        return running.stderr.read()


def test_no_frame_of_the_recorder_stands_in_a_traceback_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "pipe.py").write_text("def f(i): return i\nfor i in range(50000): print(f(i))\n")
    plain = piped_to_nobody(tmp_path, "pipe.py")
    assert "BrokenPipeError" in plain
    done = piped_to_nobody(tmp_path, "-m", "calltrace", "record", "pipe.py")
    assert [line for line in done.splitlines() if "→" not in line] == plain.splitlines()


@pytest.mark.parametrize("looks", [100, 101, 102, 103])
def test_a_signal_that_lands_in_the_recorder_leaves_no_frame_of_it_either(hook: str, looks: int) -> None:
    """The clock, which every hook function looks at, stands for a signal's handler that raises."""
    seen = 0

    def clock() -> float:
        nonlocal seen
        seen += 1
        if seen == looks:
            raise KeyboardInterrupt
        return seen / 1e6

    run = Recorded(
        """
        import traceback
        def f(n): return n
        def steps():
            yield f(1)
            yield 2
        try:
            while True: list(steps())
        except KeyboardInterrupt:
            print(traceback.format_exc())
        """,
        hook,
        clock=clock,
    )
    assert run.printed.count("Traceback") == 1
    files = {line.split(",")[0].strip() for line in run.printed.splitlines() if line.startswith("  File")}
    assert files == {'File "main.py"', f'File "{__file__}"'}


def test_an_exception_that_leaves_the_program_is_shown_without_the_recorder(tmp_path: Path) -> None:
    """Also where a hook function had just begun and could do nothing about it."""
    error: Exception | None = None
    try:
        freeze = compile("def hook(): raise KeyError", str(PACKAGES / "calltrace" / "hooks.py"), "exec")
        names: dict[str, Any] = {}
        exec(freeze, names)
        outer = compile("def outer(): names['hook']()", str(PACKAGES / "calltrace" / "cli.py"), "exec")
        exec(outer, {"names": names}, names)
        names["outer"]()
    except KeyError as raised:
        error = raised
    assert error is not None
    trim(error)
    assert [frame.name for frame in traceback.extract_tb(error.__traceback__)] == [
        "test_an_exception_that_leaves_the_program_is_shown_without_the_recorder"
    ]
