"""A program that prints without end: the page stays quick and small, says what is missing, and saves what it kept."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .driver import Playground
from .runs import LONGEST_FRAME, ready_again, started

# Bytes of JavaScript's heap; it takes 6 MB before the first run.
MAX_MEMORY_BYTES = 80_000_000


def memory(playground: Playground) -> int:
    session = playground.page.context.new_cdp_session(playground.page)
    session.send("HeapProfiler.collectGarbage")
    return int(playground.page.evaluate("performance.memory.usedJSHeapSize"))


def answers(playground: Playground) -> None:
    """A click has its effect within ten seconds also on a machine with much other work."""
    for view in ("Functions", "Tree"):
        tab = playground.page.get_by_role("tablist", name="View").get_by_role("tab", name=view, exact=True)
        tab.click(timeout=10_000)
        expect(playground.page.get_by_role("tabpanel", name=view)).to_be_visible(timeout=10_000)


def test_ten_million_lines_neither_freeze_the_page_nor_fill_it(playground: Playground, tmp_path: Path):
    started(playground, "for n in range(10_000_000):\n    print('line', n, '.' * 90)\n")
    expect(playground.output).to_contain_text("more than 5,000,000 characters")
    answers(playground)
    expect(playground.output).to_contain_text("characters in between are not shown")
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    expect(playground.output).to_contain_text(
        re.compile(r"[\d,]+ lines, [\d,]+ characters are left out here")
    )
    assert len(playground.output.inner_text()) < 200_000
    assert memory(playground) < MAX_MEMORY_BYTES
    with playground.page.expect_download() as download:
        playground.page.get_by_role("button", name="Save output").click()
    download.value.save_as(tmp_path / "output.txt")
    saved = (tmp_path / "output.txt").read_text("utf-8")
    assert saved.startswith(f"line 0 {'.' * 90}\nline 1 .")
    assert 5_000_000 < len(saved) < 5_100_000
    ready_again(playground)


@pytest.mark.without_python
def test_what_was_printed_is_saved_also_where_nothing_was_cut(playground: Playground, tmp_path: Path):
    playground.open("#example=fibonacci")
    expect(playground.output).to_contain_text("8")
    with playground.page.expect_download() as download:
        playground.page.get_by_role("button", name="Save output").click()
    download.value.save_as(tmp_path / "output.txt")
    assert (tmp_path / "output.txt").read_text("utf-8") == playground.output.inner_text()


def test_one_line_of_a_hundred_megabytes_is_cut(playground: Playground):
    started(playground, "print('x' * 100_000_000)\nprint('the end')\n")
    answers(playground)
    playground.wait_for_end()
    expect(playground.output).to_contain_text(re.compile(r"94,95\d,\d{3} characters are left out here"))
    expect(playground.output).to_contain_text("the end")
    assert len(playground.output.inner_text()) < 200_000
    assert memory(playground) < MAX_MEMORY_BYTES
    ready_again(playground)


FLOODS = {
    "flushing each line": "n = 0\nwhile True:\n    n += 1\n    print('line', n, flush=True)\n",
    "two streams in turn": "import sys\nwhile True:\n    sys.stdout.write('a')\n    sys.stderr.write('b')\n",
    "from a call each": "def say(n):\n    print(n)\n\nfor n in range(10_000_000):\n    say(n)\n",
}


@pytest.mark.same_page
@pytest.mark.parametrize("flood", FLOODS)
def test_the_page_answers_while_a_program_prints(playground: Playground, flood: str):
    started(playground, FLOODS[flood])
    expect(playground.output).to_contain_text("in between are not shown")
    answers(playground)
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    ready_again(playground)


LINES_WITHOUT_END = {
    "dots": "import sys\nwhile True:\n    sys.stdout.write('.')\n",
    "two directions": "import sys\nwhile True:\n    sys.stdout.write('a\\u05e9')\n",
    "one letter with many marks": "import sys\nwhile True:\n    sys.stdout.write('\\u0301')\n",
}


@pytest.mark.alone
@pytest.mark.same_page
@pytest.mark.parametrize("characters", LINES_WITHOUT_END)
def test_a_line_that_never_ends_is_not_laid_out_anew_in_every_frame(playground: Playground, characters: str):
    started(playground, LINES_WITHOUT_END[characters])
    playground.page.evaluate(LONGEST_FRAME)
    expect(playground.output).to_contain_text("in between are not shown")
    answers(playground)
    playground.stop_button.click(timeout=10_000)
    assert "stopped" in playground.wait_for_end()
    # A frame takes at most a tenth of it on a free machine; with the whole log as one text it took 3 to 15 seconds.
    assert playground.page.evaluate("longestFrame") < 2_000


@pytest.mark.same_page
def test_a_line_in_blocks_is_one_line_to_who_copies_it(playground: Playground):
    lines = "print('x' * 5_000)\nprint('word ' * 1_000)\nprint('x' * 2_000)\nfor n in range(9_000): print('line', n)\n"
    printed = f"{'x' * 5_000}\n{'word ' * 1_000}\n{'x' * 2_000}\n" + "".join(
        f"line {n}\n" for n in range(9_000)
    )
    playground.open()
    playground.run(lines)
    expect(playground.output).to_contain_text("line 8999")
    assert playground.output.inner_text() == printed
    selected = "log => { getSelection().selectAllChildren(log); return getSelection().toString(); }"
    assert playground.output.evaluate(selected).rstrip("\n") == printed.rstrip("\n")


@pytest.mark.same_page
def test_names_of_any_length_are_shortened(playground: Playground):
    playground.open()
    playground.run("raise type('E' * 10_000, (Exception,), {})('\u0301' * 10_000)\n")
    assert len(playground.status.inner_text()) < 500


@pytest.mark.same_page
def test_a_long_line_in_small_pieces_takes_no_longer_than_many_lines(playground: Playground):
    playground.open()
    playground.run("for n in range(400_000):\n    print('piece', end=' ')\nprint('the end')\n")
    expect(playground.output).to_contain_text("the end")
