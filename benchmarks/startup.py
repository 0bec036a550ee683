"""How long a person waits: from the address to the first picture, to the first run, to pandas.

    .venv/bin/python benchmarks/startup.py [ROUNDS]

Against bare pages that do the same with nothing around it and the stock files: `loadPyodide`, then (for
pandas) `loadPackage` of the wheels as they are published. Same browser, same server, an empty cache each
time, interleaved.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
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


def visit(browser: Any, address: str, press: bool | None, until: str) -> float:
    """Opens a page in a context of its own; returns the value of `until` (ms since navigation) once set."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    try:
        page = context.new_page()
        if press is not None:
            page.add_init_script(f"const PRESS = {json.dumps(press)};\n{WATCH}")
        page.goto(address, wait_until="commit")
        return float(page.wait_for_function(f"() => {until}", timeout=180_000, polling=50).json_value())
    finally:
        context.close()


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        bare_folder = Path(temporary)
        bare_site(bare_folder, json.loads(LOCK.read_text("utf-8")))
        with served(ROOT / "dist") as ours, served(bare_folder) as bare:

            def way(address: str, press: bool | None, until: str) -> Callable[[], float]:
                return lambda: visit(browser, address, press, until)

            ways = {
                "bare: loadPyodide": way(f"{bare}?program=fibonacci.py", None, "globalThis.ready"),
                "bare: fibonacci ran": way(f"{bare}?program=fibonacci.py", None, "globalThis.done"),
                "ours: first picture": way(ours, False, "seen.picture"),
                "ours: fibonacci ran": way(ours, True, "seen.done"),
                "bare: pandas ran": way(
                    f"{bare}?program=pandas_groupby.py&packages=pandas", None, "globalThis.done"
                ),
                "ours: pandas ran": way(f"{ours}#example=pandas_groupby", True, "seen.done"),
            }
            times = interleaved(rounds, ways)
    medians = {name: median(values) for name, values in times.items()}
    ratios = {
        "first picture / bare loadPyodide (wanted: under 0.25)": medians["ours: first picture"]
        / medians["bare: loadPyodide"],
        "first run / bare run (wanted: at most 1.15)": medians["ours: fibonacci ran"]
        / medians["bare: fibonacci ran"],
        "pandas / stock way (wanted: at most 0.5)": medians["ours: pandas ran"] / medians["bare: pandas ran"],
    }
    print(f"\nmedian of {rounds} rounds, from navigation")
    for name, value in medians.items():
        print(f"  {name:<24}{value:8.0f} ms")
    print()
    for name, value in ratios.items():
        print(f"  {value:5.2f}  {name}")
    keep("startup", {"rounds": rounds, "times_ms": times, "medians_ms": medians, "ratios": ratios})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
