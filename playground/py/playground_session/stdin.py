"""The program's stdin: a text file whose lines a person types while the program waits for them."""

from __future__ import annotations

import io
from typing import Any

from calltrace import Recorder
from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from . import waiting
from .streams import Room


class Stdin(io.TextIOBase):
    """
    `host.read_line()` gives a line without its end, or None for the end of input; or an object whose `tell(function)`
    calls the function with one of the two later. If the host has no `read_line`, there is no input at all. The
    `prepared` lines are read before the host is asked.
    """

    name = "<stdin>"
    encoding = "utf-8"
    errors = "strict"

    def __init__(self, host: Any, recorder: Recorder, room: Room, prepared: list[str]) -> None:
        self._prepared = prepared[::-1]
        self._host = host
        self._recorder = recorder
        self._room = room
        self._rest = ""

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        if not self._rest:
            line = self._ask()
            if line is None:
                return ""
            self._rest = line + "\n"
            # As in a terminal, the output has the line that was typed behind the question.
            self._room.write("stdout", self._rest)
        end = len(self._rest) if size is None or size < 0 else size
        taken, self._rest = self._rest[:end], self._rest[end:]
        return taken

    def read(self, size: int | None = -1, /) -> str:
        if size is not None and size >= 0:
            return self.readline(size)
        return "".join(iter(self.readline, ""))

    def _ask(self) -> str | None:
        if self._prepared:
            return self._prepared.pop()
        read_line = getattr(self._host, "read_line", None)
        if read_line is None:
            return None
        # What was printed and recorded so far is to be on the screen while the person thinks.
        self._room.give_back()
        self._recorder.hand_over()
        answer: Any = read_line()
        return answer if answer is None or isinstance(answer, str) else _wait(answer)


def _wait(promised: Any) -> str | None:
    from pyodide.ffi import can_run_sync  # type: ignore[import-not-found]

    if not can_run_sync():
        raise io.UnsupportedOperation(
            "input() cannot wait in this browser, which has no stack switching (JSPI): "
            "write one more line under Inputs, then run again"
        )
    line: str | None = waiting.wait(promised)
    return line
