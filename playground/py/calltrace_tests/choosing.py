"""
Which calls become tests: few, each for a path of its own, those that notice most mistakes. Runs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from .cases import Case

# How many calls of a function are tried again, and how many of one path are held against mutants.
MAX_TRIED = 60
MAX_FOR_PATH = 4


def to_try(attempts: Sequence[Case]) -> list[Case]:
    """Of very many calls of a function those that are short to write, and some of all sizes."""
    if len(attempts) <= MAX_TRIED:
        return list(attempts)
    by_size = sorted(attempts, key=lambda case: (case.size, case.call))
    half = MAX_TRIED // 2
    rest = by_size[half:]
    spread = [rest[at * (len(rest) - 1) // (half - 1)] for at in range(half)]
    return sorted({case.call: case for case in by_size[:half] + spread}.values(), key=lambda case: case.call)


def by_path(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases of one function and one path together, short ones first."""

    def key(case: Case) -> tuple[int, list[int], bool]:
        return case.function.number, sorted(case.path), case.raises is not None

    ordered = sorted(cases, key=lambda case: (key(case), case.size, case.call))
    return [list(found) for _, found in groupby(ordered, key)]


def candidates(paths: Sequence[list[Case]]) -> list[Case]:
    """Of each path the shortest calls, and longer ones of different sizes."""
    found = []
    for path in paths:
        short = path[: MAX_FOR_PATH // 2]
        rest = path[len(short) :]
        count = min(len(rest), MAX_FOR_PATH - len(short))
        found += short + [rest[(at + 1) * len(rest) // count - 1] for at in range(count)]
    return found


def chosen(cases: Sequence[Case], killed: Mapping[int, frozenset[int]]) -> tuple[list[Case], list[Case]]:
    """
    Of each path the case that notices most mutants that no other notices; of equal ones the shortest. `killed`: the
    mutants that a case notices, by its call. Gives the chosen ones, and those which were dropped because they notice
    nothing and run no line that others of their function do not run.
    """
    left = by_path(cases)
    noticed: frozenset[int] = frozenset()
    kept: list[Case] = []
    while left:
        worth = [(_worth(case, killed, noticed), case) for path in left for case in path]
        best = max(worth, key=lambda found: found[0])[1]
        left = [path for path in left if best not in path]
        kept.append(best)
        noticed |= killed.get(best.call, frozenset())
    dropped = []
    for case in sorted(kept, key=lambda case: -case.size):
        if killed.get(case.call):
            continue
        others = {
            line
            for other in kept
            if other is not case and other.function is case.function
            for line in other.path
        }
        if case.path <= others:
            kept.remove(case)
            dropped.append(case)
    return kept, dropped


def _worth(case: Case, killed: Mapping[int, frozenset[int]], noticed: frozenset[int]) -> tuple[int, int, int]:
    return len(killed.get(case.call, frozenset()) - noticed), -case.size, -case.call
