"""
One run of the user's program under the recorder, for the worker. Knows neither messages nor JavaScript: `host` is any
object with `chunk(columns, text)`, `output(text)` and, where the run may be interrupted, `flushed()`.
"""

from __future__ import annotations

import sys

from .imports import import_ahead, imports, missing
from .run import flush, run

if sys.platform == "emscripten":
    # An interpreter that is restored from a snapshot has no file of this package, only what was imported before.
    from . import loop as loop

__all__ = ["flush", "import_ahead", "imports", "missing", "run"]
