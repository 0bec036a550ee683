"""The timeline's map, and its ways to show calls on one path as one."""

import re

import pytest
from playwright.sync_api import Locator, expect

from .driver import Playground

pytestmark = pytest.mark.without_python


def timeline_of_hanoi(playground: Playground) -> Locator:
    playground.open("#example=hanoi")
    panel = playground.tab("Timeline")
    # On a quick machine the run takes less than 5 ms, and the timeline opens with steps.
    axis_button(panel, "Time").click()
    playground.wait_for_picture("Timeline")
    return panel


def axis_button(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("group", name="Axis").get_by_role("button", name=name, exact=True)


def drag_on_the_map(playground: Playground, panel: Locator, start: float, end: float) -> None:
    """From one share of the map's width to another."""
    strip = panel.locator(".minimap").bounding_box()
    assert strip
    y = strip["y"] + strip["height"] / 2
    mouse = playground.page.mouse
    mouse.move(strip["x"] + strip["width"] * start, y)
    mouse.down()
    mouse.move(strip["x"] + strip["width"] * (start + end) / 2, y)
    mouse.move(strip["x"] + strip["width"] * end, y)
    mouse.up()


def zoom_of(panel: Locator) -> Locator:
    return panel.get_by_role("button", name=re.compile("show all"))


@pytest.mark.same_page
def test_a_drag_on_the_map_chooses_what_is_in_view_and_its_window_moves(playground: Playground):
    panel = timeline_of_hanoi(playground)
    window = panel.locator(".minimap-window")
    expect(window).to_have_count(0)
    drag_on_the_map(playground, panel, 0.25, 0.5)
    expect(zoom_of(panel)).to_have_text("400 %")
    before = window.bounding_box()
    drag_on_the_map(playground, panel, 0.4, 0.6)
    after = window.bounding_box()
    assert before and after
    assert after["x"] > before["x"] + 20
    assert abs(after["width"] - before["width"]) < 3
    # By its edge.
    drag_on_the_map(playground, panel, 0.7, 0.95)
    expect(zoom_of(panel)).to_have_text("200 %")
    zoom_of(panel).click()
    expect(window).to_have_count(0)


@pytest.mark.same_page
def test_a_part_of_the_time_limits_every_view(playground: Playground):
    panel = timeline_of_hanoi(playground)
    # Calls were made there also where the run began slowly.
    drag_on_the_map(playground, panel, 0.75, 0.95)
    box = playground.page.get_by_role("searchbox", name="Search calls and values")
    box.fill("move_disk")
    search = playground.page.get_by_role("search")
    expect(search).to_contain_text("15 of 62 calls")
    only = panel.get_by_role("button", name=re.compile("^Only these "))
    only.click()
    crumbs = playground.page.get_by_text(re.compile(r"^[\d.]+ (µs|ms) to [\d.]+ (µs|ms)"))
    expect(crumbs.first).to_be_visible()
    fewer = len(playground.outline())
    assert 1 < fewer < 62
    # Matches and functions are counted in it; the timeline stands where it was, with nothing more to leave out.
    expect(search).not_to_contain_text("of 62 calls")
    functions = playground.tab("Functions")
    calls = functions.get_by_role("row").filter(has_text="move_tower").get_by_role("cell").first
    expect(calls).not_to_have_text("31")
    playground.tab("Timeline")
    expect(zoom_of(panel)).to_have_text("500 %")
    expect(only).to_have_count(0)
    # Taken back, all of it is there again.
    playground.page.get_by_role("application").press("Backspace")
    expect(search).to_contain_text("15 of 62 calls")
    assert "61 calls below" in playground.outline()[0]


@pytest.mark.same_page
def test_merged_paths_and_callers_of_a_function(playground: Playground):
    panel = timeline_of_hanoi(playground)
    label = playground.page.get_by_role("application", name=re.compile("^Timeline"))
    panel.get_by_role("button", name="Merged", exact=True).click()
    expect(label).to_have_accessible_name(re.compile("calls on one path as one"))
    assert playground.wait_for_picture("Timeline") >= 3
    box = panel.bounding_box()
    assert box
    playground.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 35 + 26 + 10)
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("main.py")
    panel.get_by_role("button", name="Callers", exact=True).click()
    expect(label).to_have_accessible_name(re.compile("callers and callees"))
    assert playground.wait_for_picture("Timeline") >= 3


@pytest.mark.same_page
def test_an_import_is_a_span_of_its_own_and_each_package_has_its_share(playground: Playground):
    playground.open("#example=pandas_groupby")
    panel = playground.tab("Timeline")
    playground.wait_for_picture("Timeline")
    # Seconds, of which the import is about half: it lies below the bar of main.py, to its left.
    axis_button(panel, "Time").click()
    playground.wait_for_picture("Timeline")
    box = panel.get_by_role("application").bounding_box()
    assert box
    playground.page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 26 + 1.5 * 28)
    card = playground.page.locator(".call-card")
    expect(card).to_contain_text(re.compile(r"Import pandas\s*inside main\.py · [\d.]+ s"))
    playground.tab("Outline")
    expect(playground.rows.filter(has_text="Import pandas")).to_have_count(1)
    for place in (playground.details, playground.tab("Functions")):
        packages = place.get_by_role("region", name="Time and calls by package")
        lines = packages.get_by_role("group").locator("summary")
        expect(lines).to_contain_text(["This program", "pandas"])
        expect(lines.nth(1)).to_contain_text(re.compile(r"[\d.]+ s · [5-9]\d %.*calls · [5-9]\d %"))
        lines.nth(1).click()
        expect(packages).to_contain_text(re.compile(r"import pandas\s*[\d.]+ s"))
    packages.get_by_role("button", name=re.compile("DataFrame")).first.click()
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("(")


@pytest.mark.same_page
def test_what_a_filter_hides_is_a_hatched_stretch_that_says_what_lay_there(playground: Playground):
    playground.open("#example=pandas_groupby&show=package%3Apandas")
    panel = playground.tab("Timeline")
    axis_button(panel, "Time").click()
    playground.wait_for_picture("Timeline")
    box = panel.get_by_role("application").bounding_box()
    assert box
    card = playground.page.locator(".call-card")
    y = box["y"] + 26 + 2.5 * 30
    for step in range(40):
        playground.page.mouse.move(box["x"] + box["width"] * (0.6 + step / 100), y)
        if card.count() and "hidden call" in card.inner_text():
            break
    expect(card).to_contain_text(
        re.compile(r"hidden calls? \(pandas.*\), [\d.]+ m?s.*in the own time of report\(\)")
    )
    playground.tab("Outline")
    playground.rows.filter(has_text="report()").first.click()
    expect(playground.details).to_contain_text(re.compile(r"In its own time: [\d,]+ hidden calls \(pandas"))
