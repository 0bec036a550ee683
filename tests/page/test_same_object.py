"""The same object seen twice: Details says so of a call's variables, of its result, and of what is inside a value."""

import pytest
from playwright.sync_api import expect

from .driver import Playground


@pytest.mark.same_page
def test_the_same_object_is_recognisable(playground: Playground):
    playground.open()
    playground.run("""
        def extend(board, row):
            row.append(1)
            return board

        row = [0]
        extend([row, row, [0]], row)
    """)
    playground.outline()
    playground.rows.filter(has_text="extend").first.click()
    details = playground.details
    expect(details).to_contain_text("the same object as board")
    details.get_by_role("button", name="board [[0], [0], [0]]").click()
    expect(details.get_by_role("button", name="1 [0] same object as [0]")).to_be_visible()
    expect(details.get_by_role("button", name="2 [0]", exact=True)).to_be_visible()
