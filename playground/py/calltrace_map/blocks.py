"""
A Python text cut into blocks: one for each function, and `<module>` for what is left without the bodies of functions.

A block has a hash that knows neither positions nor comments, so that it changes only when the code does. A line of a
block is known by its place among the lines of the block that have code, which comments do not change.
"""

from __future__ import annotations

import ast
import bisect
import hashlib
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MODULE = "<module>"

Function = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(slots=True)
class Block:
    """
    `first` and `last`: with decorators; `head`: the line of `def`. `lines`: those with code, in order; of nested
    functions only the heads.
    """

    name: str
    first: int
    last: int
    head: int
    hash: str
    lines: list[int]

    def place(self, line: int) -> int:
        """The place of a line that ran among those with code."""
        return max(0, bisect.bisect_right(self.lines, line) - 1)

    def begins_in_head(self) -> bool:
        return bool(self.lines) and self.lines[0] == self.head


@dataclass(slots=True)
class Added:
    """A function at the level of the module or of a class, as somebody who adds one has to look at it."""

    node: Function
    parents: tuple[ast.ClassDef, ...]


@dataclass(slots=True)
class Text:
    """A Python text and its blocks, by name. The tree has lost the bodies of its functions."""

    tree: ast.Module
    blocks: dict[str, Block]
    imports: list[tuple[int, str]]
    outer: dict[str, Added] = field(default_factory=dict)

    def module_hash(self, names: Iterable[str]) -> str:
        """The hash of `<module>` where of the functions outside of others only these count."""
        wanted = set(names)
        left_out = {id(added.node) for name, added in self.outer.items() if name not in wanted}
        if not left_out:
            return self.blocks[MODULE].hash
        return _hash([_without(statement, left_out) for statement in _kept(self.tree.body, left_out)])

    def block_of(self, first_line: int, is_module: bool) -> Block:
        """The block of a code object that begins in this line."""
        if is_module:
            return self.blocks[MODULE]
        found = self.blocks[MODULE]
        for block in self.blocks.values():
            if block.first <= first_line <= block.last and block.first >= found.first:
                found = block
        return found


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read(text: str) -> Text:
    """Raises SyntaxError (or ValueError) where the text is no Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    result = Text(tree, {}, list(_imports(tree)))
    end = text.count("\n") + 1
    module = Block(MODULE, 0, end, 0, "", [])
    result.blocks[MODULE] = module
    _cut(tree.body, "", (), module, result)
    module.hash = _hash(tree.body)
    for block in result.blocks.values():
        block.lines = sorted(set(block.lines))
    return result


def _cut(
    body: list[ast.stmt], prefix: str, parents: tuple[ast.ClassDef, ...] | None, block: Block, text: Text
) -> None:
    """Takes the functions out of these statements, the inner ones first; `parents`: None inside of a function."""
    for statement in body:
        _cut_node(statement, prefix, parents, block, text)


def _cut_node(
    node: ast.AST, prefix: str, parents: tuple[ast.ClassDef, ...] | None, block: Block, text: Text
) -> None:
    line = getattr(node, "lineno", None)
    if line is not None:
        block.lines.append(line)
    if isinstance(node, _FUNCTIONS):
        for part in (*node.decorator_list, node.args):
            _cut_node(part, prefix, parents, block, text)
        own = _new_block(node, prefix, text)
        _cut(node.body, f"{own.name}.", None, own, text)
        own.hash = _hash(node.body)
        # Whoever calls a generator and never begins it notices only that it has become something else.
        generates = any(
            isinstance(each, (ast.Yield, ast.YieldFrom)) for part in node.body for each in ast.walk(part)
        )
        node.body = [ast.Pass()] if generates else []
        if parents is not None:
            text.outer[own.name] = Added(node, parents)
        return
    if isinstance(node, ast.ClassDef):
        inner = None if parents is None else (*parents, node)
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            _cut_node(part, prefix, parents, block, text)
        _cut(node.body, f"{prefix}{node.name}.", inner, block, text)
        return
    for child in ast.iter_child_nodes(node):
        _cut_node(child, prefix, parents, block, text)


def _new_block(node: Function, prefix: str, text: Text) -> Block:
    name = base = f"{prefix}{node.name}"
    number = 1
    while name in text.blocks:  # a property and its setter, or a function that is defined twice
        number += 1
        name = f"{base}#{number}"
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    block = Block(name, first, node.end_lineno or node.lineno, node.lineno, "", [])
    text.blocks[name] = block
    return block


def _hash(body: list[ast.stmt]) -> str:
    dumped = ast.dump(ast.Module(body, []))
    return hashlib.sha256(dumped.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _kept(body: list[ast.stmt], left_out: set[int]) -> list[ast.stmt]:
    return [statement for statement in body if id(statement) not in left_out]


def _without(node: ast.stmt, left_out: set[int]) -> ast.stmt:
    """The statement without some of the functions in it. The statement itself stays as it is."""
    lists = {
        name: value
        for name, value in ast.iter_fields(node)
        if isinstance(value, list) and value and all(isinstance(each, ast.stmt) for each in value)
    }
    if not lists or isinstance(node, _FUNCTIONS):
        return node
    fields = dict(ast.iter_fields(node))
    for name, value in lists.items():
        fields[name] = [_without(each, left_out) for each in _kept(value, left_out)]
    return type(node)(**fields)


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What is imported anywhere, as (level, dotted name); of `from a import b` both a and a.b, maybe a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield 0, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if base:
                yield node.level, base
            for alias in node.names:
                if alias.name != "*":
                    yield node.level, f"{base}.{alias.name}" if base else alias.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _may_be_module(node.value):
            # importlib.import_module("shapes"), monkeypatch.setattr("shapes.area", …), pytest_plugins = ["…"]
            yield 0, node.value


def _may_be_module(text: str) -> bool:
    return len(text) < 100 and all(part.isidentifier() for part in text.split("."))
