"""Without a network after the first visit, and with a new version behind the page's back.

The pages here are not watched: a watched page asks the network every time, past what browsers keep.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from playground.build.offline import service_worker
from playground.project import DIST, files_in

from .driver import wait_for
from .kept import Kept, wait_until_kept
from .serving import FaultyServer, error_500, login_page

FIBONACCI = "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n\nprint(fib(7))\n"
# A package, and the other that it needs: small ones.
DATEUTIL = "import dateutil.parser\n\nprint(dateutil.parser.parse('5 March 2026').day)\n"
PANDAS = "import pandas\n\nprint(pandas.Series([2, 3]).sum())\n"

HAS_PACKAGE = """async name => {
    const cache = await caches.open("playground-packages");
    return (await cache.keys()).some(request => request.url.includes(name));
}"""


def cut_off(visitor: BrowserContext, server: FaultyServer) -> None:
    visitor.set_offline(True)
    server.down = True
    server.asked.clear()


def test_after_one_visit_everything_but_packages_works_without_a_network(kept: Kept):
    kept.cut_off()
    playground = kept.visit()
    playground.wait_for_picture()
    assert playground.page.evaluate("crossOriginIsolated")
    assert playground.page.evaluate("document.fonts.load('1em Inter Variable').then(found => found.length)")
    for option in ("hanoi", "pandas_groupby"):
        playground.page.goto(f"{kept.server.address}/#example={option}")
        playground.wait_for_picture()
        expect(playground.alert).to_have_text("")
    assert "25 calls" in playground.run(FIBONACCI) or playground.calls() > 25
    expect(playground.output).to_contain_text("13")
    # The browser itself looks for a new version of the service worker, in vain.
    assert set(kept.server.asked) <= {"/sw.js"}


@pytest.mark.parametrize("address", ["/guide", "/guide.html"])
def test_the_guide_is_there_without_a_network_with_its_pictures_and_its_policy(kept: Kept, address: str):
    kept.cut_off()
    page = kept.context.new_page()
    answer = page.goto(kept.server.address + address)
    assert answer is not None and "script-src" not in answer.headers["content-security-policy"]
    expect(page.get_by_role("heading", level=1)).to_have_text("A guide to the playground")
    picture = page.get_by_role("main").locator("img").last
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 300
    assert set(kept.server.asked) <= {"/sw.js"}


def test_a_package_that_was_used_once_works_without_a_network(kept: Kept):
    playground = kept.visit()
    playground.run(PANDAS)
    for name in ("pandas", "numpy", "python_dateutil"):
        wait_for(playground, HAS_PACKAGE, name)
    kept.cut_off()
    playground.page.reload()
    playground.run(PANDAS + "print('again')")
    expect(playground.output).to_contain_text("again")
    expect(playground.alert).to_have_text("")


def test_a_package_that_was_never_used_is_said_to_be_missing(kept: Kept):
    kept.cut_off()
    playground = kept.visit()
    playground.run("import kiwisolver\n")
    expect(playground.alert).to_contain_text("could not be fetched")
    expect(playground.alert).to_contain_text(".tar.gz")
    expect(playground.status).to_contain_text("ModuleNotFoundError")


def test_the_worker_keeps_its_policy_without_a_network(kept: Kept):
    kept.cut_off()
    playground = kept.visit()
    playground.run("""
        from js import eval, fetch

        try:
            print(eval("1 + 1"))
        except Exception as error:
            print("eval:", "Content Security Policy" in str(error))
        try:
            await fetch("http://localhost:9/")
        except Exception as error:
            print("http:", type(error).__name__)
    """)
    expect(playground.output).to_contain_text("eval: True")
    expect(playground.output).to_contain_text("http: JsException")


def test_nothing_is_fetched_for_it_before_the_page_is_ready_and_nothing_large_twice(kept: Kept):
    asked = kept.asked_at_first
    times = Counter(asked)
    runtime = [path for path in times if path.startswith("/runtime/") and not path.endswith(".tar.gz")]
    assert len(runtime) == 6
    assert {path: times[path] for path in runtime} == dict.fromkeys(runtime, 1)
    begun = asked.index("/sw.js")
    assert all(asked.index(path) < begun for path in runtime)
    assert not any(path.endswith(".tar.gz") for path in times), "packages wait until they are used"


def next_version(folder: Path) -> None:
    """Another page, in which the runtime lies elsewhere and nothing of the old one is left."""
    (old_runtime,) = (folder / "runtime").iterdir()
    old_runtime.rename(folder / "runtime" / "next")
    scripts = sorted(folder.glob("assets/*.js"))
    pages = [folder / "index.html", folder / "embed.html"]
    for path in [*scripts, *pages]:
        text = path.read_text("utf-8").replace(f"/runtime/{old_runtime.name}/", "/runtime/next/")
        for script in scripts:
            text = text.replace(script.name, f"next-{script.name}")
        if path in pages:
            text = re.sub(r' integrity="[^"]+"', "", text)
        if path.name.startswith("index-"):
            text += "\nglobalThis.isNext = true;\n"
        # Not written over: the copy shares its files with the site.
        path.unlink()
        name = path.name if path in pages else f"next-{path.name}"
        path.with_name(name).write_text(text, "utf-8")
    worker = folder / "sw.js"
    script_only = worker.with_name("template.js")
    script_only.write_text(worker.read_text("utf-8").partition("\n")[2], "utf-8")
    worker.unlink()
    files = {path.relative_to(folder).as_posix(): path for path in files_in(folder) if path != script_only}
    worker.write_bytes(service_worker(script_only, files))
    script_only.unlink()


def test_a_new_version_says_that_it_is_ready_and_never_mixes_with_the_old(
    visitor, copy_server, copied_site, visit
):
    first = visit()
    wait_until_kept(first)
    first.run(DATEUTIL)
    wait_for(first, HAS_PACKAGE, "python_dateutil")
    second = visit()
    second.write("print('typed before the update')\n")
    second.wait_for_python()

    next_version(copied_site)
    copy_server.asked.clear()
    first.page.reload()
    # Both go on being what they are, also with files that the server no longer has.
    reload = first.alert.get_by_role("button", name="Reload")
    expect(first.alert).to_contain_text("A new version is ready")
    assert not first.page.evaluate("globalThis.isNext")
    first.run(FIBONACCI + "print('old page')")
    expect(first.output).to_contain_text("old page")

    expect(second.alert).to_contain_text("A new version is ready")
    second.alert.get_by_role("button", name="Reload").click()
    second.page.wait_for_function("() => globalThis.isNext")
    expect(second.program).to_contain_text("typed before the update")
    second.run()
    expect(second.output).to_contain_text("typed before the update")

    # The page that was not reloaded still has its own files.
    assert not first.page.evaluate("globalThis.isNext")
    first.run(FIBONACCI + "print('still the old page')")
    expect(first.output).to_contain_text("still the old page")
    assert not [path for path in copy_server.asked if path.startswith("/runtime/")], (
        "the same bytes are not fetched"
    )
    reload.click()
    first.page.wait_for_function("() => globalThis.isNext")

    # And the new one works without a network, packages and all.
    second.page.close()
    cut_off(visitor, copy_server)
    first.page.reload()
    first.run(DATEUTIL + "print('the next page')")
    expect(first.output).to_contain_text("the next page")
    assert first.page.evaluate("globalThis.isNext")


def test_what_an_older_version_left_is_thrown_away_once_nobody_needs_it(copy_server, copied_site, visit):
    first = visit()
    wait_until_kept(first)
    next_version(copied_site)
    first.page.reload()
    first.alert.get_by_role("button", name="Reload").click()
    first.page.wait_for_function("() => globalThis.isNext")
    wait_for(
        first,
        """async () => {
            const names = (await caches.keys()).filter(name => name.includes("precache"));
            const kept = await (await caches.open(names[0])).keys();
            const folders = new Set(kept.map(({ url }) => url.match(/runtime\\/(\\w+)/)?.[1]).filter(Boolean));
            return names.length === 1 && folders.size === 1 && folders.has("next");
        }""",
    )


def test_a_bad_file_is_never_kept(copy_server, visit):
    """What comes for one file is wrong: the page works on, keeps no version, and keeps one once all is well."""
    (wrong,) = (path.name for path in DIST.glob("examples/hanoi-*.json"))
    copy_server.faults = {wrong: login_page}
    playground = visit()
    for fault in (login_page, error_500):
        copy_server.faults = {wrong: fault}
        playground.page.reload()
        wait_for(
            playground, "async () => globalThis.asked ??= await navigator.serviceWorker.getRegistration()"
        )
        wait_for(playground, "async () => !(await navigator.serviceWorker.getRegistration())")
    playground.run(FIBONACCI)
    expect(playground.alert).to_have_text("")
    copy_server.faults = {}
    playground.page.reload()
    wait_until_kept(playground)


def test_a_browser_that_refuses_the_service_worker_has_the_page_as_before(visitor, copy_server, visit):
    copy_server.faults["/sw.js"] = error_500
    playground = visit()
    playground.run(FIBONACCI)
    expect(playground.output).to_contain_text("13")
    expect(playground.alert).to_have_text("")
    assert not playground.page.evaluate("navigator.serviceWorker.controller")


def test_the_page_can_be_installed(kept: Kept):
    playground = kept.visit()
    session = playground.page.context.new_cdp_session(playground.page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")
    session.send("Page.enable")
    found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Playwright's contexts are private windows, in which nothing can be installed.
    assert [error["errorId"] for error in found if error["errorId"] != "in-incognito"] == []
