"""
calltrace: records every call of a Python program in pure Python: who called whom, with what, what came back, when.

    recorder = Recorder(Scope(Include(), root="."), sink)
    recorder.start(); ...; recorder.stop()

`python -m calltrace record script.py` writes a trace file, `with calltrace.record("run.json"):` that of a part of a
program.
"""

from typing import TYPE_CHECKING, Any

from . import _start  # isort: skip  # noqa: F401
from .chunk import OUTCOMES, Chunk
from .include import Include
from .plugins import Function, Plugin, register
from .recorder import Recorder
from .scope import Scope

if TYPE_CHECKING:
    from .api import record
    from .run import Run

__all__ = [
    "OUTCOMES", "Chunk", "Function", "Include", "Plugin", "Recorder", "Run", "Scope", "record", "register",
]  # fmt: skip
__version__ = "0.1.0"

# What is imported when it is first asked for: the page, whose runs are recorded anyway, does not carry it.
_LATER = {"record": "api", "Run": "run"}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _LATER:
            raise AttributeError(f"module 'calltrace' has no attribute {name!r}")
        import importlib

        try:
            found = getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
        except ModuleNotFoundError:
            raise AttributeError(
                f"calltrace.{name} is not here: the page records every run by itself"
            ) from None
        globals()[name] = found
        return found


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext calltrace` in Jupyter and IPython: the magics `%calltrace` and `%%calltrace`."""
    from .notebook import load

    load(shell)
