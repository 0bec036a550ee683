"""axe-core's rules on every tab, light and dark, on a desk and on a phone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .driver import VIEWS, Playground

AXE = Path(__file__).resolve().parents[2] / "playground" / "web" / "node_modules" / "axe-core" / "axe.min.js"


# What Chromium is asked to look like.
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}


# The rules that look at colours; the others read the same in every look.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds, one line for each element; by all its rules, or by some."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.read_text("utf-8"))
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


# Until the page stands in another look: colours change over a frame or two, also where motion is reduced.
CHANGED = """async ({ color_scheme, forced_colors }) => {
    const asked = [`(prefers-color-scheme: ${color_scheme})`, `(forced-colors: ${forced_colors})`];
    const changing = () => document.getAnimations().some(one => one instanceof CSSTransition);
    for (let still = 0; still < 2; await new Promise(requestAnimationFrame))
        still = asked.every(query => matchMedia(query).matches) && !changing() ? still + 1 : 0;
}"""


def put_on(page: Page, look: str) -> None:
    page.emulate_media(**LOOKS[look])
    page.evaluate(CHANGED, LOOKS[look])


def check(page: Page, state: str, looks: Sequence[str] = ("light", "dark")) -> None:
    """The same page in every look: to bring it into its state is what takes the time."""
    for turn, look in enumerate(looks):
        put_on(page, look)
        assert violations(page, OF_COLOURS if turn else ()) == [], f"{state}, {look}"


def test_axe_finds_nothing_in_any_tab(open_page):
    playground: Playground = open_page(reduced_motion="reduce")
    playground.open("#example=exception")
    playground.run()
    for view in VIEWS:
        playground.tab(view)
        check(playground.page, view)
    playground.tab("Outline")
    playground.rows.nth(2).click()
    check(playground.page, "with a call selected")
    playground.tab("Tests").get_by_role("button", name="Write tests").click()
    expect(playground.page.get_by_role("button", name="Write again")).to_be_visible(timeout=60_000)
    check(playground.page, "written tests")


@pytest.mark.without_python
def test_axe_finds_nothing_in_what_opens(open_page):
    playground: Playground = open_page(reduced_motion="reduce")
    playground.open("#example=pandas_groupby")
    playground.wait_for_picture()
    for name in ("Libraries", "Export"):
        playground.page.get_by_role("button", name=name).click()
        check(playground.page, name)
        playground.page.keyboard.press("Escape")
    playground.page.get_by_role("button", name="Gallery of examples").click()
    # It is fetched when it is first wanted, and a dialog only when it is open.
    playground.page.locator("dialog:modal").wait_for()
    check(playground.page, "the gallery")


def test_axe_finds_nothing_while_a_run_is_followed(open_page):
    playground: Playground = open_page(reduced_motion="reduce")
    playground.open("#example=quicksort&show=hide%3Apartition")
    playground.run()
    page = playground.page
    page.get_by_role("button", name="Step through the run").click()
    page.get_by_role("region", name="Step through the run").get_by_role("button", name="Next step").click()
    playground.tab("Outline")
    check(page, "stepping, with breadcrumbs")
    page.keyboard.press("Escape")
    playground.details.get_by_role("button", name="Show less").click()
    check(page, "the menu of a call")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare runs").click()
    page.get_by_role("dialog", name="Compare two runs").get_by_role("checkbox").check()
    check(page, "the comparison")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Outline").press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    check(page, "the sheet of keys")


@pytest.mark.without_python
def test_axe_finds_nothing_on_a_phone(open_page):
    playground: Playground = open_page(width=390, height=844, reduced_motion="reduce")
    playground.page.goto(playground.url)
    playground.wait_for_picture()
    parts = playground.page.get_by_role("navigation", name="Parts of the page")
    for part in ("Code", "Picture", "Details", "Output"):
        parts.get_by_role("button", name=part).click()
        assert violations(playground.page) == [], part
