"""
Tests from a run, from the trace to the file: choosing calls, trying them again, checking, mutating, writing. The only
module that knows the order of things; each step is a module of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import choosing
from .bodies import PYTEST, UNITTEST, Style, body
from .cases import Case, Unlike, attempt, completed, trial_of
from .interpreters import Interpreters
from .mutants import Mutant, find_mutants, is_only_said, only_said
from .objects import Objects
from .reading import CannotRead, LeftOut, Reading, Trace, read_trace, why_not
from .results import Mutation, Results, figure
from .source import CannotWrite
from .writing import Place, WrittenTest, import_lines, reserved_names, test_file, written

# Says how far a stage is: its name, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]
CHOOSING, CHECKING, MUTATING = "choosing calls", "checking", "mutating"

# Three runs of every test: other hash seeds, other clocks, other orders.
_YEAR = 365 * 24 * 3600
CHECKS = ((1, 0), (2, _YEAR + 40_000), (3, -7 * _YEAR - 1_234))


@dataclass(frozen=True)
class Options:
    functions: Sequence[str] = ()
    style: str = "pytest"
    mutate: bool = True
    max_mutants: int = 300
    seconds: float = 60.0
    folder: str = ""
    """The program's folder as seen from the test file."""


def write_tests(
    trace: Trace, interpreters: Interpreters, options: Options | None = None, progress: Progress | None = None
) -> Results:
    """Raises CannotRead where no test can be written, with a sentence that says why."""
    return Session(
        trace, interpreters, options or Options(), progress or (lambda stage, done, total: None)
    ).run()


class Session:
    def __init__(
        self, trace: Trace, interpreters: Interpreters, options: Options, progress: Progress
    ) -> None:
        self._interpreters, self._options, self._progress = interpreters, options, progress
        self._trace = trace
        self._reading: Reading = read_trace(trace, options.functions)
        modules = {module.name: module for module in self._reading.modules.values() if module.name}
        if self._reading.main not in self._reading.modules:
            raise CannotRead(
                f"The source of {self._reading.main} is not in the trace, so nothing can be run again."
            )
        self._main = self._reading.modules[self._reading.main]
        modules["__main__"] = self._main
        everything = read_trace(trace) if options.functions else self._reading
        self._objects = Objects(trace["values"], modules, everything.functions, self._main.name)
        self._objects.learn(call for calls in everything.calls.values() for call in calls)
        self._left_out = list(self._reading.left_out)
        self._calls = {call.number: call for calls in self._reading.calls.values() for call in calls}

    def run(self) -> Results:
        tried = self._try(self._attempts())
        checked = self._check(choosing.candidates(choosing.by_path(tried)))
        matrix, mutation = self._mutate(checked) if self._options.mutate else ({}, None)
        kept, dropped = choosing.chosen(checked, matrix)
        if mutation is not None:
            for case in dropped:
                self._leave_out(case, "it notices no mutant, and runs no line that other tests do not run")
        else:
            kept += dropped
        kept = self._without_clashes(kept)
        if mutation is not None:
            self._count(mutation, kept, matrix)
        style = PYTEST if self._options.style == "pytest" else UNITTEST
        tests = written(kept, style)
        text = self._file(tests, style, mutation, self._options.folder) if tests else ""
        return Results(text, tests, self._summed(), self._reading.remarks, mutation)

    def proof(self, results: Results) -> str | None:
        """Runs the file as a whole by its own runner. None: it passed; else what the runner said."""
        style = PYTEST if self._options.style == "pytest" else UNITTEST
        name = f"test_{self._main.name}.py"
        text = self._file(results.tests, style, results.mutation, "")
        return self._interpreters.run_file({**self._sources(), name: text}, name, self._options.style)

    # --- choosing calls

    def _attempts(self) -> list[Case]:
        found: list[Case] = []
        for number, calls in self._reading.calls.items():
            function = self._reading.functions[number]
            attempts = []
            for call in calls:
                reason = why_not(call, self._objects.writer)
                try:
                    if reason is None:
                        attempts.append(attempt(call, function, self._objects))
                except CannotWrite as cannot:
                    reason = str(cannot)
                if reason is not None:
                    self._left_out.append(LeftOut(function.info.name, call.number, 1, reason))
            to_try = choosing.to_try(attempts)
            if len(to_try) < len(attempts):
                self._reading.remarks.append(
                    f"Of {len(attempts):,} different calls of {function.info.name}, {len(to_try)} were tried again."
                )
            found += to_try
        return found

    def _try(self, attempts: list[Case]) -> list[Case]:
        told: dict[int, dict[str, Any]] = {}

        def tell(found: dict[str, Any]) -> None:
            told[found["number"]] = found
            self._progress(CHOOSING, len(told), len(attempts))

        if not attempts:
            return []
        calls = [trial_of(case, import_lines([case])) for case in attempts]
        self._interpreters.run({**self._job("trial"), "calls": calls}, tell, hash_seed=0)
        cases = []
        for number, case in enumerate(attempts):
            try:
                cases.append(completed(case, self._calls[case.call], told[number], self._objects))
            except (Unlike, CannotWrite) as reason:
                self._leave_out(case, str(reason))
        return cases

    # --- checking

    def _check(self, cases: list[Case]) -> list[Case]:
        """Those that pass three times, in fresh interpreters with other hash seeds, clocks and orders."""
        failures: dict[int, str] = {}
        job = {**self._job("check"), **self._bodies(cases)}
        numbers = list(range(len(cases)))
        orders = (numbers, numbers[::-1], numbers[len(numbers) // 2 :] + numbers[: len(numbers) // 2])
        done = 0

        def tell(found: dict[str, Any]) -> None:
            nonlocal done
            done += 1
            self._progress(CHECKING, done, 3 * len(cases))
            why = found.get("lost") or found.get("failed")
            if why:
                failures.setdefault(found["number"], why)

        for (seed, clock), order in zip(CHECKS, orders, strict=True):
            if cases:
                self._interpreters.run({**job, "order": order, "clock": clock}, tell, hash_seed=seed)
        for number, why in failures.items():
            self._leave_out(cases[number], f"it did not pass three times in a row: {why}")
        return [case for number, case in enumerate(cases) if number not in failures]

    # --- mutating

    def _mutate(self, cases: list[Case]) -> tuple[dict[int, frozenset[int]], Mutation]:
        mutation = Mutation()
        touched = {line for case in cases for line in case.lines}
        mutants: list[Mutant] = []
        for file, module in self._reading.modules.items():
            lines = {line for name, line in touched if name == file}
            mutants += find_mutants(file, module.text, module.tree, lines)
        mutation.not_mutated = self._only_said(touched)
        most = self._options.max_mutants
        mutation.beyond = max(0, len(mutants) - most)
        mutation.mutants = mutants = _spread(mutants, most) if mutation.beyond else mutants
        touching = [
            [number for number, case in enumerate(cases) if (mutant.file, mutant.line) in case.lines]
            for mutant in mutants
        ]
        jobs = [
            {"file": mutant.file, "number": mutant.number, "cases": numbers}
            for mutant, numbers in zip(mutants, touching, strict=True)
        ]
        killed: dict[int, set[int]] = {}
        self._tried: set[int] = set()

        def tell(found: dict[str, Any]) -> None:
            if "out_of_time" in found:
                return
            number = found["number"]
            self._tried.add(number)
            self._progress(MUTATING, len(self._tried), len(mutants))
            for case in touching[number] if "lost" in found else found["killers"]:
                killed.setdefault(cases[case].call, set()).add(number)

        if mutants:
            job = {
                **self._job("mutants"),
                **self._bodies(cases),
                "mutants": jobs,
                "seconds": self._options.seconds,
            }
            self._interpreters.run(job, tell, hash_seed=1)
        return {call: frozenset(found) for call, found in killed.items()}, mutation

    def _count(self, mutation: Mutation, kept: list[Case], matrix: dict[int, frozenset[int]]) -> None:
        noticed = {number for case in kept for number in matrix.get(case.call, ())}
        touched = {line for case in kept for line in case.lines}
        for number, mutant in enumerate(mutation.mutants):
            if (mutant.file, mutant.line) not in touched:
                continue
            if number not in self._tried:
                mutation.untried += 1
            elif number in noticed:
                mutation.killed += 1
            else:
                mutation.survivors.append(mutant)

    def _only_said(self, touched: set[tuple[str, int]]) -> int:
        """How many statements that ran were not mutated, because they only print or log."""
        count = 0
        for file, module in self._reading.modules.items():
            names = only_said(module.tree)
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
                    count += is_only_said(node, names) and (file, node.lineno) in touched
        return count

    # --- what the jobs share

    def _sources(self) -> dict[str, str]:
        return {file: module.text for file, module in self._reading.modules.items()}

    def _job(self, kind: str) -> dict[str, Any]:
        definitions = {self._main.file: sorted(self._main.left_out)} if self._main.runs else {}
        return {"kind": kind, "sources": self._sources(), "definitions": definitions}

    def _bodies(self, cases: list[Case]) -> dict[str, Any]:
        reserved = reserved_names(cases)
        bodies = [{"lines": body(case, reserved), "count": case.count} for case in cases]
        return {"cases": bodies, "imports": ["import pytest", *import_lines(cases)]}

    def _without_clashes(self, cases: list[Case]) -> list[Case]:
        """One file cannot import two things of one name."""
        owners: dict[str, str] = {}
        kept = []
        for case in cases:
            name = case.function.info.name.partition(".")[0]
            if owners.setdefault(name, case.function.module.file) == case.function.module.file:
                kept.append(case)
            else:
                self._leave_out(
                    case, f"{owners[name]} has a {name} too, and one test file cannot import both"
                )
        return kept

    # --- what is said

    def _leave_out(self, case: Case, reason: str) -> None:
        self._left_out.append(LeftOut(case.function.info.name, case.call, 1, reason))

    def _summed(self) -> list[LeftOut]:
        """Calls of a function that are left out for the same reason are one entry, which names the first of them."""
        found: dict[tuple[str, str], LeftOut] = {}
        for one in self._left_out:
            key = one.function, one.reason
            known = found.get(key)
            found[key] = replace(known, count=known.count + one.count) if known else one
        return list(found.values())

    def _file(self, tests: list[WrittenTest], style: Style, mutation: Mutation | None, folder: str) -> str:
        count = sum(len(test.cases) for test in tests)
        day = self._trace["recording"]["started_at"][:10]
        python = self._trace["environment"]["python"]
        head = [
            f"Tests of {self._main.file}, written by calltrace from a run of {day} with Python {python}.",
            "",
            f"{figure(count, mutation)}. What they expect is what that run gave.",
        ]
        return test_file(tests, Place(self._main, folder), [line for line in head if line], style)


def _spread(mutants: list[Mutant], most: int) -> list[Mutant]:
    return [mutants[at * len(mutants) // most] for at in range(most)]
