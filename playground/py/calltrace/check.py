"""
Whether a piece of JSON is a trace file, by the rules of docs/trace-format.md: shapes, indices, order, times.
The page's checker (playground/web/src/trace/check.ts) says the same sentences about the same files, which
tests/fixtures/broken holds both to. That is why numbers and texts are shown as JSON here, never as Python.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import OUTCOMES

FORMAT = "call-trace"
VERSION = 1
ORIGINS = ("program", "library", "standard_library")
KINDS = (
    "function", "module", "class", "lambda", "comprehension", "generator", "coroutine", "async_generator",
)  # fmt: skip
HOOKS = ("monitoring", "profile")
RUN_OUTCOMES = ("finished", "error", "stopped")
COLUMNS = ("function", "parent", "start_us", "duration_us", "call_line", "arguments", "result", "outcome")
# Clocks are read in floating point: an end may seem later than its parent's by a rounding.
ROUNDING_US = 0.01

# Far more than a trace needs, and few enough for the C stack of WebAssembly.
MAX_NESTING = 200

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_MISSING = object()


class TraceFileError(ValueError):
    """What is wrong with a file, at which key: one sentence that people read."""


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
    check(data)
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


def check(data: Any) -> None:
    """Raises TraceFileError with one sentence about the first fault."""
    if not _is_object(data):
        _fail("This is not a trace: the file does not hold an object.")
    form, version = data.get("format", _MISSING), data.get("version", _MISSING)
    if form != FORMAT:
        _fail(f'This is not a trace: format is {_show(form)}, not "call-trace".')
    if isinstance(version, bool) or version != VERSION:
        _fail(f"This trace is of version {_show(version)}; only version 1 can be read.")
    _check_head(data)
    _check_functions(_list(data, "functions"))
    _check_values(_list(data, "values"))
    calls = _object(data, "calls")
    _check_calls(data, calls)
    _check_rest(data, len(calls["function"]))


def _check_head(data: dict[str, Any]) -> None:
    program = _object(data, "program")
    _text(_get(program, "filename"), "program.filename")
    _text(_get(program, "source"), "program.source")
    _optional_text(_get(program, "example"), "program.example")
    environment = _object(data, "environment")
    for key in ("python", "platform", "runtime"):
        _text(_get(environment, key), f"environment.{key}")
    _texts(_object(environment, "packages", "environment.packages"), "environment.packages")
    recording = _object(data, "recording")
    _text(_get(recording, "started_at"), "recording.started_at")
    _time(_get(recording, "duration_us"), "recording.duration_us")
    _one_of(_get(recording, "hook"), HOOKS, "recording.hook")
    include = _object(recording, "include", "recording.include")
    _truth(_get(include, "libraries"), "recording.include.libraries")
    _text_list(_get(include, "packages"), "recording.include.packages")
    _truth(_get(include, "standard_library"), "recording.include.standard_library")
    for key in ("calls_seen", "calls_recorded", "max_calls"):
        _count(_get(recording, key), f"recording.{key}")
    _one_of(_get(recording, "outcome"), RUN_OUTCOMES, "recording.outcome")
    if recording.get("error") is not None:
        error = _object(recording, "error", "recording.error")
        for key in ("type", "message", "traceback"):
            _text(_get(error, key), f"recording.error.{key}")


def _check_functions(functions: list[Any]) -> None:
    for i, function in enumerate(functions):
        at = f"functions[{i}]"
        if not _is_object(function):
            _fail(f"{at} is {_show(function)}, not an object.")
        for key in ("name", "qualname", "module", "file"):
            _text(_get(function, key), f"{at}.{key}")
        _count(_get(function, "line"), f"{at}.line")
        _one_of(_get(function, "origin"), ORIGINS, f"{at}.origin")
        _optional_text(_get(function, "package"), f"{at}.package")
        _text_list(_get(function, "parameters"), f"{at}.parameters")
        _one_of(_get(function, "kind"), KINDS, f"{at}.kind")


def _check_values(values: list[Any]) -> None:
    count = len(values)
    for i, value in enumerate(values):
        at = f"values[{i}]"
        if not _is_object(value):
            _fail(f"{at} is {_show(value)}, not an object.")
        _text(_get(value, "type"), f"{at}.type")
        _text(_get(value, "text"), f"{at}.text")
        if "length" in value:
            _count(value["length"], f"{at}.length")
        if "truncated" in value:
            _truth(value["truncated"], f"{at}.truncated")
        if "items" in value:
            for j, item in enumerate(_array(value["items"], f"{at}.items")):
                _index(item, count, "values", f"{at}.items[{j}]")
        if "entries" in value:
            for j, entry in enumerate(_array(value["entries"], f"{at}.entries")):
                for k, item in enumerate(_pair(entry, f"{at}.entries[{j}]")):
                    _index(item, count, "values", f"{at}.entries[{j}][{k}]")
        if "fields" in value:
            for name, field in _object(value, "fields", f"{at}.fields").items():
                _index(field, count, "values", f"{at}.fields.{name}")
        if "table" in value:
            _check_table(_object(value, "table", f"{at}.table"), f"{at}.table")


def _check_table(table: dict[str, Any], at: str) -> None:
    columns = _array(_get(table, "columns"), f"{at}.columns")
    for i, dtype in enumerate(_array(_get(table, "dtypes"), f"{at}.dtypes")):
        _text(dtype, f"{at}.dtypes[{i}]")
    labels = _array(_get(table, "index"), f"{at}.index")
    rows = _array(_get(table, "rows"), f"{at}.rows")
    for i, size in enumerate(_array(_get(table, "shape"), f"{at}.shape")):
        _count(size, f"{at}.shape[{i}]")
    if len(labels) != len(rows):
        _fail(f"{at}.index has {len(labels)} entries, but {at}.rows has {len(rows)}.")
    for i, row in enumerate(rows):
        cells = _array(row, f"{at}.rows[{i}]")
        if len(cells) != len(columns):
            _fail(f"{at}.rows[{i}] has {len(cells)} entries, but {at}.columns has {len(columns)}.")
    scalars = [(columns, "columns"), (labels, "index")]
    scalars += [(row, f"rows[{i}]") for i, row in enumerate(rows)]
    for cells, key in scalars:
        for i, cell in enumerate(cells):
            if isinstance(cell, (dict, list)):
                _fail(f"{at}.{key}[{i}] is {_show(cell)}, not a plain value.")


def _check_calls(data: dict[str, Any], calls: dict[str, Any]) -> None:
    recording = data["recording"]
    length = recording["calls_recorded"]
    for name in (*COLUMNS, "after", "thread"):
        if name not in COLUMNS and name not in calls:
            continue
        column = _array(_get(calls, name), f"calls.{name}")
        if len(column) != length:
            _fail(f"calls.{name} has {len(column)} entries, but recording.calls_recorded is {_show(length)}.")
    if recording["calls_seen"] < length:
        _fail(
            f"recording.calls_seen is {_show(recording['calls_seen'])}, less than recording.calls_recorded."
        )
    parameters = [len(function["parameters"]) for function in data["functions"]]
    values = len(data["values"])
    threads = len(_text_list(data["threads"], "threads")) if "threads" in data else 1
    called, parents, starts, durations, lines, arguments, results, outcomes = (
        calls[name] for name in COLUMNS
    )
    after, thread = calls.get("after"), calls.get("thread")
    for i in range(int(length)):
        _index(called[i], len(parameters), "functions", "calls.function", i)
        parent = parents[i]
        if not _is_whole(parent) or parent < -1:
            _fail(f"calls.parent[{i}] is {_show(parent)}, not a call or -1.")
        if parent >= i:
            _fail(f"calls.parent[{i}] is {_show(parent)}, but a parent comes before its child.")
        _time(starts[i], "calls.start_us", i)
        if i > 0 and starts[i] < starts[i - 1]:
            _fail(f"calls.start_us[{i}] is earlier than the one before it.")
        if durations[i] is not None:
            _time(durations[i], "calls.duration_us", i)
        if lines[i] is not None:
            _count(lines[i], "calls.call_line", i)
        _check_arguments(arguments[i], parameters[int(called[i])], values, i)
        if results[i] is not None:
            _index(results[i], values, "values", "calls.result", i)
        _one_of(outcomes[i], OUTCOMES, "calls.outcome", i)
        if (outcomes[i] == "unfinished") != (durations[i] is None):
            _fail(
                f'calls.duration_us[{i}] is {_show(durations[i])}, but calls.outcome[{i}] is "{outcomes[i]}".'
            )
        if parent >= 0:
            _check_inside(starts, durations, i, int(parent))
        if after is not None:
            _check_after(after[i], values, i)
        if thread is not None:
            _index(thread[i], threads, "threads", "calls.thread", i)


def _check_arguments(found: Any, parameters: int, values: int, i: int) -> None:
    if found is None:
        return
    indices = _array(found, "calls.arguments", i)
    if len(indices) != parameters:
        at = f"calls.arguments[{i}]"
        _fail(f"{at} has {len(indices)} entries, but its function has {parameters} parameters.")
    for j, value in enumerate(indices):
        if value is not None and not (type(value) is int and 0 <= value < values):
            _index(value, values, "values", f"calls.arguments[{i}]", j)


def _check_inside(starts: list[float], durations: list[float | None], i: int, parent: int) -> None:
    until, own = durations[parent], durations[i]
    if until is None:
        return
    if own is None or starts[i] + own > starts[parent] + until + ROUNDING_US:
        _fail(f"Call {i} ends after its parent, call {parent}.")


def _check_after(found: Any, values: int, i: int) -> None:
    if found is None:
        return
    for j, entry in enumerate(_array(found, "calls.after", i)):
        at = f"calls.after[{i}][{j}]"
        name, value = _pair(entry, at)
        _text(name, f"{at}[0]")
        _index(value, values, "values", f"{at}[1]")


def _check_rest(data: dict[str, Any], calls: int) -> None:
    if "sources" in data:
        _texts(_object(data, "sources"), "sources")
    error = data["recording"].get("error")
    if error is not None and error.get("call") is not None:
        _index(error["call"], calls, "calls", "recording.error.call")
    for i, entry in enumerate(_optional_list(data, "resumes")):
        for k, call in enumerate(_pair(entry, f"resumes[{i}]")):
            _index(call, calls, "calls", f"resumes[{i}][{k}]")
    for i, event in enumerate(_optional_list(data, "events")):
        at = f"events[{i}]"
        if not _is_object(event):
            _fail(f"{at} is {_show(event)}, not an object.")
        _text(_get(event, "kind"), f"{at}.kind")
        _index(_get(event, "call"), calls, "calls", f"{at}.call")
        _time(_get(event, "start_us"), f"{at}.start_us")
        if _get(event, "duration_us") is not None:
            _time(_get(event, "duration_us"), f"{at}.duration_us")
        _object(event, "data", f"{at}.data")
    for i, piece in enumerate(_optional_list(data, "output")):
        at = f"output[{i}]"
        if not _is_object(piece):
            _fail(f"{at} is {_show(piece)}, not an object.")
        _one_of(_get(piece, "stream"), ("stdout", "stderr"), f"{at}.stream")
        if not (_is_whole(_get(piece, "call")) and piece["call"] == -1):
            _index(_get(piece, "call"), calls, "calls", f"{at}.call")
        _time(_get(piece, "at_us"), f"{at}.at_us")
        _text(_get(piece, "text"), f"{at}.text")


# The vocabulary of the checks above: each says what it found at which key.


def _fail(sentence: str) -> NoReturn:
    raise TraceFileError(sentence)


def _show(value: Any) -> str:
    """What was found, short and on one line, as JSON says it."""
    if value is _MISSING:
        return "missing"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "null"  # what JSON makes of an infinity
        if value.is_integer() and abs(value) < 1e21:
            value = int(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _get(parent: dict[str, Any], key: str) -> Any:
    return parent.get(key, _MISSING)


def _key(at: str, i: int) -> str:
    return at if i < 0 else f"{at}[{i}]"


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    """1.0 is a whole number too: JSON knows one kind of number."""
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


def _object(parent: dict[str, Any], key: str, at: str | None = None) -> dict[str, Any]:
    value = _get(parent, key)
    if not isinstance(value, dict):
        _fail(f"{at or key} is {_show(value)}, not an object.")
    return value


def _array(value: Any, at: str, i: int = -1) -> list[Any]:
    if not isinstance(value, list):
        _fail(f"{_key(at, i)} is {_show(value)}, not a list.")
    return value


def _list(parent: dict[str, Any], key: str) -> list[Any]:
    return _array(_get(parent, key), key)


def _optional_list(parent: dict[str, Any], key: str) -> list[Any]:
    return _array(parent[key], key) if key in parent else []


def _pair(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list) or len(value) != 2:
        _fail(f"{at} is {_show(value)}, not a pair.")
    return value


def _text(value: Any, at: str) -> None:
    if not isinstance(value, str):
        _fail(f"{at} is {_show(value)}, not a text.")


def _optional_text(value: Any, at: str) -> None:
    if value is not None:
        _text(value, at)


def _texts(values: dict[str, Any], at: str) -> None:
    for key, value in values.items():
        _text(value, f"{at}.{key}")


def _text_list(value: Any, at: str) -> list[str]:
    for i, entry in enumerate(_array(value, at)):
        _text(entry, f"{at}[{i}]")
    return list(value)


def _truth(value: Any, at: str) -> None:
    if not isinstance(value, bool):
        _fail(f"{at} is {_show(value)}, not true or false.")


def _time(value: Any, at: str, i: int = -1) -> None:
    if not _is_number(value) or not 0 <= value < math.inf:
        _fail(f"{_key(at, i)} is {_show(value)}, not a time.")


def _count(value: Any, at: str, i: int = -1) -> None:
    if not _is_whole(value) or value < 0:
        _fail(f"{_key(at, i)} is {_show(value)}, not a whole number.")


def _index(value: Any, length: int, of: str, at: str, i: int = -1) -> None:
    if not _is_whole(value):
        _fail(f"{_key(at, i)} is {_show(value)}, not an index.")
    if not 0 <= value < length:
        _fail(f"{_key(at, i)} is {_show(value)}, but {of} has {length} entries.")


def _one_of(value: Any, allowed: Sequence[str], at: str, i: int = -1) -> None:
    if not isinstance(value, str) or value not in allowed:
        _fail(f"{_key(at, i)} is {_show(value)}, not one of {', '.join(allowed)}.")
