"""What lies in the offline store is checked when it is handed out: whoever wrote into it takes nobody's page.

A program that reaches the origin's caches is played by the page itself, which reaches them as a matter of course.
"""

import pytest
from playwright.sync_api import expect

from playground.project import DIST

from .driver import Playground, wait_for
from .kept import Kept, wait_until_kept
from .serving import error_500, message_checks
from .test_offline import DATEUTIL, HAS_PACKAGE, cut_off, next_version

DAMAGED = "The stored copy of this page is damaged: connect to the network and load it again."
# Writes into every entry of every cache of the origin, or those whose address ends with `ending`.
POISON = """async ending => {
    const js = "document.title = 'taken'; globalThis.taken = true;";
    const html = `<!doctype html><title>taken</title><script>${js}<` + "/script>";
    let poisoned = 0;
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            if (ending && !request.url.endsWith(ending)) continue;
            const isPage = new URL(request.url).pathname === "/";
            const headers = { "Content-Type": isPage ? "text/html" : "text/javascript" };
            await cache.put(request, new Response(isPage ? html : js, { headers }));
            poisoned++;
        }
    }
    return poisoned;
}"""
# The addresses of what is kept of the site and is not what the server has.
WRONG = """async () => {
    const hash = async response => String(new Uint8Array(
        await crypto.subtle.digest("SHA-256", await response.arrayBuffer())));
    const wrong = [];
    for (const name of await caches.keys()) {
        if (!/precache|packages/.test(name)) continue;
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const { pathname } = new URL(request.url);
            // The service worker lets this one through to the network.
            const right = await fetch(pathname, { cache: "reload" });
            if (await hash(right) !== await hash(await cache.match(request))) wrong.push(pathname);
        }
    }
    return wrong;
}"""
STATUS = "async path => (await fetch(path)).status"
TEXT = "async path => await (await fetch(path)).text()"
IS_REAL = "() => !globalThis.taken && document.title !== 'taken'"


def check_real(playground: Playground) -> None:
    expect(playground.program).to_be_visible()
    playground.wait_for_picture()
    assert playground.page.evaluate(IS_REAL)
    assert playground.page.evaluate("crossOriginIsolated")


def worker_script() -> str:
    (path,) = DIST.glob("assets/worker-*.js")
    return f"/assets/{path.name}"


def test_a_store_that_was_written_into_heals(kept: Kept):
    assert kept.outside.evaluate(POISON) > 60
    playground = kept.visit()
    check_real(playground)
    playground.run("print('still', 6 * 7)\n")
    expect(playground.output).to_contain_text("still 42")
    expect(playground.alert).to_have_text("")
    # What the page asks for is right again, and what it did not ask for yet never comes out.
    wrong = playground.page.evaluate(WRONG)
    assert not [path for path in wrong if path in ("/", worker_script()) or path.startswith("/runtime/")]
    for path in wrong:
        assert "globalThis.taken" not in playground.page.evaluate(TEXT, path)
    assert playground.page.evaluate(WRONG) == []
    # The example's own run, which has a picture.
    playground.page.get_by_role("button", name="Reset", exact=True).click()
    playground.wait_for_picture()
    kept.cut_off()
    playground.page.reload()
    check_real(playground)


def test_without_a_network_a_sentence_stands_in_place_of_a_page_that_was_written_into(kept: Kept):
    kept.outside.evaluate(POISON)
    kept.cut_off()
    playground = Playground(kept.context.new_page(), kept.server.address + "/")
    for _ in range(2):
        response = playground.page.goto(playground.url)
        assert response and response.status == 503
        expect(playground.page.get_by_text(DAMAGED, exact=True)).to_be_visible()
        assert playground.page.title() != "taken"
    # Files are missing rather than wrong; the page before may have had one fetched anew before the network was cut.
    said = "path => fetch(path).then(answer => answer.text(), () => 'refused')"
    assert "taken" not in playground.page.evaluate(said, worker_script())
    kept.connect()
    playground.page.reload()
    check_real(playground)
    # The page, and what it has asked for, are kept again; the last of it comes when Python stands.
    playground.wait_for_python()
    checks = message_checks()
    stored = "async path => (await caches.match(path))?.text()"
    healed = (
        f"async path => {{ const text = await ({stored})(path); return text && !text.includes('taken'); }}"
    )
    wait_for(playground, healed, f"/assets/{checks.name}")
    kept.cut_off()
    playground.page.reload()
    check_real(playground)
    playground.run("print('still', 6 * 7)\n")
    expect(playground.output).to_contain_text("still 42")


# Keeps the bytes and takes away or replaces all headers, for whatever request.
STRIP = """async ([path, type]) => {
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            if (new URL(request.url).pathname !== path) continue;
            const bytes = await (await cache.match(request)).arrayBuffer();
            const headers = { "Content-Type": type, "Clear-Site-Data": '"storage"', Vary: "X-Whatever" };
            await cache.put(request, new Response(bytes, { headers }));
        }
    }
}"""
HEADERS = "async path => Object.fromEntries((await fetch(path)).headers)"


def test_the_policies_do_not_come_out_of_the_store(kept: Kept):
    paths = {"/": "text/html", worker_script(): "text/javascript"}
    for path, kind in paths.items():
        kept.outside.evaluate(STRIP, [path, kind])
    kept.cut_off()
    playground = Playground(kept.context.new_page(), kept.server.address + "/")
    response = playground.page.goto(playground.url)
    assert response and "default-src 'none'" in response.headers["content-security-policy"]
    check_real(playground)
    for path in paths:
        said = {name.lower(): value for name, value in kept.server.answer(path, "", "").headers.items()}
        sent = playground.page.evaluate(HEADERS, path)
        assert sent == {name: said[name] for name in sent}
        assert {"content-security-policy", "cross-origin-embedder-policy", "content-type"} <= set(sent)
    playground.run("""
        from js import eval

        try:
            print(eval("1 + 1"))
        except Exception as error:
            print("eval:", "Content Security Policy" in str(error))
    """)
    expect(playground.output).to_contain_text("eval: True")


# Puts something under an address that no version has, and says it is listed, in lists that are none.
ADD = """async path => {
    const type = path.endsWith(".js") ? "text/javascript" : "text/html";
    const body = "<!doctype html><title>taken</title>taken";
    for (const name of await caches.keys()) {
        const response = new Response(body, { headers: { "Content-Type": type } });
        await (await caches.open(name)).put(path, response);
    }
    const lists = await caches.open("playground-versions");
    for (const list of ["{", "null", "[]", JSON.stringify({ always: [{ url: path }], used: [], headers: [] })])
        await lists.put("/versions/" + list.length, new Response(list));
}"""


@pytest.mark.parametrize("path", ["/assets/evil.html", "/assets/evil.js", "/examples/evil.svg"])
def test_what_no_version_lists_is_not_handed_out(kept: Kept, path: str):
    kept.outside.evaluate(ADD, path)
    assert kept.outside.evaluate(STATUS, path) == 404
    page = kept.context.new_page()
    response = page.goto(kept.server.address + path)
    assert response and response.status == 404
    assert page.title() != "taken"


# A list that names a document, with the right hash of what lies there.
FORGE = """async path => {
    const body = "<!doctype html><title>taken</title>taken";
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body)));
    const integrity = `sha256-${btoa(String.fromCharCode(...digest))}`;
    const headers = { "Content-Type": "text/html" };
    const listed = { url: path, revision: null, integrity, headers: 0 };
    const list = { headers: [headers], always: [listed, { ...listed, url: "/" }], used: [] };
    await (await caches.open("playground-versions")).put("/versions/forged", Response.json(list));
    for (const name of await caches.keys()) if (/precache|packages/.test(name))
        for (const at of [path, "/"]) await (await caches.open(name)).put(at, new Response(body, { headers }));
}"""
LISTS = "async () => (await (await caches.open('playground-versions')).keys()).length === 1"


def test_a_forged_list_makes_no_document_and_goes_at_the_next_visit(visit):
    # A browser of its own: as long as another tab is open, a version that this one may need is kept.
    playground = visit()
    wait_until_kept(playground)
    playground.page.evaluate(FORGE, "/assets/evil.html")
    response = playground.page.goto(playground.url + "assets/evil.html")
    assert response and response.status == 404
    playground.open()
    check_real(playground)
    wait_for(playground, LISTS)
    assert playground.page.evaluate(STATUS, "/assets/evil.html") == 404


def test_a_file_of_an_older_version_is_checked_by_that_versions_list(copy_server, copied_site, visit):
    """A tab that is still open asks for it. Where the store is wrong, the browser's own cache has it as it was."""
    first, second = visit(), visit()
    wait_until_kept(first)
    next_version(copied_site)
    second.page.reload()
    second.alert.get_by_role("button", name="Reload").click()
    second.page.wait_for_function("() => globalThis.isNext")
    path = worker_script()
    text = (DIST / path[1:]).read_text("utf-8")
    assert first.page.evaluate(TEXT, path) == text
    assert first.page.evaluate(POISON, path) == 1
    assert first.page.evaluate(TEXT, path) == text
    assert first.page.evaluate(POISON, path) == 0, "what was wrong is kept no longer"


def test_a_package_that_was_written_into_heals(kept: Kept):
    playground = kept.visit()
    playground.run(DATEUTIL)
    for name in ("python_dateutil", "six"):
        wait_for(playground, HAS_PACKAGE, name)
    assert playground.page.evaluate(POISON, ".tar.gz") >= 2
    playground.page.reload()
    playground.run(DATEUTIL + "print('healed')")
    expect(playground.output).to_contain_text("healed")
    expect(playground.alert).to_have_text("")
    assert playground.page.evaluate(WRONG) == []
    kept.cut_off()
    playground.page.reload()
    playground.run(DATEUTIL + "print('without a network')")
    expect(playground.output).to_contain_text("without a network")


def test_a_program_that_asks_for_anything_to_be_kept_gets_nothing_else_kept(kept: Kept):
    """As a flood of messages, which a program may cause through the page."""
    server = kept.server
    playground = kept.visit()
    playground.wait_for_python()
    # Two that no other test has had fetched.
    bad, good = (next(DIST.glob(f"runtime/*/{name}-*.tar.gz")) for name in ("cycler", "pyparsing"))
    paths = [f"/{path.relative_to(DIST).as_posix()}" for path in (bad, good)]
    # What does not come is asked for again, but not once for each message.
    server.faults = {bad.name: error_500}
    server.asked.clear()
    playground.page.evaluate(
        """([path, last]) => {
            const { controller } = navigator.serviceWorker;
            const tell = packages => controller.postMessage({ type: "keep", packages });
            controller.postMessage(null);
            for (const odd of [null, 7, "text", { length: 1e9 }, [null, {}, 7], Array(1e5).fill(path)]) tell(odd);
            for (let turn = 0; turn < 500; turn++) tell(["/", "/assets/evil.js", path]);
            tell([last]);
        }""",
        paths,
    )
    wait_for(playground, HAS_PACKAGE, good.name)
    assert 1 <= server.asked.count(paths[0]) < 20
    # The browser itself looks for a new version of the service worker.
    assert set(server.asked) - {"/sw.js"} == set(paths)
    count = "async () => (await (await caches.open('playground-packages')).keys()).length"
    assert playground.page.evaluate(count) == 1


# A service worker of the time before: it hands out whatever lies in its store.
OLD_WORKER = """
const STORE = "workbox-precache-v2-" + registration.scope;
self.addEventListener("install", event => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", event => {
  const { pathname } = new URL(event.request.url);
  event.respondWith(caches.open(STORE).then(cache => cache.match(pathname))
    .then(found => found ?? fetch(event.request)));
});
"""
OLD_STORES = """async () => {
    const headers = { "Content-Type": "text/html" };
    const html = "<!doctype html><title>taken</title>taken";
    for (const name of [`workbox-precache-v2-${location.origin}/`, "playground-packages", "playground-python"])
        await (await caches.open(name)).put("/", new Response(html, { headers }));
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
}"""
NEW_ERA = """async () => {
    const names = await caches.keys();
    const { active, waiting, installing } = await navigator.serviceWorker.getRegistration();
    return active?.state === "activated" && !waiting && !installing && names.includes("playground-versions");
}"""


def test_a_store_from_before_what_is_handed_out_was_checked_is_thrown_away(visitor, copy_server, copied_site):
    today = (copied_site / "sw.js").read_bytes()
    (copied_site / "sw.js").unlink()
    (copied_site / "sw.js").write_text(OLD_WORKER, "utf-8")
    playground = Playground(visitor.new_page(), copy_server.address + "/")
    playground.page.goto(playground.url + "robots.txt")
    playground.page.evaluate(OLD_STORES)
    wait_for(playground, "async () => (await navigator.serviceWorker.ready).active.state === 'activated'")
    playground.page.goto(playground.url)
    assert playground.page.title() == "taken"

    (copied_site / "sw.js").write_bytes(today)
    # The browser looks for a new service worker at each visit by itself; the poisoned page does nothing for it.
    playground.page.reload()
    wait_for(playground, NEW_ERA)
    playground.open()
    check_real(playground)
    names = playground.page.evaluate("caches.keys()")
    assert not [name for name in names if name.startswith("workbox-precache")]
    wait_until_kept(playground)
    cut_off(visitor, copy_server)
    playground.page.reload()
    check_real(playground)
    assert playground.page.evaluate(WRONG.replace('cache: "reload"', 'cache: "default"')) == []
