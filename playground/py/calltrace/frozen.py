"""
What all freezing shares: how much a snapshot may hold, what it spends, and how it goes inside a value. How a type is
frozen is left to containers.py and objects.py, which enter themselves in FREEZERS and PLANNER.
"""

from __future__ import annotations

import types
import weakref
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any, Literal, TypeVar

from . import secrecy, texts
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .shapes import Frozen, Kinds, LongShape, ObjectHead, OpenShape, Parts, Scalar, Shape, TextShape

# A snapshot never holds more than this; that there is more is said by its length and by "truncated".
MAX_DEPTH = 4
ITEMS_AT_DEPTH = (50, 24, 24, 6, 0)
FIELDS_AT_DEPTH = (24, 16, 10, 6, 0)
MAX_NODES = 400
MAX_TEXT = 240

Freezer = Callable[[Any, int, "State"], Shape]
# How to read a number of fields, the head that stands before them, and the places of those that may be secret, each
# with how secret its name is.
Layout = tuple[Callable[[Any], tuple[Any, ...]], ObjectHead, tuple[tuple[int, int], ...]]
# Gives None where a value cannot be frozen quickly.
QuickFreezer = Callable[[Any], OpenShape | None]

# Stands for a value that was not kept; the program's own Ellipsis is frozen to something else.
UNKNOWN: Frozen = ...
REDACTED: TextShape = ("text", "redacted", "redacted", None, False)
NOT_KEPT: TextShape = ("text", "?", "…", None, True)

mro = type.__dict__["__mro__"].__get__
class_dict = type.__dict__["__dict__"].__get__
short_name = type.__dict__["__name__"].__get__
type_qualname = type.__dict__["__qualname__"].__get__
type_module = type.__dict__["__module__"].__get__
exception_args = BaseException.__dict__["args"].__get__
module_dict = vars(types.ModuleType)["__dict__"].__get__


def is_one_of(kind: type, classes: Iterable[type]) -> bool:
    """Whether a class is one of these. `in` would compare them, and that would run the code of a metaclass."""
    return any(kind is known for known in classes)


class State:
    """
    The state of one snapshot that is being taken: how many nodes may still be spent on it, the objects that it is
    inside of (the innermost, and those around it), and the objects that it has met: by id, with what was frozen of them
    and how deep that was.
    """

    __slots__ = ("again", "inside", "met", "nodes")

    def __init__(self, nodes: int = MAX_NODES) -> None:
        self.nodes = nodes
        self.inside: Any = None
        self.met: dict[int, tuple[Any, Shape, int]] = {}
        # Whether an object was met a second time: then the same frozen tuple stands in both places.
        self.again = False


Kept = TypeVar("Kept")


class ByClass(dict[int, Kept]):
    """
    Keeps something for a class, by the class's id and for as long as the class lives: hashing a class could run its
    metaclass's code, and a class of the program must not live longer because it was seen. What is kept must hold no
    reference to the class.
    """

    def __init__(self) -> None:
        super().__init__()
        self._references: dict[int, weakref.ref[type]] = {}

    def keep(self, cls: type, what: Kept) -> Kept:
        key = id(cls)

        def forget(_: Any) -> None:
            self.pop(key, None)
            self._references.pop(key, None)

        # The reference comes first, because from the moment that there is an entry something must take it away.
        self._references[key] = weakref.ref(cls, forget)
        self[key] = what
        return what


# Freezers of classes; `PLANNER` makes one for a class that is not among them.
FREEZERS: ByClass[Freezer] = ByClass()
PLANNER: list[Callable[[type], Freezer]] = []


# Freezers that are tried first, for instances of some classes. They give what the freezer would give, or None where
# there is more inside than integers, short texts and None.
QUICK: ByClass[QuickFreezer] = ByClass()
# How the fields of a class's instances are read; only for fields among which no name is more secret than "token".
LAYOUTS: ByClass[dict[int, Layout]] = ByClass()


def freezer_of(cls: type) -> Freezer:
    freezer = FREEZERS.get(id(cls))
    return FREEZERS.keep(cls, PLANNER[0](cls)) if freezer is None else freezer


def use_secrets(names: tuple[str, ...]) -> None:
    """What is secret in the recording that starts (see secrecy.py); what earlier ones remembered is forgotten."""
    secrecy.use_secrets(names)
    texts.forget_all()
    for layouts in LAYOUTS.values():
        layouts.clear()


def picker(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that reads the values of these names out of a mapping, into a tuple."""
    if len(names) > 1:
        return itemgetter(*names)
    if not names:
        return lambda found: ()
    (name,) = names
    return lambda found: (found[name],)


def type_name(cls: type) -> str:
    """The full name of a type: `int`, `pandas.DataFrame`, `__main__.Mole`."""
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
    if kind is int or value is None or kind is bool or kind is complex:
        scalar: Scalar = value
        return scalar
    if kind is str:
        return value if depth == 0 or len(value) <= MAX_TEXT else _long(value, "str")
    if kind is float:
        return value or zero(value)
    if kind is bytes:
        return value if depth == 0 or len(value) <= MAX_TEXT else _long(value, "bytes")
    state.nodes -= 1
    if state.nodes < 0:
        return ("text", type_name(kind), "…", None, True)
    around = outer = state.inside
    while outer is not None:
        if outer[0] is value:
            return ("text", type_name(kind), f"<{short_name(kind)} …>", None, True)
        outer = outer[1]
    met = state.met.get(id(value))
    if met is not None and met[2] <= depth:
        state.again = True
        return met[1]
    state.inside = (value, around)
    frozen = freezer_of(kind)(value, depth, state)
    state.inside = around
    if depth and type(frozen[0]) is tuple and kind is not tuple:
        state.met[id(value)] = (value, frozen, depth)
    return frozen


def freeze_all(found: Iterable[Any], depth: int, state: State) -> tuple[Parts, Kinds]:
    """
    The frozen parts of a value, and their types if there are numbers among them that could be equal and yet not the
    same (1, True and 1.0).
    """
    values = tuple(found)
    types: Kinds = ()
    plain = True
    for value in values:
        kind = type(value)
        if kind is int or value is None or (kind is str and len(value) <= MAX_TEXT):
            continue
        if kind is bool or (kind is float and value):
            types = _SOME
        else:
            plain = False
            break
    if not plain:
        types = _SOME
        values = tuple([freeze_inside(value, depth, state) for value in values])
    return values, tuple(map(type, values)) if types else ()


_SOME = (float,)
_MINUS_ZERO: TextShape = ("text", "float", "-0.0", None, False)


def zero(value: float) -> float | TextShape:
    """What stands for a float that is zero: -0.0 is equal to 0.0 and yet another value."""
    return _MINUS_ZERO if str(value) == "-0.0" else value


def _long(value: str | bytes, kind: Literal["str", "bytes"]) -> LongShape:
    return ("long", kind, value[:MAX_TEXT], len(value))
