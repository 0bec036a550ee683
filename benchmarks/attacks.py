"""
How long the page stands still while a program attacks it: each program of tests/page/attacks.py, in a page of its own.

    .venv/bin/python benchmarks/attacks.py [PATTERN]    PATTERN: only the attacks whose name it matches
    SITE=folder …                                       another site, such as one that was built before a change

Prints the longest time between two frames (ms) of the page at rest and under the attack, and how long Stop took where
somebody had to press it. Look at the first beside the second: on a busy machine a page at rest has long frames too.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from common import ROOT, chromium, keep, served

# What a program that floods has until somebody presses Stop, in ms.
PATIENCE = 2_000

LONGEST = "() => { const found = window.longestFrame; window.longestFrame = 0; return found; }"


def measure(browser: Any, address: str, program: str) -> dict[str, Any]:
    from playwright.sync_api import expect

    from tests.page.attacks import numbered
    from tests.page.driver import Playground
    from tests.page.runs import LONGEST_FRAME

    context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    playground = Playground(context.new_page(), address).open()
    playground.page.set_default_timeout(120_000)
    expect(playground.run_button).to_be_enabled()
    playground.wait_for_python()
    playground.write(numbered(program, 1))
    playground.page.evaluate(LONGEST_FRAME)
    playground.page.wait_for_timeout(500)
    rest = playground.page.evaluate(LONGEST)
    playground.run_button.click()
    playground.page.wait_for_timeout(PATIENCE)
    began = time.monotonic()
    pressed = playground.stop_button.is_enabled()
    if pressed:
        playground.stop_button.dispatch_event("click")
    expect(playground.stop_button).to_be_disabled(timeout=120_000)
    stop = 1000 * (time.monotonic() - began) if pressed else None
    longest = playground.page.evaluate(LONGEST)
    ended = playground.status.inner_text()
    context.close()
    return {"rest": rest, "attacked": longest, "stop": stop, "ended": ended}


def main(pattern: str) -> None:
    from playwright.sync_api import Error

    from tests.page.attacks import HARMLESS, REFUSED

    site = Path(os.environ.get("SITE", ROOT / "dist"))
    found: dict[str, dict[str, Any]] = {}
    print(f"{'longest frame, ms':42} {'rest':>5} {'attacked':>8} {'stop':>6}")
    with served(site) as address:
        for name, program in (REFUSED | HARMLESS).items():
            if not re.search(pattern, name):
                continue
            # A page that never comes back takes its browser with it.
            with chromium() as browser:
                try:
                    one = found[name] = measure(browser, address, program)
                except (Error, AssertionError) as error:
                    print(f"{name:42} {str(error).splitlines()[0]}")
                    continue
            stop = "" if one["stop"] is None else f"{one['stop']:.0f}"
            print(
                f"{name:42} {one['rest']:5.0f} {one['attacked']:8.0f} {stop:>6}  {one['ended'][:60]}",
                flush=True,
            )
    keep("attacks", found)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
