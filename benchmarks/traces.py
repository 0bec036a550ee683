"""Traces to look at, made rather than recorded: the same on every machine, of any size and shape.

Each is what `Trace (JSON)` would have written; times are made up, a step a microsecond.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import RESULTS

KNOWN = {"file": "main.py", "module": "__main__", "origin": "program", "package": None}


class Making:
    """Calls one after the other: `begin` and `end` as the program would have made them."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.function: list[int] = []
        self.parent: list[int] = []
        self.start: list[float] = []
        self.duration: list[float] = []
        self.arguments: list[list[int] | None] = []
        self.result: list[int | None] = []
        self.open: list[int] = []
        self.now = 0.0

    def begin(self, function: int, argument: int | None = None) -> int:
        call = len(self.function)
        self.function.append(function)
        self.parent.append(self.open[-1] if self.open else -1)
        self.start.append(self.now)
        self.duration.append(0.0)
        self.arguments.append(None if argument is None else [argument])
        self.result.append(argument)
        self.open.append(call)
        self.now += 1
        return call

    def end(self) -> None:
        call = self.open.pop()
        self.duration[call] = self.now - self.start[call]
        self.now += 0.5

    def trace(self, values: int) -> dict[str, Any]:
        """With so many whole numbers to be arguments and results."""
        while self.open:
            self.end()
        count = len(self.function)
        module = {"name": "<module>", "qualname": "<module>", "line": 1, "parameters": [], "kind": "module"}
        functions = [KNOWN | module] + [
            KNOWN | {"name": name, "qualname": name, "line": line, "parameters": ["n"], "kind": "function"}
            for line, name in enumerate(self.names, 1)
        ]
        source = "".join(f"def {name}(n): ...\n" for name in self.names)
        return {
            "format": "call-trace",
            "version": 1,
            "program": {"filename": "main.py", "source": source, "example": None},
            "environment": {"python": "3.14.2", "platform": "linux", "runtime": "cpython", "packages": {}},
            "recording": {
                "started_at": "2026-01-01T00:00:00Z",
                "duration_us": self.now,
                "hook": "monitoring",
                "include": {"libraries": False, "packages": [], "standard_library": False},
                "calls_seen": count,
                "calls_recorded": count,
                "max_calls": 1_000_000,
                "outcome": "finished",
                "error": None,
            },
            "functions": functions,
            "sources": {"main.py": source},
            "values": [{"type": "int", "text": str(i)} for i in range(values)],
            "calls": {
                "function": self.function,
                "parent": self.parent,
                "start_us": self.start,
                "duration_us": self.duration,
                "call_line": [None, *[1] * (count - 1)],
                "arguments": self.arguments,
                "result": self.result,
                "outcome": ["returned"] * count,
            },
            "output": [],
        }


def fib(n: int) -> dict[str, Any]:
    """As deep and as wide as fib(n) is: 2 · F(n + 1) calls with the module."""
    made = Making(["fib"])
    made.begin(0)
    waiting: list[int | None] = [n]
    while waiting:
        k = waiting.pop()
        if k is None:
            made.end()
            continue
        made.begin(1, k)
        waiting.append(None)
        if k >= 2:
            waiting += [k - 2, k - 1]
    return made.trace(n + 1)


def wide(children: int) -> dict[str, Any]:
    """One call that made all the others, in no order that folds."""
    made = Making(["load", "check", "store"])
    chance = random.Random(1)
    made.begin(0)
    for i in range(children):
        made.begin(1 + chance.choice((0, 0, 0, 1, 1, 2)), i % 1000)
        made.now += chance.random() * 3
        made.end()
    return made.trace(1000)


def loop(times: int) -> dict[str, Any]:
    """A loop over equal work: what folding is for."""
    made = Making(["step", "move", "check"])
    made.begin(0)
    for i in range(times):
        made.begin(1, i % 1000)
        for function in (2, 2, 3):
            made.begin(function, i % 1000)
            made.end()
        made.end()
    return made.trace(1000)


def deep(calls: int) -> dict[str, Any]:
    made = Making(["down"])
    made.begin(0)
    for i in range(calls):
        made.begin(1, i % 1000)
    return made.trace(1000)


def shapes(calls: int, seed: int = 1) -> dict[str, Any]:
    """A tree that no two branches of are alike: each call hands its calls on in unequal parts."""
    chance = random.Random(seed)
    names = ["play", "pop_up", "whack", "score", "merge", "render", "check", "move", "load", "parse"]
    made = Making(names)
    waiting: list[tuple[int, int] | None] = [(calls, 0)]
    while waiting:
        what = waiting.pop()
        if what is None:
            made.end()
            continue
        size, depth = what
        function = 1 + (depth + int(chance.random() ** 2 * 10)) % 10
        made.begin(function if depth else 0, size % 1000 if depth else None)
        made.now += chance.random() * 4
        waiting.append(None)
        rest = size - 1
        children = min(rest, 1 + int(chance.random() ** 1.5 * 8))
        shares = [0.05 + chance.random() ** 2 for _ in range(children)]
        for i, share in enumerate(shares):
            left = children - 1 - i
            part = rest if left == 0 else max(1, min(rest - left, round(share / sum(shares) * (size - 1))))
            rest -= part
            waiting.append((part, depth + 1))
    return made.trace(1000)


def evented(trace: dict[str, Any]) -> dict[str, Any]:
    """The same calls as speedscope's evented profile; names without values, as its exporters write them."""
    calls = trace["calls"]
    parent, start, duration = calls["parent"], calls["start_us"], calls["duration_us"]
    events: list[dict[str, Any]] = []
    path: list[int] = []
    for call, function in enumerate(calls["function"]):
        while path and path[-1] != parent[call]:
            ended = path.pop()
            events.append(
                {"type": "C", "frame": calls["function"][ended], "at": start[ended] + duration[ended]}
            )
        events.append({"type": "O", "frame": function, "at": start[call]})
        path.append(call)
    while path:
        ended = path.pop()
        events.append({"type": "C", "frame": calls["function"][ended], "at": start[ended] + duration[ended]})
    return {
        "$schema": "https://www.speedscope.app/file-format-schema.json",
        "shared": {
            "frames": [{"name": f["name"], "file": f["file"], "line": f["line"]} for f in trace["functions"]]
        },
        "profiles": [
            {
                "type": "evented",
                "name": "MainThread",
                "unit": "microseconds",
                "startValue": 0,
                "endValue": trace["recording"]["duration_us"],
                "events": events,
            }
        ],
    }


def recorded(browser: Any, address: str, example: str) -> dict[str, Any]:
    """An example as the page records and exports it, with every library and the standard library let in."""
    page = browser.new_page()
    page.set_default_timeout(180_000)
    page.goto(f"{address}#example={example}")
    page.get_by_text(re.compile("^Python .* ready$")).wait_for()
    page.get_by_role("button", name="Libraries").click()
    for box in page.get_by_role("dialog", name="Libraries").get_by_role("checkbox").all():
        box.check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Stop").and_(page.locator(":disabled")).wait_for()
    page.get_by_role("status").filter(has_text=re.compile(r"calls in|error", re.IGNORECASE)).wait_for()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Trace (JSON)", exact=True).click()
    trace: dict[str, Any] = json.loads(download.value.path().read_text())
    page.close()
    return trace


TRACES: dict[str, Callable[[], dict[str, Any]]] = {
    "fib(6)": lambda: fib(6),
    "fib(18)": lambda: fib(18),
    "fib(27)": lambda: fib(27),
    "fib(28)": lambda: fib(28),
    "wide": lambda: wide(1_000_000),
    "loop": lambda: loop(250_000),
    "deep": lambda: deep(50_000),
    "shapes 10,000": lambda: shapes(10_000),
    "shapes 1,000,000": lambda: shapes(1_000_000),
}


def made(name: str, make: Callable[[], dict[str, Any]] | None = None) -> Path:
    """A trace as a file, made once and kept beside the results."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{re.sub(r'[^a-z0-9]+', '-', name).strip('-')}.trace.json"
    if not path.exists():
        path.write_text(json.dumps((make or TRACES[name])(), separators=(",", ":")))
    return path


def pandas(browser: Any, address: str) -> Path:
    """The pandas example, recorded by the page with all libraries let in."""
    return made("pandas", lambda: recorded(browser, address, "pandas_groupby"))
