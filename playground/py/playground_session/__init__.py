"""
One run of the user's program under the recorder, for the worker. Knows neither messages nor JavaScript: `host` is any
object with `chunk(columns, text)`, `output(text)` and, where the run may be interrupted, `flushed(file, line)`.
"""

from __future__ import annotations

from .imports import import_ahead, imports, missing
from .reading import read_program
from .run import flush, run, stop_waiting

__all__ = ["flush", "import_ahead", "imports", "missing", "read_program", "run", "stop_waiting"]
