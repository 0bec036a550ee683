"""Numbers of calls, function by function: as cProfile counts them, which other people wrote in C, and as recorded."""

from __future__ import annotations

import cProfile
import random
from collections import Counter
from collections.abc import Callable
from types import CodeType
from typing import Any

from calltrace import Include, Recorder, Scope
from calltrace.file import Assembler

Counts = Counter[tuple[str, int, str]]


def by_cprofile(run: Callable[[], object], files: set[str]) -> Counts:
    profiler = cProfile.Profile()
    random.seed(1)
    profiler.enable()
    try:
        run()
    finally:
        profiler.disable()
    counts: Counts = Counter()
    for entry in profiler.getstats():
        code = entry.code
        if isinstance(code, CodeType) and code.co_filename in files:
            counts[code.co_filename, code.co_firstlineno, code.co_name] += entry.callcount
    return counts


def by_recorder(
    run: Callable[[], object], files: set[str], hook: str, **options: Any
) -> tuple[Counts, dict[str, Any]]:
    assembler = Assembler()
    recorder = Recorder(
        Scope(Include(), program=frozenset(files)), assembler.add, hook=hook, max_calls=10_000_000, **options
    )
    random.seed(1)
    recorder.start()
    try:
        run()
    finally:
        recorder.stop()
    data = assembler.finish(
        program={"filename": "", "source": "", "example": None},
        environment={"python": "", "platform": "", "runtime": "", "packages": {}},
        recording={
            "started_at": "", "duration_us": recorder.duration_us, "hook": hook, "include": Include().as_json(),
            "calls_seen": recorder.calls_seen, "calls_recorded": recorder.calls_recorded,
            "max_calls": recorder.max_calls, "outcome": "finished", "error": None,
        },
    )  # fmt: skip
    functions = data["functions"]
    counts: Counts = Counter()
    for function in data["calls"]["function"]:
        about = functions[function]
        counts[about["file"], about["line"], about["name"]] += 1
    return counts, data
