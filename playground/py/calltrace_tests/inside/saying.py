"""Exceptions that left the program, in a few words."""

from __future__ import annotations

from .fence import Fence
from .lines import MAX_LINES, TooManyLines


def said(error: BaseException, fence: Fence) -> str:
    if isinstance(error, TooManyLines):
        return f"it runs more than {MAX_LINES:,} lines"
    if fence.refused:
        return f"it {fence.refused}"
    words = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
