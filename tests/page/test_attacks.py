"""
What a program, a link or a store that somebody spoilt may try: each attack gets nothing, the page answers meanwhile,
and the next run is clean. docs/security.md says what is claimed; tests/page/attacks.py holds the programs.
"""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, expect

from playground.project import DIST

from .attacks import HARMLESS, REFUSED, SEND, link_to, numbered
from .driver import SNAPSHOT_KEPT, Playground, wait_for
from .test_security import said

STOPPED = re.compile("was stopped because it sent this page messages of its own: [a-z ]+\\.")


class Victim:
    """A page that is attacked again and again, and has a run that means no harm after each."""

    def __init__(self, playground: Playground) -> None:
        self.page = playground.open()
        self.runs = 0

    def attacked(self, program: str) -> None:
        """Runs it; who looks at another view meanwhile gets it."""
        self.page.wait_for_python()
        self.runs += 1
        self.page.write(numbered(program, self.runs))
        self.page.run_button.click()
        for view in ("Functions", "Tree"):
            tabs = self.page.page.get_by_role("tablist", name="View")
            tabs.get_by_role("tab", name=view, exact=True).click(timeout=10_000)
            expect(self.page.page.get_by_role("tabpanel", name=view)).to_be_visible(timeout=10_000)

    def is_clean_again(self) -> None:
        self.runs += 1
        self.page.run("print('all is well')\n")
        expect(self.page.output).to_have_text(re.compile(r"^all is well\s*$"))
        expect(self.page.alert).to_have_text("")
        expect(self.page.page.get_by_role("button", name=re.compile("^Save (file|n)"))).to_have_count(0)
        assert self.page.calls() == 1


@pytest.fixture
def victims(playground: Playground) -> Callable[[], Victim]:
    """A page for each, in one browser."""
    return lambda: Victim(Playground(playground.page.context.new_page(), playground.url))


def each(victims: Callable[[], Victim], attacks: dict[str, str], then: Callable[[Victim], None]) -> list[str]:
    """What did not go as it should, a line each; after it, the next attack is on a fresh page."""
    faults = []
    victim = victims()
    for name, program in attacks.items():
        try:
            victim.attacked(program)
            then(victim)
            victim.is_clean_again()
        except (AssertionError, Error) as error:
            faults.append(f"{name}: {str(error)[:600]}")
            victim = victims()
    return faults


@pytest.mark.hostile
@pytest.mark.other_hosts
@pytest.mark.parametrize("part", range(3))
def test_who_sends_more_than_the_page_takes_is_stopped_and_told_so(victims, part: int):
    def ended(victim: Victim) -> None:
        expect(victim.page.stop_button).to_be_disabled()
        expect(victim.page.status).to_contain_text(STOPPED)

    assert each(victims, dict([*REFUSED.items()][part::3]), ended) == []


@pytest.mark.hostile
@pytest.mark.other_hosts
def test_other_attacks_change_nothing_but_the_picture_of_their_run(victims):
    def ended(victim: Victim) -> None:
        if victim.page.stop_button.is_enabled():
            # It may have ended by itself in this moment.
            victim.page.stop_button.dispatch_event("click")
        expect(victim.page.stop_button).to_be_disabled()
        expect(victim.page.status).to_contain_text(re.compile(r"^[\d,]+ calls? in "))

    assert each(victims, HARMLESS, ended) == []


def test_what_a_program_has_the_page_say_is_marked_as_its_own_and_leaves_with_it(playground: Playground):
    victim = Victim(playground)
    victim.attacked(SEND + 'send(type="notice", message="Log in again at example.com")')
    expect(playground.alert).to_have_text(
        re.compile(r"^\s*The program says: Log in again at example\.com\s*$")
    )
    victim.is_clean_again()
    victim.attacked(SEND + 'send(type="notice", message="Log in again at example.com")')
    expect(playground.alert).to_contain_text("The program says")
    playground.example.select_option("example:calculator")
    expect(playground.alert).to_have_text("")


REACHED = """
import js

stores = ("caches", "indexedDB", "Worker", "SharedWorker", "cookieStore", "BroadcastChannel")
reached = [name for name in stores if hasattr(js, name)]
reached += [name for name in ("storage", "locks", "serviceWorker", "storageBuckets") if hasattr(js.navigator, name)]
reached += [name for name in ("createObjectURL",) if hasattr(js.URL, name)]
with open("/tmp/ran", "a") as file:
    file.write(f"{__name__} {reached}\\n")


async def install(*names, **options):
    pass
"""
RAN = """
import os

try:
    import a_package_that_is_nowhere
except ImportError as error:
    print(type(error).__name__)
print("ran:", open("/tmp/ran").read() if os.path.exists("/tmp/ran") else "nothing")
"""
# Whatever the page, Pyodide or micropip import of their own accord before the program's first line.
OWN = {
    "micropip": ["micropip.py"],
    "micropip as a folder": ["micropip/__init__.py"],
    "what micropip needs": [
        f"packaging/{name}.py" for name in ("__init__", "requirements", "tags", "utils", "version")
    ],
    "the standard library": [
        f"{name}.py" for name in ("email", "urllib", "zipfile", "csv", "sitecustomize", "usercustomize")
    ],
    "Pyodide": ["js.py", "pyodide.py", "pyodide_js.py", "_pyodide.py", "_pyodide_core.py"],
    "ours": ["playground_session.py", "calltrace/__init__.py"],
}


@pytest.mark.same_page
@pytest.mark.other_hosts
@pytest.mark.parametrize("kind, own", [*(("text", own) for own in OWN), ("data", "micropip")])
def test_no_file_of_a_program_runs_before_the_program(playground: Playground, own: str, kind: str):
    """A missing import makes the page import micropip, which must be the site's, whatever lies beside the program."""
    files = dict.fromkeys(OWN[own], REACHED)
    playground.open(link_to(RAN, *((files,) if kind == "text" else ({}, files))))
    playground.run()
    expect(playground.output).to_contain_text("ModuleNotFoundError")
    expect(playground.output).to_contain_text("ran: nothing")


@pytest.mark.same_page
def test_files_of_a_program_that_run_later_find_everything_closed(playground: Playground):
    playground.open(link_to("import late\nprint(open('/tmp/ran').read())\n", {"late.py": REACHED}))
    playground.run()
    expect(playground.output).to_contain_text("late []")


@pytest.mark.without_python
def test_a_link_whose_files_exclude_each_other_is_a_sentence(playground: Playground):
    playground.open(link_to("import a\n", {"a.py": "1", "a.py/b.py": "2"}))
    expect(playground.alert).to_contain_text("“a.py” would be a file and a folder at once")
    expect(playground.program).to_contain_text("def fibonacci")


@pytest.mark.same_page
def test_nothing_that_a_program_makes_has_an_address_on_this_origin(playground: Playground):
    """A page at such an address would run its scripts here, under no policy."""
    playground.open()
    printed = said(
        playground,
        """
        import js

        page = js.Blob.new(["<script>document.title = 'ran'</script>"])
        for owner in (js.URL, js.Object.getPrototypeOf(js.URL), js.URL.prototype):
            print("address:", hasattr(owner, "createObjectURL"))
        for name in ("webkitURL", "importScripts", "registerProtocolHandler", "sharedStorage"):
            if hasattr(js, name):
                try:
                    getattr(js, name)("data:text/javascript,1")
                    print("it went through:", name)
                except Exception as error:
                    print(name, type(error).__name__)
        """,
    )
    assert printed.count("address: False") == 3
    assert "it went through" not in printed


@pytest.mark.same_page
def test_what_a_program_wrote_is_saved_as_bytes_that_no_browser_runs(playground: Playground):
    playground.open()
    playground.page.evaluate(
        "() => { const make = URL.createObjectURL; globalThis.types = [];"
        " URL.createObjectURL = blob => { globalThis.types.push(blob.type); return make.call(URL, blob); }; }"
    )
    playground.run("open('page.html', 'w').write('<script>document.title = 1</script>')\n")
    with playground.page.expect_download():
        playground.page.get_by_role("button", name="Save page.html").click()
    assert playground.page.evaluate("types") == ["application/octet-stream"]


# Whoever gets hold of the port to the packages' worker could have it fetch and keep what it likes.
PORT = """
import asyncio, js
from pyodide.ffi import create_proxy, to_js

found = []

def keep(this, *_):
    if js.Object.prototype.toString.call(this) == "[object MessagePort]":
        found.append(this)

post = js.MessagePort.prototype.postMessage
data = js.Object.getOwnPropertyDescriptor(js.MessageEvent.prototype, "data").get

def posting(this, *given):
    keep(this)
    return post.call(this, *given)

def reading(this):
    keep(this.target)
    return data.call(this)

js.MessagePort.prototype.postMessage = create_proxy(posting, capture_this=True)
getter = dict(get=create_proxy(reading, capture_this=True), configurable=True)
js.Object.defineProperty(
    js.MessageEvent.prototype, "data", to_js(getter, dict_converter=js.Object.fromEntries)
)
for kind in ("start", "prepare", "run"):
    event = dict(data=dict(type=kind, source="import numpy", importing=True))
    js.self.dispatchEvent(js.MessageEvent.new("message", to_js(event, dict_converter=js.Object.fromEntries)))
await asyncio.sleep(0.5)
answers = []
for port in found:
    port.addEventListener("message", create_proxy(lambda event: answers.append(str(event.data.file))))
    port.start()
    for name in FILES:
        post.call(port, name)
        post.call(port, to_js(dict(file=name, sha256="00" * 32), dict_converter=js.Object.fromEntries))
await asyncio.sleep(1)
print("answers:", answers)
"""


@pytest.mark.same_page
def test_the_port_to_the_packages_is_closed_before_the_program_begins(playground: Playground):
    names = [path.name for path in (DIST / "runtime").glob("*/numpy-*.tar.gz")]
    assert names
    playground.open()
    playground.run(f"FILES = {[*names, './' + names[0], '../../sw.js']!r}\n{PORT}")
    expect(playground.output).to_contain_text("answers: []")


def test_python_does_not_start_from_a_memory_that_somebody_changed(open_page):
    """Whole and of this build, but for one byte of its last page: only its digest tells."""
    playground = open_page()
    playground.open()
    playground.wait_for_python()
    wait_for(playground, SNAPSHOT_KEPT)
    playground.page.evaluate(
        """async () => {
            const cache = await caches.open("playground-python");
            const [name] = await cache.keys();
            const kept = new Uint8Array(await (await cache.match(name)).arrayBuffer());
            kept[kept.length - 1] ^= 1;
            await cache.put(name, new Response(kept));
        }"""
    )
    page = playground.page.context.new_page()
    again = Playground(page, playground.url).open()
    again.wait_for_python()
    assert page.evaluate("async () => (await (await caches.open('playground-python')).keys()).length") == 0
    again.run("print('ran', 6 * 7)\n")
    expect(again.output).to_contain_text("ran 42")


ASK_FOR_PACKAGES = """async ([script, runtime, files, strange]) => {
    const worker = new Worker(script, { type: "module" });
    worker.postMessage({ type: "start", runtime, sizes: {}, files });
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ type: "serve", port: port1 }, [port1]);
    const answers = [];
    for (const { file } of files) {
        const answered = new Promise(done => {
            port2.onmessage = ({ data }) => {
                answers.push([data.file, "unpacked" in data]);
                if (data.file === file) done();
            };
        });
        for (const name of [...strange, ...answers.map(([name]) => name), file, file]) port2.postMessage(name);
        await answered;
    }
    worker.terminate();
    return answers;
}"""


@pytest.mark.same_page
def test_whoever_asks_for_packages_gets_the_site_s_own_and_each_once(playground: Playground):
    """Other names, and other spellings of a name, would each be fetched and kept for as long as the page is open."""
    (script,) = DIST.glob("assets/packages.worker-*.js")
    (lock,) = DIST.glob("runtime/*/pyodide-lock.json")
    carried = json.loads(lock.read_text("utf-8"))["packages"]
    files = [
        {"file": carried[name]["file_name"], "sha256": carried[name]["sha256"]}
        for name in ("six", "pytz", "tzdata")
    ]
    names = [entry["file"] for entry in files]
    strange = [spelling + names[0] for spelling in ("./", f"../{lock.parent.name}/")]
    strange += [names[0] + ending for ending in ("?1", "#1")]
    playground.open()
    answers = playground.page.evaluate(
        ASK_FOR_PACKAGES,
        [
            f"/assets/{script.name}",
            f"/runtime/{lock.parent.name}/",
            files,
            [*strange, "../../sw.js", "", None, 5, files[0]],
        ],
    )
    assert answers == [[name, True] for name in names]
