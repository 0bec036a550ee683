"""The streams of a program in the page are Python's: text, bytes and descriptors go the same way, in their order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from .sessions import Host, run

pytestmark = pytest.mark.usefixtures("folder")

# Each prints what it prints in CPython, whose standard input is the lines of INPUT.
INPUT = "one\n  two  \ndrei ä\n4\n5\n"
PROGRAMS = {
    "bytes among text": "print('a', flush=True); sys.stdout.buffer.write('bä\\n'.encode()); print('c')",
    "a sign in two halves": "sys.stdout.buffer.write(b'\\xc3'); sys.stdout.buffer.write(b'\\xa4\\n')",
    "many at once": "sys.stdout.writelines(['a\\n', 'b\\n']); print(sys.stdout.write('xyz'))",
    "another encoding": """
        sys.stdout.reconfigure(encoding="ascii", errors="xmlcharrefreplace", line_buffering=True)
        print("ä", sys.stdout.encoding, sys.stdout.errors, sys.stdout.line_buffering)
    """,
    "what the encoding has no sign for": """
        for text in ("\\ud800", "x"):
            try: print(text)
            except UnicodeEncodeError as error: print(error.reason)
        sys.stdout.reconfigure(encoding="latin-1")
        try: print("€")
        except UnicodeEncodeError as error: print(error.encoding)
    """,
    "Python's second names": """
        sys.__stdout__.write("un\\n"); print("deux", file=sys.__stdout__, flush=True); print(sys.__stdin__.readline())
    """,
    "a stream around the bytes": """
        sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"); print("ä")
        sys.stdout = codecs.getwriter("utf-8")(sys.stdout.detach()); print("ö")
    """,
    "numbers and kinds": """
        print([s.fileno() for s in (sys.stdin, sys.stdout, sys.stderr)], sys.stdout.writable(), sys.stdin.readable())
        print([isinstance(s, io.TextIOBase) for s in (sys.stdin, sys.stdout)], sys.stdin.mode, sys.stdout.mode)
        print(isinstance(sys.stdin.buffer, io.BufferedReader), isinstance(sys.stdout.buffer, io.BufferedWriter))
    """,
    "a wrong type": """
        for write, what in ((sys.stdout.write, b"x"), (sys.stdout.buffer.write, "x")):
            try: write(what)
            except TypeError as error: print(error)
    """,
    "closed": """
        print("before"); sys.stdout.close()
        try: print("after")
        except ValueError as error: sys.exit(str(error))
    """,
    "bytes that are read": "data = sys.stdin.buffer.read().split(); print(len(data), data)",
    "a line of bytes, then of text": "print(sys.stdin.buffer.readline(), input(), sys.stdin.read())",
    "all lines": "print(sys.stdin.readlines())",
    "the keyboard as a file": "print(open(0).readline(), end=''); print(sys.stdin.closed)",
    "the keyboard as a file, whole": "print(open(0, closefd=False).read(), open(0).read() == '')",
    "the keyboard as bytes": "f = open(0, 'rb'); print(f.read(7), f.readline(), f.read())",
    "the keyboard by its path": "print(open('/dev/stdin').read().split())",
    "the keyboard by a path object": "print(pathlib.Path('/dev/stdin').read_text().split())",
    "the keyboard as a descriptor": "print(os.read(0, 4))",
    "the keyboard as a descriptor's file": "print(os.fdopen(0, closefd=False).readlines())",
    "fileinput": "print([line for line in fileinput.input('-')])",
    "a file is a file": """
        with open("x.txt", "w") as f: f.write("äx")
        print(open("x.txt", encoding="utf-8").read(), open(file="x.txt", mode="rb").read())
        print(pathlib.Path("x.txt").read_text())
        class A: opener = open
        print(A().opener("x.txt").read(), io.open is open, open.__name__)
        try: open("nowhere")
        except OSError: traceback.print_exc(file=sys.stdout)
    """,
}
BEGINNING = "import codecs, fileinput, io, os, pathlib, sys, traceback\n"


def source(name: str) -> str:
    return BEGINNING + dedent(PROGRAMS[name])


@pytest.mark.skipif(sys.platform == "emscripten", reason="there is no other Python here")
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_prints_what_it_prints_in_cpython(name: str, folder: Path) -> None:
    (folder / "plain.py").write_text(source(name), "utf-8")
    environment = {"PYTHONUTF8": "1", "PYTHON_COLORS": "0"}
    command = [sys.executable, str(folder / "plain.py")]
    there = subprocess.run(command, input=INPUT.encode(), capture_output=True, env=environment)
    _, host = run(source(name), inputs=INPUT.splitlines())
    wanted = there.stdout.decode().replace(str(folder / "plain.py"), "main.py")
    assert without_echo(host) == wanted
    assert host.printed("stderr") == there.stderr.decode()


def without_echo(host: Host) -> str:
    """In the page, as in a terminal, the lines that are typed stand in the output too."""
    printed = host.printed()
    for line in INPUT.splitlines(keepends=True):
        printed = printed.replace(line, "", 1)
    return printed


@pytest.mark.parametrize("name", ["bytes that are read", "the keyboard as a file", "another encoding"])
def test_the_same_in_pyodide(name: str) -> None:
    recording, host = run(source(name), inputs=INPUT.splitlines())
    assert recording["error"] is None
    assert host.printed().endswith(
        ("6 [b'one', b'two', b'drei', b'\\xc3\\xa4', b'4', b'5']\n", "False\n", "True\n")
    )


def test_the_sessions_own_frames_are_in_no_traceback(hook: str) -> None:
    program = """
        import traceback
        def f():
            try: open("nowhere")
            except OSError: print(traceback.format_exc())
            traceback.print_stack()
            print(len(traceback.extract_stack()))
        f()
        open("nowhere")
    """
    recording, host = run(dedent(program), hook)
    assert host.printed().count("File ") == 1
    assert host.printed("stderr").count("File ") == 3
    assert host.printed().endswith("\n2\n")
    assert (
        "playground_session" not in host.printed() + host.printed("stderr") + recording["error"]["traceback"]
    )
    assert recording["error"]["line"] == 9


def test_an_exit_whose_text_cannot_be_made(hook: str) -> None:
    program = "class Bad:\n    def __str__(self): raise ValueError\nraise SystemExit(Bad())\n"
    recording, host = run(program, hook)
    assert recording["error"]["type"] == "SystemExit"
    assert host.printed("stderr") == "\n"
