"""
Tests from a run: written from the calls of a trace, proven in fresh interpreters, held against mutants of the program.

Pure Python, without dependencies; it imports neither js nor pyodide. Where a fresh interpreter comes from is behind
`interpreters.Interpreters`.
"""

from .interpreters import Interpreters, Subprocesses
from .reading import CannotRead
from .results import Results
from .session import Options, write_tests

__all__ = ["CannotRead", "Interpreters", "Options", "Results", "Subprocesses", "write_tests"]
