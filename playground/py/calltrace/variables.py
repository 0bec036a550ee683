"""
What is kept of a call's variables: its arguments when it begins, those and other locals that differ when it ends.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .aliases import changeable
from .budget import Budget
from .frames import CodeInfo
from .redaction import remember, within
from .secrecy import hides
from .shapes import Frozen, Scalar
from .snapshot import REDACTED, UNKNOWN, freeze, thin, zero

MAX_LOCALS = 24
MAX_CHANGES = 3 * MAX_LOCALS
# The name of the result where it is the same object as a variable; no variable can have this name.
RESULT = "return"
# Until 3.13, looking at a frame's variables writes them into the dictionary that `locals()` gave the program.
SHARED = sys.version_info < (3, 13)
# Stands for what is compared with at the end, where only the result is looked at, because it may be secret.
RESULT_ONLY: tuple[Frozen, ...] = ("result only",)
LOOKS = frozenset({"locals", "vars", "dir", "eval", "exec"})


def kept_of(arguments: tuple[Any, ...], info: CodeInfo) -> tuple[tuple[Frozen, ...], Any]:
    """What is kept of arguments that are not all integers and texts, and what is compared with when the call ends."""
    for value in arguments:
        kind = type(value)
        if not (kind is int or kind is str or value is None or kind is bool or (kind is float and value)):
            break
    else:
        return arguments, arguments if info.changes else None
    budget = info.budget
    if not budget.open_at_start():
        return tuple([thin(value) for value in arguments]), None
    found: list[Frozen] = []
    for value in arguments:
        kind = type(value)
        found.append(value if kind is int or kind is str or value is None else freeze(value, budget))
    for place, tier in info.guarded:
        if type(found[place]) is tuple:  # texts are judged when they are handed over
            found[place] = within(tier, found[place])
    kept = tuple(found)
    return kept, kept if info.program else None


def kept_one_by_one(frame: FrameType, info: CodeInfo) -> tuple[tuple[Frozen, ...], Any]:
    """The same, looking at each argument by its name, because some may be secret or missing. Never raises."""
    try:
        found, budget = frame.f_locals, info.budget
        full = budget.open_at_start()
        kept: list[Frozen] = []
        for name in info.names:
            if name not in found:
                kept.append(UNKNOWN)
            elif name in info.secrets:
                kept.append(_secret(info.secrets[name], found[name], budget if full else None))
            else:
                kept.append(freeze(found[name], budget) if full else thin(found[name]))
        return tuple(kept), tuple(kept) if info.program and full else None
    except Exception:  # no room, no memory
        return (UNKNOWN,) * len(info.names), None


def _secret(tier: int, value: Any, budget: Budget | None) -> Frozen:
    """What is kept of a value whose name is of this secrecy; without a budget no more than its type."""
    if hides(tier, value):
        remember(tier, value)
        return REDACTED
    return thin(value) if budget is None else within(tier, freeze(value, budget))


def frozen_result(value: Any, info: CodeInfo) -> Frozen:
    """What is kept of a result; never raises."""
    kind = type(value)
    if kind is bool or kind is int or kind is str or value is None:
        scalar: Scalar = value
        return scalar
    if kind is float:
        return value or zero(value)
    try:
        return freeze(value, info.budget) if info.budget.open_at_end() else thin(value)
    except Exception:  # no room, no memory
        return UNKNOWN


def changes_of(
    frame: FrameType,
    info: CodeInfo,
    call: int,
    mark: tuple[Frozen, ...],
    result: Any,
    changed: list[Any],
    same: list[tuple[int, str, str]],
) -> Frozen:
    """
    Adds to `changed` the variables that are no arguments, or that are not as they were when the call began (`mark`): of
    each the call, its name, its value. Adds to `same` pairs of variables that are one object, or the same as the
    result. Gives what is kept of the result.
    """
    if mark is RESULT_ONLY:
        return _secret(info.result, result, info.budget if info.budget.open_at_end() else None)
    budget = info.budget
    # Whether there is a budget for values that are to be frozen; None: there was none of these so far.
    full: bool | None = None
    variables, secrets = info.variables, info.secrets
    now: Frozen
    met: Frozen = UNKNOWN
    objects: dict[int, str] = {}
    found = () if SHARED and not LOOKS.isdisjoint(frame.f_code.co_names) else frame.f_locals.items()
    for name, value in found:
        place = variables.get(name)
        if place is None:
            continue
        kind = type(value)
        scalar = kind is int or kind is str or value is None
        if scalar and place >= 0 and value is mark[place]:
            continue
        if secrets and name in secrets:
            if full is None and not scalar:
                full = _has_snapshots(mark) or budget.open_at_end()
            now = _secret(secrets[name], value, budget if scalar or full else None)
        elif scalar:
            now = value
        elif kind is bool or kind is float:
            now = freeze(value)
        else:
            if full is None:
                full = _has_snapshots(mark) or budget.open_at_end()
            now = freeze(value, budget) if full else thin(value)
            if type(now) is tuple:
                first = objects.setdefault(id(value), name)
                if value is result:
                    met = now
                    if first is name and changeable(value, now):
                        same.append((call, name, RESULT))
                if first is not name and changeable(value, now):
                    same.append((call, first, name))
        if place >= 0:
            old = mark[place]
            # Only frozen data is compared here, never the program's objects.
            if type(now) is type(old) and now == old:
                continue
        changed += (call, name, now)
        if len(changed) == MAX_CHANGES:
            break
    if info.result:
        if full is None:
            full = _has_snapshots(mark) or budget.open_at_end()
        return _secret(info.result, result, budget if full else None)
    if type(met) is tuple:
        return met
    kind = type(result)
    if kind is int or kind is str or result is None:
        kept: Scalar = result
        return kept
    if full is None:
        full = kind is bool or kind is float or _has_snapshots(mark) or budget.open_at_end()
    return freeze(result, budget) if full else thin(result)


def _has_snapshots(mark: tuple[Frozen, ...]) -> bool:
    """Whether a call's arguments were frozen: then all is kept when it ends, so that the two can be compared."""
    return any(type(argument) is tuple for argument in mark)
