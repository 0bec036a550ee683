"""
Freezing objects whose fields alone would say too little or too much: exceptions, named tuples, rows, instances of a
mapped class, mocks, proxies, and subclasses of Python's own scalars. Nothing of the program runs here either.
"""

from __future__ import annotations

import array
import datetime
import io
from collections.abc import Callable
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .containers import heading, sequence
from .fields import dictionary_reader, held_by, is_opaque, is_pythons_own, own_dictionary, slot_reader
from .frozen import (
    FIELDS_AT_DEPTH,
    MAX_DEPTH,
    MAX_TEXT,
    Freezer,
    State,
    class_dict,
    exception_args,
    mro,
    short_name,
    type_name,
)  # fmt: skip
from .plain_objects import frozen_field, object_freezer, object_head, object_of
from .secrecy import hides, secrecy
from .shapes import Frozen, Shape, TextShape
from .views import frozen_array, frozen_bytes_buffer, frozen_text_buffer
from .zones import given_out, is_known_zone

# Names and values, as an object's fields.
Fields = list[tuple[str, Any]]


def with_fields(cls: type, read: Callable[[Any], Fields]) -> Freezer:
    """A freezer that shows what `read` gives as an object's fields. A name such as `[0]` is not said in the text."""
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Shape:
        inner = min(depth + 1, MAX_DEPTH)
        room = max(min(FIELDS_AT_DEPTH[depth], state.nodes), 1)
        fields = read(value)
        kept = [frozen_field(key, item, inner, state) for key, item in fields[:room]]
        state.nodes -= len(kept)
        names = tuple([key for key, _ in fields[:room]])
        return object_of(object_head(name, short, names, len(fields) > room), kept)

    return freezer


def _fields_of(cls: type) -> Callable[[Any], Fields]:
    """What an instance of a subclass of one of Python's own classes has of its own: its `__dict__` and slots."""
    dictionary, slots = dictionary_reader(cls), slot_reader(cls)
    known = {
        name for base in mro(cls) if is_pythons_own(base) for name in class_dict(base) if type(name) is str
    }

    def read(value: Any) -> Fields:
        found = [] if slots is None else [field for field in slots(value) if field[0] not in known]
        names = None if dictionary is None else dictionary(value)
        if type(names) is dict:
            found += [(key, item) for key, item in list(names.items())[:100] if type(key) is str]
        return found

    return read


# --- tuples with names


def named_tuple(cls: type, names: tuple[str, ...]) -> Freezer:
    return with_fields(cls, lambda value: list(zip(names, tuple.__iter__(value), strict=False)))


def names_of_tuple(cls: type) -> tuple[str, ...] | None:
    """The names of a tuple's items: of a named tuple, or of one that C makes, such as a struct_time."""
    for base in mro(cls):
        if base is tuple:
            break
        inside = class_dict(base)
        names = inside.get("__match_args__" if "n_unnamed_fields" in inside else "_fields")
        if type(names) is tuple and all(type(name) is str for name in names):
            return names
    return None


# --- exceptions

# What an exception of Python's own knows besides its arguments.
_MORE: tuple[tuple[type, tuple[str, ...]], ...] = (
    (OSError, ("filename", "filename2")),
    (ImportError, ("name", "path")),
)


def exception(cls: type) -> Freezer:
    head = heading("sequence", type_name(cls), f"{short_name(cls)}(", ")")
    own = _fields_of(cls)
    more = [
        (name, class_dict(base)[name].__get__)
        for base, names in _MORE
        if any(known is base for known in mro(cls))
        for name in names
    ]

    def read(value: Any) -> Fields:
        arguments = [(f"[{at}]", item) for at, item in enumerate(exception_args(value))]
        known = [(name, item) for name, get in more if (item := get(value)) is not None]
        return [*arguments, *known, *own(value)]

    shown = with_fields(cls, read)

    def freezer(value: Any, depth: int, state: State) -> Shape:
        arguments = exception_args(value)
        if own(value) or any(get(value) is not None for _, get in more):
            return shown(value, depth, state)
        return sequence(head, len(arguments), arguments, depth, state)

    return freezer


# --- subclasses of scalars


def scalar_subclass(cls: type, base: type) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))
    tier, own, said = secrecy(short), _fields_of(cls), _SAID[base]
    fields = with_fields(cls, lambda value: [("[0]", _plain_of(value, base)), *own(value)])

    def freezer(value: Any, depth: int, state: State) -> Shape:
        if tier and hides(tier, _plain_of(value, base)):
            return ("text", name, f"{short}(redacted)", None, False)
        return fields(value, depth, state) if own(value) else said(name, short, value)

    return freezer


def _plain_of(value: Any, base: Any) -> Any:
    """The same value as one of Python's own class."""
    if base is str:
        return str.__str__(value)
    if base is bytes or base is bytearray:
        return bytes(base.__getitem__(value, slice(None)))
    if base is int:
        return int.__add__(value, 0)
    if base is float:
        return float.__add__(value, -0.0)
    return base.__add__(value, 0) if base is complex else None


def _text(name: str, short: str, value: Any) -> TextShape:
    start = str.__str__(value)
    return ("text", name, f"{short}({start[:MAX_TEXT]!r})", None, len(start) > MAX_TEXT)


def _bytes(name: str, short: str, value: Any) -> TextShape:
    base: Any = bytes if issubclass(type(value), bytes) else bytearray
    size, start = base.__len__(value), bytes(base.__getitem__(value, slice(0, MAX_TEXT)))
    return ("text", name, f"{short}({start!r})", size, size > MAX_TEXT)


def _integer(name: str, short: str, value: Any) -> TextShape:
    plain = int.__format__(value, "d") if int.bit_length(value) < 2000 else "…"
    return ("text", name, f"{short}({plain})", None, plain == "…")


def _by_repr(base: Any) -> Callable[[str, str, Any], TextShape]:
    return lambda name, short, value: ("text", name, f"{short}({base.__repr__(value)})", None, False)


_SAID: dict[type, Callable[[str, str, Any], TextShape]] = {
    str: _text,
    bytes: _bytes,
    bytearray: _bytes,
    int: _integer,
    float: _by_repr(float),
    complex: _by_repr(complex),
}
SCALARS = tuple(_SAID)


# --- subclasses of dates and numbers


_TEXTS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (datetime.datetime, lambda value: str(datetime.datetime.isoformat(value))),
    (datetime.date, lambda value: str(datetime.date.isoformat(value))),
    (datetime.time, lambda value: str(datetime.time.isoformat(value))),
    (datetime.timedelta, lambda value: str(datetime.timedelta.__str__(value))),
)


def _zoned(value: Any, base: Any) -> Any:
    """Whether asking for the text of a moment would ask a zone of the program's."""
    member = class_dict(base).get("tzinfo")
    zone = None if member is None else member.__get__(value)
    return zone if zone is not None and not is_known_zone(zone) else None


def text_subclass(cls: type) -> Freezer | None:
    """For a subclass of a date, a time or a decimal number; None: it is none."""
    for base, say in _TEXTS:
        if any(known is base for known in mro(cls)):
            return _saying(cls, base, say)
    number: Any = given_out("decimal", "Decimal")
    if number is not None and any(known is number for known in mro(cls)):
        return _saying(cls, number, lambda value: str(number.__str__(value)))
    return None


def _saying(cls: type, base: type, say: Callable[[Any], str]) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Shape:
        zone = _zoned(value, base)
        said = "…" if zone is not None else say(value)
        aside = "" if zone is None else f", {short_name(type(zone))}"
        return ("text", name, f"{short}({said}{aside})", None, zone is not None)

    return freezer


def buffer_subclass(cls: type) -> Freezer | None:
    known = (
        (array.array, frozen_array),
        (io.StringIO, frozen_text_buffer),
        (io.BytesIO, frozen_bytes_buffer),
    )
    for base in mro(cls):
        for kind, freezer in known:
            if base is kind:
                return freezer
    return None


# --- objects of libraries

_NOT_LOADED: TextShape = ("text", "not loaded", "<not loaded>", None, False)


def is_mapped(cls: type) -> bool:
    """Whether SQLAlchemy keeps instances of this class in a database."""
    return any("_sa_class_manager" in class_dict(base) for base in mro(cls))


def mapped(cls: type) -> Freezer:
    """What is loaded of a row; the rest, which only a query would tell, says so."""
    dictionary, other = dictionary_reader(cls), object_freezer(cls)
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Shape:
        names = None if dictionary is None else dictionary(value)
        if type(names) is not dict or not all(type(key) is str for key in names):
            return other(value, depth, state)
        about = _all_of(names.get("_sa_instance_state"))
        expired = about.get("expired_attributes")
        if about.get("expired") is True and issubclass(type(about.get("manager")), dict):
            expired = set(dict.keys(about["manager"]))
        missing = sorted(expired - set(names)) if type(expired) is set else []
        fields = [(key, item) for key, item in names.items() if key != "_sa_instance_state"]
        room = max(min(FIELDS_AT_DEPTH[depth], state.nodes), 1)
        inner = min(depth + 1, MAX_DEPTH)
        kept: list[Frozen] = [frozen_field(key, item, inner, state) for key, item in fields[:room]]
        kept += [_NOT_LOADED] * len(missing)
        state.nodes -= len(kept)
        keys = tuple([key for key, _ in fields[:room]] + missing)
        return object_of(object_head(name, short, keys, len(fields) > room), kept)

    return freezer


def _all_of(value: Any) -> dict[str, Any]:
    """The fields of a library's own object, in slots and in its `__dict__`."""
    slots = slot_reader(type(value))
    return {**(dict(slots(value)) if slots is not None else {}), **(own_dictionary(value) or {})}


def _database_row(value: Any) -> Fields:
    keys, data = list(value._parent._keys), value._data
    if type(data) is not tuple:
        raise TypeError
    return [(key if type(key) is str else "?", item) for key, item in zip(keys, data, strict=True)]


def _sqlite_row(value: Any) -> Fields:
    return list(zip(value.keys(), tuple(value), strict=True))


_ROWS: dict[str, Callable[[Any], Fields]] = {
    "sqlalchemy.engine.row.Row": _database_row,
    "sqlalchemy.engine.row.RowMapping": _database_row,
    "sqlite3.Row": _sqlite_row,
}


def row(cls: type, name: str) -> Freezer | None:
    """For a row of a database, exactly as its library makes it; None: it is none."""
    read = _ROWS.get(name)
    module, _, short = name.rpartition(".")
    if read is None or given_out(module, short) is not cls:
        return None
    shown, other = with_fields(cls, read), object_freezer(cls)

    def freezer(value: Any, depth: int, state: State) -> Shape:
        try:
            return shown(value, depth, state)
        except Exception:  # the library is of another version
            return other(value, depth, state)

    return freezer


def is_mock(cls: type) -> bool:
    base = given_out("unittest.mock", "NonCallableMock")
    return base is not None and any(known is base for known in mro(cls))


def mock(cls: type) -> Freezer:
    """Of a mock what a test made of it: its name, how often it was called, what it answers, its attributes."""
    dictionary = dictionary_reader(cls)

    def read(value: Any) -> Fields:
        names = None if dictionary is None else dictionary(value)
        if type(names) is not dict or not all(type(key) is str for key in names):
            return []
        found = [("name", names.get("_mock_name")), ("spec", names.get("_spec_class"))]
        fields = [(name, item) for name, item in found if item is not None]
        if names.get("_mock_call_count"):
            fields.append(("call_count", names["_mock_call_count"]))
        for name in ("return_value", "side_effect"):
            item = names.get(f"_mock_{name}")
            if item is not None and item is not given_out("unittest.mock", "DEFAULT"):
                fields.append((name, item))
        children = names.get("_mock_children")
        own = [(key, item) for key, item in names.items() if not key.startswith(("_", "method_calls"))]
        made = children.items() if type(children) is dict else ()
        return fields + own + [(key, item) for key, item in made if type(key) is str and key.isidentifier()]

    return with_fields(cls, read)


# --- proxies, and other objects in C


def opaque(cls: type) -> Freezer | None:
    """
    For an object in C that tells nothing of itself: what it holds, if that is little. None: there are fields to read.
    """
    proxy = is_opaque(cls)
    if not proxy and not _tells_nothing(cls):
        return None
    name, short = type_name(cls), str(short_name(cls))
    head = heading("sequence", name, f"{short}(", ")")
    own = is_pythons_own(cls)

    def freezer(value: Any, depth: int, state: State) -> Shape:
        held = [] if own else held_by(value)
        if held and (proxy or len(held) <= 2):
            return sequence(head, len(held), held, depth, state)
        return ("text", name, f"<{short}>", None, False)

    return freezer


def _tells_nothing(cls: type) -> bool:
    """Whether a class is written in C and its instances have neither slots nor a `__dict__`."""
    if slot_reader(cls) is not None or dictionary_reader(cls) is not None:
        return False
    # A class that a `class` statement makes has one or the other, or says that it has none.
    return cls is not object and not any("__slots__" in class_dict(base) for base in mro(cls))
