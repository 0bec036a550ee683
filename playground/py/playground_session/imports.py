"""Which modules a program imports, read off its text without running it; and importing those of packages early."""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib.util
import io
import os
import sys
import warnings
from collections.abc import Iterable, Iterator

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from .absent import advice, distribution, is_pythons
from .run import FIGURES


def _parsed(source: str) -> ast.Module:
    """The program's syntax tree; an empty one if it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def imports(source: str) -> list[str]:
    """Top-level names of all modules that the program imports anywhere, in order; [] if it cannot be parsed."""
    found: dict[str, None] = {}
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.name.partition(".")[0]] = None
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found[node.module.partition(".")[0]] = None
    return list(found)


def missing(sources: Iterable[str], own: Iterable[str]) -> list[tuple[str, str]]:
    """
    What must be fetched for the programs' modules: names that are nowhere yet, each with that of its distribution. Not
    those that the program has itself (`own`), that are part of Python, or that it can do without.
    """
    names = {name: None for source in sources for name in _needed(_parsed(source).body)}
    wanted = [name for name in names if name not in set(own) | {"__main__"} and not is_pythons(name)]
    return [(name, distribution(name)) for name in wanted if not _is_there(name)]


def _is_there(name: str) -> bool:
    if name in sys.modules:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _needed(body: Iterable[ast.AST]) -> Iterator[str]:
    """Top-level names of the modules without which these statements fail, in order."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0 and node.module:
                yield node.module.partition(".")[0]
        elif isinstance(node, ast.Try) and any(
            _catches_import_errors(handler.type) for handler in node.handlers
        ):
            tried = list(_needed(node.body))
            # What is imported instead is needed only where the first choice is not there.
            if not tried or not all(map(_may_be_there, tried)):
                yield from _needed(part for handler in node.handlers for part in handler.body)
            yield from _needed([*(() if tried else node.body), *node.orelse, *node.finalbody])
        elif isinstance(node, ast.With) and any(_suppresses(item.context_expr) for item in node.items):
            continue
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            yield from _needed(node.orelse)
        else:
            yield from _needed(ast.iter_child_nodes(node))


def _may_be_there(name: str) -> bool:
    return _is_there(name) or (is_pythons(name) and advice(name) is None)


def _catches_import_errors(kind: ast.expr | None) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(map(_catches_import_errors, kind.elts))
    return kind is None or _last_name(kind) in (
        "ImportError", "ModuleNotFoundError", "Exception", "BaseException",
    )  # fmt: skip


def _suppresses(expression: ast.expr) -> bool:
    return (
        isinstance(expression, ast.Call)
        and _last_name(expression.func) == "suppress"
        and any(map(_catches_import_errors, expression.args))
    )


def _is_type_checking(test: ast.expr) -> bool:
    return _last_name(test) == "TYPE_CHECKING"


def _last_name(expression: ast.expr) -> str:
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""


def import_ahead(source: str, allowed: Iterable[str]) -> list[str]:
    """
    Executes those of the program's import statements, outside functions and the like, that import modules whose
    top-level names are `allowed`, and nothing else of it. Returns the top-level names of all modules that came in so: a
    program whose own files have one of these names would get the wrong one.
    """
    known, before = set(allowed), set(sys.modules)
    os.environ.setdefault("MPLBACKEND", FIGURES)
    for node in _parsed(source).body:
        if isinstance(node, ast.Import):
            node.names = [alias for alias in node.names if alias.name.partition(".")[0] in known]
            if not node.names:
                continue
        elif (
            not isinstance(node, ast.ImportFrom)
            or node.level
            or str(node.module).partition(".")[0] not in known
        ):
            continue
        code = compile(ast.Module([node], []), "<exec>", "exec")
        # An error is passed over here: the program will meet it itself.
        said = io.StringIO()
        with (
            contextlib.suppress(Exception),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            exec(code, {"__builtins__": builtins, "__name__": "playground_session"})
            if "pytest" in sys.modules.keys() - before:
                _warm_pytest_up()
    return sorted({name.partition(".")[0] for name in sys.modules.keys() - before})


def _warm_pytest_up() -> None:
    """Imports what pytest itself imports only when it begins: its own plugins."""
    from _pytest.config import get_config

    get_config()
