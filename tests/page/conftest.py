"""A page for every test, watched: no error on its console, nothing blocked by its policy, no other host."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route, expect

from .driver import Playground
from .serving import FaultyServer, serving

# What a person would wait for Python on a slow machine; every wait ends as soon as there is something to see.
expect.set_options(timeout=45_000)

Open = Callable[..., Playground]


class Watch:
    """Everything about a page that nobody should ever see happen."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        page.context.on("request", self._request)
        page.context.on("response", self._response)
        # Other hosts are cut off, so that a test means the same with a network and without.
        page.context.route(lambda url: not self._own(url), self._cut)

    def _own(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in ("data", "blob", "about") or f"{parts.scheme}://{parts.netloc}" == self.origin

    def _console(self, message: ConsoleMessage) -> None:
        # What Playwright itself says where it is told to block service workers (below).
        if message.type in ("error", "warning") and "blocked by Playwright" not in message.text:
            self.faults.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not self._own(request.url):
            self.elsewhere.append(request.url)

    def _response(self, response: Response) -> None:
        if self._own(response.url) and response.status >= 400:
            self.faults.append(f"{response.status} for {response.url}")

    def _cut(self, route: Route) -> None:
        route.abort()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """Makes watched pages of the given size and scheme; what one of them did wrong fails the test."""
    made: list[tuple[Page, Watch, bool]] = []
    origin = f"{urlsplit(site).scheme}://{urlsplit(site).netloc}"

    def make(
        *, width: int = 1440, height: int = 900, other_hosts: bool = False, **options: Any
    ) -> Playground:
        # What is cut off here (Watch) is not cut off on the way through a service worker; test_offline.py has its own.
        options.setdefault("service_workers", "block")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(60_000)
        page = context.new_page()
        made.append((page, Watch(page, origin), other_hosts))
        return Playground(page, site)

    yield make

    for page, watch, other_hosts in made:
        page.context.close()
        if not other_hosts:
            assert watch.elsewhere == [], "the page asked other hosts"
            assert watch.faults == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why a test was tried again: a fault that comes and goes is a fault."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"tried again: {report.nodeid}", "-")
        terminalreporter.write_line(report.longreprtext)


@pytest.fixture
def faulty() -> Iterator[FaultyServer]:
    """A server of the test's own, to be told what to do wrong."""
    with serving() as server:
        yield server


@pytest.fixture
def playground(open_page: Open) -> Playground:
    """The page on a desk, freshly opened in a browser that was never here."""
    return open_page()
