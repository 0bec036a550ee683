"""
A fence around calls that are made again, and around mutants, of which nobody knows what they do: they start no process,
open no connection, and change no file.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_REFUSED = {
    "os.chmod": "changes a file", "os.chown": "changes a file", "os.link": "changes files",
    "os.mkdir": "makes a folder", "os.remove": "removes a file", "os.rename": "renames a file",
    "os.rmdir": "removes a folder", "os.symlink": "changes files", "os.truncate": "changes a file",
    "shutil.rmtree": "removes a folder", "shutil.move": "moves files", "shutil.copyfile": "writes a file",
    "os.exec": "starts a program", "os.fork": "starts a process", "os.forkpty": "starts a process",
    "os.posix_spawn": "starts a program", "os.spawn": "starts a program", "os.system": "starts a program",
    "os.kill": "sends a signal", "subprocess.Popen": "starts a program",
    "socket.connect": "connects to another machine", "socket.bind": "opens a port",
    "socket.sendto": "sends to another machine", "socket.getaddrinfo": "connects to another machine",
    "webbrowser.open": "opens a browser", "sqlite3.connect": "opens a database",
}  # fmt: skip


class Refused(BaseException):
    """What the program wanted to do outside of itself, as a verb with its object."""


class AskedForInput(Refused):
    """It wanted to read what somebody types."""


class Fence:
    """`refused`: what was wanted inside of it, also where the program has caught the exception."""

    def __init__(self) -> None:
        self.up = False
        self.refused = ""
        sys.addaudithook(self._audit)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.up:
            return
        what = _REFUSED.get(event)
        if event == "open" and isinstance(arguments[2], int) and _writes(arguments):
            what = "writes a file"
        if event == "sqlite3.connect" and arguments and arguments[0] in (":memory:", b":memory:"):
            return
        if what:
            self.refused = what
            raise Refused(what)

    @contextmanager
    def around(self) -> Iterator[None]:
        before = sys.stdin, sys.stdout, sys.stderr
        sys.stdin = _NoInput(self)
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
        self.refused = ""
        self.up = True
        try:
            yield
        finally:
            self.up = False
            sys.stdin, sys.stdout, sys.stderr = before


def _writes(arguments: tuple[Any, ...]) -> bool:
    path, mode, flags = arguments[:3]
    if isinstance(path, int) or path in (os.devnull, "/dev/null"):
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC))


class _NoInput(io.StringIO):
    def __init__(self, fence: Fence) -> None:
        super().__init__()
        self._fence = fence

    def _ask(self, *given: Any) -> str:
        self._fence.refused = "asks for input"
        raise AskedForInput("asks for input")

    read = readline = __next__ = _ask  # type: ignore[assignment]
