"""The picture as a file and on paper."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Route, expect

from .driver import Playground
from .test_sizes import show

pytestmark = pytest.mark.without_python

SVG = "{http://www.w3.org/2000/svg}"


def save(playground: Playground, name: str, path: Path, by_keys: bool = False) -> Path:
    export = playground.page.get_by_role("button", name="Export")
    item = playground.page.get_by_role("menuitem", name=name)
    export.press("Enter") if by_keys else export.click()
    # The menu puts the focus onto its first entry when it opens.
    expect(playground.page.get_by_role("menuitem").first).to_be_focused()
    with playground.page.expect_download() as download:
        item.press("Enter") if by_keys else item.click()
    assert download.value.suggested_filename == f"exception{path.suffix}"
    download.value.save_as(path)
    return path


@pytest.mark.parametrize("view", ["Tree", "Timeline"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_is_saved_with_title_and_legend_on_white(view: str, scheme: str, open_page, tmp_path: Path):
    playground: Playground = open_page(color_scheme=scheme, reduced_motion="reduce")
    playground.open("#example=exception")
    playground.wait_for_picture()
    playground.tab(view)
    svg = ElementTree.parse(save(playground, "Picture (SVG)", tmp_path / "picture.svg")).getroot()
    # Where the pointer happens to be is no part of it.
    box = playground.page.get_by_role("tabpanel", name=view).bounding_box()
    assert box
    playground.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    pointed = save(playground, "Picture (SVG)", tmp_path / "pointed.svg", by_keys=True)
    assert pointed.read_text() == (tmp_path / "picture.svg").read_text()
    texts = ["".join(text.itertext()) for text in svg.iter(SVG + "text")]
    assert playground.example.locator("option:checked").inner_text() in texts
    assert any(
        re.match(r"\d+ calls in .* · " + ("Call tree" if view == "Tree" else "Timeline"), text)
        for text in texts
    )
    assert {"main.py", "left by an exception"} <= set(texts)
    ground = svg.find(SVG + "rect")
    assert ground is not None
    assert ground.get("fill") == "#ffffff"
    assert len(list(svg.iter(SVG + "path"))) > 5

    png = save(playground, "Picture (PNG)", tmp_path / "picture.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24])[0] == 2 * round(float(svg.get("width", "0")))
    # What is on the screen is as it was.
    assert playground.wait_for_picture(view) >= 3


def choose(playground: Playground, *choices: str) -> None:
    """In the menu Export, which stays open for it."""
    page = playground.page
    page.get_by_role("button", name="Export").click()
    for choice in choices:
        page.get_by_role("menuitemradio", name=choice).click()
        expect(page.get_by_role("menuitemradio", name=choice)).to_be_checked()
    page.keyboard.press("Escape")


@pytest.mark.same_page
def test_a_picture_has_the_shape_and_the_labels_that_were_chosen_last(playground: Playground, tmp_path: Path):
    sizes = {"As seen": None, "16:9": (960, 540), "Square": (720, 720)}
    playground.open("#example=exception")
    for view in ("Tree", "Timeline"):
        playground.tab(view)
        playground.wait_for_picture(view)
        for shape, size in sizes.items():
            choose(playground, shape, "Names and values")
            path = tmp_path / "picture.svg"
            svg = ElementTree.parse(save(playground, "Picture (SVG)", path)).getroot()
            measured = (float(svg.get("width", "0")), float(svg.get("height", "0")))
            assert size in (None, measured), (view, shape)
            for text in svg.iter(SVG + "text"):
                # A text that ends at its place is not wider than the sheet; none stands below it.
                assert float(text.get("y", "0")) < measured[1], (view, shape)
            labels = labels_in(svg)
            assert any("(" in text for text in labels), (view, shape, labels)
            choose(playground, "Names only")
            labels = labels_in(ElementTree.parse(save(playground, "Picture (SVG)", path)).getroot())
            assert labels
            assert not [text for text in labels if "(" in text or "→" in text], (view, shape)
    # It is remembered, and nothing on the screen has changed.
    playground.page.reload()
    playground.wait_for_picture()
    playground.page.get_by_role("button", name="Export").click()
    expect(playground.page.get_by_role("menuitemradio", name="Square")).to_be_checked()
    expect(playground.page.get_by_role("menuitemradio", name="Names only")).to_be_checked()
    playground.page.keyboard.press("Escape")
    choose(playground, "As seen", "Names and values")


def labels_in(svg: ElementTree.Element) -> list[str]:
    """The labels in the picture itself, without title and legend."""
    picture = svg.find(SVG + "svg")
    assert picture is not None
    return ["".join(text.itertext()) for text in picture.iter(SVG + "text")]


@pytest.mark.same_page
def test_a_timeline_says_what_runs_along_its_axis(playground: Playground, tmp_path: Path):
    playground.open("#example=exception")
    panel = playground.tab("Timeline")
    playground.wait_for_picture("Timeline")
    for axis, words in {
        "Time": "time along the axis",
        "Steps": "steps along the axis",
        "Merged": "the time of all calls on one path together",
        "Callers": "who called one function",
    }.items():
        panel.get_by_role("button", name=axis, exact=True).click()
        svg = save(playground, "Picture (SVG)", tmp_path / "picture.svg").read_text()
        assert words in svg, axis


@pytest.mark.same_page
def test_tabs_without_a_picture_offer_none(playground: Playground):
    playground.open("#example=exception")
    functions = playground.tab("Functions")
    heights = "rows => [...new Set(rows.slice(1).map(row => Math.round(row.clientHeight)))]"
    expect(functions.get_by_role("row").nth(1)).to_contain_text("1 raised")
    assert len(functions.get_by_role("row").evaluate_all(heights)) == 1, "a row stands on one line"
    playground.tab("Outline")
    playground.page.get_by_role("button", name="Export").click()
    expect(playground.page.get_by_role("menuitem", name="Trace (JSON)")).to_be_visible()
    expect(playground.page.get_by_role("menuitem", name="Picture (SVG)")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_stands_the_picture_alone(open_page, scheme: str):
    playground: Playground = open_page(color_scheme=scheme)
    page = playground.page
    playground.open("#example=exception")
    playground.wait_for_picture()
    # From the first moment, before anything has been pressed and before the code for paper is here.
    held: list[Route] = []
    page.route("**/paper-*.js", lambda route: held.append(route))
    page.emulate_media(media="print")
    picture = page.get_by_role("img").first
    expect(picture).to_be_visible()
    expect(page.get_by_role("heading", name="An exception that travels")).to_be_visible()
    expect(playground.program).to_be_hidden()
    for route in held:
        route.continue_()
    expect(picture).to_be_visible()
    expect(picture).to_contain_text("left by an exception")
    for chrome in (playground.program, playground.run_button, playground.details, playground.status):
        expect(chrome).to_be_hidden()
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 600
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    expect(picture).to_have_count(0)
    expect(playground.run_button).to_be_visible()


@pytest.mark.same_page
def test_on_paper_the_outline_is_its_text(playground: Playground):
    playground.open("#example=hanoi")
    playground.tab("Outline")
    expect(playground.rows.first).to_be_visible()
    playground.page.wait_for_load_state("networkidle")
    playground.page.emulate_media(media="print")
    expect(playground.page.locator(".paper").get_by_text("move_tower(").first).to_be_visible()
    expect(playground.run_button).to_be_hidden()
    playground.page.emulate_media(media="screen")


@pytest.mark.same_page
def test_on_paper_stands_the_dialog_in_front(playground: Playground, tmp_path: Path):
    page = playground.page
    for name in ("exception", "hanoi"):
        playground.open(f"#example={name}")
        playground.export(tmp_path / f"{name}.json")
    for name in ("exception", "hanoi"):
        playground.open_trace(tmp_path / f"{name}.json")
        expect(playground.status).to_contain_text(f"{name}.json")
    page.get_by_role("button", name="Compare runs").click()
    dialog = page.get_by_role("dialog", name="Compare two runs")
    expect(dialog.get_by_role("table")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Compare two runs")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("hanoi.json")
    expect(page.get_by_role("table")).to_contain_text("move_tower")
    expect(page.get_by_role("button")).to_have_count(0)
    assert page.locator(".paper figure svg path").count() > 10
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="How to read this").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="How to read this")).to_be_visible()
    expect(playground.run_button).to_be_hidden()
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")


def test_on_paper_stands_the_part_that_a_phone_shows(open_page):
    playground: Playground = open_page(width=390, height=844)
    page = playground.page
    page.goto(playground.url + "#example=hanoi")
    playground.wait_for_picture()
    for part, text in {"Code": "def move_tower", "Output": "left", "Details": "This run"}.items():
        show(playground, part)
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        expect(page.locator(".paper")).to_contain_text(text)
        expect(page.get_by_role("button")).to_have_count(0)
        page.emulate_media(media="screen")
        expect(page.locator(".paper")).to_have_count(0)
