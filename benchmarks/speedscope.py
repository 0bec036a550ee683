"""Beside speedscope: the same trace in the same browser, each way in turn in each round.

    .venv/bin/python benchmarks/speedscope.py [ROUNDS] [fib's n]

Ours opens the trace file with all its values; speedscope opens the same calls as its own evented JSON, names alone.
From the choice of the file to the frame after the one in which each says that it is open; then the wheel zooms in and
out. speedscope comes from npm, into benchmarks/results.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import traces
from common import RESULTS, ROOT, interleaved, keep, median, served
from reading import CHOOSING

VERSION = "1.25.0"
# speedscope draws with WebGL only. Without a GPU Chromium has that in software, and this lets it; all else stays as is.
SOFTWARE_WEBGL = "--enable-unsafe-swiftshader"
# Ours, and the file is chosen as soon as the page can be clicked.
STARTING = "ours, while Python starts"

OPENING = """sign => {
    globalThis.opened = new Promise(resolve => {
        addEventListener("change", () => {
            const begun = performance.now();
            const look = () => {
                const done = document.body.innerText.includes(sign);
                requestAnimationFrame(done ? () => resolve(performance.now() - begun) : look);
            };
            look();
        }, { capture: true, once: true });
    });
}"""

ZOOM = """async ctrlKey => {
    const canvases = [...document.querySelectorAll("canvas")];
    const canvas = canvases.sort((a, b) => b.clientWidth * b.clientHeight - a.clientWidth * a.clientHeight)[0];
    const box = canvas.getBoundingClientRect();
    const [clientX, clientY] = [box.left + box.width * 0.55, box.top + box.height * 0.3];
    const target = document.elementFromPoint(clientX, clientY) ?? canvas;
    const gaps = [];
    let last = 0;
    for (let i = 0; i < 90; i++) {
        target.dispatchEvent(new WheelEvent("wheel", {
            deltaY: i < 45 ? -60 : 60, ctrlKey, clientX, clientY, bubbles: true, cancelable: true, view: window,
        }));
        const now = await new Promise(requestAnimationFrame);
        if (i > 2) gaps.push(now - last);
        last = now;
    }
    return gaps;
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def fetched() -> Path:
    """speedscope's page, as its package brings it."""
    RESULTS.mkdir(exist_ok=True)
    folder = RESULTS / f"speedscope-{VERSION}"
    if not folder.exists():
        from playground import bootstrap

        node, environment = bootstrap.node()
        npm = str(Path(node).with_name("npm"))
        subprocess.run(
            [npm, "install", "--no-save", "--prefix", str(folder), f"speedscope@{VERSION}"],
            env=environment,
            check=True,
            capture_output=True,
        )
    return folder / "node_modules" / "speedscope" / "dist" / "release"


def main(rounds: int, n: int) -> None:
    from playwright.sync_api import sync_playwright

    from playground import bootstrap
    from tests.conftest import CHROMIUM_FLAGS

    release = fetched()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(release)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    theirs = f"http://127.0.0.1:{server.server_address[1]}/index.html"
    own = traces.made(f"fib({n})", partial(traces.fib, n))
    other = traces.made(f"fib({n}) evented", lambda: traces.evented(json.loads(own.read_text())))
    with served(ROOT / "dist") as ours, sync_playwright() as tool:
        frames: dict[str, list[float]] = {}

        def once(name: str) -> float:
            browser = tool.chromium.launch(
                executable_path=bootstrap.browser(),
                args=[*CHROMIUM_FLAGS, SOFTWARE_WEBGL],
            )
            page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
            page.set_default_timeout(300_000)
            if name != "speedscope":
                page.goto(f"{ours}#example=fibonacci")
                if name == "ours":
                    # Loaded, as speedscope's page is: Python starts beside it otherwise, on the same two cores.
                    page.get_by_text(re.compile("^Python .* ready$")).wait_for()
                page.evaluate(OPENING, f"opened from {own.name}")
                with page.expect_file_chooser() as chooser:
                    page.get_by_role("button", name="Open trace").click()
                if name == "ours":
                    page.wait_for_timeout(CHOOSING)
                chooser.value.set_files(own)
            else:
                page.goto(theirs)
                page.evaluate(OPENING, "MainThread")
                page.locator("input[type=file]").first.set_input_files(other)
            took = float(page.evaluate("opened"))
            if name != STARTING:
                if name == "ours":
                    page.get_by_role("tab", name="Timeline").click()
                page.wait_for_timeout(1500)
                frames.setdefault(name, []).extend(page.evaluate(ZOOM, name == "speedscope"))
            browser.close()
            return took

        times = interleaved(rounds, {name: partial(once, name) for name in ("ours", STARTING, "speedscope")})
    result: dict[str, Any] = {"speedscope": VERSION}
    for name, taken in times.items():
        quicker = median(times["speedscope"]) / median(taken)
        result[name] = {"picture_ms": median(taken), "times_quicker": quicker}
        print(f"{name:<26} picture after {median(taken):6.0f} ms ({quicker:.1f} × as quick)", end="")
        if name in frames:
            gaps = sorted(frames[name])
            frame = result[name]["frame_ms"] = {"median": median(gaps), "p95": gaps[int(len(gaps) * 0.95)]}
            print(f", frame zooming {frame['median']:.1f} / {frame['p95']:.1f} ms", end="")
        print()
    keep("speedscope", result)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(given[0] if given else 3, given[1] if len(given) > 1 else 28)
