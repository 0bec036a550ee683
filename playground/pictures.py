"""`python3 -m playground pictures`: takes the pictures of README.md and docs/guide.md of the built site, in a browser.

For each picture there is a function, named as its file in docs/pictures/. It brings the page into a state as a person
would, by roles and names, and returns the part of the page to show. Where possible a picture shows an example as the
site has recorded it, so that a picture that is taken again differs only where the page does. PROGRAMS has the others.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from playground import bootstrap
from playground.build.guide import SCALE
from playground.project import ROOT, Failure, WrongUse, say, write_atomically
from playground.server import SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FloatRect, Locator, Page

FOLDER = ROOT / "docs" / "pictures"
QUALITY = 0.7
MAX_BYTES = 160_000
MAX_BYTES_OF_ALL = 1_300_000
WAIT_MS = 60_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars", "--force-color-profile=srgb"]

# WebP keeps flat colours and small text clear when it is lossy, and every browser can show it.
TO_WEBP = """async ([png, quality]) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const made = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality })).arrayBuffer());
    let text = "";
    for (const byte of made) text += String.fromCharCode(byte);
    return btoa(text);
}"""

PROGRAMS = {
    "loops": """\
def square(n):
    return n * n


def total(numbers):
    result = 0
    for n in numbers:
        result += square(n)
    return result


def report(rounds):
    for _ in range(rounds):
        print(total(range(1000)))


report(3)
""",
    "before": """\
def price(item):
    return len(item) * 10


def bill(items):
    return sum(price(item) for item in items)


def shop():
    for items in (["tea"], ["bread", "jam"], ["rice"]):
        print(bill(items))


shop()
""",
    "question": """\
def greet(name):
    return f"Hello, {name}!"


def ask():
    return input("Who is there? ")


print(greet(ask()))
""",
}
PROGRAMS["petals"] = """\
import random

random.seed(5)


def split(numbers):
    if len(numbers) < 2:
        return numbers
    at = random.randrange(1, len(numbers))
    return merge(split(numbers[:at]), split(numbers[at:]))


def merge(left, right):
    return sorted(left + right)


split(list(range(950)))
"""
PROGRAMS["pieces"] = PROGRAMS["petals"].replace("950", "6000")
PROGRAMS["after"] = (
    PROGRAMS["before"]
    .replace(
        "    return len(item) * 10\n",
        "    return tax(len(item) * 10)\n\n\ndef tax(amount):\n    return amount * 1.1\n",
    )
    .replace('["rice"]', '["rice", "salt", "tea"]')
)


class Visit:
    """The page, used as a person uses it, in a window of one size."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, place: str = "") -> None:
        self.page.goto(f"{self.address}/{place}")
        self.page.get_by_role("status").filter(has_text="calls in").first.wait_for()

    def example(self, name: str, more: str = "") -> None:
        self.open(f"#example={name}{more}")

    def write(self, program: str) -> None:
        self.page.get_by_role("textbox", name="Program").focus()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(PROGRAMS[program])

    def run(self) -> None:
        status = self.page.get_by_role("status").first
        self.page.get_by_role("button", name="Run", exact=True).click()
        self.page.get_by_role("button", name="Stop", exact=True).and_(
            self.page.locator(":disabled")
        ).wait_for()
        status.filter(has_text="calls in").filter(has_not_text="recorded earlier").wait_for()

    def tab(self, name: str) -> Locator:
        self.page.get_by_role("tab", name=name, exact=True).click()
        panel = self.page.get_by_role("tabpanel", name=name)
        panel.wait_for()
        return panel

    def select(self, label: str) -> None:
        """Selects the first call whose row in the Outline contains this text."""
        self.tab("Outline")
        self.page.get_by_role("treeitem").filter(has_text=label).first.click()

    def point_at(self, label: str) -> None:
        """Moves the pointer over the picture until the card beside it names this call."""
        area = self.picture.get_by_role("application").bounding_box()
        assert area is not None
        # The card has no accessible name, because it is hidden from screen readers.
        card = self.page.locator(".call-card-name")
        for y in range(30, int(area["height"]) - 30, 9):
            for x in range(int(area["width"] / 2), int(area["width"]) - 30, 9):
                self.page.mouse.move(area["x"] + x, area["y"] + y)
                if card.count() and card.inner_text() == label:
                    return
        raise Failure(f"{label} is not in the picture.")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    @property
    def picture(self) -> Locator:
        return self.page.get_by_role("region", name="Picture")

    @property
    def details(self) -> Locator:
        return self.page.get_by_role("region", name="Details")


def boxes(*parts: Locator, margin: float = 0) -> FloatRect:
    """The rectangle around parts of the page."""
    found = [box for part in parts if (box := part.bounding_box())]
    left, top = min(box["x"] for box in found) - margin, min(box["y"] for box in found) - margin
    right = max(box["x"] + box["width"] for box in found) + margin
    bottom = max(box["y"] + box["height"] for box in found) + margin
    return {
        "x": max(0, left),
        "y": max(0, top),
        "width": right - max(0, left),
        "height": bottom - max(0, top),
    }


# --- The pictures. Each function returns the part of the page to show; `picture` takes the size of the window.


PICTURES: dict[str, tuple[Callable[[Visit], FloatRect], tuple[int, int], bool]] = {}
Take = Callable[[Visit], "FloatRect"]


def picture(width: int = 1100, height: int = 640, touch: bool = False) -> Callable[[Take], Take]:
    def named(take: Take) -> Take:
        PICTURES[take.__name__] = (take, (width, height), touch)
        return take

    return named


@picture(1360, 840)
def page(visit: Visit) -> FloatRect:
    visit.example("n_queens")
    visit.run()
    visit.select("place([0, 2])")
    visit.tab("Tree")
    return whole(visit)


@picture(1000, 540)
def gallery(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.button("Gallery of examples").click()
    return boxes(visit.page.get_by_role("dialog"), margin=12)


@picture(1440, 820)
def question(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.write("question")
    visit.button("Run").click()
    field = visit.page.get_by_role("textbox", name="Input", exact=True)
    field.wait_for()
    field.fill("Ada")
    return boxes(field, visit.page.get_by_role("log", name="Output"), visit.button("Enter"), margin=10)


@picture(1440, 700)
def tree(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    return boxes(visit.picture)


@picture(1440, 620)
def pointing(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.point_at("fibonacci(3)")
    return boxes(visit.picture)


@picture(1440, 660)
def folds(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.write("loops")
    visit.run()
    return boxes(visit.picture)


@picture(1440, 680)
def petals(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.write("petals")
    visit.run()
    return boxes(visit.picture)


@picture(1440, 680)
def pieces(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.write("pieces")
    visit.run()
    return boxes(visit.picture)


@picture(1440, 580)
def half(visit: Visit) -> FloatRect:
    visit.example("quicksort")
    visit.button("Half circle").click()
    return boxes(visit.picture)


@picture(1440, 620)
def exception(visit: Visit) -> FloatRect:
    visit.example("exception")
    return boxes(visit.picture)


@picture(1440, 620)
def events(visit: Visit) -> FloatRect:
    visit.example("sqlite_notes")
    return boxes(visit.picture)


def timeline(axis: str) -> Take:
    def take(visit: Visit) -> FloatRect:
        visit.example("whack_a_mole")
        if axis == "Callers":
            visit.select("move(")
        visit.tab("Timeline")
        visit.button(axis).click()
        return boxes(visit.picture)

    take.__name__ = axis.lower()
    return take


for axis in ("Time", "Steps", "Merged", "Callers"):
    picture(1440, 540)(timeline(axis))


@picture(1440, 540)
def outline(visit: Visit) -> FloatRect:
    visit.example("sqlite_notes")
    visit.tab("Outline")
    return boxes(visit.picture)


@picture(1440, 540)
def functions(visit: Visit) -> FloatRect:
    visit.example("whack_a_mole")
    visit.tab("Functions")
    return boxes(visit.picture)


@picture(1440, 820)
def details(visit: Visit) -> FloatRect:
    visit.example("quicksort")
    visit.select("quicksort([4, 9")
    return boxes(visit.details)


@picture(1440, 540)
def search(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.page.get_by_role("searchbox", name="Search calls and values").focus()
    return boxes(visit.picture)


@picture(1440, 620)
def found(visit: Visit) -> FloatRect:
    visit.example("calculator")
    visit.page.get_by_role("searchbox", name="Search calls and values").fill("kind:raised")
    return boxes(visit.picture)


@picture(1440, 560)
def filters(visit: Visit) -> FloatRect:
    visit.example("whack_a_mole")
    visit.select("play_round(")
    visit.press("Shift+G")
    visit.select("move_all(")
    visit.press("Shift+H")
    visit.tab("Tree")
    return boxes(visit.picture)


@picture(1440, 560)
def libraries(visit: Visit) -> FloatRect:
    visit.example("pandas_groupby")
    visit.button("Libraries").click()
    top = boxes(visit.page.get_by_role("banner"), visit.page.get_by_role("dialog", name="Libraries"))
    return {**top, "width": 940, "height": top["height"] + 12}


@picture(1440, 640)
def inside(visit: Visit) -> FloatRect:
    visit.example("pandas_groupby")
    return boxes(visit.picture)


@picture(1120, 600)
def stepping(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.button("Step through the run").click()
    for _ in range(21):
        visit.press(".")
    return whole(visit)


@picture(1000, 720)
def compare(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.write("before")
    visit.run()
    # Once more: what a first run takes for the first time is no difference between the programs.
    visit.run()
    visit.write("after")
    visit.run()
    visit.button("Compare runs").click()
    return boxes(visit.page.get_by_role("dialog"), margin=12)


@picture(1440, 740)
def export(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.button("Export").click()
    return boxes(visit.button("Share"), visit.button("Run"), visit.page.get_by_role("menu"), margin=14)


@picture(1440, 540)
def share(visit: Visit) -> FloatRect:
    visit.page.context.grant_permissions(["clipboard-write"])
    visit.example("fibonacci")
    visit.button("Share").click()
    visit.page.get_by_role("status").filter(has_text="Link copied").first.wait_for()
    return boxes(visit.button("Share"), visit.page.get_by_role("region", name="The link"), margin=14)


@picture(1000, 900)
def keys(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    visit.picture.get_by_role("application").focus()
    visit.press("?")
    return boxes(visit.page.get_by_role("dialog"), margin=12)


@picture(390, 720, touch=True)
def phone(visit: Visit) -> FloatRect:
    visit.example("fibonacci")
    return whole(visit)


def whole(visit: Visit) -> FloatRect:
    size = visit.page.viewport_size
    assert size is not None
    return {"x": 0, "y": 0, **size}


# --- Taking the pictures.


def make(names: Sequence[str]) -> int:
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        raise WrongUse(
            f"pictures: there is no picture {unknown[0]!r}; the pictures are {', '.join(PICTURES)}."
        )
    from playwright.sync_api import sync_playwright

    with SiteServer(port=0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=bootstrap.browser(), args=FLAGS)
        for name in names or PICTURES:
            data = _take(browser, server.address, name)
            write_atomically(FOLDER / f"{name}.webp", data)
            say(f"docs/pictures/{name}.webp: {len(data) / 1000:.0f} kB")
            if len(data) > MAX_BYTES:
                raise Failure(f"{name}.webp is larger than {MAX_BYTES // 1000} kB: show less.")
        browser.close()
        server.shutdown()
    all_bytes = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    say(f"All pictures: {all_bytes / 1000:.0f} kB")
    if all_bytes > MAX_BYTES_OF_ALL:
        raise Failure(f"The pictures are larger than {MAX_BYTES_OF_ALL // 1000} kB together.")
    return 0


def _take(browser: Browser, address: str, name: str) -> bytes:
    take, (width, height), touch = PICTURES[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=SCALE,
        reduced_motion="reduce",
        color_scheme="light",
        locale="en-GB",
        timezone_id="UTC",
        has_touch=touch,
        is_mobile=touch,
        service_workers="block",
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    clip = take(Visit(page, address))
    page.evaluate("document.fonts.ready.then(() => 0)")
    png = _still(page, clip)
    page.goto("about:blank")
    webp = base64.b64decode(page.evaluate(TO_WEBP, [base64.b64encode(png).decode(), QUALITY]))
    context.close()
    return webp


def _still(page: Page, clip: FloatRect) -> bytes:
    """A screenshot of the part once nothing moves any more: a picture is drawn in more detail when it is at rest."""
    before = b""
    for _ in range(40):
        page.wait_for_timeout(400)
        now = page.screenshot(clip=clip, animations="disabled", caret="hide")
        if now == before:
            return now
        before = now
    raise Failure("The page does not come to rest.")
