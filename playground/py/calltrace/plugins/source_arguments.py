"""
The arguments of a C function that is about to be called, worked out from the program's own text, because
`sys.monitoring` and `sys.setprofile` say which function it is and not what it is given. Names are looked up in the
frame; constants, displays and f-strings of plain values are put together. Nothing of the program is run: an argument
that only running it could tell (a call, a property) is None, and such a part of an argument is UNRESOLVED.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import BuiltinFunctionType, CodeType, FrameType
from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import is_one_of
from .plugin import attribute
from .sanitize import UNRESOLVED

Arguments = tuple[list[Any], dict[str, Any]]

# Of these types a text can be made without running code of the program.
_PLAIN = (str, int, float, bool, type(None))
MAX_TEXT = 100_000
# Calls by the line and column where they end: there stands the call's bracket, so no two calls end at one place.
_Calls = dict[tuple[int, int], ast.Call]


class SourceArguments:
    """`source` gives the text of a code object's file."""

    def __init__(self, source: Callable[[str, dict[str, Any]], str]) -> None:
        self._source = source
        self._files: dict[str, _Calls] = {}
        self._sites: dict[tuple[int, int], tuple[CodeType, ast.Call | None]] = {}

    def read(self, frame: FrameType, offset: int, function: Any, first: Any) -> Arguments | None:
        """The arguments by position and by name. None: the text does not tell, or there is none."""
        code = frame.f_code
        site = self._sites.get((id(code), offset))
        if site is None:
            site = self._sites[id(code), offset] = code, self._call(frame, offset)
        call = site[1]
        if call is None:
            return None
        look = _Look(frame)
        positional, named = _positional(call, look), _named(call, look)
        if positional is None or named is None:
            return None
        if type(function) is BuiltinFunctionType and first is not None and positional:
            # Python has said what the first argument is; what was worked out must fit it.
            if positional[0] is not None and type(positional[0]) is not type(first):
                return None
            positional[0] = first
        return positional, named

    def _call(self, frame: FrameType, offset: int) -> ast.Call | None:
        code = frame.f_code
        position = next(iter(list(code.co_positions())[offset // 2 : offset // 2 + 1]), None)
        if position is None or position[1] is None or position[3] is None:
            return None
        filename = code.co_filename
        if filename not in self._files:
            self._files[filename] = _calls(self._source(filename, frame.f_globals))
        return self._files[filename].get((position[1], position[3]))


def _calls(text: str) -> _Calls:
    if not text or len(text) > 10 * MAX_TEXT:
        return {}
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {
        (node.end_lineno, node.end_col_offset): node
        for node in ast.walk(tree)
        if type(node) is ast.Call and node.end_lineno is not None and node.end_col_offset is not None
    }


def _positional(call: ast.Call, look: _Look) -> list[Any] | None:
    """None: what `*arguments` gives is not known, nor then the place of those behind it."""
    found: list[Any] = []
    for argument in call.args:
        if type(argument) is not ast.Starred:
            found.append(_known(look(argument)))
            continue
        given = look(argument.value)
        if type(given) is not list and type(given) is not tuple:
            return None
        found += map(_known, given)
    return found


def _named(call: ast.Call, look: _Look) -> dict[str, Any] | None:
    """None: what `**arguments` gives is not known."""
    found: dict[str, Any] = {}
    for keyword in call.keywords:
        given = look(keyword.value)
        if keyword.arg is not None:
            found[keyword.arg] = _known(given)
        elif type(given) is dict and all(type(name) is str for name in given):
            found |= given
        else:
            return None
    return found


def _known(value: Any) -> Any:
    return None if value is UNRESOLVED else value


class _Look:
    """Works out the value that an expression has now, in the frame."""

    def __init__(self, frame: FrameType) -> None:
        self._locals, self._globals = frame.f_locals, frame.f_globals

    def __call__(self, node: ast.expr | None) -> Any:
        read = _READERS.get(type(node))
        return UNRESOLVED if read is None else read(self, node)

    def name(self, node: ast.Name) -> Any:
        if node.id in self._locals:
            return self._locals[node.id]
        return dict.get(self._globals, node.id, UNRESOLVED)

    def attribute(self, node: ast.Attribute) -> Any:
        found = attribute(self(node.value), node.attr)
        return UNRESOLVED if found is None else found

    def subscript(self, node: ast.Subscript) -> Any:
        value, key = self(node.value), self(node.slice)
        if type(value) is dict and is_one_of(type(key), (str, int)):
            return (
                value.get(key, UNRESOLVED)
                if all(is_one_of(type(known), _PLAIN) for known in value)
                else UNRESOLVED
            )
        if is_one_of(type(value), (list, tuple)) and type(key) is int and -len(value) <= key < len(value):
            return value[key]
        return UNRESOLVED

    def display(self, node: ast.Dict) -> Any:
        keys = [self(key) for key in node.keys]
        if not all(is_one_of(type(key), (str, int)) for key in keys):
            return UNRESOLVED
        return dict(zip(keys, [self(value) for value in node.values], strict=True))

    def text(self, node: ast.JoinedStr) -> Any:
        pieces = [self(value) for value in node.values]
        return "".join(pieces) if all(type(piece) is str for piece in pieces) else UNRESOLVED

    def formatted(self, node: ast.FormattedValue) -> Any:
        value = self(node.value)
        spec = "" if node.format_spec is None else self(node.format_spec)
        if not is_one_of(type(value), _PLAIN) or type(spec) is not str or len(spec) > 20:
            return UNRESOLVED
        if node.conversion == ord("r"):
            value = repr(value)
        elif node.conversion == ord("a"):
            value = ascii(value)
        elif node.conversion == ord("s"):
            value = str(value)
        try:
            return format(value, spec)
        except (TypeError, ValueError):
            return UNRESOLVED

    def sum(self, node: ast.BinOp) -> Any:
        left, right = self(node.left), self(node.right)
        kind = type(left)
        if type(node.op) is not ast.Add or type(right) is not kind or not is_one_of(kind, (str, int)):
            return UNRESOLVED
        return left + right if kind is int or len(left) + len(right) <= MAX_TEXT else UNRESOLVED


_READERS: dict[Any, Callable[[_Look, Any], Any]] = {
    ast.Constant: lambda look, node: node.value,
    ast.Name: _Look.name,
    ast.NamedExpr: lambda look, node: look(node.target),
    ast.Attribute: _Look.attribute,
    ast.Subscript: _Look.subscript,
    ast.Tuple: lambda look, node: tuple(look(item) for item in node.elts),
    ast.List: lambda look, node: [look(item) for item in node.elts],
    ast.Dict: _Look.display,
    ast.JoinedStr: _Look.text,
    ast.FormattedValue: _Look.formatted,
    ast.BinOp: _Look.sum,
}
