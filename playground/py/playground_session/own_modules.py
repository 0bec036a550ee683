"""
The program's own modules win over those of the same name that Python, its libraries or this page have already imported,
as they do in CPython, where little has been imported when a program begins. What the recorder and the session import
meanwhile is Python's all the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# What every CPython has in itself (`sys.builtin_module_names`) or has loaded before it looks for a program's files: a
# file of such a name is not found there either.
ALWAYS_PYTHONS = {
    "_abc", "_ast", "_codecs", "_collections", "_collections_abc", "_frozen_importlib",
    "_frozen_importlib_external", "_functools", "_imp", "_io", "_locale", "_operator", "_signal",
    "_sitebuiltins", "_sre", "_stat", "_string", "_suggestions", "_symtable", "_sysconfig", "_thread",
    "_tokenize", "_tracemalloc", "_types", "_typing", "_warnings", "_weakref", "abc", "atexit", "builtins",
    "codecs", "encodings", "errno", "faulthandler", "gc", "genericpath", "importlib", "io", "itertools",
    "marshal", "ntpath", "os", "posix", "posixpath", "pwd", "site", "stat", "sys", "time", "zipimport",
}  # fmt: skip


class OwnModules:
    """Those in `folder`, while the program runs. Knows only the files that are there when it is made."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._names = frozenset(_modules_in(folder)) - ALWAYS_PYTHONS - {"__main__"}
        self._hidden: dict[str, ModuleType] = {}

    def install(self) -> None:
        """Hides the modules that others of these names have left in `sys.modules`."""
        if not self._names:
            return
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in self._names and not self._is_own(module):
                self._hidden[name] = sys.modules.pop(name)
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        self._taken_out()
        sys.modules.update(self._hidden)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """A time in which modules of these names are Python's, because it is not the program that imports them."""
        if not self._names:
            yield
            return
        own = self._taken_out()
        finders, path = sys.meta_path[:], sys.path[:]
        sys.modules.update(self._hidden)
        sys.meta_path[:] = [finder for finder in finders if finder is not self]
        sys.path[:] = [folder for folder in path if folder not in ("", self._folder)]
        try:
            yield
        finally:
            # What has been imported in this time stays Python's, out of the program's sight.
            self._hidden.update(self._taken_out())
            sys.modules.update(own)
            sys.meta_path[:], sys.path[:] = finders, path

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Python's own finders come first for a module that is built in, and more are built in here than elsewhere."""
        if path is None and name in self._names:
            return PathFinder.find_spec(name, [self._folder], target)
        return None

    def _taken_out(self) -> dict[str, ModuleType]:
        """Takes all modules of these names out of `sys.modules`."""
        return {
            name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in self._names
        }

    def _is_own(self, module: Any) -> bool:
        return self.is_file(getattr(module, "__file__", None) if type(module) is ModuleType else None)

    def is_file(self, file: str | None) -> bool:
        """Whether a module's file is one of the program's."""
        return type(file) is str and os.path.dirname(os.path.abspath(file)).startswith(self._folder)


def _modules_in(folder: str) -> Iterator[str]:
    """The names under which the files of a folder can be imported. A folder without `__init__.py` never wins."""
    for entry in os.scandir(folder):
        name, ending = os.path.splitext(entry.name)
        if name.isidentifier() and (
            ending == ".py" or (not ending and os.path.isfile(os.path.join(entry.path, "__init__.py")))
        ):
            yield name
