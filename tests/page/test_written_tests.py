"""Tests written of the run that is shown: made and proven in the page, kept beside the program, tied to the calls."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .driver import Playground

pytestmark = pytest.mark.same_page

# As long as proving may take on a machine that does other things as well, in ms.
PROVEN_WITHIN = 60_000
FIGURE = re.compile(r"\d+ tests?, \d+ of \d+ mutants killed")

PROGRAM = """
import asyncio
import random


def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def first(text):
    if not text:
        raise ValueError("nothing to take")
    return text[0]


async def later(x):
    await asyncio.sleep(0)
    return [x, x]


def drawn():
    return random.randint(1, 10**9)


def named():
    return input("Name: ").upper()


for n in (1, 2, 3):
    collatz(n)
first("ab")
try:
    first("")
except ValueError:
    pass
asyncio.run(later("a"))
drawn()
named()
"""


def write_tests(page: Page) -> None:
    page.get_by_role("button", name="Write tests", exact=True).click()
    expect(page.get_by_role("heading", name=FIGURE)).to_be_visible(timeout=PROVEN_WITHIN)


def saved(page: Page, path: Path) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save", exact=True).click()
    assert download.value.suggested_filename == "test_main.py"
    download.value.save_as(path / "test_main.py")
    return (path / "test_main.py").read_text("utf-8")


def test_tests_are_written_proven_and_kept(playground: Playground, tmp_path: Path):
    page = playground.page
    playground.open()
    playground.write(PROGRAM)
    playground.run_button.click()
    page.get_by_role("textbox", name="Input").fill("ada")
    page.keyboard.press("Enter")
    playground.wait_for_end()
    panel = playground.tab("Tests")
    write_tests(page)

    # What gets no test is named with the reason.
    expect(panel).to_contain_text("it draws random numbers, and gives something else with another seed")
    expect(panel).to_contain_text("it asks for input")

    # The file passes by pytest itself, in another Python.
    (tmp_path / "main.py").write_text(PROGRAM)
    text = saved(page, tmp_path)
    runner = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        ".",
        "test_main.py",
    ]
    done = subprocess.run(runner, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert all(called in text for called in ("collatz(", "first(", "asyncio.run(later(", "pytest.raises"))
    page.get_by_role("radio", name="unittest").check()
    expect(page.get_by_role("region", name="test_main.py")).to_contain_text("import unittest")
    page.get_by_role("radio", name="pytest").check()

    # A test names the calls that it makes again, and these name it.
    page.get_by_role("button", name="test_later").click()
    panel.get_by_role("button", name="later('a')").click()
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("later('a')")
    expect(playground.details.get_by_role("button", name="test_later")).to_be_visible()
    assert any("tested" in row for row in playground.outline())

    # Beside the program it is a file like any other: once edited, it is replaced only after its difference was seen.
    playground.tab("Tests")
    page.get_by_role("button", name="Add to the program").click()
    expect(page.get_by_role("tab", name="test_main.py")).to_have_attribute("aria-selected", "true")
    playground.write("# my own words\n")
    page.get_by_role("button", name="Update test_main.py").click()
    dialog = page.get_by_role("dialog", name="Update test_main.py?")
    expect(dialog).to_contain_text("gone: # my own words")
    dialog.get_by_role("button", name="Keep both").click()
    expect(page.get_by_role("tab", name=re.compile("^test_main.*py$"))).to_have_count(2)


def test_only_one_function_an_offered_test_and_stop(playground: Playground):
    page = playground.page
    playground.open("#example=quicksort")
    playground.tab("Outline")
    playground.rows.filter(has_text="partition(").first.click()
    playground.details.get_by_role("button", name="Show less").click()
    page.get_by_role("menuitem", name="Write tests for this function").click()
    figure = page.get_by_role("heading", name=FIGURE)
    expect(figure).to_be_visible(timeout=PROVEN_WITHIN)
    expect(page.get_by_text("Only tests of partition.")).to_be_visible()
    before = figure.inner_text()
    page.get_by_role("button", name="Add this test").first.click()
    expect(figure).not_to_have_text(before)
    expect(page.get_by_role("region", name="test_main.py")).to_contain_text(
        "a variation: the run had no such call"
    )

    page.get_by_role("button", name="Write all tests").click()
    page.get_by_role("tabpanel").get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Write tests", exact=True)).to_be_visible()


def test_a_run_that_no_test_can_be_written_of_says_why(playground: Playground, tmp_path: Path):
    playground.open("#example=fibonacci")
    playground.run()
    trace = playground.export(tmp_path / "run.json")
    trace["sources"], trace["program"]["source"] = {}, ""
    (tmp_path / "run.json").write_text(json.dumps(trace))
    playground.open_trace(tmp_path / "run.json")
    panel = playground.tab("Tests")
    panel.get_by_role("button", name="Write tests").click()
    expect(panel).to_contain_text("The trace has no source", timeout=PROVEN_WITHIN)
