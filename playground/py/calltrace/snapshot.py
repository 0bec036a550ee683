"""
Freezing: a bounded copy of a value, taken at once, that runs none of the program's code.

`freeze` gives either the value itself (the scalars, which nobody can change) or a nested tuple of plain data, which
`values.py` turns into what the trace file says. No repr, no len, no ==, no attribute access that a class could have
overridden: exact types go through a table, subclasses of built-in types through the built-in's own methods, other
objects through their `__dict__` and slots, read by the descriptors that Python itself made.
"""

from __future__ import annotations

import re
import sys
import types
import weakref
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from . import known_types
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# A snapshot never holds more than this; what is beyond is said by length and "truncated".
MAX_DEPTH = 4
ITEMS_AT_DEPTH = (50, 24, 12, 6, 0)
FIELDS_AT_DEPTH = (24, 16, 10, 6, 0)
MAX_NODES = 150
# After so many nodes in one recording the snapshots become smaller, down to a few fields: a program that hands big
# objects around a million times is to be recorded in seconds too. What is left out says "truncated".
PLENTY = 60_000
MIN_NODES = 8
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

_mro = type.__dict__["__mro__"].__get__
_class_dict = type.__dict__["__dict__"].__get__
_type_name = type.__dict__["__name__"].__get__
_type_qualname = type.__dict__["__qualname__"].__get__
_type_module = type.__dict__["__module__"].__get__
_exception_args = BaseException.__dict__["args"].__get__
_module_dict = vars(types.ModuleType)["__dict__"].__get__


class State:
    """What is spent on one snapshot, and which objects it is inside of."""

    __slots__ = ("inside", "nodes")

    def __init__(self) -> None:
        self.nodes = MAX_NODES
        self.inside: set[int] = set()


_taken = 0


def start_anew() -> None:
    """At the start of a recording: snapshots may be as big as they may be again."""
    global _taken
    _taken = 0


def plenty() -> bool:
    """Whether so many snapshots were taken that they have become small."""
    return _taken * MIN_NODES > PLENTY


def freeze(value: Any) -> Frozen:
    """A bounded, immutable copy of `value`. Never raises and never runs code of the program."""
    global _taken
    kind = type(value)
    if value is None or kind is int or kind is str or kind is float or kind is bool:
        return value
    state = State()
    _taken += 1
    if _taken * MAX_NODES > PLENTY:
        state.nodes = max(MIN_NODES, PLENTY // _taken)
    try:
        return _freeze(value, 0, state)
    except Exception:  # a container changed by another thread meanwhile, no memory, no room: it may fail
        return NOT_KEPT


def is_secret(name: str) -> bool:
    lowered = name.lower()
    return any(secret in lowered for secret in SECRET_NAMES)


def type_name(cls: type) -> str:
    """`int`, `pandas.DataFrame`, `__main__.Mole`."""
    module, name = _module_of(cls), str(_type_qualname(cls))
    return name if module in ("builtins", "") else f"{module}.{name}"


def _module_of(cls: type) -> str:
    try:
        module = _type_module(cls)
    except AttributeError:
        return ""
    return module if type(module) is str else ""


def _freeze(value: Any, depth: int, state: State) -> Frozen:
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
    freezer = _FREEZERS.get(id(kind)) or _plan(kind)
    identity = id(value)
    if identity in state.inside:
        return ("text", type_name(kind), f"<{_type_name(kind)} …>", None, True)
    state.inside.add(identity)
    try:
        return freezer(value, depth, state)
    finally:
        state.inside.discard(identity)


def _long(value: Any, kind: str) -> Frozen:
    return ("long", kind, value[:MAX_TEXT], len(value))


# --- containers -------------------------------------------------------------------------------------------------


def _sequence(
    name: str, opening: str, closing: str, length: int, found: Iterable[Any], depth: int, state: State
) -> Frozen:
    room = min(ITEMS_AT_DEPTH[depth], state.nodes)
    items: list[Frozen] = []
    for item in islice(found, room):
        kind = type(item)
        plain = item is None or kind is int or kind is float or kind is bool
        items.append(item if plain else _freeze(item, depth + 1, state))
    state.nodes -= len(items)
    # The types stand beside the items because 1, True and 1.0 are equal and a key must not confuse them.
    return ("sequence", name, opening, closing, length, tuple(items), tuple(map(type, items)))


def _list(value: list[Any], depth: int, state: State) -> Frozen:
    return _sequence("list", "[", "]", len(value), value, depth, state)


def _tuple(value: tuple[Any, ...], depth: int, state: State) -> Frozen:
    closing = ",)" if len(value) == 1 else ")"
    return _sequence("tuple", "(", closing, len(value), value, depth, state)


def _set(value: set[Any], depth: int, state: State) -> Frozen:
    if not value:
        return ("sequence", "set", "set(", ")", 0, (), ())
    return _sequence("set", "{", "}", len(value), value, depth, state)


def _frozenset(value: frozenset[Any], depth: int, state: State) -> Frozen:
    if not value:
        return ("sequence", "frozenset", "frozenset(", ")", 0, (), ())
    return _sequence("frozenset", "frozenset({", "})", len(value), value, depth, state)


def _deque(value: deque[Any], depth: int, state: State) -> Frozen:
    return _sequence("collections.deque", "deque([", "])", len(value), value, depth, state)


def _mapping(
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
        flat.append(_freeze(key, depth + 1, state))
        flat.append(REDACTED if type(key) is str and is_secret(key) else _freeze(value, depth + 1, state))
    state.nodes -= len(flat)
    return ("mapping", name, opening, closing, length, tuple(flat), tuple(map(type, flat)))


def _dict(value: dict[Any, Any], depth: int, state: State) -> Frozen:
    return _mapping("dict", "{", "}", len(value), value.items(), depth, state)


def _range(value: range, depth: int, state: State) -> Frozen:
    step = "" if value.step == 1 else f", {_int(value.step)}"
    text = f"range({_int(value.start)}, {_int(value.stop)}{step})"
    return ("text", "range", text, None, False)


def _int(value: int) -> str:
    return str(value) if value.bit_length() < 200 else "…"


def _slice(value: slice, depth: int, state: State) -> Frozen:
    parts = (value.start, value.stop, value.step)
    return _sequence("slice", "slice(", ")", 3, parts, depth, state)


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


def _module(value: types.ModuleType, depth: int, state: State) -> Frozen:
    name = _module_dict(value).get("__name__")
    return ("text", "module", f"<module {name}>" if type(name) is str else "<module>", None, False)


def _class(value: type, depth: int, state: State) -> Frozen:
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


# --- objects ----------------------------------------------------------------------------------------------------


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
    for base in reversed(_mro(cls)):
        names = _class_dict(base)
        for name, member in names.items():
            if type(member) is types.MemberDescriptorType and not name.startswith("__"):
                slots.append((name, member.__get__))
    for base in _mro(cls):
        member = _class_dict(base).get("__dict__")
        if member is not None:
            if type(member) is types.GetSetDescriptorType:
                dictionary = member.__get__
            break
    return slots, dictionary


def _object(cls: type) -> Freezer:
    slots, dictionary = _layout(cls)
    name, short = type_name(cls), str(_type_name(cls))
    # The insides of library objects are deep and of little interest: one level of them is enough.
    step = 1 if _is_program(cls) else 3

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        room = min(FIELDS_AT_DEPTH[depth], max(state.nodes, 0))
        if room == 0:
            return ("text", name, f"<{short}>", None, True)
        fields = _fields(value, slots, dictionary)
        inner = min(depth + step, MAX_DEPTH)
        kept = [
            (key, REDACTED if is_secret(key) else _freeze(item, inner, state)) for key, item in fields[:room]
        ]
        state.nodes -= len(kept)
        return _object_of(name, short, kept, len(fields) > room)

    return freezer


def _object_of(name: str, short: str, fields: list[tuple[str, Frozen]], more: bool) -> Frozen:
    values = tuple(value for _, value in fields)
    return ("object", name, short, tuple(key for key, _ in fields), values, tuple(map(type, values)), more)


def _is_program(cls: type) -> bool:
    """Whether a class is worth opening up: any but those of the libraries that are known to be big inside."""
    top = _module_of(cls).partition(".")[0]
    return top == "__main__" or (top not in sys.stdlib_module_names and not _installed(top))


def _installed(top: str) -> bool:
    module = sys.modules.get(top)
    file = _module_dict(module).get("__file__") if type(module) is types.ModuleType else None
    return type(file) is str and ("site-packages" in file or "dist-packages" in file)


def _namedtuple(cls: type, names: tuple[str, ...]) -> Freezer:
    name, short = type_name(cls), str(_type_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        inner = min(depth + 1, MAX_DEPTH)
        fields = list(zip(names, tuple.__iter__(value), strict=False))
        room = max(FIELDS_AT_DEPTH[depth], 1)
        kept = [
            (key, REDACTED if is_secret(key) else _freeze(item, inner, state)) for key, item in fields[:room]
        ]
        state.nodes -= len(kept)
        return _object_of(name, short, kept, len(fields) > room)

    return freezer


def _enum(cls: type) -> Freezer:
    name, short = type_name(cls), str(_type_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        member = object.__getattribute__(value, "_name_")
        return ("text", name, f"{short}.{member}" if type(member) is str else short, None, False)

    return freezer


def _exception(cls: type) -> Freezer:
    name, short = type_name(cls), str(_type_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        arguments = _exception_args(value)
        return _sequence(name, f"{short}(", ")", len(arguments), arguments, depth, state)

    return freezer


def _subclass(cls: type, base: type) -> Freezer:
    """An instance of a subclass of a built-in container: its items by the built-in's own methods."""
    name, short = type_name(cls), str(_type_name(cls))

    opening, closing = _BRACKETS[base.__name__]
    length, iterate = vars(base)["__len__"], vars(base)["__iter__"]

    def freezer(value: Any, depth: int, state: State) -> Frozen:
        if base is dict:
            return _mapping(name, f"{short}({{", "})", dict.__len__(value), dict.items(value), depth, state)
        return _sequence(name, short + opening, closing, length(value), iterate(value), depth, state)

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
    name, short = type_name(cls), str(_type_name(cls))

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
    bases = _mro(cls)
    name = type_name(cls)
    read = known_types.reader(cls, name)
    if read is not None:
        return _known(cls, name, read)
    for base in bases:
        if base is type:
            return _class
        if base is BaseException:
            return _exception(cls)
        if base is types.ModuleType:
            return _module
        enum = sys.modules.get("enum")
        if enum is not None and base is enum.Enum:
            return _enum(cls)
    for base in bases:
        if base is tuple:
            names = _class_dict(cls).get("_fields")
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


def _pattern(value: re.Pattern[Any], depth: int, state: State) -> Frozen:
    return ("text", "re.Pattern", f"re.compile({value.pattern[:MAX_TEXT]!r})", None, False)


def _match(value: re.Match[Any], depth: int, state: State) -> Frozen:
    start, end = value.span()
    found = value.string[start : min(end, start + MAX_TEXT)] if type(value.string) in (str, bytes) else "…"
    return ("text", "re.Match", f"<re.Match span=({start}, {end}) match={found!r}>", None, False)


_EXACT: dict[type, Freezer] = {
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
    types.ModuleType: _module,
    type: _class,
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
    defaultdict: _subclass(defaultdict, dict),
    OrderedDict: _subclass(OrderedDict, dict),
}
# By id, because hashing a class would run its metaclass's __hash__; these classes live as long as Python does.
_FREEZERS: dict[int, Freezer] = {id(cls): freezer for cls, freezer in _EXACT.items()}
