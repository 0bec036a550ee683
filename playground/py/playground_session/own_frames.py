"""Keeps the frames of the session, the recorder and Pyodide out of the tracebacks that Python's `traceback` makes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from calltrace.scope import Scope

_NAMES = ("walk_stack", "walk_tb", "_walk_tb_with_full_positions")


class OwnFrames:
    """
    Some of what CPython does in C is Python code here (`open`, `input`, `time.sleep`, `asyncio.run`). `main` is the
    program's namespace: below its module, whoever has called it is not shown.
    """

    def __init__(self, scope: Scope, main: dict[str, Any]) -> None:
        self._scope = scope
        self._main = main
        self._plain = {name: vars(traceback)[name] for name in _NAMES}

    def install(self) -> None:
        plain = self._plain

        def walk_stack(f: FrameType | None) -> Iterator[tuple[FrameType, int]]:
            return self._stack(plain["walk_stack"](f or sys._getframe(1)))

        def walk_tb(tb: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
            return self._shown(plain["walk_tb"](tb))

        def walk_positions(tb: TracebackType | None) -> Iterator[tuple[FrameType, Any]]:
            return self._shown(plain["_walk_tb_with_full_positions"](tb))

        made: tuple[Callable[..., Any], ...] = (walk_stack, walk_tb, walk_positions)
        for name, function in zip(_NAMES, made, strict=True):
            setattr(traceback, name, function)

    def remove(self) -> None:
        for name, function in self._plain.items():
            setattr(traceback, name, function)

    def hides(self, frame: FrameType) -> bool:
        return self._scope.source(frame.f_code, frame.f_globals).place == "own"

    def within_program(self, stack: list[tuple[FrameType, Any]]) -> list[tuple[FrameType, Any]]:
        """Those of a debugger's entries that are above the program's own module, and not ours."""
        shown = [entry for entry in stack if not self.hides(entry[0])]
        first = next((i for i, entry in enumerate(shown) if self._is_module(entry[0])), 0)
        return shown[first:]

    def _is_module(self, frame: FrameType) -> bool:
        return frame.f_globals is self._main and frame.f_code.co_name == "<module>"

    def _shown(self, found: Iterator[tuple[FrameType, Any]]) -> Iterator[tuple[FrameType, Any]]:
        return (entry for entry in found if not self.hides(entry[0]))

    def _stack(self, found: Iterator[tuple[FrameType, int]]) -> Iterator[tuple[FrameType, int]]:
        for frame, line in self._shown(found):
            yield frame, line
            if self._is_module(frame):
                return
