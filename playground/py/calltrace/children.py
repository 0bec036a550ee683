"""
Child processes that are another Python: whether they are recorded, and how they learn that they are. Forked ones are
leaving.py's. A child is told by two variables of its environment, which it takes away itself (boot/sitecustomize.py);
the program's own environment stays as it is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._own import to_json
from .quietly import suppress
from .recording import Recording

VARIABLE = "CALLTRACE_CHILD"
_PYTHON = re.compile(rb"(.*/)?python[0-9.]*t?\Z")
# A helper of Python itself, in which no code of a program runs.
_HELPER = b"multiprocessing.resource_tracker"
# With these options Python does not look at the environment.
_DEAF = re.compile(rb"-[A-Za-z]*[IES][A-Za-z]*\Z")
_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_environ = os.environ


class Children:
    """Between `start` and `stop`. `settings` are what a child needs to record as this process does."""

    def __init__(self, recording: Recording, settings: dict[str, Any]) -> None:
        self._recording, self._settings = recording, settings
        # Where processes are started, by module and name.
        self._originals: dict[tuple[Any, str], Callable[..., Any]] = {}

    def start(self) -> None:
        try:
            import _posixsubprocess
        except ImportError:  # Windows, WebAssembly
            return
        self._replace(_posixsubprocess, "fork_exec", self._fork_exec)
        self._replace(os, "posix_spawn", self._posix_spawn)
        self._replace(os, "posix_spawnp", self._posix_spawn)
        if "subprocess" in sys.modules:
            self._replace(sys.modules["subprocess"], "_fork_exec", self._fork_exec)

    def stop(self) -> None:
        for (module, name), original in self._originals.items():
            setattr(module, name, original)
        self._originals.clear()

    def _replace(self, module: Any, name: str, make: Callable[[Callable[..., Any]], Any]) -> None:
        original = getattr(module, name, None)
        if original is not None:
            self._originals[module, name] = original
            setattr(module, name, make(original))

    def _fork_exec(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def fork_exec(*given: Any) -> Any:
            with suppress(Exception):  # the program gave what Python itself will refuse
                arguments, executables, environment = given[0], given[1], given[5]
                told = self._recording.without_recording(
                    lambda: self._told(arguments, executables, environment)
                )
                given = (*given[:5], told, *given[6:])
            return original(*given)

        return fork_exec

    def _posix_spawn(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def posix_spawn(path: Any, argv: Any, env: Any, /, **named: Any) -> Any:
            with suppress(Exception):
                env = self._recording.without_recording(lambda: self._told_as_mapping(argv, path, env))
            return original(path, argv, env, **named)

        return posix_spawn

    def _is_program(self, arguments: Any, executables: Any) -> bool:
        if not self._recording.here:
            return False
        ours = os.fsencode(sys.executable or "")
        names = [os.fsencode(name) for name in executables]
        return any(name == ours or _PYTHON.match(name) for name in names) and not any(
            _HELPER in os.fsencode(argument) for argument in arguments
        )

    def _told_as_mapping(self, arguments: Any, executable: Any, environment: Any) -> Any:
        pairs = None
        if environment is not None:
            pairs = [os.fsencode(name) + b"=" + os.fsencode(value) for name, value in environment.items()]
        told = self._told(arguments, [executable], pairs)
        return environment if told is pairs or told is None else dict(pair.split(b"=", 1) for pair in told)

    def _told(self, arguments: Any, executables: Any, environment: list[bytes] | None) -> list[bytes] | None:
        """The environment of a child that is to be recorded; its own if it is not."""
        if not self._is_program(arguments, executables):
            return environment
        if not self._recording.children or any(
            _DEAF.match(os.fsencode(each)) for each in _options(arguments)
        ):
            self._recording.unrecorded_children += 1
            return environment
        self._recording.recorded_children += 1
        if environment is None:
            pairs = dict(_environ)
        else:
            split = (pair.partition(b"=") for pair in environment)
            pairs = {os.fsdecode(name): os.fsdecode(value) for name, _, value in split}
        before = pairs.get("PYTHONPATH")
        told = {**self._settings, "package": os.path.dirname(_PACKAGE), "PYTHONPATH": before}
        boot = os.path.join(_PACKAGE, "boot")
        pairs["PYTHONPATH"] = boot if not before else f"{boot}{os.pathsep}{before}"
        pairs[VARIABLE] = to_json(told)
        return [os.fsencode(name) + b"=" + os.fsencode(value) for name, value in pairs.items()]


def _options(arguments: Any) -> list[Any]:
    """What stands before the program on Python's command line."""
    options = []
    for argument in list(arguments)[1:]:
        text = os.fsencode(argument)
        if not text.startswith(b"-") or text in (b"-c", b"-m", b"-"):
            break
        options.append(argument)
    return options
