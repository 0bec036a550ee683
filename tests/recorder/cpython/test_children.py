"""Child processes never touch their parent's trace: each has one of its own, or the parent's says that it has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from calltrace.file import read
from tests.recorder.cpython.shell import calltrace
from tests.recorder.trees import tree

pytest.importorskip("fcntl", reason="on Windows no child is recorded")

# The child ends last; a worker is ended by its pool; another Python is another program.
PROGRAM = """
import multiprocessing, os, subprocess, sys
def work(n): return inner(n)
def inner(n): return n
def child(): pass
def parent(): return "parent"
if __name__ == "__main__":
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.read(reading, 1)
        child()
    else:
        for _ in range(2): parent()
        with multiprocessing.get_context("fork").Pool(1) as pool: print(pool.map(work, [1, 2]), flush=True)
        with multiprocessing.get_context("spawn").Pool(1) as pool: print(pool.map(work, [3]), flush=True)
        subprocess.run([sys.executable, "-m", "other", "a"], check=True)
        subprocess.run([sys.executable, "-I", "-c", "print('isolated')"], check=True)
        os.write(writing, b"go")
        os.waitpid(process, 0)
        print("CALLTRACE_CHILD" in os.environ)
"""
OTHER = """
import atexit, os, sys
def other(x): print("other", x, flush=True)
other(sys.argv[1:])
print("CALLTRACE_CHILD" in os.environ, "calltrace" in os.environ["PYTHONPATH"], flush=True)
atexit.register(other, "bye")
"""
PRINTED = """[1, 2]
[3]
other ['a']
False False
other bye
isolated
False
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.py").write_text(PROGRAM)
    (tmp_path / "other.py").write_text(OTHER)
    return tmp_path


def test_without_children_one_remark_says_that_they_are_missing(folder: Path, hook: str) -> None:
    done = calltrace(folder, "record", "--hook", hook, "p.py")
    assert (done.returncode, done.stdout) == (0, PRINTED), done.stderr
    assert len(done.stderr.splitlines()) == 1
    data = read(folder / "p.trace.json")
    assert tree(data).splitlines()[1:] == ["  parent() → 'parent'"] * 2
    (remark,) = data["recording"]["remarks"]
    assert remark.startswith("calls are missing: those of 5 child processes; --children")
    assert sorted(path.name for path in folder.iterdir() if "trace" in path.name) == ["p.trace.json"]


def test_with_children_each_has_a_trace_beside_its_parents(folder: Path, hook: str) -> None:
    done = calltrace(folder, "record", "--children", "--hook", hook, "p.py")
    assert (done.returncode, done.stdout) == (0, PRINTED), done.stderr
    assert done.stderr.endswith("→ p.trace.json, child processes → p.trace.PID.json\n")
    found = set()
    for path in folder.glob("p.trace.*.json"):
        data = read(path)
        assert path.name.split(".")[2] in data["recording"]["remarks"][0]
        found |= {line.strip() for line in tree(data).splitlines()}
        assert data["program"]["filename"] in ("p.py", "other.py")
    assert {
        "child() → None",
        "work(n=1) → 1",
        "inner(n=2) → 2",
        "work(n=3) → 3",
        "other(x=['a']) → None",
        "other(x='bye') → None",
    } <= found
    assert "parent() → 'parent'" not in found
    data = read(folder / "p.trace.json")
    assert tree(data).count("parent()") == 2
    # That which does not look at its environment.
    assert "those of a child process" in data["recording"]["remarks"][0]
    assert not list(folder.glob("*.part"))


def test_with_the_standard_library_let_in_nothing_of_the_recorder_appears(tmp_path: Path, hook: str) -> None:
    (tmp_path / "p.py").write_text(
        "import atexit, os, subprocess, sys\n"
        "def f(n): return n\n"
        "f(1)\n"
        "if os.fork() == 0: os._exit(0)\n"
        "os.wait()\n"
        "subprocess.run([sys.executable, '-c', ''])\n"
        "atexit.register(f, 2)\n"
    )
    done = calltrace(tmp_path, "record", "--include-stdlib", "--hook", hook, "p.py")
    assert done.returncode == 0, done.stderr
    data = read(tmp_path / "p.trace.json")
    assert data["threads"] == ["MainThread"]
    calls = data["calls"]
    names = [data["functions"][function]["qualname"] for function in calls["function"]]
    assert not [name for name in names if name.startswith(("suppress", "JSON", "pthread"))]
    roots = [name for name, parent in zip(names, calls["parent"], strict=True) if parent < 0]
    assert [name for name in roots if name not in ("_shutdown", "_python_exit")] == ["<module>", "f"]
