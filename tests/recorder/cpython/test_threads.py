"""Threads, which WebAssembly has not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from calltrace import Include
from tests.recorder.cpython.shell import calltrace
from tests.recorder.trees import EVERYTHING, PROGRAM_ONLY, Recorded


def test_each_thread_has_its_own_trees(hook: str) -> None:
    run = Recorded(
        """
        import threading
        def leaf(n): return n
        def work(n):
            for _ in range(20):
                leaf(n)
            return n
        def main():
            threads = [threading.Thread(target=work, args=(n,), name=f'worker {n}') for n in (1, 2)]
            for thread in threads: thread.start()
            work(0)
            for thread in threads: thread.join()
        main()
        """,
        hook,
    )
    threads, parents, names = run.column("thread"), run.column("parent"), run.names()
    assert run.data["threads"] == ["MainThread", "worker 1", "worker 2"]
    assert sorted(set(threads)) == [0, 1, 2]
    for call, parent in enumerate(parents):
        if parent >= 0:
            assert threads[parent] == threads[call]
        else:
            assert names[call] in ("<module>", "work")
    for thread in (0, 1, 2):
        assert sum(1 for name, of in zip(names, threads, strict=True) if (name, of) == ("leaf", thread)) == 20
    arguments = {
        run.value(values[0])
        for name, of, values in zip(names, threads, run.column("arguments"), strict=True)
        if (name, of) == ("leaf", 2)
    }
    assert arguments == {"2"}
    assert set(run.column("outcome")) == {"returned"}


def test_many_threads_that_switch_all_the_time(hook: str) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        run = Recorded(
            """
            import threading
            def fibonacci(n):
                return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
            threads = [threading.Thread(target=fibonacci, args=(9,)) for _ in range(8)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            """,
            hook,
            interval=0,
        )
    finally:
        sys.setswitchinterval(before)
    assert run.names().count("fibonacci") == 8 * 109
    assert run.column("parent").count(-1) == 9
    results = [
        run.value(result)
        for name, parent, result in zip(run.names(), run.column("parent"), run.column("result"), strict=True)
        if name == "fibonacci" and parent == -1
    ]
    assert results == ["34"] * 8


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with 3.12")
def test_two_hooks_give_the_same_trace() -> None:
    program = """
    def numbers(limit):
        for n in range(limit):
            yield n
    def total(limit):
        return sum(numbers(limit))
    total(3)
    """
    one, other = Recorded(program, "monitoring"), Recorded(program, "profile")
    one.data["recording"]["hook"] = other.data["recording"]["hook"]
    for data in (one.data, other.data):
        del data["calls"]["start_us"], data["calls"]["duration_us"], data["recording"]["duration_us"]
    assert one.data == other.data


def test_a_thread_that_runs_on_is_remarked_upon(hook: str) -> None:
    run = Recorded(
        """
        import threading
        started, over = threading.Event(), threading.Event()
        def work():
            started.set()
            over.wait()
        threading.Thread(target=work, name='worker').start()
        started.wait()
        recorder.release = over.set
        """,
        hook,
    )
    try:
        assert run.recorder.notes == ["calls are missing: a thread runs on after the program's end (worker)"]
        assert run.column("outcome") == ["returned", "unfinished"]
    finally:
        run.recorder.release()  # type: ignore[attr-defined]


def test_a_thread_that_has_nothing_to_do_is_not_remarked_upon(hook: str) -> None:
    run = Recorded(
        """
        import queue, threading
        from concurrent.futures import ThreadPoolExecutor
        def work(n): return n
        pool = ThreadPoolExecutor(1)
        pool.submit(work, 1).result()
        recorder.release = pool.shutdown
        """,
        hook,
    )
    try:
        assert run.column("outcome") == ["returned"] * 2
        assert run.recorder.notes == []
    finally:
        run.recorder.release()  # type: ignore[attr-defined]


@pytest.mark.parametrize("include", [PROGRAM_ONLY, EVERYTHING], ids=["program", "everything"])
def test_what_threads_are_called(hook: str, include: Include) -> None:
    run = Recorded(
        """
        import _thread, threading
        class Named(threading.Thread):
            @property
            def name(self): raise ZeroDivisionError
        def work(): pass
        def raw(over):
            work()
            over.release()
        for name in ('alpha', 'beta', 'beta'):
            thread = threading.Thread(target=work, name=name)
            thread.start()
            thread.join()
        over = _thread.allocate_lock()
        for start in (_thread.start_new_thread, _thread.start_new):
            over.acquire()
            start(raw, (), {'over': over})
            over.acquire()
            over.release()
        """,
        hook,
        include,
    )
    assert run.data["threads"] == [
        "MainThread",
        "alpha",
        "beta",
        "beta",
        "_thread-1 (raw)",
        "_thread-2 (raw)",
    ]
    of = [thread for name, thread in zip(run.names(), run.column("thread"), strict=True) if name == "work"]
    assert of == [1, 2, 3, 4, 5]
    assert run.error is None


def test_a_thread_of_thread_ends_as_in_python(tmp_path: Path, hook: str) -> None:
    """Nothing is said of the recorder where it fails, and what cannot be started is refused."""
    (tmp_path / "p.py").write_text(
        "import _thread, sys, traceback\n"
        "over = _thread.allocate_lock()\n"
        "def fails(n):\n"
        "    traceback.print_stack()\n"
        "    raise ValueError(n)\n"
        "def said(what):\n"
        "    sys.__unraisablehook__(what)\n"
        "    over.release()\n"
        "sys.unraisablehook = said\n"
        "over.acquire()\n"
        "_thread.start_new_thread(fails, (1,))\n"
        "over.acquire()\n"
        "for given in ((), (1, ()), (fails, 1), (fails, (), 1)):\n"
        "    try: _thread.start_new_thread(*given)\n"
        "    except TypeError as error: print(error)\n"
    )
    plain = subprocess.run([sys.executable, "p.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    recorded = calltrace(tmp_path, "record", "--hook", hook, "p.py")
    assert recorded.stdout == plain.stdout
    assert said(recorded, tmp_path) == said(plain, tmp_path)


def said(done: subprocess.CompletedProcess[str], folder: Path) -> str:
    """What went to stderr, without our last line, places in memory, and the program's folder."""
    text = "".join(line for line in done.stderr.splitlines(keepends=True) if "→" not in line)
    return re.sub(" at 0x[0-9a-f]+", "", text.replace(str(folder) + os.sep, ""))


def test_threads_that_call_beyond_the_limit(hook: str) -> None:
    program = """
    import threading
    def fibonacci(n):
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
    def work(n):
        return fibonacci(n)
    def thread(_):
        return threading.Thread(target=work, args=(8,))
    def main():
        threads = list(map(thread, range(4)))
        for each in threads: each.start()
        for each in threads: each.join()
        work(8)
    main()
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for max_calls in (1, 20, 150):
            run = Recorded(program, hook, max_calls=max_calls)
            assert run.recorder.calls_recorded == max_calls
            assert run.recorder.calls_seen == 2 + 4 + 5 * 68
            assert set(run.column("outcome")) == {"returned"}
    finally:
        sys.setswitchinterval(before)
