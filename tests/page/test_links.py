"""Links: what they bring along, and that they never run by themselves."""

import base64
import random
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .driver import Playground
from .test_program_files import add, choose, main_file, tab


def link_to(source: str) -> str:
    """The address of a program, packed as any other tool would pack it: version 1, raw deflate, base64url."""
    packed = zlib.compress(source.encode(), wbits=-15)
    return "#code=1" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_link_to_an_example(playground: Playground):
    playground.open("#example=calculator")
    expect(playground.program).to_contain_text("A recursive-descent calculator")
    expect(playground.example).to_have_value("example:calculator")


@pytest.mark.without_python
def test_a_link_to_an_example_that_does_not_exist(playground: Playground):
    playground.open("#example=no_such_example")
    expect(playground.alert).to_contain_text("no_such_example")
    expect(playground.program).to_contain_text("def fibonacci")


@pytest.mark.same_page
def test_a_link_with_a_program_fills_the_editor_and_waits(playground: Playground):
    playground.open(link_to("print('ran ' + 'by itself')\n"))
    expect(playground.program).to_contain_text("by itself")
    playground.wait_for_python()
    expect(playground.stop_button).to_be_disabled()
    expect(playground.output).not_to_contain_text("ran by itself")
    playground.run()
    expect(playground.output).to_contain_text("ran by itself")


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_damaged_link_says_so(playground: Playground):
    playground.open("#code=1!!!")
    expect(playground.alert).to_contain_text("damaged")
    playground.page.goto("about:blank")
    playground.open("#code=9abc")
    expect(playground.alert).to_contain_text("another version")


@pytest.mark.without_python
def test_a_broken_link_loses_nothing_of_what_was_being_edited(playground: Playground):
    playground.open()
    playground.write("print('half ' + 'written')\n")
    playground.page.evaluate("location.hash = 'code=1!!!'")
    expect(playground.alert).to_contain_text("damaged")
    expect(playground.program).to_contain_text("'half '")
    playground.open("#code=1!!!")
    expect(playground.alert).to_contain_text("damaged")
    expect(playground.program).to_contain_text("'half '")


def test_a_link_brings_other_files_and_data_along(playground: Playground, open_page, tmp_path: Path):
    playground.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    (tmp_path / "cities.csv").write_text("Oslo\nBergen\n")
    playground.open()
    add(playground, "shapes.py", "def area(r):\n    return 3 * r * r\n")
    choose(playground, tmp_path / "cities.csv")
    main_file(playground)
    playground.write("import shapes\nprint(shapes.area(2), len(open('cities.csv').readlines()))\n")
    playground.page.get_by_role("button", name="Share").click()
    expect(playground.status).to_contain_text("Link copied")
    link = playground.page.evaluate("navigator.clipboard.readText()")
    expect(playground.status).to_contain_text(f"Link copied ({len(link)} characters)")
    note = playground.page.get_by_role("region", name="The link")
    expect(note).to_contain_text(f"A link of {len(link)} characters")
    expect(note).to_contain_text("main.py, cities.csv, shapes.py")
    expect(note).to_contain_text("It does not hold")

    other: Playground = open_page()
    other.open(link.removeprefix(other.url))
    expect(tab(other, "shapes.py")).to_be_visible()
    expect(other.example).to_have_value("link")
    expect(other.output).to_contain_text("What the program prints appears here")
    other.run()
    expect(other.output).to_contain_text("12 2")


def test_a_link_says_what_it_holds_and_brings_inputs_view_and_filters_along(
    playground: Playground, open_page
):
    playground.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    playground.open()
    playground.write("import json\ndef greet():\n    return json.dumps(input())\nprint(greet())\n")
    playground.page.get_by_text("Inputs", exact=True).click()
    playground.page.get_by_role("textbox", name="Inputs").fill("Ada\nGrace\n")
    playground.include.click()
    playground.run()
    playground.tab("Outline")
    playground.rows.filter(has_text="greet").first.click()
    panel = playground.tab("Timeline")
    panel.get_by_role("button", name="Merged", exact=True).click()
    playground.page.keyboard.press("Shift+F")
    playground.page.get_by_role("button", name="Share").click()
    note = playground.page.get_by_role("region", name="The link")
    for part in (
        "the program as it is in the editor (main.py)",
        "2 lines prepared for input()",
        "which library code is included (all packages, standard library)",
        "the view (Timeline)",
        "the selected call (greet())",
        "the filters (only greet())",
    ):
        expect(note).to_contain_text(part)
    link = playground.page.evaluate("navigator.clipboard.readText()")
    playground.page.keyboard.press("Escape")
    expect(note).to_have_count(0)

    other: Playground = open_page()
    other.open(link.removeprefix(other.url))
    other.run()
    expect(other.output).to_contain_text('"Ada"')
    expect(other.page.get_by_role("tab", name="Timeline")).to_have_attribute("aria-selected", "true")
    expect(other.page.get_by_role("button", name="Merged", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


@pytest.mark.same_page
def test_a_program_too_long_for_a_link_offers_its_trace_file(playground: Playground):
    playground.open()
    noise = random.Random(1).randbytes(30_000).hex()
    playground.write(f"text = '{noise}'\nprint(len(text))\n")
    share = playground.page.get_by_role("button", name="Share")
    share.click()
    expect(playground.alert).to_contain_text("too long for a link: run it, then send its trace file")
    expect(playground.alert).to_contain_text("characters, and chats and mail cut links after 16,000")
    playground.run()
    share.click()
    with playground.page.expect_download() as download:
        playground.alert.get_by_role("button", name="Save the trace file").click()
    assert download.value.suggested_filename.endswith(".trace.json")


def test_share_copies_a_link_that_opens_the_same_program_and_call(playground: Playground, open_page):
    playground.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    playground.open()
    playground.run("""
        def double(n):
            return n * 2

        for n in range(4):
            double(n)
    """)
    playground.tab("Outline")
    playground.rows.filter(has_text="double(2)").click()
    expect(playground.details).to_contain_text("double(2)")
    playground.page.get_by_role("button", name="Share").click()
    expect(playground.status).to_contain_text("Link copied")
    link = playground.page.evaluate("navigator.clipboard.readText()")

    other = open_page()
    other.open(link.removeprefix(other.url))
    expect(other.program).to_contain_text("def double(n):")
    other.run()
    expect(other.details).to_contain_text("double(2)")


@pytest.mark.without_python
@pytest.mark.same_page
def test_back_returns_to_the_example_before(playground: Playground):
    playground.open("#example=hanoi")
    playground.example.select_option(label="Permutations")
    expect(playground.program).to_contain_text("def permutations")
    playground.page.go_back()
    expect(playground.program).to_contain_text("def move_tower")
