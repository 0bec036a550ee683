"""From the press of "Write tests" to proven tests, in the page: how long, and the longest that nothing on it changes.

    .venv/bin/python benchmarks/proving.py [ROUNDS] [EXAMPLE …]      (those of about 60 lines; all of them without)

Each round has a context of its own, in which Python has started once: as for somebody who has just run the program.
"""

from __future__ import annotations

import sys
from typing import Any

from common import ROOT, chromium, keep, median, served

EXAMPLES = ["n_queens", "binary_tree", "calculator", "asyncio_tasks"]
# What a person waits for at most, and what they see stand still at most, in seconds.
WANTED, WANTED_STILL = 10.0, 1.0

# From the press to the frame after the one with the list of tests. Pauses are between changes of what the panel says.
PROVING = """() => new Promise(resolve => {
    const panel = document.querySelector("[role=tabpanel]");
    const begun = performance.now();
    let [before, text, pause] = [begun, "", 0];
    const look = () => {
        const now = performance.now();
        const said = panel.innerText;
        if (said !== text) {
            pause = Math.max(pause, now - before);
            [before, text] = [now, said];
        }
        if (panel.querySelector("[aria-label=Tests]"))
            resolve({ seconds: (now - begun) / 1000, pause: pause / 1000, said: panel.querySelector("h2").innerText });
        else requestAnimationFrame(look);
    };
    [...panel.querySelectorAll("button")].find(button => button.innerText === "Write tests").click();
    look();
})"""


def prove(browser: Any, address: str, example: str) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{address}#example={example}")
    page.get_by_text("ready", exact=False).last.wait_for()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("tab", name="Tests").click()
    page.get_by_role("button", name="Write tests").and_(page.locator(":enabled")).wait_for()
    found: dict[str, Any] = page.evaluate(PROVING)
    context.close()
    return found


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    results: dict[str, Any] = {}
    with served(ROOT / "dist") as address, chromium() as browser:
        for example in sys.argv[2:] or EXAMPLES:
            found = [prove(browser, address, example) for _ in range(rounds)]
            seconds, pause = (median([one[key] for one in found]) for key in ("seconds", "pause"))
            results[example] = {"seconds": seconds, "longest pause": pause, "said": found[-1]["said"]}
            print(
                f"{example}: {seconds:.1f} s (wanted {WANTED:.0f}), longest pause {pause:.1f} s "
                f"(wanted {WANTED_STILL:.0f}): {found[-1]['said']}"
            )
    keep("proving", results)


if __name__ == "__main__":
    main()
