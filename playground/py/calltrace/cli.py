"""
`python -m calltrace record script.py`: runs a program as Python would and writes its trace.
"""

from __future__ import annotations

import argparse
import atexit
import functools
import importlib.util
import os
import platform
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from . import ending
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._start import leave_command_folder
from .children import Children
from .chunk import Chunk
from .command_line import Start, add_program, split
from .ending import exit_code, interrupt, report, trim
from .finishing import why
from .include import Include
from .leaving import Leaving
from .lines import Wanted
from .program import CannotRun, Program, find_program
from .quietly import suppress
from .recorder import Recorder
from .recording import Recording
from .recover import add_recover, recover
from .recursion import RecursionLimit
from .secrecy import SECRET_NAMES
from .streams import Streams
from .target import Target
from .viewing import Viewing

_NOTHING = (
    "no call was recorded: the program is what lies below the current folder and the script's and is not installed; "
    "--include PACKAGE and --include-stdlib let other code in"
)

# What reads a trace as text: another package does, which nothing else needs.
TEXT_COMMANDS = {
    "cat": "print the tree of calls in few lines",
    "calls": "list every call of a function",
    "grep": "find calls by their text",
    "diff": "say what two runs differ in",
    "functions": "list functions by time and calls",
}

# Bound here, because a program may put its own function in the place of this.
_run_exit_functions = atexit._run_exitfuncs


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 (or the program's own) when the program failed, 2 wrong use."""
    if argv is None:
        leave_command_folder()
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="calltrace", description="Records every function call of a Python program."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record", help="run a program and write its trace", allow_abbrev=False)
    add_record(recording)
    add_recover(commands.add_parser("recover", help="write the trace of a recording that was interrupted"))
    tests = commands.add_parser("tests", help="write tests of a recorded run, and prove them")
    if words[:1] == ["tests"]:  # nothing else needs that package, which takes time to import
        add_tests(tests)
    tests_of = commands.add_parser(
        "map", help="say which tests run a line, from a map that pytest has written"
    )
    if words[:1] == ["map"]:
        add_map(tests_of)
    view = commands.add_parser("view", help="show recorded runs and profiles in the browser")
    if words[:1] == ["view"]:
        add_view(view)
    for name, said in TEXT_COMMANDS.items():
        reading = commands.add_parser(name, help=said)
        if words[:1] == [name]:
            add_text(name, reading)
    own, start = split(words[1:], recording) if words[:1] == ["record"] else (words[1:], None)
    try:
        options = parser.parse_args([*words[:1], *own])
    except SystemExit as wrong:  # argparse has said what
        return int(wrong.code or 0)
    if options.command in ("map", "tests", "view", *TEXT_COMMANDS):
        command: int = options.run_command(options)
        return command
    return recover(options) if options.command == "recover" else record(options, start)


def add_tests(parser: argparse.ArgumentParser) -> None:
    """The options of `tests`, whose package may be left out of an installation."""
    if importlib.util.find_spec("calltrace_tests") is None:
        _without(parser, "calltrace_tests, which writes tests,")
        return
    from calltrace_tests.command import add_options, main

    add_options(parser)
    parser.set_defaults(run_command=main)


def add_map(parser: argparse.ArgumentParser) -> None:
    """The options of `map`, whose package may be left out as well."""
    if importlib.util.find_spec("calltrace_map") is None:
        _without(parser, "calltrace_map, which reads maps of tests,")
        return
    from calltrace_map.command import add_options, main

    add_options(parser)
    parser.set_defaults(run_command=main)


def _without(parser: argparse.ArgumentParser, package: str) -> None:
    def say(options: argparse.Namespace) -> int:
        print(f"calltrace: the package {package} is not here: install calltrace as a whole.", file=sys.stderr)
        return 2

    parser.add_argument("rest", nargs=argparse.REMAINDER)
    parser.set_defaults(run_command=say)


def add_view(parser: argparse.ArgumentParser) -> None:
    """The options of `view`."""
    from calltrace_viewer.command import add_options, main

    add_options(parser)
    parser.set_defaults(run_command=main)


def add_text(name: str, parser: argparse.ArgumentParser) -> None:
    """The options of a command that reads a trace as text."""
    from calltrace_text.command import add_options

    add_options(name, parser)


def add_record(parser: argparse.ArgumentParser) -> None:
    """The options of `record`, for other commands that offer it too."""
    parser.add_argument(
        "-o",
        "--output",
        help="the trace file (-o run.html; default: <script>.trace.json; .gz packs it, .html is a page that shows it)",
    )
    Include.add_options(parser)
    parser.add_argument(
        "--max-calls",
        type=int,
        default=1_000_000,
        metavar="N",
        help="keep so many calls, count the rest (--max-calls 50000)",
    )
    parser.add_argument(
        "--hook",
        choices=("monitoring", "profile"),
        help="how Python tells of calls (--hook profile; default: the better one)",
    )
    parser.add_argument(
        "--redact", action="append", default=[], metavar="NAME",
        help="do not keep what has the word NAME in its name (--redact iban), as with " + ", ".join(SECRET_NAMES),
    )  # fmt: skip
    parser.add_argument(
        "--no-redact",
        action="store_true",
        help="keep passwords and the like too (calltrace record --no-redact main.py)",
    )
    parser.add_argument(
        "--read-stack", action="store_true",
        help="read what C functions are given off Python's own memory: more complete, at your own risk "
        "(calltrace record --read-stack main.py)",
    )  # fmt: skip
    parser.add_argument(
        "--open",
        action="store_true",
        help="show the run in the browser when it has ended, as `calltrace view` does "
        "(calltrace record --open main.py)",
    )
    parser.add_argument(
        "--children",
        action="store_true",
        help="record child processes too, each into a file beside this one's (calltrace record --children -m pytest)",
    )
    parser.add_argument(
        "--lines", metavar="NAME[,NAME…]",
        help="record one call of each of these functions line by line; <module> is the script itself (--lines fib)",
    )  # fmt: skip
    parser.add_argument(
        "--lines-of",
        type=int,
        default=1,
        metavar="N",
        help="with --lines: of their Nth call (--lines-of 3; default: the first)",
    )
    add_program(parser)


def record(options: argparse.Namespace, start: Start | None) -> int:
    if start is None:
        print("calltrace: which program? Give a script, or a module with -m.", file=sys.stderr)
        return 2
    if options.lines_of < 1:
        print("calltrace: --lines-of counts calls from 1", file=sys.stderr)
        return 2
    try:
        program = find_program(start)
    except CannotRun as error:
        print(f"calltrace: {error}", file=sys.stderr)
        return 2
    return _record_program(program, start.arguments, Include.from_options(options), options)


def _record_program(
    program: Program, arguments: list[str], include: Include, options: argparse.Namespace
) -> int:
    scope = program.scope(include)
    names = [name.strip() for name in (options.lines or "").split(",") if name.strip()]
    wanted = [Wanted(name, options.lines_of) for name in names]
    secrets = () if options.no_redact else SECRET_NAMES
    settings: dict[str, Any] = {
        "hook": options.hook, "max_calls": options.max_calls, "read_stack": options.read_stack,
        "secrets": [*secrets, *options.redact],
    }  # fmt: skip

    def recorder(sink: Callable[[Chunk], None]) -> Recorder:
        return Recorder(scope, sink, read_source=program.read_source, lines=wanted, **settings)

    environment = {
        "python": platform.python_version(),
        "platform": sys.platform,
        "runtime": platform.python_implementation().lower(),
        "packages": {},
    }
    stderr = sys.stderr
    try:
        target = Target.find(options.output or f"{program.name}.trace.json")
        recording = Recording(
            recorder, target, program.describe(), environment,
            children=options.children, say=lambda sentence: _say(sentence, stderr),
        )  # fmt: skip
    except (OSError, ValueError) as wrong:  # ValueError: a hook that this Python does not have
        print(f"calltrace: {why(wrong)}", file=sys.stderr)
        return 2
    leaving = Leaving(recording)
    children = Children(
        recording,
        {
            "target": target.as_json(), "process": os.getpid(), "include": include.as_json(),
            "recorder": settings, "program": program.about, "roots": program.roots,
            "program_files": sorted(program.files),
        },
    )  # fmt: skip
    show = Viewing(target.path) if options.open else None
    code, error, described = _execute_program(program, arguments, recording, leaving, children)
    if isinstance(error, CannotRun):
        recording.discard()
        _say(f"calltrace: {error}", stderr)
        return 2
    if recording.here:
        leaving.stop()
        children.stop()
        nothing = _NOTHING if error is None else None
        written = recording.finish(described, if_nothing=nothing)
        code = code if written else 2
        if show and written:
            show.run()
    if isinstance(error, KeyboardInterrupt):
        interrupt(error)
    return code


def _execute_program(
    program: Program, arguments: list[str], recording: Recording, leaving: Leaving, children: Children
) -> tuple[int, BaseException | None, dict[str, Any] | None]:
    """
    Runs the program to its end, as Python does: what left it is shown, its threads are waited for, what it registered
    to run at exit runs. Gives its exit code, the exception that made it fail, and what the trace says of that.
    """
    code = 0
    error: BaseException | None = None
    described: dict[str, Any] | None = None
    recording.prepare()
    streams = Streams(recording)
    limit = RecursionLimit(recording.recorder.hook.name)
    try:
        program.prepare(arguments)
        leaving.start()
        children.start()
        limit.start()
        recording.start()
        code_and_names = program.enter()
        recording.describe(program.about)
        exec(*code_and_names)
    except SystemExit as stopped:
        error = stopped
    except BaseException as raised:
        error = raised
    if isinstance(error, CannotRun):
        return 2, error, None
    if error is not None:
        trim(error)
        raised_in = recording.recorder.raised_in
        code = recording.without_recording(functools.partial(_show, error))
        if code or not isinstance(error, SystemExit):
            described = ending.described(error, raised_in)
    _wait_for_threads()
    with suppress(BaseException):
        _run_exit_functions()
    limit.stop()
    streams.stop()
    return code, error, described


def _show(error: BaseException) -> int:
    """Says what left the program, as Python does. Gives the exit code."""
    return exit_code(error) if isinstance(error, SystemExit) else report(error)


def _wait_for_threads() -> None:
    """Waits for all threads but daemons, as Python does at its end, where it then has nothing to wait for."""
    if len(getattr(threading, "_active", ())) > 1:
        # An exception, such as an interrupt, ends the waiting; Python itself does and says the same at its real end.
        with suppress(BaseException):
            threading._shutdown()  # type: ignore[attr-defined]


def _say(sentence: str, stderr: Any) -> None:
    with suppress(AttributeError, OSError, ValueError):  # there is none, or the program closed it
        print(sentence, file=stderr)
