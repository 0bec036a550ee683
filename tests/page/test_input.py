"""A program that asks with input(): the person answers under the output, while the program waits."""

from playwright.sync_api import expect

from .driver import Playground

ASKING = """
    def greet(name):
        return "Hello " + name

    print("before")
    for _ in range(2):
        print(greet(input("name? ")))
"""


def test_each_line_is_asked_for_and_stands_in_the_output(playground: Playground):
    playground.open()
    playground.write(ASKING)
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input")
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


def test_a_callback_from_c_may_ask_too(playground: Playground):
    playground.open()
    playground.write("print(sorted('ab', key=lambda letter: input()))")
    playground.run_button.click()
    field = playground.page.get_by_role("textbox", name="Input")
    for line in ("2", "1"):
        expect(field).to_be_focused()
        field.fill(line)
        field.press("Enter")
        expect(playground.output).to_contain_text(line)
    playground.wait_for_end()
    expect(playground.output).to_contain_text("['b', 'a']")


def test_a_program_that_waits_for_input_can_be_stopped(playground: Playground):
    playground.open()
    playground.write(ASKING)
    playground.run_button.click()
    expect(playground.page.get_by_role("textbox", name="Input")).to_be_visible()
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    expect(playground.output).to_contain_text("before")
