"""What a program can and cannot reach: each line of docs/security.md, tried from Python inside the page."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from playwright.sync_api import expect

from playground.project import ROOT

from .driver import VIEWS, Playground

pytestmark = pytest.mark.same_page

HOSTILE = (
    "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>\x1b[31m\x00\u202e"
)


def said(playground: Playground, source: str) -> str:
    playground.run(dedent(source))
    return playground.output.inner_text()


@pytest.fixture
def programs(playground: Playground) -> Playground:
    return playground.open()


NOT_THERE = (
    "document", "window", "parent", "top", "opener", "open", "alert", "localStorage", "sessionStorage",
    "caches", "indexedDB", "cookieStore", "Worker", "SharedWorker", "webkitRequestFileSystem",
    "webkitRequestFileSystemSync",
)  # fmt: skip


@pytest.mark.same_page
def test_the_page_and_its_stores_do_not_exist_for_a_program(programs: Playground):
    printed = said(programs, f"import js\nprint('reached:', [n for n in {NOT_THERE!r} if hasattr(js, n)])\n")
    assert "reached: []" in printed


@pytest.mark.same_page
def test_no_store_is_left_on_the_navigator_or_on_any_prototype(programs: Playground):
    printed = said(
        programs,
        """
        import js

        for name in ("serviceWorker", "storage", "storageBuckets", "locks"):
            print(name, hasattr(js.navigator, name))
        names = set()
        holder = js.self
        while holder:
            names |= {str(name) for name in js.Object.getOwnPropertyNames(holder)}
            holder = js.Object.getPrototypeOf(holder)
        print(sorted(names & {"caches", "indexedDB", "Worker", "cookieStore"}))
        """,
    )
    assert "True" not in printed
    assert "[]" in printed


@pytest.mark.same_page
def test_code_as_text_is_not_run(programs: Playground):
    printed = said(
        programs,
        """
        import js
        from pyodide.code import run_js

        for attempt in (lambda: js.eval("1"), lambda: js.Function.new("return 1"), lambda: run_js("1")):
            try:
                print("ran", attempt())
            except Exception as error:
                print("refused", "Content Security Policy" in str(error))
        """,
    )
    assert printed.count("refused True") == 3


@pytest.mark.same_page
def test_another_worker_would_have_the_stores_again_and_is_not_to_be_had(programs: Playground, site: str):
    """The name is gone; the policy of the worker forbids it as well, for whoever would find it."""
    policy = programs.page.evaluate(
        """async () => {
            const worker = performance.getEntriesByType("resource").find(({ name }) => /worker-/.test(name));
            return (await fetch(worker.name)).headers.get("Content-Security-Policy");
        }"""
    )
    assert "worker-src 'none'" in policy
    assert "'unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")


@pytest.mark.other_hosts
def test_a_program_reaches_https_but_not_http(playground: Playground):
    playground.open()
    asked: list[str] = []
    playground.page.context.on("request", lambda request: asked.append(request.url))
    playground.run("""
        from js import fetch

        for address in ("http://other.example/", "ws://other.example/", "https://other.example/"):
            try:
                await fetch(address)
            except Exception as error:
                print(address, type(error).__name__)
    """)
    assert "https://other.example/" in asked  # let through by the policy; the test itself cuts it
    assert not [address for address in asked if address.startswith(("http://other", "ws://other"))]


@pytest.mark.same_page
def test_the_address_of_the_page_and_what_a_link_holds_are_not_in_the_worker(programs: Playground):
    printed = said(programs, "import js\nprint(js.location.href, js.self.location.hash, '|')")
    assert "/assets/worker-" in printed
    assert "#" not in printed


@pytest.mark.same_page
def test_messages_that_a_program_makes_up_change_nothing_but_its_own_run(programs: Playground):
    programs.run("""
        import js
        from pyodide.ffi import to_js

        def send(**message):
            js.postMessage(to_js(message, dict_converter=js.Object.fromEntries))

        send(type="ready", python="<b>6.6.6</b>", runtime="x")
        send(type="done", run=999, recording=None)
        send(type="output", run=999, output=[{"stream": "stdout", "text": "of another run", "call": 0}])
        send(type="chunk", run=1, columns=[1, 2], text="{")
        send(type="chunk", run=1, columns=[], text="[]")
        send(type="loading", stage="packages", file="../../index.html", loaded=9, total=9)
        send(type="no such thing")
        js.postMessage(None)
        js.postMessage("text")
        print("still the same run")
    """)
    expect(programs.output).to_contain_text("still the same run")
    expect(programs.output).not_to_contain_text("of another run")
    assert programs.page.locator("b").count() == 0
    programs.run("print('and the next')\n")
    expect(programs.output).to_contain_text("and the next")


@pytest.mark.same_page
def test_values_and_output_are_text_whatever_they_hold(programs: Playground):
    programs.run(f"""
        HOSTILE = {HOSTILE!r}

        class Odd:
            def __init__(self):
                self.__dict__[HOSTILE] = HOSTILE

        def take(value, odd):
            return [value, {{value: odd}}]

        Odd.__qualname__ = Odd.__name__ = HOSTILE.replace(chr(0), "")
        print(HOSTILE)
        take(HOSTILE, Odd())
    """)
    programs.outline()
    programs.rows.nth(1).click()
    expect(programs.details).to_contain_text("onerror")
    expect(programs.output).to_contain_text("onerror")
    for view in VIEWS:
        programs.tab(view)
    assert programs.page.evaluate("document.querySelectorAll('img[src], #app script').length") == 0
    assert "taken" not in programs.page.title()


@pytest.mark.same_page
def test_a_trace_file_is_text_whatever_it_holds(programs: Playground, tmp_path: Path):
    trace = json.loads((ROOT / "tests" / "fixtures" / "traces" / "exception.json").read_text("utf-8"))
    for function in trace["functions"]:
        function["name"] = function["qualname"] = HOSTILE
    trace["program"]["source"] = HOSTILE + "\n" + trace["program"]["source"]
    trace["program"]["filename"] = HOSTILE
    path = tmp_path / "<img src=x onerror=alert(1)>.trace.json"
    path.write_text(json.dumps(trace), "utf-8")
    programs.open_trace(path)
    expect(programs.status).to_contain_text("opened from")
    programs.outline()
    programs.rows.nth(1).click()
    expect(programs.details).to_contain_text("onerror")
    for view in VIEWS:
        programs.tab(view)
    assert programs.page.evaluate("document.querySelectorAll('img[src], #app script').length") == 0
    assert "taken" not in programs.page.title()


def test_a_link_fills_the_editor_and_runs_nothing(open_page):
    """The code of a link waits for Run (tests/page/test_links.py says the rest)."""
    sender = open_page().open()
    sender.write("print('ran by itself')\n")
    sender.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sender.page.get_by_role("button", name="Share").click()
    expect(sender.page.get_by_text("Link copied")).to_be_visible()
    link = sender.page.evaluate("navigator.clipboard.readText()")
    reader = open_page()
    reader.open("#" + link.partition("#")[2])
    expect(reader.program).to_contain_text("ran by itself")
    reader.wait_for_python()
    expect(reader.output).not_to_contain_text("ran by itself")


@pytest.mark.first_visit
def test_there_is_nothing_worth_stealing_on_the_origin(programs: Playground):
    programs.run("print('one run')\n")
    assert programs.page.evaluate("document.cookie") == ""
    assert programs.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    for name in programs.page.evaluate("Object.keys(localStorage)"):
        assert name.startswith("playground.1."), (
            "the person's own programs and choices, out of a worker's reach"
        )
