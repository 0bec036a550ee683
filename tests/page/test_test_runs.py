"""The program's own tests run in the page: results, what they ran, and which of them an edit touches."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .driver import Playground

PROGRAM = '''\
import functools
import pytest

RATE = 2


def gross(net):
    return net * RATE


def discount(net, who):
    if who == "friend":
        return gross(net) - 3
    return gross(net)


def unused(n):
    return n


def double(n):
    """Doubles.

    >>> double(2)
    4
    """
    return n + n


@pytest.fixture(scope="module")
def base():
    return gross(2)


def test_gross():
    assert gross(3) == 6


@pytest.mark.parametrize("who", ["friend", None])
def test_discount(who, base):
    print("asked for", who)
    assert discount(4, who) == base + 1


@pytest.mark.skip(reason="not today")
def test_later():
    pass
'''
PLAIN = "def area(a):\n    return a * a\n\nprint(area(2))\n"
UNITTEST = """\
import unittest


def area(a):
    return a * a


class AreaTest(unittest.TestCase):
    def test_area(self):
        self.assertEqual(area(3), 9)

    def test_wrong(self):
        self.assertEqual(area(2), 5, "so it is")
"""


def finished(page: Page, headline: str) -> None:
    expect(page.get_by_role("heading", name=headline, exact=True)).to_be_visible()


def result(page: Page, name: str) -> Locator:
    return shown(page).get_by_role("button", name=re.compile(f": {name}"))


def shown(page: Page) -> Locator:
    return page.get_by_role("region", name="The program's tests")


@pytest.mark.same_page
def test_a_person_runs_the_tests_of_a_program(playground: Playground):
    page = playground.page
    playground.open()
    playground.write(PLAIN)
    page.get_by_role("tab", name="Tests").click()
    expect(page.get_by_role("button", name="Run tests")).to_have_count(0)

    playground.write(PROGRAM)
    expect(
        shown(page).get_by_text("main.py has 3 test functions and 1 docstring with examples")
    ).to_be_visible()
    shown(page).get_by_role("button", name="Run tests").click()
    finished(page, "1 failed, 3 passed, 1 skipped")
    expect(result(page, "main.double")).to_be_visible()
    expect(shown(page).get_by_text("not today")).to_be_visible()
    expect(shown(page).get_by_text("No test runs unused.")).to_be_visible()

    # The failure in pytest's words, what the test printed, its lines, and its call in the picture.
    result(page, r"test_discount\[None\]").click()
    expect(
        shown(page)
        .get_by_text("E   AssertionError: assert 8 == (4 + 1)")
        .or_(shown(page).get_by_text("assert 8 == (4 + 1)"))
        .first
    ).to_be_visible()
    expect(shown(page).get_by_text(re.compile(r"main\.py: lines 8, 12, 14"))).to_be_visible()
    expect(playground.details.get_by_role("heading", name="test_discount[None]()")).to_be_visible()
    expect(playground.details).to_contain_text("An exception left this call")
    shown(page).get_by_text("What it printed").click()
    expect(shown(page).get_by_text("asked for None").first).to_be_visible()

    # The margin says how many tests ran a line; it has no names, because the list says the same.
    marks = page.locator(".cm-testGutter .cm-tests")
    expect(marks.filter(has_text="3").first).to_have_attribute("title", re.compile("test_gross"))
    expect(page.locator(".cm-testGutter .none").first).to_have_attribute("title", "No test runs this line")
    expect(page.locator(".cm-testLine").first).to_be_visible()

    # The whole as a table.
    shown(page).get_by_text("Which test runs which function").first.click()
    row = page.get_by_role("row", name=re.compile("^discount"))
    expect(row.get_by_text("●")).to_have_count(2)

    # An edit: a function, a comment, a constant.
    playground.write(PROGRAM.replace("- 3", "- 4"))
    expect(shown(page).get_by_text("2 of 5 tests are affected by your edits")).to_be_visible()
    playground.write(PROGRAM.replace("RATE = 2", "# half\nRATE = 2"))
    expect(
        shown(page).get_by_text("0 of 5 tests are affected by your edits; 1 failed before")
    ).to_be_visible()
    playground.write(PROGRAM.replace("base + 1", "base + 1 + 3 * (who is None)"))
    expect(shown(page).get_by_text(re.compile("^2 of 5 tests are affected by your edits"))).to_be_visible()
    shown(page).get_by_role("button", name="Run the affected").click()
    finished(page, "4 passed, 1 skipped")

    # By the switch an edit runs what it touches.
    page.get_by_role("switch", name="Run affected tests after each edit").check()
    playground.write(PROGRAM.replace("base + 1", "base + 1 + 3 * (who is None)").replace("n + n", "n * 3"))
    finished(page, "1 failed, 3 passed, 1 skipped")
    page.get_by_role("switch", name="Run affected tests after each edit").uncheck()

    # A broken program, and classes of unittest.
    playground.write("def test_a():\n    pass\n\ndef broken(:\n")
    shown(page).get_by_role("button", name="Run tests").click()
    expect(shown(page).get_by_text("could not be read, so its tests did not run")).to_be_visible()
    playground.write(UNITTEST)
    shown(page).get_by_role("button", name="Run tests").click()
    finished(page, "1 failed, 1 passed")
    expect(shown(page).get_by_text("AssertionError: 4 != 5 : so it is").first).to_be_visible()
