"""The commands of `python3 -m playground`. The exit code is 0 when one is done, 1 when it failed, 2 for wrong use."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from playground.project import PY, Failure, WrongUse

DESCRIPTION = """\
The playground: edit Python in a web page, run it there, and see every call it made.

  serve     build what is stale, serve the site on http://127.0.0.1:8000 and open it
  build     write the static site into dist/
  test      run every test, or some:  test recorder page
  record    run a Python program here and write its trace file
  recover   write the trace of a recording that was interrupted
  view      show recorded runs and profiles in the browser
  package   make the wheel of the recorder, with the viewer in it
  convert   compress, uncompress and check a trace file
  pictures  make the pictures of README.md and docs/guide.md again, or some:  pictures tree keys
"""


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    # This makes the recorder importable: the commands that build the site use it, too.
    sys.path.insert(0, str(PY))
    try:
        if arguments[:1] in (["record"], ["recover"]):
            return _record(arguments)
        if arguments[:1] == ["view"]:
            return _view(arguments)
        options = _parser().parse_args(arguments)
        code: int = options.command(options, arguments)
        return code
    except Failure as failure:
        print(f"playground: {failure}", file=sys.stderr)
        return 2 if isinstance(failure, WrongUse) else 1
    except subprocess.CalledProcessError as error:
        command = error.cmd if isinstance(error.cmd, str) else " ".join(map(str, error.cmd))
        print(f"playground: this command failed (code {error.returncode}): {command}", file=sys.stderr)
    except KeyboardInterrupt:
        print("playground: stopped", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m playground",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    serve = commands.add_parser("serve", help="build what is stale and serve the site here")
    serve.add_argument("--port", type=_port, help="the port (8000, or the next one that is free)")
    serve.add_argument("--no-open", action="store_true", help="do not open the page in a browser")
    serve.set_defaults(command=_serve)

    build = commands.add_parser("build", help="write the static site into dist/")
    build.set_defaults(command=_build)

    package = commands.add_parser("package", help="make the wheel of the recorder, with the viewer in it")
    package.set_defaults(command=_package)

    test = commands.add_parser("test", help="run the tests")
    test.add_argument("part", nargs="*", help="only these parts (a wrong name lists them)")
    test.set_defaults(command=_test)

    commands.add_parser("record", help="run a Python program and write its trace file", add_help=False)
    commands.add_parser("recover", help="write the trace of an interrupted recording", add_help=False)

    commands.add_parser("view", help="show recorded runs and profiles in the browser", add_help=False)

    convert = commands.add_parser(
        "convert",
        help="compress, uncompress and check a trace file",
        description="Reads a trace file, checks it, and writes it again: .json or, compressed, .json.gz.",
    )
    convert.add_argument("input", help="a trace file: .json or .json.gz")
    convert.add_argument("output", help="what to write: .json or .json.gz")
    convert.set_defaults(command=_convert)

    pictures = commands.add_parser("pictures", help="make the pictures of README.md and docs/guide.md again")
    pictures.add_argument("name", nargs="*", help="only these pictures (a wrong name lists them)")
    pictures.set_defaults(command=_pictures)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _serve(options: argparse.Namespace, arguments: list[str]) -> int:
    from playground import bootstrap

    bootstrap.enter_venv(arguments)
    from playground.build.site import build
    from playground.server import serve

    serve(options.port, open_page=not options.no_open, prepare=build)
    return 0


def _build(options: argparse.Namespace, arguments: list[str]) -> int:
    from playground import bootstrap

    bootstrap.enter_venv(arguments)
    from playground.build.site import build

    build()
    return 0


def _package(options: argparse.Namespace, arguments: list[str]) -> int:
    from playground import bootstrap

    bootstrap.enter_venv(arguments)
    from playground.build.wheel import build_wheel

    build_wheel()
    return 0


def _test(options: argparse.Namespace, arguments: list[str]) -> int:
    from playground import bootstrap

    bootstrap.enter_venv(arguments)
    from playground.test_command import run_test_steps

    return run_test_steps(options.part)


def _pictures(options: argparse.Namespace, arguments: list[str]) -> int:
    from playground import bootstrap

    bootstrap.enter_venv(arguments)
    from playground.build.site import build
    from playground.pictures import make

    build()
    return make(options.name)


def _record(arguments: list[str]) -> int:
    from calltrace._start import leave
    from calltrace.cli import main as calltrace

    # The program gets neither the recorder's folder nor the one that this command was started in.
    leave(str(PY))
    leave(str(Path.cwd()))
    return int(calltrace(arguments) or 0)


def _view(arguments: list[str]) -> int:
    from calltrace.cli import main as calltrace

    return int(calltrace(arguments) or 0)


def _convert(options: argparse.Namespace, arguments: list[str]) -> int:
    from playground.convert import convert

    return convert(options.input, options.output)
