"""
Where a run of a test first went another way than its last passing one: the first call that is another one, was given
something else or ended otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

# What a sentence quotes of values.
MAX_TEXT = 80
# What is another one in every run: the folders of pytest's tmp_path, addresses, times of day, random ids.
_PASSING = re.compile(
    r"pytest-of-[^/\\]+[/\\]pytest-\d+(?:[/\\]popen-gw\d+)?"
    r"|\b0x[0-9a-fA-F]{6,}"
    r"|\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?"
    r"|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
)


class _Call(NamedTuple):
    depth: int
    name: str
    arguments: tuple[str, ...]
    outcome: str
    result: str


def first_difference(passed: dict[str, Any], failed: dict[str, Any]) -> str | None:
    """One line; None: the two are alike as far as is known. Only calls of the test's own thread are compared."""
    ours, theirs = _calls(failed), _calls(passed)
    # The end of a call is looked at when those inside it were alike: there the first difference is.
    later: list[tuple[_Call, _Call]] = []
    for call in ours:
        before = next(theirs, None)
        while later and later[-1][0].depth >= call.depth:
            found = _ending(*later.pop())
            if found is not None:
                return found
        if before is None:
            return f"{_said(call)}, which was not made in the passing run"
        if (call.depth, call.name) != (before.depth, before.name) or not _alike(
            call.arguments, before.arguments
        ):
            return f"{_said(call)}, in the passing run {_said(before)}"
        later.append((call, before))
    while later:
        found = _ending(*later.pop())
        if found is not None:
            return found
    missing = next(theirs, None)
    return None if missing is None else f"{_said(missing)} of the passing run, which was not made"


def _ending(call: _Call, before: _Call) -> str | None:
    if call.outcome == before.outcome and _alike((call.result,), (before.result,)):
        return None
    return f"{_said(call)} {_ended(call)}, in the passing run it {_ended(before)}"


def _alike(texts: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return texts == others or [_PASSING.sub("…", text) for text in texts] == [
        _PASSING.sub("…", text) for text in others
    ]


def _calls(trace: dict[str, Any]) -> Iterator[_Call]:
    calls, functions, values = trace["calls"], trace["functions"], trace["values"]
    threads = calls.get("thread")
    depths: list[int] = []
    for at, number in enumerate(calls["function"]):
        parent = calls["parent"][at]
        depths.append(0 if parent < 0 else depths[parent] + 1)
        if threads is not None and threads[at] != threads[0]:
            continue
        given, result, function = calls["arguments"][at], calls["result"][at], functions[number]
        arguments = (
            () if given is None else tuple("" if value is None else values[value]["text"] for value in given)
        )
        named = tuple(f"{name}={text}" for name, text in zip(function["parameters"], arguments, strict=False))
        ended = "" if result is None else values[result]["text"]
        yield _Call(depths[at], function["qualname"], named, calls["outcome"][at], ended)


def _said(call: _Call) -> str:
    return f"{call.name}({_cut(', '.join(call.arguments))})"


def _ended(call: _Call) -> str:
    return f"{call.outcome} {_cut(call.result)}".strip()


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"
