"""
What happens in a program, found out slowly and without the recorder: by `sys.settrace`, opcode by opcode. Shares no
code with it, so that the two can be compared.
"""

from __future__ import annotations

import dis
import io
import sys
from types import FrameType
from typing import Any, NamedTuple


class Call(NamedTuple):
    parent: int
    function: str
    line: int | None
    outcome: str
    # The call that is the first step of the same generator or coroutine, if this is a later one.
    first: int | None


class Oracle:
    """Runs a program as `main.py`; `calls` are those of its own code in the order in which they began."""

    def __init__(self, source: str) -> None:
        self.calls: list[Call] = []
        # Frames by identity, and only while they live: a frame that is kept keeps the program's objects.
        self._running: dict[int, int] = {}
        self._first: dict[int, int] = {}
        self._last: dict[int, str] = {}
        # The types of the exceptions that frames met last, and the frames that were resumed to be closed.
        self._met: dict[int, type[BaseException]] = {}
        self._closing: set[int] = set()
        self.error: BaseException | None = None
        code = compile(source, "main.py", "exec", dont_inherit=True)
        stdout, sys.stdout = sys.stdout, io.StringIO()
        traced = sys.gettrace()
        sys.settrace(self._event)
        try:
            exec(code, {"__name__": "__main__"})
        except BaseException as error:
            self.error = error
        finally:
            sys.settrace(traced)
            self.printed = sys.stdout.getvalue()  # type: ignore[attr-defined]
            sys.stdout = stdout

    def _event(self, frame: FrameType, event: str, value: Any) -> Any:
        # Also what eval runs, whose file is "<string>".
        if frame.f_globals.get("__name__") != "__main__":
            return None
        # At every event: 3.13 forgets it now and then.
        frame.f_trace_opcodes = True
        if event == "call":
            self._began(frame)
        elif event == "exception":
            self._met[id(frame)] = value[0]
            thrown = self._last[id(frame)] == "" and self.calls[self._running[id(frame)]].first is not None
            if thrown and value[0] is GeneratorExit:
                self._closing.add(id(frame))
            self._last[id(frame)] = event
        elif event == "opcode":
            self._last[id(frame)] = dis.opname[frame.f_code.co_code[frame.f_lasti]]
        elif event == "return":
            self._ended(frame)
        return self._event

    def _began(self, frame: FrameType) -> None:
        caller = frame.f_back
        while caller is not None and id(caller) not in self._running:
            caller = caller.f_back
        number = len(self.calls)
        # Not by the frame's identity alone: a generator may be closed without running, and its frame's place be used
        # again.
        names = [dis.opname[code] for code in frame.f_code.co_code[::2]]
        start = names.index("RESUME")
        begins = frame.f_lasti <= 2 * start
        first = None if begins else self._first[id(frame)]
        if begins:
            self._first[id(frame)] = number
        parent, line = (-1, None) if caller is None else (self._running[id(caller)], caller.f_lineno)
        self.calls.append(Call(parent, frame.f_code.co_qualname, line, "unfinished", first))
        self._running[id(frame)] = number
        self._last[id(frame)] = ""

    def _ended(self, frame: FrameType) -> None:
        last = self._last.pop(id(frame))
        closing = id(frame) in self._closing and self._met.get(id(frame)) is GeneratorExit
        self._closing.discard(id(frame))
        outcome = "closed" if closing else "raised"
        if last.startswith("RETURN_"):
            outcome = "returned"
        elif last == "YIELD_VALUE":
            outcome = "yielded"
        if outcome != "yielded":
            del self._first[id(frame)]
        number = self._running.pop(id(frame))
        self.calls[number] = self.calls[number]._replace(outcome=outcome)
