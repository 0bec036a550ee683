"""Files of the page itself that do not come, or not whole: what is missing is named, and there is a way on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playground.project import DIST

from .driver import Playground
from .serving import Fault, FaultyServer, cut, empty, error_404, error_500, login_page, on_its_way, too_short
from .test_offline import next_version

# The longest that somebody looks at a page before it says what is wrong, in ms.
SOON = 15_000
FAULTS: list[Fault] = [error_404, error_500, login_page, cut, too_short, empty]
KEPT = "# typed before\n"


def asset(pattern: str) -> str:
    (path,) = (path for path in DIST.glob(f"assets/{pattern}"))
    return path.name


def main_script() -> str:
    found = re.search(r'type="module"[^>]* src="/assets/([^"]+)"', (DIST / "index.html").read_text("utf-8"))
    assert found
    return found[1]


def without_python() -> dict[str, Fault]:
    return {asset("worker-*.js"): on_its_way}


def comes_up(playground: Playground) -> None:
    expect(playground.program).to_be_visible()
    playground.wait_for_picture()


@pytest.mark.parametrize("kind", ["main script", "shared script", "styles"])
def test_a_page_whose_own_files_do_not_come_says_which_and_tries_again(
    faulty: FaultyServer, page: Page, kind: str
):
    """One fault after the other: what the browser keeps of each for a year does not matter once all is well."""
    (styles,) = re.findall(r'href="/assets/([^"]+\.css)"', (DIST / "index.html").read_text("utf-8"))
    file = {"main script": main_script(), "shared script": asset("shared-*.js"), "styles": styles}[kind]
    alert = page.get_by_role("alert").filter(has_text="The page is not whole")
    again = alert.get_by_role("button", name="Try again")
    for turn, fault in enumerate(FAULTS):
        faulty.faults = {file: fault} | without_python()
        if turn == 0:
            page.goto(faulty.address + "/")
        else:
            with page.expect_navigation():
                again.click()
        expect(alert, fault.__name__).to_contain_text(file, timeout=SOON)
    faulty.faults = without_python()
    again.click()
    comes_up(Playground(page, faulty.address + "/"))
    expect(alert).to_have_count(0)


def test_a_script_that_the_browser_keeps_damaged_is_fetched_anew_without_a_word(
    faulty: FaultyServer, page: Page
):
    playground = Playground(page, faulty.address + "/")
    faulty.faults = {main_script(): too_short} | without_python()
    page.goto(faulty.address + f"/assets/{main_script()}")
    faulty.faults = without_python()
    page.goto(playground.url)
    comes_up(playground)


def test_where_no_script_comes_at_all_the_page_itself_offers_to_try_again(faulty: FaultyServer, page: Page):
    faulty.faults = {".js": error_404}
    page.goto(faulty.address + "/")
    again = page.get_by_role("link", name="Try again")
    expect(again).to_be_visible(timeout=SOON)
    faulty.faults = without_python()
    again.click()
    comes_up(Playground(page, faulty.address + "/"))
    expect(again).to_have_count(0)


@pytest.mark.parametrize(
    "missing",
    ["delete Promise.withResolvers", "delete Object.hasOwn", "delete Document.prototype.adoptedStyleSheets"],
)
def test_a_browser_that_is_too_old_is_told_so_and_what_to_do(faulty: FaultyServer, page: Page, missing: str):
    faulty.faults = without_python()
    page.add_init_script(missing)
    page.goto(faulty.address + "/")
    alert = page.get_by_role("alert").filter(has_text="This browser is too old for this page: update it")
    expect(alert).to_be_visible(timeout=SOON)
    expect(alert).to_contain_text("Firefox 121")


def find(playground: Playground) -> None:
    playground.program.focus()
    playground.page.keyboard.press("ControlOrMeta+F")


# A part that comes on demand, how it is asked for, and what shows that it is there.
PARTS: dict[str, tuple[str, Callable[[Playground], None], Callable[[Playground], None]]] = {
    "a view": (
        "Functions-*.js",
        lambda it: it.page.get_by_role("tab", name="Functions").click(),
        lambda it: expect(
            it.page.get_by_role("tabpanel", name="Functions").get_by_role("table")
        ).to_be_visible(),
    ),
    "a dialog": (
        "Gallery-*.js",
        lambda it: it.page.get_by_role("button", name="Gallery of examples").click(),
        lambda it: expect(it.page.get_by_role("dialog")).to_be_visible(),
    ),
    "the search in the editor": (
        "find-*.js",
        find,
        lambda it: expect(it.page.get_by_placeholder("Find")).to_be_visible(),
    ),
}


def test_a_part_that_does_not_come_is_said_and_comes_when_it_is_asked_for_again(
    faulty: FaultyServer, page: Page
):
    playground = Playground(page, faulty.address + "/")
    for (name, (file, ask, there)), fault in zip(PARTS.items(), (error_404, cut, login_page), strict=True):
        faulty.faults = {asset(file): fault} | without_python()
        page.goto(faulty.address + "/robots.txt")
        playground.open("#example=fibonacci")
        comes_up(playground)
        ask(playground)
        expect(playground.alert, name).to_contain_text(
            "could not be loaded: check the connection", timeout=SOON
        )
        faulty.faults = without_python()
        again = playground.alert.get_by_role("button", name="Try again")
        if again.count():
            again.click()
        else:
            ask(playground)
        there(playground)


def test_the_editor_that_does_not_come_is_said_and_comes_when_it_is_asked_for_again(
    faulty: FaultyServer, page: Page
):
    playground = Playground(page, faulty.address + "/")
    faulty.faults = {asset("setup-*.js"): error_500} | without_python()
    page.goto(playground.url)
    expect(playground.alert).to_contain_text("could not be loaded", timeout=SOON)
    faulty.faults = without_python()
    playground.alert.get_by_role("button", name="Try again").click()
    expect(playground.program).to_be_visible()


def test_a_tab_that_is_older_than_the_site_offers_to_reload_and_keeps_what_was_typed(
    copy_server: FaultyServer, copied_site: Path, page: Page
):
    copy_server.faults = {asset("worker-*.js"): on_its_way}
    playground = Playground(page, copy_server.address + "/").open()
    comes_up(playground)
    playground.write(KEPT)
    next_version(copied_site)
    copy_server.faults = {f"next-{asset('worker-*.js')}": on_its_way}
    for ask in (PARTS["a view"][1], find):
        ask(playground)
        expect(playground.alert).to_contain_text(
            "A newer version of this page is here: reload it.", timeout=SOON
        )
    playground.alert.get_by_role("button", name="Reload").click()
    page.wait_for_function("() => globalThis.isNext")
    expect(playground.program).to_contain_text("# typed before")


def test_a_tab_that_is_older_than_the_site_says_so_also_where_python_is_gone(
    copy_server: FaultyServer, copied_site: Path, page: Page
):
    copy_server.faults = {asset("worker-*.js"): error_500}
    playground = Playground(page, copy_server.address + "/").open()
    expect(playground.status).to_contain_text("could not be loaded", timeout=SOON)
    next_version(copied_site)
    copy_server.faults = {}
    playground.run_button.click()
    expect(playground.alert).to_contain_text("A newer version of this page is here", timeout=SOON)


def test_workers_whose_scripts_come_empty_are_named(faulty: FaultyServer, page: Page):
    faulty.faults = {asset("worker-*.js"): empty}
    playground = Playground(page, faulty.address + "/").open()
    expect(playground.status).to_contain_text("worker.js) could not be loaded", timeout=SOON)
    faulty.faults = {asset("packages.worker-*.js"): empty}
    playground.write("import six\nprint(six.PY3)\n")
    playground.run_button.click()
    expect(playground.status).to_contain_text("packages.worker.js) could not be loaded")
    faulty.faults = {}
    said = playground.run()
    assert "True" in playground.output.inner_text(), (said, playground.alert.inner_text())
