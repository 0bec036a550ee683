"""
The program that `record` runs: its text, which code is its own, and the `__main__`, `sys.argv` and `sys.path` that
Python would give it. Leaves to command_line.py how it is named, to cli.py how it is run, to ending.py how it ends.
"""

from __future__ import annotations

import builtins
import importlib.util
import io
import linecache
import os
import pkgutil
import re
import runpy
import sys
import sysconfig
import types
from importlib.machinery import (
    BuiltinImporter,
    ModuleSpec,
    PathFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from types import CodeType
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._start import IMPORTED_BEFORE
from .command_line import Start
from .include import Include
from .scope import Scope, read_source


class CannotRun(Exception):
    """There is no such program. Its text is a sentence for whoever asked for it."""


def find_program(start: Start) -> Program:
    """Raises CannotRun."""
    if start.kind == "module":
        return _Module(start.given)
    if start.kind == "text":
        return _Text("-c", "<string>", "command", start.given)
    if start.kind == "stdin":
        if sys.stdin is None:
            raise CannotRun("there is no stdin to read the program from")
        return _Text("-", "<stdin>", "stdin", sys.stdin.buffer.read())
    # Whatever Python can import from: a folder, a zip file of whichever name.
    if pkgutil.get_importer(os.path.join(os.getcwd(), start.given)) is not None:
        return _Archive(start.given)
    return _Script(start.given)


class Program:
    """
    `name`: what the trace file is named after. `path`: as code objects carry it and a traceback shows it. `argument`
    and `folder`: what `sys.argv[0]` and `sys.path[0]` are. `roots`: the folders that hold the program's own code; the
    trace names files from the first one. `files`: what is its own wherever it lies.
    """

    def __init__(
        self, *, name: str, path: str, source: str, argument: str, folder: str | None,
        roots: tuple[str, ...], files: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.name, self.path, self.source = name, path, source
        self._argument, self._folder = argument, folder
        self._scope: Scope | None = None
        self.roots, self.files = roots, files
        self._code: CodeType | None = None
        # The trace's "program", put together before the program may break what that takes.
        self.about: dict[str, Any] = {}

    def scope(self, include: Include) -> Scope:
        self._scope = Scope(include, program=self.files, root=self.roots[0], others=self.roots[1:])
        return self._scope

    def read_source(self, filename: str, names: dict[str, Any]) -> str:
        """As scope.read_source; but the main file's text may come from elsewhere, or be gone by now."""
        if filename == self.path and dict.get(names, "__name__") == "__main__":
            return self.source
        return read_source(filename, names)

    def prepare(self, arguments: list[str]) -> None:
        """Makes the program `__main__`. Raises CannotRun, or the SyntaxError of the program."""
        self.describe()
        sys.argv = [self._argument, *arguments]
        if self._folder is not None:
            sys.path.insert(0, self._folder)
            _make_way(self._folder)
        self._module = types.ModuleType("__main__")
        self._module.__dict__["__builtins__"] = builtins
        if sys.version_info < (3, 14):
            self._module.__annotations__ = {}
        sys.modules["__main__"] = self._module
        self._load()

    def enter(self) -> tuple[CodeType, dict[str, Any]]:
        """
        The program's code, and the names that it runs with. Raises what the packages around a module raise, which are
        imported now: a part of the run.
        """
        assert self._code is not None
        return self._code, self._module.__dict__

    def _load(self) -> None:
        """Makes the code, and says in `__main__` where it comes from."""
        raise NotImplementedError

    def describe(self) -> dict[str, Any]:
        """What is known of it by now, for the trace's "program"."""
        name = self.path if self._scope is None else self._scope.name_of(self.path)
        if os.path.isabs(name):  # it is not below any folder whose name does not matter
            name = os.path.basename(name)
        self.about = {"filename": name, "source": self.source, "example": None}
        return self.about

    def _comes_from(self, loader: Any, file: str | None, spec: ModuleSpec | None = None) -> None:
        module = self._module
        module.__loader__, module.__spec__ = loader, spec
        module.__package__ = None if spec is None else spec.parent
        if file is not None:
            module.__file__ = file
            if sys.version_info < (3, 15):
                module.__dict__["__cached__"] = None if spec is None else spec.cached

    def _comes_by_import(self, found: tuple[str, ModuleSpec, CodeType]) -> None:
        """Takes over what Python's own `runpy` found."""
        name, spec, self._code = found
        loader: Any = spec.loader
        self._comes_from(loader, spec.origin, spec)
        self.path = spec.origin or self.path
        try:
            self.source = loader.get_source(name) or ""
        except Exception:  # a loader that gives none; a text that is not in the encoding that it names
            self.source = ""
        self.describe()


class _Script(Program):
    def __init__(self, given: str) -> None:
        path = os.path.join(os.getcwd(), given)
        real = os.path.realpath(path)
        folder = os.path.dirname(real)
        # The command of an installed package, such as bin/pytest, is not the program but works on it.
        installed = folder == os.path.realpath(sysconfig.get_path("scripts"))
        self._text = _read(path, given)
        self._is_compiled = given.endswith(".pyc")
        super().__init__(
            name=_stem(path),
            path=path,
            source="" if self._is_compiled else _decoded(self._text),
            argument=given,
            folder=None if sys.flags.safe_path else folder,
            roots=(os.getcwd(),) if installed else (folder, os.getcwd()),
            files=frozenset() if installed else frozenset({path, real}),
        )

    def _load(self) -> None:
        loader = SourcelessFileLoader if self._is_compiled else SourceFileLoader
        self._comes_from(loader("__main__", self.path), self.path)
        if not self._is_compiled:
            self._code = self._compiled()
            return
        self._code = pkgutil.read_code(io.BytesIO(self._text))
        if self._code is None:
            raise CannotRun(f"{self._argument} was compiled by another version of Python")

    def _compiled(self) -> CodeType:
        try:
            return compile(self._text, self.path, "exec", dont_inherit=True)
        except SyntaxError:
            try:
                self._text.decode("utf-8")
            except UnicodeDecodeError as wrong:
                if not any(_DECLARES.match(line) for line in self._text.split(b"\n", 2)[:2]):
                    raise _undeclared(self._text, wrong.start, self.path) from None
            raise


class _Archive(Program):
    """A folder or a zip file with a `__main__.py`."""

    def __init__(self, given: str) -> None:
        path = os.path.join(os.getcwd(), given)
        plain = os.path.abspath(path)
        super().__init__(
            name=os.path.basename(plain) if os.path.isdir(plain) else _stem(plain),
            path=os.path.join(path, "__main__.py"),
            source="",
            argument=given,
            # Python makes this the current folder's own name, and leaves all others as they are given.
            folder=os.getcwd() if given == "." else path,
            roots=(plain, os.getcwd()),
        )

    def _load(self) -> None:
        self._comes_by_import(runpy._get_main_module_details(CannotRun))  # type: ignore[attr-defined]


class _Module(Program):
    def __init__(self, module: str) -> None:
        folder = os.getcwd()
        top = _top_package(module, folder)
        self._wanted = module
        self._in_package = "." in module or top.submodule_search_locations is not None
        places = list(top.submodule_search_locations or ())
        place = places[0] if places else top.origin or folder
        super().__init__(
            name=module.removesuffix(".__main__").rpartition(".")[2],
            path=top.origin or place,
            source="",
            argument="-m",
            folder=None if sys.flags.safe_path else folder,
            # A module that is installed, or Python's own, stays so wherever the roots are.
            roots=(folder, os.path.dirname(os.path.realpath(place))),
        )

    def _load(self) -> None:
        if not self._in_package:
            self._find()

    def enter(self) -> tuple[CodeType, dict[str, Any]]:
        if self._in_package:
            self._find()
        return super().enter()

    def _find(self) -> None:
        self._comes_by_import(runpy._get_module_details(self._wanted, CannotRun))  # type: ignore[attr-defined]
        sys.argv[0] = self.path


class _Text(Program):
    """What `-c` or stdin gives."""

    def __init__(self, argument: str, path: str, name: str, text: str | bytes) -> None:
        self._text = text
        super().__init__(
            name=name,
            path=path,
            source=text if isinstance(text, str) else _decoded(text),
            argument=argument,
            folder=None if sys.flags.safe_path else "",
            roots=(os.getcwd(),),
        )

    def _load(self) -> None:
        self._comes_from(BuiltinImporter, self.path if self._argument == "-" else None)
        if self._argument == "-c" and sys.version_info >= (3, 13):
            # Tracebacks show its lines.
            lines = [line + "\n" for line in self.source.splitlines()]
            linecache.cache[self.path] = (len(self.source), None, lines, self.path)
        self._code = compile(self._text, self.path, "exec", dont_inherit=True)


def _top_package(module: str, folder: str) -> ModuleSpec:
    """Where the outermost package of a module lies, or the module itself; nothing is imported for it."""
    top = module.partition(".")[0]
    if not sys.flags.safe_path:
        sys.path.insert(0, folder)
    try:
        spec = importlib.util.find_spec(top) if top else None
    except ValueError:  # `__main__`, which was not imported
        spec = None
    finally:
        if not sys.flags.safe_path:
            sys.path.remove(folder)
    if spec is None:
        raise CannotRun(f"there is no module {module} that could be run")
    return spec


def _make_way(folder: str) -> None:
    """
    Forgets modules of the standard library that only the recorder has imported, where the program's folder has its own
    of the same name: that one is the program's, as it would be without a recorder.
    """
    try:
        names = {name.partition(".")[0] for name in os.listdir(folder or os.curdir)}
    except OSError:  # a zip file
        return
    for name in (names & sys.stdlib_module_names & sys.modules.keys()) - IMPORTED_BEFORE:
        found = PathFinder.find_spec(name, [folder])
        if found is None or not found.has_location:  # a file that is no module; a folder of data
            continue
        for known in [known for known in sys.modules if known.partition(".")[0] == name]:
            del sys.modules[known]


def _read(path: str, given: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        hint = f"; a module is run by -m {given}" if given.isidentifier() else ""
        raise CannotRun(f"there is no file {given}{hint}") from None
    except OSError as error:
        raise CannotRun(f"{given} cannot be read: {error.strerror}") from None


# A line that says which encoding a file is in.
_DECLARES = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+", re.ASCII)


def _undeclared(text: bytes, at: int, path: str) -> SyntaxError:
    """What Python says of a file that it reads itself; of bytes that it is given it says less."""
    line = text.count(b"\n", 0, at) + 1
    return SyntaxError(
        f"Non-UTF-8 code starting with '\\x{text[at]:02x}' in file {path} on line {line}, but no encoding declared; "
        "see https://peps.python.org/pep-0263/ for details"
    )


def _decoded(text: bytes) -> str:
    """The text as a person reads it; Python itself refuses what is not in the encoding that it names."""
    try:
        return importlib.util.decode_source(text)
    except (SyntaxError, UnicodeDecodeError):
        return text.decode("utf-8", "replace")


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]
