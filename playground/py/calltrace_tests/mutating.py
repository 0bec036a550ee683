"""
Holding tests against mutants: which tests notice which, how many the chosen ones notice, and what would notice the
rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from .cases import Case, Unlike, varied
from .interpreters import Steps
from .jobs import Jobs
from .mutants import Mutant, find_mutants, how_many_only_said
from .objects import Objects
from .program import Module
from .results import Mutation, Offer
from .source import CannotWrite
from .variations import constants_in, variations

# So many variations of recorded calls are tried in all.
MAX_VARIATIONS = 60
# The stages, as a person reads them.
MUTATING, OFFERING = "mutating", "trying what would notice the rest"


class Mutating:
    """`seconds`: for all mutants together."""

    def __init__(self, jobs: Jobs, modules: Sequence[Module], most: int, seconds: float) -> None:
        self._jobs, self._modules, self._seconds = jobs, modules, seconds
        self._most = most
        self._mutants: list[Mutant] = []
        self._beyond = 0
        self._tried: set[int] = set()
        self.killed: dict[int, frozenset[int]] = {}
        """The mutants that a case notices, by its call."""

    def run(self, cases: Sequence[Case]) -> Steps[None]:
        """Holds all of these against the mutants of the lines that they run."""
        touched = {line for case in cases for line in case.lines}
        found: list[Mutant] = []
        for module in self._modules:
            lines = {line for file, line in touched if file == module.file}
            found += find_mutants(module.file, module.text, module.tree, lines)
        self._beyond = max(0, len(found) - self._most)
        self._mutants = (
            [found[at * len(found) // self._most] for at in range(self._most)] if self._beyond else found
        )
        noticed = yield from self._jobs.mutate(cases, self._mutants, self._seconds, MUTATING)
        self._tried = set(noticed)
        for place, case in enumerate(cases):
            self.killed[case.call] = frozenset(
                number for number, places in noticed.items() if place in places
            )

    def mutation(self, kept: Sequence[Case]) -> Mutation:
        """How these fare, against the mutants of the lines that they run."""
        touched = {line for case in kept for line in case.lines}
        noticed = {number for case in kept for number in self.killed.get(case.call, ())}
        result = Mutation(beyond=self._beyond)
        for module in self._modules:
            lines = {line for file, line in touched if file == module.file}
            result.not_mutated += how_many_only_said(module.tree, lines)
        for number, mutant in enumerate(self._mutants):
            if (mutant.file, mutant.line) in touched:
                if number not in self._tried:
                    result.untried += 1
                elif number in noticed:
                    result.killed += 1
                else:
                    result.alive.append(mutant)
        return result

    def offers(
        self, mutation: Mutation, kept: Sequence[Case], others: Sequence[Case], objects: Objects
    ) -> Steps[list[Offer]]:
        """Tests that would notice what is alive: other recorded calls, else small variations of the chosen ones."""
        offers: list[Offer] = []
        open_ = dict.fromkeys(mutation.alive)
        for case in sorted(others, key=lambda case: case.size):
            for number in self.killed.get(case.call, ()):
                mutant = self._mutants[number]
                if mutant in open_ and case not in kept:
                    del open_[mutant]
                    offers.append(Offer(mutant, case, recorded=True))
        made_up = yield from self._made_up(list(open_), kept, objects)
        return offers + made_up

    def _made_up(self, mutants: list[Mutant], kept: Sequence[Case], objects: Objects) -> Steps[list[Offer]]:
        lines = {(mutant.file, mutant.line) for mutant in mutants}
        near = [case for case in kept if case.lines & lines]
        hints = [
            constant
            for module in self._modules
            for constant in constants_in(module.tree, {line for file, line in lines if file == module.file})
        ]
        tries = _in_turn([list(variations(case, hints)) for case in near])[:MAX_VARIATIONS]
        cases = []
        found = yield from self._jobs.try_again(tries, OFFERING)
        for case, told in zip(tries, found, strict=True):
            try:
                cases.append(varied(case, told, objects))
            except (Unlike, CannotWrite):
                continue
        failures = yield from self._jobs.check(cases, OFFERING)
        cases = [case for place, case in enumerate(cases) if place not in failures]
        cases.sort(key=lambda case: case.size)
        noticed = yield from self._jobs.mutate(cases, mutants, self._seconds / 4, OFFERING)
        return [
            Offer(mutant, cases[min(noticed[place])], recorded=False)
            for place, mutant in enumerate(mutants)
            if noticed.get(place)
        ]


def _in_turn(lists: list[list[Case]]) -> list[Case]:
    """The first of each, then the second of each, and so on: a limit then falls on all alike."""
    longest = max(map(len, lists), default=0)
    return [found[at] for at in range(longest) for found in lists if at < len(found)]
