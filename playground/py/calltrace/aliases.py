"""
Which places inside a snapshot hold the same object: when freezing meets an object again, it puts the same frozen tuple
in both places. Leaves to variables.py which variables of a call are the same object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import LAYOUTS
from .shapes import AliasPair, Frozen, OpenShape

MAX_ALIAS_PAIRS = 12


def with_aliases(frozen: OpenShape) -> OpenShape:
    """The same shape, with the pairs of places inside it, such as `[0]` and `[1].row`, that hold one object."""
    pairs = tuple(_pairs(frozen))
    if not pairs:
        return frozen
    if len(frozen) == 3:
        return (*frozen, None, pairs)
    return (*frozen[:4], pairs)


def aliases(frozen: OpenShape) -> tuple[AliasPair, ...]:
    return frozen[4] if len(frozen) == 5 else ()


def _pairs(frozen: OpenShape) -> Iterator[AliasPair]:
    first: dict[int, str] = {}
    left = MAX_ALIAS_PAIRS
    waiting: list[tuple[str, OpenShape]] = [("", frozen)]
    while waiting and left:
        path, outer = waiting.pop()
        inside: list[tuple[str, OpenShape]] = []
        for place, part in _places(outer):
            if not opens(part) or not part[1]:
                continue
            here = path + place
            known = first.setdefault(id(part), here)
            if known is here:
                inside.append((here, part))
            elif left:
                left -= 1
                yield known, here
        waiting += reversed(inside)


def opens(frozen: Frozen) -> TypeGuard[OpenShape]:
    """Whether the value's parts are shown."""
    return type(frozen) is tuple and type(frozen[0]) is tuple


def _places(frozen: OpenShape) -> Iterator[tuple[str, Frozen]]:
    head, parts = frozen[0], frozen[1]
    if head[0] == "object":
        for name, part in zip(head[3], parts, strict=True):
            yield name if name[:1] == "[" else f".{name}", part
    elif head[0] == "sequence":
        for index, part in enumerate(parts):
            yield f"[{index}]", part
    else:
        for key, part in zip(parts[::2], parts[1::2], strict=True):
            yield f"[{repr(key) if type(key) is int or type(key) is str else '…'}]", part


def changeable(value: Any, frozen: Frozen) -> bool:
    """Whether it matters that it is this object and not an equal one: it can be changed, and its parts are shown."""
    if not opens(frozen):
        return False
    head = frozen[0]
    if head[0] == "object":
        return id(type(value)) in LAYOUTS  # not a namedtuple
    return head[1] != "frozenset" and not head[2].endswith("(")  # not a tuple, a slice, an exception
