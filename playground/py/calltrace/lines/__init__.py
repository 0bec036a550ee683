"""
The lines of one call: which ran, in which order, and what each changed. `record.py` is told of them by a hook
(`monitoring.py`, `tracing.py`); `bytecode.py` says what a line can change, `loops.py` where a function's loops are.
"""

from .recorder import LineRecorder
from .wanted import Wanted

__all__ = ["LineRecorder", "Wanted"]
