"""Threads, which WebAssembly has not."""

from __future__ import annotations

import sys

import pytest

from tests.recorder.trees import Recorded


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
