"""Output that is written for a terminal: bars, colours and links are read, saved and spoken as text."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .driver import Playground

pytestmark = pytest.mark.same_page

# A terminal has for each line what stands beside it.
PROGRAM = r"""
import sys
print("Loading", end="")
for n in range(6):
    print("\r[" + "#" * n + "." * (5 - n) + f"] {n}/5", end="", flush=True)
print()
print("\x1b[32mpassed\x1b[0m and \x1b[1;38;5;208mbold\x1b[m")
print("\x1b]8;;https://example.org/\x1b\\the page\x1b]8;;\x1b\\, as a link")
print("\x1b[31mleft red")
for n in range(6):
    print(f"{n}/5", end="\r", file=sys.stderr)
"""
SHOWN = "[#####] 5/5\npassed and bold\nthe page, as a link\nleft red\n"


def test_output_is_what_a_terminal_would_show(playground: Playground, tmp_path: Path):
    playground.open()
    playground.run(PROGRAM)
    expect(playground.output).to_contain_text("5/5")
    expect(playground.output).to_contain_text("left red")
    # A screen reader hears what belongs to which stream.
    assert playground.output.text_content() == SHOWN + "Error output: 5/5"
    passed = playground.output.get_by_text("passed", exact=True)
    plain = playground.output.get_by_text("and", exact=False).first
    colour = "element => getComputedStyle(element).color"
    assert passed.evaluate(colour) != plain.evaluate(colour)
    link = playground.output.get_by_role("link", name="the page")
    assert link.get_attribute("href") == "https://example.org/"
    assert link.get_attribute("rel") == "noopener noreferrer"
    with playground.page.expect_download() as download:
        playground.page.get_by_role("button", name="Save output").click()
    download.value.save_as(tmp_path / "output.txt")
    assert (tmp_path / "output.txt").read_text("utf-8") == SHOWN + "5/5"
    # The next run begins in no colour of this one.
    playground.run("print('next')")
    expect(playground.output).to_have_text("next")
    assert playground.output.get_by_text("next").evaluate(colour) == playground.output.evaluate(colour)
