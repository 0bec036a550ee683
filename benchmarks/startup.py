"""How long a person waits: from the address to the first picture, to the first run, to pandas; on a second visit; after
Stop; and for the import when a pandas program runs again.

    .venv/bin/python benchmarks/startup.py [ROUNDS [PATTERN]]    PATTERN: only the ways it matches, such as pandas

Against bare pages that do the same with nothing around it and the stock files: `loadPyodide`, then (for
pandas) `loadPackage` of the wheels as they are published. Same browser, same server, an empty cache each
time, interleaved. For a second visit each side has been there once, with the browser's caches as that left them; ours
also with the memory snapshot that the page makes when nothing goes on.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import ROOT, chromium, interleaved, keep, median, served

PYODIDE = ROOT / "playground" / "web" / "node_modules" / "pyodide"
LOCK = ROOT / "playground" / "wheels.lock.json"

BARE = """<!doctype html>
<title>bare</title>
<script type="module" src="bare.js"></script>
"""
BARE_SCRIPT = """
import { loadPyodide } from "./pyodide.mjs";
const wanted = new URL(location.href).searchParams;
const source = await (await fetch(wanted.get("program"))).text();
const pyodide = await loadPyodide({ lockFileURL: new URL("lock.json", location.href).href, stdout: () => {} });
globalThis.ready = performance.now();
if (wanted.has("packages")) await pyodide.loadPackage(wanted.get("packages").split(","));
pyodide.runPython(source);
globalThis.done = performance.now();
"""

# Runs in our page before its own scripts: notes when a first picture stands, presses Run as soon as it does
# (if asked to), notes when the run has ended and is drawn.
WATCH = """
globalThis.seen = {};
function drawn() {
  const canvas = document.querySelector("[role=tabpanel] canvas");
  if (!canvas || !canvas.width) return false;
  const small = new OffscreenCanvas(48, 48).getContext("2d", { willReadFrequently: true });
  small.drawImage(canvas, 0, 0, 48, 48);
  return new Set(new Uint32Array(small.getImageData(0, 0, 48, 48).data.buffer)).size > 4;
}
function look() {
  const status = document.querySelector("[role=status]")?.textContent ?? "";
  if (!seen.picture && drawn()) seen.picture = performance.now();
  if (seen.picture && PRESS && !seen.pressed) {
    const run = document.querySelector("button[aria-label=Run]");
    if (run && !run.disabled) { run.click(); seen.pressed = performance.now(); }
  }
  if (seen.pressed && !seen.ran && /^[\\d,]+ calls? in/.test(status) && !/recorded earlier|Error/.test(status)) {
    seen.ran = performance.now();
    requestAnimationFrame(() => { if (drawn()) seen.done = performance.now(); });
  }
  if (!seen.done) requestAnimationFrame(look);
}
requestAnimationFrame(look);
"""


def bare_site(folder: Path, dist_lock: dict[str, Any]) -> None:
    """The stock runtime from npm, the stock wheels, and a page of nine lines."""
    from playground.build.fetch import fetch_all
    from playground.build.lock import read_lock

    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        shutil.copy(PYODIDE / name, folder)
    for path in fetch_all(read_lock()).values():
        shutil.copy(path, folder)
    (folder / "lock.json").write_text(json.dumps({key: dist_lock[key] for key in ("info", "packages")}))
    (folder / "index.html").write_text(BARE)
    (folder / "bare.js").write_text(BARE_SCRIPT)
    for name in ("fibonacci", "pandas_groupby"):
        shutil.copy(ROOT / "examples" / f"{name}.py", folder)


# Whether a memory snapshot is kept whole.
KEPT = """async () => {
    const cache = await caches.open("playground-python");
    const [name] = await cache.keys();
    return !!name && !!(await cache.match(name));
}"""

ENDLESS = "while True:\n    pass\n"
IMPORTING = """import time
began = time.perf_counter()
import pandas
print("import", (time.perf_counter() - began) * 1000, "ms")
"""


def visit(browser: Any, address: str, press: bool | None, until: str, again: str | None = None) -> float:
    """
    Opens a page in a context of its own; returns the value of `until` (ms since navigation) once set. `again`: of a
    second visit, after this question was answered with yes in the first.
    """
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    try:
        page = context.new_page()
        if again:
            page.goto(address)
            while not page.evaluate(again):
                page.wait_for_timeout(200)
            page.close()
            page = context.new_page()
        if press is not None:
            page.add_init_script(f"const PRESS = {json.dumps(press)};\n{WATCH}")
        page.goto(address, wait_until="commit")
        return float(page.wait_for_function(f"() => {until}", timeout=180_000, polling=50).json_value())
    finally:
        context.close()


class Desk:
    """Our page as a person uses it, by its accessible names."""

    def __init__(self, browser: Any, address: str, program: str) -> None:
        self.page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        self.page.goto(address)
        self.ready()
        self.page.get_by_role("textbox", name="Program").click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(program)

    def ready(self) -> None:
        self.page.get_by_text(re.compile(r"^Python 3[.\d]+ ready$")).wait_for(timeout=180_000)

    def run(self) -> None:
        self.page.get_by_role("button", name="Run", exact=True).click()


def stopped(browser: Any, address: str) -> float:
    """From Stop to ready again, in ms, after an endless loop of two seconds."""
    desk = Desk(browser, address, ENDLESS)
    try:
        desk.run()
        desk.page.wait_for_timeout(2000)
        began = time.perf_counter()
        desk.page.get_by_role("button", name="Stop").click()
        desk.ready()
        return (time.perf_counter() - began) * 1000
    finally:
        desk.page.context.close()


def imported_again(browser: Any, address: str) -> float:
    """What `import pandas` takes when an unchanged program runs a second time, in ms."""
    desk = Desk(browser, address, IMPORTING)
    output = desk.page.get_by_role("log", name="Output")
    try:
        desk.run()
        output.get_by_text("import").wait_for(timeout=180_000)
        desk.ready()
        desk.run()
        desk.page.get_by_role("button", name="Stop", disabled=True).wait_for()
        desk.ready()
        return float(output.inner_text().split()[1])
    finally:
        desk.page.context.close()


RATIOS = (
    (
        "first picture / bare loadPyodide (wanted: under 0.25)",
        "ours: first picture",
        "bare: loadPyodide",
    ),
    ("first run / bare run (wanted: at most 1.1)", "ours: fibonacci ran", "bare: fibonacci ran"),
    ("pandas / stock way (wanted: at most 0.5)", "ours: pandas ran", "bare: pandas ran"),
    (
        "second visit / bare first visit (wanted: at most 0.35)",
        "ours, again: fibonacci ran",
        "bare: fibonacci ran",
    ),
    ("second visit / bare second visit", "ours, again: fibonacci ran", "bare, again: fibonacci ran"),
)


def main(rounds: int, pattern: str) -> None:
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        bare_folder = Path(temporary)
        bare_site(bare_folder, json.loads(LOCK.read_text("utf-8")))
        with served(ROOT / "dist") as ours, served(bare_folder) as bare:

            def way(
                address: str, press: bool | None, until: str, again: str | None = None
            ) -> Callable[[], float]:
                return lambda: visit(browser, address, press, until, again)

            ways = {
                "bare: loadPyodide": way(f"{bare}?program=fibonacci.py", None, "globalThis.ready"),
                "bare: fibonacci ran": way(f"{bare}?program=fibonacci.py", None, "globalThis.done"),
                "ours: first picture": way(ours, False, "seen.picture"),
                "ours: fibonacci ran": way(ours, True, "seen.done"),
                "bare: pandas ran": way(
                    f"{bare}?program=pandas_groupby.py&packages=pandas", None, "globalThis.done"
                ),
                "ours: pandas ran": way(f"{ours}#example=pandas_groupby", True, "seen.done"),
                "bare, again: fibonacci ran": way(
                    f"{bare}?program=fibonacci.py", None, "globalThis.done", "() => !!globalThis.done"
                ),
                "ours, again: fibonacci ran": way(ours, True, "seen.done", KEPT),
                "ours: Stop to ready": lambda: stopped(browser, ours),
                "ours: import again": lambda: imported_again(browser, ours),
            }
            times = interleaved(
                rounds, {name: measured for name, measured in ways.items() if re.search(pattern, name)}
            )
    medians = {name: median(values) for name, values in times.items()}
    ratios = {
        said: medians[ours] / medians[bare]
        for said, ours, bare in RATIOS
        if ours in medians and bare in medians
    }
    print(f"\nmedian of {rounds} rounds, from navigation")
    for name, value in medians.items():
        print(f"  {name:<28}{value:8.0f} ms")
    print()
    for name, value in ratios.items():
        print(f"  {value:5.2f}  {name}")
    keep("startup", {"rounds": rounds, "times_ms": times, "medians_ms": medians, "ratios": ratios})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2] if len(sys.argv) > 2 else "")
