"""Every example in a real browser: its picture before Python is there, then run, seen in all views."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .driver import Playground, shape

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path.stem for path in (PROJECT / "examples").glob("*.py"))
EXPECTED = PROJECT / "tests" / "examples" / "expected"
each_example = pytest.mark.parametrize("name", EXAMPLES)


def recorded_at_build(name: str) -> dict[str, Any]:
    """The trace that the site carries for an example."""
    (path,) = [
        path
        for path in (PROJECT / "dist" / "examples").glob("*.json")
        if re.fullmatch(rf"{re.escape(name)}-\w+", path.stem)
    ]
    trace: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return trace


@pytest.mark.same_page
@each_example
def test_runs_in_the_browser_as_it_was_recorded(name: str, playground: Playground, tmp_path: Path):
    recorded = recorded_at_build(name)
    playground.open(f"#example={name}")
    playground.wait_for_picture()
    expect(playground.status).to_contain_text("recorded earlier")
    assert playground.calls() == recorded["recording"]["calls_recorded"]
    assert playground.calls() >= 20

    playground.run()

    assert playground.calls() == recorded["recording"]["calls_recorded"]
    assert shape(playground.export(tmp_path / "trace.json")) == shape(recorded)
    assert playground.wait_for_picture() >= 3
    printed = playground.output.inner_text()
    assert (EXPECTED / f"{name}.txt").read_text("utf-8").strip() in printed
    outline = [line for line in playground.outline() if not line.startswith("  Import ")]
    assert outline[0].startswith(("main.py", "<module>"))
    assert outline[1].startswith("  " + recorded["functions"][recorded["calls"]["function"][1]]["name"])
    functions = playground.tab("Functions")
    called = set(recorded["calls"]["function"])
    expect(functions.get_by_role("table")).to_have_attribute("aria-rowcount", str(len(called) + 1))
    # The slowest first: of hundreds, a function of the program may stand far down.
    for function in recorded["functions"][:5] if len(called) < 20 else []:
        if function["origin"] == "program" and function["kind"] != "module":
            expect(
                functions.get_by_role("table").get_by_text(function["name"], exact=False).first
            ).to_be_visible()
    playground.tab("Timeline")
    assert playground.wait_for_picture("Timeline") >= 3


@pytest.mark.same_page
def test_choosing_an_example_shows_its_program_and_its_picture(playground: Playground):
    playground.open()
    playground.example.select_option(label="Towers of Hanoi")
    expect(playground.program).to_contain_text("def move_tower")
    expect(playground.status).to_contain_text("recorded earlier")
    assert playground.outline()[1].startswith("  move_tower(")
    playground.example.select_option(label="Quicksort")
    expect(playground.program).to_contain_text("def quicksort")
    expect(playground.rows.nth(1)).to_contain_text("quicksort(")


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_gallery_shows_every_example_with_its_sentence(playground: Playground):
    playground.open()
    playground.page.get_by_role("button", name="Gallery of examples").click()
    gallery = playground.page.get_by_role("dialog")
    for path in (PROJECT / "examples").glob("*.py"):
        title, blurb = re.findall(r'^# (?:title|blurb) = "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
        card = gallery.get_by_role(
            "button", name=re.compile(rf"^{re.escape(title)} [\d,]+ calls {re.escape(blurb)}")
        )
        expect(card).to_be_attached()
        expect(card.locator("img, svg").first).to_be_attached()  # a picture tells what a sentence cannot
    gallery.get_by_role("button", name="N queens").click()
    expect(gallery).to_be_hidden()
    expect(playground.program).to_contain_text("def is_safe")


def test_the_first_picture_stands_before_python_has_loaded(playground: Playground):
    """The runtime is held back, and still there is a picture, a program and a word on what is loading."""
    playground.page.context.route("**/*.wasm", lambda route: None)  # never answered
    playground.open()
    playground.wait_for_picture()
    assert playground.outline()[1].startswith("  fibonacci(6)")
    expect(playground.status).to_contain_text("Loading Python")
    playground.page.context.unroute_all(behavior="ignoreErrors")
