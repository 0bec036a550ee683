"""
Freezing what is best said by a name or a few words: aliases of types, code, frames, locks, weak references, tasks,
open files. Exactly the types that Python brings, whose C code is safe to call.
"""

from __future__ import annotations

import _thread
import io
import types
import weakref
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .fields import own_dictionary
from .frozen import (
    FREEZERS,
    Freezer,
    State,
    class_dict,
    freeze_inside,
    is_one_of,
    module_of,
    short_name,
    type_name,
)
from .shapes import Shape

# --- aliases of types: `list[int]`, `int | None`

_origin = class_dict(types.GenericAlias)["__origin__"].__get__
_arguments = class_dict(types.GenericAlias)["__args__"].__get__
_members = class_dict(types.UnionType)["__args__"].__get__
# An alias inside others further down than this is only hinted at.
MAX_NESTED = 4


def name_of_type(value: Any, depth: int = 0) -> str:
    """How a type is written in an annotation."""
    kind = type(value)
    if depth > MAX_NESTED:
        return "…"
    if value is ...:
        return "..."
    if value is None or value is type(None):
        return "None"
    if kind is types.GenericAlias:
        return f"{name_of_type(_origin(value))}[{_listed(_arguments(value), ', ', depth)}]"
    if kind is types.UnionType:
        return _listed(_members(value), " | ", depth)
    if module_of(kind) == "typing":
        return _of_typing(value, depth)
    if issubclass(kind, type):
        return type_name(value)
    return repr(value) if kind is str or kind is int else f"<{short_name(kind)}>"


def _listed(values: Any, between: str, depth: int) -> str:
    return between.join([name_of_type(value, depth + 1) for value in values[:8]])


def _of_typing(value: Any, depth: int) -> str:
    """An alias of `typing`, which are written in Python: `typing.List[int]`, a TypeVar."""
    fields = _fields_of_typing(value)
    name, origin, given = fields.get("_name"), fields.get("__origin__"), fields.get("__args__")
    if type(name) is not str:
        name = fields.get("__name__")
    if type(name) is not str:
        name = "typing" if origin is None else name_of_type(origin, depth + 1)
    if type(given) is not tuple or not given:
        return name
    if name == "Optional":
        given = tuple([item for item in given if item is not type(None)])
    return f"{name}[{_listed(given, ', ', depth)}]"


def _fields_of_typing(value: Any) -> dict[str, Any]:
    member = class_dict(type(value)).get("__name__")
    if type(member) is types.GetSetDescriptorType or type(member) is types.MemberDescriptorType:
        return {"__name__": member.__get__(value)}
    try:
        found = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return found if type(found) is dict else {}


def frozen_alias(value: Any, depth: int, state: State) -> Shape:
    return ("text", type_name(type(value)), name_of_type(value), None, False)


# --- things of the interpreter


def _said(what: Any) -> Freezer:
    def freezer(value: Any, depth: int, state: State) -> Shape:
        return ("text", type_name(type(value)), f"<{what(value)}>", None, False)

    return freezer


def _code(value: types.CodeType) -> str:
    return f"code {value.co_qualname}, line {value.co_firstlineno}"


def _frame(value: types.FrameType) -> str:
    return f"frame of {value.f_code.co_qualname}, line {value.f_lineno}"


def _traceback(value: types.TracebackType) -> str:
    return f"traceback in {value.tb_frame.f_code.co_qualname}, line {value.tb_lineno}"


def _attribute(value: Any) -> str:
    return f"attribute {value.__name__} of {short_name(value.__objclass__)}"


def _method(value: Any) -> str:
    return f"method {value.__name__}"


def _lock(value: Any) -> str:
    return "locked lock" if value.locked() else "unlocked lock"


def _cell(value: types.CellType, depth: int, state: State) -> Shape:
    try:
        inside = value.cell_contents
    except ValueError:
        return ("text", "cell", "<empty cell>", None, False)
    return (("sequence", "cell", "cell(", ")"), *_one(inside, depth, state))


def _reference(value: Any, depth: int, state: State) -> Shape:
    inside = weakref.ref.__call__(value)
    if inside is None:
        return ("text", "weakref", "<weakref to nothing, it is gone>", None, False)
    return ("text", "weakref", f"<weakref to {short_name(type(inside))}>", None, False)


def _one(value: Any, depth: int, state: State) -> tuple[tuple[Any, ...], tuple[type, ...], int]:
    inside = freeze_inside(value, min(depth + 1, 4), state)
    return (inside,), (type(inside),), 1


# --- open files: in C, one inside the other; the innermost knows the name

_buffer_of = class_dict(io.TextIOWrapper)["buffer"].__get__
_MODES: dict[Any, str] = {
    io.BufferedReader: "rb",
    io.BufferedWriter: "wb",
    io.BufferedRandom: "rb+",
    io.FileIO: "rb",
}


def _file(value: Any, depth: int, state: State) -> Shape:
    name = type_name(type(value)).removeprefix("_")
    mode: Any = None
    inner = value
    try:
        if type(inner) is io.TextIOWrapper:
            mode = (own_dictionary(inner) or {}).get("mode")
            inner = _buffer_of(inner)
        if is_one_of(type(inner), _MODES) and type(inner) is not io.FileIO:
            mode = mode or _MODES[type(inner)]
            inner = class_dict(type(inner))["raw"].__get__(inner)
        if type(inner) is not io.FileIO:
            return ("text", name, f"<{short_name(type(value))}>", None, False)
        path, closed = (own_dictionary(inner) or {}).get("name"), inner.closed
    except (ValueError, AttributeError):  # detached
        return ("text", name, f"<{short_name(type(value))}>", None, False)
    shown = repr(path) if is_one_of(type(path), (str, bytes, int)) else "?"
    how = "closed" if closed else f"mode {mode}" if type(mode) is str else inner.mode
    return ("text", name, f"<file {shown}, {how}>", None, False)


# --- asyncio's tasks and futures in C, once a program has them


def frozen_future(value: Any, depth: int, state: State) -> Shape:
    """A future, by the methods of its class in C. What it waits for, or gave, is not asked."""
    cls = type(value)
    members = class_dict(cls)
    name = f"asyncio.{short_name(cls)}"
    how = "cancelled" if members["cancelled"](value) else "done" if members["done"](value) else "pending"
    label = members["get_name"](value) if "get_name" in members else None
    said = f"{short_name(cls)} {label}" if type(label) is str else str(short_name(cls))
    return ("text", name, f"<{said}, {how}>", None, False)


FREEZERS.keep(types.GenericAlias, frozen_alias)
FREEZERS.keep(types.UnionType, frozen_alias)
FREEZERS.keep(types.CellType, _cell)
FREEZERS.keep(weakref.ref, _reference)
for _cls, _what in {
    types.CodeType: _code,
    types.FrameType: _frame,
    types.TracebackType: _traceback,
    types.GetSetDescriptorType: _attribute,
    types.MemberDescriptorType: _attribute,
    types.WrapperDescriptorType: _method,
    types.ClassMethodDescriptorType: _method,
    types.MethodWrapperType: _method,
    _thread.LockType: _lock,
}.items():
    FREEZERS.keep(_cls, _said(_what))
for _cls in (io.TextIOWrapper, *_MODES):
    FREEZERS.keep(_cls, _file)
