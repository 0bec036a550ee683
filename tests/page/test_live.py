"""Live: the program runs again when typing pauses, and nothing that a person looks at moves."""

import re

import pytest
from playwright.sync_api import Locator, expect

from .driver import Playground

pytestmark = pytest.mark.same_page

FIBONACCI = """
    def fibonacci(n):
        if n < 2:
            return n
        return fibonacci(n - 1) + fibonacci(n - 2)

    print(fibonacci(4))
"""


def live(playground: Playground) -> Locator:
    return playground.page.get_by_role("switch", name="Live", exact=True)


def following(playground: Playground, source: str = FIBONACCI) -> None:
    """With Live on, and after a Run of this program."""
    playground.open()
    if live(playground).get_attribute("aria-checked") == "false":
        live(playground).click()
    expect(live(playground)).to_be_checked()
    playground.run(source)


def shown(playground: Playground, text: str) -> None:
    expect(playground.output).to_have_text(text, use_inner_text=True)


# Notes each time the page says that a program runs, or has no picture, or moves the focus out of the editor.
WATCH = """() => {
    globalThis.seen = [];
    const look = () => {
        const said = document.querySelector("[role=status]").textContent;
        if (/Running|Loading/.test(said)) seen.push(said);
        if (!document.querySelector("[role=tabpanel] > *")) seen.push("no picture");
        if (!document.activeElement?.closest(".cm-editor")) seen.push("focus");
        globalThis.watching = requestAnimationFrame(look);
    };
    look();
}"""
SEEN = "() => { cancelAnimationFrame(watching); return seen; }"


def test_it_follows_what_is_typed_once_run_was_pressed(playground: Playground):
    playground.open()
    expect(live(playground)).not_to_be_checked()
    live(playground).click()
    playground.write(FIBONACCI)
    # Nobody has run it: the page asks for Run as ever.
    edited = playground.page.get_by_role("button", name="Edited since this run")
    expect(edited.or_(playground.page.get_by_text("Press Run to see this program's calls"))).to_be_visible()
    playground.run()
    shown(playground, "3\n")
    playground.program.focus()
    playground.page.evaluate(WATCH)
    playground.write(FIBONACCI.replace("fibonacci(4)", "fibonacci(5)"))
    shown(playground, "5\n")
    expect(playground.status).to_contain_text("16 calls")
    # Broken text never runs: what could be run last stays, and one sentence says which line is not finished.
    playground.write(FIBONACCI.replace("n < 2:", "n <"))
    expect(playground.status).to_have_text("Line 2 is not finished")
    expect(playground.page.get_by_role("tabpanel")).to_have_class(re.compile("unfinished"))
    shown(playground, "5\n")
    playground.write(FIBONACCI.replace("n < 2:", "n < 3:"))
    shown(playground, "5\n")
    expect(playground.status).to_contain_text("6 calls")
    expect(playground.page.get_by_role("tabpanel")).not_to_have_class(re.compile("unfinished"))
    assert playground.page.evaluate(SEEN) == []
    # Nobody is told of it in passing.
    expect(playground.status).to_have_attribute("aria-live", "off")
    expect(playground.output).to_have_attribute("aria-live", "off")
    expect(edited).to_have_count(0)
    # It is remembered.
    playground.page.reload()
    expect(live(playground)).to_be_checked()


def test_what_a_person_looks_at_stays(playground: Playground):
    following(playground)
    playground.tab("Outline")
    row = playground.rows.filter(has_text="fibonacci(1)").first
    row.click()
    expect(playground.details).to_contain_text("fibonacci(1)")
    before = playground.outline()
    playground.write("# a line more\n" + FIBONACCI.replace("\n    ", "\n"))
    expect(playground.status).to_contain_text("10 calls")
    playground.write(FIBONACCI.replace("return n\n", "return n * 10\n"))
    shown(playground, "30\n")
    expect(playground.page.get_by_role("tab", name="Outline")).to_have_attribute("aria-selected", "true")
    expect(playground.rows.and_(playground.page.locator("[aria-selected=true]"))).to_contain_text(
        "fibonacci(1) → 10"
    )
    assert len(playground.outline()) == len(before)
    # The call is gone, and found again when it is back.
    playground.write("print('nothing')")
    shown(playground, "nothing\n")
    playground.write(FIBONACCI)
    shown(playground, "3\n")
    expect(playground.details).to_contain_text("fibonacci(1)")


def test_what_the_edit_changed_is_one_press(playground: Playground):
    following(playground)
    kept = playground.page.get_by_role("button", name="Compare runs")
    compared = kept.count()
    playground.write(FIBONACCI.replace("n < 2:", "n < 3:"))
    changed = playground.page.get_by_role("button", name="What changed: 4 gone, 4 other results")
    changed.click()
    dialog = playground.page.get_by_role("dialog", name="What changed")
    others = dialog.get_by_role("list", name="Other results").get_by_role("listitem")
    expect(others.first).to_have_text("fibonacci(4) → 5 was 3")
    expect(dialog.get_by_role("list", name="Gone").get_by_role("listitem").first).to_have_text(
        "fibonacci(1) → 1"
    )
    # Runs that nobody asked for are not among those that are kept.
    assert kept.count() == compared
    others.first.get_by_role("button").click()
    expect(playground.details).to_contain_text("fibonacci(4)")
    dialog.get_by_role("button", name="Compare both runs").click()
    compare = playground.page.get_by_role("dialog", name="Compare two runs")
    expect(compare).to_contain_text("less often")
    playground.page.keyboard.press("Escape")
    # A number goes up and down, and the run with it.
    playground.write("print(4)")
    shown(playground, "4\n")
    playground.page.keyboard.press("ArrowLeft")
    playground.page.keyboard.press("Alt+ArrowUp")
    playground.page.keyboard.press("Alt+ArrowUp")
    shown(playground, "6\n")


def test_it_rests_where_running_again_could_disturb(playground: Playground):
    following(playground, "print(1)")
    # What asks for input is not answered, and not shown.
    playground.write("print(2)\ninput('name? ')")
    expect(playground.status).to_contain_text(
        "Live rests: the program asks for input. Press Run to see this text."
    )
    shown(playground, "1\n")
    playground.write("import requests_of_nobody\nprint(2)")
    expect(playground.status).to_contain_text("“requests_of_nobody” is not on this site")
    playground.write("import socket\nprint(2)")
    expect(playground.status).to_contain_text("Live rests: the program can reach other hosts (socket)")
    # Errors are shown as those of any run.
    playground.write("def f():\n    return 1 / 0\n\nf()")
    expect(playground.output).to_contain_text("ZeroDivisionError")
    expect(playground.status).to_contain_text("ZeroDivisionError in line 2")
    playground.write("open('made.txt', 'w').write('x')\nprint('wrote ' * 3000)")
    expect(playground.output).to_contain_text("wrote wrote")
    expect(playground.page.get_by_role("button", name="made.txt").first).to_be_visible()
    # What does not end is stopped, and then nothing runs by itself until the next Run.
    playground.write("print('endless')\nwhile True:\n    pass")
    expect(playground.status).to_contain_text(
        "Live rests: the program had not ended after 3 s and was stopped"
    )
    expect(playground.output).not_to_contain_text("endless")
    playground.write("print(3)")
    expect(playground.page.get_by_role("button", name="Edited since this run")).to_be_visible()
    playground.run()
    shown(playground, "3\n")
    playground.write("print(4)")
    shown(playground, "4\n")


def test_runs_do_not_mix(playground: Playground):
    following(playground, "print('first')")
    playground.write("for i in range(300_000): i\nprint('live')")
    # Run is pressed before, while or after the program runs by itself: one run is shown.
    for _ in range(3):
        playground.program.press("ControlOrMeta+Enter")
        playground.wait_for_end()
        shown(playground, "live\n")
    # Another program is opened meanwhile: nothing of this one comes to it.
    playground.write("import time\nprint('late')\ntime.sleep(0.8)\nprint('later')")
    playground.example.select_option(label="Fibonacci")
    playground.page.get_by_role("button", name="Run", exact=True).wait_for()
    expect(playground.output).not_to_contain_text("late")
