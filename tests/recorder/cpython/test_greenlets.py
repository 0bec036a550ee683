"""Greenlets, which Playwright, SQLAlchemy's asyncio and gevent are built on: each has a tree of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from calltrace.file import read
from tests.recorder.cpython.shell import calltrace
from tests.recorder.trees import Recorded, tree

SWITCHING = """
from greenlet import greenlet, getcurrent
def leaf(n): return n
def f(n):
    leaf(n)
    back()
    return leaf(-n)
def back(): return main.switch()
main = getcurrent()
greenlets = greenlet(f), greenlet(f), greenlet(f)
for n, each in enumerate(greenlets): each.switch(n)
leaf(9)
for each in reversed(greenlets): each.switch()
"""
SWITCHED = """
<module>() → None
[1] f(n=0) → 0
[1]   leaf(n=0) → 0
[1]   back() → ()
[2] f(n=1) → -1
[2]   leaf(n=1) → 1
[2]   back() → ()
[3] f(n=2) → -2
[3]   leaf(n=2) → 2
[3]   back() → ()
  leaf(n=9) → 9
[3]   leaf(n=-2) → -2
[2]   leaf(n=-1) → -1
[1]   leaf(n=0) → 0
"""

# One that ends by an exception, one that is thrown into, one that is let go of, each after the other in one row.
ENDING = """
from greenlet import greenlet, getcurrent
def fails(n): raise ValueError(n)
def waits(n):
    try: back()
    finally: cleans(n)
def cleans(n): return n
def back(): main.switch()
main = getcurrent()
try: greenlet(fails).switch(1)
except ValueError: pass
waiting = greenlet(waits)
waiting.switch(2)
try: waiting.throw(KeyError(3))
except KeyError: pass
waiting = greenlet(waits)
waiting.switch(4)
del waiting
cleans(5)
"""
ENDED = """
<module>() → None
[1] fails(n=1) raised
[1] waits(n=2) raised
[1]   back() raised
[1]   cleans(n=2) → 2
[1] waits(n=4) raised
[1]   back() raised
[1]   cleans(n=4) → 4
  cleans(n=5) → 5
"""

# The library may come after the functions have been called, and generators may be resumed by another greenlet.
LATE = """
def f(n): return g(n)
def g(n): return switch() if n else 0
f(0)
from greenlet import greenlet, getcurrent
switch = getcurrent().switch
one = greenlet(f)
one.switch(1)
f(0)
one.switch()
"""
LATER = """
<module>() → None
  f(n=0) → 0
    g(n=0) → 0
[1] f(n=1) → ()
[1]   g(n=1) → ()
  f(n=0) → 0
    g(n=0) → 0
"""

NESTED = """
from greenlet import greenlet, getcurrent
def outer():
    inner = greenlet(within)
    first(inner.switch())
    return first(inner.switch())
def within():
    first(getcurrent().parent.switch('a'))
    return 'b'
def first(what): return what
first(greenlet(outer).switch())
"""
WITHIN = """
<module>() → None
[1] outer() → 'b'
[2] within() → 'b'
[1]   first(what='a') → 'a'
[2]   first(what=()) → ()
[1]   first(what='b') → 'b'
  first(what='b') → 'b'
"""


def by_thread(run: Recorded) -> str:
    """The tree, in which the calls of other threads than the first begin with the thread's number."""
    threads = run.data["calls"].get("thread") or [0] * len(run.names())
    lines = []
    for thread, line in zip(threads, run.tree().splitlines(), strict=True):
        if " raised" in line:
            line = line[: line.index(" raised") + len(" raised")]
        lines.append(f"[{thread}] {line}" if thread else line)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("program", "wanted", "rows"),
    [
        pytest.param(SWITCHING, SWITCHED, 3, id="switching"),
        pytest.param(ENDING, ENDED, 1, id="ending"),
        pytest.param(LATE, LATER, 1, id="loaded late"),
        pytest.param(NESTED, WITHIN, 2, id="nested"),
    ],
)
def test_each_greenlet_has_its_own_tree(
    program: str, wanted: str, rows: int, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is imported anew, as in a program of its own.
    for name in [name for name in sys.modules if name.partition(".")[0] == "greenlet"]:
        monkeypatch.delitem(sys.modules, name)
    run = Recorded(program, hook)
    assert run.error is None
    assert by_thread(run) == wanted.strip()
    assert run.data["threads"] == ["MainThread", *[f"greenlet-{row + 1}" for row in range(rows)]]
    assert run.recorder.remarks() == []


def test_greenlets_of_several_threads(hook: str) -> None:
    run = Recorded(
        """
        import threading
        from greenlet import greenlet, getcurrent
        def work():
            main = getcurrent()
            one = greenlet(f)
            one.switch(main)
            return one.switch()
        def f(main):
            main.switch()
            return 1
        work()
        thread = threading.Thread(target=work, name='worker')
        thread.start()
        thread.join()
        """,
        hook,
    )
    assert sorted(run.data["threads"]) == ["MainThread", "greenlet-1", "greenlet-2", "worker"]
    assert run.column("outcome") == ["returned"] * 5
    assert [name for name, parent in zip(run.names(), run.column("parent"), strict=True) if parent < 0] == [
        "<module>", "f", "work", "f",
    ]  # fmt: skip


def test_another_trace_function_of_greenlet_is_called_too_or_remarked_upon(hook: str) -> None:
    import greenlet

    told: list[str] = []

    def trace(event: str, greenlets: object) -> None:
        told.append(event)

    before = greenlet.settrace(trace)
    try:
        chained = Recorded(SWITCHING, hook)
        assert by_thread(chained) == SWITCHED.strip()
        assert told and greenlet.gettrace() is trace
        taken = Recorded("import greenlet\ngreenlet.settrace(None)", hook)
        assert "greenlet" in taken.recorder.notes[0]
    finally:
        greenlet.settrace(before)


PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
def seen(request): return request.url
def visit(page):
    page.on("request", seen)
    page.goto("data:text/html,<title>hello</title>")
    return page.title()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path={path!r}, args={arguments!r})
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<title>hello</title>"))
    print(visit(page))
    browser.close()
"""


def test_what_playwright_runs_in_greenlets(tmp_path: Path, browser_path: str) -> None:
    from tests.conftest import CHROMIUM_FLAGS

    program = PLAYWRIGHT.format(path=browser_path, arguments=CHROMIUM_FLAGS)
    (tmp_path / "visit.py").write_text(
        program.replace("data:text/html,<title>hello</title>", "http://a.test/")
    )
    done = calltrace(tmp_path, "record", "visit.py")
    assert (done.returncode, done.stdout) == (0, "hello\n"), done.stderr
    data = read(tmp_path / "visit.trace.json")
    text = tree(data)
    assert "  visit(page=" in text
    assert {"seen", "<lambda>"} <= {line.partition("(")[0].strip() for line in text.splitlines()}
    parents = {
        data["functions"][function]["name"]: parent
        for function, parent in zip(data["calls"]["function"], data["calls"]["parent"], strict=True)
    }
    assert (parents["seen"], parents["<lambda>"], parents["visit"]) == (-1, -1, 0)
    assert set(data["calls"]["outcome"]) == {"returned"}
