"""
`python -m calltrace record script.py`: runs a program as Python would and writes its trace.
"""

from __future__ import annotations

import argparse
import atexit
import functools
import os
import platform
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from . import ending
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .children import Children
from .chunk import Chunk
from .ending import exit_code, interrupt, report, trim
from .finishing import why
from .frozen import SECRET_NAMES
from .include import Include
from .leaving import Leaving
from .program import Program
from .quietly import suppress
from .recorder import Recorder
from .recording import Recording
from .recover import add_recover, recover
from .recursion import RecursionLimit
from .scope import Scope
from .target import Target

# Bound here, because a program may put its own function in the place of this.
_run_exit_functions = atexit._run_exitfuncs


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 (or the program's own) when the program failed, 2 wrong use."""
    parser = argparse.ArgumentParser(
        prog="calltrace", description="Records every function call of a Python program."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add_record(commands.add_parser("record", help="run a program and write its trace"))
    add_recover(commands.add_parser("recover", help="write the trace of a recording that was interrupted"))
    try:
        options = parser.parse_args(argv)
    except SystemExit as wrong:  # argparse has said what
        return int(wrong.code or 0)
    return recover(options) if options.command == "recover" else record(options)


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
    parser.add_argument(
        "--children",
        action="store_true",
        help="record child processes too, each into a file beside this one's",
    )
    parser.add_argument("-m", dest="module", metavar="MODULE", help="run a module, as python -m does")
    parser.add_argument("script", nargs="?", help="the program")
    parser.add_argument("args", nargs=argparse.REMAINDER, help="its arguments")


def record(options: argparse.Namespace) -> int:
    arguments = list(options.args)
    if options.module is not None:
        # With -m there is no script, so what stands in its place is the module's first argument.
        arguments = [*([options.script] if options.script is not None else []), *arguments]
    elif options.script is None:
        print("calltrace: which program? Give a script, or a module with -m.", file=sys.stderr)
        return 2
    arguments, options.output = _own_options(options, arguments)
    try:
        program = Program.module(options.module) if options.module else Program.script(options.script)
    except (OSError, ImportError, UnicodeDecodeError, ValueError) as error:
        print(f"calltrace: {error}", file=sys.stderr)
        return 2
    include = Include.from_options(options)
    return _record_program(program, arguments, include, options)


def _own_options(options: argparse.Namespace, arguments: list[str]) -> tuple[list[str], str | None]:
    """
    The program's arguments, and the file that the trace goes to: `-o trace.json` at the very end is meant for the
    recorder, although all else that stands behind a script is the script's.
    """
    output: str | None = options.output
    if output is None and len(arguments) >= 2 and arguments[-2] in ("-o", "--output"):
        return arguments[:-2], arguments[-1]
    return arguments, output


def _record_program(
    program: Program, arguments: list[str], include: Include, options: argparse.Namespace
) -> int:
    files = frozenset({program.path, os.path.realpath(program.path)})
    scope = Scope(include, program=files, root=program.root)
    secrets = () if options.no_redact else SECRET_NAMES
    settings: dict[str, Any] = {
        "hook": options.hook, "max_calls": options.max_calls, "read_stack": options.read_stack,
        "secrets": [*secrets, *options.redact],
    }  # fmt: skip

    def recorder(sink: Callable[[Chunk], None]) -> Recorder:
        return Recorder(scope, sink, **settings)

    environment = {
        "python": platform.python_version(),
        "platform": sys.platform,
        "runtime": platform.python_implementation().lower(),
        "packages": {},
    }
    # All that the trace says of the program is put together before it may break what that takes.
    about = {"filename": os.path.basename(program.path), "source": program.source, "example": None}
    try:
        target = Target.find(options.output or f"{program.name}.trace.json")
        stderr = sys.stderr
        recording = Recording(
            recorder, target, about, environment,
            children=options.children, say=lambda sentence: _say(sentence, stderr),
        )  # fmt: skip
    except OSError as wrong:
        print(f"calltrace: {why(wrong)}", file=sys.stderr)
        return 2
    except ValueError as wrong:  # a hook that this Python does not have
        print(f"calltrace: {wrong}", file=sys.stderr)
        return 2
    leaving = Leaving(recording)
    told = {
        "target": target.as_json(), "process": os.getpid(), "include": include.as_json(), "recorder": settings,
        "program": about, "root": program.root, "program_files": sorted(files),
    }  # fmt: skip
    children = Children(recording, told)
    code, error, described = _execute_program(program, arguments, recording, leaving, children)
    if recording.here:
        leaving.stop()
        children.stop()
        code = code if recording.finish(described) else 2
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
    tees = _Tee("stdout", sys.stdout, recording), _Tee("stderr", sys.stderr, recording)
    code = 0
    error: BaseException | None = None
    described: dict[str, Any] | None = None
    recording.prepare()
    limit = RecursionLimit(recording.recorder.hook.name)
    try:
        compiled = program.compile()
        namespace = program.enter(arguments)
        sys.stdout, sys.stderr = tees
        leaving.start()
        children.start()
        limit.start()
        recording.start()
        exec(compiled, namespace)
    except SystemExit as stopped:
        error = stopped
    except BaseException as raised:
        error = raised
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
    # If the program put other streams in their place, these stay, as they would without a recorder.
    if sys.stdout is tees[0]:
        sys.stdout = tees[0].stop()
    if sys.stderr is tees[1]:
        sys.stderr = tees[1].stop()
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


class _Tee:
    """A stream that also gives the recorder what is written to it; in all else it is the stream itself."""

    def __init__(self, name: str, stream: Any, recorder: Recording) -> None:
        self.__dict__.update(_name=name, _stream=stream, _recorder=recorder)

    def write(self, text: str) -> int:
        written: int = self._stream.write(text)
        if self._recorder is not None:
            self._recorder.write(self._name, text)
        return written

    def stop(self) -> Any:
        """Stops giving the recorder what is written. Gives the stream itself."""
        self.__dict__["_recorder"] = None
        return self._stream

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._stream, name, value)
