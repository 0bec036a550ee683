"""Folded calls: what they say, and how they unfold and fold again by click, key and row."""

import math
import re

import pytest
from playwright.sync_api import expect

from .driver import Playground

# 1 + 1 + 600 × 3 calls: enough to be folded.
LOOP = """
    def move(i):
        return i

    def step(i):
        move(i)
        return move(i + 1)

    def main():
        for i in range(600):
            step(i)

    main()
"""


def tree_of_a_loop(playground: Playground) -> None:
    playground.open()
    playground.run(LOOP)
    playground.tab("Tree")
    playground.wait_for_picture()


def select_step(playground: Playground) -> None:
    """The first of the steps, by keys: main.py, main, step."""
    picture = playground.page.get_by_role("application", name="Call tree")
    picture.focus()
    for _ in range(3):
        picture.press("ArrowDown")
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("step(0)")


@pytest.mark.same_page
def test_a_folded_run_says_how_many_and_how_long(playground: Playground):
    tree_of_a_loop(playground)
    select_step(playground)
    folded = playground.details.get_by_role("heading", name="Folded in the tree").locator("..")
    expect(folded).to_contain_text("600 equal calls")
    expect(folded).to_contain_text(re.compile(r"in all · .+ to .+, median"))


@pytest.mark.same_page
def test_u_unfolds_and_folds_again_and_says_so(playground: Playground):
    tree_of_a_loop(playground)
    select_step(playground)
    page = playground.page
    page.keyboard.press("u")
    expect(page.get_by_text("Unfolded: 600 equal calls")).to_be_attached()
    fold_all = page.get_by_role("button", name="Fold 1 unfolded run")
    expect(fold_all).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Folded: 600 equal calls")).to_be_attached()
    expect(fold_all).to_be_hidden()


@pytest.mark.same_page
def test_a_click_on_the_badge_unfolds_and_is_remembered(playground: Playground):
    tree_of_a_loop(playground)
    page = playground.page
    panel = page.get_by_role("tabpanel", name="Tree")
    fold_all = page.get_by_role("button", name="Fold 1 unfolded run")
    box = panel.bounding_box()
    assert box
    # Where the card says that the pointer is over folded steps, a badge is near: looked for from the middle outwards.
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    around = [(dx, dy) for dx in range(-240, 241, 24) for dy in range(-324, 325, 12)]
    card = page.locator(".call-card")
    found = None
    for dx, dy in sorted(around, key=lambda way: math.hypot(*way)):
        page.mouse.move(middle[0] + dx, middle[1] + dy)
        if card.count() and "600 equal calls" in card.inner_text():
            found = (middle[0] + dx, middle[1] + dy)
            break
    assert found, "the folded steps are somewhere in the picture"
    # All around, from side to side in turn: two clicks near each other would be a double click.
    around = [(r, turn) for r in range(30, 180, 12) for turn in range(0, 180, 8)]
    places = [
        (way * r * math.cos(math.radians(turn)), way * r * math.sin(math.radians(turn)))
        for r, turn in around
        for way in (1, -1)
    ]
    for dx, dy in places:
        page.mouse.click(found[0] + dx, found[1] + dy)
        if fold_all.is_visible():
            break
    expect(fold_all).to_be_visible()
    playground.tab("Outline")
    playground.tab("Tree")
    expect(fold_all).to_be_visible()
    fold_all.click()
    expect(fold_all).to_be_hidden()


@pytest.mark.same_page
def test_the_details_unfold_too(playground: Playground):
    tree_of_a_loop(playground)
    select_step(playground)
    playground.details.get_by_role("button", name="Unfold").click()
    expect(playground.page.get_by_role("button", name="Fold 1 unfolded run")).to_be_visible()
    expect(playground.details.get_by_role("heading", name="Folded in the tree")).to_have_count(0)


@pytest.mark.same_page
def test_rows_of_the_outline_unfold_and_fold_by_key(playground: Playground):
    playground.open()
    playground.run(LOOP)
    playground.tab("Outline")
    playground.rows.filter(has_text=re.compile(r"^main\(\)")).click()
    playground.page.keyboard.press("ArrowRight")
    more = playground.rows.filter(has_text="× 599 more like this")
    more.click()
    expect(more).to_have_count(0)
    second = playground.rows.filter(has_text=re.compile(r"^step\(1\)"))
    second.click()
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("step(1)")
    playground.page.keyboard.press("-")
    expect(more).to_have_count(1)
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("step(0)")


@pytest.mark.same_page
def test_a_match_inside_a_folded_run_comes_into_sight(playground: Playground):
    playground.open()
    playground.run(LOOP)
    playground.tab("Outline")
    box = playground.page.get_by_role("searchbox", name="Search calls and values")
    box.fill("step 417")
    box.press("Enter")
    row = playground.rows.filter(has_text=re.compile(r"^step\(416\)"))
    expect(row).to_be_in_viewport()
    expect(row).to_have_attribute("aria-selected", "true")


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_card_goes_when_a_double_click_changes_the_picture(playground: Playground):
    # A run that is small enough for a circle, in whose middle a call is.
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    box = playground.page.get_by_role("application", name="Call tree").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    playground.page.mouse.move(x, y)
    card = playground.page.locator(".call-card")
    expect(card).to_be_visible()
    playground.page.mouse.dblclick(x, y)
    expect(card).to_have_count(0)
    playground.page.mouse.move(x + 2, y + 1)
    expect(card).to_be_visible()


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_circle_is_whole_or_half(playground: Playground):
    playground.open()
    playground.wait_for_picture()
    half = playground.page.get_by_role("button", name="Half circle")
    expect(half).to_have_attribute("aria-pressed", "false")
    half.click()
    expect(half).to_have_attribute("aria-pressed", "true")
    assert playground.wait_for_picture() >= 3
