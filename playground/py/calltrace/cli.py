"""
`python -m calltrace record script.py`: runs a program as Python would and writes its trace.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import sys
import traceback
import types
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType
from typing import Any

from .file import Assembler, write
from .recorder import Recorder
from .scope import Include, Scope


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
    parser.add_argument("--include", action="append", default=[], metavar="PACKAGE", help="let a package in")
    parser.add_argument("--include-libraries", action="store_true", help="let all installed packages in")
    parser.add_argument("--include-stdlib", action="store_true", help="let the standard library in")
    parser.add_argument(
        "--max-calls", type=int, default=1_000_000, metavar="N", help="keep so many calls, count the rest"
    )
    parser.add_argument("--hook", choices=("monitoring", "profile"), help="default: the better one")
    parser.add_argument("-m", dest="module", metavar="MODULE", help="run a module, as python -m does")
    parser.add_argument("script", nargs="?", help="the program")
    parser.add_argument("args", nargs=argparse.REMAINDER, help="its arguments")


def record(options: argparse.Namespace) -> int:
    arguments = list(options.args)
    if options.module is not None:
        # With -m there is no script: what stands in its place is the module's first argument.
        arguments = [*([options.script] if options.script is not None else []), *arguments]
    elif options.script is None:
        print("calltrace: which program? Give a script, or a module with -m.", file=sys.stderr)
        return 2
    arguments, output = _own_options(options, arguments)
    try:
        program = _Program.module(options.module) if options.module else _Program.script(Path(options.script))
    except (OSError, ImportError, UnicodeDecodeError, ValueError) as error:
        print(f"calltrace: {error}", file=sys.stderr)
        return 2
    include = Include(
        libraries=bool(options.include or options.include_libraries),
        packages=() if options.include_libraries else tuple(options.include),
        standard_library=options.include_stdlib,
    )
    return _run(
        program, arguments, include, output or program.default_output, options.max_calls, options.hook
    )


def _own_options(options: argparse.Namespace, arguments: list[str]) -> tuple[list[str], str | None]:
    """`record script.py -o trace.json` says where to, although everything behind a script is the script's."""
    output: str | None = options.output
    if output is None and len(arguments) >= 2 and arguments[-2] in ("-o", "--output"):
        return arguments[:-2], arguments[-1]
    return arguments, output


class _Program:
    """What is run: its code, and how the trace and `sys` name it."""

    def __init__(self, path: Path, source: str, name: str, root: Path, package: str | None) -> None:
        self.path = path
        self.source = source
        self.name = name
        self.root = root
        self.package = package
        self.default_output = f"{name}.trace.json"

    @classmethod
    def script(cls, path: Path) -> _Program:
        if path.is_dir():
            path = path / "__main__.py"
        if not path.is_file():
            raise FileNotFoundError(f"there is no file {path}")
        return cls(path, _text(path), path.stem, path.resolve().parent, None)

    @classmethod
    def module(cls, name: str) -> _Program:
        sys.path.insert(0, str(Path.cwd()))
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            name = f"{name}.__main__"
            spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None or not spec.has_location:
            raise ImportError(f"there is no module {name} that could be run")
        path = Path(spec.origin)
        package = name.rpartition(".")[0]
        root = path.resolve().parent
        for _ in package.split(".") if package else ():
            root = root.parent
        return cls(path, _text(path), name.removesuffix(".__main__").rpartition(".")[2], root, package)

    def compile(self) -> CodeType:
        return compile(self.source, str(self.path), "exec", dont_inherit=True)

    def namespace(self) -> dict[str, Any]:
        """A new `__main__`, as the program expects it."""
        module = types.ModuleType("__main__")
        module.__file__ = str(self.path)
        module.__package__ = self.package
        module.__dict__["__builtins__"] = __builtins__
        sys.modules["__main__"] = module
        return module.__dict__


def _text(path: Path) -> str:
    return importlib.util.decode_source(path.read_bytes())


def _run(
    program: _Program, arguments: list[str], include: Include, output: str, max_calls: int, hook: str | None
) -> int:
    assembler = Assembler()
    # Said now: the program may go to another folder.
    target = os.path.abspath(output)
    files = frozenset({str(program.path), str(program.path.resolve())})
    scope = Scope(include, program=files, root=str(program.root))
    recorder = Recorder(scope, assembler.add, hook=hook, max_calls=max_calls)
    started_at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    sys.argv = [str(program.path), *arguments]
    if program.package is None:
        sys.path.insert(0, str(program.root))
    saved = sys.stdout, sys.stderr, sys.modules.get("__main__")
    code = 0
    error: BaseException | None = None
    try:
        compiled = program.compile()
        namespace = program.namespace()
        sys.stdout = _Tee("stdout", sys.stdout, recorder)
        sys.stderr = _Tee("stderr", sys.stderr, recorder)
        recorder.start()
        try:
            exec(compiled, namespace)
        finally:
            recorder.stop()
    except SystemExit as stopped:
        code = _exit_code(stopped)
        if code:
            error = stopped
    except BaseException as raised:
        code, error = 1, raised
    finally:
        sys.stdout, sys.stderr = saved[0], saved[1]
    described = None
    if error is not None:
        text = _traceback(error)
        if not isinstance(error, SystemExit):
            print(text, end="", file=sys.stderr)
        described = {
            "type": type(error).__name__, "message": _message(error), "traceback": text, "call": recorder.raised_in,
        }  # fmt: skip
    if saved[2] is not None:
        sys.modules["__main__"] = saved[2]
    data = assembler.finish(
        program={"filename": program.path.name, "source": program.source, "example": None},
        environment={
            "python": platform.python_version(),
            "platform": sys.platform,
            "runtime": platform.python_implementation().lower(),
            "packages": _packages(),
        },
        recording={
            "started_at": started_at,
            "duration_us": recorder.duration_us,
            "hook": recorder.hook.name,
            "include": include.as_json(),
            "calls_seen": recorder.calls_seen,
            "calls_recorded": recorder.calls_recorded,
            "max_calls": max_calls,
            "outcome": "error" if error else "finished",
            "error": described,
            **({"remarks": remarks} if (remarks := recorder.remarks()) else {}),
        },
    )
    try:
        write(data, target)
    except OSError as failed:
        print(f"calltrace: the trace could not be written: {failed}", file=sys.stderr)
        return 2
    calls = recorder.calls_seen
    dropped = f", {recorder.calls_recorded:,} kept" if calls > recorder.calls_recorded else ""
    count = "1 call" if calls == 1 else f"{calls:,} calls"
    print(f"{count} in {_duration(recorder.duration_us)}{dropped} → {output}", file=sys.stderr)
    return code


class _Tee:
    """A stream that also says to the recorder what went through it; in all else it is the stream."""

    def __init__(self, name: str, stream: Any, recorder: Recorder) -> None:
        self.__dict__.update(_name=name, _stream=stream, _recorder=recorder)

    def write(self, text: str) -> int:
        written: int = self._stream.write(text)
        self._recorder.write(self._name, text)
        return written

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._stream, name, value)


def _exit_code(stopped: SystemExit) -> int:
    if stopped.code is None:
        return 0
    if isinstance(stopped.code, int):
        return stopped.code
    print(stopped.code, file=sys.stderr)
    return 1


def _traceback(error: BaseException) -> str:
    """As Python prints it, from the program's first frame on."""
    found = error.__traceback__
    here = os.path.dirname(os.path.abspath(__file__))
    while found is not None and found.tb_frame.f_code.co_filename.startswith(here):
        found = found.tb_next
    try:
        return "".join(traceback.format_exception(type(error), error, found))
    except Exception:  # the program's __str__ may raise anything
        return f"{type(error).__name__}\n"


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _packages() -> dict[str, str]:
    """Versions of the installed packages that the program has imported."""
    found: dict[str, str] = {}
    for name in sorted({module.partition(".")[0] for module in list(sys.modules)}):
        if name not in sys.stdlib_module_names and not name.startswith("_") and name != "calltrace":
            try:
                found[name] = importlib.metadata.version(name)
            except (importlib.metadata.PackageNotFoundError, ValueError):
                continue
    return found


def _duration(us: float) -> str:
    if us < 1000:
        return f"{us:.0f} µs"
    return f"{us / 1000:.1f} ms" if us < 1_000_000 else f"{us / 1_000_000:.2f} s"
