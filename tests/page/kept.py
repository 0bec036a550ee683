"""A browser that keeps the page for when there is no network: here once, then lent to one test after another.

To come for the first time is what takes the time: Python starts from nothing, and the whole site is fetched again to be
kept. Of what a test writes into the stores nothing is left to the next one.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from .driver import SNAPSHOT_KEPT, Playground, wait_for
from .serving import FaultyServer

DESK = {"width": 1440, "height": 900}
# How a page is looked at where a test says nothing else. Movement is drawn sixty times a second, by a machine without a
# GPU: who looks at it asks for it.
LOOK: dict[str, Any] = {"viewport": DESK, "reduced_motion": "reduce"}

IS_KEPT = "async () => !!navigator.serviceWorker.controller"

# All that lies in the stores, held by a page that stays.
HOLD = """async () => {
    globalThis.held = new Map();
    globalThis.heldStorage = Object.entries(localStorage);
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const entries = [];
        for (const request of await cache.keys()) entries.push([request, await cache.match(request)]);
        globalThis.held.set(name, entries);
    }
}"""
PUT_BACK = """async () => {
    localStorage.clear();
    for (const [key, value] of globalThis.heldStorage) localStorage.setItem(key, value);
    for (const name of await caches.keys()) if (!globalThis.held.has(name)) await caches.delete(name);
    for (const [name, entries] of globalThis.held) {
        const cache = await caches.open(name);
        const known = new Set(entries.map(([request]) => request.url));
        for (const request of await cache.keys()) if (!known.has(request.url)) await cache.delete(request);
        await Promise.all(entries.map(([request, response]) => cache.put(request, response.clone())));
    }
}"""


def visitor_of(browser: Browser) -> BrowserContext:
    """With service workers, and not watched: a watched page asks the network every time, past what browsers keep."""
    context = browser.new_context(**LOOK)
    context.set_default_timeout(60_000)
    return context


def wait_until_kept(playground: Playground) -> None:
    wait_for(playground, IS_KEPT)


class Kept:
    def __init__(self, browser: Browser, server: FaultyServer) -> None:
        self.server = server
        self.context = visitor_of(browser)
        first = Playground(self.context.new_page(), server.address + "/").open()
        wait_until_kept(first)
        wait_for(first, SNAPSHOT_KEPT)
        # What was asked for until all was kept.
        self.asked_at_first = tuple(server.asked)
        first.page.close()
        # A page that shows nothing, of the same origin, from which the stores are written into.
        self.outside: Page = self.context.new_page()
        self.outside.goto(server.address + "/icon.svg")
        self.outside.evaluate(HOLD)

    def visit(self, place: str = "") -> Playground:
        return Playground(self.context.new_page(), self.server.address + "/").open(place)

    def cut_off(self) -> None:
        self.context.set_offline(True)
        self.server.down = True
        self.server.asked.clear()

    def connect(self) -> None:
        self.server.down = False
        self.context.set_offline(False)

    def take_back(self) -> None:
        """Leave it to the next test as it was."""
        for page in self.context.pages:
            if page is not self.outside:
                page.close()
        self.server.faults.clear()
        self.connect()
        self.outside.evaluate(PUT_BACK)

    def close(self) -> None:
        self.context.close()


class Lent:
    """The one of all tests: made when the first of them asks for it, and anew after one that failed."""

    def __init__(self, browser: Browser, server: FaultyServer) -> None:
        self.browser = browser
        self.server = server
        self.kept: Kept | None = None

    def lend(self) -> Kept:
        if self.kept is None:
            self.server.down = False
            self.server.faults.clear()
            self.server.asked.clear()
            self.kept = Kept(self.browser, self.server)
        return self.kept

    def take_back(self, *, failed: bool) -> None:
        if self.kept and not failed:
            self.kept.take_back()
        else:
            self.close()

    def close(self) -> None:
        if self.kept:
            self.kept.close()
        self.kept = None
