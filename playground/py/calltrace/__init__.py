"""
calltrace: records every call of a Python program in pure Python: who called whom, with what, what came back, when.

    recorder = Recorder(Scope(Include(), root="."), sink)
    recorder.start(); ...; recorder.stop()

`python -m calltrace record script.py` writes a trace file.
"""

from . import _start  # isort: skip  # noqa: F401
from .chunk import OUTCOMES, Chunk
from .include import Include
from .plugins import Function, Plugin, register
from .recorder import Recorder
from .scope import Scope

__all__ = ["OUTCOMES", "Chunk", "Function", "Include", "Plugin", "Recorder", "Scope", "register"]
__version__ = "0.1.0"
