"""The page by keyboard alone."""

import pytest
from playwright.sync_api import expect

from .driver import Playground

NAME = """() => {
    const element = document.activeElement;
    return element.getAttribute("aria-label") ?? element.innerText ?? "";
}"""


def press_tab_until(playground: Playground, name: str, most: int = 60) -> None:
    seen = []
    for _ in range(most):
        focused = playground.page.evaluate(NAME).strip()
        if focused == name:
            return
        seen.append(focused.split("\n")[0][:40])
        if focused == "Program":  # in the editor Tab indents, Escape lets go
            playground.page.keyboard.press("Escape")
        playground.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {name!r}, only {seen}")


@pytest.mark.without_python
@pytest.mark.parametrize(
    "name",
    [
        "Run",
        "Example",
        "Include library code",
        "Libraries",
        "Export",
        "Open trace",
        "Share",
        "Program",
        "Tree",
    ],
)
@pytest.mark.same_page
def test_tab_reaches(name: str, playground: Playground):
    playground.open()
    playground.wait_for_picture()
    press_tab_until(playground, name)


@pytest.mark.same_page
def test_from_the_address_to_a_call_without_a_mouse(playground: Playground):
    keyboard = playground.page.keyboard
    playground.open()
    playground.wait_for_picture()
    press_tab_until(playground, "Program")
    playground.type_over("""
        def outer():
            return inner()

        def inner():
            return 1

        outer()
    """)
    keyboard.press("ControlOrMeta+Enter")
    playground.wait_for_end()
    press_tab_until(playground, "Tree")
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    if playground.page.evaluate(NAME).strip() == "Outline":
        keyboard.press("Enter")
    press_tab_until(playground, "Calls")
    selected = playground.tree.get_by_role("treeitem", selected=True)
    keyboard.press("End")
    expect(selected).to_contain_text("inner(")
    keyboard.press("Home")
    expect(selected).to_contain_text("main.py")
    keyboard.press("ArrowDown")
    expect(selected).to_contain_text("outer(")
    keyboard.press("ArrowLeft")
    expect(selected).to_have_attribute("aria-expanded", "false")
    keyboard.press("ArrowRight")
    expect(selected).to_have_attribute("aria-expanded", "true")
    keyboard.type("inn")
    expect(selected).to_contain_text("inner(")
    expect(playground.details).to_contain_text("inner(")


@pytest.mark.without_python
def test_the_focus_can_always_be_seen(playground: Playground):
    playground.open()
    for _ in range(12):
        playground.page.keyboard.press("Tab")
        outlined = playground.page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement);
                return document.activeElement === document.body
                    || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
                    || style.boxShadow !== "none" || document.activeElement.isContentEditable;
            }"""
        )
        assert outlined, playground.page.evaluate(NAME)


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_export_menu_by_keys(playground: Playground):
    playground.open()
    playground.wait_for_picture()
    press_tab_until(playground, "Export")
    playground.page.keyboard.press("Enter")
    item = playground.page.get_by_role("menuitem", name="Trace (JSON)")
    expect(item).to_be_focused()
    playground.page.keyboard.press("Escape")
    expect(item).to_be_hidden()
    expect(playground.page.get_by_role("button", name="Export")).to_be_focused()
