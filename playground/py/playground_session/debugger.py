"""
Python's own debugger (`breakpoint()`, `pdb`) asks at the input field as it asks in a terminal. It must not step into
what makes the program wait for the answer, nor show who has called the program.
"""

from __future__ import annotations

import sys
from types import FrameType, ModuleType, TracebackType
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from . import waiting
from .own_frames import OwnFrames
from .patches import Patches

# The name of its tool of sys.monitoring.
_TOOL = "bdbtracer"


def adapt(bdb: ModuleType, patches: Patches, frames: OwnFrames) -> None:
    plain_dispatch, plain_stack = bdb.Bdb.trace_dispatch, bdb.Bdb.get_stack

    def trace_dispatch(self: Any, frame: FrameType, event: str, arg: Any) -> Any:
        # While the program stands still, what runs is the page's.
        if waiting.stands_still() or frames.hides(frame):
            return None
        return plain_dispatch(self, frame, event, arg)

    def get_stack(self: Any, f: FrameType | None, t: TracebackType | None) -> tuple[list[Any], int]:
        stack, at = plain_stack(self, f, t)
        current = stack[at : at + 1]
        shown = frames.within_program(stack)
        return shown, next((i for i, entry in enumerate(shown) if entry in current), max(0, len(shown) - 1))

    patches.replace(bdb.Bdb, "trace_dispatch", trace_dispatch)
    patches.replace(bdb.Bdb, "get_stack", get_stack)


def leave() -> None:
    """Ends the debugging of a program that is over."""
    if sys.gettrace() is not None and getattr(sys.gettrace(), "__module__", "") in (__name__, "bdb", "pdb"):
        sys.settrace(None)
    if sys.version_info >= (3, 12):
        monitoring = sys.monitoring
        if monitoring.get_tool(monitoring.DEBUGGER_ID) == _TOOL:
            monitoring.set_events(monitoring.DEBUGGER_ID, 0)
            monitoring.free_tool_id(monitoring.DEBUGGER_ID)
