"""
`calltrace tests run.json`: writes the tests of a recorded run into a file and says what they are worth.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from typing import Any, TextIO

from calltrace.expect import TraceFileError
from calltrace.file import read

from .interpreters import Subprocesses, drive
from .program import name_for_main
from .reading import CannotRead, Trace, main_file
from .report import report
from .session import Options, Session

MAX_SECONDS = 3600.0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("trace", help="the trace of a run: .json or .json.gz")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="the test file (-o test_shop.py; default: test_<program>.py beside it)",
    )
    parser.add_argument(
        "--function",
        action="append",
        default=[],
        metavar="NAME",
        help="only tests of this function, repeatable (--function area)",
    )
    parser.add_argument(
        "--program",
        metavar="FILE",
        help="where the program is, if it is neither here nor beside the trace (--program src/shop.py)",
    )
    parser.add_argument(
        "--style",
        choices=("pytest", "unittest"),
        default="pytest",
        help="what runs them (--style unittest; default: pytest)",
    )
    parser.add_argument(
        "--no-mutate",
        action="store_true",
        help="do not try how many mistakes in the program the tests notice (calltrace tests --no-mutate run.json)",
    )
    parser.add_argument(
        "--max-mutants",
        type=int,
        default=300,
        metavar="N",
        help="try so many mutants, evenly chosen (--max-mutants 50; default: 300)",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=60.0,
        metavar="S",
        help="try mutants for so long (--seconds 10; default: 60)",
    )
    parser.add_argument(
        "--add-offers",
        action="store_true",
        help="write also the tests that would notice what the others do not (calltrace tests --add-offers run.json)",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="replace a test file that is there (calltrace tests --force run.json)",
    )


def main(options: argparse.Namespace) -> int:
    """Exit codes: 0 the file is written; 1 no test could be written, or its runner failed; 2 wrong use."""
    try:
        trace = read(options.trace)
    except (OSError, TraceFileError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        print(f"calltrace: {options.trace}: {reason}", file=sys.stderr)
        return 2
    program = options.program or _program_file(trace, options.trace)
    output = options.output or _default_output(program)
    if os.path.exists(output) and not options.force:
        print(
            f"calltrace: {output} is there already: give another name with -o, or --force to replace it.",
            file=sys.stderr,
        )
        return 2
    if not os.path.isdir(os.path.dirname(output) or "."):
        print(
            f"calltrace: there is no folder {os.path.dirname(output)}: make it, or give another.",
            file=sys.stderr,
        )
        return 2
    said = _about_file(trace, program)
    if said:
        print(f"calltrace: {said}", file=sys.stderr)
    settings = Options(
        options.function, options.style, not options.no_mutate, options.max_mutants,
        min(options.seconds, MAX_SECONDS), options.add_offers, _folder_from(output, trace, program),
    )  # fmt: skip
    progress = _Progress(sys.stderr)
    try:
        session = Session(trace, settings)
        interpreters = Subprocesses()
        results = drive(session.steps(), interpreters, progress)
        failure = None
        if results.tests:
            if options.style == "unittest" or importlib.util.find_spec("pytest"):
                failure = session.proof(results, interpreters)
                results.confirmed = "" if failure else options.style
            else:
                results.remarks.append(
                    "pytest is not installed here, so the file itself has not been run by it."
                )
    except CannotRead as error:
        progress.end()
        print(f"calltrace: {error}", file=sys.stderr)
        return 1
    progress.end()
    if results.tests:
        with open(output, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(results.file)
    for line in report(results, output):
        print(line)
    if failure:
        print(f"The file was written, but it does not pass as a whole:\n{failure}", file=sys.stderr)
    return 1 if failure or not results.tests else 0


def _default_output(program: str) -> str:
    """Beside the program; beside the package, where the program is a package's `__main__`."""
    folder = os.path.dirname(program)
    name = name_for_main(program)
    if name == "__main__" and folder:
        folder, name = os.path.dirname(folder), name_for_main(folder)
    return os.path.join(folder, f"test_{name}.py")


def _program_file(trace: Trace, path: str) -> str:
    """Where the program is, as far as can be told: as it was named, or beside the trace; else where it would be."""
    named = trace["program"]["filename"]
    base = os.path.basename(named)
    places = (named, os.path.join(os.path.dirname(path), named), os.path.join(os.path.dirname(path), base))
    return next((place for place in places if os.path.isfile(place)), base)


def _about_file(trace: Trace, program: str) -> str | None:
    """What a person should know of the file that the tests will import."""
    try:
        with open(program, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return f"{program} is not here; the tests look for it beside them. Say where it is with --program."
    recorded = trace["program"]["source"] or trace.get("sources", {}).get(os.path.basename(program))
    if recorded is not None and recorded != text:
        return f"{program} has changed since it was recorded; the tests are for it as it was: better record it again."
    return None


def _folder_from(output: str, trace: Trace, program: str) -> str:
    """The program's folder as seen from the test file, with a slash at the end; empty: it is the same."""
    root = os.path.abspath(program).replace(os.sep, "/")
    file = main_file(trace, os.path.basename(program))
    root = root.removesuffix(file) if root.endswith(f"/{file}") else os.path.dirname(root)
    target = os.path.dirname(os.path.abspath(output))
    folder = os.path.relpath(root, target).replace(os.sep, "/")
    return "" if folder == "." else f"{folder}/"


class _Progress:
    """One line on a terminal that says which stage is how far; nothing where stderr is a file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown: Any = None
        self._is_terminal = stream.isatty()

    def __call__(self, stage: str, done: int, total: int) -> None:
        shown = stage, done * 100 // max(total, 1)
        if self._is_terminal and shown != self._shown:
            self._shown = shown
            self._stream.write(f"\r\033[K{stage} … {done} of {total}")
            self._stream.flush()

    def end(self) -> None:
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()
