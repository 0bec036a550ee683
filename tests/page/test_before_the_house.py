"""Links, stored programs and trace files of an earlier build open in this one (tests/fixtures/before-the-house)."""

import json
from pathlib import Path

from playwright.sync_api import expect

from .conftest import Open
from .driver import Playground
from .test_program_files import tab

BEFORE = Path(__file__).resolve().parents[1] / "fixtures" / "before-the-house"
LINKS: dict[str, str] = json.loads((BEFORE / "links.json").read_text("utf-8"))
STORED = json.loads((BEFORE / "storage.json").read_text("utf-8"))

# Puts back what the browser kept, for the page to find when it is loaded anew.
PUT_BACK = """async ({ localStorage: texts, files }) => {
    for (const [key, text] of Object.entries(texts)) localStorage.setItem(key, text);
    const opening = indexedDB.open("playground-files");
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    await new Promise(done => (opening.onsuccess = done));
    const writing = opening.result.transaction("files", "readwrite");
    for (const [key, text] of Object.entries(files)) writing.objectStore("files").put(new Blob([text]), key);
    await new Promise(done => (writing.oncomplete = done));
    opening.result.close();
}"""


def test_a_stored_program_stands_there_with_its_files(open_page: Open):
    playground = open_page().open()
    playground.page.evaluate(PUT_BACK, STORED)
    playground.page.reload()
    expect(playground.program).to_contain_text("def people(path):")
    expect(tab(playground, "shapes.py")).to_be_visible()
    playground.run()
    expect(playground.output).to_contain_text("['Oslo,700', 'Bergen,290'] 12")
    playground.open("#example=quicksort")
    expect(playground.program).to_contain_text("'edited'")


def test_a_link_brings_its_files_and_finds_its_call(playground: Playground):
    playground.open("#" + LINKS["files"])
    expect(playground.program).to_contain_text("def people(path):")
    playground.run()
    expect(playground.output).to_contain_text("['Oslo,700', 'Bergen,290'] 12")
    expect(playground.details).to_contain_text("area(2)")


def test_a_link_to_what_is_shown_of_an_example(playground: Playground):
    playground.open("#" + LINKS["shown"])
    trail = playground.page.get_by_role("navigation", name="Shown")
    expect(trail).to_contain_text("only Parser.sum")
    expect(playground.details).to_contain_text("Parser.sum")


def no_package_is_chosen(playground: Playground) -> None:
    expect(playground.include).to_be_checked()
    playground.page.get_by_role("button", name="Libraries", exact=True).click()
    choice = playground.page.get_by_role("dialog", name="Libraries")
    expect(choice.get_by_role("checkbox", name="Standard library")).to_be_checked()
    expect(choice.get_by_role("checkbox", name="six")).not_to_be_checked()
    expect(choice.get_by_role("checkbox")).to_have_count(2)
    playground.page.keyboard.press("Escape")


def test_a_link_without_a_package(playground: Playground):
    playground.open("#" + LINKS["no package"])
    no_package_is_chosen(playground)


def test_trace_files(playground: Playground):
    playground.open()
    playground.open_trace(BEFORE / "page.trace.json")
    expect(playground.status).to_contain_text("4 calls in")
    expect(tab(playground, "shapes.py")).to_be_visible()

    playground.open_trace(BEFORE / "no-package.trace.json.gz")
    expect(playground.status).to_contain_text("127 calls in")
    no_package_is_chosen(playground)
    # Run would show the same: the choice is the file's.
    expect(playground.page.get_by_role("button", name="Press Run to apply")).to_have_count(0)

    playground.open_trace(BEFORE / "profile.trace.json.gz")
    expect(playground.status).to_contain_text("12,017 calls in")
