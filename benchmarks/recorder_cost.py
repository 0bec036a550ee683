"""What recording costs per call in the Python that runs this: no hook, no-op hooks, cProfile, ours, and peers.

Run by recorder.py in CPython and in Pyodide; `calltrace` and this folder must be importable. Prints one line of JSON.
"""

from __future__ import annotations

import cProfile
import gc
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter_ns
from typing import Any

import recorder_peers
from recorder_programs import PANDAS, PROGRAMS, richards

from calltrace import Chunk, Include, Recorder, Scope
from calltrace.budget import Budget


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
        recorder = Recorder(scope, hand_over, hook=hook, read_source=lambda filename, names: "")
        recorder.start()
        try:
            exec(code, {"__name__": "__main__"})
        finally:
            recorder.stop()

    return run


def written_down(hook: str) -> Callable[[Any], None]:
    """The same as `calltrace record` does it: into a part file as it comes, also twice a second by a thread."""

    def run(code: Any) -> None:
        from calltrace.keeper import Keeper
        from calltrace.part_file import PartFile

        with tempfile.TemporaryDirectory() as folder:
            part = PartFile(f"{folder}/run.part", {})
            scope = Scope(Include(), program=frozenset({"main.py"}), root=".")
            recorder = Recorder(
                scope,
                lambda chunk: part.add_chunk(chunk, {}),
                hook=hook,
                read_source=lambda filename, names: "",
            )
            keeper = Keeper(recorder.flush)
            keeper.start()
            recorder.start()
            try:
                exec(code, {"__name__": "__main__"})
            finally:
                recorder.stop()
                keeper.stop()
                part.close()

    return run


def by_name(run: Callable[[Any], None]) -> Callable[[Any], None]:
    """What hunter keeps of a call: of objects only what they are, nothing of what changed in them."""

    def thinly(code: Any) -> None:
        kept = Budget.open_at_start, Budget.open_at_end
        Budget.open_at_start = Budget.open_at_end = lambda budget: False  # type: ignore[method-assign]
        try:
            run(code)
        finally:
            Budget.open_at_start, Budget.open_at_end = kept  # type: ignore[method-assign]

    return thinly


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
    ways: dict[str, Callable[[Any], Any]] = {"no hook": nothing, "no-op setprofile": noop_profile}
    if sys.version_info >= (3, 12):
        ways["no-op monitoring"] = noop_monitoring
    ways["cProfile"] = c_profile
    ways["ours, setprofile"] = ours("profile")
    if sys.version_info >= (3, 12):
        ways["ours, monitoring"] = ours("monitoring")
    if sys.platform != "emscripten":
        best = "monitoring" if "ours, monitoring" in ways else "profile"
        ways["ours, written down"] = written_down(best)
    ways["ours, objects by name"] = by_name(ours("monitoring" if "ours, monitoring" in ways else "profile"))
    peers = recorder_peers.found()
    programs = dict(PROGRAMS)
    with suppress(ImportError):
        programs["richards"] = richards()
    results = {}
    for name, source in programs.items():
        code = compile(source, "main.py", "exec")
        calls = calls_of(code)
        times: dict[str, list[int]] = {way: [] for way in (*ways, *peers)}
        seen: dict[str, int] = {}
        for number in range(rounds):
            for way, run in {**ways, **peers}.items():
                # Peers take long: a few rounds of them will do.
                if way in peers and number >= 3:
                    continue
                gc.collect()
                begun = perf_counter_ns()
                answer = run(code)
                times[way].append(perf_counter_ns() - begun)
                if way in peers:
                    seen[way] = answer
        middle = {way: statistics.median(values) / 1000 for way, values in times.items()}
        over = {way: (value - middle["no hook"]) / calls for way, value in middle.items() if way != "no hook"}
        results[name] = {
            "calls": calls,
            "us_per_call_unwatched": middle["no hook"] / calls,
            "us_per_call_over_unwatched": over,
            "times_cprofile": {way: value / over["cProfile"] for way, value in over.items()},
            "calls_seen_by_peers": seen,
        }
    return {
        "python": sys.version.split()[0],
        "platform": sys.platform,
        "rounds": rounds,
        "programs": results,
        "pandas": with_pandas(rounds),
    }


def with_pandas(rounds: int) -> dict[str, float] | None:
    """Times an unwatched run, of a program with pandas, after its first pass; None: there is no pandas here."""
    try:
        import pandas  # noqa: F401
    except ImportError:
        return None
    code = compile(PANDAS, "main.py", "exec")

    def passes(number: int = 4) -> float:
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(code, names)
        names["report"]()
        begun = perf_counter_ns()
        for _ in range(number):
            names["report"]()
        return perf_counter_ns() - begun

    def recorded(include: Include, program: str = "main.py") -> Callable[[], float]:
        def run() -> float:
            scope = Scope(include, program=frozenset({program}), root="/nowhere")
            recorder = Recorder(scope, lambda chunk: None)
            recorder.start()
            try:
                return passes()
            finally:
                recorder.stop()

        return run

    def profiled() -> float:
        profile = cProfile.Profile()
        profile.enable()
        try:
            return passes()
        finally:
            profile.disable()

    ways: dict[str, Callable[[], float]] = {
        "unwatched": passes,
        "cProfile": profiled,
        "everything left out": recorded(Include(), "other.py"),
        "library code left out, the program's own calls with their tables let in": recorded(Include()),
        "library code let in": recorded(Include(libraries=True, packages=("pandas",))),
    }
    times: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(2 * rounds):
        names = list(ways)
        for way in names[number % 5 :] + names[: number % 5]:
            gc.collect()
            times[way].append(ways[way]())
    unwatched = statistics.median(times["unwatched"])
    return {way: statistics.median(values) / unwatched for way, values in times.items()}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 7)))
