"""
The commands that read a trace as text: `cat`, `calls`, `grep`, `diff`, `functions`. Exit codes: 0 done (found; alike),
1 nothing found or the runs differ, 2 wrong use, or a file that cannot be read.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from collections.abc import Callable
from typing import Any

from calltrace.expect import TraceFileError
from calltrace.file import read

from .cat import text_of
from .diff import difference
from .functions import KEYS, SORTS, rows
from .lines import call_line, calls_of, clipped, duration, ending
from .listing import calls_of_functions, functions_named
from .paths import NoSuchCall, Paths
from .table import FORMATS, written
from .trace import Call, Trace
from .tree import DEFAULT_BUDGET

MAX_LINES = 100


class CannotDo(Exception):
    """Wrong use, or a file that cannot be read: one sentence that says what to do next."""


class NothingFound(Exception):
    """Its sentence goes to stderr, and the exit code is 1."""


def add_options(name: str, parser: argparse.ArgumentParser) -> None:
    """The options of one of the commands."""
    _OPTIONS[name](parser)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.set_defaults(run_command=lambda options: _run(_COMMANDS[name], options))


def _run(command: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    if hasattr(sys.stdout, "reconfigure"):  # a terminal that has no arrow
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = command(options)
        sys.stdout.flush()
        return code
    except NothingFound as nothing:
        print(f"calltrace: {nothing}", file=sys.stderr)
        return 1
    except (CannotDo, NoSuchCall) as wrong:
        print(f"calltrace: {wrong}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        print(
            "calltrace: the trace is too large for the memory here: record fewer calls with --max-calls",
            file=sys.stderr,
        )
        return 2


def load(path: str) -> Trace:
    """Raises CannotDo."""
    try:
        return Trace(read(path))
    except TraceFileError as wrong:
        raise CannotDo(f"{path}: {wrong}") from None
    except OSError as wrong:
        raise CannotDo(f"{path}: {wrong.strerror or wrong}") from None


# --- cat


def _cat_options(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Prints the tree of calls, one line a call. What repeats is folded; what is not shown is counted."
    )
    parser.add_argument("trace", help="a trace: .json, .json.gz or .html (calltrace cat run.json)")
    parser.add_argument(
        "--call",
        metavar="PATH",
        help="only this call and those inside (--call main.py/main/fib~3), or by its number",
    )
    parser.add_argument("--depth", type=_count, metavar="N", help="so many levels below (--depth 2)")
    parser.add_argument(
        "--budget", type=_count, default=DEFAULT_BUDGET, metavar="TOKENS",
        help=f"roughly so many tokens at most, 0 for no limit (--budget 4000; default: {DEFAULT_BUDGET:,})",
    )  # fmt: skip


def _cat(options: argparse.Namespace) -> int:
    trace = load(options.trace)
    print(text_of(trace, options.call, depth=options.depth, budget=options.budget or None))
    return 0


# --- calls


def _calls_options(parser: argparse.ArgumentParser) -> None:
    parser.description = "Lists every call of a function: its path, what it was given, what came back."
    parser.add_argument(
        "name", help="the function: fib, Store.load or shop.Store.load (calltrace calls fib run.json)"
    )
    parser.add_argument("trace", help="a trace (calltrace calls fib run.json)")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="how they are listed (--format csv; default: table)",
    )
    _add_max(parser)


def _calls(options: argparse.Namespace) -> int:
    trace = load(options.trace)
    wanted = functions_named(trace, options.name)
    if not wanted:
        raise NothingFound(_no_function(trace, options.name))
    names = list(
        dict.fromkeys(name for number in sorted(wanted) for name in trace.functions[number]["parameters"])
    )
    found = list(calls_of_functions(trace, wanted))
    shown = found[: _limit(options, options.format == "table")]
    table: list[list[Any]]
    if options.format == "table":
        columns = ["path", *names, "result", "time"]
        table = [
            [
                call.path,
                *(_cell(trace, call, name) for name in names),
                _result(trace, call),
                duration(call.duration_us),
            ]
            for call in shown
        ]
    else:
        columns = ["path", *names, "result", "outcome", "start_us", "duration_us", "self_us"]
        table = [
            [call.path, *(call.arguments.get(name) for name in names), call.result, call.outcome,
             call.start_us, call.duration_us, round(call.self_us, 3)]
            for call in shown
        ]  # fmt: skip
    print(written(options.format, columns, table))
    _say_rest(len(found) - len(shown))
    return 0


def _cell(trace: Trace, call: Call, name: str) -> str:
    given = dict(trace.arguments(call.number))
    return clipped(trace.text(given[name]), 40) if name in given else ""


def _result(trace: Trace, call: Call) -> str:
    return ending(trace, call.number).removeprefix(" → ").strip()


def _no_function(trace: Trace, name: str) -> str:
    names = sorted(
        {function["qualname"] for function in trace.functions} | {f["name"] for f in trace.functions}
    )
    close = difflib.get_close_matches(name, names, 3)
    hint = f"; did you mean {' or '.join(close)}?" if close else ": `calltrace functions` lists them"
    return f"the run called no function {name}{hint}"


# --- grep


def _grep_options(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Prints the calls whose line matches: the name, an argument, the result or the exception. The exit code is 1 "
        "where there is none."
    )
    parser.add_argument(
        "pattern", help="a regular expression of Python (calltrace grep 'raised KeyError' run.json)"
    )
    parser.add_argument("trace", help="a trace (calltrace grep -i error run.json)")
    parser.add_argument("-i", "--ignore-case", action="store_true", help="case does not matter (-i error)")
    parser.add_argument("-c", "--count", action="store_true", help="print only how many (-c 'raised')")
    _add_max(parser)


def _grep(options: argparse.Namespace) -> int:
    try:
        pattern = re.compile(options.pattern, re.IGNORECASE if options.ignore_case else 0)
    except re.error as wrong:
        raise CannotDo(f"{options.pattern} is no regular expression: {wrong}") from None
    trace = load(options.trace)
    found = [call for call in range(trace.count) if pattern.search(call_line(trace, call))]
    if options.count:
        print(len(found))
    else:
        paths = Paths(trace)
        shown = found[: _limit(options, True)]
        for call in shown:
            print(f"{paths.of(call)}: {call_line(trace, call)}")
        _say_rest(len(found) - len(shown))
    return 0 if found else 1


# --- diff


def _diff_options(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Compares two runs: the first call that is not the same, then which functions were called more or less often. "
        "The exit code is 0 where the runs are alike, 1 where they differ."
    )
    parser.add_argument("a", help="a trace (calltrace diff before.json after.json)")
    parser.add_argument("b", help="the other trace (calltrace diff before.json after.json)")


def _diff(options: argparse.Namespace) -> int:
    a, b = load(options.a), load(options.b)
    lines = difference(a, b)
    if not lines:
        print(f"the runs are alike: {calls_of(a.count)}")
        return 0
    print("\n".join(lines))
    return 1


# --- functions


def _functions_options(parser: argparse.ArgumentParser) -> None:
    parser.description = "Lists the functions of a run: how often they were called, and how long they took."
    parser.add_argument("trace", help="a trace (calltrace functions run.json)")
    parser.add_argument(
        "--sort", choices=list(SORTS), default="self",
        help="by their own time, by time with the calls inside, or by calls (--sort calls; default: self)",
    )  # fmt: skip
    parser.add_argument(
        "--by",
        choices=list(KEYS),
        default="function",
        help="one line for each of these (--by package; default: function)",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="how they are listed (--format json; default: table)",
    )
    _add_max(parser)


def _functions(options: argparse.Namespace) -> int:
    trace = load(options.trace)
    found = rows(trace, options.by, options.sort)
    shown = found[: _limit(options, options.format == "table")]
    plain = options.format != "table"
    table: list[list[Any]] = [
        [row.name, int(row.calls) if row.calls == int(row.calls) else row.calls,
         round(row.self_us, 3) if plain else duration(row.self_us),
         round(row.total_us, 3) if plain else duration(row.total_us)]
        for row in shown
    ]  # fmt: skip
    columns = [options.by, "calls", *(("self_us", "total_us") if plain else ("self", "total"))]
    print(written(options.format, columns, table))
    _say_rest(len(found) - len(shown))
    return 0


# --- together


def _add_max(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--max", type=_count, metavar="N",
        help=f"so many lines at most, 0 for all (--max 20; default: {MAX_LINES} in a table, else all)",
    )  # fmt: skip


def _limit(options: argparse.Namespace, is_table: bool) -> int | None:
    limit = options.max if options.max is not None else MAX_LINES if is_table else 0
    return limit or None


def _say_rest(count: int) -> None:
    if count > 0:
        print(f"calltrace: {count:,} more; --max 0 lists all", file=sys.stderr)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 on")
    return int(text)


_OPTIONS = {
    "cat": _cat_options, "calls": _calls_options, "grep": _grep_options, "diff": _diff_options,
    "functions": _functions_options,
}  # fmt: skip
_COMMANDS = {"cat": _cat, "calls": _calls, "grep": _grep, "diff": _diff, "functions": _functions}
