"""The page by eye, ear and key, in states that no other test brings it into."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .driver import VIEWS, Playground
from .test_accessibility import LOOKS, check, put_on

LOOPS = """
    def f(i):
        return i

    def g():
        for i in range(3000):
            f(1)

    g()
    1 / 0
"""


def search_box(playground: Playground) -> Locator:
    return playground.page.get_by_role("searchbox", name="Search calls and values")


def search_with_matches(view: str) -> Callable[[Playground], None]:
    def bring(playground: Playground) -> None:
        playground.tab(view)
        search_box(playground).fill("move")
        expect(playground.page.get_by_role("button", name="Next match")).to_be_visible()

    return bring


def search_in_vain(playground: Playground) -> None:
    search_box(playground).fill("nothing is called so")
    expect(playground.page.get_by_text(re.compile("^0 of"))).to_be_visible()


def menu_open(playground: Playground) -> None:
    playground.page.get_by_role("button", name="Export").click()
    expect(playground.page.get_by_role("menuitem", name="Print…")).to_be_visible()


def keys_open(playground: Playground) -> None:
    playground.tab("Tree").get_by_role("application").press("?")
    keys = playground.page.get_by_role("dialog", name="Keys")
    for group in ("The program", "From call to call", "The picture", "As the program went", "See less"):
        expect(keys.get_by_role("region", name=group, exact=True)).to_be_visible()


def seeing_less(playground: Playground) -> None:
    search_box(playground).fill("")
    playground.tab("Outline")
    playground.rows.nth(3).click()
    playground.page.keyboard.press("Shift+F")
    expect(playground.page.get_by_role("treeitem").first).to_be_visible()


def folded_rows_and_an_error(playground: Playground) -> None:
    playground.run(LOOPS)
    playground.tab("Outline")
    playground.rows.nth(1).click()
    playground.tree.press("ArrowRight")
    expect(playground.tree).to_contain_text("more")


def a_syntax_error(playground: Playground) -> None:
    playground.write("def f(:")
    playground.run_button.click()
    expect(playground.page.get_by_text("Python could not read this program")).to_be_visible()


def a_notice(playground: Playground) -> None:
    playground.open_trace(Path(__file__))
    expect(playground.alert).to_contain_text("This is a program, not a trace")


# One after the other in the same page: a page for each would start Python as often.
STATES = {
    "a menu is open": menu_open,
    "matches in the tree": search_with_matches("Tree"),
    "matches in the timeline": search_with_matches("Timeline"),
    "matches in the outline": search_with_matches("Outline"),
    "matches in the functions": search_with_matches("Functions"),
    "no match": search_in_vain,
    "the sheet of keys": keys_open,
    "a part of the run": seeing_less,
    "folded rows and an error": folded_rows_and_an_error,
    "a program that cannot be read": a_syntax_error,
    "a file that cannot be opened": a_notice,
}


def test_axe_finds_nothing_whatever_is_open(open_page):
    playground: Playground = open_page(reduced_motion="reduce")
    playground.open("#example=whack_a_mole")
    playground.wait_for_picture()
    for state, bring in STATES.items():
        bring(playground)
        check(playground.page, state, tuple(LOOKS))
        # Closes what lies over the page.
        playground.page.keyboard.press("Escape")


FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const name = element.getAttribute("aria-label") ?? element.innerText ?? element.tagName;
    // Some show the focus on what stands around them.
    for (let at = element, up = 0; at && up < 3; at = at.parentElement, up++) {
        for (const part of [null, "::after"]) {
            const style = getComputedStyle(at, part);
            const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
            if (ring && style.outlineColor !== "rgba(0, 0, 0, 0)") return [name, true];
        }
    }
    return [name, element.isContentEditable];
}"""


@pytest.mark.without_python
def test_the_focus_is_seen_wherever_it_goes(open_page):
    playground: Playground = open_page()
    page = playground.page
    playground.open("#example=whack_a_mole")
    playground.wait_for_picture()
    for look in LOOKS:
        put_on(page, look)
        for view in VIEWS:
            playground.tab(view)
            if view == "Outline":
                playground.rows.nth(2).click()
            seen = set()
            playground.run_button.focus()
            for _ in range(70):
                page.keyboard.press("Tab")
                if (focus := page.evaluate(FOCUS)) is None:
                    break
                name, visible = focus
                if name == "Program":
                    page.keyboard.press("Escape")
                assert visible, f"{name!r} in {view}, {look}"
                seen.add(name)
            assert len(seen) > 8, seen


@pytest.mark.without_python
def test_what_is_pressed_is_seen_in_forced_colours(open_page):
    playground: Playground = open_page(forced_colors="active", reduced_motion="reduce")
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    group = playground.tab("Tree").get_by_role("group", name="Size by")
    line = "(button, part) => getComputedStyle(button, part).backgroundColor"
    # Selected by what says so to everybody; the line has no name.
    pressed = group.get_by_role("button", pressed=True)
    paper = group.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert pressed.evaluate(line, "::after") not in (paper, "rgba(0, 0, 0, 0)")
    half = playground.page.get_by_role("button", name="Half circle")
    half.click()
    expect(half).to_have_css("border-top-width", "2px")
    search_box(playground).fill("fibonacci(1)")
    playground.tab("Outline")
    line = "row => getComputedStyle(row).textDecorationLine"
    found = playground.rows.filter(has_text=re.compile(r"^fibonacci\(1\)")).first
    expect(found).to_be_visible()
    assert found.evaluate(line) == "underline"
    assert playground.rows.filter(has_text="fibonacci(6)").evaluate(line) == "none"


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_picture_says_what_is_selected(playground: Playground):
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    for view in ("Tree", "Timeline"):
        panel = playground.tab(view)
        picture = panel.get_by_role("application")
        picture.press("Home")
        picture.press("ArrowDown")
        picture.press("ArrowDown")
        said = panel.locator("[aria-live=polite]")
        expect(said.first).to_contain_text(re.compile(r"^fibonacci\(\d+\) → \d+, .*calls below"))
        label = picture.get_attribute("aria-label")
        assert label is not None
        assert "The tab Outline has the same calls as text" in label


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_outline_is_in_step_with_the_pictures(playground: Playground):
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    selected = playground.tree.get_by_role("treeitem", selected=True)
    picture = playground.tab("Tree").get_by_role("application")
    picture.press("Home")
    picture.press("ArrowDown")
    picture.press("ArrowDown")
    playground.tab("Outline")
    text = selected.inner_text()
    expect(playground.details).to_contain_text(text.split(")")[0])
    playground.tree.press("ArrowDown")
    below = selected.inner_text()
    picture = playground.tab("Timeline").get_by_role("application")
    picture.press("ArrowUp")
    playground.tab("Outline")
    assert selected.inner_text() == text
    assert below != text


@pytest.mark.without_python
@pytest.mark.same_page
def test_going_through_matches_is_spoken(playground: Playground):
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    search_box(playground).fill("fibonacci(1)")
    count = playground.page.get_by_role("status").filter(has_text=re.compile(r"of \d+ calls"))
    expect(count).to_contain_text(re.compile(r"^\d+ of \d+ calls$"))
    many = int(count.inner_text().split()[0])
    search_box(playground).press("Enter")
    said = playground.page.get_by_text(re.compile(rf"^Match 1 of {many}: fibonacci\(\d+\) → "))
    expect(said).to_be_attached()
    search_box(playground).press("Enter")
    expect(playground.page.get_by_text(re.compile(rf"^Match 2 of {many}: "))).to_be_attached()


@pytest.mark.without_python
@pytest.mark.same_page
def test_looking_at_a_part_is_spoken(playground: Playground):
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    picture = playground.tab("Tree").get_by_role("application")
    picture.press("Home")
    picture.press("ArrowDown")
    picture.press("Enter")
    expect(
        playground.page.get_by_text(re.compile(r"^Only fibonacci\(\d+\) and the \d+ calls below"))
    ).to_be_attached()
    picture.press("Escape")
    expect(playground.page.get_by_text("The whole run", exact=True).last).to_be_attached()
