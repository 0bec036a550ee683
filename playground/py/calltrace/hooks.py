"""
The two ways to be told of calls: `sys.monitoring` (Python 3.12 and newer) and `sys.setprofile`. Both only translate
Python's events into calls of the recorder's six functions; what a call is and what is kept is decided there.
"""

from __future__ import annotations

import dis
import sys
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .recorder import Recorder


class Hook(Protocol):
    name: str

    def start(self, recorder: Recorder) -> None: ...
    def stop(self) -> None: ...
    def watch(self, code: CodeType) -> None:
        """Code that is let in: tell of its ends too."""


def choose_hook(name: str | None) -> Hook:
    """`monitoring`, `profile`, or the better one that this Python has."""
    if name is None:
        name = "monitoring" if sys.version_info >= (3, 12) else "profile"
    if name == "monitoring":
        if sys.version_info < (3, 12):
            raise ValueError("this Python has no sys.monitoring: it came with 3.12")
        return MonitoringHook()
    if name == "profile":
        return ProfileHook()
    raise ValueError(f"no such hook: {name}")


if sys.version_info >= (3, 12):

    class MonitoringHook:
        name = "monitoring"

        def start(self, recorder: Recorder) -> None:
            monitoring = sys.monitoring
            events = monitoring.events
            free = [tool for tool in (2, 3, 4, 1, 0, 5) if monitoring.get_tool(tool) is None]
            if not free:
                raise RuntimeError("all tools of sys.monitoring are in use")
            self._tool = free[0]
            monitoring.use_tool_id(self._tool, "calltrace")
            hooks = recorder.thread_hooks(1, monitoring.DISABLE)
            for event, hook in (
                (events.PY_START, "started"),
                (events.PY_RESUME, "resumed"),
                (events.PY_THROW, "thrown"),
                (events.PY_RETURN, "returned"),
                (events.PY_YIELD, "yielded"),
                (events.PY_UNWIND, "unwound"),
            ):
                monitoring.register_callback(self._tool, event, hooks[hook])
            monitoring.set_events(self._tool, events.PY_START | events.PY_THROW | events.PY_UNWIND)

        def watch(self, code: CodeType) -> None:
            events = sys.monitoring.events
            sys.monitoring.set_local_events(
                self._tool, code, events.PY_RETURN | events.PY_YIELD | events.PY_RESUME
            )

        def stop(self) -> None:
            monitoring = sys.monitoring
            monitoring.set_events(self._tool, 0)
            for event in ("PY_START", "PY_RESUME", "PY_THROW", "PY_RETURN", "PY_YIELD", "PY_UNWIND"):
                monitoring.register_callback(self._tool, getattr(monitoring.events, event), None)
            monitoring.free_tool_id(self._tool)


class ProfileHook:
    name = "profile"

    def start(self, recorder: Recorder) -> None:
        hooks = recorder.thread_hooks(2, False)
        started, resumed, returned = hooks["started"], hooks["resumed"], hooks["returned"]
        yielded, unwound = hooks["yielded"], hooks["unwound"]
        left_out: dict[int, CodeType] = {}
        bytecode: dict[int, bytes] = {}
        self._bytecode = bytecode
        returns = {dis.opmap[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in dis.opmap}
        yields = dis.opmap["YIELD_VALUE"]

        def profile(frame: FrameType, event: str, value: Any) -> None:
            if event == "call":
                code = frame.f_code
                if id(code) in left_out:
                    return
                if code.co_code[frame.f_lasti - 2] == yields:
                    resumed(code, 0)
                elif started(code, 0) is False:
                    left_out[id(code)] = code
            elif event == "return":
                code = frame.f_code
                text = bytecode.get(id(code))
                if text is None:
                    return
                opcode = text[frame.f_lasti]
                if opcode in returns:
                    returned(code, 0, value)
                elif opcode == yields:
                    yielded(code, 0, value)
                else:
                    unwound(code, 0, None)

        sys.setprofile(profile)

    def watch(self, code: CodeType) -> None:
        self._bytecode[id(code)] = code.co_code

    def stop(self) -> None:
        sys.setprofile(None)
