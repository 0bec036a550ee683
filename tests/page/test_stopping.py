"""Stop in every state that a program can be in: the calls so far, and a page that is ready for the next run."""

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


@pytest.mark.parametrize("state", STATES)
def test_stop_works_in_every_state_and_shows_what_was_recorded(playground: Playground, state: str):
    started(playground, BEFORE + "print('from here on')\n" + STATES[state])
    expect(playground.output).to_contain_text("from here on")
    playground.stop_button.click()
    assert "stopped" in playground.wait_for_end()
    assert playground.calls() >= 2
    assert playground.outline()[1].startswith("  before(1)")
    ready_again(playground)
