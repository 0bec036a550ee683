"""What the tests of ending and stopping a program share: the program's beginning, its start, and the run after it."""

import re

from playwright.sync_api import expect

from .driver import Playground

# The longest time between two frames, from now on.
LONGEST_FRAME = """() => {
    window.longestFrame = 0;
    let last = performance.now();
    const frame = now => {
        window.longestFrame = Math.max(window.longestFrame, now - last);
        last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""
BEFORE = "def before(n):\n    return n\n\nbefore(1)\n"


def ready_again(playground: Playground) -> None:
    playground.run("print('ready again')\n")
    expect(playground.output).to_have_text(re.compile("^ready again\\s*$"))
    assert playground.calls() == 1


def started(playground: Playground, source: str) -> None:
    playground.open()
    playground.wait_for_python()
    playground.write(source)
    playground.run_button.click()
    expect(playground.stop_button).to_be_enabled()
