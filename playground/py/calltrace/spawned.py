"""
Records a Python that a recorded program started: from its first statement to its end, into a file beside its parent's.
Leaves to children.py how it was told, to boot/sitecustomize.py the beginning.
"""

from __future__ import annotations

import atexit
import os
import platform
import sys
from typing import Any

from . import ending
from .children import Children
from .include import Include
from .leaving import Leaving
from .recorder import Recorder
from .recording import Recording
from .scope import Scope
from .streams import Streams
from .target import Target


def begin(told: dict[str, Any]) -> None:
    script = _script()
    path = os.path.abspath(script) if script else ""
    roots = tuple(told["roots"])
    if script:
        roots = (os.path.dirname(os.path.realpath(path)), *roots)
    scope = Scope(
        Include.from_json(told["include"]),
        program=frozenset({path, script, os.path.realpath(path)} if script else told["program_files"]),
        root=roots[0],
        others=roots[1:],
    )

    def recorder(sink: Any) -> Recorder:
        return Recorder(scope, sink, **told["recorder"])

    environment = {
        "python": platform.python_version(), "platform": sys.platform,
        "runtime": platform.python_implementation().lower(), "packages": {},
    }  # fmt: skip
    about = {"filename": os.path.basename(script), "source": _text(path)} if script else told["program"]
    target = Target.from_json(told["target"])
    recording = Recording(
        recorder, target, {"example": None, **about}, environment, children=True, parent=told["process"]
    )
    leaving = Leaving(recording)
    children = Children(recording, {**told, "process": os.getpid()})

    def finish() -> None:
        if recording.here:
            leaving.stop()
            children.stop()
            streams.stop()
            error = getattr(sys, "last_value", None)
            recording.finish(None if error is None else ending.described(error, recording.recorder.raised_in))

    streams = Streams(recording)
    # What is registered first runs last.
    atexit.register(finish)
    recording.die_gracefully(leaving.stop)
    leaving.start()
    children.start()
    recording.start()


def _script() -> str:
    """The script on Python's command line; "": there is none, but a module, a text or a worker of multiprocessing."""
    arguments = iter(sys.orig_argv[1:])
    for argument in arguments:
        if argument in ("-W", "-X"):
            next(arguments, None)
        elif not argument.startswith("-"):
            return argument if os.path.isfile(argument) else ""
        elif argument[1:2] in ("c", "m") or argument == "-":
            break
    return ""


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
