"""Where `calltrace.record` writes, and in which form: the suffix decides. Leaves to target.py the writing."""

from __future__ import annotations

import os
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .file import encoded
from .target import Target

SUFFIXES = (".json", ".json.gz", ".html")


def target_of(path: str | os.PathLike[str]) -> Target:
    """Raises ValueError for a suffix that says nothing, OSError where nothing can be written; both say what to do."""
    name = os.fspath(path)
    if not name.endswith(SUFFIXES):
        raise ValueError(f"{name}: the suffix says what is written, so it is one of {', '.join(SUFFIXES)}")
    try:
        return Target.find(name)
    except OSError as wrong:
        # The command line has an option for it.
        raise type(wrong)(str(wrong).replace(" with -o", "")) from None


def save(trace: dict[str, Any], target: Target) -> None:
    """Raises OSError; what was there is then as it was."""
    target.write(encoded(trace, target.path))
