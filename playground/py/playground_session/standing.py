"""
Where the program stands, told to the host as it goes on: if it hangs in C, it cannot be asked when it is stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import CodeType, CoroutineType, FrameType
from typing import Any

from calltrace import Scope
from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


class Standing:
    """
    `host.standing(file, line, waits)` gets the number of one of the program's `files` and a line of it, or line 0 where
    that is not known. `waits`: the program stands still there until it says so.
    """

    def __init__(self, host: Any, scope: Scope, files: list[str]) -> None:
        self._tell = getattr(host, "standing", None)
        self._scope = scope
        self._numbers = {name: number for number, name in enumerate(files)}
        # By the name that code objects have of a file; below zero: it is none of the program's.
        self._known: dict[str, int] = {}

    @property
    def told(self) -> bool:
        """Whether the host wants to know."""
        return self._tell is not None

    def place(self, code: CodeType, line: int) -> None:
        """The program comes to this line of its own."""
        if self._tell is not None:
            number = self._number(code.co_filename)
            self._tell(max(0, number), line if number >= 0 else 0, False)

    def waits(self, frame: FrameType | None) -> None:
        """The program stands still in this frame, or (None) goes on."""
        if self._tell is not None:
            self._tell(*self.of(stack(frame)), frame is not None)

    def of(self, frames: Iterable[FrameType]) -> tuple[int, int]:
        """The file and line of the first of these frames that is the program's own; line 0: none is."""
        for frame in frames:
            number = self._number(frame.f_code.co_filename)
            if number >= 0:
                return number, frame.f_lineno or 0
        return 0, 0

    def _number(self, filename: str) -> int:
        number = self._known.get(filename)
        if number is None:
            file = self._scope.program_file(filename)
            number = self._known[filename] = -1 if file is None else self._numbers.get(file, -1)
        return number


def stack(frame: FrameType | None) -> Iterator[FrameType]:
    """This frame and its callers."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def awaiting(coroutine: object) -> list[FrameType]:
    """The frames of a coroutine that waits, and of those that it awaits, innermost first."""
    found: list[FrameType] = []
    while isinstance(coroutine, CoroutineType) and coroutine.cr_frame is not None:
        found.insert(0, coroutine.cr_frame)
        coroutine = coroutine.cr_await
    return found
