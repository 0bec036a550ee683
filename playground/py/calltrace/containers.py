"""
Freezing containers, and things that are best said by their name (functions, modules, classes, generators): exactly
these types, whose own C code is safe to call.
"""

from __future__ import annotations

import re
import types
from collections import deque
from collections.abc import Iterable
from itertools import islice
from operator import attrgetter
from typing import Any, Literal

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import (
    FREEZERS,
    ITEMS_AT_DEPTH,
    MAX_TEXT,
    QUICK,
    Freezer,
    State,
    freeze_all,
    freeze_inside,
    is_one_of,
    module_dict,
    type_name,
)  # fmt: skip
from .redaction import kept_under
from .secrecy import secrecy, secrecy_of_key
from .shapes import ContainerHead, ContainerShape, OpenShape, Shape, TextShape


def sequence(head: ContainerHead, length: int, found: Iterable[Any], depth: int, state: State) -> Shape:
    """The frozen form of a sequence; `head` names its type and its brackets (see `heading`)."""
    room = min(ITEMS_AT_DEPTH[depth], state.nodes)
    if length > room or room < 0:
        found = islice(found, max(room, 0))
    items, kinds = freeze_all(found, depth + 1, state)
    state.nodes -= len(items)
    return (head, items, kinds, length)


def heading(shape: Literal["sequence", "mapping"], name: str, opening: str, closing: str) -> ContainerHead:
    """The head of a container's frozen form. It is made once for all containers of a type, which then share it."""
    return (shape, name, opening, closing)


_LIST = heading("sequence", "list", "[", "]")
_TUPLE = heading("sequence", "tuple", "(", ")")
PAIR = _TUPLE
_PAIR_OF_ONE = heading("sequence", "tuple", "(", ",)")
_SET = heading("sequence", "set", "{", "}")
_FROZENSET = heading("sequence", "frozenset", "frozenset({", "})")
_DEQUE = heading("sequence", "collections.deque", "deque([", "])")
_SLICE = heading("sequence", "slice", "slice(", ")")
_DICT = heading("mapping", "dict", "{", "}")
_NO_SET: ContainerShape = (heading("sequence", "set", "set(", ")"), (), (), 0)
_NO_FROZENSET: ContainerShape = (heading("sequence", "frozenset", "frozenset(", ")"), (), (), 0)


def _list(value: list[Any], depth: int, state: State) -> Shape:
    return sequence(_LIST, len(value), value, depth, state)


def _quick(value: Any) -> OpenShape | None:
    """Freezes a list or tuple in which there are only integers, short texts and None; else gives None."""
    items = tuple(value[: ITEMS_AT_DEPTH[0]])
    for item in items:
        kind = type(item)
        if not (kind is int or item is None or (kind is str and len(item) <= MAX_TEXT)):
            return None
    if type(value) is list:
        return (_LIST, items, (), len(value))
    return (_PAIR_OF_ONE if len(value) == 1 else _TUPLE, items, (), len(value))


def _tuple(value: tuple[Any, ...], depth: int, state: State) -> Shape:
    return sequence(_PAIR_OF_ONE if len(value) == 1 else _TUPLE, len(value), value, depth, state)


def _set(value: set[Any], depth: int, state: State) -> Shape:
    return sequence(_SET, len(value), value, depth, state) if value else _NO_SET


def _frozenset(value: frozenset[Any], depth: int, state: State) -> Shape:
    return sequence(_FROZENSET, len(value), value, depth, state) if value else _NO_FROZENSET


def _deque(value: deque[Any], depth: int, state: State) -> Shape:
    return sequence(_DEQUE, len(value), value, depth, state)


def mapping(
    head: ContainerHead, length: int, pairs: Iterable[tuple[Any, Any]], depth: int, state: State
) -> Shape:
    room = max(min(ITEMS_AT_DEPTH[depth], state.nodes), 0)
    flat: list[Any] = []
    for key, value in islice(pairs, room):
        secret = secrecy(key) if type(key) is str else secrecy_of_key(key)
        flat += (
            freeze_inside(key, depth + 1, state),
            kept_under(secret, value, depth + 1, state) if secret else freeze_inside(value, depth + 1, state),
        )
    state.nodes -= len(flat)
    return (head, tuple(flat), tuple(map(type, flat)), length)


def _dict(value: dict[Any, Any], depth: int, state: State) -> Shape:
    return mapping(_DICT, len(value), value.items(), depth, state)


def _range(value: range, depth: int, state: State) -> Shape:
    step = "" if value.step == 1 else f", {_int(value.step)}"
    text = f"range({_int(value.start)}, {_int(value.stop)}{step})"
    return ("text", "range", text, None, False)


def _int(value: int) -> str:
    return str(value) if value.bit_length() < 200 else "…"


def _slice(value: slice, depth: int, state: State) -> Shape:
    parts = (value.start, value.stop, value.step)
    return sequence(_SLICE, 3, parts, depth, state)


def _bytearray(value: bytearray, depth: int, state: State) -> Shape:
    start = bytes(value[:MAX_TEXT])
    return ("text", "bytearray", f"bytearray({start!r})", len(value), len(value) > MAX_TEXT)


# --- things with a name -----------------------------------------------------------------------------------------


def _named(kind: str, article: str) -> Freezer:
    def freezer(value: Any, depth: int, state: State) -> Shape:
        name = getattr(value, "__qualname__", None) or value.__name__
        return ("text", kind, f"<{article} {name}>" if type(name) is str else f"<{article}>", None, False)

    return freezer


def _method(value: types.MethodType, depth: int, state: State) -> Shape:
    function = value.__func__
    name = function.__qualname__ if type(function) is types.FunctionType else "…"
    return ("text", "method", f"<method {name}>", None, False)


def frozen_module(value: types.ModuleType, depth: int, state: State) -> Shape:
    name = module_dict(value).get("__name__")
    return ("text", "module", f"<module {name}>" if type(name) is str else "<module>", None, False)


def frozen_class(value: type, depth: int, state: State) -> Shape:
    return ("text", "type", f"<class {type_name(value)}>", None, False)


def _stepping(kind: str, cls: type, prefix: str) -> Freezer:
    running, frame = attrgetter(f"{prefix}_running"), attrgetter(f"{prefix}_frame")
    # Python 3.11 does not say whether an asynchronous generator has begun; there, one that has not is "suspended".
    known_here = hasattr(cls, f"{prefix}_suspended")
    suspended = attrgetter(f"{prefix}_suspended") if known_here else lambda value: frame(value) is not None
    known: dict[tuple[str, str], TextShape] = {}

    def freezer(value: Any, depth: int, state: State) -> Shape:
        # The frame is asked for last, because Python may have to make it only for this.
        if running(value):
            what = "running"
        elif suspended(value):
            what = "suspended"
        else:
            what = "finished" if frame(value) is None else "not started"
        name = value.__qualname__
        if type(name) is not str:
            return ("text", kind, f"<{kind}, {what}>", None, False)
        frozen = known.get((name, what))
        if frozen is None:
            if len(known) > 1000:
                known.clear()
            frozen = known[name, what] = ("text", kind, f"<{kind} {name}, {what}>", None, False)
        return frozen

    return freezer


def _pattern(value: re.Pattern[Any], depth: int, state: State) -> Shape:
    pattern = value.pattern
    shown = repr(pattern[:MAX_TEXT]) if is_one_of(type(pattern), (str, bytes)) else "…"
    return ("text", "re.Pattern", f"re.compile({shown})", None, False)


def _match(value: re.Match[Any], depth: int, state: State) -> Shape:
    start, end = value.span()
    found = (
        value.string[start : min(end, start + MAX_TEXT)]
        if is_one_of(type(value.string), (str, bytes))
        else "…"
    )
    return ("text", "re.Match", f"<re.Match span=({start}, {end}) match={found!r}>", None, False)


_TABLE: dict[type, Freezer] = {
    re.Pattern: _pattern,
    re.Match: _match,
    list: _list,
    tuple: _tuple,
    set: _set,
    frozenset: _frozenset,
    dict: _dict,
    deque: _deque,
    range: _range,
    slice: _slice,
    bytearray: _bytearray,
    types.FunctionType: _named("function", "function"),
    types.BuiltinFunctionType: _named("builtin_function", "built-in function"),
    types.MethodDescriptorType: _named("method_descriptor", "method"),
    types.MethodType: _method,
    types.ModuleType: frozen_module,
    type: frozen_class,
    types.GeneratorType: _stepping("generator", types.GeneratorType, "gi"),
    types.CoroutineType: _stepping("coroutine", types.CoroutineType, "cr"),
    types.AsyncGeneratorType: _stepping("async_generator", types.AsyncGeneratorType, "ag"),
    type(...): lambda value, depth, state: ("text", "ellipsis", "Ellipsis", None, False),
    type(NotImplemented): lambda value, depth, state: (
        "text",
        "NotImplementedType",
        "NotImplemented",
        None,
        False,
    ),
    object: lambda value, depth, state: ("text", "object", "<object>", None, False),
}
for _cls, _freezer in _TABLE.items():
    FREEZERS.keep(_cls, _freezer)
QUICK.keep(list, _quick)
QUICK.keep(tuple, _quick)
