"""
Tests from a run, from the trace to the file: choosing calls, trying them again, checking, mutating, writing. The only
module that knows the order of things; each step is a module of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import choosing
from .bodies import PYTEST, UNITTEST, Style
from .cases import Case, Unlike, attempt, completed
from .interpreters import Interpreters, Progress, Steps, drive
from .jobs import Jobs
from .mutating import Mutating
from .objects import Objects
from .reading import CannotRead, LeftOut, Reading, Trace, read_trace, why_not
from .results import Mutation, Results, figure
from .source import CannotWrite
from .writing import Place, WrittenTest, test_file, written

# The stages, as a person reads them; those of mutating are in mutating.py.
CHOOSING, CHECKING = "choosing calls", "checking"


@dataclass(frozen=True)
class Options:
    functions: Sequence[str] = ()
    style: str = "pytest"
    mutate: bool = True
    max_mutants: int = 300
    seconds: float = 60.0
    add_offers: bool = False
    """Whether tests that would notice mutants that are alive are written too, those of variations among them."""
    folder: str = ""
    """The program's folder as seen from the test file."""


def write_tests(
    trace: Trace, interpreters: Interpreters, options: Options | None = None, progress: Progress | None = None
) -> Results:
    """Raises CannotRead where no test can be written, with a sentence that says why."""
    steps = Session(trace, options or Options()).steps()
    return drive(steps, interpreters, progress or (lambda stage, done, total: None))


class Session:
    """One trace becoming tests. It runs nothing: `steps` yields the work that fresh interpreters are to do."""

    def __init__(self, trace: Trace, options: Options) -> None:
        self._options = options
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
        self._jobs = Jobs(list(self._reading.modules.values()), self._main)
        self._style = PYTEST if options.style == "pytest" else UNITTEST
        self._left_out = list(self._reading.left_out)
        self._calls = {call.number: call for calls in self._reading.calls.values() for call in calls}

    @property
    def file_name(self) -> str:
        return f"test_{self._main.name.replace('.', '_')}.py"

    def steps(self) -> Steps[Results]:
        tried = yield from self._try(self._attempts())
        checked = yield from self._check(choosing.candidates(choosing.by_path(tried)))
        mutation = None
        if self._options.mutate:
            kept, mutation = yield from self._mutate(checked)
        else:
            kept, dropped = choosing.chosen(checked, {})
            kept = self._without_clashes(kept + dropped)
        return self.results(kept, mutation)

    def results(self, cases: list[Case], mutation: Mutation | None, style: Style | None = None) -> Results:
        """`style`: None for that of the options."""
        style = style or self._style
        tests = written(cases, style)
        text = self._file(tests, mutation, self._options.folder, style) if tests else ""
        return Results(text, tests, self._summed(), self._reading.remarks, mutation)

    def proof(self, results: Results, interpreters: Interpreters) -> str | None:
        """Runs the file as a whole by its own runner. None: it passed; else what the runner said."""
        name = self.file_name
        text = self._file(results.tests, results.mutation, "", self._style)
        return interpreters.run_file({**self._jobs.sources, name: text}, name, self._options.style)

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

    def _try(self, attempts: list[Case]) -> Steps[list[Case]]:
        """Those that did again what they did when they were recorded, with what a test expects of them."""
        cases = []
        told = yield from self._jobs.try_again(attempts, CHOOSING)
        for case, found in zip(attempts, told, strict=True):
            try:
                cases.append(completed(case, self._calls[case.call], found, self._objects))
            except (Unlike, CannotWrite) as reason:
                self._leave_out(case, str(reason))
        return cases

    def _check(self, cases: list[Case]) -> Steps[list[Case]]:
        """Those that pass three times, in fresh interpreters with other hash seeds, clocks and orders."""
        failures = yield from self._jobs.check(cases, CHECKING)
        for place, why in sorted(failures.items()):
            changes = why == "AssertionError"
            reason = (
                "it is not the same from run to run" if changes else f"it does not pass in every run: {why}"
            )
            self._leave_out(cases[place], reason)
        return [case for place, case in enumerate(cases) if place not in failures]

    def _mutate(self, checked: list[Case]) -> Steps[tuple[list[Case], Mutation]]:
        """Those that are worth keeping, and how they fare against mutants."""
        options = self._options
        modules = list(self._reading.modules.values())
        mutating = Mutating(self._jobs, modules, options.max_mutants, options.seconds)
        yield from mutating.run(checked)
        kept, dropped = choosing.chosen(checked, mutating.killed)
        for case in dropped:
            self._leave_out(case, "it notices no mutant, and runs no line that other tests do not run")
        kept = self._without_clashes(kept)
        mutation = mutating.mutation(kept)
        mutation.offers = yield from mutating.offers(mutation, kept, checked, self._objects)
        if options.add_offers:
            kept += mutation.take({id(offer.case): offer.case for offer in mutation.offers}.values())
        return kept, mutation

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

    def _file(self, tests: list[WrittenTest], mutation: Mutation | None, folder: str, style: Style) -> str:
        count = sum(len(test.cases) for test in tests)
        day = self._trace["recording"]["started_at"][:10]
        python = self._trace["environment"]["python"]
        head = [
            f"Tests of {self._main.file}, written by calltrace from a run of {day} with Python {python}.",
            f"{figure(count, mutation)}. What they expect is what that run gave.",
        ]
        return test_file(tests, Place(self._main, folder), head, style)
