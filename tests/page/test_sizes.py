"""The page on a phone, in the dark, and twice as large."""

import re

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

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
@pytest.mark.parametrize(("width", "height"), [(390, 844), (720, 450), (1440, 900)])
def test_nothing_lies_on_a_picture(open_page, width: int, height: int):
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


# Phones on their side, and windows that are short for another reason; the last at 200 %.
LOW = [(844, 390), (932, 430), (667, 375), (1280, 480), (720, 450)]
MIN_SHARE_OF_PICTURE = 0.7


def in_one_row(*parts: Locator) -> bool:
    """Whether the middles of all lie on one line, all of each on the screen."""
    boxes = []
    for part in parts:
        expect(part).to_be_in_viewport(ratio=1)
        boxes.append(part.bounding_box())
    middles = [box["y"] + box["height"] / 2 for box in boxes if box]
    return len(middles) == len(parts) and max(middles) - min(middles) < 4


def mostly_picture(page: Page | Frame, height: int) -> None:
    """In each of the pictures, and no other part of the page beside it."""
    for view in ("Tree", "Timeline"):
        page.get_by_role("tab", name=view, exact=True).click()
        picture = page.get_by_role("tabpanel", name=view).get_by_role("application")
        expect(picture).to_be_visible()
        box = picture.bounding_box()
        assert box
        assert box["height"] >= MIN_SHARE_OF_PICTURE * height, f"{view} has {box['height']} of {height} px"
    for other in (page.get_by_role("textbox", name="Program"), page.get_by_role("region", name="Details")):
        expect(other).to_be_hidden()
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.without_python
@pytest.mark.parametrize("touch", [True, False])
def test_a_low_window_is_mostly_picture(open_page, touch: bool):
    playground: Playground = open_page(has_touch=touch, is_mobile=touch, reduced_motion="reduce")
    page = playground.page
    for width, height in LOW:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(playground.url)
        playground.wait_for_picture()
        mostly_picture(page, height)
        tabs = page.get_by_role("tablist", name="View")
        search = page.get_by_role("searchbox")
        assert in_one_row(playground.example, playground.run_button, tabs, search), f"{width} × {height}"
        # Stepping takes the place of the last line, not of the picture.
        page.get_by_role("button", name="Step through the run").click()
        mostly_picture(page, height)
        assert in_one_row(playground.example, playground.run_button, tabs, search), f"{width} × {height}"
        page.get_by_role("button", name="Stop stepping").click()
        for part, seen in (("Code", playground.program), ("Details", playground.details)):
            show(playground, part)
            expect(seen).to_be_in_viewport()
            assert in_one_row(playground.example, playground.run_button)
            show(playground, "Picture")


@pytest.mark.without_python
def test_a_low_frame_in_another_page_is_mostly_picture(open_page):
    playground: Playground = open_page(width=720, height=420, reduced_motion="reduce")
    playground.page.goto(playground.url + "embed#example=hanoi")
    playground.wait_for_picture()
    mostly_picture(playground.page, 420)
    assert in_one_row(playground.run_button, playground.page.get_by_role("tablist", name="View"))


@pytest.mark.without_python
def test_what_a_narrow_row_has_no_room_for_is_behind_more(open_page):
    playground: Playground = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    page = playground.page
    for width, height in ((390, 844), (320, 568), (667, 375)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(playground.url)
        playground.wait_for_picture()
        more = page.get_by_role("button", name="More", exact=True)
        assert in_one_row(playground.example, more, playground.run_button)
        rarely = [
            playground.include,
            playground.libraries,
            *(page.get_by_role("button", name=name) for name in ("Share", "Open trace", "Export")),
        ]
        for button in rarely:
            expect(button).to_be_hidden()
        more.tap()
        for button in rarely:
            expect(button).to_be_in_viewport(ratio=1)
        playground.libraries.tap()
        expect(page.get_by_role("dialog", name="Libraries")).to_be_visible()
        # What opened last is closed first.
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Libraries")).to_be_hidden()
        page.get_by_role("button", name="Export").tap()
        item = page.get_by_role("menuitem", name="Trace (JSON)", exact=True)
        with page.expect_download():
            item.click()
        expect(more).to_be_focused()
        for button in rarely:
            expect(button).to_be_hidden()
        assert page.evaluate(SIDEWAYS) <= 0


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
