"""
Freezing everything else: a plan is made once per class and says how its instances are read without running its code.
Subclasses of built-in types by the built-in's own methods, other objects by the descriptors that Python itself made.
"""

from __future__ import annotations

import sys
import types
import weakref
from collections import OrderedDict, defaultdict, deque
from itertools import islice
from typing import Any

from . import known_types
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .containers import frozen_class, frozen_module, mapping, sequence
from .frozen import (
    EXACT,
    FIELDS_AT_DEPTH,
    MAX_DEPTH,
    MAX_TEXT,
    PLANNER,
    REDACTED,
    Freezer,
    Frozen,
    State,
    class_dict,
    exception_args,
    freeze_inside,
    is_secret,
    module_dict,
    module_of,
    mro,
    short_name,
    type_name,
)  # fmt: skip


def _fields(value: Any, readers: list[tuple[str, Any]], dictionary: Any) -> list[tuple[str, Any]]:
    """Names and values of an object's fields, slots first. `dictionary` gives its `__dict__`; None: it has none."""
    found: list[tuple[str, Any]] = []
    for name, reader in readers:
        try:
            found.append((name, reader(value)))
        except AttributeError:  # a slot that nothing was put into
            continue
    if dictionary is not None:
        names = dictionary(value)
        if type(names) is dict:
            found.extend((name, names[name]) for name in islice(names, 200) if type(name) is str)
    return found


def _layout(cls: type) -> tuple[list[tuple[str, Any]], Any]:
    """How to read an instance without running code: readers of its slots, reader of its `__dict__`."""
    slots: list[tuple[str, Any]] = []
    dictionary = None
    for base in reversed(mro(cls)):
        names = class_dict(base)
        for name, member in names.items():
            if type(member) is types.MemberDescriptorType and not name.startswith("__"):
                slots.append((name, member.__get__))
    for base in mro(cls):
        member = class_dict(base).get("__dict__")
        if member is not None:
            if type(member) is types.GetSetDescriptorType:
                dictionary = member.__get__
            break
    return slots, dictionary


def _object(cls: type) -> Freezer:
    slots, dictionary = _layout(cls)
    name, short = type_name(cls), str(short_name(cls))
    # The insides of library objects are deep and of little interest: one level of them is enough.
    step = 1 if _is_program(cls) else 3

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        room = min(FIELDS_AT_DEPTH[depth], max(state.nodes, 0))
        if room == 0:
            return ("text", name, f"<{short}>", None, True)
        fields = _fields(value, slots, dictionary)
        inner = min(depth + step, MAX_DEPTH)
        kept = [
            (key, REDACTED if is_secret(key) else freeze_inside(item, inner, state))
            for key, item in fields[:room]
        ]
        state.nodes -= len(kept)
        return _object_of(name, short, kept, len(fields) > room)

    return freezer


def _object_of(name: str, short: str, fields: list[tuple[str, Frozen]], more: bool) -> Frozen:
    values = tuple(value for _, value in fields)
    return ("object", name, short, tuple(key for key, _ in fields), values, tuple(map(type, values)), more)


def _is_program(cls: type) -> bool:
    """Whether a class is worth opening up: any but those of the libraries that are known to be big inside."""
    top = module_of(cls).partition(".")[0]
    return top == "__main__" or (top not in sys.stdlib_module_names and not _installed(top))


def _installed(top: str) -> bool:
    module = sys.modules.get(top)
    file = module_dict(module).get("__file__") if type(module) is types.ModuleType else None
    return type(file) is str and ("site-packages" in file or "dist-packages" in file)


def _namedtuple(cls: type, names: tuple[str, ...]) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        inner = min(depth + 1, MAX_DEPTH)
        fields = list(zip(names, tuple.__iter__(value), strict=False))
        room = max(FIELDS_AT_DEPTH[depth], 1)
        kept = [
            (key, REDACTED if is_secret(key) else freeze_inside(item, inner, state))
            for key, item in fields[:room]
        ]
        state.nodes -= len(kept)
        return _object_of(name, short, kept, len(fields) > room)

    return freezer


def _enum(cls: type) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        member = object.__getattribute__(value, "_name_")
        return ("text", name, f"{short}.{member}" if type(member) is str else short, None, False)

    return freezer


def _exception(cls: type) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        arguments = exception_args(value)
        return sequence(name, f"{short}(", ")", len(arguments), arguments, depth, state)

    return freezer


def _subclass(cls: type, base: type) -> Freezer:
    """An instance of a subclass of a built-in container: its items by the built-in's own methods."""
    name, short = type_name(cls), str(short_name(cls))

    opening, closing = _BRACKETS[base.__name__]
    length, iterate = vars(base)["__len__"], vars(base)["__iter__"]

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        if base is dict:
            return mapping(name, f"{short}({{", "})", dict.__len__(value), dict.items(value), depth, state)
        return sequence(name, short + opening, closing, length(value), iterate(value), depth, state)

    return freezer


_BRACKETS = {
    "list": ("([", "])"),
    "tuple": ("((", "))"),
    "set": ("({", "})"),
    "frozenset": ("({", "})"),
    "deque": ("([", "])"),
    "dict": ("({", "})"),
}


def _scalar_subclass(cls: type, base: type) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        plain: Any = base.__format__(value, "d") if base is int and int.bit_length(value) < 2000 else None
        if base is str:
            plain = repr(str.__str__(value)[:MAX_TEXT])
        elif base is float:
            plain = float.__repr__(value)
        return ("text", name, f"{short}({plain or '…'})", None, False)

    return freezer


# Plans for classes, by id. The weak reference tells whether the id still means the same class.
_plans: dict[int, tuple[weakref.ref[type], Freezer]] = {}


def _plan(cls: type) -> Freezer:
    known = _plans.get(id(cls))
    if known is not None and known[0]() is cls:
        return known[1]
    freezer = _make_plan(cls)
    _plans[id(cls)] = (weakref.ref(cls), freezer)
    return freezer


def _known(cls: type, name: str, read: known_types.Reader) -> Freezer:
    other = _object(cls)

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        try:
            found = read(value)
        except Exception:  # not as this version of its module makes them, or half made
            return other(value, depth, state)
        if isinstance(found, str):
            return ("text", name, found, None, False)
        text, length, table = found
        shown = known_types.as_text(table) if table is not None and depth < 2 else None
        return ("table", name, text, length, shown)

    return freezer


def _make_plan(cls: type) -> Freezer:
    bases = mro(cls)
    name = type_name(cls)
    read = known_types.reader(cls, name)
    if read is not None:
        return _known(cls, name, read)
    for base in bases:
        if base is type:
            return frozen_class
        if base is BaseException:
            return _exception(cls)
        if base is types.ModuleType:
            return frozen_module
        enum = sys.modules.get("enum")
        if enum is not None and base is enum.Enum:
            return _enum(cls)
    for base in bases:
        if base is tuple:
            names = class_dict(cls).get("_fields")
            if type(names) is tuple and all(type(name) is str for name in names):
                return _namedtuple(cls, names)
            return _subclass(cls, tuple)
        for builtin in (list, dict, set, frozenset, deque):
            if base is builtin:
                return _subclass(cls, builtin)
        for scalar in (int, str, float):
            if base is scalar:
                return _scalar_subclass(cls, scalar)
    return _object(cls)


PLANNER.append(_plan)
for _cls in (defaultdict, OrderedDict):
    EXACT[id(_cls)] = _subclass(_cls, dict)
