"""
How a recording learns that its process forks, or is left without Python's end: by `os._exit`, by `os.abort`, or because
another program takes its place. Nothing can tell of a signal that kills; then survivor.py remains.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .quietly import suppress
from .recording import Recording

# What each says in the trace.
_LEFT = {
    "_exit": "the program ended by os._exit, which leaves out what Python does at its end",
    "abort": "the program ended by os.abort",
    "execv": "another program took this one's place (os.exec…): the trace ends there",
    "execve": "another program took this one's place (os.exec…): the trace ends there",
}


class Leaving:
    """Watches over one recording between `start` and `stop`."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._originals = {name: getattr(os, name) for name in _LEFT if hasattr(os, name)}
        self._replaced = {name: self._leave_by(name) for name in self._originals}
        self._watches = False
        if hasattr(os, "register_at_fork"):  # which cannot be taken back
            os.register_at_fork(
                before=self._before_fork, after_in_parent=self._forked, after_in_child=self._in_child
            )

    def start(self) -> None:
        self._watches = True
        for name, function in self._replaced.items():
            setattr(os, name, function)

    def stop(self) -> None:
        self._watches = False
        for name, original in self._originals.items():
            if getattr(os, name, None) is self._replaced[name]:
                setattr(os, name, original)

    def _leave_by(self, name: str) -> Callable[..., Any]:
        original, how = self._originals[name], _LEFT[name]

        def leave(*given: Any, **named: Any) -> Any:
            with suppress(BaseException):
                if self._watches and self._recording.here:
                    self._recording.without_recording(lambda: self._leave(name, how, given, named))
            return original(*given, **named)

        return leave

    def _leave(self, name: str, how: str, given: Any, named: Any) -> None:
        if name.startswith("exec"):
            # It may fail, and `os.execvp` tries several places.
            self._recording.leaving(how)
        elif name == "abort" or _is_status(given, named):
            self.stop()
            self._recording.finish(None, how)

    def _before_fork(self) -> None:
        if self._watches and self._recording.here:
            self._recording.before_fork()

    def _forked(self) -> None:
        if self._watches and self._recording.here:
            self._recording.forked()

    def _in_child(self) -> None:
        if self._watches:
            try:
                goes_on = self._recording.begin_child()
            except BaseException:  # the child must run, whatever becomes of its recording
                goes_on = False
            if goes_on:
                self._recording.die_gracefully(self.stop)
            else:
                self.stop()


def _is_status(given: Any, named: Any) -> bool:
    """Whether `os._exit` takes this; else it raises, and the program goes on."""
    if len(given) + len(named) != 1 or not set(named) <= {"status"}:
        return False
    return isinstance([*given, *named.values()][0], int)
