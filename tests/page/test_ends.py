"""However a program ends: the tree so far, one plain sentence, and a page that is ready for the next run."""

import re
import time

import pytest
from playwright.sync_api import expect

from .driver import Playground
from .runs import BEFORE, ready_again, started

ENDINGS = {
    "os._exit": ("import os\nos._exit(7)\n", "The program ended Python itself with exit code 7."),
    "sys.exit": ("import sys\nsys.exit(3)\n", "SystemExit in line 7: 3"),
    "memory": ("kept = []\nkept.append(bytes(2**31 - 100))\n", "MemoryError in line 7"),
    # There may be no memory left for the error's line, nor for calling anything. Most of it is taken without being
    # written to: a machine may need a minute to find 2 GB of pages.
    "memory, bit by bit": (
        "import ctypes\nctypes.pythonapi.PyMem_RawMalloc(1_900_000_000)\n"
        "kept = []\nwhile True:\n    kept.append([0] * 50)\n",
        re.compile("MemoryError|Python ran out of memory"),
    ),
    "no memory in the event loop": (
        "import asyncio\ndef full(handle):\n    raise MemoryError\nasyncio.Handle._run = full\n"
        "await asyncio.sleep(0.1)\n",
        "Python ran out of memory",
    ),
    "closing its own worker": ("import js\njs.close()\nimport time\ntime.sleep(60)\n", "closed the worker"),
}


@pytest.mark.same_page
@pytest.mark.other_hosts
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ending_has_its_sentence_and_the_tree_so_far(playground: Playground, ending: str):
    source, sentence = ENDINGS[ending]
    playground.open()
    playground.write(BEFORE + "print('from here on')\n" + source)
    playground.run_button.click()
    expect(playground.status).to_contain_text(sentence)
    expect(playground.stop_button).to_be_disabled()
    assert playground.calls() >= 2
    assert playground.outline()[1].startswith("  before(1)")
    ready_again(playground)


@pytest.mark.same_page
def test_run_again_and_again_in_quick_order_shows_the_last_program_alone(playground: Playground):
    playground.open()
    playground.wait_for_python()
    for n in range(5):
        playground.write(f"def number_{n}():\n    print('number', {n})\n\nnumber_{n}()\n")
        playground.run_button.click()
    expect(playground.output).to_contain_text("number 4")
    playground.wait_for_end()
    assert playground.output.inner_text().strip() == "number 4"
    assert playground.calls() == 2
    assert playground.outline()[1].startswith("  number_4(")


@pytest.mark.same_page
def test_what_is_edited_while_it_runs_is_not_what_ran(playground: Playground):
    started(playground, "import asyncio\nprint('first')\nawait asyncio.sleep(1)\nprint('first is done')\n")
    expect(playground.output).to_contain_text("first")
    playground.write("print('second')\n")
    expect(playground.output).to_contain_text("first is done")
    playground.wait_for_end()
    expect(playground.output).not_to_contain_text("second")
    playground.run()
    expect(playground.output).to_have_text(re.compile("^second\\s*$"))


def test_two_tabs_have_a_run_each(open_page):
    one = open_page().open()
    other = Playground(one.page.context.new_page(), one.url).open()
    for tab, name in ((one, "apple"), (other, "pear")):
        tab.write(f"import asyncio\nprint('{name}')\nawait asyncio.sleep(0.5)\nprint('{name} is done')\n")
        tab.run_button.click()
    for tab, name, foreign in ((one, "apple", "pear"), (other, "pear", "apple")):
        expect(tab.output).to_contain_text(f"{name} is done")
        expect(tab.output).not_to_contain_text(foreign)


def test_a_page_that_slept_meanwhile_shows_the_run_whole(playground: Playground):
    count = 30
    started(playground, f"import time\nfor n in range({count}):\n    time.sleep(0.1)\n    print('step', n)\n")
    expect(playground.output).to_contain_text("step 2")
    browser = playground.page.context.new_cdp_session(playground.page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    time.sleep(2)  # the lid is down
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    assert "1 call in" in playground.wait_for_end()
    expect(playground.output).to_have_text("\n".join(f"step {n}" for n in range(count)))
    ready_again(playground)
