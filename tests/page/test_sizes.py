"""The page on a phone, in the dark, and twice as large."""

import re

import pytest
from playwright.sync_api import expect

from .driver import Playground

SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def show(playground: Playground, part: str) -> None:
    """A phone shows one part of the page at a time."""
    playground.page.get_by_role("navigation", name="Parts of the page").get_by_role(
        "button", name=part
    ).click()


def test_a_phone_runs_a_program(open_page):
    playground: Playground = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    playground.page.goto(playground.url)
    playground.wait_for_picture()
    assert playground.page.evaluate(SIDEWAYS) <= 0
    show(playground, "Code")
    expect(playground.program).to_be_visible()
    assert playground.page.evaluate(SIDEWAYS) <= 0
    playground.write("""
        def f():
            print('on a ' + 'phone')

        f()
    """)
    playground.run_button.click()
    playground.wait_for_end()
    show(playground, "Output")
    expect(playground.output).to_contain_text("on a phone")
    show(playground, "Picture")
    playground.tab("Outline")
    playground.rows.filter(has_text="f()").first.click()
    assert playground.page.evaluate(SIDEWAYS) <= 0
    playground.page.keyboard.press("Shift+C")
    compared = playground.page.get_by_role("dialog", name="Compare two runs")
    name = compared.get_by_role("rowheader", name=re.compile("^fibonacci")).first
    expect(name).to_be_visible()
    box = name.bounding_box()
    assert box and box["width"] > 80
    table = compared.get_by_role("table")
    assert table.evaluate("table => table.parentElement.scrollWidth - table.parentElement.clientWidth") <= 0
    playground.page.keyboard.press("Escape")
    show(playground, "Details")
    expect(playground.details).to_contain_text("f()")
    assert playground.page.evaluate(SIDEWAYS) <= 0


@pytest.mark.without_python
@pytest.mark.parametrize(("width", "height"), [(390, 844), (720, 450)])
def test_nothing_lies_on_a_small_picture(open_page, width: int, height: int):
    playground: Playground = open_page(width=width, height=height, reduced_motion="reduce")
    playground.page.goto(playground.url)
    playground.wait_for_picture()
    for view, group in (("Tree", "Size by"), ("Timeline", "Axis")):
        panel = playground.tab(view)
        playground.wait_for_picture(view)
        picture = panel.get_by_role("application").bounding_box()
        assert picture
        for name in (group, "Zoom"):
            controls = panel.get_by_role("group", name=name).bounding_box()
            assert controls
            assert controls["y"] >= picture["y"] + picture["height"], f"{name} lies on the {view}"
    run = playground.run_button.bounding_box()
    assert run
    assert run["y"] < 20, "the first line ends with Run"


@pytest.mark.without_python
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_system(open_page, scheme: str):
    playground: Playground = open_page(color_scheme=scheme)
    playground.open()
    playground.wait_for_picture()
    red, green, blue = playground.page.evaluate(
        """() => {
            const context = new OffscreenCanvas(1, 1).getContext("2d");
            context.fillStyle = getComputedStyle(document.body).backgroundColor;
            context.fillRect(0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }"""
    )
    assert (red + green + blue < 3 * 128) == (scheme == "dark")


@pytest.mark.without_python
def test_at_200_percent_everything_is_there(open_page):
    """Twice as large on a 1280 px screen is a screen of 640 px."""
    playground: Playground = open_page(width=640, height=450)
    playground.page.goto(playground.url)
    playground.wait_for_picture()
    assert playground.page.evaluate(SIDEWAYS) <= 0
    expect(playground.run_button).to_be_in_viewport()
    expect(playground.example).to_be_visible()


def test_reduced_motion_draws_at_once(open_page):
    playground: Playground = open_page(reduced_motion="reduce")
    playground.open()
    playground.wait_for_picture()
    playground.run("""
        def f():
            return 1

        f()
    """)
    playground.wait_for_picture()
