"""What a person asked for last is what stands on the screen, however long the things asked for before it take."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from .driver import Playground
from .test_large_files import wide_trace

Hold = Callable[[str], Callable[[], None]]


@pytest.fixture
def hold(playground: Playground) -> Hold:
    """Holds back what is asked for under an address that looks so; what it gives lets it come."""
    return lambda pattern: held(playground.page, pattern)


def held(page: Page, pattern: str) -> Callable[[], None]:
    waiting: list[Route] = []
    page.context.route(pattern, lambda route: waiting.append(route))

    def let_come() -> None:
        page.wait_for_function("() => true")
        assert waiting, f"nothing was asked for under {pattern}"
        for route in waiting:
            route.continue_()
        page.context.unroute(pattern)

    return let_come


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that a worker reads, and whose reading can therefore be held back."""
    path = tmp_path / "large.json"
    path.write_text(json.dumps(wide_trace()), "utf-8")
    assert path.stat().st_size > 2_000_000
    return path


READER = "**/assets/read-worker-*.js"
NOT_SHOWN = "large.json was read, but not shown: you had gone on to something else by then."


def test_a_file_that_is_read_late_leaves_a_run_alone_and_can_still_be_shown(
    playground: Playground, hold: Hold, large: Path
):
    let_come = hold(READER)
    playground.open()
    playground.open_trace(large)
    expect(playground.status).to_have_text("Reading large.json…")
    playground.run("def mine():\n    return 1\n\nmine()\n")
    let_come()
    expect(playground.alert).to_contain_text(NOT_SHOWN)
    expect(playground.status).to_contain_text("2 calls in")
    assert [row.split("(")[0] for row in playground.outline()][1:] == ["  mine"]
    expect(playground.program).to_contain_text("def mine")

    playground.alert.get_by_role("button", name="Show it").click()
    expect(playground.status).to_contain_text("50,000 calls in")
    expect(playground.status).to_contain_text("opened from large.json")


def test_a_file_that_is_read_late_leaves_a_running_program_alone(
    playground: Playground, hold: Hold, large: Path
):
    let_come = hold(READER)
    playground.open()
    playground.wait_for_python()
    playground.open_trace(large)
    expect(playground.status).to_have_text("Reading large.json…")
    playground.write("print(input('name? '))\n")
    playground.run_button.click()
    expect(playground.status).to_contain_text("Waiting for your input")
    let_come()
    expect(playground.alert).to_contain_text(NOT_SHOWN)
    playground.page.get_by_role("textbox", name="Input").fill("Ada")
    playground.page.keyboard.press("Enter")
    playground.wait_for_end()
    expect(playground.output).to_contain_text("Ada")


def test_a_file_that_is_read_late_leaves_an_example_alone(playground: Playground, hold: Hold, large: Path):
    let_come = hold(READER)
    playground.open()
    playground.open_trace(large)
    expect(playground.status).to_have_text("Reading large.json…")
    playground.example.select_option(label="Quicksort")
    let_come()
    expect(playground.alert).to_contain_text(NOT_SHOWN)
    expect(playground.program).to_contain_text("def quicksort")
    expect(playground.status).to_contain_text("recorded earlier")


def test_of_two_files_the_one_that_was_dropped_last_stands(
    playground: Playground, hold: Hold, large: Path, tmp_path: Path
):
    let_come = hold(READER)
    small = tmp_path / "small.json"
    playground.open("#example=hanoi")
    playground.export(small)
    playground.open_trace(large)
    playground.open_trace(small)
    expect(playground.status).to_contain_text("opened from small.json")
    let_come()
    expect(playground.alert).to_contain_text(NOT_SHOWN)
    expect(playground.status).to_contain_text("opened from small.json")
    expect(playground.program).to_contain_text("def move_tower")


def test_an_example_that_comes_late_does_not_replace_the_run_of_its_edited_program(
    playground: Playground, hold: Hold
):
    let_come = hold("**/quicksort*.json")
    playground.open("#example=quicksort")
    playground.run("def mine():\n    return 1\n\nmine()\n")
    with playground.page.expect_response("**/quicksort*.json"):
        let_come()
    # What comes after the answer has come as well once the page has drawn another view.
    assert [row.split("(")[0] for row in playground.outline()][1:] == ["  mine"]
    playground.tab("Functions")
    expect(playground.status).to_contain_text("2 calls in")


def test_an_example_that_comes_while_python_loads_is_looked_at_until_the_program_runs(
    playground: Playground, hold: Hold
):
    let_come = hold("**/quicksort*.json")
    python = hold("**/*.wasm")
    playground.open("#example=quicksort")
    playground.run_button.click()
    let_come()
    playground.wait_for_picture()
    expect(playground.status).to_contain_text("then your program runs")
    python()
    playground.wait_for_end()
