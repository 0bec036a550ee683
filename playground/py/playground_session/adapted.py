"""
Modules of Python and of packages that are adapted to the page when a program imports them: they ask at its input field,
show their pictures in its output, and say what a browser cannot do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

Adapt = Callable[[ModuleType], None]


class Adapted:
    """Adapts the modules of the table's names, whether there already or imported later, but for the program's own."""

    def __init__(self, table: dict[str, Adapt], is_own: Callable[[str | None], bool]) -> None:
        self._table = table
        self._is_own = is_own
        self._looking = False

    def install(self) -> None:
        for name, adapt in self._table.items():
            module = sys.modules.get(name)
            if type(module) is ModuleType and not self._is_own(getattr(module, "__file__", None)):
                adapt(module)
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._table:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None and not self._is_own(spec.origin):
                    spec.loader = _Loader(spec.loader, self._table[name])  # type: ignore[assignment]
                return spec
        return None


class _Loader:
    """A module's own loader, which then adapts the module."""

    def __init__(self, plain: Any, adapt: Adapt) -> None:
        self._plain = plain
        self._adapt = adapt

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._plain.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._plain
        module.__loader__ = self._plain
        self._plain.exec_module(module)
        self._adapt(module)
