"""
Mutants: the program with one small mistake in it, of the kinds that people make. Tests that notice none of them hold on
to nothing. Each kind of change is one function; a mutant is known by its number among all changes of a file.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Change = Callable[[], None]


@dataclass(frozen=True)
class Mutant:
    file: str
    number: int
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} → {self.after}"


_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd,
}  # fmt: skip


def find_mutants(file: str, text: str, tree: ast.Module, lines: set[int]) -> list[Mutant]:
    """All mutants of these lines."""
    found = []
    for number, (node, after, _) in enumerate(_changes(tree)):
        line: int = node.lineno  # type: ignore[attr-defined]
        if line in lines:
            before = ast.get_source_segment(text, node) or ast.unparse(node)
            found.append(Mutant(file, number, line, _short(before), _short(after)))
    return found


def mutated(tree: ast.Module, number: int) -> ast.Module:
    """A copy of the module with this change made."""
    copied = copy.deepcopy(tree)
    for place, (_, _, change) in enumerate(_changes(copied)):
        if place == number:
            change()
            return ast.fix_missing_locations(copied)
    raise IndexError(number)


def _changes(tree: ast.Module) -> Iterator[tuple[ast.AST, str, Change]]:
    """Every change: the node that it changes, what stands there afterwards, and the change itself."""
    names = only_said(tree)
    for owner in _functions(tree.body):
        for block in _blocks(owner):
            for place, statement in enumerate(block):
                if is_only_said(statement, names) or isinstance(statement, ast.Assert):
                    continue
                yield from _of_statement(block, place, statement)


def _functions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement
        elif isinstance(statement, ast.ClassDef | ast.If | ast.Try):
            yield from _functions(statement.body)
            yield from _functions(getattr(statement, "orelse", []))


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block
            for statement in block:
                yield from _blocks(statement)
    for handler in [*getattr(node, "handlers", ()), *getattr(node, "cases", ())]:
        yield from _blocks(handler)


_WAITING = ("time.sleep", "asyncio.sleep", "sleep")


def only_said(tree: ast.Module) -> set[str]:
    """The names of `print` and of the program's functions that do nothing but print or log."""
    names = {"print"}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and all(
            is_only_said(statement, names) for statement in node.body
        ):
            names.add(node.name)
    return names


def how_many_only_said(tree: ast.Module, lines: set[int]) -> int:
    """How many statements in these lines have no mutants, because they only print, log or wait."""
    names = only_said(tree)
    return sum(
        isinstance(node, ast.Expr)
        and not isinstance(node.value, ast.Constant)
        and node.lineno in lines
        and is_only_said(node, names)
        for node in ast.walk(tree)
    )


def is_only_said(statement: ast.stmt, names: set[str]) -> bool:
    """Docstrings, what is only printed or logged, and what only waits: no test here holds on to that."""
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
    if isinstance(value, ast.Constant):
        return True
    if not isinstance(value, ast.Call):
        return False
    function = ast.unparse(value.func)
    return (
        function in names
        or function in _WAITING
        or function.partition(".")[0] in ("log", "logger", "logging")
    )


def _of_statement(
    block: list[ast.stmt], place: int, statement: ast.stmt
) -> Iterator[tuple[ast.AST, str, Change]]:
    if isinstance(statement, ast.Expr | ast.AugAssign | ast.Delete | ast.Raise):
        yield statement, "pass", _dropping(block, place, statement)
    if isinstance(statement, ast.Break | ast.Continue):
        other = ast.Continue() if isinstance(statement, ast.Break) else ast.Break()
        yield statement, ast.unparse(other), _putting(block, place, ast.copy_location(other, statement))
    if isinstance(statement, ast.Return) and statement.value is not None and not _is_none(statement.value):
        nothing = ast.Return(ast.Constant(None))
        yield statement, "return None", _putting(block, place, ast.copy_location(nothing, statement))
    for name, value in ast.iter_fields(statement):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for index, part in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(part, ast.expr):
                setter = _setting(statement, name, index if isinstance(value, list) else None)
                yield from _of_expression(part, setter, name == "test")
            elif isinstance(part, ast.withitem):
                yield from _of_expression(part.context_expr, _setting(part, "context_expr", None), False)


Setter = Callable[[ast.expr], Change]


def _of_expression(node: ast.expr, put: Setter, is_test: bool) -> Iterator[tuple[ast.AST, str, Change]]:
    yield from _of_operator(node)
    new: ast.expr
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        if not (isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)):
            yield node, ast.unparse(node.operand), put(node.operand)
    elif is_test and isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.NamedExpr):
        new = ast.copy_location(ast.UnaryOp(ast.Not(), node), node)
        yield node, ast.unparse(new), put(new)
    if isinstance(node, ast.Constant):
        for value in _other_constants(node.value):
            new = ast.copy_location(ast.Constant(value), node)
            yield node, repr(value), put(new)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "format_spec"):
            continue
        for index, part in enumerate(value if isinstance(value, list) else [value]):
            place = index if isinstance(value, list) else None
            test = name == "test" or (name == "ifs") or isinstance(node, ast.BoolOp)
            if isinstance(part, ast.expr):
                yield from _of_expression(part, _setting(node, name, place), test)
            elif isinstance(part, ast.keyword):
                yield from _of_expression(part.value, _setting(part, "value", None), False)
            elif isinstance(part, ast.comprehension):
                yield from _of_expression(part.iter, _setting(part, "iter", None), False)
                for at, condition in enumerate(part.ifs):
                    yield from _of_expression(condition, _setting(part, "ifs", at), True)


def _of_operator(node: ast.expr) -> Iterator[tuple[ast.AST, str, Change]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _COMPARISONS[type(operator)]:
                yield _replaced(node, "ops", place, other())
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        # "%" behind a text is no division.
        if not (isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant | ast.JoinedStr)):
            yield _replaced(node, "op", None, _OPERATORS[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield _replaced(node, "op", None, ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _replaced(node: ast.expr, name: str, place: int | None, new: ast.AST) -> tuple[ast.AST, str, Change]:
    change = _setting(node, name, place)(new)  # type: ignore[arg-type]
    shown = copy.deepcopy(node)
    _setting(shown, name, place)(new)()  # type: ignore[arg-type]
    return node, ast.unparse(shown), change


def _other_constants(value: object) -> list[bool | float | str | bytes]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1]
    if isinstance(value, str):
        return [f"{value}!" if value else "!"]
    if isinstance(value, bytes):
        return [value + b"!"]
    return []


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _setting(owner: ast.AST, name: str, place: int | None) -> Setter:
    def put(new: ast.expr) -> Change:
        def change() -> None:
            if place is None:
                setattr(owner, name, new)
            else:
                getattr(owner, name)[place] = new

        return change

    return put


def _putting(block: list[ast.stmt], place: int, new: ast.stmt) -> Change:
    def change() -> None:
        block[place] = new

    return change


def _dropping(block: list[ast.stmt], place: int, old: ast.stmt) -> Change:
    return _putting(block, place, ast.copy_location(ast.Pass(), old))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
