"""
Tests from a run for a page, which has no processes: the page asks for work, gives it to workers of its own (each runs
`serve`, a job of inside/jobs.py), and hands over what they found. All that crosses the border is JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .bodies import UNITTEST
from .cases import Case
from .interpreters import Steps, Told, Work
from .reading import CannotRead
from .results import Mutation, Results, figure
from .session import Options, Session
from .writing import WrittenTest


class Writing:
    """`trace`: the text of a trace file; `options`: those of session.Options that differ from the default, as JSON."""

    def __init__(self, trace: str, options: str) -> None:
        self._cannot = ""
        try:
            self._session = Session(json.loads(trace), Options(**json.loads(options)))
        except CannotRead as error:
            self._cannot = str(error)
            return
        self._steps: Steps[Results] = self._session.steps()
        self._cases: list[Case] = []
        self._mutation: Mutation | None = None

    def step(self, told: str | None = None) -> str:
        """`told`: what each job of the work before has told. Gives the next work, or what came of it all."""
        if self._cannot:
            return json.dumps({"cannot": self._cannot})
        try:
            found: list[list[Told]] | None = None if told is None else json.loads(told)
            work = next(self._steps) if found is None else self._steps.send(found)
        except CannotRead as error:
            return json.dumps({"cannot": str(error)})
        except StopIteration as end:
            results: Results = end.value
            self._cases = [case for test in results.tests for case in test.cases]
            self._mutation = results.mutation
            return json.dumps({"written": self._shown()})
        return json.dumps({"work": _work(work)})

    def add(self, call_text: str) -> str:
        """Writes an offered test as well, which is known by its call."""
        if self._mutation is not None:
            offered = [offer.case for offer in self._mutation.offers if offer.case.call_text == call_text]
            self._cases += self._mutation.take(offered[:1])
        return json.dumps({"written": self._shown()})

    def _shown(self) -> dict[str, Any]:
        results = self._session.results(self._cases, self._mutation)
        other = self._session.results(self._cases, self._mutation, UNITTEST)
        return {
            "figure": figure(results.count, results.mutation),
            "name": self._session.file_name,
            "count": results.count,
            "files": {"pytest": results.file, "unittest": other.file},
            "tests": [
                _test(test, {"pytest": results.file, "unittest": other.file}) for test in results.tests
            ],
            "left_out": [
                {"function": one.function, "call": one.call, "count": one.count, "reason": one.reason}
                for one in results.left_out
            ],
            "remarks": results.remarks,
            "mutation": results.mutation and _mutation(results.mutation),
        }


def _work(work: Work) -> dict[str, Any]:
    jobs = [{"job": json.dumps(job), "seed": seed, "places": _places(job)} for job, seed in work.jobs]
    return {"stage": work.stage, "pieces": work.pieces, "jobs": jobs}


def _places(job: dict[str, Any]) -> list[int]:
    """The numbers of a job's pieces, in the order in which they are done: one that is lost is known by its place."""
    order: list[int] = job.get("order", [])
    return order or list(range(len(job.get("calls", job.get("mutants", ())))))


def _test(test: WrittenTest, files: dict[str, str]) -> dict[str, Any]:
    return {
        "name": test.name,
        "function": test.cases[0].function.info.name,
        "calls": [case.call for case in test.cases if not case.made_up],
        "made_up": [case.call_text for case in test.cases if case.made_up],
        "count": len(test.cases),
        "lines": {style: _line(text, test.name) for style, text in files.items()},
    }


def _line(text: str, name: str) -> int:
    """The line of the file in which a test's name stands."""
    lines = text.split("\n")
    return next(at for at, line in enumerate(lines, 1) if line.lstrip().startswith(f"def {name}("))


def _mutation(mutation: Mutation) -> dict[str, Any]:
    offers = {offer.mutant: offer for offer in mutation.offers}
    alive = []
    for mutant in mutation.alive:
        offer = offers.get(mutant)
        alive.append({
            "file": mutant.file, "line": mutant.line, "before": mutant.before, "after": mutant.after,
            "offer": None if offer is None else {"call": offer.case.call_text, "recorded": offer.recorded,
                                                 "number": offer.case.call},
        })  # fmt: skip
    return {
        "killed": mutation.killed, "tried": mutation.tried, "alive": alive, "untried": mutation.untried,
        "beyond": mutation.beyond, "not_mutated": mutation.not_mutated,
    }  # fmt: skip


def serve(job: str, folder: str, begin: int, tell: Callable[[str], None]) -> None:
    """Does a job in this interpreter, from the piece at place `begin` on; `tell` gets JSON."""
    import os

    from .inside.jobs import run
    from .interpreters import write_sources

    given = json.loads(job)
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    write_sources(folder, given["sources"])
    run({**given, "folder": folder, "from": begin}, lambda told: tell(json.dumps(told)))
