"""The program's stdin: a text file whose lines a person types while the program waits for them."""

from __future__ import annotations

import io
from typing import Any

from calltrace import Recorder
from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from . import waiting
from .streams import Room


class Keyboard:
    """
    Where the lines of stdin come from. The `prepared` lines are read before the host is asked.

    `host.read_line()` gives a line without its end, or None for the end of input; or an object whose `tell(function)`
    calls the function with one of the two later. `host.read_secret()` does so too, but what is typed must not be seen.
    If the host has none of them, there is no input at all.
    """

    def __init__(self, host: Any, recorder: Recorder, room: Room, prepared: list[str]) -> None:
        self._prepared = prepared[::-1]
        self._host = host
        self._recorder = recorder
        self._room = room
        # The bytes of the line that is being read; it may be read in parts, and by several files.
        self._rest = b""

    def line(self) -> str | None:
        """The next line, shown behind the question as in a terminal; None: the end of input."""
        line = self._ask("read_line")
        if line is not None:
            self._room.write("stdout", line + "\n")
        return line

    def secret(self) -> str | None:
        """The next line, of which nothing is shown."""
        return self._ask("read_secret")

    def read(self, size: int) -> bytes:
        """At most so many bytes of what is left of the line, or of the next one; none at the end of input."""
        if not self._rest:
            line = self.line()
            if line is None:
                return b""
            self._rest = (line + "\n").encode("utf-8", "replace")
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def _ask(self, question: str) -> str | None:
        if self._prepared:
            return self._prepared.pop()
        read = getattr(self._host, question, None)
        if read is None:
            return None
        # What was printed and recorded so far is to be on the screen while the person thinks.
        self._room.give_back()
        self._recorder.hand_over()
        begun = self._recorder.now()
        try:
            answer: Any = read()
            return answer if answer is None or isinstance(answer, str) else _wait(answer)
        finally:
            self._recorder.note_wait(begun, "input")


class KeyboardFile(io.RawIOBase):
    """The bytes that are typed, as an open file gives them."""

    mode = "rb"

    def __init__(self, keyboard: Keyboard, name: str | int) -> None:
        self.name = name
        self._keyboard = keyboard

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 0

    def readinto(self, room: Any, /) -> int:
        found = self._keyboard.read(len(room))
        room[: len(found)] = found
        return len(found)


class Stdin(io.TextIOWrapper):
    """`sys.stdin`. Not more than the line that is asked for is read ahead, whether as text or as bytes."""

    mode = "r"

    def __init__(self, keyboard: Keyboard) -> None:
        super().__init__(io.BufferedReader(KeyboardFile(keyboard, "<stdin>")), encoding="utf-8")


def _wait(promised: Any) -> str | None:
    if not waiting.can_wait():
        raise io.UnsupportedOperation(
            "input() cannot wait in this browser: write one more line under Inputs, then run again"
        )
    line: str | None = waiting.wait(promised)
    return line
