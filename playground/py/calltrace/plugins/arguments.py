"""
The arguments of a C function that is about to be called, read where Python keeps them: on the value stack of the
calling frame. `sys.monitoring` and `sys.setprofile` say which function it is, not what it is given.

This leans on how one build of Python lays out its frames, so it is done only in the page, whose Pyodide is pinned, and
where `Recorder(read_stack=True)` asks for it. Elsewhere source_arguments.py says what it can.

Only words of the frame's own memory are read, and they are used only if what Python says of the call (code, callable,
first argument) is found there in exactly one place; otherwise there is no answer. Nothing is written or called.
"""

from __future__ import annotations

import dis
import sys
import sysconfig
from types import CodeType, FrameType, MethodDescriptorType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .source_arguments import Arguments

# The words of a frame that stand before its variables.
HEAD_WORDS = 10 if sys.version_info >= (3, 14) else 9
_KNOWN = (3, 11) <= sys.version_info[:2] <= (3, 14) and sys.implementation.name == "cpython"
_LOCKED = not sysconfig.get_config_var("Py_GIL_DISABLED")
# Python 3.14 keeps a mark in the lowest bits of some of the pointers on the stack.
_MARKS = 3
_CALL_FIRST = sys.version_info >= (3, 13)

_reader: Reader | None = None
_tried = False


class Reader:
    def __init__(self) -> None:
        import ctypes

        self._size = ctypes.sizeof(ctypes.c_void_p)
        self._word = ctypes.c_size_t
        self._object = ctypes.py_object
        self._cast = ctypes.cast
        self._sites: dict[tuple[int, int], tuple[CodeType, int, tuple[str, ...]] | None] = {}

    def read(self, frame: FrameType, offset: int, function: Any, first: Any) -> Arguments | None:
        code = frame.f_code
        key = (id(code), offset)
        if key not in self._sites:
            self._sites[key] = _site(code, offset)
        site = self._sites[key]
        if site is None:
            return None
        _, count, names = site
        # PyFrameObject: reference count, type, the frame below, its memory.
        memory = self._word.from_address(id(frame) + 3 * self._size).value
        head = self._words(memory, 6)
        if id(code) not in [word & ~_MARKS for word in head]:
            return None
        # A set, because a parameter that an inner function uses is among two of these.
        bottom = HEAD_WORDS + len({*code.co_varnames, *code.co_cellvars, *code.co_freevars})
        words = self._words(memory, bottom + code.co_stacksize)
        places = _places(words, bottom, function, first, count)
        if len(places) > 1:
            # Earlier calls have left the same words above the top of the stack. Newer Pythons note the top in the head.
            tops = {memory + (place + count) * self._size: place for place in places}
            places = [tops[word] for word in words[:HEAD_WORDS] if word in tops][:1]
        if len(places) != 1:
            return None
        start = places[0]
        found = [word & ~_MARKS for word in words[start : start + count]]
        if not all(found):
            return None
        values = [self._cast(word, self._object).value for word in found]
        named = len(values) - len(names)
        return values[:named], dict(zip(names, values[named:], strict=True))

    def _words(self, at: int, count: int) -> list[int]:
        return list((self._word * count).from_address(at))


def _places(words: list[int], bottom: int, function: Any, first: Any, count: int) -> list[int]:
    """Where the arguments may begin: behind the function and its `self`, or behind an empty place and the function."""
    found = []
    if type(function) is MethodDescriptorType:
        before = (id(function), id(first))
    elif _CALL_FIRST:
        before = (id(function), 0)
    else:
        before = (0, id(function))
    for at in range(bottom, len(words) - count - 1):
        pair = (words[at] & ~_MARKS, words[at + 1] & ~_MARKS)
        if pair != before:
            continue
        own = type(function) is not MethodDescriptorType
        if own and count and first is not None and words[at + 2] & ~_MARKS != id(first):
            continue
        found.append(at + 2)
    return found


def _site(code: CodeType, offset: int) -> tuple[CodeType, int, tuple[str, ...]] | None:
    """How many arguments a call gives, and the names of the last of them; None: it gives some by `*` or `**`."""
    names: tuple[str, ...] = ()
    before = None
    for step in dis.get_instructions(code):
        if step.opname in ("EXTENDED_ARG", "CACHE", "PRECALL"):
            if step.opname == "PRECALL" and step.offset == offset:
                offset += 2 + 2 * _PRECALL_CACHE
            continue
        if step.opname == "KW_NAMES":
            names = code.co_consts[step.arg or 0]
        if step.offset == offset:
            if step.opname == "CALL_KW" and before is not None:
                names = before.argval if type(before.argval) is tuple else names
                return (code, step.arg or 0, names) if type(before.argval) is tuple else None
            return (code, step.arg or 0, names) if step.opname == "CALL" else None
        if step.opname == "CALL":
            names = ()
        before = step
    return None


_PRECALL_CACHE = 1


def reader() -> Reader | None:
    """A reader for this Python; None: how it keeps its frames is not known here."""
    global _reader, _tried
    if not _tried:
        _tried = True
        if _KNOWN and _LOCKED:
            try:
                _reader = Reader()
            except ImportError:
                _reader = None
    return _reader
