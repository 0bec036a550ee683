"""
What a trace says about a function, read off its code object. Knows nothing of frames and calls.
"""

from __future__ import annotations

import dis
import inspect
from types import CodeType
from typing import Any, Literal

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .scope import Source

Kind = Literal[
    "function",
    "module",
    "class",
    "lambda",
    "comprehension",
    "generator",
    "coroutine",
    "async_generator",
    "test",
]

# The docstring of a function that stands for a test: what is done for the test, and its own function, are below it.
TEST = "calltrace: a test"

# Of a parameter that can be given by its place; the other kinds have the words of `inspect.Parameter.kind`.
POSITIONAL = "positional"

_COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>"})
_STEPPING = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_RESUME = dis.opmap["RESUME"]
# Code objects and the offset of their first RESUME, by id.
_STARTS: dict[int, tuple[CodeType, int]] = {}


def kind(code: CodeType) -> Kind:
    flags = code.co_flags
    if not flags & inspect.CO_NEWLOCALS:
        # A module body that awaits is a coroutine too, but a reader looks for "the module".
        return "module" if code.co_name == "<module>" or flags & inspect.CO_OPTIMIZED else "class"
    if code.co_name in _COMPREHENSIONS:
        return "comprehension"
    if flags & inspect.CO_COROUTINE:
        return "coroutine"
    if flags & inspect.CO_ASYNC_GENERATOR:
        return "async_generator"
    if flags & inspect.CO_GENERATOR:
        return "generator"
    if code.co_name == "<lambda>":
        return "lambda"
    return "test" if code.co_consts[:1] == (TEST,) else "function"


def begins(code: CodeType, offset: int) -> bool:
    """Whether a frame stands where its function begins (or before, for an exception), not behind a yield or await."""
    start = _STARTS.get(id(code))
    if start is None or start[0] is not code:
        text = code.co_code
        first = next(at for at in range(0, len(text), 2) if text[at] == _RESUME)
        start = _STARTS[id(code)] = (code, first)
    return offset <= start[1]


def is_module(code: CodeType) -> bool:
    return code.co_name == "<module>" and not code.co_flags & inspect.CO_NEWLOCALS


def runs_in_steps(code: CodeType) -> bool:
    """Whether its activations suspend and resume."""
    return bool(code.co_flags & _STEPPING)


def has_locals(code: CodeType) -> bool:
    """Whether a call has variables of its own; the names of modules and class bodies are shown elsewhere."""
    return bool(code.co_flags & inspect.CO_OPTIMIZED and code.co_flags & inspect.CO_NEWLOCALS)


def parameters(code: CodeType) -> tuple[str, ...]:
    """Names in the order of the frame's variables: positional, keyword-only, *args, **kwargs."""
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    # A comprehension's only parameter is the iterator that Python made for it; it has no name in the source.
    return tuple(name for name in code.co_varnames[:count] if not name.startswith("."))


def parameter_kinds(code: CodeType) -> tuple[str, ...]:
    """How each of these parameters takes what is given to it."""
    kinds = [POSITIONAL] * code.co_argcount + ["keyword_only"] * code.co_kwonlyargcount
    kinds += ["var_positional"] * bool(code.co_flags & inspect.CO_VARARGS)
    kinds += ["var_keyword"] * bool(code.co_flags & inspect.CO_VARKEYWORDS)
    named = zip(code.co_varnames, kinds, strict=False)
    return tuple(kind for name, kind in named if not name.startswith("."))


def describe(code: CodeType, source: Source) -> dict[str, Any]:
    """The function's entry in the trace's "functions"."""
    kinds = parameter_kinds(code)
    described = {
        "name": code.co_name,
        "qualname": code.co_qualname,
        "module": source.module,
        "file": source.file,
        "line": code.co_firstlineno,
        "origin": source.place,
        "package": source.package,
        "parameters": list(parameters(code)),
        "kind": kind(code),
    }
    if any(kind != POSITIONAL for kind in kinds):
        described["parameter_kinds"] = list(kinds)
    return described
