"""
Freezing everything else: for each class a freezer is made once, which reads its instances without running its code. It
reads subclasses of built-in types by the built-in's own methods, other objects by the descriptors that Python itself
made.
"""

from __future__ import annotations

import sys
import types
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Literal

from . import known_types
from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .containers import frozen_class, frozen_module, heading, mapping, sequence
from .frozen import (
    FIELDS_AT_DEPTH,
    FREEZERS,
    LAYOUTS,
    MAX_DEPTH,
    MAX_TEXT,
    PLANNER,
    QUICK,
    REDACTED,
    Freezer,
    Layout,
    State,
    class_dict,
    exception_args,
    freeze_all,
    freeze_inside,
    is_secret,
    module_dict,
    module_of,
    mro,
    picker,
    short_name,
    type_name,
)  # fmt: skip
from .shapes import Frozen, ObjectHead, ObjectShape, OpenShape, Shape


def _readers(cls: type) -> Callable[[Any], list[tuple[str, Any]]] | None:
    """
    A function that reads names and values of an instance's slots without running its code; None: it has no slots. The
    descriptors of the class itself are not kept, because they would keep the class alive; those of its bases may be.
    """
    of_bases: list[tuple[str, Any]] = []
    own: list[str] = []
    for base in reversed(mro(cls)):
        for name, member in class_dict(base).items():
            if type(member) is types.MemberDescriptorType and not name.startswith("__"):
                if base is cls:
                    own.append(name)
                else:
                    of_bases.append((name, member.__get__))
    if not (of_bases or own):
        return None

    def read(value: Any) -> list[tuple[str, Any]]:
        readers = of_bases
        if own:
            members = class_dict(type(value))
            found_in = [(name, members.get(name)) for name in own]
            readers = readers + [
                (name, member.__get__)
                for name, member in found_in
                if type(member) is types.MemberDescriptorType
            ]
        found: list[tuple[str, Any]] = []
        for name, reader in readers:
            try:
                item = reader(value)
            except AttributeError:  # a slot that nothing was put into
                continue
            # A member of a class written in C may be a class (the exceptions of a sqlite3.Connection), which is no
            # state.
            if type(item) is not type:
                found.append((name, item))
        return found

    return read


def _dictionary(cls: type) -> Callable[[Any], Any] | None:
    """A function that reads an instance's `__dict__` without running code of its class; None: it has none."""
    for base in mro(cls):
        member = class_dict(base).get("__dict__")
        if member is not None:
            if type(member) is not types.GetSetDescriptorType:
                return None
            if base is not cls:
                reader: Callable[[Any], Any] = member.__get__
                return reader
            # The descriptor keeps the class alive, so it is looked for at each use. A class stands first in its own
            # order of bases (unless its metaclass says otherwise), and nobody can change what it says of `__dict__`: so
            # looking for it runs no code.
            return _by_name if type(cls) is type else _by_class
    return None


def _by_name(value: Any) -> Any:
    return object.__getattribute__(value, "__dict__")


def _by_class(value: Any) -> Any:
    return class_dict(type(value))["__dict__"].__get__(value)


def _object(cls: type) -> Freezer:
    slots, dictionary = _readers(cls), _dictionary(cls)
    name, short = type_name(cls), str(short_name(cls))
    # The insides of library objects are deep and of little interest: one level of them is enough.
    step = 1 if _is_program(cls) else 3
    # How fields are read and the head before them, by the number of fields: as in the last object that had as many.
    layouts: dict[int, Layout] = {}
    LAYOUTS.keep(cls, layouts)
    in_class = dictionary is _by_name

    def flat(
        value: Any, room: int, get: Callable[[Any, str], Any] = object.__getattribute__
    ) -> tuple[ObjectHead, tuple[Any, ...]] | None:
        """The head before the fields, and the fields, if they have the names that they had in an earlier object."""
        names = get(value, "__dict__") if in_class else dictionary(value)  # type: ignore[misc]
        if type(names) is not dict or len(names) > room:
            return None
        # All keys must be texts: looking for a text in a dictionary with other keys could run their code.
        for key in names:
            if type(key) is not str:
                return None
        try:
            read, head = layouts[len(names)]
            return head, read(names)
        except KeyError:  # as many fields, but with other names
            return None

    def quick(value: Any) -> OpenShape | None:
        found = flat(value, FIELDS_AT_DEPTH[0])
        if found is None:
            return None
        for item in found[1]:
            kind = type(item)
            if not (kind is int or item is None or (kind is str and len(item) <= MAX_TEXT)):
                return None
        return (*found, ())

    def freezer(value: Any, depth: int, state: State) -> Shape:
        room = FIELDS_AT_DEPTH[depth]
        if room > state.nodes:
            room = state.nodes
        if room <= 0:
            return ("text", name, f"<{short}>", None, True)
        inner = min(depth + step, MAX_DEPTH)
        names = None
        if dictionary is not None:
            if slots is None:
                found = flat(value, room)
                if found is not None:
                    state.nodes -= len(found[1])
                    values, kinds = freeze_all(found[1], inner, state)
                    return (found[0], values, kinds)
            names = dictionary(value)
        fields = [] if slots is None else slots(value)
        if type(names) is dict:
            fields += [(key, names[key]) for key in islice(names, 200) if type(key) is str]
        shown = fields[:room]
        keys = tuple([key for key, _ in shown])
        state.nodes -= len(shown)
        kept = [REDACTED if is_secret(key) else freeze_inside(item, inner, state) for key, item in shown]
        head = object_head(name, short, keys, len(fields) > room)
        whole = slots is None and type(names) is dict and len(keys) == len(names)
        if whole and not any(map(is_secret, keys)):
            layouts[len(keys)] = (picker(keys), head)
        return object_of(head, kept)

    if slots is None and dictionary is not None:
        QUICK.keep(cls, quick)
    return freezer


def object_head(name: str, short: str, names: tuple[str, ...], more: bool) -> ObjectHead:
    return ("object", name, short, names, more)


def object_of(head: ObjectHead, values: list[Frozen]) -> ObjectShape:
    """The frozen form of an object; types stand in it where `freeze_all` would give them."""
    for value in values:
        kind = type(value)
        if not (kind is int or value is None or kind is str):
            return (head, tuple(values), tuple(map(type, values)))
    return (head, tuple(values), ())


def _is_program(cls: type) -> bool:
    """Whether a class is the program's own, and so worth opening up: objects of libraries are big inside."""
    top = module_of(cls).partition(".")[0]
    return top == "__main__" or (top not in sys.stdlib_module_names and not _installed(top))


def _installed(top: str) -> bool:
    module = sys.modules.get(top)
    file = module_dict(module).get("__file__") if type(module) is types.ModuleType else None
    return type(file) is str and ("site-packages" in file or "dist-packages" in file)


def _namedtuple(cls: type, names: tuple[str, ...]) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Shape:
        inner = min(depth + 1, MAX_DEPTH)
        fields = list(zip(names, tuple.__iter__(value), strict=False))
        room = max(FIELDS_AT_DEPTH[depth], 1)
        kept = [
            REDACTED if is_secret(key) else freeze_inside(item, inner, state) for key, item in fields[:room]
        ]
        state.nodes -= len(kept)
        return object_of(object_head(name, short, names[: len(kept)], len(fields) > room), kept)

    return freezer


def _enum(cls: type) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Shape:
        member = object.__getattribute__(value, "_name_")
        return ("text", name, f"{short}.{member}" if type(member) is str else short, None, False)

    return freezer


def _exception(cls: type) -> Freezer:
    head = heading("sequence", type_name(cls), f"{short_name(cls)}(", ")")

    def freezer(value: Any, depth: int, state: State) -> Shape:
        arguments = exception_args(value)
        return sequence(head, len(arguments), arguments, depth, state)

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


def _scalar_subclass(cls: type, base: type) -> Freezer:
    name, short = type_name(cls), str(short_name(cls))

    def freezer(value: Any, depth: int, state: State) -> Shape:
        plain: Any = base.__format__(value, "d") if base is int and int.bit_length(value) < 2000 else None
        if base is str:
            plain = repr(str.__str__(value)[:MAX_TEXT])
        elif base is float:
            plain = float.__repr__(value)
        return ("text", name, f"{short}({plain or '…'})", None, False)

    return freezer


def _known(cls: type, name: str, read: known_types.Reader) -> Freezer:
    other = _object(cls)

    def freezer(value: Any, depth: int, state: State) -> Shape:
        try:
            found = read(value)
        except Exception:  # the module is of another version, or the value is half made
            return other(value, depth, state)
        if isinstance(found, str):
            return ("text", name, found, None, False)
        text, length, table = found
        shown = known_types.as_text(table) if table is not None and depth < 2 else None
        return ("table", name, text, length, shown)

    return freezer


def _plan(cls: type) -> Freezer:
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
    FREEZERS.keep(_cls, _subclass(_cls, dict))
