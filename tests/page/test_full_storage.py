"""A disk that is full, for what the browser keeps in its large stores: files of a program, and the site itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .driver import SNAPSHOT_KEPT, Playground, wait_for
from .kept import visitor_of, wait_until_kept
from .serving import FaultyServer
from .test_program_files import choose, tab

USED = "async () => (await navigator.storage.estimate()).usage"
# How many data files are kept.
FILES = """async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "playground-files")) return 0;
    const open = indexedDB.open("playground-files");
    await new Promise(done => { open.onsuccess = done; });
    const count = open.result.transaction("files").objectStore("files").count();
    await new Promise(done => { count.onsuccess = done; });
    return count.result;
}"""
# The files of the site that are kept for a visit without a network.
SITE_FILES = """async () => {
    const names = (await caches.keys()).filter(name => name.includes("precache"));
    return (await Promise.all(names.map(async name => (await (await caches.open(name)).keys()).length)))
        .reduce((sum, count) => sum + count, 0);
}"""
READ = "print(len(open('data.bin', 'rb').read()), open('data.bin', 'rb').read(1))\n"


@pytest.fixture
def visit(browser: Browser, faulty: FaultyServer) -> Iterator[Callable[[], Playground]]:
    context = visitor_of(browser)
    yield lambda: Playground(context.new_page(), faulty.address + "/")
    context.close()


def leave_room(playground: Playground, more: int | None) -> None:
    """From now on the origin may keep so many bytes more than it does; None: as many as it likes."""
    session = playground.page.context.new_cdp_session(playground.page)
    quota = {} if more is None else {"quotaSize": int(playground.page.evaluate(USED)) + more}
    session.send("Storage.overrideQuotaForOrigin", {"origin": playground.url.rstrip("/"), **quota})


def settled(playground: Playground) -> None:
    """Once everything is kept that the page keeps of itself: the site, and a snapshot of Python."""
    playground.open()
    wait_until_kept(playground)
    wait_for(playground, SNAPSHOT_KEPT)


def data(folder: Path, letter: str, size: int) -> Path:
    path = folder / "data.bin"
    path.write_bytes(letter.encode() * size)
    return path


def test_a_file_that_finds_no_room_is_said_and_an_older_one_never_stands_for_it(visit, tmp_path):
    playground = visit()
    settled(playground)
    # The store itself takes five megabytes.
    leave_room(playground, 9_000_000)
    choose(playground, data(tmp_path, "a", 2_000_000))
    wait_for(playground, f"async () => (await ({FILES})()) === 1")
    choose(playground, data(tmp_path, "b", 12_000_000))
    expect(playground.alert).to_contain_text("no room left")
    tab(playground, "main.py").click()
    playground.run(READ)
    expect(playground.output).to_contain_text("12000000 b'b'")
    playground.page.reload()
    expect(playground.alert).to_contain_text("data.bin: no longer kept by this browser")
    expect(playground.program).to_contain_text("open('data.bin'")


def test_a_site_that_finds_no_room_leaves_none_of_it_taken_and_works(visit):
    playground = visit()
    playground.page.goto(playground.url + "icon.svg")
    leave_room(playground, 6_000_000)
    playground.open()
    wait_for(playground, "async () => globalThis.asked ??= await navigator.serviceWorker.getRegistration()")
    wait_for(playground, "async () => !(await navigator.serviceWorker.getRegistration())")
    assert playground.page.evaluate(SITE_FILES) == 0
    playground.run("print('works', 6 * 7)\n")
    expect(playground.output).to_contain_text("works 42")
    expect(playground.alert).to_have_text("")
    # Once there is room, everything is kept.
    leave_room(playground, None)
    playground.page.reload()
    wait_until_kept(playground)
    assert playground.page.evaluate(SITE_FILES) > 20
