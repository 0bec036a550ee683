"""Matplotlib's figures, as pictures in the output."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .driver import Playground

LOADED = "image => image.complete && image.naturalWidth > 100"


def figure(playground: Playground, alt: str) -> Locator:
    return playground.output.get_by_role("img", name=alt)


def test_figures_stand_among_what_was_printed(playground: Playground, open_page, tmp_path: Path):
    playground.open()
    playground.run("""
        import matplotlib.pyplot as plt

        print("before")
        plt.plot([1, 4, 9], label="squares")
        plt.title("Growing")
        plt.xlabel("n")
        plt.show()
        print("after")
        figure, axes = plt.subplots()
        axes.bar(["a", "b"], [3, 5])
        axes.set_title("Left open")
        plt.savefig("bars.png")
    """)
    first = figure(playground, "Figure: Growing, n, 1 line (squares)")
    second = figure(playground, "Figure: Left open, 2 bars")
    for one in (first, second):
        expect(one).to_be_visible()
        assert one.evaluate(LOADED)
    order = "log => [...log.childNodes].map(n => n.alt ?? n.textContent.trim()).filter(Boolean)"
    assert playground.output.evaluate(order) == [
        "before",
        "Figure: Growing, n, 1 line (squares)",
        "after",
        "Figure: Left open, 2 bars",
    ]
    expect(playground.page.get_by_role("button", name="Save bars.png")).to_be_visible()
    assert playground.calls() == 1, "library code stays out"
    exported = playground.export(tmp_path / "trace.json")
    assert [piece["text"] for piece in exported["output"] if "image" in piece] == [
        "Figure: Growing, n, 1 line (squares)\n",
        "Figure: Left open, 2 bars\n",
    ]

    other: Playground = open_page(without_python=True).open()
    other.open_trace(tmp_path / "trace.json")
    assert figure(other, "Figure: Left open, 2 bars").evaluate(LOADED)


def test_a_figure_that_cannot_be_drawn_says_why(playground: Playground):
    playground.open()
    playground.run("""
        import matplotlib.pyplot as plt

        plt.title("$unknown \\\\nonsense{$")
        plt.plot([1, 2])
    """)
    expect(playground.output).to_contain_text("A figure could not be drawn: ValueError")
    expect(playground.output.get_by_role("img")).to_have_count(0)


@pytest.mark.without_python
def test_the_example_shows_its_figure_before_it_has_run(playground: Playground):
    playground.open("#example=predators")
    shown = figure(playground, "Figure: Foxes and rabbits, animals over month, 2 lines (rabbits, foxes)")
    expect(shown).to_be_visible()
    assert shown.evaluate(LOADED)


def test_a_picture_of_pillow_is_shown_where_a_program_shows_it(playground: Playground):
    playground.open()
    playground.run("""
        from PIL import Image

        print("before")
        Image.new("RGB", (120, 80), "red").show()
        Image.new("CMYK", (5000, 200), "blue").show(title="A wide one")
        print("after")
    """)
    for alt in ("Picture: 120 × 80 pixels", "Picture: A wide one"):
        assert figure(playground, alt).evaluate(LOADED)
    order = "log => [...log.childNodes].map(n => n.alt ?? n.textContent.trim()).filter(Boolean)"
    assert playground.output.evaluate(order) == [
        "before", "Picture: 120 × 80 pixels", "Picture: A wide one", "after",
    ]  # fmt: skip
    assert playground.calls() == 1
