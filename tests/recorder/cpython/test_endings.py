"""However a program ends, what was recorded is on disk, and belongs to what the program did until its very end."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from calltrace.file import read
from calltrace.finishing import mended
from calltrace.validate import validate
from tests.recorder.cpython.shell import PACKAGES, calltrace
from tests.recorder.cpython.test_threads import said
from tests.recorder.trees import Recorded, tree

resource = pytest.importorskip("resource", reason="Windows knows no such endings")

# Calls a function, and has to be told how to end. `on_disk` waits until its own beginning is on disk, and so all before
# it: what a program that is killed a second later can count on.
ENDING = """
import ctypes, os, signal, threading, time
from pathlib import Path
def f(x): return x
def on_disk(mark):
    until = time.monotonic() + 20
    while repr(mark).encode() not in b"".join(part.read_bytes() for part in Path().glob("*.part")):
        if time.monotonic() > until: return
        threading.Event().wait(0.01)
for n in range(100): f(n)
print("tail", flush=True)
f("last")
"""
KILLED = "on_disk('be' + 'gun'); os.kill(os.getpid(), signal.{})"


@pytest.mark.parametrize(
    ("how", "code", "outcome", "remark"),
    [
        pytest.param(KILLED.format("SIGKILL"), -9, "stopped", "did not reach its end", id="SIGKILL"),
        pytest.param(KILLED.format("SIGTERM"), -15, "stopped", "did not reach its end", id="SIGTERM"),
        pytest.param(KILLED.format("SIGHUP"), -1, "stopped", "did not reach its end", id="SIGHUP"),
        pytest.param("on_disk('be' + 'gun'); ctypes.string_at(0)", -11, "stopped", "did not reach its end", id="crash"),
        pytest.param("os.closerange(3, 3000); f('went on')", 0, "finished", "", id="all files closed"),
        pytest.param("os._exit(3)", 3, "finished", "os._exit", id="os._exit"),
        pytest.param("os.abort()", -6, "finished", "os.abort", id="os.abort"),
        pytest.param(
            "try: os.execlp('no such program', 'x')\nexcept OSError: f('went on')\nos.execlp('true', 'true')",
            0, "stopped", "another program", id="os.exec",
        ),
    ],
)  # fmt: skip
def test_nothing_is_lost(tmp_path: Path, how: str, code: int, outcome: str, remark: str) -> None:
    (tmp_path / "p.py").write_text(f"{ENDING}\n{how}\n")
    done = calltrace(tmp_path, "record", "p.py")
    # Who reads stderr to its end waits for the trace.
    assert done.returncode == code, done.stderr
    assert done.stdout == "tail\n"
    assert done.stderr.rstrip().endswith(" → p.trace.json")
    data = read(tmp_path / "p.trace.json")
    assert data["recording"]["outcome"] == outcome
    remarks = data["recording"].get("remarks", [])
    assert [remark in each for each in remarks] == ([True] if remark else [])
    calls = [line.strip() for line in tree(data).splitlines()]
    assert [call for call in calls if call.startswith("f(x=")][
        -1 - how.count("went on")
    ] == "f(x='last') → 'last'"
    assert calls.count("f(x='went on') → 'went on'") == how.count("went on")
    assert data["output"][0]["text"] == "tail\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.py", "p.trace.json"]


def limited(folder: Path, size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `calltrace` where no file may be larger than this, as on a full disk."""
    return subprocess.run(
        [sys.executable, "-m", "calltrace", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(PACKAGES)}, capture_output=True, text=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip


def test_a_full_disk_keeps_the_older_trace_and_what_was_recorded(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("def f(i): return [i] * 30\nfor i in range(3000): f(i)\nprint('done')\n")
    older = tmp_path / "p.trace.json"
    older.write_text("older")
    done = limited(tmp_path, 16_384, "record", "p.py")
    assert (done.returncode, done.stdout, older.read_text()) == (2, "done\n", "older")
    assert "p.trace.json could not be written: File too large; the older one is as it was" in done.stderr
    (kept,) = [path.name for path in tmp_path.iterdir() if path.suffix == ".part"]
    assert kept in done.stderr and "calltrace recover" in done.stderr
    assert len(done.stderr.splitlines()) == 1

    there = calltrace(tmp_path, "recover", kept)
    assert there.returncode == 2 and "is there already" in there.stderr
    recovered = calltrace(tmp_path, "recover", kept, "-o", "recovered.json")
    assert recovered.returncode == 0, recovered.stderr
    recording = read(tmp_path / "recovered.json")["recording"]
    assert (recording["outcome"], recording["remarks"]) == (
        "stopped", ["what came after could not be written down: File too large"],
    )  # fmt: skip
    assert not (tmp_path / kept).exists()
    # What could not be written down as it came was kept in memory: a smaller file still has all of it.
    done = limited(tmp_path, 262_144, "record", "-o", "p.json.gz", "p.py")
    assert done.returncode == 0, done.stderr
    assert read(tmp_path / "p.json.gz")["recording"]["calls_recorded"] == 3001


def test_whether_a_trace_can_be_written_is_found_out_before_the_program_runs(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("print('ran')")
    (tmp_path / "folder").mkdir()
    for target, sentence in (
        ("missing/t.json", "there is no folder"),
        ("folder", "is a folder"),
        ("/proc/self/t.json", "/proc/"),
        (f"{'long' * 63}.json", "File name too long"),
        ("/dev/full", "--children"),
    ):
        done = calltrace(tmp_path, "record", "--children", "-o", target, "p.py")
        assert (done.returncode, done.stdout) == (2, ""), target
        assert sentence in done.stderr and len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "p.py"]


def test_the_target_stays_what_it_is(tmp_path: Path) -> None:
    """A link, its permissions; and what is no file is written into and not replaced."""
    (tmp_path / "p.py").write_text("pass")
    real = tmp_path / "real.json"
    real.write_text("older")
    real.chmod(0o640)
    (tmp_path / "link.json").symlink_to(real)
    assert calltrace(tmp_path, "record", "-o", "link.json", "p.py").returncode == 0
    assert (tmp_path / "link.json").is_symlink() and read(real)["recording"]["calls_seen"] == 1
    assert real.stat().st_mode & 0o777 == 0o640
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as reader:
        assert calltrace(tmp_path, "record", "-o", "pipe", "p.py").returncode == 0
        assert reader.stdout is not None and '"format":"call-trace"' in reader.stdout.read()
    assert (tmp_path / "pipe").is_fifo()
    done = calltrace(tmp_path, "record", "-o", "/dev/stdout", "p.py")
    assert (done.returncode, done.stdout[:24]) == (0, '{"format":"call-trace","')
    done = calltrace(tmp_path, "record", "-o", "/dev/full", "p.py")
    assert done.returncode == 2 and "/dev/full could not be written: No space left" in done.stderr
    Path(done.stderr.partition("recorded is in ")[2].partition(";")[0]).unlink()


def test_what_the_checker_finds_does_not_keep_a_trace_from_being_written(hook: str) -> None:
    def broken(change: Any) -> dict[str, Any]:
        data = Recorded("def f(): return g()\ndef g(): return 1\nf()\n", hook).data
        change(data["calls"])
        return mended(data)

    outlives = broken(lambda calls: calls["duration_us"].__setitem__(2, 1e6))
    validate(outlives)
    assert tree(outlives).splitlines()[1:] == ["  f() → 1", "g() → 1"]
    assert "Call 2 ends after its parent" in outlives["recording"]["remarks"][0]
    validate(broken(lambda calls: calls["start_us"].__setitem__(2, 0.0)))
    # What cannot be mended is written all the same.
    assert len(broken(lambda calls: calls["outcome"].__setitem__(2, "?"))["recording"]["remarks"]) == 2


def test_atexit_functions_and_what_they_print_are_recorded(tmp_path: Path, hook: str) -> None:
    (tmp_path / "p.py").write_text(
        textwrap.dedent("""
        import atexit, threading
        over = threading.Event()
        def late():
            over.wait()
            print("late")
        def bye(n):
            print("bye", n)
            if n: raise ValueError(n)
        atexit.register(bye, 1)
        atexit.register(bye, 0)
        threading.Thread(target=late).start()
        threading._register_atexit(over.set)
        raise KeyError("left")
        """)
    )
    plain = subprocess.run([sys.executable, "p.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    done = calltrace(tmp_path, "record", "--hook", hook, "p.py")
    assert (done.returncode, done.stdout) == (plain.returncode, plain.stdout)
    assert said(done, tmp_path) == said(plain, tmp_path)
    data = read(tmp_path / "p.trace.json")
    calls = [line.partition(" ")[0] for line in tree(data).splitlines()]
    assert calls == ["<module>()", "late()", "bye(n=0)", "bye(n=1)"]
    printed = [(data["calls"]["parent"][piece["call"]], piece["text"]) for piece in data["output"]]
    assert [text for _, text in printed if "bye" in text or "late" in text][:3] == [
        "late\n",
        "bye 0\n",
        "bye 1\n",
    ]
    assert data["recording"]["error"]["type"] == "KeyError"


@pytest.mark.parametrize("limit", ["", "sys.setrecursionlimit(700)\n"], ids=["as it is", "the program's own"])
def test_a_program_can_go_as_deep_as_without(tmp_path: Path, hook: str, limit: str) -> None:
    (tmp_path / "p.py").write_text(
        f"import sys\n{limit}deepest = 0\n"
        "def f():\n    global deepest\n    deepest += 1\n    f()\n"
        "try: f()\nexcept RecursionError: print(deepest, sys.getrecursionlimit())\n"
        "try: sys.setrecursionlimit(-1)\nexcept ValueError as error: print(error)\n"
    )
    plain = subprocess.run([sys.executable, "p.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    done = calltrace(tmp_path, "record", "--hook", hook, "p.py")
    assert done.stdout == plain.stdout, done.stderr
