"""
What the lines of one call cost: a loop of 100,000 rounds, plain, with an empty hook for the same events, and recorded.

    python3.13 benchmarks/lines.py [ROUNDS]     any Python from 3.12 on; prints ratios, the quickest of five each
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "playground" / "py"))

from calltrace import Include, Recorder, Scope
from calltrace.lines import Wanted

LOOPS = {
    "numbers": """
def work(n):
    total = 0
    for i in range(n):
        if i % 7 == 0:
            total -= i
        total += i
        rest = total % 1000
    return rest
""",
    "append to a list": """
def work(n):
    items = []
    for i in range(n):
        items.append(i)
    return items
""",
}


def quickest(do: Callable[[], float]) -> float:
    return min(do() for _ in range(5))


def timed(work: Any, rounds: int) -> float:
    begun = time.process_time()
    work(rounds)
    return time.process_time() - begun


def plain(source: str, rounds: int) -> float:
    names: dict[str, Any] = {}
    exec(compile(source, "main.py", "exec"), names)
    return timed(names["work"], rounds)


def empty(source: str, rounds: int) -> tuple[float, int]:
    """With a hook that does nothing; and how many events there are."""
    names: dict[str, Any] = {}
    exec(compile(source, "main.py", "exec"), names)
    monitoring = sys.monitoring
    count = 0

    def counting(code: Any, line: int) -> None:
        nonlocal count
        count += 1

    monitoring.use_tool_id(3, "benchmark")
    monitoring.set_local_events(3, names["work"].__code__, monitoring.events.LINE)
    monitoring.register_callback(3, monitoring.events.LINE, counting)
    names["work"](rounds)
    monitoring.register_callback(3, monitoring.events.LINE, lambda code, line: None)
    took = timed(names["work"], rounds)
    monitoring.free_tool_id(3)
    return took, count


def recorded(source: str, rounds: int) -> float:
    """From the start of the program to its end, with all that is handed over."""
    scope = Scope(Include(), program=frozenset({"main.py"}))
    recorder = Recorder(scope, lambda chunk: None, lines=[Wanted("work")])
    names: dict[str, Any] = {"__name__": "__main__"}
    recorder.start()
    exec(compile(source, "main.py", "exec"), names)
    took = timed(names["work"], rounds)
    recorder.stop()
    return took


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for name, source in LOOPS.items():
        _, events = empty(source, rounds)
        bare = quickest(lambda source=source: plain(source, rounds))  # type: ignore[misc]
        hook = quickest(lambda source=source: empty(source, rounds)[0])  # type: ignore[misc]
        ours = quickest(lambda source=source: recorded(source, rounds))  # type: ignore[misc]
        print(
            f"{name}: {events:,} events; plain {bare * 1e3:.0f} ms, empty hook {hook * 1e3:.0f} ms, "
            f"recorded {ours * 1e3:.0f} ms; an event {(ours - bare) / events * 1e6:.2f} µs, "
            f"× {(ours - bare) / (hook - bare):.1f} the empty hook"
        )


if __name__ == "__main__":
    main()
