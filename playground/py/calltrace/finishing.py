"""
Makes a trace of what a recording has handed over: at the program's end, or afterwards of the part file that it left.
Whatever the checker finds, the trace is written, and says so.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Iterable
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .file import Assembler, encoded
from .part_file import Part
from .target import Target
from .validate import ROUNDING_US, TraceFileError, validate

ENDED_FROM_OUTSIDE = (
    "the program did not reach its end: it was ended from outside, or it crashed. Calls of its last half second may be "
    "missing"
)


def write_trace(part: Part, target: Target) -> str:
    """Raises OSError. Gives a line that says what was written where."""
    data = mended(whole(part))
    target.write(encoded(data, target.path))
    recording = data["recording"]
    seen, kept = recording["calls_seen"], recording["calls_recorded"]
    dropped = f", {kept:,} kept" if seen > kept else ""
    count = "1 call" if seen == 1 else f"{seen:,} calls"
    return f"{count} in {_duration(recording['duration_us'])}{dropped} → {target.name}"


def whole(part: Part) -> dict[str, Any]:
    """The content of the trace, as it comes."""
    assembler = Assembler()
    for chunk in part.chunks:
        assembler.add(chunk)
    end = part.end or _cut_off(part)
    return assembler.assemble(
        program=end["program"], environment=end["environment"], recording=end["recording"]
    )


def _cut_off(part: Part) -> dict[str, Any]:
    """Program, environment and recording where the program ended without Python's end."""
    start, state = part.start, part.state
    recorded = sum(len(chunk.function) for chunk in part.chunks)
    last_s = max(
        (max((*chunk.start_s[-1:], *chunk.ended_at_s), default=0.0) for chunk in part.chunks), default=0.0
    )
    remarks = [*state.get("remarks", ()), state.get("ending") or ENDED_FROM_OUTSIDE]
    recording = {
        **start["recording"],
        "calls_recorded": recorded,
        "calls_seen": max(recorded, state.get("calls_seen", 0)),
        "duration_us": max(round(last_s * 1e6, 3), state.get("duration_us", 0.0)),
        "outcome": "stopped",
        "remarks": remarks,
    }
    environment = {**start["environment"], "packages": packages(state.get("modules", ()))}
    program = state.get("program") or start["program"]
    return {"program": program, "environment": environment, "recording": recording}


def mended(data: dict[str, Any]) -> dict[str, Any]:
    """
    The same, made such that the checker lets it pass where that can be done, with a remark that says what was wrong. It
    is better to see a tree that is cut somewhere than none.
    """
    for mend in (_cut_the_tree, None):
        try:
            validate(data)
            break
        except TraceFileError as fault:
            remarks = data["recording"].setdefault("remarks", [])
            remarks.append(f"the recorder made a mistake, and the tree may be wrong: {fault}")
            if mend is not None:
                mend(data["calls"])
    return data


def _cut_the_tree(calls: dict[str, Any]) -> None:
    """Calls that outlive the call that made them become the first of a tree; times never go back."""
    parents, starts, durations = calls["parent"], calls["start_us"], calls["duration_us"]
    latest = 0.0
    for i, start in enumerate(starts):
        latest = starts[i] = max(latest, start)
        parent = parents[i]
        if parent >= i:
            parents[i] = -1
        elif parent >= 0 and durations[parent] is not None:
            until = starts[parent] + durations[parent]
            if durations[i] is None or starts[i] + durations[i] > until + ROUNDING_US:
                parents[i] = -1


def module_names() -> list[str]:
    """The outermost names of what the program has imported, but for the standard library."""
    names = {module.partition(".")[0] for module in list(sys.modules)}
    return sorted(
        name
        for name in names
        if name not in sys.stdlib_module_names and not name.startswith("_") and name != "calltrace"
    )


def packages(names: Iterable[str]) -> dict[str, str]:
    """The versions of those that are installed packages."""
    found: dict[str, str] = {}
    for name in names:
        try:
            # What describes a package may leave the version out.
            found[name] = importlib.metadata.version(name) or "?"
        except Exception:  # not installed; or the program took away what this needs
            continue
    return found


def why(error: BaseException) -> str:
    """What stood in the way of writing, for people."""
    if isinstance(error, OSError) and error.errno:
        place = "" if error.filename is None else f"{error.filename}: "
        return f"{place}{os.strerror(error.errno)}"
    return str(error) or type(error).__name__


def _duration(us: float) -> str:
    if us < 1000:
        return f"{us:.0f} µs"
    return f"{us / 1000:.1f} ms" if us < 1_000_000 else f"{us / 1_000_000:.2f} s"
