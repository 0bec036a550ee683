"""
What the text of a program says before any of it runs: its modules, the classes and functions that a test can name, and
what would run if it were imported.
"""

from __future__ import annotations

import ast
import keyword
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType

Definition = ast.FunctionDef | ast.AsyncFunctionDef
_MEMBERS = ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")
_ACCESSORS = ("property", "cached_property")


@dataclass
class ClassInfo:
    name: str
    """As it is named from outside of its module: `Outer.Inner`."""
    node: ast.ClassDef | None
    fields: list[str] | None
    """The fields that its constructor takes, where it is a dataclass or a named tuple."""
    compares: bool
    """Whether two objects of equal fields are equal."""
    is_enum: bool = False


@dataclass
class FunctionInfo:
    name: str
    node: Definition
    owner: ClassInfo | None
    how: str
    """function, method, static, class, property."""
    lines: frozenset[int]


@dataclass
class Module:
    """One file of the program. `runs`: the lines of its top level that do more than define."""

    file: str
    name: str
    text: str
    tree: ast.Module
    names: frozenset[str]
    classes: dict[str, ClassInfo] = field(default_factory=dict)
    functions: dict[str, FunctionInfo] = field(default_factory=dict)
    runs: list[int] = field(default_factory=list)
    left_out: frozenset[str] = frozenset()
    """The names that are not made where only the definitions are executed."""

    @property
    def is_loaded(self) -> bool:
        """Whether tests execute its definitions alone, because they cannot, or should not, import it plainly."""
        return bool(self.runs) or self.name != module_name(self.file)


def module_name(file: str) -> str:
    """The name by which a file of the program is imported from the program's folder; empty: it cannot be."""
    path, ending = posixpath.splitext(file.replace("\\", "/"))
    parts = path.split("/")
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts) if ending == ".py" and parts and all(map(_is_name, parts)) else ""


def _is_name(part: str) -> bool:
    return part.isidentifier() and not keyword.iskeyword(part)


def name_for_main(file: str) -> str:
    """A name for a main program whose file no import statement can name: `my-app.py`."""
    stem = posixpath.splitext(posixpath.basename(file.replace("\\", "/")))[0]
    name = re.sub(r"\W", "_", stem) or "program"
    return f"program_{name}" if name[0].isdigit() or keyword.iskeyword(name) else name


def read_module(file: str, text: str) -> Module:
    """Raises SyntaxError, also for the syntax of a newer Python."""
    tree = ast.parse(text, file)
    module = Module(file, module_name(file), text, tree, frozenset(_bound(tree.body)))
    _describe(module, tree.body, None)
    body = [statement for statement in tree.body if not _only_defines(statement)]
    module.runs = [statement.lineno for statement in body if not _is_guard(statement)]
    if module.runs:
        module.left_out = _unused_names(tree)
    return module


def _describe(module: Module, body: list[ast.stmt], owner: ClassInfo | None) -> None:
    for statement in _with_branches(body):
        prefix = f"{owner.name}." if owner else ""
        if isinstance(statement, Definition):
            how = "function" if owner is None else _how(statement)
            lines = frozenset(range(statement.lineno, (statement.end_lineno or 0) + 1))
            name = prefix + statement.name
            # Of several functions of one name (a property's setter, overloads) each is known by its line as well.
            found = FunctionInfo(name, statement, owner, how, lines)
            module.functions[f"{name}:{first_line(statement)}"] = module.functions[name] = found
        elif isinstance(statement, ast.ClassDef):
            info = _class(statement, prefix)
            module.classes[info.name] = info
            _describe(module, statement.body, info)
        elif owner is None and (made := _namedtuple(statement)):
            module.classes[made.name] = made


def first_line(node: Definition) -> int:
    """The line that Python says a function begins in: that of its first decorator."""
    return min([node.lineno, *[decorator.lineno for decorator in node.decorator_list]])


def _with_branches(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.If):
            yield from _with_branches([*statement.body, *statement.orelse])
        elif isinstance(statement, ast.Try):
            handled = [inner for handler in statement.handlers for inner in handler.body]
            yield from _with_branches([*statement.body, *handled, *statement.orelse, *statement.finalbody])
        else:
            yield statement


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def _how(node: Definition) -> str:
    names = {_last_name(decorator) for decorator in node.decorator_list}
    if names & {"setter", "deleter"}:
        return "setter"
    if names & set(_ACCESSORS):
        return "property"
    if "staticmethod" in names:
        return "static"
    return "class" if "classmethod" in names or node.name == "__init_subclass__" else "method"


def _class(node: ast.ClassDef, prefix: str) -> ClassInfo:
    bases = [_last_name(base) for base in node.bases]
    decorators = {_last_name(decorator): decorator for decorator in node.decorator_list}
    annotated = [
        statement.target.id
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and "ClassVar" not in ast.unparse(statement.annotation)
    ]
    named_tuple = "NamedTuple" in bases
    is_dataclass = "dataclass" in decorators
    own = {statement.name for statement in node.body if isinstance(statement, Definition)}
    made_by_fields = (named_tuple or is_dataclass) and not own & {"__init__", "__new__", "__post_init__"}
    options = decorators.get("dataclass")
    keywords = options.keywords if isinstance(options, ast.Call) else []
    unequal = any(
        keyword.arg == "eq" and isinstance(keyword.value, ast.Constant) and not keyword.value.value
        for keyword in keywords
    )
    return ClassInfo(
        prefix + node.name,
        node,
        annotated if made_by_fields else None,
        (is_dataclass and not unequal) or named_tuple or "__eq__" in own,
        any(base in _MEMBERS for base in bases),
    )


def _namedtuple(statement: ast.stmt) -> ClassInfo | None:
    """`Point = namedtuple("Point", "x y")`."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[_, given, *_]) as call) if (
            _last_name(call) == "namedtuple"
        ):
            try:
                names = ast.literal_eval(given)
            except ValueError:
                return None
            fields = names.replace(",", " ").split() if isinstance(names, str) else list(names)
            return ClassInfo(name, None, fields, True)
    return None


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    """The names that the top level of a module gives to something."""
    for statement in _with_branches(body):
        if isinstance(statement, (*_definitions(), ast.ClassDef)):
            yield statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                yield (alias.asname or alias.name).partition(".")[0]
        else:
            yield from assigned(statement)


def _definitions() -> tuple[type[ast.FunctionDef], type[ast.AsyncFunctionDef]]:
    return ast.FunctionDef, ast.AsyncFunctionDef


def assigned(statement: ast.stmt) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _is_guard(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)


def _only_defines(statement: ast.stmt) -> bool:
    """Whether to import this does nothing that a person would notice."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            return statement.value is None or not _calls(statement.value)
        case ast.If() | ast.Try():
            return all(map(_only_defines, _with_branches([statement])))
    return type(statement).__name__ == "TypeAlias"


def _calls(value: ast.expr) -> bool:
    """Whether an expression calls something that is not one of the makers of constants."""
    harmless = {
        "namedtuple", "TypeVar", "NewType", "frozenset", "set", "dict", "list", "tuple", "compile", "getLogger",
        "defaultdict", "Counter", "OrderedDict", "deque", "Decimal", "Fraction", "range", "Random", "field",
    }  # fmt: skip
    return any(isinstance(node, ast.Call) and _last_name(node) not in harmless for node in ast.walk(value))


def _unused_names(tree: ast.Module) -> frozenset[str]:
    """
    The names assigned at the top level that no definition, and nothing that definitions need, ever reads: what the
    program does with them is its run, not its definitions.
    """
    code = compile(tree, "program", "exec", dont_inherit=True)
    read: set[str] = set()
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            _names_in(inner, read)
    assignments = [statement for statement in tree.body if isinstance(statement, ast.Assign | ast.AnnAssign)]
    for statement in tree.body:
        if isinstance(statement, (*_definitions(), ast.ClassDef)):
            outside = [*statement.decorator_list]
            outside += statement.bases if isinstance(statement, ast.ClassDef) else [statement.args]  # type: ignore[list-item]
            read |= {node.id for part in outside for node in ast.walk(part) if isinstance(node, ast.Name)}
    grown = True
    while grown:
        grown = False
        for statement in assignments:
            if assigned(statement) & read:
                needs = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
                grown = grown or not needs <= read
                read |= needs
    made = {name for statement in assignments for name in assigned(statement)}
    return frozenset(name for name in made - read if not (name.startswith("__") and name.endswith("__")))


def _names_in(code: CodeType, read: set[str]) -> None:
    read.update(code.co_names)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            _names_in(inner, read)


_DEFINING = frozenset({"Import", "ImportFrom", "FunctionDef", "AsyncFunctionDef", "ClassDef", "TypeAlias"})


def definitions_only(tree: ast.Module, left_out: frozenset[str]) -> ast.Module:
    """A module without what it does when it is run. What tests do themselves (loading.py) is the same."""

    def is_kept(statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            return not any(getattr(node, "id", None) in left_out for node in ast.walk(statement))
        inside = ast.walk(statement) if isinstance(statement, ast.If | ast.Try) else [statement]
        return any(type(node).__name__ in _DEFINING for node in inside)

    return ast.Module([statement for statement in tree.body if is_kept(statement)], [])
