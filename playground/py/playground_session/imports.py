"""Which modules a program imports, read off its text without running it."""

from __future__ import annotations

import ast
import warnings

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


def imports(source: str) -> list[str]:
    """Top-level names of all modules that the program imports anywhere, in order; [] if it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.name.partition(".")[0]] = None
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found[node.module.partition(".")[0]] = None
    return list(found)
