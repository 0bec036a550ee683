"""Details shows what happened inside a call: its lines, what they changed, the rounds of its loops."""

import pytest
from playwright.sync_api import Locator, expect

from .driver import Playground


def lines_of(playground: Playground, call: str) -> Locator:
    """The region "Lines" of the first call with this text in the outline, opened."""
    playground.outline()
    playground.rows.filter(has_text=call).first.click()
    region = playground.details.get_by_role("region", name="Lines")
    expect(region).to_be_visible()
    show = region.get_by_role("button", name="Show what each line did")
    if show.is_visible():
        show.click()
    return region


@pytest.mark.same_page
def test_the_lines_of_a_call_are_shown_round_by_round(playground: Playground):
    playground.open()
    playground.run("""
        import random

        def double(n):
            return n * 2

        def work(n):
            total = 0
            for i in range(n):
                total += double(i) + random.randrange(100) * 0
                for j in range(2):
                    items = [i] * j
            if n > 100:
                total = -1
            return total

        work(17)
        def broken(n):
            k = n - 1
            return 1 / k
        try:
            broken(1)
        except ZeroDivisionError:
            pass
    """)
    region = lines_of(playground, "work")
    items = region.get_by_role("list", name="Lines").get_by_role("listitem")
    expect(items.nth(0)).to_contain_text("n = 17")
    expect(items.nth(1)).to_contain_text("7     total = 0total = 0")
    loop = region.get_by_role("group", name="Loop in line 8")
    expect(loop).to_contain_text("1 of 17")
    loop.get_by_role("button", name="Next round").click()
    loop.get_by_role("button", name="Next round").click()
    expect(loop).to_contain_text("3 of 17")
    expect(items.nth(2)).to_contain_text("i = 2")
    expect(items.nth(3)).to_contain_text("total = 6")
    expect(items.nth(3)).to_contain_text("×17")
    expect(items.nth(3).get_by_role("button", name="double(2) → 4")).to_be_visible()
    inner = region.get_by_role("group", name="Loop in line 10")
    inner.get_by_role("button", name="Next round").click()
    expect(items.nth(5)).to_contain_text("items = [2]")
    loop.get_by_role("button", name="Previous round").click()
    expect(items.nth(5)).to_contain_text("items = [1]")
    expect(items.nth(8)).to_contain_text("returned 272")

    loop.get_by_role("button", name="All rounds").click()
    table = region.get_by_role("table", name="Rounds of the loop in line 8")
    expect(table.get_by_role("row")).to_have_count(18)
    region.get_by_role("searchbox").fill("total > 200")
    expect(table.get_by_role("row")).to_have_count(4)
    table.get_by_role("button", name="16", exact=True).click()
    expect(loop).to_contain_text("16 of 17")
    table.get_by_role("button", name="total").click()
    table.get_by_role("button", name="total").click()
    expect(table.get_by_role("row").nth(1)).to_contain_text("272")

    items.nth(3).get_by_role("button", name="double(15) → 30").click()
    expect(playground.details.get_by_role("heading", level=2)).to_contain_text("double(15)")
    expect(region.get_by_role("listitem").nth(1)).to_contain_text("returned 30")

    region = lines_of(playground, "broken")
    expect(region.get_by_role("listitem").nth(2)).to_contain_text("ZeroDivisionError")


@pytest.mark.same_page
def test_a_program_that_goes_another_way_shows_nothing_false(playground: Playground):
    playground.open()
    playground.run("""
        import time

        def now():
            return time.time_ns()

        def work():
            begun = now()
            return begun

        work()
    """)
    region = lines_of(playground, "work")
    expect(region.get_by_role("status")).to_contain_text(
        "The program went another way this time: call 3, now()"
    )
    expect(region.get_by_role("list")).to_have_count(0)
