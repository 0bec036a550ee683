"""The picture as a file and on paper."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from .driver import Playground

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
    with page.expect_response("**/pictures-*.js"):
        page.keyboard.press("Control")
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    picture = page.get_by_role("img").first
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
    expect(playground.page.get_by_text("move_tower(").first).to_be_visible()
    expect(playground.run_button).to_be_hidden()
