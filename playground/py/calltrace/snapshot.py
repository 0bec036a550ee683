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
from .budget import Budget
from .frozen import (
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
    "freeze",
    "thin",
    "type_name",
    "zero",
]


def freeze(value: Any, budget: Budget | None = None) -> Frozen:
    """
    A bounded, immutable copy of `value`. Never raises and never runs code of the program. What it takes is spent from
    the `budget`.
    """
    kind = type(value)
    if value is None or kind is int or kind is str or kind is bool:
        scalar: Scalar = value
        return scalar
    if kind is float:
        return value or zero(value)
    begun: float | None = None
    if budget is not None:
        spending = budget.spending
        spending.turn -= 1
        if spending.turn < 0:
            begun = spending.begin()
    frozen: Frozen
    try:
        quick = QUICK.get(id(kind))
        found = None if quick is None else quick(value)
        if found is None:
            state = State()
            frozen = freeze_inside(value, 0, state)
            if state.again and opens(frozen):
                frozen = with_aliases(frozen)
        else:
            frozen = found
    except Exception:  # a container changed by another thread meanwhile, no memory, no room: it may fail
        frozen = NOT_KEPT
    if begun is not None:
        spending.end(begun)
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
