"""
What a plugin is: which functions of a library are interesting, what event a call of one becomes, what is kept of it.
Leaves to watch.py how calls are seen. Reading a call here runs none of the program's code.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from types import CodeType, FrameType, FunctionType, GetSetDescriptorType, MemberDescriptorType, ModuleType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..fields import is_pythons_own, own_dictionary
from ..frozen import class_dict, is_one_of, module_dict, module_of, mro

# What is kept: a path ("request.method", "result.status_code"), or a function that is given the call.
Keep = str | Callable[["Seen"], Any]


@dataclass(frozen=True, slots=True)
class Function:
    """
    One function of a library, in Python or in C: `name` is its path in the module ("Session.send").

    `began` and `ended` say what goes into the event's data when the call begins and when it ends. `only_from_program`:
    only calls that the program's own code makes are events, not those of other libraries (for C functions that is
    always so, unless `from_libraries`). `unless`: a call for which it gives true is no event. `unless_from`: nor is
    one that these packages ("sqlalchemy") make, however deep below them, because theirs is one already. `elsewhere`:
    it is an event also where no call of the program runs in its thread, as in those of a server; it is told of the
    first call that it leads to, else of the one that runs in the thread which started the recording.
    """

    module: str
    name: str
    began: Mapping[str, Keep] = field(default_factory=dict)
    ended: Mapping[str, Keep] = field(default_factory=dict)
    only_from_program: bool = False
    from_libraries: bool = False
    unless: Callable[[Seen], bool] | None = None
    unless_from: tuple[str, ...] = ()
    elsewhere: bool = False
    # For bundled plugins: `is_event` is asked when a call has ended, with the µs that it took and the program's files,
    # whether it is one after all; `noted` is given the event's data when there is an event; `adds` is called when a C
    # function ends that makes no event of its own.
    is_event: Callable[[Seen, float, Container[str]], bool] | None = None
    noted: Callable[[Seen, dict[str, Any]], None] | None = None
    adds: Callable[[Seen], None] | None = None


@dataclass(frozen=True, slots=True)
class Plugin:
    """`kind` is the kind of its events: "sql", "http", "log", … or one of its own."""

    name: str
    kind: str
    functions: tuple[Function, ...]


class Seen:
    """One call of an interesting function, as plugins see it."""

    __slots__ = (
        "_frame", "arguments", "call", "data", "ended", "notes", "positional", "result", "shared", "start_us",
    )  # fmt: skip

    def __init__(
        self,
        arguments: dict[str, Any],
        positional: list[Any],
        frame: FrameType | None,
        call: int,
        start_us: float,
    ) -> None:
        # The arguments of a Python function by name. Of a C function only those given by name; the others are
        # `positional`, and the first one of a method is its object. Both are empty where they cannot be known.
        self.arguments = arguments
        self.positional = positional
        self.result: Any = None
        # Whether it ended without an exception.
        self.ended = False
        # A plugin may keep something here from the beginning of the call to its end.
        self.notes: Any = None
        # What the plugins of one recording know together: a request is one event, its response is another call.
        self.shared: dict[Any, Any] = {}
        self.data: dict[str, Any] = {}
        self.call = call
        self.start_us = start_us
        self._frame = frame

    def argument(self, name: str, position: int, default: Any = None) -> Any:
        """An argument of a function in C, however it was given."""
        if name in self.arguments:
            return self.arguments[name]
        return self.positional[position] if position < len(self.positional) else default

    def local(self, name: str) -> Any:
        """A variable of the Python function, as it is now; None if there is none."""
        return None if self._frame is None else self._frame.f_locals.get(name)

    def path(self, path: str) -> Any:
        """The value at "request.method" or "result.status"; arguments and fields, no properties. None: nothing."""
        first, *names = path.split(".")
        value = self.result if first == "result" else self.arguments.get(first)
        for name in names:
            value = attribute(value, name)
        return value

    def keep(self, wanted: Mapping[str, Keep]) -> None:
        for name, what in wanted.items():
            try:
                self.data[name] = self.path(what) if type(what) is str else what(self)  # type: ignore[operator]
            except Exception:  # the library is of another version than the plugin is for
                self.data[name] = None


def attribute(value: Any, name: str) -> Any:
    """A field of an object or an entry of a dict; never a property, never `__getattr__`. None: it has none."""
    kind = type(value)
    if kind is dict:
        return value.get(name)
    try:
        found = own_dictionary(value)
        if found is not None and name in found:
            return found[name]
        for cls in mro(kind):
            member = class_dict(cls).get(name)
            if member is not None:
                if is_one_of(type(member), (str, int, float, bool)):  # the same for all objects of the class
                    return member
                # What else is written in C may do anything, as a proxy's does.
                readable = type(member) is MemberDescriptorType or (
                    type(member) is GetSetDescriptorType
                    and module_of(cls) in _HARMLESS
                    and is_pythons_own(cls)
                )
                return member.__get__(value, kind) if readable else None
    except Exception:  # a slot that holds nothing
        pass
    return None


_HARMLESS = ("builtins", "datetime", "sqlite3", "_sqlite3")


def find(module: Any, path: str) -> Any:
    """The function that `path` names in a module, read from dicts; None: there is none (yet)."""
    if not issubclass(type(module), ModuleType):
        return None
    found: Any = module
    for name in path.split("."):
        if issubclass(type(found), type):
            inside = next((class_dict(cls)[name] for cls in mro(found) if name in class_dict(cls)), None)
        else:
            inside = module_dict(found).get(name)
        if inside is None:
            return None
        found = inside
    if is_one_of(type(found), (staticmethod, classmethod)):
        found = found.__func__
    while type(found) is FunctionType and type(found.__dict__.get("__wrapped__")) is FunctionType:
        found = found.__dict__["__wrapped__"]
    return found


def code_of(function: Any) -> CodeType | None:
    """The function's code object; None: it is written in C."""
    return function.__code__ if type(function) is FunctionType else None
