"""The guide on the site is docs/guide.md: complete, each link leads somewhere, and its policy forbids none of it."""

import html
import http.client
import re
from html.parser import HTMLParser

from playground.build.guide import GUIDE, webp_size
from playground.pictures import FOLDER, MAX_BYTES_OF_ALL, PICTURES
from playground.project import DIST, ROOT
from playground.server import SiteServer


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags.add(tag)
        self.attributes |= said.keys()
        if "id" in said:
            self.ids.append(str(said["id"]))
        if tag == "a":
            self.links.append(str(said["href"]))
        if tag == "img":
            self.images.append(said)
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))


def published() -> Page:
    return Page((DIST / "guide.html").read_text("utf-8"))


def named_pictures() -> list[str]:
    return re.findall(r"\(pictures/([^)]+)\)", GUIDE.read_text("utf-8"))


def test_every_section_has_a_place_in_the_contents_and_every_link_leads_somewhere():
    page = published()
    assert len(page.ids) == len(set(page.ids))
    inside = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert set(inside) == set(page.ids), "of the contents and of the headings themselves"
    outside = {link for link in page.links if not link.startswith("#")}
    assert outside == {"/"}
    headings = re.findall(r"^(#+) (.*)$", GUIDE.read_text("utf-8"), re.MULTILINE)
    # One more: the contents' own.
    assert len(page.headings) == len(headings) + 1
    assert page.headings.count(1) == 1


def test_every_picture_is_there_and_has_its_size():
    page = published()
    names = named_pictures()
    assert len(page.images) == len(names) == len(set(names))
    for name, image in zip(names, page.images, strict=True):
        source = FOLDER / name
        assert source.is_file(), name
        assert (DIST / str(image["src"]).lstrip("/")).read_bytes() == source.read_bytes()
        width, height = webp_size(source.read_bytes())
        shape = int(str(image["width"])) / int(str(image["height"]))
        assert abs(shape - width / height) < 0.02, name


def test_pictures_are_made_by_the_command_and_all_of_them_are_used():
    made = {f"{name}.webp" for name in PICTURES}
    assert {path.name for path in FOLDER.iterdir()} == made
    assert set(named_pictures()) == made
    assert "docs/pictures/page.webp" in (ROOT / "README.md").read_text("utf-8")
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MAX_BYTES_OF_ALL


def test_the_guide_has_a_policy_without_scripts_and_keeps_it(server: SiteServer):
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=10)
    connection.request("GET", "/guide")
    response = connection.getresponse()
    policy = response.getheader("Content-Security-Policy") or ""
    assert response.getheader("Content-Type") == "text/html; charset=utf-8"
    assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
    page = Page(response.read().decode())
    assert not {"script", "style", "iframe", "object"} & page.tags
    assert "style" not in page.attributes
    assert not [name for name in page.attributes if name.startswith("on")]


def test_what_the_guide_says_is_all_there():
    """Markdown that was not understood would stand there as it was written."""
    text = re.sub(r"<code>.*?</code>|<[^>]+>", "", (DIST / "guide.html").read_text("utf-8"))
    assert not re.findall(r"\*\*|\]\(|^#+ |\|", html.unescape(text), re.MULTILINE)
