"""
The functions that plugins find interesting, resolved to code objects and C functions once, as soon as their modules are
imported. Leaves to watch.py what happens when they are called.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Iterable
from types import BuiltinFunctionType, CodeType, FrameType, MethodDescriptorType, ModuleType
from typing import Any

from .. import functions
from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import module_dict, mro
from .plugin import Function, Plugin, attribute, code_of, find


class Wanted:
    """An interesting function that was found, and the kind of event it becomes."""

    __slots__ = ("_packages", "function", "kind", "names")

    def __init__(self, function: Function, kind: str, code: CodeType | None) -> None:
        self.function = function
        self.kind = kind
        self.names = () if code is None else functions.parameters(code)
        # As they stand at the beginning of a module's name with a dot behind it.
        self._packages = tuple(package + "." for package in function.unless_from)

    def is_asked_by_package(self, frame: FrameType | None, program: Container[int]) -> bool:
        """Whether code of the packages of `unless_from` runs between this frame and the program's own code (by id)."""
        while self._packages and frame is not None and id(frame.f_code) not in program:
            module = dict.get(frame.f_globals, "__name__")
            if type(module) is str and (module + ".").startswith(self._packages):
                return True
            frame = frame.f_back
        return False


class Interesting:
    """The interesting functions that were found. `found` is called with every code object that became interesting."""

    def __init__(self, found: Callable[[CodeType], None]) -> None:
        self.codes: dict[int, tuple[CodeType, list[Wanted]]] = {}
        self.c: dict[int, tuple[Any, Wanted]] = {}
        # The names of these C functions.
        self.names: set[str] = set()
        # The names of those that are of interest where a library calls them, whether they have been found or not.
        self.names_in_libraries: set[str] = set()
        self._found = found
        # Functions of modules that are not imported yet.
        self._waiting: list[tuple[str, Function]] = []
        self._modules = -1

    def add(self, plugins: Iterable[Plugin]) -> None:
        added = [(plugin.kind, function) for plugin in plugins for function in plugin.functions]
        self.names_in_libraries |= {
            function.name.rpartition(".")[2] for _, function in added if function.from_libraries
        }
        self._waiting += added
        self.look()

    def outdated(self) -> bool:
        """Whether modules were imported since the last look."""
        return len(sys.modules) != self._modules

    def look(self) -> None:
        """Looks for the functions that are still missing in the modules that were imported meanwhile."""
        self._modules = len(sys.modules)
        still = []
        for kind, function in self._waiting:
            module = sys.modules.get(function.module)
            if not issubclass(type(module), ModuleType):
                still.append((kind, function))
                continue
            found = find(module, function.name)
            if found is None:
                still.append((kind, function))
                if attribute(module_dict(module).get("__spec__"), "_initializing") is True:
                    self._modules = -1  # it is just being imported
                continue
            code = code_of(found)
            if code is None:
                self.c[id(found)] = (found, Wanted(function, kind, None))
                self.names.add(function.name.rpartition(".")[2])
            else:
                self.codes.setdefault(id(code), (code, []))[1].append(Wanted(function, kind, code))
                self._found(code)
        self._waiting = still

    def c_function(self, function: Any, first: Any) -> tuple[Any, Wanted] | None:
        """The interesting C function that `function` is, and the object before its arguments if it is a method."""
        kind = type(function)
        if kind is not BuiltinFunctionType and kind is not MethodDescriptorType:
            return None
        if self.outdated():
            self.look()
        found = self.c.get(id(function))
        if found is not None:
            return (first if kind is MethodDescriptorType else None), found[1]
        if kind is BuiltinFunctionType:
            owner = function.__self__
            if owner is not None:
                for known, wanted in self.c.values():
                    if type(known) is not MethodDescriptorType or known.__name__ != function.__name__:
                        continue
                    # `is`, because == would run code of a class's metaclass.
                    if any(cls is known.__objclass__ for cls in mro(type(owner))):
                        return owner, wanted
        return None
