"""The trace's "lines": how the parts that were handed over are put together, and what such a section must be."""

from __future__ import annotations

from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# Stands among the lines for those that are not kept.
GAP = 0

_JOINED = (
    "line", "names", "change_at", "change_name", "change_value", "call_at", "call_first", "step_at", "step_call",
)  # fmt: skip


def joined(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry for each call of parts in the order in which they were handed over."""
    found: dict[int, dict[str, Any]] = {}
    for part in parts:
        entry = found.setdefault(part["call"], {name: [] for name in _JOINED})
        for name, value in part.items():
            if name in _JOINED:
                entry[name] += value
            else:
                entry[name] = value
    entries = [{"call": entry["call"], **entry} for _, entry in sorted(found.items())]
    for entry in entries:
        # -1: the name has no object any more.
        entry["change_value"] = [value if value >= 0 else None for value in entry["change_value"]]
    return entries
