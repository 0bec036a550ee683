"""Every call of a function: as objects, and as the rows of a table."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

from .paths import Paths
from .trace import Call, Trace


def functions_named(trace: Trace, name: str) -> set[int]:
    """The functions of this name, this qualified name (with or without `<locals>`), or that with its module."""
    found = set()
    for number, function in enumerate(trace.functions):
        qualified = function["qualname"]
        names = {
            function["name"], qualified, qualified.replace("<locals>.", ""),
            f"{function['module']}.{qualified}", f"{function['file']}:{qualified}",
        }  # fmt: skip
        if name in names:
            found.add(number)
    return found


def calls_named(trace: Trace, name: str | None) -> list[Call]:
    """In the order in which they began; None: all."""
    wanted = None if name is None else functions_named(trace, name)
    return list(calls_of_functions(trace, wanted))


def calls_of_functions(trace: Trace, wanted: set[int] | None) -> Iterator[Call]:
    paths, own = Paths(trace), trace.self_us()
    threads = trace.data.get("threads") or ["MainThread"]
    for call, function in enumerate(trace.function):
        if wanted is not None and function not in wanted:
            continue
        about = trace.functions[function]
        parent = trace.parent[call]
        yield Call(
            number=call,
            path=paths.of(call),
            name=about["qualname"],
            file=about["file"],
            line=about["line"],
            arguments={name: trace.plain(value) for name, value in trace.arguments(call)},
            result=trace.plain(trace.result(call)),
            outcome=trace.outcome[call],
            start_us=trace.start_us[call],
            duration_us=trace.duration_us[call],
            self_us=own[call],
            parent=None if parent < 0 else parent,
            thread=threads[trace.thread(call)],
        )


def as_frame(calls: Sequence[Call], *, arguments: bool) -> Any:
    """See Run.to_pandas."""
    pandas = importlib.import_module("pandas")  # which says nothing of its types

    fields = [name for name in Call.__slots__ if name not in ("number", "arguments")]
    columns: dict[str, list[Any]] = {name: [getattr(call, name) for call in calls] for name in fields}
    if arguments:
        names = list(dict.fromkeys(name for call in calls for name in call.arguments))
        # An argument may be called as one of the other columns is.
        for name in names:
            column = name if name not in columns else f"{name} (argument)"
            columns[column] = [call.arguments.get(name) for call in calls]
    else:
        columns["arguments"] = [call.arguments for call in calls]
    return pandas.DataFrame(columns, index=pandas.Index([call.number for call in calls], name="number"))
