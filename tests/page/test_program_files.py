"""Programs of several files, and data files beside them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .driver import Playground, shape
from .runs import started
from .test_sizes import SIDEWAYS, show

CITIES = "city,people\nOslo,700\nBergen,290\n"


def tab(playground: Playground, name: str) -> Locator:
    return playground.page.get_by_role("tablist", name="Files").get_by_role("tab", name=name)


def menu(playground: Playground, button: str, entry: str) -> None:
    playground.page.get_by_role("button", name=button).click()
    playground.page.get_by_role("menu", name=button).get_by_role("menuitem", name=entry).click()


def add(playground: Playground, name: str, source: str) -> None:
    """A new module, written by hand."""
    menu(playground, "Add file", "New file")
    field = playground.page.get_by_role("textbox", name="File name")
    field.fill(name)
    field.press("Enter")
    expect(tab(playground, name)).to_have_attribute("aria-selected", "true")
    playground.write(source)


def choose(playground: Playground, *paths: Path) -> None:
    with playground.page.expect_file_chooser() as chooser:
        menu(playground, "Add file", "Choose files…")
    chooser.value.set_files(list(paths))


def main_file(playground: Playground) -> None:
    tab(playground, "main.py").click()


@pytest.mark.same_page
def test_a_second_module_is_imported_as_the_programs_own(playground: Playground, tmp_path: Path):
    playground.open()
    add(playground, "shapes.py", "def area(r):\n    return 3 * r * r\n")
    main_file(playground)
    playground.run("from shapes import area\nprint(area(2))\n")
    expect(playground.output).to_contain_text("12")
    outline = playground.outline()
    assert [re.split(r"[ (]", row.strip())[0] for row in outline] == ["main.py", "shapes.py", "area"]
    playground.rows.filter(has_text="area").click()
    expect(playground.details).to_contain_text("shapes.py, line 1")
    expect(playground.details).to_contain_text("return 3 * r * r")
    trace = playground.export(tmp_path / "trace.json")
    assert trace["sources"]["shapes.py"].startswith("def area(r):")


def test_the_files_of_a_trace_come_along(playground: Playground, open_page, tmp_path: Path):
    playground.open()
    add(playground, "shapes.py", "def area(r):\n    return 3 * r * r\n")
    main_file(playground)
    playground.run("import shapes\nshapes.area(2)\n")
    exported = playground.export(tmp_path / "trace.json")
    other: Playground = open_page().open()
    other.open_trace(tmp_path / "trace.json")
    expect(tab(other, "shapes.py")).to_be_visible()
    other.run()
    assert shape(other.export(tmp_path / "again.json")) == shape(exported)


@pytest.mark.same_page
def test_an_error_is_marked_in_the_file_that_it_stands_in(playground: Playground):
    playground.open()
    add(playground, "divide.py", "def half(n):\n    return n / 0\n")
    main_file(playground)
    status = playground.run("import divide\ndivide.half(1)\n")
    assert "ZeroDivisionError in divide.py, line 2" in status
    marks = playground.page.locator(".cm-lint-marker-error")
    expect(marks).to_have_count(0)
    tab(playground, "divide.py (error)").click()
    expect(marks).to_have_count(1)
    expect(playground.program).to_contain_text("def half")
    playground.write("def half(n):\n    return n / 2\n")
    expect(playground.page.get_by_role("button", name="Edited since this run")).to_be_visible()
    assert "Error" not in playground.run()
    expect(marks).to_have_count(0)


def test_a_data_file_is_read_kept_renamed_and_removed(playground: Playground, tmp_path: Path):
    path = tmp_path / "cities.csv"
    path.write_text(CITIES)
    playground.open()
    choose(playground, path)
    expect(tab(playground, "cities.csv")).to_have_attribute("aria-selected", "true")
    expect(playground.program).to_contain_text("Bergen,290")
    expect(playground.page.get_by_text("main.py reads it with open")).to_be_visible()
    main_file(playground)
    playground.run("print(len(open('cities.csv').readlines()), 'lines')\n")
    expect(playground.output).to_contain_text("3 lines")

    playground.page.reload()
    expect(tab(playground, "cities.csv")).to_be_visible()
    playground.run()
    expect(playground.output).to_contain_text("3 lines")

    tab(playground, "cities.csv").click()
    playground.page.keyboard.press("F2")
    field = playground.page.get_by_role("textbox", name="File name")
    field.fill("main.py")
    field.press("Enter")
    expect(playground.page.get_by_text("There is a file called main.py already.")).to_be_visible()
    field.fill("towns.csv")
    field.press("Enter")
    main_file(playground)
    playground.run("print(len(open('towns.csv').readlines()), 'towns')\n")
    expect(playground.output).to_contain_text("3 towns")

    tab(playground, "towns.csv").click()
    menu(playground, "Options of towns.csv", "Remove")
    expect(tab(playground, "towns.csv")).to_have_count(0)
    assert "FileNotFoundError" in playground.run()
    playground.page.get_by_role("button", name="Bring back towns.csv").click()
    playground.run()
    expect(playground.output).to_contain_text("3 towns")


@pytest.mark.same_page
def test_a_text_file_is_called_as_it_was_named_and_edited_as_text(playground: Playground, tmp_path: Path):
    keyboard = playground.page.keyboard
    playground.open()
    menu(playground, "Add file", "New file")
    expect(playground.page.get_by_role("textbox", name="File name")).to_be_focused()
    keyboard.type("data.csv")  # an ending of its own takes the place of the suggested one
    keyboard.press("Enter")
    expect(tab(playground, "data.csv")).to_have_attribute("aria-selected", "true")
    playground.program.focus()
    keyboard.type('if (x, "imp')  # neither brackets nor words of Python come by themselves
    expect(playground.program).to_have_text('if (x, "imp')
    keyboard.press("Control+Space")
    expect(playground.page.get_by_role("listbox")).to_have_count(0)
    main_file(playground)
    playground.run("print(open('data.csv').read())\n")
    expect(playground.output).to_contain_text('if (x, "imp')
    tab(playground, "data.csv").click()
    playground.write("1;2")
    expect(playground.page.get_by_role("button", name="Edited since this run")).to_be_visible()

    windows = tmp_path / "windows.txt"
    windows.write_bytes(b"one\r\ntwo\r\n")
    other = tmp_path / "other" / "windows.txt"
    other.parent.mkdir()
    other.write_text("three")
    choose(playground, windows)
    expect(playground.program).to_contain_text("two")
    playground.program.focus()
    keyboard.press("ControlOrMeta+End")
    keyboard.type("more")
    choose(playground, other)
    expect(playground.program).to_have_text("three")
    expect(playground.alert).to_contain_text("windows.txt was here already and has been replaced")
    playground.page.get_by_role("button", name="Bring back windows.txt").click()
    main_file(playground)
    playground.run("print(open('windows.txt', 'rb').read())\n")
    expect(playground.output).to_contain_text(r"b'one\r\ntwo\r\nmore'")


@pytest.mark.same_page
def test_a_dropped_csv_is_read_by_pandas(playground: Playground, tmp_path: Path):
    path = tmp_path / "cities.csv"
    path.write_text(CITIES)
    playground.open()
    playground.drop(path)
    main_file(playground)
    playground.run("import pandas as pd\nprint(pd.read_csv('cities.csv')['people'].sum())\n")
    expect(playground.output).to_contain_text("990")


@pytest.mark.same_page
def test_what_is_dropped_onto_the_code_belongs_to_the_program(playground: Playground, tmp_path: Path):
    path = tmp_path / "settings.json"
    path.write_text('{"size": 3}')
    playground.open()
    playground.drop(path, onto=playground.page.get_by_role("region", name="Code"))
    main_file(playground)
    playground.run("import json\nprint('size', json.load(open('settings.json'))['size'])\n")
    expect(playground.output).to_contain_text("size 3")


@pytest.mark.without_python
def test_files_belong_to_their_program(playground: Playground):
    playground.open()
    add(playground, "helper.py", "x = 1\n")
    playground.example.select_option(label="Quicksort")
    expect(tab(playground, "helper.py")).to_have_count(0)
    playground.page.go_back()
    expect(tab(playground, "helper.py")).to_be_visible()


@pytest.mark.same_page
def test_what_a_stopped_program_wrote_can_be_saved(playground: Playground):
    write = "with open('so_far.txt', 'w') as file:\n    file.write('half of it')\nprint('written')\n"
    started(playground, write + "while True:\n    pass\n")
    expect(playground.output).to_contain_text("written")
    playground.stop_button.click()
    playground.wait_for_end()
    with playground.page.expect_download() as download:
        playground.page.get_by_role("button", name="Save so_far.txt").click()
    assert Path(download.value.path()).read_text() == "half of it"


@pytest.mark.same_page
def test_what_a_program_writes_can_be_saved(playground: Playground, tmp_path: Path):
    playground.open()
    playground.run("""
        import os
        os.mkdir('out')
        with open('out/table.csv', 'w') as file:
            file.write('a,b\\n1,2\\n')
    """)
    with playground.page.expect_download() as download:
        playground.page.get_by_role("button", name="Save out/table.csv").click()
    assert download.value.suggested_filename == "table.csv"
    assert Path(download.value.path()).read_text() == "a,b\n1,2\n"
    playground.run("print(1)\n")
    expect(playground.page.get_by_role("button", name="Save out/table.csv")).to_have_count(0)


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_file_that_does_not_fit_is_refused_in_a_sentence(playground: Playground, tmp_path: Path):
    path = tmp_path / "large.py"
    path.write_text("x = 1\n" * 100_000)
    playground.open()
    choose(playground, path)
    expect(playground.alert.first).to_contain_text("large.py (600 kB) does not fit. Up to 50 files")
    expect(tab(playground, "large.py")).to_have_count(0)


@pytest.mark.without_python
def test_names_that_a_file_cannot_have(playground: Playground):
    playground.open()
    for name in ("../evil.py", "/etc/passwd", "a/../b.py", ".hidden", "x:y.py"):
        menu(playground, "Add file", "New file")
        field = playground.page.get_by_role("textbox", name="File name")
        field.fill(name)
        field.press("Enter")
        expect(playground.page.get_by_text(f"“{name}” cannot be a file's name here")).to_be_visible()
        field.press("Escape")
        expect(playground.page.get_by_role("tablist", name="Files").get_by_role("tab")).to_have_count(1)


@pytest.mark.without_python
@pytest.mark.same_page
def test_by_keyboard_alone(playground: Playground):
    playground.open()
    playground.page.get_by_role("button", name="Add file").focus()
    keyboard = playground.page.keyboard
    keyboard.press("Enter")
    expect(playground.page.get_by_role("menuitem", name="New file")).to_be_focused()
    keyboard.press("Enter")
    expect(playground.page.get_by_role("textbox", name="File name")).to_be_focused()
    keyboard.type("greet")  # the ending stays
    keyboard.press("Enter")
    expect(tab(playground, "greet.py")).to_be_focused()
    keyboard.press("ArrowLeft")
    expect(tab(playground, "main.py")).to_be_focused()
    keyboard.press("ArrowRight")
    keyboard.press("F2")
    keyboard.type("hello")
    keyboard.press("Enter")
    expect(tab(playground, "hello.py")).to_be_focused()
    keyboard.press("Delete")
    expect(tab(playground, "hello.py")).to_have_count(0)
    expect(tab(playground, "main.py")).to_be_focused()


def test_on_a_phone(open_page, tmp_path: Path):
    path = tmp_path / "cities.csv"
    path.write_text(CITIES)
    playground: Playground = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    playground.page.goto(playground.url)
    show(playground, "Code")
    for name in ("first_module.py", "second_module.py", "third_module.py"):
        add(playground, name, "x = 1\n")
    choose(playground, path)
    assert playground.page.evaluate(SIDEWAYS) <= 0
    expect(playground.page.get_by_role("button", name="Add file")).to_be_in_viewport(ratio=1)
    main_file(playground)
    playground.run("print(open('cities.csv').readline())\n")
    show(playground, "Output")
    expect(playground.output).to_contain_text("city,people")
