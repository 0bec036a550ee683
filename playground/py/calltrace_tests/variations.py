"""
Small variations of a recorded call: the inputs that people forget. Numbers beside those that were there, texts and
lists that are empty, have one element, or the same one twice.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from .cases import Case
from .source import Source, literal


def constants_in(tree: ast.Module, lines: set[int]) -> list[Any]:
    """Numbers and texts that stand in these lines: what arguments are compared with."""
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and node.lineno in lines
        and isinstance(node.value, int | float | str)
    ]


def variations(case: Case, hints: Sequence[Any] = ()) -> Iterator[Case]:
    """
    Variations in one operand each. What is expected of them is not known yet. `hints`: constants of the program, of
    which arguments of the same type are given the value, and those beside it.
    """
    if case.setup or case.raises is not None:
        return
    seen = {case.call_text}
    for place, operand in enumerate(case.operands):
        try:
            value = ast.literal_eval(operand.value.text)
        except (ValueError, SyntaxError):
            continue
        for other in [*_hinted(value, hints), *_others(value)]:
            changed = replace(operand, value=Source(literal(other)), after=None)
            operands = (*case.operands[:place], changed, *case.operands[place + 1 :])
            found = replace(case, operands=operands, made_up=True, expected=None)
            if found.call_text not in seen:
                seen.add(found.call_text)
                yield found
    yield from _same_twice(case, seen)


def _same_twice(case: Case, seen: set[str]) -> Iterator[Case]:
    """An operand given the value of another one: what is compared is then equal."""
    for place, operand in enumerate(case.operands):
        for other in case.operands:
            if other is operand or other.number == operand.number:
                continue
            try:
                kinds = [type(ast.literal_eval(one.value.text)) for one in (operand, other)]
            except (ValueError, SyntaxError):
                continue
            changed = replace(operand, value=other.value, after=None)
            operands = (*case.operands[:place], changed, *case.operands[place + 1 :])
            found = replace(case, operands=operands, made_up=True, expected=None)
            if kinds[0] is kinds[1] and found.call_text not in seen:
                seen.add(found.call_text)
                yield found


def _hinted(value: Any, hints: Sequence[Any]) -> Iterator[Any]:
    for hint in hints:
        if type(hint) is type(value) and not isinstance(value, bool):
            yield from (hint, hint + 1, hint - 1) if isinstance(value, int | float) else (hint,)


def _others(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value - 1, value + 1, value - value, -value)
        if isinstance(value, int):
            yield from (1, 2, 3)
    elif isinstance(value, str | bytes):
        yield from (value[:0], value[:1], value[:1] * 2)
    elif isinstance(value, list | tuple) and value:
        kind = type(value)
        yield from (value[:1], kind([*value[:1], *value[:1]]), value[::-1], value[:0])
        for at, item in enumerate(value[:3]):
            for other in _others(item) if isinstance(item, int | float) else ():
                yield kind([*value[:at], other, *value[at + 1 :]])
