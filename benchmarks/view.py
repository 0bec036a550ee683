"""What looking costs: building the model, the first drawing, a frame while zooming, for small and large runs.

    .venv/bin/python benchmarks/view.py [ROUNDS]

The model is built under Node from the trace files that the page opens; drawing is measured in Chromium, in
the page as it is served, with the wheel turning over the picture.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from common import ROOT, chromium, keep, median, served

# Calls of fib(n) are 2 · F(n + 1) − 1; these stand for a first program, a long one and a very long one.
SIZES = {"25 calls": 6, "10,000 calls": 18, "100,000 calls": 23}

FRAMES = """() => new Promise(resolve => {
    globalThis.frames = [];
    let last = performance.now();
    const frame = now => {
        frames.push(performance.now() - last);
        last = performance.now();
        if (!globalThis.enough) requestAnimationFrame(frame);
    };
    globalThis.enough = false;
    requestAnimationFrame(() => { last = performance.now(); requestAnimationFrame(frame); resolve(); });
})"""

DRAWN = """() => {
    const canvas = document.querySelector("[role=tabpanel] canvas");
    if (!canvas || !canvas.width) return false;
    const small = new OffscreenCanvas(48, 48).getContext("2d", { willReadFrequently: true });
    small.drawImage(canvas, 0, 0, 48, 48);
    return new Set(new Uint32Array(small.getImageData(0, 0, 48, 48).data.buffer)).size > 4;
}"""

# From the choice of the file to the frame after the one in which the page says that it is open.
OPENING = """name => {
    globalThis.opened = new Promise(resolve => {
        addEventListener("change", () => {
            const begun = performance.now();
            const look = () => {
                const text = document.querySelector("[role=status]").textContent;
                if (text.includes(name)) requestAnimationFrame(() => resolve(performance.now() - begun));
                else requestAnimationFrame(look);
            };
            look();
        }, { capture: true, once: true });
    });
}"""


def trace_of_fib(n: int) -> dict[str, Any]:
    """The trace of fib(n) with made-up times: a step a microsecond, as deep and as wide as the real one."""
    function, parent, start, duration, arguments, result = [0], [-1], [0.0], [0.0], [None], [None]
    now = 0.0
    # Not recursive: (n, parent) waits until its turn comes, ("end", call) closes a call.
    waiting: list[tuple[Any, int]] = [("end", 0), (n, 0)]
    numbers = [0, 1]
    while len(numbers) <= n:
        numbers.append(numbers[-1] + numbers[-2])
    while waiting:
        what, which = waiting.pop()
        now += 1
        if what == "end":
            duration[which] = now - start[which]
            continue
        call = len(function)
        function.append(1)
        parent.append(which)
        start.append(now)
        duration.append(0.0)
        arguments.append([what])
        result.append(numbers[what])
        waiting.append(("end", call))
        if what >= 2:
            waiting += [(what - 2, call), (what - 1, call)]
    values = [{"type": "int", "text": str(i)} for i in range(numbers[n] + 1)]
    source = f"def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n\nfib({n})\n"
    count = len(function)
    known = {"file": "main.py", "module": "__main__", "origin": "program", "package": None}
    return {
        "format": "call-trace",
        "version": 1,
        "program": {"filename": "main.py", "source": source, "example": None},
        "environment": {"python": "3.14.2", "platform": "linux", "runtime": "cpython", "packages": {}},
        "recording": {
            "started_at": "2026-01-01T00:00:00Z",
            "duration_us": now,
            "hook": "monitoring",
            "include": {"libraries": False, "packages": [], "standard_library": False},
            "calls_seen": count,
            "calls_recorded": count,
            "max_calls": 1_000_000,
            "outcome": "finished",
            "error": None,
        },
        "functions": [
            known
            | {"name": "<module>", "qualname": "<module>", "line": 1, "parameters": [], "kind": "module"},
            known | {"name": "fib", "qualname": "fib", "line": 1, "parameters": ["n"], "kind": "function"},
        ],
        "sources": {"main.py": source},
        "values": values,
        "calls": {
            "function": function,
            "parent": parent,
            "start_us": start,
            "duration_us": duration,
            "call_line": [None, *[2] * (count - 1)],
            "arguments": arguments,
            "result": result,
            "outcome": ["returned"] * count,
        },
        "output": [],
    }


def model_times(path: Path, rounds: int) -> dict[str, float]:
    """Reading and building under Node, in ms."""
    from playground import bootstrap

    node, environment = bootstrap.node()
    command = [node, str(ROOT / "benchmarks" / "model.ts"), str(path), str(rounds)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stderr[-2000:])
    answer: dict[str, float] = json.loads(run.stdout)
    return answer


def zoom(page: Any, view: str) -> dict[str, float]:
    """Times between frames, in ms, while the wheel goes in and out over the middle of a view."""
    page.get_by_role("tab", name=view, exact=True).click()
    panel = page.get_by_role("tabpanel", name=view)
    page.wait_for_function(DRAWN)
    box = panel.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.45)
    page.evaluate(FRAMES)
    for way in (-1, 1):
        for _ in range(30):
            page.mouse.wheel(0, way * 60)
    page.evaluate("globalThis.enough = true")
    frames = sorted(page.evaluate("frames"))
    return {"frames": len(frames), "median": median(frames), "p95": frames[int(len(frames) * 0.95)]}


def open_file(page: Any, path: Path, address: str) -> float:
    """Opens a trace file in a page that has just been loaded; returns ms until it is drawn."""
    page.goto("about:blank")
    page.goto(f"{address}#example=fibonacci")
    page.wait_for_function(DRAWN)
    page.evaluate(OPENING, path.name)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open trace").click()
    chooser.value.set_files(path)
    return float(page.evaluate("opened"))


def main(rounds: int) -> None:
    results: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        served(ROOT / "dist") as address,
        chromium() as browser,
    ):
        for name, n in SIZES.items():
            path = Path(folder) / f"fib{n}.json"
            trace = trace_of_fib(n)
            path.write_text(json.dumps(trace))
            page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
            opened = [open_file(page, path, address) for _ in range(rounds)]
            results[name] = {
                "calls": len(trace["calls"]["function"]),
                "model_ms": model_times(path, rounds),
                "open_to_drawn_ms": median(opened),
                "zoom_ms": {view: zoom(page, view) for view in ("Tree", "Timeline")},
            }
            page.close()
    small = results["25 calls"]
    for name, result in results.items():
        zooms = result["zoom_ms"]
        result["open_to_drawn_times_small"] = result["open_to_drawn_ms"] / small["open_to_drawn_ms"]
        print(f"{name} ({result['calls']:,})")
        print("  model     " + ", ".join(f"{step} {ms:.1f} ms" for step, ms in result["model_ms"].items()))
        print(f"  opened and drawn in {result['open_to_drawn_ms']:.0f} ms", end="")
        print(f" ({result['open_to_drawn_times_small']:.1f} × the small one)")
        for view, frame in zooms.items():
            print(
                f"  zooming {view:<9} median frame {frame['median']:.1f} ms, 95 % under {frame['p95']:.1f} ms"
            )
    keep("view", {"rounds": rounds, "sizes": results})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
