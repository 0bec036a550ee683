"""
What all freezing shares: how much a snapshot may hold, what it spends, and the way inside a value. Which type is frozen
how is said by containers.py and objects.py, which put themselves into EXACT and PLANNER.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# A snapshot never holds more than this; what is beyond is said by length and "truncated".
MAX_DEPTH = 4
ITEMS_AT_DEPTH = (50, 24, 12, 6, 0)
FIELDS_AT_DEPTH = (24, 16, 10, 6, 0)
MAX_NODES = 150
MAX_TEXT = 240

# Whatever a name like this holds is kept as "redacted".
SECRET_NAMES = (
    "password", "passwd", "secret", "token", "api_key", "apikey", "access_key", "private_key", "authorization",
)  # fmt: skip

Frozen = Any  # a scalar, or a tuple whose first entry names its shape (see values.py)
Freezer = Callable[[Any, int, "State"], Frozen]

# Stands for a value that was not kept; the program's own Ellipsis is frozen to something else.
UNKNOWN: Frozen = ...
REDACTED: Frozen = ("text", "redacted", "redacted", None, False)
NOT_KEPT: Frozen = ("text", "?", "…", None, True)

mro = type.__dict__["__mro__"].__get__
class_dict = type.__dict__["__dict__"].__get__
short_name = type.__dict__["__name__"].__get__
type_qualname = type.__dict__["__qualname__"].__get__
type_module = type.__dict__["__module__"].__get__
exception_args = BaseException.__dict__["args"].__get__
module_dict = vars(types.ModuleType)["__dict__"].__get__


class State:
    """What is spent on one snapshot, and which objects it is inside of."""

    __slots__ = ("inside", "nodes")

    def __init__(self) -> None:
        self.nodes = MAX_NODES
        self.inside: set[int] = set()


# By the id of a class, because hashing one would run its metaclass's __hash__; these live as long as Python does.
EXACT: dict[int, Freezer] = {}
# Makes a freezer for a class that is not among them.
PLANNER: list[Callable[[type], Freezer]] = []


@lru_cache(4096)
def is_secret(name: str) -> bool:
    lowered = name.lower()
    return any(secret in lowered for secret in SECRET_NAMES)


def type_name(cls: type) -> str:
    """`int`, `pandas.DataFrame`, `__main__.Mole`."""
    module, name = module_of(cls), str(type_qualname(cls))
    return name if module in ("builtins", "") else f"{module}.{name}"


def module_of(cls: type) -> str:
    try:
        module = type_module(cls)
    except AttributeError:
        return ""
    return module if type(module) is str else ""


def freeze_inside(value: Any, depth: int, state: State) -> Frozen:
    kind = type(value)
    # `is`, not `in`: comparing or hashing a class would run its metaclass's code.
    if value is None or kind is int or kind is float or kind is bool or kind is complex:
        return value
    if kind is str:
        return value if depth == 0 or len(value) <= MAX_TEXT else _long(value, "str")
    if kind is bytes:
        return value if depth == 0 or len(value) <= MAX_TEXT else _long(value, "bytes")
    state.nodes -= 1
    if state.nodes < 0:
        return ("text", type_name(kind), "…", None, True)
    freezer = EXACT.get(id(kind)) or PLANNER[0](kind)
    identity = id(value)
    if identity in state.inside:
        return ("text", type_name(kind), f"<{short_name(kind)} …>", None, True)
    state.inside.add(identity)
    try:
        return freezer(value, depth, state)
    finally:
        state.inside.discard(identity)


def _long(value: Any, kind: str) -> Frozen:
    return ("long", kind, value[:MAX_TEXT], len(value))
