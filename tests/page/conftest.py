"""A page for every test, watched: no error on its console, nothing blocked by its policy, no other host.

Starting Python is what takes the time, so a test says how much of it it needs. Most get a page in the one browser that
all of them share, which was here before and has kept the memory that Python starts from; nothing else of an earlier
test is left in it. Who only runs programs goes on in the page of the test before (`same_page`). Marked `first_visit`,
a test has a browser that was never here; marked `without_python`, one in which Python is on its way for as long as the
test lasts. `alone` is for who measures time: nothing runs beside it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    expect,
)

from playground.project import DIST
from tests.conftest import CHROMIUM_FLAGS

from .driver import SNAPSHOT_KEPT, Playground, wait_for
from .kept import LOOK, Kept, Lent, visitor_of
from .serving import FaultyServer, on_its_way, serving

# What a person would wait for Python on a slow machine; every wait ends as soon as there is something to see.
expect.set_options(timeout=45_000)

Open = Callable[..., Playground]
Visit = Callable[[], Playground]

# A browser that was never here, without a service worker, which would come between a test and its server.
UNKNOWN: dict[str, Any] = {**LOOK, "service_workers": "block"}
FAILED = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    for marker in (
        "without_python: only looks at what was recorded before",
        "first_visit: in a browser that was never here",
        "same_page: goes on in the page of the test before",
        "other_hosts: asks hosts that are not there, or ends Python, which the console tells: not watched",
        "alone: measures time, so nothing else runs beside it",
        "hostile: many programs that mean harm, one after the other",
    ):
        config.addinivalue_line("markers", marker)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


class Watch:
    """Everything about the pages of a browser that nobody should ever see happen."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        parts = urlsplit(site)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.context = context
        self.faults: list[str] = []
        self.elsewhere: list[str] = []
        context.set_default_timeout(60_000)
        context.on("request", self._request)
        context.on("response", self._response)

    def page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        return page

    def begin(self) -> None:
        self.faults.clear()
        self.elsewhere.clear()

    def check(self) -> None:
        assert self.elsewhere == [], "the page asked other hosts"
        assert self.faults == []

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


def watched(browser: Browser, site: str, **options: Any) -> Watch:
    # test_offline.py has its own, with service workers.
    return Watch(browser.new_context(**(UNKNOWN | options)), site)


@pytest.fixture(scope="session")
def site_without_python() -> Iterator[str]:
    """The address of the page where what runs Python says nothing, so that the page waits for it."""
    (worker,) = DIST.glob("assets/worker-*.js")
    with serving() as server:
        server.faults[worker.name] = on_its_way
        yield server.address + "/"


@pytest.fixture
def open_page(
    browser: Browser, site: str, site_without_python: str, request: pytest.FixtureRequest
) -> Iterator[Open]:
    """Makes watched pages of the given size and scheme, each in a browser that was never here; what one of them did
    wrong fails the test."""
    made: list[tuple[Watch, bool]] = []
    only_looks = request.node.get_closest_marker("without_python") is not None

    def make(
        *,
        width: int = 1440,
        height: int = 900,
        other_hosts: bool = False,
        without_python: bool = only_looks,
        **options: Any,
    ) -> Playground:
        address = site_without_python if without_python else site
        watch = watched(browser, address, viewport={"width": width, "height": height}, **options)
        made.append((watch, other_hosts))
        return Playground(watch.page(), address)

    yield make

    for watch, other_hosts in made:
        watch.context.close()
        if not other_hosts:
            watch.check()


# Keeps of an earlier test nothing but the memory of an interpreter that had only just come to stand.
CLEAN = """async () => {
    for (const name of Object.keys(localStorage)) if (name !== "playground.1.snapshot") localStorage.removeItem(name);
    for (const name of await caches.keys()) if (name !== "playground-python") await caches.delete(name);
    for (const { name } of await indexedDB.databases()) {
        const { promise, resolve, reject } = Promise.withResolvers();
        Object.assign(indexedDB.deleteDatabase(name), { onsuccess: resolve, onerror: reject });
        await promise;
    }
}"""


class SamePage(Playground):
    """A page in which another test has run programs before; what this one runs takes their place."""

    def open(self, place: str = "") -> "SamePage":
        self.page.goto(self.url + (place or "#example=fibonacci"))
        reset = self.page.get_by_role("button", name="Reset", exact=True)
        if reset.is_visible():
            reset.click()
        expect(reset).to_be_hidden()
        self.tab("Tree")
        return self


@dataclass(frozen=True)
class Wants:
    """What a test's markers say of the shared browser."""

    same_page: bool = False
    other_hosts: bool = False


class Shared:
    """The browser of ordinary tests, made when the first of them asks for it, and anew after one that failed."""

    def __init__(self, make: Callable[[], BrowserContext], site: str, with_python: bool = True) -> None:
        self.make = make
        self.site = site
        self.with_python = with_python
        self.watch: Watch | None = None
        # From which the stores are cleaned: of the same origin, and nothing else.
        self.outside: Page | None = None
        # The page that the next test may go on in.
        self.kept: Page | None = None
        self.kept_by = Wants()

    def open(self, wants: Wants) -> Playground:
        if self.watch is None or self.outside is None:
            self.watch = Watch(self.make(), self.site)
            self.outside = self.watch.context.new_page()
            if self.with_python:
                first = Playground(self.outside, self.site).open()
                first.wait_for_python()
                wait_for(first, SNAPSHOT_KEPT)
            self.outside.goto(self.site + "icon.svg")
        self.watch.begin()
        if self.kept:
            page, self.kept = self.kept, None
            if wants.same_page and wants == self.kept_by:
                return SamePage(page, self.site)
            page.close()
        self.outside.evaluate(CLEAN)
        return Playground(self.watch.page(), self.site)

    def leave(self, playground: Playground, wants: Wants, failed: bool) -> None:
        """What the test has opened is closed, and what it has been given is taken back."""
        watch = self.watch
        assert watch is not None
        if failed:
            self.close()
        else:
            self.kept, self.kept_by = (playground.page if wants.same_page else None), wants
            for page in watch.context.pages:
                if page not in (self.kept, self.outside):
                    page.close()
            watch.context.unroute_all(behavior="ignoreErrors")
            watch.context.clear_permissions()
        if not wants.other_hosts:
            watch.check()

    def close(self) -> None:
        if self.watch is not None:
            self.watch.context.close()
        self.watch = self.outside = self.kept = None


@pytest.fixture(scope="session")
def shared(
    playwright: Playwright, browser_path: str, site: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared]:
    def make() -> BrowserContext:
        # On a disk: a private window does not keep what it has compiled of Python for the next page.
        return playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("browser"), executable_path=browser_path, args=CHROMIUM_FLAGS, **UNKNOWN
        )

    shared = Shared(make, site)
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def shared_without_python(browser: Browser, site_without_python: str) -> Iterator[Shared]:
    shared = Shared(lambda: browser.new_context(**UNKNOWN), site_without_python, with_python=False)
    yield shared
    shared.close()


@pytest.fixture
def playground(request: pytest.FixtureRequest) -> Iterator[Playground]:
    """The page on a desk."""

    def marked(name: str) -> bool:
        return request.node.get_closest_marker(name) is not None

    if marked("first_visit"):
        yield request.getfixturevalue("open_page")()
        return
    name = "shared_without_python" if marked("without_python") else "shared"
    shared: Shared = request.getfixturevalue(name)
    wants = Wants(same_page=marked("same_page"), other_hosts=marked("other_hosts"))
    # Of this attempt, not of one before.
    request.node.stash[FAILED] = False
    playground = shared.open(wants)
    yield playground
    shared.leave(playground, wants, failed=request.node.stash[FAILED])


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
def page(browser: Browser) -> Iterator[Page]:
    """Not watched, for tests in which faults are what happens."""
    context = browser.new_context(**UNKNOWN)
    # The longest wait is that for a network that says nothing; the page's own clocks decide.
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def copied_site(tmp_path: Path) -> Path:
    """A copy of the site that a test may change, file by file."""
    return Path(shutil.copytree(DIST, tmp_path / "dist", copy_function=os.link))


@pytest.fixture
def copy_server(copied_site: Path) -> Iterator[FaultyServer]:
    with serving(copied_site) as server:
        yield server


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = visitor_of(browser)
    yield context
    context.close()


@pytest.fixture
def visit(visitor: BrowserContext, copy_server: FaultyServer) -> Visit:
    """One more tab of that browser, with the copy of the site."""
    return lambda: Playground(visitor.new_page(), copy_server.address + "/").open()


@pytest.fixture(scope="session")
def lent(browser: Browser) -> Iterator[Lent]:
    with serving() as server:
        lent = Lent(browser, server)
        yield lent
        lent.close()


@pytest.fixture
def kept(request: pytest.FixtureRequest, lent: Lent) -> Iterator[Kept]:
    """A browser that was here before and has kept the page."""
    request.node.stash[FAILED] = False
    yield lent.lend()
    lent.take_back(failed=request.node.stash[FAILED])
