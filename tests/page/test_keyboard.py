"""The page by keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, expect

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


# What other keyboards send: which, what the key gives, its place, and whether Shift is held.
PRESS = """(element, [key, code, shiftKey, isComposing]) => element.dispatchEvent(
    new KeyboardEvent("keydown", { key, code, shiftKey, isComposing, bubbles: true, cancelable: true }))"""


def send(onto: Locator, key: str, code: str, *, shift: bool = False, composing: bool = False) -> None:
    onto.evaluate(PRESS, [key, code, shift, composing])


@pytest.mark.without_python
@pytest.mark.same_page
def test_keys_mean_their_places_on_any_keyboard(playground: Playground):
    page = playground.page
    playground.open()
    playground.tab("Timeline")
    playground.wait_for_picture("Timeline")
    picture = page.get_by_role("application", name="Timeline")
    whole = page.get_by_role("button", name="Zoom 100 %, show all")
    # AZERTY, Russian, and Caps Lock.
    for key in ("z", "ц", "W"):
        expect(whole).to_be_visible()
        send(picture, key, "KeyW")
        expect(whole).to_have_count(0)
        send(picture, "0", "Digit0", shift=key == "z")
    expect(whole).to_be_visible()
    send(picture, "ArrowDown", "ArrowDown")
    send(picture, "ArrowDown", "ArrowDown")
    shown = page.get_by_role("navigation", name="Shown")
    # While an input method composes, keys are its own.
    for key, code, shift in (("F", "KeyF", True), ("ц", "KeyW", False), ("?", "Slash", True)):
        send(picture, key, code, shift=shift, composing=True)
    # Caps Lock alone is no Shift: further away, of which there is nothing here, and no filter.
    send(picture, "S", "KeyS")
    expect(whole).to_be_visible()
    expect(shown).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Russian, Caps Lock and Shift, Dvorak by the place, Dvorak by the letter.
    for key, code in (("А", "KeyF"), ("f", "KeyF"), ("U", "KeyF"), ("F", "KeyY")):
        send(picture, key, code, shift=True)
        expect(shown).to_contain_text("fibonacci(6)")
        send(picture, "Backspace", "Backspace")
        expect(shown).to_have_count(0)
    for key, code in (("?", "KeyM"), (",", "Digit7")):
        send(picture, key, code, shift=True)
    # AZERTY: what was pressed says what to press.
    for key, code in (("z", "KeyW"), ("q", "KeyA"), ("а", "KeyF")):
        send(picture, key, code)
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("Z Q S D", exact=True)).to_be_visible()
    expect(keys.get_by_text("Shift+А", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    send(picture, "/", "Digit7", shift=True)
    expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_sheet_of_keys_names_those_of_the_system(playground: Playground):
    page = playground.page
    playground.open()
    playground.wait_for_picture()
    page.evaluate(
        """() => Object.defineProperty(navigator, "keyboard", { configurable: true, value: {
            getLayoutMap: async () => new Map([["KeyW", "z"], ["KeyA", "q"], ["KeyH", "h"], ["Digit1", "&"]]),
        } })"""
    )
    playground.tab("Tree").get_by_role("application").press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("Z Q S D", exact=True)).to_be_visible()
    expect(keys.get_by_text("Shift+H", exact=True)).to_be_visible()
    page.keyboard.press("Escape")


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_name_of_a_call_is_copied(playground: Playground):
    page = playground.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    playground.open()
    playground.wait_for_picture()

    def copied(what: str) -> None:
        page.wait_for_function("what => navigator.clipboard.readText().then(text => text === what)", arg=what)

    picture = playground.tab("Tree").get_by_role("application")
    for _ in range(3):
        picture.press("ArrowDown")
    picture.press("ControlOrMeta+C")
    copied("fibonacci(5)")
    expect(page.get_by_text("Copied: fibonacci(5)")).to_be_visible()
    # Text that is selected comes first, and so does the program.
    heading = playground.details.get_by_role("heading", name="Result")
    heading.evaluate("heading => getSelection().selectAllChildren(heading)")
    page.keyboard.press("ControlOrMeta+C")
    copied("Result")
    playground.program.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+C")
    page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('def fib'))")
    playground.tab("Outline")
    playground.tree.focus()
    playground.tree.press("ArrowDown")
    playground.tree.press("ControlOrMeta+C")
    copied("fibonacci(4)")
    picture = playground.tab("Tree").get_by_role("application")
    picture.press("ArrowUp")
    playground.details.get_by_role("button", name="Show less").click()
    page.get_by_role("menuitem", name="Copy", exact=True).click()
    copied("fibonacci(5)")
    playground.details.get_by_role("button", name="Show less").click()
    page.get_by_role("menuitem", name=re.compile("^Copy as text about [0-9]+ tokens$")).click()
    page.wait_for_function(
        "() => navigator.clipboard.readText().then(text => text.includes('\\n  fibonacci(n=4) → 3\\n'))"
    )


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
