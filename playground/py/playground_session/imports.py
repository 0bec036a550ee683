"""Which modules a program imports, read off its text without running it; and importing those of packages early."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import os
import sys
import warnings
from collections.abc import Iterable

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from .run import FIGURES


def _parsed(source: str) -> ast.Module:
    """The program's syntax tree; an empty one if it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def imports(source: str) -> list[str]:
    """Top-level names of all modules that the program imports anywhere, in order; [] if it cannot be parsed."""
    found: dict[str, None] = {}
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.name.partition(".")[0]] = None
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found[node.module.partition(".")[0]] = None
    return list(found)


def import_ahead(source: str, allowed: Iterable[str]) -> list[str]:
    """
    Executes those of the program's import statements, outside functions and the like, that import modules whose
    top-level names are `allowed`, and nothing else of it. Returns the top-level names of all modules that came in so: a
    program whose own files have one of these names would get the wrong one.
    """
    known, before = set(allowed), set(sys.modules)
    os.environ.setdefault("MPLBACKEND", FIGURES)
    for node in _parsed(source).body:
        if isinstance(node, ast.Import):
            node.names = [alias for alias in node.names if alias.name.partition(".")[0] in known]
            if not node.names:
                continue
        elif (
            not isinstance(node, ast.ImportFrom)
            or node.level
            or str(node.module).partition(".")[0] not in known
        ):
            continue
        code = compile(ast.Module([node], []), "<exec>", "exec")
        # An error is passed over here: the program will meet it itself.
        said = io.StringIO()
        with (
            contextlib.suppress(Exception),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            exec(code, {"__builtins__": builtins, "__name__": "playground_session"})
    return sorted({name.partition(".")[0] for name in sys.modules.keys() - before})
