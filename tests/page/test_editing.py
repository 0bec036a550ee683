"""The program in the editor: kept over a reload, brought back by Reset, helped along by the editor."""

import pytest
from playwright.sync_api import expect

from .driver import Playground


@pytest.mark.without_python
def test_what_was_typed_survives_a_reload(playground: Playground):
    playground.open()
    playground.write("""
        # typed by hand
        print(1)
    """)
    expect(playground.page.get_by_role("button", name="Reset", exact=True)).to_be_visible()
    playground.page.reload()
    expect(playground.program).to_contain_text("# typed by hand")


@pytest.mark.without_python
@pytest.mark.same_page
def test_reset_brings_the_example_back(playground: Playground):
    playground.open()
    playground.write("print('gone')\n")
    playground.page.get_by_role("button", name="Reset", exact=True).click()
    expect(playground.program).to_contain_text("def fibonacci")
    expect(playground.program).not_to_contain_text("gone")


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_keys_of_an_editor(playground: Playground):
    playground.open()
    playground.write("")
    keyboard = playground.page.keyboard
    keyboard.type("def f(x):\n")
    keyboard.type("return x")
    expect(playground.program).to_contain_text("    return x")  # indented by itself
    keyboard.press("ControlOrMeta+z")
    expect(playground.program).not_to_contain_text("return x")
    keyboard.press("ControlOrMeta+f")
    expect(playground.page.get_by_role("textbox", name="Find")).to_be_visible()


@pytest.mark.same_page
def test_words_of_the_program_are_completed(playground: Playground):
    playground.open()
    playground.write("""
        def remarkable_name():
            return 1
    """)
    playground.page.keyboard.type("remar")
    playground.page.keyboard.press("Control+Space")
    option = playground.page.get_by_role("option", name="remarkable_name")
    expect(option).to_be_visible()
    option.click()
    playground.page.keyboard.insert_text("()\n")
    playground.run_button.click()
    playground.wait_for_end()
    assert playground.calls() == 2


@pytest.mark.same_page
def test_control_enter_runs(playground: Playground):
    playground.open()
    playground.write("print('by ' + 'keys')")
    playground.page.keyboard.press("ControlOrMeta+Enter")
    playground.wait_for_end()
    expect(playground.output).to_contain_text("by keys")


@pytest.mark.without_python
@pytest.mark.same_page
def test_ones_own_program_survives_a_reload(playground: Playground):
    playground.open()
    playground.example.select_option(value="own")
    playground.write("print('my ' + 'own')\n")
    for _ in range(2):
        playground.page.reload()
        expect(playground.program).to_contain_text("'my '")
