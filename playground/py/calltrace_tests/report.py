"""The results in words, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator

from .reading import LeftOut
from .results import Mutation, Results, figure

MAX_LISTED = 20


def report(results: Results, output: str) -> Iterator[str]:
    if results.tests:
        how = f", run by {results.confirmed}" if results.confirmed else ""
        yield f"{figure(results.count, results.mutation)} → {output}{how}"
    else:
        yield "No test could be written of this run."
    if results.mutation is not None and results.tests:
        yield from _about_mutants(results.mutation)
    if results.left_out:
        yield ""
        yield "Left out:"
        yield from _listed([_left_out(one) for one in results.left_out])
    if results.remarks:
        yield ""
        yield from results.remarks


def _about_mutants(mutation: Mutation) -> Iterator[str]:
    if mutation.untried:
        yield f"Not tried, for want of time: {_counted(mutation.untried, 'mutant')} (--seconds gives more)."
    if mutation.beyond:
        yield f"Not tried either: {_counted(mutation.beyond, 'mutant')} (--max-mutants allows more)."
    if mutation.not_mutated:
        lines = _counted(mutation.not_mutated, "statement")
        yield f"Not mutated: {lines} that only print, log or wait; no test holds on to what is printed."
    if mutation.alive:
        yield ""
        yield "Alive:"
        offers = {offer.mutant: offer for offer in mutation.offers}
        lines_ = []
        for mutant in mutation.alive:
            offer = offers.get(mutant)
            lines_.append(f"{mutant}{f'   (add {offer.case.call_text}?)' if offer else ''}")
        yield from _listed(lines_)


def _left_out(one: LeftOut) -> str:
    calls = "" if one.count == 1 else f" ({one.count:,} calls)"
    where = "" if one.call < 0 else f", call {one.call}"
    return f"{one.function}{where}{calls}: {one.reason}."


def _listed(lines: list[str]) -> Iterator[str]:
    for line in lines[:MAX_LISTED]:
        yield f"  {line}"
    if len(lines) > MAX_LISTED:
        yield f"  … and {len(lines) - MAX_LISTED} more"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
