"""Only what passes again and again is kept: of the rest, the reason is said and the call it came from."""

from __future__ import annotations

import pytest

from calltrace_tests.results import Results

from .programs import functions_in, left_out, written

# Recorded as it is; made again, each of these functions does something else, or something that no test should do.
UNRELIABLE = """
import datetime
import os
import random
import socket
import subprocess
import sys
import time
import uuid

dice = random.Random(7)
count = 0

def roll():
    return random.random()

def seeded():
    return dice.randint(1, 6)

def shuffled_and_sorted(items):
    items = list(items)
    random.shuffle(items)
    return sorted(items)

def stamp():
    return time.time()

def this_year():
    return datetime.date.today().year

def named():
    return str(uuid.uuid4())

def counted():
    global count
    count += 1
    return count

def order_of(words):
    return list(set(words))

def saved(path, text):
    try:
        with open(path, "w") as file:
            return file.write(text)
    except OSError:
        return 0

def asked():
    try:
        return input("? ")
    except EOFError:
        return "nothing"

def shown(text):
    print(text)

def started():
    return subprocess.run([sys.executable, "-c", ""]).returncode

def connected(port):
    with socket.socket() as other:
        return other.connect_ex(("127.0.0.1", port)) != 0

def identity(value):
    return id(value) % 7

def environment():
    return "LANG" in os.environ

def slow(n):
    while n:
        n -= 1
    return n

def only_first_time(known={}):
    known["n"] = known.get("n", 0) + 1
    return known["n"]

def ended():
    raise SystemExit(3)

def made():
    def inner(x):
        return x
    return inner(1)

twice = lambda x: 2 * x

def steps(n):
    yield from range(n)

roll(); seeded(); shuffled_and_sorted([3, 1, 2]); stamp(); this_year(); named(); counted(); counted()
order_of(["one", "two", "three", "four", "five"]); saved("no/such/folder", "x")
shown("x"); started(); connected(1); slow(400_000); only_first_time(); only_first_time(); made(); twice(2)
list(steps(2))
try:
    ended()
except SystemExit:
    pass
"""
REASONS = {
    "roll": "it draws random numbers, and gives something else with another seed",
    "seeded": "it draws random numbers, and gives something else with another seed",
    "stamp": "now, and gave",
    "this_year": "it is not the same from run to run",
    "named": "now, and gave",
    "counted": "other calls with equal arguments gave something else",
    "order_of": "",
    "saved": "it writes a file",
    "shown": "there is nothing to hold on to",
    "started": "it starts a program",
    "connected": "it connects to another machine",
    "slow": "it runs more than 300,000 lines",
    "made.<locals>.inner": "it is defined inside another function",
    "twice": "a lambda has no name",
    "steps": "it is a generator",
}


@pytest.fixture(scope="module")
def results() -> Results:
    return written(UNRELIABLE)


@pytest.mark.parametrize("function", REASONS)
def test_what_is_left_out_has_its_reason(function: str, results: Results) -> None:
    assert REASONS[function] in left_out(results)[function.replace("twice", "<lambda>")]


@pytest.mark.parametrize("function", ["shuffled_and_sorted", "only_first_time", "made", "ended"])
def test_what_gives_the_same_every_time_is_kept(function: str, results: Results) -> None:
    assert f"{function}(" in functions_in(results)


def test_what_is_left_out_names_its_call(results: Results) -> None:
    kept = {call for test in results.tests for call in [case.call for case in test.cases]}
    named = {one.call for one in results.left_out if one.call >= 0}
    assert named
    assert not named & kept


def test_no_test_is_of_what_is_left_out(results: Results) -> None:
    text = functions_in(results)
    assert not [
        name for name in ("roll", "stamp", "this_year", "saved", "order_of", "shown(") if name in text
    ]
