"""What recording costs per call in the Python that runs this: no hook, no-op hooks, cProfile, ours.

Run by recorder.py in CPython and in Pyodide; `calltrace` must be importable. Prints one line of JSON.
"""

from __future__ import annotations

import cProfile
import json
import statistics
import sys
from collections.abc import Callable
from time import perf_counter_ns
from typing import Any

from calltrace import Chunk, Include, Recorder, Scope

PROGRAMS = {
    "fib": """
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

fib(20)
""",
    "queens": """
def place(columns, size):
    if len(columns) == size:
        return 1
    return sum([place([*columns, c], size) for c in range(size) if is_safe(columns, c)])

def is_safe(columns, column):
    row = len(columns)
    for other_row, other in enumerate(columns):
        if other == column or abs(other - column) == row - other_row:
            return False
    return True

place([], 6)
""",
    "objects": """
class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount
        return self

    def transfer(self, other, amount):
        self.deposit(-amount)
        other.deposit(amount)

accounts = [Account(name, 100) for name in "abcdefgh"]
for i in range(800):
    accounts[i % 8].transfer(accounts[(i * 3 + 1) % 8], i)
""",
    "generators": """
def count(n):
    for i in range(n):
        yield i

def squares(source):
    for x in source:
        yield x * x

for _ in range(4):
    sum(squares(count(400)))
""",
}


def nothing(code: Any) -> None:
    exec(code, {"__name__": "__main__"})


def noop_profile(code: Any) -> None:
    sys.setprofile(lambda frame, event, value: None)
    try:
        exec(code, {"__name__": "__main__"})
    finally:
        sys.setprofile(None)


def noop_monitoring(code: Any) -> None:
    monitoring = sys.monitoring
    events = monitoring.events
    monitoring.use_tool_id(4, "nothing")
    kinds = (events.PY_START, events.PY_RESUME, events.PY_RETURN, events.PY_YIELD)
    for kind in kinds:
        monitoring.register_callback(4, kind, lambda code, offset, value=None: None)
    monitoring.set_events(4, sum(kinds))
    try:
        exec(code, {"__name__": "__main__"})
    finally:
        monitoring.set_events(4, 0)
        for kind in kinds:
            monitoring.register_callback(4, kind, None)
        monitoring.free_tool_id(4)


def c_profile(code: Any) -> None:
    profile = cProfile.Profile()
    profile.enable()
    try:
        exec(code, {"__name__": "__main__"})
    finally:
        profile.disable()


def ours(hook: str) -> Callable[[Any], None]:
    """Everything on: arguments, results, lines, times, and columns handed over as the page gets them."""

    def hand_over(chunk: Chunk) -> None:
        chunk.columns()
        chunk.text()

    def run(code: Any) -> None:
        scope = Scope(Include(), program=frozenset({"main.py"}), root=".")
        recorder = Recorder(scope, hand_over, hook=hook)
        recorder.read_source = lambda filename, names: ""
        recorder.start()
        try:
            exec(code, {"__name__": "__main__"})
        finally:
            recorder.stop()

    return run


def calls_of(code: Any) -> int:
    profile = cProfile.Profile()
    profile.enable()
    exec(code, {"__name__": "__main__"})
    profile.disable()
    return sum(
        entry.callcount
        for entry in profile.getstats()
        if not isinstance(entry.code, str) and entry.code.co_filename == "main.py"
    )


def measure(rounds: int) -> dict[str, Any]:
    ways: dict[str, Callable[[Any], None]] = {"no hook": nothing, "no-op setprofile": noop_profile}
    if sys.version_info >= (3, 12):
        ways["no-op monitoring"] = noop_monitoring
    ways["cProfile"] = c_profile
    ways["ours, setprofile"] = ours("profile")
    if sys.version_info >= (3, 12):
        ways["ours, monitoring"] = ours("monitoring")
    results = {}
    for name, source in PROGRAMS.items():
        code = compile(source, "main.py", "exec")
        calls = calls_of(code)
        times: dict[str, list[int]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, run in ways.items():
                begun = perf_counter_ns()
                run(code)
                times[way].append(perf_counter_ns() - begun)
        middle = {way: statistics.median(values) / 1000 for way, values in times.items()}
        over = {way: (value - middle["no hook"]) / calls for way, value in middle.items() if way != "no hook"}
        results[name] = {
            "calls": calls,
            "us_per_call_unwatched": middle["no hook"] / calls,
            "us_per_call_over_unwatched": over,
            "times_cprofile": {way: value / over["cProfile"] for way, value in over.items()},
        }
    return {"python": sys.version.split()[0], "platform": sys.platform, "rounds": rounds, "programs": results}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 7)))
