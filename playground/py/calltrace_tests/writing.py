"""
The test file: cases of one function and one shape become one test with parameters; one import block; a head that says
what the tests are worth.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from . import loading
from .bodies import PYTEST, Style, body, needs, without_pytest
from .cases import Case
from .layout import WIDTH, laid_out
from .naming import distinct_name, ids, parameter_name, test_name
from .objects import snake_case
from .program import Module
from .source import Import, Source

_APPROX = '''\
class approx(float):
    """A float that is equal to those which differ from it by rounding alone."""

    def __eq__(self, other):
        return math.isclose(self, other, rel_tol=1e-6, abs_tol=1e-12) or (math.isnan(self) and math.isnan(other))

    __hash__ = None
'''


_MADE_UP = "a variation: the run had no such call"


@dataclass
class WrittenTest:
    """A test function of the file: its name, its lines, and the cases in it."""

    name: str
    lines: list[str]
    cases: list[Case]


@dataclass
class Place:
    """Where the test file stands: the program's `folder` as seen from it (with a slash at the end, or empty)."""

    main: Module
    folder: str = ""


def grouped(cases: Iterable[Case]) -> list[list[Case]]:
    """Cases that one test with parameters can hold, in the order of the program's functions and the run."""
    groups: dict[object, list[Case]] = {}
    ordered = sorted(
        cases, key=lambda case: (case.function.module.file, min(case.function.info.lines), case.call)
    )
    for case in ordered:
        groups.setdefault(_shape(case), []).append(case)
    return list(groups.values())


def _shape(case: Case) -> object:
    plain = not case.setup and not any(operand.after for operand in case.operands)
    if not plain or not (isinstance(case.expected, Source) or case.raises) or not case.operands:
        return id(case)
    kind = (case.raises.text, case.match) if case.raises else "returns"
    names = tuple(operand.name for operand in case.operands)
    return case.function.number, case.template, names, kind


def reserved_names(cases: Iterable[Case]) -> set[str]:
    """What tests must not hide by names of their own."""
    found = {"expected", "pytest", "self"}
    for case in cases:
        found |= {needed.name or needed.module for needed in needs(case)}
    return found


def written(cases: list[Case], style: Style = PYTEST) -> list[WrittenTest]:
    reserved = reserved_names(cases)
    taken: set[str] = set()
    tests = []
    groups = grouped(cases)
    names = [test_name(group) for group in groups]
    for group, name in zip(groups, names, strict=True):
        if name in taken or names.count(name) > 1:
            name = distinct_name(name, group[0])
        name = _unique(name, taken)
        lines = (
            _parametrized(name, group, reserved, style)
            if len(group) > 1
            else _single(name, group[0], reserved, style)
        )
        tests.append(WrittenTest(name, lines, group))
    return tests


def _unique(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found)
    return found


def _single(name: str, case: Case, reserved: set[str], style: Style) -> list[str]:
    receiver = "" if style is PYTEST else "self"
    said = [f"    # {_MADE_UP}"] if case.made_up else []
    return [f"def {name}({receiver}):", *said, *_indented(body(case, reserved, style))]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _parametrized(name: str, cases: list[Case], reserved: set[str], style: Style) -> list[str]:
    first = cases[0]
    places = [
        place
        for place in range(len(first.operands))
        if len({case.operands[place].value.text for case in cases}) > 1
    ]
    names = {place: parameter_name(first.operands[place].name, reserved) for place in places}
    rows = [[case.operands[place].value.text for place in places] for case in cases]
    results = [case.expected.text for case in cases if isinstance(case.expected, Source)]
    if len(set(results)) > 1:
        names[-1] = "expected"
        for row, result in zip(rows, results, strict=True):
            row.append(result)
    called = list(names.values())
    inner = body(first, reserved, style, names)
    if style is not PYTEST:
        return _with_subtests(name, called, rows, inner)
    known = ids(cases, places)
    shown = [_row(row, None if known is None else known[at]) for at, row in enumerate(rows)]
    lines = ["@pytest.mark.parametrize("]
    named = (
        f'"{called[0]}"'
        if len(called) == 1
        else f"({', '.join([repr(one) for one in called])})".replace("'", '"')
    )
    lines += [f"    {named},", "    ["]
    for case, text in zip(cases, shown, strict=True):
        lines += [f"        # {_MADE_UP}"] if case.made_up else []
        lines += laid_out("", text, ",", "        ")
    lines += ["    ],", ")", f"def {name}({', '.join(called)}):", *_indented(inner)]
    short = f"@pytest.mark.parametrize({named}, [{', '.join(shown)}])"
    fits = len(short) <= WIDTH and not any(case.made_up for case in cases)
    return [short, *lines[lines.index(")") + 1 :]] if fits else lines


def _row(row: list[str], known: str | None) -> str:
    if known is not None:
        return f'pytest.param({", ".join(row)}, id="{known}")'
    return row[0] if len(row) == 1 else f"({', '.join(row)})"


def _with_subtests(name: str, called: list[str], rows: list[list[str]], inner: list[str]) -> list[str]:
    lines = [f"def {name}(self):", "    cases = ["]
    for row in rows:
        text = row[0] if len(called) == 1 else f"({', '.join(row)})"
        lines += laid_out("", without_pytest(text), ",", "        ")
    shown = ", ".join(called)
    keywords = ", ".join([f"{one}={one}" for one in called if one != "expected"])
    return [*lines, "    ]", f"    for {shown} in cases:", f"        with self.subTest({keywords}):",
            *[f"            {line}" for line in inner]]  # fmt: skip


def test_file(tests: list[WrittenTest], place: Place, head: list[str], style: Style = PYTEST) -> str:
    """The text of the file. `head`: sentences that say where the tests come from and what they are worth."""
    cases = [case for test in tests for case in test.cases]
    needed = {one for case in cases for one in needs(case)}
    if style is PYTEST and any(len(test.cases) > 1 for test in tests):
        needed.add(Import("pytest"))
    text = "\n".join([line for test in tests for line in test.lines])
    own = {module.name for module in (case.function.module for case in cases)}
    own |= {one.module for one in needed if one.module in own or one.module == place.main.name}
    loads = place.main.is_loaded and any(one.module == place.main.name for one in needed)
    standard = {one for one in needed if one.module not in own and one.module != "pytest"}
    approximates = style is not PYTEST and "approx(" in text
    if style is not PYTEST:
        standard.add(Import("unittest"))
    if approximates:
        standard.add(Import("math"))
    if loads:
        head = [*head, loading.sentence(place.main)]
        standard |= {Import(name) for name in loading.LOADER_IMPORTS}
        standard |= {Import("pathlib", "Path"), Import("types", "ModuleType")}
    elif place.folder:
        standard |= {Import("sys"), Import("pathlib", "Path")}
    blocks = ["\n".join(_docstring(head)), "\n".join(_imports(standard))]
    if style is PYTEST and Import("pytest") in needed:
        blocks.append("import pytest")
    imported = "\n".join(_imports({one for one in needed if one.module in own}))
    if loads:
        if approximates:
            blocks.append("\n" + _APPROX.rstrip())
        blocks += [
            "\n" + loading.loader(place.main).rstrip() + "\n",
            loading.call(place.main, place.folder),
            imported,
        ]
    else:
        if place.folder:
            blocks.append(f'sys.path.insert(0, str(Path(__file__).parent / "{place.folder}"))')
        blocks.append(imported)
        if approximates:
            blocks.append("\n" + _APPROX.rstrip())
    return "\n\n".join([block for block in blocks if block.strip()]) + "\n\n\n" + _tests(tests, place, style)


def _tests(tests: list[WrittenTest], place: Place, style: Style) -> str:
    if style is PYTEST:
        return "\n\n\n".join(["\n".join(test.lines) for test in tests]) + "\n"
    name = "".join([word.capitalize() for word in snake_case(place.main.name).split("_")])
    methods = "\n\n".join(["\n".join(_indented(test.lines)) for test in tests])
    return f'class Test{name}(unittest.TestCase):\n{methods}\n\n\nif __name__ == "__main__":\n    unittest.main()\n'


def _docstring(head: list[str]) -> list[str]:
    lines = [line for sentence in head for line in textwrap.wrap(sentence, 88)]
    return [f'"""{lines[0]}"""'] if len(lines) == 1 else [f'"""{lines[0]}', *lines[1:], '"""']


def _imports(needed: set[Import]) -> list[str]:
    plain = sorted({one.module for one in needed if not one.name})
    modules: dict[str, set[str]] = {}
    for one in needed:
        if one.name:
            modules.setdefault(one.module, set()).add(one.name)
    lines = [f"import {module}" for module in plain]
    for module in sorted(modules):
        lines += imported_from(module, sorted(modules[module]))
    return lines


def imported_from(module: str, names: list[str]) -> list[str]:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= 88:
        return [line]
    return [f"from {module} import (", *[f"    {name}," for name in names], ")"]


def import_lines(cases: Iterable[Case]) -> list[str]:
    """The imports of cases that are run one by one."""
    return [*_imports({one for case in cases for one in needs(case)})]
