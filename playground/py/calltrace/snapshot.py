"""
Freezing: a bounded copy of a value, taken at once, that runs none of the program's code.

`freeze` gives either the value itself (the scalars, which nobody can change) or a nested tuple of plain data, which
`values.py` turns into what the trace file says. No repr, no len, no ==, no attribute access that a class could have
overridden: exact types go through a table, subclasses of built-in types through the built-in's own methods, other
objects through their `__dict__` and slots, read by the descriptors that Python itself made.
"""

from __future__ import annotations

from typing import Any

from . import objects as objects  # enters the freezers of all types
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .aliases import opens, with_aliases
from .frozen import (
    MAX_NODES,
    MAX_TEXT,
    NOT_KEPT,
    QUICK,
    REDACTED,
    UNKNOWN,
    ByClass,
    State,
    freeze_inside,
    short_name,
    type_name,
    zero,
)
from .shapes import Frozen, Scalar, TextShape

__all__ = [
    "MAX_TEXT",
    "REDACTED",
    "UNKNOWN",
    "Budget",
    "freeze",
    "made_smaller",
    "start_anew",
    "thin",
    "type_name",
    "zero",
]

# Nodes (values inside values, about 0.5 µs each in Pyodide) that one recording may spend at full size; then snapshots
# become smaller, down to MIN_NODES: a program that hands big objects around a million times ends in seconds too.
MAX_FULL_SIZE_NODES = 200_000
MIN_NODES = 8
# Of these, a single function may spend START_CREDIT_NODES before its snapshots are thinned, and earns some with every
# call: then every fortieth call or so is kept, so that the first calls and the last ones are there.
START_CREDIT_NODES = 3_000
EARNED_NODES = 1
MIN_CREDIT_NODES = 40
# No more than this is spent on a value that is frozen quickly.
MAX_QUICK_NODES = 51
# A table costs this much in addition to its one node.
TABLE_NODES = 100

_spent = 0


class Budget:
    """What the snapshots of one function may still spend, in nodes."""

    __slots__ = ("credit", "thinned")

    def __init__(self) -> None:
        self.credit = START_CREDIT_NODES
        # The number of calls whose values were left out.
        self.thinned = 0

    def open(self) -> bool:
        """
        Whether the call that now begins or ends may have its snapshots. This is asked where there is something to
        freeze, but not a second time at the end of a call that had snapshots at its beginning.
        """
        self.credit += EARNED_NODES
        if self.credit >= MIN_CREDIT_NODES:
            return True
        self.thinned += 1
        return False


def start_anew() -> None:
    """A recording starts: its snapshots may be of full size again."""
    global _spent
    _spent = 0


def made_smaller() -> bool:
    """Whether this recording's snapshots became smaller than full size, because there were so many."""
    return _spent >= MAX_FULL_SIZE_NODES


def freeze(value: Any, budget: Budget | None = None) -> Frozen:
    """
    A bounded, immutable copy of `value`. Never raises and never runs code of the program. What is spent on it is taken
    from the `budget` too.
    """
    global _spent
    kind = type(value)
    if value is None or kind is int or kind is str or kind is bool:
        scalar: Scalar = value
        return scalar
    if kind is float:
        return value or zero(value)
    try:
        if _spent < MAX_FULL_SIZE_NODES and (budget is None or budget.credit > MAX_QUICK_NODES):
            quick = QUICK.get(id(kind))
            if quick is not None:
                shape = quick(value)
                if shape is not None:
                    spent = len(shape[1]) + 1
                    _spent += spent
                    if budget is not None:
                        budget.credit -= spent
                    return shape
        room = (
            MAX_NODES
            if _spent < MAX_FULL_SIZE_NODES
            else max(MIN_NODES, MAX_NODES * MAX_FULL_SIZE_NODES // _spent)
        )
        if budget is not None and budget.credit < room:
            room = max(MIN_NODES, budget.credit)
        state = State(room)
        frozen = freeze_inside(value, 0, state)
        if state.again and opens(frozen):
            frozen = with_aliases(frozen)
    except Exception:  # a container changed by another thread meanwhile, no memory, no room: it may fail
        return NOT_KEPT
    spent = room - state.nodes
    if type(frozen) is tuple and frozen[0] == "table":
        spent += TABLE_NODES
    _spent += spent
    if budget is not None:
        budget.credit -= spent
    return frozen


# What stays of the values of a class.
_THIN: ByClass[TextShape] = ByClass()


def thin(value: Any) -> Frozen:
    """What stays of a value where there is no budget for it: a scalar stays as it is, of all else only the type."""
    kind = type(value)
    if value is None or kind is int or kind is str or kind is bool:
        scalar: Scalar = value
        return scalar
    if kind is float:
        return value or zero(value)
    known = _THIN.get(id(kind))
    if known is None:
        known = _THIN.keep(kind, ("text", type_name(kind), f"<{short_name(kind)}>", None, True))
    return known
