"""
The program's modules in an interpreter that is there for it alone: they are compiled from texts, not from files, so
that a mutant is imported as the program is; and imported afresh as often as wanted.
"""

from __future__ import annotations

import ast
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from types import CodeType, ModuleType
from typing import Any

from ..program import definitions_only


class Program(MetaPathFinder, Loader):
    """
    `sources`: text by file, relative to the `folder`; `names`: the modules' names, by file.
    `definitions`: the files of which only the definitions are
    executed, with the names that are left out.
    """

    def __init__(
        self, folder: str, sources: dict[str, str], names: dict[str, str], definitions: dict[str, list[str]]
    ) -> None:
        self.folder = folder
        self._files = {name: file for file, name in names.items()}
        self._codes: dict[str, CodeType] = {}
        self._trees: dict[str, ast.Module] = {}
        self._definitions = definitions
        for file, text in sources.items():
            self.use(file, ast.parse(text, self.path(file)))

    @property
    def files(self) -> list[str]:
        return list(self._trees)

    @property
    def modules(self) -> list[str]:
        return list(self._files)

    def path(self, file: str) -> str:
        return os.path.join(self.folder, file)

    def tree(self, file: str) -> ast.Module:
        return self._trees[file]

    def use(self, file: str, tree: ast.Module) -> None:
        """Takes this for the text of a file from the next import on."""
        self._trees[file] = tree
        if file in self._definitions:
            tree = definitions_only(tree, frozenset(self._definitions[file]))
        self._codes[file] = compile(tree, self.path(file), "exec", dont_inherit=True)

    def codes(self) -> list[CodeType]:
        """All code objects, also those inside others."""
        found: list[CodeType] = list(self._codes.values())
        for code in found:
            found += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
        return found

    def forget(self) -> None:
        """The next import executes the modules again."""
        for name in self._files:
            sys.modules.pop(name, None)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._files.get(fullname)
        if file is None:
            return None
        package = file.endswith("__init__.py")
        return spec_from_file_location(
            fullname,
            self.path(file),
            loader=self,
            submodule_search_locations=[os.path.dirname(self.path(file))] if package else None,
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(self._codes[self._files[module.__name__]], vars(module))

    def names(self, imports: list[str]) -> dict[str, Any]:
        """A namespace in which these import statements have run, the program's modules being new."""
        self.forget()
        importlib.invalidate_caches()
        found: dict[str, Any] = {"__name__": "tests"}
        exec("\n".join(imports), found)
        return found
