"""
Standard input and output below `sys.stdin` and `sys.stdout`: the descriptors 0, 1 and 2, and the files in /dev that
stand for them. What is written there by any way (`os.write(1, …)`, `open(1, "w")`) goes where printed text goes, in its
order. What is read there may have to wait for a person, which only Python code can do, so `open` and `os.read` are
replaced by ones that know the keyboard.
"""

from __future__ import annotations

import builtins
import codecs
import functools
import io
import os
import weakref
from collections.abc import Callable
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from .stdin import Keyboard, KeyboardFile
from .streams import Room

_KEYBOARD_PATHS = ("/dev/stdin", "/dev/tty", "/dev/fd/0", "/proc/self/fd/0")
_STREAMS = {1: "stdout", 2: "stderr"}


class Devices:
    """
    `host.device`, where there is one: `watch(flag)` has the flag's byte set as soon as anything has been written to the
    devices, and `take()` gives what that was, as pairs of a descriptor and its bytes.
    """

    def __init__(self, host: Any, keyboard: Keyboard, room: Room) -> None:
        self._device: Any = getattr(host, "device", None)
        self._keyboard = keyboard
        self._room = room
        self._decoders = {n: codecs.getincrementaldecoder("utf-8")("replace") for n in _STREAMS}
        # Files that are open for writing: Python flushes those that are left open when it ends.
        self._files: weakref.WeakSet[Any] = weakref.WeakSet()

    def install(self) -> None:
        self._plain = builtins.open, io.open, os.read, os.fdopen
        builtins.open = io.open = _Open(io.open, self)
        os.read = _os_read(os.read, self._keyboard)
        if self._device is not None:
            self._room.watch(self.take, self._device.watch)

    def remove(self) -> None:
        builtins.open, io.open, os.read, os.fdopen = self._plain

    def take(self) -> None:
        """Writes into the room what was written to the devices."""
        for written in self._device.take():
            descriptor, data = written
            self._room.write(_STREAMS[descriptor], self._decoders[descriptor].decode(_bytes(data)))

    def flush(self) -> None:
        for file in list(self._files):
            if not file.closed:
                file.flush()

    def opened(self, file: Any, mode: str, buffering: int, encoding: Any, errors: Any, newline: Any) -> Any:
        """The keyboard as an open file."""
        if "w" in mode or "a" in mode or "x" in mode:
            # Only a terminal is both.
            return self._plain[1]("/dev/stdout", mode, buffering, encoding, errors, newline)
        raw = KeyboardFile(self._keyboard, file)
        if "b" in mode:
            return raw if buffering == 0 else io.BufferedReader(raw)
        return io.TextIOWrapper(io.BufferedReader(raw), encoding or "utf-8", errors, newline)

    def keep(self, file: Any) -> Any:
        self._files.add(file)
        return file


class _Open:
    """`open`. Not a function: one that is an attribute of a class is called with the instance, the builtin is not."""

    def __init__(self, plain: Callable[..., Any], devices: Devices) -> None:
        functools.update_wrapper(self, plain)
        self._plain = plain
        self._devices = devices

    def __call__(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: Any = None,
        errors: Any = None,
        newline: Any = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        if opener is None and isinstance(mode, str):
            if _is_keyboard(file):
                return self._devices.opened(file, mode, buffering, encoding, errors, newline)
            if file in _STREAMS if type(file) is int else False:
                # The descriptor itself stays open: what comes after this file still has to be printed.
                made = self._plain(file, mode, buffering, encoding, errors, newline, closefd=False)
                return self._devices.keep(made)
        return self._plain(file, mode, buffering, encoding, errors, newline, closefd, opener)

    def __repr__(self) -> str:
        return repr(self._plain)


def _is_keyboard(file: Any) -> bool:
    if type(file) is int:
        return file == 0
    if type(file) is not str:
        # A path; what is none, `open` itself complains of.
        if not isinstance(file, os.PathLike):
            return False
        file = os.fspath(file)
    return file in _KEYBOARD_PATHS


def _os_read(plain: Callable[[int, int], bytes], keyboard: Keyboard) -> Callable[[int, int], bytes]:
    @functools.wraps(plain)
    def read(fd: int, length: int, /) -> bytes:
        return keyboard.read(length) if type(fd) is int and fd == 0 and length > 0 else plain(fd, length)

    return read


def _bytes(data: Any) -> bytes:
    """The bytes of JavaScript's array, or of Python's."""
    return bytes(data.to_py() if hasattr(data, "to_py") else data)
