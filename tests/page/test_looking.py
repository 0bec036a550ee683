"""Looking at a run: one selection in every view, details, highlighting, the steps of the timeline."""

from playwright.sync_api import expect

from .driver import Playground


def test_a_call_chosen_in_the_outline_is_explained_in_the_details(playground: Playground):
    playground.open()
    playground.tab("Outline")
    playground.rows.filter(has_text="fibonacci(4)").first.click()
    details = playground.details
    expect(details).to_contain_text("fibonacci(4)")
    expect(details).to_contain_text("return fibonacci(n - 1) + fibonacci(n - 2)")
    expect(details).to_contain_text("fibonacci(5)")  # where it was called from
    for answer in ("fibonacci(6)", "fibonacci(0)"):  # all calls of the same function
        expect(details.get_by_text(answer).first).to_be_attached()


def test_the_selection_is_the_same_in_every_view(playground: Playground):
    playground.open()
    playground.tab("Outline")
    playground.rows.filter(has_text="fibonacci(5)").first.click()
    for view in ("Tree", "Timeline", "Functions", "Outline"):
        playground.tab(view)
        expect(playground.details).to_contain_text("fibonacci(5)")
    expect(playground.tree.get_by_role("treeitem", selected=True)).to_contain_text("fibonacci(5)")


def test_a_click_on_the_picture_selects_a_call(playground: Playground):
    playground.open()
    playground.wait_for_picture()
    panel = playground.page.get_by_role("tabpanel", name="Tree")
    box = panel.bounding_box()
    assert box
    # The first call stands in the middle.
    panel.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(playground.details).to_contain_text("main.py")
    playground.page.keyboard.press("Escape")


def test_functions_are_counted_and_sorted(playground: Playground):
    playground.open("#example=whack_a_mole")
    panel = playground.tab("Functions")
    row = panel.get_by_role("row").filter(has_text="free_holes").first
    expect(row).to_contain_text("36")
    header = panel.get_by_role("columnheader", name="Calls").get_by_role("button")
    header.click()
    first = panel.get_by_role("row").nth(1)
    expect(first).to_be_visible()


def test_the_timeline_can_run_in_steps(playground: Playground):
    playground.open()
    panel = playground.tab("Timeline")
    playground.wait_for_picture("Timeline")
    steps = panel.get_by_text("Steps").first
    steps.click()
    assert playground.wait_for_picture("Timeline") >= 3


def test_a_table_of_pandas_shows_as_a_table(playground: Playground):
    playground.open("#example=pandas_groupby")
    playground.include.click()
    playground.wait_for_end()
    playground.tab("Outline")
    playground.rows.filter(has_text="prices(").first.click()
    expect(playground.details.get_by_role("columnheader", name="cents")).to_be_visible()
    expect(playground.details.get_by_role("cell", name="420")).to_be_visible()
