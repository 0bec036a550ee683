"""axe-core's rules on every tab, light and dark, on a desk and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from .driver import VIEWS, Playground

AXE = Path(__file__).resolve().parents[2] / "playground" / "web" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each element."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_tab(open_page, scheme: str):
    playground: Playground = open_page(color_scheme=scheme, reduced_motion="reduce")
    playground.open("#example=exception")
    playground.run()
    for view in VIEWS:
        playground.tab(view)
        assert violations(playground.page) == [], view
    playground.tab("Outline")
    playground.rows.nth(2).click()
    assert violations(playground.page) == [], "with a call selected"


@pytest.mark.without_python
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(open_page, scheme: str):
    playground: Playground = open_page(color_scheme=scheme, reduced_motion="reduce")
    playground.open("#example=pandas_groupby")
    playground.wait_for_picture()
    for name in ("Libraries", "Export"):
        playground.page.get_by_role("button", name=name).click()
        assert violations(playground.page) == [], name
        playground.page.keyboard.press("Escape")
    playground.page.get_by_role("button", name="Gallery of examples").click()
    # It is fetched when it is first wanted, and a dialog only when it is open.
    playground.page.locator("dialog:modal").wait_for()
    assert violations(playground.page) == [], "the gallery"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_run_is_followed(open_page, scheme: str):
    playground: Playground = open_page(color_scheme=scheme, reduced_motion="reduce")
    playground.open("#example=quicksort&show=hide%3Apartition")
    playground.run()
    page = playground.page
    page.get_by_role("button", name="Step through the run").click()
    page.get_by_role("region", name="Step through the run").get_by_role("button", name="Next step").click()
    playground.tab("Outline")
    assert violations(page) == [], "stepping, with breadcrumbs"
    page.keyboard.press("Escape")
    playground.details.get_by_role("button", name="Show less").click()
    assert violations(page) == [], "the menu of a call"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare runs").click()
    page.get_by_role("dialog", name="Compare two runs").get_by_role("checkbox").check()
    assert violations(page) == [], "the comparison"
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Outline").press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    assert violations(page) == [], "the sheet of keys"


@pytest.mark.without_python
def test_axe_finds_nothing_on_a_phone(open_page):
    playground: Playground = open_page(width=390, height=844, reduced_motion="reduce")
    playground.page.goto(playground.url)
    playground.wait_for_picture()
    parts = playground.page.get_by_role("navigation", name="Parts of the page")
    for part in ("Code", "Picture", "Details", "Output"):
        parts.get_by_role("button", name=part).click()
        assert violations(playground.page) == [], part
