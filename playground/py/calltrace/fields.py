"""
Reading the fields of an object without running its code: by the descriptors that Python itself made for slots and for
`__dict__`. A descriptor that a class written in C brings may do anything (that of a proxy asks the object behind it,
and loads one that is lazy), so it is used only for Python's own classes.
"""

from __future__ import annotations

import gc
import sys
import types
from collections.abc import Callable
from typing import Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .frozen import class_dict, module_of, mro

_flags = type.__dict__["__flags__"].__get__
# A class that a `class` statement makes can be changed; those in C that Python brings cannot.
_IMMUTABLE = 1 << 8
_PYTHON_OWN = sys.stdlib_module_names | {"builtins"}


class _Sample:
    pass


# By this the descriptor that a `class` statement makes is told from one that was written in C.
_MADE_BY_PYTHON = class_dict(_Sample)["__dict__"].__doc__


def is_pythons_own(cls: type) -> bool:
    """Whether a class is written in C and comes with Python."""
    return bool(_flags(cls) & _IMMUTABLE) and module_of(cls).partition(".")[0] in _PYTHON_OWN


def slot_reader(cls: type) -> Callable[[Any], list[tuple[str, Any]]] | None:
    """
    A function that reads names and values of an instance's slots without running its code; None: it has no slots. The
    descriptors of the class itself are not kept, because they would keep the class alive; those of its bases may be.
    """
    of_bases: list[tuple[str, Any]] = []
    own: list[str] = []
    for base in reversed(mro(cls)):
        for name, member in class_dict(base).items():
            if type(member) is types.MemberDescriptorType and _is_field(base, name):
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


def _is_field(base: type, name: str) -> bool:
    # Slots of a class in Python may be named so; members of one in C that are, are about the class.
    return not name.startswith("__") or ("__slots__" in class_dict(base) and name not in _NO_FIELDS)


_NO_FIELDS = ("__dict__", "__weakref__")


def dictionary_reader(cls: type) -> Callable[[Any], Any] | None:
    """A function that reads an instance's `__dict__` without running code of its class; None: it has none."""
    owner = _owner_of_dictionary(cls)
    if owner is None:
        return None
    if owner is not cls:
        reader: Callable[[Any], Any] = class_dict(owner)["__dict__"].__get__
        return reader
    # The descriptor keeps the class alive, so it is looked for at each use. A class stands first in its own order of
    # bases (unless its metaclass says otherwise), and nobody can change what it says of `__dict__`: so looking for it
    # runs no code.
    return by_name if type(cls) is type else _by_class


def by_name(value: Any) -> Any:
    return object.__getattribute__(value, "__dict__")


def _by_class(value: Any) -> Any:
    return class_dict(type(value))["__dict__"].__get__(value)


def _owner_of_dictionary(cls: type) -> type | None:
    owner = None
    for base in mro(cls):
        member = class_dict(base).get("__dict__")
        if member is None:
            continue
        if not _is_harmless(base, member):
            # Behind a harmless one too: a class of Python's asks its base in C for the dictionary.
            if owner is None or type(member) is types.GetSetDescriptorType:
                return None
        elif owner is None:
            owner = base
    return owner


def _is_harmless(base: type, member: Any) -> bool:
    kind = type(member)
    if kind is types.MemberDescriptorType:  # reads memory
        return True
    return kind is types.GetSetDescriptorType and (member.__doc__ == _MADE_BY_PYTHON or is_pythons_own(base))


def own_dictionary(value: Any) -> dict[Any, Any] | None:
    """The `__dict__` of one object; None: it has none that may be read."""
    read = dictionary_reader(type(value))
    found = None if read is None else read(value)
    return found if type(found) is dict else None


def is_opaque(cls: type) -> bool:
    """Whether a class is written in C, by others than Python, and has a `__dict__` that may not be read."""
    for base in mro(cls):
        member = class_dict(base).get("__dict__")
        if type(member) is types.GetSetDescriptorType and not _is_harmless(base, member):
            return True
    return False


def held_by(value: Any) -> list[Any]:
    """
    What an object written in C holds, as Python's garbage collector is told: the object behind a proxy, if it is
    loaded, else what will load it. Only C code runs for that.
    """
    found = [
        item
        for item in gc.get_referents(value)
        if not (item is None or type(item) is str or issubclass(type(item), type))
    ]
    return [item for item in found if not (type(item) is dict and _is_bare(item))]


def _is_bare(fields: dict[Any, Any]) -> bool:
    """Whether a dictionary has nothing that was put into it, but only what a class gives its instances."""
    return all(type(key) is str and key in _GIVEN for key in fields)


_GIVEN = frozenset({"__module__", "__doc__", "__qualname__", "__name__", "__annotations__"})
