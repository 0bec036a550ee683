"""The text of a trace as a whole, or of one of its calls: `calltrace cat` and `print(run)`."""

from __future__ import annotations

from collections.abc import Iterator

from .lines import calls_of, clipped, duration
from .paths import NoSuchCall, Paths
from .trace import Trace
from .tree import DEFAULT_BUDGET, TextTree, tokens


def text_of(
    trace: Trace, call: str | None = None, *, depth: int | None = None, budget: int | None = DEFAULT_BUDGET
) -> str:
    """See Run.text. Raises NoSuchCall, which is a ValueError."""
    if call is not None:
        return TextTree(trace).text([Paths(trace).find(call)], depth=depth, budget=budget)
    head = list(heading(trace))
    room = None if budget is None else max(0, budget - sum(map(tokens, head)))
    body = [] if not trace.roots else [TextTree(trace).text(trace.roots, depth=depth, budget=room)]
    return "\n".join([*head, *body])


def heading(trace: Trace) -> Iterator[str]:
    """What was recorded, how it ended, and what is not in the trace."""
    data = trace.data
    recording = data["recording"]
    seen, kept = recording["calls_seen"], recording["calls_recorded"]
    dropped = f" ({kept:,} kept)" if seen > kept else ""
    program = data["program"]["filename"] or "(no program)"
    yield (
        f"{program}: {calls_of(seen)}{dropped} in {duration(recording['duration_us'])}, "
        f"Python {data['environment']['python']}"
    )
    error = recording.get("error")
    if error:
        where = "" if error.get("call") is None else f", raised in {Paths(trace).of(error['call'])}"
        message = f": {clipped(error['message'], 200)}" if error["message"] else ""
        yield f"ended by {error['type']}{message}{where}"
    elif recording["outcome"] == "stopped":
        yield "stopped before its end"
    for remark in recording.get("remarks") or ():
        yield f"note: {remark}"


__all__ = ["NoSuchCall", "heading", "text_of"]
