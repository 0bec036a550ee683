"""The pictures under fingers on a phone, twice as large, and on their way from one state to the next."""

import re

import pytest
from playwright.sync_api import CDPSession, Locator, expect

from .driver import VIEWS, Playground

pytestmark = pytest.mark.without_python

SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
Point = tuple[float, float]

# The picture as one number, and how many different ones there are from now until it has rested for half a second.
LOOKS = """(panel) => {
    const canvas = panel.querySelector("[role=application] canvas");
    const look = () => {
        const small = new OffscreenCanvas(160, 160).getContext("2d", { willReadFrequently: true });
        small.drawImage(canvas, 0, 0, 160, 160);
        return small.getImageData(0, 0, 160, 160).data.reduce((sum, byte) => (sum * 31 + byte) | 0, 7);
    };
    globalThis.look = look;
    globalThis.looks = new Promise(resolve => {
        const seen = new Set([look()]);
        let changed = performance.now();
        const frame = () => {
            const before = seen.size;
            if (seen.add(look()).size > before) changed = performance.now();
            if (performance.now() - changed > (seen.size > 1 ? 500 : 5000)) resolve(seen.size);
            else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
    });
}"""


class Fingers:
    """One or two of them on a picture, moved as the browser itself would hear of it."""

    def __init__(self, playground: Playground, view: str, on: Locator | None = None) -> None:
        self.session: CDPSession = playground.page.context.new_cdp_session(playground.page)
        box = (on or playground.page.get_by_role("tabpanel", name=view)).bounding_box()
        assert box
        self.middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def go(self, *ways: tuple[Point, Point], steps: int = 8) -> None:
        """Each finger from one place to another, as px from the middle of the picture; all at once."""
        x, y = self.middle
        for step in range(steps + 1):
            share = step / steps
            points = [
                {"x": x + a[0] + (b[0] - a[0]) * share, "y": y + a[1] + (b[1] - a[1]) * share, "id": number}
                for number, (a, b) in enumerate(ways)
            ]
            kind = "touchStart" if step == 0 else "touchMove"
            self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        self.session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture
def phone(open_page) -> Playground:
    playground: Playground = open_page(
        width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    playground.page.goto(playground.url + "#example=hanoi")
    playground.wait_for_picture()
    return playground


def show_details(phone: Playground) -> None:
    parts = phone.page.get_by_role("navigation", name="Parts of the page")
    parts.get_by_role("button", name="Details").click()


@pytest.mark.parametrize("view", ["Tree", "Timeline"])
def test_two_fingers_come_closer_and_go_back(phone: Playground, view: str):
    phone.tab(view)
    phone.wait_for_picture(view)
    whole = phone.page.get_by_role("button", name="Zoom 100 %, show all")
    expect(whole).to_be_visible()
    fingers = Fingers(phone, view)
    fingers.go(((-30, 0), (-120, 0)), ((30, 0), (120, 0)))
    expect(whole).to_have_count(0)
    closer = phone.page.get_by_role("button", name="show all").inner_text()
    assert int(closer.split()[0]) > 200
    fingers.go(((-150, 0), (-20, 0)), ((150, 0), (20, 0)))
    expect(phone.page.get_by_role("button", name=f"Zoom {closer}, show all")).to_have_count(0)
    assert phone.page.evaluate("visualViewport.scale") == 1
    assert phone.page.evaluate(SIDEWAYS) <= 0


def test_one_finger_moves_the_picture_and_neither_the_page_nor_the_selection(phone: Playground):
    panel = phone.page.get_by_role("tabpanel", name="Tree")
    panel.evaluate(LOOKS)
    before = phone.page.evaluate("look()")
    Fingers(phone, "Tree").go(((0, 0), (70, 90)))
    assert phone.page.evaluate("looks") > 1
    assert phone.page.evaluate("look()") != before
    assert phone.page.evaluate("scrollY") == 0
    show_details(phone)
    expect(phone.details.get_by_role("heading", name="This run")).to_be_visible()


def test_a_tap_chooses_the_call_under_the_finger(phone: Playground):
    Fingers(phone, "Tree").go(((0, 0), (1, 1)), steps=1)
    show_details(phone)
    expect(phone.details.get_by_role("heading", level=2)).not_to_contain_text("This run")


def test_a_tapped_call_is_described_at_the_foot(phone: Playground):
    picture = phone.page.get_by_role("application", name="Call tree")
    parts = phone.page.get_by_role("navigation", name="Parts of the page")
    for width, height in ((390, 844), (844, 390)):
        phone.page.set_viewport_size({"width": width, "height": height})
        phone.wait_for_picture()
        before = picture.bounding_box()
        expect(phone.page.get_by_text("calls below")).to_have_count(0)
        Fingers(phone, "Tree", picture).go(((0, 0), (1, 1)), steps=1)
        below = phone.page.get_by_text(re.compile(r"^\d+ calls below · Details$"))
        expect(below).to_be_in_viewport(ratio=1)
        box = below.bounding_box()
        assert box
        assert box["y"] > 0.8 * height
        assert picture.bounding_box() == before, "the picture must not move under the finger"
        phone.page.get_by_role("button", name="Details").and_(phone.page.locator(":not(nav *)")).tap()
        expect(phone.details.get_by_role("heading", level=2)).not_to_contain_text("This run")
        # The sentence about the run is still there for who hears it.
        assert phone.status.inner_text() != ""
        parts.get_by_role("button", name="Picture").tap()
        picture.press("Escape")


@pytest.mark.parametrize("view", VIEWS)
def test_at_200_percent_every_view_is_whole(open_page, view: str):
    """A screen of 1440 × 900, zoomed to twice the size."""
    playground: Playground = open_page(width=720, height=450, device_scale_factor=2)
    playground.page.goto(playground.url + "#example=hanoi")
    playground.wait_for_picture()
    panel = playground.tab(view)
    assert playground.page.evaluate(SIDEWAYS) <= 0
    expect(playground.run_button).to_be_in_viewport(ratio=1)
    expect(playground.page.get_by_role("searchbox")).to_be_in_viewport(ratio=1)
    box = panel.bounding_box()
    assert box and box["width"] > 250 and box["height"] > 120
    if view in ("Tree", "Timeline"):
        expect(playground.page.get_by_role("button", name="Zoom in")).to_be_in_viewport(ratio=1)


@pytest.mark.alone
@pytest.mark.parametrize(("motion", "least", "most"), [("no-preference", 5, 200), ("reduce", 2, 3)])
def test_a_focus_is_a_way_and_under_reduced_motion_a_step(open_page, motion: str, least: int, most: int):
    playground: Playground = open_page(reduced_motion=motion)
    # In circles: from one top-down tree to the next there is no way yet.
    playground.open("#example=fibonacci")
    playground.wait_for_picture()
    picture = playground.page.get_by_role("application", name="Call tree")
    picture.focus()
    for _ in range(3):
        picture.press("ArrowDown")
    panel = playground.page.get_by_role("tabpanel", name="Tree")
    # At rest: what was chosen is drawn, and so are all labels.
    panel.evaluate(LOOKS)
    playground.page.evaluate("looks")
    panel.evaluate(LOOKS)
    picture.press("Enter")
    # The step itself; labels and the finest marks follow when nothing has moved for a moment.
    assert least <= playground.page.evaluate("looks") <= most
    panel.evaluate(LOOKS)
    panel.get_by_role("button", name="Half circle").click()
    assert least <= playground.page.evaluate("looks") <= most, "half a circle"


@pytest.mark.same_page
def test_the_map_of_the_timeline_is_moved_and_sized_by_keys(playground: Playground):
    playground.open("#example=hanoi")
    playground.tab("Timeline")
    playground.wait_for_picture("Timeline")
    part = playground.page.get_by_role("slider", name="Part in view")
    expect(part).to_have_attribute("aria-valuetext", "All of it")
    part.focus()
    for _ in range(3):
        part.press("ArrowUp")
    expect(part).to_have_attribute("aria-valuetext", "35 to 65 %")
    # 1.5³, rounded up or down as the length of the recorded run has it.
    expect(playground.page.get_by_role("button", name=re.compile("Zoom 33[78] %, show all"))).to_be_visible()
    part.press("End")
    expect(part).to_have_attribute("aria-valuetext", "70 to 100 %")
    # What is in view is chosen without a mouse as well.
    playground.page.get_by_role("button", name=re.compile("^Only these ")).press("Enter")
    expect(
        playground.page.get_by_text(re.compile(r"^[\d.]+ (µs|ms) to [\d.]+ (µs|ms)")).first
    ).to_be_visible()
    expect(part).to_have_attribute("aria-valuetext", "70 to 100 %")
    part.press("0")
    expect(part).to_have_attribute("aria-valuetext", "All of it")
