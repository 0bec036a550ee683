"""Opening a trace file against JSON.parse of its text, in turn: each time a page of its own, nothing warm.

    .venv/bin/python benchmarks/reading.py [ROUNDS] [NAME …]      (of LARGE; all of them without)

Ours: from the choice of the file to the model in the page ("read": the worker's start, the file's way into it and the
columns' way back), and to the frame after the one that says that it is open ("opened"). JSON.parse: alone, once, in an
empty page that has the text as a string already; what the same page needs to get the string from the file is
told beside it ("text") and counts for neither.
"""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

import traces
from common import ROOT, chromium, keep, median, served

LARGE = ["fib(28)", "wide", "loop", "shapes 1,000,000", "pandas"]

# How long a person looks for the file, at least, in ms: the page makes itself ready meanwhile.
CHOOSING = 1000

# From the choice of the file to the frame after the one in which the page says that it is open.
OPENING = """name => {
    globalThis.opened = new Promise(resolve => {
        addEventListener("change", () => {
            const begun = performance.now();
            const look = () => {
                const text = document.querySelector("[role=status]").textContent;
                const resolved = () => resolve(performance.now() - begun);
                if (text.includes(`opened from ${name}`)) requestAnimationFrame(resolved);
                else requestAnimationFrame(look);
            };
            look();
        }, { capture: true, once: true });
    });
}"""

PARSING = """async input => {
    const begun = performance.now();
    const text = await input.files[0].text();
    const ready = performance.now();
    globalThis.kept = JSON.parse(text);
    return [ready - begun, performance.now() - ready];
}"""


def open_file(page: Any, path: Path) -> float:
    """Opens a file in a page that stands; ms until it is drawn."""
    page.evaluate("performance.clearMeasures()")
    page.evaluate(OPENING, path.name)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open trace").click()
    page.wait_for_timeout(CHOOSING)
    chooser.value.set_files(path)
    return float(page.evaluate("opened"))


def measures(page: Any) -> dict[str, float]:
    """What the page itself measured, in ms, newest first of each name."""
    found: dict[str, float] = page.evaluate(
        "Object.fromEntries(performance.getEntriesByType('measure').map(e => [e.name, e.duration]))"
    )
    return found


def ours(browser: Any, address: str, path: Path) -> dict[str, float]:
    """In a page that has just come to stand, its Python too."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}#example=fibonacci")
    page.get_by_text(re.compile("^Python .* ready$")).wait_for()
    opened = open_file(page, path)
    times = {"read": measures(page)["read"], "opened": opened}
    context.close()
    return times


def parsing(browser: Any, path: Path) -> dict[str, float]:
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<input type=file>")
    box = page.locator("input")
    box.set_input_files(path)
    text, parse = box.evaluate(PARSING)
    context.close()
    return {"text": text, "parse": parse}


def in_turn(browser: Any, address: str, path: Path, rounds: int) -> dict[str, float]:
    """The median of each."""
    times: dict[str, list[float]] = {}
    ways = [partial(ours, browser, address, path), partial(parsing, browser, path)]
    for number in range(rounds):
        for way in ways if number % 2 == 0 else ways[::-1]:
            for what, ms in way().items():
                times.setdefault(what, []).append(ms)
    for what, all_of_it in times.items():
        print(f"  {what:<7}" + "".join(f" {ms:6.0f}" for ms in all_of_it), file=sys.stderr)
    return {what: median(all_of_it) for what, all_of_it in times.items()}


def main(rounds: int, names: list[str]) -> None:
    results: dict[str, Any] = {}
    with served(ROOT / "dist") as address, chromium() as browser:
        for name in names or LARGE:
            path = traces.pandas(browser, address) if name == "pandas" else traces.made(name)
            results[name] = found = in_turn(browser, address, path, rounds)
            parse = found["parse"]
            print(
                f"{name:<18} JSON.parse {parse:5.0f} ms; read {found['read'] / parse:.2f} ×, "
                f"opened {found['opened'] / parse:.2f} ×; the text alone {found['text'] / parse:.2f} ×",
                flush=True,
            )
    keep("reading", {"rounds": rounds, "traces": results})


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given.pop(0)) if given and given[0].isdigit() else 5, [name for name in given if name in LARGE])
