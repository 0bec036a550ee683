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
from .ending import exit_code, interrupt, report, trim
from .file import Assembler, write
from .include import Include
from .program import Program
from .recorder import Recorder
from .scope import Scope
from .secrecy import SECRET_NAMES


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 (or the program's own) when the program failed, 2 wrong use."""
    parser = argparse.ArgumentParser(
        prog="calltrace", description="Records every function call of a Python program."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    add_record(commands.add_parser("record", help="run a program and write its trace"))
    try:
        options = parser.parse_args(argv)
    except SystemExit as wrong:  # argparse has said what
        return int(wrong.code or 0)
    return record(options)


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
        help="do not keep what has the word NAME in its name, as with " + ", ".join(SECRET_NAMES),
    )  # fmt: skip
    parser.add_argument("--no-redact", action="store_true", help="keep passwords and the like too")
    parser.add_argument(
        "--read-stack", action="store_true",
        help="read what C functions are given off Python's own memory: more complete, at your own risk",
    )  # fmt: skip
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
    output = options.output or f"{program.name}.trace.json"
    # The whole path is made now, because the program may go to another folder.
    target = os.path.abspath(output)
    if not os.path.isdir(os.path.dirname(target)):
        print(f"calltrace: there is no folder {os.path.dirname(target)}", file=sys.stderr)
        return 2
    assembler = Assembler()
    files = frozenset({program.path, os.path.realpath(program.path)})
    scope = Scope(include, program=files, root=program.root)
    secrets = () if options.no_redact else SECRET_NAMES
    try:
        recorder = Recorder(
            scope, assembler.add,
            hook=options.hook, max_calls=options.max_calls, read_stack=options.read_stack,
            secrets=(*secrets, *options.redact),
        )  # fmt: skip
    except ValueError as wrong:  # a hook that this Python does not have
        print(f"calltrace: {wrong}", file=sys.stderr)
        return 2
    environment = {
        "python": platform.python_version(),
        "platform": sys.platform,
        "runtime": platform.python_implementation().lower(),
    }
    # All that the trace says of the program is put together before it may break what that takes.
    about = {"filename": os.path.basename(program.path), "source": program.source, "example": None}
    stderr = sys.stderr
    code, error = _execute_program(program, arguments, recorder)
    described = None
    if error is not None:
        trim(error)
        described = ending.described(error, recorder.raised_in)
        if not isinstance(error, SystemExit):
            code = report(error)
    try:
        data = assembler.finish(
            program=about,
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
    if isinstance(error, KeyboardInterrupt):
        interrupt(error)
    return code


def _execute_program(
    program: Program, arguments: list[str], recorder: Recorder
) -> tuple[int, BaseException | None]:
    """Runs the program. Gives its exit code and the exception that made it fail."""
    tees = _Tee("stdout", sys.stdout, recorder), _Tee("stderr", sys.stderr, recorder)
    code = 0
    error: BaseException | None = None
    try:
        compiled = program.compile()
        namespace = program.enter(arguments)
        sys.stdout, sys.stderr = tees
        recorder.start()
        try:
            exec(compiled, namespace)
            _wait_for_threads()
        finally:
            recorder.stop()
    except SystemExit as stopped:
        code = exit_code(stopped)
        error = stopped if code else None
    except BaseException as raised:
        code, error = 1, raised
    # If the program put other streams in their place, these stay, as they would without a recorder.
    if sys.stdout is tees[0]:
        sys.stdout = tees[0].stop()
    if sys.stderr is tees[1]:
        sys.stderr = tees[1].stop()
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


class _Tee:
    """A stream that also gives the recorder what is written to it; in all else it is the stream itself."""

    def __init__(self, name: str, stream: Any, recorder: Recorder) -> None:
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


def _packages() -> dict[str, str]:
    """Versions of the installed packages that the program has imported."""
    found: dict[str, str] = {}
    for name in sorted({module.partition(".")[0] for module in list(sys.modules)}):
        if name not in sys.stdlib_module_names and not name.startswith("_") and name != "calltrace":
            try:
                found[name] = importlib.metadata.version(name)
            except Exception:  # not installed; or the program took away what this needs
                continue
    return found


def _duration(us: float) -> str:
    if us < 1000:
        return f"{us:.0f} µs"
    return f"{us / 1000:.1f} ms" if us < 1_000_000 else f"{us / 1_000_000:.2f} s"
