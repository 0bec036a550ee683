"""What looking costs: opening, frames while zooming, panning and hovering, search, folding, memory.

    .venv/bin/python benchmarks/view.py [NAME …]      (of TRACES and of TABS; all of them without)

Everything is measured in Chromium without a GPU, in the page as it is served. Input comes once a frame, from inside the
page, as events that the page cannot tell from a person's; the page's own measures say how long what nobody sees
took: "read" (file to model, in a worker), "picture" (model to first frame), "search". Reading has a measure of its own
(reading.py).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import traces
from common import ROOT, chromium, keep, median, served
from reading import measures, open_file

TRACES = [*traces.TRACES, "pandas"]

# Script of ours in each frame (callbacks and input handlers), and the time from frame to frame.
WATCH = """() => {
    const spent = { script: 0, frames: [], watching: false };
    globalThis.spent = spent;
    const timed = act => function (...given) {
        const begun = performance.now();
        try { return act.apply(this, given); } finally { spent.script += performance.now() - begun; }
    };
    const frame = requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = act => frame(timed(act));
    const listen = EventTarget.prototype.addEventListener;
    const known = new WeakMap();
    EventTarget.prototype.addEventListener = function (type, act, options) {
        if (typeof act === "function" && /^(pointer|wheel|scroll|mouse|key|click)/.test(type)) {
            if (!known.has(act)) known.set(act, timed(act));
            act = known.get(act);
        }
        return listen.call(this, type, act, options);
    };
    const remove = EventTarget.prototype.removeEventListener;
    EventTarget.prototype.removeEventListener = function (type, act, options) {
        return remove.call(this, type, known.get(act) ?? act, options);
    };
    globalThis.plainFrame = frame;
}"""

# Turns the wheel, drags or hovers once a frame, `count` frames long; gives [from frame to frame, script] of each.
MOVES = """async ([what, count]) => {
    const panel = document.querySelector("[role=tabpanel]");
    const target = panel.querySelector("canvas") ?? panel.querySelector(".outline, .functions, [role=tree]") ?? panel;
    const box = panel.getBoundingClientRect();
    const [x, y] = [box.left + box.width * 0.55, box.top + box.height * 0.45];
    const send = (kind, type, more) => target.dispatchEvent(new kind(type, {
        bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, pointerType: "mouse",
        isPrimary: true, view: window, ...more,
    }));
    target.setPointerCapture = () => {};
    const acts = {
        zoom: i => send(WheelEvent, "wheel", { deltaY: i < count / 2 ? -60 : 60 }),
        hover: i => send(PointerEvent, "pointermove",
            { clientX: box.left + box.width * (0.1 + 0.8 * ((i * 37) % 100) / 100),
              clientY: box.top + box.height * (0.1 + 0.8 * ((i * 61) % 100) / 100) }),
        pan: i => {
            if (i === 0) send(PointerEvent, "pointerdown", { button: 0 });
            send(PointerEvent, "pointermove", { clientX: x + 90 * Math.sin(i / 9), clientY: y + 60 * Math.cos(i / 9) });
            if (i === count - 1) send(PointerEvent, "pointerup", { button: 0 });
        },
        scroll: i => {
            const all = [target, ...target.querySelectorAll("*")];
            const scroller = globalThis.scroller ??= all.find(e => e.scrollHeight > e.clientHeight + 20) ?? target;
            scroller.scrollTop += i < count / 2 ? 170 : -170;
        },
    };
    globalThis.scroller = undefined;
    const rows = [];
    let last = 0;
    for (let i = 0; i < count; i++) {
        acts[what](i);
        const script = spent.script;
        const now = await new Promise(resolve => plainFrame(resolve));
        // What was asked for in this turn runs in the same frame, after this; its script is counted in the next row.
        if (i > 2) rows.push([now - last, spent.script - before]);
        last = now;
        var before = spent.script;
    }
    return rows;
}"""

DRAWN = """() => {
    const canvas = document.querySelector("[role=tabpanel] canvas");
    if (!canvas || !canvas.width) return false;
    const small = new OffscreenCanvas(48, 48).getContext("2d", { willReadFrequently: true });
    small.drawImage(canvas, 0, 0, 48, 48);
    return new Set(new Uint32Array(small.getImageData(0, 0, 48, 48).data.buffer)).size > 4;
}"""


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def frames(page: Any, what: str, count: int = 90) -> dict[str, float]:
    """ms from frame to frame and ms of script in each, while a person does one thing."""
    rows = page.evaluate(MOVES, [what, count])
    gaps, script = [row[0] for row in rows], [row[1] for row in rows]
    return {
        "median": median(gaps),
        "p95": quantile(gaps, 0.95),
        "most": max(gaps),
        "script": median(script),
        "script_p95": quantile(script, 0.95),
    }


def loaded(browser: Any, address: str, script: str = "() => {}") -> Any:
    """A page that stands, its Python too; `script` ran in it first."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.add_init_script(f"({script})()")
    page = context.new_page()
    page.goto(f"{address}#example=fibonacci")
    page.wait_for_function(DRAWN)
    page.get_by_text(re.compile("^Python .* ready$")).wait_for()
    return page


def held(browser: Any, address: str, path: Path) -> float:
    """Bytes that an open file takes, every tab, a call and a search looked at. A page that is watched holds more."""
    page = loaded(browser, address)
    empty = memory(page)
    open_file(page, path)
    for view in [*TABS, "Tree"]:
        page.get_by_role("tab", name=view, exact=True).click()
        page.wait_for_timeout(300)
    page.get_by_role("tabpanel").get_by_role("application").press("ArrowDown")
    box = page.get_by_role("searchbox")
    for word in ["check", ""]:
        box.fill(word)
        page.wait_for_timeout(500)
    bytes_held = memory(page) - empty
    page.context.close()
    return bytes_held


def memory(page: Any) -> float:
    """Bytes that the page holds: objects and typed arrays, after everything unused has gone."""
    session = page.context.new_cdp_session(page)
    # Twice: what columns lay in is given back only after the objects in front of it.
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(200)
    usage = session.send("Runtime.getHeapUsage")
    session.detach()
    return float(usage["usedSize"] + usage.get("backingStorageSize", 0))


TABS = {
    "Tree": ("zoom", "pan", "hover"),
    "Timeline": ("zoom", "pan", "hover"),
    "Outline": ("scroll", "hover"),
    "Functions": ("scroll", "hover"),
}


def look(page: Any, tabs: list[str]) -> dict[str, Any]:
    """Every movement in these tabs."""
    result: dict[str, Any] = {}
    for view in tabs:
        moves = TABS[view]
        page.get_by_role("tab", name=view, exact=True).click()
        page.evaluate("() => new Promise(resolve => setTimeout(resolve, 700))")
        result[view] = {what: frames(page, what) for what in moves}
    page.get_by_role("tab", name="Tree", exact=True).click()
    return result


def acts(page: Any) -> dict[str, float]:
    """Search, selection, unfolding and folding again: ms of script from the key to the frame that shows it."""
    timed = """async act => {
        const before = spent.script;
        const begun = performance.now();
        act();
        const at = performance.now() - begun;
        await new Promise(resolve => plainFrame(() => plainFrame(resolve)));
        return at + spent.script - before;
    }"""
    press = f"""async keys => {{
        const timed = {timed};
        const stage = document.querySelector("[role=tabpanel] [role=application]");
        const times = [];
        for (const key of keys) {{
            times.push(await timed(() => stage.dispatchEvent(
                new KeyboardEvent("keydown", {{ key, bubbles: true, cancelable: true }}))));
        }}
        return times;
    }}"""
    search = f"""async words => {{
        const timed = {timed};
        const box = document.querySelector("input[type=search]");
        const times = [];
        for (const word of words) {{
            performance.clearMeasures("search");
            box.value = word;
            box.dispatchEvent(new InputEvent("input", {{ bubbles: true }}));
            await new Promise(resolve => setTimeout(resolve, 900));
            times.push(performance.getEntriesByName("search").at(-1)?.duration ?? NaN);
        }}
        box.value = "";
        box.dispatchEvent(new InputEvent("input", {{ bubbles: true }}));
        return times;
    }}"""
    selecting = page.evaluate(
        press, ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown", "ArrowDown"]
    )
    # The call above is a folded one in "loop"; where nothing folds this says nothing.
    page.evaluate(press, ["ArrowUp"])
    folding = page.evaluate(press, ["u", "u", "u", "u"])
    found = page.evaluate(search, ["17", "check", "no such thing", "load 3"])
    return {
        "select": median(selecting),
        "fold_or_unfold": max(folding),
        "search_cold": found[0],
        "search": max(found[1:]),
    }


def main(wanted: list[str]) -> None:
    tabs = [name for name in wanted if name in TABS] or list(TABS)
    names = [name for name in wanted if name in TRACES]
    results: dict[str, Any] = {}
    with served(ROOT / "dist") as address, chromium() as browser:
        for name in names or TRACES:
            path = traces.pandas(browser, address) if name == "pandas" else traces.made(name)
            calls = len(json.loads(path.read_text())["calls"]["function"])
            page = loaded(browser, address, WATCH)
            result = {
                "calls": calls,
                "opened_and_drawn_ms": open_file(page, path),
                "page_measured_ms": measures(page),
                "frames_ms": look(page, tabs),
                "acts_ms": acts(page),
            }
            page.context.close()
            result["bytes_a_call"] = held(browser, address, path) / calls
            results[name] = result
            tell(name, result)
    keep("view", {"traces": results})


def tell(name: str, result: dict[str, Any]) -> None:
    print(f"{name} ({result['calls']:,} calls), {result['bytes_a_call']:.0f} bytes a call")
    print(f"  opened and drawn {result['opened_and_drawn_ms']:.0f} ms", end="")
    print("".join(f", {what} {ms:.0f}" for what, ms in result["page_measured_ms"].items()))
    for view, moves in result["frames_ms"].items():
        for what, frame in moves.items():
            print(
                f"  {view:<9} {what:<6} frame {frame['median']:5.1f} / {frame['p95']:5.1f} / {frame['most']:5.1f}"
                f"   script {frame['script']:5.1f} / {frame['script_p95']:5.1f} ms"
            )
    print("  " + ", ".join(f"{act} {ms:.1f} ms" for act, ms in result["acts_ms"].items()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
