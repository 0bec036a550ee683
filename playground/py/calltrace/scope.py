"""
Which code a recording lets in: where a code object comes from and whether its calls are recorded. Knows nothing of
hooks or calls. It is asked once per code object, so it may take its time.
"""

from __future__ import annotations

import functools
import linecache
import os
import sys
import sysconfig
from dataclasses import dataclass
from types import CodeType
from typing import Any, Literal

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .include import Include

Origin = Literal["program", "library", "standard_library"]
# "own" is the recorder, the session around it and Pyodide: never recorded, whatever is let in.
Place = Literal["program", "library", "standard_library", "own"]

OWN_MODULES = frozenset(
    {
        "calltrace",
        "calltrace_text",
        "playground_session",
        "pyodide",
        "_pyodide",
        "pyodide_js",
        "js",
        "_pyodide_core",
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a code object comes from."""

    place: Place
    module: str
    package: str | None
    # The file as the trace names it: relative to the program's folder for the program's own files.
    file: str


def _folder(path: str) -> str:
    return os.path.join(os.path.normcase(os.path.abspath(path)), "")


def _standard_folders() -> list[str]:
    """The folders of the standard library, longest first."""
    paths = sysconfig.get_paths()
    found = {_folder(paths[key]) for key in ("stdlib", "platstdlib") if key in paths}
    # The library may be a zip (Pyodide) or lie where sysconfig does not say (virtual environments).
    found.add(_folder(os.path.dirname(os.__file__)))
    return sorted(found, key=len, reverse=True)


_PACKAGE_FOLDERS = tuple(f"{os.sep}{name}{os.sep}" for name in ("site-packages", "dist-packages"))


class Scope:
    """
    Decides for one recording. `program`: file names as code objects carry them; `root`: the program's folder, from
    which its files are named; `others`: folders beside it whose code is the program's too.
    """

    def __init__(
        self,
        include: Include,
        *,
        program: frozenset[str] = frozenset(),
        root: str | None = None,
        others: tuple[str, ...] = (),
    ) -> None:
        self.include = include
        self._program = program
        self._root = None if root is None else _folder(root)
        self._roots = (*(() if root is None else (_folder(root),)), *(_folder(folder) for folder in others))
        self._standard = _standard_folders()
        self._own = tuple(
            _folder(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), name))
            for name in ("calltrace", "calltrace_text", "playground_session")
        )
        self._files: dict[str, tuple[Place, str | None, str] | None] = {}

    def source(self, code: CodeType, names: dict[str, Any]) -> Source:
        """Where `code` comes from; `names` are the globals it runs with."""
        module = dict.get(names, "__name__")
        module = module if type(module) is str else "?"
        filename = code.co_filename
        if filename not in self._files:
            self._files[filename] = self._by_file(filename)
        found = self._files[filename] or self._by_module(code, module, names)
        place, package, file = found
        top = module.partition(".")[0]
        if place != "program" and top in OWN_MODULES:
            place = "own"
        if place == "library" and package is None:
            package = top
        return Source(place, module, package, file)

    def program_file(self, filename: str) -> str | None:
        """The name in the trace of one of the program's own files; None: it is not one."""
        if filename not in self._files:
            self._files[filename] = self._by_file(filename)
        found = self._files[filename]
        return found[2] if found is not None and found[0] == "program" else None

    def name_of(self, filename: str) -> str:
        """The name in the trace of any file, the program's or not."""
        if filename not in self._files:
            self._files[filename] = self._by_file(filename)
        found = self._files[filename]
        return filename if found is None else found[2]

    def lets_in(self, source: Source, *, module_body: bool) -> bool:
        include = self.include
        if source.place == "program":
            return True
        if source.place == "standard_library":
            return include.standard_library
        if source.place == "library":
            # What runs while a module is imported interests only those who asked for everything.
            return include.package(source.package) and (include.standard_library or not module_body)
        return False

    def _by_file(self, filename: str) -> tuple[Place, str | None, str] | None:
        """Place, package and file of a file's code. None: its name says nothing (code of exec, eval or a template)."""
        if filename in self._program:
            return "program", None, self._from_root(filename)
        if filename.startswith("<frozen "):
            return "standard_library", None, filename
        if filename == "<exec>":  # what Pyodide's own runPython runs
            return "own", None, filename
        if filename.startswith("<"):
            return None
        path = os.path.normcase(os.path.abspath(filename))
        if path.startswith(self._own):
            return "own", None, filename
        for part in _PACKAGE_FOLDERS:
            _, found, inside = path.rpartition(part)
            if found:
                return "library", inside.split(os.sep)[0].removesuffix(".py"), inside
        for folder in self._standard:
            if path.startswith(folder):
                return "standard_library", None, path[len(folder) :]
        for root in self._roots:
            inside = _inside_target(path, root) if path.startswith(root) else ""
            if inside:
                return "library", inside.split(os.sep)[0].removesuffix(".py"), inside
        if path.startswith(self._roots):
            return "program", None, self._from_root(filename)
        # The modules of a zip may have any path, so the name of the module decides.
        return None

    def _from_root(self, filename: str) -> str:
        """
        A program's file as the trace names it: the way to it from the program's folder, the same on every machine. Only
        a file of the program that lies in none of its folders keeps the name that it has.
        """
        path = os.path.abspath(filename)
        plain = os.path.normcase(path)
        if self._root is not None and plain.startswith(self._root):
            return path[len(self._root) :].replace(os.sep, "/")
        if self._root is not None and plain.startswith(self._roots):
            try:
                return os.path.relpath(path, self._root).replace(os.sep, "/")
            except ValueError:  # on another drive
                pass
        return filename

    def _by_module(self, code: CodeType, module: str, names: dict[str, Any]) -> tuple[Place, str | None, str]:
        filename = code.co_filename
        top = module.partition(".")[0]
        # dataclasses and namedtuple write methods for the program's classes; the program never shows their text.
        if filename == "<string>" and (
            "__create_fn__" in code.co_qualname
            or "__create_fn__" in code.co_names
            or module.startswith("namedtuple_")
            or module == "builtins"
        ):
            return "standard_library", None, filename
        if filename.startswith("<"):
            file = dict.get(names, "__file__")
            if module == "__main__":
                return "program", None, filename
            if type(file) is str and not file.startswith("<"):
                known = self._by_file(file)
                if known is not None:
                    return known[0], known[1], filename
        if top in sys.stdlib_module_names:
            return "standard_library", None, filename
        return "library", None, filename


def _inside_target(path: str, root: str) -> str:
    """
    The way to a file of an installed package from the folder below `root` that `pip install --target` filled, where
    what describes the packages lies beside them; "": the file lies in no such folder.
    """
    folder = os.path.dirname(path)
    while len(folder) >= len(root):
        if _is_target(folder):
            return path[len(folder) + 1 :]
        folder = os.path.dirname(folder)
    return ""


@functools.cache
def _is_target(folder: str) -> bool:
    try:
        return any(name.endswith(".dist-info") for name in os.listdir(folder))
    except OSError:  # a zip file, or a part of one
        return False


def read_source(filename: str, names: dict[str, Any]) -> str:
    """The text of a file as code objects name it; `names` are the globals that its code runs with."""
    if os.path.isabs(filename):
        # Library code can be megabytes: reading it line by line took a fifth of a pandas program's time.
        try:
            with open(filename, encoding="utf-8") as file:
                return file.read()
        except (OSError, UnicodeDecodeError):
            pass
    return "".join(linecache.getlines(filename, names))
