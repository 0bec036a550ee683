"""Looking at a run: one selection in every view, details, highlighting, the steps of the timeline."""

import pytest
from playwright.sync_api import expect

from .driver import VIEWS, Playground


@pytest.mark.without_python
@pytest.mark.same_page
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


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_call_that_an_exception_left_says_which_and_where_it_came_out(playground: Playground):
    playground.open("#example=exception")
    playground.tab("Outline")
    playground.rows.filter(has_text="scale('some carrots'").first.click()
    details = playground.details
    expect(details).to_contain_text('An exception left this call: ValueError("invalid literal for int()')
    expect(details.get_by_text("It came from").get_by_role("button")).to_contain_text("to_number('some')")
    # What lit lines look like has no name; the words beside them stand there for everybody.
    source = details.get_by_role("region", name="Source of scale")
    expect(source.locator(".source-line.raised")).to_contain_text("amount, what = parse(line)")


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_selection_is_the_same_in_every_view(playground: Playground):
    playground.open()
    playground.tab("Outline")
    playground.rows.filter(has_text="fibonacci(5)").first.click()
    for view in (*VIEWS, "Outline"):
        playground.tab(view)
        expect(playground.details).to_contain_text("fibonacci(5)")
    expect(playground.tree.get_by_role("treeitem", selected=True)).to_contain_text("fibonacci(5)")


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_click_on_the_picture_selects_a_call(playground: Playground):
    playground.open()
    playground.wait_for_picture()
    picture = playground.page.get_by_role("application", name="Call tree")
    box = picture.bounding_box()
    assert box
    # The first calls stand in the middle.
    picture.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("fibonacci(6)")
    playground.page.keyboard.press("Escape")


@pytest.mark.without_python
@pytest.mark.same_page
def test_functions_are_counted_and_sorted(playground: Playground):
    playground.open("#example=whack_a_mole")
    panel = playground.tab("Functions")
    row = panel.get_by_role("row").filter(has_text="free_holes").first
    expect(row).to_contain_text("36")
    header = panel.get_by_role("columnheader", name="Calls").get_by_role("button")
    header.click()
    first = panel.get_by_role("row").nth(1)
    expect(first).to_be_visible()


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_timeline_can_run_in_steps(playground: Playground):
    playground.open()
    panel = playground.tab("Timeline")
    playground.wait_for_picture("Timeline")
    steps = panel.get_by_text("Steps").first
    steps.click()
    assert playground.wait_for_picture("Timeline") >= 3


@pytest.mark.same_page
def test_a_table_of_pandas_shows_as_a_table(playground: Playground):
    playground.open("#example=pandas_groupby")
    playground.include.click()
    playground.wait_for_end()
    playground.tab("Outline")
    playground.rows.filter(has_text="prices(").first.click()
    expect(playground.details.get_by_role("columnheader", name="cents")).to_be_visible()
    expect(playground.details.get_by_role("cell", name="420")).to_be_visible()


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_wheel_comes_closer_and_back(playground: Playground):
    playground.open("#example=permutations")
    playground.wait_for_picture()
    zoom = playground.page.get_by_role("button", name="show all")
    expect(zoom).to_have_text("100 %")
    panel = playground.page.get_by_role("tabpanel", name="Tree")
    panel.hover()
    playground.page.mouse.wheel(0, -400)
    expect(zoom).not_to_have_text("100 %")
    zoom.click()
    expect(zoom).to_have_text("100 %")


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_picture_by_keys_walks_focuses_and_goes_back(playground: Playground):
    playground.open("#example=hanoi")
    playground.wait_for_picture()
    playground.page.get_by_role("application", name="Call tree").focus()
    keyboard = playground.page.keyboard
    keyboard.press("ArrowDown")
    heading = playground.details.get_by_role("heading", level=2)
    expect(heading).to_have_text("main.py")
    keyboard.press("ArrowDown")
    expect(heading).to_contain_text("move_tower(")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    whole = playground.page.get_by_role("button", name="Whole run")
    keyboard.press("Enter")
    expect(whole).to_be_visible()
    # Back to what was shown, however deep the call.
    keyboard.press("Escape")
    expect(whole).to_be_hidden()


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_subtree_is_shown_alone_in_every_view(playground: Playground):
    playground.open("#example=hanoi")
    playground.tab("Outline")
    playground.rows.filter(has_text="move_tower").nth(1).click()
    panel = playground.tab("Timeline")
    playground.wait_for_picture("Timeline")
    panel.get_by_role("application").focus()
    playground.page.keyboard.press("Enter")
    whole = playground.page.get_by_role("button", name="Whole run")
    expect(whole).to_be_visible()
    playground.tab("Tree")
    expect(whole).to_be_visible()
    whole.click()
    expect(whole).to_be_hidden()


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_chosen_function_is_lit_in_the_outline(playground: Playground):
    playground.open("#example=hanoi")
    panel = playground.tab("Functions")
    panel.get_by_role("row").filter(has_text="move_disk").first.click()
    playground.tab("Outline")
    colour = "row => getComputedStyle(row).backgroundColor"
    lit = playground.rows.filter(has_text="move_disk(").nth(1).evaluate(colour)
    plain = playground.rows.filter(has_text="describe(").nth(1).evaluate(colour)
    assert lit != plain


@pytest.mark.without_python
@pytest.mark.same_page
def test_a_search_lights_its_matches_and_goes_from_one_to_the_next(playground: Playground):
    playground.open("#example=hanoi")
    playground.wait_for_picture()
    box = playground.page.get_by_role("searchbox", name="Search calls and values")
    box.fill("move_disk")
    expect(playground.page.get_by_role("search")).to_contain_text("15")
    heading = playground.details.get_by_role("heading", level=2)
    box.press("Enter")
    expect(heading).to_contain_text("move_disk(")
    first = heading.inner_text()
    box.press("Enter")
    expect(heading).not_to_have_text(first)
    box.press("Escape")
    expect(box).to_have_value("")


@pytest.mark.without_python
@pytest.mark.same_page
def test_statements_of_sql_stand_below_the_calls_that_made_them_and_once_for_all_values(
    playground: Playground,
):
    playground.open("#example=sqlite_notes")
    playground.wait_for_picture()
    box = playground.page.get_by_role("searchbox", name="Search calls and values")
    box.fill("kind:sql")
    often = playground.page.get_by_role("list", name="Statements").get_by_role("listitem").first
    expect(often).to_contain_text("× 8")
    expect(often.get_by_role("region", name="Statement")).to_have_text("INSERT INTO tag\nVALUES (?, ?)")
    often.get_by_role("list", name="Asked for by").get_by_role("button", name="add_tag").click()
    expect(playground.page.get_by_role("heading", name="add_tag(").first).to_be_visible()
    box.fill("")
    rows = playground.outline()
    at = next(index for index, row in enumerate(rows) if "add_note(" in row)
    assert "INSERT INTO note" in rows[at + 1]
    assert rows[at + 1].startswith("    "), "one level below"


@pytest.mark.without_python
@pytest.mark.same_page
def test_the_search_box_says_what_may_be_typed_and_which_match_is_selected(playground: Playground):
    playground.open("#example=hanoi")
    playground.wait_for_picture()
    box = playground.page.get_by_role("searchbox", name="Search calls and values")
    search = playground.page.get_by_role("search")
    box.focus()
    search.get_by_role("button", name="kind:raised").click()
    expect(box).to_have_value("kind:raised")
    expect(box).to_be_focused()
    expect(search.get_by_role("button", name="kind:raised")).to_have_count(0)
    box.fill("kind:nonsense")
    expect(search.get_by_text("There is no kind “nonsense”")).to_be_in_viewport(ratio=1)
    box.fill("move_disk")
    expect(search).to_contain_text("15 of 62 calls")
    box.press("Enter")
    expect(search.get_by_text("1 / 15")).to_be_visible()
    box.press("Shift+Enter")
    expect(search.get_by_text("15 / 15")).to_be_visible()
