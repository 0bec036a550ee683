"""
Freezing everything else: for each class a freezer is made once, which reads its instances without running its code.
Here is chosen which one; subclasses of built-in containers are read by the built-in's own methods, all others in
plain_objects.py and special_objects.py.
"""

from __future__ import annotations

import enum
import types
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable
from typing import Any, Literal

from . import known_types, named, special_objects
from . import views as views  # enters the freezers of views and iterators
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .containers import frozen_class, frozen_module, heading, mapping, sequence
from .frozen import FREEZERS, PLANNER, Freezer, State, mro, short_name, type_name
from .plain_objects import object_freezer
from .shapes import Shape
from .tables import as_text
from .zones import given_out


def _enum(cls: type) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Shape:
        member = object.__getattribute__(value, "_name_")
        return ("text", name, f"{short}.{member}" if type(member) is str else short, None, False)

    return freezer


def _subclass(cls: type, base: type) -> Freezer:
    """Freezes instances of a subclass of a built-in container: reads their items by the built-in's own methods."""
    opening, closing = _BRACKETS[base.__name__]
    shape: Literal["mapping", "sequence"] = "mapping" if base is dict else "sequence"
    head = heading(shape, type_name(cls), f"{short_name(cls)}{opening}", closing)
    length, iterate = vars(base)["__len__"], vars(base)["__iter__"]
    ordered = any(found is OrderedDict for found in mro(cls))

    def freezer(value: Any, depth: int, state: State) -> Shape:
        if base is dict:
            pairs = _in_order(value) if ordered else dict.items(value)
            return mapping(head, dict.__len__(value), pairs, depth, state)
        return sequence(head, length(value), iterate(value), depth, state)

    return freezer


# The order of a longer OrderedDict is not looked for, because all keys are looked at.
MAX_ORDERED = 2_000


def _in_order(value: Any) -> Iterable[tuple[Any, Any]]:
    """
    The entries of an OrderedDict in its own order, which `move_to_end` changes. Going through it hashes the keys; if
    that could run code of the program, they come in the order in which they were entered.
    """
    found: Iterable[tuple[Any, Any]] = dict.items(value)
    if dict.__len__(value) > MAX_ORDERED:
        return found
    for key in dict.__iter__(value):
        kind = type(key)
        if not (kind is str or kind is int or key is None or kind is bytes):
            return found
    return [(key, dict.__getitem__(value, key)) for key in OrderedDict.__iter__(value)]


_BRACKETS = {
    "list": ("([", "])"),
    "tuple": ("((", "))"),
    "set": ("({", "})"),
    "frozenset": ("({", "})"),
    "deque": ("([", "])"),
    "dict": ("({", "})"),
}


def _known(cls: type, name: str, read: known_types.Reader) -> Freezer:
    other = object_freezer(cls)

    def freezer(value: Any, depth: int, state: State) -> Shape:
        try:
            found = read(value)
        except Exception:  # the module is of another version, or the value is half made
            return other(value, depth, state)
        if isinstance(found, str):
            return ("text", name, found, None, False)
        text, length, table = found
        shown = as_text(table) if table is not None and depth < 2 else None
        return ("table", name, text, length, shown)

    return freezer


def _plan(cls: type) -> Freezer:
    name = type_name(cls)
    read = known_types.reader(cls, name)
    if read is not None:
        return _known(cls, name, read)
    if name.startswith("_asyncio.") and given_out("_asyncio", str(short_name(cls))) is cls:
        return named.frozen_future
    return (
        special_objects.row(cls, name)
        or _of_kind(cls)
        or _of_builtin(cls)
        or special_objects.text_subclass(cls)
        or special_objects.buffer_subclass(cls)
        or _of_library(cls)
        or special_objects.opaque(cls)
        or object_freezer(cls)
    )


def _of_kind(cls: type) -> Freezer | None:
    for base in mro(cls):
        if base is type:
            return frozen_class
        if base is BaseException:
            return special_objects.exception(cls)
        if base is types.ModuleType:
            return frozen_module
        if base is enum.Enum:
            return _enum(cls)
    return None


def _of_builtin(cls: type) -> Freezer | None:
    for base in mro(cls):
        if base is tuple:
            names = special_objects.names_of_tuple(cls)
            return _subclass(cls, tuple) if names is None else special_objects.named_tuple(cls, names)
        for builtin in (list, dict, set, frozenset, deque):
            if base is builtin:
                return _subclass(cls, builtin)
        for scalar in special_objects.SCALARS:
            if base is scalar:
                return special_objects.scalar_subclass(cls, scalar)
    return None


def _of_library(cls: type) -> Freezer | None:
    if special_objects.is_mock(cls):
        return special_objects.mock(cls)
    return special_objects.mapped(cls) if special_objects.is_mapped(cls) else None


PLANNER.append(_plan)
for _cls in (defaultdict, OrderedDict):
    FREEZERS.keep(_cls, _subclass(_cls, dict))
