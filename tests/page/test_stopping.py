"""Stop in every state that a program can be in: the calls so far, and a page that is ready for the next run."""

import re

import pytest
from playwright.sync_api import expect

from .driver import Playground
from .runs import BEFORE, ready_again, started

pytestmark = pytest.mark.same_page

STATES = {
    "an endless loop": "while True:\n    pass\n",
    "a loop in C": "sum(range(10**12))\n",
    "asleep": "import time\ntime.sleep(3600)\n",
    "asleep in asyncio": "import asyncio\nawait asyncio.sleep(3600)\n",
    "inside asyncio.run": "import asyncio\nasyncio.run(asyncio.sleep(3600))\n",
    "catching everything": (
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n"
    ),
    "ignoring signals": (
        "import signal\nfor n in range(1, 30):\n    try:\n        signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\nwhile True:\n    pass\n"
    ),
    "waiting for input": "input('? ')\n",
    "waiting for input in a callback": "sorted([2, 1], key=lambda n: input('? '))\n",
    "printing for ever": "while True:\n    print('again')\n",
    "calling for ever": "while True:\n    before(2)\n",
}

# Each makes fifty calls and is then busy or asleep for minutes, where no call ends: in this line.
CALLS = "def f(n):\n    return n\n\nfor n in range(50):\n    f(n)\n"
HANGS = {
    "in C": (CALLS + "total = sum(range(10**11))\n", 6),
    "in an operator": (CALLS + "huge = 10 ** 10 ** 8\n", 6),
    "asleep": (CALLS + "import time\ntime.sleep(500)\n", 7),
    "asleep in asyncio": (CALLS + "import asyncio\nawait asyncio.sleep(500)\n", 7),
    "in a task": (
        CALLS + "import asyncio\nasync def main():\n    await asyncio.sleep(500)\n\nasyncio.run(main())\n",
        8,
    ),
    "in a loop of its own": (CALLS + "while True: n += 1\n", 6),
    "when it comes there again": (
        "def f(n):\n    return n\n\nfor n in [1] * 49 + [10**11]:\n    f(n)\n    sum(range(n))\n",
        6,
    ),
}


def test_a_program_that_hangs_shows_all_its_calls_and_where_it_is(playground: Playground):
    said = {}
    for name, (source, _) in HANGS.items():
        started(playground, source)
        # While it hangs, the page shows what it has done so far.
        expect(playground.details).to_contain_text(re.compile(r"Calls\s*5[12]"))
        playground.stop_button.click()
        said[name] = playground.wait_for_end()
    wanted = {name: f"^5[12] calls in .* stopped in line {line}$" for name, (_, line) in HANGS.items()}
    assert [name for name, text in said.items() if not re.match(wanted[name], text)] == [], said


@pytest.mark.parametrize("state", STATES)
def test_stop_works_in_every_state_and_shows_what_was_recorded(playground: Playground, state: str):
    started(playground, BEFORE + "print('from here on')\n" + STATES[state])
    expect(playground.output).to_contain_text("from here on")
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    assert playground.calls() >= 2
    assert playground.outline()[1].startswith("  before(1)")
    ready_again(playground)
