"""Running a program: what is shown while it runs, how runs end, and that the page is ready again."""

import re

import pytest
from playwright.sync_api import expect

from .driver import Playground

pytestmark = pytest.mark.same_page


def test_output_appears_while_the_program_still_runs(playground: Playground):
    playground.open()
    playground.write("""
        print("early word")
        while True:
            pass
    """)
    playground.run_button.click()
    expect(playground.output).to_contain_text("early word")
    expect(playground.stop_button).to_be_enabled()
    playground.stop_button.click()
    playground.wait_for_end()


def test_run_and_stop_are_one_button_that_changes(playground: Playground):
    playground.open()
    playground.write("""
        print("runs")
        while True:
            pass
    """)
    run, stop = playground.run_button, playground.stop_button
    place = run.bounding_box()
    expect(stop).to_be_disabled()
    # The second press of a double click falls on the other button, and is not meant.
    run.dblclick()
    expect(playground.output).to_contain_text("runs")
    expect(stop).to_be_enabled()
    assert stop.bounding_box() == place
    expect(stop).to_be_focused()
    # What is not seen has its name all the same, and does what it says: the same program runs on.
    run.click()
    expect(stop).to_be_enabled()
    stop.dblclick()
    playground.wait_for_end()
    expect(stop).to_be_disabled()
    assert run.bounding_box() == place
    expect(run).to_be_focused()
    # A key that is held runs it once.
    held = playground.page.keyboard
    for _ in range(4):
        held.down("Enter")
    held.up("Enter")
    expect(playground.output).to_contain_text("runs")
    expect(stop).to_be_enabled()
    # The focus goes to the other button only if it was here.
    playground.program.focus()
    stop.dispatch_event("click")
    playground.wait_for_end()
    expect(playground.program).to_be_focused()


def test_error_output_is_told_apart(playground: Playground):
    playground.open()
    playground.run("""
        import sys
        print("to stdout")
        print("to stderr", file=sys.stderr)
    """)
    expect(playground.output).to_contain_text("to stdout")
    style = "element => getComputedStyle(element).color"
    colours = {
        playground.output.get_by_text(text).first.evaluate(style) for text in ("to stdout", "to stderr")
    }
    assert len(colours) == 2
    expect(playground.output).to_contain_text("Error output")  # the same for who does not see colours


def test_an_exception_shows_its_traceback_and_marks_its_line(playground: Playground):
    source = """
        from fractions import Fraction

        def load(text):
            return Fraction(text)

        def main():
            load('half')

        main()
    """
    playground.open()
    status = playground.run(source)
    assert "ValueError" in status
    assert playground.calls() == 3
    printed = playground.output.inner_text()
    assert 'File "main.py", line 4, in load' in re.sub(r"/\S*main\.py", "main.py", printed)
    assert "ValueError" in printed
    assert "playground_session" not in printed and "calltrace" not in printed and "_pyodide" not in printed
    # A mark in the gutter and under the code has no role of its own.
    expect(playground.page.locator(".cm-lintRange-error")).to_have_text("return Fraction(text)")
    # On a slow machine the import takes long enough to have a row of its own.
    calls = [line for line in playground.outline()[1:] if "Import" not in line]
    assert [line.split("(")[0] for line in calls] == ["  main", "    load"]
    assert all("raised ValueError" in line for line in calls)
    expect(playground.details).to_contain_text("ValueError")


def test_a_syntax_error_points_at_its_place_and_runs_nothing(playground: Playground):
    playground.open()
    playground.write("""
        print("before")
        def broken(:
            pass
    """)
    playground.run_button.click()
    expect(playground.status).to_contain_text("SyntaxError in line 2")
    expect(playground.output).to_contain_text("SyntaxError")
    expect(playground.output).not_to_contain_text("before")
    expect(playground.page.locator(".cm-lintRange-error, .cm-lintPoint-error").first).to_be_attached()
    expect(playground.stop_button).to_be_disabled()


def test_stop_ends_an_endless_loop_and_shows_the_calls_so_far(playground: Playground):
    playground.open()
    playground.write("""
        def step(n):
            return n + 1

        for n in range(5):
            step(n)
        print('looping')
        while True:
            pass
    """)
    playground.run_button.click()
    expect(playground.output).to_contain_text("looping")
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    assert playground.calls() == 6
    assert [line.strip().partition("(")[0] for line in playground.outline()][1:] == ["step"] * 5
    assert "not finished" in playground.outline()[0] or playground.outline()[0].startswith("main.py")
    playground.run("""
        def again():
            return 1
        again()
    """)
    assert playground.calls() == 2


def test_stop_ends_a_long_calculation_in_c(playground: Playground):
    playground.open()
    playground.write("""
        def before():
            return 1

        def longest():
            return sum(range(10**10))

        before()
        print('adding')
        longest()
    """)
    playground.run_button.click()
    expect(playground.output).to_contain_text("adding")
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    assert playground.calls() >= 2
    assert playground.outline()[1].startswith("  before(")
    playground.run("print('ready again')\n")
    expect(playground.output).to_contain_text("ready again")


def test_running_twice_at_once_is_one_run(playground: Playground):
    playground.open()
    playground.write("""
        def once():
            print('printed once')

        once()
    """)
    playground.run_button.dblclick()
    playground.wait_for_end()
    assert playground.calls() == 2
    assert playground.output.inner_text().count("printed once") == 1


def test_a_second_run_knows_nothing_of_the_first(playground: Playground):
    playground.open()
    playground.run("""
        import math, builtins
        math.pi = 3
        builtins.leak = 1
        leaked = 2
    """)
    playground.run("""
        import math
        print(math.pi, 'leak' in dir(__builtins__), 'leaked' in globals())
    """)
    expect(playground.output).to_contain_text("3.14159")
    expect(playground.output).to_contain_text("False False")


def test_endless_recursion_is_a_normal_outcome(playground: Playground):
    playground.open()
    playground.write("""
        def down(n):
            return down(n + 1)

        down(0)
    """)
    playground.run_button.click()
    expect(playground.status).to_contain_text("RecursionError")
    assert playground.calls() > 100
    playground.run("print('still here')\n")
    expect(playground.output).to_contain_text("still here")


def test_top_level_await_works(playground: Playground):
    playground.open()
    playground.run("""
        import asyncio

        async def wait():
            await asyncio.sleep(0.01)
            return 7

        print(await wait())
    """)
    expect(playground.output).to_contain_text("7")


def test_nonsense_does_not_harm(playground: Playground):
    playground.open()
    playground.write("☃ = [[[\n\t\x0b{{{ <script>alert(1)</script>\n")
    playground.run_button.click()
    expect(playground.status).to_contain_text("SyntaxError")
    playground.run("print('<img src=x onerror=alert(1)> & <b>bold</b>')\n")
    expect(playground.output).to_contain_text("<b>bold</b>")
    playground.run("")
    expect(playground.stop_button).to_be_disabled()


def test_five_hundred_lines_run(playground: Playground):
    playground.open()
    functions = [f"def f{i}(x):\n    return x + {i}\n\nf{i}({i})\n" for i in range(125)]
    playground.run("".join(functions))
    assert playground.calls() == 126


@pytest.mark.other_hosts
def test_a_package_that_cannot_be_had_gets_one_sentence(playground: Playground):
    playground.open()
    playground.write("import no_such_package_anywhere\n")
    playground.run_button.click()
    expect(playground.alert).to_contain_text("no_such_package_anywhere")
    expect(playground.status).to_contain_text("ModuleNotFoundError")


def test_twenty_thousand_calls_are_drawn(playground: Playground):
    playground.open()
    playground.run("""
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)

        fib(20)
    """)
    assert playground.calls() == 21892
    playground.tab("Tree")
    playground.wait_for_picture()
    playground.tab("Timeline")
    playground.wait_for_picture("Timeline")
    rows = playground.outline()
    assert rows[1].startswith("  fib(20)")
    assert len(rows) < 200, "only the rows in sight exist"


def test_input_waits_for_an_answer(playground: Playground):
    playground.open()
    playground.write("""
        name = input("Who are you? ")
        print("Hello,", name)
    """)
    playground.run_button.click()
    answer = playground.page.get_by_role("textbox", name="Input", exact=True)
    expect(answer).to_be_focused()
    expect(playground.output).to_contain_text("Who are you?")
    playground.page.keyboard.type("Ada")
    playground.page.keyboard.press("Enter")
    playground.wait_for_end()
    expect(playground.output).to_contain_text("Hello, Ada")


def test_a_generator_that_nobody_wants_more_of_was_closed_and_has_not_failed(playground: Playground):
    playground.open()
    playground.run("""
        def numbers():
            try:
                yield 1
                yield 2
            finally:
                print("tidy")

        def first():
            for n in numbers():
                return n

        first()
    """)
    rows = playground.outline()
    assert [row.strip() for row in rows if "numbers" in row] == [
        "numbers() → yielded 1",
        "numbers() → closed",
    ], rows
    playground.rows.filter(has_text="closed").click()
    expect(playground.details).to_contain_text("It was closed before its end")
    text = playground.page.get_by_role("main").inner_text()
    assert "GeneratorExit" not in text and "raised" not in text
