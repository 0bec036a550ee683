"""One call as one line: `fib(n=20) → 6765`. The page's counterpart is playground/web/src/trace/call-text.ts."""

from __future__ import annotations

import re

from .trace import Trace

# Longer texts of one value are cut.
ARGUMENT_CHARACTERS = 40
RESULT_CHARACTERS = 60
ERROR_CHARACTERS = 200


def call_line(trace: Trace, call: int) -> str:
    function = trace.functions[trace.function[call]]
    name = function["file"] if function["kind"] == "module" else function["qualname"]
    if trace.adds_up:
        return str(name)
    given = ", ".join(
        f"{name}={clipped(trace.text(value), ARGUMENT_CHARACTERS)}" for name, value in trace.arguments(call)
    )
    head = name if function["kind"] in ("module", "class", "comprehension") else f"{name}({given})"
    return head + ending(trace, call)


def ending(trace: Trace, call: int) -> str:
    """What came of the call."""
    outcome = trace.outcome[call]
    text = trace.text(trace.result(call))
    if outcome == "returned":
        kind = trace.functions[trace.function[call]]["kind"]
        if kind in ("module", "class") and text in ("None", "?"):
            return ""
        return f" → {clipped(text, RESULT_CHARACTERS)}"
    if outcome == "raised":
        return " raised" if trace.result(call) is None else f" raised {clipped(text, ERROR_CHARACTERS)}"
    if outcome == "yielded":
        return f" yielded {clipped(text, RESULT_CHARACTERS)}"
    return f" {outcome}"


def clipped(text: str, characters: int) -> str:
    """In one line without anything that a terminal obeys, and no longer than that."""
    text = _CONTROL.sub(_escape, text)
    return text if len(text) <= characters else f"{text[: characters - 1]}…"


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _escape(found: re.Match[str]) -> str:
    return "\\n" if found[0] == "\n" else f"\\x{ord(found[0]):02x}"


def calls_of(count: float) -> str:
    return "1 call" if count == 1 else f"{count:,} calls"


def duration(us: float) -> str:
    if us < 1000:
        return f"{us:.0f} µs"
    return f"{us / 1000:.1f} ms" if us < 1_000_000 else f"{us / 1_000_000:.2f} s"
