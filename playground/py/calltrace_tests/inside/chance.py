"""
Random numbers that a call draws: whether it does, and what it gives with other seeds. The generators are those of the
module `random` and those that the program keeps at the top level of its modules.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable
from typing import Any

SEEDS = range(1, 9)


def generators(modules: Iterable[str]) -> list[random.Random]:
    found: list[random.Random] = [random._inst]
    for name in modules:
        module = sys.modules.get(name)
        for value in list(vars(module).values()) if module else ():
            if isinstance(value, random.Random) and not isinstance(value, random.SystemRandom):
                found.append(value)
    return found


def states(known: Iterable[random.Random]) -> list[Any]:
    return [generator.getstate() for generator in known]


def seed(known: Iterable[random.Random], number: int) -> None:
    for generator in known:
        generator.seed(number)
