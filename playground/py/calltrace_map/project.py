"""The files of a project as they are now: which belong to it, their texts, and which of them load which."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tokenize
from collections import deque
from collections.abc import Iterable, Iterator

from . import blocks
from .blocks import Text
from .model import File

_SKIPPED = ("node_modules", "__pycache__", "site-packages", "dist-packages")


class Project:
    """`root`: the folder of the project; what lies in a virtual environment or a hidden folder is not the project's."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self._prefix = self.root.rstrip(os.sep) + os.sep
        self._local: dict[str, str | None] = {}
        self._texts: dict[str, str | None] = {}
        self._read: dict[str, Text | None] = {}

    def local(self, path: str) -> str | None:
        """The path below the root, with slashes, of a file that is the project's; None for any other."""
        try:
            return self._local[path]
        except KeyError:
            found = self._local[path] = self._find(path)
            return found

    def _find(self, path: str) -> str | None:
        if not path or path[0] == "<":
            return None
        full = os.path.abspath(path)
        if not full.startswith(self._prefix):
            full = os.path.realpath(full)
            if not full.startswith(self._prefix):
                return None
        parts = full[len(self._prefix) :].split(os.sep)
        if any(part in _SKIPPED or part.startswith(".") for part in parts):
            return None
        if sys.prefix != sys.base_prefix and full.startswith(os.path.realpath(sys.prefix) + os.sep):
            return None
        return "/".join(parts)

    def path(self, file: str) -> str:
        return os.path.join(self.root, *file.split("/"))

    def python_files(self) -> Iterator[str]:
        """All Python files of the project, in order."""
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".")
                and name not in _SKIPPED
                and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
            )
            for name in sorted(names):
                if name.endswith(".py") and not name.startswith("."):
                    file = self.local(os.path.join(folder, name))
                    if file:
                        yield file

    def text(self, file: str) -> str | None:
        """The text of a Python file; None: it is not there, or cannot be read."""
        if file not in self._texts:
            self._texts[file] = None
            unreadable = contextlib.suppress(OSError, SyntaxError, UnicodeDecodeError)
            with unreadable, tokenize.open(self.path(file)) as opened:
                self._texts[file] = opened.read()
        return self._texts[file]

    def read(self, file: str) -> Text | None:
        """The blocks of a Python file; None: it is not there, or is not Python."""
        if file not in self._read:
            self._read[file] = None
            text = self.text(file)
            if text is not None:
                with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
                    self._read[file] = blocks.read(text)
        return self._read[file]

    def text_hash(self, file: str) -> str:
        text = self.text(file)
        return "" if text is None else blocks.text_hash(text)

    def content_hash(self, file: str) -> str:
        """Of any file; empty: it is not there."""
        try:
            with open(self.path(file), "rb") as opened:
                return hashlib.sha256(opened.read()).hexdigest()[:16]
        except OSError:
            return ""

    def loads(self, file: str, names: Names) -> set[str]:
        """The files that a file imports, as far as its text says."""
        read = self.read(file)
        if read is None:
            return set()
        found: set[str] = set()
        for level, name in set(read.imports):
            found.update(names.relative(file, level, name) if level else names.absolute(name))
        found.discard(file)
        return found


class Names:
    """By which names files can be imported: a file "src/pack/mod.py" by "mod", "pack.mod" and "src.pack.mod"."""

    def __init__(self, files: Iterable[str]) -> None:
        self._files: dict[str, list[str]] = {}
        for file in files:
            parts = file.removesuffix(".py").removesuffix("/__init__").split("/")
            for at in range(len(parts)):
                self._files.setdefault(".".join(parts[at:]), []).append(file)

    def absolute(self, name: str) -> Iterator[str]:
        """Of a.b.c also what a and a.b are: the packages that are imported first."""
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            yield from self._files.get(".".join(parts[:end]), ())

    def relative(self, file: str, level: int, name: str) -> Iterator[str]:
        folders = file.split("/")[:-1]
        yield from self.absolute(".".join([*folders[: len(folders) - level + 1], *name.split(".")]))


class Graph:
    """Which files depend on which: by what they load, and on each conftest.py the files in its folder."""

    def __init__(self, files: dict[str, File], more: dict[str, set[str]]) -> None:
        self._dependents: dict[str, set[str]] = {}
        everything = {*files, *more}
        for file in everything:
            loads = (files[file].loads if file in files else set()) | more.get(file, set())
            for loaded in loads:
                self._dependents.setdefault(loaded, set()).add(file)
        for conftest in [file for file in everything if file.split("/")[-1] == "conftest.py"]:
            folder = conftest.removesuffix("conftest.py")
            below = {file for file in everything if file.startswith(folder)}
            self._dependents.setdefault(conftest, set()).update(below)

    def is_loaded(self, file: str) -> bool:
        return bool(self._dependents.get(file, set()) - {file})

    def dependents(self, file: str) -> set[str]:
        """The file itself and all that load it, directly or not."""
        found, waiting = {file}, deque([file])
        while waiting:
            for each in self._dependents.get(waiting.popleft(), ()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return found
