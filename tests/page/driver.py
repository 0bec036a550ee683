"""The page as a person has it: found by roles and names alone, never by the markup behind them.

What may be looked at by selector is said where it happens: pixels of the picture and marks in the editor,
which have no name of their own.
"""

import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

from playwright.sync_api import Locator, Page, expect

from playground.project import WEB

# The first words of the status line after a run; behind an example's recorded run stands "recorded earlier".
RUN_ENDED = re.compile(r"^[\d,]+ calls? in [\d.]+ (µs|ms|s)\b(?!.*recorded earlier)")
CALLS = re.compile(r"^([\d,]+) calls?")
PYTHON_READY = re.compile(r"^Python 3[.\d]+ ready$")

# The tabs of the picture, in their order, as the page's own table names them.
VIEWS: list[str] = re.findall(
    r'^  \w+: \{\s+label: "(.+?)"', (WEB / "src/state/views.ts").read_text("utf-8"), re.M
)


class Playground:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.program = page.get_by_role("textbox", name="Program")
        self.run_button = page.get_by_role("button", name="Run", exact=True)
        self.stop_button = page.get_by_role("button", name="Stop", exact=True)
        self.example = page.get_by_role("combobox", name="Example")
        self.include = page.get_by_role("switch", name="Include library code")
        self.libraries = page.get_by_role("button", name="Libraries")
        self.details = page.get_by_role("region", name="Details")
        self.output = page.get_by_role("log", name="Output")
        self.status = page.get_by_role("status").first
        self.alert = page.get_by_role("alert")
        self.tree = page.get_by_role("tree")
        self.rows = self.tree.get_by_role("treeitem")

    def open(self, place: str = "") -> "Playground":
        """Go to the page (`place`: what follows its address) and wait until its program can be edited."""
        self.page.goto(self.url + place)
        expect(self.program).to_be_visible()
        return self

    def write(self, source: str) -> None:
        """Replace the program as a person does: select all, paste. Indentation that all lines share goes."""
        # Not by a click: buttons beside a def, or the numbers of the lines, may lie where it falls.
        self.program.focus()
        self.type_over(source)

    def type_over(self, source: str) -> None:
        """`write` where the editor has the focus already."""
        self.page.keyboard.press("ControlOrMeta+A")
        text = dedent(source).removeprefix("\n")
        if text:
            self.page.keyboard.insert_text(text)
        else:
            self.page.keyboard.press("Delete")

    def run(self, source: str | None = None) -> str:
        """Run (what is given, or what stands there), wait for the end and return the status line."""
        if source is not None:
            self.write(source)
        self.run_button.click()
        return self.wait_for_end()

    def wait_for_end(self) -> str:
        expect(self.stop_button).to_be_disabled()
        expect(self.status).to_contain_text(RUN_ENDED)
        return self.status.inner_text()

    def wait_for_python(self) -> None:
        expect(self.page.get_by_text(PYTHON_READY)).to_be_visible()

    def calls(self) -> int:
        """The number of calls that the status line tells."""
        found = CALLS.match(self.status.inner_text().strip())
        assert found, self.status.inner_text()
        return int(found[1].replace(",", ""))

    def tab(self, name: str) -> Locator:
        """Choose a view and return its panel."""
        self.page.get_by_role("tablist", name="View").get_by_role("tab", name=name, exact=True).click()
        panel = self.page.get_by_role("tabpanel", name=name)
        expect(panel).to_be_visible()
        return panel

    def outline(self) -> list[str]:
        """The rows of the outline that stand on the screen, each indented by its level, without times."""
        self.tab("Outline")
        expect(self.rows.first).to_be_visible()
        read = "rows => rows.map(row => [row.ariaLevel, row.innerText])"
        rows: list[list[str]] = self.rows.evaluate_all(read)
        timeless = [re.sub(r"\s*[\d.]+ (µs|ms|s)( so far)?$", "", " ".join(text.split())) for _, text in rows]
        return ["  " * (int(level) - 1) + text for (level, _), text in zip(rows, timeless, strict=True)]

    def more(self) -> None:
        """Open what the row at the top has no room for, on a phone."""
        more = self.page.get_by_role("button", name="More", exact=True)
        if more.is_visible():
            more.click()

    def export(self, path: Path) -> dict[str, Any]:
        """Save the run as a trace file and return what it holds."""
        self.more()
        self.page.get_by_role("button", name="Export").click()
        with self.page.expect_download() as download:
            self.page.get_by_role("menu").get_by_role("menuitem", name="Trace (JSON)").click()
        download.value.save_as(path)
        trace: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return trace

    def open_trace(self, *paths: Path) -> None:
        self.more()
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name="Open trace").click()
        chooser.value.set_files(list(paths))

    def drop(self, path: Path, onto: Locator | None = None) -> None:
        """Let a file fall onto the middle of the page, or onto a part of it."""
        transfer = self.page.evaluate_handle(
            """([name, bytes]) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File([new Uint8Array(bytes)], name));
                return transfer;
            }""",
            [path.name, list(path.read_bytes())],
        )
        target = onto or self.page.get_by_role("main")
        for kind in ("dragenter", "dragover", "drop"):
            target.dispatch_event(kind, {"dataTransfer": transfer})

    def wait_for_picture(self, view: str = "Tree") -> int:
        """Wait until something is drawn in the panel of the view; return the number of colours in it."""
        panel = self.page.get_by_role("tabpanel", name=view)
        expect(panel).to_be_visible()
        handle = self.page.wait_for_function(COLOURS, arg=panel.element_handle())
        return int(handle.json_value())


# How many colours the canvases of a panel show together; false below three: that is no picture yet.
COLOURS = """panel => {
    const area = canvas => canvas.width * canvas.height;
    const canvases = [...panel.querySelectorAll("canvas")].sort((a, b) => area(b) - area(a));
    if (!canvases.length || !canvases[0].width) return false;
    const { width, height } = canvases[0];
    const copy = new OffscreenCanvas(width, height).getContext("2d");
    for (const canvas of canvases) copy.drawImage(canvas, 0, 0, width, height);
    const colours = new Set(new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer));
    return colours.size >= 3 && colours.size;
}"""

# True once the memory of an interpreter is kept for the next visit, and none that is only being written: that takes
# some seconds after Python stands, if nothing goes on.
SNAPSHOT_KEPT = """async () => {
    const cache = await caches.open("playground-python");
    return (await cache.keys()).length === 1 && !!(await cache.match((await cache.keys())[0]));
}"""


def wait_for(playground: Playground, asynchronous: str, argument: str | None = None) -> None:
    """Until a question that takes a promise to answer is answered with yes."""
    look = f"if (await ({asynchronous})(argument)) return true;"
    ask = "for (let turn = 0; turn < 450; turn++, await new Promise(go => setTimeout(go, 100)))"
    assert playground.page.evaluate(f"async argument => {{ {ask} {look} }}", argument), asynchronous


def shape(trace: dict[str, Any]) -> str:
    """The calls of a trace as indented text, with how each ended where it did not just return."""
    calls, functions = trace["calls"], trace["functions"]
    depth: list[int] = []
    lines = []
    for function, parent, outcome in zip(calls["function"], calls["parent"], calls["outcome"], strict=True):
        depth.append(depth[parent] + 1 if parent >= 0 else 0)
        ending = "" if outcome == "returned" else f" {outcome}"
        lines.append("  " * depth[-1] + functions[function]["qualname"] + ending)
    return "\n".join(lines)
