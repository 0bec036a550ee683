"""Finding and following: seeing less of a run, keys, and what they leave in the address."""

import re

from playwright.sync_api import expect

from .driver import Playground

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


def test_the_menu_of_a_call_does_the_same(playground: Playground):
    playground.open()
    playground.run(SORTING)
    playground.tab("Outline")
    select(playground, "split(2")
    playground.details.get_by_role("button", name="Show less").click()
    playground.page.get_by_role("menuitem", name="Only calls of split").click()
    expect(crumbs(playground)).to_contain_text("only calls of split")
    expect(playground.rows.filter(has_text="sort(")).to_have_count(0)


def test_what_would_leave_nothing_is_not_done(playground: Playground):
    playground.open()
    playground.run(SORTING)
    playground.tab("Outline")
    select(playground, "split(2")
    playground.page.keyboard.press("Shift+E")
    expect(playground.status).to_contain_text("That would leave no call")
    expect(crumbs(playground)).to_have_count(0)


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


def test_a_wish_that_a_run_cannot_fulfil_says_so(playground: Playground):
    playground.open("#example=quicksort&show=hide%3Agone")
    expect(crumbs(playground)).to_contain_text("not in this run")
    crumbs(playground).get_by_role("button", name="Take the last one back").click()
    expect(crumbs(playground)).to_have_count(0)


def test_the_selected_call_stays_selected_in_the_next_run(playground: Playground):
    playground.open()
    playground.run(SORTING)
    playground.tab("Outline")
    select(playground, "sort([3])")
    playground.run()
    expect(playground.details).to_contain_text("sort([3])")


def test_the_sheet_of_keys_opens_on_a_question_mark_but_not_while_writing(playground: Playground):
    playground.open()
    sheet = playground.page.get_by_role("dialog", name="Keys")
    playground.program.click()
    playground.page.keyboard.press("?")
    expect(sheet).to_have_count(0)
    playground.page.get_by_role("tab", name="Tree").press("?")
    expect(sheet).to_contain_text("Hide its function")
    playground.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_the_picture_grows_while_the_program_runs_and_stopping_keeps_it(playground: Playground):
    playground.open()
    playground.wait_for_python()
    playground.write("""
        import time

        def tick(n):
            time.sleep(0.05)
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
