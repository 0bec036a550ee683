"""Finding and following: seeing less of a run, keys, and what they leave in the address."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .driver import Playground

TRACES = Path(__file__).parents[1] / "fixtures" / "traces"

# Resolves once the browser has kept the file: that takes a moment, after it stands on the screen.
KEPT = """async () => {
    while (!(await indexedDB.databases()).some(({ name }) => name === "keyval-store"))
        await new Promise(requestAnimationFrame);
    const opening = indexedDB.open("keyval-store");
    const database = await new Promise(resolve => { opening.onsuccess = () => resolve(opening.result); });
    for (;;) {
        const asking = database.transaction("keyval").objectStore("keyval").count();
        if (await new Promise(resolve => { asking.onsuccess = () => resolve(asking.result); })) break;
    }
    database.close();
}"""

SORTING = """
    def sort(values):
        if len(values) < 2:
            return values
        small, large = split(values[0], values[1:])
        return sort(small) + values[:1] + sort(large)

    def split(pivot, values):
        return [v for v in values if v < pivot], [v for v in values if v >= pivot]

    sort([2, 3, 1])
"""


def crumbs(playground: Playground):
    return playground.page.get_by_role("navigation", name="Shown")


def select(playground: Playground, row: str) -> None:
    playground.rows.filter(has_text=row).first.click()
    expect(playground.details).to_contain_text(row)


@pytest.mark.same_page
def test_a_function_is_hidden_in_every_view_and_comes_back(playground: Playground):
    playground.open()
    playground.run(SORTING)
    whole = playground.outline()
    select(playground, "split(2")
    playground.page.keyboard.press("Shift+H")
    expect(crumbs(playground)).to_contain_text("without split")
    expect(crumbs(playground)).to_contain_text(f"4 of {len(whole)} calls")
    expect(playground.rows).to_have_count(4)
    expect(playground.rows.filter(has_text="split")).to_have_count(0)
    functions = playground.tab("Functions")
    expect(functions.get_by_role("row").filter(has_text="split")).to_have_count(0)
    playground.tab("Timeline")
    expect(playground.page.get_by_role("application")).to_have_accessible_name(
        re.compile("Timeline: 4 calls")
    )
    playground.page.get_by_role("application").press("Backspace")
    expect(crumbs(playground)).to_have_count(0)
    # The hidden call is selected again.
    expect(playground.details).to_contain_text("split(2")
    assert playground.outline() == whole


@pytest.mark.same_page
def test_transforms_follow_one_another_and_each_breadcrumb_is_a_way_back(playground: Playground):
    playground.open()
    playground.run(SORTING)
    playground.tab("Outline")
    select(playground, "sort([2")
    playground.page.keyboard.press("Shift+F")
    playground.page.keyboard.press("Shift+R")
    expect(playground.rows.first).to_contain_text("sort([2, 3, 1])")
    expect(playground.rows.filter(has_text="sort(")).to_have_count(1)
    crumbs(playground).get_by_role("button", name="only sort").click()
    expect(playground.rows.filter(has_text="sort(")).to_have_count(3)
    crumbs(playground).get_by_role("button", name="Whole run").click()
    expect(playground.rows.first).to_contain_text("main.py")


@pytest.mark.same_page
def test_the_menu_of_a_call_does_the_same(playground: Playground):
    playground.open()
    playground.run(SORTING)
    playground.tab("Outline")
    select(playground, "split(2")
    playground.details.get_by_role("button", name="Show less").click()
    playground.page.get_by_role("menuitem", name="Only calls of split").click()
    expect(crumbs(playground)).to_contain_text("only calls of split")
    expect(playground.rows.filter(has_text="sort(")).to_have_count(0)


@pytest.mark.same_page
def test_what_would_leave_nothing_is_not_done(playground: Playground):
    playground.open()
    playground.run(SORTING)
    playground.tab("Outline")
    select(playground, "split(2")
    playground.page.keyboard.press("Shift+E")
    expect(playground.status).to_contain_text("That would leave no call")
    expect(crumbs(playground)).to_have_count(0)


@pytest.mark.same_page
def test_the_address_keeps_what_is_shown(playground: Playground):
    playground.open("#example=quicksort")
    playground.tab("Outline")
    select(playground, "is_sorted(")
    playground.page.keyboard.press("Shift+H")
    expect(playground.page).to_have_url(re.compile("show=hide%3Ais_sorted"))
    playground.page.reload()
    expect(crumbs(playground)).to_contain_text("without is_sorted")
    playground.run()
    expect(crumbs(playground)).to_contain_text("without is_sorted")
    expect(playground.rows.filter(has_text="is_sorted")).to_have_count(0)


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_wish_that_a_run_cannot_fulfil_says_so(playground: Playground):
    playground.open("#example=quicksort&show=hide%3Agone")
    expect(crumbs(playground)).to_contain_text("not in this run")
    crumbs(playground).get_by_role("button", name="Take the last one back").click()
    expect(crumbs(playground)).to_have_count(0)


@pytest.mark.same_page
def test_the_selected_call_stays_selected_in_the_next_run(playground: Playground):
    playground.open()
    playground.run(SORTING)
    playground.tab("Outline")
    select(playground, "sort([3])")
    playground.run()
    expect(playground.details).to_contain_text("sort([3])")


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_sheet_of_keys_opens_on_a_question_mark_but_not_while_writing(playground: Playground):
    playground.open()
    sheet = playground.page.get_by_role("dialog", name="Keys")
    playground.program.click()
    playground.page.keyboard.press("?")
    expect(sheet).to_have_count(0)
    expect(playground.details).to_contain_text("Press ? for all keys.")
    playground.page.get_by_role("tab", name="Tree").press("?")
    expect(sheet).to_contain_text("Hide its function")
    playground.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


@pytest.mark.same_page
def test_the_picture_grows_while_the_program_runs_and_stopping_keeps_it(playground: Playground):
    playground.open()
    playground.wait_for_python()
    playground.write("""
        import time

        def tick(n):
            time.sleep(0.15)
            return n * n

        n = 0
        while True:
            tick(n)
            n += 1
    """)
    playground.tab("Outline")
    playground.run_button.click()
    expect(playground.rows.filter(has_text="tick(9)")).to_be_visible()
    expect(playground.stop_button).to_be_enabled()
    # What is chosen meanwhile stays chosen.
    select(playground, "tick(3)")
    expect(playground.details).to_contain_text("9")
    expect(playground.rows.filter(has_text="tick(19)")).to_be_attached()
    expect(playground.details).to_contain_text("tick(3)")
    playground.stop_button.click()
    playground.wait_for_end()
    assert playground.calls() >= 20
    expect(playground.details).to_contain_text("tick(3)")
    expect(playground.rows.filter(has_text="tick(19)")).to_be_attached()


@pytest.mark.same_page
def test_events_are_stepped_through_and_the_output_follows(playground: Playground):
    playground.open()
    playground.run("""
        def say(word):
            print(word)
            return len(word)

        say("one")
        say("two")
    """)
    playground.page.get_by_role("button", name="Step through the run").click()
    steps = playground.page.get_by_role("region", name="Step through the run")
    expect(steps).to_contain_text("main.py begins")
    later = playground.output.locator(".output-later")
    expect(later).to_have_text("one\ntwo\n")
    playground.page.get_by_role("application").press(".")
    expect(steps).to_contain_text("say('one') begins")
    expect(playground.details).to_contain_text("say('one')")
    playground.page.get_by_role("application").press(".")
    expect(steps).to_contain_text("say('one') → 3")
    expect(later).to_have_text("two\n")
    playground.page.get_by_role("application").press(",")
    expect(steps).to_contain_text("say('one') begins")
    # In the outline only what has begun stands out.
    playground.tab("Outline")
    expect(playground.rows.filter(has_text="say('two')")).to_have_class(re.compile("dim"))
    expect(playground.rows.filter(has_text="say('one')")).not_to_have_class(re.compile("dim"))
    # A call that is chosen is where it goes on.
    select(playground, "say('two')")
    expect(steps).to_contain_text("say('two') begins")
    steps.get_by_role("slider", name="Step").press("Home")
    expect(steps).to_contain_text("1 of 6")
    playground.page.keyboard.press("Escape")
    expect(steps).to_have_count(0)
    expect(later).to_have_count(0)


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_run_plays_to_its_end(playground: Playground):
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    playground.page.get_by_role("application").press(">")
    steps = playground.page.get_by_role("region", name="Step through the run")
    steps.get_by_role("combobox", name="Pace").select_option(label="Fast")
    expect(steps).to_contain_text(re.compile(r"main\.py ends.*(\d+) of \1 "))
    expect(steps.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.same_page
def test_a_value_leads_to_the_call_that_returned_it_and_to_the_others_that_have_it(playground: Playground):
    playground.open()
    playground.run("""
        def read():
            return "a text to follow"

        def show(text):
            return None

        show(read())
        show("another")
    """)
    playground.tab("Outline")
    select(playground, "show('a text")
    playground.details.get_by_role("button", name="2 calls with this value").click()
    search = playground.page.get_by_role("searchbox", name="Search calls and values")
    expect(search).to_have_value("value:\"'a text to follow'\"")
    expect(playground.page.get_by_role("search")).to_contain_text("2 of 4 calls")
    playground.details.get_by_text("earlier returned by").get_by_role("button").click()
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("read()")


@pytest.mark.same_page
def test_the_editor_says_how_often_a_function_was_called_and_leads_to_its_last_call(playground: Playground):
    playground.open()
    playground.run("""
        def double(n):
            return n * 2

        def other():
            return None

        for n in range(4):
            double(n)
        other()
    """)
    # What stands beside a def is drawn, not text: found by what it says.
    lens = playground.page.locator("[data-says='4 calls · last: (3) → 6']")
    lens.click()
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("double(3)")
    # The function that the cursor stands in is lit in the picture.
    playground.tab("Outline")
    playground.program.click()
    playground.page.keyboard.press("ControlOrMeta+Home")
    expect(playground.rows.filter(has_text="double(1)")).to_have_class(re.compile("lit"))
    expect(playground.rows.filter(has_text="other")).not_to_have_class(re.compile("lit"))
    playground.page.get_by_role("tab", name="Outline").click()
    expect(playground.rows.filter(has_text="double(1)")).not_to_have_class(re.compile("lit"))
    playground.program.click()
    playground.page.keyboard.press("ControlOrMeta+End")
    playground.page.keyboard.press("Alt+Enter")
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("other()")


@pytest.mark.without_python
@pytest.mark.same_page
def test_an_opened_trace_file_is_there_again_after_a_reload(playground: Playground):
    playground.open()
    playground.open_trace(TRACES / "recursion.json")
    expect(playground.status).to_contain_text("opened from recursion.json")
    # What is said beside a def stands beside it, also where one file takes another one's place.
    playground.open_trace(TRACES / "generators.json")
    expect(playground.status).to_contain_text("opened from generators.json")
    lens = playground.page.locator("[data-says^='1 call in 4 steps']")
    expect(playground.page.locator(".cm-line").filter(has=lens)).to_have_text(
        [re.compile("def numbers"), re.compile("def squares")]
    )
    playground.open_trace(TRACES / "recursion.json")
    expect(playground.status).to_contain_text("opened from recursion.json")
    status = playground.status.inner_text()
    playground.page.evaluate(KEPT)
    playground.page.reload()
    expect(playground.status).to_contain_text(status)


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_card_beside_the_pointer_shows_the_line_that_made_the_call(playground: Playground):
    playground.open("#example=fibonacci")
    playground.tab("Timeline")
    # By steps the picture is the same, however long each call took when the example was recorded.
    playground.page.get_by_role("group", name="Axis").get_by_role("button", name="Steps").click()
    picture = playground.page.get_by_role("application")
    card = playground.page.locator(".call-card")
    # Down the middle of the picture, until a call of the function is under the pointer.
    for y in range(30, 400, 10):
        picture.hover(position={"x": 300, "y": y})
        if "fibonacci(" in "".join(card.all_inner_texts()):
            break
    expect(playground.page.locator(".call-card .executed")).to_contain_text("fibonacci(")


# More than paper and an outline.
DRAWN = """canvas => {
    const { width, height } = canvas;
    if (!width || height < 100) return false;
    const copy = new OffscreenCanvas(width, height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    return new Set(new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer)).size > 8;
}"""


@pytest.mark.same_page
def test_two_runs_are_compared_before_and_after_an_edit(playground: Playground):
    playground.open()
    compare = playground.page.get_by_role("button", name="Compare runs")
    # One function is called as before.
    program = SORTING.replace("def sort", "def begin():\n        pass\n\n    begin()\n\n    def sort")
    playground.run(program)
    playground.run(program.replace("sort([2, 3, 1])", "sort([2, 3, 1, 4])\n    len2 = lambda: 0\n    len2()"))
    compare.click()
    sheet = playground.page.get_by_role("dialog", name="Compare two runs")
    expect(sheet.get_by_role("status")).to_contain_text("new")
    # What differs in the text stands above what that made of the calls.
    lines = sheet.get_by_role("region", name="What differs in the text")
    expect(lines).to_contain_text(re.compile(r"new:\s*len2 = lambda: 0"))
    above, below = lines.bounding_box(), sheet.get_by_role("table").bounding_box()
    assert above and below and above["y"] < below["y"]
    row = sheet.get_by_role("row").filter(has_text="lambda")
    expect(row).to_contain_text("new")
    # The same in two pictures, each with what it has and the other one has not.
    lit = []
    for side in ("Before", "After"):
        picture = sheet.get_by_role("img", name=f"{side}: ")
        expect(picture).to_be_visible()
        name = picture.get_attribute("aria-label") or ""
        lit.append(int(re.sub(r"\D", "", name) or "0"))
        playground.page.wait_for_function(DRAWN, arg=picture.element_handle())
    assert lit[1] > lit[0]
    # What does not differ stands there once all is asked for; before that only if chance made it slower.
    rows = sheet.locator("tbody tr:not(.compare-group)")
    few = rows.count()
    sheet.get_by_role("checkbox", name="All rows").check()
    expect(rows.filter(has_text="begin")).to_have_count(1)
    assert rows.count() >= few
    sheet.get_by_role("button", name="len2").or_(row.get_by_role("button")).first.click()
    expect(sheet).to_have_count(0)
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("<lambda>()")


@pytest.mark.same_page
def test_a_run_is_compared_with_a_file(playground: Playground):
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    playground.run()
    playground.page.get_by_role("tab", name="Tree").press("Shift+C")
    sheet = playground.page.get_by_role("dialog", name="Compare two runs")
    expect(sheet.get_by_role("combobox", name="Before")).to_be_visible()
    with playground.page.expect_file_chooser() as chooser:
        sheet.get_by_role("button", name="A file as Before").click()
    chooser.value.set_files(TRACES / "exception.json")
    expect(sheet.get_by_role("combobox", name="Before").locator("option:checked")).to_contain_text(
        "exception.json"
    )
    expect(sheet.get_by_role("status")).to_contain_text("gone")
    with playground.page.expect_file_chooser() as chooser:
        sheet.get_by_role("button", name="A file as After").click()
    chooser.value.set_files(TRACES / "recursion.json")
    expect(sheet.get_by_role("combobox", name="After").locator("option:checked")).to_contain_text(
        "recursion.json"
    )
    expect(sheet.get_by_role("combobox", name="Before").locator("option:checked")).to_contain_text(
        "exception.json"
    )


def test_a_file_on_the_screen_is_compared_with_the_one_before(playground: Playground):
    playground.open()
    for name in ("recursion.json", "generators.json"):
        playground.open_trace(TRACES / name)
        expect(playground.status).to_contain_text(f"opened from {name}")
    playground.page.get_by_role("button", name="Compare runs").click()
    sheet = playground.page.get_by_role("dialog", name="Compare two runs")
    for side, name in (("Before", "recursion.json"), ("After", "generators.json")):
        chosen = sheet.get_by_role("combobox", name=side).locator("option:checked")
        expect(chosen).to_contain_text(name)
    expect(sheet.get_by_role("row").filter(has_text="squares")).to_contain_text("1 call in 4 steps")
    after = sheet.get_by_role("combobox", name="After").input_value()
    sheet.get_by_role("combobox", name="Before").select_option(value=after)
    expect(sheet.get_by_role("status")).to_have_text("This is the same run twice: choose another one.")
