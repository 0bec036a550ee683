"""Programs of the kinds that people write tests of, and how they become tests here."""

from __future__ import annotations

import platform
import textwrap
from typing import Any

from calltrace_tests.interpreters import Subprocesses, drive
from calltrace_tests.results import Results
from calltrace_tests.session import Options, Session, write_tests
from tests.recorder.trees import HOOKS, Recorded


def recorded(source: str, **options: Any) -> dict[str, Any]:
    """The trace of a program, as a file has it."""
    data: dict[str, Any] = Recorded(source, HOOKS[0], **options).data
    data["environment"]["python"] = platform.python_version()
    return data


def written(source: str, **options: Any) -> Results:
    """The tests of a program's run, without mutants unless they are asked for."""
    options.setdefault("mutate", False)
    return write_tests(recorded(source), Subprocesses(), Options(**options))


def left_out(results: Results) -> dict[str, str]:
    """By function, the reason why calls of it are left out."""
    return {one.function: one.reason for one in results.left_out}


def functions_in(results: Results) -> str:
    """The test functions of the file, without its head."""
    return "\n\n".join(["\n".join(test.lines) for test in results.tests])


def dedent(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


def proven(source: str, **options: Any) -> tuple[Results, str | None]:
    """The tests of a program's run, and what their runner said of the whole file; None: it passed."""
    session = Session(recorded(source), Options(**options))
    results = drive(session.steps(), Subprocesses(), lambda stage, done, total: None)
    return results, session.proof(results, Subprocesses())


# One function of each kind, each called in a way that a test can hold on to, and what the test says.
KINDS = """
import asyncio
import datetime
import math
from collections import Counter, defaultdict, namedtuple
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path

class Colour(Enum):
    RED = 1
    BLUE = 2

@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)

    def moved(self, dx, *, dy=0):
        return Point(self.x + dx, self.y + dy)

    @property
    def norm(self):
        return abs(self.x) + abs(self.y)

    @classmethod
    def at_origin(cls, tag):
        return cls(0, 0, [tag])

    @staticmethod
    def distance(a, b):
        return math.hypot(a.x - b.x, a.y - b.y)

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __len__(self):
        return self.x

Pair = namedtuple("Pair", "left right")

class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f"cannot deposit {amount} (EUR)")
        self.balance += amount
        return self.balance

class Stack:
    def __init__(self):
        self._items = []

    def push(self, item):
        self._items.append(item)

    def pop(self):
        return self._items.pop()

def other(colour):
    return Colour.BLUE if colour is Colour.RED else Colour.RED

def swap(pair):
    return Pair(pair.right, pair.left)

def total(*prices, discount=0, **extra):
    return sum(prices) - discount + sum(extra.values())

def third(value):
    return value / 3

def tenths(value):
    return value * 3

def cube(cube):
    if cube:
        return cube ** 3
    return 0

def next_day(day):
    return day + datetime.timedelta(days=1)

def price(text):
    return Decimal(text) * 2

def letters(word):
    return Counter(word)

def groups(words):
    found = defaultdict(list)
    for word in words:
        found[word[0]].append(word)
    return found

def drop_first(items):
    items.pop(0)

def halve(n):
    n = n // 2
    return n

def parent(path):
    return path.parent

def unique(values):
    return set(values)

def not_a_number(value):
    return value - value

def nothing_found(items, wanted):
    for item in items:
        if item == wanted:
            return item
    return None

@lru_cache
def cached(n):
    return n * n

async def later(value):
    await asyncio.sleep(0)
    return [value]

def opened(account):
    return Account(account.upper(), 5)

def run():
    p = Point(1, 2)
    p.moved(3, dy=4); p.norm; Point.at_origin("a"); Point.distance(p, Point(1, 5)); p + Point(1); len(p)
    other(Colour.RED); swap(Pair(1, "b")); total(1, 2, discount=1, tax=5); third(10.0); third(9)
    next_day(datetime.date(2024, 2, 28)); price("1.50"); letters("abba"); groups(["ab", "b", "ac"])
    items = [1, 2, 3]; drop_first(items); halve(9); parent(Path("a/b")); unique([3, 1, 3])
    not_a_number(math.inf); nothing_found([1, 2], 3); nothing_found([1, 2], 2); cached(4); asyncio.run(later("x"))
    opened("ada"); tenths(0.1); cube(2); cube(0)
    a = Account("bob"); a.deposit(10); a.deposit(5)
    try:
        a.deposit(-1)
    except ValueError:
        pass
    s = Stack(); s.push("a"); s.push("b"); s.pop()

run()
"""
