"""
Freezing: a bounded copy of a value, taken at once, that runs none of the program's code.

`freeze` gives either the value itself (the scalars, which nobody can change) or a nested tuple of plain data, which
`values.py` turns into what the trace file says. No repr, no len, no ==, no attribute access that a class could have
overridden: exact types go through a table, subclasses of built-in types through the built-in's own methods, other
objects through their `__dict__` and slots, read by the descriptors that Python itself made.
"""

from __future__ import annotations

from typing import Any

from . import objects as objects  # puts the plans for all types in place
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import (
    MAX_NODES,
    MAX_TEXT,
    NOT_KEPT,
    REDACTED,
    UNKNOWN,
    Frozen,
    State,
    freeze_inside,
    is_secret,
    type_name,
)

__all__ = [
    "MAX_TEXT",
    "REDACTED",
    "UNKNOWN",
    "Frozen",
    "freeze",
    "is_secret",
    "plenty",
    "start_anew",
    "type_name",
]

# After so many nodes in one recording the snapshots become smaller, down to a few fields: a program that hands big
# objects around a million times is to be recorded in seconds too. What is left out says "truncated".
PLENTY = 60_000
MIN_NODES = 8

_taken = 0


def start_anew() -> None:
    """At the start of a recording: snapshots may be as big as they may be again."""
    global _taken
    _taken = 0


def plenty() -> bool:
    """Whether so many snapshots were taken that they have become small."""
    return _taken * MIN_NODES > PLENTY


def freeze(value: Any) -> Frozen:
    """A bounded, immutable copy of `value`. Never raises and never runs code of the program."""
    global _taken
    kind = type(value)
    if value is None or kind is int or kind is str or kind is float or kind is bool:
        return value
    state = State()
    _taken += 1
    if _taken * MAX_NODES > PLENTY:
        state.nodes = max(MIN_NODES, PLENTY // _taken)
    try:
        return freeze_inside(value, 0, state)
    except Exception:  # a container changed by another thread meanwhile, no memory, no room: it may fail
        return NOT_KEPT
