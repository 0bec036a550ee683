"""
Pieces of Python source: an expression with what it needs imported, and texts as a person writes them. Knows nothing of
traces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Import:
    """A name that a test needs: `from module import name`, or `import module` where there is no name."""

    module: str
    name: str = ""


@dataclass(frozen=True)
class Source:
    """An expression. `setup`: statements that stand before the one that it is used in."""

    text: str
    imports: frozenset[Import] = field(default=frozenset())
    setup: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fields:
    """What is expected of an object that cannot be compared as a whole: its fields, one by one."""

    values: tuple[tuple[str, Source], ...]


class CannotWrite(Exception):
    """Why a value cannot be written as source: a clause that goes on after "because"."""


def joined(opening: str, parts: Iterable[Source], closing: str) -> Source:
    """Expressions side by side, as the elements of a display or the arguments of a call."""
    listed = list(parts)
    return combine(f"{opening}{', '.join([part.text for part in listed])}{closing}", listed)


def combine(text: str, parts: Iterable[Source]) -> Source:
    """An expression made of others, with all that these need."""
    imports: set[Import] = set()
    setup: list[str] = []
    for part in parts:
        imports |= part.imports
        setup += [line for line in part.setup if line not in setup]
    return Source(text, frozenset(imports), tuple(setup))


def quoted(value: str | bytes) -> str:
    """A text in double quotes, but for one that has double quotes in it and no single ones."""
    shown = repr(value)
    mark = "b" if isinstance(value, bytes) else ""
    body = shown[len(mark) + 1 : -1]
    if shown[len(mark)] == '"' or '"' in body:
        return shown
    return f'{mark}"{body}"'


def literal(value: Any) -> str:
    """A value of Python's own plain kinds as source, texts in double quotes."""
    if isinstance(value, str | bytes):
        return quoted(value)
    if type(value) is list:
        return f"[{', '.join(map(literal, value))}]"
    if type(value) is tuple:
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if type(value) is dict:
        pairs = [f"{literal(key)}: {literal(item)}" for key, item in value.items()]
        return f"{{{', '.join(pairs)}}}"
    return repr(value)
