"""What tests of several folders share: the built site behind its own server, a browser, Node."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from playground import bootstrap
from playground.project import DIST
from playground.server import SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

# What Playwright switches off, which a flag of our own replaces; and the pages of the browser's own that come up
# behind the address bar of every new window, and take more of the first second than our page does.
SWITCHED_OFF = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
# A container has no sandbox to offer, and a test machine no GPU; the rest keeps the browser from talking to its maker.
# Other hosts have no addresses, so that a test means the same with a network and without.
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-first-run",
    "--no-sandbox",
]


@pytest.fixture(scope="session")
def server() -> Iterator[SiteServer]:
    """The local server on a free port, serving dist/."""
    if not (DIST / "index.html").is_file():
        pytest.fail("dist/ is not built: run `python3 -m playground build` first")
    with SiteServer(port=0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def site(server: SiteServer) -> str:
    """The address of the page, ending with "/"."""
    return server.address + "/"


@pytest.fixture(scope="session")
def browser_path() -> str:
    return bootstrap.browser()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, browser_path: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def node() -> str:
    """The node to run scripts with; npm's tools find it on PATH too."""
    path, environment = bootstrap.node()
    os.environ["PATH"] = environment["PATH"]
    return path
