"""The jobs that fresh interpreters are given (see inside/jobs.py), made of cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .bodies import body
from .cases import Case, trial_of
from .interpreters import Interpreters, Job
from .mutants import Mutant
from .program import Module
from .writing import import_lines, reserved_names

Told = dict[str, Any]

# Three runs of every test: another hash seed, another clock (in seconds), another order each time.
_YEAR = 365 * 24 * 3600
CHECKS = ((1, 0), (2, _YEAR + 40_000), (3, -7 * _YEAR - 1_234))


class Jobs:
    def __init__(self, interpreters: Interpreters, modules: Sequence[Module], main: Module) -> None:
        self._interpreters, self._main = interpreters, main
        self.sources = {module.file: module.text for module in modules}
        self._names = {module.file: module.name for module in modules if module.name}

    def try_again(self, cases: Sequence[Case], hear: Callable[[], None]) -> list[Told]:
        """What each call did when it was made again."""
        told: dict[int, Told] = {}

        def tell(found: Told) -> None:
            told[found["number"]] = found
            hear()

        if cases:
            calls = [trial_of(case, import_lines([case])) for case in cases]
            self._interpreters.run({**self._job("trial"), "calls": calls}, tell, hash_seed=0)
        return [told[number] for number in range(len(cases))]

    def check(self, cases: Sequence[Case], hear: Callable[[], None]) -> dict[int, str]:
        """Runs all tests three times. Gives those that failed, by their place, with what they said."""
        failures: dict[int, str] = {}

        def tell(found: Told) -> None:
            hear()
            why = found.get("lost") or found.get("failed")
            if why:
                failures.setdefault(found["number"], why)

        numbers = list(range(len(cases)))
        middle = len(numbers) // 2
        orders = (numbers, numbers[::-1], numbers[middle:] + numbers[:middle])
        job = {**self._job("check"), **_bodies(cases)}
        for (seed, clock), order in zip(CHECKS, orders, strict=True):
            if cases:
                self._interpreters.run({**job, "order": order, "clock": clock}, tell, hash_seed=seed)
        return failures

    def mutate(
        self, cases: Sequence[Case], mutants: Sequence[Mutant], seconds: float, hear: Callable[[int], None]
    ) -> dict[int, set[int]]:
        """The places of the cases that notice each mutant, by the mutant's place; mutants without time are missing."""
        touching = [
            [place for place, case in enumerate(cases) if (mutant.file, mutant.line) in case.lines]
            for mutant in mutants
        ]
        jobs = [
            {"file": mutant.file, "number": mutant.number, "cases": places}
            for mutant, places in zip(mutants, touching, strict=True)
        ]
        noticed: dict[int, set[int]] = {}

        def tell(found: Told) -> None:
            if "number" in found:
                number = found["number"]
                noticed[number] = set(touching[number] if "lost" in found else found["killers"])
                hear(len(noticed))

        if jobs and cases:
            job = {**self._job("mutants"), **_bodies(cases), "mutants": jobs, "seconds": seconds}
            self._interpreters.run(job, tell, hash_seed=1)
        return noticed

    def run_file(self, name: str, text: str, style: str) -> str | None:
        return self._interpreters.run_file({**self.sources, name: text}, name, style)

    def _job(self, kind: str) -> Job:
        definitions = {self._main.file: sorted(self._main.left_out)} if self._main.is_loaded else {}
        return {"kind": kind, "sources": self.sources, "definitions": definitions, "names": self._names}


def _bodies(cases: Sequence[Case]) -> Job:
    reserved = reserved_names(cases)
    bodies = [{"lines": body(case, reserved), "count": case.count} for case in cases]
    return {"cases": bodies, "imports": ["import pytest", *import_lines(cases)]}
