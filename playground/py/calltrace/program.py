"""
The program that `record` runs: its text, and the `__main__`, `sys.argv` and `sys.path` that Python would give it.
Leaves to cli.py how it is run, to ending.py how it ends.
"""

from __future__ import annotations

import builtins
import importlib.util
import os
import sys
import types
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


@dataclass(frozen=True, slots=True)
class Program:
    # As code objects carry it and a traceback shows it: absolute, otherwise as it was given.
    path: str
    source: str
    # What the trace file is named after.
    name: str
    # The folder that its own modules stand in.
    root: str
    # What is in `sys.argv[0]` and in `sys.path[0]`.
    argument: str
    folder: str
    # None: a script, which no import found.
    spec: ModuleSpec | None

    @classmethod
    def script(cls, given: str) -> Program:
        """Raises OSError, UnicodeDecodeError."""
        path = os.path.join(os.getcwd(), given)
        spec = None
        if os.path.isdir(path):
            # Python finds the `__main__` of a folder by an import.
            folder, path = path, os.path.join(path, "__main__.py")
            loader = SourceFileLoader("__main__", path)
            spec = importlib.util.spec_from_file_location("__main__", path, loader=loader)
        else:
            folder = os.path.dirname(os.path.realpath(path))
        if not os.path.isfile(path):
            raise FileNotFoundError(f"there is no file {given}")
        name = os.path.splitext(os.path.basename(path))[0]
        return cls(path, _text(path), name, os.path.dirname(os.path.realpath(path)), given, folder, spec)

    @classmethod
    def module(cls, name: str) -> Program:
        """Raises OSError, ImportError, UnicodeDecodeError."""
        folder = os.getcwd()
        sys.path.insert(0, folder)
        try:
            spec = importlib.util.find_spec(name)
            if spec is not None and spec.submodule_search_locations is not None:
                name = f"{name}.__main__"
                spec = importlib.util.find_spec(name)
        finally:
            sys.path.remove(folder)
        if spec is None or spec.origin is None or not spec.has_location:
            raise ImportError(f"there is no module {name} that could be run")
        path = spec.origin
        root = os.path.dirname(os.path.realpath(path))
        for _ in range(name.count(".")):
            root = os.path.dirname(root)
        short = name.removesuffix(".__main__").rpartition(".")[2]
        return cls(path, _text(path), short, root, path, folder, spec)

    def compile(self) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)

    def enter(self, arguments: list[str]) -> dict[str, Any]:
        """Makes the program `__main__`; gives the names that it runs with."""
        sys.argv = [self.argument, *arguments]
        sys.path.insert(0, self.folder)
        module = types.ModuleType("__main__")
        spec = self.spec
        module.__file__ = self.path
        module.__spec__ = spec
        module.__package__ = None if spec is None else spec.parent
        module.__loader__ = SourceFileLoader("__main__", self.path) if spec is None else spec.loader
        if sys.version_info < (3, 14):
            module.__annotations__ = {}
        if sys.version_info < (3, 15):
            module.__dict__["__cached__"] = None if spec is None else spec.cached
        module.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = module
        return module.__dict__


def _text(path: str) -> str:
    with open(path, "rb") as file:
        return importlib.util.decode_source(file.read())
