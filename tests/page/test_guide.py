"""The guide, opened as a person opens it: from the sheet of keys."""

from playwright.sync_api import Page, expect

from .conftest import Open
from .driver import Playground
from .test_accessibility import violations


def open_guide(playground: Playground) -> Page:
    playground.open()
    playground.wait_for_picture()
    playground.page.get_by_role("application").focus()
    playground.page.keyboard.press("?")
    sheet = playground.page.get_by_role("dialog", name="Keys")
    with playground.page.context.expect_page() as opened:
        sheet.get_by_role("link", name="guide").click()
    guide = opened.value
    expect(guide.get_by_role("heading", level=1)).to_have_text("A guide to the playground")
    return guide


def test_the_guide_opens_in_a_tab_of_its_own_and_leads_back(open_page: Open):
    playground = open_page()
    guide = open_guide(playground)
    contents = guide.get_by_role("navigation", name="Contents")
    contents.get_by_role("link", name="The timeline").click()
    expect(guide.get_by_role("heading", name="The timeline")).to_be_in_viewport()
    guide.get_by_role("banner").get_by_role("link").click()
    expect(guide.get_by_role("button", name="Run", exact=True)).to_be_visible()
    expect(playground.page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_the_guide_can_be_read_on_a_phone_where_there_is_no_key_for_it(open_page: Open):
    playground = open_page(width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = playground.page
    page.goto(playground.url)
    playground.wait_for_picture()
    page.get_by_role("button", name="Gallery of examples").tap()
    with page.context.expect_page() as opened:
        page.get_by_role("dialog", name="Examples").get_by_role("link", name="guide").tap()
    guide = opened.value
    expect(guide.get_by_role("heading", level=1)).to_be_visible()
    assert guide.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = "links => links.map(link => link.getBoundingClientRect().height).filter(height => height < 24)"
    assert guide.get_by_role("navigation").get_by_role("link").evaluate_all(small) == []
    assert violations(guide) == []


def test_axe_finds_nothing_in_the_guide(open_page: Open):
    for scheme in ("light", "dark"):
        guide = open_guide(open_page(color_scheme=scheme, reduced_motion="reduce"))
        assert violations(guide) == [], scheme


def test_every_picture_of_the_guide_is_seen_when_one_comes_to_it(open_page: Open):
    guide = open_guide(open_page(reduced_motion="reduce"))
    pictures = guide.get_by_role("main").locator("img")
    assert pictures.count() > 20
    for n in range(pictures.count()):
        picture = pictures.nth(n)
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_in_viewport()
        assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 300
