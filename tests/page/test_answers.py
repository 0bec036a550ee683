"""What a newcomer is told in place of emptiness: programs that call nothing, that call themselves for ever, that stop
in good order; what is known at a step of a run; and whose picture stands beside a program."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .driver import Playground

NOTHING_CALLED = {
    "def hello(name):\n    print('Hello', name)\n": ("hello was defined but never called", "hello('Ada')"),
    "": ("This program is empty", 'hello("Ada")'),
    "# to do\n": ("There is nothing to run yet", 'hello("Ada")'),
    "print('hi')\n": ("This program has no function of its own", ""),
    "for i in range(5):\n    print(i)\n": ("Loops are not calls", ""),
    "import math\nprint(math.sqrt(2))\n": ("This program calls only library code", ""),
    "class Dog:\n    def bark(self):\n        return 'Woof'\n": (
        "Dog was defined but never used",
        "dog.bark()",
    ),
    "async def main():\n    pass\nmain()\n": ("main() was never awaited", ""),
    "def count(n):\n    yield n\nnumbers = count(3)\n": ("Nobody asked count() for a value", ""),
}
CHAIN = """
    def fibonacci(n):
        return fibonacci(n - 1) + fibonacci(n - 2)

    fibonacci(6)
"""
EXITS = "import sys\ndef main():\n    sys.exit({code})\nmain()\n"


def picture(page: Page) -> Locator:
    return page.get_by_role("tabpanel", name="Tree")


@pytest.mark.same_page
def test_a_program_that_called_nothing_is_told_so_and_what_to_add(playground: Playground):
    playground.open()
    for source, (title, lines) in NOTHING_CALLED.items():
        playground.run(source)
        expect(picture(playground.page).get_by_role("heading", name=title)).to_be_visible()
        expect(picture(playground.page)).to_contain_text(lines)
        expect(playground.details).not_to_contain_text("Good places to begin")
    # The other views show the body of the program, and Details then say the same.
    playground.run("def hello(name):\n    print('Hello', name)\n")
    playground.tab("Outline")
    expect(
        playground.details.get_by_role("heading", name="hello was defined but never called")
    ).to_be_visible()
    playground.tab("Tree")
    picture(playground.page).get_by_role("button", name="Add to the program").click()
    expect(playground.program).to_contain_text("hello('Ada')")
    playground.run()
    assert playground.calls() == 2
    expect(playground.output).to_contain_text("Hello Ada")


@pytest.mark.same_page
def test_runaway_recursion_is_one_plain_sentence(playground: Playground):
    playground.open()
    playground.run(CHAIN)
    said = playground.details.get_by_text(
        re.compile(r"^fibonacci called itself \d+ times: n went 6, 5, 4 … -\d+\.$")
    )
    expect(said).to_be_visible()
    row = playground.details.get_by_label("Arguments on the way down")
    expect(row).to_contain_text(re.compile(r"n\s*6, 5, 4, 3, 2, 1 … -\d+, -\d+"))
    row.get_by_role("button", name="fibonacci(6)").click()
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("fibonacci(6)")


@pytest.mark.same_page
def test_an_exit_in_good_order_is_no_failure_and_stderr_no_error(playground: Playground):
    playground.open()
    status = playground.run(EXITS.format(code=0))
    assert "SystemExit" not in status
    outline = playground.outline()
    assert "exited with SystemExit(0)" in outline[1] and "raised" not in outline[1], outline
    playground.rows.nth(1).click()
    expect(playground.details).to_contain_text("ends a program in good order")
    assert "SystemExit" in playground.run(EXITS.format(code=3))
    playground.run("import sys\nprint('note', file=sys.stderr)\nprint('end')\n1 / 0\n")
    color = "element => getComputedStyle(element).color"
    note, traceback = (
        playground.output.get_by_text(text).first.evaluate(color) for text in ("note", "Traceback")
    )
    assert note != traceback


@pytest.mark.same_page
def test_a_syntax_error_is_told_in_the_output_and_in_the_last_line_and_nowhere_else(playground: Playground):
    playground.open()
    playground.run("def f(): pass\nf()\n")
    playground.open_trace(Path(__file__))
    expect(playground.alert).not_to_have_text("")
    playground.write("hello world this is python\n")
    playground.run_button.click()
    expect(playground.status).to_contain_text("SyntaxError in line 1: invalid syntax")
    # What an earlier notice said leaves with the next run.
    expect(playground.alert).to_have_text("")
    expect(playground.output).to_contain_text("invalid syntax")
    expect(picture(playground.page)).to_contain_text("line 1")
    for place in (picture(playground.page), playground.details):
        expect(place).not_to_contain_text("invalid syntax")


@pytest.mark.same_page
def test_while_stepping_nothing_of_the_future_is_told(playground: Playground):
    playground.open()
    playground.run("""
        def double(n):
            total = n * 2
            return total

        def work(n):
            print("before")
            double(n)
            print("after")
            return double(n + 1)

        work(1)
        1 / 0
    """)
    button = playground.page.get_by_role("button", name="Step through the run")
    expect(button).to_have_text("Step through")
    playground.page.keyboard.press("Escape")
    playground.tab("Outline")
    button.click()
    steps = playground.page.get_by_role("region", name="Step through the run")
    # The arrow keys work at once: to work(1), to double(1), to its end.
    expect(steps.get_by_role("slider", name="Step")).to_be_focused()
    steps.get_by_role("slider", name="Step").press("Home")
    playground.page.keyboard.press("ArrowRight")
    expect(steps).to_contain_text("work(1) begins")
    expect(playground.details).to_contain_text("not yet")
    expect(playground.details).not_to_contain_text("Calls it made")
    expect(playground.details).not_to_contain_text("Locals at the end")
    expect(playground.rows.nth(1)).to_contain_text("not yet")
    playground.page.keyboard.press("ArrowRight")
    playground.page.keyboard.press("ArrowRight")
    expect(steps).to_contain_text("double(1) → 2")
    expect(playground.details).to_contain_text("total")
    expect(playground.details).not_to_contain_text("All calls of this function")
    for row, result in ((1, "not yet"), (2, "2"), (3, "not yet")):
        expect(playground.rows.nth(row)).to_contain_text(f"→ {result}")
    expect(playground.page.locator(".cm-lintRange-error")).to_have_count(0)
    expect(playground.output.get_by_text("after")).to_be_hidden()
    steps.get_by_role("slider", name="Step").press("End")
    expect(playground.page.locator(".cm-lintRange-error")).to_have_count(1)
    expect(playground.output.get_by_text("after")).to_be_visible()
    playground.page.keyboard.press("Escape")
    expect(steps).to_have_count(0)
    expect(button).to_be_focused()


def test_a_program_stands_beside_its_own_picture_or_beside_none(playground: Playground):
    playground.open()
    playground.example.select_option(label="Fibonacci")
    playground.run("def mine(n):\n    return n\n\nmine(1)\n")
    expect(playground.example.locator("option:checked")).to_have_text("Fibonacci, edited")
    playground.page.wait_for_function("() => localStorage.getItem('playground.1.last-runs')")
    playground.page.reload()
    expect(playground.status).to_contain_text("your last run, recorded earlier")
    assert playground.outline()[1].startswith("  mine(1)")
    expect(playground.page.get_by_role("button", name="Edited since this run")).to_have_count(0)
    playground.write("print('changed')\n")
    expect(playground.page.get_by_role("button", name="Edited since this run")).to_be_visible()
    playground.page.reload()
    expect(playground.program).to_contain_text("changed")
    expect(playground.page.get_by_role("heading", name="Press Run")).to_be_visible()
    # Editing the example again overwrites nothing: each version can be brought back.
    playground.example.select_option(label="Fibonacci")
    expect(playground.program).to_contain_text("def fibonacci")
    expect(playground.status).to_contain_text("recorded earlier")
    playground.write("print('second')\n")
    playground.example.select_option(label="Fibonacci")
    expect(playground.program).to_contain_text("def fibonacci")
    playground.write("print('third')\n")
    playground.page.get_by_role("button", name="Bring back your version").click()
    entries = playground.page.get_by_role("menu").get_by_role("menuitem")
    expect(entries).to_have_count(2)
    entries.filter(has_text="changed").click()
    expect(playground.program).to_contain_text("changed")
    playground.page.get_by_role("button", name="Bring back your version").click()
    expect(entries).to_have_count(2)
    entries.filter(has_text="third").click()
    expect(playground.program).to_contain_text("third")
    # The chooser leads to the text as it was edited as well.
    playground.example.select_option(label="Quicksort")
    playground.example.select_option(label="Fibonacci, edited")
    expect(playground.program).to_contain_text("third")


@pytest.mark.same_page
def test_while_a_program_waits_the_run_before_is_not_called_this_run(playground: Playground):
    playground.open()
    playground.run("def before(): pass\nfor _ in range(7): before()\n")
    expect(playground.details).to_contain_text("This run")
    playground.write("name = input('Name? ')\nprint(name)\n")
    playground.run_button.click()
    answer = playground.page.get_by_role("textbox", name="Input", exact=True)
    expect(answer).to_be_visible()
    expect(playground.details).not_to_contain_text("before")
    answer.fill("Ada")
    answer.press("Enter")
    playground.wait_for_end()
