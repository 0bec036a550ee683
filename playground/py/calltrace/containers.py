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
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import (
    EXACT,
    ITEMS_AT_DEPTH,
    MAX_TEXT,
    REDACTED,
    Freezer,
    Frozen,
    State,
    freeze_inside,
    is_secret,
    module_dict,
    type_name,
)  # fmt: skip


def sequence(
    name: str, opening: str, closing: str, length: int, found: Iterable[Any], depth: int, state: State
) -> Frozen:
    room = min(ITEMS_AT_DEPTH[depth], state.nodes)
    items: list[Frozen] = []
    for item in islice(found, room):
        kind = type(item)
        plain = item is None or kind is int or kind is float or kind is bool
        items.append(item if plain else freeze_inside(item, depth + 1, state))
    state.nodes -= len(items)
    # The types stand beside the items because 1, True and 1.0 are equal and a key must not confuse them.
    return ("sequence", name, opening, closing, length, tuple(items), tuple(map(type, items)))


def _list(value: list[Any], depth: int, state: State) -> Frozen:
    return sequence("list", "[", "]", len(value), value, depth, state)


def _tuple(value: tuple[Any, ...], depth: int, state: State) -> Frozen:
    closing = ",)" if len(value) == 1 else ")"
    return sequence("tuple", "(", closing, len(value), value, depth, state)


def _set(value: set[Any], depth: int, state: State) -> Frozen:
    if not value:
        return ("sequence", "set", "set(", ")", 0, (), ())
    return sequence("set", "{", "}", len(value), value, depth, state)


def _frozenset(value: frozenset[Any], depth: int, state: State) -> Frozen:
    if not value:
        return ("sequence", "frozenset", "frozenset(", ")", 0, (), ())
    return sequence("frozenset", "frozenset({", "})", len(value), value, depth, state)


def _deque(value: deque[Any], depth: int, state: State) -> Frozen:
    return sequence("collections.deque", "deque([", "])", len(value), value, depth, state)


def mapping(
    name: str,
    opening: str,
    closing: str,
    length: int,
    pairs: Iterable[tuple[Any, Any]],
    depth: int,
    state: State,
) -> Frozen:
    room = min(ITEMS_AT_DEPTH[depth], state.nodes)
    flat: list[Frozen] = []
    for key, value in islice(pairs, room):
        flat.append(freeze_inside(key, depth + 1, state))
        flat.append(
            REDACTED if type(key) is str and is_secret(key) else freeze_inside(value, depth + 1, state)
        )
    state.nodes -= len(flat)
    return ("mapping", name, opening, closing, length, tuple(flat), tuple(map(type, flat)))


def _dict(value: dict[Any, Any], depth: int, state: State) -> Frozen:
    return mapping("dict", "{", "}", len(value), value.items(), depth, state)


def _range(value: range, depth: int, state: State) -> Frozen:
    step = "" if value.step == 1 else f", {_int(value.step)}"
    text = f"range({_int(value.start)}, {_int(value.stop)}{step})"
    return ("text", "range", text, None, False)


def _int(value: int) -> str:
    return str(value) if value.bit_length() < 200 else "…"


def _slice(value: slice, depth: int, state: State) -> Frozen:
    parts = (value.start, value.stop, value.step)
    return sequence("slice", "slice(", ")", 3, parts, depth, state)


def _bytearray(value: bytearray, depth: int, state: State) -> Frozen:
    start = bytes(value[:MAX_TEXT])
    return ("text", "bytearray", f"bytearray({start!r})", len(value), len(value) > MAX_TEXT)


# --- things with a name -----------------------------------------------------------------------------------------


def _named(kind: str, article: str) -> Freezer:
    def freezer(value: Any, depth: int, state: State) -> Frozen:
        name = getattr(value, "__qualname__", None) or value.__name__
        return ("text", kind, f"<{article} {name}>" if type(name) is str else f"<{article}>", None, False)

    return freezer


def _method(value: types.MethodType, depth: int, state: State) -> Frozen:
    function = value.__func__
    name = function.__qualname__ if type(function) is types.FunctionType else "…"
    return ("text", "method", f"<method {name}>", None, False)


def frozen_module(value: types.ModuleType, depth: int, state: State) -> Frozen:
    name = module_dict(value).get("__name__")
    return ("text", "module", f"<module {name}>" if type(name) is str else "<module>", None, False)


def frozen_class(value: type, depth: int, state: State) -> Frozen:
    return ("text", "type", f"<class {type_name(value)}>", None, False)


def _stepping(kind: str, prefix: str) -> Freezer:
    def freezer(value: Any, depth: int, state: State) -> Frozen:
        if getattr(value, prefix + "_running"):
            what = "running"
        elif getattr(value, prefix + "_frame") is None:
            what = "finished"
        else:
            what = "suspended" if getattr(value, prefix + "_suspended", True) else "not started"
        return ("text", kind, f"<{kind} {value.__qualname__}, {what}>", None, False)

    return freezer


def _pattern(value: re.Pattern[Any], depth: int, state: State) -> Frozen:
    return ("text", "re.Pattern", f"re.compile({value.pattern[:MAX_TEXT]!r})", None, False)


def _match(value: re.Match[Any], depth: int, state: State) -> Frozen:
    start, end = value.span()
    found = value.string[start : min(end, start + MAX_TEXT)] if type(value.string) in (str, bytes) else "…"
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
    types.GeneratorType: _stepping("generator", "gi"),
    types.CoroutineType: _stepping("coroutine", "cr"),
    types.AsyncGeneratorType: _stepping("async_generator", "ag"),
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
EXACT.update((id(cls), freezer) for cls, freezer in _TABLE.items())
