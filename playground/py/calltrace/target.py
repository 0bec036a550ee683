"""
Where a trace goes: whether that can be written at all, asked before the program runs, and writing it so that an older
trace stays until the new one is whole.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .page import check_viewer, is_page
from .quietly import suppress

# Bound here, because a program may put its own functions in the place of these.
_open, _write, _close, _replace, _unlink, _chmod = (
    os.open,
    os.write,
    os.close,
    os.replace,
    os.unlink,
    os.chmod,
)
_getpid = os.getpid
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Target:
    # As it is said to people, and where it really is: no link, and absolute, because the program may change folders.
    name: str
    path: str
    # The permissions of the file that is there already; None: there is none.
    mode: int | None
    # Whether a new file can be written beside it and take its place. Not so a device, or a file in a folder that only
    # others may write.
    replaceable: bool
    folder: str
    # What stands before and behind the number of a child process in `NAME.PID.json`, in the name and in the path.
    around_number: tuple[tuple[str, str], tuple[str, str]]

    @classmethod
    def find(cls, name: str) -> Target:
        """Raises OSError with a sentence that says what to do next."""
        if is_page(name):
            check_viewer()
        special = _is_special(name)
        path = os.path.abspath(name) if special else os.path.realpath(name)
        folder = os.path.dirname(path)
        if not os.path.isdir(folder):
            raise OSError(
                f"there is no folder {os.path.dirname(os.path.abspath(name))}; make it, or choose another with -o"
            )
        if os.path.isdir(path):
            raise OSError(f"{name} is a folder; name a file in it with -o")
        found = os.stat(path) if os.path.exists(path) else None
        beside = os.access(folder, os.W_OK | os.X_OK)
        if not (beside if found is None else os.access(path, os.W_OK)):
            raise OSError(f"{name} cannot be written: permission denied; choose another file with -o")
        if found is None:
            return cls(name, path, None, True, folder, (_halves(name), _halves(path)))
        replaceable = beside and not special
        return cls(
            name, path, stat.S_IMODE(found.st_mode), replaceable, folder, (_halves(name), _halves(path))
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "path": self.path,
            "folder": self.folder,
            "around_number": self.around_number,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Target:
        """The target of a parent process, as far as its children need it."""
        name, path = (tuple(each) for each in told["around_number"])
        return cls(told["name"], told["path"], None, True, told["folder"], (name, path))

    def write(self, content: bytes) -> None:
        """Raises OSError; what was there is then as it was."""
        if not self.replaceable:
            _put(self.path, content, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            return
        beside = unfinished_path(self, _getpid())
        try:
            _put(beside, content, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            if self.mode is not None:
                with suppress(OSError):
                    _chmod(beside, self.mode)
            _replace(beside, self.path)
        except BaseException:
            with suppress(OSError):
                _unlink(beside)
            raise

    def of_child(self, process: int) -> Target:
        """The target of a child process: `NAME.PID.json` beside this one."""
        (name, name_end), (path, path_end) = self.around_number
        name, path = f"{name}.{process}{name_end}", f"{path}.{process}{path_end}"
        return Target(name, path, None, True, self.folder, self.around_number)


def _is_special(name: str) -> bool:
    """Whether nothing can take its place: a device, a pipe, or what is only another name of an open file."""
    if os.path.abspath(name).startswith(("/dev/", "/proc/")):
        return True
    return os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name)


def hidden_beside(target: Target, process: int, ending: str) -> str:
    """A file of a process beside the target; a program that looks for files does not come upon it by chance."""
    folder, separator, name = target.path.rpartition(os.sep)
    return f"{folder}{separator}.{name}.{process}.{ending}"


def unfinished_path(target: Target, process: int) -> str:
    """What a process writes before it takes the target's place."""
    return hidden_beside(target, process, "new")


def _put(path: str, content: bytes, flags: int) -> None:
    file = _open(path, flags | _BINARY, 0o666)
    try:
        write_all(file, content)
    finally:
        _close(file)


def write_all(file: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[_write(file, rest) :]


def _halves(path: str) -> tuple[str, str]:
    """`a/run.trace.json.gz` is parted into `a/run.trace` and `.json.gz`."""
    packed = ".gz" if path.endswith(".gz") else ""
    stem, ending = os.path.splitext(path.removesuffix(packed))
    return stem, ending + packed
