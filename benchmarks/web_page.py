"""A run of a million calls as a page of its own beside the same run opened in the page, in turn.

    .venv/bin/python benchmarks/web_page.py [ROUNDS] [NAME …]      (of reading.LARGE; shapes 1,000,000 without)

The page of its own: from the beginning of the navigation to the file on the disk (so with its own script and styles) to
the frame after the one that says what the run is. The page: as in reading.py ("opened"), of the packed trace and of the
plain one, in a page that stands and has made itself ready while the file was chosen.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

import traces
from common import ROOT, chromium, keep, median, served
from reading import LARGE, open_file

from calltrace.page import page_with

# In every page, from its first moment on.
LOOKING = """
globalThis.opened = new Promise(resolve => {
    const look = () => {
        const text = document.querySelector("[role=status]")?.textContent ?? "";
        if (/^[\\d,]+ calls? in/.test(text)) requestAnimationFrame(() => resolve(performance.now()));
        else requestAnimationFrame(look);
    };
    look();
});
"""


def written(trace: Path) -> tuple[Path, Path]:
    """The run as a packed trace and as a page of its own, beside the plain one."""
    packed, page = trace.with_name(f"{trace.name}.gz"), trace.with_suffix(".html")
    if not packed.exists():
        packed.write_bytes(gzip.compress(trace.read_bytes(), 6, mtime=0))
    page.write_bytes(page_with(packed.read_bytes(), trace.name))
    return packed, page


def own_page(browser: Any, path: Path) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(LOOKING)
    page.goto(path.as_uri())
    ms = float(page.evaluate("opened"))
    context.close()
    return ms


def in_the_page(browser: Any, address: str, path: Path) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}#example=fibonacci")
    page.get_by_text(re.compile("^Python .* ready$")).wait_for()
    ms = open_file(page, path)
    context.close()
    return ms


def main(rounds: int, names: list[str]) -> None:
    results: dict[str, Any] = {}
    with served(ROOT / "dist") as address, chromium() as browser:
        for name in names or ["shapes 1,000,000"]:
            plain = traces.made(name)
            packed, page = written(plain)
            ways = {
                "own page": partial(own_page, browser, page),
                "packed": partial(in_the_page, browser, address, packed),
                "plain": partial(in_the_page, browser, address, plain),
            }
            times: dict[str, list[float]] = {way: [] for way in ways}
            for number in range(rounds):
                for way in list(ways)[:: 1 if number % 2 == 0 else -1]:
                    times[way].append(ways[way]())
            found = {way: median(all_of_it) for way, all_of_it in times.items()}
            results[name] = found
            print(
                f"{name:<18} own page {found['own page']:5.0f} ms ({page.stat().st_size / 1e6:.1f} MB), "
                f"{found['own page'] / found['packed']:.2f} × the packed trace in the page, "
                f"{found['own page'] / found['plain']:.2f} × the plain one; {json.dumps(times)}",
                flush=True,
            )
    keep("web_page", {"rounds": rounds, "traces": results})


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given.pop(0)) if given and given[0].isdigit() else 5, [name for name in given if name in LARGE])
