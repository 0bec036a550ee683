"""
A recorded call as a test: how it is called again, what it is given, what is expected. Leaves to writing.py how a test
looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from .comparing import Comparer
from .objects import Objects, snake_case, written_arguments
from .program import first_line
from .reading import Call, Function
from .source import CannotWrite, Fields, Import, Source, combine
from .values import Value

# How methods with a sign of their own are written; what else has two underscores on both sides is called as it is.
_OPERATORS = {
    "__len__": "len({0})", "__str__": "str({0})", "__repr__": "repr({0})", "__bool__": "bool({0})",
    "__eq__": "({0} == {1})", "__ne__": "({0} != {1})", "__lt__": "({0} < {1})", "__le__": "({0} <= {1})",
    "__gt__": "({0} > {1})", "__ge__": "({0} >= {1})", "__add__": "({0} + {1})", "__sub__": "({0} - {1})",
    "__mul__": "({0} * {1})", "__truediv__": "({0} / {1})", "__floordiv__": "({0} // {1})", "__mod__": "({0} % {1})",
    "__neg__": "(-{0})", "__abs__": "abs({0})", "__contains__": "({1} in {0})", "__getitem__": "{0}[{1}]",
    "__hash__": "hash({0})", "__int__": "int({0})", "__float__": "float({0})",
}  # fmt: skip


@dataclass(frozen=True)
class Operand:
    """Something that a call is given. `after`: what has become of it, where the call changed it."""

    name: str
    value: Source
    number: int
    after: Source | Fields | None = None


@dataclass(frozen=True)
class Case:
    """
    One test. `template`: the call, with {0}, {1} … for its operands. `expected`: None where only what is changed is
    looked at. `path`: the lines that it runs of the function itself, without the calls that this makes, of itself or
    others; `lines`: all of the program's.
    """

    call: int
    function: Function
    template: str
    operands: tuple[Operand, ...]
    expected: Source | Fields | None = None
    raises: Source | None = None
    match: str | None = None
    path: frozenset[int] = frozenset()
    lines: frozenset[tuple[str, int]] = frozenset()
    count: int = 0
    made_up: bool = False
    """Whether no recorded call is like it: a variation that is offered."""
    imports: frozenset[Import] = field(default=frozenset())

    @property
    def call_text(self) -> str:
        return self.template.format(*[operand.value.text for operand in self.operands])

    @property
    def size(self) -> int:
        """How long it is to read."""
        return len(self.call_text) + sum(len(line) for line in self.setup)

    @property
    def setup(self) -> tuple[str, ...]:
        return combine("", [operand.value for operand in self.operands]).setup


def attempt(call: Call, function: Function, objects: Objects) -> Case:
    """The call as it is to be tried again. Raises CannotWrite."""
    info = function.info
    short = info.name.rpartition(".")[2]
    numbers = call.arguments
    own = objects.named(function.module, info.name)
    first = 0
    operands: list[Operand] = []
    if info.how in ("method", "property") and short != "__init__":
        if not numbers or numbers[0] is None:
            raise CannotWrite("the recording did not keep the object that it was called on")
        subject = objects.writer.write(numbers[0])
        operands.append(Operand(_subject_name(objects, numbers[0]), subject, numbers[0]))
        first = 1
    elif info.how in ("method", "class") or short == "__init__":
        first = 1
    written = written_arguments(objects.writer, function, numbers, first)
    names = _operand_names(function, numbers, first, objects)
    for name, number, value in zip(*names, written, strict=True):
        plain = value.text.removeprefix(f"{name}=") if value.text.startswith(f"{name}=") else value.text
        operands.append(Operand(name, replace(value, text=plain), number))
    template = _template(function, short, operands, [value.text for value in written])
    around = combine("", [own, *[operand.value for operand in operands]])
    return Case(call.number, function, template, tuple(operands), imports=around.imports)


def _subject_name(objects: Objects, number: int) -> str:
    return snake_case(objects.values[number]["type"])


def _operand_names(
    function: Function, numbers: list[int | None], first: int, objects: Objects
) -> tuple[list[str], list[int]]:
    """The names and values of the operands, in the order of `written_arguments`; *args are taken apart."""
    order = {"positional": 0, "var_positional": 1, "keyword_only": 2, "var_keyword": 3}
    places = sorted(range(first, len(numbers)), key=lambda at: (order[function.parameters[at][1]], at))
    names: list[str] = []
    found: list[int] = []
    for at in places:
        name, kind = function.parameters[at]
        number = numbers[at] or 0
        value = objects.values[number]
        if kind == "var_positional":
            singular = name[:-1] if name.endswith("s") and len(name) > 2 else name
            names += [f"{singular}_{place + 1}" for place in range(len(value["items"]))]
            found += value["items"]
        elif kind == "var_keyword":
            names += [str(objects.values[key]["text"]).strip("'\"") for key, _ in value["entries"]]
            found += [item for _, item in value["entries"]]
        else:
            names.append(name)
            found.append(number)
    return names, found


def _template(function: Function, short: str, operands: list[Operand], written: list[str]) -> str:
    info = function.info
    is_bound = info.how in ("method", "property") and short != "__init__"
    given = []
    for place, text in enumerate(written):
        at = place + is_bound
        name = operands[at].name
        given.append(
            f"{name}={{{at}}}"
            if text.startswith(f"{name}=") and text != operands[at].value.text
            else f"{{{at}}}"
        )
    arguments = ", ".join(given)
    if short == "__init__":
        return f"{info.name.rpartition('.')[0]}({arguments})"
    if info.how == "property":
        return f"{{0}}.{short}"
    if is_bound and short == "__call__":
        return f"{{0}}({arguments})"
    if (
        is_bound
        and short in _OPERATORS
        and len(operands) == len(set(re.findall(r"\{\d\}", _OPERATORS[short])))
    ):
        return _OPERATORS[short]
    return f"{{0}}.{short}({arguments})" if is_bound else f"{info.name}({arguments})"


def trial_of(case: Case, imports: list[str]) -> dict[str, Any]:
    """What a fresh interpreter needs to make the call again (see inside/jobs.py)."""
    return {
        "imports": imports,
        "setup": list(case.setup),
        "operands": [operand.value.text for operand in case.operands],
        "call": case.template.format(*[f"_{place}" for place in range(len(case.operands))]),
        "async": case.function.is_async,
        "function": [case.function.module.file, first_line(case.function.info.node)],
    }


class Unlike(Exception):
    """Why the call, made again, is no test: a sentence's end."""


def completed(case: Case, call: Call, told: dict[str, Any], objects: Objects) -> Case:
    """The case with what is expected, once it has been tried. Raises Unlike, CannotWrite."""
    if "lost" in told or "failed" in told:
        raise Unlike(told.get("failed") or told["lost"])
    again = told["values"]
    comparer = Comparer(objects.values, again, objects.main)
    for operand, before in zip(case.operands, told["before"], strict=True):
        if not comparer.same(operand.number, before):
            raise Unlike(f"its {operand.name} is not the same when it is made again")
    case = _observed(case, told, objects.of_values(again))
    if call.outcome == "raised":
        return _with_exception(case, call, told, objects, comparer)
    if "raised" in told:
        raise Unlike(f"it raises {told['raised'][1]} now, and did not when it was recorded")
    return _with_result(case, call, told, objects, comparer)


def varied(case: Case, told: dict[str, Any], objects: Objects) -> Case:
    """A variation of a recorded call with what is expected of it, which only the trial says. Raises as `completed`."""
    if "lost" in told or "failed" in told or "raised" in told:
        raise Unlike("it does not return")
    live = objects.of_values(told["values"])
    return replace(
        _observed(case, told, live),
        expected=live.expected(told["result"]),
    )


def _observed(case: Case, told: dict[str, Any], live: Objects) -> Case:
    """The case with the lines that it ran, and what has become of its operands."""
    comparer = Comparer(live.values, live.values)
    operands = []
    for operand, before, after in zip(case.operands, told["before"], told["after"], strict=True):
        changed = None if comparer.same(before, after) else live.expected(after)
        if isinstance(changed, Fields):
            changed = _changed_fields(changed, before, after, comparer, live.values)
        operands.append(replace(operand, after=changed))
    return replace(
        case,
        operands=tuple(operands),
        path=frozenset(told["path"]),
        lines=frozenset((file, line) for file, line in told["lines"]),
        count=told["count"],
    )


def _changed_fields(
    fields: Fields, before: int, after: int, comparer: Comparer, values: list[Value]
) -> Fields:
    """Of the fields of an object those that a call has changed."""
    old, new = values[before].get("fields", {}), values[after]["fields"]
    return Fields(
        tuple(
            (name, value)
            for name, value in fields.values
            if name not in old or not comparer.same(old[name], new[name])
        )
    )


def _with_exception(
    case: Case, call: Call, told: dict[str, Any], objects: Objects, comparer: Comparer
) -> Case:
    if "raised" not in told:
        raise Unlike("it raised an exception when it was recorded, and does not now")
    module, name = told["raised"]
    recorded = (
        f"__main__.{name}" if module == objects.main else name if module == "builtins" else f"{module}.{name}"
    )
    if call.result is not None and objects.values[call.result]["type"] != recorded:
        raise Unlike(f"it raises {name} now, and {objects.values[call.result]['type']} when it was recorded")
    raised = (
        Source(name)
        if module == "builtins"
        else Source(name, frozenset({Import(module, name.partition(".")[0])}))
    )
    return replace(case, raises=raised, match=told["message"] or None)


def _with_result(case: Case, call: Call, told: dict[str, Any], objects: Objects, comparer: Comparer) -> Case:
    if case.function.info.name.endswith(".__init__"):
        made = call.after.get(case.function.parameters[0][0], call.arguments[0])
        if made is None or not comparer.same(made, told["result"]):
            raise Unlike("the object that it makes is not the same when it is made again")
        return replace(case, expected=objects.fields_of(made))
    assert call.result is not None
    if not comparer.same(call.result, told["result"]):
        now, then = told["values"][told["result"]]["text"], objects.values[call.result]["text"]
        raise Unlike(f"it gives {_short(now)} now, and gave {_short(then)} when it was recorded")
    changes = any(operand.after for operand in case.operands)
    if objects.values[call.result]["type"] == "None":
        if not changes and not _may_give_something(case.function):
            raise Unlike(
                "it returns nothing and changes none of its arguments: there is nothing to hold on to"
            )
        if changes:
            return case
    return replace(case, expected=objects.expected(call.result))


def _may_give_something(function: Function) -> bool:
    """Whether a function has a `return` with a value: then None is a result, too."""
    import ast

    return any(
        isinstance(node, ast.Return) and node.value is not None
        and not (isinstance(node.value, ast.Constant) and node.value.value is None)
        for node in ast.walk(function.info.node)
    )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
