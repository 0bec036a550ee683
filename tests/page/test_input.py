"""A program that asks with input(): the person answers under the output, while the program waits."""

import re

import pytest
from playwright.sync_api import Route, expect

from .conftest import Open
from .driver import Playground

ASKING = """
    def greet(name):
        return "Hello " + name

    print("before")
    for _ in range(2):
        print(greet(input("name? ")))
"""


@pytest.mark.same_page
def test_each_line_is_asked_for_and_stands_in_the_output(playground: Playground):
    playground.open()
    playground.write(ASKING)
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    for name in ("Ada", "Grace"):
        expect(field).to_be_focused()
        expect(playground.output).to_contain_text("name? ")
        expect(playground.status).to_have_text("Waiting for your input")
        field.fill(name)
        field.press("Enter")
        expect(playground.output).to_contain_text(f"name? {name}\nHello {name}\n", use_inner_text=True)
    playground.wait_for_end()
    assert playground.calls() == 3
    expect(field).to_be_hidden()


@pytest.mark.same_page
def test_a_callback_from_c_may_ask_too(playground: Playground):
    playground.open()
    playground.write("print(sorted('ab', key=lambda letter: input()))")
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    for line in ("2", "1"):
        expect(field).to_be_focused()
        field.fill(line)
        field.press("Enter")
        expect(playground.output).to_contain_text(line)
    playground.wait_for_end()
    expect(playground.output).to_contain_text("['b', 'a']")


@pytest.mark.same_page
def test_a_program_that_waits_for_input_can_be_stopped(playground: Playground):
    playground.open()
    playground.write(ASKING)
    playground.run_button.click()
    expect(playground.page.get_by_role("textbox", name="Input", exact=True)).to_be_visible()
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    expect(playground.output).to_contain_text("before")


PREPARED = """
    first = input("name? ")
    print("Hello", first)
    print("Hello", input("and? "))
"""


def test_prepared_lines_answer_first_and_then_the_person_is_asked(playground: Playground):
    playground.open()
    playground.write(PREPARED)
    playground.page.get_by_text("Inputs", exact=True).click()
    playground.page.get_by_role("textbox", name="Inputs").fill("Ada\n")
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input", exact=True)
    expect(field).to_be_focused()
    expect(playground.output).to_contain_text("name? Ada\nHello Ada\nand? ", use_inner_text=True)
    field.fill("Grace")
    field.press("Enter")
    playground.wait_for_end()
    expect(playground.output).to_contain_text("Hello Grace")
    playground.page.reload()
    playground.page.get_by_text("Inputs", exact=True).click()
    expect(playground.page.get_by_role("textbox", name="Inputs")).to_have_value("Ada\n")


WITHOUT = "delete WebAssembly.Suspending; delete WebAssembly.promising; delete globalThis.SharedArrayBuffer;"


@pytest.fixture
def old_browser(open_page: Open) -> Playground:
    """As WebKitGTK is: it can neither make Python wait nor share memory with it."""

    def in_the_worker(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=WITHOUT + answer.text())

    playground = open_page()
    playground.page.add_init_script(WITHOUT)
    playground.page.context.route(re.compile(r"/assets/worker-[^/]+\.js$"), in_the_worker)
    return playground.open()


def test_where_the_browser_cannot_wait_the_box_answers_and_says_when_it_is_empty(old_browser: Playground):
    playground = old_browser
    playground.write(PREPARED)
    box = playground.page.get_by_role("textbox", name="Inputs")
    expect(box).to_have_accessible_description(re.compile("cannot make Python wait"))
    box.fill("Ada\nGrace")
    playground.run()
    expect(playground.output).to_contain_text(
        "name? Ada\nHello Ada\nand? Grace\nHello Grace", use_inner_text=True
    )
    box.fill("Ada")
    assert "UnsupportedOperation in line 3" in playground.run()
    expect(playground.status).to_contain_text("write one more line under Inputs")


def test_where_the_browser_cannot_wait_asyncio_run_says_what_to_write_instead(old_browser: Playground):
    waiting = """
        import asyncio

        async def main():
            await asyncio.sleep(0)
            print("slept")

        """
    assert "RuntimeError in line 7" in old_browser.run(waiting + "asyncio.run(main())\n")
    expect(old_browser.output).to_contain_text("write `await main()` in its place")
    old_browser.run(waiting + "await main()\n")
    expect(old_browser.output).to_contain_text("slept")
