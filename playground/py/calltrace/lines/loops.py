"""Where the loops of a function are, as its text tells: `for`, `while` and comprehensions."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from types import CodeType

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

# A loop's first line, where a round begins: its first and last one; the last line of the loop.
Loop = tuple[int, int, int]


def loops_of(source: str, code: CodeType) -> list[Loop]:
    """
    The loops of the function itself, from outside to inside: the lines of the head (first and last), the last line of
    the loop. Without those of functions inside it, and without comprehensions on several lines: where their rounds
    begin cannot be told from the lines.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    body = _definition(tree, code)
    return [] if body is None else sorted(_inside(body), key=lambda loop: (loop[0], -loop[2]))


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# Those that have a frame of their own.
_FRAMED = (ast.GeneratorExp,) if sys.version_info >= (3, 12) else _COMPREHENSIONS


def _definition(tree: ast.AST, code: CodeType) -> ast.AST | None:
    if code.co_name == "<module>":
        return tree
    comprehension = code.co_name.startswith("<") and code.co_name != "<lambda>"
    kinds = _COMPREHENSIONS if comprehension else _FUNCTIONS
    for node in ast.walk(tree):
        if not isinstance(node, kinds) or _first_line(node) != code.co_firstlineno:
            continue
        if comprehension or getattr(node, "name", "<lambda>") == code.co_name:
            return node
    return None


def _first_line(node: ast.AST) -> int:
    decorators = getattr(node, "decorator_list", None)
    return decorators[0].lineno if decorators else node.lineno  # type: ignore[attr-defined,no-any-return]


def _inside(definition: ast.AST) -> list[Loop]:
    found: list[Loop] = []
    # How many loops go round on a line without that Python tells of another one.
    on_line: Counter[int] = Counter()
    # A comprehension that has a frame of its own is a loop itself.
    own = isinstance(definition, _COMPREHENSIONS)
    waiting: list[ast.AST] = [definition] if own else list(ast.iter_child_nodes(definition))
    while waiting:
        node = waiting.pop()
        if isinstance(node, _FUNCTIONS) or (isinstance(node, _FRAMED) and node is not definition):
            continue
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            head = node.test if isinstance(node, ast.While) else node.iter
            last = node.body[-1].end_lineno or node.lineno
            found.append((node.lineno, head.end_lineno or node.lineno, last))
            on_line[node.lineno] += 1
        elif isinstance(node, _COMPREHENSIONS):
            if node.lineno == node.end_lineno and len(node.generators) == 1:
                found.append((node.lineno, node.lineno, node.lineno))
            on_line.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        waiting += ast.iter_child_nodes(node)
    # Of several that go round on one line it is not known which one does.
    return [loop for loop in found if loop[0] < loop[2] or on_line[loop[0]] == 1]
