"""Live: the program runs again when typing pauses, and nothing that a person looks at moves."""

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


def turn_on(playground: Playground) -> None:
    if live(playground).get_attribute("aria-checked") == "false":
        live(playground).click()
    expect(live(playground)).to_be_checked()


def test_it_follows_what_is_typed_once_run_was_pressed(playground: Playground):
    playground.open()
    expect(live(playground)).not_to_be_checked()
    turn_on(playground)
    playground.write(FIBONACCI)
    edited = playground.page.get_by_role("button", name="Edited since this run")
    expect(edited.or_(playground.page.get_by_text("Press Run to see this program's calls"))).to_be_visible()
    playground.run()
    expect(playground.output).to_have_text("3\n", use_inner_text=True)
    playground.write(FIBONACCI.replace("fibonacci(4)", "fibonacci(5)"))
    expect(playground.output).to_have_text("5\n", use_inner_text=True)
    expect(playground.status).to_contain_text("16 calls")
    expect(playground.program).to_be_focused()
    # Nobody is told of it in passing, and it is not among the runs that were kept.
    expect(playground.status).to_have_attribute("aria-live", "off")
    expect(playground.stop_button).to_be_disabled()
