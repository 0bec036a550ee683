"""Attributes of other modules that are replaced for the time of a run, and put back after it."""

from __future__ import annotations

from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401


class Patches:
    def __init__(self) -> None:
        self._plain: list[tuple[Any, str, Any]] = []

    def replace(self, owner: Any, name: str, new: Any) -> None:
        self._plain.append((owner, name, getattr(owner, name)))
        setattr(owner, name, new)

    def undo(self) -> None:
        for owner, name, plain in reversed(self._plain):
            setattr(owner, name, plain)
        self._plain.clear()
