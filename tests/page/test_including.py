"""Which code is let in: the program's own, chosen packages, the standard library."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .driver import Playground


@pytest.mark.same_page
def test_the_switch_lets_pandas_in_and_out(playground: Playground):
    playground.open("#example=pandas_groupby")
    expect(playground.include).to_be_checked()
    playground.run()
    with_pandas = playground.calls()
    assert with_pandas > 500

    playground.include.click()
    expect(playground.include).not_to_be_checked()
    playground.wait_for_end()
    own = playground.calls()
    assert own == 20
    rows = [row.strip().partition("(")[0] for row in playground.outline()]
    assert rows[1:] == ["report", "sales", "prices", "revenue"] + ["discount"] * 12 + ["spread"] * 3, (
        "calls that pandas makes back into the program hang in their place"
    )

    playground.include.click()
    expect(playground.status).not_to_have_text("Running…")
    playground.wait_for_end()
    assert playground.calls() == with_pandas


@pytest.mark.same_page
def test_the_standard_library_can_be_let_in(playground: Playground):
    playground.open()
    playground.run("""
        import textwrap

        def shout():
            return textwrap.fill('hello ' * 30)

        shout()
    """)
    assert playground.calls() == 2
    playground.libraries.click()
    playground.page.get_by_role("checkbox", name="Standard library").check()
    playground.page.keyboard.press("Escape")
    expect(playground.include).to_be_checked()
    playground.run()
    assert playground.calls() > 5
    assert any("fill(" in row for row in playground.outline())


@pytest.mark.same_page
def test_import_machinery_and_module_bodies_stay_out(playground: Playground, tmp_path: Path):
    playground.open("#example=pandas_groupby")
    playground.run()
    trace = playground.export(tmp_path / "trace.json")
    called = [trace["functions"][index] for index in trace["calls"]["function"]]
    assert {function["origin"] for function in called} == {"program", "library"}
    assert [function["name"] for function in called if function["kind"] == "module"] == ["<module>"]
    assert not any(function["module"].startswith("importlib") for function in called)


@pytest.mark.same_page
def test_a_sort_key_hangs_where_it_was_called(playground: Playground):
    playground.open()
    playground.run(
        """
            def key(x):
                return -x

            def main():
                return sorted([3, 1, 2], key=key)

            main()
        """
    )
    assert [row.split("(")[0] for row in playground.outline()][1:] == [
        "  main",
        "    key",
        "    key",
        "    key",
    ]
