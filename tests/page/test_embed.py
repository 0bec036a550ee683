"""The page in a frame of somebody else's page, on another origin."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from .driver import RUN_ENDED
from .test_links import link_to

# What an embedding page would write: an iframe, and a conversation with it.
HOST = """<!doctype html><meta charset="utf-8"><title>A course</title>
<div style="height: {above}px"></div>
<iframe title="Program" width="{width}" height="420" loading="lazy" allow="cross-origin-isolated" src="{src}"></iframe>
<script>
window.heard = [];
addEventListener("message", ({{ data, origin }}) => {{
  if (data && data.playground === 1) heard.push({{ ...data, origin }});
}});
const say = (message) => document.querySelector("iframe").contentWindow
  .postMessage({{ playground: 1, ...message }}, "*");
</script>"""


class Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = self.server.pages.get(self.path, "").encode()  # type: ignore[attr-defined]
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html")
        for header in self.server.headers:  # type: ignore[attr-defined]
            self.send_header(*header)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def host() -> Iterator[ThreadingHTTPServer]:
    """A second server: its port makes it another origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        server.pages, server.headers = {}, []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


class Embedded:
    def __init__(self, browser: Browser, host: ThreadingHTTPServer, site: str) -> None:
        self.origin = f"http://127.0.0.1:{host.server_address[1]}"
        self.site = site
        self.host = host
        self.page: Page = browser.new_context(viewport={"width": 1000, "height": 700}).new_page()
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, place: str, *, width: int = 900, above: int = 0, path: str = "embed") -> "Embedded":
        html = HOST.format(src=f"{self.site}{path}#{place}", width=width, above=above)
        self.host.pages["/course"] = html  # type: ignore[attr-defined]
        self.page.goto(self.origin + "/course")
        return self

    def isolate(self) -> None:
        """The page asks for shared memory, and is found under another name: another site, not only another port."""
        self.origin = self.origin.replace("127.0.0.1", "localhost")
        self.host.headers[:] = [  # type: ignore[attr-defined]
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Embedder-Policy", "require-corp"),
        ]

    @property
    def inside(self) -> Any:
        return self.page.frame_locator("iframe")

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]

    def run(self) -> None:
        self.inside.get_by_role("button", name="Run", exact=True).click()
        expect(self.inside.get_by_role("status").first).to_contain_text(RUN_ENDED)

    def say(self, **message: Any) -> None:
        self.page.evaluate("message => say(message)", message)

    def hear(self, kind: str) -> dict[str, Any]:
        """The first message of this kind, as soon as it is there."""
        found = self.page.wait_for_function(
            "kind => heard.find(({ type }) => type === kind)", arg=kind, timeout=45_000
        )
        message: dict[str, Any] = found.json_value()
        return message

    def python_was_fetched(self) -> bool:
        return any(".wasm" in url or "/worker-" in url for url in self.asked)


@pytest.fixture
def embedded(browser: Browser, host: ThreadingHTTPServer, site: str) -> Iterator[Embedded]:
    made = Embedded(browser, host, site)
    yield made
    made.page.context.close()


CODE = "def f(n):\n    return n + 1\n\nprint('answer', f(41))\n"


def test_a_program_waits_for_a_click_and_then_runs(embedded: Embedded):
    embedded.open(link_to(CODE)[1:] + "&view=outline")
    expect(embedded.inside.get_by_role("textbox", name="Program")).to_contain_text("answer")
    expect(embedded.inside.get_by_role("status").first).to_contain_text("Run loads Python first")
    assert not embedded.python_was_fetched()
    embedded.run()
    assert embedded.python_was_fetched()
    expect(embedded.inside.get_by_role("log", name="Output")).to_contain_text("answer 42")
    expect(embedded.inside.get_by_role("treeitem").nth(1)).to_contain_text("f(41)")


def test_an_example_with_theme_and_view(embedded: Embedded):
    embedded.open("example=hanoi&theme=dark&view=timeline")
    expect(embedded.inside.get_by_role("tabpanel", name="Timeline")).to_be_visible()
    expect(embedded.inside.get_by_role("status").first).to_contain_text("recorded earlier")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert embedded.frame.evaluate(paper) == "rgb(16, 19, 23)"
    embedded.open("example=quicksort&theme=light")
    expect(embedded.inside.get_by_role("status").first).to_contain_text("recorded earlier")
    assert embedded.frame.evaluate(paper) == "rgb(251, 250, 246)"
    assert not embedded.python_was_fetched()


def test_a_frame_far_below_asks_for_nothing_until_it_comes_near(embedded: Embedded):
    embedded.open("example=hanoi", above=9000)
    assert not any("/embed" in url for url in embedded.asked)
    embedded.page.locator("iframe").scroll_into_view_if_needed()
    expect(embedded.inside.get_by_role("status").first).to_contain_text("recorded earlier")


def test_a_narrow_frame_shows_one_part_at_a_time(embedded: Embedded):
    embedded.open(link_to(CODE)[1:], width=340)
    expect(embedded.inside.get_by_role("textbox", name="Program")).to_be_visible()
    sideways = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert embedded.frame.evaluate(sideways) <= 0
    expect(embedded.inside.get_by_role("button", name="Run", exact=True)).to_be_in_viewport(ratio=1)


def test_the_page_sets_code_runs_it_and_gets_the_trace(embedded: Embedded):
    embedded.open(f"example=hanoi&origin={quote(embedded.origin, safe='')}")
    ready = embedded.hear("ready")
    assert ready["origin"] + "/" == embedded.site
    embedded.say(
        type="set-code",
        id=1,
        code="import helper\nhelper.twice(4)\n",
        files={"helper.py": "def twice(n): return 2 * n\n"},
    )
    assert embedded.hear("done")["id"] == 1
    expect(embedded.inside.get_by_role("textbox", name="Program")).to_contain_text("helper.twice(4)")
    embedded.say(type="run", id=2)
    assert embedded.hear("needs-click")["id"] == 2
    assert not embedded.python_was_fetched()
    embedded.run()
    ended = embedded.hear("ended")
    assert (ended["calls"], ended["outcome"]) == (3, "finished")
    embedded.page.evaluate("heard.length = 0")
    embedded.say(type="set-code", code="1 / 0\n")
    embedded.say(type="run", id=3)
    ended = embedded.hear("ended")
    assert ended["outcome"] == "error" and "ZeroDivisionError" in ended["status"]
    embedded.say(type="get-trace", id=4)
    trace = json.loads(embedded.hear("trace")["trace"])
    assert trace["format"] == "call-trace" and trace["program"]["source"] == "1 / 0\n"
    embedded.say(type="set-code", id=5, code=7)
    refused = embedded.hear("refused")
    assert refused["id"] == 5 and refused["reason"].startswith("code: ")


@pytest.mark.parametrize("origin", ["", "&origin=https%3A%2F%2Fexample.org", "&origin=*"])
def test_no_other_page_is_heard_or_answered(embedded: Embedded, origin: str):
    embedded.open("example=hanoi" + origin)
    expect(embedded.inside.get_by_role("status").first).to_contain_text("recorded earlier")
    last = "window.last = new Promise(done => addEventListener('message', e => e.data.type === 'last' && done()))"
    embedded.frame.evaluate(f"() => {{ {last} }}")
    embedded.say(type="set-code", id=1, code="print('hostile')\n")
    embedded.say(type="get-trace", id=2)
    embedded.say(type="last")
    # Messages come in order: with this one the others have been heard, and answered if they ever are.
    embedded.frame.evaluate("window.last")
    expect(embedded.inside.get_by_role("textbox", name="Program")).not_to_contain_text("hostile")
    assert embedded.page.evaluate("heard") == []


def test_an_isolated_page_of_another_site_shows_it_and_lends_it_its_clock(embedded: Embedded):
    embedded.isolate()
    embedded.open(link_to(CODE)[1:])
    assert embedded.page.evaluate("crossOriginIsolated")
    embedded.run()
    expect(embedded.inside.get_by_role("log", name="Output")).to_contain_text("answer 42")
    assert embedded.frame.evaluate("crossOriginIsolated")


def test_nothing_is_kept_in_a_frame(embedded: Embedded):
    embedded.open(link_to(CODE)[1:])
    program = embedded.inside.get_by_role("textbox", name="Program")
    program.click()
    embedded.page.keyboard.insert_text("# typed here\n")
    expect(program).to_contain_text("typed here")
    embedded.frame.evaluate("dispatchEvent(new Event('pagehide'))")
    assert embedded.frame.evaluate("localStorage.length") == 0


def test_the_page_itself_is_in_nobodys_frame(embedded: Embedded):
    errors: list[str] = []
    embedded.page.on("console", lambda message: errors.append(message.text))
    embedded.open("example=hanoi", path="")
    embedded.page.wait_for_load_state("networkidle")
    assert any("frame-ancestors" in error for error in errors)
    assert embedded.frame.locator("#app").count() == 0
