"""The jobs that fresh interpreters are given (see inside/jobs.py), made of cases."""

from __future__ import annotations

from collections.abc import Sequence

from .bodies import body
from .cases import Case, trial_of
from .interpreters import Job, Steps, Told, Work
from .mutants import Mutant
from .program import Module
from .writing import import_lines, reserved_names

# Three runs of every test: another hash seed, another clock (in seconds), another order each time.
_YEAR = 365 * 24 * 3600
CHECKS = ((1, 0), (2, _YEAR + 40_000), (3, -7 * _YEAR - 1_234))


class Jobs:
    def __init__(self, modules: Sequence[Module], main: Module) -> None:
        self._main = main
        self.sources = {module.file: module.text for module in modules}
        self._names = {module.file: module.name for module in modules if module.name}

    def try_again(self, cases: Sequence[Case], stage: str) -> Steps[list[Told]]:
        """What each call did when it was made again."""
        if not cases:
            return []
        calls = [trial_of(case, import_lines([case])) for case in cases]
        (found,) = yield Work(stage, len(cases), [({**self._job("trial"), "calls": calls}, 0)])
        told = {one["number"]: one for one in found}
        return [told[number] for number in range(len(cases))]

    def check(self, cases: Sequence[Case], stage: str) -> Steps[dict[int, str]]:
        """Runs all tests three times. Gives those that failed, by their place, with what they said."""
        if not cases:
            return {}
        numbers = list(range(len(cases)))
        middle = len(numbers) // 2
        orders = (numbers, numbers[::-1], numbers[middle:] + numbers[:middle])
        job = {**self._job("check"), **_bodies(cases)}
        checks = zip(CHECKS, orders, strict=True)
        jobs = [({**job, "order": order, "clock": clock}, seed) for (seed, clock), order in checks]
        told = yield Work(stage, len(jobs) * len(cases), jobs)
        failures: dict[int, str] = {}
        for found in told:
            for one in found:
                why = one.get("lost") or one.get("failed")
                if why:
                    failures.setdefault(one["number"], why)
        return failures

    def mutate(
        self, cases: Sequence[Case], mutants: Sequence[Mutant], seconds: float, stage: str
    ) -> Steps[dict[int, set[int]]]:
        """The places of the cases that notice each mutant, by the mutant's place; mutants without time are missing."""
        if not (cases and mutants):
            return {}
        touching = [
            [place for place, case in enumerate(cases) if (mutant.file, mutant.line) in case.lines]
            for mutant in mutants
        ]
        jobs = [
            {"file": mutant.file, "number": mutant.number, "cases": places}
            for mutant, places in zip(mutants, touching, strict=True)
        ]
        job = {**self._job("mutants"), **_bodies(cases), "mutants": jobs, "seconds": seconds}
        (found,) = yield Work(stage, len(jobs), [(job, 0)])
        return {
            one["number"]: set(touching[one["number"]] if "lost" in one else one["killers"])
            for one in found
            if "number" in one
        }

    def _job(self, kind: str) -> Job:
        definitions = {self._main.file: sorted(self._main.left_out)} if self._main.is_loaded else {}
        return {"kind": kind, "sources": self.sources, "definitions": definitions, "names": self._names}


def _bodies(cases: Sequence[Case]) -> Job:
    reserved = reserved_names(cases)
    bodies = [{"lines": body(case, reserved), "count": case.count} for case in cases]
    return {"cases": bodies, "imports": ["import pytest", *import_lines(cases)]}
