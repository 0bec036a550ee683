"""Long expressions over several lines, as a formatter breaks them: one element to a line, numbers side by side."""

from __future__ import annotations

import ast
import textwrap

WIDTH = 88
_STEP = "    "


def laid_out(prefix: str, expression: str, suffix: str = "", indent: str = "") -> list[str]:
    """The lines of `prefix expression suffix`, the expression broken at its brackets where one line is too long."""
    line = f"{indent}{prefix}{expression}{suffix}"
    if len(line) <= WIDTH:
        return [line]
    parts = _bracketed(expression)
    if parts is None:
        return [line]
    opening, elements, closing = parts
    lines = [f"{indent}{prefix}{opening}"]
    if all(_is_number(element) for element in elements):
        filled = textwrap.wrap(
            ", ".join(elements) + ",", WIDTH - len(indent) - len(_STEP), break_long_words=False
        )
        lines += [f"{indent}{_STEP}{row}" for row in filled]
    else:
        for element in elements:
            key, inner = _key_of(element)
            lines += laid_out(key, inner, ",", indent + _STEP)
    return [*lines, f"{indent}{closing}{suffix}"]


def _bracketed(expression: str) -> tuple[str, list[str], str] | None:
    """What stands before, between and behind the outermost brackets of a display or a call."""
    try:
        node = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return None
    raw = expression.encode()

    def text(start: int, end: int) -> str:
        return raw[start:end].decode()

    def at(part: ast.expr | ast.keyword) -> tuple[int, int]:
        return part.col_offset, part.end_col_offset or 0

    spans: list[tuple[int, int]]
    match node:
        case ast.List(elts=elements) | ast.Set(elts=elements) | ast.Tuple(elts=elements):
            spans = [at(element) for element in elements]
        case ast.Dict(keys=keys, values=values):
            spans = [
                (key.col_offset, value.end_col_offset or 0)
                for key, value in zip(keys, values, strict=True)
                if key is not None
            ]
        case ast.Call(args=arguments, keywords=keywords):
            spans = [*map(at, arguments), *map(at, keywords)]
        case _:
            return None
    if not spans or "\n" in expression:
        return None
    first, last = spans[0][0], spans[-1][1]
    closing = text(last, len(raw)).lstrip(",")
    return text(0, first), [text(*span) for span in spans], closing


def _key_of(element: str) -> tuple[str, str]:
    """The key or the name that stands before a value, and the value."""
    try:
        node = ast.parse(f"f({element})", mode="eval").body
    except SyntaxError:
        node = None
    if isinstance(node, ast.Call) and node.keywords and node.keywords[0].arg:
        name = node.keywords[0].arg
        return f"{name}=", element.removeprefix(f"{name}=")
    try:
        display = ast.parse(f"{{{element}}}", mode="eval").body
    except SyntaxError:
        return "", element
    if isinstance(display, ast.Dict) and display.values:
        start = display.values[0].col_offset - 1
        raw = element.encode()
        return raw[:start].decode(), raw[start:].decode()
    return "", element


def _is_number(element: str) -> bool:
    try:
        return isinstance(ast.literal_eval(element), int | float | complex)
    except (ValueError, SyntaxError):
        return False
