"""The statements of one test, in pytest's words or in unittest's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cases import Case, Operand
from .layout import WIDTH, laid_out
from .naming import parameter_name
from .source import Fields, Import, Source, quoted

# What is longer than this gets a line of its own before the assertion.
MAX_CALL = 50


@dataclass(frozen=True)
class Style:
    """How a testing framework says things."""

    name: str

    def equal(self, actual: str, expected: str) -> tuple[str, str, str]:
        """What stands before the expected value, the value, and what stands behind."""
        if self.name == "pytest":
            return f"assert {actual} {'is' if expected in ('None', 'True', 'False') else '=='} ", expected, ""
        if expected in ("None", "True", "False"):
            return f"self.assertIs({actual}, ", expected, ")"
        return f"self.assertEqual({actual}, ", without_pytest(expected), ")"

    def raising(self, case: Case) -> str:
        assert case.raises is not None
        kind, match = case.raises.text, case.match
        if match is None:
            return f"with {'pytest.raises' if self.name == 'pytest' else 'self.assertRaises'}({kind}):"
        shown = (
            quoted(match) if re.escape(match).replace("\\ ", " ") == match else f"re.escape({quoted(match)})"
        )
        if self.name == "pytest":
            return f"with pytest.raises({kind}, match={shown}):"
        return f"with self.assertRaisesRegex({kind}, {shown}):"


def without_pytest(text: str) -> str:
    """An expected value in the words of unittest, for which the file has an `approx` of its own."""
    return text.replace(", nan_ok=True)", ")").replace("pytest.approx(", "approx(")


PYTEST, UNITTEST = Style("pytest"), Style("unittest")


def needs(case: Case) -> frozenset[Import]:
    """All that a test needs imported."""
    found = set(case.imports)
    parts: list[Source | Fields | None] = [case.expected, case.raises]
    parts += [part for operand in case.operands for part in (operand.value, operand.after)]
    for part in parts:
        if isinstance(part, Source):
            found |= part.imports
        elif isinstance(part, Fields):
            found |= {needed for _, value in part.values for needed in value.imports}
    if case.raises is not None:
        found.add(Import("pytest"))
        if case.match is not None and "re.escape" in PYTEST.raising(case):
            found.add(Import("re"))
    if case.function.is_async:
        found.add(Import("asyncio"))
    return frozenset(found)


def body(
    case: Case, reserved: set[str], style: Style = PYTEST, given: dict[int, str] | None = None
) -> list[str]:
    """
    The statements of a test. `given`: names of parameters that stand for operands, by place; -1 is what is expected.
    """
    given = given or {}
    lines = list(case.setup)
    shown: list[str] = []
    for place, operand in enumerate(case.operands):
        if place in given:
            shown.append(given[place])
        elif (operand.after is None and len(operand.value.text) <= MAX_CALL) or _is_variable(case, operand):
            shown.append(operand.value.text)
        else:
            name = parameter_name(operand.name, reserved)
            lines += laid_out(f"{name} = ", operand.value.text)
            shown.append(name)
    call = case.template.format(*shown)
    call = call[1:-1] if case.template.startswith("(") else call
    if case.function.is_async:
        call = f"asyncio.run({call})"
    if case.raises is not None:
        lines += [style.raising(case), *laid_out("", call, indent="    ")]
    elif case.expected is None:
        lines += laid_out("", call)
    elif isinstance(case.expected, Fields):
        name = parameter_name("result", reserved)
        lines += laid_out(f"{name} = ", call)
        lines += _about_fields(name, case.expected, style)
    else:
        lines += _about_result(
            call, given.get(-1, case.expected.text), style, needs_brackets=case.template[0] == "("
        )
    for operand, name in zip(case.operands, shown, strict=True):
        if isinstance(operand.after, Fields):
            lines += _about_fields(name, operand.after, style)
        elif operand.after is not None:
            lines += laid_out(*style.equal(name, operand.after.text))
    return lines


def _is_variable(case: Case, operand: Operand) -> bool:
    return bool(operand.value.setup) and operand.value.text.isidentifier()


def _about_result(call: str, expected: str, style: Style, needs_brackets: bool) -> list[str]:
    before, value, behind = style.equal(f"({call})" if needs_brackets and style is PYTEST else call, expected)
    line = f"{before}{value}{behind}"
    if len(line) <= WIDTH - 4 or len(call) <= MAX_CALL:
        return laid_out(before, value, behind)
    return [*laid_out("result = ", call), *laid_out(*style.equal("result", expected))]


def _about_fields(name: str, fields: Fields, style: Style) -> list[str]:
    lines: list[str] = []
    for field, value in fields.values:
        lines += laid_out(*style.equal(f"{name}.{field}", value.text))
    return lines
