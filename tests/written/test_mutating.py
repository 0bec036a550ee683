"""Mutants: what is changed, how many the tests notice, and what would notice the rest."""

from __future__ import annotations

import ast

import pytest

from calltrace_tests.mutants import find_mutants, mutated
from calltrace_tests.results import Results

from .programs import functions_in, left_out, written

CHANGES = {
    "return a < b": ["a <= b", "a >= b", "return None"],
    "return a == b": ["a != b", "return None"],
    "return a in b": ["a not in b", "return None"],
    "return a + 1": ["a - 1", "2", "return None"],
    "return a // b": ["a / b", "return None"],
    "return a and b": ["a or b", "not a", "not b", "return None"],
    "return not a": ["a", "return None"],
    "return True": ["False", "return None"],
    "return 'x'": ["'x!'", "return None"],
    "return None": [],
    "a += 1": ["pass", "2"],
    "a.append(b)": ["pass"],
    "raise a": ["pass"],
    "if a: pass": ["not a"],
    "if a: pass\n    elif b > 1: pass": ["not a", "b >= 1", "b <= 1", "2"],
    "while a: break": ["not a", "continue"],
    "return [x for x in a if x]": ["not x", "return None"],
    "a: int = 3": ["4"],
    "print(a + 1)": [],
    "'a docstring'": [],
    "assert a > 1": [],
    "logger.info(a + 1)": [],
    "time.sleep(1)": [],
    "say(a + 1)": [],
    "with a(1): pass": ["2"],
    "try:\n        a()\n    except ValueError:\n        b()": ["pass", "pass"],
    "match a:\n        case 1: b()": ["pass"],
}


@pytest.mark.parametrize("statement", CHANGES)
def test_a_statement_has_these_mutants(statement: str) -> None:
    text = f"def say(text):\n    print(text)\ndef f(a, b, logger, time):\n    {statement}\n"
    tree = ast.parse(text)
    mutants = find_mutants("main.py", text, tree, set(range(1, 10)))
    assert sorted(mutant.after for mutant in mutants) == sorted(CHANGES[statement])
    changed = [ast.unparse(mutated(tree, mutant.number)) for mutant in mutants]
    assert ast.unparse(tree) == ast.unparse(ast.parse(text))
    assert ast.unparse(tree) not in changed
    assert (
        len({*changed}) == len({(mutant.before, mutant.after) for mutant in mutants})
        or "pass" in CHANGES[statement]
    )
    for mutant in changed:
        compile(mutant, "main.py", "exec")


def test_only_lines_that_ran_are_mutated() -> None:
    text = "def f(a):\n    if a > 1:\n        return a + 1\n    return a - 1\n"
    lines = {mutant.line for mutant in find_mutants("main.py", text, ast.parse(text), {2, 4})}
    assert lines == {2, 4}


COLLATZ = '''
def collatz(n):
    """The next number."""
    if n % 2 == 0:
        return n // 2
    return 3 * n + 1

def is_large(n):
    if n > 10:
        return True
    return False

def is_known(name, known):
    if name == "":
        return False
    return name in known

def endless(n):
    total = 0
    while n > 0:
        total += n
        n -= 1
    return total

def find(items, wanted):
    for item in items:
        if item == wanted:
            return item
    return None

find([], 1)
find([1], 2)
find([1], 1)
collatz(6)
collatz(7)
is_large(3)
is_large(20)
is_known("a", ["a"])
is_known("b", ["a"])
is_known("", ["a"])
endless(3)
endless(0)
'''


@pytest.fixture(scope="module")
def results() -> Results:
    return written(COLLATZ, mutate=True)


def test_the_figure_is_in_the_file_and_adds_up(results: Results) -> None:
    mutation = results.mutation
    assert mutation is not None
    assert mutation.tried == mutation.killed + len(mutation.alive)
    assert f"{results.count} tests, {mutation.killed} of {mutation.tried} mutants killed" in results.file
    assert mutation.untried == 0


def test_a_mutant_that_never_ends_is_noticed(results: Results) -> None:
    assert results.mutation is not None
    assert "n -= 1" in results.file or not [one for one in results.mutation.alive if one.before == "n -= 1"]
    assert "endless" in functions_in(results)


def test_a_mutant_that_is_alive_is_shown_with_its_line_and_the_call_that_would_notice_it(
    results: Results,
) -> None:
    assert results.mutation is not None
    alive = {str(mutant) for mutant in results.mutation.alive}
    assert alive == {
        "main.py:4: 2 → 3",
        "main.py:5: n // 2 → n / 2",  # 3 == 3.0
        "main.py:9: n > 10 → n >= 10",
        "main.py:9: 10 → 11",
        "main.py:14: \"\" → '!'",  # the line below says the same
        "main.py:20: n > 0 → n >= 0",  # nothing can notice this: it adds 0
    }
    offers = {str(offer.mutant): offer.case.call_text for offer in results.mutation.offers}
    assert offers["main.py:9: n > 10 → n >= 10"] == "is_large(10)"
    assert offers["main.py:9: 10 → 11"] == "is_large(11)"
    assert offers["main.py:4: 2 → 3"].startswith("collatz(")
    assert "main.py:20: n > 0 → n >= 0" not in offers


def test_at_most_one_test_for_each_path(results: Results) -> None:
    cases = [case for test in results.tests for case in test.cases]
    paths = [(case.function.info.name, case.path) for case in cases]
    assert len(paths) == len(set(paths))


def test_a_test_that_kills_nothing_and_adds_no_line_is_dropped(results: Results) -> None:
    assert left_out(results)["find"] == "it notices no mutant, and runs no line that other tests do not run"
    assert "find([], 1)" not in results.file
    assert "(2, None)" in functions_in(results)


NEAR = '''
def split(values, pivot):
    """What is smaller goes to the left."""
    left, right = [], []
    for value in values:
        if value < pivot:
            left.append(value)
        else:
            right.append(value)
    return left, right

def is_member(name, names):
    return len(names) > 0 and name in names

def small(n):
    return n < 3

split([1, 5], 3)
is_member("a", ["a", "b"])
is_member("c", ["a", "b"])
small(2)
'''


def test_what_would_notice_a_mutant_is_offered_and_added_if_wanted() -> None:
    results = written(NEAR, mutate=True)
    assert results.mutation is not None
    offers = {offer.mutant.after: (offer.case.call_text, offer.recorded) for offer in results.mutation.offers}
    assert offers["value <= pivot"][0].startswith("split(")
    assert offers["n <= 3"] == ("small(3)", False)
    assert offers["len(names) > 0 or name in names"] == ('is_member("c", ["a", "b"])', True)
    added = written(NEAR, mutate=True, add_offers=True)
    assert added.mutation is not None
    assert added.mutation.offers == []
    assert added.mutation.killed > results.mutation.killed
    assert "# a variation: the run had no such call" in added.file


def test_what_is_not_tried_for_want_of_time_is_said() -> None:
    results = written(COLLATZ, mutate=True, seconds=0.0)
    assert results.mutation is not None
    assert results.mutation.tried == 0
    assert results.mutation.untried > 20
    capped = written(COLLATZ, mutate=True, max_mutants=5)
    assert capped.mutation is not None
    assert capped.mutation.tried + capped.mutation.untried <= 5
    assert capped.mutation.beyond > 15
