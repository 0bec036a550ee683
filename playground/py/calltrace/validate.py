"""
Whether a piece of JSON is a trace file, by the rules of docs/trace-format.md: shapes, indices, order, times.
The page's checker (playground/web/src/trace/validate.ts) says the same sentences about the same files, which
tests/fixtures/broken holds both to. That is why numbers and texts are shown as JSON here, never as Python.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import OUTCOMES
from .expect import (
    MISSING,
    TraceFileError,
    a_count,
    a_list,
    a_pair,
    a_text,
    a_time,
    a_truth,
    all_texts,
    an_array,
    an_index,
    an_object,
    fail,
    get,
    is_object,
    is_whole,
    list_of_texts,
    one_of,
    optional_list,
    optional_text,
    show,
)  # fmt: skip
from .include import FLAGS

__all__ = ["FORMAT", "VERSION", "TraceFileError", "parse", "validate"]

FORMAT = "call-trace"

VERSION = 1
ORIGINS = ("program", "library", "standard_library")

KINDS = (
    "function", "module", "class", "lambda", "comprehension", "generator", "coroutine", "async_generator",
    "test",
)  # fmt: skip
PARAMETER_KINDS = ("positional", "keyword_only", "var_positional", "var_keyword")
HOOKS = ("monitoring", "profile")
RUN_OUTCOMES = ("finished", "error", "stopped")
# Columns of "calls", and those that may be left out.
COLUMNS = ("function", "parent", "start_us", "duration_us", "call_line", "arguments", "result", "outcome")
OPTIONAL_COLUMNS = ("after", "thread", "count")
# Clocks are read in floating point: an end may seem later than its parent's by a rounding.
ROUNDING_US = 0.01

# Far more than a trace needs, and few enough for the C stack of WebAssembly.
MAX_NESTING = 200

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def parse(text: str) -> dict[str, Any]:
    """The checked content of a trace file. Raises TraceFileError; never gives half of a file."""
    if _too_deep(text):
        # The page's JSON reader has no such limit and looks at the outermost value first.
        what = "does not hold an object" if text.lstrip()[:1] == "[" else "is nested too deeply"
        raise TraceFileError(f"This is not a trace: the file {what}.")
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except ValueError:
        what = "is not JSON, or it was cut off" if text.strip() else "is empty"
        raise TraceFileError(f"This is not a trace: the file {what}.") from None
    validate(data)
    return dict(data)


def _too_deep(text: str) -> bool:
    """Whether lists and objects are nested so deeply that Python's JSON reader would need the whole C stack for it."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        bracket = found.group()
        if bracket == "[" or bracket == "{":
            depth += 1
            if depth > MAX_NESTING:
                return True
        elif bracket == "]" or bracket == "}":
            depth -= 1
    return False


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def validate(data: Any) -> None:
    """Raises TraceFileError with one sentence about the first fault."""
    if not is_object(data):
        fail("This is not a trace: the file does not hold an object.")
    form, version = data.get("format", MISSING), data.get("version", MISSING)
    if form != FORMAT:
        fail(f'This is not a trace: format is {show(form)}, not "call-trace".')
    if isinstance(version, bool) or version != VERSION:
        fail(f"This trace is of version {show(version)}; only version 1 can be read.")
    _validate_head(data)
    _validate_functions(a_list(data, "functions"))
    _validate_values(a_list(data, "values"))
    calls = an_object(data, "calls")
    _validate_calls(data, calls)
    _validate_rest(data, len(calls["function"]))


def _validate_head(data: dict[str, Any]) -> None:
    program = an_object(data, "program")
    a_text(get(program, "filename"), "program.filename")
    a_text(get(program, "source"), "program.source")
    optional_text(get(program, "example"), "program.example")
    environment = an_object(data, "environment")
    for key in ("python", "platform", "runtime"):
        a_text(get(environment, key), f"environment.{key}")
    all_texts(an_object(environment, "packages", "environment.packages"), "environment.packages")
    recording = an_object(data, "recording")
    a_text(get(recording, "started_at"), "recording.started_at")
    a_time(get(recording, "duration_us"), "recording.duration_us")
    one_of(get(recording, "hook"), HOOKS, "recording.hook")
    include = an_object(recording, "include", "recording.include")
    a_truth(get(include, "libraries"), "recording.include.libraries")
    list_of_texts(get(include, "packages"), "recording.include.packages")
    for name, metadata in FLAGS.items():
        if name in include or not metadata["optional"]:
            a_truth(get(include, name), f"recording.include.{name}")
    for key in ("calls_seen", "calls_recorded", "max_calls"):
        a_count(get(recording, key), f"recording.{key}")
    if "clock_resolution_us" in recording:
        a_time(recording["clock_resolution_us"], "recording.clock_resolution_us")
    one_of(get(recording, "outcome"), RUN_OUTCOMES, "recording.outcome")
    if recording.get("error") is not None:
        error = an_object(recording, "error", "recording.error")
        for key in ("type", "message", "traceback"):
            a_text(get(error, key), f"recording.error.{key}")
    if "stopped_at" in recording:
        at = an_object(recording, "stopped_at", "recording.stopped_at")
        a_count(get(at, "line"), "recording.stopped_at.line")
        if "file" in at:
            a_text(at["file"], "recording.stopped_at.file")


def _validate_functions(functions: list[Any]) -> None:
    for i, function in enumerate(functions):
        at = f"functions[{i}]"
        if not is_object(function):
            fail(f"{at} is {show(function)}, not an object.")
        for key in ("name", "qualname", "module", "file"):
            a_text(get(function, key), f"{at}.{key}")
        a_count(get(function, "line"), f"{at}.line")
        one_of(get(function, "origin"), ORIGINS, f"{at}.origin")
        optional_text(get(function, "package"), f"{at}.package")
        parameters = list_of_texts(get(function, "parameters"), f"{at}.parameters")
        if "parameter_kinds" in function:
            kinds = an_array(function["parameter_kinds"], f"{at}.parameter_kinds")
            _validate_parameter_kinds(kinds, len(parameters), f"{at}.parameter_kinds")
        one_of(get(function, "kind"), KINDS, f"{at}.kind")


def _validate_parameter_kinds(kinds: list[Any], parameters: int, at: str) -> None:
    for i, kind in enumerate(kinds):
        one_of(kind, PARAMETER_KINDS, f"{at}[{i}]")
    if len(kinds) != parameters:
        fail(f"{at} has {len(kinds)} entries, but the function has {parameters} parameters.")


def _validate_values(values: list[Any]) -> None:
    count = len(values)
    for i, value in enumerate(values):
        at = f"values[{i}]"
        if not is_object(value):
            fail(f"{at} is {show(value)}, not an object.")
        a_text(get(value, "type"), f"{at}.type")
        a_text(get(value, "text"), f"{at}.text")
        if "length" in value:
            a_count(value["length"], f"{at}.length")
        if "truncated" in value:
            a_truth(value["truncated"], f"{at}.truncated")
        if "items" in value:
            for j, item in enumerate(an_array(value["items"], f"{at}.items")):
                an_index(item, count, "values", f"{at}.items[{j}]")
        if "entries" in value:
            for j, entry in enumerate(an_array(value["entries"], f"{at}.entries")):
                for k, item in enumerate(a_pair(entry, f"{at}.entries[{j}]")):
                    an_index(item, count, "values", f"{at}.entries[{j}][{k}]")
        if "fields" in value:
            for name, field in an_object(value, "fields", f"{at}.fields").items():
                an_index(field, count, "values", f"{at}.fields.{name}")
        if "same" in value:
            for j, pair in enumerate(an_array(value["same"], f"{at}.same")):
                for k, path in enumerate(a_pair(pair, f"{at}.same[{j}]")):
                    a_text(path, f"{at}.same[{j}][{k}]")
        if "table" in value:
            _validate_table(an_object(value, "table", f"{at}.table"), f"{at}.table")


def _validate_table(table: dict[str, Any], at: str) -> None:
    columns = an_array(get(table, "columns"), f"{at}.columns")
    for i, dtype in enumerate(an_array(get(table, "dtypes"), f"{at}.dtypes")):
        a_text(dtype, f"{at}.dtypes[{i}]")
    labels = an_array(get(table, "index"), f"{at}.index")
    rows = an_array(get(table, "rows"), f"{at}.rows")
    for i, size in enumerate(an_array(get(table, "shape"), f"{at}.shape")):
        a_count(size, f"{at}.shape[{i}]")
    if len(labels) != len(rows):
        fail(f"{at}.index has {len(labels)} entries, but {at}.rows has {len(rows)}.")
    for i, row in enumerate(rows):
        cells = an_array(row, f"{at}.rows[{i}]")
        if len(cells) != len(columns):
            fail(f"{at}.rows[{i}] has {len(cells)} entries, but {at}.columns has {len(columns)}.")
    scalars = [(columns, "columns"), (labels, "index")]
    scalars += [(row, f"rows[{i}]") for i, row in enumerate(rows)]
    for cells, key in scalars:
        for i, cell in enumerate(cells):
            if isinstance(cell, (dict, list)):
                fail(f"{at}.{key}[{i}] is {show(cell)}, not a plain value.")


def _validate_calls(data: dict[str, Any], calls: dict[str, Any]) -> None:
    recording = data["recording"]
    length = recording["calls_recorded"]
    for name in (*COLUMNS, *OPTIONAL_COLUMNS):
        if name not in COLUMNS and name not in calls:
            continue
        column = an_array(get(calls, name), f"calls.{name}")
        if len(column) != length:
            fail(f"calls.{name} has {len(column)} entries, but recording.calls_recorded is {show(length)}.")
    if recording["calls_seen"] < length:
        fail(f"recording.calls_seen is {show(recording['calls_seen'])}, less than recording.calls_recorded.")
    parameters = [len(function["parameters"]) for function in data["functions"]]
    values = len(data["values"])
    threads = len(list_of_texts(data["threads"], "threads")) if "threads" in data else 1
    called, parents, starts, durations, lines, arguments, results, outcomes = (
        calls[name] for name in COLUMNS
    )
    after, thread, count = (calls.get(name) for name in OPTIONAL_COLUMNS)
    for i in range(int(length)):
        an_index(called[i], len(parameters), "functions", "calls.function", i)
        parent = parents[i]
        if not is_whole(parent) or parent < -1:
            fail(f"calls.parent[{i}] is {show(parent)}, not a call or -1.")
        if parent >= i:
            fail(f"calls.parent[{i}] is {show(parent)}, but a parent comes before its child.")
        a_time(starts[i], "calls.start_us", i)
        if i > 0 and starts[i] < starts[i - 1]:
            fail(f"calls.start_us[{i}] is earlier than the one before it.")
        if durations[i] is not None:
            a_time(durations[i], "calls.duration_us", i)
        if lines[i] is not None:
            a_count(lines[i], "calls.call_line", i)
        _validate_arguments(arguments[i], parameters[int(called[i])], values, i)
        if results[i] is not None:
            an_index(results[i], values, "values", "calls.result", i)
        one_of(outcomes[i], OUTCOMES, "calls.outcome", i)
        if (outcomes[i] == "unfinished") != (durations[i] is None):
            fail(
                f'calls.duration_us[{i}] is {show(durations[i])}, but calls.outcome[{i}] is "{outcomes[i]}".'
            )
        if parent >= 0:
            _validate_inside(starts, durations, i, int(parent))
        if after is not None:
            _validate_after(after[i], values, i)
        if thread is not None:
            an_index(thread[i], threads, "threads", "calls.thread", i)
        if count is not None:
            a_count(count[i], "calls.count", i)


def _validate_arguments(found: Any, parameters: int, values: int, i: int) -> None:
    if found is None:
        return
    indices = an_array(found, "calls.arguments", i)
    if len(indices) != parameters:
        at = f"calls.arguments[{i}]"
        fail(f"{at} has {len(indices)} entries, but its function has {parameters} parameters.")
    for j, value in enumerate(indices):
        if value is not None and not (type(value) is int and 0 <= value < values):
            an_index(value, values, "values", f"calls.arguments[{i}]", j)


def _validate_inside(starts: list[float], durations: list[float | None], i: int, parent: int) -> None:
    until, own = durations[parent], durations[i]
    if until is None:
        return
    if own is None or starts[i] + own > starts[parent] + until + ROUNDING_US:
        fail(f"Call {i} ends after its parent, call {parent}.")


def _validate_after(found: Any, values: int, i: int) -> None:
    if found is None:
        return
    for j, entry in enumerate(an_array(found, "calls.after", i)):
        at = f"calls.after[{i}][{j}]"
        name, value = a_pair(entry, at)
        a_text(name, f"{at}[0]")
        an_index(value, values, "values", f"{at}[1]")


def _validate_rest(data: dict[str, Any], calls: int) -> None:
    if "sources" in data:
        all_texts(an_object(data, "sources"), "sources")
    error = data["recording"].get("error")
    if error is not None and error.get("call") is not None:
        an_index(error["call"], calls, "calls", "recording.error.call")
    for i, entry in enumerate(optional_list(data, "resumes")):
        for k, call in enumerate(a_pair(entry, f"resumes[{i}]")):
            an_index(call, calls, "calls", f"resumes[{i}][{k}]")
    for i, entry in enumerate(optional_list(data, "same")):
        if len(an_array(entry, "same", i)) != 3:
            fail(f"same[{i}] is {show(entry)}, not a call and two names.")
        an_index(entry[0], calls, "calls", f"same[{i}][0]")
        for k in (1, 2):
            a_text(entry[k], f"same[{i}][{k}]")
    for i, event in enumerate(optional_list(data, "events")):
        at = f"events[{i}]"
        if not is_object(event):
            fail(f"{at} is {show(event)}, not an object.")
        a_text(get(event, "kind"), f"{at}.kind")
        an_index(get(event, "call"), calls, "calls", f"{at}.call")
        a_time(get(event, "start_us"), f"{at}.start_us")
        if get(event, "duration_us") is not None:
            a_time(get(event, "duration_us"), f"{at}.duration_us")
        an_object(event, "data", f"{at}.data")
    for i, piece in enumerate(optional_list(data, "output")):
        at = f"output[{i}]"
        if not is_object(piece):
            fail(f"{at} is {show(piece)}, not an object.")
        one_of(get(piece, "stream"), ("stdout", "stderr"), f"{at}.stream")
        if not (is_whole(get(piece, "call")) and piece["call"] == -1):
            an_index(get(piece, "call"), calls, "calls", f"{at}.call")
        a_time(get(piece, "at_us"), f"{at}.at_us")
        a_text(get(piece, "text"), f"{at}.text")
