"""
The calls of a trace, read for writing tests: which of them a test can repeat, and of the others why not. Runs nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .program import FunctionInfo, Module, name_for_main, read_module
from .values import Value, Writer

Trace = dict[str, Any]


@dataclass
class Call:
    """A recorded call as a whole: of a coroutine, all of its steps."""

    number: int
    function: int
    arguments: list[int | None]
    result: int | None
    outcome: str
    after: dict[str, int]
    varies: bool = False
    """Whether another call of equal arguments gave something else."""


@dataclass
class Function:
    """A recorded function that tests can name. `number`: its place among the trace's functions."""

    number: int
    module: Module
    info: FunctionInfo
    parameters: list[tuple[str, str]]
    is_async: bool


@dataclass(frozen=True)
class LeftOut:
    """What gets no test: the name of a function, the call (-1: all), how many calls, and one sentence."""

    function: str
    call: int
    count: int
    reason: str


@dataclass
class Reading:
    modules: dict[str, Module]
    main: str
    functions: dict[int, Function]
    calls: dict[int, list[Call]]
    """By function, calls of equal arguments once."""
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class CannotRead(Exception):
    """Why no test at all can be written: one sentence that says what to do next."""


def read_trace(trace: Trace, names: Sequence[str] = ()) -> Reading:
    """`names`: only these functions (by name or qualified name). Raises CannotRead."""
    main = trace["program"]["filename"].replace("\\", "/")
    sources: dict[str, str] = {**trace.get("sources", {})}
    if not any(trace["calls"]["function"]):
        _require_calls(trace)
    main = main_file(trace, main)
    if trace["program"]["source"]:
        sources.setdefault(main, trace["program"]["source"])
    own = [function for function in trace["functions"] if function["origin"] == "program"]
    files = {function["file"] for function in own} | {main}
    if not files & sources.keys():
        raise CannotRead(
            "The trace has no source, so nothing is known of the program's functions: record it again."
        )
    modules, remarks = _modules(sources, files)
    if main in modules and not modules[main].name:
        modules[main].name = name_for_main(main)
    reading = Reading(modules, main, {}, {}, remarks=[*remarks, *_about_recording(trace)])
    _read_functions(trace, reading, names)
    if trace["calls"].get("count"):
        raise CannotRead(
            "The trace is of a profile, which adds calls up and keeps no values: record the program itself."
        )
    _read_calls(trace, reading)
    if not reading.functions and not reading.left_out:
        reading.remarks.append(
            "The run called no function of the program: tests hold on to what functions return, so put into functions "
            "what should be tested."
        )
    return reading


def _require_calls(trace: Trace) -> None:
    if not trace["calls"]["function"]:
        raise CannotRead(
            "The trace has no calls, so there is nothing to write tests of: record a run that calls functions."
        )


def main_file(trace: Trace, named: str) -> str:
    """The file of the main program as functions name it."""
    for function in trace["functions"]:
        if function["module"] == "__main__" and function["origin"] == "program":
            return str(function["file"])
    return named.rpartition("/")[2]


def _modules(sources: dict[str, str], files: set[str]) -> tuple[dict[str, Module], list[str]]:
    modules, remarks = {}, []
    for file in sorted(files & sources.keys()):
        try:
            modules[file] = read_module(file, sources[file])
        except (SyntaxError, ValueError) as error:
            remarks.append(
                f"{file} cannot be read by this Python ({error}): use the one that recorded the run."
            )
    return modules, remarks


def _about_recording(trace: Trace) -> Iterator[str]:
    import platform

    recorded, here = trace["environment"]["python"], platform.python_version()
    if recorded.split(".")[:2] != here.split(".")[:2]:
        yield f"Recorded with Python {recorded}; the tests are proven with Python {here}."
    recording = trace["recording"]
    dropped = recording["calls_seen"] - recording["calls_recorded"]
    if dropped > 0:
        yield f"The recording kept {recording['calls_recorded']:,} calls; of {dropped:,} more nothing is known."
    if recording["outcome"] == "stopped":
        yield "The program was stopped: of calls that had not ended there is no result, so they get no test."


def _read_functions(trace: Trace, reading: Reading, names: Sequence[str]) -> None:
    counts = Counter(trace["calls"]["function"])
    for number, function in enumerate(trace["functions"]):
        if function["origin"] != "program" or function["kind"] in ("module", "class", "comprehension"):
            continue
        if function["name"] == "<genexpr>":  # a part of the function that it stands in
            continue
        name = function["qualname"]
        if names and name not in names and function["name"] not in names:
            continue
        found = _function(number, function, reading)
        if isinstance(found, str):
            reading.left_out.append(LeftOut(name, -1, counts[number], found))
        else:
            reading.functions[number] = found
    missing = [
        name for name in names if not any(name in (f["qualname"], f["name"]) for f in trace["functions"])
    ]
    if missing:
        raise CannotRead(
            f"The run called no function {missing[0]!r}: see which it called by leaving --function out."
        )


def _function(number: int, function: dict[str, Any], reading: Reading) -> Function | str:
    """A function that tests can name, or the reason why they cannot."""
    name, file = function["qualname"], function["file"]
    if function["kind"] == "lambda":
        return "a lambda has no name that a test could use"
    if "<locals>" in name:
        return "it is defined inside another function, where a test cannot reach it"
    if function["kind"] in ("generator", "async_generator"):
        return "it is a generator, which gives its values in steps"
    module = reading.modules.get(file)
    if module is None:
        return f"the source of {file} is not in the trace"
    if not module.name:
        return f"{file} cannot be imported by a name"
    info = module.functions.get(f"{name}:{function['line']}")
    if info is None:
        return (
            f"its definition is not in line {function['line']} of {file}: it was made while the program ran"
        )
    if info.how == "setter":
        return "it sets or deletes a property"
    kinds = function.get("parameter_kinds") or ["positional"] * len(function["parameters"])
    return Function(
        number,
        module,
        info,
        list(zip(function["parameters"], kinds, strict=True)),
        function["kind"] == "coroutine",
    )


def _read_calls(trace: Trace, reading: Reading) -> None:
    calls = trace["calls"]
    last_step = {first: step for step, first in trace.get("resumes", [])}
    resumed = {step for step, _ in trace.get("resumes", [])}
    seen: dict[tuple[int, tuple[int | None, ...]], Call] = {}
    for number, function in enumerate(calls["function"]):
        if function not in reading.functions or number in resumed:
            continue
        arguments = calls["arguments"][number]
        parameters = reading.functions[function].parameters
        if arguments is None:
            arguments = [None] * len(parameters)
        end = last_step.get(number, number)
        key = function, tuple(arguments)
        if (known := seen.get(key)) is not None:
            known.varies = known.varies or _differ(trace, known, calls["outcome"][end], calls["result"][end])
            continue
        after = dict(calls["after"][end] or ()) if calls.get("after") else {}
        call = Call(number, function, arguments, calls["result"][end], calls["outcome"][end], after)
        seen[key] = call
        reading.calls.setdefault(function, []).append(call)


def _differ(trace: Trace, call: Call, outcome: str, result: int | None) -> bool:
    """Whether two calls of equal arguments ended otherwise."""
    if call.outcome != outcome:
        return {call.outcome, outcome} == {"returned", "raised"}
    if call.result == result or call.result is None or result is None:
        return False
    values = trace["values"]
    return bool(values[call.result]["text"] != values[result]["text"])


def why_not(call: Call, writer: Writer) -> str | None:
    """Why a call cannot be repeated for what the trace says of it; None: it can be tried."""
    if call.outcome == "unfinished":
        return "it had not ended when the recording stopped"
    if call.varies:
        return "other calls with equal arguments gave something else, so it depends on more than these"
    if call.outcome in ("yielded", "closed"):
        return "it was never awaited to its end"
    if call.outcome == "returned" and call.result is None:
        return "what it returned was not kept"
    for value in (*call.arguments, call.result):
        if value is not None and _is_thinned(writer.values[value]):
            return "its values were not kept, because there were too many calls"
    # Made again, the call would give the secret itself, which must not stand in a sentence or a file.
    if call.result is not None and writer.holds_secret(call.result):
        return "it gave a secret that was not recorded"
    return None


def _is_thinned(value: Value) -> bool:
    return bool(value.get("truncated")) and re.fullmatch(r"<[\w.]+>", value["text"]) is not None
