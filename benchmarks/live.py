"""How long a person waits for Live: from the last key to the new picture of Fibonacci, the pause of 0.4 s included.

    .venv/bin/python benchmarks/live.py [ROUNDS]

Wanted: at most 0.9 s. Each round changes one digit of the program and waits for the first frame after the page's own
measure "picture", by which the new run is drawn.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from common import ROOT, chromium, keep, median, served

PROGRAM = """def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


print(fibonacci(5))"""

# Notes when a key went down last, and when the picture after it was drawn.
WATCH = """() => {
    globalThis.lastKey = 0;
    addEventListener("keydown", ({ timeStamp }) => { lastKey = timeStamp; globalThis.drawnAt = 0; }, true);
    new PerformanceObserver(list => {
        const [last] = list.getEntriesByName("picture").slice(-1);
        if (last) globalThis.drawnAt = last.startTime + last.duration;
    }).observe({ entryTypes: ["measure"] });
}"""


def main(rounds: int) -> None:
    with chromium() as browser, served(ROOT / "dist") as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
        page: Any = context.new_page()
        page.add_init_script(f"({WATCH})()")
        page.goto(address)
        page.get_by_text(re.compile("^Python .* ready$")).wait_for()
        page.get_by_role("switch", name="Live", exact=True).click()
        page.get_by_role("textbox", name="Program").focus()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.insert_text(PROGRAM)
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_text(re.compile(r"^16 calls in")).first.wait_for()
        page.get_by_role("textbox", name="Program").focus()
        for _ in "))":
            page.keyboard.press("ArrowLeft")
        waits = []
        for turn in range(rounds):
            # The standby interpreter is there again, as it is when somebody looks at the picture between two edits.
            page.wait_for_timeout(3000)
            page.keyboard.press("Backspace")
            page.keyboard.press("6" if turn % 2 == 0 else "5")
            page.wait_for_function("() => globalThis.drawnAt > lastKey")
            waits.append(page.evaluate("() => drawnAt - lastKey"))
            print(f"  round {turn + 1}: {waits[-1]:.0f} ms", file=sys.stderr, flush=True)
    print(f"from the last key to the new picture: {median(waits):.0f} ms (wanted: at most 900)")
    keep("live", {"ms": waits})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
