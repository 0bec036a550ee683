"""What came of it: the tests, what they are worth, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .cases import Case
from .mutants import Mutant
from .reading import LeftOut
from .writing import WrittenTest


@dataclass(frozen=True)
class Offer:
    """A test that would notice a mutant that is alive."""

    mutant: Mutant
    case: Case
    recorded: bool
    """Whether the run made this call."""


@dataclass
class Mutation:
    """How the tests fared. `untried`: mutants for which there was no time; `beyond`: those beyond the limit."""

    killed: int = 0
    alive: list[Mutant] = field(default_factory=list)
    untried: int = 0
    beyond: int = 0
    not_mutated: int = 0
    offers: list[Offer] = field(default_factory=list)

    def take(self, cases: Iterable[Case]) -> list[Case]:
        """Has these offered tests count among those that are written; gives them back."""
        taken = list(cases)
        noticed = {offer.mutant for offer in self.offers if any(offer.case is case for case in taken)}
        self.killed += len(noticed)
        self.alive = [mutant for mutant in self.alive if mutant not in noticed]
        self.offers = [offer for offer in self.offers if offer.mutant not in noticed]
        return taken

    @property
    def tried(self) -> int:
        return self.killed + len(self.alive)


@dataclass
class Results:
    file: str
    tests: list[WrittenTest]
    left_out: list[LeftOut]
    remarks: list[str]
    mutation: Mutation | None
    confirmed: str = ""
    """By which runner the file was run as a whole; empty: by none."""

    @property
    def count(self) -> int:
        return sum(len(test.cases) for test in self.tests)


def figure(count: int, mutation: Mutation | None) -> str:
    """ "6 tests, 11 of 13 mutants killed" """
    tests = f"{count} {'test' if count == 1 else 'tests'}"
    if mutation is None:
        return tests
    return f"{tests}, {mutation.killed} of {mutation.tried} mutants killed"
