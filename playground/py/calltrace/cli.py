"""
`python -m calltrace record script.py`: runs a program as Python would and writes its trace.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from . import ending
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._start import leave_command_folder
from .command_line import Start, add_program, split
from .ending import exit_code, interrupt, report, trim
from .file import Assembler, write
from .frozen import SECRET_NAMES
from .include import Include
from .program import CannotRun, Program, find_program
from .recorder import Recorder
from .streams import Streams

_NOTHING = (
    "no call was recorded: the program is what lies below the current folder and the script's and is not installed; "
    "--include PACKAGE and --include-stdlib let other code in"
)


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
    own, start = split(words[1:], recording)
    try:
        options = parser.parse_args([*words[:1], *own])
    except SystemExit as wrong:  # argparse has said what
        return int(wrong.code or 0)
    return record(options, start)


def add_record(parser: argparse.ArgumentParser) -> None:
    """The options of `record`, for other commands that offer it too."""
    parser.add_argument("-o", "--output", help="the trace file (default: <script>.trace.json; .gz packs it)")
    Include.add_options(parser)
    parser.add_argument(
        "--max-calls", type=int, default=1_000_000, metavar="N", help="keep so many calls, count the rest"
    )
    parser.add_argument("--hook", choices=("monitoring", "profile"), help="default: the better one")
    parser.add_argument(
        "--redact", action="append", default=[], metavar="NAME",
        help="do not keep what has NAME in its name, as with " + ", ".join(SECRET_NAMES),
    )  # fmt: skip
    parser.add_argument("--no-redact", action="store_true", help="keep passwords and the like too")
    parser.add_argument(
        "--read-stack", action="store_true",
        help="read what C functions are given off Python's own memory: more complete, at your own risk",
    )  # fmt: skip
    add_program(parser)


def record(options: argparse.Namespace, start: Start | None) -> int:
    if start is None:
        print("calltrace: which program? Give a script, or a module with -m.", file=sys.stderr)
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
    output = options.output or f"{program.name}.trace.json"
    # The whole path is made now, because the program may go to another folder.
    target = os.path.abspath(output)
    if not os.path.isdir(os.path.dirname(target)):
        print(f"calltrace: there is no folder {os.path.dirname(target)}", file=sys.stderr)
        return 2
    assembler = Assembler()
    scope = program.scope(include)
    secrets = () if options.no_redact else SECRET_NAMES
    try:
        recorder = Recorder(
            scope, assembler.add,
            hook=options.hook, max_calls=options.max_calls, read_stack=options.read_stack,
            secrets=(*secrets, *options.redact), read_source=program.read_source,
        )  # fmt: skip
    except ValueError as wrong:  # a hook that this Python does not have
        print(f"calltrace: {wrong}", file=sys.stderr)
        return 2
    environment = {
        "python": platform.python_version(),
        "platform": sys.platform,
        "runtime": platform.python_implementation().lower(),
    }
    streams = Streams(recorder)
    stderr = sys.stderr
    code, error = _execute_program(program, arguments, recorder, streams)
    if isinstance(error, CannotRun):
        _say(f"calltrace: {error}", stderr)
        return 2
    described = None
    if error is None and not recorder.calls_seen:
        recorder.notes.append(_NOTHING)
    if error is not None:
        trim(error)
        described = ending.described(error, recorder.raised_in)
        if not isinstance(error, SystemExit):
            code = report(error)
    try:
        data = assembler.finish(
            program=program.about,
            environment={**environment, "packages": _packages()},
            recording=recorder.described(described),
        )
        write(data, target)
    except Exception as failed:  # a full disk; a program that broke what even this needs
        code = 2
        _say(f"calltrace: the trace could not be written: {type(failed).__name__}: {failed}", stderr)
    else:
        calls = recorder.calls_seen
        dropped = f", {recorder.calls_recorded:,} kept" if calls > recorder.calls_recorded else ""
        count = "1 call" if calls == 1 else f"{calls:,} calls"
        _say(f"{count} in {_duration(recorder.duration_us)}{dropped} → {output}", stderr)
        if _NOTHING in recorder.notes:
            _say(f"calltrace: {_NOTHING}", stderr)
    if isinstance(error, KeyboardInterrupt):
        interrupt(error)
    return code


def _execute_program(
    program: Program, arguments: list[str], recorder: Recorder, streams: Streams
) -> tuple[int, BaseException | None]:
    """Runs the program. Gives its exit code and the exception that made it fail."""
    code = 0
    error: BaseException | None = None
    try:
        program.prepare(arguments)
        recorder.start()
        try:
            exec(*program.enter())
            _wait_for_threads()
        finally:
            streams.stop()
            recorder.stop()
    except SystemExit as stopped:
        code = exit_code(stopped)
        error = stopped if code else None
    except BaseException as raised:
        code, error = 1, raised
    return code, error


def _wait_for_threads() -> None:
    """Waits for all threads but daemons, as Python does at its end, where it then has nothing to wait for."""
    if len(getattr(threading, "_active", ())) > 1:
        # An exception, such as an interrupt, ends the waiting; Python itself does and says the same at its real end.
        with suppress(BaseException):
            threading._shutdown()  # type: ignore[attr-defined]


def _say(sentence: str, stderr: Any) -> None:
    with suppress(AttributeError, OSError, ValueError):  # there is none, or the program closed it
        print(sentence, file=stderr)


def _packages() -> dict[str, str]:
    """Versions of the installed packages that the program has imported."""
    found: dict[str, str] = {}
    for name in sorted({module.partition(".")[0] for module in list(sys.modules)}):
        if name not in sys.stdlib_module_names and not name.startswith("_") and name != "calltrace":
            try:
                # What describes a package may leave the version out.
                found[name] = importlib.metadata.version(name) or "?"
            except Exception:  # not installed; or the program took away what this needs
                continue
    return found


def _duration(us: float) -> str:
    if us < 1000:
        return f"{us:.0f} µs"
    return f"{us / 1000:.1f} ms" if us < 1_000_000 else f"{us / 1_000_000:.2f} s"
